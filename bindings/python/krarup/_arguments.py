"""The arguments of a forecast, read together, so that all that is wrong is said at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ._columns import Column
from ._findings import DataError, Findings, split_rows
from ._forecast import Forecast
from ._rules import is_time, taken


class Arguments:
    """Arguments of a forecast, read one after another; what is wrong is kept for the end."""

    def __init__(self, forecast: Forecast) -> None:
        self._forecast = forecast
        self.parts: list[Findings] = []
        self.idle: Any = False  #: the rows whose average handle time is 0 since nothing is offered

    def keep(self, step: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """What a step gives; where it finds something, that is kept, and what is right is given."""
        try:
            return step(*arguments, **named)
        except DataError as wrong:
            self.parts.append(wrong.findings)
            return wrong.rest

    def take(self, name: str, value: Any) -> Column:
        """The column of an argument, a time in seconds; NaN where it breaks its rule."""
        value = self.keep(self._forecast.find, name, value, time=is_time(name))
        return self._in_seconds(self.keep(taken, name, value))

    def take_aht(self, value: Any, contacts: Column) -> Column:
        """The same of the average handle time, which may be 0 where no contacts are offered.

        Exports write so. Any time stands for it there, since the row has no load.
        """
        before = len(self.parts)
        found = self.take("aht", value)
        volumes = contacts.values
        if len(self.parts) == before or found.values.ndim != 1:
            return found
        if volumes.shape not in ((), found.values.shape):
            return found
        empty = np.broadcast_to(volumes == 0, found.values.shape)
        left, right = split_rows(self.parts.pop(), lambda row, value: value == 0.0 and empty[row])
        if right:
            self.parts.append(right)
        self.idle = np.zeros(found.values.shape, dtype=bool)
        self.idle[left] = True
        return found._replace(values=np.where(self.idle, 1.0, found.values))

    def begin(self, columns: Sequence[Column], order: dict[str, Any], gaps: str | None) -> int:
        """How many rows there are; read when each begins, and whether they follow each other.

        Where the caller takes no `gaps` they are None, and without `by` there is none in `order`.
        """
        rows = self._forecast.rows(columns)
        self.keep(self._forecast.begin, rows, **{"by": None, **order})
        if (timeline := self._forecast.timeline) is not None:
            lengths = next(each for each in columns if each.name == "interval").values
            found = timeline.order(np.broadcast_to(lengths, rows), gaps, "by" in order)
            self.parts.append(Findings([*timeline.blocks, *found]))
        return rows

    def refuse(self) -> None:
        """Refuse what is wrong.

        Raises
        ------
        DataError
            With everything that is.
        """
        if found := self._forecast.findings(self.parts):
            raise DataError(found)

    def _in_seconds(self, found: Column) -> Column:
        unit = self._forecast.units.get(found.name, 1.0)
        return found if unit == 1.0 else found._replace(values=found.values * unit)
