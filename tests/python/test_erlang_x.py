"""M/M/n+G and Erlang X: independent vectors, the queues they contain, columns, errors."""

import csv
import math
import pickle
from pathlib import Path

import krarup as kr
import numpy as np
import pandas as pd
import pytest
from krarup import patience as laws
from pytest import approx

VECTORS = Path(__file__).parents[1] / "reference" / "vectors"
LOAD = {"contacts": 100, "interval": "30min", "aht": 180}
PROMISE = {"service_level": 0.80, "answer_within": 20}
DEFINITIONS = [
    {"definition": name, "short": 5 if "short" in name else None}
    for name in (
        "offered answered exclude_abandoned_within positive exclude_short positive_short virtual"
    ).split()
]
GAMMA = laws.Gamma(average="5min", shape=2, balking=0.05)
EVERY_LAW = [
    laws.Exponential(average=300),
    laws.Deterministic(patience="4min"),
    laws.Uniform(shortest=10, longest="10min"),
    laws.Gamma(average=300, shape=2),
    laws.Weibull(scale=300, shape=0.7),
    laws.Lognormal(median=180, sigma=1.2),
    laws.Hyperexponential([(0.3, 10), (0.7, "400s")]),
    laws.Hazard([(0, 0.01), ("30s", 0.002)]),
    laws.Empirical([30, 60, 180], [0.9, 0.7, 0.0]),
]


def rows_of(name):
    with (VECTORS / name).open() as file:
        return list(csv.DictReader(file))


def law_of(row):
    """The law of patience that a row of mmng.csv names."""
    kind, text = row["patience"], row["patience_parameters"]
    if kind.endswith("_steps"):
        pairs = [tuple(map(float, each.split(":"))) for each in text.split("|")]
        if kind == "hazard_steps":
            return laws.Hazard(pairs)
        waits, there = zip(*pairs, strict=True)
        return laws.Empirical(waits, there)
    of = {name: float(value) for name, value in (each.split("=") for each in text.split(";"))}
    match kind:
        case "exponential" | "balk_exponential":
            return laws.Exponential(average=1 / of["rate"], balking=of.get("balk", 0.0))
        case "delayed_exponential":
            return laws.Hazard([(0, 0), (of["delay"], of["rate"])])
        case "deterministic":
            return laws.Deterministic(patience=of["value"])
        case "uniform":
            return laws.Uniform(shortest=of["low"], longest=of["high"])
        case "hyperexponential":
            kinds = [(of["prob1"], 1 / of["rate1"]), (1 - of["prob1"], 1 / of["rate2"])]
            return laws.Hyperexponential(kinds)
        case "gamma":
            return laws.Gamma(average=of["shape"] * of["scale"], shape=of["shape"])
        case "weibull":
            return laws.Weibull(scale=of["scale"], shape=of["shape"])
        case "lognormal":
            return laws.Lognormal(median=math.exp(of["mu"]), sigma=of["sigma"])
    raise AssertionError(kind)


@pytest.mark.parametrize("row", rows_of("mmng.csv"), ids=lambda row: row["patience"])
def test_mmng_is_what_independent_vectors_say(row):
    aht = 1 / float(row["service_rate"])
    queue = kr.MMnG(contacts=float(row["arrival_rate"]), interval=1, aht=aht, patience=law_of(row))
    n, t = float(row["servers"]), float(row["time"])
    found = {
        "p_all_busy": queue.probability_of_wait(agents=n),
        "p_abandon": queue.probability_of_abandonment(agents=n),
        "mean_wait": queue.mean_wait(agents=n),
        "mean_wait_given_all_busy": queue.mean_wait_of_waiters(agents=n),
        "mean_wait_served": queue.asa(agents=n),
        "mean_wait_abandoned": queue.average_time_to_abandon(agents=n),
        "mean_offered_wait": queue.mean_wait(agents=n, of="virtual"),
        "mean_queue_length": queue.mean_queue_length(agents=n),
        "occupancy": queue.occupancy(agents=n),
        "p_wait_exceeds": queue.probability_of_wait_beyond(agents=n, wait=t),
        "p_offered_wait_exceeds": queue.probability_of_wait_beyond(agents=n, wait=t, of="virtual"),
        "p_served_within": queue.service_level(agents=n, answer_within=t),
        "p_abandoned_within": queue.probability_of_abandonment_within(agents=n, wait=t),
    }
    for name, value in found.items():
        if row[name]:
            assert value == approx(float(row[name]), rel=1e-10), name


