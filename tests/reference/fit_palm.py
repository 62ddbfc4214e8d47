#!/usr/bin/env python3
"""Makes include/krarup/detail/palm_fit.hpp: the polynomials of Erlang A's kernel.

Everything is computed from definitions at 220 digits with mpmath; nothing of krarup is read.

    A(x, y)     = 1 + y/(x+1) + y^2/((x+1)(x+2)) + ...
    J(x, y)     = 1/B(x, y) - 1, the upper incomplete gamma function
    K(x, y)     = 1 - |mu| F, mu = y/x - 1, F = A where y < x, else J
    R(eta, 1/x) = x (K - G (mu/eta) g(sqrt(x/2) |eta|)), smooth, with
                  eta = sign(mu) sqrt(2 (mu - log1p(mu))), g(q) = 1 - sqrt(pi) q erfcx(q),
                  G = Gamma(x + 1) / (sqrt(2 pi x) (x/e)^x)
    g(q)        = P(u) / (2 q^2 + 3 q/2 + 1), u = 1/(q + 7/2), for all q >= 1/4

Usage: fit_palm.py           writes the header
       fit_palm.py --check   says whether the header is what would be written
"""

import functools
import pathlib
import sys

import mpmath as mp
from fit_blocking import (
    chebyshev,
    erfcx,
    horner,
    literals,
    monomials,
    nodes,
    stirling_factor,
    trimmed,
)

mp.mp.dps = 220

HEADER = pathlib.Path(__file__).parents[2] / "include/krarup/detail/palm_fit.hpp"

NEAR, FAR = mp.mpf("0.56"), mp.mpf("1.36")  # y/x in [0.55, 1.65], in [0.17, 3]
ETA_DEGREE = 17  # no node at 0
EXCESS_DEGREE, EXCESS_SHIFT, EXCESS_LEAST = 25, mp.mpf("3.5"), mp.mpf("0.25")
DROP = mp.mpf("3e-18")


def mu_of_eta(eta):
    """The root mu of sign(mu) sqrt(2 (mu - log1p(mu))) = eta, by Newton's method."""
    if eta == 0:
        return mp.mpf(0)
    mu = max(eta + eta**2 / 3, mp.mpf("-0.9"))
    for _ in range(15):
        mu -= (mu - mp.log1p(mu) - eta**2 / 2) * (1 + mu) / mu
    return mu


def lower(x, y):
    """A(x, y) by its series of positive terms."""
    total, term, k = mp.mpf(1), y / (x + 1), x + 2
    while term > mp.eps * total:
        total += term
        term *= y / k
        k += 1
    return total


def upper(x, y):
    """J(x, y) from the incomplete gamma function."""
    return mp.gammainc(x + 1, y) * mp.exp(y - x * mp.log(y)) - 1


def excess(q):
    return 1 - mp.sqrt(mp.pi) * q * erfcx(q)


@functools.cache
def remainder(eta, r):
    x = 1 / r
    mu = mu_of_eta(eta)
    if eta == 0:
        return x * (1 - stirling_factor(x))
    y = x * (1 + mu)
    k = 1 - abs(mu) * (lower(x, y) if mu < 0 else upper(x, y))
    return x * (k - stirling_factor(x) * mu / eta * excess(mp.sqrt(x / 2) * abs(eta)))


def fit_remainder(low, high, least_x, r_degree):
    """rows[i][j]: coefficient of ((2 eta - low - high)/(high - low))^i (2 least_x r - 1)^j."""
    eta_nodes = [(low + high + (high - low) * s) / 2 for s in nodes(ETA_DEGREE + 1)]
    r_nodes = [(1 + v) / (2 * least_x) for v in nodes(r_degree + 1)]
    in_r = [chebyshev([remainder(eta, r) for r in r_nodes]) for eta in eta_nodes]
    table = [chebyshev([row[j] for row in in_r]) for j in range(r_degree + 1)]
    table = [[c if abs(c) >= DROP else mp.mpf(0) for c in row] for row in table]
    by_eta = [monomials(row) for row in table]
    rows = [trimmed(monomials([row[i] for row in by_eta])) for i in range(ETA_DEGREE + 1)]
    while rows[-1] == [0]:
        rows.pop()
    return rows


