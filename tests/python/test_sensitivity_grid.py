"""An answer under relative changes of two arguments."""

import krarup as kr
import numpy as np
import pytest
import witness
from pytest import approx

LOAD = dict(contacts=100, interval="30min", aht=180)
SUPPORT, BILLING = kr.ErlangC(**LOAD), kr.ErlangA(**LOAD, patience=300)
PROMISE = dict(service_level=0.80, answer_within=20)
CHANGES = [-0.3, 0.0, 0.25]
STEPS = dict(row_changes=CHANGES, column_changes=CHANGES)


def each_cell(grid):
    for i, down in enumerate(grid.rows):
        for j, across in enumerate(grid.columns):
            yield grid.values[i, j], 1 + down, 1 + across


def test_agents_required_by_counting():
    grid = kr.sensitivity_grid(SUPPORT, **STEPS, **PROMISE)
    assert (grid.row_name, grid.column_name, grid.of) == ("contacts", "aht", "agents_required")
    for n, volume, time in each_cell(grid):
        assert n == witness.Queue(100 * volume, 1800, 180 * time).agents_required(0.80, 20)
    assert grid.base == 14


def test_service_level_of_given_agents():
    grid = kr.sensitivity_grid(
        BILLING, rows="aht", columns="patience", of="service_level", agents=13, answer_within=20,
        **STEPS,
    )  # fmt: skip
    for level, time, patience in each_cell(grid):
        by_hand = witness.Queue(100, 1800, 180 * time, 300 * patience)
        assert level == approx(by_hand.service_level(13, 20), abs=1e-11)


def test_scheduled_by_counting():
    grid = kr.sensitivity_grid(
        SUPPORT, columns="shrinkage", of="scheduled", shrinkage=0.30, **STEPS, **PROMISE
    )
    for scheduled, volume, share in each_cell(grid):
        n = witness.Queue(100 * volume, 1800, 180).agents_required(0.80, 20)
        least = next(k for k in range(100) if k * (1 - 0.30 * share) >= n - 1e-9)
        assert scheduled == least
    assert grid.base == 20


def test_service_level_of_those_scheduled():
    grid = kr.sensitivity_grid(
        BILLING, rows="shrinkage", of="service_level", scheduled=20, shrinkage=0.30,
        answer_within=20, row_changes=[0.0, 1 / 6], column_changes=[0.0, 0.1],
    )  # fmt: skip
    for level, share, time in each_cell(grid):  # 14 and 13 on the phones
        on_phone = round(20 * (1 - 0.30 * share))
        by_hand = witness.Queue(100, 1800, 180 * time, 300)
        assert level == approx(by_hand.service_level(on_phone, 20), abs=1e-9)


def test_fractions_and_what_cannot_be_had():
    grid = kr.sensitivity_grid(SUPPORT, of="fractional_agents_required", **PROMISE)
    assert grid.base == approx(13.0372064664, rel=1e-11)
    never = kr.sensitivity_grid(SUPPORT, service_level=1, answer_within=20)
    assert np.isinf(never.values).all() and "inf" in repr(never)
    staffed = kr.sensitivity_grid(
        SUPPORT, of="scheduled", shrinkage=0.3, service_level=1, answer_within=20
    )
    assert np.isinf(staffed.values).all()


def test_nothing_left_of_the_volume():
    grid = kr.sensitivity_grid(SUPPORT, row_changes=[-1], column_changes=[0], **PROMISE)
    assert grid.values.tolist() == [[0.0]]


def test_it_prints_itself_and_is_a_frame():
    grid = kr.sensitivity_grid(SUPPORT, **STEPS, **PROMISE)
    assert list(grid.frame) == ["contacts", "aht -30 %", "aht 0 %", "aht +25 %"]
    assert grid.frame["aht 0 %"].tolist() == grid.values[:, 1].tolist()
    (line,) = [line for line in repr(grid).splitlines() if line.startswith(">")]
    assert line.split() == [">", "0", "%", "10", "14", "16"]
    assert "+25 %" in grid._repr_html_()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (dict(rows="patience"), "rows must be one of 'contacts', 'aht', got 'patience'"),
        (dict(rows="aht"), "rows and columns must be two arguments, got 'aht' twice"),
        (dict(of="asa"), "of must be one of 'agents_required'"),
        (dict(agents=14), "agents must come with of 'service_level'"),
        (dict(shrinkage=0.3), "of 'scheduled' and shrinkage must come together"),
        (dict(of="scheduled"), "of 'scheduled' and shrinkage must come together"),
        (dict(row_changes=[0, -1.5]), "row 1: row_changes must be finite and >= -1, got -1.5"),
        (dict(column_changes=0.1), "column_changes must be a column of at least one number"),
        (dict(row_changes=[]), "row_changes must be a column of at least one number"),
        (dict(column_changes=[-1]), "aht must stay > 0 s, got a change of -1"),
    ],
)
def test_wrong_arguments(arguments, words):
    with pytest.raises(ValueError, match=words):
        kr.sensitivity_grid(SUPPORT, **arguments, **PROMISE)


def test_a_service_level_is_not_promised_where_it_is_asked():
    asked = dict(of="service_level", answer_within=20)
    with pytest.raises(ValueError, match="must come with agents or scheduled"):
        kr.sensitivity_grid(SUPPORT, **asked)
    with pytest.raises(ValueError, match="scheduled and shrinkage must come together"):
        kr.sensitivity_grid(SUPPORT, **asked, scheduled=20)
    with pytest.raises(ValueError, match="max_asa must not come with"):
        kr.sensitivity_grid(SUPPORT, of="service_level", agents=14, answer_within=20, max_asa=3)


@pytest.mark.parametrize("argument", ["aht", "patience"])
def test_a_time_cannot_change_to_nothing(argument):
    asked = dict(columns=argument, column_changes=[-1, 0], service_level=0.80, answer_within=20)
    with pytest.raises(ValueError, match=f"^{argument} must stay > 0 s, got a change of -1$"):
        kr.sensitivity_grid(kr.ErlangA(contacts=100, interval=1800, aht=180, patience=300), **asked)
    with pytest.raises(ValueError, match=f"^{argument} must stay > 0 s, got a change of -1$"):
        kr.tornado(
            kr.ErlangA(contacts=100, interval=1800, aht=180, patience=300),
            changes={argument: (-1, 1)},
            service_level=0.80,
            answer_within=20,
        )
