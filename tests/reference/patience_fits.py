"""The likeliest laws of patience for observed waits, to 20 digits: patience_fits.csv.

    python patience_fits.py

Nothing here imports krarup, and nothing repeats its methods: the likelihood is summed as defined, by
mpmath; the start is the best of a grid of laws; derivatives are differences in 60 digits, and where
they vanish is found by the multidimensional secant of mpmath. Standard errors are from the inverse of
the negated second derivatives by the parameters as they stand in the law.

Waits of the two centers are those of examples/data; `small` is by hand: 12 contacts.
"""

import csv
import itertools
import pathlib
from functools import partial

from mpmath import mp, mpf

FOLDER = pathlib.Path(__file__).resolve().parent
DATA = FOLDER.parent.parent / "examples" / "data"
SMALL = [(1, 1, 0), (2, 0, 1), (3, 0, 2), (5, 1, 1), (8, 2, 0), (13, 0, 1), (40, 1, 1), (90, 1, 0)]


def waits_of(name):
    """(wait, answered, abandoned), without those who hung up at 0."""
    if name == "small":
        return SMALL
    with (DATA / f"{name}_waits.csv").open() as file:
        rows = [tuple(int(cell) for cell in row) for row in list(csv.reader(file))[1:]]
    return [row for row in rows if row[0] > 0]


def log_weibull(w, law):
    scale, shape = law
    there = -((w / scale) ** shape)
    return mp.log(shape / scale) + (shape - 1) * mp.log(w / scale) + there, there


def log_hyperexponential(w, law):
    p, first, second = law
    a, b = p * mp.exp(-w / first), (1 - p) * mp.exp(-w / second)
    return mp.log(a / first + b / second), mp.log(a + b)


LAWS = {
    "weibull": (log_weibull, [[20, 100, 400, 800], [mpf("0.7"), 1, mpf("1.3")]]),
    "hyperexponential": (
        log_hyperexponential,
        [[mpf("0.05"), mpf("0.2"), mpf("0.5")], [5, 20, 60], [30, 200, 600, 1000]],
    ),
}


def likelihood(log_law, rows, law):
    total = mpf(0)
    for wait, answered, abandoned in rows:
        density, there = log_law(mpf(wait), law)
        total += abandoned * density + answered * there
    return total


def slopes(f, law):
    """Central differences of second order, of relative step 1e-20: right to 40 digits."""
    found = []
    for i, value in enumerate(law):
        h = value * mpf(10) ** -20
        up, down = list(law), list(law)
        up[i], down[i] = value + h, value - h
        found.append((f(up) - f(down)) / (2 * h))
    return found


def curvature(f, law):
    h = [value * mpf(10) ** -14 for value in law]
    n = len(law)
    matrix = mp.matrix(n)
    for i, j in itertools.product(range(n), repeat=2):
        total = mpf(0)
        for s, t in itertools.product((1, -1), repeat=2):
            at = list(law)
            at[i] += s * h[i]
            at[j] += t * h[j]
            total += s * t * f(at)
        matrix[i, j] = total / (4 * h[i] * h[j])
    return matrix


def possible(law):
    return min(law) > 0 and (len(law) == 2 or law[0] < 1)


def maximum(f, law):
    """Newton's method; steps are shortened towards the steepest rise until they rise."""
    for _ in range(100):
        rise, bend = slopes(f, law), -curvature(f, law)
        damping = mpf(0)
        while True:
            matrix = bend.copy()
            for i in range(len(law)):
                matrix[i, i] += damping * abs(bend[i, i])
            step = mp.lu_solve(matrix, mp.matrix(rise))
            there = [value + step[i] for i, value in enumerate(law)]
            size = max(abs(step[i] / value) for i, value in enumerate(law))
            if possible(there) and f(there) >= f(law) - mpf(10) ** -30:
                break
            damping = 4 * damping + mpf("0.01")
        law = there
        if size < mpf(10) ** -24:
            return law
    raise ArithmeticError("no maximum found")


def main():
    mp.dps = 60
    with (FOLDER / "patience_fits.csv").open("w", newline="") as file:
        file.write("# patience_fits: 20 digits, by patience_fits.py, from the definition\n")
        writer = csv.writer(file, lineterminator="\n")
        head = [f"{what}_{i}" for what in ("parameter", "standard_error") for i in (1, 2, 3)]
        writer.writerow(["waits", "law", *head, "log_likelihood"])
        for name, law in (
            ("small", "weibull"),
            ("vanad_2014q1", "weibull"),
            ("technion_1999_02", "weibull"),
            ("technion_1999_02", "hyperexponential"),
        ):
            log_law, grid = LAWS[law]
            rows = waits_of(name)
            mp.dps = 15
            starts = [s for s in itertools.product(*grid) if law == "weibull" or s[1] < s[2]]
            start = max(starts, key=lambda s: likelihood(log_law, rows, [mpf(v) for v in s]))
            mp.dps = 60
            f = partial(likelihood, log_law, rows)
            found = maximum(f, [mpf(v) for v in start])
            inverse = (-curvature(f, found)) ** -1
            errors = [mp.sqrt(inverse[i, i]) for i in range(len(found))]
            cells = [*found, *[""] * (3 - len(found)), *errors, *[""] * (3 - len(found))]
            cells.append(likelihood(log_law, rows, found))
            writer.writerow([name, law, *(c if c == "" else mp.nstr(c, 20) for c in cells)])


if __name__ == "__main__":
    main()
