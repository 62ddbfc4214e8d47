"""The answer for a day of intervals: its rows, its totals, its chart."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from ._day_plan_html import html
from ._forecast import Forecast
from ._frames import Moments
from ._hints import Floats, Numbers, Times
from ._row_warnings import RowWarning, RowWarnings
from .staffing import full_time_equivalents


class Peak(NamedTuple):
    """The first interval of those that require the most agents.

    Attributes
    ----------
    row : int
        Its position.
    label : object
        Its start, its index label, or its position where there is neither.
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
    frame : DataFrame, or what the forecast was
        One row for each interval of the forecast, in its order. A pandas frame keeps its index;
        a mapping comes back as one, or as a read-only mapping where pandas is missing. Missing
        numbers are NaN in pandas, null elsewhere.

        - the columns that `start` and `by` name, and the date that `by` asks for
        - contacts, aht (s), patience (s, where it is an average): what was given
        - agents_required: on the phones; infinity where no number is enough
        - agents: on the phones; `evaluate_day` alone
        - attempts: first ones and redials; Erlang X alone
        - offered_load: erlangs, of `contacts`
        - occupancy, probability_of_wait, service_level, asa (s), mean_queue_length,
          probability_of_abandonment: as the methods of `ErlangA`, under the agents given, else
          under those required; service_level is NaN where none is promised
        - probability_of_blocking: as the method of `ErlangX`; Erlang X alone
        - scheduled: agents on the phones / (1 - shrinkage), rounded as asked
        - paid_hours: scheduled x interval
        - status: "ok", or why the row has no answer
    totals : mapping
        - intervals; of them intervals_missing (an argument is NaN) and
          intervals_without_requirement (no number of agents keeps the promises)
        - intervals_left_out, those that no staff was planned for, and contacts_left_out, in these
          and in missing intervals as far as known: they are in none of the following
        - contacts, answered, abandoned; under Erlang C and M/G/n all are answered in the end,
          overload or not; under Erlang X also attempts, each of which is answered, abandoned or
          blocked
        - service_level: contacts served in time over contacts that count
        - asa: over answered contacts; probability_of_abandonment: over contacts, or attempts
        - handling_hours, ready_hours, and occupancy, their ratio; paid_hours
    groups : DataFrame, or what the forecast was, or None
        The same totals for each group of `by`, in the order in which the groups first come, with
        peak_agents_required, the most agents that an interval of the group requires. None without
        `by`.
    assumed : tuple of str
        What the numbers take for granted, in sentences: the model, the promises and how the service
        level is defined, shrinkage and rounding, how the clock and the columns were read.
    peak : Peak or None
        None where no row has an answer.
    interval : ndarray
        Length of each interval in seconds.
    start : ndarray of datetime64, or None
        When each interval begins, in UTC where there is a time zone, else on the wall clock. None
        without timestamps.
    time_zone : str or None
        The zone whose clock tells the days.

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
    assumed: tuple[str, ...]
    peak: Peak | None
    interval: Floats
    start: Moments | None
    time_zone: str | None
    _forecast: Forecast = field(compare=False)
    _warned: RowWarnings = field(compare=False)

    @cached_property
    def warnings(self) -> tuple[RowWarning, ...]:
        """Rows to look at twice, in their order: missing, unreachable, overload, tiny volume."""
        return self._warned.all()

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

    def to_excel(self, path: str | os.PathLike[str]) -> pathlib.Path:
        """Write the plan to a workbook, with its totals, groups, warnings and assumptions.

        Times are those of the wall clock, with their offset from UTC beside them where a time zone
        is known. A number that is missing leaves its cell empty; an infinite one is the text
        "infinite". No text becomes a formula.

        Parameters
        ----------
        path : str or path
            Ends in ``.xlsx``; a file that is there is replaced when the new one is complete.

        Returns
        -------
        pathlib.Path

        Raises
        ------
        ValueError
            For a path that does not, and for more rows than a sheet has.
        ImportError
            Without openpyxl.

        Examples
        --------
        >>> import tempfile
        >>> import krarup as kr
        >>> plan = kr.plan_day({"contacts": [60, 100, 80]}, aht=180, interval="30min",
        ...                    service_level=0.80, answer_within=20)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     plan.to_excel(f"{folder}/plan.xlsx").name
        'plan.xlsx'
        """
        from ._workbook import write

        return write(self, path)

    def plot(
        self, ax: Any = None, *, service_level: Numbers | None = None, rows: Any = None
    ) -> Any:
        """Draw the day, as `krarup.plotting.plot_day` does.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Its room is divided into panels; else a new figure.
        service_level : float or column, optional
            The promise, drawn as a line.
        rows : column of bool, or of positions, optional
            Which rows; of a plan of several queues those of one.

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

        return plot_day(self, ax, service_level=service_level, rows=rows)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "totals": dict(self.totals)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, totals=MappingProxyType(state["totals"]))

    def __repr__(self) -> str:
        return f"DayPlan: {_summary(self)}\n{self.frame!r}"

    def _repr_html_(self) -> str:
        return html(self, self._forecast, self._warned)


def _summary(plan: DayPlan) -> str:
    totals = plan.totals
    parts = [f"{totals['intervals']} intervals", f"{totals['contacts']:,.6g} contacts"]
    parts.append(f"{totals['paid_hours']:,.6g} paid hours")
    if plan.peak is not None:
        parts.append(f"peak {plan.peak.agents_required} agents at {plan.peak.label}")
    if not np.isnan(totals["service_level"]):
        parts.append(f"service level {totals['service_level']:.1%}")
    for kind, rows in plan._warned.rows.items():
        if kind in ("overload", "tiny volume"):
            parts.append(f"{kind} in {len(rows)} rows")
    left_out = totals["intervals_missing"] + totals["intervals_left_out"]
    if left_out:
        parts.append(f"{left_out} intervals without an answer")
    return ", ".join(parts)
