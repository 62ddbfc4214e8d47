"""Measures of given agents where the volume is a chance variable."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import numpy as np

from ._abandonment import Impatient
from ._columns import TIME, time_column
from ._hints import Floats, Times
from ._queue import Queue
from ._single import single_number
from ._volume_law import VolumeLaw
from .erlang_x import ErlangX


def asked_for(answer_within: Times, definition: str, short: Times | None) -> dict[str, Any]:
    within = single_number(time_column("answer_within", answer_within, TIME))
    seconds = None if short is None else single_number(time_column("short", short, TIME))
    return {"answer_within": within, "definition": definition, "short": seconds}


def with_volumes(queue: Queue, volumes: Any) -> Queue:
    values = {name: each.values for name, each in queue._columns.items()}
    made: Queue = queue._made_with({**values, "contacts": volumes})
    return made


def share_that_keeps(law: VolumeLaw, queue: Queue, n: float, promise: Mapping[str, Any]) -> float:
    """Share of intervals that keep the promise."""
    return law.share_up_to(float(queue.contacts_answerable(agents=n, **promise)))


def means(law: VolumeLaw, queue: Queue, n: float, asked: Mapping[str, Any]) -> tuple[float, float]:
    """The service level's mean over contacts, and over intervals."""

    def level(volumes: Floats) -> Floats:
        return np.asarray(with_volumes(queue, volumes).service_level(agents=n, **asked))

    def counted(volumes: Floats) -> Floats:
        there = with_volumes(queue, volumes)
        attempts = there.attempts(agents=n) if isinstance(there, ErlangX) else volumes
        return np.asarray(attempts / (law.mean or 1.0) * _counted(there, n, asked))

    def missed(volumes: Floats) -> Floats:
        return counted(volumes) * (1.0 - level(volumes))

    knee = n * queue.interval / queue.aht  # from there on Erlang C's service level is 0
    all_missed, all_counted, mean = law.means_of(missed, counted, level, knee=knee)
    if all_counted == 0.0:
        return (1.0 if law.mean == 0.0 else 0.0), mean
    return 1.0 - all_missed / all_counted, mean


def _counted(queue: Queue, n: float, asked: Mapping[str, Any]) -> Any:
    """Share of offered contacts that stand below the fraction line of the definition."""
    definition = asked["definition"]
    if not isinstance(queue, Impatient):
        return 1.0
    if definition == "answered":
        return queue.probability_of_answer_within(agents=n, wait=sys.float_info.max)
    if definition == "exclude_abandoned_within":
        wait = asked["answer_within"]
    elif definition == "exclude_short":
        wait = asked["short"]
    else:
        return 1.0
    return 1.0 - queue.probability_of_abandonment_within(agents=n, wait=wait)
