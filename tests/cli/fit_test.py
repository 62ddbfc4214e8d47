"""krarup fit: the figures of a real center, and logs that cannot be."""

import csv
import datetime
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


ARRIVALS = (*ASKED, "--arrival", "at", "--interval", "1h")
WEEKS = {  # contacts of three hours, of days a week apart
    "Monday": ("2026-03-02", [(4, 16, 5), (8, 19, 7), (5, 9, 14)]),
    "Tuesday": ("2026-03-03", [(6, 3, 5), (2, 9, 12), (9, 14, 14)]),
}


def log_of(arrivals):
    return "at,wait,hung_up\n" + "".join(f"{at},{i % 9},{i % 2}\n" for i, at in enumerate(arrivals))


def weeks():
    """The arrivals of WEEKS, the first of each hour when it begins, the last when it ends."""
    for first, days in WEEKS.values():
        for week, hours in enumerate(days):
            date = datetime.date.fromisoformat(first) + datetime.timedelta(weeks=week)
            for hour, contacts in enumerate(hours, start=8):
                for i in range(contacts - 1):
                    yield f"{date} {hour:02}:{i:02}:{3 * i:02}"
                yield f"{date}T{hour:02}:59:59.9"


def strays(kinds):
    """Squared variations of the day and of the interval, from products of days and of pairs."""
    between, between_means, within, within_means = 0.0, 0.0, 0.0, 0.0
    for days in kinds:
        n = len(days)
        pairs = list(itertools.permutations(days, 2))
        for i, j in itertools.product(range(3), repeat=2):
            means = n * statistics.fmean(a[i] * b[j] for a, b in pairs)
            if i == j:
                within += n * statistics.fmean(a[i] * (a[i] - 1) for a in days)
                within_means += means
            else:
                between += n * statistics.fmean(a[i] * a[j] for a in days)
                between_means += means
    day = between / between_means
    return day - 1, within / within_means / day - 1


