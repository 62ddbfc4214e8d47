"""A log with one row for each contact, read and checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from .._columns import TIME, time_column
from .._findings import Block, DataError, Findings, placed
from .._frames import Frame, Moments, Timestamps, frame_of
from .._hints import Floats, Time
from .._order import blocks_of
from .._timeline import Timeline
from ._flags import flags
from .waits import Waits

Rows = npt.NDArray[np.intp]
_SECOND = np.timedelta64(1, "s")
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
    reading = _Reading(frame_of(frame), time_zone, repeated_hour)
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


class _Reading:
    """A frame that is read column by column; what is wrong is kept for the end."""

    def __init__(self, frame: Frame, zone: str | None, repeated_hour: str) -> None:
        self._frame, self._zone, self._policy = frame, zone, repeated_hour
        self._blocks: list[Block] = []
        self._columns: dict[str, Any] = {}
        self._said: list[str] = []
        self._shown: str | None = None
        self._unclear: Any = False  #: rows that do not say how the contact ended

    def log(
        self,
        arrival: str,
        wait: str | None,
        answered_at: str | None,
        ended_at: str | None,
        abandoned: str | None,
        answered: str | None,
        work: tuple[str | None, str | None, str | None],
        agent: str | None,
        contact: str | None,
        wrap_up: float,
        wrong: str,
    ) -> CallLog:
        handle_time, work_ended_at, wrap_up_time = work
        came, wall = self._moments("arrival", arrival, None)
        rows = len(came)
        self._shown = self._zone_of_arrivals
        if answered_at is not None:
            given = self._given(answered_at)
            name = abandoned if abandoned is not None else answered
            if name is None:
                left = ~given
            else:
                left = self._flags("abandoned" if abandoned else "answered", name, rows)
                left = left if abandoned is not None else ~left
                self._say(
                    "answered_at",
                    "must be there, of answered contacts",
                    ~left & ~given & ~np.asarray(self._unclear),
                    "fill it in, or say that the contact hung up",
                    answered_at,
                )
            answers, _ = self._moments("answered_at", answered_at, given & ~left)
            ends, _ = self._moments("ended_at", ended_at or "", np.ones(rows, dtype=bool))
            waits = (np.where(left, ends, answers) - came) / _SECOND
            self._columns["wait"] = answered_at
            self._before(waits, left, ended_at)
            worked = np.where(left, np.nan, (ends - answers) / _SECOND)
        else:
            name = abandoned if abandoned is not None else answered or ""
            left = self._flags("abandoned" if abandoned else "answered", name, rows)
            left = left if abandoned is not None else ~left
            waits = self._times("wait", wait or "", np.ones(rows, dtype=bool))
            worked = np.full(rows, np.nan)
            if ended_at is not None:
                ends, _ = self._moments("ended_at", ended_at, self._served(left))
                worked = np.where(left, np.nan, (ends - came) / _SECOND - waits)
        if handle_time is not None:
            worked = self._times("handle_time", handle_time, self._served(left))
        elif ended_at is not None:
            self._say(
                "ended_at",
                "must not be before the answer",
                worked < 0.0,
                "no work ends before it begins",
                ended_at,
            )
        if work_ended_at is not None:
            ends, _ = self._moments("work_ended_at", work_ended_at, self._served(left))
            talked, worked = worked, np.where(left, np.nan, (ends - came) / _SECOND - waits)
            self._say(
                "work_ended_at",
                "must not be before the end of the talk",
                worked < np.fmax(0.0, talked) - 1e-6,
                "wrap-up comes after the talk",
                work_ended_at,
            )
        if wrap_up_time is not None:
            worked = worked + self._times("wrap_up_time", wrap_up_time, self._served(left))
        agents = None
        if agent is not None:
            agents = np.asarray(self._column(agent), dtype=object)
            unnamed = self._served(left) & ~self._given(agent)
            self._say("agent", "must be there, of answered contacts", unnamed, "fill it in", agent)
        self._repeats(contact, (waits, worked), came, left, agents)
        known = any(name is not None for name in (handle_time, ended_at, work_ended_at))
        handled = worked + wrap_up if known else None
        return self._made(came, wall, waits, left, handled, wrap_up, agents, wrong)

    def _served(self, left: Any) -> npt.NDArray[np.bool_]:
        """The rows of which it is known that the contact was answered."""
        return np.asarray(~left & ~np.asarray(self._unclear))

    def _made(
        self,
        came: Moments,
        wall: Moments,
        waits: Floats,
        left: Any,
        handled: Any,
        wrap_up: float,
        agents: Any,
        wrong: str,
    ) -> CallLog:
        index = self._frame.index
        label: Callable[[int], Any] = _same if index is None else index.__getitem__
        found = placed([Findings(self._blocks)], self._columns, label, None)
        if found and wrong == "refuse":
            raise DataError(found)
        keep = np.ones(len(came), dtype=bool)
        for each in self._blocks:
            keep[each.positions[:, 0]] = False
        if handled is not None:
            handled = np.where(left, np.nan, handled)[keep]
        return CallLog(
            came[keep],
            wall[keep],
            waits[keep],
            left[keep],
            handled,
            wrap_up,
            None if agents is None else agents[keep],
            np.flatnonzero(keep),
            found,
            int((~keep).sum()),
            tuple(dict.fromkeys(self._said)),
            self._shown,
            label,
        )

    def _column(self, name: str) -> Any:
        if name not in self._frame.names():
            names = ", ".join(map(repr, self._frame.names()))
            raise ValueError(f"there is no column {name!r}; the log has {names}")
        return self._frame.column(name)

    def _given(self, name: str) -> npt.NDArray[np.bool_]:
        """Where a column has a value."""
        column = self._column(name)
        if hasattr(column, "isna"):
            return np.asarray(~column.isna())
        values = np.asarray(column)
        if values.dtype.kind == "M":
            return np.asarray(~np.isnat(values))
        if values.dtype.kind == "f":
            return np.asarray(~np.isnan(values))
        return np.array([v is not None and v == v for v in values.tolist()], dtype=bool)

    def _moments(self, argument: str, name: str, needed: Any) -> tuple[Moments, Moments]:
        """Instants and wall clock times, NaT where they are wrong or not needed."""
        self._column(name)
        self._columns[argument] = name
        given = self._frame.timestamps(name)
        if given is None:
            raise ValueError(f"{argument} must be a column of timestamps, got {name!r}")
        rows = np.arange(len(given.wall)) if needed is None else np.flatnonzero(needed)
        part = Timestamps(given.instants[rows], given.wall[rows], given.zone)
        policy = self._policy if given.zone is None and self._zone is not None else "refuse"
        line = Timeline(part, np.zeros(len(rows), dtype=np.intp), self._zone, policy)
        if needed is None:
            self._zone_of_arrivals = line.zone
            self._said.append(line.said)
        for block in line.blocks:
            self._blocks.append(replace(block, argument=argument, positions=rows[block.positions]))
        instants = np.full(len(given.wall), np.datetime64("NaT", "us"))
        wall = instants.copy()
        instants[rows], wall[rows] = line.instants, line.wall
        return instants, wall

    def _flags(self, argument: str, name: str, rows: int) -> npt.NDArray[np.bool_]:
        self._columns[argument] = name
        try:
            return flags(argument, self._column(name))
        except DataError as error:
            self._blocks += error.findings._blocks
            self._unclear = np.isin(np.arange(rows), error.findings._blocks[0].positions[:, 0])
            return np.asarray(error.rest)

    def _times(self, argument: str, name: str, needed: Any) -> Floats:
        """Seconds, of the rows that need them."""
        self._columns[argument] = name
        column = self._column(name)
        try:
            values = time_column(argument, column).values
        except DataError as error:
            values = error.rest.values
            for block in error.findings._blocks:
                counts = needed[block.positions[:, 0]]
                if counts.any():
                    kept = [v for v, c in zip(block.values, counts, strict=True) if c]
                    self._blocks.append(
                        replace(block, positions=block.positions[counts], values=kept)
                    )
            wrong = np.zeros(len(values), dtype=bool)
            for block in error.findings._blocks:
                wrong[block.positions[:, 0]] = True
        else:
            wrong = np.zeros(len(values), dtype=bool)
        missing = np.isnan(values) & ~wrong & needed
        self._say(argument, "must be there", missing, "fill it in", name)
        return np.asarray(values, dtype=float)

    def _before(self, waits: Floats, left: Any, ended_at: Any) -> None:
        """Contacts that were answered, or hung up, before they arrived."""
        for who, column, advice in (
            (~left, self._columns["wait"], "no contact is answered before it arrives"),
            (left, ended_at, "no contact ends before it arrives"),
        ):
            rows = np.flatnonzero((waits < 0.0) & who)
            if rows.size:
                self._blocks.append(
                    Block(
                        "wait",
                        f"must be {TIME.text}",
                        rows[:, None],
                        waits[rows].tolist(),
                        "{:.15g}".format,
                        advice,
                        column=column,
                    )
                )
        self._columns.pop("wait")

    def _say(self, argument: str, rule: str, wrong: Any, advice: str, column: str) -> None:
        rows = np.flatnonzero(wrong)
        for block in blocks_of(rule, rows, [None] * len(rows), advice):
            self._blocks.append(replace(block, argument=argument, column=column))

    def _repeats(
        self, contact: str | None, columns: Sequence[Floats], came: Moments, left: Any, agents: Any
    ) -> None:
        """Rows that come a second time."""
        if contact is not None:
            keys = [codes(self._column(contact))]
            said, named = "must not come twice", contact
        else:
            keys = [came.astype(np.int64), *(each.view(np.int64) for each in columns), left]
            if agents is not None:
                keys.append(codes(agents))
            said, named = "must not repeat another row in every column that is read", None
        order = np.lexsort(keys[::-1])
        same = np.ones(max(0, len(order) - 1), dtype=bool)
        for key in keys:
            same &= key[order][1:] == key[order][:-1]
        unknown = np.isnat(came) if contact is None else keys[0] < 0
        same &= ~unknown[order][1:]
        if not same.any():
            return
        starts = np.append(True, ~same)
        first = order[np.flatnonzero(starts)][np.cumsum(starts) - 1]
        rows, of = order[~starts], first[~starts]
        by_row = np.argsort(rows)
        self._blocks.append(
            Block(
                "contact",
                said,
                rows[by_row][:, None],
                of[by_row].tolist(),
                "the same as row {}".format,
                "keep one of them",
                column=named,
            )
        )


def _same(row: int) -> int:
    return row


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
