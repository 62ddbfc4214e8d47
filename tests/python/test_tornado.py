"""An answer when one argument at a time comes out otherwise."""

import krarup as kr
import numpy as np
import pytest
import witness
from pytest import approx

LOAD = dict(contacts=100, interval="30min", aht=180)
SUPPORT, BILLING = kr.ErlangC(**LOAD), kr.ErlangA(**LOAD, patience=300)
PROMISE = dict(service_level=0.80, answer_within=20)


def row(answer, argument):
    return next(each for each in answer.frame.itertuples() if each.argument == argument)


def test_each_side_by_hand():
    answer = kr.tornado(BILLING, of="service_level", agents=13, answer_within=20)
    by_hand = witness.Queue(100, 1800, 180, 300)
    assert answer.base == approx(by_hand.service_level(13, 20), abs=1e-11)
    for side, factor in (("low", 0.9), ("high", 1.1)):
        for argument, queue in (
            ("contacts", witness.Queue(100 * factor, 1800, 180, 300)),
            ("aht", witness.Queue(100, 1800, 180 * factor, 300)),
            ("patience", witness.Queue(100, 1800, 180, 300 * factor)),
        ):
            level = getattr(row(answer, argument), side)
            assert level == approx(queue.service_level(13, 20), abs=1e-11)


def test_the_widest_comes_first():
    changes = {"contacts": (-0.01, 0.02), "aht": (0, 0.3)}
    answer = kr.tornado(SUPPORT, changes=changes, **PROMISE)
    assert answer.frame["argument"].tolist() == ["aht", "contacts"]
    slow = row(answer, "aht")
    assert (slow.low_change, slow.high_change, slow.low) == (0.0, 0.3, 14.0)
    assert slow.high == witness.Queue(100, 1800, 234).agents_required(0.80, 20)


def test_shrinkage_is_an_argument_of_those_scheduled():
    answer = kr.tornado(SUPPORT, of="scheduled", shrinkage=0.30, changes=0.2, **PROMISE)
    share = row(answer, "shrinkage")
    assert (answer.base, share.low, share.high) == (20.0, 19.0, 22.0)  # 14 / 0.76, 14 / 0.64


def test_what_cannot_be_had_has_no_effect():
    answer = kr.tornado(SUPPORT, service_level=1, answer_within=20)
    assert np.isinf(answer.frame["low"]).all() and answer.base == np.inf


def test_it_prints_itself():
    answer = kr.tornado(SUPPORT, of="service_level", agents=14, answer_within=20)
    assert "88.8 % without any change" in repr(answer) and "-10 %" in answer._repr_html_()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"patience": (0, 1)}, "changes must be one of 'contacts', 'aht', got 'patience'"),
        ({"aht": (0.1, -0.1)}, "changes of aht must be a low one and a high one"),
        ({"aht": (0.1,)}, "changes of aht must be a low one and a high one"),
        ({"aht": (-2, 0)}, "changes of aht must be finite and >= -1, got -2"),
        ({}, "changes must name an argument that changes, got none"),
        (-0.1, "changes of contacts must be a low one and a high one"),
    ],
)
def test_wrong_changes(changes, words):
    with pytest.raises(ValueError, match=words):
        kr.tornado(SUPPORT, changes=changes, **PROMISE)
