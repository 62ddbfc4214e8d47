"""What the models say of two real centers, as examples/validation prints it."""

import pathlib
import subprocess
import sys

import krarup as kr
import pandas as pd
import pytest

PROJECT = pathlib.Path(__file__).resolve().parents[2]
VALIDATION = PROJECT / "examples/validation"


def waits(center: str) -> pd.DataFrame:
    return pd.read_csv(PROJECT / f"examples/data/{center}_waits.csv")


def test_prints_what_it_is_known_to_print(tmp_path: pathlib.Path) -> None:
    chart = tmp_path / "calibration.png"
    run = subprocess.run(
        [sys.executable, VALIDATION / "judge.py", "--chart", chart],
        capture_output=True,
        text=True,
        check=True,
    )
    printed = run.stdout.replace(str(chart), "build/validation/calibration.png")
    assert printed == (VALIDATION / "judge.expected").read_text()
    assert chart.stat().st_size > 10_000


# Of all waits of the quarter and of the month, by the data's own notes, which were computed without
# krarup: the exponential patience, and the shares that Kaplan and Meier leave.
@pytest.mark.parametrize(
    ("center", "average", "still_there"),
    [
        ("vanad_2014q1", 840.942, [0.9896, 0.9774, 0.9707, 0.9298, 0.8637, 0.8084, 0.6901]),
        ("technion_1999_02", 343.036, [0.9625, 0.9245, 0.8981, 0.8202, 0.7090, 0.6084, 0.4838]),
    ],
)
def test_fits_what_is_known_to_fit(center: str, average: float, still_there: list[float]) -> None:
    rows = waits(center)
    observed = kr.fit.Waits(wait=rows.wait_s, answered=rows.answered, abandoned=rows.abandoned)
    assert kr.fit.exponential_patience(observed).average == pytest.approx(average, abs=5e-4)
    table = kr.fit.kaplan_meier(observed)
    assert table.still_there([10, 20, 30, 60, 120, 180, 300]) == pytest.approx(
        still_there, abs=5e-5
    )
