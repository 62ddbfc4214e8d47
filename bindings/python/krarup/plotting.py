"""Charts of day plans, drawn with matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ._hints import Floats

if TYPE_CHECKING:
    from ._day_plan import DayPlan


def plot_day(plan: DayPlan, ax: Any = None) -> Any:
    """Draw agents as steps, offered load and, on a second axis, service level as lines.

    `DayPlan.plot` is the way to it.
    """
    try:
        import matplotlib.pyplot as pyplot
    except ImportError as error:
        raise ImportError("charts need matplotlib: pip install 'krarup[plot]'") from error

    if ax is None:
        _, ax = pyplot.subplots(figsize=(9, 4.5), layout="constrained")
    frame = plan.frame
    index = getattr(frame, "index", None)
    dated = hasattr(index, "tz")
    if dated:
        starts, lengths = _days(index), plan.interval / 86400.0
    else:
        starts, lengths = np.arange(len(plan.interval), dtype=float), np.ones(len(plan.interval))
    edges, kept = _edges(starts, starts + lengths)

    def values(name: str) -> Floats:
        """A column, with NaN in the hours that the forecast leaves out."""
        column = np.asarray(frame[name], float)
        return np.where(kept >= 0, np.where(np.isfinite(column), column, np.nan)[kept], np.nan)

    middles = (edges[:-1] + edges[1:]) / 2
    agents, name = "agents_required", "agents required"
    if "agents" in frame:
        agents, name = "agents", "agents on the phones"
    dark = {"color": "0.2", "linewidth": 1.6}
    ax.stairs(values(agents), edges, baseline=None, label=name, **dark)
    load = values("offered_load")
    ax.plot(middles, load, linestyle=":", label="offered load (erlangs)", **dark)
    ax.set_ylabel("agents, erlangs")
    ax.set_ylim(bottom=0)
    ax.set_xlim(edges[0], edges[-1])
    zone = getattr(index, "tz", None)
    in_zone = "" if zone is None else f" ({zone})"
    ax.set_xlabel(f"start of interval{in_zone}" if dated else "interval")
    if dated:
        _show_dates(ax, zone)
    handles, labels = ax.get_legend_handles_labels()

    level = 100 * values("service_level")
    if not np.isnan(level).all():
        second = ax.twinx()
        second.plot(middles, level, color="tab:blue", marker="o", markersize=3, linewidth=1)
        second.set_ylim(0, 105)
        second.set_ylabel("service level (% of contacts)")
        handles += second.lines
        labels += ["service level (%)"]
    above = {"loc": "lower center", "bbox_to_anchor": (0.5, 1.0), "frameon": False}
    ax.legend(handles, labels, ncols=3, **above)
    return ax


def _days(index: Any) -> Floats:
    """Timestamps as matplotlib's days, in UTC: even over a change of the clock."""
    from matplotlib.dates import date2num

    times = index if index.tz is None else index.tz_convert("UTC").tz_localize(None)
    return np.asarray(date2num(times.to_numpy()))


def _edges(starts: Floats, ends: Floats) -> tuple[Floats, Any]:
    """Edges of steps without a break, and for each step its row, or -1 where there is none."""
    gap = np.append(starts[1:] - ends[:-1] > 1e-6, False)  # days: rounding is below 1e-10
    rows = np.arange(len(starts))
    after_gaps = np.flatnonzero(gap) + 1
    kept = np.insert(rows, after_gaps, -1)
    edges = np.insert(starts, after_gaps, ends[gap])
    return np.append(edges, ends[-1]), kept


def _show_dates(ax: Any, zone: Any) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    locator = AutoDateLocator(tz=zone)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator, tz=zone))
