"""How an answer moves when what was assumed comes out otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._presentation import change
from ._arguments import refuse_other
from ._heat import draw_cells
from ._measures import argument, measure, short
from ._style import axes

if TYPE_CHECKING:
    from ..sensitivity_grid import SensitivityGrid


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
