"""A time axis that runs evenly and says what the clock on the wall shows."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._frames import Moments, Timestamps
from .._hints import Floats
from ._style import inches

_HOUR = np.timedelta64(3600, "s")
_DAY = np.timedelta64(86400, "s")


def positions(times: Timestamps) -> Floats:
    """Days since 1970 in UTC, as matplotlib counts them: even over a change of the clock."""
    return _days(times.instants)


def _days(instants: Moments) -> Floats:
    return np.asarray((instants - np.datetime64(0, "us")) / _DAY)


def label_clock(ax: Any, times: Timestamps, seconds: Floats) -> None:
    """Ticks at full hours or midnights of the wall clock, the days and the zone below."""
    days = times.wall.astype("M8[D]")
    on = " to ".join(f"{each.item():%a %Y-%m-%d}" for each in np.unique([days.min(), days.max()]))
    zone = "" if times.zone is None else f" ({times.zone})"
    ax.set_xlabel(f"start of interval, {on}{zone}")
    instants, walls = _ticks(times, seconds, most=max(3, int(1.4 * inches(ax))))
    midnight = walls == walls.astype("M8[D]")
    texts = [
        _day(wall.astype("M8[D]")) if is_day else f"{wall.item():%H:%M}"
        for wall, is_day in zip(walls, midnight, strict=True)
    ]
    ax.set_xticks(_days(instants), texts)


def _day(day: Any) -> str:
    return f"{day.item():%a} {day.item().day} {day.item():%b}"


def _ticks(times: Timestamps, seconds: Floats, most: int) -> tuple[Moments, Moments]:
    """Instants of the ticks and what the wall clock shows then, where the zone is known."""
    first = times.wall[0].astype("M8[h]") - times.wall[0] + times.instants[0]
    last = times.instants[-1] + np.timedelta64(round(1e6 * seconds[-1]), "us")
    step = np.timedelta64(15, "m").astype("m8[us]")
    instants = np.arange(first, last + step, step)
    instants = instants[(instants >= times.instants[0]) & (instants <= last)]
    row = np.maximum(np.searchsorted(times.instants, instants, side="right") - 1, 0)
    walls = instants + (times.wall - times.instants)[row]
    for hours in (0.25, 0.5, 1, 2, 3, 4, 6, 12, 24):
        within_day = (walls - walls.astype("M8[D]")) / _HOUR
        fitting = within_day % hours == 0
        if fitting.sum() <= most:
            return instants[fitting], walls[fitting]
    midnights = np.flatnonzero(fitting)
    thinned = midnights[:: -(-len(midnights) // most)]
    return instants[thinned], walls[thinned]
