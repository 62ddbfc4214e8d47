"""The pages of the guide run, and print what they say."""

import pathlib

import documents
import pytest

GUIDE = documents.PROJECT / "examples/guide"
PATHS = sorted(GUIDE.glob("*.md"))
PAGES = [documents.read(path) for path in PATHS]


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
    assert list(documents.never_run(page)) == []


def test_a_block_that_nothing_runs_is_found():
    program = "```cpp\nint main() {}\n```\n"
    for text, found in (
        ("```ruby\nputs 1\n```\n", ["page:1: ruby"]),
        ("```\nputs 1\n```\n", ["page:1: no language"]),
        ("```text\n1\n```\n", ["page:1: text"]),
        (program + "\n```text\n1\n```\n", []),
        ("<!-- not run: -->\n```ruby\nputs 1\n```\n", ["page:2: ruby"]),
        ("<!-- not run: no Ruby here -->\n```ruby\nputs 1\n```\n", []),
    ):
        assert list(documents.never_run(documents.parse("page", text))) == found


def test_a_python_block_must_be_a_session():
    with pytest.raises(AssertionError, match="page:1: a Python block without >>>"):
        documents.run_python(documents.parse("page", "```python\nprint(1)\n```\n"))


def test_what_is_not_printed_is_found(capsys):
    with pytest.raises(AssertionError):
        documents.run_python(documents.parse("page", "```python\n>>> 1 + 1\n3\n```\n"))
    assert "Expected:\n    3\nGot:\n    2" in capsys.readouterr().out
