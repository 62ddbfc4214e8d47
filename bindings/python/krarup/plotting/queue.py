"""Curves of a queue: service level against agents, and how long contacts wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .._columns import NONNEGATIVE, POSITIVE_TIME, PROPORTION, column, time_column
from .._hints import Floats, Numbers, Times
from .._queue import Queue
from ._style import axes, legend, line, percent


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
    queues : queue, or mapping from names to queues
        `ErlangC` and `ErlangA`, say, of the same contacts.
    ax : matplotlib Axes, optional
        Drawn into; else into a new figure.
    answer_within : time
    agents : column, optional
        Which numbers of agents; without it, those from no service to nearly all.
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
        For something that is no queue, a queue of columns, or an argument out of its range.

    Examples
    --------
    >>> import krarup as kr
    >>> load = dict(contacts=100, interval="30min", aht=180)
    >>> queues = {"Erlang C": kr.ErlangC(**load), "Erlang A": kr.ErlangA(**load, patience=300)}
    >>> ax = kr.plotting.plot_service_level(queues, answer_within=20, service_level=0.80)
    >>> ax.get_xlabel(), ax.get_ylabel()
    ('agents on the phones', 'service level (% of offered contacts, within 20 s)')
    """
    named = _named(queues)
    seconds = float(time_column("answer_within", _single("answer_within", answer_within)).values)
    counts = _range(named, seconds) if agents is None else _several("agents", agents)
    how: dict[str, Any] = {"answer_within": seconds, "definition": definition, "short": short}
    levels = {name: q.service_level(agents=counts, **how) for name, q in named.items()}
    required: dict[str, float] = {}
    if service_level is not None:
        column("service_level", _single("service_level", service_level), PROPORTION)
        required = {
            name: float(q.agents_required(service_level=service_level, **how))
            for name, q in named.items()
        }
    busy = {name: q.occupancy(agents=counts) for name, q in named.items()} if occupancy else {}
    ax = axes(ax, 4.5)
    _draw_levels(ax, counts, levels, busy)
    if service_level is not None:
        _mark_promise(ax, counts, service_level, required, named, how)
    whom = {"offered": "offered contacts", "answered": "answered contacts"}
    over = whom.get(definition, f'contacts, "{definition}"')
    ax.set_ylabel(f"service level (% of {over}, within {seconds:g} s)")
    ax.set_xlabel("agents on the phones")
    legend(ax, columns=3)
    return ax


def _draw_levels(
    ax: Any, counts: Floats, levels: Mapping[str, Floats], busy: Mapping[str, Floats]
) -> None:
    several = len(levels) > 1
    for number, (name, values) in enumerate(levels.items()):
        style = {**line(number), "markersize": 3.5, "linewidth": 1.5}
        if len(counts) > 40:
            style["marker"] = ""
        label = name if several else "service level"
        ax.plot(counts, percent(values), label=label, **style)
        if name in busy:
            label = f"occupancy, {name}" if several else "occupancy"
            thin = {**style, "marker": "", "linewidth": 0.9, "alpha": 0.7}
            ax.plot(counts, percent(busy[name]), label=label + " (%)", **thin)
    ax.set_ylim(0, 105)
    ax.set_xlim(*_margins(counts))
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.grid(color="0.9", linewidth=0.6)
    ax.set_axisbelow(True)


def _margins(counts: Floats) -> tuple[float, float]:
    """Room beside the first and the last point."""
    known = counts[np.isfinite(counts)]
    low, high = (known.min(), known.max()) if known.size else (0.0, 1.0)
    room = 0.03 * (high - low) or 0.5
    return low - room, high + room


def _mark_promise(
    ax: Any,
    counts: Floats,
    promise: float,
    required: Mapping[str, float],
    queues: Mapping[str, Queue],
    how: Mapping[str, Any],
) -> None:
    ax.axhline(100 * promise, color="0.5", linewidth=1.0, label=f"promise: {100 * promise:g} %")
    for number, (name, n) in enumerate(required.items()):
        whose = f"{name}: " if len(required) > 1 else ""
        mark = {**line(number), "linestyle": "none", "markersize": 9, "fillstyle": "none"}
        mark["label"] = f"{whose}{n:g} agents required"
        if not np.isfinite(n):
            mark["label"] = f"{whose}no number of agents is enough"
        within = np.isfinite(n) and np.nanmin(counts) <= n <= np.nanmax(counts)
        level = queues[name].service_level(agents=n, **how) if within else np.nan
        ax.plot([n if within else np.nan], [100 * level], **mark)


