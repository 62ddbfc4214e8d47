"""What every script here needs: where krarup is, its installed copy, and a folder to work in."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

source = pathlib.Path(__file__).resolve().parents[2]
include = source / "include"
here = source / "tests" / "packaging"
public_headers = sorted(
    path.relative_to(include).as_posix()
    for path in include.rglob("*.hpp")
    if "detail" not in path.parts
)
all_headers = sorted(path.relative_to(include).as_posix() for path in include.rglob("*.hpp"))

#: What the headers alone need besides the system's own folders.
eigen = ["-isystem", os.environ.get("KRARUP_EIGEN", "/usr/include/eigen3")]

compiler = os.environ.get("KRARUP_CXX", "c++")
build = pathlib.Path(os.environ["KRARUP_BUILD"]) if "KRARUP_BUILD" in os.environ else None
installed = (
    pathlib.Path(os.environ["KRARUP_INSTALLED"]) if "KRARUP_INSTALLED" in os.environ else None
)
both_compilers = [name for name in ("g++", "clang++") if shutil.which(name)]
warnings = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"]


def run(*command, ok=True, **options):
    """Runs a command; its output, standard error included. A test fails unless it ends as told."""
    done = subprocess.run(
        [str(word) for word in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        **options,
    )
    if ok is not None and (done.returncode == 0) != ok:
        outcome = "failed" if ok else "passed, and should not have"
        raise AssertionError(f"{' '.join(map(str, command))} {outcome}:\n{done.stdout}")
    return done.stdout


class case(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(dir=build)
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path
