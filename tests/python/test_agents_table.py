"""The numbers of agents around the answer."""

import krarup as kr
import numpy as np
import pytest
import witness
from pytest import approx

LOAD = dict(contacts=100, interval="30min", aht=180)
SUPPORT, BILLING = kr.ErlangC(**LOAD), kr.ErlangA(**LOAD, patience=300)
PROMISE = dict(service_level=0.80, answer_within=20)

# n, P(wait), service level in 20 s, asa, occupancy, mean queue: the published rows of Call Centre
# Helper's example
PUBLISHED = np.array([
    [11, 0.6821182047, 0.3896138117, 122.7812768, 0.9090909, 6.8211820],
    [12, 0.4493882243, 0.6401580404, 40.44494019, 0.8333333, 2.2469411],
    [13, 0.2852704530, 0.7955947884, 17.11622718, 0.7692308, 0.9509015],
    [14, 0.1741319336, 0.8883500192, 7.835937012, 0.7142857, 0.4353298],
    [15, 0.1020423670, 0.9414528429, 3.673525212, 0.6666667, 0.2040847],
    [16, 0.0573403309, 0.9705604925, 1.720209927, 0.6250000, 0.0955672],
    [17, 0.0308761100, 0.9858147177, 0.7939571138, 0.5882353, 0.0441087],
])  # fmt: skip
COLUMNS = [
    "agents",
    "probability_of_wait",
    "service_level",
    "asa",
    "occupancy",
    "mean_queue_length",
]


def test_published_rows():
    answer = kr.agents_table(SUPPORT, spread=3, **PROMISE)
    assert answer.agents_required == 14
    np.testing.assert_allclose(answer.frame[COLUMNS], PUBLISHED, rtol=2e-6)
    assert answer.frame["keeps_promises"].tolist() == [False] * 3 + [True] * 4


def test_rows_of_a_queue_with_patience():
    by_hand = witness.Queue(100, 1800, 180, 300)
    frame = kr.agents_table(BILLING, **PROMISE).frame
    assert frame["agents"].tolist() == list(range(8, 19))
    for row in frame.itertuples():
        n = int(row.agents)
        assert row.service_level == approx(by_hand.service_level(n, 20), abs=1e-11)
        assert row.probability_of_abandonment == approx(by_hand.abandonment(n), abs=1e-11)
        assert row.mean_queue_length == approx(by_hand.mean_queue_length(n), rel=1e-9)


def test_the_effect_of_one_agent_is_the_step_between_published_rows():
    effect = kr.agents_table(SUPPORT, spread=3, **PROMISE).effect
    np.testing.assert_allclose(effect[COLUMNS[1:]], np.diff(PUBLISHED[:, 1:], axis=0), rtol=2e-5)
    assert (effect["agents_after"] - effect["agents"]).tolist() == [1] * 6


def test_from_no_staff_on_and_through_overload():
    answer = kr.agents_table(kr.ErlangC(contacts=1, interval="30min", aht=180), **PROMISE)
    assert answer.agents_required == 1
    assert answer.frame["agents"].tolist() == list(range(7))
    assert np.isinf(answer.frame["asa"][0]) and answer.effect["asa"][0] == -np.inf
    busy = kr.agents_table(SUPPORT, agents=9, spread=1)
    assert np.isnan(busy.effect["asa"]).all()  # from infinity to infinity
    assert "inf" in repr(busy)


def test_a_night_without_contacts():
    answer = kr.agents_table(kr.ErlangA(contacts=0, interval=1800, aht=180, patience=60), **PROMISE)
    assert answer.agents_required == 0
    assert answer.frame["service_level"].tolist() == [1.0] * 6
    assert "0 agents required" in repr(answer)


def test_a_joint_target_is_kept_from_the_marked_row_on():
    target = dict(PROMISE, max_occupancy=0.70, max_abandonment=0.02, max_asa=5)
    frame = kr.agents_table(BILLING, **target).frame
    kept = (
        (frame["service_level"] >= 0.80)
        & (frame["occupancy"] <= 0.70)
        & (frame["probability_of_abandonment"] <= 0.02)
        & (frame["asa"] <= 5)
    )
    assert kept.tolist() == frame["keeps_promises"].tolist() and 0 < kept.sum() < len(kept)


