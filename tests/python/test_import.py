"""`import krarup` brings NumPy and little else; what is optional is named by an extra."""

import ast
import pathlib
import shutil
import subprocess
import sys
import tomllib

import documents
import krarup as kr

EXTRAS = tomllib.loads((documents.PROJECT / "pyproject.toml").read_text())["project"][
    "optional-dependencies"
]
PACKAGE = pathlib.Path(kr.__file__).parent


def modules_after(*statements):
    """The names of the modules that a fresh interpreter has then."""
    program = "; ".join((*statements, "import sys", "print(*sys.modules)"))
    run = [sys.executable, "-c", program]
    return set(subprocess.run(run, check=True, capture_output=True, text=True).stdout.split())


def test_numpy_is_all_that_comes_from_elsewhere():
    come = modules_after("import krarup") - modules_after("pass")
    top = {name.partition(".")[0] for name in come if not name.startswith("_sysconfigdata_")}
    assert top - set(sys.stdlib_module_names) == {"krarup", "numpy"}
    assert not {"asyncio", "concurrent", "ctypes.util", "multiprocessing", "unittest"} & top


def test_it_imports_few_modules():
    numpy = modules_after("import numpy")
    come = modules_after("import krarup") - numpy
    ours = {name for name in come if name.partition(".")[0] == "krarup"}
    assert len(ours) <= 105
    assert len(come - ours) <= 60


def complaint_of(program, **more):
    """The last line of what a failing program says."""
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, **more
    )
    assert run.returncode != 0
    return run.stderr.strip().splitlines()[-1]


def test_a_package_that_was_not_built_says_what_to_build(tmp_path):
    leave_out = shutil.ignore_patterns("_core.*.so", "_core.*.pyd", "__pycache__")
    shutil.copytree(PACKAGE, tmp_path / "krarup", ignore=leave_out)
    said = complaint_of("import krarup", cwd=tmp_path)
    assert "krarup._core, is missing for this Python: build it with `pip install .`" in said


def test_without_numpy_it_says_so():
    said = complaint_of("import sys; sys.modules['numpy'] = None; import krarup")
    assert "numpy" in said
    assert "build" not in said


def test_another_interpreter_than_the_main_one_is_refused():
    name = "_interpreters" if sys.version_info >= (3, 13) else "_xxsubinterpreters"
    program = f"import {name} as i; told = i.run_string(i.create(), 'import krarup')"
    said = complaint_of(f"{program}; raise SystemExit(told)")
    ours = "it works in the main interpreter of a process, not in others"
    assert ours in said or "does not support loading in subinterpreters" in said  # NumPy's own


def imported(path):
    """The top-level modules that a file imports anywhere."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name.partition(".")[0] for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module.partition(".")[0]


def foreign(paths, ours):
    names = {"pillow" if name == "PIL" else name for path in paths for name in imported(path)}
    return names - set(sys.stdlib_module_names) - ours


def pulled(*extras):
    """The packages that the extras bring, without their versions."""
    found = {text for extra in extras for text in EXTRAS[extra]}
    return {text.partition(">")[0].partition("[")[0] for text in found}


def test_what_the_package_imports_is_what_its_extras_bring():
    for_hints = {"typing_extensions"}  # which every type checker brings
    looked_for = {"IPython"}  # where it runs already
    sought = foreign(PACKAGE.rglob("*.py"), {"krarup"}) - for_hints - looked_for
    offered = pulled("arrow", "excel", "frames", "pandas", "plot", "progress")
    assert sought == offered | {"numpy"}


def test_what_the_tests_import_is_what_their_extra_brings():
    tests = documents.PROJECT / "tests" / "python"
    here = {path.stem for path in tests.glob("*.py")}
    sought = foreign(tests.glob("*.py"), {"krarup", *here}) - {"numpy"}
    assert sought <= pulled("test"), sought - pulled("test")
