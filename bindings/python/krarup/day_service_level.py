"""The service level of a whole day, which differs from day to day where the volume does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from . import _core
from ._arguments import Arguments
from ._columns import PROPORTION, Column, column, dressed
from ._day_queue import DayQueue
from ._forecast import Forecast
from ._hints import Floats, Numbers, Times
from ._order import GAPS
from ._patience_laws import PatienceLaw
from ._presentation import Answer, number, percent
from ._single import single_number
from ._target import choice, target_columns
from ._timeline import Timeline

_DAY_VARIATION = -2  #: among the rows of a day's table


class _Asked(Protocol):
    """A day that answers for each number."""

    def ask(self, question: str, at: Floats) -> Floats: ...


@dataclass(frozen=True)
class _Day:
    """The complete intervals of a day as the compiled part takes them, a column for each."""

    table: Floats
    queue: DayQueue

    def ask(self, question: str, at: Floats) -> Floats:
        rows = self.table.shape[1]
        if rows == 0 or at.size == 0:
            return np.full(at.shape, np.nan)
        law = self.queue.law_of_erlang_x()
        return _core.day_service_level(question, list(self.table), rows, law, at)


@dataclass(frozen=True, eq=False, repr=False)
class DayServiceLevel(Answer):
    """The service level of a day as a chance variable: the volume strays from its forecast.

    Made by `day_service_level` and `Day.service_level_distribution`.

    Attributes
    ----------
    mean : float
        Over the contacts of all such days, as a long run of them shows.
    target : float or None
    probability_of_target : float or None
        Share of such days whose service level is at least the target.
    contacts : float
        First attempts that the forecast has for the day, in intervals without a missing number.
    intervals, intervals_missing : int
        Of the day, and those among them that are left out, since a number is missing.

    Examples
    --------
    >>> import krarup as kr
    >>> day = {"contacts": [60, 100, 140, 80], "staff": [9, 13, 17, 11]}
    >>> outlook = kr.day_service_level(
    ...     day, agents="staff", interval="30min", aht=180, patience="5min", day_variation=0.15,
    ...     answer_within=20, service_level=0.80)
    >>> outlook
    DayServiceLevel: 380 contacts in 4 intervals
      mean    at least 80.0 %
    81.6 %  on 69.0 % of days
    """

    mean: float
    target: float | None
    probability_of_target: float | None
    contacts: float
    intervals: int
    intervals_missing: int
    _day: _Asked

    def quantile(self, share: Numbers) -> Any:
        """Service level that a share of the days does not exceed.

        Parameters
        ----------
        share : float or column
            0.10 for the level that nine of ten days reach.

        Returns
        -------
        float, or float array or Series

        Raises
        ------
        ValueError
            For a share outside [0, 1].

        Examples
        --------
        >>> import krarup as kr
        >>> day = {"contacts": [60, 100, 140, 80], "staff": [9, 13, 17, 11]}
        >>> outlook = kr.day_service_level(
        ...     day, agents="staff", interval="30min", aht=180, patience="5min",
        ...     day_variation=0.15, answer_within=20)
        >>> outlook.quantile([0.1, 0.5, 0.9]).round(4)
        array([0.6614, 0.8656, 0.9615])
        """
        return self._of_each("quantile", "service_level", column("share", share, PROPORTION))

    def probability_at_least(self, level: Numbers) -> Any:
        """Share of days whose service level is at least this.

        Parameters
        ----------
        level : float or column

        Returns
        -------
        float, or float array or Series

        Raises
        ------
        ValueError
            For a level outside [0, 1].

        Examples
        --------
        >>> import krarup as kr
        >>> day = {"contacts": [60, 100, 140, 80], "staff": [9, 13, 17, 11]}
        >>> outlook = kr.day_service_level(
        ...     day, agents="staff", interval="30min", aht=180, patience="5min",
        ...     day_variation=0.15, answer_within=20)
        >>> outlook.probability_at_least([0.8, 0.9]).round(4)
        array([0.6901, 0.369 ])
        """
        asked = column("level", level, PROPORTION)
        return self._of_each("probability_at_least", "probability", asked)

    def plot(self, ax: Any = None) -> Any:
        """Draw it, as `krarup.plotting.plot_day_service_level` does.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Drawn into; else into a new figure.

        Returns
        -------
        matplotlib Axes

        Raises
        ------
        ImportError
            Without matplotlib.
        ValueError
            For a day without a complete interval.

        Examples
        --------
        >>> import krarup as kr
        >>> day = {"contacts": [60, 100, 140, 80], "staff": [9, 13, 17, 11]}
        >>> outlook = kr.day_service_level(
        ...     day, agents="staff", interval="30min", aht=180, patience="5min",
        ...     day_variation=0.15, answer_within=20)
        >>> outlook.plot().get_ylabel()
        'days (% of all, in each bar)'
        """
        from .plotting import plot_day_service_level

        return plot_day_service_level(self, ax)

    def _of_each(self, question: str, name: str, asked: Column) -> Any:
        """The answers for each number; NaN of NaN."""
        known = ~np.isnan(asked.values)
        answers = np.full(asked.values.shape, np.nan)
        answers[known] = self._day.ask(question, asked.values[known])
        return dressed(name, answers, asked.index)

    def _heading(self) -> str:
        kept = self.intervals - self.intervals_missing
        return f"{number(self.contacts)} contacts in {kept} intervals"

    def _notes(self) -> Sequence[str]:
        if not self.intervals_missing:
            return ()
        return (f"left out, since a number is missing: {self.intervals_missing} more",)

    def _columns_of_text(self) -> Mapping[str, Sequence[str]]:
        mean = {"mean": [percent(self.mean)]}
        if self.target is None or self.probability_of_target is None:
            return mean
        chance = percent(self.probability_of_target)
        return {**mean, f"at least {percent(self.target)}": [f"on {chance} of days"]}


def day_service_level(
    frame: Any,
    *,
    agents: Numbers | str,
    interval: Times,
    contacts: Numbers | str = "contacts",
    aht: Times = "aht",
    patience: PatienceLaw | Times | None = None,
    answer_within: Times,
    service_level: float | None = None,
    definition: str = "offered",
    short: Times | None = None,
    lines: Numbers | str | None = None,
    redials_of_abandoned: Numbers | str | None = None,
    redials_of_blocked: Numbers | str | None = None,
    redials_of_answered: Numbers | str | None = None,
    day_variation: Numbers | str | None = None,
    interval_variation: Numbers | str | None = None,
    start: str | None = None,
    time_zone: str | None = None,
    repeated_hour: str = "refuse",
    gaps: str = "refuse",
) -> DayServiceLevel:
    """Distribution of a day's service level under given staff, where the volume strays.

    The service level of a day is its contacts in time over those that count, each summed over its
    intervals. All intervals of a day share its factor, each has one of its own, and is in balance
    under both.

    Parameters
    ----------
    frame : DataFrame, Arrow table or mapping of columns
        The forecast of one day, a row for each interval, as in `plan_day`.
    agents : column or float
        On the phones; may be real.
    service_level : float, optional
        The day's target whose probability is asked.
    day_variation : float or column, optional
        Coefficient of variation of the day's factor, as in `ErlangX`: the same in all intervals.
    interval, contacts, aht, patience, answer_within, definition, short, lines, \
