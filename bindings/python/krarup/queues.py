"""Queues of alike contacts, answered first come first served by alike agents."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import _core
from ._columns import NONNEGATIVE, POSITIVE_TIME, TIME, Column, answer, column, time_column
from ._hints import Numbers, Times
from ._requirement import Requirement, definition_columns


class Queue(Requirement):
    """The measures of a queue with agents."""

    def _ask(self, name: str, agents: Numbers, *more: Column) -> Any:
        return answer(
            name,
            getattr(_core, name),
            self._contacts_per_second,
            self._columns["aht"],
            self._patience,
            column("agents", agents, NONNEGATIVE),
            *more,
        )

    def service_level(
        self,
        *,
        agents: Numbers,
        answer_within: Times,
        definition: str = "offered",
        short: Times | None = None,
    ) -> Any:
        """Share of contacts answered within a time."""
        return self._ask(
            "service_level",
            agents,
            time_column("answer_within", answer_within, TIME),
            *definition_columns(definition, short),
        )


class ErlangC(Queue):
    """The M/M/n queue: every contact waits until it is answered."""

    _patience = Column("patience", np.asarray(np.inf))

    def __init__(self, *, contacts: Numbers, interval: Times, aht: Times) -> None:
        super().__init__(contacts, interval, aht)


class ErlangA(Queue):
    """The M/M/n+M queue: contacts wait for a while and then hang up."""

    def __init__(
        self, *, contacts: Numbers, interval: Times, aht: Times, patience: Times
    ) -> None:
        super().__init__(
            contacts, interval, aht, patience=time_column("patience", patience, POSITIVE_TIME)
        )

    @property
    def _patience(self) -> Column:  # type: ignore[override]
        return self._columns["patience"]

    @property
    def patience(self) -> Any:
        """Average patience in seconds: how long a contact would wait."""
        return self._plain("patience")