@pytest.mark.parametrize("row", rows_of("mmnk.csv"))
def test_lines_are_what_independent_vectors_say(row):
    hang_up = float(row["abandonment_rate"])
    queue = kr.ErlangX(
        contacts=float(row["arrival_rate"]),
        interval=1,
        aht=1 / float(row["service_rate"]),
        patience=1 / hang_up if hang_up else None,
        lines=float(row["capacity"]),
    )
    n, t = float(row["servers"]), float(row["time"])
    blocked = queue.probability_of_blocking(agents=n)
    within = queue.service_level(agents=n, answer_within=t)
    assert blocked == approx(float(row["p_block"]), rel=1e-12)
    assert queue.probability_of_wait(agents=n) == approx(float(row["p_wait"]), rel=1e-11)
    assert queue.probability_of_abandonment(agents=n) == approx(float(row["p_abandon"]), rel=1e-11)
    assert queue.occupancy(agents=n) == approx(float(row["occupancy"]), rel=1e-12)
    assert within == approx(float(row["p_served_within"]), rel=1e-11)
    accepted = queue.service_level_of_accepted(agents=n, answer_within=t)
    assert accepted == approx(within / (1 - blocked), rel=1e-12)


@pytest.mark.parametrize("row", rows_of("redial.csv"))
def test_redials_are_what_independent_vectors_say(row):
    queue = kr.ErlangX(
        contacts=float(row["fresh_arrival_rate"]),
        interval=1,
        aht=1 / float(row["service_rate"]),
        patience=1 / float(row["abandonment_rate"]),
        redials_of_abandoned=float(row["redial_probability"]),
        redials_of_answered=float(row["reconnect_probability"]),
    )
    n = float(row["servers"])
    lost = queue.probability_of_abandonment(agents=n)
    assert queue.attempts(agents=n) == approx(float(row["total_attempt_rate"]), rel=1e-11)
    assert queue.probability_of_wait(agents=n) == approx(float(row["p_wait"]), rel=1e-11)
    assert lost == approx(float(row["p_abandon_per_attempt"]), rel=1e-11)
    share = queue.probability_of_loss(agents=n)
    assert share == approx(float(row["lost_fraction_of_fresh"]), rel=1e-11)


def test_with_every_part_left_out_it_is_erlang_c_a_and_b():
    n = [0, 9, 10.5, 14, 20]
    pairs = [
        (kr.ErlangX(**LOAD), kr.ErlangC(**LOAD)),
        (kr.ErlangX(**LOAD, patience=300), kr.ErlangA(**LOAD, patience=300)),
        (
            kr.ErlangX(**LOAD, patience=laws.Exponential(average=300)),
            kr.ErlangA(**LOAD, patience="5min"),
        ),
    ]
    for mine, theirs in pairs:
        for which in DEFINITIONS:
            rows = mine.evaluate(agents=n, answer_within=20, **which)
            pd.testing.assert_frame_equal(
                rows, theirs.evaluate(agents=n, answer_within=20, **which), rtol=1e-15
            )
        for of in ("offered", "answered", "virtual"):
            assert mine.mean_wait(agents=n, of=of).tolist() == (
                theirs.mean_wait(agents=n, of=of).tolist()
            )
        assert mine.agents_required(**PROMISE) == theirs.agents_required(**PROMISE)
        assert mine.fractional_agents_required(**PROMISE) == approx(
            theirs.fractional_agents_required(**PROMISE), rel=1e-14
        )
        for solve in ("contacts_answerable", "longest_aht"):
            one, other = (getattr(each, solve)(agents=12, max_asa=20) for each in (mine, theirs))
            assert one == approx(other, rel=1e-13), solve
        assert mine.answer_within_achieved(agents=14, service_level=0.8) == approx(
            theirs.answer_within_achieved(agents=14, service_level=0.8), rel=1e-13
        )
        assert mine.lines_required(agents=14, blocking=0.01) == (
            theirs.lines_required(agents=14, blocking=0.01)
        )
        assert mine.wait_quantile(agents=14, share=0.95) == approx(
            theirs.wait_quantile(agents=14, share=0.95), rel=1e-12
        )
        assert mine.attempts(agents=14) == 100
    lossy = kr.ErlangX(**LOAD, lines=12)
    trunks = kr.ErlangB(**LOAD)
    assert lossy.probability_of_blocking(agents=12) == trunks.probability_of_blocking(trunks=12)


