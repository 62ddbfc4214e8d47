"""Real days staffed by each plan, as examples/validation prints it, and what is told of them."""

import pathlib
import subprocess
import sys
from types import ModuleType

import krarup as kr
import numpy as np
import pytest

PROJECT = pathlib.Path(__file__).resolve().parents[2]
VALIDATION = PROJECT / "examples/validation"


@pytest.fixture
def staff(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    pytest.importorskip("matplotlib")
    monkeypatch.syspath_prepend(str(VALIDATION))
    return __import__("staff")


def test_prints_what_it_is_known_to_print(tmp_path: pathlib.Path) -> None:
    pytest.importorskip("matplotlib")
    chart = tmp_path / "staff.png"
    run = subprocess.run(
        [sys.executable, VALIDATION / "staff.py", "--chart", chart],
        capture_output=True,
        text=True,
        check=True,
    )
    printed = run.stdout.replace(str(chart), "build/validation/staff.png")
    assert printed == (VALIDATION / "staff.expected").read_text()
    assert chart.stat().st_size > 10_000


@pytest.mark.parametrize("number", [0, 4, 5])
def test_a_simulation_finds_the_levels_of_each_plan(staff: ModuleType, number: int) -> None:
    case = staff.CASES[number]
    days, patience = staff.days(case)
    told = days["2014-01-02"]
    for numbers, course in staff.plan(told, patience, case).values():
        simulated = kr.simulate(
            told,
            agents=numbers,
            interval=course.interval,
            patience=patience,
            leaving=case.leaving,
            replications=400,
            seed=7,
            **staff.WITHIN,
        )
        level = simulated.frame["service_level"].to_numpy()
        spread = simulated.frame["service_level_half_width"].to_numpy() / 1.96
        z = (level - course.frame["service_level"].to_numpy()) / spread
        assert np.abs(z).max() < 4.0
        assert np.sqrt(np.mean(z**2)) < 1.5


def test_long_calls_keep_the_load_of_each_half_hour(staff: ModuleType) -> None:
    short, _ = staff.days(staff.CASES[0])
    long, _ = staff.days(staff.CASES[4])
    assert len(short) == 63
    assert len(long) == 9
    for date, told in long.items():
        load = (told.contacts * told.aht / 900).to_numpy()
        before = (short[date].contacts * short[date].aht / 1800).to_numpy()
        assert load == pytest.approx(np.repeat(before, 2))
