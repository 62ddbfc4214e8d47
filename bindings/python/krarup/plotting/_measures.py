"""How measures are called on an axis, and with which unit."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from .._hints import Floats


class Measure(NamedTuple):
    """The label of an axis; a share is drawn in percent."""

    label: str
    is_share: bool = False

    def drawn(self, values: Floats) -> Floats:
        """The values in the unit of the label."""
        return 100.0 * values if self.is_share else values


_MEASURES = {
    "contacts": Measure("contacts per interval"),
    "aht": Measure("average handle time (s)"),
    "patience": Measure("average patience (s)"),
    "agents_required": Measure("agents required"),
    "fractional_agents_required": Measure("agents required, as a real number"),
    "agents": Measure("agents on the phones"),
    "scheduled": Measure("agents scheduled"),
    "paid_hours": Measure("paid hours"),
    "offered_load": Measure("offered load (erlangs)"),
    "asa": Measure("average speed of answer (s)"),
    "mean_queue_length": Measure("contacts waiting, mean"),
    "service_level": Measure("service level (% of contacts)", True),
    "occupancy": Measure("occupancy (% of ready time)", True),
    "probability_of_wait": Measure("contacts that wait (%)", True),
    "probability_of_abandonment": Measure("contacts that hang up (%)", True),
}


def measure(name: str) -> Measure:
    """That of this name; a name that is not known is its own label."""
    return _MEASURES.get(name, Measure(name))


_ARGUMENTS = {"aht": "average handle time", "patience": "average patience"}


def argument(name: str) -> str:
    """What an argument is called on an axis without a unit."""
    return _ARGUMENTS.get(name, name)


def short(values: Floats) -> Callable[[float], str]:
    """How to write these values in little room: all with the same number of decimals."""
    known = values[np.isfinite(values)]
    largest = np.abs(known).max(initial=0.0)
    whole = bool((known == np.round(known)).all())
    decimals = 0 if whole or largest >= 100 else 1 if largest >= 10 else 2

    def write(value: float) -> str:
        if np.isinf(value):
            return "∞" if value > 0 else "-∞"
        return f"{value:.{decimals}f}"

    return write
