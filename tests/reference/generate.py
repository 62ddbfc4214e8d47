"""Reference tables of krarup, to 25 digits, from the definitions of its models.

    python generate.py                    # every table, into the folder of this file
    python generate.py --table erlang_b   # one table
    python generate.py --check            # recompute a sample of the committed rows by route two

Nothing here imports krarup, and nothing repeats its methods. Every row is made twice:

route one   the defining integral, by double exponential (tanh-sinh) quadrature
route two   positive sums over the states of the birth-death chain, and the incomplete gamma
            function; where there is no such sum, a quadrature with other nodes, panels and cuts,
            and integration by parts

Both work in at least 60 digits, more where a difference loses some. Inputs are doubles before
anything is computed, and the outputs belong to exactly these doubles.

Notation: n servers (real), a offered load, r = 1/B(n, a); the handle time is 1, so that a is also
the arrival rate; theta = 1 / patience.
"""

import argparse
import itertools
import math
import pathlib
import random
import sys
import time
from functools import cache

import day_chain
from mpmath import mp, mpf

REVISION = 3
DIGITS = 60  # working digits, raised where needed
PRINTED = 25  # digits of the outputs
DROP = 150  # an integrand is cut where it has fallen by exp(-DROP) from its peak
STEP = 32  # tanh-sinh nodes per unit of its parameter
LONGEST_SUM = 40_000  # terms; a longer state sum gives way to a second quadrature
MOST_DIGITS = 700  # of a state sum whose differences cancel
AGREEMENT = 26  # digits in which the two routes must agree
FOLDER = pathlib.Path(__file__).resolve().parent


# --- Quadrature -----------------------------------------------------------------------------------


@cache
def tanh_sinh(step, digits):
    """Nodes q = 1 / (1 + exp(pi sinh t)) and weights on (0, 1/2]; 1 - q mirrors them."""
    with mp.workdps(digits + 10):
        nodes = []
        k = 0
        while True:
            t = mpf(k) / step
            e = mp.exp(-mp.pi * mp.sinh(t))
            q = e / (1 + e)
            weight = mp.pi * mp.cosh(t) * q / (1 + e) / step
            nodes.append((q, weight))
            if weight < mpf(10) ** (-DIGITS - 8):
                return nodes
            k += 1


def distance_to_drop(exponent, peak, direction, room, drop=DROP):
    """How far from its peak the concave exponent has fallen by `drop`; at most `room`."""
    top = exponent(peak)
    far = mpf(1) if room is None else mpf(room)
    if room is None:
        while top - exponent(peak + direction * far) < drop:
            far *= 4
    elif top - exponent(peak + direction * far) <= drop:
        return far
    while top - exponent(peak + direction * far / 1024) > drop:
        far /= 1024
    near = far / 1024
    while far > near * mpf("1.1"):
        middle = mp.sqrt(near * far)
        if top - exponent(peak + direction * middle) < drop:
            near = middle
        else:
            far = middle
    return far


def panel_edges(peak, direction, distance, parts):
    """Edges away from the peak: equal parts, and doubling ones where the distance exceeds 1."""
    edges = {distance * k / parts for k in range(1, parts)}
    edge = mpf(1)
    while edge < distance:
        edges.add(edge)
        edge *= 2
    ordered = [mpf(0)]
    for edge in sorted(edges):
        if edge > ordered[-1] * mpf("1.2"):
            ordered.append(edge)
    return [peak + direction * edge for edge in ordered + [distance]]


def integrate(exponent, weights, peak, low, high=None, step=STEP, parts=5, drop=DROP):
    """Integrals of w(x) exp(exponent(x)) over low..high for every w in the tuple `weights(x)`.

    The exponent is concave with its maximum over the range at `peak`; high = None is infinity.
    """
    top = exponent(peak)
    edges = []
    if peak > low:
        distance = distance_to_drop(exponent, peak, -1, peak - low, drop)
        edges += panel_edges(peak, -1, distance, parts)[::-1]
        if distance == peak - low:
            edges[0] = low
    else:
        edges += [peak]
    if high is None or high > peak:
        room = None if high is None else high - peak
        distance = distance_to_drop(exponent, peak, 1, room, drop)
        edges += panel_edges(peak, 1, distance, parts)[1:]
    rule = tanh_sinh(step, mp.dps)
    totals = None
    for left, right in zip(edges, edges[1:]):
        width = right - left
        for k, (q, weight) in enumerate(rule):
            for x in (left + width * q, right - width * q)[: 2 if k else 1]:
                f = mp.exp(exponent(x) - top) * weight * width
                terms = [f * w for w in weights(x)]
                totals = terms if totals is None else [u + v for u, v in zip(totals, terms)]
    return [mp.exp(top) * total for total in totals]


def digits_below_one(x):
    """Digits lost in exp(x) - 1 or in a difference of about x; 0 for x >= 1."""
    return max(0, -int(mp.floor(mp.log10(x)))) if x > 0 else 0


# --- Erlang B and C -------------------------------------------------------------------------------


def erlang_b_precision(a):
    """Digits for exp(v) - 1 at v of about 1/a."""
    return DIGITS + 20 + (digits_below_one(1 / mpf(a)) if a > 1 else 0)


def reciprocal_b_integral(n, a):
    """r(n) = a * integral of exp(-a t) (1 + t)^n over t > 0, with 1 + t = exp(v) [n > -1]."""
    n, a = mpf(n), mpf(a)
    peak = max(mpf(0), mp.log((n + 1) / a))
    exponent = lambda v: (n + 1) * v - a * (mp.exp(v) - 1)
    return a * integrate(exponent, lambda v: (1,), peak, mpf(0))[0]


def reciprocal_b_sum(n, a):
    """r(n) by positive sums.

    a >= n   1 + n/a (1 + (n-1)/a (1 + ...)), ended by the incomplete gamma function below n = 1
    a <  n   Q(n+1, a) / pmf(n, a), Q = 1 - pmf(n, a) a/(n+1) (1 + a/(n+2) (1 + a/(n+3) (1 + ...)))
    """
    n, a = mpf(n), mpf(a)
    if n < 1:
        return mp.exp(a - n * mp.log(a)) * mp.gammainc(n + 1, a)
    small = mpf(10) ** (-mp.dps - 5)
    total, term = mpf(0), mpf(1)
    if a >= n:
        while n >= 1 and term > small * total:
            total += term
            term *= n / a
            n -= 1
        return total + term * (reciprocal_b_sum(n, a) if n < 1 else 1)
    k = n + 2
    while term > small * total:
        total += term
        term *= a / k
        k += 1
    pmf = mp.exp(n * mp.log(a) - a - mp.loggamma(n + 1))
    return 1 / pmf - a / (n + 1) * total


def erlang_b_measures(n, a, reciprocal):
    """B and ln B from r(n) - 1 = n/a r(n-1), which keeps its digits where B is almost 1."""
    with mp.workdps(erlang_b_precision(a)):
        if n == 0:
            return mpf(1), mpf(0)
        x = mpf(n) / mpf(a) * reciprocal(mpf(n) - 1, a)
        return 1 / (1 + x), -mp.log1p(x)


def erlang_b_one(n, a):
    return erlang_b_measures(n, a, reciprocal_b_integral)


def erlang_b_two(n, a):
    return erlang_b_measures(n, a, reciprocal_b_sum)


def erlang_c_measures(n, a, t, c):
    """wait, log_wait, service_level, log_wait_exceeds, asa from C = P(W > 0)."""
    n, a, t = mpf(n), mpf(a), mpf(t)
    log_exceeds = mp.log(c) - (n - a) * t
    return c, mp.log(c), 1 - mp.exp(log_exceeds), log_exceeds, c / (n - a)


def erlang_c_one(n, a, t):
    """1/C = a * integral of u exp(-a u) (1 + u)^(n-1) over u > 0, with 1 + u = exp(v)."""
    with mp.workdps(erlang_b_precision(a) + 20):
        nn, aa = mpf(n), mpf(a)
        exponent = lambda v: nn * v - aa * (mp.exp(v) - 1)
        weight = lambda v: (mp.exp(v) - 1,)
        inverse = aa * integrate(exponent, weight, mp.log(nn / aa), mpf(0))[0]
        return erlang_c_measures(n, a, t, 1 / inverse)


def erlang_c_two(n, a, t):
    """C = n / (n + (n - a) (r - 1)): from the empty to the full chain."""
    with mp.workdps(erlang_b_precision(a) + 20):
        nn, aa = mpf(n), mpf(a)
        x = nn / aa * reciprocal_b_sum(nn - 1, a)
        return erlang_c_measures(n, a, t, nn / (nn + (nn - aa) * x))


