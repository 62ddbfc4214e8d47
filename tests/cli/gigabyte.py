"""A forecast of 1 GB through a pipe: its right totals, and the memory and time that it takes.

No part of the tests, for its minutes. Its answer waits in the folder that TMPDIR names: 6 GB.
"""

import sys

from program import fed

QUESTION = ("--interval", "1min", "--service-level", "0.80", "--answer-within", "20s")
SIZE = 1_000_000_000
BOUND = 100 * 1024  # KiB


def days(counted):
    """Each minute of every day from the year 1 on; `counted` gets rows, contacts and bytes."""
    header = b"start,contacts,aht\n"
    counted.update(rows=0, contacts=0, bytes=len(header))
    yield header
    for day in range(10**9):
        if counted["bytes"] >= SIZE:
            return
        year, month, date = 1 + day // 336, 1 + day // 28 % 12, 1 + day % 28
        volumes = [1 + (37 * minute + day) % 15 for minute in range(1440)]
        text = "".join(
            f"{year:04}-{month:02}-{date:02} {minute // 60:02}:{minute % 60:02},{volume},"
            f"{150 + minute % 60}\n"
            for minute, volume in enumerate(volumes)
        ).encode()
        counted["rows"] += len(volumes)
        counted["contacts"] += sum(volumes)
        counted["bytes"] += len(text)
        yield text


def main():
    for form in ("--csv",), ():
        counted = {}
        answer = fed(days(counted), "day", "-", *QUESTION, *form)
        usage = answer.usage
        print(
            f"{counted['bytes']:,} bytes, {counted['rows']:,} rows, {' '.join(form) or 'aligned'}: "
            f"{usage.ru_maxrss / 1024:.0f} MiB, {usage.ru_utime:.0f} s and "
            f"{usage.ru_stime:.0f} s in the system"
        )
        totals = answer.messages if form else answer.last
        assert answer.status == 0, answer.messages
        assert f"contacts       {counted['contacts']:.1f} offered" in totals, totals
        assert answer.lines == 1 + counted["rows"] + (0 if form else 8)  # of totals
        assert usage.ru_maxrss < BOUND, usage.ru_maxrss


if __name__ == "__main__":
    sys.exit(main())
