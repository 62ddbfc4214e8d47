"""Service level over agents, several queues side by side."""

import krarup as kr
import numpy as np
import pytest
import witness
from pytest import approx

LOAD = dict(contacts=100, interval="30min", aht=180)
MODELS = {"Erlang C": kr.ErlangC(**LOAD), "Erlang A": kr.ErlangA(**LOAD, patience=300)}


def test_each_level_is_that_of_the_definition():
    curve = kr.service_level_curve(MODELS, agents=range(0, 18), answer_within="20s")
    assert list(curve.frame) == ["agents", "Erlang C", "Erlang A"]
    assert curve.answer_within == 20.0
    by_hand = {
        "Erlang C": witness.Queue(100, 1800, 180),
        "Erlang A": witness.Queue(100, 1800, 180, 300),
    }
    for name, queue in by_hand.items():
        for n, level in zip(curve.frame["agents"], curve.frame[name], strict=True):
            assert level == approx(queue.service_level(int(n), 20), abs=1e-11)


def test_another_definition():
    curve = kr.service_level_curve(MODELS, agents=[12], answer_within=20, definition="answered")
    by_hand = witness.Queue(100, 1800, 180, 300)
    level = by_hand.service_level(12, 20) / (1 - by_hand.abandonment(12))
    assert curve.frame["Erlang A"][0] == approx(level, abs=1e-11)


def test_it_prints_itself():
    curve = kr.service_level_curve(MODELS, agents=[14], answer_within=20)
    assert "88.8 %" in repr(curve) and "<td" in curve._repr_html_()
    odd = kr.service_level_curve({"<b>": MODELS["Erlang C"]}, agents=[14], answer_within=20)
    assert "<b></b>" not in odd._repr_html_() and "&lt;b&gt;" in odd._repr_html_()


@pytest.mark.parametrize(
    ("queues", "agents", "words"),
    [
        ({}, [1], "queues must be a mapping from names to queues"),
        (MODELS["Erlang C"], [1], "queues must be a mapping from names to queues"),
        ({1: MODELS["Erlang C"]}, [1], "a queue's name must be a text, got 1"),
        ({"agents": MODELS["Erlang C"]}, [1], "another name than 'agents'"),
        ({"x": kr.ErlangC(contacts=[1, 2], interval=1, aht=1)}, [1], "queue 'x' must be one"),
        (MODELS, 14, "agents must be a column of at least one number, got 14"),
        (MODELS, [], "agents must be a column of at least one number"),
        (MODELS, [13, -1], "row 1: agents must be finite and >= 0, got -1"),
    ],
)
def test_wrong_arguments(queues, agents, words):
    with pytest.raises(ValueError, match=words):
        kr.service_level_curve(queues, agents=agents, answer_within=20)


def test_the_answer_time_is_one():
    with pytest.raises(ValueError, match="answer_within must be one number, got 2 numbers"):
        kr.service_level_curve(MODELS, agents=[1], answer_within=[10, 20])
    assert np.isfinite(
        kr.service_level_curve(MODELS, agents=[14], answer_within=0).frame["Erlang A"][0]
    )
