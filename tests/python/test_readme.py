"""The README's code blocks run, and print what they say."""

import re

import documents

README = documents.read(documents.PROJECT / "README.md")


def test_cpp_blocks_print_what_they_say(tmp_path):
    documents.run_cpp([README], tmp_path)


def test_python_blocks_print_what_they_say():
    assert documents.run_python(README) > 0


def test_paths_exist():
    text = (documents.PROJECT / README.name).read_text(encoding="utf-8")
    paths = re.findall(r"\]\(([^)#:]+)\)", text) + re.findall(
        r"^((?:examples|tests)/\S+\.sh)$", text, re.MULTILINE
    )
    assert len(paths) >= 5
    for path in paths:
        assert (documents.PROJECT / path).exists(), f"the README names {path}"
