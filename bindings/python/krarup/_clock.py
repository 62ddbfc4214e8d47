"""Wall clocks and instants: a zone's changes of the clock, the hours that they repeat or skip."""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt

from ._frames import Moments

_DAY = np.timedelta64(86_400, "s")

#: How wall clock times that come twice are read.
REPEATED_HOUR = {
    "refuse": "a wall clock time that comes twice is refused",
    "in_order": "of two rows with the same wall clock time, the first is before the change",
    "first": "a wall clock time that comes twice is before the change",
    "second": "a wall clock time that comes twice is after the change",
    "added": "a row whose wall clock time comes twice holds the contacts of both times, and counts "
    "as an interval of twice the length",
}


class Clock:
    """The wall clock of a time zone over a span of time.

    Raises
    ------
    ValueError
        For a zone that is not known here.
    """

    def __init__(self, zone: str, times: Moments) -> None:
        try:
            self._zone = ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(
                f"time_zone must be a name such as 'Europe/Copenhagen' that this machine knows, "
                f"got {zone!r}; pip install tzdata brings all names"
            ) from None
        self.name = zone
        first, last = times.min() - 2 * _DAY, times.max() + 2 * _DAY
        days = np.arange(first.astype("M8[s]"), (last + _DAY).astype("M8[s]"), _DAY)
        offsets = self._offsets(days)
        changes = [
            self._change(days[i], days[i + 1]) for i in np.flatnonzero(np.diff(offsets)).tolist()
        ]
        self._changes = np.array(changes, "M8[s]").astype("M8[us]")
        self._offset = self._offsets(np.array([days[0], *changes])).astype("m8[s]")

    def _offsets(self, instants: Moments) -> npt.NDArray[np.int64]:
        """Seconds that the clock is ahead of UTC."""
        offsets = []
        for each in instants.astype("M8[s]").tolist():
            shown = each.replace(tzinfo=datetime.UTC).astimezone(self._zone)
            offsets.append(shown.utcoffset() // datetime.timedelta(seconds=1))
        return np.array(offsets, np.int64)

    def _change(self, before: Any, after: Any) -> Any:
        """The first second with another offset than before; there is one until after."""
        low, high = before.astype(int), after.astype(int)
        old = self._offsets(np.array([before]))[0]
        while high - low > 1:
            middle = (low + high) // 2
            same = self._offsets(np.array([middle]).astype("M8[s]"))[0] == old
            low, high = (middle, high) if same else (low, middle)
        return np.datetime64(int(high), "s")

    def wall(self, instants: Moments) -> Moments:
        """What the clock shows."""
        passed = np.searchsorted(self._changes, instants, side="right")
        return np.asarray(instants + self._offset[passed])

    def instants(self, wall: Moments) -> tuple[Moments, Moments]:
        """The first and the last instant at which the clock shows a time; NaT where it never does.

        They differ where a change of the clock repeats the time.
        """
        starts = self._changes + self._offset[1:]
        ends = self._changes + self._offset[:-1]
        first = np.searchsorted(ends, wall, side="right")
        last = np.searchsorted(starts, wall, side="right")
        skipped = first > last
        once, twice = wall - self._offset[first], wall - self._offset[last]
        never = np.datetime64("NaT", "us")
        return np.where(skipped, never, once), np.where(skipped, never, twice)

    def change_at(self, wall: Any) -> tuple[Any, Any]:
        """What the clock shows just before and after the change that skips a time."""
        ends = self._changes + self._offset[:-1]
        i = int(np.searchsorted(ends, wall, side="right")) - 1
        return ends[i], self._changes[i] + self._offset[i + 1]

    def repeated(self) -> list[tuple[Any, Any]]:
        """The stretches of time that the clock shows twice: begin and end."""
        starts = self._changes + self._offset[1:]
        ends = self._changes + self._offset[:-1]
        return [(a, b) for a, b in zip(starts, ends, strict=True) if a < b]
