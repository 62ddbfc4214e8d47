"""Classes of contacts before the same agents: against Cobham's waits, and as one queue."""

import krarup as kr
import numpy as np
import pytest
from pytest import approx

HOURS = {"urgent": [240.0] * 3, "others": [300.0] * 3}
WITHIN = {"answer_within": 20}


def of_both(**more):
    return {
        "urgent": {"contacts": "urgent", "aht": 60, **more},
        "others": {"contacts": "others", "aht": 60, **more},
    }


def test_waits_are_those_of_cobham():
    """In balance, an hour of 60 handle times having passed before."""
    n, loads = 11, (4.0, 5.0)
    found = kr.simulate_center(HOURS, of_both(), agents=n, interval="1h", **WITHIN, seed=5)
    together = kr.ErlangC(contacts=540, interval="1h", aht=60)
    left = together.probability_of_wait(agents=n) * 60 / n
    below, up_to = 1.0, 1.0
    for load, day in zip(loads, found.values(), strict=True):
        below, up_to = up_to, up_to - load / n
        wait, width = (np.asarray(day.frame[name])[-1] for name in ("asa", "asa_half_width"))
        assert abs(wait - left / (below * up_to)) < 2.2 * width
        assert day.frame["occupancy"].tolist()[-1] == approx(load / n, rel=0.02)


def test_classes_alike_are_one_queue():
    """Each waits in turn, but nobody sees which class is served."""
    given = {"agents": 10, "interval": "1h", "lines": 14, **WITHIN}
    exact = kr.Day({"contacts": [540.0] * 3}, interval="1h", aht=60, patience=90, lines=14)
    expected = exact.evaluate(agents=10, **WITHIN).totals
    found = kr.simulate_center(HOURS, of_both(patience=90), **given)
    urgent, others = (found[name].totals for name in HOURS)
    for name in ("answered", "abandoned", "blocked"):
        assert urgent[name] + others[name] == approx(expected[name], rel=0.02)
    assert urgent["asa"] < 0.6 * others["asa"]
    assert urgent["probability_of_blocking"] == approx(others["probability_of_blocking"], rel=0.05)


def test_one_class_is_a_queue():
    how = {"agents": [9, 10, 11], "interval": "1h", "seed": 3, **WITHIN}
    alone = kr.simulate(HOURS, contacts="others", aht=100, patience=60, engine="first_come", **how)
    (found,) = kr.simulate_center(
        HOURS, {"all": {"contacts": "others", "aht": 100, "patience": 60}}, **how
    ).values()
    assert found.totals["answered"] == alone.totals["answered"]
    assert found.frame["asa"].tolist() == approx(alone.frame["asa"].tolist())


def test_what_a_class_has_for_itself():
    classes = {
        "urgent": {"contacts": "urgent", "aht": "2min", "answer_within": 5},
        "others": {
            "contacts": "others",
            "aht": kr.patience.Gamma(average=60, shape=2),
            "patience": kr.patience.Weibull(scale=60, shape=0.8),
            "redials_of_abandoned": 0.5,
            "redial_after": 120,
            "definition": "answered",
        },
    }
    found = kr.simulate_center(HOURS, classes, agents=14, interval="1h", replications=64, **WITHIN)
    assert list(found) == ["urgent", "others"]
    urgent, others = found.values()
    assert "patience" not in urgent.frame
    assert urgent.totals["abandoned"] == 0
    assert others.totals["attempts"] > others.totals["contacts"] == 900
    assert "Urgent first: urgent, others; a contact" in " ".join(others.assumed)
    assert "Weibull" in others.assumed[0]
    assert repr(urgent).startswith("SimulatedDay: 3 intervals")
    calls = [others.contacts(r) for r in range(64)]
    assert np.mean([each["answered"].sum() for each in calls]) == approx(others.totals["answered"])
    longest = urgent.contacts()["wait"].max()
    assert longest < others.contacts()["wait"].max()
    again = kr.simulate_center(HOURS, classes, agents=14, interval="1h", replications=64, **WITHIN)
    assert again["others"].frame.equals(others.frame)


def test_it_stops_where_every_class_is_known_well():
    wanted = {"half_width": 0.01, "replications": 10_000}
    found = kr.simulate_center(HOURS, of_both(), agents=11, interval="1h", **wanted, **WITHIN)
    for day in found.values():
        assert day.reached
        assert day.replications < 2_000
        assert day.totals["service_level_half_width"] <= 0.01


@pytest.mark.parametrize(
    ("classes", "complaint"),
    [
        ({}, "classes must be a mapping from names to arguments, got {}"),
        ([("a", {})], "classes must be a mapping from names to arguments, got"),
        ({"a": 3}, "classes must be a mapping from names to mappings of arguments, got 'a': 3"),
        ({"a": {"agents": 3}}, "class 'a' must have of its own only definition, short, contacts"),
        ({"a": {"contacts": 9, "aht": -1}}, "class 'a': aht must be finite and > 0 s, got -1"),
        (
            {"a": {"contacts": "urgent", "aht": [60, 0, 60]}},
            "row 1: aht of class 'a' must be finite",
        ),
        (
            {"a": {"contacts": "gold", "aht": [60] * 3}},
            "contacts of class 'a' must be a column, got 'gold': the columns are",
        ),
    ],
)
def test_wrong_classes_are_refused(classes, complaint):
    with pytest.raises(ValueError) as refused:
        kr.simulate_center(HOURS, classes, agents=9, interval="1h", **WITHIN)
    assert complaint in str(refused.value)


@pytest.mark.parametrize("agents", [9, [9, 9, 9]])
def test_a_class_of_other_intervals_is_named(agents):
    classes = {"a": {"contacts": [9, 9, 9], "aht": 60}, "b": {"contacts": [9, 9], "aht": 60}}
    with pytest.raises(ValueError) as refused:
        kr.simulate_center({}, classes, agents=agents, interval="1h", **WITHIN)
    assert str(refused.value) == (
        "class 'b': a day must have as many intervals in every class, 3, got 2"
    )


def test_findings_name_the_class_and_the_column():
    hours = {"urgent": [9, 9, 9], "others": [90, 0, -1]}
    with pytest.raises(kr.DataError) as refused:
        kr.simulate_center(hours, of_both(), agents=9, interval="1h", **WITHIN)
    (negative,) = refused.value.findings
    assert negative.text.startswith("row 2: contacts of class 'others' (column 'others') must be f")
    assert (negative.row, negative.column, negative.value) == (2, "others", -1)


def test_each_class_has_an_answer_time():
    with pytest.raises(ValueError, match="class 'urgent' must have answer_within, or all classes"):
        kr.simulate_center(HOURS, of_both(), agents=9, interval="1h")
