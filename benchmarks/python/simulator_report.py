"""The simulator's part of the report: its speed, and that of the simulators in use."""

from __future__ import annotations

from collections.abc import Callable

SIZES = (10, 100, 1000)
ENGINES = {
    "exponential handle times, by offered waits": ("offered_wait/exponential", 40e6),
    "lognormal handle times, first come first served": ("first_come/lognormal", 10e6),
    "two classes and redials, event by event": ("event_driven/two_classes_and_redials", 2e6),
}
OTHERS = {"simpy": 300.0, "ciw": 800.0}  # how often faster krarup is to be


def per_second(m, name: str, size: int) -> float:
    return 1e9 / m.ns(f"{name}/{size}")


def row(work: str, least: str, reached: str, verdict: str, bound: str) -> dict:
    return {
        "work": work,
        "at least": least,
        "aim": "",
        "reached": reached,
        "verdict": verdict,
        "bound": bound,
    }


def figures(m, simulators: dict, verdict: Callable[..., str]) -> list[dict]:
    """What was to be reached, and what was."""
    found = []
    for label, (name, least) in ENGINES.items():
        speeds = [per_second(m, name, size) for size in SIZES]
        found.append(
            row(
                f"simulated contacts a second, {label}",
                f"{least / 1e6:.0f} million",
                f"{min(speeds) / 1e6:.1f} million",
                verdict(min(speeds), least, None, more_is_better=True),
                "the slowest of "
                + ", ".join(f"{speed / 1e6:.1f}" for speed in speeds)
                + " million with 10, 100 and 1,000 agents",
            )
        )
    for name, least in OTHERS.items():
        work = f"simulated contacts a second from Python, over {name}"
        ratios = {n: ways[name]["ratio"] for n, ways in simulators["ways"].items() if name in ways}
        if not ratios:
            found.append(row(work, f"{least:,.0f}x", "not measured", "-", "it is not installed"))
            continue
        found.append(
            row(
                work,
                f"{least:,.0f}x",
                f"{min(ratios.values()):,.0f}x",
                verdict(min(ratios.values()), least, None, more_is_better=True),
                "M/M/n+M, the smaller of "
                + ", ".join(f"{ratio:,.0f}x with {n} agents" for n, ratio in ratios.items()),
            )
        )
    return found


def section(m, simulators: dict, table: Callable[[list[str], list[list]], str]) -> list[str]:
    """Tables, as Markdown."""
    missing = [name for name, version in simulators["versions"].items() if version is None]
    return [
        "## Simulated contacts a second\n",
        table(
            ["Million, of one core, with agents", *map(str, SIZES)],
            [
                [label, *(f"{per_second(m, name, size) / 1e6:.1f}" for size in SIZES)]
                for label, (name, _) in ENGINES.items()
            ],
        ),
        "## Against simulators\n",
        (
            "M/M/n+M, the wait of every contact known; every answer within its interval of "
            "confidence of Erlang A's. krarup by `kr.simulate`.\n"
        ),
        table(
            ["Agents", "Simulator", "contacts/s", "krarup is faster by"],
            [
                [str(n), name, way["contacts_per_second"], f"{way['ratio']:,.1f}x"]
                for n, ways in simulators["ways"].items()
                for name, way in ways.items()
            ],
        ),
        f"Not installed, so not compared: {', '.join(missing)}.\n" if missing else "",
    ]
