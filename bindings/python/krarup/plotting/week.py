"""A heat map of days: one row for each day, one cell for each interval."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._columns import POSITIVE_TIME, time_column
from .._frames import Timestamps
from .._hints import Floats, Times
from ._heat import draw_cells
from ._measures import measure, short
from ._rows import Rows
from ._style import axes, inches


def plot_week(
    plan: Any,
    ax: Any = None,
    *,
    column: str = "agents_required",
    rows: Any = None,
    start: str | None = None,
    interval: Times | None = None,
    label: str | None = None,
) -> Any:
    """Draw a column as a heat map: days downward, the clock on the wall to the right.

    The hour that a change of the clock repeats has cells of its own, marked ``*``; the hour that it
    skips, and every other that the plan leaves out, stays empty. A cell holds its value where there
    is room. A row that holds both times of a repeated hour fills the cells of both.

    Parameters
    ----------
    plan : DayPlan or DataFrame
        Of any number of days.
    ax : matplotlib Axes, optional
        Drawn into; else into a new figure.
    column : str
    rows : column of bool, or of positions, optional
        Which rows; of several queues those of one.
    start : str, optional
        A frame's column of timestamps; without it, the index or the first such column.
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

    is_plan = isinstance(plan, DayPlan)
    chosen = Rows(plan.frame if is_plan else plan, rows)
    values = chosen.numbers(column)
    if not values.size:
        raise ValueError("plan must have a row, got none")
    lengths, row = None, np.arange(len(values))
    if is_plan:
        times, lengths, row = chosen.spans(plan)
    else:
        times = chosen.timestamps(start)
    if times is None:
        raise ValueError("plan must have timestamps: an index or a column of them")
    grid = _Grid(times, _lengths(times, interval, lengths))
    shown = measure(column)
    ax = axes(ax, 1.6 + 0.38 * min(len(grid.days), 24))
    cells = grid.spread(shown.drawn(values[row]))
    draw_cells(ax, cells, label or shown.label, short(cells), written=grid.begins)
    _label(ax, grid)
    zone = "" if times.zone is None else f" ({times.zone})"
    twice = any(again for _, again in grid.columns)
    again = ", * again, the clock put back" if twice else ""
    ax.set_xlabel(f"time of day{zone}{again}")
    return ax


def _lengths(times: Timestamps, interval: Times | None, lengths: Floats | None) -> Floats:
    """Of each row, in seconds."""
    missing = np.isnat(times.instants)
    if missing.any():
        raise ValueError(f"row {int(np.argmax(missing))} has no timestamp")
    found, counts = np.unique(times.instants, return_counts=True)
    if (counts > 1).any():
        raise ValueError(
            f"the timestamp {found[np.argmax(counts > 1)]} repeats: draw one queue at a time, "
            "chosen by rows, and give timestamps of a clock change their zone"
        )
    if interval is not None:
        given = time_column("interval", interval, POSITIVE_TIME).values
        return np.broadcast_to(given, found.shape).astype(float)
    if lengths is not None:
        return lengths
    if len(found) == 1:
        raise ValueError("interval must be given with a frame of one row, got none")
    return np.full(len(found), float(np.diff(found).min() / np.timedelta64(1, "s")))


class _Grid:
    """Where the intervals stand: a row for each day, a column for each time on the wall's clock."""

    def __init__(self, times: Timestamps, lengths: Floats) -> None:
        self.step = float(lengths.min())
        pieces = np.maximum(np.round(lengths / self.step).astype(int), 1)
        self.source = np.repeat(np.arange(len(lengths)), pieces)
        within = np.arange(len(self.source)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
        self.is_first = within == 0
        offsets = np.round(1e6 * self.step * within).astype("m8[us]")
        walls = times.wall[self.source] + offsets
        again = _again(walls, np.argsort(times.instants[self.source] + offsets, kind="stable"))
        days = walls.astype("M8[D]")
        seconds = (walls - days) / np.timedelta64(1, "s")
        keys = list(zip(seconds.tolist(), again.tolist(), strict=True))
        self.columns = self._columns(set(keys))
        column_of = {key: number for number, key in enumerate(self.columns)}
        self.places = np.array([column_of[key] for key in keys])
        found, self.rows = np.unique(days, return_inverse=True)
        self.days = found.tolist()

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


def _again(walls: Any, order: Any) -> Any:
    """Whether the clock has shown it before, in the order of the instants."""
    _, first = np.unique(walls[order], return_index=True)
    again = np.full(len(walls), True)
    again[order[first]] = False
    return again


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
    most = max(2, int(1.6 * inches(ax)))
    every = next(step for step in (1, 2, 3, 4, 6, 12, 24) if len(hours) <= most * step)
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