def erlang_b_load(n, blocking, reciprocal=reciprocal_b_integral):
    """The load a with B(n, a) = blocking: Newton on ln B over ln a, slope n - a (1 - B).

    ln B is concave in ln a: steps from the left, where a^n / n! = blocking, never pass the root.
    """
    with mp.workdps(DIGITS + 20):
        n, blocking = mpf(n), mpf(blocking)
        log_a = (mp.log(blocking) + mp.loggamma(n + 1)) / n
        for _ in range(400):
            a = mp.exp(log_a)
            b, log_b = erlang_b_measures(n, a, reciprocal)
            step = (mp.log(blocking) - log_b) / (n - a * (1 - b))
            log_a += step
            if abs(step) < mpf(10) ** -45:
                return (mp.exp(log_a),)
        raise ArithmeticError(f"no load found for n = {n}, blocking = {blocking}")


def erlang_b_load_two(n, blocking):
    return erlang_b_load(n, blocking, reciprocal_b_sum)


# --- Erlang A -------------------------------------------------------------------------------------
#
# g(x) = a H(x) - n x, H(x) = (1 - exp(-theta x)) / theta, D = r(n-1) + a J, J = integral of exp(g);
# the virtual wait V has the density a exp(g(x)) / D on x > 0. A caller who meets V = x is answered
# with probability exp(-theta x), after the wait x, or abandons; the wait of those who abandon adds
# H2(x) = (1 - (1 + theta x) exp(-theta x)) / theta to the mean, and H(x) = x exp(-theta x) + H2(x).


def erlang_a_precision(n, a, patience):
    """Digits for the exponent's size and for differences at the scale of the virtual wait."""
    y, x = mpf(a) * patience, mpf(n) * patience
    scale = 1 / (1 + max(x, y, abs(y - x)))
    return DIGITS + 20 + 2 * digits_below_one(scale) + (int(mp.log10(y)) if y > 10 else 0)


def erlang_a_measures(n, a, theta, t, r, parts):
    """All columns from r(n-1) and the integrals in `parts`; every term is positive."""
    d = r + a * parts["J"]
    share = a / d
    answered = (r + a * parts["JG"]) / d
    abandoned = theta * share * parts["JH"]
    exceeds = share * parts["J_t"]
    stays = mp.exp(-theta * t)
    return (
        share * parts["J"],  # wait
        abandoned,  # abandon
        share * parts["JH"],  # mean_wait
        share * parts["JxG"] / answered,  # mean_wait_answered
        share * parts["JH2"] / abandoned,  # mean_wait_abandoned
        share * parts["Jx"],  # mean_virtual_wait
        stays * exceeds,  # wait_exceeds
        exceeds,  # virtual_wait_exceeds
        (r + a * parts["JG_below"]) / d,  # answered_within
        share * (parts["JF_below"] + (1 - stays) * parts["J_t"]),  # abandoned_within
        a * share * parts["JH"],  # mean_queue_length
        a * answered / n,  # occupancy
    )


def erlang_a_integrals(n, a, theta, t, step=STEP, panels=5):
    """The integrals of exp(g) by quadrature in s = theta x.

    J, Jx, JH, JG, JxG, JH2 have the weights 1, x, H, exp(-theta x), x exp(-theta x), H2 over x > 0;
    J_t is J from t on; JG_below and JF_below have exp(-theta x) and 1 - exp(-theta x) over (0, t).
    """
    x, y = n / theta, a / theta
    latest = [None, None]  # s and exp(-s), wanted by the exponent and then by the weights

    def stays(s):
        if latest[0] is not s:
            latest[:] = s, mp.exp(-s)
        return latest[1]

    def exponent(s):
        return y * (1 - stays(s)) - x * s

    def weights(s):
        e = stays(s)
        return 1, s, 1 - e, e, s * e, 1 - (1 + s) * e

    def weights_below(s):
        return stays(s), 1 - stays(s)

    peak = max(mpf(0), mp.log(a / n))
    end = theta * t
    whole = integrate(exponent, weights, peak, mpf(0), None, step, panels)
    late = whole[:1]
    below = [mpf(0), mpf(0)]
    if t > 0:
        late = integrate(exponent, lambda s: (1,), max(peak, end), end, None, step, panels)
        below = integrate(exponent, weights_below, min(peak, end), mpf(0), end, step, panels)
    powers = 1, 2, 2, 1, 2, 2
    parts = {
        name: value / theta**power
        for name, value, power in zip(("J", "Jx", "JH", "JG", "JxG", "JH2"), whole, powers)
    }
    return parts | dict(J_t=late[0] / theta, JG_below=below[0] / theta, JF_below=below[1] / theta)


def erlang_a_one(n, a, patience, t, measures=erlang_a_measures):
    """The row by quadrature."""
    with mp.workdps(erlang_a_precision(n, a, patience)):
        n, a, t, theta = mpf(n), mpf(a), mpf(t), 1 / mpf(patience)
        r = reciprocal_at_load(n - 1, a, reciprocal_b_integral)
        return measures(n, a, theta, t, r, erlang_a_integrals(n, a, theta, t))


def reciprocal_at_load(n, a, reciprocal):
    """r(n) in at least the precision it needs itself."""
    with mp.workdps(max(mp.dps, erlang_b_precision(a))):
        return +reciprocal(n, a)


def state_sum(n, a, theta):
    """Sums over the waiting positions j >= 0, of p_j = a^j / ((n) (n+theta) ... (n+j theta)).

    Their sum is J. A caller in position j is answered after independent times of rates n + k theta,
    k <= j, whose mean sum is h_j; so the sum of p_j h_j is Jx, the integral of x exp(g).
    """
    small = mpf(10) ** (-mp.dps - 5)
    rate = mpf(n)
    term, mean = 1 / rate, 1 / rate
    total, waited = term, term * mean
    while True:
        rate += theta
        ratio = a / rate
        if ratio < 1 and term * ratio < small * total * (1 - ratio):  # the rest is geometric
            return total, waited
        term *= ratio
        mean += 1 / rate
        total += term
        waited += term * mean


def state_sum_length(n, a, patience):
    """A guess at the number of terms `state_sum` needs in 60 digits."""
    peak = max(0.0, (a - n) * patience)
    spread = 20 * math.sqrt(max(a, n) * patience) + 100
    if a < n:
        spread = min(spread, 100 + 170 / mp.log(n / a))
    return peak + spread


def erlang_a_two(n, a, patience, t, measures=erlang_a_measures):
    """The row from sums over the states; where they are too long, from a second quadrature."""
    digits = erlang_a_precision(n, a, patience)
    if state_sum_length(n, a, patience) > LONGEST_SUM:
        digits = MOST_DIGITS
    while digits < MOST_DIGITS:
        with mp.workdps(digits):
            row, lost = erlang_a_states(mpf(n), mpf(a), 1 / mpf(patience), mpf(t), measures)
        if digits - lost > AGREEMENT + 10:
            return row
        digits = DIGITS + lost
    return erlang_a_by_parts(n, a, patience, t, measures)


def erlang_a_states(n, a, theta, t, measures):
    """The row, and the digits its worst difference lost.

    From t on, exp(g(x)) is exp(g(t)) times the same function with load a exp(-theta t); a factor
    exp(-theta x) is one more theta in n. So all integrals are J and Jx at changed n and a.
    """
    lost = 0

    def minus(u, v):
        nonlocal lost
        if u == v == 0:
            return mpf(0)
        lost = max(lost, mp.dps + 10 if u <= v or u == 0 else 3 + digits_below_one((u - v) / u))
        return u - v

    stays = mp.exp(-theta * t)
    top = mp.exp(a * (1 - stays) / theta - n * t)
    j, jx = state_sum(n, a, theta)
    jg, jxg = state_sum(n + theta, a, theta)
    j_t, jg_t = j, jg
    jg_below = jf_below = mpf(0)
    if t > 0:
        j_t = top * state_sum(n, a * stays, theta)[0]
        jg_t = top * stays * state_sum(n + theta, a * stays, theta)[0]
        jg_below = minus(jg, jg_t)
        jf_below = minus(minus(j, j_t), jg_below)
    jh = minus(j, jg) / theta
    parts = dict(J=j, Jx=jx, JG=jg, JxG=jxg, JH=jh, JH2=minus(jh, jxg))
    parts |= dict(J_t=j_t, JG_below=jg_below, JF_below=jf_below)
    r = reciprocal_at_load(n - 1, a, reciprocal_b_sum)
    return measures(n, a, theta, t, r, parts), lost


