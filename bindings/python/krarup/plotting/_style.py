"""What the pictures share: size, ink, lines that differ without color, a place for the legend."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from .._hints import Floats

WIDTH = 8.0  # inches, near the width of a notebook's cell


GRID = {"color": "0.5", "alpha": 0.2, "linewidth": 0.6}


class Line(NamedTuple):
    """How one of several lines differs from the others, in color and without.

    Without a color it is drawn in that of the text.
    """

    color: str | None
    linestyle: str
    marker: str


LINES = (
    Line(None, "-", "o"),
    Line("#0072b2", "--", "s"),
    Line("#d55e00", "-.", "^"),
    Line("#009e73", ":", "D"),
    Line("#8a5a9e", (0, (6, 1, 1, 1, 1, 1)), "v"),  # type: ignore[arg-type]
    Line("#7f7f7f", (0, (8, 3)), "x"),  # type: ignore[arg-type]
)


def line(number: int) -> dict[str, Any]:
    """Keywords of the line of this number."""
    style = LINES[number % len(LINES)]._asdict()
    return {**style, "color": style["color"] or ink()}


def ink() -> Any:
    """The color of the user's text: dark on white, light on a dark background."""
    from matplotlib import rcParams

    return rcParams["text.color"]


def inches(ax: Any) -> float:
    """How wide the Axes are."""
    return float(ax.get_window_extent().width / ax.figure.dpi)


def axes(ax: Any, height: float) -> Any:
    """The Axes to draw into: those given, else those of a new figure.

    Raises
    ------
    ImportError
        Without matplotlib.
    ValueError
        For something that is no Axes.
    """
    try:
        from matplotlib import pyplot
        from matplotlib.axes import Axes
    except ImportError as error:
        raise ImportError("pictures need matplotlib: pip install 'krarup[plot]'") from error

    if ax is None:
        _, ax = pyplot.subplots(figsize=(WIDTH, height), layout="constrained")
    if not isinstance(ax, Axes):
        raise ValueError(f"ax must be one matplotlib Axes or None, got {type(ax).__name__}")
    return ax


def panels_below(ax: Any, heights: list[float]) -> list[Any]:
    """The Axes divided: it keeps the top, panels of these heights, relative to it, stand below."""
    figure, shared = ax.figure, {"sharex": ax}
    ratios = [1.0, *heights]
    spec = ax.get_subplotspec()
    if spec is None:
        left, bottom, width, height = ax.get_position().bounds
        parts = height * np.array(ratios) / sum(ratios)
        lows = bottom + height - np.cumsum(parts)
        ax.set_position((left, lows[0], width, parts[0]))
        room = 0.75  # of each panel, so that a legend fits above it
        below = [
            figure.add_axes((left, low, width, room * part), **shared)
            for low, part in zip(lows[1:], parts[1:], strict=True)
        ]
    else:
        space = {} if figure.get_layout_engine() else {"hspace": 0.4}  # for legends
        grid = spec.subgridspec(len(ratios), 1, height_ratios=ratios, **space)
        ax.set_subplotspec(grid[0])
        below = [figure.add_subplot(grid[i + 1], **shared) for i in range(len(heights))]
    for each in [ax, *below][:-1]:
        each.tick_params(labelbottom=False)
    figure.sca(ax)
    return below


def legend(ax: Any, *others: Any, columns: int = 4) -> None:
    """One legend for these Axes, above the first, where no data can be."""
    handles, labels = ax.get_legend_handles_labels()
    for other in others:
        more = other.get_legend_handles_labels()
        handles, labels = handles + more[0], labels + more[1]
    if handles:
        above = {"loc": "lower center", "bbox_to_anchor": (0.5, 1.0), "borderaxespad": 0.2}
        ncols = max(1, min(columns, len(handles), int(inches(ax) / 1.45)))
        ax.legend(handles, labels, ncols=ncols, frameon=False, fontsize="small", **above)


def percent(values: Any) -> Floats:
    """Shares as percent, NaN where they are not finite."""
    return 100.0 * finite(values)


def finite(values: Any) -> Floats:
    """The numbers, NaN where they are not finite."""
    numbers = np.asarray(values, float)
    return np.where(np.isfinite(numbers), numbers, np.nan)
