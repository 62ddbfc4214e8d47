"""A day of intervals: how many agents each takes, what happens under them, what it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from . import _core
from ._columns import (
    BELOW_ONE,
    NONNEGATIVE,
    POSITIVE_TIME,
    Column,
    column,
    time_column,
)
from ._forecast import Forecast, missing_names
from ._hints import Floats, Numbers, Times
from ._requirement import choice, target_columns
from ._table import table


class Peak(NamedTuple):
    """The first interval of those that require the most agents."""

    row: int
    label: Any
    agents_required: int


@dataclass(frozen=True, eq=False, repr=False)
class DayPlan:
    """What a day of intervals takes, or what happens in it under given staff."""

    frame: Any
    totals: Mapping[str, float]
    peak: Peak | None
    interval: Floats

    def __repr__(self) -> str:
        return f"DayPlan: {_summary(self)}\n{self.frame!r}"

    def _repr_html_(self) -> str:
        html = getattr(self.frame, "_repr_html_", None)
        body = html() if html else f"<pre>{self.frame!r}</pre>"
        return f"<p>{_summary(self)}</p>{body}"


def plan_day(
    frame: Any,
    *,
    interval: Times,
    contacts: Numbers | str = "contacts",
    aht: Times = "aht",
    patience: Times | None = None,
    service_level: Numbers | str | None = None,
    answer_within: Times | None = None,
    definition: str = "offered",
    short: Times | None = None,
    max_asa: Times | None = None,
    max_abandonment: Numbers | str | None = None,
    max_occupancy: Numbers | str | None = None,
    max_probability_of_wait: Numbers | str | None = None,
    shrinkage: Numbers | str = 0.0,
    rounding: str = "up_at_end",
) -> DayPlan:
    """Least staff for each interval of a day."""
    return _plan(
        Forecast(frame),
        (contacts, interval, aht, patience, shrinkage),
        (service_level, answer_within, definition, short),
        (max_asa, max_abandonment, max_occupancy, max_probability_of_wait),
        rounding,
    )


def evaluate_day(
    frame: Any,
    *,
    agents: Numbers | str,
    interval: Times,
    contacts: Numbers | str = "contacts",
    aht: Times = "aht",
    patience: Times | None = None,
    service_level: Numbers | str | None = None,
    answer_within: Times | None = None,
    definition: str = "offered",
    short: Times | None = None,
    max_asa: Times | None = None,
    max_abandonment: Numbers | str | None = None,
    max_occupancy: Numbers | str | None = None,
    max_probability_of_wait: Numbers | str | None = None,
    shrinkage: Numbers | str = 0.0,
    rounding: str = "up_at_end",
) -> DayPlan:
    """What happens in a day under given agents on the phones."""
    return _plan(
        Forecast(frame),
        (contacts, interval, aht, patience, shrinkage),
        (service_level, answer_within, definition, short),
        (max_asa, max_abandonment, max_occupancy, max_probability_of_wait),
        rounding,
        agents,
    )


def _plan(
    forecast: Forecast,
    load: tuple[Any, ...],
    promise: tuple[Any, ...],
    caps: tuple[Any, ...],
    rounding: str,
    agents: Any = None,
) -> DayPlan:
    contacts, interval, aht, patience, shrinkage = load
    level, within, definition, short = promise
    asa, abandonment, occupancy, wait = caps
    find = forecast.find
    how = choice("rounding", rounding, _core.roundings)
    impatient = patience is not None
    columns = [
        column("contacts", find("contacts", contacts), NONNEGATIVE),
        time_column("interval", find("interval", interval, time=True), POSITIVE_TIME),
        time_column("aht", find("aht", aht, time=True), POSITIVE_TIME),
        time_column("patience", find("patience", patience, time=True), POSITIVE_TIME)
        if impatient
        else Column("patience", np.asarray(np.inf)),
        *target_columns(
            find("service_level", level),
            find("answer_within", within, time=True),
            definition,
            find("short", short, time=True),
            find("max_asa", asa, time=True),
            find("max_abandonment", abandonment),
            find("max_occupancy", occupancy),
            find("max_probability_of_wait", wait),
        ),
        column("shrinkage", find("shrinkage", shrinkage), BELOW_ONE),
        Column("agents", np.asarray(0.0))
        if agents is None
        else column("agents", find("agents", agents), NONNEGATIVE),
    ]
    rows = forecast.rows(columns)
    forecast.refuse_overlap(rows[:, 1])
    cells, sums = _core.plan_day(rows, impatient, agents is not None, int(how.values))
    results = dict(zip(_core.day_plan_columns, cells.T, strict=True))
    missing = np.isnan(rows).any(axis=1)
    return DayPlan(
        frame=table(_frame_columns(columns, rows, results, impatient, agents), forecast.index),
        totals=MappingProxyType(_totals(sums, rows, missing, results)),
        peak=_peak(results["agents_required"], forecast.index),
        interval=rows[:, 1],
    )


def _frame_columns(
    columns: list[Column], rows: Floats, results: dict[str, Floats], impatient: bool, agents: Any
) -> dict[str, Any]:
    missing = np.isnan(rows).any(axis=1)
    reasons = results.pop("reason")
    status = np.full(len(rows), "ok", dtype=object)
    for reason in np.unique(reasons[reasons > 0]):
        status[reasons == reason] = _core.explain(int(reason))
    status[missing] = missing_names(rows[missing], (each.name for each in columns))
    if agents is None:
        del results["agents"]
    inputs = {"contacts": rows[:, 0], "aht": rows[:, 2]}
    if impatient:
        inputs["patience"] = rows[:, 3]
    return {**inputs, **results, "status": status}


def _totals(
    sums: dict[str, float], rows: Floats, missing: Any, results: dict[str, Floats]
) -> dict[str, float]:
    """The sums of C++, of complete rows, with the rows that it was not shown."""
    known = rows[missing, 0]
    return {
        **sums,
        "intervals": len(rows),
        "intervals_missing": int(missing.sum()),
        "contacts_left_out": sums["contacts_left_out"] + float(known[~np.isnan(known)].sum()),
    }


def _peak(required: Floats, index: Any) -> Peak | None:
    finite = np.where(np.isfinite(required), required, -1.0)
    row = int(np.argmax(finite))
    if finite[row] < 0:
        return None
    return Peak(row, row if index is None else index[row], int(finite[row]))


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
