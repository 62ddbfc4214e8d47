"""Real days replayed by each method, as examples/validation prints it, and what is told of them."""

import pathlib
import subprocess
import sys

import numpy as np
import pytest

PROJECT = pathlib.Path(__file__).resolve().parents[2]
VALIDATION = PROJECT / "examples/validation"


def test_prints_what_it_is_known_to_print(tmp_path: pathlib.Path) -> None:
    pytest.importorskip("matplotlib")
    chart = tmp_path / "replay.png"
    run = subprocess.run(
        [sys.executable, VALIDATION / "replay.py", "--chart", chart],
        capture_output=True,
        text=True,
        check=True,
    )
    printed = run.stdout.replace(str(chart), "build/validation/replay.png")
    assert printed == (VALIDATION / "replay.expected").read_text()
    assert chart.stat().st_size > 10_000


def test_parts_keep_calls_time_and_the_time_of_agents(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(VALIDATION))
    replay = __import__("replay")
    rows = replay.read()
    assert rows.date.nunique() == 63
    day = rows[rows.date == "2014-02-12"]
    parts = replay.in_parts(day)
    assert (parts.agents == np.floor(parts.agents)).all()
    assert np.bincount(parts.row, parts.interval) == pytest.approx(1800)
    assert np.bincount(parts.row, parts.contacts) == pytest.approx(day.offered.to_numpy())
    time = np.bincount(parts.row, parts.interval * parts.agents)
    assert time == pytest.approx(1800 * day.agents_300.to_numpy())
    assert parts.agents[:4].tolist() == sorted(parts.agents[:4])  # the morning fills up
    assert parts.agents[-2:].tolist() == [2, 1]  # the evening empties