def plot_waits(
    queues: Queue | Mapping[str, Queue],
    ax: Any = None,
    *,
    agents: float | Mapping[str, float],
    of: str = "offered",
    percentiles: Sequence[float] = (0.50, 0.80, 0.90, 0.95),
    longest: Times | None = None,
) -> Any:
    """Draw the share of contacts that wait longer than a time, with percentiles marked.

    Parameters
    ----------
    queues : queue, or mapping from names to queues
    ax : matplotlib Axes, optional
        Drawn into; else into a new figure.
    agents : float, or mapping from names to floats
        On the phones, of all queues or of each.
    of : {"offered", "answered", "virtual"}
        Whose wait, as in `ErlangA.wait_quantile`: all contacts', until answered or hung up; those
        answered; or that of a contact that would wait for ever.
    percentiles : sequence of float
        Shares that wait no longer; 0.95 for p95.
    longest : time, optional
        Where the time axis ends; without it, where 99 of 100 contacts wait no longer.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ImportError
        Without matplotlib.
    ValueError
        For something that is no queue, a queue of columns, or an argument out of its range.

    Examples
    --------
    >>> import krarup as kr
    >>> queue = kr.ErlangC(contacts=100, interval="30min", aht=180)
    >>> ax = kr.plotting.plot_waits(queue, agents=14)
    >>> [text.get_text() for text in ax.get_legend().get_texts()]
    ['14 agents: p50 0 s, p80 0 s, p90 25 s, p95 56 s']
    """
    named = _named(queues)
    staff = agents if isinstance(agents, Mapping) else dict.fromkeys(named, agents)
    if set(staff) != set(named):
        raise ValueError(f"agents must name the queues {list(named)}, got {list(staff)}")
    shares = np.sort(_several("percentiles", percentiles, PROPORTION))
    for n in staff.values():
        column("agents", _single("agents", n), NONNEGATIVE)
    quantiles = {
        name: q.wait_quantile(agents=staff[name], share=shares, of=of) for name, q in named.items()
    }
    if longest is None:
        ends = [q.wait_quantile(agents=staff[n], share=0.99, of=of) for n, q in named.items()]
        end = 1.05 * max([0.0, *(e for e in ends if np.isfinite(e))]) or 60.0
    else:
        end = float(time_column("longest", _single("longest", longest), POSITIVE_TIME).values)
    times = np.linspace(0.0, end, 300)
    ax = axes(ax, 4.5)
    for number, (name, queue) in enumerate(named.items()):
        beyond = queue.probability_of_wait_beyond(agents=staff[name], wait=times, of=of)
        label = f"{name}, " if len(named) > 1 else ""
        label += f"{staff[name]:g} agents: "
        label += ", ".join(
            f"p{100 * share:g} {_seconds(wait)}"
            for share, wait in zip(shares, quantiles[name], strict=True)
        )
        style = line(number)
        marker = style.pop("marker")
        ax.plot(times, percent(beyond), label=label, linewidth=1.5, **style)
        marks = {"linestyle": "none", "markersize": 6, "color": style["color"], "clip_on": False}
        seen = quantiles[name] <= end
        ax.plot(quantiles[name][seen], 100 * (1 - shares[seen]), marker=marker, **marks)
    _mark_percentiles(ax, shares)
    ax.set_xlim(0, end)
    ax.set_ylim(0, 100)
    ax.set_xlabel(f"t (s), wait of {_WHOSE[of]}")
    ax.set_ylabel(f"wait longer than t (% of {_OVER[of]})")
    legend(ax, columns=1)
    return ax


_WHOSE = {
    "offered": "offered contacts, until answered or hung up",
    "answered": "answered contacts",
    "virtual": "a contact that would never hang up",
}
_OVER = {name: f"{name} contacts" for name in ("offered", "answered")} | {
    "virtual": "such contacts"
}


def _seconds(wait: float) -> str:
    if not np.isfinite(wait):
        return "never"
    return f"{wait:.0f} s" if wait >= 9.5 or wait == 0 else f"{wait:.2g} s"


def _mark_percentiles(ax: Any, shares: Floats) -> None:
    """A thin line and a name for each, names that would overlap side by side."""
    rows: list[tuple[float, list[str]]] = []
    for share in shares:
        height = 100 * (1 - share)
        ax.axhline(height, color="0.85", linewidth=0.8, zorder=0)
        if rows and rows[-1][0] - height < 4:
            rows[-1][1].append(f"p{100 * share:g}")
        else:
            rows.append((height, [f"p{100 * share:g}"]))
    right = ax.get_yaxis_transform()
    for height, texts in rows:
        where = {"transform": right, "va": "center", "ha": "left", "fontsize": "small"}
        ax.text(1.01, height, ", ".join(texts), **where)


def _named(queues: Any) -> dict[str, Queue]:
    named = dict(queues) if isinstance(queues, Mapping) else {type(queues).__name__: queues}
    if not named:
        raise ValueError("queues must hold a queue, got none")
    for name, queue in named.items():
        if not isinstance(queue, Queue):
            got = type(queue).__name__
            raise ValueError(f"queues: {name!r} must be an ErlangC or ErlangA, got {got}")
        if np.ndim(queue.offered_load()):
            raise ValueError(f"queues: {name!r} must be one queue, got a column of queues")
    return named


def _single(name: str, value: Any) -> Any:
    if np.ndim(value):
        raise ValueError(f"{name} must be one number, got {np.shape(value)[0]}")
    return value


def _several(name: str, values: Any, rule: Any = NONNEGATIVE) -> Floats:
    found = np.atleast_1d(column(name, values, rule).values)
    if found.ndim != 1 or not found.size:
        raise ValueError(f"{name} must be a column with a row, got shape {found.shape}")
    return found


def _range(queues: Mapping[str, Queue], seconds: float) -> Floats:
    """Whole numbers of agents from where service begins to where nearly all are served in time."""
    firsts, lasts = [0.0], [5.0]
    for queue in queues.values():
        for share, into in ((0.05, firsts), (0.99, lasts)):
            n = queue.agents_required(
                service_level=share, answer_within=seconds, definition="virtual"
            )
            into.append(float(n))
    known = [n for n in firsts[1:] if np.isfinite(n)]
    first = max(0.0, min(known, default=0.0) - 1)
    last = max([first + 5, *(n + 1 for n in lasts if np.isfinite(n))])
    return np.unique(np.round(np.linspace(first, last, min(int(last - first) + 1, 200))))
