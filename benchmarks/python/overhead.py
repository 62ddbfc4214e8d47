"""What Python adds to the kernels: ufuncs beside the same batch in C++, and the model objects.

overhead.py FOLDER_OF_THE_KERNELS RESULT.json
"""

from __future__ import annotations

import pathlib
import statistics
import sys

import krarup as kr
import numpy as np
from measuring import Kernels, in_turn, is_quick, write

SIZES = (1, 10, 100, 1_000, 10_000)  # not so many that workers would share them


def ufuncs(kernels: Kernels) -> dict:
    rng = np.random.default_rng(1)
    found: dict[str, dict] = {}
    for name in ("erlang_b", "erlang_c"):
        ufunc = getattr(kr.ufuncs, name)
        ufunc_ns, kernel_ns, above = [], [], []
        for size in SIZES:
            n = np.ceil(10 ** rng.uniform(0.5, 5, size))
            load = n - rng.uniform(0.1, 1.5, size) * np.sqrt(n)
            out = np.empty(size)
            kernel, result = kernels.ready(name, n, load)
            repeat = max(1, 2000 // size)
            times = []
            for _ in range(5 if is_quick() else 101):
                work = {"ufunc": lambda: ufunc(n, load, out), "kernel": kernel}  # noqa: B023
                once = in_turn(kernels, work, 1, repeat)
                times.append((once["ufunc"]["ns"], once["kernel"]["ns"]))
            ufunc_ns.append(statistics.median(ufunc_time for ufunc_time, _ in times))
            kernel_ns.append(statistics.median(kernel_time for _, kernel_time in times))
            above.append(statistics.median(both[0] - both[1] for both in times))
            if not np.allclose(out, result, rtol=1e-13, atol=0.0):
                sys.exit(f"{name}: the ufunc differs from the kernel")
        found[name] = {
            "sizes": SIZES,
            "ufunc_ns": ufunc_ns,
            "kernel_ns": kernel_ns,
            "per_element_ns": above[-1] / SIZES[-1],
            "kernel_per_element_ns": kernel_ns[-1] / SIZES[-1],
            "per_call_ns": ufunc_ns[0] - ufunc_ns[-1] / SIZES[-1],
        }
    return found


def single_calls(kernels: Kernels) -> dict:
    """One question from Python, numbers in, number out."""
    billing = kr.ErlangC(contacts=100, interval="30min", aht=180)
    patient = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
    target = {"service_level": 0.80, "answer_within": 20}
    one, other = np.array([14.0]), np.array([10.0])
    out = np.empty(1)
    works = {
        "numpy.multiply of two arrays of one": lambda: np.multiply(one, other, out),
        "kr.ufuncs.erlang_b of two arrays of one": lambda: kr.ufuncs.erlang_b(one, other, out),
        "kr.ufuncs.erlang_b of two floats": lambda: kr.ufuncs.erlang_b(14.0, 10.0),
        "kr.ErlangC(...)": lambda: kr.ErlangC(contacts=100, interval="30min", aht=180),
        "queue.service_level, Erlang C": lambda: billing.service_level(agents=14, answer_within=20),
        "queue.agents_required, Erlang C": lambda: billing.agents_required(**target),
        "queue.service_level, Erlang A": lambda: patient.service_level(agents=14, answer_within=20),
        "queue.agents_required, Erlang A": lambda: patient.agents_required(**target),
    }
    right = (0.88835001917946687, 14.0, 0.91679209186354687, 13.0)
    answers = [works[name]() for name in list(works)[4:]]
    if not np.allclose(answers, right, rtol=1e-10):
        sys.exit(f"wrong answers of single calls: {answers}")
    return {
        name: time["ns"]
        for name, time in in_turn(kernels, works, 3 if is_quick() else 15, 300).items()
    }


def main() -> None:
    kernels = Kernels(pathlib.Path(sys.argv[1]))
    write(
        pathlib.Path(sys.argv[2]),
        {"ufuncs": ufuncs(kernels), "single_calls": single_calls(kernels)},
    )


if __name__ == "__main__":
    main()
