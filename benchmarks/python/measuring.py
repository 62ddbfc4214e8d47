"""The clock of the Python benchmarks, and the shared library they compare with."""

from __future__ import annotations

import ctypes
import json
import os
import pathlib
import statistics
import time
from collections.abc import Callable, Mapping

import numpy as np

PATIENCE = 300.0 / 180.0  # handle times
WITHIN = 20.0 / 180.0


class Kernels:
    """The functions of kernels.cpp; columns are contiguous float64 arrays."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._library = ctypes.CDLL(str(folder / "benchmark_kernels.so"))
        self._library.seconds_per_cycle.restype = ctypes.c_double
        single = self._library.textbook_impatient_service_level
        single.restype = ctypes.c_double
        single.argtypes = [ctypes.c_double, ctypes.c_int, ctypes.c_double, ctypes.c_double]

    def seconds_per_cycle(self) -> float:
        return self._library.seconds_per_cycle()

    def ready(self, name: str, *arguments: np.ndarray | float) -> tuple[Callable, np.ndarray]:
        """A call of a function over columns that is ready to be timed, and where it answers."""
        columns = [a for a in arguments if isinstance(a, np.ndarray)]
        assert all(c.dtype == np.float64 and c.flags.c_contiguous for c in columns)
        result = np.empty(len(columns[0]))
        words = [
            ctypes.c_void_p(a.ctypes.data) if isinstance(a, np.ndarray) else ctypes.c_double(a)
            for a in (*arguments, result)
        ]
        words.append(ctypes.c_size_t(len(result)))
        function = getattr(self._library, name)
        keep = (columns, result)
        return lambda: (function(*words), keep)[0], result

    def over(self, name: str, *arguments: np.ndarray | float) -> np.ndarray:
        call, result = self.ready(name, *arguments)
        call()
        return result

    def impatient_service_level(self, load: float, n: int, patience: float, within: float) -> float:
        return self._library.textbook_impatient_service_level(load, n, patience, within)


def in_turn(
    kernels: Kernels, works: Mapping[str, Callable], turns: int, repeat: int = 1
) -> dict[str, dict[str, float]]:
    """Median CPU time per call of each work: ns, and cycles by the chain timed in turn with it."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in works}
    for _ in range(turns):
        for name, work in works.items():
            before = kernels.seconds_per_cycle()
            begin = time.thread_time_ns()
            for _ in range(repeat):
                work()
            ns = (time.thread_time_ns() - begin) / repeat
            cycle = 1e9 * (before + kernels.seconds_per_cycle()) / 2
            taken[name].append((ns, ns / cycle))
    return {
        name: {
            "ns": statistics.median(ns for ns, _ in pairs),
            "cycles": statistics.median(cycles for _, cycles in pairs),
        }
        for name, pairs in taken.items()
    }


def log_uniform_loads(count: int, largest: float) -> np.ndarray:
    """The loads of textbook::log_uniform_loads."""
    shares = np.arange(1, count + 1) * 0.6180339887498949 % 1.0
    return largest**shares


def is_quick() -> bool:
    return bool(os.environ.get("KRARUP_BENCHMARKS_QUICK"))


def write(path: pathlib.Path, what: object) -> None:
    path.write_text(json.dumps(what, indent=1, default=float) + "\n")