def test_what_so_many_could_take():
    frame = kr.agents_table(SUPPORT, spread=1, **PROMISE).frame
    for row in frame.itertuples():
        n = int(row.agents)
        full = witness.Queue(row.contacts_answerable, 1800, 180)
        slow = witness.Queue(100, 1800, row.longest_aht)
        assert full.service_level(n, 20) == approx(0.80, abs=1e-10)
        assert slow.service_level(n, 20) == approx(0.80, abs=1e-10)


def test_without_a_promise_the_middle_is_given():
    answer = kr.agents_table(BILLING, agents=13.5, spread=1, answer_within=20)
    assert answer.agents_required is None
    assert answer.frame["agents"].tolist() == [12.5, 13.5, 14.5]
    assert "keeps_promises" not in answer.frame and "service_level" in answer.frame
    assert "service_level" not in kr.agents_table(BILLING, agents=13).frame
    assert kr.agents_table(BILLING, agents=20, **PROMISE).agents_required == 13


def test_an_answer_time_alone_is_shown_and_not_promised():
    answer = kr.agents_table(BILLING, max_asa=10, answer_within=20)
    assert answer.agents_required == BILLING.agents_required(max_asa=10)
    assert "service_level" in answer.frame


def test_what_cannot_be_had_is_an_answer():
    answer = kr.agents_table(SUPPORT, service_level=1.0, answer_within=20)
    assert isinstance(answer.agents_required, kr.Unreachable)
    assert not answer.frame["keeps_promises"].any()
    assert 11 in answer.frame["agents"].tolist()
    for text in (repr(answer), answer._repr_html_()):
        assert answer.agents_required.why in text


def test_the_answer_is_marked():
    answer = kr.agents_table(SUPPORT, **PROMISE)
    (line,) = [line for line in repr(answer).splitlines() if line.startswith(">")]
    assert line.split()[:3] == [">", "14", "88.8"]
    html = answer._repr_html_()
    assert html.count("font-weight:bold") == 1
    assert ">14<" in html.split("font-weight:bold")[1].split("</tr>")[0]
    far = kr.agents_table(SUPPORT, agents=40, spread=1, **PROMISE)
    assert ">" not in repr(far)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, "a target must promise something"),
        ({"answer_within": 20}, "a target must promise something"),
        ({**PROMISE, "spread": -1}, "spread must be a whole number from 0 to 100000, got -1"),
        ({**PROMISE, "spread": 10**9}, "spread must be a whole number from 0 to 100000, got 1000"),
        ({"agents": -1}, "agents must be finite and >= 0, got -1"),
        ({"agents": [1, 2]}, "agents must be one number, got 2 numbers"),
        ({"service_level": [0.8, 0.9], "answer_within": 20}, "each promise must be one number"),
        ({"service_level": np.nan, "answer_within": 20}, "each promise must be one number"),
        ({"service_level": 80, "answer_within": 20}, r"write 0.80 for 80 %"),
    ],
)
def test_wrong_arguments(arguments, words):
    with pytest.raises(ValueError, match=words):
        kr.agents_table(SUPPORT, **arguments)


def test_wrong_queues():
    day = kr.ErlangC(contacts=[60, 100], interval="30min", aht=180)
    with pytest.raises(ValueError, match="queue must be one interval, got a column of 2 contacts"):
        kr.agents_table(day, **PROMISE)
    lines = kr.ErlangB(contacts=1, interval="1h", aht=60)
    with pytest.raises(ValueError, match="queue must be an ErlangC, ErlangA, ErlangX, MMnG or MGn"):
        kr.agents_table(lines, **PROMISE)
    unknown = kr.ErlangC(contacts=np.nan, interval="30min", aht=180)
    with pytest.raises(ValueError, match="contacts of queue must be a number, got nan"):
        kr.agents_table(unknown, **PROMISE)
