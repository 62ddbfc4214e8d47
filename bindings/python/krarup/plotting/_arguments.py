"""What the pictures are handed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .._columns import PROPORTION, Rule, column
from .._hints import Floats
from .._queue import Queue
from .._single import named_queues, single_number, single_queue


def refuse_other(name: str, value: Any, kind: type) -> None:
    """Refuse what is not of this kind.

    Raises
    ------
    ValueError
        Naming both kinds.
    """
    if not isinstance(value, kind):
        raise ValueError(f"{name} must be of type {kind.__name__}, got {type(value).__name__}")


def one_or_named(queues: Any) -> dict[str, Queue]:
    """Queues by name; one alone has none."""
    if isinstance(queues, Mapping):
        return named_queues(queues)
    return {"": single_queue(queues, "queues")}


def promised(service_level: Any) -> float | None:
    """The promise, if there is one."""
    if service_level is None:
        return None
    return single_number(column("service_level", service_level, PROPORTION))


def several(name: str, values: Any, rule: Rule) -> Floats:
    """A column of numbers, or one of them, ascending.

    Raises
    ------
    ValueError
        For a missing number, none at all, or another shape.
    """
    found = np.atleast_1d(column(name, values, rule).values)
    if found.ndim != 1 or not found.size or np.isnan(found).any():
        raise ValueError(f"{name} must be numbers without nan, at least one, got {values!r}")
    return np.sort(found)
