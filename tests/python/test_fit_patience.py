"""Patience fitted from Python: figures of real centers, maxima against grids, and refusals."""

import csv
import math
import pathlib
import pickle
from fractions import Fraction

import krarup as kr
import numpy as np
import pandas as pd
import pytest

DATA = pathlib.Path(__file__).parents[2] / "examples" / "data"
TIMES = [10, 20, 30, 60, 120, 180, 300]
PUBLISHED = {  # with the data: exponential patience, Kaplan-Meier shares at TIMES
    "vanad_2014q1": (840.942, [0.9896, 0.9774, 0.9707, 0.9298, 0.8637, 0.8084, 0.6901]),
    "technion_1999_02": (343.036, [0.9625, 0.9245, 0.8981, 0.8202, 0.7090, 0.6084, 0.4838]),
}


def center(name):
    with (DATA / f"{name}_waits.csv").open() as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    wait, answered, abandoned = (
        np.array([float(row[name]) for row in rows]) for name in ("wait_s", "answered", "abandoned")
    )
    return kr.fit.Waits(wait=wait, answered=answered, abandoned=abandoned)


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_figures_of_two_centers(name):
    average, shares = PUBLISHED[name]
    waits = center(name)
    assert kr.fit.exponential_patience(waits).average == pytest.approx(average, abs=5e-4)
    found = kr.fit.kaplan_meier(waits).still_there(TIMES)
    assert found == pytest.approx(shares, abs=0.5001e-4)


def test_a_table_of_intervals_has_the_patience_of_its_totals():
    day = pd.read_csv(DATA / "vanad_2014-02-12.csv")
    waited = day["sum_wait_answered_s"] + day["sum_wait_abandoned_s"]
    fit = kr.fit.exponential_patience_from_totals(total_wait=waited, abandoned=day["abandoned"])
    assert fit.average == pytest.approx(768.1, abs=0.05)  # with the data
    assert fit.standard_error == pytest.approx(fit.average / np.sqrt(205))
    with pytest.raises(kr.DataError, match="row 1: abandoned must be there"):
        kr.fit.exponential_patience_from_totals(total_wait=[1, 2], abandoned=[1, None])
    with pytest.raises(ValueError, match="abandoned must be finite and > 0"):
        kr.fit.exponential_patience_from_totals(total_wait=[1, 2], abandoned=[0, 0])


def log_likelihood(waits, log_density, log_there):
    """By definition, of the waits > 0."""
    table = waits.columns()
    of = table["wait"] > 0
    w, answered, abandoned = (table[name][of] for name in ("wait", "answered", "abandoned"))
    return float(abandoned @ log_density(w) + answered @ log_there(w))


def weibull_likelihood(waits, scale, shape):
    def there(w):
        return -((w / scale) ** shape)

    return log_likelihood(
        waits, lambda w: np.log(shape / scale * (w / scale) ** (shape - 1)) + there(w), there
    )


def mixture_likelihood(waits, share, one, other):
    def parts(w):
        return share * np.exp(-w / one), (1 - share) * np.exp(-w / other)

    return log_likelihood(
        waits,
        lambda w: np.log(parts(w)[0] / one + parts(w)[1] / other),
        lambda w: np.log(sum(parts(w))),
    )


@pytest.mark.parametrize("name", PUBLISHED)
def test_kaplan_meier_and_greenwood_are_those_of_exact_fractions(name):
    waits = center(name)
    table = {key: list(map(int, values)) for key, values in waits.columns().items()}
    at_risk, there, greenwood, expected = sum(table["answered"] + table["abandoned"]), 1, 0, []
    for answered, abandoned in zip(table["answered"], table["abandoned"], strict=True):
        if abandoned:
            there *= Fraction(at_risk - abandoned, at_risk)
            if at_risk > abandoned:  # where nobody is left, the error is 0 with the share
                greenwood += Fraction(abandoned, at_risk * (at_risk - abandoned))
            expected.append((float(there), float(there**2 * greenwood)))
        at_risk -= answered + abandoned
    frame = kr.fit.kaplan_meier(waits).frame
    shares, variances = np.transpose(expected)
    assert frame["still_there"].to_numpy() == pytest.approx(shares, rel=1e-14)
    assert frame["standard_error"].to_numpy() ** 2 == pytest.approx(variances, rel=1e-13)


