"""Mutation testing of the headers: changes an operator, a number, a condition or a statement, and
asks whether a test notices.

    python tests/mutation/mutate.py                      # everything that computes
    python tests/mutation/mutate.py --only detail/palm.hpp --sample 100
    python tests/mutation/mutate.py --list judged.txt    # and, when tests were added,
    python tests/mutation/mutate.py --again judged.txt

A copy of the headers asks at every place that can be mutated which mutant it is to be (sites.py,
mutated.hpp), so that the tests are compiled once. Each mutant then runs in a fork of the test
program, through the tests that reach its place, the cheapest first, until one fails. A mutant that
makes a test run over its time, ten times what it takes and half a second, counts as killed.

Mutants that no test can notice are listed in equivalent/, below why: [same] gives the same values,
[work] another of two ways that are both within the stated accuracy and cost about the same,
[accuracy] changes less than that accuracy.

Needs clang++ and its libclang for Python (pip install libclang==14.*), and GoogleTest.
"""

import argparse
import hashlib
import math
import os
import queue
import random
import shutil
import subprocess
import sys
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
sys.path.insert(0, str(HERE))

import sites  # noqa: E402

COMPUTING = (
    "krarup/detail/*.hpp",
    "krarup/queues/*.hpp",
    "krarup/staffing/*.hpp",
    "krarup/batch/*.hpp",
    "krarup/contact_counts.hpp",
    "krarup/units.hpp",
    "krarup/performance.hpp",
    "krarup/service_target.hpp",
)
FLAGS = [
    "-std=c++20",
    "-O1",
    "-w",
    "-Wno-narrowing",
    "-ffp-contract=off",
    "-D_GLIBCXX_ASSERTIONS",  # what is read of an empty optional ends the test
]


def computing(include):
    found = {file for name in COMPUTING for file in include.glob(name)}
    return sorted(file.relative_to(include).as_posix() for file in found)


def run(command, **options):
    done = subprocess.run(command, text=True, capture_output=True, **options)
    if done.returncode != 0:
        sys.exit(
            f"mutate: {' '.join(map(str, command))}\n{done.stdout[-3000:]}{done.stderr[-6000:]}"
        )
    return done.stdout


class Tests:
    """The test program that was compiled against the copy."""

    def __init__(self, build, include, sources, tests, jobs):
        self.program = build / "mutants"
        self.build = build
        digest = hashlib.sha256()
        for file in sorted((*include.rglob("*.hpp"), *tests.rglob("*.hpp"), HERE / "mutated.hpp")):
            digest.update(file.read_bytes())
        compiler = os.environ.get("CXX", "clang++")
        launcher = [shutil.which("ccache")] if shutil.which("ccache") else []
        common = [
            *launcher,
            compiler,
            *FLAGS,
            f"-I{include}",
            f"-I{tests}",
            f"-I{HERE}",
            "-isystem/usr/include/eigen3",
            "-include",
            str(HERE / "mutated.hpp"),
            f'-DKRARUP_REFERENCE="{tests / "reference"}"',
            "-c",
        ]

        def compiled(source):
            own = digest.copy()
            own.update(source.read_bytes())
            own.update(str(common).encode())
            target = build / "objects" / f"{source.stem}-{own.hexdigest()[:16]}.o"
            if not target.exists():
                target.parent.mkdir(exist_ok=True, parents=True)
                part = target.with_suffix(".part")
                run([*common, source, "-o", part])
                part.rename(target)
            return target

        with ThreadPoolExecutor(jobs) as pool:
            objects = list(pool.map(compiled, [*sources, HERE / "mutants_main.cpp"]))
        names = "\n".join(part.name for part in objects)
        linked = build / "linked.txt"
        if not self.program.exists() or not linked.exists() or linked.read_text() != names:
            run([compiler, *objects, "-o", self.program, "-lgtest", "-lpthread"])
            linked.write_text(names)

    def record(self):
        path = self.build / "record.txt"
        if not path.exists() or path.stat().st_mtime < self.program.stat().st_mtime:
            run([self.program, "record", path])
        self.seconds, self.reach = {}, defaultdict(list)
        for line in path.read_text().splitlines():
            test, _, seconds, *reached = line.split()
            self.seconds[test] = float(seconds)
            for site in reached:
                self.reach[int(site)].append(test)
        for reaching in self.reach.values():
            reaching.sort(key=self.seconds.get)

    def reaching(self, site):
        """Tests that reach a place; what reads a table is not recorded."""
        return list(self.seconds) if site.function == "a table" else self.reach[site.number]


