"""Columns of any frame, and its timestamps: as instants, and by the clock on the wall."""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from .._hints import Floats


def names(frame: Any) -> list[Any]:
    """The names of its columns."""
    for attribute in ("column_names", "columns"):
        if hasattr(frame, attribute):
            return list(getattr(frame, attribute))
    return list(frame)


def numbers(frame: Any, name: str) -> Floats:
    """A column as doubles.

    Raises
    ------
    ValueError
        Listing the columns, where this is none of them; for one that holds no numbers.
    """
    if name not in names(frame):
        columns = ", ".join(repr(each) for each in names(frame)) or "none"
        raise ValueError(f"column {name!r} is not there; the columns are {columns}")
    values = np.asarray(frame[name])
    if values.dtype.kind not in "iuf":
        try:
            values = np.array([np.nan if v is None else v for v in values], float)
        except (TypeError, ValueError):
            raise ValueError(f"column {name!r} must hold numbers, got {values[0]!r}") from None
    return values.astype(float)


class Instants(NamedTuple):
    """Timestamps: UTC where there is a zone, else as the wall's clock shows."""

    times: Any
    zone: datetime.tzinfo | None

    def walls(self) -> list[datetime.datetime]:
        """What the clock on the wall showed, without a zone."""
        seconds = (self.times - np.datetime64(0, "s")) / np.timedelta64(1, "s")
        zone = self.zone or datetime.UTC
        return [datetime.datetime.fromtimestamp(s, zone).replace(tzinfo=None) for s in seconds]

    def days(self) -> Floats:
        """The positions of matplotlib's time axis: even over a change of the clock."""
        from matplotlib.dates import date2num

        return np.asarray(date2num(self.times))


def instants(frame: Any, name: str | None = None) -> Instants | None:
    """The timestamps of the column of that name; else of the index, or of the first such column."""
    if name is not None:
        if name not in names(frame):
            raise ValueError(f"timestamps: {name!r} is not a column")
        found = _instants(frame[name])
        if found is None:
            raise ValueError(f"timestamps: column {name!r} must hold timestamps")
        return found
    index = getattr(frame, "index", None)
    candidates = [index] if hasattr(index, "dtype") else []
    candidates += [frame[each] for each in names(frame)]
    return next((found for each in candidates if (found := _instants(each)) is not None), None)


def _instants(values: Any) -> Instants | None:
    kind = getattr(values, "dtype", getattr(values, "type", None))
    zone = next((z for name in ("tz", "time_zone") if (z := getattr(kind, name, None))), None)
    if zone is not None and hasattr(values, "tz_convert"):  # a pandas index
        values = values.tz_convert("UTC").tz_localize(None)
    elif zone is not None and hasattr(values, "dt") and hasattr(values.dt, "tz_convert"):
        values = values.dt.tz_convert("UTC").dt.tz_localize(None)
    times = np.asarray(values)
    if times.dtype.kind != "M":
        return None
    return Instants(times.astype("M8[ns]"), ZoneInfo(zone) if isinstance(zone, str) else zone)
