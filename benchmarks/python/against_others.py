"""krarup's Python package beside the packages in use, on the rows whose answers are right.

    against_others.py FOLDER_OF_THE_KERNELS RESULT.json

Every answer is judged by a scan, a quadrature or a sum that shares nothing with krarup; the wrong
ones are listed with the right one beside. Fails where one of krarup's is wrong.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import pathlib
import statistics
import sys
from collections.abc import Callable

import exact
import krarup as kr
import numpy as np
from measuring import PATIENCE, WITHIN, Kernels, in_turn, is_quick, log_uniform_loads, write

HANDLE_TIME = 180.0
ANSWER_WITHIN = 20.0
ENOUGH = 0.80


def scipy_blocking(n, load):
    """Erlang B as a Poisson share, as one writes it with SciPy."""
    special = importlib.import_module("scipy.special")
    log_share = n * np.log(load) - load - special.gammaln(n + 1)
    return np.exp(log_share) / special.gammaincc(n + 1, load)


def scipy_agents(load: np.ndarray) -> np.ndarray:
    """Bisection over all loads at once."""

    def enough(n):
        blocking = scipy_blocking(n, load)
        wait = n * blocking / (n - load * (1.0 - blocking))
        return 1.0 - wait * np.exp((load - n) * WITHIN) >= ENOUGH

    below = np.floor(load)
    above = np.floor(load + 4.0 * np.sqrt(load) + 4.0)
    while np.any(above - below > 1.0):
        middle = np.ceil((below + above) / 2.0)
        meets = enough(middle)
        below = np.where(meets, below, middle)
        above = np.where(meets, middle, above)
    return above


def package_solvers(
    enough: float = ENOUGH, answer_within: float = ANSWER_WITHIN
) -> dict[str, Callable[[float], float]]:
    """What a user of each package writes to staff one interval, for those that are installed."""
    solvers: dict[str, Callable[[float], float]] = {}

    def offer(name: str, make: Callable[[], Callable[[float], float]]) -> None:
        try:
            solvers[name] = make()
        except ImportError:
            pass

    def pyworkforce():
        model = importlib.import_module("pyworkforce.queuing").ErlangC
        return lambda load: model(
            transactions=load, aht=3.0, asa=answer_within / 60.0, interval=3
        ).required_positions(service_level=enough)["raw_positions"]

    def pyqueueing():
        model = importlib.import_module("pyqueueing").ErlangC
        return lambda load: model(arrival_rate=load, service_rate=1.0).required_servers(
            target_service_level=(answer_within / HANDLE_TIME, enough)
        )

    def call_center_tools():
        staffing = importlib.import_module("call_center_tools").calc_staffing
        return lambda load: (
            staffing(
                calls_per_hour=load * 3600.0 / HANDLE_TIME,
                aht=HANDLE_TIME,
                max_occupancy=1.0,
                target_answer_time=answer_within,
                target_service_level=enough,
            ).agents
        )

    offer("pyworkforce", pyworkforce)
    offer("pyqueueing", pyqueueing)
    offer("call_center_tools", call_center_tools)
    return solvers


def ask(solve: Callable[[float], float], load: float) -> float | str:
    try:
        return float(solve(load))
    except (ArithmeticError, RuntimeError, ValueError) as error:
        return type(error).__name__


def day_plan(kernels: Kernels) -> dict:
    loads = log_uniform_loads(4800, 2000.0)
    if is_quick():
        loads = loads[:240]
    right = kernels.over("textbook_agents", loads)

    def staff(some: np.ndarray, **patience: float) -> np.ndarray:
        queue = kr.ErlangC if not patience else kr.ErlangA
        return queue(
            contacts=some, interval=HANDLE_TIME, aht=HANDLE_TIME, **patience
        ).agents_required(service_level=ENOUGH, answer_within=ANSWER_WITHIN)

    if not np.array_equal(staff(loads), right):
        sys.exit("krarup: wrong agents required by Erlang C")
    impatient = staff(loads, patience=300.0)
    for load, n in zip(loads, impatient, strict=True):
        kernel = kernels.impatient_service_level
        if kernel(load, int(n), PATIENCE, WITHIN) < ENOUGH or (
            n > 1 and kernel(load, int(n) - 1, PATIENCE, WITHIN) >= ENOUGH
        ):
            sys.exit(f"krarup: {n} agents required by Erlang A for a load of {load}")

    batch, _ = kernels.ready("agents", loads, float("inf"))
    impatient_batch, _ = kernels.ready("agents", loads, PATIENCE)
    scan, _ = kernels.ready("textbook_agents", loads)
    turns = 3 if is_quick() else 15
    times = in_turn(
        kernels,
        {
            "krarup, arrays": lambda: staff(loads),
            "krarup, the batch alone": batch,
            "textbook scan in C++": scan,
            "krarup, arrays, Erlang A": lambda: staff(loads, patience=300.0),
            "krarup, the batch alone, Erlang A": impatient_batch,
        },
        turns,
        repeat=3,
    )
    ways = {
        name: {
            "ns_per_row": time_of["ns"] / len(loads),
            "cycles_per_row": time_of["cycles"] / len(loads),
        }
        for name, time_of in times.items()
    }

    wrong: list[dict] = []
    if importlib.util.find_spec("scipy"):
        with np.errstate(all="ignore"):
            answers = scipy_agents(loads)
            right_rows = np.flatnonzero(answers == right)
            some = loads[right_rows]
            both = in_turn(
                kernels,
                {"SciPy, vectorised": lambda: scipy_agents(some), "krarup": lambda: staff(some)},
                turns,
            )
        ways["SciPy, vectorised"] = {
            "ns_per_row": both["SciPy, vectorised"]["ns"] / len(some),
            "ratio": both["SciPy, vectorised"]["cycles"] / both["krarup"]["cycles"],
            "right": len(right_rows),
            "of": len(loads),
        }
        wrong += wrong_rows("SciPy, vectorised", loads, answers.tolist(), right)

    def in_blocks(solve: Callable[[float], float], some: np.ndarray) -> tuple[list, float, float]:
        """The answers of a package, and its ns and krarup's speed over it, timed in turn."""
        answers: list[float | str] = []
        ns, cycles, ours = 0.0, 0.0, []
        for block in np.array_split(some, 4 if is_quick() else 24):
            asked = block.tolist()
            work = {"package": lambda: answers.extend(ask(solve, load) for load in asked)}  # noqa: B023
            theirs = in_turn(kernels, work, 1)["package"]
            ns, cycles = ns + theirs["ns"], cycles + theirs["cycles"]
            ours.append(in_turn(kernels, {"krarup": lambda: staff(some)}, 3)["krarup"]["cycles"])
        return answers, ns / len(some), cycles / statistics.median(ours)

    for name, solve in package_solvers().items():
        answers, ns, ratio = in_blocks(solve, loads)
        right_rows = [i for i, n in enumerate(answers) if n == right[i]]
        wrong += wrong_rows(name, loads, answers, right)
        ways[name] = {"right": len(right_rows), "of": len(loads)}
        if 0 < len(right_rows) < len(loads):
            _, ns, ratio = in_blocks(solve, loads[right_rows])
        if right_rows:
            ways[name] |= {"ns_per_row": ns, "ratio": ratio}
    return {"rows": len(loads), "ways": ways, "wrong": wrong}