def erlang_a_by_parts(n, a, patience, t, measures):
    """The row by a quadrature with other nodes and panels, and what follows by parts from J and Jx:

    a JG = n J - 1, a JxG = n Jx - J, a JG_below = n J_below - 1 + exp(g(t)), theta JH = J - JG.
    A difference that would lose more than 30 digits keeps its integral.
    """
    with mp.workdps(erlang_a_precision(n, a, patience)):
        n, a, t, theta = mpf(n), mpf(a), mpf(t), 1 / mpf(patience)
        parts = erlang_a_integrals(n, a, theta, t, STEP + 5, 7)

        def put(name, positive, negative):
            if positive - negative > mpf(10) ** -30 * positive:
                parts[name] = (positive - negative) / a

        below = parts["JG_below"] + parts["JF_below"]
        top = mp.exp(a * (1 - mp.exp(-theta * t)) / theta - n * t)
        put("JG", n * parts["J"], 1)
        put("JxG", n * parts["Jx"], parts["J"])
        put("JG_below", n * below + top, 1)
        put("JH", a * parts["J"] / theta, a * parts["JG"] / theta)
        put("JH2", a * parts["JH"], a * parts["JxG"])
        r = reciprocal_at_load(n - 1, a, reciprocal_b_sum)
        return measures(n, a, theta, t, r, parts)


# --- M/M/n+G --------------------------------------------------------------------------------------
#
# A law of patience is its share that has hung up, G, its share that has not, and the integral L of
# u dG(u) over (0, x); H = L + x (1 - G) is the integral of 1 - G. It says where panels should end: at
# kinks, and around where it bends.


def law_numbers(parameters):
    """The numbers of "average=2.0;shape=0.5" by name, or the pairs of "0.25:0.1|0.75:2.0"."""
    if ":" in parameters:
        return [tuple(mpf(float(x)) for x in pair.split(":")) for pair in parameters.split("|")]
    return {k: mpf(float(v)) for k, v in (item.split("=") for item in parameters.split(";"))}


def exponential_law(mean):
    def shares(x):
        y = x / mean
        there = mp.exp(-y)
        gone = -mp.expm1(-y)
        return gone, there, mean * (gone - y * there)

    return shares


def law_exponential(p):
    return exponential_law(p["average"]), [p["average"]]


def law_deterministic(p):
    d = p["patience"]
    return lambda x: (mpf(1), mpf(0), d) if x >= d else (mpf(0), mpf(1), mpf(0)), [d]


def law_uniform(p):
    low, high = p["shortest"], p["longest"]

    def shares(x):
        y = min(max(x, low), high)
        width = high - low
        return (y - low) / width, (high - y) / width, (y * y - low * low) / (2 * width)

    return shares, [low, high]


def gamma_shares(shape):
    """P(shape, y) and Q(shape, y) as a function of y: by
    P = exp(-y) y^k/Gamma(k+1) (1 + y/(k+1) (1 + y/(k+2) (1 + ...))), the series in whole numbers, or, far
    out, by Legendre's continued fraction of Q.
    """
    log_factor = mp.loggamma(shape)
    bits = mp.prec + 40
    k = int(mp.ldexp(shape, bits))

    def shares(y):
        density = mp.exp(shape * mp.log(y) - y - log_factor)
        if y > 60 + 2 * shape:
            tail = mpf(0)
            for j in range(int(4000 / y) + 20, 0, -1):
                tail = j * (j - shape) / (y + 2 * j + 1 - shape - tail)
            late = density / (y + 1 - shape - tail)
            return 1 - late, late
        scaled, term, total, count = int(mp.ldexp(y, bits)), 1 << bits, 0, 0
        while term:
            total += term
            count += 1
            term = term * scaled // (k + (count << bits))
        soon = density / shape * mp.ldexp(mpf(total), -bits)
        return soon, 1 - soon

    return shares


def law_gamma(p):
    average, shape = p["average"], p["shape"]
    of, sooner = gamma_shares(shape), gamma_shares(shape + 1)

    def shares(x):
        y = x * shape / average
        return *of(y), average * sooner(y)[0]

    spread = 3 / mp.sqrt(shape)
    factors = (mp.exp(-2 * spread), mp.exp(-spread), 1, 1 + spread, 1 + 3 * spread)
    return shares, [average * f for f in factors]


def law_weibull(p):
    scale, shape = p["scale"], p["shape"]
    mean, sooner = scale * mp.gamma(1 + 1 / shape), gamma_shares(1 + 1 / shape)

    def shares(x):
        y = (x / scale) ** shape
        return -mp.expm1(-y), mp.exp(-y), mean * sooner(y)[0]

    return shares, [scale * mpf(f) ** (1 / shape) for f in ("0.001", "0.1", 1, 6, 30)]


def law_lognormal(p):
    median, sigma = p["median"], p["sigma"]

    def shares(x):
        z = mp.log(x / median) / sigma
        mean = median * mp.exp(sigma**2 / 2)
        return mp.ncdf(z), mp.ncdf(-z), mean * mp.ncdf(z - sigma)

    return shares, [median * mp.exp(k * sigma) for k in (-9, -6, -4, -2, -1, 0, 1, 2, 4, 6)]


def law_hyperexponential(p):
    kinds = [(share, exponential_law(mean)) for share, mean in p]

    def shares(x):
        each = [(share, law(x)) for share, law in kinds]
        return tuple(sum(share * of[k] for share, of in each) for k in range(3))

    return shares, sorted({mean * f for _, mean in p for f in (mpf("0.2"), 2, 10, 40)})


def law_hazard(p):
    def shares(x):
        there, spent = mpf(1), mpf(0)
        for (start, hazard), (end, _) in zip(p, p[1:] + [(None, 0)]):
            if x <= start:
                break
            length = (x if end is None else min(x, end)) - start
            kept = mp.exp(-hazard * length)
            spent += there * ((1 - kept) / hazard if hazard > 0 else length)
            there *= kept
        return 1 - there, there, spent - x * there

    return shares, [start for start, _ in p if start > 0]


def law_empirical(p):
    def shares(x):
        there, lost = mpf(1), mpf(0)
        for wait, after in p:
            if wait > x:
                break
            lost += wait * (there - after)
            there = after
        return 1 - there, there, lost

    return shares, [wait for wait, _ in p if wait > 0]


PATIENCE_LAWS = {
    "exponential": law_exponential,
    "deterministic": law_deterministic,
    "uniform": law_uniform,
    "gamma": law_gamma,
    "weibull": law_weibull,
    "lognormal": law_lognormal,
    "hyperexponential": law_hyperexponential,
    "hazard": law_hazard,
    "empirical": law_empirical,
}


class MmnG:
    """The exponent g(x) = a H(x) - n x, its peak, and integrals of exp(g) between cuts."""

    def __init__(self, law, parameters, balking, n, a):
        shares, self.cuts = PATIENCE_LAWS[law](law_numbers(parameters))
        self.n, self.a, balking = mpf(n), mpf(a), mpf(balking)
        latest = [None, None]

        def balked(x):
            if latest[0] is not x:
                gone, there, lost = shares(x) if x > 0 else shares(mpf(10) ** -200)
                latest[:] = (
                    x,
                    (balking + (1 - balking) * gone, (1 - balking) * there, (1 - balking) * lost),
                )
            return latest[1]

        self.shares = balked
        self.peak = self.find_peak()

    def exponent(self, x):
        _, there, lost = self.shares(x)
        return self.a * (lost + x * there) - self.n * x

    def find_peak(self):
        rises = lambda x: self.a * self.shares(x)[1] > self.n
        if not rises(mpf(0)):
            return mpf(0)
        low, high = mpf(0), mpf(1)
        while rises(high):
            high *= 2
        for _ in range(150):  # bisection; near enough, only a place to cut
            middle = (low + high) / 2
            low, high = (middle, high) if rises(middle) else (low, middle)
        return high

    def integrals(self, weights, low, high, step, parts, drop):
        """Over low..high, high = None for infinity, each panel down to its own cut."""
        inner = sorted(
            {c for c in [*self.cuts, self.peak] if c > low and (high is None or c < high)}
        )
        edges = [low, *inner, high]
        totals = None
        for left, right in zip(edges, edges[1:]):
            peak = max(self.peak, left)
            if right is not None:
                peak = min(peak, right)
            part = integrate(self.exponent, weights, peak, left, right, step, parts, drop)
            totals = part if totals is None else [u + v for u, v in zip(totals, part)]
        return totals

    def parts(self, t, *rule):
        """Integrals with the weights that the names say: 1, G, S = 1 - G, x, H, L, x S; of all x, of
        those below t and from t on, where R is the part of G that is beyond G(t).
        """
        gone_at, there_at, _ = self.shares(t)

        def weights(x):
            gone, there, lost = self.shares(x)
            return 1, gone, there, x, lost + x * there, lost, x * there

        def weights_below(x):
            gone, there, _ = self.shares(x)
            return 1, gone, there

        def weights_late(x):
            gone, there, _ = self.shares(x)
            return 1, there, gone - gone_at if gone_at < 0.5 else there_at - there

        names = ("J", "JG", "JS", "Jx", "JH", "JL", "JxS")
        all_of = dict(zip(names, self.integrals(weights, mpf(0), None, *rule)))
        below = self.integrals(weights_below, mpf(0), t, *rule) if t > 0 else [mpf(0)] * 3
        late = self.integrals(weights_late, t, None, *rule)
        return (
            all_of
            | dict(zip(("J_below", "JG_below", "JS_below"), below))
            | dict(zip(("J_t", "JS_t", "JR_t"), late))
        )


