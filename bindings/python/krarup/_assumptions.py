"""What a plan takes for granted, in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ._columns import Column
from ._day_queue import DayQueue

_DEFINITIONS = {
    "offered": "contacts answered in time over answered and abandoned ones",
    "answered": "contacts answered in time over answered ones",
    "exclude_abandoned_within": "contacts answered in time over answered and abandoned ones, "
    "without those abandoned in time",
    "positive": "contacts answered or abandoned in time over answered and abandoned ones",
    "exclude_short": "contacts answered in time over answered and abandoned ones, without short "
    "abandons",
    "positive_short": "contacts answered in time, and short abandons, over answered and abandoned "
    "ones",
    "virtual": "share of contacts that would be answered in time if they waited for ever",
}

_ROUNDINGS = {
    "none": "not rounded",
    "up_at_end": "rounded up once, at the end",
    "up_each_step": "rounded up at each step",
}

_LIMITS = {
    "max_asa": ("average speed of answer", "s"),
    "max_mean_wait": ("mean wait", "s"),
    "max_abandonment": ("abandonment", "%"),
    "max_occupancy": ("occupancy", "%"),
    "max_probability_of_wait": ("share of contacts that wait", "%"),
}

_REDIALS = {
    "redials_of_abandoned": "who hang up",
    "redials_of_blocked": "who find no line",
    "redials_of_answered": "who were answered",
}
_FEATURES = {
    "lines": ("lines", "{}"),
    **{name: ("%", f"{{}} of those {who} call again") for name, who in _REDIALS.items()},
    "day_variation": ("%", "a day's volume strays by {}"),
    "interval_variation": ("%", "an interval's volume strays by {}"),
}
_REDIALS_ARE_LATE = (
    "Who calls again does so within the same interval, but when the queue has forgotten the first "
    "attempt; shares are of attempts, first ones and redials."
)


def assumptions(
    columns: Mapping[str, Column],
    queue: DayQueue,
    definition: str,
    rounding: str,
    named: Mapping[str, str],
    clock: str,
) -> tuple[str, ...]:
    """The sentences, from the columns by the names of their arguments."""
    sentences = [
        _erlang_x(queue) if queue.is_erlang_x else _model(queue),
        _REDIALS_ARE_LATE if any(name in queue.features for name in _REDIALS) else "",
        "Each interval is stationary, in balance by itself: contacts that wait at its end are not "
        "carried into the next.",
        _promise(columns, definition),
        "Totals weigh each share by what it is a share of: the service level by contacts, never "
        "as a mean of percentages.",
        _shrinkage(columns["shrinkage"], rounding),
        clock,
    ]
    if named:
        pairs = ", ".join(
            argument if argument == column else f"{argument} from {column!r}"
            for argument, column in named.items()
        )
        sentences.append(f"Columns read: {pairs}; bare numbers that are times are seconds.")
    return tuple(each for each in sentences if each)


def _model(queue: DayQueue) -> str:
    if queue.variation is not None:
        scv = _amount(queue.variation.values)
        return f"M/G/n: Poisson arrivals, handle times with an SCV of {scv}, nobody hangs up."
    arrivals = "Poisson arrivals, exponential handle times"
    if not queue.hangs_up:
        return f"Erlang C: {arrivals}, nobody hangs up."
    mean = _amount(queue.patience.values, "s")
    return f"Erlang A: {arrivals}, exponential patience with a mean of {mean}, no redials."


def _erlang_x(queue: DayQueue) -> str:
    parts = ["Erlang X: Poisson arrivals", "exponential handle times"]
    if queue.law is not None:
        parts.append(f"patience {queue.law!r}")
    elif queue.hangs_up:
        mean = _amount(queue.patience.values, "s")
        parts.append(f"exponential patience with a mean of {mean}")
    else:
        parts.append("nobody hangs up")
    for name, column in queue.features.items():
        unit, what = _FEATURES[name]
        parts.append(what.format(_amount(column.values, unit)))
    return f"{', '.join(parts)}."


def _promise(columns: Mapping[str, Column], definition: str) -> str:
    parts = []
    if _is_given(columns["service_level"]):
        share = _amount(columns["service_level"].values, "%")
        within = _amount(columns["answer_within"].values, "s")
        parts.append(f"at least {share} in {within}, '{definition}': {_DEFINITIONS[definition]}")
        if _is_given(columns["short"]):
            parts[-1] += f" (short: within {_amount(columns['short'].values, 's')})"
    for name, (measure, unit) in _LIMITS.items():
        if _is_given(columns[name]):
            parts.append(f"{measure} at most {_amount(columns[name].values, unit)}")
    return f"Promised: {'; '.join(parts)}."


def _shrinkage(shrinkage: Column, rounding: str) -> str:
    how = _ROUNDINGS[rounding]
    if np.all(shrinkage.values == 0):
        return f"No shrinkage: scheduled are the agents on the phones, {how}."
    share = _amount(shrinkage.values, "%")
    return (
        f"Shrinkage, a share of paid time, {share}: scheduled = on the phones / (1 - shrinkage), "
        f"{how}."
    )


def _is_given(column: Column) -> bool:
    return bool(np.any(column.values != -1.0))


def _amount(values: Any, unit: str = "") -> str:
    """``"80 %"``, or the span of a column."""
    scale = 100.0 if unit == "%" else 1.0
    known = np.asarray(values)[~np.isnan(values)] * scale
    if known.size == 0:
        return "an unknown number"
    least, most = float(known.min()), float(known.max())
    span = f"{least:.6g}" if least == most else f"{least:.6g} to {most:.6g}"
    return f"{span} {unit}".rstrip()
