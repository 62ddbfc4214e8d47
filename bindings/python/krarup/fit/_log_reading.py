"""A log that is read column by column, and checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from .._columns import TIME, time_column
from .._findings import Block, DataError, Findings, placed
from .._frames import Frame, Moments, Timestamps
from .._hints import Floats
from .._order import blocks_of
from .._timeline import Timeline
from ._flags import flags
from .call_log import CallLog, codes

_SECOND = np.timedelta64(1, "s")


class LogReading:
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
