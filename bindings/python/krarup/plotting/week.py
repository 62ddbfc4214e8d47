"""A heat map of days: one row for each day, one cell for each interval."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np

from .._columns import POSITIVE_TIME, time_column
from .._hints import Floats, Times
from ._heat import draw_cells
from ._measures import measure, short
from ._style import axes
from ._times import Instants, instants, numbers


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
    shown = measure(column)
    grid = _Grid(times, _lengths(times, interval, lengths))
    ax = axes(ax, 1.6 + 0.38 * min(len(grid.days), 24))
    cells = grid.spread(shown.drawn(values))
    draw_cells(ax, cells, label or shown.label, short(cells), written=grid.begins)
    _label(ax, grid)
    zone = "" if times.zone is None else f" ({times.zone})"
    twice = any(again for _, again in grid.columns)
    again = "; * once more, the clock having been set back" if twice else ""
    ax.set_xlabel(f"time of day{zone}{again}")
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
        """The values in the cells of their intervals, NaN in the others."""
        cells = np.full((len(self.days), len(self.columns)), np.nan)
        cells[self.rows, self.places] = values[self.source]
        return cells

    @property
    def begins(self) -> Any:
        """Whether an interval begins in a cell."""
        cells = np.full((len(self.days), len(self.columns)), False)
        cells[self.rows, self.places] = self.is_first
        return cells


def _second_of_day(wall: datetime.datetime) -> float:
    return wall.hour * 3600.0 + wall.minute * 60.0 + wall.second + wall.microsecond / 1e6


def _label(ax: Any, grid: _Grid) -> None:
    """Days, and as many full hours as have room, at the left edge of their cells."""
    thin = slice(None, None, -(-len(grid.days) // 31))
    rows = np.arange(len(grid.days)) + 0.5
    ax.set_yticks(rows[thin], [f"{day:%a %Y-%m-%d}" for day in grid.days[thin]])
    hours = {
        place: (int(second) // 3600, again)
        for place, (second, again) in enumerate(grid.columns)
        if second % 3600 == 0
    }
    every = next(step for step in (1, 2, 3, 4, 6, 12, 24) if len(hours) <= 9 * step)
    first_again = min((place for place, (_, again) in hours.items() if again), default=-1)
    room = 0.8 * every * 3600 / grid.step
    places = [
        place
        for place, (hour, again) in hours.items()
        if place == first_again
        or (
            not again and hour % every == 0 and (first_again < 0 or abs(place - first_again) > room)
        )
    ]
    texts = [f"{hours[place][0]:02d}:00" + "*" * hours[place][1] for place in places]
    ax.set_xticks(places, texts)
    for row in range(1, len(grid.days)):
        ax.axhline(row, color="white", linewidth=0.8)
