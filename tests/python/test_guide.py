"""The pages of the guide run, and print what they say."""

import pathlib
import re

import documents
import pytest

GUIDE = documents.PROJECT / "examples/guide"
PATHS = sorted(GUIDE.glob("*.md"))
PAGES = [documents.read(path) for path in PATHS]
RUN = {"python", "cpp", "console", "bash"}


def with_blocks(*languages):
    pages = [page for page in PAGES if any(page.runnable(language) for language in languages)]
    assert pages
    return pytest.mark.parametrize("page", pages, ids=lambda page: pathlib.Path(page.name).stem)


@with_blocks("python")
def test_python_blocks_print_what_they_say(page):
    assert documents.run_python(page) > 0


def test_cpp_blocks_print_what_they_say(tmp_path):
    documents.run_cpp(PAGES, tmp_path)


def test_cpp_programs_print_what_they_say(tmp_path):
    programs = [each for page in PAGES for each in page.programs]
    assert programs
    for code, printed in programs:
        assert documents.compile_and_run(code, tmp_path) == printed


@with_blocks("console", "bash")
def test_shell_blocks_print_what_they_say(page, tmp_path):
    if documents.command_line_program() is None:
        pytest.skip("the command line program is not built: cmake --build --preset dev")
    documents.run_shell(page, tmp_path)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: pathlib.Path(page.name).stem)
def test_every_block_runs_or_says_why_not(page):
    """Other text shows what the program above it prints, or says why it is not run; directives of
    the page builder are no code."""
    printed = [shown for _, shown in page.programs if shown is not None]
    for block in page.blocks:
        if not block.runs or block.language in RUN or re.fullmatch(r"\{\w+\}", block.language):
            continue
        place = f"{page.name}:{block.line}"
        assert block.language == "text", f"{place}: nothing runs a block of {block.language!r}"
        assert block.code in printed, f"{place}: no program above prints this text"