@pytest.mark.parametrize("law", EVERY_LAW, ids=repr)
def test_laws_show_what_they_are_and_come_back(law):
    again = pickle.loads(pickle.dumps(law))
    assert again == law and hash(again) == hash(law) and repr(again) == repr(law)
    assert eval(repr(law), vars(laws)) == law
    with pytest.raises(AttributeError, match="never changes"):
        law.scale = 1
    assert law.survival(0) == (1 if law.survival(0) else 0)
    assert math.isnan(law.survival([np.nan])[0])
    t = np.linspace(0, 5000, 50_001)
    if not isinstance(law, laws.Lognormal | laws.Weibull):  # with a long tail
        assert np.trapezoid(law.survival(t), t) == approx(law.average, rel=1e-3)
    balking = type(law)(**law.parameters, balking=0.25)
    assert balking.survival(t) == approx(0.75 * law.survival(t))
    assert balking.average == approx(0.75 * law.average)
    assert balking != law


def test_shares_of_laws_by_their_definitions():
    t = np.array([0.0, 20.0, 60.0, 600.0])
    weibull, lognormal = laws.Weibull(scale=300, shape=0.7), laws.Lognormal(median=180, sigma=1.2)
    assert weibull.survival(t) == approx(np.exp(-((t / 300) ** 0.7)), rel=1e-14)
    normal = [0.5 * math.erfc(math.log(each / 180) / 1.2 / math.sqrt(2)) for each in t[1:]]
    assert lognormal.survival(t[1:]) == approx(normal, rel=1e-14)
    assert weibull.average == approx(300 * math.gamma(1 + 1 / 0.7), rel=1e-14)
    assert lognormal.average == approx(180 * math.exp(0.72), rel=1e-14)
    waits = pd.Series([10.0, 60.0], index=["a", "b"])
    assert laws.Exponential(average=60).survival(waits).index.tolist() == ["a", "b"]


def test_columns_are_the_rows_one_by_one():
    contacts = pd.Series([60.0, 100.0, np.nan, 140.0], index=list("abcd"))
    more = {"lines": [12, 15, 20, 25], "redials_of_abandoned": 0.3, "patience": GAMMA}
    queue = kr.ErlangX(contacts=contacts, interval="30min", aht=180, **more)
    level = queue.service_level(agents=12, answer_within=20)
    assert level.index.tolist() == list("abcd")
    for row, lines in enumerate(more["lines"]):
        alone = kr.ErlangX(
            contacts=contacts.iloc[row],
            interval="30min",
            aht=180,
            **{**more, "lines": lines},
        )
        assert level.iloc[row] == approx(
            alone.service_level(agents=12, answer_within=20), rel=0, abs=0, nan_ok=True
        )
    required = queue.agents_required(**PROMISE)
    assert np.isnan(required.to_numpy()).tolist() == [False, False, True, False]
    grid = kr.ErlangX(**LOAD, patience=[[60], [300]], interval_variation=[0.0, 0.1])
    found = grid.asa(agents=11)
    assert found.shape == (2, 2)
    for i, patience in enumerate((60, 300)):
        for j, variation in enumerate((0.0, 0.1)):
            alone = kr.ErlangX(**LOAD, patience=patience, interval_variation=variation)
            assert found[i, j] == alone.asa(agents=11)
    assert kr.MMnG(**LOAD, patience=GAMMA).asa(agents=[]).tolist() == []


