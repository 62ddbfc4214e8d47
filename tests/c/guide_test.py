"""What examples/guide/other_languages.md shows of C, Python and R runs, and prints what it says.

KRARUP_C_LIBRARY is the shared library, KRARUP_PROJECT the folder of the project. R's part is left
out where there is no R.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

project = pathlib.Path(os.environ["KRARUP_PROJECT"])
library = pathlib.Path(os.environ["KRARUP_C_LIBRARY"]).resolve().parent
page = (project / "examples/guide/other_languages.md").read_text(encoding="utf-8")
blocks = re.findall(r"^```(\w+)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
found = {**os.environ, "LD_LIBRARY_PATH": str(library)}


def blocks_of(language):
    return [code for name, code in blocks if name == language]


def said(command, folder, **more):
    run = subprocess.run(command, cwd=folder, env={**found, **more}, capture_output=True, text=True)
    if run.returncode != 0:
        raise AssertionError(f"{command}: {run.returncode}\n{run.stdout}{run.stderr}")
    return run.stdout


class Guide(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def test_c(self):
        program, _ = blocks_of("c")
        (self.folder / "program.c").write_text(program)
        flags = ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]
        headers = f"-I{project}/bindings/c"
        link = [f"-L{library}", "-lkrarup_c", "-o", "program"]
        said(["gcc", *flags, headers, "program.c", *link], self.folder)
        self.assertEqual(said(["./program"], self.folder), blocks_of("text")[0])

    def test_python(self):
        (session,) = blocks_of("python")
        (self.folder / "session.txt").write_text(session)
        said([sys.executable, "-m", "doctest", "session.txt"], self.folder)

    @unittest.skipUnless(shutil.which("Rscript") and shutil.which("make"), "no R")
    def test_r(self):
        (script,) = blocks_of("r")
        (self.folder / "krarup_r.c").write_text(blocks_of("c")[1])
        (self.folder / "script.R").write_text(script)
        said(
            ["R", "CMD", "SHLIB", "krarup_r.c"],
            self.folder,
            PKG_CPPFLAGS=f"-I{project}/bindings/c",
            PKG_LIBS=f"-L{library} -lkrarup_c",
        )
        self.assertEqual(said(["Rscript", "script.R"], self.folder), blocks_of("text")[1])


if __name__ == "__main__":
    unittest.main()
