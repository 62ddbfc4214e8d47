"""Charts of day plans, drawn with matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from ._day_plan import DayPlan


def plot_day(plan: DayPlan, ax: Any = None) -> Any:
    """Draw an intraday chart: agents as steps, offered load as a line, service level below.

    Called by `DayPlan.plot`.
    """
    try:
        import matplotlib.pyplot as pyplot
    except ImportError as error:
        raise ImportError("charts need matplotlib: pip install 'krarup[plot]'") from error

    if ax is None:
        _, ax = pyplot.subplots(figsize=(9, 4.5), layout="constrained")
    frame = plan.frame
    edges, middles, dated = _times(plan)

    agents = np.asarray(frame["agents" if "agents" in frame else "agents_required"], float)
    agents = np.where(np.isfinite(agents), agents, np.nan)
    load = np.asarray(frame["offered_load"], float)
    name = "agents on the phones" if "agents" in frame else "agents required"
    ax.stairs(agents, edges, color="0.25", linewidth=1.6, baseline=None, label=name)
    ax.plot(
        middles, load, color="0.25", linestyle=":", linewidth=1.6, label="offered load (erlangs)"
    )
    ax.set_ylabel("agents, erlangs")
    ax.set_xlabel(_time_label(frame) if dated else "interval")
    ax.set_ylim(bottom=0)
    ax.set_xlim(edges[0], edges[-1])
    handles, labels = ax.get_legend_handles_labels()

    level = np.asarray(frame["service_level"], float)
    if not np.isnan(level).all():
        second = ax.twinx()
        second.plot(
            middles,
            level * 100,
            color="tab:blue",
            marker="o",
            markersize=3,
            linewidth=1,
            label="service level (%)",
        )
        second.set_ylim(0, 105)
        second.set_ylabel("service level (% of contacts)")
        more = second.get_legend_handles_labels()
        handles, labels = handles + more[0], labels + more[1]
    ax.legend(
        handles, labels, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False
    )
    if dated:
        _dates_on(ax, frame.index.tz)
    return ax


def _times(plan: DayPlan) -> tuple[Any, Any, bool]:
    """Where intervals begin and the last one ends, their middles, and whether these are dates."""
    index = getattr(plan.frame, "index", None)
    if index is not None and hasattr(index, "tz"):
        from matplotlib.dates import date2num

        starts = date2num(index.tz_convert("UTC").tz_localize(None) if index.tz else index)
        lengths = plan.interval / 86400.0
        edges = np.append(starts, starts[-1] + lengths[-1])
        return edges, starts + lengths / 2, True
    count = len(plan.interval)
    return np.arange(count + 1.0), np.arange(count) + 0.5, False


def _time_label(frame: Any) -> str:
    zone = frame.index.tz
    return "start of interval" if zone is None else f"start of interval ({zone})"


def _dates_on(ax: Any, zone: Any) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    locator = AutoDateLocator(tz=zone)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator, tz=zone))
