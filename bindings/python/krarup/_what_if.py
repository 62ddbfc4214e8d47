"""One queue under changed arguments, all changes in one call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from ._columns import BELOW_ONE, NONNEGATIVE, Rule, column
from ._hints import Floats
from ._queue import Queue
from ._single import single_number, single_queue
from .staffing import on_phone_from_scheduled, scheduled_from_on_phone

#: A relative change; the least one leaves nothing.
CHANGE = Rule("finite and >= -1", -1.0, 1e300)
MEASURES = ("agents_required", "fractional_agents_required", "scheduled", "service_level")


class WhatIf(NamedTuple):
    """A question to a queue whose arguments change relative to what they are."""

    queue: Queue[float]
    of: str
    agents: float | None
    scheduled: float | None
    shrinkage: float | None
    rounding: str
    target: Mapping[str, Any]

    def arguments(self) -> tuple[str, ...]:
        """What may change."""
        names = [name for name in self.queue._columns if name != "interval"]
        return (*names, "shrinkage") if self.shrinkage is not None else tuple(names)

    def under(self, changes: Mapping[str, Any]) -> Floats:
        """The measure where each argument is (1 + its change) times what it is."""
        values = {name: each.values for name, each in self.queue._columns.items()}
        if self.shrinkage is not None:
            values["shrinkage"] = np.asarray(self.shrinkage)
        for name, change in changes.items():
            factor = 1.0 + np.asarray(change, float)
            if name in ("aht", "patience") and np.any(factor == 0.0):
                raise ValueError(f"{name} must stay > 0 s, got a change of -1")
            values[name] = values[name] * factor
        shrinkage: Any = values.pop("shrinkage", None)
        queue = self.queue._made_with(values)
        if self.of == "service_level":
            agents: Any = self.agents
            if self.scheduled is not None:
                agents = on_phone_from_scheduled(scheduled=self.scheduled, shrinkage=shrinkage)
            return np.asarray(queue.service_level(agents=agents, **self.target))
        measure = "agents_required" if self.of == "scheduled" else self.of
        required = np.asarray(getattr(queue, measure)(**self.target), float)
        if self.of != "scheduled":
            return required
        finite = np.where(np.isfinite(required), required, 0.0)
        scheduled = scheduled_from_on_phone(
            on_phone=finite, shrinkage=shrinkage, rounding=self.rounding
        )
        return np.where(np.isfinite(required), scheduled, required)


def what_if(
    queue: Queue[float],
    of: str,
    agents: float | None,
    scheduled: float | None,
    shrinkage: float | None,
    rounding: str,
    target: Mapping[str, Any],
) -> WhatIf:
    """The question, if it is complete.

    Raises
    ------
    ValueError
        For an unknown measure, and for arguments that the measure wants or does not read.
    """
    if of not in MEASURES:
        raise ValueError(f"of must be one of {', '.join(map(repr, MEASURES))}, got {of!r}")
    staff = {"agents": agents, "scheduled": scheduled}
    given = [name for name, value in staff.items() if value is not None]
    if of == "service_level":
        unread = [name for name in target if name not in ("answer_within", "definition", "short")]
        if unread:
            raise ValueError(
                f"{unread[0]} must not come with of 'service_level': nothing is promised"
            )
        if len(given) != 1:
            raise ValueError(f"of 'service_level' must come with agents or scheduled, got {given}")
        if (shrinkage is not None) != (scheduled is not None):
            raise ValueError("scheduled and shrinkage must come together, got one alone")
    elif given:
        raise ValueError(f"{given[0]} must come with of 'service_level', got of {of!r}")
    elif (shrinkage is not None) != (of == "scheduled"):
        raise ValueError("of 'scheduled' and shrinkage must come together, got one alone")
    return WhatIf(
        single_queue(queue),
        of,
        None if agents is None else single_number(column("agents", agents, NONNEGATIVE)),
        None if scheduled is None else single_number(column("scheduled", scheduled, NONNEGATIVE)),
        None if shrinkage is None else single_number(column("shrinkage", shrinkage, BELOW_ONE)),
        rounding,
        target,
    )
