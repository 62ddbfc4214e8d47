#!/usr/bin/env bash
# Which lines and branches of include/ and src/ the C++ tests and the program's tests run, by file.
# Fails below the goals.
#
#   tests/coverage.sh            # build, test, report
#   tests/coverage.sh --report   # of the last `ctest --preset coverage`
#   tests/coverage.sh --missed   # the same, and each line and branch that was not run
#
# A line of a template counts where any of its instances ran it, and so does a side of a branch.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
source examples/setup.sh
need_system_packages clang llvm libclang-rt-dev
build=build/coverage

if [[ -z "${1:-}" ]]; then
  need_system_packages cmake ninja-build libboost-math-dev libgtest-dev libcli11-dev \
    libeigen3-dev librapidcheck-dev
  rm -rf "$build/profiles"
  cmake --workflow --preset coverage
fi

llvm-profdata merge -sparse "$build"/profiles/*.profraw -o "$build/coverage.profdata"
programs=("$build"/tests/*_tests)
objects=("$build/krarup")
for program in "${programs[@]}"; do objects+=(-object "$program"); done
measured=(-instr-profile "$build/coverage.profdata" "${objects[@]}")
tell() {  # inline functions that a program does not use have no counts there: no warning
  llvm-cov "$1" "${measured[@]}" "${@:2}" 2> >(grep -v 'functions have mismatched data' >&2 || true)
}
tell export -format=lcov > "$build/lines.info"
tell show -show-branches=count -show-instantiations=false > "$build/branches.txt"

python3 - "$build" "${1:-}" << 'PYTHON'
import collections
import os
import pathlib
import re
import sys

GOALS = {"lines": 98.0, "branches": 95.0}  #: per cent
ROOMS = ("include" + os.sep, "src" + os.sep)

build, asked = sys.argv[1:]
lines = collections.defaultdict(dict)  # of each file: line -> times run
with open(f"{build}/lines.info") as info:
    for record in info:
        kind, _, rest = record.strip().partition(":")
        if kind == "SF":
            counts = lines[os.path.relpath(rest)]
        elif kind == "DA":
            line, times = map(int, rest.split(",")[:2])
            counts[line,] = max(times, counts.get((line,), 0))

# A condition that the compiler decides has no sides: "[Folded - Ignored]".
branch = re.compile(r"Branch \((\d+):(\d+)\): \[True: ([^,]+), False: ([^]]+)\]")
branches = collections.defaultdict(dict)  # of each file: (line, column, side) -> taken or not
with open(f"{build}/branches.txt") as text:
    for row in text:
        if re.match(r"\S.*:$", row):
            counts = branches[os.path.relpath(row.rstrip()[:-1])]
        elif found := branch.search(row):
            for side, times in (("true", found[3]), ("false", found[4])):
                at = int(found[1]), int(found[2]), side
                counts[at] = max(times != "0", counts.get(at, False))


def share(counts):
    run = sum(times > 0 for times in counts)
    return 100 * run / len(counts) if counts else 100.0


def figures(counts):
    run = sum(times > 0 for times in counts)
    return f"{run:>6}/{len(counts):<5}{share(counts):>7.2f} %"


print(f"{'':46}{'lines':<21}branches")
unseen = {str(file) for file in pathlib.Path("src/cli").glob("*.cpp")} - set(lines)
if unseen:
    sys.exit(f"tests/coverage.sh: nothing was counted in {', '.join(sorted(unseen))}")
every = {"lines": [], "branches": []}
missed = []
for name in sorted(each for each in lines if each.startswith(ROOMS)):
    of = {"lines": lines[name], "branches": branches[name]}
    print(f"{name:40}{'  '.join(figures(counts.values()) for counts in of.values())}")
    for what, counts in of.items():
        every[what] += counts.values()
        never = [":".join(map(str, at)) for at, times in sorted(counts.items()) if times == 0]
        if never:
            missed.append(f"{name}: {what} never run: {' '.join(never)}")
if asked == "--missed":
    print("", *missed, sep="\n")
print(f"{'all':40}{'  '.join(figures(counts) for counts in every.values())}")
below = [f"{what} {share(counts):.2f} %, the goal is {GOALS[what]} %"
         for what, counts in every.items() if share(counts) < GOALS[what]]
if below:
    sys.exit("tests/coverage.sh: " + "; ".join(below))
print(f"tests/coverage.sh: {share(every['lines']):.2f} % of lines and "
      f"{share(every['branches']):.2f} % of branches are run")
PYTHON
