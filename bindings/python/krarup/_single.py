"""One queue in one interval, for questions that are asked of one at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ._columns import Column
from ._queue import Queue


def single_queue(queue: Any, name: str = "queue") -> Queue[float]:
    """The queue, if it is one interval of complete numbers.

    Raises
    ------
    ValueError
        For anything but a queue with agents, for columns, and for a missing number.
    """
    if not isinstance(queue, Queue):
        raise ValueError(f"{name} must be an ErlangC, ErlangA, ErlangX, MMnG or MGn, got {queue!r}")
    for argument, column in queue._columns.items():
        if column.values.ndim:
            raise ValueError(
                f"{name} must be one interval, got a column of {column.values.size} {argument}: "
                "make a queue of one of them"
            )
        if np.isnan(column.values):
            raise ValueError(f"{argument} of {name} must be a number, got nan")
    return queue


def named_queues(queues: Any) -> dict[str, Queue[float]]:
    """Single queues by name.

    Raises
    ------
    ValueError
        As `single_queue`, and for no queues or names that are no text.
    """
    if not isinstance(queues, Mapping) or not queues:
        raise ValueError(f"queues must be a mapping from names to queues, got {queues!r}")
    for name in queues:
        if not isinstance(name, str):
            raise ValueError(f"a queue's name must be a text, got {name!r}")
    return {name: single_queue(queue, f"queue {name!r}") for name, queue in queues.items()}


_MOST_ROWS = 100_000


def table_spread(spread: Any) -> int:
    """So many rows of a table to each side of one.

    Raises
    ------
    ValueError
        For anything but a whole number, and for more rows than anybody reads.
    """
    if not isinstance(spread, int) or isinstance(spread, bool) or not 0 <= spread <= _MOST_ROWS:
        raise ValueError(f"spread must be a whole number from 0 to {_MOST_ROWS}, got {spread!r}")
    return spread


def single_number(each: Column) -> float:
    """The number of an argument that is no column.

    Raises
    ------
    ValueError
        For a column, and for a missing number.
    """
    if each.values.ndim or np.isnan(each.values):
        got = f"{each.values.size} numbers" if each.values.ndim else "nan"
        raise ValueError(f"{each.name} must be one number, got {got}")
    return float(each.values)
