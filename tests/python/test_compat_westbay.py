"""The functions of CC-Excel: overloading, percentages, published numbers, the exact answers."""

import by_definition
import numpy as np
import pandas as pd
import pytest
from by_definition import Fraction
from krarup.compat import westbay
from krarup.compat.westbay import (
    CCXLAgents,
    CCXLCalls,
    CCXLDuration,
    CCXLLines,
    CCXLQueue,
    CCXLService,
)
from pytest import approx


def test_the_vendors_answer_in_its_forum():
    # 21 agents, 57 calls of 1110 s, 180 s: 80.7 %; and 23 agents for 80 % in 20 s
    assert CCXLService(21, 57, 1110, 180) == approx(0.807, abs=5e-4)
    assert CCXLAgents(57, 1110, 80, 180) == 21
    assert CCXLAgents(57, 1110, 80, 20) == 23


def test_call_centre_helpers_case():
    assert CCXLAgents(200, 180, 80, 20) == 14
    assert CCXLService(14, 200, 180, 20) == approx(0.8883500191794669, rel=1e-13)
    assert CCXLQueue(11, 200, 180) == approx(6.8211820, abs=5e-8)


def test_a_target_is_two_arguments_or_one():
    by_asa = by_definition.least(lambda n: n > 10 and by_definition.asa(n, 10) * 180 <= 10)
    assert CCXLAgents(200, 180, 10) == by_asa
    calls, duration = CCXLCalls(14, 180, 10), CCXLDuration(14, 200, 10)
    assert by_definition.asa(14, Fraction(calls) / 20) * 180 == approx(10, rel=1e-9)
    assert by_definition.asa(14, Fraction(duration) / 18) * duration == approx(10, rel=1e-9)
    calls, duration = CCXLCalls(14, 180, 80, 20), CCXLDuration(14, 200, 80, 20)
    level = by_definition.service_level
    assert level(14, Fraction(calls) / 20, 20 / 180) == approx(0.8, rel=1e-9)
    assert level(14, Fraction(duration) / 18, 20 / duration) == approx(0.8, rel=1e-9)


def test_a_percentage_and_a_share_are_the_same():
    shares, percentages = [0.0, 0.02, 0.8, 0.99], [0.0, 2, 80, 99]
    for ask in (
        lambda p: CCXLAgents(200, 180, p, 20),
        lambda p: CCXLCalls(14, 180, p, 20),
        lambda p: CCXLDuration(14, 200, p, 20),
    ):
        np.testing.assert_array_equal(ask(shares), ask(percentages))
    assert CCXLAgents(200, 180, 99.9, 20) > CCXLAgents(200, 180, 99, 20)  # beyond the add-in
    assert CCXLAgents(200, 180, 100, 20) == np.inf


def test_lines_by_definition():
    for wrap_up in (0, 60):
        waiting = by_definition.erlang_c(14, 10) * 10 / 4
        load = waiting + Fraction(200 * (180 - wrap_up), 3600)
        needed = by_definition.least(lambda n, a=load: by_definition.erlang_b(n, a) <= 0.01)
        assert CCXLLines(14, 200, 180, 0.01, wrap_up) == needed


def test_beyond_the_add_ins_limits():
    assert CCXLAgents(400_000, 180, 80, 20) > 20_000
    assert CCXLAgents(10, 7200, 80, 1) > 0
    assert CCXLLines(14, 200, 180, 1e-6) > CCXLLines(14, 200, 180, 0.001)
    assert CCXLService(9, 200, 180, 20) == 0 and CCXLQueue(9, 200, 180) == np.inf
    assert CCXLLines(9, 200, 180, 0.01) == np.inf


def test_columns_broadcast_and_a_series_keeps_its_index():
    calls = pd.Series([100.0, np.nan, 200.0], index=["a", "b", "c"])
    agents = CCXLAgents(calls, 180, 80, 20)
    assert agents.index.tolist() == ["a", "b", "c"]
    assert agents["c"] == 14 and np.isnan(agents["b"])
    targets = pd.Series([80, 0.9, np.nan], index=["a", "b", "c"])
    assert CCXLAgents(calls, 180, targets, 20).index.tolist() == ["a", "b", "c"]
    assert CCXLQueue([[11], [12]], calls, 180).shape == (2, 3)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: CCXLAgents(200, 180, 1, 20),
            r"^Percentage must be a share in \[0, 1\) or a percentage in \[2, 100\], got 1$",
        ),
        (lambda: CCXLAgents(200, 180, [80, 1.5], 20), r"^row 1: Percentage .* got 1.5"),
        (lambda: CCXLAgents(200, 180, 101, 20), r"^Percentage .* got 101$"),
        (lambda: CCXLAgents(200, 180, -3), r"^ASA must be finite and >= 0 s, got -3$"),
        (lambda: CCXLAgents(-200, 180, 80, 20), r"^Calls must be finite and >= 0, got -200$"),
        (lambda: CCXLQueue(14, 200, 0), r"^Duration must be finite and > 0 s, got 0$"),
        (lambda: CCXLService(14, 200, 180, -1), r"^AnsweredIn must be finite"),
        (lambda: CCXLLines(14, 200, 180, 1.5), r"^Blocking must be in \[0, 1\], got 1.5"),
    ],
)
def test_errors_name_the_add_ins_argument(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_everything_is_handed_out():
    assert sorted(westbay.__all__) == [name for name in sorted(dir(westbay)) if "CCXL" in name]
