"""Service level over the number of agents, for several queues side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ._columns import ANSWER_TIME, NONNEGATIVE, column, time_column
from ._hints import Numbers, Times
from ._presentation import Answer, cells, number
from ._queue import Queue
from ._single import named_queues, single_number
from ._table import table


@dataclass(frozen=True, eq=False, repr=False)
class ServiceLevelCurve(Answer):
    """Service level of some queues under the same numbers of agents.

    Made by `service_level_curve`.

    Attributes
    ----------
    frame : DataFrame
        agents, and one column for each queue, named after it; a read-only mapping from names to
        arrays where pandas is missing.
    answer_within : float
        Seconds.

    Examples
    --------
    >>> import krarup as kr
    >>> queue = kr.ErlangC(contacts=100, interval="30min", aht=180)
    >>> kr.service_level_curve({"billing": queue}, agents=[13, 14], answer_within=20)
    ServiceLevelCurve: answered within 20 s
    agents  billing
        13   79.6 %
        14   88.8 %
    """

    frame: Any
    answer_within: float

    def plot(self, ax: Any = None, *, service_level: float | None = None) -> Any:
        """Draw the curves, as `krarup.plotting.plot_service_level_curve` does.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Drawn into; else into a new figure.
        service_level : float, optional
            The promise: drawn as a line, and on each curve the first of its points that keeps it is
            marked.

        Returns
        -------
        matplotlib Axes

        Raises
        ------
        ImportError
            Without matplotlib.
        ValueError
            For a service level outside [0, 1].

        Examples
        --------
        >>> import krarup as kr
        >>> queue = kr.ErlangC(contacts=100, interval="30min", aht=180)
        >>> curve = kr.service_level_curve({"billing": queue}, agents=[13, 14], answer_within=20)
        >>> curve.plot().get_ylabel()
        'service level within 20 s (% of contacts)'
        """
        from .plotting import plot_service_level_curve

        return plot_service_level_curve(self, ax, service_level=service_level)

    def _heading(self) -> str:
        return f"answered within {number(self.answer_within)} s"

    def _columns_of_text(self) -> Mapping[str, Sequence[str]]:
        names = [name for name in self.frame if name != "agents"]
        levels = {name: cells("service_level", self.frame[name]) for name in names}
        return {"agents": cells("agents", self.frame["agents"]), **levels}


def service_level_curve(
    queues: Mapping[str, Queue[float]],
    *,
    agents: Numbers,
    answer_within: Times,
    definition: str = "offered",
    short: Times | None = None,
) -> ServiceLevelCurve:
    """Service level of several queues under each of some numbers of agents.

    Parameters
    ----------
    queues : mapping from names to ErlangC or ErlangA
        Of one interval each: several queues, or one queue under several models.
    agents : column
        On the phones; may be real.
    answer_within, definition, short
        As in `ErlangA.service_level`.

    Returns
    -------
    ServiceLevelCurve

    Raises
    ------
    ValueError
        For a queue of several intervals, a queue named "agents", and an argument out of its range.

    Examples
    --------
    >>> import krarup as kr
    >>> load = dict(contacts=100, interval="30min", aht=180)
    >>> models = {"Erlang C": kr.ErlangC(**load), "Erlang A": kr.ErlangA(**load, patience=300)}
    >>> kr.service_level_curve(models, agents=range(9, 15), answer_within=20)
    ServiceLevelCurve: answered within 20 s
    agents  Erlang C  Erlang A
         9     0.0 %    36.6 %
        10     0.0 %    51.7 %
        11    39.0 %    65.7 %
        12    64.0 %    77.2 %
        13    79.6 %    85.8 %
        14    88.8 %    91.7 %
    """
    named = named_queues(queues)
    if "agents" in named:
        raise ValueError("a queue must have another name than 'agents', the frame's first column")
    n = column("agents", agents, NONNEGATIVE).values
    if n.ndim != 1 or n.size == 0:
        raise ValueError(f"agents must be a column of at least one number, got {agents!r}")
    within = single_number(time_column("answer_within", answer_within, ANSWER_TIME))
    levels = {
        name: queue.service_level(
            agents=n, answer_within=within, definition=definition, short=short
        )
        for name, queue in named.items()
    }
    return ServiceLevelCurve(table({"agents": np.array(n), **levels}), within)
