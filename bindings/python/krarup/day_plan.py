"""A day of intervals: how many agents each takes, what happens under them, what it comes to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ._day_plan import DayPlan
from ._hints import Numbers, Times
from ._patience_laws import PatienceLaw


def plan_day(
    frame: Any,
    *,
    interval: Times,
    contacts: Numbers | str = "contacts",
    aht: Times = "aht",
    patience: PatienceLaw | Times | None = None,
    handle_time_scv: Numbers | str | None = None,
    service_level: Numbers | str | None = None,
    answer_within: Times | None = None,
    definition: str = "offered",
    short: Times | None = None,
    max_asa: Times | None = None,
    max_mean_wait: Times | None = None,
    max_abandonment: Numbers | str | None = None,
    max_occupancy: Numbers | str | None = None,
    max_probability_of_wait: Numbers | str | None = None,
    lines: Numbers | str | None = None,
    redials_of_abandoned: Numbers | str | None = None,
    redials_of_blocked: Numbers | str | None = None,
    redials_of_answered: Numbers | str | None = None,
    day_variation: Numbers | str | None = None,
    interval_variation: Numbers | str | None = None,
    shrinkage: Numbers | str = 0.0,
    rounding: str = "up_at_end",
    start: str | None = None,
    by: str | Sequence[str] | None = None,
    time_zone: str | None = None,
    repeated_hour: str = "refuse",
    gaps: str = "refuse",
) -> DayPlan:
    """Least staff for a day: each interval gets the agents that it requires.

    Every interval is taken to be in balance by itself: contacts that wait at its end are not
    carried into the next.

    Parameters
    ----------
    frame : DataFrame, Arrow table or mapping of columns
        The forecast, one row for each interval, of one day or of many; it is not changed. A frame
        that is not of pandas, such as a Polars one, takes Narwhals: `krarup[frames]`.
    interval : time or column
        Length of the intervals. There is no default.
    contacts : column or float
        Offered in each interval.
    aht : time or column
        Average handle time.
    patience : time or column, or PatienceLaw, optional
        Average patience, or a law of `krarup.patience` for all rows. With an average the queue is
        `ErlangA`, without it `ErlangC`.
    handle_time_scv : float or column, optional
        Squared coefficient of variation of the handle time, as in `MGn`, which the queue is with
        it; it comes without patience and without what `ErlangX` has more.
    service_level, answer_within, definition, short, max_asa, max_mean_wait, max_abandonment, \
max_occupancy, max_probability_of_wait
        The promises, as in `ErlangA.agents_required`; at least one.
    lines, redials_of_abandoned, redials_of_blocked, redials_of_answered, day_variation, \