redials_of_abandoned, redials_of_blocked, redials_of_answered, interval_variation, start, \
time_zone, repeated_hour, gaps
        As in `plan_day`. The queue is `ErlangX`, whose attempts are counted.

    Returns
    -------
    DayServiceLevel
        Intervals with a missing number are left out, and counted.

    Raises
    ------
    ValueError
        As `evaluate_day`, for a day's variation that is not the same in all intervals, and for a
        forecast of more than a day.
    ImportError
        For a frame that takes Narwhals, where that is missing.

    See Also
    --------
    evaluate_day, ErlangX.service_level_quantile
    Day.service_level_distribution : Who waits at an interval's end waits on in the next.

    Notes
    -----
    Where the factors of intervals vary, the contacts in time, less a level's share of those that
    count, have on a day of given factor the gamma law, moved and mirrored, of their mean, variance
    and skewness: probabilities are then off by at most 0.01 for 24 intervals. That single contacts
    are few is left out, so a day of few contacts varies more than this says.

    Where days and intervals vary both, each share or level that is asked of 48 half hours takes
    some seconds with lines or a law of patience, some ten times as long with redials, and a
    fraction of a second with an average patience; those of a column are shared out among workers.

    Examples
    --------
    >>> import krarup as kr
    >>> day = {"contacts": [60, 100, 140, 80], "staff": [9, 13, 17, 11]}
    >>> outlook = kr.day_service_level(
    ...     day, agents="staff", interval="30min", aht=180, patience="5min", day_variation=0.1,
    ...     interval_variation=0.1, answer_within=20, service_level=0.80)
    >>> round(outlook.mean, 4), round(outlook.probability_of_target, 4)
    (0.8206, 0.6878)
    >>> round(outlook.quantile(0.10), 4)
    0.6969
    """
    forecast = Forecast(frame)
    choice("gaps", gaps, dict.fromkeys(GAPS, 0))
    target = None
    if service_level is not None:
        target = single_number(column("service_level", service_level, PROPORTION))
    features = dict(
        lines=lines,
        redials_of_abandoned=redials_of_abandoned,
        redials_of_blocked=redials_of_blocked,
        redials_of_answered=redials_of_answered,
        day_variation=day_variation,
        interval_variation=interval_variation,
    )
    read = Arguments(forecast)
    volumes = read.take("contacts", contacts)
    lengths = read.take("interval", interval)
    handle_times = read.take_aht(aht, volumes)
    queue = DayQueue(read, patience, features, always_erlang_x=True)
    promise = target_columns(
        queue.hangs_up,
        take=read.take,
        service_level=1.0 if target is None else target,
        answer_within=answer_within,
        definition=definition,
        short=short,
    )
    columns = [
        volumes,
        lengths,
        handle_times,
        queue.patience,
        *promise,
        Column("shrinkage", np.asarray(0.0)),
        read.take("agents", agents),
        *queue.columns,
    ]
    order = dict(start=start, time_zone=time_zone, repeated_hour=repeated_hour)
    rows = read.begin(columns, order, gaps)
    read.refuse()
    values = [each.values for each in columns[: -len(queue.values)]] + queue.values
    if forecast.timeline is not None:
        values[1] = forecast.timeline.lengths(np.broadcast_to(lengths.values, rows))
        _refuse_days(forecast.timeline)
    table = np.array([np.broadcast_to(each, rows) for each in values])
    complete = table[:, ~np.isnan(table).any(axis=0)]
    _refuse_variations(complete[_DAY_VARIATION])
    day = _Day(complete, queue)
    chance = None
    if target is not None:
        chance = float(day.ask("probability_at_least", np.array([target]))[0])
    return DayServiceLevel(
        mean=float(day.ask("mean", np.zeros(1))[0]),
        target=target,
        probability_of_target=chance,
        contacts=float(complete[0].sum()),
        intervals=rows,
        intervals_missing=rows - complete.shape[1],
        _day=day,
    )


def _refuse_variations(squares: Floats) -> None:
    if squares.size and squares.min() != squares.max():
        one, other = np.sqrt([squares[0], squares[np.argmax(squares != squares[0])]])
        raise ValueError(
            "day_variation must be the same in all intervals of a day, "
            f"got {one:.15g} and {other:.15g}"
        )


def _refuse_days(timeline: Timeline) -> None:
    """Refuse timestamps of several days; a night may begin on one date and end on the next."""
    several = np.unique(timeline.days).size > 1
    if several and np.ptp(timeline.instants) >= np.timedelta64(1, "D"):
        first, last = timeline.days[0], timeline.days[-1]
        raise ValueError(
            f"the forecast must be of one day, got {first} to {last}: ask for each day by itself"
        )
