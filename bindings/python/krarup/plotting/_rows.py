"""Rows of a frame of any kind, or of some of its rows: their numbers and their timestamps."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .._columns import Rule, column
from .._frames import Timestamps, frame_of
from .._hints import Floats

if TYPE_CHECKING:
    from .._day_performance import DayPerformance
    from .._day_plan import DayPlan
    from .._simulated_day import SimulatedDay

_NUMBER = Rule("a number", -math.inf, math.inf)


class Spans(NamedTuple):
    """Stretches of time and the row of each; a row that holds a repeated hour twice has two."""

    times: Timestamps | None
    seconds: Floats
    row: Any


class Rows:
    """Those rows that `chosen` is true for, or names by position; without it, all."""

    def __init__(self, frame: Any, chosen: Any = None) -> None:
        self._frame = frame_of(frame)
        self.names = self._frame.names()
        self._chosen: Any = slice(None)
        if chosen is not None:
            count = self._frame.rows
            if count is None:
                count = len(self._frame.column(self.names[0])) if self.names else 0
            self._chosen = _positions(chosen, count)

    def of(self, values: Any) -> Any:
        """Those of the chosen rows."""
        return np.asarray(values)[self._chosen]

    def column(self, name: str) -> Any:
        """A column as the frame holds it.

        Raises
        ------
        ValueError
            Listing the columns, where this is none of them.
        """
        if name not in self.names:
            known = ", ".join(repr(each) for each in self.names) or "none"
            raise ValueError(f"column {name!r} is not there; the columns are {known}")
        return self._frame.column(name)

    def numbers(self, name: str) -> Floats:
        """A column as doubles.

        Raises
        ------
        ValueError
            Listing the columns, where this is none of them; naming the first row without a number.
        """
        return np.asarray(self.of(column(name, self.column(name), _NUMBER).values))

    def timestamps(self, name: str | None = None) -> Timestamps | None:
        """Those of a column; without a name, of the index or of the first column that has some."""
        if name is not None and name not in self.names:
            known = ", ".join(repr(each) for each in self.names) or "none"
            raise ValueError(f"start: {name!r} is not a column; the columns are {known}")
        found = self._frame.timestamps(name)
        for each in self.names if found is None else ():
            try:
                found = self._frame.timestamps(each)
                break
            except ValueError:
                continue
        if found is None:
            return None
        return Timestamps(self.of(found.instants), self.of(found.wall), found.zone)

    def spans(self, plan: DayPlan | DayPerformance | SimulatedDay) -> Spans:
        """When the plan's intervals take place, as it has read the clock."""
        seconds = np.array(self.of(plan.interval), float)
        row = np.arange(len(seconds))
        timeline = plan._forecast.timeline
        if timeline is None:
            return Spans(None, seconds, row)
        instants, wall = self.of(timeline.instants), self.of(timeline.wall)
        for begin, end in timeline._repeated:
            twice = np.flatnonzero((wall >= begin) & (wall < end))
            seconds[twice] /= 2
            take = np.append(np.arange(len(row)), twice)
            instants = np.append(instants, instants[twice] + (end - begin))
            wall, seconds, row = wall[take], seconds[take], row[take]
            order = np.argsort(instants, kind="stable")
            instants, wall, seconds, row = (x[order] for x in (instants, wall, seconds, row))
        return Spans(Timestamps(instants, wall, timeline.zone), seconds, row)


def _positions(chosen: Any, count: int) -> Any:
    which = np.asarray(chosen)
    if which.dtype == object and all(isinstance(each, bool | np.bool_) for each in which):
        which = which.astype(bool)
    if which.ndim != 1 or which.dtype.kind not in "biu" or not which.size:
        raise ValueError(f"rows must be a column of bool or of positions, got {chosen!r}")
    if which.dtype == bool:
        if len(which) != count:
            raise ValueError(f"rows must say it of each of {count} rows, got {len(which)}")
        which = np.flatnonzero(which)
    elif which.min() < 0 or which.max() >= count:
        wrong = which[(which < 0) | (which >= count)][0]
        raise ValueError(f"rows must be positions of {count} rows, from 0, got {wrong}")
    if not which.size:
        raise ValueError("rows must choose a row, got none")
    return which
