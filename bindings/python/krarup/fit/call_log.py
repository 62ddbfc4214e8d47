"""A log with one row for each contact, and what its columns are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from .._columns import time_column
from .._findings import Findings
from .._frames import Moments, frame_of
from .._hints import Floats, Time
from .waits import Waits

Rows = npt.NDArray[np.intp]
_WRONG = ("refuse", "leave_out")


@dataclass(frozen=True, eq=False, repr=False)
class CallLog:
    """A log with one row for each contact. Made by `read_log`.

    Attributes
    ----------
    arrival : datetime64 array
        When each contact arrived: UTC where the time zone is known, else the wall clock.
    wall : datetime64 array
        The same by the wall clock.
    wait : float array
        Seconds from arrival to answer or hang-up.
    abandoned : bool array
        Whether the contact hung up.
    handle_time : float array or None
        Seconds, wrap-up included; NaN where the contact was not answered.
    wrap_up : float
        Seconds of each handle time that the log does not have, but its reader added.
    agent : array or None
        Who answered.
    row : int array
        Where each contact stands in the frame that was read.
    findings : Findings
        What is wrong with the rows that were left out.
    left_out : int
        How many rows those are.
    assumed : tuple of str
        How the log was read.

    Examples
    --------
    >>> import pandas as pd
    >>> import krarup as kr
    >>> frame = pd.DataFrame({
    ...     "arrived": pd.to_datetime(["2026-03-02 09:00:00", "2026-03-02 09:00:40"]),
    ...     "wait": [12, 30], "hung_up": [False, True], "handled": [180, 0],
    ... })
    >>> log = kr.fit.read_log(
    ...     frame, arrival="arrived", wait="wait", abandoned="hung_up", handle_time="handled"
    ... )
    >>> log
    CallLog: 2 contacts, 1 abandoned; no row left out
    >>> log.waits.total_wait
    42.0
    """

    arrival: Moments
    wall: Moments
    wait: Floats
    abandoned: npt.NDArray[np.bool_]
    handle_time: Floats | None
    wrap_up: float
    agent: Any
    row: Rows
    findings: Findings
    left_out: int
    assumed: tuple[str, ...]
    zone: str | None = None
    _label: Callable[[int], Any] = field(default=int)

    @property
    def waits(self) -> Waits:
        """What patience is fitted to."""
        return Waits(wait=self.wait, abandoned=self.abandoned)

    def __len__(self) -> int:
        return len(self.wait)

    def __repr__(self) -> str:
        rows = {0: "no row", 1: "1 row"}.get(self.left_out, f"{self.left_out:,} rows")
        return (
            f"CallLog: {len(self):,} contacts, {int(self.abandoned.sum()):,} abandoned; "
            f"{rows} left out"
        )


def read_log(
    frame: Any,
    *,
    arrival: str,
    wait: str | None = None,
    answered_at: str | None = None,
    ended_at: str | None = None,
    abandoned: str | None = None,
    answered: str | None = None,
    handle_time: str | None = None,
    agent: str | None = None,
    contact: str | None = None,
    wrap_up: Time = 0.0,
    wrap_up_time: str | None = None,
    work_ended_at: str | None = None,
    time_zone: str | None = None,
    repeated_hour: str = "refuse",
    wrong: str = "refuse",
) -> CallLog:
    """Read a log with one row for each contact; what is wrong is said row by row.

    Parameters
    ----------
    frame : DataFrame or mapping of columns
        The log, in any order of rows.
    arrival : str
        The column of timestamps at which contacts arrived.
    wait : str, optional
        The column of times from arrival to answer or hang-up; bare numbers are seconds.
    answered_at : str, optional
        Instead of `wait`, the column of timestamps of answers, empty where there was none; the
        others hung up at `ended_at`.
    ended_at : str, optional
        The column of timestamps at which contacts ended: by hanging up unanswered, or by the end of
        the agent's work. Which end that is, of talk or of wrap-up, is the choice of the column.
    abandoned, answered : str, optional
        The column that says which contacts hung up, or which were answered, as True and False or 1
        and 0. One of them, unless `answered_at` tells.
    handle_time : str, optional
        The column of times that agents worked on contacts; without it, what lies between answer and
        `ended_at`, where that is given.
    agent : str, optional
        The column that names who answered.
    contact : str, optional
        The column of the contacts' own numbers, of which none may come twice. Without it, no two
        rows may agree in all columns that are read.
    wrap_up : time, optional
        Added to each handle time, where the log's end is that of the talk and it has no wrap-up:
        see `krarup.fit.wrap_up`.
    wrap_up_time : str, optional
        The column of times that agents wrapped up, added to the handle time of each contact.
    work_ended_at : str, optional
        Instead of `handle_time`, the column of timestamps at which agents had wrapped up;
        `ended_at` is then that of the talk.
    time_zone : str, optional
        Of wall clock times without an offset, such as "Europe/Copenhagen".
    repeated_hour : {"refuse", "first", "second"}
        How wall clock times are read that a change of the clock shows twice.
    wrong : {"refuse", "leave_out"}
        What becomes of rows that something is wrong with.

    Returns
    -------
    CallLog

    Raises
    ------
    DataError
        Where `wrong` is "refuse", with everything that is wrong.
    ValueError
        For columns that do not exist or that do not say what is needed.

    Examples
    --------
    >>> import pandas as pd
    >>> import krarup as kr
    >>> frame = pd.DataFrame({
    ...     "arrived": pd.to_datetime(["2026-03-02 09:00:00", "2026-03-02 09:00:40", None]),
    ...     "answered": pd.to_datetime(["2026-03-02 09:00:12", None, "2026-03-02 09:02:00"]),
    ...     "ended": pd.to_datetime(["2026-03-02 09:03:12", "2026-03-02 09:00:39",
    ...                              "2026-03-02 09:05:00"]),
    ... })
    >>> names = dict(arrival="arrived", answered_at="answered", ended_at="ended")
    >>> log = kr.fit.read_log(frame, **names, wrong="leave_out")
    >>> log
    CallLog: 1 contacts, 0 abandoned; 2 rows left out
    >>> print(log.findings)
    Findings: 2 errors
    row 1: wait (column 'ended') must be finite and >= 0 s, got -1: no contact ends before it \