def mmn_g_measures(queue, t, r, parts):
    """All columns from r(n-1) and the integrals; every term is positive."""
    n, a = queue.n, queue.a
    gone, there, _ = queue.shares(t)
    d = r + a * parts["J"]
    share = a / d
    answered = (r + a * parts["JS"]) / d
    abandoned = share * parts["JG"]
    exceeds = share * parts["J_t"]
    return (
        share * parts["J"],  # wait
        abandoned,  # abandon
        share * parts["JH"],  # mean_wait
        share * parts["JxS"] / answered,  # mean_wait_answered
        share * parts["JL"] / abandoned,  # mean_wait_abandoned
        share * parts["Jx"],  # mean_virtual_wait
        there * exceeds,  # wait_exceeds
        share * parts["JS_t"] / answered,  # wait_exceeds_of_answered
        share * parts["JR_t"] / abandoned,  # wait_exceeds_of_abandoned
        exceeds,  # virtual_wait_exceeds
        (r + a * parts["J_below"]) / d,  # virtual_wait_within
        (r + a * parts["JS_below"]) / d,  # answered_within
        share * (parts["JG_below"] + gone * parts["J_t"]),  # abandoned_within
        a * share * parts["JH"],  # mean_queue_length
        a * answered / n,  # occupancy
    )


def mmn_g_one(law, parameters, balking, n, a, t):
    """The row by quadrature."""
    with mp.workdps(DIGITS + 10):
        queue = MmnG(law, parameters, balking, n, a)
        r = reciprocal_at_load(queue.n - 1, queue.a, reciprocal_b_integral)
        return mmn_g_measures(queue, mpf(t), r, queue.parts(mpf(t), 24, 3, DROP))


def mmn_g_two(law, parameters, balking, n, a, t):
    """The row by a quadrature with other nodes, panels and cuts, and what follows by parts from the
    integrals of 1, x and H: a JS = n J - 1, a JxS = n Jx - J, JG = J - JS, JL = JH - JxS, below t
    and from t on likewise. A difference that would lose more than 30 digits keeps its integral.
    """
    with mp.workdps(DIGITS + 10):
        queue = MmnG(law, parameters, balking, n, a)
        n, a, t = queue.n, queue.a, mpf(t)
        parts = queue.parts(t, 27, 4, DROP * mpf("1.25"))
        top = mp.exp(queue.exponent(t))

        def put(name, positive, negative, over=1):
            if positive - negative > mpf(10) ** -30 * positive:
                parts[name] = (positive - negative) / over

        put("JS", n * parts["J"], 1, a)
        put("JxS", n * parts["Jx"], parts["J"], a)
        put("JS_below", n * parts["J_below"] + top, 1, a)
        put("JS_t", n * parts["J_t"], top, a)
        put("JG", parts["J"], parts["JS"])
        put("JL", parts["JH"], parts["JxS"])
        put("JG_below", parts["J_below"], parts["JS_below"])
        put("JR_t", queue.shares(t)[1] * parts["J_t"], parts["JS_t"])
        r = reciprocal_at_load(n - 1, a, reciprocal_b_sum)
        return mmn_g_measures(queue, t, r, parts)


# --- Over-dispersed volume ------------------------------------------------------------------------
#
# Erlang A with its load times X = D I, both gamma with mean 1 and the given squared coefficients of
# variation. The density of X is that of the gamma law, or by a Bessel function where both vary; in
# terms of u = ln X, between cuts where it has fallen by exp(-65), with panels that narrow towards
# the bend at a load of n.


def log_density(day, interval):
    """Of u = ln X, weighted by X, but for a constant."""
    shapes = [1 / mpf(each) for each in (day, interval) if each > 0]
    if len(shapes) == 1:
        k = shapes[0]
        return lambda u: (k + 1) * u - k * mp.exp(u)
    k, m = shapes
    return lambda u: (
        (1 + (k + m) / 2) * u + mp.log(mp.besselk(abs(k - m), 2 * mp.sqrt(k * m) * mp.exp(u / 2)))
    )


def mixture_panels(log_weight, bend, width, around):
    """Edges between the cuts: `around` equal parts of the density, and at distances from the bend."""
    peak = mpf(0)
    step = mpf(1) / 64
    while log_weight(peak + step) > log_weight(peak):
        peak += step
    drop = lambda u: log_weight(peak) - log_weight(u)
    step = mpf(1)
    while drop(step + peak) > 1:
        step /= 2
    low = high = peak
    while drop(low) < 65:
        low -= step
    while drop(high) < 65:
        high += step
    edges = {low + (high - low) * j / around for j in range(around + 1)}
    for power in range(20):
        for edge in (bend - width * 3**power, bend + width * 3**power):
            if low < edge < high:
                edges.add(edge)
    gap = min(width / 2, (high - low) / (4 * around))
    ordered = [low]
    for edge in sorted(edges):
        if ordered[-1] + gap < edge < high - gap:
            ordered.append(edge)
    return ordered + [high]


def volume_factor_gamma(day, interval, x):
    """P(X <= x), P(X > x) where one factor varies, by the incomplete gamma function."""
    k = 1 / mpf(max(day, interval))
    return mp.gammainc(k, 0, k * x, regularized=True), mp.gammainc(k, k * x, regularized=True)


def volume_factor_mean(day, interval, x):
    """The same as the mean over D of those of I <= x / D; quadrature between cuts of D's density."""
    k, m = 1 / mpf(day), 1 / mpf(interval)
    exponent = lambda u: k * (u - mp.exp(u))

    def weights(u):
        y = m * x * mp.exp(-u)
        return 1, mp.gammainc(m, 0, y, regularized=True), mp.gammainc(m, y, regularized=True)

    mass, at_most, above = integrate(exponent, weights, mpf(0), mpf(-1000), mpf(1000), STEP, 16)
    return at_most / mass, above / mass


def volume_factor_one(day, interval, x):
    with mp.workdps(DIGITS):
        if min(day, interval) == 0:
            return volume_factor_gamma(day, interval, mpf(x))
        return volume_factor_mean(day, interval, mpf(x))


def volume_factor_two(day, interval, x):
    """The density itself integrated, up to x and from x on; of a product the mean over I."""
    with mp.workdps(DIGITS):
        if min(day, interval) > 0:
            return volume_factor_mean(interval, day, mpf(x))
        k, end, far = 1 / mpf(max(day, interval)), mp.log(mpf(x)), mpf(1000)
        exponent = lambda u: k * (u - mp.exp(u))
        below = integrate(exponent, lambda u: (1,), min(mpf(0), end), -far, end)[0]
        beyond = integrate(exponent, lambda u: (1,), max(mpf(0), end), end, far)[0]
        return below / (below + beyond), beyond / (below + beyond)


@cache
def gauss_legendre(nodes):
    """Nodes and weights on (-1, 1)."""
    with mp.workdps(DIGITS):
        rule = []
        for k in range(1, nodes + 1):
            x = mp.cos(mp.pi * (k - mpf(1) / 4) / (nodes + mpf(1) / 2))
            for _ in range(100):
                p, q = mpf(1), mpf(0)
                for j in range(nodes):
                    p, q = ((2 * j + 1) * x * p - j * q) / (j + 1), p
                slope = nodes * (x * p - q) / (x * x - 1)
                change = p / slope
                x -= change
                if abs(change) < mpf(10) ** (5 - DIGITS):
                    break
            rule.append((x, 2 / ((1 - x * x) * slope**2)))
        return rule


def mixture_columns(n, a, theta, t, r, parts):
    """wait, abandon, answered, their waits, answered_within, mean_queue_length, occupancy."""
    row = erlang_a_measures(n, a, theta, t, r, parts)
    wait, abandon, _, asa = row[:4]
    answered = n * row[11] / a
    return wait, abandon, answered, answered * asa, row[8], row[10], row[11]


def mixture(n, a, patience, t, day, interval, nodes, around, narrowest):
    """Measures over contacts, and over time those of the queue and of the agents."""
    with mp.workdps(DIGITS):
        log_weight = log_density(day, interval)
        bend, width = mp.log(mpf(n) / a), narrowest / mp.sqrt(n)
        edges = mixture_panels(log_weight, bend, width, around)
        top = log_weight(mpf(0))
        sums = [mpf(0)] * 8
        for left, right in zip(edges, edges[1:]):
            for x, weight in gauss_legendre(nodes):
                u = (left + right) / 2 + (right - left) / 2 * x
                factor = mp.exp(u)
                density = mp.exp(log_weight(u) - top) * weight * (right - left) / 2
                row = erlang_a_two(n, a * factor, patience, t, mixture_columns)
                per_contact = row[:5] + (row[5] / factor, row[6] / factor)
                for i, value in enumerate((mpf(1),) + per_contact):
                    sums[i] += density * value
        wait, abandon, answered, waited, in_time, queue, busy = (s / sums[0] for s in sums[1:])
        return wait, abandon, waited / answered, in_time, queue, busy


