"""What becomes of an answer when two of its arguments come out otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Unpack

import numpy as np

from ._columns import column
from ._hints import Floats, Numbers
from ._presentation import Answer, cells, change
from ._queue import Queue
from ._table import table
from ._target import Target, choice
from ._what_if import CHANGE, what_if


@dataclass(frozen=True, eq=False, repr=False)
class SensitivityGrid(Answer):
    """An answer under relative changes of two arguments.

    Made by `sensitivity_grid`.

    Attributes
    ----------
    values : ndarray
        One row for each change of one argument, one column for each of the other; infinity where
        no number of agents is enough.
    rows, columns : ndarray
        The relative changes; 0.10 for 10 % more.
    row_name, column_name : str
        The arguments that change.
    of : str
        What the values are.
    base : float
        The value without any change.
    frame : DataFrame
        The changes of the rows under the name of their argument, then the values, one column for
        each change of the other, such as "aht +10 %"; a read-only mapping where pandas is missing.

    Examples
    --------
    >>> import krarup as kr
    >>> queue = kr.ErlangC(contacts=100, interval="30min", aht=180)
    >>> grid = kr.sensitivity_grid(queue, service_level=0.80, answer_within=20)
    >>> grid.values.shape, grid.row_name, grid.column_name, grid.base
    ((5, 5), 'contacts', 'aht', 14.0)
    """

    values: Floats
    rows: Floats
    columns: Floats
    row_name: str
    column_name: str
    of: str
    base: float

    @property
    def frame(self) -> Any:
        """The values with their changes, as a table."""
        names = [f"{self.column_name} {change(each)}" for each in self.columns]
        return table({self.row_name: self.rows, **dict(zip(names, self.values.T, strict=True))})

    def plot(self, ax: Any = None) -> Any:
        """Draw a heat map, as `krarup.plotting.plot_sensitivity_grid` does.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Drawn into; else into a new figure.

        Returns
        -------
        matplotlib Axes

        Raises
        ------
        ImportError
            Without matplotlib.

        Examples
        --------
        >>> import krarup as kr
        >>> queue = kr.ErlangC(contacts=100, interval="30min", aht=180)
        >>> grid = kr.sensitivity_grid(queue, service_level=0.80, answer_within=20)
        >>> grid.plot().get_ylabel()
        'change of contacts'
        """
        from .plotting import plot_sensitivity_grid

        return plot_sensitivity_grid(self, ax)

    def _heading(self) -> str:
        return f"{self.of}, {self.row_name} down and {self.column_name} across"

    def _columns_of_text(self) -> Mapping[str, Sequence[str]]:
        first = {self.row_name: [change(each) for each in self.rows]}
        body = zip(self.columns, self.values.T, strict=True)
        return first | {
            f"{self.column_name} {change(each)}": cells(self.of, values) for each, values in body
        }

    def _marked(self) -> int | None:
        unchanged = np.flatnonzero(self.rows == 0.0)
        return int(unchanged[0]) if len(unchanged) else None


_USUAL = (-0.2, -0.1, 0.0, 0.1, 0.2)


def sensitivity_grid(
    queue: Queue[float],
    *,
    rows: str = "contacts",
    columns: str = "aht",
    row_changes: Numbers = _USUAL,
    column_changes: Numbers = _USUAL,
    of: str = "agents_required",
    agents: float | None = None,
    scheduled: float | None = None,
    shrinkage: float | None = None,
    rounding: str = "up_at_end",
    **target: Unpack[Target],
) -> SensitivityGrid:
    """Agents required, or service level of given staff, when two arguments come out otherwise.

    Parameters
    ----------
    queue : ErlangC or ErlangA
        One interval.
    rows, columns : {"contacts", "aht", "patience", "shrinkage"}
        The two arguments that change; "patience" with `ErlangA` alone, "shrinkage" where it is
        given.
    row_changes, column_changes : column
        By how much, relative: 0.10 for 10 % more than it is; >= -1. A shrinkage of 0.30 changed by
        0.10 is 0.33.
    of : {"agents_required", "fractional_agents_required", "scheduled", "service_level"}
        "scheduled" takes `shrinkage`; "service_level" takes `agents`, or `scheduled` with
        `shrinkage`, of whom scheduled x (1 - shrinkage) are on the phones.
    agents : float, optional
        On the phones, for the service level.
    scheduled : float, optional
    shrinkage : float, optional
        Share of paid time that is not spent ready for contacts, below 1.
    rounding : str
        Of what is scheduled, as in `scheduled_from_on_phone`.
    **target
        The promises, as in `ErlangA.agents_required`; for the service level its `answer_within`,
        `definition` and `short`.

    Returns
    -------
    SensitivityGrid

    Raises
    ------
    ValueError
        For an argument that cannot change, a change that leaves its argument's range, arguments
        that `of` does not read, and as `ErlangA.agents_required`.

    Examples
    --------
    >>> import krarup as kr
    >>> queue = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
    >>> kr.sensitivity_grid(queue, of="service_level", agents=14, answer_within=20,
    ...                     row_changes=[-0.1, 0, 0.1], column_changes=[-0.1, 0, 0.1])
    SensitivityGrid: service_level, contacts down and aht across
      contacts  aht -10 %  aht 0 %  aht +10 %
         -10 %     98.2 %   95.9 %     91.9 %
    >      0 %     96.1 %   91.7 %     84.9 %
         +10 %     92.5 %   85.3 %     75.3 %
    """
    question = what_if(queue, of, agents, scheduled, shrinkage, rounding, target)
    names = {name: number for number, name in enumerate(question.arguments())}
    for axis, name in (("rows", rows), ("columns", columns)):
        choice(axis, name, names)
    if rows == columns:
        raise ValueError(f"rows and columns must be two arguments, got {rows!r} twice")
    down = _changes("row_changes", row_changes)
    across = _changes("column_changes", column_changes)
    values = question.under({rows: down[:, np.newaxis], columns: across})
    base = float(question.under({}))
    return SensitivityGrid(values, down, across, rows, columns, of, base)


def _changes(name: str, value: Numbers) -> Floats:
    changes = column(name, value, CHANGE).values
    if changes.ndim != 1 or changes.size == 0 or np.isnan(changes).any():
        complaint = f"{name} must be a column of at least one number, without nan, got {value!r}"
        raise ValueError(complaint)
    return changes
