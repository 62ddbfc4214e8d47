"""Errors over (n, a), in units of the last place, judged by sums in whole numbers.

accuracy.py FOLDER_OF_THE_KERNELS RESULT.json
"""

from __future__ import annotations

import ctypes
import pathlib
import sys

import exact
import krarup as kr
import numpy as np
from measuring import PATIENCE, WITHIN, Kernels, is_quick, write

BOUND = 4.0  # epsilons, by the documentation of Erlang B and C
BOUND_OF_ERLANG_A = 1e-12 / 2**-53


def grid() -> tuple[np.ndarray, np.ndarray]:
    """n, and z of the load n + z sqrt(n)."""
    if is_quick():
        return np.unique(np.round(10 ** np.linspace(0, 4, 9))), np.linspace(-6, 6, 9)
    return np.unique(np.round(10 ** np.linspace(0, 6, 49))), np.linspace(-7.75, 7.75, 63)


def as_rows(errors: dict[str, np.ndarray], count: int) -> dict[str, list]:
    """One row for each n; None where nothing was asked, 1e300 for what is no number."""
    return {
        name: np.where(np.isnan(e), None, np.where(np.isinf(e), 1e300, e))
        .reshape(count, -1)
        .tolist()
        for name, e in errors.items()
    }


def erlang_b_and_c(kernels: Kernels) -> dict:
    ns, zs = grid()
    n = np.repeat(ns, len(zs))
    load = n + np.tile(zs, len(ns)) * np.sqrt(n)
    asked = load > 0.0
    n, load = n[asked], load[asked]
    with np.errstate(all="ignore"):
        answers = {
            "Erlang B, krarup": kr.ufuncs.erlang_b(n, load),
            "Erlang C, krarup": kr.ufuncs.erlang_c(n, load),
            "Erlang B, textbook recursion": kernels.over("textbook_erlang_b", n, load),
            "Erlang B, Boost.Math": kernels.over("boost_erlang_b", n, load),
        }
        try:
            from against_others import scipy_blocking

            answers["Erlang B, SciPy"] = scipy_blocking(n, load)
        except ImportError:
            pass
    right = []
    for count, a in zip(n.tolist(), load.tolist(), strict=True):
        inverse = exact.inverse_blocking(int(count), a)
        right.append((1 / inverse, exact.wait_from_inverse(int(count), a, inverse)))
    errors = {}
    for name, values in answers.items():
        which = 1 if "Erlang C" in name else 0
        found = np.full(len(asked), np.nan)
        found[asked] = [
            exact.error_in_ulp(value, truth[which])
            for value, truth in zip(values.tolist(), right, strict=True)
        ]
        if which == 1:
            found[np.tile(zs, len(ns)) >= 0.0] = np.nan  # 1 by definition
        errors[name] = found
        if "krarup" in name and np.nanmax(found) > 2 * BOUND:  # an ulp is half an epsilon or more
            sys.exit(f"{name}: an error of {np.nanmax(found)} ulp")
    return {"n": ns.tolist(), "z": zs.tolist(), "ulp": as_rows(errors, len(ns))}


def erlang_a(folder: pathlib.Path) -> dict:
    """The same over every other column and row, for a patience of 300 s."""
    library = ctypes.CDLL(str(folder / "benchmark_oracle.so"))
    ns, zs = (axis[::2] for axis in grid())
    n = np.repeat(ns, len(zs))
    load = n + np.tile(zs, len(ns)) * np.sqrt(n)
    asked = load > 0.0
    n, load = n[asked], load[asked]
    right = np.empty((len(n), 3, 2))
    library.erlang_a_to_50_digits(
        ctypes.c_void_p(n.ctypes.data),
        ctypes.c_void_p(load.ctypes.data),
        ctypes.c_double(PATIENCE),
        ctypes.c_double(WITHIN),
        ctypes.c_void_p(right.ctypes.data),
        ctypes.c_size_t(len(n)),
    )
    answers = {
        "Erlang A, P(wait)": kr.ufuncs.erlang_a_wait(n, load, PATIENCE),
        "Erlang A, P(abandon)": kr.ufuncs.erlang_a_abandonment(n, load, PATIENCE),
        "Erlang A, answered within": kr.ufuncs.erlang_a_service_level(n, load, PATIENCE, WITHIN),
    }
    errors = {}
    for (name, values), truth in zip(answers.items(), right.swapaxes(0, 1), strict=True):
        found = np.full(len(asked), np.nan)
        found[asked] = np.abs((values - truth[:, 0]) - truth[:, 1]) / np.spacing(truth[:, 0])
        if not np.nanmax(found) < BOUND_OF_ERLANG_A:
            sys.exit(f"{name}: an error of {np.nanmax(found)} ulp")
        errors[name] = found
    return {"n": ns.tolist(), "z": zs.tolist(), "ulp": as_rows(errors, len(ns))}


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    write(
        pathlib.Path(sys.argv[2]),
        {**erlang_b_and_c(Kernels(folder)), "erlang_a": erlang_a(folder)},
    )


if __name__ == "__main__":
    main()
