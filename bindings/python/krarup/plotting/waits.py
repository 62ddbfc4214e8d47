"""How long contacts wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .._columns import NONNEGATIVE, POSITIVE_TIME, PROPORTION, column, time_column
from .._hints import Floats, Times
from .._queue import Queue
from .._single import single_number
from ._arguments import one_or_named, several
from ._style import axes, legend, line, percent


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
    named = one_or_named(queues)
    staff = dict(agents) if isinstance(agents, Mapping) else dict.fromkeys(named, agents)
    if set(staff) != set(named):
        raise ValueError(f"agents must name the queues {list(named)}, got {list(staff)}")
    staff = {name: single_number(column("agents", n, NONNEGATIVE)) for name, n in staff.items()}
    shares = several("percentiles", percentiles, PROPORTION)
    quantiles = {
        name: q.wait_quantile(agents=staff[name], share=shares, of=of) for name, q in named.items()
    }
    if longest is None:
        last = [q.wait_quantile(agents=staff[n], share=0.99, of=of) for n, q in named.items()]
        end = 1.05 * max([0.0, *(each for each in last if np.isfinite(each))]) or 60.0
    else:
        end = single_number(time_column("longest", longest, POSITIVE_TIME))
    times = np.linspace(0.0, end, 300)
    ax = axes(ax, 4.5)
    top = 10.0
    for number, (name, queue) in enumerate(named.items()):
        beyond = queue.probability_of_wait_beyond(agents=staff[name], wait=times, of=of)
        label = (f"{name}, " if name else "") + f"{staff[name]:g} agents: "
        label += ", ".join(
            f"p{100 * share:g} {_seconds(wait)}"
            for share, wait in zip(shares, quantiles[name], strict=True)
        )
        style = line(number)
        marker = style.pop("marker")
        ax.plot(times, percent(beyond), label=label, linewidth=1.5, **style)
        marks = {"linestyle": "none", "markersize": 6, "color": style["color"], "clip_on": False}
        seen = quantiles[name][quantiles[name] <= end]
        there = queue.probability_of_wait_beyond(agents=staff[name], wait=seen, of=of)
        ax.plot(seen, percent(there), marker=marker, **marks)
        top = max(top, 115 * float(np.nanmax(beyond, initial=0.0)))
    ax.set_xlim(0, end)
    ax.set_ylim(0, min(top, 103))
    _mark_percentiles(ax, shares)
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
    top = ax.get_ylim()[1]
    for share in shares[100 * (1 - shares) <= top]:
        height = 100 * (1 - share)
        ax.axhline(height, color="0.85", linewidth=0.8, zorder=0)
        if rows and rows[-1][0] - height < 0.05 * top:
            rows[-1][1].append(f"p{100 * share:g}")
        else:
            rows.append((height, [f"p{100 * share:g}"]))
    right = ax.get_yaxis_transform()
    for height, texts in rows:
        where = {"transform": right, "va": "center", "ha": "left", "fontsize": "small"}
        ax.text(1.01, height, ", ".join(texts), **where)
