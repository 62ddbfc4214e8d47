"""The mutation testing itself: what it says of a header whose mutants are known, and that the copy
with no mutant computes what the original does, to the last bit."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
sys.path.insert(0, str(HERE))

import mutate  # noqa: E402
import sites  # noqa: E402

FIXTURE = HERE / "fixture"


class KnownMutants(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            listing = Path(folder) / "list.txt"
            cls.said = subprocess.run(
                [
                    *(sys.executable, HERE / "mutate.py", "--project", FIXTURE),
                    *("--build", Path(folder) / "build", "--list", listing),
                    *("--equivalent", FIXTURE / "equivalent.txt"),
                ],
                text=True,
                capture_output=True,
                check=True,
            ).stdout
            rows = [line.split("\t") for line in listing.read_text().splitlines()]
        cls.verdict = {row[-1]: row[0] for row in rows}

    def of(self, function, text, mutation):
        return self.verdict[f"detail/fall.hpp @ {function} @ {text} @ {mutation}"]

    def test_a_mutant_that_a_test_notices_is_killed(self):
        self.assertEqual(self.of("held", "a + b", "+ to -"), "killed")
        self.assertEqual(self.of("larger", "a < b", "< to >="), "killed")
        self.assertEqual(self.of("larger", "a < b", "true"), "killed")
        self.assertEqual(self.of("listed", "std::min(table[i], 3.0)", "std::min to max"), "killed")
        self.assertEqual(self.of("twice", "2.0", "2.0 + 1.0"), "killed")
        self.assertEqual(self.of("count_down", "steps += 1;", "leave out"), "killed")
        self.assertEqual(self.of("a table", "table[1]", "+ 1e-12"), "killed")

    def test_a_mutant_that_no_test_looks_at_survives(self):
        self.assertEqual(self.of("unseen", "a - b", "- to +"), "survived")
        self.assertEqual(self.of("a table", "table[2]", "+ 1e-12"), "survived")

    def test_a_place_that_no_test_reaches_is_told_apart(self):
        self.assertEqual(self.of("unreached", "a < b", "< to <="), "unreached")

    def test_a_loop_without_end_is_killed_by_its_time(self):
        self.assertEqual(self.of("count_down", "n -= 1", "-= to +="), "timeout")

    def test_a_mutant_that_gives_the_same_value_is_told_apart(self):
        self.assertEqual(self.of("larger", "a < b", "< to <="), "same")

    def test_the_report_counts_and_names_the_survivors(self):
        dead = sum(what in ("killed", "timeout", "crashed") for what in self.verdict.values())
        survivors = len(self.verdict) - dead - 1  # one is listed as equivalent
        last = next(line for line in self.said.splitlines() if line.startswith("all "))
        mutants, killed, _, equivalent, left = map(int, last.split()[1:6])
        self.assertEqual((mutants, killed), (len(self.verdict), dead))
        self.assertEqual((equivalent, left), (1, survivors))
        self.assertIn("detail/fall.hpp @ unseen @ a - b @ - to +", self.said)


class Equivalent(unittest.TestCase):
    def test_what_is_listed_is_a_mutant(self):
        include = PROJECT / "include"
        with tempfile.TemporaryDirectory() as folder:
            headers = sites.mutate(include, Path(folder), mutate.computing(include))
        keys = {mutant.key for mutant in mutate.mutants_of(headers)}
        listed = mutate.read_equivalent(HERE / "equivalent")
        self.assertGreater(len(listed), 100)
        self.assertEqual(listed.keys() - keys, set())


class NoMutant(unittest.TestCase):
    def test_the_copy_computes_the_same_bits(self):
        include = PROJECT / "include"
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "include"
            headers = sites.mutate(include, copy, mutate.computing(include))
            self.assertGreater(sum(len(header.sites) for header in headers), 3000)
            printed = []
            for headers_of in (include, copy):
                program = Path(folder) / "program"
                mutate.run(
                    [
                        *("clang++", *mutate.FLAGS, "-O0", f"-I{headers_of}", f"-I{HERE}"),
                        *("-include", HERE / "mutated.hpp", HERE / "answers.cpp", "-o", program),
                        "-lpthread",
                    ]
                )
                printed.append(mutate.run([program]))
            self.assertGreater(len(printed[0].splitlines()), 1000)
            self.assertEqual(printed[0], printed[1])


if __name__ == "__main__":
    unittest.main()
