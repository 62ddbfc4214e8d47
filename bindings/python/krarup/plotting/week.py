"""A heat map of days: one row for each day, one cell for each interval."""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

import numpy as np

from .._columns import POSITIVE_TIME, time_column
from .._hints import Floats, Times
from ._style import COLORS, axes, percent
from ._times import Instants, instants, numbers


class Measure(NamedTuple):
    """What the color bar says of a column, and how many units of the bar are 1 of the column."""

    label: str
    is_share: bool = False


_MEASURES = {
    "contacts": Measure("contacts per interval"),
    "aht": Measure("average handle time (s)"),
    "patience": Measure("average patience (s)"),
    "agents_required": Measure("agents required"),
    "agents": Measure("agents on the phones"),
    "scheduled": Measure("agents scheduled"),
    "paid_hours": Measure("paid hours"),
    "offered_load": Measure("offered load (erlangs)"),
    "asa": Measure("average speed of answer (s)"),
    "mean_queue_length": Measure("contacts waiting, mean"),
    "service_level": Measure("service level (% of contacts)", True),
    "occupancy": Measure("occupancy (% of ready time)", True),
    "probability_of_wait": Measure("wait at all (% of contacts)", True),
    "probability_of_abandonment": Measure("abandoned (% of contacts)", True),
}


def plot_week(
    plan: Any,
    ax: Any = None,
    *,
    column: str = "agents_required",
    timestamps: str | None = None,
    interval: Times | None = None,
    label: str | None = None,
) -> Any:
    """Draw a column as a heat map: days downward, the clock on the wall to the right.

    The hour that a change of the clock repeats has cells of its own, marked ``*``; the hour that it
    skips, and every other that the plan leaves out, stays empty. A cell holds its value where there
    is room.

    Parameters
    ----------
    plan : DayPlan or DataFrame
        Of any number of days.
    ax : matplotlib Axes, optional
        Drawn into; else into a new figure.
    column : str
    timestamps : str, optional
        The column of starts; without it, the index or the first column that holds timestamps.
    interval : time, optional
        Length of the intervals; of a frame without it, the shortest step between two rows.
    label : str, optional
        What the color bar says, with its unit; known for the columns of a DayPlan.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ImportError
        Without matplotlib.
    ValueError
        Without timestamps or rows, for timestamps that repeat, for a column that is not there.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> import krarup as kr
    >>> times = pd.date_range("2026-03-02", periods=7 * 48, freq="30min", tz="Europe/Copenhagen")
    >>> week = pd.DataFrame({"contacts": np.arange(336) % 48}, index=times)
    >>> ax = kr.plotting.plot_week(week, column="contacts")
    >>> [text.get_text() for text in ax.get_yticklabels()][:2]
    ['Mon 2026-03-02', 'Tue 2026-03-03']
    """
    from .._day_plan import DayPlan

    frame, lengths = plan, None
    if isinstance(plan, DayPlan):
        frame, lengths = plan.frame, plan.interval
    elif not hasattr(plan, "__getitem__") or isinstance(plan, str | np.ndarray | list | tuple):
        raise ValueError(f"plan must be a DayPlan or a frame, got {type(plan).__name__}")
    values = numbers(frame, column)
    if not values.size:
        raise ValueError("plan must have a row, got none")
    times = instants(frame, timestamps)
    if times is None:
        raise ValueError(
            "plan has no timestamps: give it a DatetimeIndex, or name their column in timestamps"
        )
    measure = _MEASURES.get(column, Measure(column))
    grid = _Grid(times, _lengths(times, interval, lengths))
    ax = axes(ax, 1.6 + 0.38 * min(len(grid.days), 24))
    _draw(ax, grid, percent(values) if measure.is_share else values, label or measure.label)
    ax.set_xlabel("time of day" + ("" if times.zone is None else f" ({times.zone})"))
    return ax


def _lengths(times: Instants, interval: Times | None, lengths: Floats | None) -> Floats:
    count = len(times.times)
    repeated = np.unique(times.times, return_counts=True)
    if (repeated[1] > 1).any():
        at = repeated[0][np.argmax(repeated[1] > 1)]
        raise ValueError(f"timestamps repeat ({at}): draw one queue at a time, with its time zone")
    if interval is not None:
        given = time_column("interval", interval, POSITIVE_TIME).values
        return np.broadcast_to(given, (count,)).astype(float)
    if lengths is not None:
        return lengths
    if count == 1:
        raise ValueError("interval must be given with a frame of one row, got none")
    step = np.diff(np.sort(times.times)).min() / np.timedelta64(1, "s")
    return np.full(count, float(step))


