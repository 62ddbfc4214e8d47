"""Errors over (n, a), in units of the last place, judged by sums in whole numbers.

accuracy.py FOLDER_OF_THE_KERNELS RESULT.json
"""

from __future__ import annotations

import csv
import math
import pathlib
import sys

import exact
import krarup as kr
import numpy as np
from measuring import Kernels, is_quick, write

REFERENCE = pathlib.Path(__file__).resolve().parents[2] / "tests" / "reference"
BOUND = 4.0  # epsilons, by the documentation of Erlang B and C


def grid() -> tuple[np.ndarray, np.ndarray]:
    """n, and z of the load n + z sqrt(n)."""
    if is_quick():
        return np.unique(np.round(10 ** np.linspace(0, 4, 9))), np.linspace(-6, 6, 9)
    return np.unique(np.round(10 ** np.linspace(0, 6, 49))), np.linspace(-7.75, 7.75, 63)


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
    return {
        "n": ns,
        "z": zs,
        "ulp": {
            name: np.where(np.isnan(e), None, np.where(np.isinf(e), 1e300, e))
            .reshape(len(ns), len(zs))
            .tolist()
            for name, e in errors.items()
        },
    }


def erlang_a() -> list[dict]:
    """Relative errors, in epsilons, of the rows of the reference table."""
    with (REFERENCE / "erlang_a.csv").open() as table:
        rows = list(csv.DictReader(line for line in table if not line.startswith("#")))
    columns = {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}
    n, load = columns["servers"], columns["offered_load"]
    patience, within = columns["patience"], columns["answer_within"]
    answers = {
        "wait": kr.ufuncs.erlang_a_wait(n, load, patience),
        "abandon": kr.ufuncs.erlang_a_abandonment(n, load, patience),
        "answered_within": kr.ufuncs.erlang_a_service_level(n, load, patience, within),
    }
    found = []
    for i in range(len(rows)):
        errors = {}
        for name, values in answers.items():
            right = columns[name][i]
            if right > 1e-300 and math.isfinite(right):
                errors[name] = abs(values[i] - right) / right / np.finfo(float).eps
        found.append({"n": n[i], "load": load[i], "patience": patience[i], "epsilons": errors})
    return found


def main() -> None:
    kernels = Kernels(pathlib.Path(sys.argv[1]))
    result = erlang_b_and_c(kernels)
    result["n"], result["z"] = result["n"].tolist(), result["z"].tolist()
    result["erlang_a"] = erlang_a()
    write(pathlib.Path(sys.argv[2]), result)


if __name__ == "__main__":
    main()
