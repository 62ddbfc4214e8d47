"""Writes report.md, its plots and report.json from what was measured.

report.py FOLDER COMPILER FLAGS SECONDS
"""

from __future__ import annotations

import collections
import datetime
import json
import math
import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import simulator_report
from measuring import is_quick

PROJECT = pathlib.Path(__file__).resolve().parents[2]
SETS = {"baseline": "baseline (SSE2)", "avx2": "AVX2", "avx512": "AVX-512"}
# Told apart without colour: by dash, marker and darkness.
STYLES = [
    {"color": "#000000", "linestyle": "-", "marker": "o"},
    {"color": "#c04000", "linestyle": "--", "marker": "s"},
    {"color": "#0072b2", "linestyle": "-.", "marker": "^"},
    {"color": "#909090", "linestyle": ":", "marker": "D"},
    {"color": "#009e73", "linestyle": (0, (5, 1, 1, 1, 1, 1)), "marker": "v"},
]


class Measured:
    """Medians over the repetitions, by the names of the benchmarks."""

    def __init__(self, folder: pathlib.Path) -> None:
        repetitions = collections.defaultdict(lambda: collections.defaultdict(list))
        for room in (
            "queues",
            "staffing",
            "batch",
            "erlang_x",
            "transient",
            "simulation",
            "native",
        ):
            for row in json.loads((folder / f"{room}.json").read_text())["benchmarks"]:
                if row["run_type"] != "iteration":
                    continue
                if row.get("error_occurred"):
                    sys.exit(f"{row['name']}: {row['error_message']}")
                name = re.sub("/(manual_time|repeats:[0-9]+)", "", row["name"])
                if room == "native":
                    name = name.replace("/krarup/", "/native/")
                for counter in ("ns", "cycles", "wall_ns", "cpu_ns"):
                    if counter in row:
                        repetitions[name][counter].append(row[counter])
        self.all = {
            name: {counter: statistics.median(values) for counter, values in counters.items()}
            for name, counters in repetitions.items()
        }

    def __contains__(self, name: str) -> bool:
        return name in self.all

    def cycles(self, name: str) -> float:
        return self.all[name]["cycles"]

    def ns(self, name: str) -> float:
        return self.all[name]["ns"]

    def series(self, question: str, way: str, counter: str = "ns") -> tuple[list, list]:
        found = sorted(
            (int(name.split("/")[2]), counters[counter])
            for name, counters in self.all.items()
            if name.startswith(f"{question}/{way}/")
        )
        return [size for size, _ in found], [value for _, value in found]


# ---------------------------------------------------------------------------------------- plots


def lines(axes, series: dict[str, tuple[list, list]], title: str, across: str, up: str) -> None:
    for (label, (xs, ys)), style in zip(series.items(), STYLES, strict=False):
        axes.plot(xs, ys, label=label, markersize=4, linewidth=1.4, **style)
    axes.set(xscale="log", yscale="log", title=title, xlabel=across, ylabel=up)
    least = min(min(ys) for _, ys in series.values())
    most = max(max(ys) for _, ys in series.values())
    if most < 20 * least:
        axes.set_ylim(least / 4, most * 4)
    axes.grid(visible=True, which="major", color="#dddddd", linewidth=0.6)
    axes.legend(fontsize=8, framealpha=0.9)


def save(figure, folder: pathlib.Path, name: str) -> None:
    figure.savefig(folder / name, dpi=110)
    plt.close(figure)


def plot_time_against_n(m: Measured, folder: pathlib.Path) -> None:
    figure, axes = plt.subplots(2, 2, figsize=(11, 8.4), layout="constrained")
    lines(
        axes[0][0],
        {
            "krarup": m.series("erlang_b", "krarup"),
            "textbook recursion": m.series("erlang_b", "recursion"),
            "Boost.Math": m.series("erlang_b", "boost"),
        },
        "One Erlang B",
        "trunks n",
        "ns",
    )
    lines(
        axes[0][1],
        {
            "krarup, four measures": m.series("erlang_a_set", "krarup"),
            "the same, -march=native": m.series("erlang_a_set", "native"),
            "krarup, every measure": m.series("erlang_a", "krarup"),
            "textbook sum over states (no service level)": m.series("erlang_a", "states"),
        },
        "One full Erlang A evaluation",
        "agents n",
        "ns",
    )
    lines(
        axes[1][0],
        {
            "krarup": m.series("solve_c", "krarup"),
            "textbook scan": m.series("solve_c", "scan"),
            "recursion anew for each n": m.series("solve_c", "from_scratch"),
        },
        "Agents for 80 % in 20 s, Erlang C",
        "offered load in erlangs",
        "ns",
    )
    lines(
        axes[1][1],
        {
            "Erlang A, krarup": m.series("solve_a", "krarup"),
            "Erlang A, scan over krarup's service level": m.series("solve_a", "scan"),
            "trunks for 1 % blocking, krarup": m.series("trunks", "krarup"),
            "trunks for 1 % blocking, textbook scan": m.series("trunks", "scan"),
        },
        "Agents, Erlang A; trunks, Erlang B",
        "offered load in erlangs",
        "ns",
    )
    save(figure, folder, "time_against_n.png")


