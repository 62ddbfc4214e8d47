"""A day of one queue in one piece: who waits at the end of an interval still waits in the next."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import numpy as np

from . import _core
from ._arguments import Arguments
from ._columns import NONNEGATIVE, POSITIVE, PROPORTION, Column, column
from ._day_performance import DayPerformance, assumptions
from ._findings import Block, Findings
from ._forecast import Forecast
from ._hints import Floats, Number, Numbers, Time, Times
from ._order import blocks_of
from ._patience_laws import PatienceLaw
from ._requirement import ENDLESS_PATIENCE
from ._single import single_number
from ._target import choice, target_columns

_MOST_BACKLOG = 100_000


class Day:
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
        Offered in each interval, at an even rate.
    aht : time or column
        Average handle time. The rate at which an agent ends contacts belongs to the time, not to
        the contact: whoever is being handled goes on under that of the next interval.
    patience : time or column, optional
        Average patience; without it nobody hangs up.
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
    that the answer states. As in `plan_day`, text that names a column is that column, usual names
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
        aht: Times = "aht",
        patience: Times | None = None,
        lines: Number | None = None,
        backlog: Numbers = 0,
        start: str | None = None,
        time_zone: str | None = None,
        repeated_hour: str = "refuse",
    ) -> None:
        if isinstance(patience, PatienceLaw):
            raise ValueError(
                "patience must be an average, as a law keeps no count of how long each contact has "
                f"waited, got {patience!r}"
            )
        forecast = Forecast(frame)
        read = Arguments(forecast)
        volumes = _complete(read, "contacts", contacts)
        handle_times = _complete(read, "aht", aht, volumes)
        if interval is None:
            interval = _step(forecast, start)
        lengths = _complete(read, "interval", interval)
        patiences = ENDLESS_PATIENCE
        if patience is not None:
            patiences = _complete(read, "patience", patience)
        columns = [volumes, lengths, handle_times, patiences]
        order = dict(start=start, by=None, time_zone=time_zone, repeated_hour=repeated_hour)
        rows = read.begin(columns, order, "refuse")
        read.refuse()
        seconds = np.broadcast_to(lengths.values, rows)
        if forecast.timeline is not None:
            seconds = forecast.timeline.lengths(seconds)
            _refuse_breaks(forecast, seconds)
        values = [volumes.values, seconds, _going_on(handle_times.values, read.idle)]
        self._forecast = forecast
        self._hangs_up = patience is not None
        self._values = [np.broadcast_to(each, rows) for each in [*values, patiences.values]]
        self._lines = None if lines is None else _whole(column("lines", lines, NONNEGATIVE))
        self._backlog = _probabilities(backlog)

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
        leaving : {"finish_contact", "hand_over"}
            What agents do with the contact in hand when the next interval has fewer of them; idle
            agents leave first:

            - "finish_contact": they handle it to its end and then leave; nobody waits for it
            - "hand_over": it goes back to the head of the queue
        tolerance : float
            Bound of the error of the states' probabilities, summed.

        Returns
        -------
        DayPerformance

        Raises
        ------
        DataError
            A ValueError, for agents that are missing, negative or not whole.
        ValueError
            For an argument that makes no sense by itself.

        Examples
        --------
        >>> import krarup as kr
        >>> day = kr.Day({"contacts": [100, 120, 100, 80]}, interval="30min", aht=180,
        ...              patience="10min")
        >>> course = day.evaluate(agents=[13, 10, 13, 11], answer_within=20)
        >>> round(course.totals["service_level"], 4)
        0.6485
        """
        how = choice("leaving", leaving, _core.leaving_agents)
        _, within, which, shortest, *_ = target_columns(
            self._hangs_up,
            service_level=1.0,
            answer_within=answer_within,
            definition=definition,
            short=short,
        )
        level = [single_number(each) for each in (within, which, shortest)]
        bound = single_number(column("tolerance", tolerance, POSITIVE))
        forecast, rows = self._forecast, len(self._values[0])
        staff = self._staff(agents)
        cells, sums, in_system = _core.evaluate_exactly(
            [*self._values, staff],
            rows,
            self._lines,
            self._backlog,
            int(how.values),
            bound,
            [level[0], level[1], max(level[2], 0.0)],
        )
        measures = dict(zip(_core.exact_day_columns, cells, strict=True))
        volumes, seconds, handle_times, patiences = self._values
        told = {"contacts": volumes, "aht": handle_times}
        if self._hangs_up:
            told["patience"] = patiences
        hidden = () if self._lines is not None else ("blocked", "probability_of_blocking")
        shown = {**told, "agents": staff, **measures}
        timeline = forecast.timeline
        return DayPerformance(
            frame=forecast.plan({k: np.array(v) for k, v in shown.items() if k not in hidden}),
            totals=MappingProxyType(
                {"intervals": rows, **{k: v for k, v in sums.items() if k not in hidden}}
            ),
            assumed=assumptions(self._hangs_up, self._lines, leaving, forecast),
            interval=np.array(seconds),
            start=None if timeline is None else timeline.instants.copy(),
            time_zone=None if timeline is None else timeline.zone,
            _in_system=tuple(in_system),
            _forecast=forecast,
        )

    def _staff(self, agents: Numbers | str) -> Floats:
        """Agents of each interval, whole numbers."""
        rows, read = len(self._values[0]), Arguments(self._forecast)
        on_phones = _complete(read, "agents", agents)
        broken = np.argwhere(on_phones.values != np.floor(on_phones.values))
        if len(broken) and not read.parts:
            found = [float(on_phones.values[tuple(each)]) for each in broken]
            block = Block("agents", "must be a whole number through a day", broken, found)
            read.parts.append(Findings([block]))
        read.refuse()
        if self._forecast.rows([Column("the day", self._values[0]), on_phones]) != rows:
            raise ValueError(f"agents must be for 1 interval, got {on_phones.values.size} numbers")
        return np.broadcast_to(on_phones.values, rows)


