"""A forecast, a DataFrame or a mapping of columns, and the arguments that name its columns."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ._columns import Column, result_index, result_shape, seconds_of_text, where
from ._hints import Floats


class Forecast:
    """Where arguments find the columns that they name. The frame itself is never changed."""

    def __init__(self, frame: Any) -> None:
        pandas = sys.modules.get("pandas")
        self.index = None
        if pandas is not None and isinstance(frame, pandas.DataFrame):
            self.index = frame.index
            if len(frame) == 0:
                raise ValueError("a forecast must have a row, got none")
            _refuse_disorder(frame.index, pandas)
        elif not isinstance(frame, Mapping):
            got = type(frame).__name__
            raise ValueError(f"a forecast must be a DataFrame or a mapping of columns, got {got}")
        self._frame = frame

    def find(self, name: str, value: Any, *, time: bool = False) -> Any:
        """The column that an argument names; any other value as it is.

        A text that names a column is that column; another that reads as a time, where the argument
        is one, is a time.

        Raises
        ------
        ValueError
            Listing the columns, where the text is neither.
        """
        if not isinstance(value, str):
            return value
        if value in self._frame:
            found = self._frame[value]
            if np.ndim(found) == 1:
                return found
            raise ValueError(f"{name}: {value!r} must be one column, got {np.ndim(found)} axes")
        if time and seconds_of_text(value) is not None:
            return value
        columns = ", ".join(repr(each) for each in self._frame) or "none"
        neither = "neither a column nor a time such as '30min'" if time else "not a column"
        raise ValueError(f"{name}: {value!r} is {neither}; the columns are {columns}")

    def rows(self, columns: Sequence[Column]) -> int:
        """How many rows the forecast has together with these columns.

        Raises
        ------
        ValueError
            Naming two columns that do not fit, or one that does not fit the forecast.
        """
        if self.index is not None:
            own = Column("the forecast", np.empty(len(self.index)), self.index)
            columns = [own, *columns]
        result_index(columns)
        shape = result_shape(columns)
        if len(shape) != 1:
            raise ValueError(f"a forecast must have one row for each interval, got shape {shape}")
        if shape == (0,):
            raise ValueError("a forecast must have a row, got none")
        return shape[0]

    def refuse_overlap(self, interval: Floats) -> None:
        """Refuse timestamps closer to each other than the intervals that begin there.

        Raises
        ------
        ValueError
            Naming the first one.
        """
        pandas = sys.modules.get("pandas")
        if self.index is None or pandas is None or not isinstance(self.index, pandas.DatetimeIndex):
            return
        steps = np.diff(self.index.asi8.astype("M8[" + self.index.unit + "]"))
        gaps = steps / np.timedelta64(1, "s")
        early = gaps < interval[:-1] * (1 - 1e-9)
        if early.any():
            row = int(np.argmax(early)) + 1
            raise ValueError(
                f"{where((row,), self.index)}begins {gaps[row - 1]:.15g} s after the row before, "
                f"within its interval of {interval[row - 1]:.15g} s"
            )


def _refuse_disorder(index: Any, pandas: Any) -> None:
    if not isinstance(index, pandas.DatetimeIndex):
        return
    if index.hasnans:
        row = int(np.argmax(index.isna()))
        raise ValueError(f"row {row} has no timestamp")
    if not index.is_unique:
        row = int(np.argmax(index.duplicated()))
        hint = "" if index.tz is not None else " (a clock change? give the index its time zone)"
        raise ValueError(f"row {row} repeats the timestamp {index[row]}{hint}")
    if not index.is_monotonic_increasing:
        row = int(np.argmax(np.diff(index.asi8) < 0)) + 1
        raise ValueError(
            f"row {row}: the timestamp {index[row]} comes after {index[row - 1]}: sort the rows"
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
