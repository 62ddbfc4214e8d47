"""What a planner should look at twice in a plan, row by row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

#: With fewer contacts, each of them is more than 10 % of its interval's service level.
TINY_VOLUME = 10


class RowWarning(NamedTuple):
    """Something about one interval that a planner should know before trusting its row.

    Attributes
    ----------
    row : int
        Its position.
    label : object
        The start of the interval, its index label, or its position where there is neither.
    kind : str
        - "missing": a number is missing, the row has no answer
        - "unreachable": no number of agents keeps the promises
        - "overload": the agents given cannot carry the offered load
        - "tiny volume": more than 0 contacts, but fewer than 10, under a promised service level
    text : str
        The same in words, with the figures.

    Examples
    --------
    >>> import krarup as kr
    >>> plan = kr.evaluate_day({"contacts": [100, 120]}, agents=11, aht=180, interval="30min",
    ...                        service_level=0.80, answer_within=20)
    >>> plan.warnings[0].row, plan.warnings[0].kind
    (1, 'overload')
    >>> plan.warnings[0].text
    '12 erlangs for 11 agents: the queue grows without end'
    """

    row: int
    label: Any
    kind: str
    text: str


class RowWarnings:
    """The warnings of a plan, put in words when somebody reads them.

    `lost` says what becomes of contacts that agents cannot carry; nothing where they wait for ever.
    """

    def __init__(
        self,
        columns: Mapping[str, Any],
        staff_is_given: bool,
        label: Callable[[int], Any],
        lost: str | None,
        redials_of_answered: Any,
    ) -> None:
        self._columns, self._label, self._lost = columns, label, lost
        volumes, agents = columns["contacts"], columns["agents"]
        load = columns["offered_load"] + redials_of_answered * agents  # where all are busy
        self._load = load
        required = columns["agents_required"]
        complete = ~np.isnan(required)
        heavy = load >= agents if lost is None else load > agents
        tiny = (volumes > 0) & (volumes < TINY_VOLUME) & ~np.isnan(columns["service_level"])
        masks = {
            "missing": ~complete,
            "unreachable": np.isinf(required),
            "overload": heavy & (load > 0) & staff_is_given,
            "tiny volume": tiny,
        }
        self.rows: dict[str, npt.NDArray[np.intp]] = {
            kind: np.flatnonzero(mask) for kind, mask in masks.items() if mask.any()
        }

    def at(self, row: int) -> list[RowWarning]:
        """The warnings of one row."""
        kinds = [kind for kind, rows in self.rows.items() if _holds(rows, row)]
        return [self._warning(row, kind) for kind in kinds]

    def all(self) -> tuple[RowWarning, ...]:
        """The warnings of all rows, in their order."""
        found = [(int(row), kind) for kind, rows in self.rows.items() for row in rows]
        order = {kind: place for place, kind in enumerate(self.rows)}
        found.sort(key=lambda each: (each[0], order[each[1]]))
        return tuple(self._warning(*each) for each in found)

    def _warning(self, row: int, kind: str) -> RowWarning:
        return RowWarning(row, self._label(row), kind, self._text(row, kind))

    def _text(self, row: int, kind: str) -> str:
        if kind in ("missing", "unreachable"):
            return str(self._columns["status"][row])
        volume, agents = (float(self._columns[name][row]) for name in ("contacts", "agents"))
        load = float(self._load[row])
        if kind == "tiny volume":
            share = min(1.0, 1.0 / volume)
            contacts = "contact" if volume == 1 else "contacts"
            return (
                f"{volume:.3g} {contacts}: one in time or late is {share:.0%} of the service level"
            )
        given = f"{load:.4g} erlangs for {agents:.4g} {'agent' if agents == 1 else 'agents'}"
        if self._lost is not None:
            return f"{given}: at least {1 - agents / load:.0%} of contacts {self._lost}"
        return f"{given}: the queue grows without end"


def _holds(rows: npt.NDArray[np.intp], row: int) -> bool:
    at = int(np.searchsorted(rows, row))
    return at < len(rows) and bool(rows[at] == row)
