"""What a day is made from: columns without a missing number, one after the other."""

from __future__ import annotations

from typing import Any

import numpy as np

from ._arguments import Arguments
from ._columns import NONNEGATIVE, PROPORTION, Column, column
from ._findings import Block, Findings
from ._forecast import Forecast
from ._hints import Floats
from ._order import blocks_of
from ._single import single_number

_MOST_BACKLOG = 100_000


def complete(read: Arguments, name: str, value: Any, contacts: Column | None = None) -> Column:
    """An argument without a missing number: a day cannot go on over one."""
    before = len(read.parts)
    found = read.take(name, value) if contacts is None else read.take_aht(value, contacts)
    missing = np.argwhere(np.isnan(found.values))
    if len(read.parts) == before and len(missing):
        advice = "fill it in: who waits is carried through every interval"
        block = Block(name, "must be there", missing, [np.nan] * len(missing), str, advice)
        read.parts.append(Findings([block]))
    return found


def step(forecast: Forecast, start: str | None) -> float:
    """Seconds from one timestamp to the next, as most of them have it."""
    if start is not None:
        forecast.find("start", start)
    given = forecast.frame.timestamps(start)
    if given is None:
        raise ValueError("interval must be given where there are no timestamps")
    steps = np.diff(given.instants) / np.timedelta64(1, "s")
    steps, counts = np.unique(steps[steps > 0], return_counts=True)
    if not len(steps):
        raise ValueError("interval must be given where there is one timestamp")
    return float(steps[np.argmax(counts)])


def refuse_breaks(forecast: Forecast, seconds: Floats) -> None:
    """Refuse an interval that does not begin when the one before it ends, such as after a night."""
    timeline = forecast.timeline
    assert timeline is not None
    steps = np.diff(timeline.instants) / np.timedelta64(1, "s")
    late = 1 + np.flatnonzero(steps > seconds[:-1] * (1 + 1e-9))
    read = Arguments(forecast)
    read.parts.append(
        Findings(
            blocks_of(
                "must be when the interval before ends",
                late,
                timeline.wall[late].tolist(),
                "add the intervals between, or make each day a Day of its own",
            )
        )
    )
    read.refuse()


def going_on(handle_times: Floats, idle: Any) -> Floats:
    """Handle times, where an empty interval has none those of the interval before."""
    if not np.any(idle):
        return handle_times
    rows = np.where(idle, -1, np.arange(len(handle_times)))
    if rows.max() < 0:
        raise ValueError("aht must be > 0 s in an interval at least, got 0 in all")
    rows = np.maximum.accumulate(rows)
    return np.asarray(handle_times[np.where(rows < 0, rows[rows >= 0][0], rows)])


def whole(each: Column) -> float:
    value = single_number(each)
    if value != np.floor(value):
        raise ValueError(f"{each.name} must be a whole number, got {value:.15g}")
    return value


def probabilities(backlog: Any) -> Floats:
    """P(as many contacts as the index)."""
    found = column("backlog", backlog, NONNEGATIVE)
    if found.values.ndim == 0:
        count = whole(found)
        if count > _MOST_BACKLOG:
            raise ValueError(
                f"backlog must be at most {_MOST_BACKLOG:,} contacts, got {count:.15g}"
            )
        return np.append(np.zeros(int(count)), 1.0)
    chances = column("backlog", backlog, PROPORTION).values
    total = chances.sum()
    if chances.ndim != 1 or not abs(total - 1.0) <= 1e-6:
        raise ValueError(
            "backlog must be a whole number of contacts, or probabilities of 0, 1, 2, ... that add "
            f"up to 1, got a sum of {total:.15g}"
        )
    return np.asarray(chances / total)