class _Grid:
    """Where the intervals stand: a row for each day, a column for each time on the wall's clock."""

    def __init__(self, times: Instants, lengths: Floats) -> None:
        self.step = float(lengths.min())
        pieces = np.maximum(np.round(lengths / self.step).astype(int), 1)
        self.source = np.repeat(np.arange(len(lengths)), pieces)
        self.is_first = np.append(True, np.diff(self.source) > 0)
        within = np.arange(len(self.source)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
        nanoseconds = np.round(1e9 * self.step * within).astype("m8[ns]")
        starts = times.times[self.source] + nanoseconds
        walls = Instants(starts, times.zone).walls()
        order = np.argsort(starts, kind="stable")
        seen: set[datetime.datetime] = set()
        keys: list[tuple[datetime.date, float, bool]] = [(datetime.date.min, 0.0, False)] * len(
            walls
        )
        for i in order:
            wall = walls[i]
            keys[i] = (wall.date(), _second_of_day(wall), wall in seen)
            seen.add(wall)
        self.days = sorted({day for day, _, _ in keys})
        self.columns = self._columns({(second, again) for _, second, again in keys})
        row_of = {day: row for row, day in enumerate(self.days)}
        column_of = {key: number for number, key in enumerate(self.columns)}
        self.rows = np.array([row_of[day] for day, _, _ in keys])
        self.places = np.array([column_of[second, again] for _, second, again in keys])

    def _columns(self, used: set[tuple[float, bool]]) -> list[tuple[float, bool]]:
        """Times of day without a break; those that the clock shows again stand after the first."""
        first = [second for second, again in used if not again]
        again = [second for second, again in used if again]
        whole = np.arange(min(first), max(first) + self.step / 2, self.step)
        end_of_again = max(again, default=0.0)
        return sorted(
            used | {(float(each), False) for each in whole},
            key=lambda key: (end_of_again if key[1] else key[0], key[1], key[0]),
        )

    def spread(self, values: Floats) -> Floats:
        cells = np.full((len(self.days), len(self.columns)), np.nan)
        cells[self.rows, self.places] = values[self.source]
        return cells


def _second_of_day(wall: datetime.datetime) -> float:
    return wall.hour * 3600.0 + wall.minute * 60.0 + wall.second + wall.microsecond / 1e6


def _draw(ax: Any, grid: _Grid, values: Floats, label: str) -> None:
    cells = grid.spread(values)
    known = np.ma.masked_invalid(cells)
    low, high = (known.min(), known.max()) if known.count() else (0.0, 1.0)
    if low == high:
        low, high = low - 0.5, high + 0.5
    mesh = ax.pcolormesh(known, cmap=COLORS, vmin=low, vmax=high, edgecolors="white", linewidth=0.3)
    for row, place in np.argwhere(np.isinf(cells)):
        corner = {"facecolor": "none", "edgecolor": "0.4", "hatch": "////", "linewidth": 0.0}
        ax.axvspan(place, place + 1, 1 - (row + 1) / len(cells), 1 - row / len(cells), **corner)
    ax.set_ylim(len(cells), 0)
    ax.set_xlim(0, cells.shape[1])
    ax.set_yticks(np.arange(len(cells)) + 0.5, [f"{day:%a %Y-%m-%d}" for day in grid.days])
    ax.tick_params(length=0)
    _label_clock(ax, grid)
    ax.figure.colorbar(mesh, ax=ax, label=label, pad=0.02)
    _write_values(ax, mesh, cells)


def _label_clock(ax: Any, grid: _Grid) -> None:
    """The full hours, as many as have room, at the left edge of their cells."""
    hours = [
        (place, f"{int(second) // 3600:02d}:00" + ("*" if again else ""))
        for place, (second, again) in enumerate(grid.columns)
        if second % 3600 == 0
    ]
    places = hours[:: max(1, -(-len(hours) // 9))]
    ax.set_xticks([place for place, _ in places], [text for _, text in places])


def _write_values(ax: Any, mesh: Any, cells: Floats) -> None:
    points = 7.0
    texts = {
        (row, place): f"{cells[row, place]:.3g}" for row, place in np.argwhere(np.isfinite(cells))
    }
    ax.figure.draw_without_rendering()
    box = ax.get_window_extent()
    wide, high = np.array([box.width, box.height]) * 72 / ax.figure.dpi / cells.shape[::-1]
    longest = max(map(len, texts.values()), default=0)
    if 0.66 * points * longest > wide or 1.3 * points > high:
        return
    for (row, place), text in texts.items():
        red, green, blue, _ = mesh.to_rgba(cells[row, place])
        light = 0.299 * red + 0.587 * green + 0.114 * blue > 0.5
        ink = {"color": "black" if light else "white", "fontsize": points}
        ax.text(place + 0.5, row + 0.5, text, ha="center", va="center", **ink)