def wrong_rows(
    name: str, loads: np.ndarray, answers: list, right: np.ndarray, promise: str = "80 % in 20 s"
) -> list[dict]:
    rows = [i for i, answer in enumerate(answers) if answer != right[i]]
    rows.sort(key=lambda i: loads[i])
    return [
        {
            "who": name,
            "question": f"agents for {loads[i]:.4g} erlangs, {promise}, Erlang C",
            "answer": answers[i],
            "right": right[i],
            "such": f"{len(rows)} of {len(answers)}",
        }
        for i in rows[:: max(1, len(rows) // 3)][:3]
    ]


def modest_promise() -> list[dict]:
    """50 % within 60 s, which a search that begins above the load can miss."""
    loads = log_uniform_loads(200, 200.0)

    def least(load: float) -> float:
        n, blocking = 0, 1.0
        while True:
            n += 1
            blocking = load * blocking / (n + load * blocking)
            wait = n * blocking / (n - load * (1.0 - blocking))
            if n > load and 1.0 - wait * np.exp((load - n) / 3.0) >= 0.5:
                return float(n)

    right = np.array([least(load) for load in loads])
    queue = kr.ErlangC(contacts=loads, interval=180, aht=180)
    if not np.array_equal(queue.agents_required(service_level=0.5, answer_within=60), right):
        sys.exit("krarup: wrong agents required for 50 % in 60 s")
    wrong = []
    for name, solve in package_solvers(0.5, 60.0).items():
        answers = [ask(solve, load) for load in loads.tolist()]
        wrong += wrong_rows(name, loads, answers, right, "50 % in 60 s")
    return wrong


PROBES = [(14, 10.0), (100, 90.0), (1000, 950.0), (5, 8.0), (0, 5.0), (1000, 1000.0), (1000, 10.0)]
EXTREMES = [(1000, 10_000.0), (10_000, 20_000.0), (100_000, 100_000.0), (1_000_000, 1_000_000.0)]


def probabilities(kernels: Kernels) -> list[dict]:
    """Asks everybody for B and C at these (n, a) and lists the wrong answers."""

    def column(name: str) -> Callable[[int, float], float]:
        return lambda n, load: float(kernels.over(name, np.array([float(n)]), np.array([load]))[0])

    askers: dict[str, dict[str, Callable]] = {
        "B": {
            "krarup": lambda n, load: float(kr.ufuncs.erlang_b(n, load)),
            "textbook recursion in C++": column("textbook_erlang_b"),
            "Boost.Math": column("boost_erlang_b"),
        },
        "C": {"krarup": lambda n, load: float(kr.ufuncs.erlang_c(n, load))},
    }

    def offer(question: str, name: str, make: Callable[[], Callable]) -> None:
        try:
            askers[question][name] = make()
        except ImportError:
            pass

    def of(module: str, name: str):
        return getattr(importlib.import_module(module), name)

    def with_scipy():
        importlib.import_module("scipy.special")
        return lambda n, load: float(scipy_blocking(n, load))

    def with_pyworkforce():
        model = of("pyworkforce.queuing", "ErlangC")
        return lambda n, load: model(load, 1.0, 1.0, 1).waiting_probability(n)

    def with_tools(name: str):
        formula = of("call_center_tools", name)
        return lambda n, load: formula(load, n)

    def with_pyqueueing(name: str, measure: str):
        model = of("pyqueueing", name)
        return lambda n, load: getattr(model(load, 1.0, n), measure)()

    offer("B", "SciPy", with_scipy)
    offer("B", "call_center_tools", lambda: with_tools("erlang_b"))
    offer("B", "pyqueueing", lambda: with_pyqueueing("ErlangB", "prob_block"))
    offer("C", "call_center_tools", lambda: with_tools("erlang_c"))
    offer("C", "pyqueueing", lambda: with_pyqueueing("ErlangC", "prob_wait"))
    offer("C", "pyworkforce", with_pyworkforce)

    wrong = []
    slow = {"pyqueueing", "call_center_tools", "pyworkforce"}
    for question, right_of in (("B", exact.blocking), ("C", exact.wait)):
        for n, load in PROBES + EXTREMES:
            right = right_of(n, load)
            for name, formula in askers[question].items():
                if name in slow and n > 10_000:
                    continue
                with np.errstate(all="ignore"):
                    try:
                        answer = formula(n, load)
                        if abs(answer - float(right)) <= 1e-9 * float(right):
                            continue
                    except (ArithmeticError, RuntimeError, ValueError) as error:
                        answer = type(error).__name__
                if name == "krarup":
                    sys.exit(f"krarup: {question}({n}, {load}) = {answer}, not {float(right)}")
                wrong.append(
                    {
                        "who": name,
                        "question": f"{question}({n}, {load:g})",
                        "answer": answer,
                        "right": float(right),
                    }
                )
    return wrong


def impatient_service_levels(kernels: Kernels) -> list[dict]:
    """Erlang A's service level by pyqueueing; the patience is 300 s."""
    try:
        model = importlib.import_module("pyqueueing").ErlangA
    except ImportError:
        return []
    wrong = []
    for load, n in ((10.0, 11), (100.0, 95), (400.0, 390), (600.0, 580), (2000.0, 1900)):
        right = kernels.impatient_service_level(load, n, PATIENCE, WITHIN)
        queue = kr.ErlangA(contacts=load, interval=180, aht=180, patience=300)
        if abs(queue.service_level(agents=n, answer_within=20) - right) > 1e-8:
            sys.exit(f"krarup: wrong service level of {n} agents for {load} erlangs")
        answer = ask(
            lambda load, n=n: model(load, 1.0, n, 1 / PATIENCE).service_level(WITHIN), load
        )
        if isinstance(answer, str) or abs(answer - right) > 1e-6:
            wrong.append(
                {
                    "who": "pyqueueing",
                    "question": f"service level of {n} agents for {load:g} erlangs, Erlang A",
                    "answer": answer,
                    "right": right,
                }
            )
    return wrong


def main() -> None:
    kernels = Kernels(pathlib.Path(sys.argv[1]))
    result = day_plan(kernels)
    result["wrong"] += modest_promise() + probabilities(kernels) + impatient_service_levels(kernels)
    result["versions"] = {}
    for package in ("krarup", "numpy", "scipy", "pyworkforce", "pyqueueing", "call-center-tools"):
        try:
            result["versions"][package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            result["versions"][package] = None
    write(pathlib.Path(sys.argv[2]), result)


if __name__ == "__main__":
    main()
