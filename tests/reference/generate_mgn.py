"""Queues with handle times that are not exponential: deterministic_delay.csv to 20 digits, and, by
simulation, mgn_simulated.csv and mgn_patience_simulated.csv.

    python generate_mgn.py                     # all tables, into the folder of this file: half an hour
    python generate_mgn.py --table patience    # one

Nothing here imports krarup. Times are in units of the average handle time.

M/D/n, whole n: from the n roots of z^n = exp(a (z - 1)) in the unit disc, by generating functions.
M/D/n, real n: the sums of Spitzer's identity, term by term.

Simulated contacts are followed one by one by the recursion of Kiefer and Wolfowitz: of each agent
the time at which he is free next is kept; a contact takes the agent who is free first and waits
until then, or, where that is longer than its patience, hangs up and leaves the agents as they are.
Thousands of independent replications go on side by side, each from an empty queue through a warm-up
that is not counted; a half-width is that of the 95 % interval of confidence from the scatter between
replications.

C. D. Crommelin, Delay probability formulae when the holding times are constant, Post Office
Electrical Engineers' Journal 25, 1932.
F. Spitzer, A combinatorial lemma and its application to probability theory, Transactions of the
American Mathematical Society 82(2), 1956.
J. Kiefer, J. Wolfowitz, On the theory of queues with many servers, Transactions of the American
Mathematical Society 78(1), 1955.
"""

import argparse
import math
import pathlib

import numpy as np
from mpmath import mp, mpf

REVISION = 1
SEED = 20260501
REPLICATIONS = 2000
DIGITS = 40
PRINTED = 20
FOLDER = pathlib.Path(__file__).resolve().parent


def by_roots(servers, load):
    """Probability of wait and mean wait in M/D/n."""
    n, a = servers, mpf(load)
    product, sum_ = mpf(1), mpf(0)
    for k in range(1, n):
        turn = mp.expjpi(mpf(2 * k) / n)
        z = mpf(0)
        for _ in range(20):  # contracts
            z = turn * mp.exp(a * (z - 1) / n)
        while True:
            step = (z - turn * mp.exp(a * (z - 1) / n)) / (1 - a / n * z)
            z -= step
            if abs(step) < mpf(10) ** (-DIGITS + 5):
                break
        product *= 1 - z
        sum_ += 1 / (1 - z)
    in_system = mp.re(sum_) - ((n - a) ** 2 - n) / (2 * (n - a))
    return 1 - (n - a) / mp.re(product), (in_system - a) / a


def by_sums(servers, load):
    """The same for real servers."""
    n, a = mpf(servers), mpf(load)
    waits, mean, i = mpf(0), mpf(0), 1
    while True:
        late = mp.gammainc(i * n, 0, i * a, regularized=True)
        density = mp.exp(i * n * mp.log(i * a) - i * a - mp.loggamma(i * n + 1))
        waits += late / i
        mean += late - n / a * (late - density)
        if late < mpf(10) ** (-PRINTED - 4) * mean:
            return -mp.expm1(-waits), mean
        i += 1


def deterministic(points):
    yield "servers,offered_load,wait,asa"
    for servers, load in points:
        with mp.workdps(DIGITS):
            wait, asa = (by_roots if servers == int(servers) else by_sums)(servers, load)
            yield f"{servers},{load!r},{mp.nstr(wait, PRINTED)},{mp.nstr(asa, PRINTED)}"


def handle_times(law, scv, rng):
    """A drawer of handle times of mean 1."""
    if law == "deterministic":
        return lambda size: np.ones(size)
    if law == "lognormal":
        sigma = math.sqrt(math.log1p(scv))
        return lambda size: np.exp(sigma * rng.standard_normal(size) - sigma * sigma / 2)
    if law == "gamma":
        return lambda size: rng.gamma(1 / scv, scv, size)
    if law == "hyperexponential":  # two phases with balanced means
        p = (1 + math.sqrt((scv - 1) / (scv + 1))) / 2
        short, long = 1 / (2 * p), 1 / (2 * (1 - p))
        return lambda size: (
            rng.standard_exponential(size) * np.where(rng.random(size) < p, short, long)
        )
    raise ValueError(law)


