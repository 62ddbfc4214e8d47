"""What becomes of an answer when one argument at a time comes out otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Unpack

import numpy as np

from ._columns import column
from ._hints import Floats
from ._presentation import Answer, cells, change
from ._queue import Queue
from ._table import table
from ._target import Target, choice
from ._what_if import CHANGE, what_if


@dataclass(frozen=True, eq=False, repr=False)
class Tornado(Answer):
    """An answer under a low and a high value of each argument alone.

    Made by `tornado`.

    Attributes
    ----------
    frame : DataFrame
        One row for each argument, the widest effect first; a read-only mapping from names to
        arrays where pandas is missing.

        - argument
        - low_change, high_change: relative; 0.10 for 10 % more
        - low, high: the answer under each
    base : float
        The answer without any change.
    of : str
        What the answer is.

    Examples
    --------
    >>> import krarup as kr
    >>> queue = kr.ErlangC(contacts=100, interval="30min", aht=180)
    >>> effects = kr.tornado(queue, of="service_level", agents=14, answer_within=20)
    >>> effects.frame["argument"].tolist(), round(effects.base, 4)
    (['aht', 'contacts'], 0.8884)
    """

    frame: Any
    base: float
    of: str

    def plot(self, ax: Any = None) -> Any:
        """Draw the bars, as `krarup.plotting.plot_tornado` does.

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
        >>> effects = kr.tornado(queue, of="service_level", agents=14, answer_within=20)
        >>> effects.plot().get_xlabel()
        'service level (% of contacts)'
        """
        from .plotting import plot_tornado

        return plot_tornado(self, ax)

    def _heading(self) -> str:
        (base,) = cells(self.of, [self.base])
        return f"{self.of}, {base} without any change"

    def _columns_of_text(self) -> Mapping[str, Sequence[str]]:
        columns = {"argument": cells("argument", self.frame["argument"])}
        for side in ("low", "high"):
            steps = map(change, np.asarray(self.frame[f"{side}_change"]))
            columns[f"{side}_change"] = list(steps)
            columns[side] = cells(self.of, self.frame[side])
        return columns


def tornado(
    queue: Queue[float],
    *,
    changes: float | Mapping[str, tuple[float, float]] = 0.1,
    of: str = "agents_required",
    agents: float | None = None,
    scheduled: float | None = None,
    shrinkage: float | None = None,
    rounding: str = "up_at_end",
    **target: Unpack[Target],
) -> Tornado:
    """Which argument matters most, each changed alone.

    Parameters
    ----------
    queue : ErlangC or ErlangA
        One interval.
    changes : float, or mapping from arguments to (low, high)
        Relative, >= -1. 0.10 changes each argument by -10 % and +10 %; a mapping names the
        arguments that change: {"contacts": (-0.05, 0.15), "aht": (-0.1, 0.1)}.
    of, agents, scheduled, shrinkage, rounding, **target
        As in `sensitivity_grid`. Whole numbers hide what "fractional_agents_required" shows.

    Returns
    -------
    Tornado

    Raises
    ------
    ValueError
        As `sensitivity_grid`.

    Examples
    --------
    >>> import krarup as kr
    >>> queue = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
    >>> kr.tornado(queue, of="fractional_agents_required", service_level=0.80, answer_within=20)
    Tornado: fractional_agents_required, 12.29 without any change
    argument  low_change    low  high_change   high
         aht       -10 %  11.19        +10 %  13.37
    contacts       -10 %  11.23        +10 %  13.34
    patience       -10 %  12.23        +10 %  12.34
    """
    question = what_if(queue, of, agents, scheduled, shrinkage, rounding, target)
    names = question.arguments()
    if not isinstance(changes, Mapping):
        changes = dict.fromkeys(names, (-changes, changes))
    if not changes:
        raise ValueError("changes must name an argument that changes, got none")
    for name in changes:
        choice("changes", name, {each: 0 for each in names})
    sides = np.array([_sides(name, pair) for name, pair in changes.items()]).reshape(-1, 2)
    shifted = {
        name: np.where(np.arange(len(changes))[:, np.newaxis] == row, sides, 0.0)
        for row, name in enumerate(changes)
    }
    values = np.broadcast_to(question.under(shifted), sides.shape)
    base = float(question.under({}))
    every = np.column_stack([values, np.full(len(values), base)])
    with np.errstate(invalid="ignore"):
        spread = np.nan_to_num(every.max(axis=1) - every.min(axis=1), nan=0.0, posinf=np.inf)
    order = np.argsort(-spread, kind="stable")
    frame = table({
        "argument": np.array([*changes], dtype=object)[order],
        "low_change": sides[order, 0],
        "low": values[order, 0],
        "high_change": sides[order, 1],
        "high": values[order, 1],
    })  # fmt: skip
    return Tornado(frame, base, of)


def _sides(name: str, pair: tuple[float, float]) -> Floats:
    low_and_high = column(f"changes of {name}", pair, CHANGE).values
    if low_and_high.shape != (2,) or not low_and_high[0] <= low_and_high[1]:
        raise ValueError(f"changes of {name} must be a low one and a high one, got {pair!r}")
    return low_and_high
