"""A day with any law of patience: against simulation, the exact day and stationary formulas."""

import pathlib
import pickle

import krarup as kr
import numpy as np
import pytest
from pytest import approx

WITHIN = {"answer_within": 20}
WEIBULL = kr.patience.Weibull(scale=300, shape=0.6)
MEASURES = (
    "service_level",
    "asa",
    "probability_of_wait",
    "probability_of_abandonment",
    "occupancy",
    "mean_queue_length",
    "carried_over",
    "overrun",
)


def morning(**more):
    return {"contacts": [100, 120, 100, 80], "staff": [13, 10, 13, 11], **more}


def day_with(patience, **more):
    return kr.Day(morning(), interval="30min", aht=180, patience=patience, **more)


def test_an_exponential_law_is_its_average_and_exact():
    law = day_with(kr.patience.Exponential(average="5min")).evaluate(agents="staff", **WITHIN)
    plain = day_with("5min").evaluate(agents="staff", **WITHIN)
    assert list(law.frame) == list(plain.frame)
    assert law.frame["service_level"].tolist() == plain.frame["service_level"].tolist()
    assert law.totals == plain.totals
    assert law.assumed == plain.assumed


@pytest.mark.parametrize("leaving", ["finish_contact", "hand_over"])
@pytest.mark.parametrize("more", [{}, {"lines": 15, "backlog": 9}, {"arrival_rate": "sloping"}])
def test_by_ages_an_exponential_patience_is_the_exact_day(leaving, more):
    """Weibull patience of shape 1 is exponential, but not by name."""
    same = kr.patience.Weibull(scale=300, shape=1)
    how = {"agents": "staff", "leaving": leaving, **WITHIN}
    by_ages = day_with(same, **more).evaluate(**how)
    exact = day_with(300, **more).evaluate(**how)
    for measure in MEASURES:
        bound = 0.1 if measure == "asa" else 2e-3
        assert by_ages.frame[measure].tolist() == approx(exact.frame[measure].tolist(), abs=bound)
    for total in ("service_level", "probability_of_abandonment", "occupancy"):
        assert by_ages.totals[total] == approx(exact.totals[total], abs=1e-3)
    for total in ("probability_of_clearing", "overtime"):
        assert by_ages.totals[total] == approx(exact.totals[total], rel=1e-4)


LAWS = {
    "weibull": (WEIBULL, 0.011),
    "two kinds": (kr.patience.Hyperexponential(kinds=[(0.3, 30), (0.7, 330)]), 0.006),
    "lognormal": (kr.patience.Lognormal(median=180, sigma=1), 0.003),
    "the same for all": (kr.patience.Deterministic(patience=120), 0.038),
}


@pytest.mark.parametrize(("law", "error"), LAWS.values(), ids=LAWS)
def test_it_is_near_the_simulated_day(law, error):
    """Within the stated error of the simulated mean, itself known to 1.6 half-widths."""
    given = {"interval": "30min", "aht": 180, "patience": law}
    near = kr.Day(morning(), **given).evaluate(agents="staff", **WITHIN)
    truth = kr.simulate(morning(), agents="staff", **given, **WITHIN, replications=2000, seed=11)
    for measure in ("service_level", "probability_of_abandonment"):
        off = np.abs(np.subtract(near.frame[measure], truth.frame[measure]))
        allowed = error + 1.6 * np.asarray(truth.frame[f"{measure}_half_width"])
        assert (off <= allowed).all(), (measure, off, allowed)
    lost = "probability_of_abandonment"
    assert near.totals[lost] == approx(truth.totals[lost], abs=error)
    gone = near.totals["answered"] + near.totals["abandoned"]
    assert gone == approx(near.totals["contacts"])


def test_a_law_makes_a_difference():
    same_mean = kr.patience.Weibull(scale=300 / 2, shape=0.5)
    assert same_mean.average == approx(300)
    by_law = day_with(same_mean).evaluate(agents="staff", **WITHIN).totals
    exact = day_with(300).evaluate(agents="staff", **WITHIN).totals
    assert by_law["service_level"] > exact["service_level"] + 0.05


@pytest.mark.parametrize("law", [WEIBULL, kr.patience.Weibull(scale=300, shape=0.6, balking=0.1)])
def test_each_interval_by_itself_is_as_erlang_x_says(law):
    given = {"interval": "30min", "aht": 180}
    course = kr.Day(morning(), **given, patience=law).evaluate(
        agents="staff", method="stationary", **WITHIN
    )
    queue = kr.ErlangX(contacts=morning()["contacts"], patience=law, **given)
    staff = morning()["staff"]
    level = queue.service_level(agents=staff, **WITHIN)
    assert course.frame["service_level"].tolist() == approx(level.tolist(), rel=1e-10)
    lost = queue.probability_of_abandonment(agents=staff)
    assert course.frame["probability_of_abandonment"].tolist() == approx(lost.tolist(), rel=1e-10)


@pytest.mark.parametrize("method", ["stationary", "lagged", "offered_load"])
def test_an_unchanging_day_ends_as_its_formula_says(method):
    day = kr.Day({"contacts": [100] * 6}, interval="30min", aht=180, patience=WEIBULL)
    course = day.evaluate(agents=11, **WITHIN).frame
    apart = day.evaluate(agents=11, method=method, **WITHIN).frame
    for measure in ("service_level", "probability_of_abandonment", "probability_of_wait"):
        assert course[measure][5] == approx(apart[measure][5], abs=0.006), (method, measure)


