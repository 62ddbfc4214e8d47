"""Service level and staff where the volume misses its forecast."""

import math

import krarup as kr
import numpy as np
import pytest
import witness
from pytest import approx

LOAD = dict(contacts=100, interval="30min", aht=180)
SUPPORT, BILLING = kr.ErlangC(**LOAD), kr.ErlangA(**LOAD, patience=300)
WITHIN = dict(answer_within=20)
ERROR = dict(coefficient_of_variation=0.2)


def impatient(volume):
    return witness.Queue(volume, 1800, 180, 300)


def endless(volume):
    return witness.Queue(volume, 1800, 180)


def test_the_worked_figures():
    """A count of mean 100 and variance 400, of which 100 is Poisson's."""
    outlook = kr.service_level_under_forecast_error(
        BILLING, agents=14, coefficient_of_variation=math.sqrt(400 - 100) / 100, **WITHIN
    )
    assert round(outlook.point, 3) == 0.917
    assert round(outlook.mean_over_intervals, 3) == 0.887
    assert round(outlook.mean, 3) == 0.869


def test_means_by_another_quadrature():
    outlook = kr.service_level_under_forecast_error(BILLING, agents=13, **ERROR, **WITHIN)
    over_contacts, over_intervals = witness.means_over_volumes(impatient, 100, 0.2, 13, 20)
    assert outlook.mean == approx(over_contacts, abs=1e-9)
    assert outlook.mean_over_intervals == approx(over_intervals, abs=1e-9)


@pytest.mark.parametrize("agents", [25, 32, 40])
def test_hardly_anybody_is_missed(agents):
    outlook = kr.service_level_under_forecast_error(BILLING, agents=agents, **ERROR, **WITHIN)
    over_contacts, _ = witness.means_over_volumes(impatient, 100, 0.2, agents, 20)
    assert outlook.mean == approx(over_contacts, abs=1e-12)
    assert 1e-15 < 1 - outlook.mean < 1e-3


def test_overload_of_an_endless_queue_counts_as_nobody_in_time():
    outlook = kr.service_level_under_forecast_error(SUPPORT, agents=12, **ERROR, **WITHIN)
    over_contacts, over_intervals = witness.means_over_volumes(endless, 100, 0.2, 12, 20)
    assert outlook.mean == approx(over_contacts, abs=1e-6)  # Simpson's error at the bend
    assert outlook.mean_over_intervals == approx(over_intervals, abs=1e-6)


def test_a_large_queue_whose_service_level_falls_as_a_step():
    large = kr.ErlangA(contacts=10_000_000, interval=1800, aht=180, patience=300)
    outlook = kr.service_level_under_forecast_error(
        large, agents=900_000, coefficient_of_variation=0.5, **WITHIN
    )
    x = np.linspace(0, 50, 500_001)[1:]  # shape 4 has the density x^3 e^-x / 3!
    mass = x**3 * np.exp(-x) / 6 * (x[1] - x[0])
    level = kr.ErlangA(contacts=x * 2_500_000, interval=1800, aht=180, patience=300).service_level(
        agents=900_000, **WITHIN
    )
    assert outlook.mean_over_intervals == approx(mass @ level, abs=1e-9)
    assert outlook.mean == approx(mass @ (x * level) / 4, abs=1e-9)


def test_of_answered_contacts_the_answered_count():
    outlook = kr.service_level_under_forecast_error(
        BILLING, agents=11, definition="answered", **ERROR, **WITHIN
    )
    over_contacts, _ = witness.means_over_volumes(
        impatient, 100, 0.2, 11, 20, lambda queue, n: 1 - queue.abandonment(n)
    )
    assert outlook.mean == approx(over_contacts, abs=1e-9)


@pytest.mark.parametrize("definition", ["offered", "exclude_abandoned_within", "exclude_short"])
def test_a_day_of_the_scenarios_has_the_mean_over_contacts(definition):
    volumes, weights = [60, 100, 100, 150], [1, 2, 0, 1]
    short = 5 if definition == "exclude_short" else None
    asked = dict(definition=definition, short=short)
    outlook = kr.service_level_under_forecast_error(
        BILLING, agents=13, scenarios=volumes, weights=weights, **asked, **WITHIN
    )
    day = kr.evaluate_day(
        {"contacts": [60, 100, 100, 150]}, agents=13, interval="30min", aht=180, patience=300,
        service_level=0.8, **asked, **WITHIN,
    )  # fmt: skip
    assert outlook.mean == approx(day.totals["service_level"], abs=1e-13)
    levels = np.asarray(day.frame["service_level"])
    assert outlook.mean_over_intervals == approx(levels.mean(), abs=1e-13)
    assert outlook.quantile([0.25, 0.26, 0.75, 0.76, 1.0]).tolist() == approx(
        levels[[3, 2, 2, 0, 0]].tolist()
    )
    assert outlook.probability_at_least([0.0, 0.8, 1.0]).tolist() == [1.0, 0.75, 0.0]


