"""The hints: what users see under `mypy --strict`, and whether stubs and code agree."""

import os
import pathlib
import subprocess
import sys

import krarup as kr
import pytest

HERE = pathlib.Path(__file__).parent
pytest.importorskip("mypy")
SITE = [pathlib.Path(folder) for folder in sys.path]


def run(*command):
    environment = os.environ | {"MYPYPATH": ""}
    package = pathlib.Path(kr.__file__).parent
    if "site-packages" not in package.parts:
        environment["MYPYPATH"] = str(package.parent)
    told = subprocess.run(
        [sys.executable, "-m", *command], capture_output=True, text=True, env=environment
    )
    assert told.returncode == 0, told.stdout + told.stderr
    return told.stdout


@pytest.mark.skipif(
    not any((folder / "pandas-stubs").exists() for folder in SITE), reason="needs pandas-stubs"
)
def test_a_users_program_is_typed_and_its_mistakes_are_refused(tmp_path):
    options = ["--strict", "--config-file=", "--follow-imports=silent"]
    run("mypy", *options, f"--cache-dir={tmp_path}", str(HERE / "typed_user.py"))


def test_the_users_program_runs():
    subprocess.run([sys.executable, HERE / "typed_user.py"], check=True, capture_output=True)


def test_stubs_and_code_agree():
    allowed = f"--allowlist={HERE / 'stubtest_allowlist.txt'}"
    configuration = f"--mypy-config-file={HERE.parents[1] / 'pyproject.toml'}"
    run("mypy.stubtest", "krarup", "--concise", allowed, configuration)


def test_the_package_says_that_it_is_typed():
    assert (pathlib.Path(kr.__file__).parent / "py.typed").exists()
