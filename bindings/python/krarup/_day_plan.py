"""The answer for a day of intervals: its rows, its totals, its chart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, NamedTuple

import numpy as np

from ._hints import Floats, Numbers, Times
from .staffing import full_time_equivalents


class Peak(NamedTuple):
    """The first interval of those that require the most agents.

    Attributes
    ----------
    row : int
        Its position.
    label : object
        Its index label, or its position where there is no index.
    agents_required : int
    """

    row: int
    label: Any
    agents_required: int


@dataclass(frozen=True, eq=False, repr=False)
class DayPlan:
    """What a day of intervals takes, or what happens in it under given staff.

    Made by `plan_day` and `evaluate_day`.

    Attributes
    ----------
    frame : DataFrame
        One row for each interval of the forecast, in its order, with its index; a read-only
        mapping from names to arrays where pandas is missing.

        - contacts, aht (s), patience (s, Erlang A alone): what was given
        - agents_required: on the phones; infinity where no number is enough
        - agents: on the phones; `evaluate_day` alone
        - offered_load: erlangs
        - occupancy, probability_of_wait, service_level, asa (s), mean_queue_length,
          probability_of_abandonment: as the methods of `ErlangA`, under the agents given, else
          under those required; service_level is NaN where none is promised
        - scheduled: agents on the phones / (1 - shrinkage), rounded as asked
        - paid_hours: scheduled x interval
        - status: "ok", or why the row has no answer
    totals : mapping
        - intervals; of them intervals_missing (an argument is NaN) and
          intervals_without_requirement (no number of agents keeps the promises)
        - intervals_left_out, those that no staff was planned for, and contacts_left_out, in these
          and in missing intervals as far as known: they are in none of the following
        - contacts, answered, abandoned
        - service_level: contacts served in time over contacts that count
        - asa: over answered contacts; probability_of_abandonment: over contacts
        - handling_hours, ready_hours, and occupancy, their ratio; paid_hours
    peak : Peak or None
        None where no row has an answer.
    interval : ndarray
        Length of each interval in seconds.

    Examples
    --------
    >>> import krarup as kr
    >>> plan = kr.plan_day({"contacts": [60, 100, 80]}, aht=180, interval="30min",
    ...                    service_level=0.80, answer_within=20, shrinkage=0.30)
    >>> plan.peak.agents_required, plan.totals["paid_hours"]
    (14, 24.5)
    """

    frame: Any
    totals: Mapping[str, float]
    groups: Any
    peak: Peak | None
    interval: Floats

    def full_time_equivalents(self, *, contract: Times) -> float:
        """Full-time contracts that the paid hours amount to.

        Parameters
        ----------
        contract : time
            What one full-time contract pays in the period of the plan: "8h" for a day.

        Returns
        -------
        float

        Raises
        ------
        ValueError
            For a contract that is not > 0.

        Examples
        --------
        >>> import krarup as kr
        >>> plan = kr.plan_day({"contacts": [100] * 16}, aht=180, interval="30min",
        ...                    service_level=0.80, answer_within=20, shrinkage=0.30)
        >>> plan.full_time_equivalents(contract="8h")
        20.0
        """
        paid = self.totals["paid_hours"] * 3600.0
        return float(full_time_equivalents(paid_time=paid, contract=contract))

    def plot(self, ax: Any = None, *, service_level: Numbers | None = None) -> Any:
        """Draw the day, as `krarup.plotting.plot_day` does.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Its room is divided into panels; else a new figure.
        service_level : float or column, optional
            The promise, drawn as a line.

        Returns
        -------
        matplotlib Axes
            That of the agents; the panels below it follow it in ``figure.axes``.

        Raises
        ------
        ImportError
            Without matplotlib.
        ValueError
            For intervals that overlap.

        Examples
        --------
        >>> import krarup as kr
        >>> plan = kr.plan_day({"contacts": [60, 100, 80]}, aht=180, interval="30min",
        ...                    service_level=0.80, answer_within=20)
        >>> plan.plot().get_ylabel()
        'agents, erlangs'
        """
        from .plotting import plot_day

        return plot_day(self, ax, service_level=service_level)

    def __repr__(self) -> str:
        return f"DayPlan: {_summary(self)}\n{self.frame!r}"

    def _repr_html_(self) -> str:
        html = getattr(self.frame, "_repr_html_", None)
        body = html() if html else f"<pre>{escape(repr(self.frame))}</pre>"
        return f"<p>{escape(_summary(self))}</p>{body}"


def _summary(plan: DayPlan) -> str:
    totals = plan.totals
    parts = [f"{totals['intervals']} intervals", f"{totals['contacts']:,.6g} contacts"]
    parts.append(f"{totals['paid_hours']:,.6g} paid hours")
    if plan.peak is not None:
        parts.append(f"peak {plan.peak.agents_required} agents at {plan.peak.label}")
    if not np.isnan(totals["service_level"]):
        parts.append(f"service level {totals['service_level']:.1%}")
    left_out = totals["intervals_missing"] + totals["intervals_left_out"]
    if left_out:
        parts.append(f"{left_out} intervals without an answer")
    return ", ".join(parts)