def over_dispersed_one(*inputs):
    return mixture(*inputs, 28 if max(inputs[4:]) < 1 else 40, 9, mpf(1))


def over_dispersed_two(*inputs):
    return mixture(*inputs, 31 if max(inputs[4:]) < 1 else 44, 10, mpf("0.8"))


# --- Sensitivities --------------------------------------------------------------------------------
#
# Partial derivatives of the measures at a handle time of 1 by central differences. A relative step
# h leaves an error of h^2 times a third logarithmic derivative, which is (n / (n - a))^2 where
# n - a is small, and the digits that h does not take. So that these are digits of the derivative
# also where a share is almost 1, a share comes with its complement, and the smaller of the two is
# differentiated.


def partials(measures, inputs, names, nudge):
    """d measure / d input for every measure and every name in `names`, measure by measure.

    inputs: a dict by name; measures(**inputs): pairs (value, complement or None). "aht" is the
    handle time with the arrival rate and all other times in seconds held fixed.
    """
    with mp.workdps(2 * DIGITS):
        nudge = mpf(nudge)
        exact = {name: mpf(value) for name, value in inputs.items()}

        def near(name, factor):
            if name != "aht":
                return measures(**(exact | {name: exact[name] * factor}))
            changed = {key: value / factor for key, value in exact.items() if key != "n"}
            changed |= {"a": exact["a"] * factor}
            times = measures(**(exact | changed))
            return [(v if c is not None else v * factor, c) for v, c in times]

        here = measures(**exact)
        columns = []
        for name in names:
            low, high = near(name, 1 - nudge), near(name, 1 + nudge)
            step = 2 * nudge * exact.get(name, 1)
            column = []
            for (value, other), before, after in zip(here, low, high):
                small = 1 if other is not None and other < value else 0
                rise = after[small] - before[small]
                column.append((-rise if small else rise) / step)
            columns.append(column)
        return [each for row in zip(*columns) for each in row]


def sensitivity_b(n, a, route):
    """Of ln B by n and a; B itself follows by B d ln B."""

    def measures(n, a):
        b, log_b = route(n, a)
        return [(log_b, mp.inf)]

    with mp.workdps(2 * DIGITS):
        by_n, by_a = partials(measures, dict(n=n, a=a), ("n", "a"), "1e-30")
        b = route(n, a)[0]
        return by_n, by_a, b * by_n, b * by_a


def sensitivity_b_one(n, a):
    return sensitivity_b(n, a, erlang_b_one)


def sensitivity_b_two(n, a):
    return sensitivity_b(n, a, erlang_b_two)


def sensitivity_c(n, a, t, route):
    """Of ln C, of the service level and of the average speed of answer, by n, a and handle time."""

    def measures(n, a, t):
        c, log_c, level, log_exceeds, asa = route(n, a, t)
        return [(log_c, mp.inf), (level, mp.exp(log_exceeds)), (asa, None)]

    return partials(measures, dict(n=n, a=a, t=t), ("n", "a", "aht"), "1e-30")


def sensitivity_c_one(n, a, t):
    return sensitivity_c(n, a, t, erlang_c_one)


def sensitivity_c_two(n, a, t):
    return sensitivity_c(n, a, t, erlang_c_two)


def erlang_a_shares(n, a, theta, t, r, parts):
    """The integrals as shares of offered contacts, by name."""
    d = r + a * parts["J"]
    return {"idle": r / d, "stays": mp.exp(-theta * t), "theta": theta} | {
        name: a * value / d for name, value in parts.items()
    }


def sensitivity_a(n, a, patience, t, short, route):
    """Of every measure by n, a, handle time and patience.

    Those who are answered late are counted under n + theta: a factor exp(-theta x) in exp(g(x)).
    """

    def measures(n, a, patience, t, short):
        at = route(n, a, patience, t, erlang_a_shares)
        early = route(n, a, patience, short, erlang_a_shares)
        patient = route(n + 1 / patience, a, patience, t, erlang_a_shares)

        def lost(x):
            return x["JF_below"] + (1 - x["stays"]) * x["J_t"]

        answered = at["idle"] + at["JG"]
        answered_late = at["JG"] * patient["J_t"] / patient["J"]
        level = at["idle"] + at["JG_below"]
        late = at["stays"] * at["J_t"]
        counted = early["idle"] + early["JG_below"] + early["stays"] * early["J_t"]
        missed = lost(at) - lost(early) + late
        return [
            (at["J"], at["idle"]),  # wait
            (at["theta"] * at["JH"], answered),  # abandon
            (at["JH"], None),  # mean_wait
            (at["JxG"] / answered, None),  # asa
            (level, lost(at) + late),  # offered
            (level / answered, answered_late / answered),  # answered
            (level / (level + late), late / (level + late)),  # exclude_abandoned_within
            (level + lost(at), late),  # positive
            (level / counted, missed / counted),  # exclude_short
            (level + lost(early), missed),  # positive_short
            (at["idle"] + at["JG_below"] + at["JF_below"], at["J_t"]),  # virtual
        ]

    inputs = dict(n=n, a=a, patience=patience, t=t, short=short)
    return partials(measures, inputs, ("n", "a", "aht", "patience"), "1e-22")


def sensitivity_a_one(n, a, patience, t, short):
    return sensitivity_a(n, a, patience, t, short, erlang_a_one)


def sensitivity_a_two(n, a, patience, t, short):
    return sensitivity_a(n, a, patience, t, short, erlang_a_two)


# --- Staffing -------------------------------------------------------------------------------------


def erlang_c_levels(load, within):
    """Service levels for n = 0, 1, 2, ...

    B(n) = a B(n-1) / (n + a B(n-1)), C = n B / (n - a (1 - B)), level 1 - C exp(-(n - a) t).
    """
    n, b = 0, mpf(1)
    while True:
        c = n * b / (n - load * (1 - b)) if n > load else 1
        yield n, 1 - c * mp.exp((load - n) * within) if n > load else mpf(0)
        n += 1
        b = load * b / (n + load * b)


def erlang_a_levels(load, patience, within, target):
    """P(answered within t) for n = first, first + 1, ...

    (r + (n J - 1) - (n J_t - exp(g(t)))) / (r + a J), with r = r(n-1) by its recursion from n = 1.
    The first is the least n >= target * a: fewer answer less than the target, at whatever wait.
    """
    theta = 1 / patience
    stays = mp.exp(-theta * within)
    first = max(1, int(mp.ceil(target * load)))
    r = mpf(1)
    for n in range(1, sys.maxsize):
        if n >= first:
            top = mp.exp(load * (1 - stays) * patience - n * within)
            j = state_sum(n, load, theta)[0]
            j_t = top * state_sum(n, load * stays, theta)[0] if within > 0 else j
            yield n, (r + n * (j - j_t) - 1 + top) / (r + load * j)
        r = 1 + n / load * r


def handle_times(contacts, interval, aht, patience, within):
    """Offered load, patience and time in units of the handle time."""
    aht = mpf(aht)
    load = mpf(contacts) * aht / mpf(interval)
    return load, None if patience is None else mpf(patience) / aht, mpf(within) / aht


def staffing_one(model, contacts, interval, aht, patience, target, within, definition):
    """The least whole number of agents, by scanning upwards."""
    assert definition == "offered"
    if contacts == 0:
        return (0,)  # nothing offered, no promise broken
    with mp.workdps(DIGITS):
        load, patience, t = handle_times(contacts, interval, aht, patience, within)
        if model == "erlang_c":
            levels = erlang_c_levels(load, t)
        else:
            levels = erlang_a_levels(load, patience, t, mpf(target))
        before = mpf(0)
        for n, level in levels:
            if level >= target:
                # A tie within rounding would make the answer depend on the arithmetic.
                assert min(level - target, target - before) > mpf(10) ** -9, "choose another target"
                return (n,)
            before = level


def staffing_two(model, contacts, interval, aht, patience, target, within, definition, claimed):
    """`claimed`, if by quadrature it meets the target and one agent less does not; else -1."""

    def level(n):
        load, patience_, t = handle_times(contacts, interval, aht, patience, within)
        if load == 0:
            return 1
        if n == 0 or model == "erlang_c" and n <= load:
            return 0
        if model == "erlang_c":
            return erlang_c_one(n, load, t)[2]
        return erlang_a_one(n, load, patience_, t)[8]

    with mp.workdps(DIGITS):
        right = level(claimed) >= target and (claimed == 0 or level(claimed - 1) < target)
        return (claimed if right else -1,)


# --- Inputs: doubles, and few enough to read ------------------------------------------------------

