"""The numbers of agents around the answer, and what one agent more changes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Unpack, cast

import numpy as np

from . import _core
from ._abandonment import Impatient
from ._columns import NONNEGATIVE, column
from ._hints import Floats
from ._presentation import Answer, cells, difference
from ._queue import Queue
from ._single import single_number, single_queue, table_spread
from ._table import table
from ._target import Target
from ._unreachable import Unreachable

_SHOWN = ("agents", "service_level", "asa", "probability_of_abandonment", "occupancy")


@dataclass(frozen=True, eq=False, repr=False)
class AgentsTable(Answer):
    """What happens under each of some neighboring numbers of agents.

    Made by `agents_table`.

    Attributes
    ----------
    frame : DataFrame
        One row for each number of agents, ascending; a read-only mapping from names to arrays
        where pandas is missing.

        - agents: on the phones
        - offered_load (erlangs), occupancy, probability_of_wait, service_level, asa (s),
          mean_queue_length, probability_of_abandonment, mean_wait_of_waiters (s): as the methods
          of `ErlangA`; service_level with an answer time alone
        - keeps_promises: whether they are enough; with a promise alone
        - contacts_answerable (per interval), longest_aht (s): what so many agents could take with
          every promise kept, all else equal; with a promise alone
    agents_required : int, Unreachable or None
        The least number that keeps every promise; None where none was given.
    effect : DataFrame
        One row for each step from `agents` to `agents_after`, one more: the changes of the
        measures, each in its own unit; NaN from infinity to infinity.
    queue : ErlangC or ErlangA

    Examples
    --------
    >>> import krarup as kr
    >>> billing = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
    >>> answer = kr.agents_table(billing, service_level=0.80, answer_within=20)
    >>> print(answer.effect[["agents", "agents_after", "service_level"]][3:6].round(3))
       agents  agents_after  service_level
    3    11.0          12.0          0.115
    4    12.0          13.0          0.086
    5    13.0          14.0          0.059
    """

    frame: Any
    agents_required: int | Unreachable | None
    effect: Any
    queue: Queue[float]

    def plot(self, ax: Any = None) -> Any:
        """Draw the shares against the agents, as `krarup.plotting.plot_agents_table` does.

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
        >>> table = kr.agents_table(queue, service_level=0.80, answer_within=20)
        >>> table.plot().get_xlabel()
        'agents on the phones'
        """
        from .plotting import plot_agents_table

        return plot_agents_table(self, ax)

    def _heading(self) -> str:
        if self.agents_required is None:
            return repr(self.queue)
        if isinstance(self.agents_required, Unreachable):
            return f"no number of agents is enough: {self.agents_required.why}"
        return f"{self.agents_required} agents required"

    def _columns_of_text(self) -> Mapping[str, Sequence[str]]:
        return self._cells([name for name in _SHOWN if name in self.frame])

    def _columns_of_html(self) -> Mapping[str, Sequence[str]]:
        return self._cells([name for name in self.frame if name != "offered_load"])

    def _cells(self, names: list[str]) -> dict[str, list[str]]:
        if not isinstance(self.queue, Impatient):
            names.remove("probability_of_abandonment")
        columns = {name: cells(name, self.frame[name]) for name in names}
        if "service_level" not in columns or not columns["agents"]:
            return columns
        gained = np.asarray(self.effect["service_level"])
        steps = [difference("service_level", each) for each in gained]
        return columns | {"one agent more": ["", *steps]}

    def _marked(self) -> int | None:
        if self.agents_required is None or isinstance(self.agents_required, Unreachable):
            return None
        above = np.asarray(self.frame["agents"]) - self.agents_required
        rows = np.flatnonzero((above >= 0) & (above < 1))
        return int(rows[0]) if len(rows) else None


def agents_table(
    queue: Queue[float], *, agents: float | None = None, spread: int = 5, **target: Unpack[Target]
) -> AgentsTable:
    """Every measure for the required number of agents and its neighbors.

    Parameters
    ----------
    queue : ErlangC or ErlangA
        One interval.
    agents : float, optional
        The middle of the table instead of the number required; may be real.
    spread : int
        So many rows to each side, >= 0; none has fewer than 0 agents.
    **target
        The promises, as in `ErlangA.agents_required`. Needed without `agents`. `answer_within`
        may come without `service_level`: then the service level is shown and not promised.

    Returns
    -------
    AgentsTable
        Where no number of agents keeps the promises, the least number above the offered load is
        in the middle.

    Raises
    ------
    ValueError
        For a queue of several intervals, an argument out of its range, and a table without a
        middle.

    Examples
    --------
    >>> import krarup as kr
    >>> queue = kr.ErlangC(contacts=100, interval="30min", aht=180)
    >>> kr.agents_table(queue, spread=2, service_level=0.80, answer_within=20)
    AgentsTable: 14 agents required
      agents  service_level     asa  occupancy  one agent more
          12         64.0 %  40.4 s     83.3 %
          13         79.6 %  17.1 s     76.9 %    +15.5 points
    >     14         88.8 %   7.8 s     71.4 %     +9.3 points
          15         94.1 %   3.7 s     66.7 %     +5.3 points
          16         97.1 %   1.7 s     62.5 %     +2.9 points
    """
    queue = single_queue(queue)
    spread = table_spread(spread)
    promised: dict[str, Any] = dict(target)
    if promised.get("service_level") is None:
        for name in ("answer_within", "definition", "short"):
            promised.pop(name, None)
    promises = any(value is not None for value in promised.values())
    required = _required(queue, promised) if promises or agents is None else None
    n = _middle(queue, agents, required) + np.arange(-spread, spread + 1.0)
    n = n[n >= 0]
    measures = _measures(queue, n, target)
    with np.errstate(invalid="ignore"):
        steps = {name: np.diff(values) for name, values in measures.items()}
    effect = table({"agents": n[:-1], "agents_after": n[1:], **steps})
    columns = {"agents": n, "offered_load": np.full(len(n), queue.offered_load()), **measures}
    if required is not None:
        columns["keeps_promises"] = n >= required
        columns["contacts_answerable"] = queue.contacts_answerable(agents=n, **promised)
        columns["longest_aht"] = queue.longest_aht(agents=n, **promised)
    return AgentsTable(table(columns), required, effect, queue)


def _required(queue: Queue[float], promised: dict[str, Any]) -> int | Unreachable:
    required = queue.agents_required(**promised)
    if np.ndim(required) or isinstance(required, float) and not isinstance(required, Unreachable):
        raise ValueError("each promise must be one number, got a column or nan")
    return cast(int | Unreachable, required)


def _middle(queue: Queue[float], agents: float | None, required: int | Unreachable | None) -> float:
    if agents is not None:
        return single_number(column("agents", agents, NONNEGATIVE))
    assert required is not None
    if isinstance(required, Unreachable):
        return math.floor(float(queue.offered_load())) + 1.0
    return float(required)


def _measures(queue: Queue[float], n: Floats, target: Target) -> dict[str, Floats]:
    answer_within = target.get("answer_within")
    rows = queue.evaluate(
        agents=n,
        answer_within=0.0 if answer_within is None else answer_within,
        definition=target.get("definition", "offered"),
        short=target.get("short"),
    )
    names = [*_core.performance_columns]
    for name in ("offered_load", "probability_of_blocking"):
        names.remove(name)
    if answer_within is None:
        names.remove("service_level")
    measures = {name: np.asarray(rows[name]) for name in names}
    return measures | {"mean_wait_of_waiters": queue.mean_wait_of_waiters(agents=n)}
