"""krarup fit: the figures of a real center, and logs that cannot be."""

import csv
import itertools
import math
import pathlib
import statistics
import tempfile
import unittest

from program import ProgramTest, krarup

DATA = pathlib.Path(__file__).parents[2] / "examples" / "data"
ASKED = ("--wait", "wait", "--abandoned", "hung_up")
SMALL = "wait,hung_up,talk\n2,yes,\n4,no,10\n6,YES,-\n10,no,20\n10,1,\n30,true,\n0,0,30\n"


def technion():
    """A row for each call of the bank, the handle times of those answered, and all waiting time."""
    with (DATA / "technion_1999_02_waits.csv").open() as file:
        waits = [(row["wait_s"], int(row["answered"]), int(row["abandoned"]))
                 for row in csv.DictReader(file)]  # fmt: skip
    waited = sum(int(wait) * (answered + abandoned) for wait, answered, abandoned in waits)
    times = itertools.cycle([40, 95, 180, 200, 610])
    answered = [(wait, next(times)) for wait, n, _ in waits for _ in range(n)]
    lines = [f"{wait};0;{time},5" for wait, time in answered]
    lines += [f"{wait};1;" for wait, _, n in waits for _ in range(n)]
    return "wait;hung_up;talk\n" + "\n".join(lines), [time + 0.5 for _, time in answered], waited


class Fit(ProgramTest):
    def test_a_real_center(self):
        """The patience is that which is published with the data; the rest is counted here."""
        text, times, waited = technion()
        answer = krarup("fit", "-", *ASKED, "--handle-time", "talk", "--wrap-up", "8s", stdin=text)
        self.assert_answered(answer)
        average = statistics.fmean(times) + 8
        error = statistics.stdev(times) / math.sqrt(len(times))
        lines = answer.out.splitlines()
        self.assertEqual(lines[0], "Contacts     30864: 26963 answered, 3901 hung up")
        patience = waited / 3901
        known = f"average 343.036 s (standard error {patience / 3901**0.5:.6g} s)"
        self.assertEqual(f"{patience:.6g}", "343.036")
        self.assertEqual(lines[1], f"Patience     exponential, {known}")
        self.assertRegex(lines[2], r"^ +Weibull, scale [\d.]+ s \([\d.]+ s\), shape 0\.9\d+ \(")
        self.assertIn(f"{100 * 31 / 17857:.6g}% of the 17857 who had to wait (95%", lines[3])
        self.assertIn(f"average {average:.6g} s (standard error {error:.6g} s)", lines[4])
        self.assertIn(f"SCV {statistics.variance(times) / average**2:.6g} (", lines[4])
        self.assertIn("with 8s of wrap-up", lines[4])

    def test_a_file_and_other_words(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "log.csv")
            path.write_text(SMALL)
            answer = krarup("fit", str(path), *ASKED, "--handle-time", "talk")
            self.assert_answered(answer)
            self.assertIn("Contacts     7: 3 answered, 4 hung up", answer.out)
            self.assertIn("average 15.5 s (standard error 7.75 s)", answer.out)
            self.assertIn("average 20 s", answer.out)
            self.assertNotIn("wrap-up", answer.out)
            missing = krarup("fit", folder + "/none.csv", *ASKED)
            self.assert_refused(missing, "none.csv: cannot be read")
            self.assert_refused(krarup("fit", folder, *ASKED), "cannot be read")
        turned = SMALL.replace("hung_up", "served")
        other = krarup("fit", "-", "--wait", "wait", "--answered", "served", stdin=turned)
        self.assert_answered(other)
        self.assertIn("Contacts     7: 4 answered, 3 hung up", other.out)

    def test_what_the_waits_do_not_tell(self):
        answer = krarup(
            "fit", "-", *ASKED, "--handle-time", "talk", stdin="wait,hung_up,talk\n0,no,7\n"
        )
        self.assert_answered(answer)
        self.assertEqual(
            answer.out,
            "Contacts     1: 1 answered, 0 hung up\n"
            "Patience     unknown: abandoned must be > 0 contacts, got 0\n"
            "             unknown: abandoned must be > 0 contacts, got 0\n"
            "Balking      unknown: contacts that had to wait must be > 0, got 0\n"
            "Handle time  unknown: contacts with a handle time must be >= 2, got 1\n",
        )

    def test_rows_that_cannot_be_are_said_by_line(self):
        text = (
            "wait,hung_up,talk\n-2,no,5\n,yes,\n3,perhaps,4\n4,,4\n5,no,-4\n6,no,\n7,no\n8,no,inf\n"
        )
        answer = krarup("fit", "-", *ASKED, "--handle-time", "talk", stdin=text)
        self.assert_refused(
            answer,
            "standard input:2: wait: must be a finite time >= 0 s, got -2",
            "standard input:3: wait: must be a time: seconds, or with a unit",
            "standard input:4: hung_up: must be 1, true or yes, or 0, false or no, got perhaps",
            "standard input:5: hung_up: must be 1, true or yes, or 0, false or no, got nothing",
            "standard input:6: talk: must be a finite time >= 0 s, got -4",
            "standard input:7: talk: must be a time",
            "standard input:8: must have 3 cells, as the header has, got 2",
            "standard input:9: talk: must be",
        )
        self.assert_refused(krarup("fit", "-", *ASKED, stdin="wait,hung_up\n"), "got none")
        self.assert_refused(krarup("fit", "-", *ASKED, stdin='wait,hung_up\n"1,no\n'), "quote")

    def test_columns_and_options_that_do_not_say_enough(self):
        for options, text in (
            (("--abandoned", "hung_up"), "--wait"),
            (("--wait", "wait"), "--abandoned or --answered must name the column"),
            ((*ASKED, "--answered", "hung_up"), "and not both"),
            (("--wait", "x", "--abandoned", "hung_up"), "must have one column x, as --wait says"),
            (("--wait", "wait", "--answered", "x"), "column x, as --answered says, got wait, hu"),
            ((*ASKED, "--handle-time", "x"), "must have one column x, as --handle-time says"),
            ((*ASKED, "--wrap-up", "5s"), "--wrap-up needs --handle-time"),
            ((*ASKED, "--handle-time", "talk", "--wrap-up", "5"), "--wrap-up must be a time with"),
            ((*ASKED, "--handle-time", "talk", "--wrap-up", "-5s"), "--wrap-up must be a finite"),
        ):
            self.assert_refused(krarup("fit", "-", *options, stdin=SMALL), text)
        twice = krarup("fit", "-", *ASKED, stdin="wait,hung_up,wait\n1,no,1\n")
        self.assert_refused(twice, "got 2 of them among wait, hung_up, wait")


if __name__ == "__main__":
    unittest.main()
