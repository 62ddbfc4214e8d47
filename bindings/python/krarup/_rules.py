"""Which rule each argument of a plan keeps."""

from __future__ import annotations

from typing import Any

from ._columns import (
    ANSWER_TIME,
    BELOW_ONE,
    NONNEGATIVE,
    POSITIVE_TIME,
    PROPORTION,
    TIME,
    UP_TO_ANY,
    VARIATION,
    Column,
    Rule,
    column,
    time_column,
)

_NUMBERS: dict[str, Rule] = {
    "contacts": NONNEGATIVE,
    "handle_time_scv": NONNEGATIVE,
    "agents": NONNEGATIVE,
    "min_agents": NONNEGATIVE,
    "max_agents": UP_TO_ANY,
    "changes": NONNEGATIVE,
    "shrinkage": BELOW_ONE,
    "service_level": PROPORTION,
    "max_abandonment": PROPORTION,
    "max_occupancy": PROPORTION,
    "max_probability_of_wait": PROPORTION,
    "lines": NONNEGATIVE,
    "redials_of_abandoned": BELOW_ONE,
    "redials_of_blocked": BELOW_ONE,
    "redials_of_answered": BELOW_ONE,
    "day_variation": VARIATION,
    "interval_variation": VARIATION,
}
_TIMES: dict[str, Rule] = {
    "interval": POSITIVE_TIME,
    "aht": POSITIVE_TIME,
    "patience": POSITIVE_TIME,
    "answer_within": ANSWER_TIME,
    "max_asa": TIME,
    "max_mean_wait": TIME,
    "short": POSITIVE_TIME,
}


def is_time(name: str) -> bool:
    """Whether an argument is a time."""
    return name in _TIMES


def taken(name: str, value: Any) -> Column:
    """The argument of that name as a column.

    Raises
    ------
    ValueError
        For what breaks its rule; a DataError where it is a column.
    """
    if name in _TIMES:
        return time_column(name, value, _TIMES[name])
    return column(name, value, _NUMBERS[name])
