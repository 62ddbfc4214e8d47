"""Whether intervals follow each other: the rules that the starts of a frame's rows keep."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from ._findings import Block
from ._hints import Floats

Moments = npt.NDArray[np.datetime64]
Rows = npt.NDArray[np.intp]

_SECOND = np.timedelta64(1, "s")

#: What it means that a day leaves intervals out: they are missing, or nobody is expected then.
GAPS = ("refuse", "closed")


def missing_blocks(wall: Moments) -> list[Block]:
    """The rows without a timestamp."""
    rows = np.flatnonzero(np.isnat(wall))
    return blocks_of("must be a timestamp", rows, [None] * len(rows), "fill it in")


def order_blocks(
    instants: Moments,
    wall: Moments,
    streams: Rows,
    interval: Floats,
    lengths: Floats,
    *,
    gaps_by: Moments,
    gaps: str | None,
    by: bool,
    hint: str,
) -> list[Block]:
    """What is wrong with the order of intervals, in each stream of them.

    Rows without an instant are left out, as are intervals whose length is NaN.

    Parameters
    ----------
    instants, wall
        When each row begins: in UTC, and as the wall clock shows it; both the latter where no zone
        is known.
    streams
        A number for each row; rows with different ones do not follow each other.
    interval, lengths
        Seconds, for each row: by the wall clock, and those that pass.
    gaps_by
        The clock by which a day leaves intervals out, one of the two.
    gaps : {"refuse", "closed"}, optional
        Whether a day may; None where nobody can say so.
    by
        Whether somebody can say what tells streams apart.
    hint
        What else may explain a step that is wrong.
    """
    known = np.flatnonzero(~np.isnat(instants))
    rows = known[np.lexsort((known, instants[known], streams[known]))]
    before, after = rows[:-1], rows[1:]
    follows = streams[after] == streams[before]
    step = (instants[after] - instants[before]) / _SECOND
    length = interval[before]

    def steps(wrong: Any) -> list[str]:
        return [
            f"{begin}, {seconds:.15g} s after row {row}, whose interval takes {takes:.15g} s"
            for begin, seconds, row, takes in zip(
                wall[after[wrong]].tolist(), step[wrong], before[wrong], length[wrong], strict=True
            )
        ]

    twice = follows & (step == 0)
    early = follows & (step > 0) & (step < length * (1 - 1e-9))
    apart = (gaps_by[after] - gaps_by[before]) / _SECOND
    late = follows & (apart > lengths[before] * (1 + 1e-9)) & (gaps != "closed")
    late &= wall[after].astype("M8[D]") == wall[before].astype("M8[D]")
    return [
        *blocks_of(
            "must not repeat a timestamp",
            after[twice],
            wall[after[twice]].tolist(),
            ("name in by what tells queues apart, or " if by else "") + f"keep one row{hint}",
        ),
        *blocks_of(
            "must not begin within the interval before",
            after[early],
            steps(early),
            "check the length of the interval",
        ),
        *blocks_of(
            "must not leave a gap in a day",
            after[late],
            steps(late),
            "add the missing rows, of 0 contacts where none came"
            + ("" if gaps is None else ", or say gaps='closed' if nobody is expected between")
            + hint,
        ),
    ]


def disorder_blocks(
    instants: Moments, wall: Moments, streams: Rows, *, by_wall: bool
) -> list[Block]:
    """The rows that begin before one above them; with `by_wall`, on the wall clock too."""
    known = np.flatnonzero(~np.isnat(instants))
    rows = known[np.argsort(streams[known], kind="stable")]
    before, after = rows[:-1], rows[1:]
    back = (streams[after] == streams[before]) & (instants[after] < instants[before])
    if by_wall:
        back &= wall[after] < wall[before]
    return blocks_of(
        "must not come before the row above",
        after[back],
        wall[after[back]].tolist(),
        "sort the rows",
    )


def grid_blocks(wall: Moments, interval: Floats) -> list[Block]:
    """The rows that begin elsewhere within an interval than most do, where all are of a length."""
    known = np.flatnonzero(~np.isnat(wall))
    lengths = np.unique(interval[known])
    if len(lengths) != 1 or np.isnan(lengths[0]):
        return []
    of_day = (wall[known] - wall[known].astype("M8[D]")) / _SECOND
    phase = np.round(of_day % lengths[0], 6) % lengths[0]
    _, which, counts = np.unique(phase, return_inverse=True, return_counts=True)
    off = known[which != np.argmax(counts)]
    return blocks_of(
        "must be on the grid of the other intervals",
        off,
        wall[off].tolist(),
        "check the timestamp",
        severity="warning",
    )


#: The longest gap over midnight that looks like missing rows, where other nights have none.
_SHORT_NIGHT = 6 * 3600.0


def night_blocks(instants: Moments, wall: Moments, streams: Rows, lengths: Floats) -> list[Block]:
    """The rows after a short gap over midnight, in streams that run through midnight elsewhere."""
    known = np.flatnonzero(~np.isnat(instants) & (streams >= 0))
    rows = known[np.lexsort((known, instants[known], streams[known]))]
    before, after = rows[:-1], rows[1:]
    night = streams[after] == streams[before]
    night &= wall[after].astype("M8[D]") != wall[before].astype("M8[D]")
    gap = (instants[after] - instants[before]) / _SECOND - lengths[before]
    through = np.unique(streams[after[night & (np.abs(gap) < 1e-6)]])
    lost = after[night & (gap > 1e-6) & (gap <= _SHORT_NIGHT) & np.isin(streams[after], through)]
    return blocks_of(
        "should not leave a gap over midnight, where other nights have none",
        lost,
        wall[lost].tolist(),
        "add the missing rows, if any",
        severity="warning",
    )


def blocks_of(
    rule: str, rows: Rows, values: list[Any], advice: str, severity: str = "error"
) -> list[Block]:
    """A block of findings on the starts of these rows, if there are any."""
    if not len(rows):
        return []
    return [Block("start", rule, rows[:, None], values, _got, advice, severity)]


def _got(value: Any) -> str:
    return "none" if value is None else str(value)
