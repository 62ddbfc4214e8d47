"""The pages of the guide run, and print what they say."""

import pathlib
import subprocess
import sys

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


def test_links_that_lead_nowhere_are_found(tmp_path):
    (tmp_path / "good.html").write_text(
        '<h1 id="top-of-it">x</h1><a href="bad.html#here">x</a><a href="https://example.org/">x</a>'
        '<img src="data:image/png;base64,AA">'
    )
    (tmp_path / "bad.html").write_text(
        '<p id="here">x</p>\n<a href="gone.html">x</a>\n<a href="good.html#gone">x</a>\n'
        '<script src="https://example.org/x.js"></script>\n<a href="good.html#top-of-it">x</a>\n'
    )
    run = subprocess.run(
        [sys.executable, GUIDE / "check_links.py", tmp_path],
        check=False,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 1
    assert run.stdout.splitlines() == [
        "bad.html:4: loads https://example.org/x.js from another host",
        "bad.html:2: gone.html is no file",
        "bad.html:3: good.html#gone is no anchor of that page",
    ]