arrives
    row 2: arrival (column 'arrived') must be a timestamp, got none: fill it in
    """
    if wrong not in _WRONG:
        raise ValueError(f"wrong must be one of {', '.join(map(repr, _WRONG))}, got {wrong!r}")
    if repeated_hour not in ("refuse", "first", "second"):
        raise ValueError(
            f"repeated_hour must be 'refuse', 'first' or 'second', got {repeated_hour!r}"
        )
    if (wait is None) == (answered_at is None):
        raise ValueError(
            "say either wait or answered_at: which column tells how long contacts wait"
        )
    if abandoned is not None and answered is not None:
        raise ValueError("say either abandoned or answered, not both")
    if wait is not None and abandoned is None and answered is None:
        raise ValueError("say abandoned or answered: which column tells how contacts ended")
    if answered_at is not None and ended_at is None:
        raise ValueError("say ended_at beside answered_at: when did those hang up who were not?")
    added = float(time_column("wrap_up", wrap_up).values)
    ends = (handle_time, work_ended_at, wrap_up_time)
    if work_ended_at is not None and (handle_time is not None or wrap_up_time is not None):
        raise ValueError("work_ended_at says when work ended: say no handle_time or wrap_up_time")
    if (work_ended_at is not None or wrap_up_time is not None) and added > 0.0:
        raise ValueError("the log has its wrap-up: say no wrap_up beside the column that tells it")
    if wrap_up_time is not None and handle_time is None and ended_at is None:
        raise ValueError("say handle_time or ended_at, which wrap_up_time is added to")
    from ._log_reading import LogReading

    reading = LogReading(frame_of(frame), time_zone, repeated_hour)
    return reading.log(
        arrival,
        wait,
        answered_at,
        ended_at,
        abandoned,
        answered,
        ends,
        agent,
        contact,
        added,
        wrong,
    )


def codes(values: Any) -> npt.NDArray[np.int64]:
    """A number for each distinct value; equal values, equal numbers; -1 where there is none."""
    try:
        import pandas
    except ImportError:
        objects = np.asarray(values, dtype=object)
        known: dict[Any, int] = {}
        return np.array(
            [-1 if v is None or v != v else known.setdefault(v, len(known)) for v in objects],
            dtype=np.int64,
        )
    if not isinstance(values, pandas.Series):
        values = np.asarray(values)
    return np.asarray(pandas.factorize(values)[0], dtype=np.int64)
