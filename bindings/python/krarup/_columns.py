"""What a user hands in, as columns of numbers; and columns of numbers as what a user gets back.

The one place that knows seconds, pandas and the rules for a single argument.
"""

from __future__ import annotations

import datetime
import math
import re
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from . import _core
from ._advice import advice, got
from ._findings import Block, DataError, Findings, where
from ._hints import Floats
from ._progress import progress_of
from ._unreachable import Unreachable


class Rule(NamedTuple):
    """Bounds that every number of a column keeps; NaN, a missing number, always does."""

    text: str
    least: float
    most: float


_TINIEST, _LARGEST = math.ulp(0.0), sys.float_info.max
NONNEGATIVE = Rule("finite and >= 0", 0.0, _LARGEST)
POSITIVE = Rule("finite and > 0", _TINIEST, _LARGEST)
UP_TO_ANY = Rule(">= 0", 0.0, math.inf)
TIME = Rule("finite and >= 0 s", 0.0, _LARGEST)
ANSWER_TIME = Rule(">= 0 s", 0.0, math.inf)
POSITIVE_TIME = Rule("finite and > 0 s", _TINIEST, _LARGEST)
PROPORTION = Rule("in [0, 1]", 0.0, 1.0)
BELOW_ONE = Rule("in [0, 1)", 0.0, math.nextafter(1.0, 0.0))
OPEN_PROPORTION = Rule("in (0, 1)", _TINIEST, math.nextafter(1.0, 0.0))
TOLERANCE = Rule("in (0, 0.1]", _TINIEST, 0.1)
#: A coefficient of variation of a gamma law; beyond, it is all but certain that nothing comes.
VARIATION = Rule("in [0, 10]", 0.0, 10.0)


class Column(NamedTuple):
    """An argument: its name, its values as doubles, and the index it came with, if any."""

    name: str
    values: Floats
    index: Any = None


