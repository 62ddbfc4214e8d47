"""Separate queues against one pool of agents who take every contact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Unpack

import numpy as np

from ._presentation import Answer, cells, number
from ._queue import Queue
from ._single import named_queues
from ._table import table
from ._target import Target
from ._unreachable import Unreachable
from .queues import ErlangA, ErlangC


@dataclass(frozen=True, eq=False, repr=False)
class Pooling(Answer):
    """What separate queues take, against one pool.

    Made by `pooling`.

    Attributes
    ----------
    frame : DataFrame
        One row for each queue, and "pool" last; a read-only mapping from names to arrays where
        pandas is missing.

        - queue
        - contacts: in an interval of the pool's length
        - aht (s), patience (s, Erlang A alone), offered_load (erlangs)
        - agents_required: infinity where no number is enough
    separate : int or Unreachable
        Agents required by all queues, each with its own.
    pooled : int or Unreachable
        Agents required by the pool.
    saving : float
        Agents that the pool needs less; NaN where neither can be had.
    queue : ErlangC or ErlangA
        The pool, with the interval of the first queue.
    assumed : tuple of str
        What makes the two comparable.

    Examples
    --------
    >>> import krarup as kr
    >>> queues = {
    ...     "billing": kr.ErlangC(contacts=60, interval="30min", aht=180),
    ...     "sales": kr.ErlangC(contacts=40, interval="30min", aht=240),
    ... }
    >>> both = kr.pooling(queues, service_level=0.80, answer_within=20)
    >>> both.separate, both.pooled, both.saving
    (17, 15, 2.0)
    >>> round(both.queue.service_level(agents=17, answer_within=20), 4)
    0.9521
    """

    frame: Any
    separate: int | Unreachable
    pooled: int | Unreachable
    saving: float
    queue: Queue[float]
    assumed: tuple[str, ...]

    def _heading(self) -> str:
        reasons = {n.why for n in (self.separate, self.pooled) if isinstance(n, Unreachable)}
        text = f"{number(self.separate)} agents apart, {number(self.pooled)} in one pool"
        return "; ".join([text, *sorted(reasons)])

    def _columns_of_text(self) -> Mapping[str, Sequence[str]]:
        return {name: cells(name, self.frame[name]) for name in self.frame}

    def _marked(self) -> int:
        return len(self.frame["queue"]) - 1

    def _notes(self) -> Sequence[str]:
        return self.assumed


_ASSUMED = (
    "Every agent of the pool takes every contact, as fast as the specialists do.",
    "One promise, kept over all contacts together: not to each queue by itself.",
    "The pool's handle times are taken to be exponential, with the mean over contacts; a mix of "
    "different means varies more, and waits are somewhat longer.",
)
_ASSUMED_OF_PATIENCE = (
    "The pool's patience is 1 / (mean over contacts of 1 / patience), which is right for short "
    "waits; in long ones the impatient leave first."
)


def pooling(queues: Mapping[str, Queue[float]], **target: Unpack[Target]) -> Pooling:
    """Agents that queues require apart and pooled, for one promise.

    Parameters
    ----------
    queues : mapping from names to ErlangC or ErlangA
        Of one interval each, and all of one kind. Intervals may differ in length.
    **target
        The promises, one number each, as in `ErlangA.agents_required`.

    Returns
    -------
    Pooling

    Raises
    ------
    ValueError
        For no queues, queues of several intervals or of both kinds, one named "pool", and as
        `ErlangA.agents_required`.

    Notes
    -----
    The pool's contacts per second are the sum of the queues'; its `aht` is their offered load over
    that sum. The abandonments of a short wait are proportional to the rate at which patience ends
    at first, whose mean over contacts the pool keeps.

    Examples
    --------
    >>> import krarup as kr
    >>> queues = {
    ...     "billing": kr.ErlangC(contacts=60, interval="30min", aht=180),
    ...     "sales": kr.ErlangC(contacts=40, interval="30min", aht=240),
    ... }
    >>> kr.pooling(queues, service_level=0.80, answer_within=20).frame["aht"].tolist()
    [180.0, 240.0, 204.0]
    """
    named = named_queues(queues)
    if "pool" in named:
        raise ValueError("a queue must have another name than 'pool', the last row")
    for name, each in named.items():
        if not isinstance(each, ErlangC | ErlangA):
            raise ValueError(f"queue {name!r} must be an ErlangC or an ErlangA, got {each!r}")
    kinds = {type(each) for each in named.values()}
    if len(kinds) > 1:
        raise ValueError("queues must be all ErlangC or all ErlangA, got both")
    every = [*named.values()]
    pool = _pool(every)
    required = [each.agents_required(**target) for each in [*every, pool]]
    if any(np.ndim(n) for n in required):
        raise ValueError("each promise must be one number, got a column")
    *apart, pooled = required
    separate = next((n for n in apart if isinstance(n, Unreachable)), None)
    separate = sum(apart) if separate is None else separate
    both = [*every, pool]
    columns: dict[str, Any] = {
        "queue": np.array([*named, "pool"], dtype=object),
        "contacts": [each.contacts * (pool.interval / each.interval) for each in both],
        "aht": [each.aht for each in both],
    }
    assumed: tuple[str, ...] = _ASSUMED
    if isinstance(pool, ErlangA):
        columns["patience"] = [each.patience for each in both if isinstance(each, ErlangA)]
        assumed += (_ASSUMED_OF_PATIENCE,)
    columns["offered_load"] = [each.offered_load() for each in both]
    columns["agents_required"] = np.array(required, float)
    with np.errstate(invalid="ignore"):
        saving = float(np.subtract(float(separate), float(pooled)))
    return Pooling(table(columns), separate, pooled, saving, pool, assumed)


def _pool(queues: list[Queue[float]]) -> Queue[float]:
    """All contacts in one queue, in intervals of the first one's length."""
    interval = queues[0].interval
    contacts = np.array([each.contacts * (interval / each.interval) for each in queues])
    weights = contacts if contacts.any() else np.ones(len(queues))
    aht = float(weights @ [each.aht for each in queues] / weights.sum())
    volume = float(contacts.sum())
    if not isinstance(queues[0], ErlangA):
        return ErlangC(contacts=volume, interval=interval, aht=aht)
    patiences = np.array([each.patience for each in queues if isinstance(each, ErlangA)])
    patience = float(weights.sum() / (weights / patiences).sum())
    return ErlangA(contacts=volume, interval=interval, aht=aht, patience=patience)
