"""pyworkforce's classes: the same answers where pyworkforce is right, the right ones where not."""

import math

import by_definition
import numpy as np
import pandas as pd
import pytest
from by_definition import Fraction
from krarup.compat.pyworkforce import ErlangC, MultiErlangC
from pytest import approx

CASE = {"transactions": 100, "aht": 3, "asa": 20 / 60, "interval": 30, "shrinkage": 0.3}
GRID = {
    "transactions": [1, 4.5, 60, 100, 333],
    "aht": [2, 3.7],
    "interval": [15, 30],
    "asa": [10 / 60, 1],
    "shrinkage": [0.0, 0.25],
}


@pytest.fixture(scope="module")
def original():
    return pytest.importorskip("pyworkforce", reason="compares with pyworkforce: not installed")


def test_published_case():
    answer = ErlangC(**CASE).required_positions(service_level=0.8, max_occupancy=0.85)
    assert answer == {
        "raw_positions": 14,
        "positions": 20,
        "service_level": approx(0.8883500191794669, rel=1e-13),
        "occupancy": approx(0.7142857142857143, rel=1e-13),
        "waiting_probability": approx(0.1741319335950498, rel=1e-13),
    }
    assert type(answer["raw_positions"]) is type(answer["positions"]) is int
    strict = ErlangC(**CASE).required_positions(service_level=0.8, max_occupancy=0.70)
    assert (strict["raw_positions"], strict["positions"]) == (15, 22)
    assert round(strict["service_level"], 3) == 0.941
    assert round(strict["occupancy"], 3) == 0.667
    assert round(strict["waiting_probability"], 3) == 0.102


def test_measures_equal_pyworkforces(original):
    ours, theirs = MultiErlangC(GRID), original.MultiErlangC(GRID, n_jobs=1)
    assert ours.param_list == theirs.param_list
    compared = 0
    for params in ours.param_list:
        one, other = ErlangC(**params), original.ErlangC(**params)
        assert one.intensity == other.intensity
        for positions in {math.floor(other.intensity) + k for k in (1, 2, 5, 20, 100)}:
            for scaled in (False, True):
                ready = math.floor((1 - params["shrinkage"]) * positions) if scaled else positions
                if ready <= other.intensity:
                    continue
                for name in ("waiting_probability", "service_level", "achieved_occupancy"):
                    asked = {"positions": positions, "scale_positions": scaled}
                    expected = getattr(other, name)(**asked)
                    assert getattr(one, name)(**asked) == approx(expected, rel=1e-9, abs=1e-300)
                    compared += 1
    assert compared > 1000


def test_requirements_equal_pyworkforces_except_where_its_search_starts_too_high(original):
    targets = {"service_level": [0.5, 0.8, 0.95], "max_occupancy": [0.75, 0.9, 1.0]}
    ours = MultiErlangC(GRID).required_positions(targets)
    theirs = original.MultiErlangC(GRID, n_jobs=1).required_positions(targets)
    pairs = [(erlang, asked) for erlang in MultiErlangC(GRID).param_list for asked in _all(targets)]
    too_many = 0
    for (params, asked), one, other in zip(pairs, ours, theirs, strict=True):
        assert list(one) == list(other)
        needed = _needed(params, asked)
        assert one["raw_positions"] == needed
        if other["raw_positions"] == needed:
            assert one == {key: approx(value, rel=1e-9) for key, value in other.items()}
        else:
            a = Fraction(params["transactions"]) * Fraction(params["aht"]) / params["interval"]
            assert other["raw_positions"] == round(float(a) + 1) == needed + 1
            too_many += 1
    assert 0 < too_many < len(pairs) / 10


def _all(targets):
    return [
        {"max_occupancy": occupancy, "service_level": level}
        for occupancy in targets["max_occupancy"]
        for level in targets["service_level"]
    ]


def _needed(params, asked):
    """The least positions, by trying, from the definition of Erlang C."""
    a = Fraction(params["transactions"]) * Fraction(params["aht"]) / params["interval"]

    def kept(n):
        return (
            n > a
            and a / n <= Fraction(asked["max_occupancy"])
            and by_definition.service_level(n, a, params["asa"] / params["aht"])
            >= asked["service_level"]
        )

    return by_definition.least(kept, start=math.floor(a) + 1)


def test_search_that_starts_above_the_answer(original):
    case = {"transactions": 106, "aht": 3, "asa": 20 / 60, "interval": 30}  # 10.6 erlangs
    assert by_definition.service_level(11, Fraction("10.6"), 1 / 9) >= 0.10
    assert ErlangC(**case).required_positions(0.10)["raw_positions"] == 11
    assert original.ErlangC(**case).required_positions(0.10)["raw_positions"] == 12


def test_rounding_up_what_is_only_the_error_of_a_division(original):
    case = {"transactions": 168, "aht": 3, "asa": 20 / 60, "interval": 30, "shrinkage": 0.3}
    ours = ErlangC(**case).required_positions(0.8)
    theirs = original.ErlangC(**case).required_positions(0.8)
    assert ours["raw_positions"] == theirs["raw_positions"] == 21
    assert Fraction(21) / (1 - Fraction("0.3")) == 30
    assert (ours["positions"], theirs["positions"]) == (30, 31)


