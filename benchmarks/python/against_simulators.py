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

AGENTS = 20
CONTACTS_PER_HOUR = 400.0  # 20 erlangs
HANDLE_TIME = 180.0
PATIENCE = 300.0
RATE = CONTACTS_PER_HOUR / 3600.0
WARM_UP = 3600.0  # s; who comes in it is not counted
MEASURED = 5 * 3600.0
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
        if came >= WARM_UP:
            (self.answered if answered else self.abandoned).append(wait)

    def measures(self) -> tuple[float, float, float]:
        waits = self.answered + self.abandoned
        return (
            sum(wait > 1e-9 for wait in waits) / len(waits),
            len(self.abandoned) / len(waits),
            statistics.fmean(self.answered),
        )


def simpy_run(seed: int) -> Run:
    simpy = importlib.import_module("simpy")
    draw, run = random.Random(seed), Run()
    environment = simpy.Environment()
    agents = simpy.Resource(environment, capacity=AGENTS)

    def contact():
        came = environment.now
        with agents.request() as turn:
            yield turn | environment.timeout(draw.expovariate(1.0 / PATIENCE))
            run.note(came, environment.now - came, turn.triggered)
            if turn.triggered:
                yield environment.timeout(draw.expovariate(1.0 / HANDLE_TIME))

    def arrivals():
        while True:
            yield environment.timeout(draw.expovariate(RATE))
            environment.process(contact())

    environment.process(arrivals())
    environment.run(until=WARM_UP + MEASURED)
    return run


def ciw_run(seed: int) -> Run:
    ciw = importlib.import_module("ciw")
    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(RATE)],
        service_distributions=[ciw.dists.Exponential(1.0 / HANDLE_TIME)],
        reneging_time_distributions=[ciw.dists.Exponential(1.0 / PATIENCE)],
        number_of_servers=[AGENTS],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(WARM_UP + MEASURED)
    run = Run()
    for record in simulation.get_all_records(only=["service", "renege"]):
        run.note(record.arrival_date, record.waiting_time, record.record_type == "service")
    return run


def salabim_run(seed: int) -> Run:
    salabim = importlib.import_module("salabim")
    salabim.yieldless(False)
    draw, run = random.Random(seed), Run()
    environment = salabim.Environment(trace=False)
    agents = salabim.Resource("agents", capacity=AGENTS)

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
                yield self.hold(draw.expovariate(RATE))
                Contact()

    Arrivals()
    environment.run(till=WARM_UP + MEASURED)
    return run


def exact() -> tuple[float, float, float]:
    queue = kr.ErlangA(
        contacts=CONTACTS_PER_HOUR, interval="1h", aht=HANDLE_TIME, patience=PATIENCE
    )
    return (
        queue.probability_of_wait(agents=AGENTS),
        queue.probability_of_abandonment(agents=AGENTS),
        queue.asa(agents=AGENTS),
    )


def judge(name: str, means: list[float], errors: list[float]) -> list[float]:
    """How many standard errors each measure is off."""
    off = [(mean - right) / e for mean, e, right in zip(means, errors, exact(), strict=True)]
    if max(map(abs, off)) > SURE:
        sys.exit(f"{name}: {dict(zip(MEASURES, means, strict=True))}, off by {off} standard errors")
    return off


def other(name: str, one_run: Callable[[int], Run], runs: int) -> dict:
    done = []
    begin = time.process_time()
    for seed in range(runs):
        done.append(one_run(seed))
    seconds = time.process_time() - begin
    each = list(zip(*(run.measures() for run in done), strict=True))
    errors = [statistics.stdev(values) / math.sqrt(runs) for values in each]
    contacts = sum(run.came for run in done)
    return {
        "contacts_per_second": contacts / seconds,
        "contacts": contacts,
        "seconds": seconds,
        "off": judge(name, [statistics.fmean(values) for values in each], errors),
    }


def own(name: str, replications: int, **handle_times: float) -> dict:
    hours = round((WARM_UP + MEASURED) / 3600.0)
    begin = time.process_time()
    found = kr.simulate(
        {"contacts": [CONTACTS_PER_HOUR] * hours},
        interval="1h",
        agents=AGENTS,
        aht=HANDLE_TIME,
        patience=PATIENCE,
        answer_within=20,
        replications=replications,
        **handle_times,
    )
    seconds = time.process_time() - begin
    contacts = found.totals["contacts"] * replications
    off = []
    if not handle_times and replications >= 100:
        quantile = statistics.NormalDist().inv_cdf(0.975)
        for hour in range(1, hours):
            off += judge(
                name,
                [found.frame[measure][hour] for measure in MEASURES],
                [found.frame[f"{measure}_half_width"][hour] / quantile for measure in MEASURES],
            )
    return {
        "contacts_per_second": contacts / seconds,
        "contacts": contacts,
        "seconds": seconds,
        "off": off,
    }


def main() -> None:
    quick = is_quick()
    runs = 4 if quick else 60
    replications = 200 if quick else 10_000
    own("krarup", 2)
    result: dict = {"ways": {}, "versions": {}}
    result["ways"]["krarup"] = own("krarup", replications)
    result["ways"]["krarup, lognormal handle times"] = own(
        "krarup", replications, handle_time_scv=1.0
    )
    for package, one_run in (("simpy", simpy_run), ("ciw", ciw_run), ("salabim", salabim_run)):
        try:
            importlib.import_module(package)
        except ImportError:
            result["versions"][package] = None
            continue
        result["ways"][package] = other(package, one_run, runs)
        result["versions"][package] = importlib.metadata.version(package)
    result["ways"]["krarup, again"] = own("krarup", replications)
    best = result["ways"]["krarup"]["contacts_per_second"]
    for name, way in result["ways"].items():
        way["krarup_is_faster_by"] = best / way["contacts_per_second"]
        print(
            f"{name:32}{way['contacts_per_second']:14,.0f} contacts/s"
            f"{way['krarup_is_faster_by']:10,.1f}"
        )
    write(pathlib.Path(sys.argv[1]), result)


if __name__ == "__main__":
    main()
