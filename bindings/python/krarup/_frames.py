"""The kinds of frames that krarup takes and gives back. No other file knows one from another.

pandas frames and mappings of columns are read as they are; every other kind, such as a Polars
DataFrame or an Arrow table, through Narwhals.
"""

from __future__ import annotations

import datetime
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from ._findings import Block, DataError, Findings, whole
from ._table import table

Moments = npt.NDArray[np.datetime64]
Rows = npt.NDArray[np.intp]


class Timestamps(NamedTuple):
    """Timestamps in microseconds, NaT where there is none.

    Where no offset from UTC is known, `zone` is None and `instants` are the wall clock's own.
    """

    instants: Moments
    wall: Moments
    zone: str | None


@runtime_checkable
class Frame(Protocol):
    """What is asked of a frame, whatever its kind. It is never changed."""

    @property
    def index(self) -> Any:
        """That of pandas, else None."""

    @property
    def rows(self) -> int | None:
        """How many; None where only the columns that are read will tell."""

    def names(self) -> list[Any]:
        """The columns, in their order."""

    def column(self, name: str) -> Any:
        """A column of that name, in a form that `_columns` reads."""

    def labels(self, name: str) -> list[Any]:
        """The values of a column as Python has them."""

    def timestamps(self, name: str | None) -> Timestamps | None:
        """The timestamps of a column; without a name, those that the rows have by themselves.

        Raises
        ------
        ValueError
            For a column of anything else.
        """

    def like(
        self, columns: Mapping[str, Any], *, keep: Sequence[str] = (), rows: Rows | None = None
    ) -> Any:
        """A new frame of the same kind: the columns to keep, as they are, before others.

        With `rows`, what is kept is of those rows alone, and there is no index.
        """


def frame_of(value: Any) -> Frame:
    """Take any kind of frame.

    Raises
    ------
    ValueError
        For anything else, and for a frame that is not yet computed.
    ImportError
        For a kind that takes Narwhals, where that is missing.
    """
    pandas = sys.modules.get("pandas")
    if pandas is not None and isinstance(value, pandas.DataFrame):
        return _Pandas(value)
    if isinstance(value, Mapping):
        return _Mapping(value)
    if isinstance(value, Frame):
        return value
    what = "a DataFrame, an Arrow table or a mapping of columns"
    complaint = f"a forecast must be {what}, got {type(value).__name__}"
    if isinstance(value, Sequence | np.ndarray) or type(value).__module__ == "builtins":
        raise ValueError(complaint)
    try:
        from narwhals.stable import v2 as narwhals
    except ImportError as error:
        raise ImportError(
            f"a {type(value).__module__.partition('.')[0]} {type(value).__name__} takes Narwhals "
            "to be read: pip install 'krarup[frames]'"
        ) from error
    batch = type(value).__name__ == "RecordBatch"
    if batch:
        import pyarrow

        value = pyarrow.Table.from_batches([value])
    try:
        return _Narwhals(narwhals.from_native(value, eager_only=True), batch)
    except TypeError:
        hint = " (collect it first)" if hasattr(value, "collect") else ""
        raise ValueError(complaint + hint) from None


class _Pandas:
    def __init__(self, frame: Any) -> None:
        self._frame = frame
        self.index = frame.index
        self.rows = len(frame)

    def names(self) -> list[Any]:
        levels = [each for each in self.index.names if each is not None]
        return [*self._frame.columns, *(each for each in levels if each not in self._frame)]

    def column(self, name: str) -> Any:
        if name in self._frame:
            return self._frame[name]
        return self.index.get_level_values(name).to_series(index=self.index)

    def labels(self, name: str) -> list[Any]:
        return list(self.column(name).tolist())

    def timestamps(self, name: str | None) -> Timestamps | None:
        pandas = sys.modules["pandas"]
        if name is not None:
            values = self.column(name)
            if values.dtype == object:
                return _timestamps_of_objects(values, name)
            if values.dtype.kind != "M":
                raise _no_timestamps(name, values.tolist(), str(values.dtype))
            index = pandas.DatetimeIndex(values)
        elif isinstance(self.index, pandas.PeriodIndex):
            index = self.index.to_timestamp(how="start")
        elif self.index.dtype.kind == "M":
            index = pandas.DatetimeIndex(self.index)
        elif any(isinstance(each, datetime.datetime) for each in self.index[:1]):
            return _timestamps_of_objects(self.index, self.index.name or "the index")
        else:
            return None
        wall = index if index.tz is None else index.tz_localize(None)
        instants = wall if index.tz is None else index.tz_convert("UTC").tz_localize(None)
        zone = None if index.tz is None else str(index.tz)
        return Timestamps(_microseconds(instants), _microseconds(wall), zone)

    def like(
        self, columns: Mapping[str, Any], *, keep: Sequence[str] = (), rows: Rows | None = None
    ) -> Any:
        pandas = sys.modules["pandas"]
        keep = [name for name in keep if name in self._frame or rows is not None]
        if rows is None:
            kept = {name: self._frame[name] for name in keep}
            return pandas.DataFrame({**kept, **columns}, index=self.index)
        kept = {name: self.column(name).iloc[rows].reset_index(drop=True) for name in keep}
        return pandas.DataFrame({**kept, **columns})


