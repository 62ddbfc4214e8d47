"""What a contact center promises, as the columns that the compiled part expects."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Generic, TypeAlias, TypedDict, TypeVar

import numpy as np

from . import _core
from ._columns import Column, result_shape
from ._hints import Number, NumberOrArray, Numbers, Time, TimeOrArray, Times
from ._rules import taken

_Level = TypeVar("_Level")
_Within = TypeVar("_Within")


class _Promises(TypedDict, Generic[_Level, _Within], total=False):
    """The promises of a target; `ErlangC.agents_required` says what each means."""

    service_level: _Level | None
    answer_within: _Within | None
    definition: str
    short: _Within | None
    max_asa: _Within | None
    max_mean_wait: _Within | None
    max_abandonment: _Level | None
    max_occupancy: _Level | None
    max_probability_of_wait: _Level | None


TargetOfOne: TypeAlias = _Promises[Number, Time]
TargetOfArrays: TypeAlias = _Promises[NumberOrArray, TimeOrArray]
Target: TypeAlias = _Promises[Numbers, Times]

Take = Callable[[str, Any], Column]  #: of an argument's name and its value

_ABSENT = np.asarray(-1.0)  # promises nothing, was not counted


@cache
def absent(name: str) -> Column:
    """The column of an argument that was not given."""
    return Column(name, _ABSENT)


def choice(name: str, value: Any, choices: dict[str, int]) -> Column:
    """The number of an enumerator.

    Raises
    ------
    ValueError
        Listing the valid names.
    """
    if not isinstance(value, str) or value not in choices:
        valid = ", ".join(repr(each) for each in choices)
        raise ValueError(f"{name} must be one of {valid}, got {value!r}")
    return Column(name, np.asarray(float(choices[value])))


def definition_columns(definition: str, short: Times | None, take: Take = taken) -> list[Column]:
    """The definition of a service level, and the short-abandon threshold where it reads one."""
    which = choice("definition", definition, _core.service_level_definitions)
    reads_short = definition in ("exclude_short", "positive_short")
    if reads_short and short is None:
        raise ValueError(f"definition {definition!r} must come with short, a time, got none")
    if not reads_short:
        return [which, absent("short")]
    return [which, take("short", short)]


def target_columns(
    contacts_abandon: bool,
    *,
    take: Take = taken,
    service_level: Numbers | None = None,
    answer_within: Times | None = None,
    definition: str = "offered",
    short: Times | None = None,
    max_asa: Times | None = None,
    max_mean_wait: Times | None = None,
    max_abandonment: Numbers | None = None,
    max_occupancy: Numbers | None = None,
    max_probability_of_wait: Numbers | None = None,
) -> list[Column]:
    """The promises in the order of the compiled part, each read by `take`.

    Raises
    ------
    ValueError
        For a target without a promise, with half of one, with one on abandonment where nobody can
        hang up, or with short abandons longer than the answer time.
    """
    if (service_level is None) != (answer_within is None):
        given, other = ("service_level", "answer_within")
        if service_level is None:
            given, other = other, given
        raise ValueError(f"{given} must come with {other}, got it alone")
    if max_abandonment is not None and not contacts_abandon:
        raise ValueError("max_abandonment must come with patience: nobody hangs up in Erlang C")

    def read(name: str, value: Any) -> Column:
        return absent(name) if value is None else take(name, value)

    columns = [
        read("service_level", service_level),
        read("answer_within", answer_within),
        *definition_columns(definition, short, take),
        read("max_asa", max_asa),
        read("max_mean_wait", max_mean_wait),
        read("max_abandonment", max_abandonment),
        read("max_occupancy", max_occupancy),
        read("max_probability_of_wait", max_probability_of_wait),
    ]
    _refuse_long(columns[3], columns[1])
    promises = [columns[0], *columns[4:]]
    if all(each.values is _ABSENT for each in promises):
        names = ", ".join(each.name for each in promises[1:])
        raise ValueError(
            f"a target must promise something: service_level with answer_within, {names}"
        )
    return columns


def _refuse_long(short: Column, within: Column) -> None:
    """Refuse a short-abandon threshold beyond the answer time: -1 where there is none."""
    result_shape([within, short])
    long = np.asarray((short.values > within.values) & (within.values >= 0))
    if long.any():
        first = np.unravel_index(np.argmax(long), long.shape)
        place = f"row {first[0]}: " if long.ndim == 1 else ""
        value = np.broadcast_to(short.values, long.shape)[first]
        raise ValueError(f"{place}short must be <= answer_within, got {value:.15g}")
