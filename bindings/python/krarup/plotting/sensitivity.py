"""How an answer moves when what was assumed comes out otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._presentation import change
from ._arguments import refuse_other
from ._heat import draw_cells
from ._measures import argument, measure, short
from ._rows import Rows
from ._style import GRID, axes, finite, ink, legend

if TYPE_CHECKING:
    from .._hints import Floats
    from ..sensitivity_grid import SensitivityGrid
    from ..tornado import Tornado


def plot_sensitivity_grid(grid: SensitivityGrid, ax: Any = None) -> Any:
    """Draw a sensitivity grid as a heat map, the cell without a change framed.

    Parameters
    ----------
    grid : SensitivityGrid
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
        For something that is no SensitivityGrid.

    Examples
    --------
    >>> import krarup as kr
    >>> queue = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
    >>> grid = kr.sensitivity_grid(queue, service_level=0.80, answer_within=20)
    >>> ax = kr.plotting.plot_sensitivity_grid(grid)
    >>> ax.get_xlabel(), ax.get_ylabel()
    ('change of average handle time', 'change of contacts')
    """
    from ..sensitivity_grid import SensitivityGrid

    refuse_other("grid", grid, SensitivityGrid)
    shown = measure(grid.of)
    cells = shown.drawn(grid.values)
    ax = axes(ax, 1.4 + 0.45 * len(grid.rows))
    ax.set_yticks(np.arange(len(grid.rows)) + 0.5, [change(each) for each in grid.rows])
    ax.set_xticks(np.arange(len(grid.columns)) + 0.5, [change(each) for each in grid.columns])
    ax.set_xlabel(f"change of {argument(grid.column_name)}")
    ax.set_ylabel(f"change of {argument(grid.row_name)}")
    draw_cells(ax, cells, shown.label, short(cells))
    _frame_base(ax, grid)
    return ax


def _frame_base(ax: Any, grid: SensitivityGrid) -> None:
    from matplotlib.patches import Rectangle

    for row in np.flatnonzero(grid.rows == 0):
        for place in np.flatnonzero(grid.columns == 0):
            how: dict[str, Any] = {"fill": False, "edgecolor": "black", "linewidth": 2.0}
            ax.add_patch(Rectangle((place + 0.04, row + 0.06), 0.92, 0.88, **how))


def plot_tornado(effects: Tornado, ax: Any = None) -> Any:
    """Draw how far each argument alone moves the answer, the widest effect on top.

    Parameters
    ----------
    effects : Tornado
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
        For something that is no Tornado.

    Examples
    --------
    >>> import krarup as kr
    >>> queue = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
    >>> effects = kr.tornado(queue, of="service_level", agents=14, answer_within=20)
    >>> ax = kr.plotting.plot_tornado(effects)
    >>> [text.get_text() for text in ax.get_yticklabels()]
    ['average handle time', 'contacts', 'average patience']
    """
    from ..tornado import Tornado

    refuse_other("effects", effects, Tornado)
    rows, shown = Rows(effects.frame), measure(effects.of)
    names = [argument(str(each)) for each in rows.column("argument")]
    ends = {side: shown.drawn(rows.numbers(side)) for side in _SIDES}
    base = float(shown.drawn(np.asarray(effects.base)))
    ax = axes(ax, 1.6 + 0.55 * len(names))
    write = short(np.array([base, *ends["low"], *ends["high"]]))
    texts = {
        side: [
            f"{change(step)}: {write(value)}"
            for step, value in zip(rows.numbers(f"{side}_change"), ends[side], strict=True)
        ]
        for side in _SIDES
    }
    if np.isfinite(base):
        _draw_bars(ax, base, ends, texts)
        ax.axvline(base, color=ink(), linewidth=1.2, label=f"without any change: {write(base)}")
        legend(ax)
    else:
        _write_alone(ax, write(base), texts)
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    ax.margins(x=0.2)
    ax.set_xlabel(shown.label)
    ax.grid(axis="x", **GRID)
    ax.set_axisbelow(True)
    return ax


_SIDES: dict[str, dict[str, Any]] = {
    "low": {"facecolor": "0.85", "edgecolor": "0.4", "linewidth": 0.6},
    "high": {"facecolor": "0.45", "edgecolor": "0.1", "linewidth": 0.6, "hatch": "////"},
}


def _draw_bars(ax: Any, base: float, ends: dict[str, Floats], texts: dict[str, list[str]]) -> None:
    """From the base to each end; two that point the same way share the height."""
    low, high = ends["low"], ends["high"]
    together = (finite(low) - base) * (finite(high) - base) > 0
    heights = np.where(together, 0.35, 0.7)
    is_lower = {"low": low <= high, "high": high < low}
    for side, shift in (("low", -0.175), ("high", 0.175)):
        middles = np.arange(len(heights)) + np.where(together, shift, 0.0)
        known, value = np.isfinite(ends[side]), ends[side]
        bars = {"left": base, "label": f"{side} value", **_SIDES[side]}
        ax.barh(middles[known], value[known] - base, heights[known], **bars)
        to_the_left = np.where(together, value < base, is_lower[side])
        for row in np.flatnonzero(~np.isnan(value)):
            left = to_the_left[row]
            how: dict[str, Any] = {
                "va": "center",
                "ha": "right" if left else "left",
                "fontsize": "small",
            }
            how |= {"xytext": (-4 if left else 4, 0), "textcoords": "offset points"}
            at = value[row] if known[row] else base
            ax.annotate(texts[side][row], (at, middles[row]), **how)


def _write_alone(ax: Any, base: str, texts: dict[str, list[str]]) -> None:
    """What there is to say where there is no number to draw from."""
    how = {"ha": "center", "va": "center", "transform": ax.get_yaxis_transform()}
    for row, both in enumerate(zip(texts["low"], texts["high"], strict=True)):
        ax.text(0.5, row, ",  ".join(both), **how)
    ax.set_title(f"without any change: {base}", fontsize="medium")
    ax.set_xticks([])