def plot_time_against_batch_size(m: Measured, folder: pathlib.Path) -> None:
    questions = {
        "batch_erlang_b": "Erlang B",
        "batch_erlang_c": "Erlang C",
        "batch_agents_c": "Agents for 80 % in 20 s, Erlang C",
        "batch_agents_a": "Agents for 80 % in 20 s, Erlang A",
    }
    figure, axes = plt.subplots(2, 2, figsize=(11, 8.4), layout="constrained")
    for panel, (question, title) in zip(axes.flat, questions.items(), strict=True):
        series = {label: m.series(question, way) for way, label in SETS.items()}
        series = {label: both for label, both in series.items() if both[0]}
        lines(panel, series, title, "rows in the batch", "ns per row, one worker")
    save(figure, folder, "time_against_batch_size.png")


def plot_scaling(m: Measured, folder: pathlib.Path) -> None:
    figure, axes = plt.subplots(1, 2, figsize=(11, 4.2), layout="constrained")
    for panel, (question, title) in zip(
        axes,
        {"scaling_erlang_b": "Erlang B", "scaling_agents_c": "Agents, Erlang C"}.items(),
        strict=True,
    ):
        workers, wall = m.series(question, "workers", "wall_ns")
        _, cpu = m.series(question, "workers", "cpu_ns")
        panel.plot(workers, [wall[0] / t for t in wall], label="wall time", **STYLES[0])
        panel.plot(
            workers,
            [w * cpu[0] / c for w, c in zip(workers, cpu, strict=True)],
            label="CPU time: on free cores",
            **STYLES[1],
        )
        panel.plot(workers, workers, label="one for each worker", color="#909090", linestyle=":")
        panel.set(
            title=f"{title}, 262,144 rows",
            xlabel="workers",
            ylabel="times one worker",
            xticks=workers,
            ylim=(0, None),
        )
        panel.grid(visible=True, color="#dddddd", linewidth=0.6)
        panel.legend(fontsize=8)
    save(figure, folder, "scaling.png")


def plot_error_maps(accuracy: dict, folder: pathlib.Path) -> None:
    n, z = np.array(accuracy["n"]), np.array(accuracy["z"])
    maps = {name: np.array(rows, dtype=float).T for name, rows in accuracy["ulp"].items()}
    ours = [name for name in maps if "krarup" in name]
    theirs = [name for name in maps if "krarup" not in name]

    figure, axes = plt.subplots(1, 2, figsize=(11, 4.4), layout="constrained", sharey=True)
    for panel, name in zip(axes, ours, strict=True):
        shown = panel.pcolormesh(n, z, maps[name], cmap="Greys", vmin=0, vmax=4, shading="nearest")
        panel.set(
            xscale="log", title=f"{name}: at most {np.nanmax(maps[name]):.1f} ulp", xlabel="n"
        )
    axes[0].set_ylabel("(a - n) / sqrt(n)")
    axes[1].text(0.5, 0.75, "a ≥ n: C = 1", transform=axes[1].transAxes, ha="center")
    figure.colorbar(shown, ax=axes, label="error in ulp")
    save(figure, folder, "error_maps.png")

    figure, axes = plt.subplots(
        1, len(theirs), figsize=(11, 4.4), layout="constrained", sharey=True, squeeze=False
    )
    for panel, name in zip(axes[0], theirs, strict=True):
        error = np.log10(np.maximum(maps[name], 1.0))
        shown = panel.pcolormesh(n, z, error, cmap="Greys", vmin=0, vmax=8, shading="nearest")
        worst = np.nanmax(np.where(maps[name] > 1e299, np.nan, maps[name]))
        panel.set(xscale="log", title=f"{name}:\nat most {worst:.2g} ulp", xlabel="n")
        panel.title.set_fontsize(10)
    axes[0][0].set_ylabel("(a - n) / sqrt(n)")
    figure.colorbar(shown, ax=axes, label="log10 of the error in ulp")
    save(figure, folder, "error_maps_of_others.png")

    n, z = accuracy["erlang_a"]["n"], accuracy["erlang_a"]["z"]
    figure, axes = plt.subplots(1, 3, figsize=(11, 4.4), layout="constrained", sharey=True)
    for panel, (name, rows) in zip(axes, accuracy["erlang_a"]["ulp"].items(), strict=True):
        errors = np.array(rows, dtype=float).T
        shown = panel.pcolormesh(n, z, errors, cmap="Greys", vmin=0, vmax=8, shading="nearest")
        panel.set(xscale="log", title=f"{name}:\nat most {np.nanmax(errors):.2g} ulp", xlabel="n")
        panel.title.set_fontsize(10)
    axes[0].set_ylabel("(a - n) / sqrt(n)")
    figure.colorbar(shown, ax=axes, label="error in ulp", extend="max")
    save(figure, folder, "error_maps_erlang_a.png")


