"""The examples of engines run, and all say what one expected file says."""

import importlib.util
import pathlib
import shutil
import subprocess
import sys

import pytest

ENGINES = pathlib.Path(__file__).resolve().parents[2] / "examples/engines"
NEEDED = {
    "dask": ["dask", "pandas"],
    "duckdb": ["duckdb"],
    "polars": ["polars"],
    "pyspark": ["pyspark", "pandas"],
}


@pytest.mark.parametrize("engine", NEEDED)
def test_an_engine_plans_as_one_call_does(engine):
    for package in ["pyarrow", *NEEDED[engine]]:
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed")
    if engine == "pyspark" and shutil.which("java") is None:
        pytest.skip("Spark runs on Java, which is not installed")
    done = subprocess.run(
        [sys.executable, ENGINES / f"{engine}_plan.py"],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == (ENGINES / "plan.expected").read_text()


def test_every_example_is_run():
    assert {each.stem for each in ENGINES.glob("*_plan.py")} == {f"{name}_plan" for name in NEEDED}