def test_rounding_down_likewise(original):
    case = {**CASE, "transactions": 10, "shrinkage": 0.8}
    assert 10 * (1 - Fraction("0.8")) == 2
    ours, theirs = ErlangC(**case), original.ErlangC(**case)
    assert ours.waiting_probability(10, scale_positions=True) == ours.waiting_probability(2)
    assert theirs.waiting_probability(10, scale_positions=True) == theirs.waiting_probability(1)


def test_probabilities_under_overload(original):
    ours, theirs = ErlangC(**CASE), original.ErlangC(**CASE)
    for positions in (5, 9):
        assert theirs.waiting_probability(positions) > 1.4
        assert theirs.achieved_occupancy(positions) > 1.1
        assert ours.waiting_probability(positions) == ours.achieved_occupancy(positions) == 1
        assert ours.service_level(positions) == theirs.service_level(positions) == 0


def test_full_service_is_unreachable(original):
    answer = ErlangC(**CASE).required_positions(service_level=1.0)
    assert answer["raw_positions"] == answer["positions"] == np.inf
    assert "every contact" in answer["raw_positions"].why
    measures = ("service_level", "occupancy", "waiting_probability")
    assert [answer[name] for name in measures] == [1, 0, 0]
    theirs = original.ErlangC(**CASE).required_positions(service_level=1.0)
    exact = by_definition.erlang_c(theirs["raw_positions"], 10)
    assert theirs["service_level"] == 1.0 and exact > 0  # where its doubles run out


def test_units_cancel():
    seconds = ErlangC(transactions=100, aht=180, asa=20, interval=1800, shrinkage=0.3)
    minutes = ErlangC(**CASE)
    assert seconds.required_positions(0.8) == {
        key: approx(value, rel=1e-12) for key, value in minutes.required_positions(0.8).items()
    }
    with pytest.raises(ValueError, match="interval must be finite and > 0, got '30min'"):
        ErlangC(transactions=100, aht=3, asa=20 / 60, interval="30min")


def test_columns_broadcast_and_a_series_keeps_its_index():
    volumes = pd.Series([100.0, np.nan, 168.0], index=["a", "b", "c"])
    answer = ErlangC(**{**CASE, "transactions": volumes}).required_positions(0.8)
    for column in answer.values():
        assert column.index.tolist() == ["a", "b", "c"] and np.isnan(column["b"])
    assert answer["positions"].tolist()[::2] == [20, 30]
    mixed = ErlangC(**CASE).required_positions([0.8, 1.0])
    assert mixed["raw_positions"].tolist() == [14, np.inf] == [14, mixed["positions"][1]]
    assert mixed["service_level"][1] == 1 and mixed["waiting_probability"][1] == 0


def test_attributes_equal_pyworkforces(original):
    names = ("n_transactions", "aht", "asa", "interval", "shrinkage", "intensity")
    ours, theirs = ErlangC(**CASE), original.ErlangC(**CASE)
    assert all(getattr(ours, name) == getattr(theirs, name) for name in names)
    assert set(vars(theirs)) == set(names)
    multi = set(vars(original.MultiErlangC(GRID)))
    assert set(vars(MultiErlangC(GRID))) == multi


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"transactions": -1}, "transactions must be finite and >= 0, got -1"),
        ({"aht": 0}, "aht must be finite and > 0, got 0"),
        ({"asa": -1}, "asa must be finite and >= 0, got -1"),
        ({"interval": 0}, "interval must be finite and > 0, got 0"),
        ({"shrinkage": 1}, r"shrinkage must be in \[0, 1\), got 1"),
    ],
)
def test_errors_name_the_argument(wrong, message):
    with pytest.raises(ValueError, match=message):
        ErlangC(**{**CASE, **wrong})


def test_an_argument_without_use_is_named():
    with pytest.warns(UserWarning, match="no use of max_occupancy, color"):
        ErlangC(**CASE, max_occupancy=0.85, color="red")


def test_grids_in_pyworkforces_order(original):
    grids = [
        {"transactions": [100, 140], "aht": [3], "interval": [30], "asa": [1 / 3, 1]},
        {"transactions": [7], "aht": [3], "interval": [30], "asa": [1]},
    ]
    asked = {"scale_positions": [False, True], "positions": [20, 30]}
    ours, theirs = MultiErlangC(grids, n_jobs=4), original.MultiErlangC(grids, n_jobs=1)
    assert ours.service_level(asked) == approx(theirs.service_level(asked), rel=1e-9)
    assert ours.service_level_params == theirs.service_level_params
    assert ours.achieved_occupancy_params is None
    assert ours.achieved_occupancy(asked) == approx(theirs.achieved_occupancy(asked))
    assert ours.achieved_occupancy_params == ours.service_level_params
    assert ours.waiting_probability(asked) == approx(theirs.waiting_probability(asked))


def test_grids_that_are_none():
    with pytest.raises(TypeError, match="transactions must be a list of values in a grid, got 100"):
        MultiErlangC({"transactions": 100})
    with pytest.raises(TypeError, match="a list of dicts, got 3"):
        MultiErlangC([3])
    with pytest.raises(ValueError, match="must have combinations"):
        MultiErlangC({"transactions": []}).service_level({"positions": [14]})
    with pytest.raises(TypeError, match="service_level"):
        grid = {name: [value] for name, value in CASE.items()}
        MultiErlangC(grid).required_positions({"max_occupancy": [0.85]})