class _Mapping:
    index = None
    rows = None

    def __init__(self, columns: Mapping[str, Any]) -> None:
        self._columns = columns

    def names(self) -> list[Any]:
        return list(self._columns)

    def column(self, name: str) -> Any:
        return self._columns[name]

    def labels(self, name: str) -> list[Any]:
        return list(np.asarray(self._columns[name]).tolist())

    def timestamps(self, name: str | None) -> Timestamps | None:
        if name is None:
            return None
        values = np.asarray(self._columns[name])
        if values.dtype.kind == "M":
            wall = values.astype("M8[us]")
            return Timestamps(wall, wall, None)
        return _timestamps_of_objects(self._columns[name], name)

    def like(
        self, columns: Mapping[str, Any], *, keep: Sequence[str] = (), rows: Rows | None = None
    ) -> Any:
        kept = {name: np.asarray(self._columns[name]) for name in keep}
        if rows is not None:
            kept = {name: values[rows] for name, values in kept.items()}
        return table({**kept, **columns})


class _Narwhals:
    index = None

    def __init__(self, frame: Any, batch: bool) -> None:
        self._frame, self._batch = frame, batch
        self.rows = len(frame)

    def names(self) -> list[Any]:
        return list(self._frame.columns)

    def column(self, name: str) -> Any:
        return self._frame[name].to_native()

    def labels(self, name: str) -> list[Any]:
        return list(self._frame[name].to_list())

    def timestamps(self, name: str | None) -> Timestamps | None:
        if name is None:
            return None
        from narwhals.stable import v2 as narwhals

        values = self._frame[name]
        if values.dtype == narwhals.Date:
            values = values.cast(narwhals.Datetime("us"))
        if not isinstance(values.dtype, narwhals.Datetime):
            raise _no_timestamps(name, values.to_list(), str(values.dtype))
        zone = values.dtype.time_zone
        instants = values if zone is None else values.dt.convert_time_zone("UTC")
        wall, instants = (
            each.dt.replace_time_zone(None).to_numpy().astype("M8[us]")
            for each in (values, instants)
        )
        return Timestamps(instants, wall, zone)

    def like(
        self, columns: Mapping[str, Any], *, keep: Sequence[str] = (), rows: Rows | None = None
    ) -> Any:
        from narwhals.stable import v2 as narwhals

        frame = narwhals.from_dict(dict(columns), backend=self._frame.implementation)
        numbers = [name for name, kind in frame.schema.items() if kind.is_float()]
        frame = frame.with_columns(narwhals.col(*numbers).fill_nan(None))
        if keep:
            kept = self._frame.select(*keep)
            kept = kept if rows is None else kept[rows]
            frame = narwhals.concat([kept, frame], how="horizontal")
        native = frame.to_native()
        return native.combine_chunks().to_batches()[0] if self._batch else native


def is_missing(value: Any) -> bool:
    """Whether a value of a column stands for none: None, NaN, NaT, NA."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(value, float) and bool(np.isnan(value))


def _microseconds(index: Any) -> Moments:
    return np.asarray(index.to_numpy().astype("M8[us]"))


_OFFSET = re.compile(r".*\d(Z|[+-]\d\d:?\d\d)$")


def _no_timestamps(name: str, values: list[Any], kind: str) -> DataError:
    first = next((each for each in values if not is_missing(each)), None)
    block = whole(
        "start",
        "must be a column of timestamps",
        first,
        got=partial("{} such as {!r}".format, kind),
        advice="convert it first, for example with pandas.to_datetime",
        column=name,
    )
    texts = {row: each for row, each in enumerate(values) if isinstance(each, str)}
    offsets = {row: _OFFSET.fullmatch(each.strip()) for row, each in texts.items()}
    zones = {row: found[1] if found else None for row, found in offsets.items()}
    return DataError(Findings([block, *_mixed(name, zones, texts)]))


def _mixed(name: str, zones: Mapping[int, str | None], values: Any) -> list[Block]:
    """The rows whose time zone, or its lack, is another than that of the first row."""
    first = next(iter(zones.values()), None)
    rows = [row for row, zone in zones.items() if zone != first]
    if not rows:
        return []
    return [
        Block(
            "start",
            f"must be in the time zone of the rows above ({first or 'none'})",
            np.array(rows)[:, None],
            [values[row] for row in rows],
            str,
            "convert all to one time zone, as pandas.to_datetime(utc=True) does",
            column=name,
        )
    ]


def _timestamps_of_objects(values: Iterable[Any], name: str) -> Timestamps:
    """Timestamps of Python's own kind, each with its offset or all without."""
    never = np.datetime64("NaT", "us")
    walls: list[Any] = []
    instants: list[Any] = []
    zones: dict[int, str | None] = {}
    values = list(values)
    for row, each in enumerate(values):
        if is_missing(each):
            walls.append(never)
            instants.append(never)
        elif isinstance(each, datetime.datetime):
            offset, wall = each.utcoffset(), each.replace(tzinfo=None)
            walls.append(wall)
            instants.append(wall if offset is None else wall - offset)
            zones[row] = None if offset is None else str(each.tzinfo)
        elif isinstance(each, datetime.date):
            walls.append(each)
            instants.append(each)
            zones[row] = None
        else:
            raise _no_timestamps(name, values, type(each).__name__)
    moments = np.array(instants, "M8[us]")
    if mixed := _mixed(name, zones, values):
        in_utc = None if None in zones.values() else Timestamps(moments, moments, "UTC")
        raise DataError(Findings(mixed), in_utc)
    zone = next(iter(zones.values()), None)
    return Timestamps(moments, np.array(walls, "M8[us]"), zone)
