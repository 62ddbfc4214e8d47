"""How many agents a promise takes where the volume misses its forecast."""

import krarup as kr
import numpy as np
import pytest
import witness

LOAD = dict(contacts=100, interval="30min", aht=180)
BILLING = kr.ErlangA(**LOAD, patience=300)
WITHIN = dict(answer_within=20)
ERROR = dict(coefficient_of_variation=0.2)


def impatient(volume):
    return witness.Queue(volume, 1800, 180, 300)


def test_nothing_offered_needs_nobody():
    night = kr.ErlangC(contacts=0, interval=1800, aht=180)
    assert kr.agents_required_under_forecast_error(night, service_level=0.8, **ERROR, **WITHIN) == 0


@pytest.mark.parametrize("definition", ["offered", "answered"])
def test_least_agents_for_the_mean(definition):
    promise = dict(service_level=0.80, definition=definition, **ERROR, **WITHIN)
    n = kr.agents_required_under_forecast_error(BILLING, **promise)

    def counted(queue, n):
        return 1 - queue.abandonment(n) if definition == "answered" else 1.0

    levels = [
        witness.means_over_volumes(impatient, 100, 0.2, k, 20, counted)[0] for k in (n - 1, n)
    ]
    assert levels[0] < 0.80 <= levels[1]


@pytest.mark.parametrize("level", np.arange(0.05, 1.0, 0.1))
def test_one_agent_less_misses_the_mean(level):
    n = kr.agents_required_under_forecast_error(BILLING, service_level=level, **ERROR, **WITHIN)
    means = [
        kr.service_level_under_forecast_error(BILLING, agents=k, **ERROR, **WITHIN).mean
        for k in (n - 1, n)
    ]
    assert means[0] < level <= means[1]


@pytest.mark.parametrize("probability", [0.5, 0.9, 0.99])
def test_least_agents_for_most_intervals(probability):
    promise = dict(service_level=0.80, **WITHIN)
    n = kr.agents_required_under_forecast_error(
        BILLING, **promise, **ERROR, probability=probability
    )
    chance = [
        kr.service_level_under_forecast_error(
            BILLING, agents=k, **promise, **ERROR
        ).probability_of_target
        for k in (n - 1, n)
    ]
    assert chance[0] < probability <= chance[1]
    volumes = range(60, 160)  # one in a hundred each
    n = kr.agents_required_under_forecast_error(
        BILLING, **promise, scenarios=volumes, probability=probability
    )
    required = sorted(impatient(v).agents_required(0.80, 20) for v in volumes)
    assert n == required[round(100 * probability) - 1]


def test_a_share_of_scenarios_that_is_met_exactly():
    promise = dict(service_level=0.80, **WITHIN, scenarios=[150, 50, 100])
    for probability, volume in ((1 / 3, 50), (2 / 3, 100), (0.67, 150), (1.0, 150)):
        n = kr.agents_required_under_forecast_error(BILLING, **promise, probability=probability)
        assert n == impatient(volume).agents_required(0.80, 20)


def test_what_cannot_be_promised():
    for level in ({"service_level": 1.0}, {"service_level": 0.8, "probability": 1.0}):
        n = kr.agents_required_under_forecast_error(BILLING, **level, **ERROR, **WITHIN)
        assert isinstance(n, kr.Unreachable) and n == np.inf and n.why
    night = kr.ErlangC(contacts=0, interval=1800, aht=180)
    n = kr.agents_required_under_forecast_error(
        night, service_level=1.0, scenarios=[0, 10], **WITHIN
    )
    assert n == np.inf
    all_contacts = dict(service_level=0.8, scenarios=[80, 120], probability=1, **WITHIN)
    assert kr.agents_required_under_forecast_error(BILLING, **all_contacts) == kr.ErlangA(
        contacts=120, interval="30min", aht=180, patience=300
    ).agents_required(service_level=0.8, **WITHIN)
