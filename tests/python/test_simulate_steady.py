"""A queue in balance by simulation, judged by exact queues; and what it refuses."""

import os
import pickle
import signal

import krarup as kr
import numpy as np
import pytest
from krarup import _core

QUEUE = {"contacts": 100, "interval": "30min", "aht": 180}
LEVEL = {"agents": 11, "answer_within": 20}
RUN = {"warm_up": "2h", "batch": "100h"}
MEASURES = ("probability_of_wait", "asa", "probability_of_abandonment", "occupancy")


def steady(**more):
    return kr.simulate_steady(**{**QUEUE, **LEVEL, **RUN, "patience": "5min", **more})


def off(found, exact, agents=11, within=20, names=MEASURES):
    """Errors in half-widths, in the order of names and, last, the service level."""
    right = [float(getattr(exact, name)(agents=agents)) for name in names]
    right.append(float(exact.service_level(agents=agents, answer_within=within)))
    average = found.average
    return [
        (average[name] - value) / average[f"{name}_half_width"]
        for name, value in zip((*names, "service_level"), right, strict=True)
    ]


@pytest.mark.parametrize("engine", ["fastest", "first_come"])
@pytest.mark.parametrize("agents", [9, 11])
def test_erlang_a(engine, agents):
    found = steady(engine=engine, agents=agents)
    exact = kr.ErlangA(**QUEUE, patience="5min")
    assert np.abs(off(found, exact, agents)).max() < 2.0
    assert max(found.average[f"{name}_half_width"] for name in MEASURES if name != "asa") < 0.01
    wrong = kr.ErlangA(**QUEUE, patience="6min")
    assert np.abs(off(found, wrong, agents)).max() > 3.0
    assert abs(found.correlation) < 4 / np.sqrt(30)


def test_laws_and_lines():
    law = kr.patience.Weibull(scale="5min", shape=0.7)
    found = steady(patience=law)
    assert np.abs(off(found, kr.MMnG(**QUEUE, patience=law))).max() < 2.0
    found = steady(lines=12)
    exact = kr.ErlangX(**QUEUE, patience="5min", lines=12)
    names = (*MEASURES, "probability_of_blocking")
    assert np.abs(off(found, exact, names=names)).max() < 2.0
    average = found.average
    told = average["answered"] + average["abandoned"] + average["blocked"]
    assert told + average["unanswered"] == pytest.approx(average["contacts"])


def test_one_agent_and_any_handle_time():
    # Mean wait of M/G/1: the load times (1 + SCV) / 2 over what is left of the agent (Pollaczek).
    for scv in (0.0, 0.4, 2.0):
        found = kr.simulate_steady(
            contacts=0.6, interval=1, aht=1, handle_time_scv=scv, agents=1, answer_within=1,
            warm_up=200, batch=20_000,
        )  # fmt: skip
        wait = 0.6 * (1 + scv) / 2 / 0.4
        assert abs(found.average["asa"] - wait) < 2.0 * found.average["asa_half_width"]
        assert "probability_of_abandonment" in found.average
        assert "blocked" not in found.average


def test_the_seed_is_part_of_the_question():
    assert steady().average == steady().average
    assert steady(seed=2).average["asa"] != steady().average["asa"]


def test_batches_that_are_too_short_show():
    found = steady(patience=None, aht=190, batch="10min", batches=500)
    assert found.correlation > 0.5


def test_corners():
    empty = steady(contacts=0)
    assert empty.average["service_level"] == 1.0
    assert empty.average["contacts"] == 0.0
    nobody = steady(agents=0, batch="1h")
    assert nobody.average["probability_of_abandonment"] > 0.5
    assert nobody.average["service_level"] == 0.0
    growing = steady(patience=None, agents=9, batch="20h")
    assert growing.average["probability_of_wait"] > 0.95


def test_it_prints_itself_and_pickles():
    found = steady()
    text = repr(found)
    assert text.startswith("SteadyState: 20,0")
    assert "service_level" in text and "95 % sure" in text
    assert "patience" in found.assumed[0]
    again = pickle.loads(pickle.dumps(found))
    assert again.average == found.average
    assert repr(again) == text
    with pytest.raises(TypeError):
        found.average["asa"] = 1.0


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"contacts": -1}, "contacts must be"),
        ({"contacts": [1, 2]}, "contacts must be one number"),
        ({"aht": 0}, "aht"),
        ({"agents": 2.5}, "agents"),
        ({"warm_up": 0}, "warm_up must be"),
        ({"batch": -1}, "batch must be"),
        ({"batches": 1}, "batches must be a whole number >= 2, got 1"),
        ({"batches": 2.0}, "batches must be a whole number >= 2, got 2.0"),
        ({"seed": -1}, "seed must be a whole number >= 0, got -1"),
        ({"confidence": 1}, "confidence must be"),
        ({"engine": "slow"}, "engine must be"),
        ({"definition": "all"}, "definition must be"),
        ({"interval": None}, "interval"),
    ],
)
def test_wrong_arguments(wrong, message):
    with pytest.raises(ValueError, match=message):
        steady(**wrong)


@pytest.fixture
def told():
    """Has the next work tell how many batches are over; a list of what it told."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    seen = []
    yield seen
    _core.tell_progress(None)
    signal.signal(signal.SIGINT, before)


def test_an_exception_of_a_handler_ends_it_early(told):
    def raise_signal(done):
        told.append(done)
        os.kill(os.getpid(), signal.SIGINT)
        while True:  # in Python, so that the handler runs here
            pass

    _core.tell_progress(raise_signal)
    with pytest.raises(KeyboardInterrupt):
        steady(batch="10000h", batches=10_000)
    _core.tell_progress(None)
    assert len(told) == 1
    assert 0 <= told[0] < 10_000
    assert steady(batch="1h").batches == 30


def test_being_told_changes_no_bit(told):
    how = {"batch": "1000h", "batches": 60}
    expected = steady(**how)
    _core.tell_progress(told.append)
    assert steady(**how).average == expected.average
    assert told == sorted(told)
    assert all(0 <= done <= 60 for done in told)
