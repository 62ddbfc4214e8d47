"""The service level where the volume misses its forecast, of intervals and of days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ._arguments import refuse_other
from ._style import GRID, axes, ink, legend

if TYPE_CHECKING:
    from .._hints import Floats
    from ..day_service_level import DayServiceLevel
    from ..forecast_error import ServiceLevelDistribution


def plot_service_level_distribution(outlook: ServiceLevelDistribution, ax: Any = None) -> Any:
    """Draw in what share of the intervals the service level is how high.

    Bars below the target are dark and hatched. Between them they hold every interval; the axis
    begins where at most one of a thousand intervals is further left.

    Parameters
    ----------
    outlook : ServiceLevelDistribution
    ax : matplotlib Axes, optional
        Drawn into; else into a new figure.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ImportError
        Without matplotlib.
    ValueError
        For something that is no ServiceLevelDistribution.

    Examples
    --------
    >>> import krarup as kr
    >>> queue = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
    >>> outlook = kr.service_level_under_forecast_error(
    ...     queue, agents=14, coefficient_of_variation=0.1, answer_within=20, service_level=0.80)
    >>> ax = kr.plotting.plot_service_level_distribution(outlook)
    >>> [text.get_text() for text in ax.get_legend().get_texts()][0]
    'target of 80 %: reached in 94.3 % of intervals'
    """
    from ..forecast_error import ServiceLevelDistribution

    refuse_other("outlook", outlook, ServiceLevelDistribution)
    point = f"if the forecast were true, {100 * outlook.point:.1f} %"
    ax = _distribution(outlook, ax, "in {} of intervals", (outlook.point, point))
    ax.set_xlabel(f"service level within {outlook.answer_within:g} s (% of contacts)")
    ax.set_ylabel("intervals (% of all, in each bar)")
    return ax


def plot_day_service_level(outlook: DayServiceLevel, ax: Any = None) -> Any:
    """Draw on what share of the days the service level of the day is how high.

    Bars below the target are dark and hatched. Between them they hold every day; the axis begins
    where at most one of a thousand days is further left. Some twenty probabilities are asked, each
    of which takes its time where days and intervals vary both, see `day_service_level`.

    Parameters
    ----------
    outlook : DayServiceLevel
    ax : matplotlib Axes, optional
        Drawn into; else into a new figure.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ImportError
        Without matplotlib.
    ValueError
        For something that is no DayServiceLevel, and for a day without a complete interval.

    Examples
    --------
    >>> import krarup as kr
    >>> day = {"contacts": [60, 100, 140, 80], "staff": [9, 13, 17, 11]}
    >>> outlook = kr.day_service_level(
    ...     day, agents="staff", interval="30min", aht=180, patience="5min", day_variation=0.15,
    ...     answer_within=20, service_level=0.80)
    >>> ax = kr.plotting.plot_day_service_level(outlook)
    >>> [text.get_text() for text in ax.get_legend().get_texts()][0]
    'target of 80 %: reached on 69.0 % of days'
    """
    from ..day_service_level import DayServiceLevel

    refuse_other("outlook", outlook, DayServiceLevel)
    if outlook.intervals == outlook.intervals_missing:
        raise ValueError("outlook must have an interval without a missing number, got none")
    ax = _distribution(outlook, ax, "on {} of days")
    ax.set_xlabel("service level of the day (% of contacts)")
    ax.set_ylabel("days (% of all, in each bar)")
    return ax


def _distribution(
    outlook: ServiceLevelDistribution | DayServiceLevel,
    ax: Any,
    among: str,
    point: tuple[float, str] | None = None,
) -> Any:
    """Bars that hold everything, and lines with their labels."""
    low = float(outlook.quantile(0.001))
    edges = _edges(low, outlook.target)
    reached = np.asarray(outlook.probability_at_least(edges[1:-1]))
    shares = -np.diff(np.concatenate([[1.0], reached, [0.0]]))
    ax = axes(ax, 4.5)
    target = 0.0 if outlook.target is None else outlook.target
    missed = edges[1:] <= target
    over = {"facecolor": "0.85", "edgecolor": "0.4", "linewidth": 0.6}
    under = {"facecolor": "0.45", "edgecolor": "0.1", "linewidth": 0.6, "hatch": "////"}
    for chosen, how in ((missed, under), (~missed, over)):
        widths = 100 * np.diff(edges)[chosen]
        ax.bar(100 * edges[:-1][chosen], 100 * shares[chosen], widths, align="edge", **how)
    if outlook.target is not None and outlook.probability_of_target is not None:
        often = among.format(f"{100 * outlook.probability_of_target:.1f} %")
        label = f"target of {100 * target:g} %: reached {often}"
        ax.axvline(100 * target, color="0.45", dashes=(8, 3), linewidth=1.2, label=label)
    label = f"mean over contacts, {100 * outlook.mean:.1f} %"
    ax.axvline(100 * outlook.mean, color=ink(), linewidth=1.6, label=label)
    seen = [outlook.mean, target or 1.0]
    if point is not None:
        level, label = point
        ax.axvline(100 * level, color="#d55e00", linestyle=":", linewidth=1.8, label=label)
        seen.append(level)
    first = edges[np.searchsorted(edges, low, side="right") - 1]
    ax.set_xlim(100 * min(first, *seen) - 1, 101)
    ax.grid(axis="y", **GRID)
    ax.set_axisbelow(True)
    legend(ax, columns=2)
    return ax


def _edges(low: float, target: float | None) -> Floats:
    """Of bars between 0 and 1, of a round width, one edge at the target."""
    widths = (each for each in (0.01, 0.02, 0.025, 0.05) if (1 - low) / each <= 20)
    width = next(widths, 0.1)
    inner = (target or 0.0) % width + width * np.arange(round(1 / width) + 1)
    if target is not None:
        inner[np.argmin(np.abs(inner - target))] = target
    inner = inner[(inner > 1e-9) & (inner < 1 - 1e-9)]
    return np.concatenate([[0.0], inner, [1.0]])
