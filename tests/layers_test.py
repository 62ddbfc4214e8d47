"""Reads every #include of the project and fails on one that layers.txt does not allow."""

import pathlib
import re
import sys

TESTS = pathlib.Path(__file__).resolve().parent
PROJECT = TESTS.parent
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)', re.MULTILINE)


def matches(path, pattern):
    parts = ("[^/]*".join(map(re.escape, part.split("*"))) for part in pattern.split("**"))
    return re.fullmatch(".*".join(parts), path)


def allowed(include, words):
    last = next((word for word in reversed(words) if matches(include, word.lstrip("!"))), "!")
    return not last.startswith("!")


rows = [line.split() for line in (TESTS / "layers.txt").read_text().splitlines()]
rows = [row for row in rows if row and not row[0].startswith("#")]
wrong, read = [], 0
for folder in ("include", "bindings", "src", "examples", "benchmarks"):
    for file in sorted((PROJECT / folder).rglob("*.[ch]pp")):
        path = file.relative_to(PROJECT).as_posix()
        row = next((row for row in rows if matches(path, row[0])), None)
        if row is None:
            wrong.append(f"{path}: no row of layers.txt says on which floor it stands")
            continue
        for bracket, include in INCLUDE.findall(file.read_text()):
            read += 1
            standard = bracket == "<" and "/" not in include
            beside = bracket == '"' and folder != "include" and (file.parent / include).exists()
            if not (standard or beside or allowed(include, row[1:])):
                wrong.append(f"{path} must not include {include}")

print(*wrong, f"{read} includes read, {len(wrong)} wrong", sep="\n")
sys.exit(1 if wrong or not read else 0)