def rounded(coefficients):
    return [mp.mpf(float(c)) for c in coefficients]


def error_remainder(rows, low, high, least_x):
    """Largest error of the fit, its coefficients rounded to double, between its nodes."""
    worst = mp.mpf(0)
    for k in range(25):
        for m in range(7):
            s, v = mp.mpf(2 * k) / 24 - 1, mp.mpf(2 * m + 1) / 7 - 1
            exact = remainder((low + high + (high - low) * s) / 2, (1 + v) / (2 * least_x))
            worst = max(worst, abs(horner([horner(rounded(row), v) for row in rows], s) - exact))
    return worst


def fit_line(function, low, high, degree):
    """The interpolant of function over low..high, in powers of (2 u - low - high)/(high - low)."""
    return monomials(
        chebyshev([function((low + high + (high - low) * s) / 2) for s in nodes(degree + 1)])
    )


def error_line(coefficients, function, low, high):
    """Largest relative error between the nodes."""
    worst = mp.mpf(0)
    for k in range(1, 300):
        s = mp.mpf(2 * k) / 300 - 1
        exact = function((low + high + (high - low) * s) / 2)
        worst = max(worst, abs(horner(rounded(coefficients), s) / exact - 1))
    return worst


def table(name, low, high, least_x, r_degree):
    rows = fit_remainder(low, high, least_x, r_degree)
    body = "\n".join("    {" + literals(row) + "}," for row in rows)
    sizes = ", ".join(str(len(row)) for row in rows)
    scale, shift = 2 / (high - low), -(low + high) / (high - low)
    return f"""\
/// x R(eta, 1/x) for eta from {float(low)} to {float(high)}, x >= {least_x}: row i, column j is the coefficient of
/// (scale eta + shift)^i ({2 * least_x} / x - 1)^j. Absolute error {mp.nstr(error_remainder(rows, low, high, least_x), 2)}.
struct {name} {{
  static constexpr double least_x = {least_x};
  static constexpr double scale = {float(scale)!r};
  static constexpr double shift = {float(shift)!r};
  static constexpr int columns[] = {{{sizes}}};
  static constexpr double rows[{len(rows)}][{max(map(len, rows))}] = {{
{body}
  }};
}};
"""


def header():
    least_u = mp.mpf(10) ** -30  # erfcx is known there
    most_u = 1 / (EXCESS_LEAST + EXCESS_SHIFT)

    def excess_of_u(u):
        q = 1 / u - EXCESS_SHIFT
        return excess(q) * (2 * q**2 + 3 * q / 2 + 1)

    p = fit_line(excess_of_u, least_u, most_u, EXCESS_DEGREE)
    return f"""\
// Made by tests/reference/fit_palm.py from definitions at 220 digits; not edited by hand.
#pragma once

// clang-format off
namespace krarup::detail {{

{table("palm_left", -FAR, -NEAR, 8, 11)}
{table("palm_middle_from_8", -NEAR, NEAR, 8, 11)}
{table("palm_middle_from_128", -NEAR, NEAR, 128, 6)}
{table("palm_right", NEAR, FAR, 8, 11)}
/// g(q) = 1 - sqrt(pi) q erfcx(q) for q >= {float(EXCESS_LEAST)}, times 2 q^2 + 3 q/2 + 1, in powers of
/// {float(2 / most_u)} / (q + {float(EXCESS_SHIFT)}) - 1. Relative error {mp.nstr(error_line(p, excess_of_u, least_u, most_u), 2)}.
inline constexpr double palm_excess_shift = {float(EXCESS_SHIFT)};
inline constexpr double palm_excess_least = {float(EXCESS_LEAST)};
inline constexpr double palm_excess_fit[{len(p)}] = {{
    {literals(p)}}};

}}  // namespace krarup::detail
"""


def main():
    made = header()
    if "--check" not in sys.argv[1:]:
        HEADER.write_text(made)
    elif HEADER.read_text() != made:
        sys.exit(f"{HEADER.name} is not what fit_palm.py makes")
    else:
        print(f"{HEADER.name}: checked, as made from definitions")


if __name__ == "__main__":
    main()
