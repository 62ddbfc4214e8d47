"""A day of intervals: how many agents each takes, what happens under them, what it comes to."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from . import _core
from ._arguments import Arguments
from ._assumptions import assumptions
from ._columns import Column
from ._day_plan import DayPlan, Peak
from ._day_queue import DayQueue
from ._forecast import Forecast, missing_names
from ._groups import group_totals
from ._hints import Floats, Numbers, Times
from ._order import GAPS
from ._patience_laws import PatienceLaw
from ._progress import progress_of
from ._row_warnings import RowWarnings
from ._target import absent, choice, target_columns


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
    promises = dict(
        service_level=service_level,
        answer_within=answer_within,
        definition=definition,
        short=short,
        max_asa=max_asa,
        max_mean_wait=max_mean_wait,
        max_abandonment=max_abandonment,
        max_occupancy=max_occupancy,
        max_probability_of_wait=max_probability_of_wait,
    )
    load = dict(
        contacts=contacts,
        interval=interval,
        aht=aht,
        patience=patience,
        handle_time_scv=handle_time_scv,
        lines=lines,
        redials_of_abandoned=redials_of_abandoned,
        redials_of_blocked=redials_of_blocked,
        redials_of_answered=redials_of_answered,
        day_variation=day_variation,
        interval_variation=interval_variation,
    )
    order = dict(start=start, by=by, time_zone=time_zone, repeated_hour=repeated_hour)
    return _plan(Forecast(frame), load, promises, order, gaps, shrinkage, rounding)


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
    promises = dict(
        service_level=service_level,
        answer_within=answer_within,
        definition=definition,
        short=short,
    )
    load = dict(
        contacts=contacts,
        interval=interval,
        aht=aht,
        patience=patience,
        handle_time_scv=handle_time_scv,
        lines=lines,
        redials_of_abandoned=redials_of_abandoned,
        redials_of_blocked=redials_of_blocked,
        redials_of_answered=redials_of_answered,
        day_variation=day_variation,
        interval_variation=interval_variation,
    )
    order = dict(start=start, by=by, time_zone=time_zone, repeated_hour=repeated_hour)
    return _plan(Forecast(frame), load, promises, order, gaps, shrinkage, rounding, agents)


_CLOSED = "Nobody is expected in intervals that a day leaves out."


def _plan(
    forecast: Forecast,
    load: dict[str, Any],
    promises: dict[str, Any],
    order: dict[str, Any],
    gaps: str,
    shrinkage: Any,
    rounding: str,
    agents: Any = None,
) -> DayPlan:
    how = choice("rounding", rounding, _core.roundings)
    choice("gaps", gaps, dict.fromkeys(GAPS, 0))
    read = Arguments(forecast)
    contacts = read.take("contacts", load["contacts"])
    interval = read.take("interval", load["interval"])
    aht = read.take_aht(load["aht"], contacts)
    queue = DayQueue(read, load["patience"], load)
    columns = [
        contacts,
        interval,
        aht,
        queue.patience,
        *target_columns(queue.hangs_up, take=read.take, **promises),
        read.take("shrinkage", shrinkage),
        absent("agents") if agents is None else read.take("agents", agents),
        *queue.columns,
    ]
    rows = read.begin(columns, order, gaps)
    read.refuse()
    volumes, lengths, ahts, patiences = (np.broadcast_to(c.values, rows) for c in columns[:4])
    if forecast.timeline is not None:
        lengths = forecast.timeline.lengths(lengths)
        columns[1] = Column("interval", lengths)
    staff_is_given = agents is not None
    more = queue.values
    values = [*(each.values for each in columns[: len(columns) - len(more)]), *more]
    with progress_of(rows):
        cells, sums = _core.plan_day(
            values, rows, staff_is_given, int(how.values), queue.core_law()
        )
    results = dict(zip(_core.day_plan_columns, cells, strict=True))
    reasons, counted = results.pop("reason"), results.pop("counted")
    staffed = ~np.isnan(results["offered_load"])
    groups = None
    if forecast.groups is not None:
        sums_of_groups = group_totals(forecast.groups, volumes, lengths, reasons, results, counted)
        groups = forecast.totals(forecast.groups, _shown(sums_of_groups, queue))
    inputs = {"contacts": volumes, "aht": np.where(read.idle, 0.0, ahts)}
    if queue.hangs_up and queue.law is None:
        inputs["patience"] = patiences
    known = {**inputs, **_shown(results, queue), "status": _status(columns, reasons)}
    shown = {name: each for name, each in known.items() if staff_is_given or name != "agents"}
    by_name = {each.name: each for each in columns}
    timeline = forecast.timeline
    return DayPlan(
        frame=forecast.plan(shown),
        totals=MappingProxyType(
            _shown(_totals(sums, volumes, reasons, staffed, queue.is_erlang_x), queue)
        ),
        groups=groups,
        assumed=(
            *assumptions(
                by_name, queue, promises["definition"], rounding, forecast.named, forecast.clock
            ),
            *(f"But {each}." for each in forecast.recognized if each.seconds is not None),
            *([_CLOSED] if timeline is not None and gaps == "closed" else []),
        ),
        peak=_peak(results["agents_required"], forecast),
        interval=lengths.copy(),
        start=None if timeline is None else timeline.instants.copy(),
        time_zone=None if timeline is None else timeline.zone,
        _forecast=forecast,
        _warned=RowWarnings(
            known, staff_is_given, forecast.label, queue.lost, queue.redials_of_answered
        ),
    )


def _status(columns: list[Column], reasons: Floats) -> Any:
    status = np.full(len(reasons), "ok", dtype=object)
    for reason in np.unique(reasons[reasons > 0]):
        status[reasons == reason] = _core.explain(int(reason))
    missing = np.isnan(reasons)
    if missing.any():
        status[missing] = missing_names(columns, missing)
    return status


def _shown(results: dict[str, Any], queue: DayQueue) -> dict[str, Any]:
    """Without what Erlang X alone has, where the queue is none."""
    hidden = () if queue.is_erlang_x else ("attempts", "blocked", "probability_of_blocking")
    return {name: each for name, each in results.items() if name not in hidden}


def _totals(
    sums: dict[str, float], volumes: Floats, reasons: Floats, staffed: Any, is_erlang_x: bool
) -> dict[str, float]:
    """The sums of C++, of complete rows, with the rows that it was not shown."""
    missing = np.isnan(reasons)
    known = volumes[missing]
    return {
        **sums,
        **({"contacts": float(volumes[staffed].sum())} if is_erlang_x else {}),
        "intervals": len(volumes),
        "intervals_missing": int(missing.sum()),
        "contacts_left_out": sums["contacts_left_out"] + float(known[~np.isnan(known)].sum()),
    }


def _peak(required: Floats, forecast: Forecast) -> Peak | None:
    finite = np.where(np.isfinite(required), required, -1.0)
    row = int(np.argmax(finite))
    if finite[row] < 0:
        return None
    return Peak(row, forecast.label(row), int(finite[row]))
