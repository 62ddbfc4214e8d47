"""The number of agents at which wages and what waits, leaves and late answers cost are least."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ._columns import BELOW_ONE, NONNEGATIVE, POSITIVE, TIME, column, time_column
from ._hints import Floats, Times
from ._presentation import Answer, cells
from ._queue import Queue
from ._single import single_number, single_queue, table_spread
from ._table import table
from .mgn import MGn
from .queues import ErlangC


class Prices(NamedTuple):
    """In any one currency; `least_cost` says what each is paid for.

    Attributes
    ----------
    wage, waiting_cost, abandonment_cost, late_cost : float

    Examples
    --------
    >>> import krarup as kr
    >>> queue = kr.ErlangC(contacts=100, interval="30min", aht=180)
    >>> kr.least_cost(queue, wage=30, waiting_cost=60).prices
    Prices(wage=30.0, waiting_cost=60.0, abandonment_cost=0.0, late_cost=0.0)
    """

    wage: float
    waiting_cost: float
    abandonment_cost: float
    late_cost: float


@dataclass(frozen=True, eq=False, repr=False)
class LeastCost(Answer):
    """What an interval costs under each number of agents, and the least of it.

    Made by `least_cost`.

    Attributes
    ----------
    agents : int
        On the phones, at the least cost; the fewest where several numbers cost the same.
    cost : float
        Of one interval, with so many.
    frame : DataFrame
        One row for each number of agents around that; a read-only mapping from names to arrays
        where pandas is missing.

        - agents: on the phones
        - cost_of_agents, cost_of_waiting, cost_of_abandonment, cost_of_late_answers: of one
          interval
        - cost: their sum
        - service_level: answered within `answer_within`, over offered, where that is given
    searched_to : int
        Every whole number from 0 to this one was compared; above it the agents alone cost more
        than the least cost.
    queue : ErlangC or ErlangA
    prices : Prices

    Examples
    --------
    >>> import krarup as kr
    >>> queue = kr.ErlangC(contacts=100, interval="30min", aht=180)
    >>> best = kr.least_cost(queue, wage=30, waiting_cost=60)
    >>> best.agents, round(best.cost, 2), best.searched_to
    (14, 223.06, 24)
    """

    agents: int
    cost: float
    frame: Any
    searched_to: int
    queue: Queue[float]
    prices: Prices

    def _heading(self) -> str:
        return f"{self.agents} agents cost least, {self.cost:,.2f} for an interval"

    def _columns_of_text(self) -> Mapping[str, Sequence[str]]:
        columns = {"agents": cells("agents", self.frame["agents"])}
        for name, price in zip(_PARTS, self.prices, strict=True):
            if price > 0.0:
                columns[name] = [f"{each:,.2f}" for each in np.asarray(self.frame[name])]
        columns["cost"] = [f"{each:,.2f}" for each in np.asarray(self.frame["cost"])]
        if "service_level" in self.frame:
            columns["service_level"] = cells("service_level", self.frame["service_level"])
        return columns

    def _marked(self) -> int:
        return int(np.flatnonzero(np.asarray(self.frame["agents"]) == self.agents)[0])

    def _notes(self) -> Sequence[str]:
        notes = [
            f"compared: 0 to {self.searched_to} agents; more than that cost more than "
            f"{self.cost:,.2f} by themselves"
        ]
        load = self.queue.offered_load()
        if isinstance(self.queue, ErlangC | MGn) and 0.0 < load and self.agents <= load:
            notes.append("so few agents let the queue grow without end: waiting has no price")
        return notes


_MOST_ERLANGS = 1e6
_PARTS = ("cost_of_agents", "cost_of_waiting", "cost_of_abandonment", "cost_of_late_answers")


def least_cost(
    queue: Queue[float],
    *,
    wage: float,
    waiting_cost: float = 0.0,
    abandonment_cost: float = 0.0,
    late_cost: float = 0.0,
    answer_within: Times | None = None,
    shrinkage: float = 0.0,
    spread: int = 5,
) -> LeastCost:
    """Number of agents at which an interval costs least.

    Parameters
    ----------
    queue : ErlangC or ErlangA
        One interval.
    wage : float
        Of an agent for a paid hour, > 0. All prices are in one currency, whichever.
    waiting_cost : float
        Of an hour that a contact spends in the queue, whatever its end.
    abandonment_cost : float
        Of a contact that hangs up.
    late_cost : float
        Of a contact that is not answered within `answer_within`; one that hangs up is among them,
        and costs `abandonment_cost` besides.
    answer_within : time, optional
        Needed by `late_cost`; alone it adds the service level to the table.
    shrinkage : float
        Share of paid time that is not spent ready for contacts: n agents on the phones are paid
        for n / (1 - shrinkage).
    spread : int
        So many rows of the table to each side.

    Returns
    -------
    LeastCost

    Raises
    ------
    ValueError
        For a queue of several intervals, an argument out of its range, no price but the wage, an
        abandonment cost where nobody hangs up, a late cost without an answer time, and a load of
        more than a million erlangs.

    Notes
    -----
    The cost need not be convex in the agents: a price for late answers alone can make both nobody
    and enough a valley. So all numbers are compared up to one bound: no part is negative, and so
    no number of agents is cheapest that is paid more than the least cost found so far.

    Examples
    --------
    >>> import krarup as kr
    >>> billing = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
    >>> kr.least_cost(billing, wage=30, abandonment_cost=8, late_cost=1, answer_within=20, spread=2)
    LeastCost: 13 agents cost least, 229.15 for an interval
      agents  cost_of_agents  cost_of_abandonment  cost_of_late_answers    cost  service_level
          11          165.00                55.96                 34.31  255.27         65.7 %
          12          180.00                34.17                 22.77  236.94         77.2 %
    >     13          195.00                19.97                 14.18  229.15         85.8 %
          14          210.00                11.19                  8.32  229.51         91.7 %
          15          225.00                 6.01                  4.61  235.63         95.4 %
    compared: 0 to 17 agents; more than that cost more than 229.15 by themselves
    """
    queue = single_queue(queue)
    prices = Prices(
        single_number(column("wage", wage, POSITIVE)),
        single_number(column("waiting_cost", waiting_cost, NONNEGATIVE)),
        single_number(column("abandonment_cost", abandonment_cost, NONNEGATIVE)),
        single_number(column("late_cost", late_cost, NONNEGATIVE)),
    )
    spread = table_spread(spread)
    if prices.abandonment_cost > 0.0 and isinstance(queue, ErlangC | MGn):
        raise ValueError("abandonment_cost must come with patience: nobody hangs up in Erlang C")
    if not any(prices[1:]):
        names = ", ".join(Prices._fields[1:])
        raise ValueError(f"one of {names} must be > 0, for else no agent is worth a wage; got none")
    within = None
    if answer_within is not None:
        within = single_number(time_column("answer_within", answer_within, TIME))
    elif prices.late_cost > 0.0:
        raise ValueError("late_cost must come with answer_within, a time, got none")
    ready = 1.0 - single_number(column("shrinkage", shrinkage, BELOW_ONE))
    hours = queue.interval / 3600.0
    one_agent = prices.wage * hours / ready

    def costs(first: int, last: int) -> dict[str, Floats]:
        n = np.arange(first, last + 1.0)
        parts = [n * one_agent, *_costs_of_service(queue, n, prices, within, hours)]
        return {"agents": n, **dict(zip(_PARTS, parts, strict=True)), "cost": np.sum(parts, axis=0)}

    if (load := float(queue.offered_load())) > _MOST_ERLANGS:
        raise ValueError(
            f"offered load must be at most {_MOST_ERLANGS:g} erlangs, for every number of agents "
            f"is compared; got {load:g}"
        )
    last = math.floor(load) + 1  # enough for every part to be finite
    totals = costs(0, last)["cost"]
    block = 16
    while last < (bound := math.floor(totals.min() / one_agent)):
        first, last = last + 1, min(bound, last + block)
        totals = np.append(totals, costs(first, last)["cost"])
        block *= 2
    best = int(np.argmin(totals))
    rows: dict[str, Any] = costs(max(0, best - spread), best + spread)
    if within is not None:
        rows["service_level"] = queue.service_level(agents=rows["agents"], answer_within=within)
    return LeastCost(best, float(totals[best]), table(rows), last, queue, prices)


def _costs_of_service(
    queue: Queue[float], n: Floats, prices: Prices, within: float | None, hours: float
) -> list[Floats]:
    """Of waiting, abandonment and late answers; what has no price costs nothing."""
    waiting = abandoned = late = np.zeros(len(n))
    if prices.waiting_cost > 0.0:
        waiting = prices.waiting_cost * hours * queue.mean_queue_length(agents=n)
    if prices.abandonment_cost > 0.0:
        left = queue.probability_of_abandonment(agents=n)
        abandoned = prices.abandonment_cost * queue.contacts * left
    if prices.late_cost > 0.0 and within is not None:
        in_time = queue.service_level(agents=n, answer_within=within)
        late = prices.late_cost * queue.contacts * (1.0 - in_time)
    return [waiting, abandoned, late]
