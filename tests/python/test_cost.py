"""The cheapest number of agents."""

import krarup as kr
import numpy as np
import pytest
import witness
from pytest import approx

LOAD = dict(contacts=100, interval="30min", aht=180)
SUPPORT, BILLING = kr.ErlangC(**LOAD), kr.ErlangA(**LOAD, patience=300)


def cost_by_hand(queue, n, *, wage, waiting=0.0, abandonment=0.0, late=0.0, within=0.0):
    """Of half an hour with a hundred contacts."""
    total = wage * n / 2
    if waiting:
        endless = np.isinf(queue.patience) and n <= queue.load
        total += np.inf if endless else waiting * queue.mean_queue_length(n) / 2
    if abandonment:
        total += abandonment * 100 * queue.abandonment(n)
    if late:
        total += late * 100 * (1 - queue.service_level(n, within))
    return total


@pytest.mark.parametrize(
    "prices",
    [
        dict(wage=30.0, waiting=60.0),
        dict(wage=30.0, abandonment=8.0),
        dict(wage=30.0, late=4.0, within=20),
        dict(wage=12.0, waiting=5.0, abandonment=3.0, late=0.5, within=30),
        dict(wage=300.0, abandonment=1.0),  # cheaper to answer nobody
    ],
)
@pytest.mark.parametrize("model", ["ErlangC", "ErlangA"])
def test_all_numbers_compared_by_hand(model, prices):
    if model == "ErlangC" and "abandonment" in prices:
        prices = {**prices, "abandonment": 0.0, "waiting": 5.0}
    queue = SUPPORT if model == "ErlangC" else BILLING
    by_hand = witness.Queue(100, 1800, 180, np.inf if model == "ErlangC" else 300)
    costs = [cost_by_hand(by_hand, n, **prices) for n in range(60)]
    best = kr.least_cost(
        queue,
        wage=prices["wage"],
        waiting_cost=prices.get("waiting", 0.0),
        abandonment_cost=prices.get("abandonment", 0.0),
        late_cost=prices.get("late", 0.0),
        answer_within=prices.get("within"),
    )
    assert best.agents == int(np.argmin(costs))
    assert best.cost == approx(min(costs), rel=1e-9)
    for row in best.frame.itertuples():
        assert row.cost == approx(costs[int(row.agents)], rel=1e-9)
        assert row.cost == approx(
            row.cost_of_agents + row.cost_of_waiting + row.cost_of_abandonment
            + row.cost_of_late_answers
        )  # fmt: skip


def test_no_neighbor_is_cheaper_and_beyond_the_search_the_wages_alone_are_dearer():
    best = kr.least_cost(BILLING, wage=30, waiting_cost=10, abandonment_cost=8)
    cost = dict(zip(best.frame["agents"], best.frame["cost"], strict=True))
    n = best.agents
    assert cost[n - 1] > cost[n] <= cost[n + 1]
    assert (best.searched_to + 1) * 30 / 2 > best.cost


def test_two_valleys():
    """A price for late answers alone: nobody and enough are both better than a few."""
    by_hand = witness.Queue(100, 1800, 180)
    for late, cheapest in ((2.2, 0), (2.6, 14)):
        costs = [cost_by_hand(by_hand, n, wage=30.0, late=late, within=20) for n in range(40)]
        valleys = [
            n for n in range(40)
            if (n == 0 or costs[n - 1] > costs[n]) and (n == 39 or costs[n] < costs[n + 1])
        ]  # fmt: skip
        assert valleys == [0, 14]
        best = kr.least_cost(SUPPORT, wage=30, late_cost=late, answer_within=20)
        assert best.agents == cheapest == int(np.argmin(costs))
    nobody = kr.least_cost(SUPPORT, wage=30, late_cost=2.2, answer_within=20)
    assert "grow without end" in repr(nobody) and "grow without end" in nobody._repr_html_()
    assert nobody.frame["agents"].tolist() == [0, 1, 2, 3, 4, 5]


def test_who_is_paid_and_does_not_answer():
    plain = kr.least_cost(BILLING, wage=30, abandonment_cost=8)
    shrunk = kr.least_cost(BILLING, wage=21, abandonment_cost=8, shrinkage=0.30)
    assert (plain.agents, plain.cost) == (shrunk.agents, approx(shrunk.cost))


def test_a_night_without_contacts_costs_nothing():
    night = kr.ErlangC(contacts=0, interval="1h", aht=180)
    best = kr.least_cost(night, wage=1, waiting_cost=9, late_cost=9, answer_within=0)
    assert (best.agents, best.cost) == (0, 0.0)
    assert "grow" not in repr(best)


def test_a_large_queue():
    large = kr.ErlangA(contacts=100_000, interval="30min", aht=180, patience=300)
    best = kr.least_cost(large, wage=30, abandonment_cost=8, spread=1)
    costs = best.frame["cost"].tolist()
    assert costs[0] > costs[1] < costs[2] and 9_900 < best.agents < 10_300


def test_the_answer_is_marked():
    best = kr.least_cost(SUPPORT, wage=30, waiting_cost=60)
    (line,) = [line for line in repr(best).splitlines() if line.startswith(">")]
    assert line.split()[1] == str(best.agents) and "cost_of_late" not in repr(best)
    assert best._repr_html_().count("font-weight:bold") == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"wage": 0}, "wage must be finite and > 0, got 0"),
        ({"wage": 1, "waiting_cost": -1}, "waiting_cost must be finite and >= 0, got -1"),
        ({"wage": 1, "late_cost": 1}, "late_cost must come with answer_within"),
        ({"wage": [1, 2]}, "wage must be one number, got 2 numbers"),
        ({"wage": 1, "waiting_cost": 9, "shrinkage": 1}, r"shrinkage must be in \[0, 1\), got 1"),
        ({"wage": 1, "spread": 1.5}, "spread must be a whole number from 0 to 100000, got 1.5"),
        ({"wage": 1}, "one of waiting_cost, abandonment_cost, late_cost must be > 0"),
        (
            {"wage": 1, "waiting_cost": 9, "abandonment_cost": 1},
            "abandonment_cost must come with patience: nobody hangs up in Erlang C",
        ),
    ],
)
def test_wrong_arguments(arguments, words):
    with pytest.raises(ValueError, match=words):
        kr.least_cost(SUPPORT, **arguments)


def test_a_load_beyond_comparison():
    with pytest.raises(ValueError, match="offered load must be at most 1e.06 erlangs.*got 2e.06"):
        kr.least_cost(kr.ErlangC(contacts=2e6, interval=1, aht=1), wage=1, waiting_cost=1)