def test_no_law_of_a_grid_is_likelier():
    waits = center("technion_1999_02")
    fit = kr.fit.weibull_patience(waits)
    ours = weibull_likelihood(waits, fit.scale, fit.shape)
    of_grid = [
        weibull_likelihood(waits, scale, shape)
        for scale in np.append(np.geomspace(50, 3000, 80), fit.scale * np.array([0.999, 1.001]))
        for shape in np.append(np.linspace(0.4, 2, 60), fit.shape * np.array([0.999, 1.001]))
    ]
    assert max(of_grid) < ours < max(of_grid) + 0.05
    mixture = kr.fit.hyperexponential_patience(waits)
    best = mixture_likelihood(waits, mixture.shares[0], *mixture.averages)
    of_grid = [
        mixture_likelihood(waits, share, one, other)
        for share in np.append(np.linspace(0.02, 0.98, 25), mixture.shares[0])
        for one in np.append(np.geomspace(1, 300, 25), mixture.averages[0] * 1.01)
        for other in np.append(np.geomspace(100, 5000, 25), mixture.averages[1])
    ]
    assert max(of_grid) < best < max(of_grid) + 0.1
    judged = kr.fit.compare_patience(waits)
    assert judged["log_likelihood"][1:].tolist() == pytest.approx([ours, best], rel=1e-12)
    assert judged["akaike"].tolist() == pytest.approx(
        (2 * judged["parameters"] - 2 * judged["log_likelihood"]).tolist()
    )


def test_greatest_distance_is_to_the_shares_of_kaplan_meier():
    waits = center("vanad_2014q1")
    row = kr.fit.compare_patience(waits, until="5min").iloc[0]
    seconds = np.arange(0, 300.001, 0.01)
    law = np.exp(-seconds / kr.fit.exponential_patience(waits).average)
    gap = np.abs(law - kr.fit.kaplan_meier(waits).still_there(seconds))
    assert row["greatest_distance"] == pytest.approx(gap.max(), abs=2e-5)
    assert row["at"] == pytest.approx(seconds[gap.argmax()], abs=1.0)


def test_a_log_and_its_histogram_say_the_same():
    rng = np.random.default_rng(1)
    patience, answer = rng.exponential(300, 5000), rng.exponential(60, 5000)
    wait = np.ceil(np.minimum(patience, answer))
    log = kr.fit.Waits(wait=pd.Series(wait), abandoned=pd.Series(patience < answer))
    again = kr.fit.Waits(**log.columns())
    assert kr.fit.weibull_patience(log) == kr.fit.weibull_patience(again)
    assert kr.fit.weibull_patience(pickle.loads(pickle.dumps(log))) == kr.fit.weibull_patience(log)


def test_balking_is_among_those_who_had_to_wait():
    waits = center("technion_1999_02")
    found = kr.fit.balking(waits)
    # counted in the file: 13,007 of 30,864 answered without queueing, 31 hung up at 0
    assert (found.hung_up_at_once, found.had_to_wait) == (31, 30864 - 13007)
    assert found.share == 31 / 17857

    def at_most(gone, share):  # the binomial law, term by term
        return sum(
            math.comb(17857, k) * share**k * (1 - share) ** (17857 - k) for k in range(gone + 1)
        )

    assert 1 - at_most(30, found.lower) == pytest.approx(0.025, rel=1e-8)
    assert at_most(31, found.upper) == pytest.approx(0.025, rel=1e-8)
    fits = [
        kr.fit.exponential_patience(waits, balking=True),
        kr.fit.weibull_patience(waits, balking=True),
        kr.fit.hyperexponential_patience(waits, balking=True),
        kr.fit.hazard_patience(waits, starts=[0, 10, 60], balking=True),
        kr.fit.kaplan_meier(waits, balking=True),
    ]
    plain = kr.fit.weibull_patience(waits)
    assert (plain.left_out, fits[1].left_out) == (31, 0)
    assert fits[1].scale == plain.scale and plain.law.balking == 0
    assert fits[0].average == pytest.approx(waits.total_wait / (waits.abandoned - 31))
    for fit in fits:
        assert fit.balking == fit.law.balking == found.share
        assert fit.law.survival(0) == pytest.approx(1 - found.share)
    shares = fits[-1]
    assert shares.still_there(0) == 1 - found.share
    assert shares.law.survival(60) == pytest.approx(shares.still_there(60), rel=1e-15)
    others = kr.fit.kaplan_meier(waits).still_there([0, 60])
    assert shares.still_there(60) == pytest.approx(others[1] / others[0] * (1 - found.share))
    assert pickle.loads(pickle.dumps(shares)).restricted_average(300) == pytest.approx(
        kr.fit.kaplan_meier(waits).restricted_average(300) / others[0] * (1 - found.share)
    )


@pytest.mark.parametrize("law", ["exponential", "weibull", "hyperexponential"])
def test_a_law_with_balking_is_found_again(law):
    rng = np.random.default_rng(4)
    contacts = 20_000
    patience, answer = rng.exponential(150, contacts), rng.exponential(60, contacts)
    patience[rng.random(contacts) < 0.04] = 0.0
    answer[rng.random(contacts) < 0.3] = 0.0
    left = (patience < answer) & (answer > 0)
    waits = kr.fit.Waits(wait=np.minimum(patience, answer), abandoned=left)
    fit = getattr(kr.fit, f"{law}_patience")(waits, balking=True)
    found = kr.fit.balking(waits)
    assert found.lower < 0.04 < found.upper
    at = np.array([1, 10, 60, 150, 300])
    assert fit.law.survival(at) == pytest.approx(0.96 * np.exp(-at / 150), abs=0.012)
    without = kr.fit.exponential_patience(waits)
    assert without.average < 130  # who balks is no sign of impatience later


