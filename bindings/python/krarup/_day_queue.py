"""Which queue the rows of a day are: Erlang C, Erlang A, M/G/n or Erlang X."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from . import _core
from ._arguments import Arguments
from ._columns import Column
from ._hints import Floats
from ._patience_laws import PatienceLaw
from ._requirement import ENDLESS_PATIENCE
from .mmn_g import ENDLESS, FEATURES, VARIATIONS, average_of, unless_given

_BY_ROWS = _core.PatienceLaw("exponential", [1.0], 0.0)


class DayQueue:
    """The queue of each row, from the arguments that say more than its load."""

    def __init__(
        self,
        read: Arguments,
        patience: Any,
        features: Mapping[str, Any],
        *,
        always_erlang_x: bool = False,
    ) -> None:
        self.law = patience if isinstance(patience, PatienceLaw) else None
        told = {name: features[name] for name in FEATURES if features[name] is not None}
        self.features = {name: read.take(name, value) for name, value in told.items()}
        self.is_erlang_x = always_erlang_x or self.law is not None or bool(self.features)
        self.hangs_up = patience is not None
        variation = features.get("handle_time_scv")
        if variation is not None and (self.is_erlang_x or self.hangs_up):
            raise ValueError(
                "handle_time_scv must come without patience, lines, redials and variations: M/G/n "
                "has none of them"
            )
        self.variation = None if variation is None else read.take("handle_time_scv", variation)
        if self.law is not None:
            self.patience = average_of(self.law)
        else:
            self.patience = read.take("patience", patience) if self.hangs_up else ENDLESS_PATIENCE

    @property
    def columns(self) -> list[Column]:
        """What it has more than a load and a patience, in the order of the compiled part."""
        if not self.is_erlang_x:
            return [] if self.variation is None else [self.variation]
        return [self.features.get(name, unless_given(name)) for name in FEATURES]

    @property
    def values(self) -> list[Floats]:
        """The same as the compiled part takes it: variations squared."""
        return [
            np.square(each.values) if each.name in VARIATIONS else each.values
            for each in self.columns
        ]

    @property
    def lost(self) -> str | None:
        """What becomes of contacts that agents cannot carry; nothing where they wait for ever."""
        ends = ["hang up"] if self.hangs_up else []
        if "lines" in self.features:
            ends.append("find no line")
        return " or ".join(ends) or None

    @property
    def redials_of_answered(self) -> Floats:
        """Share of answered attempts that are followed by another."""
        name = "redials_of_answered"
        return self.features.get(name, unless_given(name)).values

    def core_law(self) -> _core.PatienceLaw | None:
        """The law of patience where the queue is Erlang X."""
        return self.law_of_erlang_x() if self.is_erlang_x else None

    def law_of_erlang_x(self) -> _core.PatienceLaw:
        """The law of patience, as the queue is Erlang X."""
        if self.law is not None:
            return self.law._core_law()
        return _BY_ROWS if self.hangs_up else ENDLESS