def test_workers_change_no_answer():
    contacts = np.linspace(1, 200, 500)
    queue = kr.MMnG(contacts=contacts, interval="30min", aht=180, patience=GAMMA)
    n = np.ceil(contacts / 10)
    with kr.execution(workers=1):
        alone = queue.evaluate(agents=n, answer_within=20)
    with kr.execution(workers=3):
        pd.testing.assert_frame_equal(queue.evaluate(agents=n, answer_within=20), alone, rtol=0)


def test_a_wrong_row_leaves_the_others_alone_and_is_named():
    frame = pd.Series([0.0, 200.0], index=["x", "y"])
    queue = kr.MMnG(**LOAD, patience=GAMMA)
    with pytest.raises(ValueError, match=r"y\b.*wrap_up must be >= 0 s and <= average_handle"):
        queue.lines_required(agents=12, blocking=0.1, wrap_up=frame)


def test_a_volume_that_strays_is_the_mean_over_volumes():
    """Weighted by contacts, by an independent quadrature."""
    given = kr.ErlangX(**LOAD, patience=300, day_variation=0.2)
    whole = kr.service_level_under_forecast_error(
        kr.ErlangA(**LOAD, patience=300), agents=12, coefficient_of_variation=0.2, **PROMISE
    )
    level = given.service_level(agents=12, answer_within=20)
    assert level == approx(whole.mean, rel=1e-9)
    assert given.agents_required(**PROMISE) >= 13


def test_promises_are_kept_and_one_agent_less_breaks_them():
    queue = kr.ErlangX(**LOAD, patience=GAMMA, lines=20, redials_of_abandoned=0.3)
    n = queue.agents_required(**PROMISE)
    levels = queue.service_level(agents=[n - 1, n], answer_within=20)
    assert levels[0] < 0.80 <= levels[1]
    few = queue.agents_required(service_level=1.0, answer_within=20)
    assert isinstance(few, kr.Unreachable)
    table = kr.agents_table(queue, spread=1, **PROMISE)
    assert table.frame["agents"].tolist() == [n - 1, n, n + 1]
    assert "probability_of_abandonment" in table._columns_of_text()


