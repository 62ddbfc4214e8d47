"""symbols_test.py HEADER LIBRARY: the library shows the header's functions and nothing else."""

import pathlib
import re
import subprocess
import sys

header, library = sys.argv[1:]
promised = set(re.findall(r"KRARUP_API[^;(]*?\b(krarup_\w+)\(", pathlib.Path(header).read_text()))
listed = subprocess.run(
    ["nm", "-D", "--defined-only", library], check=True, capture_output=True, text=True
).stdout
shown = {line.split()[-1] for line in listed.splitlines()}
if shown != promised or not promised:
    sys.exit(
        f"only in the library: {sorted(shown - promised)}\n"
        f"only in the header: {sorted(promised - shown)}"
    )
print(f"{len(shown)} functions, and nothing else")
