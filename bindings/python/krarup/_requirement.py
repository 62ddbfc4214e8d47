"""How many agents a promise takes, and what a number of agents can promise."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import _core
from ._columns import (
    NONNEGATIVE,
    PROPORTION,
    TIME,
    POSITIVE_TIME,
    Column,
    answer_or_reason,
    column,
    time_column,
)
from ._hints import Numbers, Times
from ._model import Model

NOT_PROMISED = np.asarray(-1.0)


def choice(name: str, value: Any, choices: dict[str, int]) -> Column:
    """The number of an enumerator.

    Raises
    ------
    ValueError
        Listing the valid names.
    """
    if not isinstance(value, str) or value not in choices:
        names = ", ".join(repr(each) for each in choices)
        raise ValueError(f"{name} must be one of {names}, got {value!r}")
    return Column(name, np.asarray(float(choices[value])))


def definition_columns(definition: str, short: Times | None) -> list[Column]:
    """The definition of a service level and its short-abandon threshold."""
    which = choice("definition", definition, _core.service_level_definitions)
    if short is None:
        if definition in ("exclude_short", "positive_short"):
            raise ValueError(f"definition {definition!r} must come with short, a time")
        return [which, Column("short", NOT_PROMISED)]
    return [which, time_column("short", short, POSITIVE_TIME)]


def target_columns(
    service_level: Numbers | None,
    answer_within: Times | None,
    definition: str,
    short: Times | None,
    max_asa: Times | None,
    max_abandonment: Numbers | None,
    max_occupancy: Numbers | None,
    max_probability_of_wait: Numbers | None,
) -> list[Column]:
    """The promises in the order of the C++ ufuncs; a negative number promises nothing.

    Raises
    ------
    ValueError
        For a target without a promise, or with half of one.
    """
    if (service_level is None) != (answer_within is None):
        raise ValueError("service_level and answer_within must come together, got one")
    proportions = {
        "max_abandonment": max_abandonment,
        "max_occupancy": max_occupancy,
        "max_probability_of_wait": max_probability_of_wait,
    }
    if service_level is None and max_asa is None and not any(
        each is not None for each in proportions.values()
    ):
        names = "service_level with answer_within, max_asa, " + ", ".join(proportions)
        raise ValueError(f"a target must promise something: {names}")

    def proportion(name: str, value: Numbers | None) -> Column:
        return Column(name, NOT_PROMISED) if value is None else column(name, value, PROPORTION)

    def time(name: str, value: Times | None) -> Column:
        return Column(name, NOT_PROMISED) if value is None else time_column(name, value, TIME)

    return [
        proportion("service_level", service_level),
        time("answer_within", answer_within),
        *definition_columns(definition, short),
        time("max_asa", max_asa),
        *(proportion(name, value) for name, value in proportions.items()),
    ]


class Requirement(Model):
    """The solvers of a queue with agents."""

    _patience: Column

    def agents_required(
        self,
        *,
        service_level: Numbers | None = None,
        answer_within: Times | None = None,
        definition: str = "offered",
        short: Times | None = None,
        max_asa: Times | None = None,
        max_abandonment: Numbers | None = None,
        max_occupancy: Numbers | None = None,
        max_probability_of_wait: Numbers | None = None,
    ) -> Any:
        """Least whole number of agents that keeps every promise."""
        target = target_columns(
            service_level,
            answer_within,
            definition,
            short,
            max_asa,
            max_abandonment,
            max_occupancy,
            max_probability_of_wait,
        )
        return answer_or_reason(
            "agents_required",
            _core.agents_required,
            self._contacts_per_second,
            self._columns["aht"],
            self._patience,
            *target,
            whole=True,
        )
