"""A forecast: a frame of any kind, the arguments that name its columns, when its rows begin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from ._clock import REPEATED_HOUR
from ._columns import Column, result_index, result_shape, seconds_of_text
from ._findings import DataError, Findings, placed, together, whole
from ._frames import frame_of
from ._groups import Groups, one_group, split
from ._names import Recognized, recognize
from ._target import choice
from ._timeline import Timeline


class Forecast:
    """Where arguments find the columns that they name. The frame itself is never changed."""

    def __init__(self, frame: Any) -> None:
        self.frame = frame_of(frame)
        self.index = self.frame.index
        self.named: dict[str, str] = {}  #: the columns that arguments were found to name
        self.units: dict[str, float] = {}  #: seconds of their units, where their names say one
        self.recognized: list[Recognized] = []
        self.groups: Groups | None = None
        self.timeline: Timeline | None = None
        self._keep: list[str] = []
        self._beside: Callable[[int], str] | None = None
        self._days: dict[str, Any] = {}
        if self.frame.rows == 0:
            raise _refusal("a forecast", "must have a row", "none")

    def find(self, name: str, value: Any, *, time: bool = False) -> Any:
        """The column that an argument names; any other value as it is.

        A text that names a column is that column; another that reads as a time, where the argument
        is one, is a time. Where no column has the argument's own name, one with a usual name for it
        is taken.

        Raises
        ------
        ValueError
            Listing the columns, where the text is neither, or where several have usual names.
        """
        if not isinstance(value, str):
            return value
        if value == name and (found := recognize(name, self.frame.names())) is not None:
            value = found.column
            if value != name:
                self.recognized.append(found)
            if found.seconds is not None:
                self.units[name] = found.seconds
        if value in self.frame.names():
            self.named[name] = value
            return self._column(name, value)
        if time and seconds_of_text(value) is not None:
            return value
        rule = "must be a column or a time such as '30min'" if time else "must be a column"
        raise self._unknown(name, value, rule)

    def rows(self, columns: Sequence[Column]) -> int:
        """How many rows the forecast has together with these columns.

        Raises
        ------
        ValueError
            Naming two columns that do not fit, or one that does not fit the forecast.
        """
        if self.frame.rows is not None:
            own = Column("the forecast", np.empty(self.frame.rows), self.index)
            columns = [own, *columns]
        result_index(columns)
        shape = result_shape(columns)
        if len(shape) != 1:
            raise ValueError(f"a forecast must have one row for each interval, got shape {shape}")
        if shape == (0,):
            raise ValueError("a forecast must have a row, got none")
        return shape[0]

    def begin(
        self,
        rows: int,
        start: str | None,
        by: str | Sequence[str] | None,
        time_zone: str | None,
        repeated_hour: str,
    ) -> None:
        """Read when the rows begin, and which belong together.

        Raises
        ------
        ValueError
            For a column that is not there, and for timestamps out of order; see Timeline.
        """
        names = _names("by", by)
        if time_zone is not None and not isinstance(time_zone, str):
            raise ValueError(
                f"time_zone must be a name such as 'Europe/Copenhagen', got {time_zone!r}"
            )
        known = self.frame.names()
        choice("repeated_hour", repeated_hour, {name: 0 for name in REPEATED_HOUR})
        if start is not None:
            if not isinstance(start, str):
                got = type(start).__name__
                raise ValueError(f"start must be the name of a column of the forecast, got a {got}")
            self.find("start", start)
            start = self.named["start"]
            self._column("start", start, rows)
        wrong: list[DataError] = []
        try:
            given = self.frame.timestamps(start)
        except DataError as mixed:  # instants can be told, or nothing
            wrong, given = [mixed], mixed.rest
        unread = bool(wrong)
        if given is None and not unread and (time_zone is not None or repeated_hour != "refuse"):
            what = "repeated_hour" if time_zone is None else "time_zone"
            raise ValueError(f"{what} must come with timestamps: name their column in start")
        derived = given is not None and "date" in names and "date" not in known
        self._keep = [name for name in known if name == start or name in names]
        groups, apart = one_group(rows), np.zeros(rows, bool)
        for name in names:
            if name in known:
                self._column("by", name, rows)
                try:
                    groups = split(groups, name, self.frame.labels(name))
                except DataError as unknown:  # rows of no known group stand apart from all
                    wrong.append(unknown)
                    groups, lost = unknown.rest
                    apart[lost] = True
            elif name != "date":
                raise self._unknown("by", name, "must be a column")
            elif not derived and not unread:
                raise self._unknown("by", name, "must be a column, or timestamps tell the date")
        if given is not None:
            self._dated = start is not None
            read = Timeline(given, np.where(apart, -1, groups.codes), time_zone, repeated_hour)
            self.timeline, self._beside = read, groups.name_of
            if derived and not np.isnat(read.wall).any():
                self._days = {"date": read.days}
                groups = split(groups, "date", read.days.tolist())
        if names:
            self.groups = groups
        if wrong:
            raise DataError(together(each.findings for each in wrong))

    def label(self, row: int) -> Any:
        """What a row is called: its start, its label in the index, or its position."""
        if self.timeline is not None and self._dated:
            return self.timeline.label(row)
        return row if self.index is None else self.index[row]

    @property
    def clock(self) -> str:
        """How the timestamps were read, as a sentence."""
        if self.timeline is None:
            return "There are no timestamps: gaps and changes of the clock are not seen."
        return self.timeline.said

    def plan(self, columns: Mapping[str, Any]) -> Any:
        """The columns as a frame like the forecast, after those that tell its rows apart.

        Raises
        ------
        ValueError
            Where two columns would have the same name.
        """
        _refuse_two_of_a_name([*self._keep, *self._days], columns)
        return self.frame.like({**self._days, **columns}, keep=self._keep)

    def totals(self, groups: Groups, columns: Mapping[str, Any]) -> Any:
        """The columns as a frame with a row for each group.

        Raises
        ------
        ValueError
            Where two columns would have the same name.
        """
        _refuse_two_of_a_name(groups.names, columns)
        rows = groups.first_rows
        days = {name: values[rows] for name, values in self._days.items()}
        keep = [name for name in groups.names if name not in days]
        return self.frame.like({**days, **columns}, keep=keep, rows=rows)

    def _column(self, name: str, value: str, rows: int | None = None) -> Any:
        found = self.frame.column(value)
        if np.ndim(found) != 1:
            raise ValueError(f"{name}: {value!r} must be one column, got {np.ndim(found)} axes")
        if rows is not None and len(found) != rows:
            raise ValueError(
                f"{name}: {value!r} must have a row for each of the {rows}, got {len(found)}"
            )
        return found

    def findings(self, parts: Iterable[Findings]) -> Findings:
        """All of several, by the names of the columns and the labels of the rows."""
        assumed = tuple(str(each) for each in self.recognized)
        return placed(parts, self.named, self.label, self._beside, assumed)

    def _unknown(self, name: str, value: str, rule: str) -> DataError:
        columns = ", ".join(repr(each) for each in self.frame.names()) or "none"
        return _refusal(name, rule, repr(value), f"the columns are {columns}")


def _names(argument: str, value: Any) -> list[str]:
    """The columns that an argument names: one, several or none; each once."""
    names = [value] if isinstance(value, str) else [] if value is None else value
    if not isinstance(names, Sequence) or not all(isinstance(each, str) for each in names):
        raise ValueError(
            f"{argument} must be the name of a column, or a list of names, got {value!r}"
        )
    return list(dict.fromkeys(names))


def _refusal(argument: str, rule: str, value: str, advice: str = "") -> DataError:
    return DataError(Findings([whole(argument, rule, value, got=str, advice=advice)]), np.nan)


def _refuse_two_of_a_name(telling: Sequence[str], columns: Mapping[str, Any]) -> None:
    for name in telling:
        if name in columns:
            raise ValueError(
                f"{name!r} tells rows apart and is a column of the plan too: rename it"
            )


def missing_names(columns: Sequence[Column], rows: Any) -> Any:
    """For each of these rows, a boolean for each row of the forecast, which numbers are missing."""
    gone = [np.broadcast_to(np.isnan(each.values), rows.shape)[rows] for each in columns]
    patterns, pattern_of = np.unique(np.array(gone), axis=1, return_inverse=True)
    texts = [
        "missing " + ", ".join(c.name for c, is_gone in zip(columns, each, strict=True) if is_gone)
        for each in patterns.T
    ]
    return np.array(texts, dtype=object)[pattern_of.ravel()]
