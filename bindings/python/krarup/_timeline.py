"""When the rows of a forecast begin: their timestamps, read by the clock and checked."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from ._clock import REPEATED_HOUR, Clock
from ._frames import Moments, Timestamps
from ._hints import Floats

Codes = npt.NDArray[np.intp]


class Timeline:
    """When each row begins, in rows of several streams of intervals, such as queues.

    Within a stream no timestamp is missing, none repeats, and they are sorted.

    Raises
    ------
    ValueError
        Naming the first row for which that is not so, or whose wall clock time the clock of the
        time zone shows twice or never.
    """

    def __init__(
        self,
        given: Timestamps,
        streams: Codes,
        name_of: Callable[[int], str],
        time_zone: str | None,
        repeated_hour: str,
    ) -> None:
        self.wall, self.instants, self.zone = given.wall, given.instants, given.zone
        self._streams, self._name_of = streams, name_of
        self._refuses = repeated_hour == "refuse"
        self._repeated: list[tuple[Any, Any]] = []
        self.said = "The timestamps have no time zone: a change of the clock is not seen."
        unread = given.zone is not None or time_zone is None
        if unread and repeated_hour != "refuse":
            why = "the timestamps say their offset" if given.zone else "there is no time_zone"
            raise ValueError(
                f"repeated_hour must come with wall clock times and their time_zone, but {why}"
            )
        if np.isnat(given.wall).any():
            raise ValueError(f"row {int(np.argmax(np.isnat(given.wall)))} has no timestamp")
        if time_zone is not None:
            clock = Clock(time_zone, given.instants)
            if given.zone is None:
                self._read_wall_clock(clock, repeated_hour)
            else:
                self.wall = clock.wall(given.instants)
            self.zone = time_zone
        if self.zone is not None and given.zone is not None:
            self.said = f"Days and times of day are those of {self.zone}, clock changes included."
        self._refuse_disorder(sorted_by_wall=repeated_hour == "in_order")

    def label(self, row: int) -> datetime.datetime:
        """The start of a row, with its offset where there is a time zone."""
        wall: datetime.datetime = self.wall[row].item()
        if self.zone is None:
            return wall
        ahead: datetime.timedelta = (self.wall[row] - self.instants[row]).item()
        return wall.replace(tzinfo=datetime.timezone(ahead))

    @property
    def days(self) -> Moments:
        """The date on the wall clock at which each row begins."""
        return self.wall.astype("M8[D]")

    def lengths(self, interval: Floats) -> Floats:
        """The length of each row's interval, twice as far as it holds a repeated hour.

        Raises
        ------
        ValueError
            For the first row that begins before the one before it ends, or that holds a repeated
            hour although nothing was said about one.
        """
        self._refuse_overlap(interval)
        lengths = interval.copy()
        seconds = np.timedelta64(1, "s")
        for begin, end in self._repeated:
            until = (end - self.wall) / seconds
            since = (begin - self.wall) / seconds
            lengths += np.clip(np.minimum(until, interval) - np.maximum(since, 0.0), 0.0, None)
        longer = lengths > interval
        if self._refuses and longer.any():
            row = int(np.argmax(longer))
            raise ValueError(
                f"{self._where(row)}the clock of {self.zone} is put back in this interval: say "
                "repeated_hour='added' if the row holds the contacts of all its "
                f"{lengths[row]:.15g} s"
            )
        return lengths

    def _read_wall_clock(self, clock: Clock, policy: str) -> None:
        first, last = clock.instants(self.wall)
        skipped = np.isnat(first)
        if skipped.any():
            row = int(np.argmax(skipped))
            before, after = (f"{each.item():%H:%M}" for each in clock.change_at(self.wall[row]))
            raise ValueError(
                f"{self._where(row)}there is no such time in {clock.name}, whose clock goes from "
                f"{before} to {after} that day: drop the row if it is empty, or say the time zone "
                "that the export was made in"
            )
        twice = first != last
        self.instants = last if policy == "second" else first
        self.said = f"The timestamps are wall clock times of {clock.name}"
        if policy in ("refuse", "added"):
            self._repeated = clock.repeated()
        if not twice.any():
            self.said += "; none of them comes twice."
            return
        self.said += f"; {REPEATED_HOUR[policy]} ({int(twice.sum())} rows)."
        row = int(np.argmax(twice))
        if policy == "refuse":
            choices = ", ".join(f"{name!r}: {text}" for name, text in REPEATED_HOUR.items())
            raise ValueError(
                f"{self._where(row)}the clock of {clock.name} shows {self.wall[row].item()} twice, "
                f"since it is put back: say in repeated_hour how to read the rows ({choices}), or "
                "give timestamps with their offset from UTC"
            )
        if policy == "in_order":
            self._pair(np.flatnonzero(twice), last)

    def _pair(self, rows: Codes, last: Moments) -> None:
        """Rows in which the clock shows a time for the second time begin at its last instant."""
        order = rows[np.lexsort((rows, self.wall[rows], self._streams[rows]))]
        same = (np.diff(self.wall[order]).astype(int) == 0) & (np.diff(self._streams[order]) == 0)
        begins = np.flatnonzero(np.append(True, ~same))
        sizes = np.diff(np.append(begins, len(order)))
        if (sizes != 2).any():
            at = int(np.argmax(sizes != 2))
            row = int(order[begins[at]])
            times = {1: "once"}.get(int(sizes[at]), f"{sizes[at]} times")
            raise ValueError(
                f"{self._where(row)}{self.wall[row].item()} is there {times}: repeated_hour "
                "'in_order' takes two rows for a time that the clock shows twice; 'first', "
                "'second' or 'added' take one"
            )
        seconds = order[begins + 1]
        self.instants = self.instants.copy()
        self.instants[seconds] = last[seconds]

    def _refuse_disorder(self, *, sorted_by_wall: bool) -> None:
        order = np.lexsort((self.instants, self._streams))
        same = np.diff(self._streams[order]) == 0
        steps = np.diff(self.instants[order]).astype(int)
        if (same & (steps == 0)).any():
            row = int(order[1:][same & (steps == 0)].min())
            raise ValueError(
                f"row {row} repeats the timestamp {self._text(row)}: name in by what tells queues "
                "apart; after a clock change, give the times their time zone, or say time_zone and "
                "repeated_hour"
            )
        self._order, self._same = order, same
        self._steps = steps / 1e6
        order = np.argsort(self._streams, kind="stable")
        same = np.diff(self._streams[order]) == 0
        early = same & (np.diff(self.instants[order]).astype(int) < 0)
        if sorted_by_wall:
            early &= np.diff(self.wall[order]).astype(int) < 0
        if early.any():
            at = int(np.argmin(np.where(early, order[1:], len(order))))
            row, before = int(order[at + 1]), int(order[at])
            raise ValueError(
                f"row {row}: the timestamp {self._text(row)} comes after {self._text(before)}: "
                "sort the rows"
            )

    def _refuse_overlap(self, interval: Floats) -> None:
        rows, before = self._order[1:], self._order[:-1]
        early = self._same & (self._steps < interval[before] * (1 - 1e-9))
        if early.any():
            at = int(np.argmin(np.where(early, rows, len(interval))))
            row = int(rows[at])
            what = "the row before" if before[at] == row - 1 else f"row {before[at]}"
            raise ValueError(
                f"{self._where(row)}begins {self._steps[at]:.15g} s after {what}, within its "
                f"interval of {interval[before[at]]:.15g} s"
            )

    def _text(self, row: int) -> str:
        return f"{self.label(row)}{self._name_of(row)}"

    def _where(self, row: int) -> str:
        return f"row {row} ({self._text(row)}): "
