"""How many agents a day takes that is carried from interval to interval."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from . import _core
from ._arguments import Arguments
from ._columns import (
    OPEN_PROPORTION,
    POSITIVE_TIME,
    PROPORTION,
    TOLERANCE,
    VARIATION,
    Column,
    Rule,
    column,
    dressed,
    seconds_of_text,
    time_column,
)
from ._day_columns import complete
from ._day_methods import refuse_law
from ._day_performance import DayPerformance
from ._day_staffing import DayStaffing, agent_hours
from ._findings import Block, Findings
from ._forecast import Forecast
from ._hints import Floats, Number, Numbers, Time
from ._patience_laws import PatienceLaw
from ._single import single_number
from ._target import choice, target_columns
from ._unreachable import Unreachable

#: Coefficients of variation under which a search ends within seconds to minutes.
_SEARCHABLE = Rule("in [0, 0.5]", 0.0, 0.5)


class _Staffable(Protocol):
    """What a day knows of itself."""

    _forecast: Forecast
    _hangs_up: bool
    _law: PatienceLaw | None
    _values: list[Floats]
    _slopes: bool
    _lines: float | None
    _backlog: Floats

    def evaluate(self, *, agents: Numbers, answer_within: Time, **named: Any) -> DayPerformance: ...


class DayRequirement:
    """The question of a day for its agents."""

    def agents_required(
        self: _Staffable,
        *,
        service_level: Number | None = None,
        answer_within: Time | None = None,
        definition: str = "offered",
        short: Time | None = None,
        max_asa: Time | None = None,
        max_mean_wait: Time | None = None,
        max_abandonment: Number | None = None,
        max_occupancy: Number | None = None,
        max_probability_of_wait: Number | None = None,
        promised: str = "every_interval",
        least_service_level: Number | None = None,
        min_agents: Numbers | str = 0,
        max_agents: Numbers | str = np.inf,
        changes: Time | Numbers | str | None = None,
        leaving: str = "finish_contact",
        day_variation: Number = 0.0,
        interval_variation: Number = 0.0,
        probability: Number | None = None,
        tolerance: float = 1e-8,
    ) -> DayStaffing | Unreachable:
        """Least agents' time that keeps every promise, with those who wait carried over.

        Parameters
        ----------
        service_level, answer_within, definition, short, max_asa, max_mean_wait, max_abandonment, \