def test_it_says_what_it_is():
    course = day_with(WEIBULL).evaluate(agents="staff", **WITHIN)
    assert "patience" not in course.frame
    assert "patience Weibull(scale=300, shape=0.6), no redials" in course.assumed[0]
    assert course.assumed[1].startswith("By the method 'state_dependent': ")
    assert "Agents who leave finish the contact" in course.assumed[2]
    text = repr(course)
    assert "abandonment" in text.splitlines()[0]
    assert "probability_of_abandonment" in text
    assert "at the end of the day nobody is left" in text
    assert text.splitlines()[-1] == course.assumed[1]
    assert np.isnan(course.totals["error"])
    assert course.totals["overtime"] > 0
    assert repr(pickle.loads(pickle.dumps(course))) == text
    again = pickle.loads(pickle.dumps(day_with(WEIBULL))).evaluate(agents="staff", **WITHIN)
    assert again.totals["asa"] == course.totals["asa"]
    with pytest.raises(ValueError, match="number_in_system is known to the method 'exact' alone"):
        course.number_in_system()


@pytest.mark.parametrize(
    ("patience", "given", "complaint"),
    [
        (
            WEIBULL,
            {"method": "exact"},
            "method must be one of 'state_dependent', 'stationary', 'lagged' or 'offered_load' "
            "where patience is a law, got 'exact' with Weibull(scale=300, shape=0.6)",
        ),
        (WEIBULL, {"method": "fluid"}, "where patience is a law, got 'fluid' with Weibull("),
        (WEIBULL, {"method": "backlog"}, "where patience is a law, got 'backlog' with Weibull("),
        (300, {"method": "state_dependent"}, "must come with a law of patience; without one take"),
        (None, {"method": "state_dependent"}, "must come with a law of patience; without one take"),
        (
            kr.patience.Exponential(average=300, balking=0.02),
            {},
            "patience must be a law of which nobody hangs up at once for method 'state_dependent', "
            "got Exponential(average=300, balking=0.02)",
        ),
        (
            WEIBULL,
            {"method": "lagged", "leaving": "hand_over"},
            "must come with method 'exact', 'state_dependent' or 'fluid', got 'lagged'",
        ),
        (
            WEIBULL,
            {"method": "lagged", "tolerance": 1e-6},
            "tolerance must come with method 'exact' or 'state_dependent', got 'lagged'",
        ),
    ],
)
def test_what_does_not_fit_is_refused(patience, given, complaint):
    with pytest.raises(ValueError) as refused:
        day_with(patience).evaluate(agents="staff", **WITHIN, **given)
    assert complaint in str(refused.value)


VALIDATION = pathlib.Path(__file__).resolve().parents[2] / "examples/validation"


def stated_errors():
    """By measure, law and day, in points."""
    errors = {}
    for line in (VALIDATION / "patience.expected").read_text().splitlines():
        name, cells = line[:24].strip(), line[24:].split()
        if name.endswith("(points)"):
            measure, days = name, cells
        elif cells:
            errors[measure, name] = dict(zip(days, map(float, cells), strict=True))
    return errors


def test_the_errors_are_those_that_are_stated(monkeypatch):
    """With fewer contacts, so that the truth is known less well than in the table."""
    monkeypatch.syspath_prepend(str(VALIDATION))
    judged = __import__("patience")
    stated = stated_errors()
    for day in ("10", "few", "nobody"):
        for law in ("exponential", "half at once", "Weibull, shape 0.5", "2 min for all"):
            found = judged.differences(judged.LAWS[law], *judged.DAYS[day], contacts=1e6)
            for name, (error, width) in zip(("service level", "abandonment"), found, strict=True):
                known = stated[f"{name} (points)", law][day]
                assert 100 * error == approx(known, abs=0.05 + 160 * width), (name, law, day)


def test_the_stated_errors_are_those_of_every_law_and_day(monkeypatch):
    monkeypatch.syspath_prepend(str(VALIDATION))
    judged = __import__("patience")
    stated = stated_errors()
    for measure in ("service level (points)", "abandonment (points)"):
        for law in (*judged.LAWS, "truth known within"):
            assert list(stated.pop((measure, law))) == list(judged.DAYS)
    assert not stated


def test_what_takes_an_average_patience_alone_says_so():
    with pytest.raises(ValueError) as refused:
        day_with(WEIBULL).service_level_distribution(agents="staff", **WITHIN)
    assert "for service_level_distribution of a day, got Weibull(" in str(refused.value)
    with pytest.raises(ValueError) as refused:
        day_with(WEIBULL).agents_required(service_level=0.8, **WITHIN)
    assert str(refused.value) == (
        "patience must be an average or an exponential law without balking for agents_required of "
        "a day, got Weibull(scale=300, shape=0.6)"
    )
    exponential = day_with(kr.patience.Exponential(average=600))
    staffing = exponential.agents_required(service_level=0.8, **WITHIN)
    assert staffing.agents.tolist() == [12.0, 15.0, 13.0, 11.0]
