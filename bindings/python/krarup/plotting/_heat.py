"""A heat map of cells: colors, a bar that names the unit, values where there is room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .._hints import Floats

#: Its lightness rises evenly to the eye, and that is what a grey print shows.
_COLORS = "cividis"
_POINTS = (10.0, 9.0, 8.0, 7.0)


def draw_cells(
    ax: Any, cells: Floats, label: str, text: Callable[[float], str], *, written: Any = None
) -> None:
    """Draw them from the top left; NaN is empty, infinity hatched, the rest written if it fits.

    Parameters
    ----------
    ax : matplotlib Axes
    cells : 2-D array
    label : str
        Of the color bar.
    text : function
        How a cell is written.
    written : 2-D array of bool, optional
        Which cells are; without it, all.
    """
    known = np.ma.masked_invalid(cells)
    low, high = (known.min(), known.max()) if known.count() else (0.0, 1.0)
    if low == high:
        low, high = low - 0.5, high + 0.5
    gap = 0.6 if cells.shape[1] <= 24 else 0.0
    mesh = ax.pcolormesh(
        known, cmap=_COLORS, vmin=low, vmax=high, edgecolors="white", linewidth=gap
    )
    ax.set_ylim(len(cells), 0)
    ax.set_xlim(0, cells.shape[1])
    ax.tick_params(length=0)
    ax.figure.colorbar(mesh, ax=ax, label=label, pad=0.02)
    _hatch(ax, cells)
    if written is None:
        written = np.full(cells.shape, True)
    texts = {
        (row, place): text(cells[row, place])
        for row, place in np.argwhere(written & ~np.isnan(cells))
    }
    _write(ax, mesh, cells, texts)


def _hatch(ax: Any, cells: Floats) -> None:
    from matplotlib.patches import Rectangle

    how: dict[str, Any] = {
        "facecolor": "0.93",
        "edgecolor": "0.55",
        "hatch": "////",
        "linewidth": 0.0,
    }
    for row, place in np.argwhere(np.isinf(cells)):
        ax.add_patch(Rectangle((place, row), 1, 1, **how))


def _write(ax: Any, mesh: Any, cells: Floats, texts: dict[tuple[int, int], str]) -> None:
    ax.figure.canvas.figure.draw_without_rendering()  # settles the layout
    box = ax.get_window_extent()
    wide, high = np.array([box.width, box.height]) * 72 / ax.figure.dpi / cells.shape[::-1]
    longest = max(map(len, texts.values()), default=0)
    fitting = (p for p in _POINTS if 0.66 * p * (longest + 0.5) <= wide and 1.3 * p <= high)
    points = next(fitting, None)
    if points is None:
        return
    for (row, place), text in texts.items():
        ink = "black"
        if np.isfinite(cells[row, place]):
            red, green, blue, _ = mesh.to_rgba(cells[row, place])
            ink = "black" if 0.299 * red + 0.587 * green + 0.114 * blue > 0.5 else "white"
        how = {"ha": "center", "va": "center", "color": ink, "fontsize": points}
        ax.text(place + 0.5, row + 0.5, text, **how)
