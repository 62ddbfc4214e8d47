"""What every model object is: named columns that never change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import mul, truediv
from typing import Any, Generic, TypeAlias, overload

import numpy as np

from . import _core
from ._columns import (
    NONNEGATIVE,
    POSITIVE_TIME,
    Column,
    answer,
    column,
    dressed,
    result_index,
    result_shape,
    time_column,
)
from ._hints import Floats, Numbers, Result, Times


class Model(Generic[Result]):
    """Contacts that come in an interval, and their handle time; a value that never changes."""

    _columns: dict[str, Column]
    _contacts_per_second: Column

    def __init__(self, contacts: Numbers, interval: Times, aht: Times, **more: Column) -> None:
        columns = {
            "contacts": column("contacts", contacts, NONNEGATIVE),
            "interval": time_column("interval", interval, POSITIVE_TIME),
            "aht": time_column("aht", aht, POSITIVE_TIME),
            **more,
        }
        result_index(list(columns.values()))
        result_shape(list(columns.values()))
        rate = _both(truediv, columns["contacts"], columns["interval"])
        self.__setstate__({"_columns": columns, "_contacts_per_second": rate})

    @property
    def _offered_load(self) -> Column:
        return _both(mul, self._contacts_per_second, self._columns["aht"])

    def _plain(self, name: str) -> Any:
        each = self._columns[name]
        return dressed(name, each.values, each.index)

    @property
    def contacts(self) -> Any:
        """Contacts offered in each interval."""
        return self._plain("contacts")

    @property
    def interval(self) -> Any:
        """Length of the interval in which the contacts come, in seconds."""
        return self._plain("interval")

    @property
    def aht(self) -> Any:
        """Average handle time in seconds: talk, hold and wrap-up of an answered contact."""
        return self._plain("aht")

    @overload
    def offered_load(self: Model[float]) -> float: ...
    @overload
    def offered_load(self) -> Any: ...
    def offered_load(self) -> Any:
        """Work that arrives per unit of time, in erlangs: contacts x `aht` / `interval`.

        Returns
        -------
        float, or float array or Series

        Examples
        --------
        >>> import krarup as kr
        >>> kr.ErlangC(contacts=100, interval="30min", aht=180).offered_load()
        10.0
        """
        return answer(
            "offered_load", _core.offered_load, self._contacts_per_second, self._columns["aht"]
        )

    def _made_with(self, values: Mapping[str, Any]) -> Any:
        """The same model of other arguments."""
        model: Any = type(self)
        return model(**values)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} never changes: make another one")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} never changes: make another one")

    def __getstate__(self) -> Mapping[str, Any]:
        return dict(self.__dict__)

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        self.__dict__.update(state)
        for each in self._columns.values():
            each.values.setflags(write=False)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(
            np.array_equal(mine.values, other._columns[name].values, equal_nan=True)
            for name, mine in self._columns.items()
        )

    def __hash__(self) -> int:
        parts = (each.values.tobytes() for each in self._columns.values())
        return hash((type(self), *parts))

    def __repr__(self) -> str:
        parts = (f"{name}={_short(each.values)}" for name, each in self._columns.items())
        return f"{type(self).__name__}({', '.join(parts)})"


Plain: TypeAlias = Model[float] | Model[Floats]  #: of no Series


def _both(operation: Callable[[Any, Any], Any], one: Column, other: Column) -> Column:
    """A column made of two, under the name of the one that has its shape."""
    if one.values.ndim == other.values.ndim == 0:
        return Column(one.name, np.asarray(operation(float(one.values), float(other.values))))
    with np.errstate(all="ignore"):
        values = operation(one.values, other.values)
    name = one.name if one.values.ndim >= other.values.ndim else other.name
    return Column(name, values, result_index([one, other]))


def _short(values: Any) -> str:
    if values.ndim == 0:
        return f"{float(values):.15g}"
    if values.ndim == 1 and values.size <= 4:
        return "[" + ", ".join(f"{value:.15g}" for value in values) + "]"
    return f"<{' x '.join(map(str, values.shape))} numbers>"