_UNITS = {"ms": 1e-3, "s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
_TIME = re.compile(r"\s*([0-9]+\.?[0-9]*|\.[0-9]+)\s*(ms|s|min|h|d)\s*")


def seconds_of_text(text: str) -> float | None:
    """``"30min"`` is 1800.0; None where the text is no time."""
    match = _TIME.fullmatch(text)
    return float(match[1]) * _UNITS[match[2]] if match else None


def column(name: str, value: Any, rule: Rule) -> Column:
    """Take an argument that is a number or a column of numbers.

    Raises
    ------
    DataError
        With the argument, the rule, and each wrong value with its row where there are several.
    """
    return _checked(name, value, rule, _number)


def time_column(name: str, value: Any, rule: Rule = TIME) -> Column:
    """Take an argument that is a time or a column of times, as seconds.

    Raises
    ------
    DataError
        With the argument, the rule, and each wrong value with its row where there are several.
    """
    if type(value) is str:
        found = seconds_of_text(value)
        value = value if found is None else found
    return _checked(name, value, rule, _seconds)


def _checked(name: str, value: Any, rule: Rule, convert: Callable[[Any], float]) -> Column:
    if type(value) in (int, float) and rule.least <= value <= rule.most:
        return Column(name, np.asarray(float(value)))  # the common case, without a look at arrays
    if value is None:  # in a column it is a missing number, alone a forgotten one
        raise refusal(name, rule, convert, np.empty((1, 0), dtype=np.intp), [None], None)
    array, index = _array(name, value)
    values, alien = _doubles(array, convert)
    lowest = np.fmin.reduce(values, axis=None, initial=rule.least)
    highest = np.fmax.reduce(values, axis=None, initial=rule.most)
    if alien is not None or lowest < rule.least or highest > rule.most:
        wrong = (values < rule.least) | (values > rule.most)
        if alien is not None:
            wrong |= alien
        positions = np.argwhere(wrong)
        if alien is None:
            found = values[wrong].tolist()
        else:
            found = [array[p] if alien[p] else float(values[p]) for p in map(tuple, positions)]
        rest = Column(name, np.where(wrong, np.nan, values), index)
        raise refusal(name, rule, convert, positions, found, rest)
    return Column(name, values, index)


def _array(name: str, value: Any) -> tuple[Any, Any]:
    """An array of numbers, of timedeltas or of objects, and the index of a Series."""
    if type(value) is np.ndarray:
        return value, None
    pandas = sys.modules.get("pandas")
    if hasattr(value, "columns"):
        got = type(value).__name__
        raise ValueError(f"{name} must be a number or one column, got a whole {got}")
    if pandas is not None and isinstance(value, pandas.Series | pandas.Index):
        index = value.index if isinstance(value, pandas.Series) else None
        if isinstance(value.dtype, np.dtype):
            return value.to_numpy(), index
        numeric = pandas.api.types.is_numeric_dtype(value.dtype)
        if numeric and not pandas.api.types.is_bool_dtype(value.dtype):
            return value.to_numpy(dtype=float, na_value=np.nan), index
        return value.to_numpy(dtype=object), index
    if isinstance(value, np.ma.MaskedArray):
        numeric = value.dtype.kind in "iuf"
        return np.ma.filled(value.astype(float if numeric else object), np.nan), None
    is_column = hasattr(value, "__array__") or isinstance(value, Sequence)
    if not is_column or isinstance(value, str):
        return np.asarray(value, dtype=object), None
    try:
        array = np.asarray(value)
    except ValueError:
        complaint = f"{name} must be a number or a column of numbers, got {value!r}"
        raise ValueError(complaint) from None
    if isinstance(value, Sequence) and array.dtype.kind not in "iuf":
        array = np.asarray(value, dtype=object)  # NumPy makes text of [1, "2"]
    return array.astype(object) if array.dtype.kind in "Ub" else array, None


def _doubles(array: Any, convert: Callable[[Any], float]) -> tuple[Floats, Any]:
    """Doubles, in an array of our own, and where a value is none: a mask, or None for nowhere."""
    if array.dtype.kind in "iuf":
        return np.array(array, dtype=float), None
    if array.dtype.kind == "m" and convert is _seconds:
        return np.asarray(array / np.timedelta64(1, "s")), None
    values, alien = np.empty(array.size), np.zeros(array.size, dtype=bool)
    for i, each in enumerate(array.flat):
        try:
            values[i] = each if type(each) is float else convert(each)
        except ValueError:
            values[i], alien[i] = np.nan, True
    shape = array.shape
    return values.reshape(shape), alien.reshape(shape) if alien.any() else None


_NOT_NUMBERS = (
    str,
    bytes,
    bool,
    complex,
    datetime.timedelta,
    np.bool_,
    np.ndarray,
    np.datetime64,
    np.timedelta64,
)


def _number(value: Any) -> float:
    """A double, NaN for a missing value; a ValueError for what is no number."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return np.nan
    if isinstance(value, _NOT_NUMBERS):
        raise ValueError
    try:
        return float(value)
    except OverflowError:
        return np.inf
    except TypeError:
        raise ValueError from None


def _seconds(value: Any) -> float:
    """The same, from a time."""
    if type(value).__name__ == "NaTType":
        return np.nan
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, np.timedelta64):
        return float(value / np.timedelta64(1, "s"))
    if isinstance(value, str):
        found = seconds_of_text(value)
        if found is None:
            raise ValueError
        return found
    return _number(value)


def refusal(
    name: str,
    rule: Rule,
    convert: Callable[[Any], float],
    positions: npt.NDArray[np.intp],
    values: list[Any],
    rest: Column | None,
) -> ValueError:
    """The error for values that break the rule of an argument: a DataError where it is a column."""
    in_column = positions.shape[1] > 0
    share = rule in (PROPORTION, BELOW_ONE, OPEN_PROPORTION)
    todo = partial(advice, share, convert is _seconds, in_column)
    label = _label(None if rest is None else rest.index)
    block = Block(name, f"must be {rule.text}", positions, values, got, todo, label=label)
    return DataError(Findings([block]), rest) if in_column else ValueError(block.finding(0).text)


def _label(index: Any) -> Callable[[int], Any] | None:
    return None if index is None else index.__getitem__


def result_index(columns: Sequence[Column]) -> Any:
    """The index of those that have one.

    Raises
    ------
    ValueError
        Naming two arguments whose indexes differ.
    """
    first: Column | None = None
    for each in columns:
        if each.index is None:
            continue
        if first is None:
            first = each
        elif each.index is not first.index and not each.index.equals(first.index):
            raise ValueError(f"{first.name} and {each.name} have different indexes")
    return None if first is None else first.index


def result_shape(columns: Sequence[Column]) -> tuple[int, ...]:
    """The shape that the columns have together, by NumPy's rules.

    Raises
    ------
    ValueError
        Naming two arguments whose shapes do not fit.
    """
    shapes = {each.values.shape for each in columns if each.values.ndim > 0}
    if len(shapes) <= 1:
        return shapes.pop() if shapes else ()
    shape: tuple[int, ...] = ()
    before: list[Column] = []
    for each in columns:
        try:
            shape = np.broadcast_shapes(shape, each.values.shape)
        except ValueError:
            other = next(c for c in before if not _fit(c, each))
            raise ValueError(
                f"{other.name} has shape {other.values.shape}, "
                f"{each.name} has shape {each.values.shape}"
            ) from None
        before.append(each)
    return shape


def _fit(a: Column, b: Column) -> bool:
    try:
        np.broadcast_shapes(a.values.shape, b.values.shape)
    except ValueError:
        return False
    return True


class Formula(Protocol):
    """An ufunc, or what is called like one."""

    @property
    def nout(self) -> int: ...
    def __call__(self, *values: Any) -> Any: ...


def compute(ufunc: Formula, columns: Sequence[Column]) -> tuple[list[Floats], Any]:
    """All outputs of an ufunc of the columns, and the index for them.

    Raises
    ------
    ValueError
        Where shapes or indexes do not fit; where C++ refuses a row, with its words.
    """
    index = result_index(columns)
    shape = result_shape(columns)
    values = [each.values for each in columns]
    _core.take_refusal()
    with progress_of(math.prod(shape)), np.errstate(all="ignore"):
        outputs = ufunc(*values)
    outputs = list(outputs) if ufunc.nout > 1 else [outputs]
    if _core.take_refusal():
        raise ValueError(_refused(ufunc, values, outputs[-1], index))
    return outputs, index


def _refused(ufunc: Formula, values: Sequence[Floats], output: Floats, index: Any) -> str:
    """Where the first row stands that C++ refuses, and its words."""
    columns = [np.broadcast_to(each, np.shape(output)) for each in values]
    complete = ~np.any([np.isnan(each) for each in columns], axis=0)
    with np.errstate(all="ignore"):
        for position in map(tuple, np.argwhere(np.isnan(output) & complete).tolist()):
            ufunc(*(each[position] for each in columns))
            if words := _core.take_refusal():
                return where(position, _label(index)) + words
    raise AssertionError("no row is refused alone")  # pragma: no cover


def dressed(name: str, values: Floats, index: Any) -> Any:
    """A float, an array, or a Series with the index."""
    if np.ndim(values) == 0:
        return float(values)
    if index is not None and np.shape(values) == (len(index),):
        return sys.modules["pandas"].Series(values, index=index, name=name)
    return values


def answer(name: str, ufunc: Formula, *columns: Column) -> Any:
    """The ufunc's only output, dressed as its arguments were."""
    (values,), index = compute(ufunc, columns)
    return dressed(name, values, index)


def answer_or_reason(name: str, ufunc: Formula, *columns: Column, whole: bool = False) -> Any:
    """The same of an ufunc whose second output is the number of a reason.

    A number that stands alone becomes an int where ``whole``, and Unreachable where there is a
    reason; a column keeps plain floats.
    """
    (values, reasons), index = compute(ufunc, columns)
    if np.ndim(values) == 0:
        value, reason = float(values), float(reasons)
        if reason > 0:
            return Unreachable(value, _core.explain(int(reason)))
        return int(value) if whole and not np.isnan(value) else value
    return dressed(name, values, index)