def test_arguments_come_back():
    queue = kr.ErlangX(**LOAD, patience=GAMMA, lines=20, redials_of_blocked=[0.1, 0.2])
    assert (queue.patience, queue.lines, queue.day_variation) == (GAMMA, 20, 0)
    assert queue.redials_of_blocked.tolist() == [0.1, 0.2]
    plain = kr.ErlangX(**LOAD)
    assert (plain.patience, plain.lines) == (None, None)
    assert kr.ErlangX(**LOAD, patience="5min").patience == 300
    assert repr(kr.MMnG(**LOAD, patience=GAMMA)) == (
        "MMnG(contacts=100, interval=1800, aht=180, "
        "patience=Gamma(average=300, shape=2, balking=0.05))"
    )
    assert queue == pickle.loads(pickle.dumps(queue))
    assert plain != queue and plain != kr.ErlangX(**LOAD, patience=300)
    assert len({plain, kr.ErlangX(**LOAD), queue}) == 2


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (lambda: laws.Weibull(scale=-1, shape=1), "scale must be finite and > 0 s, got -1"),
        (lambda: laws.Weibull(scale=1, shape=0), "shape must be finite and > 0, got 0"),
        (lambda: laws.Gamma(average=[1, 2], shape=1), "average must be one number, got 2 numbers"),
        (lambda: laws.Gamma(average=None, shape=1), "average must be finite and > 0 s, got None"),
        (lambda: laws.Exponential(average=9, balking=2), r"balking must be in \[0, 1\], got 2"),
        (lambda: laws.Uniform(shortest=9, longest=9), "longest patience must be finite and > the"),
        (lambda: laws.Hyperexponential([(0.3, 9)]), "sum of the shares of kinds must be 1"),
        (lambda: laws.Hyperexponential([]), "kinds must be pairs of numbers"),
        (lambda: laws.Hyperexponential([(0.3, 9), (0.7, 0)]), "row 1: average must be finite"),
        (lambda: laws.Hazard([(0, 1), (3, 1), (2, 1)]), "row 2: from must be more than the one"),
        (lambda: laws.Hazard([(1, 1)]), "first step's from must be 0 s, got 1"),
        (lambda: laws.Empirical([1, 2], [0.5, 0.6]), "row 1: still_there must be no more than"),
        (lambda: laws.Empirical([1, 2], [0.5]), "waits and still_there must be columns of the"),
        (lambda: laws.Empirical(3, [0.5]), "waits must be a column, got 3"),
        (lambda: laws.Empirical([1, None], [0.5, 0.4]), "row 1: waits must be a number, got nan"),
        (lambda: GAMMA.survival(-1), "wait must be >= 0 s, got -1"),
        (lambda: kr.MMnG(**LOAD, patience=300), "patience must be a law of krarup.patience"),
        (lambda: kr.ErlangX(**LOAD, patience=[300, -1]), "row 1: patience must be finite and > 0"),
        (lambda: kr.ErlangX(**LOAD, lines=[3, -1]), "row 1: lines must be finite and >= 0"),
        (lambda: kr.ErlangX(**LOAD, redials_of_blocked=1.0), r"must be in \[0, 1\), got 1"),
        (lambda: kr.ErlangX(**LOAD, day_variation=11), r"day_variation must be in \[0, 10\]"),
        (
            lambda: kr.MMnG(**LOAD, patience=GAMMA).sensitivity(of="asa", agents=12),
            "sensitivity must come with an ErlangC or an ErlangA",
        ),
        (
            lambda: kr.ErlangX(**LOAD).agents_required(max_abandonment=0.05),
            "max_abandonment must come with patience",
        ),
        (
            lambda: kr.ErlangX(**LOAD, patience=9).lines_required(
                agents=[12, 13], blocking=0.1, wrap_up=[0, 200]
            ),
            "row 1: wrap_up must be >= 0 s and <= average_handle_time",
        ),
    ],
)
def test_what_is_wrong_is_named(make, complaint):
    with pytest.raises(ValueError, match=complaint):
        make()


def test_a_fit_is_a_law():
    waits = kr.fit.Waits(wait=[2, 4, 6, 10, 10, 30], abandoned=[1, 0, 1, 0, 1, 1])
    assert kr.fit.exponential_patience(waits).law == laws.Exponential(average=15.5)
    fit = kr.fit.weibull_patience(waits)
    assert fit.law == laws.Weibull(scale=fit.scale, shape=fit.shape)
    assert fit.law.average == approx(fit.average, rel=1e-9)
    mixture = kr.fit.hyperexponential_patience(waits)
    assert mixture.law.average == approx(mixture.average, rel=1e-12)
    hazard = kr.fit.hazard_patience(waits, starts=[0, 5, 10]).law
    assert hazard.survival(5) == approx(math.exp(-5 * 0.038461538461538464), rel=1e-12)
    table = kr.fit.kaplan_meier(waits)
    t = [0, 2, 6, 9, 29]
    assert table.law.survival(t).tolist() == table.still_there(t).tolist()


def test_only_c_and_a_are_pooled():
    queue = kr.MMnG(**LOAD, patience=GAMMA)
    with pytest.raises(ValueError, match="queue 'a' must be an ErlangC or an ErlangA, got MMnG"):
        kr.pooling({"a": queue, "b": queue}, **PROMISE)