def _complete(read: Arguments, name: str, value: Any, contacts: Column | None = None) -> Column:
    """An argument without a missing number: a day cannot go on over one."""
    before = len(read.parts)
    found = read.take(name, value) if contacts is None else read.take_aht(value, contacts)
    missing = np.argwhere(np.isnan(found.values))
    if len(read.parts) == before and len(missing):
        advice = "fill it in: who waits is carried through every interval"
        block = Block(name, "must be there", missing, [np.nan] * len(missing), str, advice)
        read.parts.append(Findings([block]))
    return found


def _step(forecast: Forecast, start: str | None) -> float:
    """Seconds from one timestamp to the next, as most of them have it."""
    if start is not None:
        forecast.find("start", start)
    given = forecast.frame.timestamps(start)
    if given is None:
        raise ValueError("interval must be given where there are no timestamps")
    steps = np.diff(given.instants) / np.timedelta64(1, "s")
    steps, counts = np.unique(steps[steps > 0], return_counts=True)
    if not len(steps):
        raise ValueError("interval must be given where there is one timestamp")
    return float(steps[np.argmax(counts)])


def _refuse_breaks(forecast: Forecast, seconds: Floats) -> None:
    """Refuse an interval that does not begin when the one before it ends, such as after a night."""
    timeline = forecast.timeline
    assert timeline is not None
    steps = np.diff(timeline.instants) / np.timedelta64(1, "s")
    late = 1 + np.flatnonzero(steps > seconds[:-1] * (1 + 1e-9))
    read = Arguments(forecast)
    read.parts.append(
        Findings(
            blocks_of(
                "must be when the interval before ends",
                late,
                timeline.wall[late].tolist(),
                "add the intervals between, or make each day a Day of its own",
            )
        )
    )
    read.refuse()


def _going_on(handle_times: Floats, idle: Any) -> Floats:
    """Handle times, where an empty interval has none those of the interval before."""
    if not np.any(idle):
        return handle_times
    rows = np.where(idle, -1, np.arange(len(handle_times)))
    if rows.max() < 0:
        raise ValueError("aht must be > 0 s in an interval at least, got 0 in all")
    rows = np.maximum.accumulate(rows)
    return np.asarray(handle_times[np.where(rows < 0, rows[rows >= 0][0], rows)])


def _whole(each: Column) -> float:
    value = single_number(each)
    if value != np.floor(value):
        raise ValueError(f"{each.name} must be a whole number, got {value:.15g}")
    return value


def _probabilities(backlog: Any) -> Floats:
    """P(as many contacts as the index)."""
    found = column("backlog", backlog, NONNEGATIVE)
    if found.values.ndim == 0:
        count = _whole(found)
        if count > _MOST_BACKLOG:
            raise ValueError(
                f"backlog must be at most {_MOST_BACKLOG:,} contacts, got {count:.15g}"
            )
        return np.append(np.zeros(int(count)), 1.0)
    chances = column("backlog", backlog, PROPORTION).values
    total = chances.sum()
    if chances.ndim != 1 or not abs(total - 1.0) <= 1e-6:
        raise ValueError(
            "backlog must be a whole number of contacts, or probabilities of 0, 1, 2, ... that add "
            f"up to 1, got a sum of {total:.15g}"
        )
    return np.asarray(chances / total)
