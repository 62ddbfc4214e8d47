"""krarup's simulator beside the simulators in use, on one queue with patience.

    against_simulators.py RESULT.json

The same M/M/n+M queue in each, contact by contact, with the wait of every one. Answers are judged
by Erlang A: each measure must lie within its interval of confidence of the exact one, or this
fails. Times are CPU times of one core, in turn with each other.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import math
import pathlib
import random
import statistics
import sys
import time
from collections.abc import Callable

import krarup as kr
from measuring import is_quick, write

SIZES = (10, 100)  # agents, and erlangs
HANDLE_TIME = 180.0
PATIENCE = 300.0
INTERVAL = 3 * 3600.0  # s; who comes in the first is not counted
LENGTH = 4 * INTERVAL
LAST = LENGTH - 1800.0  # nor is who comes later: it may not have left yet
MEASURES = ("probability_of_wait", "probability_of_abandonment", "asa")
SURE = 4.5  # standard errors of a mean of some runs


class Run:
    """The contacts of one run."""

    def __init__(self) -> None:
        self.answered: list[float] = []
        self.abandoned: list[float] = []
        self.came = 0

    def note(self, came: float, wait: float, answered: bool) -> None:
        self.came += 1
        if INTERVAL <= came < LAST:
            (self.answered if answered else self.abandoned).append(wait)

    def measures(self) -> tuple[float, float, float]:
        waits = self.answered + self.abandoned
        return (
            sum(wait > 1e-9 for wait in waits) / len(waits),
            len(self.abandoned) / len(waits),
            statistics.fmean(self.answered),
        )


def simpy_run(size: int, seed: int) -> Run:
    simpy = importlib.import_module("simpy")
    draw, run = random.Random(seed), Run()
    environment = simpy.Environment()
    agents = simpy.Resource(environment, capacity=size)

    def contact():
        came = environment.now
        with agents.request() as turn:
            yield turn | environment.timeout(draw.expovariate(1.0 / PATIENCE))
            run.note(came, environment.now - came, turn.triggered)
            if turn.triggered:
                yield environment.timeout(draw.expovariate(1.0 / HANDLE_TIME))

    def arrivals():
        while True:
            yield environment.timeout(draw.expovariate(size / HANDLE_TIME))
            environment.process(contact())

    environment.process(arrivals())
    environment.run(until=LENGTH)
    return run


def ciw_run(size: int, seed: int) -> Run:
    ciw = importlib.import_module("ciw")
    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(size / HANDLE_TIME)],
        service_distributions=[ciw.dists.Exponential(1.0 / HANDLE_TIME)],
        reneging_time_distributions=[ciw.dists.Exponential(1.0 / PATIENCE)],
        number_of_servers=[size],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(LENGTH)
    run = Run()
    for record in simulation.get_all_records(only=["service", "renege"]):
        run.note(record.arrival_date, record.waiting_time, record.record_type == "service")
    return run


def salabim_run(size: int, seed: int) -> Run:
    salabim = importlib.import_module("salabim")
    salabim.yieldless(False)
    draw, run = random.Random(seed), Run()
    environment = salabim.Environment(trace=False)
    agents = salabim.Resource("agents", capacity=size)

    class Contact(salabim.Component):
        def process(self):
            came = environment.now()
            yield self.request(agents, fail_delay=draw.expovariate(1.0 / PATIENCE))
            answered = not self.failed()
            run.note(came, environment.now() - came, answered)
            if answered:
                yield self.hold(draw.expovariate(1.0 / HANDLE_TIME))
                self.release(agents)

    class Arrivals(salabim.Component):
        def process(self):
            while True:
                yield self.hold(draw.expovariate(size / HANDLE_TIME))
                Contact()

    Arrivals()
    environment.run(till=LENGTH)
    return run


def judge(name: str, size: int, means: list[float], errors: list[float]) -> list[float]:
    """How many standard errors each measure is off Erlang A."""
    queue = kr.ErlangA(contacts=size, interval=HANDLE_TIME, aht=HANDLE_TIME, patience=PATIENCE)
    right = [float(getattr(queue, measure)(agents=size)) for measure in MEASURES]
    off = [(mean - r) / error for mean, r, error in zip(means, right, errors, strict=True)]
    if max(map(abs, off)) > SURE:
        sys.exit(f"{name}: {MEASURES} are {means}, not {right}: {off} standard errors")
    return off


def other(name: str, one_run: Callable[[int, int], Run], size: int, contacts: float) -> dict:
    runs = max(5, round(contacts / (size * LENGTH / HANDLE_TIME)))
    begin = time.process_time()
    done = [one_run(size, seed) for seed in range(runs)]
    seconds = time.process_time() - begin
    each = list(zip(*(run.measures() for run in done), strict=True))
    errors = [statistics.stdev(values) / math.sqrt(runs) for values in each]
    off = judge(name, size, [statistics.fmean(values) for values in each], errors)
    return {"contacts": sum(run.came for run in done), "seconds": seconds, "off": off}


def own(size: int, contacts: float, **handle_times: float) -> dict:
    each = size * INTERVAL / HANDLE_TIME
    intervals = round(LENGTH / INTERVAL)
    replications = math.ceil(contacts / each / intervals)
    begin = time.process_time()
    found = kr.simulate(
        {"contacts": [each] * intervals},
        interval=INTERVAL,
        agents=size,
        aht=HANDLE_TIME,
        patience=PATIENCE,
        answer_within=20,
        replications=replications,
        **handle_times,
    )
    seconds = time.process_time() - begin
    off = []
    quantile = statistics.NormalDist().inv_cdf(0.975)
    for i in range(1, 1 if handle_times else intervals):
        row = {name: column[i] for name, column in found.frame.items()}
        means = [float(row[measure]) for measure in MEASURES]
        errors = [float(row[f"{measure}_half_width"]) / quantile for measure in MEASURES]
        off += judge("krarup", size, means, errors)
    return {"contacts": found.totals["contacts"] * replications, "seconds": seconds, "off": off}


def compare(size: int, versions: dict[str, str | None]) -> dict[str, dict]:
    quick = is_quick()
    enough = 1e5 if quick else 2e7
    ways = {
        "krarup": own(size, enough),
        "krarup, lognormal handle times": own(size, enough, handle_time_scv=1.0),
    }
    for package, one_run, wanted in (
        ("simpy", simpy_run, 250_000),
        ("ciw", ciw_run, 200_000),
        ("salabim", salabim_run, 50_000),
    ):
        try:
            importlib.import_module(package)
        except ImportError:
            versions[package] = None
            continue
        versions[package] = importlib.metadata.version(package)
        ways[package] = other(package, one_run, size, 10_000 if quick else wanted)
    again = own(size, enough)  # the machine may be slower by now than it was
    ways["krarup"]["contacts"] += again["contacts"]
    ways["krarup"]["seconds"] += again["seconds"]
    for way in ways.values():
        way["contacts_per_second"] = way["contacts"] / way["seconds"]
        way["ratio"] = ways["krarup"]["contacts_per_second"] / way["contacts_per_second"]
    return ways


def main() -> None:
    own(min(SIZES), 1e4)  # no simulator's imports are part of its time
    versions: dict[str, str | None] = {}
    result = {"ways": {size: compare(size, versions) for size in SIZES}, "versions": versions}
    for size, ways in result["ways"].items():
        for name, way in ways.items():
            print(
                f"{size:4} agents  {name:32}{way['contacts_per_second']:12,.0f} contacts/s"
                f"{way['ratio']:10,.1f}"
            )
    write(pathlib.Path(sys.argv[1]), result)


if __name__ == "__main__":
    main()