def plot_python(overhead: dict, folder: pathlib.Path) -> None:
    figure, axes = plt.subplots(1, 2, figsize=(11, 4.2), layout="constrained")
    for panel, (name, found) in zip(axes, overhead["ufuncs"].items(), strict=True):
        lines(
            panel,
            {
                "kr.ufuncs, from Python": (found["sizes"], found["ufunc_ns"]),
                "the same batch, from C++": (found["sizes"], found["kernel_ns"]),
            },
            name,
            "elements",
            "ns per call",
        )
    save(figure, folder, "python_overhead.png")


# --------------------------------------------------------------------------------------- tables


def number(value: float | str | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if not math.isfinite(value):
        return str(value)
    if value == 0 or 1e-4 <= abs(value) < 10:
        return f"{value:.3g}"
    if 10 <= abs(value) < 1e7:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def table(head: list[str], rows: list[list]) -> str:
    cells = [head, ["---"] * len(head)]
    cells += [[c if isinstance(c, str) else number(c) for c in row] for row in rows]
    return "\n".join("| " + " | ".join(row) + " |" for row in cells) + "\n"


def verdict(reached: float, least: float, aim: float | None, *, more_is_better: bool) -> str:
    def meets(bound: float) -> bool:
        return reached >= bound if more_is_better else reached <= bound

    if aim is not None and meets(aim):
        return "aim reached"
    return "reached" if meets(least) else "**missed**"


def figures(m: Measured, others: dict, overhead: dict) -> list[dict]:
    """The figures to reach, each with what was reached in this run and what bounds it."""
    found: list[dict] = []
    none_here = "this processor has no AVX-512"

    def ratio(work: str, least: float, aim: float, reached: float, bound: str) -> None:
        found.append(
            {
                "work": work,
                "at least": f"{least:,.0f}x",
                "aim": f"{aim:,.0f}x",
                "reached": f"{reached:,.1f}x" if reached < 100 else f"{reached:,.0f}x",
                "verdict": verdict(reached, least, aim, more_is_better=True),
                "bound": bound,
            }
        )

    def missing(work: str, least: str, aim: str, why: str) -> None:
        found.append(
            {
                "work": work,
                "at least": least,
                "aim": aim,
                "reached": "not measured",
                "verdict": "-",
                "bound": why,
            }
        )

    wide = "avx512" in [
        name.split("_")[-1] for name in m.all if name.startswith("day_plan_c/batch")
    ]
    scan = m.cycles("day_plan_c/scan")
    portable = m.cycles("day_plan_c/batch_baseline")
    kernel = m.cycles("erlang_b/krarup/1000")
    ratio(
        "day plan, 4,800 Erlang C solves, C++, portable build, over the textbook scan",
        10,
        15,
        scan / portable,
        f"{portable:,.0f} cycles a solve, the scan {scan:,.0f}; one evaluation of Erlang B at "
        f"1,000 trunks takes {kernel:,.0f}: {scan / kernel:,.1f}x if each solve cost one; solves "
        f"one by one {scan / m.cycles('day_plan_c/one_by_one'):,.1f}x",
    )
    work = "the same, batch with AVX-512, over the textbook scan"
    if wide:
        batch = m.cycles("day_plan_c/batch_avx512")
        lanes = m.cycles("batch_erlang_c_from_100/avx512/4096")
        ms = m.ns("day_plan_c/batch_avx512") * 4800 / 1e6
        ratio(
            work,
            80,
            130,
            scan / batch,
            f"{ms:.3f} ms for the day, at most 0.15 asked; {batch:,.0f} cycles a solve, the "
            f"portable build {portable:,.0f}; one vectorised Erlang C from 100 agents on takes "
            f"{lanes:,.0f}: {scan / lanes:,.0f}x if each solve cost one",
        )
        if ms > 0.15:
            found[-1]["verdict"] = "**missed**"
    else:
        missing(work, "80x", "130x", none_here)
    work = "the same through Python arrays, wheel build, over pyworkforce"
    ways = others["ways"]
    if "ratio" in ways.get("pyworkforce", {}):
        there = ways["pyworkforce"]
        arrays, alone = ways["krarup, arrays"], ways["krarup, the batch alone"]
        ratio(
            work,
            5000,
            15000,
            there["ratio"],
            f"{arrays['ns_per_row']:,.0f} ns a row against {there['ns_per_row'] / 1e3:,.0f} us; "
            f"the batch alone takes {alone['ns_per_row']:,.0f} ns: "
            f"{there['ns_per_row'] / alone['ns_per_row']:,.0f}x if Python added nothing",
        )
    else:
        missing(work, "5,000x", "15,000x", "pyworkforce is not installed")
    widest = next(s for s in reversed(SETS) if f"day_plan_a/batch_{s}" in m)
    solve, by_scan = m.cycles(f"day_plan_a/batch_{widest}"), m.cycles("day_plan_a/scan")
    once = m.cycles("batch_erlang_a_abandonment/" + widest + "/4096")
    ratio(
        f"the same, Erlang A (batch, {SETS[widest]}), over a scan from one agent up with the same "
        "kernel",
        25,
        100,
        by_scan / solve,
        f"{solve:,.0f} cycles a solve, the scan {by_scan:,.0f}; the portable build "
        f"{by_scan / m.cycles('day_plan_a/batch_baseline'):,.0f}x; one abandonment in the batch "
        f"takes {once:,.0f} cycles",
    )
    sizes, costs = m.series("solve_c", "krarup", "cycles")
    asked = [c for s, c in zip(sizes, costs, strict=True) if s >= 100]
    flat = max(asked) / min(asked)
    found.append(
        {
            "work": "one Erlang C staffing solve, any load up to 1e6: most over least from 100 "
            "erlangs on",
            "at least": "1.5x",
            "aim": "1.1x",
            "reached": f"{flat:.2f}x",
            "verdict": verdict(flat, 1.5, 1.1, more_is_better=False),
            "bound": "cycles at "
            + ", ".join(
                f"{s:.0e}".replace("e+0", "e") + f": {c:,.0f}"
                for s, c in zip(sizes, costs, strict=True)
            ),
        }
    )
    sizes, costs = m.series("erlang_a_set", "krarup", "cycles")
    most = max(costs)
    native = m.series("erlang_a_set", "native", "cycles")[1]
    found.append(
        {
            "work": "one full Erlang A evaluation (waits, abandons, mean wait, in time), flat in n",
            "at least": "700 cycles",
            "aim": "450",
            "reached": f"{most:,.0f} cycles portable, {max(native):,.0f} with -march=native",
            "verdict": verdict(most, 700, 450, more_is_better=False),
            "bound": f"the dearest of {len(sizes)} sizes from {sizes[0]} to {sizes[-1]:,} agents, "
            f"{max(m.series('erlang_a_set', 'krarup')[1]):,.0f} ns; the cheapest {min(costs):,.0f} "
            f"and {min(native):,.0f}; three evaluations of Erlang B take {3 * kernel:,.0f}; "
            "without a fused multiply-add, as in the portable build, an exact product takes some "
            "ten operations, not two",
        }
    )
    work = "B or C, batch with AVX-512"
    if wide:
        b, c = (m.cycles(f"batch_erlang_{which}/avx512/4096") for which in "bc")
        found.append(
            {
                "work": work,
                "at least": "40 cycles",
                "aim": "24",
                "reached": f"B {b:,.0f}, C {c:,.0f} cycles",
                "verdict": verdict(max(b, c), 40, 24, more_is_better=False),
                "bound": "4,096 rows, n log-uniform from 1 to 1e6, load 0.1 to 4 roots below; from "
                f"100 on B {m.cycles('batch_erlang_b_from_100/avx512/4096'):,.0f}, "
                f"C {m.cycles('batch_erlang_c_from_100/avx512/4096'):,.0f}; B over the baseline's "
                f"speed {m.cycles('batch_erlang_b/baseline/4096') / b:.1f}x; some 225 operations, "
                "two a cycle in eight lanes, make 14",
            }
        )
    else:
        missing(work, "40 cycles", "24", none_here)
    both = overhead["ufuncs"].values()
    element = max(each["per_element_ns"] for each in both)
    call = max(each["per_call_ns"] for each in both) / 1e3
    multiply = overhead["single_calls"]["numpy.multiply of two arrays of one"]
    found.append(
        {
            "work": "Python: what a ufunc adds to the kernel",
            "at least": "2 ns per element, 2 us per call",
            "aim": "",
            "reached": f"{round(element, 1) + 0.0:.1f} ns, {call:.2f} us",
            "verdict": "reached" if element <= 2 and call <= 2 else "**missed**",
            "bound": "the worse of erlang_b and erlang_c; their kernels take "
            + " and ".join(f"{each['kernel_per_element_ns']:.1f}" for each in both)
            + f" ns per element, a call of numpy.multiply {multiply / 1e3:.2f} us",
        }
    )
    return found


def said(command: list[str]) -> str:
    try:
        return subprocess.run(
            command, capture_output=True, text=True, check=True, cwd=PROJECT
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def setting(compiler: str, flags: str, seconds: str, parts: dict, raw: pathlib.Path) -> dict:
    processor = "unknown"
    cpuinfo = pathlib.Path("/proc/cpuinfo")
    if cpuinfo.exists():
        named = re.search(r"model name\s*:\s*(.*)", cpuinfo.read_text())
        processor = named.group(1) if named else platform.machine()
    revision = said(["git", "rev-parse", "HEAD"])
    changed = bool(said(["git", "status", "--porcelain"]))
    versions = {
        name: version or "not here"
        for part in ("against_others", "against_simulators")
        for name, version in parts[part]["versions"].items()
    }
    libraries = said(
        [
            "dpkg-query",
            "-W",
            "-f",
            "${Package} ${Version}; ",
            "libbenchmark-dev",
            "libboost-math-dev",
            "libeigen3-dev",
        ]
    )
    load = re.search(r"load average.*", (raw / "load.txt").read_text())
    return {
        "when": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "git revision": revision + (" with local changes" if changed else ""),
        "processor": f"{processor}, {os.cpu_count()} processors",
        "load before": load.group(0) if load else "unknown",
        "system": f"{platform.system()} {platform.release()}",
        "compiler": said([compiler, "--version"]).splitlines()[0],
        "flags": f"-std=c++20 {flags}: portable; the batch chooses its instructions when it runs",
        "Python": platform.python_version(),
        "packages": ", ".join(f"{name} {version}" for name, version in versions.items()),
        "libraries": libraries.rstrip("; "),
        "took": f"{seconds} s"
        + (", quick: no time in here is worth reading" if is_quick() else ""),
    }


def write_report(folder: pathlib.Path, facts: dict, m: Measured, parts: dict) -> None:
    others, overhead = parts["against_others"], parts["overhead"]
    rows = facts["figures"]
    scan = m.cycles("day_plan_c/scan")
    day = [
        [label, m.ns(name), m.cycles(name), f"{base / m.cycles(name):,.1f}x"]
        for label, name, base in [
            ("Erlang C, recursion anew for each n", "day_plan_c/from_scratch", scan),
            ("Erlang C, textbook scan", "day_plan_c/scan", scan),
            ("Erlang C, krarup one by one", "day_plan_c/one_by_one", scan),
            *(
                (f"Erlang C, krarup batch, {label}", f"day_plan_c/batch_{s}", scan)
                for s, label in SETS.items()
            ),
            (
                "Erlang A, scan with krarup's service level",
                "day_plan_a/scan",
                m.cycles("day_plan_a/scan") if "day_plan_a/scan" in m else 0,
            ),
            ("Erlang A, krarup one by one", "day_plan_a/one_by_one", m.cycles("day_plan_a/scan")),
            *(
                (
                    f"Erlang A, krarup batch, {label}",
                    f"day_plan_a/batch_{s}",
                    m.cycles("day_plan_a/scan"),
                )
                for s, label in SETS.items()
            ),
        ]
        if name in m
    ]
    half_hours = [
        [
            f"plan_day of 48 half-hours, every measure and totals, {model}",
            m.ns(name),
            m.cycles(name),
            "",
        ]
        for model, name in (
            ("Erlang C", "plan_day/erlang_c"),
            ("Erlang A", "plan_day/erlang_a"),
            ("M/M/n+G, Weibull", "plan_day/erlang_x"),
        )
    ]
    erlang_a = m.cycles("erlang_a/krarup/10")
    real_queues = [
        [label, m.ns(name), m.cycles(name), m.cycles(name) / erlang_a]
        for name, label in (
            ("evaluate_g/law_kept/14", "M/M/14+Weibull, the law of the question before"),
            ("evaluate_g/law_new/14", "M/M/14+Weibull, a law not seen before"),
            ("evaluate_g/law_kept/1000", "M/M/1000+Weibull, the law of the question before"),
            ("evaluate_g/law_new/1000", "M/M/1000+Weibull, a law not seen before"),
            ("evaluate_x/two_kinds", "M/M/14+H2"),
            ("evaluate_x/lines", "M/M/14+Weibull, 30 lines"),
            ("evaluate_x/dispersion", "M/M/14+Weibull, a day's factor that strays by 20 %"),
            ("fit_weibull/log", "a Weibull patience fitted to 100,000 waits, for each wait"),
        )
    ]
    days = [
        [
            f"{label}, at most {peak:,} agents' work",
            m.ns(name) / 1e6,
            m.cycles(name) / m.cycles(f"day_states/exact/{peak}"),
        ]
        for peak in (20, 200, 2000)
        for name, label in (
            (f"day_states/exact/{peak}", "states"),
            (f"day_states/uniformization/{peak}", "states by uniformization alone"),
            (f"day_measures/exact/{peak}", "states, waits and service levels"),
        )
    ]
    kernels = []
    for question, way, label in [
        ("erlang_b", "krarup", "Erlang B, krarup"),
        ("erlang_b", "recursion", "Erlang B, textbook recursion"),
        ("erlang_b", "boost", "Erlang B, Boost.Math"),
        ("erlang_c_service_level", "krarup", "service level of Erlang C, krarup"),
        ("erlang_c_service_level", "recursion", "service level of Erlang C, textbook"),
        ("erlang_b", "native", "Erlang B, krarup, -march=native"),
        ("erlang_a_set", "krarup", "Erlang A, four measures, krarup"),
        ("erlang_a_set", "native", "Erlang A, four measures, krarup, -march=native"),
        ("erlang_a", "krarup", "Erlang A, every measure, krarup"),
        ("erlang_a", "states", "Erlang A, two measures, textbook sum"),
    ]:
        cost = dict(zip(*m.series(question, way, "cycles"), strict=True))
        sizes = [10, 100, 1000, 10_000, 100_000, 1_000_000]
        kernels.append([label, *(cost.get(size) for size in sizes)])
    ways = [
        [
            name,
            way.get("ns_per_row"),
            f"{way['ratio']:,.0f}x" if "ratio" in way else "",
            f"{way['right']} of {way['of']}" if "right" in way else "all",
        ]
        for name, way in others["ways"].items()
    ]
    missing = [name for name, version in others["versions"].items() if version is None]
    wrong = [
        [
            row["who"],
            row["question"],
            f"{row['answer']:.6g}" if isinstance(row["answer"], float) else str(row["answer"]),
            f"{row['right']:.6g}",
            str(row.get("such", "")),
        ]
        for row in others["wrong"]
    ]
    errors = [
        [
            name,
            statistics.median(flat := [e for row in rows_of for e in row if e is not None]),
            max((e for e in flat if e < 1e299), default=math.nan),
            sum(e > 1e299 for e in flat),
            len(flat),
        ]
        for name, rows_of in [
            *parts["accuracy"]["ulp"].items(),
            *parts["accuracy"]["erlang_a"]["ulp"].items(),
        ]
    ]
    nothing = parts["compile_time"]["nothing"]
    text = [
        "# How fast and how exact krarup is here\n",
        table(["", ""], [[name, value] for name, value in facts["setting"].items()]),
        (
            "Times are CPU time of one thread. A cycle is a quarter of a dependent fused "
            "multiply-add (latency 4), timed in turn with the work; ratios are ratios of cycles. "
            "Medians of medians. Every answer was judged by a method that shares nothing with "
            "krarup.\n"
        ),
        "## Figures to reach\n",
        table(
            ["Work", "At least", "Aim", "Reached", "Verdict", "What bounds it"],
            [
                [row[key] for key in ("work", "at least", "aim", "reached", "verdict", "bound")]
                for row in rows
            ],
        ),
        (
            "80 % within 20 s, handle time 180 s, for Erlang A patience 300 s; the loads of the "
            "day plan are log-uniform from 1 to 2,000 erlangs, in no order.\n"
        ),
        "## Day plan\n",
        table(["Way", "ns per solve", "cycles", "over the scan"], day + half_hours),
        "## Erlang X\n",
        table(["Every measure of", "ns", "cycles", "over Erlang A"], real_queues),
        "## A day carried over the ends of intervals\n",
        table(["96 quarter-hours", "ms", "over the states"], days),
        *simulator_report.section(m, parts["against_simulators"], table),
        "## Time against n\n",
        "![Time against n](time_against_n.png)\n",
        table(["cycles at n =", "10", "100", "1,000", "10,000", "100,000", "1,000,000"], kernels),
        "## Time against batch size\n",
        "![Time against batch size](time_against_batch_size.png)\n",
        "## Scaling over workers\n",
        "![Scaling over workers](scaling.png)\n",
        (
            "Wall time says what the machine left over; CPU time says what the workers cost each "
            "other.\n"
        ),
        "## Errors over (n, a)\n",
        "![Error maps](error_maps.png)\n",
        "![Error maps of the other ways](error_maps_of_others.png)\n",
        table(["Way", "median ulp", "most ulp", "no number", "points"], errors),
        "![Error maps of Erlang A](error_maps_erlang_a.png)\n",
        "## From Python\n",
        (
            "The day plan, 4,800 rows; the ratio is to krarup's arrays over the rows that both get "
            "right.\n"
        ),
        table(["Way", "ns per row", "krarup is faster by", "right rows"], ways),
        f"Not installed, so not compared: {', '.join(missing)}.\n" if missing else "",
        "![Python overhead](python_overhead.png)\n",
        table(
            ["One call", "us"],
            [[name, f"{ns / 1e3:.2f}"] for name, ns in overhead["single_calls"].items()],
        ),
        "## Compile time\n",
        table(
            ["#include, in an otherwise empty file", "s of CPU", "above nothing"],
            [
                [f"`{name}`", f"{s:.2f}", f"{s - nothing:.2f}"]
                for name, s in parts["compile_time"].items()
            ],
        ),
        "## Wrong answers of others\n",
        table(["Who", "Question", "Answer", "Right answer", "Such rows"], wrong)
        if wrong
        else "None.\n",
    ]
    (folder / "report.md").write_text("\n".join(part for part in text if part))


def main() -> None:
    folder, compiler, flags, seconds = pathlib.Path(sys.argv[1]), *sys.argv[2:]
    raw = folder / "raw"
    m = Measured(raw)
    parts = {
        name: json.loads((raw / f"{name}.json").read_text())
        for name in (
            "against_others",
            "against_simulators",
            "overhead",
            "accuracy",
            "compile_time",
        )
    }
    facts = {
        "setting": setting(compiler, flags, seconds, parts, raw),
        "figures": figures(m, parts["against_others"], parts["overhead"])
        + simulator_report.figures(m, parts["against_simulators"], verdict),
    }
    plot_time_against_n(m, folder)
    plot_time_against_batch_size(m, folder)
    plot_scaling(m, folder)
    plot_error_maps(parts["accuracy"], folder)
    plot_python(parts["overhead"], folder)
    write_report(folder, facts, m, parts)
    everything = {**facts, "benchmarks": m.all, **parts}
    (folder / "report.json").write_text(json.dumps(everything, indent=1) + "\n")
    for row in [] if is_quick() else facts["figures"]:
        print(f"{row['work']}: {row['reached']}, at least {row['at least']}: {row['verdict']}")
    missed = sum("missed" in row["verdict"] for row in facts["figures"])
    figures_said = "" if is_quick() else f"{missed} of {len(facts['figures'])} figures missed; "
    print(f"benchmarks: every answer right; {figures_said}{folder / 'report.md'}")


if __name__ == "__main__":
    main()