max_occupancy, max_probability_of_wait
            The promises, as in `plan_day`; one of each for the day.
        promised : {"every_interval", "whole_day"}
            - "every_interval": to the contacts of each interval by themselves
            - "whole_day": to the contacts of the day together, each measure weighed by what it is
              a share of; some interval may then be left to itself, see `least_service_level`
        least_service_level : float, optional
            What the service level of no interval may fall below where the day is promised one.
        min_agents, max_agents : column or float
            Whole numbers that each interval has at least, and may have at most.
        changes : time or column, optional
            When the number of agents may change: a time such as "2h" for every so often from the
            day's beginning, or a column of 0 and 1, or of booleans, which says it of each interval.
            Without it, at the beginning of every interval.
        leaving
            As in `evaluate`.
        day_variation, interval_variation : float
            Coefficients of variation of the volume's factors, as in `ErlangX`: one that all
            intervals of a day share, and one that each has for itself, at most 0.5.
        probability : float, optional
            Share of days on which the promise is to be kept, where volume strays. Of a service
            level promised to the whole day it is that of its distribution, as both variations make
            it (`service_level_distribution`); with an `interval_variation` that takes some seven
            searches. Else it is for the volume that `day_variation` lets this share of days not
            exceed, and within a day of that volume the promise is about means over the intervals'
            own factors.
        tolerance : float
            As in `evaluate`.

        Returns
        -------
        DayStaffing, or Unreachable
            Where some interval cannot be served it says so, with the best for the others.
            `Unreachable` infinity where only an infinite number of agents keeps the promise.

        Raises
        ------
        DataError
            A ValueError, for numbers of agents that are missing, negative or not whole.
        ValueError
            For an argument that makes no sense by itself, such as `probability` without
            `day_variation` or the other way round.

        Notes
        -----
        Passes over the day put to each interval the least number that serves it under the numbers
        of the others, until a pass changes none. Then agents are taken away as long as the promise
        is kept, and one is put elsewhere where that spares more. No single agent can be spared in
        the end; for small days that is the least of all staffings, and nothing proves it for large
        ones. An interval that `max_agents` do not serve gets them; one that no number serves, for
        want of lines, gets what the others need.

        Examples
        --------
        Long calls, short intervals: by formulas for each by itself 166 agents in all would do, but
        the two after the rush would answer three of four in time. Fewer at first and more then
        serve everybody with 157.

        >>> import krarup as kr
        >>> day = kr.Day({"contacts": [100, 160, 100, 80]}, interval="30min", aht=600,
        ...              patience="10min")
        >>> course = day.evaluate(agents=[38, 59, 38, 31], answer_within=20)
        >>> course.frame["service_level"].round(3).tolist()
        [0.971, 0.945, 0.747, 0.762]
        >>> staffing = day.agents_required(service_level=0.80, answer_within=20)
        >>> staffing.agents.tolist(), staffing.agent_hours
        ([31.0, 53.0, 41.0, 32.0], 78.5)
        >>> staffing.performance.frame["service_level"].round(3).tolist()
        [0.818, 0.808, 0.804, 0.814]
        >>> day.agents_required(service_level=0.80, answer_within=20, promised="whole_day",
        ...                     least_service_level=0.6).agent_hours
        77.5
        """
        refuse_law("agents_required", self._law)
        hangs_up = self._hangs_up
        promise = target_columns(
            hangs_up,
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
        target = [single_number(each) for each in promise]
        whom = choice("promised", promised, _core.promised_for)
        how = choice("leaving", leaving, _core.leaving_agents)
        floor = None
        if least_service_level is not None:
            floor = single_number(column("least_service_level", least_service_level, PROPORTION))
            if service_level is None or promised != "whole_day":
                raise ValueError(
                    "least_service_level must come with service_level and promised 'whole_day'"
                )
        strays = [
            single_number(column("day_variation", day_variation, VARIATION)),
            single_number(column("interval_variation", interval_variation, _SEARCHABLE)),
        ]
        sure = None
        if probability is not None:
            sure = single_number(column("probability", probability, OPEN_PROPORTION))
        of_level = service_level is not None and promised == "whole_day"
        varies = strays[0] > 0.0 or (of_level and strays[1] > 0.0)
        if sure is None and strays[0] > 0.0:
            raise ValueError("day_variation must come with probability, got it alone")
        if sure is not None and not varies:
            others = " or interval_variation" if of_level else ""
            raise ValueError(f"probability must come with day_variation{others}, got it alone")
        forecast, rows = self._forecast, len(self._values[0])
        allowed = _allowed(forecast, rows, min_agents, max_agents)
        found = _core.day_agents_required(
            [*self._values, *allowed],
            rows,
            self._lines,
            self._backlog,
            self._slopes,
            target,
            int(whom.values),
            int(how.values),
            single_number(column("tolerance", tolerance, TOLERANCE)),
            [each**2 for each in strays],
            sure,
            _beginnings(forecast, self._values[1], changes),
            floor,
        )
        if isinstance(found, str):
            return Unreachable(np.inf, found)
        agents, kept, unserved, passes, factor, share = found
        performance = self.evaluate(
            agents=agents,
            answer_within=0 if answer_within is None else answer_within,
            definition=definition,
            short=short,
            leaving=leaving,
            tolerance=tolerance,
        )
        return DayStaffing(
            agents=dressed("agents", agents, forecast.index),
            agent_hours=agent_hours(agents, self._values[1]),
            kept=kept,
            unserved=[forecast.label(row) for row in unserved],
            performance=performance,
            volume_factor=factor,
            probability=share,
            passes=passes,
            assumed=performance.assumed,
            _promised=promised,
            _service_level=None if service_level is None else target[0],
        )


def _allowed(forecast: Forecast, rows: int, least: Any, most: Any) -> list[Floats]:
    """The least and the most agents of each interval."""
    read = Arguments(forecast)
    found = [complete(read, "min_agents", least), complete(read, "max_agents", most)]
    for each in found:
        broken = np.argwhere(each.values != np.floor(each.values))
        if len(broken) and not read.parts:
            values = [float(each.values[tuple(at)]) for at in broken]
            block = Block(each.name, "must be a whole number through a day", broken, values)
            read.parts.append(Findings([block]))
    read.refuse()
    if forecast.rows([Column("the day", np.empty(rows)), *found]) != rows:
        raise ValueError(f"min_agents and max_agents must be for {rows} intervals")
    return [np.broadcast_to(each.values, rows) for each in found]


def _beginnings(forecast: Forecast, seconds: Floats, changes: Any) -> list[int]:
    """The intervals at whose beginning the number of agents may change; none: all."""
    if changes is None:
        return []
    rows = len(seconds)
    named = isinstance(changes, str) and seconds_of_text(changes) is None
    if named or np.ndim(changes):
        read = Arguments(forecast)
        found = complete(read, "changes", _numbers_of_booleans(forecast, changes))
        broken = np.argwhere((found.values != 0) & (found.values != 1))
        if len(broken) and not read.parts:
            values = [float(found.values[tuple(at)]) for at in broken]
            read.parts.append(Findings([Block("changes", "must be 0 or 1", broken, values)]))
        read.refuse()
        if found.values.shape != (rows,):
            raise ValueError(f"changes must say it of {rows} intervals, got {found.values.size}")
        return [0, *(1 + np.flatnonzero(found.values[1:])).tolist()]
    step = single_number(time_column("changes", changes, POSITIVE_TIME))
    begins = np.concatenate([[0.0], np.cumsum(seconds)[:-1]])
    wanted = np.arange(0.0, float(seconds.sum()) - 1e-6, step)
    first = np.searchsorted(begins, wanted - 1e-6)
    at = begins[np.minimum(first, rows - 1)]
    late = np.flatnonzero(np.abs(at - wanted) > 1e-6)
    if len(late):
        raise ValueError(
            f"changes must be at beginnings of intervals, got every {step:.15g} s: "
            f"none begins {wanted[late[0]]:.15g} s after the first"
        )
    return [int(each) for each in first]


def _numbers_of_booleans(forecast: Forecast, changes: Any) -> Any:
    """A column of booleans as one of 0 and 1; any other as it is."""
    values = np.asarray(forecast.find("changes", changes))
    boolean = all(isinstance(each, bool | np.bool_) for each in values.flat)
    return values.astype(float) if boolean and values.ndim else changes
