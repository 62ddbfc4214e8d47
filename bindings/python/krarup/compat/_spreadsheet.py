"""Arguments under the names of a spreadsheet's functions, and numbers as its cells show them."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._columns import (
    NONNEGATIVE,
    POSITIVE_TIME,
    PROPORTION,
    TIME,
    Column,
    column,
    dressed,
    result_index,
    result_shape,
    time_column,
)
from ..queues import ErlangC

HOUR = 3600.0

_RULES = {
    "Agents": NONNEGATIVE,
    "NoAgents": NONNEGATIVE,
    "Servers": NONNEGATIVE,
    "Trunks": NONNEGATIVE,
    "Events": NONNEGATIVE,
    "Intensity": NONNEGATIVE,
    "MinIntensity": NONNEGATIVE,
    "MaxIntensity": NONNEGATIVE,
    "CallsPerHour": NONNEGATIVE,
    "Calls": NONNEGATIVE,
    "AHT": POSITIVE_TIME,
    "Duration": POSITIVE_TIME,
    "ServiceTime": TIME,
    "AbandonTime": TIME,
    "AnsweredIn": TIME,
    "ASA": TIME,
    "WrapUp": TIME,
    "SLA": PROPORTION,
    "Blocking": PROPORTION,
    "Retry": PROPORTION,
}


def checked(**arguments: Any) -> list[Column]:
    """The arguments as columns that fit together.

    Raises
    ------
    ValueError
        Under the argument's own name: for a value out of its range, with its row where there are
        several, and for columns whose lengths or indexes do not fit.
    """
    columns = [
        (time_column if _RULES[name] in (TIME, POSITIVE_TIME) else column)(
            name, value, _RULES[name]
        )
        for name, value in arguments.items()
    ]
    result_index(columns)
    result_shape(columns)
    return columns


def hourly(calls: Any, handle_time: Any) -> ErlangC:
    """The queue of calls that an hour brings."""
    return ErlangC(contacts=calls, interval=HOUR, aht=handle_time)


def floor(value: Any) -> Any:
    """Rounded down: an int where a finite number stands alone."""
    if np.ndim(value) > 0:
        return np.floor(value)
    return int(value // 1) if np.isfinite(value) else value


def round_half_up(value: Any) -> Any:
    """Rounded as spreadsheets round numbers >= 0."""
    return floor(value + 0.5)


def at_least(name: str, lines: Any, agents: Column) -> Any:
    """No fewer lines than agents, a part of an agent being a whole one."""
    if np.ndim(lines) == agents.values.ndim == 0 and np.isfinite(agents.values):
        return max(lines, int(np.ceil(agents.values))) if np.isfinite(lines) else lines
    index = agents.index if getattr(lines, "index", None) is None else lines.index
    return dressed(name, np.maximum(np.asarray(lines), np.ceil(agents.values)), index)