EXTREME_LOADS = (5e-324, 1e-300, 1e-100, 1e-10, 1e10, 1e100, 1e300, 1.7e308)


def short(x, digits=4):
    """The double nearest to x in a few digits: the same on every platform, whatever its `pow`."""
    return float(f"{x:.{digits}g}")


def servers_of_b(rng):
    fixed = [0, 0.5, 0.75, 1, 1.25, 1.5, 2, 2.5, 3, 3.7, 5, 6.25, 7.9]
    fixed += [8, 9, 10, 12, 16, 20, 25, 32, 50, 64, 77, 100]
    fixed += [8.5, 10.1, 23.45, 47.3, 77.77, 99.5]
    fixed += [1000, 10000, 100000, 1e6]
    fixed += [short(10 ** rng.uniform(2, 6)) for _ in range(6)]
    fixed += [short(10 ** rng.uniform(2, 6), 15) for _ in range(4)]
    return [float(n) for n in fixed]


def loads_around(n):
    """Loads at n, at z standard deviations from n, at ratios to n, and the extremes."""
    loads = [n, math.nextafter(n, 0), math.nextafter(n, math.inf), n * (1 - 1e-3), n * (1 + 1e-3)]
    deviations = (0.5, 1, 2, 3, 4.5, 6, 10, 15, 25, 40)
    loads += [n + z * math.sqrt(n) for d in deviations for z in (-d, d)]
    ratios = (1e-3, 0.1, 0.3, 0.54, 0.551, 0.56, 1.6, 1.649, 1.66, 3, 10, 1e3)
    loads += [n * ratio for ratio in ratios]
    return [a for a in [*loads, *EXTREME_LOADS] if a > 0]


def inputs_of_b():
    rng = random.Random(1917)
    rows = [(1000.0, 1.0), (1e6, 1e3), (1e6, 5e-324), (10.0, 10.0), (1e6, 995000.0), (0.0, 1.0)]
    for n in servers_of_b(rng):
        loads = loads_around(n)
        rows += [(n, a) for a in rng.sample(loads, min(10, len(loads)))]
        rows += [(n, n)] if n > 100 else []
    return unique(rows)


def inputs_of_c():
    rng = random.Random(1918)
    times = (0.0, 0.01, 1 / 9, 1.0, 10.0)
    rows = [(14.0, 10.0, 1 / 9), (16.0, 12.0, 1 / 9), (1000.0, 100.0, 1.0), (1e6, 1e3, 0.01)]
    for n in servers_of_b(rng):
        if n == 0:
            continue
        loads = [n - 2**-20, math.nextafter(n, 0), n * (1 - 1e-3), n * 0.95, n * 0.85]
        loads += [n - z * math.sqrt(n) for z in (0.1, 0.5, 1, 2, 3, 6, 10, 20, 40)]
        loads += [n * ratio for ratio in (0.7, 0.5, 0.1, 1e-3, 1e-10, 1e-100, 1e-300)]
        loads = [a for a in loads if 0 < a < n]
        rows += [(n, a, rng.choice(times)) for a in rng.sample(loads, 6)]
    return unique(rows)


def log10_answered_at_once(n, a, patience, t):
    """A double's idea of log10 P(answered within t) in overload: exp(g(t) - max g)."""
    g = lambda x: a * patience * -math.expm1(-x / patience) - n * x
    peak = patience * math.log(a / n)
    return 0 if t >= peak else (g(t) - g(peak)) / math.log(10)


def log10_wait(n, a):
    """A double's idea of log10 P(W > 0) in light load."""
    return (n * math.log(a) - a - math.lgamma(n + 1)) / math.log(10)


def inputs_of_a():
    rng = random.Random(1919)
    times = (0.0, 1e-3, 0.01, 1 / 9, 1.0, 5.0, 30.0)
    patience = lambda low=-6, high=6: short(10 ** rng.uniform(low, high))
    servers = [0.5, 0.75, 1, 1.5, 2, 3, 4.2, 5, 7.5, 10, 14, 20, 33.3, 50, 77, 100, 150.5, 300]
    servers += [1000, 2345.6, 10000, 1e5, 1e6]
    rows = [(14.0, 10.0, 5 / 3, 1 / 9), (1486.0, 10000 / 6, 0.4, 1 / 15), (10.0, 12.0, 2.0, 0.01)]
    rows += [(10.0, 10.0, 1.0, 1.0), (100.0, 100.0, 1e6, 30.0), (100.0, 100.0, 1e-6, 0.0)]
    rows += [(0.01, 0.02, 1.0, 1.0), (0.1, 5.0, 0.3, 0.01), (0.5, 1e-6, 1.0, 1.0)]
    for n in servers:
        near = [1.0, math.nextafter(n, 0) / n, 1 + rng.choice((-3, -1, 1, 3)) / math.sqrt(n)]
        usual = [short(rng.uniform(0.5, 2)) for _ in range(3)]
        wide = [short(10 ** rng.uniform(-6, 0)), short(10 ** rng.uniform(0, 3))]
        for ratio in [r for r in near if r > 0] + usual:
            rows.append((float(n), n * ratio, patience(-2, 2), rng.choice(times)))
        for ratio in rng.sample(usual, 1) + wide:
            rows.append((float(n), n * ratio, patience(), rng.choice(times)))
    while len(rows) < 230:  # heavy overload, hardly anybody answered in time
        n = float(rng.choice((5, 20, 75.5, 100, 400, 1000, 5000)))
        row = n, n * short(rng.uniform(1.1, 4)), patience(-1, 1.5), rng.choice(times[1:4])
        if -320 < log10_answered_at_once(*row) < -10:
            rows.append(row)
    while len(rows) < 250:  # light load, hardly anybody waits
        n = float(rng.choice((20, 60, 100, 150.5, 250, 500)))
        a = short(n * 10 ** rng.uniform(-3, -0.1))
        if -320 < log10_wait(n, a) < -20:
            rows.append((n, a, patience(-3, 3), rng.choice(times[:5])))
    extremes = (5e-324, 1e-300, 1e-100, 1e-10, 1e10, 1e100, 1e300, 1.7e308)
    for k, (n, a) in enumerate(itertools.product((0.5, 1.0, 33.3, 1e6), extremes)):
        rows.append((n, a, (1e-3, 1.0, 0.4, 1e3)[k % 4], (0.0, 1 / 9, 1.0)[k % 3]))
    # Extreme patience and exact balance; t where the contacts of a fluid would be served.
    for n, p in itertools.product((0.5, 40.5, 1e6), (1e-8, 1e8)):
        for ratio in (1.0, 1 - 0.3 / math.sqrt(n), 1.3):
            fluid = short(p * math.log(ratio) * (1 + 0.1 / math.sqrt(n * p + 1)), 17)
            rows.append((n, n * ratio, p, fluid if ratio > 1 else rng.choice((1e-3, 1 / 9))))
    # Where one method gives way to another: n patience of 8 and 128, loads around 100 patiences.
    for x, ratio in itertools.product(
        (7.5, 7.999, 8.0, 127.9, 128.0), (0.17, 0.55, 1.0, 1.65, 3.0)
    ):
        p = short(10 ** rng.uniform(-2, 2))
        rows.append((x / p, x / p * ratio, p, short(p * rng.uniform(0.01, 0.5))))
    for y in (99.9, 100.1):
        rows.append((1.5, y / 4, 4.0, 0.25))
        rows.append((1.5, y / 4, 4.0, 12.0))
    return unique(rows)


def inputs_of_staffing():
    rng = random.Random(1920)
    rows = [
        ("erlang_c", 1.0, 1800.0, 180.0, None, 0.8, 20.0),
        ("erlang_c", 100.0, 1800.0, 180.0, None, 0.8, 20.0),
        ("erlang_c", 240.0, 3600.0, 180.0, None, 0.8, 20.0),
        ("erlang_c", 0.0, 1800.0, 180.0, None, 0.8, 20.0),
        ("erlang_a", 0.0, 1800.0, 180.0, 300.0, 0.8, 20.0),
        ("erlang_a", 100.0, 1800.0, 180.0, 300.0, 0.8, 20.0),
        ("erlang_a", 10000.0, 1800.0, 300.0, 120.0, 0.8, 20.0),
        ("erlang_a", 10000.0, 1800.0, 540.0, 300.0, 0.9, 10.0),
        ("erlang_c", 10000.0, 1800.0, 540.0, None, 0.8, 20.0),
    ]
    targets = (0.05, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999)
    days = [(1.0, 86400.0, aht) for aht in (60.0, 180.0, 600.0)] + [(3.0, 86400.0, 30.0)]
    for contacts, interval, aht in days:
        for target in (0.5, 0.9, 0.999):
            model = rng.choice(("erlang_c", "erlang_a"))
            patience = None if model == "erlang_c" else rng.choice((30.0, 120.0))
            rows.append((model, contacts, interval, aht, patience, target, rng.choice((0.0, 20.0))))
    while len(rows) < 120:
        interval = rng.choice((900.0, 1800.0, 3600.0))
        aht = rng.choice((45.0, 180.0, 240.0, 333.3, 600.0))
        model = rng.choice(("erlang_c", "erlang_a"))
        load = 10 ** rng.uniform(-2, 3.47 if model == "erlang_c" else 3)
        contacts = float(max(1, round(load * interval / aht)))
        patience = None if model == "erlang_c" else rng.choice((20.0, 60.0, 180.0, 600.0, 3600.0))
        row = (model, contacts, interval, aht, patience, rng.choice(targets))
        rows.append(row + (rng.choice((0.0, 10.0, 20.0, 60.0, 300.0)),))
    return [row + ("offered",) for row in unique(rows)]


