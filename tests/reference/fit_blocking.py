#!/usr/bin/env python3
"""Makes include/krarup/detail/blocking_fit.hpp: the polynomials of the Erlang B kernel.

Everything is computed from definitions at 640 digits with mpmath; nothing of krarup is read.

    T(eta, r)   with n = 1/r, a = n (1 + mu), eta = sign(mu) sqrt(2 (mu - log1p(mu))):
                1/B(n, a) - 1 = M + T                                  where a >= n,
                1/B(n, a) - 1 = sqrt(2 pi n) G e^(n eta^2/2) - M + T   where a < n,
                M = G sqrt(pi n / 2) erfcx(sqrt(n) |eta| / sqrt(2)),
                G = Gamma(n + 1) / (sqrt(2 pi n) (n/e)^n)
    erfcx(y)    = u P(u), u = 1/(y + 3), for all y >= 0
    S(r)        = (G - 1)/r

T is fitted twice, for n from 8 on and, with fewer terms, for n from 128 on.

Usage: fit_blocking.py           writes the header
       fit_blocking.py --check   says whether the header is what would be written
"""

import pathlib
import sys

import mpmath as mp

HEADER = pathlib.Path(__file__).parents[2] / "include/krarup/detail/blocking_fit.hpp"

mp.mp.dps = 640  # e^(n eta^2 / 2) cancels up to 520 digits of T at the node of largest n

ETA_RANGE = mp.mpf("0.56")  # covers a/n in [0.55, 1.65]
ETA_DEGREE = 15
TIERS = {8: 9, 128: 5}  # least n: degree in 1/n
ERFCX_DEGREE = 24
STIRLING_DEGREES = {8: 10, 128: 4}
DROP = mp.mpf("1e-17")


def mu_of_eta(eta):
    """The root mu of sign(mu) sqrt(2 (mu - log1p(mu))) = eta."""
    if eta == 0:
        return mp.mpf(0)
    mu = eta + eta**2 / 3
    return mp.findroot(lambda m: m - mp.log1p(m) - eta**2 / 2, mu, tol=mp.mpf(10) ** -400)


def erfcx(y):
    return mp.exp(y * y) * mp.erfc(y)


def stirling_factor(n):
    return mp.exp(mp.loggamma(n + 1) + n - n * mp.log(n)) / mp.sqrt(2 * mp.pi * n)


def t_exact(eta, r):
    """T from the incomplete gamma function."""
    n = 1 / r
    a = n * (1 + mu_of_eta(eta))
    odds = mp.gammainc(n + 1, a) * mp.exp(a - n * mp.log(a)) - 1
    stirling = stirling_factor(n)
    m = stirling * mp.sqrt(mp.pi * n / 2) * erfcx(mp.sqrt(n / 2) * abs(eta))
    if eta >= 0:
        return odds - m
    return odds - mp.sqrt(2 * mp.pi * n) * stirling * mp.exp(n * eta**2 / 2) + m


def nodes(count):
    return [mp.cos(mp.pi * (2 * k + 1) / (2 * count)) for k in range(count)]


def chebyshev(values):
    """Chebyshev coefficients of the interpolant through `values` at nodes(len(values))."""
    count = len(values)
    return [
        (1 if j == 0 else 2)
        * mp.fsum(v * mp.cos(mp.pi * j * (2 * k + 1) / (2 * count)) for k, v in enumerate(values))
        / count
        for j in range(count)
    ]


def monomials(coefficients):
    """The same polynomial in powers of x."""
    out = [mp.mpf(0)] * len(coefficients)
    previous, current = [mp.mpf(1)], [mp.mpf(0), mp.mpf(1)]
    for j, c in enumerate(coefficients):
        basis = previous if j == 0 else current
        for k, b in enumerate(basis):
            out[k] += c * b
        if j >= 1:
            following = [mp.mpf(0)] + [2 * b for b in current]
            for k, b in enumerate(previous):
                following[k] -= b
            previous, current = current, following
    return out


def horner(coefficients, x):
    total = mp.mpf(0)
    for c in reversed(coefficients):
        total = total * x + c
    return total


def fit_t(least_n, r_degree):
    """rows[i][j]: coefficient of (eta/range)^i (2 least_n r - 1)^j; and the dropped Chebyshev sum."""
    eta_nodes, r_nodes = nodes(ETA_DEGREE + 1), nodes(r_degree + 1)
    grid = [[t_exact(ETA_RANGE * x, (1 + v) / (2 * least_n)) for v in r_nodes] for x in eta_nodes]
    in_r = [chebyshev(row) for row in grid]
    table = [chebyshev([in_r[i][j] for i in range(ETA_DEGREE + 1)]) for j in range(r_degree + 1)]
    dropped = mp.mpf(0)
    for j in range(r_degree + 1):
        for i in range(ETA_DEGREE + 1):
            if abs(table[j][i]) < DROP:
                dropped += abs(table[j][i])
                table[j][i] = mp.mpf(0)
    by_eta = [monomials(row) for row in table]
    rows = [monomials([by_eta[j][i] for j in range(r_degree + 1)]) for i in range(ETA_DEGREE + 1)]
    return [trimmed(row) for row in rows], dropped


