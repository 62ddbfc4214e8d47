"""How sure a promise is where the volume strays: against drawn and summed factors of it."""

import krarup as kr
import numpy as np
import pandas as pd
import pytest
from pytest import approx

LOAD = {"contacts": 100, "interval": "30min", "aht": 180}
PROMISE = {"service_level": 0.80, "answer_within": 20}
DAY = 0.2
NESTED = {"day_variation": 0.2, "interval_variation": 0.02**0.5}


def drawn_factors(count, *variations):
    """Products of gamma factors of mean 1."""
    random = np.random.default_rng(20260302)
    shapes = [each**-2 for each in variations if each > 0]
    return np.prod([random.gamma(k, 1 / k, count) for k in shapes], axis=0)


def within_errors(share, draws):
    """Five standard errors of a share of so many draws."""
    half_width = 5 * np.sqrt(share * (1 - share) / draws)
    assert half_width > 0
    return half_width


@pytest.mark.parametrize("variations", [{"day_variation": DAY}, NESTED], ids=["day", "both"])
@pytest.mark.parametrize("n", [11, 13, 14, 17])
def test_probability_of_target_is_the_share_of_drawn_intervals(variations, n):
    queue = kr.ErlangX(**LOAD, patience=300, **variations)
    factors = drawn_factors(20_000, *variations.values())
    drawn = kr.ErlangA(**{**LOAD, "contacts": 100 * factors}, patience=300)
    levels = drawn.service_level(agents=n, answer_within=20)
    kept = (levels >= 0.80).mean()
    probability = queue.probability_of_target(agents=n, **PROMISE)
    assert probability == approx(kept, abs=within_errors(kept, factors.size))
    both = (drawn.asa(agents=n) <= 20) & (drawn.occupancy(agents=n) <= 0.85)
    probability = queue.probability_of_target(agents=n, max_asa=20, max_occupancy=0.85)
    assert probability == approx(both.mean(), abs=within_errors(both.mean(), factors.size))
    for share in (0.1, 0.5, 0.9):
        level = queue.service_level_quantile(agents=n, answer_within=20, share=share)
        assert (levels <= level).mean() == approx(share, abs=within_errors(share, factors.size))


def test_with_lines_redials_and_a_law_it_is_a_sum_of_the_density():
    """By a grid in the day's factor, whose gamma density is written out."""
    more = {
        "patience": kr.patience.Weibull(scale=300, shape=0.7),
        "lines": 18,
        "redials_of_abandoned": 0.3,
    }
    grid = np.linspace(0.8, 1.3, 26)
    levels = kr.ErlangX(**{**LOAD, "contacts": 100 * grid}, **more).service_level(
        agents=13, answer_within=20
    )
    most = np.interp(-0.80, -levels, grid)
    fine = np.linspace(1e-6, most, 20_001)
    shape = 0.1**-2
    density = np.exp((shape - 1) * np.log(fine) - shape * (fine - 1))
    everywhere = np.linspace(1e-6, 3, 40_001)
    whole = np.exp((shape - 1) * np.log(everywhere) - shape * (everywhere - 1))
    share = np.trapezoid(density, fine) / np.trapezoid(whole, everywhere)
    queue = kr.ErlangX(**LOAD, **more, day_variation=0.1)
    assert queue.probability_of_target(agents=13, **PROMISE) == approx(share, abs=1e-3)
    assert 0.1 < share < 0.99


def test_agents_required_with_a_probability_are_the_least():
    for variations in ({"day_variation": DAY}, NESTED):
        queue = kr.ErlangX(**LOAD, patience=300, **variations)
        shares = np.array([1e-9, 0.05, 0.5, 0.9, 0.99, 1 - 1e-9])
        n = queue.agents_required(**PROMISE, probability=shares)
        assert (queue.probability_of_target(agents=n, **PROMISE) >= shares * (1 - 1e-12)).all()
        assert (queue.probability_of_target(agents=n - 1, **PROMISE) < shares).all()
    queue = kr.ErlangX(**LOAD, patience=300, day_variation=DAY)
    assert queue.agents_required(**PROMISE, probability=0.9) == 16
    assert type(queue.agents_required(**PROMISE, probability=0.9)) is int
    assert queue.probability_of_target(agents=14, **PROMISE) == approx(0.8000, abs=5e-5)
    assert queue.agents_required(**PROMISE) == 14  # in expectation


