"""Derivatives: against differences of the measures, columns, corners, refusals."""

import krarup as kr
import numpy as np
import pandas as pd
import pytest
from pytest import approx

SUPPORT = kr.ErlangC(contacts=100, interval="30min", aht=180)
BILLING = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
LINES = kr.ErlangB(contacts=100, interval="30min", aht=180)
DEFINITIONS = [
    "offered",
    "answered",
    "exclude_abandoned_within",
    "positive",
    "exclude_short",
    "positive_short",
    "virtual",
]


def differences(measure, queue=kr.ErlangA, contacts=100.0, aht=180.0, **patience):
    """Central differences by agents, erlangs, handle time and patience around 12 agents."""

    def at(n=12.0, contacts=contacts, aht=aht, **more):
        return measure(queue(contacts=contacts, interval=1800, aht=aht, **(patience | more)), n)

    slopes = [
        (at(n=12.01) - at(n=11.99)) / 0.02,
        (at(contacts=100.1) - at(contacts=99.9)) / 0.02,  # 10 contacts are an erlang
        (at(aht=180.1) - at(aht=179.9)) / 0.2,
    ]
    if patience:
        slopes.append((at(patience=300.2) - at(patience=299.8)) / 0.4)
    return slopes


@pytest.mark.parametrize(
    "name", ["probability_of_wait", "probability_of_abandonment", "asa", "mean_wait"]
)
def test_slopes_of_erlang_a(name):
    found = BILLING.sensitivity(of=name, agents=12)
    assert found.value == getattr(BILLING, name)(agents=12)
    expected = differences(lambda queue, n: getattr(queue, name)(agents=n), patience=300)
    assert found[1:] == approx(expected, rel=1e-5)


@pytest.mark.parametrize("definition", DEFINITIONS)
def test_slopes_of_service_levels(definition):
    asked = {"answer_within": 20, "definition": definition}
    if "short" in definition:
        asked["short"] = 5
    found = BILLING.sensitivity(of="service_level", agents=12, **asked)
    assert found.value == BILLING.service_level(agents=12, **asked)
    expected = differences(lambda queue, n: queue.service_level(agents=n, **asked), patience=300)
    assert found[1:] == approx(expected, rel=1e-5)


def test_slopes_of_erlang_c():
    for name in ("probability_of_wait", "asa", "mean_wait"):
        found = SUPPORT.sensitivity(of=name, agents=12)
        expected = differences(lambda q, n, name=name: getattr(q, name)(agents=n), kr.ErlangC)
        assert found[1:4] == approx(expected, rel=1e-4), name
        assert found.per_second_of_patience == 0
    level = SUPPORT.sensitivity(of="service_level", agents=12, answer_within=20)
    expected = differences(lambda q, n: q.service_level(agents=n, answer_within=20), kr.ErlangC)
    assert level[1:4] == approx(expected, rel=1e-4)
    wait = SUPPORT.sensitivity(of="probability_of_wait", agents=12)
    log_wait = SUPPORT.sensitivity(of="log_probability_of_wait", agents=12)
    assert log_wait.value == approx(np.log(wait.value), rel=1e-14)
    assert [wait.value * slope for slope in log_wait[1:]] == approx(wait[1:], rel=1e-14)


def test_slopes_of_erlang_b():
    found = LINES.sensitivity(trunks=12)
    expected = differences(lambda lines, n: lines.probability_of_blocking(trunks=n), kr.ErlangB)
    assert found[1:4] == approx(expected, rel=1e-5)
    blocking = found.value
    assert found.per_erlang == approx(blocking * (12 / 10 - 1 + blocking), rel=1e-13)
    log = LINES.sensitivity(trunks=12, log=True)
    assert log.per_agent == approx(found.per_agent / blocking, rel=1e-14)
    deep = kr.ErlangB(contacts=1, interval=1, aht=1).sensitivity(trunks=1000, log=True)
    assert deep.value < -5000
    assert deep.per_erlang == approx(999, rel=1e-14)


def test_columns_broadcast_and_keep_their_index():
    agents = pd.Series([11.0, 12.0, np.nan], index=["a", "b", "c"])
    found = BILLING.sensitivity(of="asa", agents=agents)
    for name, column in found._asdict().items():
        assert column.name == name
        assert column.index.equals(agents.index)
        assert np.isnan(column["c"])
    assert found.per_agent["b"] == BILLING.sensitivity(of="asa", agents=12).per_agent
    grid = BILLING.sensitivity(
        of="service_level", agents=np.array([[11], [12]]), answer_within=[10, 20, 30]
    )
    assert grid.per_erlang.shape == (2, 3)
    busy = kr.ErlangA(contacts=[0, 100], interval=1800, aht=180, patience=300)
    assert busy.sensitivity(of="asa", agents=12).per_agent[0] == 0


def test_overload_has_slopes():
    flat = SUPPORT.sensitivity(of="service_level", agents=9, answer_within=20)
    assert flat == (0, 0, 0, 0, 0)
    endless = SUPPORT.sensitivity(of="asa", agents=9)
    assert endless == (np.inf, -np.inf, np.inf, np.inf, 0)


def test_refusals():
    ask = BILLING.sensitivity
    with pytest.raises(ValueError, match="of must be one of 'probability_of_wait', "):
        ask(of="occupancy", agents=12)
    with pytest.raises(ValueError, match="of 'service_level' must come with answer_within, a time"):
        ask(of="service_level", agents=12)
    with pytest.raises(ValueError, match="answer_within must come with of 'service_level', got of"):
        ask(of="asa", agents=12, answer_within=20)
    with pytest.raises(ValueError, match="definition 'exclude_short' must come with short"):
        ask(of="service_level", agents=12, answer_within=20, definition="exclude_short")
    with pytest.raises(ValueError, match="of must be one of"):
        SUPPORT.sensitivity(of="probability_of_abandonment", agents=12)
    with pytest.raises(ValueError, match="row 1: agents must be finite and >= 0, got -1"):
        ask(of="asa", agents=[12, -1])
    with pytest.raises(ValueError, match="trunks must be finite and >= 0"):
        LINES.sensitivity(trunks=-1)
