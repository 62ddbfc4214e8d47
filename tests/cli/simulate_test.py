"""krarup simulate: a forecast's day contact by contact, beside what is known of it exactly."""

import csv
import io
import pathlib
import tempfile
import unittest

from program import ProgramTest, krarup

OPTIONS = ("--interval", "30min", "--answer-within", "20s")
FORECAST = "start,contacts,aht,agents\n09:00,100,180,13\n09:30,120,180,10\n10:00,100,180,13\n"
MEASURES = (
    "service_level",
    "asa",
    "probability_of_wait",
    "probability_of_abandonment",
    "occupancy",
    "mean_queue_length",
)


def simulate(text, *options):
    return krarup("simulate", "-", *OPTIONS, *options, stdin=text)


def rows(answer):
    return list(csv.DictReader(io.StringIO(answer.out)))


class Simulated(ProgramTest):
    def assert_near(self, answer, exact, measures=MEASURES):
        """Each measure within 2.2 of its half-widths, 4.3 standard errors."""
        for found, known in zip(rows(answer), rows(exact), strict=True):
            for name in measures:
                half_width = float(found[name + "_half_width"])
                self.assertGreater(half_width, 0)
                self.assertLess(abs(float(found[name]) - float(known[name])), 2.2 * half_width)

    def test_it_is_the_exact_day(self):
        day = ("--service-level", "0.8", "--method", "exact", "--csv")
        for how in (
            ("--patience", "10min"),
            ("--patience", "4min", "--leaving", "hand_over", "--backlog", "20"),
            ("--patience", "10min", "--arrival-rate", "sloping"),
            ("--patience", "4min", "--definition", "exclude_short", "--short", "5s"),
        ):
            exact = krarup("day", "-", *OPTIONS, *day, *how, stdin=FORECAST)
            answer = simulate(FORECAST, *how, "--csv")
            self.assertEqual((answer.status, exact.status), (0, 0))
            self.assert_near(answer, exact)
            for found, known in zip(rows(answer), rows(exact), strict=True):
                carried, expected = float(found["carried_over"]), float(known["carried_over"])
                self.assertLess(abs(carried - expected), 0.2 + 0.1 * expected)
                self.assertEqual(found["offered_load"], known["offered_load"])

    def test_lines_block(self):
        exact = krarup(
            "day", "-", *OPTIONS, "--service-level", "0.8", "--method", "exact", "--lines", "15",
            "--csv", stdin=FORECAST,
        )  # fmt: skip
        answer = simulate(FORECAST, "--lines", "15", "--csv")
        self.assert_near(answer, exact, ("service_level", "asa", "probability_of_blocking"))
        self.assertNotIn("abandonment", answer.out + answer.messages)
        self.assertIn(" find no line\n", answer.messages)

    def test_table(self):
        answer = simulate(FORECAST, "--patience", "10min", "--replications", "100", "--seed", "7")
        self.assert_answered(answer)
        head, first, *_ = answer.out.splitlines()
        self.assertTrue(
            head.startswith("start  contacts  AHT (s)  patience (s)  erlangs  agents  ")
        )
        self.assertEqual(head.count("+-"), 6)
        self.assertEqual(first.split()[:6], ["09:00", "100.0", "180.0", "600.0", "10.0", "13"])
        self.assertIn(
            "model          handle times exponential; patience exponential with mean 10min\n"
            "simulated      100 replications, seed 7; +- is the half-width of an interval of 95% "
            "for each measure by itself; agents who leave finish the contact in hand\n",
            answer.out,
        )
        self.assertIn("\nhours          18.0 on the phones\n", answer.out)
        again = simulate(
            FORECAST,
            "--patience",
            "10min",
            "--replications",
            "100",
            "--seed",
            "7",
            "--threads",
            "1",
        )
        self.assertEqual(again, answer)
        other = simulate(FORECAST, "--patience", "10min", "--replications", "100")
        self.assertIn("seed 1", other.out)
        self.assertNotEqual(other.out.splitlines()[1], first)

    def test_laws_and_features(self):
        answer = simulate(
            FORECAST, "--patience-law", "weibull:scale=300s,shape=0.7", "--balking", "0.05",
            "--lines", "16", "--redials-of-abandoned", "0.3", "--redials-of-blocked", "0.8",
            "--day-variation", "0.1", "--interval-variation", "0.05", "--handle-time-scv", "0.5",
            "--replications", "50", "--leaving", "hand_over", "--backlog", "5",
        )  # fmt: skip
        self.assert_answered(answer)
        self.assertIn(
            "model          handle times lognormal with SCV 0.5; patience "
            "weibull:scale=300s,shape=0.7; 5% balk; 16 lines; 30% of those who hang up call again; "
            "80% of those blocked call again; a day's volume strays by 10%; an interval's volume "
            "strays by 5%\n",
            answer.out,
        )
        self.assertIn("  attempts  agents  ", answer.out)
        self.assertIn(" of them redials, ", answer.out)
        self.assertIn("agents who leave hand the contact in hand over\n", answer.out)
        alike = simulate(
            FORECAST, "--handle-time-scv", "0", "--patience", "5min", "--balking", "0.1"
        )
        self.assertIn("lognormal with SCV 0; patience exponential with mean 5min; 10%", alike.out)

    def test_steady_handle_times_shorten_waits(self):
        def asa(*more):
            answer = simulate("contacts,aht,agents\n" + "300,60,11\n" * 4, "--csv", *more)
            return [float(row["asa"]) for row in rows(answer)]

        steady, usual, wild = asa("--handle-time-scv", "0"), asa(), asa("--handle-time-scv", "4")
        for one, other in ((steady, usual), (usual, wild)):
            self.assertLess(one[3], 0.8 * other[3])

    def test_a_backlog_waits_first_beside_redials_too(self):
        def asa(*more):
            again = ("--patience", "10min", "--redials-of-abandoned", "0.3")
            answer = simulate(FORECAST, *again, "--csv", "--replications", "100", *more)
            return float(rows(answer)[0]["asa"])

        self.assertGreater(asa("--backlog", "60"), asa() + 60)

    def test_it_stops_at_a_half_width(self):
        wanted = ("--half-width", "0.01", "--replications", "100000", "--csv")
        answer = simulate(FORECAST, *wanted)
        self.assertEqual(answer.status, 0)
        done = int(answer.messages.split("simulated      ")[1].split()[0])
        self.assertTrue(512 <= done < 2000, done)
        missed = simulate(FORECAST, "--half-width", "0.0001", "--replications", "64")
        self.assertEqual(missed.status, 1)
        self.assertIn(
            "krarup: the half-width of 0.0001 is not reached by 64 replications: it is 0.0",
            missed.messages,
        )
        self.assertIn("64 replications", missed.out)

    def test_the_same_agents_all_day_and_columns_that_nothing_reads(self):
        text = "contacts,aht,shrinkage,service_level,note\n100,180,0.3,0.8,x\n100,180,0.3,0.8,y\n"
        answer = simulate(text, "--agents", "12", "--csv", "--replications", "5")
        self.assertEqual([row["agents"] for row in rows(answer)], ["12", "12"])
        self.assertIn("columns that nothing reads: shrinkage, service_level, note", answer.messages)

    def test_nobody_answers(self):
        answer = simulate("contacts,aht,agents\n100,180,8\n100,180,0\n", "--replications", "20")
        self.assert_answered(answer)
        self.assertIn(" wait for ever\n", answer.out)
        self.assertIn(" inf ", answer.out)

    def test_output(self):
        with tempfile.TemporaryDirectory() as folder:
            place = pathlib.Path(folder) / "found.csv"
            answer = simulate(FORECAST, "-o", str(place), "--replications", "10")
            self.assertEqual((answer.status, answer.out), (0, ""))
            self.assertEqual(len(place.read_text().splitlines()), 4)
            forecast = pathlib.Path(folder) / "forecast.csv"
            forecast.write_text(FORECAST)
            itself = krarup("simulate", str(forecast), *OPTIONS, "-o", str(forecast))
            self.assert_refused(itself, "--output must be another file than the forecast")
            self.assertEqual(forecast.read_text(), FORECAST)

    def test_contacts_are_a_log_that_can_be_fitted(self):
        with tempfile.TemporaryDirectory() as folder:
            place = pathlib.Path(folder) / "log.csv"
            text = "contacts,aht,agents\n" + "6000,180,520\n" * 2
            load = ("--patience", "5min", "--replications", "2", "--contacts", str(place))
            answer = simulate(text, *load)
            self.assert_answered(answer)
            log = list(csv.DictReader(place.read_text().splitlines()))
            self.assertTrue(11_500 < len(log) < 12_500)
            for row in log:
                fates = [int(row[fate]) for fate in ("answered", "abandoned", "blocked")]
                self.assertEqual(sum(fates), 1)
            arrivals = [float(row["arrival"]) for row in log]
            self.assertEqual(arrivals, sorted(arrivals))
            fitted = krarup(
                "fit", str(place), "--wait", "wait", "--abandoned", "abandoned",
                "--handle-time", "handle_time",
            )  # fmt: skip
            self.assertEqual(fitted.status, 0, fitted.messages)
            redials = (*load[:4], "--redials-of-abandoned", "0.5", *load[4:])
            self.assert_answered(simulate(text, *redials))
            self.assertGreater(len(place.read_text().splitlines()), len(log) + 100)
            self.assert_refused(simulate(text, "--contacts", "-"), "--contacts must name a file")
            both = simulate(text, "--contacts", str(place), "-o", str(place))
            self.assert_refused(both, "--contacts must be another file than --output")
            forecast = pathlib.Path(folder) / "forecast.csv"
            forecast.write_text(text)
            itself = krarup("simulate", str(forecast), *OPTIONS, "--contacts", str(forecast))
            self.assert_refused(itself, "--contacts must be another file than the forecast")

    def test_help(self):
        answer = krarup("simulate", "--help")
        self.assert_answered(answer)
        self.assertIn("on the phones; here or in a column", answer.out)
        for other in ("--service-level", "--shrinkage", "--max-asa", "M/G/n", "Erlang"):
            self.assertNotIn(other, answer.out)

    def test_wrong_data(self):
        for text, complaint in (
            (
                FORECAST.replace(",13\n", ",9.5\n"),
                ":2: agents: must be a whole number >= 0, got 9.5",
            ),
            (
                FORECAST.replace("10:00", "10:30"),
                "must be when the interval before ends, 09:30 and",
            ),
            (FORECAST.replace("agents", "people"), "agents (a column or --agents) must be given"),
            (FORECAST.replace("100,180", "-1,180"), ":2: contacts"),
            (
                "contacts,aht,agents,lines\n9,180,3,40\n9,180,3,50\n",
                ":3: lines must be the same in all rows of a day that is simulated",
            ),
            (
                "contacts,aht,agents,patience,balking\n9,180,3,40,0.1\n9,180,3,50,0.1\n",
                ":3: patience beside balking must be the same",
            ),
            ("contacts,aht,agents\n", "must have a row below its header"),
        ):
            self.assert_refused(simulate(text), complaint)

    def test_wrong_options(self):
        for options, complaint in (
            (("--replications", "1"), "--replications must be a whole number >= 2, got 1"),
            (("--replications", "10.5"), "--replications must be a whole number >= 2, got 10.5"),
            (("--seed", "-1"), "--seed must be a whole number >= 0, got -1"),
            (("--threads", "0"), "--threads must be a whole number >= 1, got 0"),
            (("--half-width", "0"), "--half-width must lie between 0 and 1, got 0"),
            (("--half-width", "nan"), "--half-width must lie between 0 and 1, got nan"),
            (("--confidence", "95"), "--confidence must lie in [0, 1), got 95"),
            (("--arrival-rate", "x"), "--arrival-rate must be one of even, sloping, got x"),
            (("--leaving", "x"), "--leaving must be one of finish_contact, hand_over, got x"),
            (("--backlog", "1.5"), "--backlog must be a whole number from 0 to 100000, got 1.5"),
            (("--short", "5s"), "short (a column or --short) needs definition"),
            (("--balking", "0.1"), "balking (a column or --balking) needs patience"),
            (("--service-level", "0.8"), "--service-level"),
            (("--output", ""), "--output must name a file"),
        ):
            self.assert_refused(simulate(FORECAST, *options), complaint)
        self.assert_refused(
            krarup("simulate", "-", "--interval", "30min", stdin=FORECAST),
            "answer_within (a column or --answer-within) must be given",
        )


if __name__ == "__main__":
    unittest.main()
