#!/usr/bin/env bash
# Whether compilers and their options agree: builds tests/determinism.cpp with g++ and clang++, at -O0
# and -O3, with and without -march=native, and compares what they answer, every pair of them. Whole
# numbers and reasons must be the same, other numbers within twice the stated error.
#
#   tests/determinism.sh [FLAG...]       flags for an extra build with g++ -O3, such as
#                                        -ffast-math -DKRARUP_ALLOW_FAST_MATH
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
source examples/setup.sh
need_system_packages g++ clang libboost-math-dev
built=build/determinism
rm -rf "$built"
mkdir -p "$built"

builds=()
for options in '-O3 -march=native' -O3 '-O0 -march=native' -O0; do
  for compiler in g++ clang++; do builds+=("$compiler $options"); done
done
if [[ $# != 0 ]]; then builds=("g++ -O3 $*" "${builds[@]}"); fi

build() {  # WORDS: compiles with them into a folder named after them
  mkdir -p "$built/$1"
  $1 -std=c++20 -w -Iinclude -Itests tests/determinism.cpp -o "$built/$1/program"
}
export -f build
export built
printf '%s\n' "${builds[@]}" | xargs -d '\n' -P 2 -I {} bash -c 'build "$1"' build {}

"$built/g++ -O0/program" points > "$built/points"
for each in "${builds[@]}"; do "$built/$each/program" < "$built/points" > "$built/$each/answers"; done

python3 - "$built" "${builds[@]}" << 'PYTHON'
import itertools
import math
import struct
import sys

EPSILON = 2.0**-52
SMALLEST = 1e-290  #: below, what is relative becomes absolute

#: stated error of a measure: the kind of its error, and how much (headers' Accuracy lines)
STATED = {
    "Erlang B": ("ulp", 4),
    "Erlang B, n < 8": ("relative", 1e-14),
    "Erlang B in batches": ("ulp", 4),
    "Erlang B in batches, n < 8": ("relative", 1e-14),
    "Erlang C": ("ulp", 4),
    "Erlang C, n < 8": ("relative", 1e-14),
    "Erlang C in batches": ("ulp", 4),
    "Erlang C in batches, n < 8": ("relative", 1e-14),
    "ln B": ("relative", 2 * EPSILON),
    "ln C": ("relative", 2 * EPSILON),
    "carried load": ("relative", 1e-14),
    "means of Erlang C": ("relative", 1e-14),
    "service level of Erlang C": ("relative", 4 * EPSILON),
    "service level in batches": ("relative", 4 * EPSILON),
    "waits longer": ("relative", 1e-12),
    "derivatives of Erlang B": ("relative", 1e-13),
    "derivatives of Erlang C": ("relative", 1e-13),
    "probabilities of Erlang A": ("relative", 1e-13),
    "means of Erlang A": ("relative", 1e-13),
    "tails of Erlang A": ("relative", 1e-12),
    "shares of Erlang A": ("relative", 1e-12),
    "service level of Erlang A": ("absolute", 1e-12),
    "derivatives of Erlang A": ("relative", 1e-12),
    "performance of a day": ("absolute", 1e-12),
    "largest load": ("relative", 1e-12),
    "agents required in fractions": ("relative", 1e-12),
    "capacity": ("relative", 1e-12),
    # whole numbers, and what is none
    "trunks required": ("same", 0),
    "agents required, Erlang C": ("same", 0),
    "agents required, Erlang A": ("same", 0),
    "agents required in batches": ("same", 0),
    "agents of a day": ("same", 0),
    "reasons": ("same", 0),
    "rows refused": ("same", 0),
}


def place(number):
    """Of a double >= 0 among all doubles."""
    return struct.unpack("<q", struct.pack("<d", number))[0]


def difference(kind, a, b):
    if a == b or (math.isnan(a) and math.isnan(b)):
        return 0.0
    if kind == "same" or not (math.isfinite(a) and math.isfinite(b)):
        return math.inf
    if kind == "ulp":
        return float(abs(place(a) - place(b))) if a * b >= 0 else math.inf
    if kind == "absolute":
        return abs(a - b)
    return abs(a - b) / max(abs(a), abs(b), SMALLEST)


folder, *builds = sys.argv[1:]
files = [open(f"{folder}/{build}/answers") for build in builds]
pairs = list(itertools.combinations(range(len(builds)), 2))
rows, different, largest = {}, {}, {}
for lines in itertools.zip_longest(*files):
    measure, number, _ = lines[0].split("\t")
    assert all(line and line.startswith(f"{measure}\t{number}\t") for line in lines), lines
    rows[measure] = rows.get(measure, 0) + 1
    if len(set(lines)) == 1:
        continue
    values = [float.fromhex(line.split("\t")[2]) for line in lines]
    kind, _ = STATED[measure]
    different[measure] = different.get(measure, 0) + 1
    for i, j in pairs:
        if lines[i] != lines[j]:
            by = difference(kind, values[i], values[j])
            if by > largest.get((measure, i, j), (0.0,))[0]:
                largest[measure, i, j] = by, number

wrong = 0
print(f"{'measure':29} {'answers':>7} {'differ':>6} {'largest':>9} {'stated':>9}  between")
for measure in rows:
    kind, stated = STATED[measure]
    by, number, i, j = max(
        (largest.get((measure, i, j), (0.0, "")) + (i, j) for i, j in pairs), key=lambda row: row[0]
    )
    broken = by > 2 * stated
    wrong += broken
    print(
        f"{measure:29} {rows[measure]:7} {different.get(measure, 0):6} {by:9.2g} {stated:9.2g}  "
        + (f"{builds[i]}, {builds[j]}, answer {number}" if by else "")
        + (" WRONG" if broken else "")
    )

print("\nlargest difference of each pair, as a share of what is allowed (twice the stated error)")
for i, j in pairs:
    shares = (
        (largest.get((measure, i, j), (0.0,))[0] / (2 * STATED[measure][1] or 1e-300), measure)
        for measure in rows
    )
    share, measure = max(shares)
    print(f"{builds[i]:26} {builds[j]:26} {share:8.2g}  {measure if share else ''}")

print(
    f"determinism: {len(builds)} builds, {len(pairs)} pairs, {sum(rows.values())} answers of each, "
    f"{wrong} measures differ by more than they may"
)
sys.exit(1 if wrong else 0)
PYTHON