interval_variation : float or column, optional
        As in `ErlangX`, which the queue is with any of them, or with a law of patience. Contacts
        are then first attempts.
    shrinkage : float or column
        Share of paid time that is not spent ready for contacts, below 1.
    rounding : {"up_at_end", "none", "up_each_step"}
        Of what is scheduled, as in `scheduled_from_on_phone`.
    start : str, optional
        The column of the times at which the intervals begin. Without it, those of a pandas
        index of timestamps or periods.
    by : str or sequence of str, optional
        The columns, or levels of a pandas index, that say which rows belong together, such as
        "queue"; each group gets its totals. "date", where no column is called so, is the day on
        which the interval begins on the clock of its time zone.
    time_zone : str, optional
        Such as "Europe/Copenhagen": of wall clock times, the zone whose clock they were read from;
        of times with an offset from UTC, the zone whose days are meant.
    repeated_hour : {"refuse", "in_order", "first", "second", "added"}
        What wall clock times mean that come twice, since the clock was put back:

        - "refuse": nothing certain, so there is an error
        - "in_order": two rows have the same time; the first of them is before the change
        - "first", "second": one row has the time, and it is before, or after, the change
        - "added": one row has the time and holds the contacts of both; its interval is as long as
          both together
    gaps : {"refuse", "closed"}
        What intervals mean that are left out within a day: that something is missing, so there is
        an error, or that nobody is expected then.

    Returns
    -------
    DayPlan
        A row with a missing number stays, without an answer, and its status says which is missing.

    Raises
    ------
    DataError
        A ValueError with everything that is wrong with the data, as `validate` lists it: columns
        that are not there, values out of their range, timestamps of a queue that are missing,
        repeat, are not sorted, leave a gap in a day or are closer to each other than the interval;
        wall clock times that the clock never showed or, unless `repeated_hour` says what they mean,
        showed twice.
    ValueError
        For an argument that makes no sense by itself, and without a promise.
    ImportError
        For a frame that takes Narwhals, where that is missing.

    Notes
    -----
    Each argument is a number, a time, a column, or text: text that names a column of the forecast
    is that column; other text is a time, such as "30min", where the argument is one. Where no
    column is called `contacts` or `aht`, one with a usual name for it is taken, such as "Calls
    Offered" or "AHT (min)", and `assumed` says so. An `aht` of 0 where no contacts are offered
    counts as no handle time, as exports write it.

    A day that puts the clock back has 50 half hours, one that puts it forward 46: with a time zone
    they are planned as what they are.

    Examples
    --------
    >>> import pandas as pd
    >>> import krarup as kr
    >>> forecast = pd.DataFrame(
    ...     {"contacts": [60, 100, 80], "aht": [180, 180, 195]},
    ...     index=pd.date_range("2014-01-02 09:00", periods=3, freq="30min"),
    ... )
    >>> plan = kr.plan_day(forecast, interval="30min", patience="5min",
    ...                    service_level=0.80, answer_within=20, shrinkage=0.30)
    >>> print(plan.frame[["agents_required", "scheduled", "service_level"]].round(3))
                         agents_required  scheduled  service_level
    2014-01-02 09:00:00              9.0       13.0          0.892
    2014-01-02 09:30:00             13.0       19.0          0.858
    2014-01-02 10:00:00             11.0       16.0          0.810
    >>> round(plan.totals["service_level"], 4)
    0.8505

    What real queues have more, see `ErlangX`: here lines, and callers who try again.

    >>> plan = kr.plan_day(forecast, interval="30min", service_level=0.80, answer_within=20,
    ...                    patience=kr.patience.Weibull(scale="5min", shape=0.7), lines=14,
    ...                    redials_of_abandoned=0.3, redials_of_blocked=0.8)
    >>> print(plan.frame[["contacts", "attempts", "agents_required", "service_level"]].round(3))
                         contacts  attempts  agents_required  service_level
    2014-01-02 09:00:00      60.0    61.160              8.0          0.810
    2014-01-02 09:30:00     100.0   107.207             12.0          0.826
    2014-01-02 10:00:00      80.0    82.953             11.0          0.836

    Two queues in one frame, by the wall clock of a Sunday in October:

    >>> night = pd.date_range("2026-10-25 01:00", periods=6, freq="30min", tz="Europe/Copenhagen")
    >>> forecast = pd.DataFrame({
    ...     "queue": ["sales"] * 6 + ["billing"] * 6,
    ...     "start": [*night.tz_localize(None)] * 2,
    ...     "contacts": [30, 20, 20, 15, 15, 10, 90, 80, 60, 60, 50, 40],
    ... })
    >>> plan = kr.plan_day(
    ...     forecast, interval="30min", aht=180, service_level=0.80, answer_within=20,
    ...     start="start", by="queue", time_zone="Europe/Copenhagen", repeated_hour="in_order",
    ... )
    >>> print(plan.groups[["queue", "intervals", "contacts", "service_level"]].round(3))
         queue  intervals  contacts  service_level
    0    sales          6     110.0          0.876
    1  billing          6     380.0          0.848
    >>> [str(each)[11:16] for each in plan.start[:6]]  # in UTC
    ['23:00', '23:30', '00:00', '00:30', '01:00', '01:30']
    """
    return _plan(locals())


def evaluate_day(
    frame: Any,
    *,
    agents: Numbers | str,
    interval: Times,
    contacts: Numbers | str = "contacts",
    aht: Times = "aht",
    patience: PatienceLaw | Times | None = None,
    handle_time_scv: Numbers | str | None = None,
    service_level: Numbers | str,
    answer_within: Times,
    definition: str = "offered",
    short: Times | None = None,
    lines: Numbers | str | None = None,
    redials_of_abandoned: Numbers | str | None = None,
    redials_of_blocked: Numbers | str | None = None,
    redials_of_answered: Numbers | str | None = None,
    day_variation: Numbers | str | None = None,
    interval_variation: Numbers | str | None = None,
    shrinkage: Numbers | str = 0.0,
    rounding: str = "up_at_end",
    start: str | None = None,
    by: str | Sequence[str] | None = None,
    time_zone: str | None = None,
    repeated_hour: str = "refuse",
    gaps: str = "refuse",
) -> DayPlan:
    """What happens in a day under given staff, beside what it would require.

    Parameters
    ----------
    frame : DataFrame, Arrow table or mapping of columns
        The forecast, as in `plan_day`.
    agents : column or float
        On the phones; may be real, such as from `on_phone_from_scheduled`.
    interval, contacts, aht, patience, handle_time_scv, service_level, answer_within, definition, \
short, lines, redials_of_abandoned, redials_of_blocked, redials_of_answered, day_variation, \
interval_variation, shrinkage, rounding, start, by, time_zone, repeated_hour, gaps
        As in `plan_day`.

    Returns
    -------
    DayPlan

    Raises
    ------
    ValueError, ImportError
        As `plan_day`.

    Examples
    --------
    >>> import krarup as kr
    >>> day = kr.evaluate_day(
    ...     {"contacts": [60, 100, 80], "staff": [9, 11, 11]}, agents="staff", aht=180,
    ...     patience=300, interval="30min", service_level=0.80, answer_within=20,
    ... )
    >>> day.frame["service_level"].round(3).tolist()
    [0.892, 0.657, 0.872]
    >>> round(day.totals["service_level"], 4)
    0.7876
    """
    return _plan(locals())


def _plan(asked: dict[str, Any]) -> DayPlan:
    from ._planned import planned  # what only a plan needs is imported for the first one

    return planned(**asked)