def inputs_of_b_inverse():
    rng = random.Random(1921)
    rows = [(1.0, 0.0078125), (10.0, 0.0078125), (30.0, 0.015625), (100.0, 0.01), (1e6, 0.001)]
    rows += [(1.0, 1e-300), (0.5, 0.999), (20.0, 0.999999), (1000.0, 1e-300), (1000.0, 0.9)]
    levels = (1e-12, 1e-6, 1e-4, 0.001, 0.01, 0.02, 0.1, 0.5, 0.95)
    for n in (0.5, 1.75, 3, 5, 7.25, 12, 24, 48.5, 96, 250, 1234.5, 5000, 40000.25, 200000, 1e6):
        rows += [(float(n), level) for level in rng.sample(levels, 2)]
    return unique(rows)


def inputs_of_sensitivity_b():
    rng = random.Random(1922)
    rows = [(1e-3, 1e-100), (0.01, 3.0), (1.0, 5e-324), (2.0, 1e-160)]
    rows += [(1e6, 1e3), (1e6, 995000.0), (1000.0, 1.0), (3.0, 1e300), (1e6, 1.7e308), (1e6, 1e6)]
    for n in (0.5, 1.0, 2.5, 7.75, 8.0, 10.0, 33.3, 100.0, 1000.0, 12345.6, 1e5, 1e6):
        loads = [n, math.nextafter(n, 0)]
        loads += [n * ratio for ratio in (1 + 1e-3, 0.1, 0.5, 1.6, 1.7, 10)]
        loads += [n + z * math.sqrt(n) for z in (-20, -6, -3, -1, -0.1, 0.1, 1, 3, 6, 20, 60)]
        loads += [1e-100, 1e-10, 1e10, 1e100]
        rows += [(n, a) for a in rng.sample([a for a in loads if a > 0], 9)]
    return unique(rows)


def inputs_of_sensitivity_c():
    rng = random.Random(1923)
    times = (0.0, 0.01, 1 / 9, 1.0, 10.0)
    rows = [(14.0, 10.0, 1 / 9), (1e6, 1e3, 0.01), (1.0, 1e-308, 1 / 9), (1.5, 1e-200, 1.0)]
    for n in (0.5, 1.0, 2.5, 7.75, 8.0, 14.0, 33.3, 100.0, 1000.0, 12345.6, 1e5, 1e6):
        loads = [n - 2**-20, math.nextafter(n, 0), n * (1 - 1e-3), n * 0.95, n * 0.85]
        loads += [n - z * math.sqrt(n) for z in (0.1, 0.5, 1, 2, 3, 6, 10, 20)]
        loads += [n * ratio for ratio in (0.7, 0.5, 0.1, 1e-3, 1e-10, 1e-100)]
        loads = [a for a in loads if 0 < a < n]
        rows += [(n, a, rng.choice(times)) for a in rng.sample(loads, 6)]
    return unique(rows)


def inputs_of_sensitivity_a():
    rng = random.Random(1924)
    times = ((0.0, 0.0), (1 / 9, 1 / 36), (1 / 9, 0.0), (0.01, 1e-3), (1.0, 0.25), (1.0, 1.0))
    rows = [(14.0, 10.0, 5 / 3, 1 / 9, 1 / 36), (1486.0, 10000 / 6, 0.4, 1 / 15, 0.02)]
    rows += [(10.0, 12.0, 2.0, 0.01, 0.05), (20.0, 30.0, 1.0, 0.2, 0.4), (1.0, 1e-8, 1.0, 0.5, 0.1)]
    rows += [(2.0, 1e-6, 0.5, 0.1, 0.05), (3.0, 60.0, 1.0, 0.1, 0.05), (0.75, 1e-6, 1.0, 1.0, 0.1)]
    rows += [(1e6, 1e6, 0.4, 1e-3, 1e-4), (1e6, 998000.0, 1.0, 1e-3, 5e-4)]
    rows += [(100.0, 130.0, 1.0, 1.0, 0.25), (30.0, 60.0, 0.5, 2.0, 0.1)]
    rows += [(50.0, 80.0, 2.0, 2.0, 0.0)]
    for n in (0.5, 1.0, 2.0, 4.2, 7.5, 14.0, 33.3, 77.0, 150.5, 1000.0, 1e4):
        ratios = [1.0, 1 + 1 / math.sqrt(n), 0.5, 0.8, 1.1, 1.5, 3.0, 0.05, 1e-3]
        if n > 1:
            ratios += [1 - 1 / math.sqrt(n)]
        for ratio in rng.sample(ratios, 4):
            patience = short(10 ** rng.uniform(-1.5, 1.5))
            rows.append((n, n * ratio, patience, *rng.choice(times)))
        for ratio in rng.sample([1.0, 0.5, 1.1, 0.9], 2):
            patience = rng.choice((1e-4, 1e-2, 100.0, 1e4))
            t = rng.choice((0.25, 1.0)) * min(1.0, patience)
            rows.append((n, n * ratio, patience, t, rng.choice((0.0, 0.25)) * t))
    quick = lambda n, a, patience, t, short: n > 1e5 or state_sum_length(n, a, patience) < 2500
    return [row for row in unique(rows) if quick(*row)]


LAWS_OF_PATIENCE = (
    ("exponential", "average=2.0"),
    ("deterministic", "patience=0.5"),
    ("deterministic", "patience=0.03125"),
    ("uniform", "shortest=0.0;longest=0.7"),
    ("uniform", "shortest=1.5;longest=1.75"),
    ("gamma", "average=0.75;shape=0.5"),
    ("gamma", "average=1.6;shape=2.0"),
    ("gamma", "average=0.25;shape=20.0"),
    ("weibull", "scale=1.25;shape=0.5"),
    ("weibull", "scale=0.3;shape=0.8"),
    ("weibull", "scale=2.5;shape=2.0"),
    ("weibull", "scale=0.6;shape=8.0"),
    ("lognormal", "median=0.4;sigma=0.3"),
    ("lognormal", "median=1.1;sigma=1.0"),
    ("lognormal", "median=0.2;sigma=2.5"),
    ("hyperexponential", "0.25:0.125|0.75:4.0"),
    ("hyperexponential", "0.125:0.001|0.25:1.0|0.625:1000.0"),
    ("hazard", "0.0:0.0|0.25:3.0"),
    ("hazard", "0.0:2.0|0.125:0.25|1.0:8.0|1.0625:0.5|6.0:1.0"),
    ("empirical", "0.0625:0.875|0.5:0.5|2.0:0.125|9.0:0.0"),
)


def inputs_of_mmn_g():
    """t lies before the peak of the virtual wait's density, or where it has fallen by exp(-drop), but
    not where next to nobody's patience is as long.
    """
    rows = []
    ratios = 0.5, 0.9, 1.0, 1.03, 1.2, 2.0, 10.0
    for k, (law, parameters) in enumerate(LAWS_OF_PATIENCE):
        for j, n in enumerate((1.0, 10.0, (2.5, 100.0)[k % 2], (1000.0, 10000.0)[k % 2])):
            a = n * (ratios[(3 * k + 2 * j) % 7] if n < 1000 else ratios[2 + k % 4])
            balking = (0.0, 0.03125, 0.0, 0.375, 0.0)[(k + j) % 5]
            with mp.workdps(20):
                queue = MmnG(law, parameters, balking, n, a)
                drop = (None, 1, 5, 40)[(k + 3 * j) % 4]
                if drop is None:
                    t = queue.peak / 2 + mpf("0.01") / n
                else:
                    t = queue.peak + distance_to_drop(queue.exponent, queue.peak, 1, None, drop)
                while 0 < queue.shares(t)[1] < mpf(10) ** -30:
                    t /= 2
            rows.append((law, parameters, balking, n, a, short(float(t))))
    light = ("deterministic", "patience=0.5"), ("weibull", "scale=2.0;shape=8.0")
    light += ("gamma", "average=1.5;shape=2.0"), ("uniform", "shortest=0.0;longest=2.0")
    return rows + [(*law, 0.0, 100.0, 50.0, 0.015625) for law in light]


