"""What happens under each number of agents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .._columns import NONNEGATIVE, TIME, time_column
from .._hints import Floats, Numbers, Times
from .._queue import Queue
from .._single import single_number
from ._arguments import one_or_named, promised, refuse_other, several
from ._measures import measure
from ._rows import Rows
from ._style import GRID, axes, legend, line, percent

if TYPE_CHECKING:
    from ..agents_table import AgentsTable
    from ..service_level_curve import ServiceLevelCurve


def plot_service_level(
    queues: Queue | Mapping[str, Queue],
    ax: Any = None,
    *,
    answer_within: Times,
    agents: Numbers | None = None,
    service_level: float | None = None,
    definition: str = "offered",
    short: Times | None = None,
    occupancy: bool = False,
) -> Any:
    """Draw the service level against the agents, one curve for each queue.

    Parameters
    ----------
    queues : ErlangC or ErlangA, or mapping from names to them
        Of one interval each: several queues, or one queue under several models.
    ax : matplotlib Axes, optional
        Drawn into; else into a new figure.
    answer_within : time
    agents : column, optional
        On the phones; without it, from hardly any service to nearly all in time.
    service_level : float, optional
        The promise: drawn as a line, and on each curve the agents required are marked.
    definition, short
        As in `ErlangA.service_level`.
    occupancy : bool
        Draw occupancy too, as thin lines.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ImportError
        Without matplotlib.
    ValueError
        For something that is no queue, a queue of several intervals, or an argument out of its
        range.

    Examples
    --------
    >>> import krarup as kr
    >>> load = dict(contacts=100, interval="30min", aht=180)
    >>> models = {"Erlang C": kr.ErlangC(**load), "Erlang A": kr.ErlangA(**load, patience=300)}
    >>> ax = kr.plotting.plot_service_level(models, answer_within=20, service_level=0.80)
    >>> [text.get_text() for text in ax.get_legend().get_texts()]
    ['Erlang C, 14 agents required', 'Erlang A, 13 agents required', 'promise: 80 %']
    """
    named = one_or_named(queues)
    within = single_number(time_column("answer_within", answer_within, TIME))
    how: dict[str, Any] = {"answer_within": within, "definition": definition, "short": short}
    n = _usual(named, within) if agents is None else several("agents", agents, NONNEGATIVE)
    levels = {name: queue.service_level(agents=n, **how) for name, queue in named.items()}
    promise = promised(service_level)
    kept: dict[str, _Kept] = {}
    if promise is not None:
        for name, queue in named.items():
            required = float(queue.agents_required(service_level=promise, **how))
            reached = queue.service_level(agents=required, **how) if required < np.inf else np.nan
            kept[name] = _Kept(required, float(reached))
    ax = axes(ax, 4.5)
    _draw_levels(ax, n, levels, promise, kept)
    for number, (name, queue) in enumerate(named.items() if occupancy else ()):
        thin = {**line(number), "marker": "", "linewidth": 0.8}
        label = ", ".join(filter(None, (name, "occupancy (% of ready time)")))
        ax.plot(n, percent(queue.occupancy(agents=n)), label=label, **thin)
    over = {"offered": "offered contacts", "answered": "answered contacts"}
    contacts = over.get(definition, f"contacts, {definition!r}")
    ax.set_ylabel(f"service level within {within:g} s (% of {contacts})")
    legend(ax, columns=2)
    return ax


def _usual(queues: Mapping[str, Queue], within: float) -> Floats:
    """Whole numbers of agents, from hardly any service to nearly all in time."""
    bounds: list[list[float]] = [[], []]
    for queue in queues.values():
        for share, found in zip((0.05, 0.99), bounds, strict=True):
            target: dict[str, Any] = {"answer_within": within, "definition": "virtual"}
            found.append(float(queue.agents_required(service_level=share, **target)))
    first = max(0.0, min(bounds[0]) - 1.0)
    last = max(first + 4.0, max(bounds[1]) + 1.0)
    return np.unique(np.round(np.linspace(first, last, min(int(last - first) + 1, 200))))


def plot_service_level_curve(
    curve: ServiceLevelCurve, ax: Any = None, *, service_level: float | None = None
) -> Any:
    """Draw service levels that were computed.

    Parameters
    ----------
    curve : ServiceLevelCurve
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
        For something that is no ServiceLevelCurve, or a service level outside [0, 1].

    Examples
    --------
    >>> import krarup as kr
    >>> queue = kr.ErlangC(contacts=100, interval="30min", aht=180)
    >>> curve = kr.service_level_curve({"billing": queue}, agents=range(9, 20), answer_within=20)
    >>> kr.plotting.plot_service_level_curve(curve).get_ylabel()
    'service level within 20 s (% of contacts)'
    """
    from ..service_level_curve import ServiceLevelCurve

    refuse_other("curve", curve, ServiceLevelCurve)
    rows = Rows(curve.frame)
    order = np.argsort(rows.numbers("agents"))
    n = rows.numbers("agents")[order]
    levels = {name: rows.numbers(name)[order] for name in rows.names if name != "agents"}
    promise = promised(service_level)
    kept: dict[str, _Kept] = {}
    if promise is not None:
        for name, values in levels.items():
            enough = np.flatnonzero(values >= promise)
            kept[name] = _Kept(n[enough[0]], values[enough[0]]) if len(enough) else _Kept()
    ax = axes(ax, 4.5)
    _draw_levels(ax, n, levels, promise, kept)
    ax.set_ylabel(f"service level within {curve.answer_within:g} s (% of contacts)")
    legend(ax, columns=2)
    return ax


class _Kept(NamedTuple):
    """The agents that keep a promise, and the service level under them."""

    agents: float = np.inf
    service_level: float = np.nan


def _draw_levels(
    ax: Any,
    n: Floats,
    levels: Mapping[str, Floats],
    promise: float | None,
    kept: Mapping[str, _Kept],
) -> None:
    """Curves, and on each the agents that keep the promise, marked where they are in sight."""
    for number, (name, values) in enumerate(levels.items()):
        parts = [name] if name else []
        if name in kept:
            enough = f"{kept[name].agents:g} agents required"
            parts.append(enough if kept[name].agents < np.inf else "promise not kept")
        label = ", ".join(parts) or "service level"
        style = {**line(number), "markersize": 4, "linewidth": 1.5}
        style["markevery"] = max(1, len(n) // 20)
        ax.plot(n, percent(values), label=label, **style)
        if name in kept and n[0] <= kept[name].agents <= n[-1]:
            mark = {**line(number), "linestyle": "none", "markersize": 11, "fillstyle": "none"}
            level = 100 * kept[name].service_level
            ax.plot([kept[name].agents], [level], markeredgewidth=1.5, **mark)
    if promise is not None:
        dashes = {"color": "0.45", "linewidth": 1.0, "dashes": (8, 3)}
        ax.axhline(100 * promise, label=f"promise: {100 * promise:g} %", **dashes)
    _dress(ax, n)


def _dress(ax: Any, n: Floats) -> None:
    ax.set_ylim(0, 105)
    room = 0.03 * (n[-1] - n[0]) or 0.5
    ax.set_xlim(n[0] - room, n[-1] + room)
    if (n == np.round(n)).all():
        ax.xaxis.get_major_locator().set_params(integer=True)
    ax.grid(**GRID)
    ax.set_axisbelow(True)
    ax.set_xlabel("agents on the phones")


_OF_A_TABLE = ("service_level", "occupancy", "probability_of_wait", "probability_of_abandonment")


def plot_agents_table(table: AgentsTable, ax: Any = None) -> Any:
    """Draw the shares of a table of agents, with the agents required.

    Parameters
    ----------
    table : AgentsTable
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
        For something that is no AgentsTable.

    Examples
    --------
    >>> import krarup as kr
    >>> queue = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
    >>> table = kr.agents_table(queue, service_level=0.80, answer_within=20)
    >>> kr.plotting.plot_agents_table(table).get_xlabel()
    'agents on the phones'
    """
    from ..agents_table import AgentsTable

    refuse_other("table", table, AgentsTable)
    rows = Rows(table.frame)
    n = rows.numbers("agents")
    ax = axes(ax, 4.5)
    shown = [name for name in _OF_A_TABLE if name in rows.names]
    for number, name in enumerate(shown):
        share = percent(rows.numbers(name))
        ax.plot(n, share, label=measure(name).label, markersize=4, linewidth=1.5, **line(number))
    required = table.agents_required
    if required is not None and np.isfinite(required):
        upright = {"color": "0.45", "linewidth": 1.0, "dashes": (8, 3)}
        ax.axvline(required, label=f"{required} agents required", **upright)
    _dress(ax, n)
    ax.set_ylabel("share (%)")
    legend(ax, columns=2)
    return ax
