"""The charts of a day, from its opening to its close."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._columns import PROPORTION, column
from .._hints import Floats, Numbers
from ._arguments import refuse_other
from ._clock import label_clock, positions
from ._rows import Rows
from ._style import GRID, axes, finite, ink, legend, line, panels_below, percent

if TYPE_CHECKING:
    from .._day_performance import DayPerformance
    from .._day_plan import DayPlan
    from .._simulated_day import SimulatedDay


def plot_day(
    plan: DayPlan,
    ax: Any = None,
    *,
    service_level: Numbers | None = None,
    rows: Any = None,
) -> Any:
    """Draw a day: agents as steps, over- and understaffing as bars, service level and occupancy.

    Time runs in the plan's own zone, evenly over a change of the clock; hours that the plan leaves
    out stay empty. An interval without an answer, such as one whose promise no number of agents
    keeps, is hatched.

    Parameters
    ----------
    plan : DayPlan
    ax : matplotlib Axes, optional
        Its room is divided into panels; else a new figure.
    service_level : float or column, optional
        The promise, drawn as a line.
    rows : column of bool, or of positions, optional
        Which rows; of a plan of several queues those of one, such as
        ``plan.frame["queue"] == "billing"``.

    Returns
    -------
    matplotlib Axes
        That of the agents; the panels below it follow it in ``figure.axes``.

    Raises
    ------
    ImportError
        Without matplotlib.
    ValueError
        For something that is no DayPlan, and for intervals that overlap.

    Examples
    --------
    >>> import krarup as kr
    >>> plan = kr.plan_day({"contacts": [60, 100, 80]}, aht=180, interval="30min",
    ...                    service_level=0.80, answer_within=20)
    >>> [each.get_ylabel() for each in kr.plotting.plot_day(plan).figure.axes]
    ['agents, erlangs', '% of contacts,\\n% of ready time']
    """
    from .._day_plan import DayPlan

    refuse_other("plan", plan, DayPlan)
    day = _Day(plan, rows)
    promise = None if service_level is None else day.promise(service_level)
    staffed = "agents" in day.rows.names
    ax = axes(ax, 6.5 if staffed else 5.0)
    below = panels_below(ax, [0.4, 0.6] if staffed else [0.55])
    _draw_agents(ax, day, staffed)
    if staffed:
        _draw_balance(below[0], day)
    _draw_shares(below[-1], day, promise)
    _finish([ax, *below], day)
    return ax


def plot_day_performance(
    course: DayPerformance | SimulatedDay,
    ax: Any = None,
    *,
    service_level: Numbers | None = None,
) -> Any:
    """Draw a day that is carried on: agents, service level and occupancy, who waits at each end.

    Parameters
    ----------
    course : DayPerformance or SimulatedDay
        The latter with its half-widths.
    ax : matplotlib Axes, optional
        Its room is divided into panels; else a new figure.
    service_level : float or column, optional
        The promise, drawn as a line.

    Returns
    -------
    matplotlib Axes
        That of the agents; the panels below it follow it in ``figure.axes``.

    Raises
    ------
    ImportError
        Without matplotlib.
    ValueError
        For something that is neither.

    Examples
    --------
    >>> import krarup as kr
    >>> day = kr.Day({"contacts": [100, 120, 100]}, interval="30min", aht=180, patience=600)
    >>> course = day.evaluate(agents=[13, 10, 13], answer_within=20)
    >>> [each.get_ylabel() for each in kr.plotting.plot_day_performance(course).figure.axes]
    ['agents, erlangs', '% of contacts,\\n% of ready time', 'carried over\\n(contacts)']
    """
    from .._day_performance import DayPerformance
    from .._simulated_day import SimulatedDay

    simulated = isinstance(course, SimulatedDay)
    if not simulated:
        refuse_other("course", course, DayPerformance)
    day = _Day(course, None)
    promise = None if service_level is None else day.promise(service_level)
    ax = axes(ax, 6.5)
    carried = not np.isnan(day.values("carried_over")).all()
    below = panels_below(ax, [0.6, 0.5] if carried else [0.6])
    on_phones = {"color": ink(), "linewidth": 1.8, "label": "agents on the phones"}
    ax.stairs(day.values("agents"), day.edges, baseline=None, **on_phones)
    _draw_load(ax, day)
    _draw_shares(below[0], day, promise)
    if simulated:
        _draw_half_widths(below[0], day)
    if carried:
        _draw_carried(below[1], day)
    _finish([ax, *below], day)
    return ax


class _Day:
    """The rows of a plan along the time axis."""

    def __init__(self, plan: DayPlan | DayPerformance | SimulatedDay, chosen: Any) -> None:
        self.rows = Rows(plan.frame, chosen)
        self.times, self.seconds, row = self.rows.spans(plan)
        starts, lengths = row.astype(float), np.ones(len(row))
        if self.times is not None:
            starts, lengths = positions(self.times), self.seconds / 86400.0
        early = starts[1:] - starts[:-1] < lengths[:-1] - 1e-6
        if early.any():
            raise ValueError(
                f"row {row[int(np.argmax(early)) + 1]} begins before the row before it ends: draw "
                "one queue at a time, chosen by rows"
            )
        self.count = len(plan.interval)
        self.edges, kept = _edges(starts, starts + lengths)
        self.kept = np.where(kept >= 0, row[kept], -1)
        self.middles = (self.edges[:-1] + self.edges[1:]) / 2

    def values(self, name: str) -> Floats:
        """A column, with NaN in the hours that the forecast leaves out."""
        return self.spread(self.rows.numbers(name))

    def promise(self, service_level: Numbers) -> Floats:
        """A service level for each row of the plan, or one for all."""
        promised = column("service_level", service_level, PROPORTION).values
        if promised.shape not in ((), (self.count,)):
            raise ValueError(
                f"service_level must be one number or one for each of {self.count} rows, got shape "
                f"{promised.shape}"
            )
        return self.spread(self.rows.of(np.broadcast_to(promised, (self.count,))))

    def spread(self, values: Floats) -> Floats:
        return np.where(self.kept >= 0, finite(values)[self.kept], np.nan)


def _edges(starts: Floats, ends: Floats) -> tuple[Floats, Any]:
    """Edges of steps without a break, and for each step its row, or -1 where there is none."""
    gap = np.append(starts[1:] - ends[:-1] > 1e-6, False)  # days: rounding is below 1e-10
    rows = np.arange(len(starts))
    after_gaps = np.flatnonzero(gap) + 1
    kept = np.insert(rows, after_gaps, -1)
    edges = np.insert(starts, after_gaps, ends[gap])
    return np.append(edges, ends[-1]), kept


def _draw_agents(ax: Any, day: _Day, staffed: bool) -> None:
    required = day.values("agents_required")
    on_phones, whose = required, "agents required"
    if staffed:
        on_phones, whose = day.values("agents"), "agents on the phones"
        dashes = {"color": "#0072b2", "linewidth": 1.3, "linestyle": (0, (4, 1.5))}
        ax.stairs(required, day.edges, baseline=None, label="agents required", **dashes)
    solid = {"color": ink(), "linewidth": 1.8}
    ax.stairs(on_phones, day.edges, baseline=None, label=whose, **solid)
    scheduled = day.values("scheduled")
    if not np.array_equal(scheduled, on_phones, equal_nan=True):
        light = {"color": "0.55", "linewidth": 1.3}
        ax.stairs(scheduled, day.edges, baseline=None, label="scheduled", **light)
    _draw_load(ax, day)
    unanswered = (day.kept >= 0) & np.isnan(required)
    label: str | None = "no answer (see status)"
    for i in np.flatnonzero(unanswered):
        hatched = {"facecolor": "none", "edgecolor": "0.6", "hatch": "///", "linewidth": 0.0}
        ax.axvspan(day.edges[i], day.edges[i + 1], label=label, **hatched)
        label = None


def _draw_load(ax: Any, day: _Day) -> None:
    load = day.values("offered_load")
    dotted = {"color": "#d55e00", "linewidth": 1.5, "linestyle": ":"}
    ax.plot(day.middles, load, label="offered load (erlangs)", **dotted)
    ax.set_ylabel("agents, erlangs")
    ax.yaxis.get_major_locator().set_params(integer=True)
    ax.set_ylim(bottom=0)


def _draw_carried(ax: Any, day: _Day) -> None:
    """Contacts that wait when an interval ends."""
    ends = np.append(day.kept[1:] != day.kept[:-1], True)
    moments, waiting = day.edges[1:][ends], day.values("carried_over")[ends]
    width = 0.3 * float(np.diff(day.edges).min())
    bars = {"color": "0.55", "width": width, "clip_on": False}
    ax.bar(moments, waiting, label="wait at the end of an interval, on average", **bars)
    ax.set_ylabel("carried over\n(contacts)")
    ax.set_ylim(bottom=0)


def _finish(panels: list[Any], day: _Day) -> None:
    for each in panels:
        each.set_xlim(day.edges[0], day.edges[-1])
        each.grid(axis="y", **GRID)
        each.set_axisbelow(True)
        legend(each)
    if day.times is None:
        panels[-1].set_xlabel("interval")
        panels[-1].xaxis.get_major_locator().set_params(integer=True)
    else:
        label_clock(panels[-1], day.times, day.seconds)


def _draw_balance(ax: Any, day: _Day) -> None:
    balance = day.values("agents") - day.values("agents_required")
    widths = np.diff(day.edges)
    over = {"color": "0.8", "edgecolor": "0.4", "linewidth": 0.4}
    under = {"color": "0.35", "edgecolor": "0.1", "linewidth": 0.4, "hatch": "////"}
    for kind, chosen, how in (("over", balance > 0, over), ("under", balance < 0, under)):
        if chosen.any():
            ax.bar(day.middles[chosen], balance[chosen], widths[chosen], label=kind, **how)
    ax.axhline(0, color="0.3", linewidth=0.8)
    ax.set_ylabel("over, under\n(agents)")
    ax.yaxis.get_major_locator().set_params(integer=True)


def _draw_half_widths(ax: Any, day: _Day) -> None:
    """How sure the shares are."""
    for number, name in enumerate(("service_level", "occupancy")):
        share, width = (percent(day.values(each)) for each in (name, name + "_half_width"))
        style = {"color": line(number)["color"], "capsize": 2, "linewidth": 1.0}
        ax.errorbar(day.middles, share, width, fmt="none", **style)


def _draw_shares(ax: Any, day: _Day, promise: Floats | None) -> None:
    """What contacts and agents experience, in percent."""
    if promise is not None:
        promised_line = {"color": "0.5", "linewidth": 1.2, "label": "service level promised"}
        ax.stairs(percent(promise), day.edges, baseline=None, **promised_line)
    measures = {"service_level": "service level (% of contacts)"}
    measures["occupancy"] = "occupancy (% of ready time)"
    for number, (name, label) in enumerate(measures.items()):
        share = percent(day.values(name))
        if not np.isnan(share).all():
            style = {**line(number), "markersize": 3, "linewidth": 1.2}
            if len(share) > 100:
                style["marker"] = ""
            ax.plot(day.middles, share, label=label, **style)
    ax.set_ylim(0, 105)
    ax.set_ylabel("% of contacts,\n% of ready time")
