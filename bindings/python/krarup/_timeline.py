"""When the rows of a forecast begin: their timestamps, read by the clock and checked."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from ._clock import REPEATED_HOUR, Clock
from ._findings import Block
from ._frames import Moments, Timestamps
from ._hints import Floats
from ._order import (
    blocks_of,
    disorder_blocks,
    grid_blocks,
    missing_blocks,
    night_blocks,
    order_blocks,
)

Codes = npt.NDArray[np.intp]

_FIRST, _LAST = np.datetime64("1900", "us"), np.datetime64("2200", "us")
_CLOCK_CHANGE = "; after a clock change, say the time_zone and repeated_hour"


class Timeline:
    """When each row begins, in rows of several streams of intervals, such as queues.

    A row of stream -1 is of an unknown one: it follows no other, and may be what others lack.

    `blocks` are the findings on single timestamps: one that is missing, or that the clock of the
    time zone shows never or twice. Those of `order` are on how they follow each other.
    """

    def __init__(
        self,
        given: Timestamps,
        streams: Codes,
        time_zone: str | None,
        repeated_hour: str,
    ) -> None:
        far = (given.wall < _FIRST) | (given.wall >= _LAST)
        self.blocks = missing_blocks(given.wall) + blocks_of(
            "must be a timestamp from 1900 to 2199",
            np.flatnonzero(far),
            given.wall[far].tolist(),
            "leave the row out where the time stands for none",
        )
        if far.any():
            wall, instants = (np.where(far, np.datetime64("NaT", "us"), each) for each in given[:2])
            given = Timestamps(wall, instants, given.zone)
        self.wall, self.instants, self.zone = given.wall, given.instants, given.zone
        self._streams, self._policy = streams, repeated_hour
        self._repeated: list[tuple[Any, Any]] = []
        self.said = "The timestamps have no time zone: a change of the clock is not seen."
        unread = given.zone is not None or time_zone is None
        if unread and repeated_hour != "refuse":
            why = "the timestamps say their offset" if given.zone else "there is no time_zone"
            raise ValueError(
                f"repeated_hour must come with wall clock times and their time_zone, but {why}"
            )
        present = ~np.isnat(given.wall)
        if time_zone is not None and present.any():
            clock = Clock(time_zone, given.instants[present])
            if given.zone is None:
                self._read_wall_clock(clock, repeated_hour)
            else:
                self.wall = clock.wall(given.instants)
            self.zone = time_zone
        if self.zone is not None and given.zone is not None:
            self.said = f"Days and times of day are those of {self.zone}, clock changes included."

    def order(self, interval: Floats, gaps: str | None, by: bool) -> list[Block]:
        """What is wrong with how the rows follow each other, where a day may have `gaps` or not.

        Advice speaks of `gaps` and `by` where the caller takes them: None and False if not.
        """
        once = self._policy in ("first", "second", "added")  # a row for a time that comes twice
        by_wall = self._policy == "in_order"
        lengths = self.lengths(interval)
        apart = self._streams < 0
        instants = np.where(apart, np.datetime64("NaT", "us"), self.instants)
        longer = (lengths > interval) & ~np.isnat(self.instants)
        longer &= self._policy == "refuse"
        return [
            *blocks_of(
                f"must not begin an interval in which the clock of {self.zone} is put back",
                np.flatnonzero(longer),
                [
                    f"{wall}, {seconds:.15g} s long"
                    for wall, seconds in zip(
                        self.wall[longer].tolist(), lengths[longer], strict=True
                    )
                ],
                "say repeated_hour='added' if the row holds the contacts of all that time",
            ),
            *disorder_blocks(instants, self.wall, self._streams, by_wall=by_wall),
            *order_blocks(
                instants,
                self.wall,
                self._streams,
                interval,
                lengths,
                gaps_by=self.wall if once else instants,
                # rows that begin at no known time leave some
                gaps="closed" if self.blocks or apart.any() else gaps,
                by=by,
                hint="" if self.zone is not None else _CLOCK_CHANGE,
            ),
        ]

    def doubts(self, interval: Floats) -> list[Block]:
        """What may be right in how the rows follow each other, but seldom is."""
        lengths = self.lengths(interval)
        return [
            *grid_blocks(self.wall, interval),
            *night_blocks(self.instants, self.wall, self._streams, lengths),
        ]

    def label(self, row: int) -> datetime.datetime:
        """The start of a row, with its offset where there is a time zone and it is known."""
        wall: datetime.datetime = self.wall[row].item()
        if self.zone is None or np.isnat(self.instants[row]):
            return wall
        ahead: datetime.timedelta = (self.wall[row] - self.instants[row]).item()
        return wall.replace(tzinfo=datetime.timezone(ahead))

    @property
    def days(self) -> Moments:
        """The date on the wall clock at which each row begins."""
        return self.wall.astype("M8[D]")

    def lengths(self, interval: Floats) -> Floats:
        """The length of each row's interval, twice as far as it holds a repeated hour."""
        lengths = interval.copy()
        seconds = np.timedelta64(1, "s")
        for begin, end in self._repeated:
            until = (end - self.wall) / seconds
            since = (begin - self.wall) / seconds
            lengths += np.clip(np.minimum(until, interval) - np.maximum(since, 0.0), 0.0, None)
        return lengths

    def _read_wall_clock(self, clock: Clock, policy: str) -> None:
        first, last = clock.instants(self.wall)
        skipped = np.flatnonzero(np.isnat(first) & ~np.isnat(self.wall))
        changes = [clock.change_at(each) for each in self.wall[skipped]]
        self.blocks += blocks_of(
            f"must be a time that the clock of {clock.name} shows",
            skipped,
            [
                f"{wall}, where it goes from {before.item():%H:%M} to {after.item():%H:%M}"
                for wall, (before, after) in zip(self.wall[skipped].tolist(), changes, strict=True)
            ],
            "drop the row if it is empty, or say the time zone that the export was made in",
        )
        twice = (first != last) & ~np.isnat(first)
        self.instants = last if policy == "second" else first
        self.said = f"The timestamps are wall clock times of {clock.name}"
        if policy in ("refuse", "added"):
            self._repeated = clock.repeated()
        if not twice.any():
            self.said += "; none of them comes twice."
            return
        self.said += f"; {REPEATED_HOUR[policy]} ({int(twice.sum())} rows)."
        if policy == "refuse":
            rows = np.flatnonzero(twice)
            self.instants = np.where(twice, np.datetime64("NaT", "us"), self.instants)
            choices = ", ".join(repr(each) for each in REPEATED_HOUR if each != "refuse")
            self.blocks += blocks_of(
                f"must not be a time that the clock of {clock.name} shows twice",
                rows,
                self.wall[rows].tolist(),
                f"say in repeated_hour how to read it ({choices}), or give timestamps with "
                "their offset from UTC",
            )
        if policy == "in_order":
            self._pair(np.flatnonzero(twice), last)

    def _pair(self, rows: Codes, last: Moments) -> None:
        """Rows in which the clock shows a time for the second time begin at its last instant."""
        order = rows[np.lexsort((rows, self.wall[rows], self._streams[rows]))]
        same = (np.diff(self.wall[order]).astype(int) == 0) & (np.diff(self._streams[order]) == 0)
        begins = np.flatnonzero(np.append(True, ~same))
        sizes = np.diff(np.append(begins, len(order)))
        wrong = sizes != 2
        rows = order[begins[wrong]]
        self.blocks += blocks_of(
            "must be there twice, as the clock shows it",
            rows,
            [
                f"{wall} {'once' if size == 1 else f'{size} times'}"
                for wall, size in zip(self.wall[rows].tolist(), sizes[wrong], strict=True)
            ],
            "repeated_hour 'in_order' takes two rows for such a time; 'first', 'second' or 'added' "
            "take one",
        )
        begins = begins[~wrong]
        seconds = order[begins + 1]
        self.instants = self.instants.copy()
        self.instants[seconds] = last[seconds]