def test_quantiles_are_what_the_rest_of_the_intervals_reaches():
    queue = kr.ErlangX(**LOAD, patience=300, **NESTED)
    shares = np.array([0.01, 0.1, 0.5, 0.9, 0.99])
    for which in ({}, {"definition": "exclude_short", "short": 5}):
        levels = queue.service_level_quantile(agents=14, answer_within=20, share=shares, **which)
        assert (np.diff(levels) > 0).all()
        kept = queue.probability_of_target(
            agents=14, service_level=levels, answer_within=20, **which
        )
        assert kept == approx(1 - shares, abs=1e-9)


def test_one_volume_keeps_a_promise_or_not():
    queue = kr.ErlangX(**LOAD, patience=300)
    n = [0, 5, 12, 13, 30]
    assert queue.probability_of_target(agents=n, **PROMISE).tolist() == [0, 0, 0, 1, 1]
    assert queue.agents_required(**PROMISE, probability=[0.0, 0.5, 1.0]).tolist() == [0, 13, 13]
    level = queue.service_level(agents=12, answer_within=20)
    found = queue.service_level_quantile(agents=12, answer_within=20, share=[0.0, 0.5, 1.0])
    assert found == approx([level] * 3, rel=1e-14)


def test_corners_are_answers():
    queue = kr.ErlangX(**LOAD, patience=300, day_variation=DAY)
    sure = queue.agents_required(**PROMISE, probability=1)
    assert isinstance(sure, kr.Unreachable) and "some probability" in sure.why
    perfect = queue.agents_required(service_level=1, answer_within=20, probability=0.5)
    assert isinstance(perfect, kr.Unreachable)
    night = kr.ErlangX(**{**LOAD, "contacts": 0}, patience=300, day_variation=DAY)
    assert night.probability_of_target(agents=0, **PROMISE) == 1
    assert night.agents_required(**PROMISE, probability=1) == 0


def test_columns_broadcast_and_missing_numbers_stay():
    contacts = pd.Series([60.0, np.nan, 140.0], index=list("abc"))
    queue = kr.ErlangX(
        contacts=contacts, interval="30min", aht=180, patience=300, day_variation=[0, 0.1, 0.2]
    )
    chances = queue.probability_of_target(agents=[9, 13, 17], **PROMISE)
    required = queue.agents_required(**PROMISE, probability=0.9)
    levels = queue.service_level_quantile(agents=17, answer_within=20, share=0.1)
    for found in (chances, required, levels):
        assert found.index.tolist() == list("abc")
        assert np.isnan(found.to_numpy()).tolist() == [False, True, False]
    alone = kr.ErlangX(contacts=140, interval="30min", aht=180, patience=300, day_variation=0.2)
    assert chances["c"] == alone.probability_of_target(agents=17, **PROMISE)
    assert required["c"] == alone.agents_required(**PROMISE, probability=0.9)
    assert levels["c"] == alone.service_level_quantile(agents=17, answer_within=20, share=0.1)
    assert np.isnan(alone.agents_required(**PROMISE, probability=np.nan))


@pytest.mark.parametrize(
    ("ask", "complaint"),
    [
        (
            lambda q: q.agents_required(**PROMISE, probability=[0.9, 1.1]),
            r"row 1: probability must be in \[0, 1\], got 1.1",
        ),
        (lambda q: q.agents_required(probability=0.9), "a target must promise something"),
        (lambda q: q.probability_of_target(agents=14), "a target must promise something"),
        (
            lambda q: q.probability_of_target(agents=14, max_abandonment=0.05),
            "max_abandonment must come with patience",
        ),
        (
            lambda q: q.probability_of_target(agents=-1, **PROMISE),
            "agents must be finite and >= 0, got -1",
        ),
        (
            lambda q: q.service_level_quantile(agents=14, answer_within=20, share=2),
            r"share must be in \[0, 1\], got 2",
        ),
        (
            lambda q: q.service_level_quantile(
                agents=14, answer_within=20, share=0.1, definition="best"
            ),
            "definition must be one of",
        ),
    ],
)
def test_what_is_wrong_is_named(ask, complaint):
    with pytest.raises(ValueError, match=complaint):
        ask(kr.ErlangX(**LOAD, interval_variation=0.1))