def test_average_of_weibull_is_the_area_under_its_shares():
    fit = kr.fit.weibull_patience(center("technion_1999_02"))
    at = np.linspace(0, 40 * fit.scale, 2_000_001)
    area = np.trapezoid(np.exp(-((at / fit.scale) ** fit.shape)), at)
    assert fit.average == pytest.approx(area, rel=1e-6)


def test_what_is_fitted_is_what_models_take():
    waits = center("technion_1999_02")
    fits = [
        kr.fit.exponential_patience(waits),
        kr.fit.weibull_patience(waits),
        kr.fit.hyperexponential_patience(waits),
        kr.fit.hazard_patience(waits, starts=[0, 10, 60]),
        kr.fit.kaplan_meier(waits),
    ]
    observed = fits[-1].still_there(TIMES)
    levels = []
    for fit in fits:
        assert fit.law.survival(TIMES) == pytest.approx(observed, abs=0.07)
        queue = kr.MMnG(contacts=60, interval="30min", aht=180, patience=fit.law)
        levels.append(queue.service_level(agents=8, answer_within=20))
    assert max(levels) - min(levels) < 0.02
    assert fits[1].law.average == pytest.approx(fits[1].average, rel=1e-12)
    judged = kr.fit.goodness_of_fit(fits[1].law, waits, parameters=2)
    assert judged.akaike == kr.fit.compare_patience(waits)["akaike"][1]
    for law in (fits[-1].law, kr.patience.Weibull(scale=1, shape=1, balking=0.1)):
        with pytest.raises(ValueError, match="density"):
            kr.fit.goodness_of_fit(law, waits, parameters=1)


def test_intervals_of_kaplan_meier_cover_the_truth():
    rng = np.random.default_rng(2)
    covered = 0
    for _ in range(300):
        patience, answer = rng.exponential(100, 200), rng.exponential(100, 200)
        fit = kr.fit.kaplan_meier(
            kr.fit.Waits(wait=np.minimum(patience, answer), abandoned=patience < answer)
        )
        row = fit.frame[fit.frame["wait"] <= 50].iloc[-1]
        covered += row["lower"] <= np.exp(-0.5) <= row["upper"]
    assert 270 <= covered <= 297  # 285 expected


def test_beyond_the_longest_wait_nothing_is_known():
    fit = kr.fit.kaplan_meier(kr.fit.Waits(wait=[2, 3], abandoned=[1, 0]))
    assert np.isnan(fit.still_there(4))
    with pytest.raises(ValueError, match="at most the longest wait, 3 s, got 4"):
        fit.restricted_average(4)


@pytest.mark.parametrize(
    ("columns", "text"),
    [
        ({"wait": [1, -2], "abandoned": [1, 0]}, "row 1: wait must be finite and >= 0 s, got -2"),
        ({"wait": [1, None], "abandoned": [1, 0]}, "row 1: wait must be there"),
        ({"wait": [1, 2], "abandoned": [1, 2]}, "row 1: abandoned must be True or False"),
        ({"wait": [1, 2], "abandoned": [True, None]}, "row 1: abandoned must be True or False"),
        ({"wait": [1, 2], "abandoned": [1, 0, 0]}, "wait has 2, abandoned has 3"),
        (
            {"wait": [1, 2], "abandoned": [1, 0], "answered": [1, -1]},
            "row 1: answered must be finite and >= 0, got -1",
        ),
    ],
)
def test_what_is_no_wait_is_refused_by_row(columns, text):
    with pytest.raises(ValueError, match=text):
        kr.fit.Waits(**columns)


def test_what_has_no_estimate_is_refused():
    nobody_left = kr.fit.Waits(wait=[1, 2], abandoned=[0, 0])
    for fit in (
        kr.fit.exponential_patience,
        kr.fit.weibull_patience,
        kr.fit.hyperexponential_patience,
        kr.fit.kaplan_meier,
    ):
        with pytest.raises(ValueError, match="abandoned must be > 0"):
            fit(nobody_left)
    with pytest.raises(ValueError, match="must be a Waits or a CallLog"):
        kr.fit.weibull_patience([1, 2])
    waits = kr.fit.Waits(wait=[1, 2], abandoned=[0, 1])
    with pytest.raises(ValueError, match="from must be < the longest wait"):
        kr.fit.hazard_patience(waits, starts=[0, 2])
    for fit in (kr.fit.kaplan_meier, kr.fit.balking):
        with pytest.raises(ValueError, match="confidence"):
            fit(waits, confidence=1.0)
    with pytest.raises(ValueError, match="had to wait must be > 0"):
        kr.fit.balking(kr.fit.Waits(wait=[0], abandoned=[0]))