class Server:
    def __init__(self, tests):
        self.tests = tests
        self.process = subprocess.Popen(
            [tests.program, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout.readline() == "ready\n"

    def verdict(self, site, variant, order):
        words = [f"{test} {0.5 + 10 * self.tests.seconds[test]:.3f}" for test in order]
        self.process.stdin.write(f"{site} {variant} {' '.join(words)}\n")
        self.process.stdin.flush()
        what, test, seconds = self.process.stdout.readline().split()
        return what, test, float(seconds)


class Mutant:
    def __init__(self, site, variant):
        self.site = site
        self.variant = variant
        self.what = "not asked"
        self.test = ""
        self.seconds = 0.0

    @property
    def mutation(self):
        return self.site.mutations[self.variant - 1]

    @property
    def key(self):
        nth = f" #{self.site.nth}" if self.site.nth > 1 else ""
        file = self.site.file.removeprefix("krarup/")
        return f"{file} @ {self.site.function} @ {self.site.text}{nth} @ {self.mutation}"


def mutants_of(headers):
    return [
        Mutant(site, variant + 1)
        for header in headers
        for site in header.sites
        for variant in range(len(site.mutations))
    ]


def judge(tests, mutants, jobs, seconds, tell):
    """Runs the tests on every mutant, those of one function one after another: what killed the last
    ones is asked first. Each is told when its verdict is there; after so many seconds none is asked
    any more."""
    end = time.monotonic() + seconds
    groups = defaultdict(list)
    for mutant in mutants:
        groups[mutant.site.file, mutant.site.function].append(mutant)
    waiting = queue.SimpleQueue()
    shuffled = list(groups.values())
    random.Random(1).shuffle(shuffled)  # what was asked when time is up is a sample
    for group in shuffled:
        waiting.put(group)

    def work(_):
        server = Server(tests)
        while True:
            try:
                group = waiting.get_nowait()
            except queue.Empty:
                return
            kills = Counter()
            for mutant in group:
                if time.monotonic() > end:
                    return
                reaching = tests.reaching(mutant.site)
                if not reaching:
                    mutant.what = "unreached"
                    tell(mutant)
                    continue
                # What killed half of the others here is worth twice its time.
                order = sorted(
                    reaching, key=lambda test: tests.seconds[test] / (1 + 4 * kills[test])
                )
                mutant.what, mutant.test, mutant.seconds = server.verdict(
                    mutant.site.number, mutant.variant, order
                )
                if mutant.what in ("killed", "crashed"):
                    kills[mutant.test] += 1
                tell(mutant)

    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(work, range(jobs)))


KINDS = ("same", "work", "accuracy")


def read_equivalent(path):
    """Mutant -> kind."""
    files = sorted(path.glob("*.txt")) if path.is_dir() else [path]
    listed, kind = {}, None
    for line in (line for file in files for line in file.read_text().splitlines()):
        if line.startswith("["):
            kind = line[1:].split("] ", 1)[0]
            if kind not in KINDS:
                sys.exit(f"mutate: [{kind}] is none of {', '.join(KINDS)}: {line}")
        elif line.startswith("  ") and not line.startswith("    "):
            listed[line.strip()] = kind
    return listed


DEAD = ("killed", "crashed", "timeout")


def report(mutants, listed, out):
    def row(name, some):
        whats = Counter(
            "equivalent"
            if mutant.what not in DEAD and mutant.key in listed
            else "survived"
            if mutant.what == "same"
            else mutant.what
            for mutant in some
        )
        dead = sum(whats[what] for what in DEAD)
        open_ones = whats["survived"] + whats["unreached"]
        share = 100.0 * dead / (dead + open_ones) if dead + open_ones else 100.0
        columns = (len(some), dead, whats["timeout"], whats["equivalent"], open_ones)
        print(f"{name:34}" + "".join(f"{n:>11}" for n in columns) + f"{share:>9.1f} %", file=out)
        return share

    names = ("mutants", "killed", "by timeout", "equivalent", "survivors", "killed")
    print(" " * 34 + "".join(f"{name:>11}" for name in names), file=out)
    by_file = defaultdict(list)
    for mutant in mutants:
        by_file[mutant.site.file].append(mutant)
    for file, some in by_file.items():
        row(file.removeprefix("krarup/"), some)
    return row("all", mutants)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "--only", nargs="*", default=[], metavar="FILE", help="headers, as detail/palm.hpp"
    )
    parser.add_argument(
        "--again", type=Path, metavar="FILE", help="those that such a list says no test noticed"
    )
    parser.add_argument("--sample", type=int, metavar="N", help="so many mutants, drawn at random")
    parser.add_argument("--seed", type=int, default=1, help="of the draw")
    parser.add_argument("--seconds", type=float, default=math.inf, help="to stop after")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument(
        "--project", type=Path, default=PROJECT, help="what has include/ and tests/"
    )
    parser.add_argument("--build", type=Path, help="build/mutation of the project")
    parser.add_argument("--tests", nargs="*", help="test files; all *_test.cpp of the project")
    parser.add_argument("--equivalent", type=Path, default=HERE / "equivalent")
    parser.add_argument(
        "--list", type=Path, metavar="FILE", help="writes what became of every mutant"
    )
    given = parser.parse_args()
    build = given.build or given.project / "build/mutation"
    include = given.project / "include"
    started = time.time()

    asked_of = [
        header
        for header in computing(include)
        if not given.only or header.removeprefix("krarup/") in given.only
    ]
    headers = sites.mutate(include, build / "include", asked_of)
    mutants = mutants_of(headers)
    every = {mutant.key for mutant in mutants}
    listed = read_equivalent(given.equivalent)
    unknown = sorted(
        key
        for key in listed.keys() - every
        if key.split(" @ ")[0] in {header.path.removeprefix("krarup/") for header in headers}
    )
    if unknown:
        sys.exit("mutate: listed as equivalent, and no mutant:\n" + "\n".join(unknown))
    sources = (
        [Path(test) for test in given.tests]
        if given.tests
        else sorted(
            file
            for file in (given.project / "tests").rglob("*_test.cpp")
            if not {"support", "mutation"} & set(file.relative_to(given.project).parts)
        )
    )
    print(f"compiling {len(sources)} test files", flush=True)
    tests = Tests(build, build / "include", sources, given.project / "tests", given.jobs)
    tests.record()
    print(
        f"{len(tests.seconds)} tests pass without a mutant; {time.time() - started:.0f} s",
        flush=True,
    )

    if given.again:
        told = [line.split("\t") for line in given.again.read_text().splitlines()]
        unnoticed = {key for what, *_, key in told if what not in (*DEAD, "impossible")}
        mutants = [mutant for mutant in mutants if mutant.key in unnoticed]
    if given.sample and given.sample < len(mutants):
        keep = set(random.Random(given.seed).sample(range(len(mutants)), given.sample))
        mutants = [mutant for index, mutant in enumerate(mutants) if index in keep]
    with open(given.list or os.devnull, "w") as listing:

        def tell(mutant):
            words = (mutant.what, mutant.test, f"{mutant.seconds:.3f}", str(mutant.site.line))
            listing.write("\t".join((*words, mutant.key)) + "\n")
            listing.flush()

        judge(tests, mutants, given.jobs, given.seconds, tell)
    asked = [mutant for mutant in mutants if mutant.what != "not asked"]
    if len(asked) < len(mutants):
        print(f"time is up: {len(asked)} of {len(mutants)} were asked")
    mutants = [mutant for mutant in asked if mutant.what != "impossible"]

    for mutant in mutants:
        if mutant.what not in DEAD and mutant.key not in listed:
            print(f"{mutant.what:9} {mutant.site.line:4} {mutant.key}")
    never = sum(header.constant_only for header in headers)
    share = report(mutants, listed, sys.stdout)
    killed_though = [m.key for m in mutants if m.what in DEAD and m.key in listed]
    for key in killed_though:
        print(f"listed as equivalent, and killed: {key}")
    print(
        f"{never} numbers stand only in constant expressions and are not mutated; "
        f"{time.time() - started:.0f} s"
    )
    return share


if __name__ == "__main__":
    main()