def jackknifed(kinds):
    """Standard errors of the same."""
    variances = [0.0, 0.0]
    for k, days in enumerate(kinds):
        without = [strays([*kinds[:k], days[:d] + days[d + 1 :], *kinds[k + 1 :]])
                   for d in range(len(days))]  # fmt: skip
        for level in (0, 1):
            values = [each[level] for each in without]
            variances[level] += statistics.pvariance(values) * (len(days) - 1)
    return [variance**0.5 for variance in variances]


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

    def test_volume_by_its_definition(self):
        answer = krarup("fit", "-", *ARRIVALS, "--kind", "weekday", "--csv", stdin=log_of(weeks()))
        self.assertEqual(answer.status, 0, answer.messages)
        self.assertIn("Contacts     161: 81 answered, 80 hung up\n", answer.messages)
        self.assertIn("Volume       6 days, 08:00 to 11:00 in intervals of 1h\n", answer.messages)
        kinds = [days for _, days in WEEKS.values()]
        t = 2.7764451051977987  # Student's of 4 degrees, 97.5 %
        for name, value, error in zip(
            ("Day", "Interval"), strays(kinds), jackknifed(kinds), strict=True
        ):
            self.assertGreater(value, 0)
            factor = math.exp(t * error / value)
            self.assertIn(
                f"{name:<13}volume strays by {100 * value**0.5:.6g}%: SCV {value:.6g} (standard "
                f"error {error:.6g}; 95% confidence: {value / factor:.6g} to "
                f"{value * factor:.6g})\n",
                answer.messages,
            )
        t = 4.30265272974946  # of 2 degrees
        rows = list(csv.DictReader(answer.out.splitlines()))
        self.assertEqual(len(rows), 6)
        for kind, (_, days) in WEEKS.items():
            total = sum(map(sum, days)) / 3
            for hour, contacts in enumerate(zip(*days, strict=True), start=8):
                row = rows.pop(0)
                mean, error = statistics.fmean(contacts), statistics.stdev(contacts) / 3**0.5
                self.assertEqual((row["kind"], row["start"]), (kind, f"{hour:02}:00"))
                for name, value in {
                    "contacts": mean,
                    "standard_error": error,
                    "lower": max(0.0, mean - t * error),
                    "upper": mean + t * error,
                    "share": mean / total,
                }.items():
                    self.assertAlmostEqual(float(row[name]), value, places=11)

    def test_hours_days_that_are_alike_and_days_left_out(self):
        more = [*weeks(), "2026-03-08 03:00", "2026-03-02 11:00", "2026-03-02 7:59 AM"]
        hours = ("--opening", "8:00", "--closing", "11:00")
        answer = krarup("fit", "-", *ARRIVALS, *hours, "--kind", "all", stdin=log_of(more))
        self.assert_answered(answer)
        lines = answer.out.splitlines()
        self.assertEqual(
            lines[4],
            "Volume       6 days, 08:00 to 11:00 in intervals of 1h; days without contacts in "
            "these hours: 1; contacts in other hours: 3",
        )
        value, _ = strays([[day for _, days in WEEKS.values() for day in days]])
        self.assertIn(f"Day          volume strays by {100 * value**0.5:.6g}%", lines[5])
        self.assertEqual(lines[8].split()[:4], ["day", "start", "contacts", "standard"])
        self.assertEqual(lines[9].split()[:3], ["all", "08:00", f"{34 / 6:.1f}"])
        self.assertEqual(len(lines), 12)
        # Of Sundays there is one, and all hours of any day count.
        answer = krarup("fit", "-", *ARRIVALS, stdin=log_of(more))
        self.assert_answered(answer)
        self.assertIn("Volume       7 days, 03:00 to 12:00 in intervals of 1h\n", answer.out)
        few = "days, but Sunday has 1 (--kind all takes all days together)\n"
        self.assertIn(f"Interval     unknown: each weekday must have at least 3 {few}", answer.out)
        self.assertIn(f"Profile      unknown: each weekday must have at least 2 {few}", answer.out)
        self.assert_refused(krarup("fit", "-", *ARRIVALS, "--csv", stdin=log_of(more)), few[:-1])

    def test_days_on_which_the_clock_is_changed(self):
        spring = [f"2026-03-{day}T{hour:02}:30+0{1 + (day > 28 and hour > 2)}:00"
                  for day in (27, 28, 29) for hour in (1, 4)]  # fmt: skip
        answer = krarup("fit", "-", *ARRIVALS, "--kind", "all", stdin=log_of(spring))
        self.assert_answered(answer)
        self.assertIn("2 days, 01:00 to 05:00 in intervals of 1h; days left out", answer.out)
        self.assertIn("since the clock was changed: 1\n", answer.out)
        self.assertIn("Day          unknown: days must be at least 3, got 2\n", answer.out)
        self.assertIn("all  04:00       1.0             0.0", answer.out)
        only = krarup("fit", "-", *ARRIVALS, stdin=log_of(spring[4:]))
        self.assertIn("Profile      unknown: days must be at least 2, got 0\n", only.out)

    def test_arrivals_that_cannot_be(self):
        wrong = ["2026-03-02 08:00", "08:00", "", "2026-02-30 08:00", "2026-03-02 08:00:00.",
                 "2026-03-02T08:00Z"]  # fmt: skip
        self.assert_refused(
            krarup("fit", "-", *ARRIVALS, stdin=log_of(wrong)),
            "standard input:3: at: must be a date and a time such as 2026-03-29 08:00:12, got 08:",
            "standard input:4: at: must be a date and a time such as 2026-03-29 08:00:12, got noth",
            "standard input:5: at: must be",
            "standard input:6: at: must be",
            "standard input:7: at: must not tell the distance to UTC, as rows before, got 2026-03",
        )
        turned = krarup("fit", "-", *ARRIVALS, stdin=log_of([wrong[-1], wrong[0]]))
        self.assert_refused(turned, "3: at: must tell the distance to UTC, as rows before, got 2")
        counted = "--arrival", "at", "--interval"
        for options, text in (
            (("--arrival", "at"), "--arrival needs --interval, in which contacts are counted"),
            (("--interval", "1h"), "--interval needs --arrival, the column that tells when"),
            (("--opening", "08:00"), "--opening needs --arrival"),
            (("--closing", "08:00"), "--closing needs --arrival"),
            (("--kind", "all"), "--kind needs --arrival"),
            (("--csv",), "--csv needs --arrival"),
            (("--arrival", "x", "--interval", "1h"), "one column x, as --arrival says"),
            ((*counted, "30"), "--interval must be a time with its unit"),
            ((*counted, "7min"), "--interval must be minutes that divide a day into equal parts"),
            ((*counted, "90s"), "--interval must be minutes"),
            ((*counted, "0min"), "--interval must be minutes"),
            ((*counted, "1h", "--kind", "month"), "--kind must be weekday or all, got month"),
            ((*counted, "1h", "--opening", "8:30"), "--opening must be the begin of an interval"),
            ((*counted, "1h", "--closing", "25:00"), "--closing must be the begin of an interval"),
            ((*counted, "30min", "--closing", "24:30"), "--closing must be the begin of an"),
            (
                (*counted, "1h", "--closing", "2026-03-02 09:00"),
                "--closing must be the begin of an",
            ),
            (
                (*counted, "1h", "--closing", "08:00"),
                "--closing must be after --opening, got 08:00",
            ),
        ):
            answer = krarup("fit", "-", *ASKED, *options, stdin=log_of(wrong[:1]))
            self.assert_refused(answer, text)


if __name__ == "__main__":
    unittest.main()
