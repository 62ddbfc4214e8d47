"""Header-only and compiled, two programs say the same to the last bit."""

import sys

from support import run

said = [run(program) for program in sys.argv[1:3]]
lines = said[0].count("\n")
assert lines > 6_000, lines
for number, pair in enumerate(zip(*(text.splitlines() for text in said), strict=True)):
    assert pair[0] == pair[1], f"answer {number}: {pair[0]} from headers, {pair[1]} compiled"
print(f"{lines} answers, all the same")
