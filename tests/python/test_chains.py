"""Small queues: everything that krarup says of them against their chains."""

import krarup as kr
import numpy as np
import pytest
from chain import Chain
from pytest import approx

AHT = 180.0


def close(expected):
    return approx(expected, rel=1e-10, abs=1e-13)


@pytest.mark.parametrize("n", [1, 2, 5, 11])
@pytest.mark.parametrize("load", [0.05, 1.0, 4.5, 30.0])
def test_erlang_b(n, load):
    queue = kr.ErlangB(contacts=load, interval=AHT, aht=AHT)
    chain = Chain(n, load, places=n)
    assert queue.probability_of_blocking(trunks=n) == close(chain.blocking)
    assert queue.occupancy(trunks=n) == close(chain.occupancy)
    assert kr.ufuncs.erlang_b(n, load) == close(chain.blocking)


@pytest.mark.parametrize("n", [1, 3, 8])
@pytest.mark.parametrize("ratio", [0.1, 0.5, 0.8])
def test_erlang_c(n, ratio):
    chain = Chain(n, n * ratio)
    queue = kr.ErlangC(contacts=n * ratio, interval=AHT, aht=AHT)
    assert queue.probability_of_wait(agents=n) == close(chain.wait)
    assert queue.mean_queue_length(agents=n) == close(chain.mean_queue_length)
    assert queue.occupancy(agents=n) == close(chain.occupancy)
    assert queue.asa(agents=n) == close(AHT * chain.mean_waits()[0])
    for t in (0.0, 0.1, 1.5):
        answered, _ = chain.within(t)
        assert queue.service_level(agents=n, answer_within=t * AHT) == close(answered)


@pytest.mark.parametrize("n", [1, 3, 8])
@pytest.mark.parametrize("ratio", [0.2, 1.0, 1.7])
@pytest.mark.parametrize("hang_ups", [0.5, 1.0, 6.0])
def test_erlang_a(n, ratio, hang_ups):
    chain = Chain(n, n * ratio, hang_ups)
    queue = kr.ErlangA(contacts=n * ratio, interval=AHT, aht=AHT, patience=AHT / hang_ups)
    lost = hang_ups * chain.mean_queue_length / (n * ratio)
    waits = AHT * chain.mean_waits()
    assert queue.probability_of_wait(agents=n) == close(chain.wait)
    assert queue.probability_of_abandonment(agents=n) == close(lost)
    assert queue.mean_queue_length(agents=n) == close(chain.mean_queue_length)
    assert queue.occupancy(agents=n) == close(chain.occupancy)
    assert queue.asa(agents=n) == close(waits[0] / (1 - lost))
    assert queue.mean_wait(agents=n) == close(waits.sum())
    assert lost * queue.average_time_to_abandon(agents=n) == close(waits[1])
    for t in (0.0, 0.05, 0.8):
        answered, gone = chain.within(t)
        early_gone = chain.within(t / 2)[1]
        virtual = chain.within(t, own=0.0)[0]
        expected = {
            "offered": answered,
            "answered": answered / (1 - lost),
            "exclude_abandoned_within": answered / (1 - gone),
            "positive": answered + gone,
            "virtual": virtual,
        }
        if t > 0:
            expected["exclude_short"] = answered / (1 - early_gone)
            expected["positive_short"] = answered + early_gone
        for definition, level in expected.items():
            short = {"short": t / 2 * AHT} if "short" in definition else {}
            assert queue.service_level(
                agents=n, answer_within=t * AHT, definition=definition, **short
            ) == close(level), definition


@pytest.mark.parametrize("hang_ups", [0.0, 0.5, 4.0])
@pytest.mark.parametrize("load", [0.4, 3.0])
@pytest.mark.parametrize("level", [0.6, 0.95])
def test_agents_required(hang_ups, load, level):
    least = int(load) + 1 if hang_ups == 0 else 1
    while Chain(least, load, hang_ups).within(0.15)[0] < level:
        least += 1
    common = {"contacts": load, "interval": AHT, "aht": AHT}
    queue = kr.ErlangA(**common, patience=AHT / hang_ups) if hang_ups else kr.ErlangC(**common)
    assert queue.agents_required(service_level=level, answer_within=0.15 * AHT) == least


def test_a_column_of_queues():
    n, hang_ups = np.array([1, 2, 3, 5]), np.array([0.5, 1.0, 3.0, 8.0])
    queue = kr.ErlangA(contacts=n, interval=AHT, aht=AHT, patience=AHT / hang_ups)
    expected = [
        Chain(each, each, rate).within(0.2)[0] for each, rate in zip(n, hang_ups, strict=True)
    ]
    assert queue.service_level(agents=n, answer_within=0.2 * AHT) == close(np.array(expected))
