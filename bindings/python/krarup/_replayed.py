"""Contacts that come when a log says."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from ._clock import Clock
from ._columns import TIME, time_column
from ._findings import Block, DataError, Findings
from ._frames import Moments, frame_of
from ._hints import Floats
from .day import Day


class Replayed:
    """Times of a log, still without the day that they belong to.

    `placeholder` stands for the day's contacts until they are counted.
    """

    def __init__(self, frame: Any, values: Any, contacts: Any) -> None:
        if not (isinstance(contacts, str) and contacts == "contacts"):
            raise ValueError("contacts must be left out beside arrivals, which are counted")
        known = frame_of(frame)
        rows = known.rows
        if rows is None:
            sizes = [np.shape(known.column(name)) for name in known.names()]
            rows = next((each[0] for each in sizes if len(each) == 1), 1)
        self.placeholder: Floats = np.ones(rows)
        self._values = values

    def seconds_and_counts(self, day: Day) -> tuple[Floats, Floats]:
        """When each contact comes, in seconds since the day began, and how many in each interval.

        Raises
        ------
        ValueError
            A DataError with each time that is missing, outside the day or before the one above it.
        """
        if np.ndim(self._values) != 1:
            raise ValueError("arrivals must be a column of times")
        first = next(iter(self._values), None)
        if isinstance(first, datetime.date | np.datetime64) or _kind(self._values) == "M":
            times = _since(day, self._values)
        else:
            times = time_column("arrivals", self._values, TIME).values
        ends = np.cumsum(day._values[1])
        _refuse("must be there", np.isnan(times), times)
        _refuse(
            f"must be in the day, from 0 to {ends[-1]:.15g} s", ~_within(times, ends[-1]), times
        )
        late = np.append(False, np.diff(times) < 0.0)
        _refuse("must be no earlier than the one above", late, times, "sort them")
        counts = np.diff(np.searchsorted(times, ends, side="left"), prepend=0)
        return times, counts.astype(float)


def _kind(values: Any) -> str:
    return str(getattr(getattr(values, "dtype", None), "kind", ""))


def _within(times: Floats, end: float) -> npt.NDArray[np.bool_]:
    return (times >= 0.0) & (times < end)


def _since(day: Day, values: Any) -> Floats:
    """Timestamps as seconds since the day began."""
    timeline = day._forecast.timeline
    if timeline is None:
        raise ValueError(
            "arrivals must be seconds since the day began, as the frame has no timestamps"
        )
    log = values.to_frame(name="arrivals") if hasattr(values, "to_frame") else {"arrivals": values}
    given = frame_of(log).timestamps("arrivals")
    assert given is not None
    instants = given.instants
    if timeline.zone is None and given.zone is not None:
        raise ValueError(
            f"arrivals must be without a time zone, as the frame's timestamps are, got {given.zone}"
        )
    if timeline.zone is not None and given.zone is None:
        instants = _by_wall_clock(timeline.zone, given.wall)
    return np.asarray((instants - timeline.instants[0]) / np.timedelta64(1, "s"))


def _by_wall_clock(zone: str, wall: Moments) -> Moments:
    """What a clock showed once and no more."""
    known = wall[~np.isnat(wall)]
    if not len(known):
        return wall
    first, last = Clock(zone, known).instants(wall)
    never = np.isnat(first) & ~np.isnat(wall)
    advice = "give arrivals with their offset from UTC"
    _refuse(f"must be a time that the clock of {zone} shows", never, wall, advice)
    _refuse(f"must be a time that the clock of {zone} shows once", first != last, wall, advice)
    return first


def _refuse(rule: str, wrong: npt.NDArray[np.bool_], values: Any, advice: str = "") -> None:
    rows = np.argwhere(wrong)
    if not len(rows):
        return
    found = values[wrong].tolist()
    got = str if _kind(values) == "M" else "{:.15g}".format
    raise DataError(Findings([Block("arrivals", rule, rows, found, got, advice)]))
