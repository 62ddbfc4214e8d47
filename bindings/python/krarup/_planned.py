"""How a plan comes of a forecast: columns are read, rows asked, totals and warnings told."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import numpy as np

from . import _core
from ._arguments import Arguments
from ._assumptions import assumptions
from ._columns import Column
from ._day_plan import DayPlan, Peak
from ._day_queue import DayQueue
from ._forecast import Forecast, missing_names
from ._groups import group_totals
from ._hints import Floats
from ._order import GAPS
from ._progress import progress_of
from ._row_warnings import RowWarnings
from ._target import absent, choice, target_columns

_PROMISES = (
    "service_level",
    "answer_within",
    "definition",
    "short",
    "max_asa",
    "max_mean_wait",
    "max_abandonment",
    "max_occupancy",
    "max_probability_of_wait",
)
_ORDER = ("start", "by", "time_zone", "repeated_hour")
_CLOSED = "Nobody is expected in intervals that a day leaves out."


def planned(
    frame: Any,
    *,
    gaps: str,
    shrinkage: Any,
    rounding: str,
    agents: Any = None,
    **asked: Any,
) -> DayPlan:
    """The plan of a forecast, from the arguments of `plan_day` or of `evaluate_day`."""
    forecast = Forecast(frame)
    promises = {name: asked[name] for name in _PROMISES if name in asked}
    order = {name: asked[name] for name in _ORDER}
    how = choice("rounding", rounding, _core.roundings)
    choice("gaps", gaps, dict.fromkeys(GAPS, 0))
    read = Arguments(forecast)
    contacts = read.take("contacts", asked["contacts"])
    interval = read.take("interval", asked["interval"])
    aht = read.take_aht(asked["aht"], contacts)
    queue = DayQueue(read, asked["patience"], asked)
    columns = [
        contacts,
        interval,
        aht,
        queue.patience,
        *target_columns(queue.hangs_up, take=read.take, **promises),
        read.take("shrinkage", shrinkage),
        absent("agents") if agents is None else read.take("agents", agents),
        *queue.columns,
    ]
    rows = read.begin(columns, order, gaps)
    read.refuse()
    volumes, lengths, ahts, patiences = (np.broadcast_to(c.values, rows) for c in columns[:4])
    if forecast.timeline is not None:
        lengths = forecast.timeline.lengths(lengths)
        columns[1] = Column("interval", lengths)
    staff_is_given = agents is not None
    more = queue.values
    values = [*(each.values for each in columns[: len(columns) - len(more)]), *more]
    with progress_of(rows):
        cells, sums = _core.plan_day(
            values, rows, staff_is_given, int(how.values), queue.core_law()
        )
    results = dict(zip(_core.day_plan_columns, cells, strict=True))
    reasons, counted = results.pop("reason"), results.pop("counted")
    staffed = ~np.isnan(results["offered_load"])
    groups = None
    if forecast.groups is not None:
        sums_of_groups = group_totals(forecast.groups, volumes, lengths, reasons, results, counted)
        groups = forecast.totals(forecast.groups, _shown(sums_of_groups, queue))
    inputs = {"contacts": volumes, "aht": np.where(read.idle, 0.0, ahts)}
    if queue.hangs_up and queue.law is None:
        inputs["patience"] = patiences
    known = {**inputs, **_shown(results, queue), "status": _status(columns, reasons)}
    shown = {name: each for name, each in known.items() if staff_is_given or name != "agents"}
    by_name = {each.name: each for each in columns}
    timeline = forecast.timeline
    return DayPlan(
        frame=forecast.plan(shown),
        totals=MappingProxyType(
            _shown(_totals(sums, volumes, reasons, staffed, queue.is_erlang_x), queue)
        ),
        groups=groups,
        assumed=(
            *assumptions(
                by_name, queue, promises["definition"], rounding, forecast.named, forecast.clock
            ),
            *(f"But {each}." for each in forecast.recognized if each.seconds is not None),
            *([_CLOSED] if timeline is not None and gaps == "closed" else []),
        ),
        peak=_peak(results["agents_required"], forecast),
        interval=lengths.copy(),
        start=None if timeline is None else timeline.instants.copy(),
        time_zone=None if timeline is None else timeline.zone,
        _forecast=forecast,
        _warned=RowWarnings(
            known, staff_is_given, forecast.label, queue.lost, queue.redials_of_answered
        ),
    )


def _status(columns: list[Column], reasons: Floats) -> Any:
    status = np.full(len(reasons), "ok", dtype=object)
    for reason in np.unique(reasons[reasons > 0]):
        status[reasons == reason] = _core.explain(int(reason))
    missing = np.isnan(reasons)
    if missing.any():
        status[missing] = missing_names(columns, missing)
    return status


def _shown(results: dict[str, Any], queue: DayQueue) -> dict[str, Any]:
    """Without what Erlang X alone has, where the queue is none."""
    hidden = () if queue.is_erlang_x else ("attempts", "blocked", "probability_of_blocking")
    return {name: each for name, each in results.items() if name not in hidden}


def _totals(
    sums: dict[str, float], volumes: Floats, reasons: Floats, staffed: Any, is_erlang_x: bool
) -> dict[str, float]:
    """The sums of C++, of complete rows, with the rows that it was not shown."""
    missing = np.isnan(reasons)
    known = volumes[missing]
    return {
        **sums,
        **({"contacts": float(volumes[staffed].sum())} if is_erlang_x else {}),
        "intervals": len(volumes),
        "intervals_missing": int(missing.sum()),
        "contacts_left_out": sums["contacts_left_out"] + float(known[~np.isnan(known)].sum()),
    }


def _peak(required: Floats, forecast: Forecast) -> Peak | None:
    finite = np.where(np.isfinite(required), required, -1.0)
    row = int(np.argmax(finite))
    if finite[row] < 0:
        return None
    return Peak(row, forecast.label(row), int(finite[row]))