def simulate(law, scv, servers, load, times, contacts, warm_up, patience=math.inf):
    """Per replication: sums over contacts of every measure, and their number."""
    patient = 0 if math.isinf(patience) else round(1000 * patience)
    place = [ord(law[0]), round(1000 * scv), servers, round(1000 * load), patient]
    rng = np.random.default_rng([SEED, *place])
    draw = handle_times(law, scv, rng)
    rows = np.arange(REPLICATIONS)
    free = np.zeros((REPLICATIONS, servers))
    sums = {name: np.zeros(REPLICATIONS) for name in ("wait", "asa", "abandon")}
    late = [np.zeros(REPLICATIONS) for _ in times]
    for contact in range(-warm_up, contacts):
        # times are counted from the latest arrival
        free -= (rng.standard_exponential(REPLICATIONS) / load)[:, None]
        first = free.argmin(axis=1)
        wait = np.maximum(free[rows, first], 0.0)
        answered = wait
        if patient:
            hung_up = rng.standard_exponential(REPLICATIONS) * patience < wait
            free[rows, first] = np.where(hung_up, free[rows, first], wait + draw(REPLICATIONS))
            answered = np.where(hung_up, math.inf, wait)
        else:
            free[rows, first] = wait + draw(REPLICATIONS)
        if contact < 0:
            continue
        sums["wait"] += wait > 0
        for total, t in zip(late, times):
            total += answered > t
        if patient:
            sums["abandon"] += hung_up
            sums["asa"] += np.where(hung_up, 0.0, wait)
        else:
            sums["asa"] += wait
    if patient:  # of answered contacts
        sums["asa"] *= contacts / (contacts - sums["abandon"])
    shares = [sums["wait"], *late, sums["asa"], *([sums["abandon"]] if patient else [])]
    return [share / contacts for share in shares]


def mean_and_half_width(values):
    return f"{values.mean():.8g},{1.96 * values.std(ddof=1) / math.sqrt(len(values)):.2g}"


def relaxation(scv, servers, load):
    """Contacts after which a queue has about forgotten where it began."""
    return int(5 * (1 + scv) / (1 - load / servers) ** 2 + 10 * servers)


def endless(points):
    yield "service,scv,servers,offered_load,half_time,two_times," + ",".join(
        f"{name},{name}_half_width"
        for name in ("wait", "wait_exceeds_half_time", "wait_exceeds_two_times", "asa")
    )
    for law, scv, servers, load in points:
        times = [t / (servers - load) for t in (0.5, 2.0)]
        warm_up = relaxation(scv, servers, load)
        measures = simulate(law, scv, servers, load, times, max(60_000, 10 * warm_up), warm_up)
        yield ",".join(
            [f"{law},{scv},{servers},{load},{times[0]!r},{times[1]!r}"]
            + [mean_and_half_width(values) for values in measures]
        )


def impatient(points):
    yield "service,scv,servers,offered_load,patience,answer_within," + ",".join(
        f"{name},{name}_half_width"
        for name in ("virtual_wait", "not_answered_within", "asa", "abandon")
    )
    for law, scv, servers, load, patience in points:
        measures = simulate(law, scv, servers, load, [0.125], 20_000, 4000, patience)
        yield ",".join(
            [f"{law},{scv},{servers},{load},{patience},0.125"]
            + [mean_and_half_width(values) for values in measures]
        )


LAWS = [("deterministic", 0)]
LAWS += [("lognormal", 0.5), ("lognormal", 2), ("lognormal", 4)]
LAWS += [("hyperexponential", 2), ("hyperexponential", 4)]
LAWS += [("gamma", 0.5), ("gamma", 2), ("gamma", 4)]
LOADS = {1: (0.5, 0.75, 0.95), 10: (5.0, 8.0, 9.5), 100: (80.0, 90.0, 95.0)}
ENDLESS = [
    (law, scv, servers, load)
    for servers in (10, 100, 1)
    for law, scv in LAWS
    for load in LOADS[servers]
]
ENDLESS += [("gamma", 1, 10, 8.0), ("gamma", 1, 100, 90.0)]  # exponential: a check
IMPATIENT = [
    ("lognormal" if scv else "deterministic", scv, servers, load * servers, patience)
    for servers in (10, 50)
    for load in (0.9, 1.0, 1.2)
    for patience in (0.5, 2.0)
    for scv in (0, 0.5, 2, 4)
]
IMPATIENT += [("gamma", 1, servers, load, 2.0) for servers, load in ((10, 9.0), (50, 60.0))]
DETERMINISTIC = [
    (servers, servers * share)
    for servers in (1, 2, 3, 5, 10, 20, 50, 100, 200)
    for share in (0.125, 0.5, 0.75, 0.9375, 0.9921875, 0.9990234375)
    if servers * (1 - share) ** 2 < 60
] + [
    (servers, servers * share)
    for servers in (0.25, 1.5, 2.75, 13.25)
    for share in (0.125, 0.5, 0.75)
]
TABLES = {"deterministic": ("deterministic_delay.csv", deterministic, DETERMINISTIC)}
TABLES["endless"] = ("mgn_simulated.csv", endless, ENDLESS)
TABLES["patience"] = ("mgn_patience_simulated.csv", impatient, IMPATIENT)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--table", choices=TABLES)
    parser.add_argument("--folder", type=pathlib.Path, default=FOLDER)
    arguments = parser.parse_args()
    for name, (file, make, points) in TABLES.items():
        if arguments.table in (None, name):
            with open(arguments.folder / file, "w") as table:
                how = (
                    f"Kiefer-Wolfowitz recursion, {REPLICATIONS} replications, half-widths of 95 %"
                )
                if name == "deterministic":
                    how = f"{DIGITS} digits"
                table.write(f"# {file[:-4]}: {how}, generate_mgn.py revision {REVISION}\n")
                for line in make(points):
                    table.write(line + "\n")
                    table.flush()


if __name__ == "__main__":
    main()