def test_by_chance():
    """A hundred thousand intervals, drawn: within four standard errors."""
    draw = np.random.default_rng(1917)
    rates = draw.gamma(25.0, 4.0, 100_000)
    counts = draw.poisson(rates)
    levels = kr.ErlangA(contacts=rates, interval=1800, aht=180, patience=300).service_level(
        agents=13, **WITHIN
    )
    in_time = draw.binomial(counts, levels)
    outlook = kr.service_level_under_forecast_error(
        BILLING, agents=13, service_level=0.8, **ERROR, **WITHIN
    )
    residual = in_time - outlook.mean * counts
    error = residual.std() / math.sqrt(len(counts)) / counts.mean()
    assert abs(in_time.sum() / counts.sum() - outlook.mean) < 4 * error
    error = levels.std() / math.sqrt(len(levels))
    assert abs(levels.mean() - outlook.mean_over_intervals) < 4 * error
    chance = outlook.probability_of_target
    error = math.sqrt(chance * (1 - chance) / len(levels))
    assert abs(np.mean(levels >= 0.8) - chance) < 4 * error
    for share in (0.05, 0.5, 0.95):
        below = np.mean(levels <= outlook.quantile(share))
        assert abs(below - share) < 4 * math.sqrt(share * (1 - share) / len(levels))


def test_quantiles_turn_probabilities_round():
    outlook = kr.service_level_under_forecast_error(BILLING, agents=14, **ERROR, **WITHIN)
    shares = np.array([0.01, 0.3, 0.5, 0.9, 0.999])
    reached = outlook.probability_at_least(outlook.quantile(shares))
    np.testing.assert_allclose(reached, 1 - shares, atol=1e-10)
    assert outlook.quantile([0.0, 1.0]).tolist() == [0.0, 1.0]
    assert np.isnan(outlook.quantile(np.nan))


@pytest.mark.parametrize("variation", [0.5, 1.0, 2.0])
def test_a_gamma_law_of_whole_shape_by_poisson_sums(variation):
    """P(V <= v) of shape k is that of k or more arrivals: 1 - sum of x^i e^-x / i!."""
    shape = max(1, round(variation**-2))
    variation = shape**-0.5
    outlook = kr.service_level_under_forecast_error(
        BILLING, agents=14, service_level=0.8, coefficient_of_variation=variation, **WITHIN
    )
    x = BILLING.contacts_answerable(agents=14, service_level=0.8, **WITHIN) * shape / 100
    tail = math.exp(-x) * sum(x**i / math.factorial(i) for i in range(shape))
    assert outlook.probability_of_target == approx(1 - tail, abs=1e-12)


def test_a_certain_forecast():
    for error in ({"coefficient_of_variation": 0}, {"scenarios": [100]}):
        outlook = kr.service_level_under_forecast_error(BILLING, agents=14, **error, **WITHIN)
        assert outlook.mean == approx(outlook.point) == approx(outlook.mean_over_intervals)
    narrow = kr.service_level_under_forecast_error(
        BILLING, agents=14, coefficient_of_variation=1e-6, **WITHIN
    )
    assert narrow.mean == approx(narrow.point, abs=1e-9)


def test_corners():
    night = kr.ErlangC(contacts=0, interval=1800, aht=180)
    assert kr.service_level_under_forecast_error(night, agents=0, **ERROR, **WITHIN).mean == 1.0
    nobody = kr.service_level_under_forecast_error(BILLING, agents=0, **ERROR, **WITHIN)
    assert nobody.mean == 0.0 and nobody.probability_at_least(0.5) == 0.0
    many = kr.service_level_under_forecast_error(BILLING, agents=1000, **ERROR, **WITHIN)
    assert many.mean == 1.0


def test_it_prints_itself():
    outlook = kr.service_level_under_forecast_error(
        BILLING, agents=14, service_level=0.8, **ERROR, **WITHIN
    )
    assert "91.7 % as forecast" in repr(outlook)
    assert "80.0 % in" in repr(outlook) and "80.0 % in" in outlook._repr_html_()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ({}, "either coefficient_of_variation or scenarios, got neither"),
        ({**ERROR, "scenarios": [1]}, "either coefficient_of_variation or scenarios, got both"),
        ({**ERROR, "weights": [1]}, "weights must come with scenarios"),
        ({"coefficient_of_variation": -0.1}, r"must be in \[0, 10\], got -0.1"),
        ({"scenarios": [90, -1]}, "row 1: scenarios must be finite and >= 0, got -1"),
        ({"scenarios": []}, "scenarios must be a column of volumes"),
        ({"scenarios": [np.nan]}, "scenarios must be a column of volumes"),
        ({"scenarios": [90, 100], "weights": [1]}, "one number for each of 2 scenarios"),
        ({"scenarios": [90, 100], "weights": [0, 0]}, "with a sum > 0"),
        ({**ERROR, "agents": [1, 2]}, "agents must be one number"),
        ({**ERROR, "service_level": 80}, "write 0.80 for 80 %"),
    ],
)
def test_wrong_arguments(error, words):
    with pytest.raises(ValueError, match=words):
        kr.service_level_under_forecast_error(BILLING, **({"agents": 14} | error), **WITHIN)
