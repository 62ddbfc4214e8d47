"""A day of one queue in one piece: who waits at the end of an interval still waits in the next."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import numpy as np

from . import _core
from ._arguments import Arguments
from ._columns import NONNEGATIVE, TOLERANCE, Column, column
from ._day_columns import complete, going_on, probabilities, refuse_breaks, step, whole
from ._day_methods import is_exponential, method_for
from ._day_outlook import DayOutlook
from ._day_performance import DayPerformance, assumptions
from ._day_requirement import DayRequirement
from ._findings import Block, Findings
from ._forecast import Forecast
from ._hints import Floats, Number, Numbers, Time, Times
from ._patience_laws import PatienceLaw
from ._requirement import ENDLESS_PATIENCE
from ._single import single_number
from ._target import choice, target_columns

_ARRIVAL_RATES = {"even": 0, "sloping": 1}


class Day(DayRequirement, DayOutlook):
    """A day of one queue whose callers are carried over the ends of intervals, exactly.

    A formula for each interval by itself forgets who waits when it ends. Here the chances of every
    number of contacts in the system go on from one interval to the next, and a contact that waits
    meets the agents, handle times and patience of the intervals that it waits in.

    Parameters
    ----------
    frame : DataFrame, Arrow table or mapping of columns
        The forecast, one row for each interval, in the order of time and without gaps; it is not
        changed. A frame that is not of pandas takes Narwhals: `krarup[frames]`.
    interval : time or column, optional
        Length of the intervals. Without it, the step from one timestamp to the next.
    contacts : column or float
        Offered in each interval.
    arrival_rate : {"even", "sloping"}
        How contacts come within an interval:

        - "even": at one rate
        - "sloping": at one that rises or falls in a straight line as the volume does from the
          interval before to the one after, without passing that of either; level at a peak and in a
          valley. Each interval keeps its contacts.
    aht : time or column
        Average handle time. The rate at which an agent ends contacts belongs to the time, not to
        the contact: whoever is being handled goes on under that of the next interval.
    patience : time, column or PatienceLaw, optional
        Average patience, exponential; or one law for the day, see Notes. Without it nobody hangs
        up.
    lines : float, optional
        Contacts in the system at most, waiting or being handled; a whole number.
    backlog : float or column
        Contacts in the system when the day begins: a whole number, or the probabilities of 0, 1,
        2, ... of them.
    start : str, optional
        The column of the times at which the intervals begin. Without it, those of a pandas
        index of timestamps or periods.
    time_zone, repeated_hour
        As in `plan_day`.

    Raises
    ------
    DataError
        A ValueError with everything that is wrong with the data: as `plan_day`, and for a missing
        number and an interval that does not begin when the one before it ends.
    ValueError
        For an argument that makes no sense by itself.
    ImportError
        For a frame that takes Narwhals, where that is missing.

    See Also
    --------
    evaluate_day : Each interval in balance by itself.

    Notes
    -----
    Exact for Poisson arrivals, exponential handle times and exponential patience, up to the error
    that the answer states. `patience.Exponential` without balking is such a patience. By any other
    law those who wait are taken to hang up as they would on average if each had waited since its
    turn came among the arrivals, and what becomes of a contact follows its own law. The largest
    errors of a half hour that were measured against simulation at about 10 and at 100 erlangs are
    0.6 and 0.2 points of the service level for two kinds of callers, 1.1 and 0.3 for a Weibull law
    of shape 0.5, and 3.8 and 1.8 where all have the same patience. On hard days, such as with 3
    agents or with none for half an hour, they are up to 3.9 points for laws that vary as much as
    an exponential one, and up to 7.9 where patience is alike; the guide tells them law by law.
    Contacts of the `backlog` who wait are taken to have waited since their turn came at the first
    interval's rate, while `simulate` takes them to have just come.

    As in `plan_day`, text that names a column is that column, usual names
    of columns are known, and an `aht` of 0 where no contacts are offered counts as none; whoever is
    being handled there goes on under that of the interval before.

    Examples
    --------
    Staff is short at half past nine. By itself the interval at ten reaches 83.8 %; but who waits at
    ten is still there.

    >>> import pandas as pd
    >>> import krarup as kr
    >>> forecast = pd.DataFrame(
    ...     {"contacts": [100, 120, 100, 80], "staff": [13, 10, 13, 11]},
    ...     index=pd.date_range("2014-01-02 09:00", periods=4, freq="30min"),
    ... )
    >>> day = kr.Day(forecast, aht=180, patience="10min")
    >>> course = day.evaluate(agents="staff", answer_within=20)
    >>> print(course.frame[["service_level", "asa", "carried_over"]].round(3))
                         service_level     asa  carried_over
    2014-01-02 09:00:00          0.882   6.740         0.549
    2014-01-02 09:30:00          0.238  85.371         7.152
    2014-01-02 10:00:00          0.752  16.707         0.554
    2014-01-02 10:30:00          0.843   9.467         0.402
    """

    def __init__(
        self,
        frame: Any,
        *,
        interval: Times | None = None,
        contacts: Numbers | str = "contacts",
        arrival_rate: str = "even",
        aht: Times = "aht",
        patience: PatienceLaw | Times | None = None,
        lines: Number | None = None,
        backlog: Numbers = 0,
        start: str | None = None,
        time_zone: str | None = None,
        repeated_hour: str = "refuse",
    ) -> None:
        law = patience if isinstance(patience, PatienceLaw) else None
        if law is not None:
            patience = law.average if is_exponential(law) else None
        self._law = law if patience is None else None
        forecast = Forecast(frame)
        read = Arguments(forecast)
        volumes = complete(read, "contacts", contacts)
        handle_times = complete(read, "aht", aht, volumes)
        if interval is None:
            interval = step(forecast, start)
        lengths = complete(read, "interval", interval)
        patiences = ENDLESS_PATIENCE
        if patience is not None:
            patiences = complete(read, "patience", patience)
        columns = [volumes, lengths, handle_times, patiences]
        order = dict(start=start, time_zone=time_zone, repeated_hour=repeated_hour)
        rows = read.begin(columns, order, None)
        read.refuse()
        seconds = np.broadcast_to(lengths.values, rows)
        if forecast.timeline is not None:
            seconds = forecast.timeline.lengths(seconds)
            refuse_breaks(forecast, seconds)
        values = [volumes.values, seconds, going_on(handle_times.values, read.idle)]
        self._forecast = forecast
        self._hangs_up = patience is not None or law is not None
        self._values = [np.broadcast_to(each, rows) for each in [*values, patiences.values]]
        self._lines = None if lines is None else whole(column("lines", lines, NONNEGATIVE))
        self._backlog = probabilities(backlog)
        self._slopes = bool(choice("arrival_rate", arrival_rate, _ARRIVAL_RATES).values)

    def __repr__(self) -> str:
        contacts, seconds = self._values[:2]
        return (
            f"Day({len(contacts)} intervals, {contacts.sum():,.6g} contacts, "
            f"{seconds.sum() / 3600.0:.6g} hours)"
        )

    def evaluate(
        self,
        *,
        agents: Numbers | str,
        answer_within: Time,
        definition: str = "offered",
        short: Time | None = None,
        method: str | None = None,
        leaving: str = "finish_contact",
        tolerance: float = 1e-8,
    ) -> DayPerformance:
        """What happens under given agents.

        Parameters
        ----------
        agents : column or float
            On the phones in each interval; whole numbers.
        answer_within, definition, short
            Of the service level, as in `plan_day`; one for the day.
        method : {"exact", "state_dependent", "stationary", "lagged", "offered_load", "backlog", \
"fluid"}, optional
            Without it "exact", or "state_dependent" where patience is a law.

            - "exact": the chances of every number in the system, carried on
            - "state_dependent": the same under a law of patience, nearly; see the Notes of `Day`
            - "stationary": each interval in balance by itself at its own volume, as `evaluate_day`
            - "lagged": in balance at the volume of an average handle time before
            - "offered_load": in balance at the load that there would be if an agent were always
              free, which follows the volume late (modified offered load)
            - "backlog": in balance in sub-periods of about a handle time, each with those who
              found every agent busy in the one before (stationary backlog-carryover)
            - "fluid": contacts flow and nothing is left to chance; where agents suffice nobody
              waits

            The others are faster and know less: see Notes.
        leaving : {"finish_contact", "hand_over"}
            What agents do with the contact in hand when the next interval has fewer of them; idle
            agents leave first:

            - "finish_contact": they handle it to its end and then leave; nobody waits for it
            - "hand_over": it goes back to the head of the queue

            Known to the methods "exact", "state_dependent" and "fluid".
        tolerance : float
            Bound of the error of the states' probabilities, summed, and of the states alone, not of
            a measure; at most 0.01. Known to the exact method, and to "state_dependent" for the
            chain that it takes in place of the day.

        Returns
        -------
        DayPerformance

        Raises
        ------
        DataError
            A ValueError, for agents that are missing, negative or not whole.
        ValueError
            For an argument that makes no sense by itself, for `leaving`, `tolerance` or a day's
            `backlog` with a method that does not know it, and for a law of patience with one that
            does not take it.

        Notes
        -----
        What a method does not know is NaN: `carried_over` of the first three, `overrun` of all but
        "exact", "state_dependent" and "fluid", `probability_of_carrying_over` likewise, the totals
        `probability_of_clearing` and `overtime` of all but the first two, and `error` of all but
        "exact". `carried_over` is for "backlog" the mean queue of the interval's last sub-period,
        and for "fluid" chances are 0 or 1. "stationary" and "lagged" do not take the `backlog` of
        a day. How far each is from the exact day is measured in the guide, where a day is not
        stationary. Ctrl-C stops "exact" and "state_dependent".

        A law of patience is taken by "state_dependent", unless some hang up at once, and by
        "stationary", "lagged" and "offered_load", where each interval is as `ErlangX` says.

        Examples
        --------
        >>> import krarup as kr
        >>> day = kr.Day({"contacts": [100, 120, 100, 80]}, interval="30min", aht=180,
        ...              patience="10min")
        >>> staffed = dict(agents=[13, 10, 13, 11], answer_within=20)
        >>> round(day.evaluate(**staffed).totals["service_level"], 4)
        0.6485
        >>> for method in ("stationary", "lagged", "offered_load", "backlog", "fluid"):
        ...     course = day.evaluate(**staffed, method=method)
        ...     print(f"{method:12} {course.totals['service_level']:.4f}")
        stationary   0.6321
        lagged       0.6295
        offered_load 0.6487
        backlog      0.6388
        fluid        0.7056
        """
        how = choice("leaving", leaving, _core.leaving_agents)
        bound = single_number(column("tolerance", tolerance, TOLERANCE))
        method, number = method_for(method, self._law, leaving, bound, bool(self._backlog[0] < 1))
        _, within, which, shortest, *_ = target_columns(
            self._hangs_up,
            service_level=1.0,
            answer_within=answer_within,
            definition=definition,
            short=short,
        )
        level = [single_number(each) for each in (within, which, shortest)]
        forecast, rows = self._forecast, len(self._values[0])
        staff = self._staff(agents)
        cells, sums, in_system = _core.evaluate_course(
            [*self._values, staff],
            rows,
            self._lines,
            self._backlog,
            self._slopes,
            None if self._law is None else self._law._core_law(),
            number,
            int(how.values),
            bound,
            [level[0], level[1], max(level[2], 0.0)],
        )
        measures = dict(zip(_core.exact_day_columns, cells, strict=True))
        volumes, seconds, handle_times, patiences = self._values
        told = {"contacts": volumes, "aht": handle_times}
        if self._hangs_up and self._law is None:
            told["patience"] = patiences
        hidden = () if self._lines is not None else ("blocked", "probability_of_blocking")
        shown = {**told, "agents": staff, **measures}
        timeline = forecast.timeline
        return DayPerformance(
            frame=forecast.plan({k: np.array(v) for k, v in shown.items() if k not in hidden}),
            totals=MappingProxyType(
                {"intervals": rows, **{k: v for k, v in sums.items() if k not in hidden}}
            ),
            assumed=assumptions(
                method,
                leaving,
                "sloping" if self._slopes else "even",
                self._hangs_up,
                self._lines,
                forecast,
                self._law,
            ),
            interval=np.array(seconds),
            start=None if timeline is None else timeline.instants.copy(),
            time_zone=None if timeline is None else timeline.zone,
            _in_system=tuple(in_system),
            _forecast=forecast,
        )

    def _staff(self, agents: Numbers | str) -> Floats:
        """Agents of each interval, whole numbers."""
        rows, read = len(self._values[0]), Arguments(self._forecast)
        on_phones = complete(read, "agents", agents)
        broken = np.argwhere(on_phones.values != np.floor(on_phones.values))
        if len(broken) and not read.parts:
            found = [float(on_phones.values[tuple(each)]) for each in broken]
            block = Block("agents", "must be a whole number through a day", broken, found)
            read.parts.append(Findings([block]))
        read.refuse()
        if self._forecast.rows([Column("the day", self._values[0]), on_phones]) != rows:
            raise ValueError(f"agents must be for 1 interval, got {on_phones.values.size} numbers")
        return np.broadcast_to(on_phones.values, rows)
