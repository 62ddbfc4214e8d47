"""What an include costs the compiler: CPU time of an otherwise empty file.

compile_time.py COMPILER RESULT.json FLAG...
"""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys
import tempfile

from measuring import is_quick, write

HEADERS = {
    "nothing": [],
    "<chrono>, <cmath>, <string>": ["chrono", "cmath", "string"],
    "krarup/units.hpp": ["krarup/units.hpp"],
    "krarup/queues/erlang_c.hpp": ["krarup/queues/erlang_c.hpp"],
    "krarup/batch/requirement.hpp": ["krarup/batch/requirement.hpp"],
    "krarup/krarup.hpp": ["krarup/krarup.hpp"],
}
INCLUDE = pathlib.Path(__file__).resolve().parents[2] / "include"


def cpu_seconds(command: list[str]) -> float:
    process = subprocess.Popen(command)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"compile_time: {' '.join(command)} failed")
    return used.ru_utime + used.ru_stime


def main() -> None:
    compiler, result, *flags = sys.argv[1:]
    found = dict.fromkeys(HEADERS, float("inf"))
    with tempfile.TemporaryDirectory() as folder:
        source, compiled = pathlib.Path(folder, "empty.cpp"), pathlib.Path(folder, "empty.o")
        for _ in range(1 if is_quick() else 2):
            for name, headers in HEADERS.items():
                source.write_text("".join(f"#include <{header}>\n" for header in headers))
                command = [compiler, "-std=c++20", *flags, f"-I{INCLUDE}", "-c", str(source)]
                found[name] = min(found[name], cpu_seconds([*command, "-o", str(compiled)]))
    write(pathlib.Path(result), found)


if __name__ == "__main__":
    main()
