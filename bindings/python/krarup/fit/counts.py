"""Contacts counted by day and interval."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .._columns import NONNEGATIVE, POSITIVE_TIME, column, time_column
from .._findings import DataError, Findings, placed
from .._frames import Moments, frame_of
from .._hints import Floats, Time
from .._order import blocks_of
from .._timeline import Timeline
from .call_log import CallLog
from .waits import present

_DAY = 86_400.0
_SECOND = np.timedelta64(1, "s")


@dataclass(frozen=True, eq=False, repr=False)
class DayCounts:
    """Contacts offered in each interval of each day. Made by `day_counts`.

    Attributes
    ----------
    contacts : float array
        A row for each day, a column for each interval.
    days : datetime64 array
        By the wall clock.
    starts : float array
        When each interval begins, seconds since midnight by the wall clock.
    left_out : tuple of (day, reason)
        Days that are not among the rows.
    assumed : tuple of str
        How counts were made.

    Examples
    --------
    >>> import pandas as pd
    >>> import krarup as kr
    >>> export = pd.DataFrame({
    ...     "start": pd.date_range("2026-03-02 08:00", periods=3, freq="30min"),
    ...     "calls": [10, 14, 12],
    ... })
    >>> counts = kr.fit.day_counts(export, start="start", contacts="calls", interval="30min")
    >>> counts
    DayCounts: 1 day of 3 intervals, 36 contacts; no day left out
    """

    contacts: Floats
    days: Moments
    starts: Floats
    left_out: tuple[tuple[Any, str], ...]
    assumed: tuple[str, ...]

    def __repr__(self) -> str:
        rows, intervals = self.contacts.shape
        out = len(self.left_out)
        return (
            f"DayCounts: {rows} day{'s' * (rows != 1)} of {intervals} intervals, "
            f"{self.contacts.sum():,.15g} contacts; "
            f"{'no' if out == 0 else out} day{'s' * (out > 1)} left out"
        )


def day_counts(
    of: Any,
    *,
    interval: Time,
    start: str | None = None,
    contacts: str | None = None,
    time_zone: str | None = None,
    opening: str | None = None,
    closing: str | None = None,
) -> DayCounts:
    """Count contacts by day and interval, from a log or from a table of intervals.

    Parameters
    ----------
    of : CallLog, or DataFrame or mapping of columns
        A log, where an interval without contacts has 0; or a table with one row for each interval.
    interval : time
        Its length, a whole part of a day; a bare number is in seconds.
    start, contacts : str, optional
        Of a table: the columns of timestamps and of contacts offered.
    time_zone : str, optional
        Of a table: of timestamps without an offset.
    opening, closing : str, optional
        The first and the end of the last interval of a day, as "08:00" and "20:00"; without them
        the first and the last that any day has.

    Returns
    -------
    DayCounts
        Days without any contact are left out, and so are those with a change of the clock, and, of
        a table, those that lack an interval; each with its reason.

    Raises
    ------
    DataError
        With each row of a table that is wrong: no timestamp or number, not at the begin of an
        interval, or an interval a second time.
    ValueError
        For other arguments that make no sense.

    Examples
    --------
    >>> import pandas as pd
    >>> import krarup as kr
    >>> export = pd.DataFrame({
    ...     "start": pd.to_datetime(["2026-03-02 08:00", "2026-03-02 08:30", "2026-03-03 08:00"]),
    ...     "calls": [10, 14, 12],
    ... })
    >>> counts = kr.fit.day_counts(export, start="start", contacts="calls", interval="30min")
    >>> [(str(day), reason) for day, reason in counts.left_out]
    [('2026-03-03', '1 interval is missing, the first at 08:30')]
    """
    length = float(time_column("interval", interval, POSITIVE_TIME).values)
    if _DAY % length != 0.0:
        raise ValueError(f"interval must be a whole part of a day, got {length:.6g} s")
    if isinstance(of, CallLog):
        if start is not None or contacts is not None or time_zone is not None:
            raise ValueError("start, contacts and time_zone are those of a table, not of a log")
        wall, instants, numbers = of.wall, of.arrival, np.ones(len(of))
        assumed = ["An interval of the log without contacts has 0."]
    else:
        wall, instants, numbers = _read_table(of, start, contacts, time_zone, length)
        assumed = []
    if not len(wall):
        raise ValueError("there must be contacts to count")
    date = wall.astype("M8[D]")
    since = (wall - date) / _SECOND
    place = np.floor(since / length).astype(np.intp)
    first = int(place.min()) if opening is None else _place("opening", opening, length)
    last = int(place.max()) if closing is None else _place("closing", closing, length) - 1
    if last < first:
        raise ValueError(f"closing must be after opening, got {opening} and {closing}")
    within = (place >= first) & (place <= last)
    if not within.all():
        outside = numbers[~within].sum()
        assumed.append(f"{outside:,.15g} contacts outside the hours of opening are not counted.")
    days, row = np.unique(date, return_inverse=True)
    shape = (len(days), last - first + 1)
    at = row[within] * shape[1] + place[within] - first
    counts = np.bincount(at, numbers[within], shape[0] * shape[1]).reshape(shape)
    changed = _changes(row, wall, instants, len(days))
    reasons: dict[int, str] = dict.fromkeys(
        np.flatnonzero(counts.sum(axis=1) == 0).tolist(), "no contacts"
    )
    if not isinstance(of, CallLog):
        there = np.bincount(at, minlength=shape[0] * shape[1]).reshape(shape) > 0
        for i in np.flatnonzero(~there.all(axis=1)).tolist():
            missing = np.flatnonzero(~there[i])
            are = "interval is" if missing.size == 1 else "intervals are"
            begin = clock((int(missing[0]) + first) * length)
            reasons[i] = f"{missing.size} {are} missing, the first at {begin}"
    reasons.update(dict.fromkeys(np.flatnonzero(changed).tolist(), "the clock is changed"))
    keep = np.array([i not in reasons for i in range(len(days))])
    if isinstance(of, CallLog) and len(days):
        assumed.append("Days without any contact in the log are not among the days.")
    return DayCounts(
        counts[keep],
        days[keep],
        np.asarray((np.arange(shape[1]) + first) * length, dtype=float),
        tuple((days[i].item(), reasons[i]) for i in sorted(reasons)),
        tuple(assumed),
    )


def _read_table(
    of: Any, start: str | None, contacts: str | None, zone: str | None, length: float
) -> tuple[Moments, Moments, Floats]:
    if start is None or contacts is None:
        raise ValueError("say start and contacts: which columns of the table they are")
    frame = frame_of(of)
    for name in (start, contacts):
        if name not in frame.names():
            raise ValueError(f"there is no column {name!r} in the table")
    given = frame.timestamps(start)
    if given is None:
        raise ValueError(f"start must be a column of timestamps, got {start!r}")
    # a repeated hour makes its day one that is left out, however it is read
    policy = "first" if zone is not None and given.zone is None else "refuse"
    line = Timeline(given, np.zeros(len(given.wall), dtype=np.intp), zone, policy)
    blocks = list(line.blocks)
    try:
        numbers = present(column("contacts", frame.column(contacts), NONNEGATIVE))
    except DataError as error:
        blocks += error.findings._blocks
        numbers = np.zeros(len(given.wall))
    known = ~np.isnat(line.wall)
    since = (line.wall - line.wall.astype("M8[D]")) / _SECOND
    off = np.flatnonzero(known & (since % length != 0.0))
    blocks += blocks_of(
        "must be at the begin of an interval",
        off,
        line.wall[off].tolist(),
        "intervals begin at whole multiples of their length since midnight",
    )
    moments = line.instants.astype(np.int64)
    order = np.lexsort((np.arange(len(moments)), moments))
    same = (moments[order][1:] == moments[order][:-1]) & known[order][1:]
    ambiguous = policy == "first"
    if ambiguous:
        same &= ~_twice(line, order[1:])
    again = np.sort(order[1:][same])
    blocks += blocks_of(
        "must not come twice", again, line.wall[again].tolist(), "add them up, or leave one out"
    )
    if blocks:
        label = (lambda row: row) if frame.index is None else frame.index.__getitem__
        names = {"start": start, "contacts": contacts}
        raise DataError(placed([Findings(blocks)], names, label, None))
    return line.wall, line.instants, numbers


def _twice(line: Timeline, rows: Any) -> npt.NDArray[np.bool_]:
    """Whether the clock shows these times twice."""
    from .._clock import Clock

    wall = line.wall[rows]
    known = ~np.isnat(wall)
    found = np.zeros(len(rows), dtype=bool)
    if line.zone is not None and known.any():
        first, last = Clock(line.zone, line.instants[rows][known]).instants(wall[known])
        found[known] = first != last
    return found


def _changes(row: Any, wall: Moments, instants: Moments, days: int) -> npt.NDArray[np.bool_]:
    """The days in which the clock is not always as far from UTC."""
    ahead = (wall - instants).astype(np.int64)
    if not ahead.size or (ahead == ahead[0]).all():
        return np.zeros(days, dtype=bool)
    low = np.full(days, np.iinfo(np.int64).max)
    high = np.full(days, np.iinfo(np.int64).min)
    np.minimum.at(low, row, ahead)
    np.maximum.at(high, row, ahead)
    return np.asarray(low != high)


def _place(argument: str, text: str, length: float) -> int:
    """The interval that begins at a time of day."""
    match = re.fullmatch(r"(\d{1,2}):(\d\d)", text) if isinstance(text, str) else None
    seconds = int(match[1]) * 3600 + int(match[2]) * 60 if match else -1
    if not 0 <= seconds <= _DAY or seconds % length:
        raise ValueError(
            f"{argument} must be the begin of an interval such as '08:00', got {text!r}"
        )
    return int(seconds // length)


def clock(seconds: float) -> str:
    minutes = int(seconds // 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