def inputs_of_over_dispersed():
    certain, likely, wild = 2.0**-20, 1 / 16, 2.0
    kinds = [(1, certain, 0.25), (1, likely, 0.25), (1, likely, 0.875), (1, likely, 1.5)]
    kinds += [(1, wild, 0.875), (10, certain, 0.875), (10, likely, 0.25), (10, likely, 0.875)]
    kinds += [(10, likely, 1.5), (10, wild, 0.25), (10, wild, 0.875), (100, certain, 0.25)]
    kinds += [(100, certain, 0.875), (100, likely, 0.875), (100, likely, 1.5)]
    rows = [(n, n * ratio, 0.5, 0.125, variation, 0.0) for n, variation, ratio in kinds]
    rows += [(10, 8.75, 0.5, 0.125, 0.015, 0.07), (10, 15.0, 0.5, 0.125, 0.3, 0.07)]
    rows += [(400, 350.0, 0.5, 0.125, 0.0, 1 / 64), (1000, 937.5, 0.5, 0.125, 0.0, 1 / 256)]
    return rows


def inputs_of_volume_factor():
    factors = 2.0**-20, 0.25, 0.875, 1 - 2.0**-10, 1.0, 1 + 2.0**-10, 1.125, 3.0, 24.0
    rows = [(day, 0.0, x) for day in (2.0, 1.0, 1 / 16) for x in factors]
    rows += [(0.0, 2.0**-20, x) for x in factors[3:6]]
    rows += [(2.0, 1.0, x) for x in (0.875, 1.0, 24.0)]
    rows += [(0.3, 0.07, x) for x in (0.875, 1.0, 1.125, 3.0)]
    return rows


def unique(rows):
    return list(dict.fromkeys(rows))


# --- Tables ---------------------------------------------------------------------------------------


class Table:
    """The columns, inputs first; a function that lists the inputs; the two routes; how they count."""

    def __init__(
        self, columns, inputs, one, two, by=f"mpmath with {DIGITS} or more working digits"
    ):
        self.columns = columns.split()
        self.inputs = inputs
        self.one = one
        self.two = two
        self.by = by


SENSITIVE = (
    "wait abandon mean_wait asa offered answered exclude_abandoned_within positive exclude_short"
    " positive_short virtual"
).split()


def partial_columns(measures, inputs):
    return " ".join(f"{measure}_per_{each}" for measure in measures for each in inputs)


TABLES = {
    "erlang_b": Table(
        "servers offered_load blocking log_blocking", inputs_of_b, erlang_b_one, erlang_b_two
    ),
    "erlang_b_inverse": Table(
        "servers blocking offered_load", inputs_of_b_inverse, erlang_b_load, erlang_b_load_two
    ),
    "erlang_c": Table(
        "servers offered_load answer_within wait log_wait service_level log_wait_exceeds asa",
        inputs_of_c,
        erlang_c_one,
        erlang_c_two,
    ),
    "erlang_a": Table(
        "servers offered_load patience answer_within wait abandon mean_wait mean_wait_answered"
        " mean_wait_abandoned mean_virtual_wait wait_exceeds virtual_wait_exceeds answered_within"
        " abandoned_within mean_queue_length occupancy",
        inputs_of_a,
        erlang_a_one,
        erlang_a_two,
    ),
    "sensitivity_b": Table(
        "servers offered_load log_per_trunk log_per_erlang per_trunk per_erlang",
        inputs_of_sensitivity_b,
        sensitivity_b_one,
        sensitivity_b_two,
    ),
    "sensitivity_c": Table(
        "servers offered_load answer_within "
        + partial_columns(("log_wait", "service_level", "asa"), ("agent", "erlang", "aht")),
        inputs_of_sensitivity_c,
        sensitivity_c_one,
        sensitivity_c_two,
    ),
    "sensitivity_a": Table(
        "servers offered_load patience answer_within short "
        + partial_columns(SENSITIVE, ("agent", "erlang", "aht", "patience")),
        inputs_of_sensitivity_a,
        sensitivity_a_one,
        sensitivity_a_two,
    ),
    "volume_factor": Table(
        "day interval factor at_most above",
        inputs_of_volume_factor,
        volume_factor_one,
        volume_factor_two,
    ),
    "over_dispersed": Table(
        "servers offered_load patience answer_within day interval wait abandon mean_wait_answered"
        " answered_within mean_queue_length occupancy",
        inputs_of_over_dispersed,
        over_dispersed_one,
        over_dispersed_two,
    ),
    "mmn_g": Table(
        "law parameters balking servers offered_load answer_within wait abandon mean_wait"
        " mean_wait_answered mean_wait_abandoned mean_virtual_wait wait_exceeds"
        " wait_exceeds_of_answered wait_exceeds_of_abandoned virtual_wait_exceeds"
        " virtual_wait_within answered_within abandoned_within mean_queue_length occupancy",
        inputs_of_mmn_g,
        mmn_g_one,
        mmn_g_two,
    ),
    "time_varying_day": Table(
        f"{day_chain.INPUTS} {day_chain.COLUMNS}",
        day_chain.inputs_of_time_varying_day,
        day_chain.time_varying_day_one,
        day_chain.time_varying_day_two,
        f"decimals of {day_chain.DIGITS} digits",
    ),
    "staffing": Table(
        "model contacts interval aht patience target answer_within definition servers",
        inputs_of_staffing,
        staffing_one,
        staffing_two,
    ),
}


def agreement(x, y):
    """Digits in which x agrees with y; None stands for an absent value, as "" does."""
    if x in (None, "") and y is None:
        return 2 * DIGITS
    with mp.workdps(2 * DIGITS):
        x, y = mpf(x), mpf(y)
        if x == y:
            return 2 * DIGITS
        return int(mp.floor(-mp.log10(abs(x - y) / max(abs(x), abs(y)))))


def field(value):
    """One CSV field: doubles by repr, reference values in 25 digits, absent values empty."""
    if value is None:
        return ""
    return mp.nstr(value, PRINTED) if isinstance(value, mpf) else str(value)


def second_route(table, inputs, claimed):
    """Route two; the staffing tables confirm a claimed answer instead of searching."""
    if table.two is staffing_two:
        return table.two(*inputs, int(claimed[0]))
    return table.two(*inputs)


def report(name, rows, worst, start):
    seconds = time.perf_counter() - start
    print(f"{name}: {rows}, worst agreement {worst} digits, {seconds:.1f} s", flush=True)


def make(name):
    """Write one table; fail where the two routes disagree."""
    table = TABLES[name]
    start = time.perf_counter()
    worst = 2 * DIGITS
    lines = [
        f"# {name}; {table.by}; {PRINTED} printed; generate.py revision {REVISION}",
        ",".join(table.columns),
    ]
    for inputs in table.inputs():
        outputs = table.one(*inputs)
        digits = min(map(agreement, outputs, second_route(table, inputs, outputs)))
        if digits < AGREEMENT:
            raise ArithmeticError(f"{name}: the routes agree in {digits} digits only at {inputs}")
        worst = min(worst, digits)
        lines.append(",".join(map(field, inputs + tuple(outputs))))
    (FOLDER / f"{name}.csv").write_text("\n".join(lines) + "\n")
    report(name, f"{len(lines) - 2} rows", worst, start)


def check(name, share, seed):
    """Number of rows of a committed table that fail: wrong inputs, or a sample's other route."""
    table = TABLES[name]
    start = time.perf_counter()
    lines = (FOLDER / f"{name}.csv").read_text().splitlines()
    rows = [line.split(",") for line in lines[2:]]
    inputs = table.inputs()
    width = len(inputs[0])
    committed = [row[:width] for row in rows]
    if lines[1].split(",") != table.columns or committed != [list(map(field, i)) for i in inputs]:
        print(f"{name}: columns or inputs are not those of the generator")
        return 1
    failures, worst = 0, 2 * DIGITS
    sample = random.Random(seed).sample(range(len(rows)), math.ceil(share * len(rows)))
    for k in sample:
        outputs = rows[k][width:]
        digits = min(map(agreement, outputs, second_route(table, inputs[k], outputs)))
        worst = min(worst, digits)
        if digits < 20:
            failures += 1
            print(f"{name}, line {k + 3}: agrees in {digits} digits only: {','.join(rows[k])}")
    report(name, f"{len(sample)} of {len(rows)} rows", worst, start)
    return failures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--table", choices=TABLES, help="only this table")
    parser.add_argument("--check", action="store_true", help="check a sample, write nothing")
    parser.add_argument("--share", type=float, default=0.03, help="part of the rows to check")
    parser.add_argument("--seed", type=int, default=1, help="which sample to check")
    arguments = parser.parse_args()
    names = [arguments.table] if arguments.table else list(TABLES)
    if arguments.check:
        sys.exit(1 if sum(check(name, arguments.share, arguments.seed) for name in names) else 0)
    for name in names:
        make(name)


if __name__ == "__main__":
    main()