def trimmed(row):
    while len(row) > 1 and abs(row[-1]) < mp.mpf("1e-40"):
        row = row[:-1]
    return row


def error_t(rows, least_n):
    """Largest error of the fit, its coefficients rounded to double, between its nodes."""
    rounded = [[mp.mpf(float(c)) for c in row] for row in rows]
    worst = mp.mpf(0)
    for k in range(25):
        for m in range(9):
            x, v = mp.mpf(2 * k) / 24 - 1, mp.mpf(2 * m + 1) / 9 - 1
            exact = t_exact(ETA_RANGE * x, (1 + v) / (2 * least_n))
            worst = max(worst, abs(horner([horner(row, v) for row in rounded], x) - exact))
    return worst


def fit_erfcx():
    """P in powers of 6u - 1, u in (0, 1/3]."""
    values = []
    for x in nodes(ERFCX_DEGREE + 1):
        u = (1 + x) / 6
        values.append(erfcx(1 / u - 3) / u)
    return monomials(chebyshev(values))


def error_erfcx(coefficients):
    rounded = coefficients[:2] + [mp.mpf(float(c)) for c in coefficients[2:]]
    worst = mp.mpf(0)
    for k in range(1, 400):
        u = mp.mpf(k) / 1200
        exact = erfcx(1 / u - 3)
        worst = max(worst, abs(u * horner(rounded, 6 * u - 1) / exact - 1))
    return worst


def stirling_rest(r):
    return (stirling_factor(1 / r) - 1) / r


def fit_stirling(least_n):
    """S in powers of 2 least_n r - 1, r in (0, 1/least_n]."""
    at = nodes(STIRLING_DEGREES[least_n] + 1)
    return monomials(chebyshev([stirling_rest((1 + v) / (2 * least_n)) for v in at]))


def error_stirling(coefficients, least_n):
    rounded = [mp.mpf(float(c)) for c in coefficients]
    points = [(mp.mpf(k) / 100, mp.mpf(k) / (100 * least_n)) for k in range(1, 100)]
    return max(abs(horner(rounded, 2 * x - 1) - stirling_rest(r)) * r for x, r in points)


def literals(values):
    return ",\n     ".join(repr(float(value)) for value in values)


def tier(least_n, r_degree):
    rows, dropped = fit_t(least_n, r_degree)
    stirling = fit_stirling(least_n)
    body = "\n".join("    {" + literals(row) + "}," for row in rows)
    sizes = ", ".join(str(len(row)) for row in rows)
    return f"""\
/// T(eta, 1/n) for |eta| <= {float(ETA_RANGE)}, n >= {least_n}: row i, column j is the coefficient of
/// (eta / {float(ETA_RANGE)})^i ({2 * least_n} / n - 1)^j. Absolute error {mp.nstr(error_t(rows, least_n), 2)}, dropped terms {mp.nstr(dropped, 2)}.
struct temme_from_{least_n} {{
  static constexpr double least_n = {least_n};
  static constexpr int columns[] = {{{sizes}}};
  static constexpr double rows[{len(rows)}][{max(map(len, rows))}] = {{
{body}
  }};
  /// n (Gamma(n+1) / (sqrt(2 pi n) (n/e)^n) - 1) in powers of {2 * least_n}/n - 1. Error of the
  /// quotient of gamma and square root {mp.nstr(error_stirling(stirling, least_n), 2)}.
  static constexpr double stirling[{len(stirling)}] = {{
     {literals(stirling)}}};
}};
"""


def header():
    p = fit_erfcx()
    tiers = "\n".join(tier(*of) for of in TIERS.items())
    return f"""\
// Made by tests/reference/fit_blocking.py from definitions at 640 digits; not edited by hand.
#pragma once

// clang-format off
namespace krarup::detail {{

inline constexpr double temme_eta_range = {float(ETA_RANGE)};

{tiers}
/// erfcx(y) = exp(y^2) erfc(y) for y >= 0, divided by u = 1/(y + 3), in powers of 6u - 1.
/// Relative error {mp.nstr(error_erfcx(p), 2)}.
inline constexpr double erfcx_fit[{len(p)}] = {{
     {literals(p)}}};
/// What the rounding of its first two coefficients leaves.
inline constexpr double erfcx_fit_rest[2] = {{
     {literals([c - mp.mpf(float(c)) for c in p[:2]])}}};

}}  // namespace krarup::detail
"""


def main():
    made = header()
    if "--check" not in sys.argv[1:]:
        HEADER.write_text(made)
    elif HEADER.read_text() != made:
        sys.exit(f"{HEADER.name} is not what fit_blocking.py makes")
    else:
        print(f"{HEADER.name}: checked, as made from definitions")


if __name__ == "__main__":
    main()
