"""krarup agents, and what holds for every question."""

import unittest

from program import ProgramTest, krarup

CALLS = ("--contacts", "100", "--interval", "30min", "--aht", "180s")
LEVEL = ("--service-level", "0.80", "--answer-within", "20s")


def rows(answer):
    """The cells of the table, the answer's mark left out, and the marked number of agents."""
    lines = [line for line in answer.out.split("\n\n")[1].splitlines()[1:]]
    marked = [line.split()[1] for line in lines if line.startswith(">")]
    return [line.replace(">", " ").split() for line in lines], marked


class Agents(ProgramTest):
    def test_published_case(self):
        """The case of Call Centre Helper's "Erlang C formula made simple": 14, 20 scheduled."""
        answer = krarup("agents", *CALLS, *LEVEL, "--max-occupancy", "0.85", "--shrinkage", "0.30")
        self.assert_answered(answer)
        self.assertIn("14 agents on the phones, 20 scheduled at 30% shrinkage", answer.out)
        self.assertIn("Erlang C: every caller waits", answer.out)
        table, marked = rows(answer)
        self.assertEqual(marked, ["14"])
        self.assertEqual([row[0] for row in table], [str(n) for n in range(11, 18)])
        self.assertEqual(table[2], ["13", "79.56%", "17.1", "28.53%", "76.92%", "1.0", "19"])
        self.assertEqual(table[3], ["14", "88.84%", "7.8", "17.41%", "71.43%", "0.4", "20"])

    def test_a_cap_can_ask_for_more(self):
        """The same calls under an occupancy of at most 70 %: 15, 22 scheduled (pyworkforce)."""
        answer = krarup("agents", *CALLS, *LEVEL, "--max-occupancy", "0.7", "--shrinkage", "0.3")
        self.assertIn("15 agents on the phones, 22 scheduled", answer.out)

    def test_patience_makes_it_erlang_a(self):
        answer = krarup("agents", *CALLS, *LEVEL, "--patience", "5min")
        self.assert_answered(answer)
        self.assertIn("13 agents on the phones", answer.out)
        self.assertIn("Erlang A: callers hang up, patience exponential with mean 5min", answer.out)

    def test_any_part_makes_it_erlang_x(self):
        answer = krarup(
            "agents",
            *CALLS,
            *LEVEL,
            "--patience-law",
            "weibull:scale=300s,shape=0.7",
            "--balking",
            "0.02",
            "--lines",
            "40",
            "--redials-of-abandoned",
            "0.3",
        )
        self.assert_answered(answer)
        self.assertIn("13 agents on the phones", answer.out)
        self.assertIn(
            "Erlang X: patience weibull:scale=300s,shape=0.7; 2% balk; 40 lines; "
            "30% of those who hang up call again",
            answer.out,
        )
        self.assertIn("abandonment  blocking", answer.out)

    def test_lines_alone_are_erlang_b_where_agents_are_as_many(self):
        """Erlang B of 10 erlangs on 12 trunks blocks 11.97 %."""
        answer = krarup("agents", *CALLS, *LEVEL, "--lines", "12")
        table, marked = rows(answer)
        self.assertEqual(marked, ["11"])
        self.assertEqual(table[4][:5], ["12", "88.03%", "0.0", "0.00%", "11.97%"])

    def test_every_law_that_is_exponential_answers_like_erlang_a(self):
        """And like it where nothing strays and nobody calls again."""
        plain = rows(krarup("agents", *CALLS, *LEVEL, "--patience", "5min"))
        for more in (
            ("--patience-law", "exponential:average=5min"),
            ("--patience-law", "gamma:average=300s,shape=1"),
            ("--patience-law", "weibull:scale=300s,shape=1"),
            ("--patience-law", "hyperexponential:0.5=300s,0.5=5min"),
            ("--patience-law", "hazard:0s=0.0033333333333333333"),
            ("--patience", "5min", "--day-variation", "0", "--redials-of-answered", "0"),
        ):
            with self.subTest(more):
                self.assertEqual(rows(krarup("agents", *CALLS, *LEVEL, *more)), plain)

    def test_other_laws_answer(self):
        for law in (
            "deterministic:patience=2min",
            "uniform:shortest=0s,longest=10min",
            "lognormal:median=3min,sigma=1.2",
            "empirical:30s=0.9,60s=0.7,3min=0",
        ):
            with self.subTest(law):
                self.assert_answered(krarup("agents", *CALLS, *LEVEL, "--patience-law", law))

    def test_variation_asks_for_more(self):
        answer = krarup("agents", *CALLS, *LEVEL, "--patience", "5min", "--day-variation", "0.2")
        self.assertIn("14 agents on the phones", answer.out)
        self.assertIn("a day's volume strays by 20%", answer.out)

    def test_handle_times_that_vary_make_it_mgn(self):
        """1,000 calls of 3 minutes take 107 agents by Erlang C; exponential ones have SCV 1."""
        calls = ("--contacts", "1000", "--interval", "30min", "--aht", "180s")
        for scv, agents in (("0", 105), ("1", 107), ("4", 108)):
            answer = krarup("agents", *calls, *LEVEL, "--handle-time-scv", scv)
            self.assert_answered(answer)
            self.assertIn(f"{agents} agents on the phones", answer.out)
            self.assertIn(
                f"M/G/n: every caller waits, nobody hangs up; SCV of handle times {scv}", answer.out
            )
        plain = rows(krarup("agents", *CALLS, *LEVEL))
        self.assertEqual(rows(krarup("agents", *CALLS, *LEVEL, "--handle-time-scv", "1")), plain)

    def test_what_is_wrong_with_erlang_x(self):
        for options, complaint in (
            ("--balking 0.1", "--balking needs --patience"),
            ("--patience 5s --patience-law exponential:average=3s", "must not both be given"),
            ("--patience-law pareto:scale=1s", "must be one of exponential, deterministic"),
            ("--patience-law weibull:scale=300,shape=1", "must be a time with its unit"),
            ("--patience-law weibull:scale=300s", "must be a law with scale and shape, got"),
            ("--patience-law weibull:scale=3s,shape=1,x=3", "must be a law with scale and shape"),
            ("--patience-law weibull:scale=3s,shape=x", "a law whose numbers are numbers, got x"),
            ("--patience-law weibull:scale=3s,shape=-1", "shape of patience must be finite and"),
            ("--patience-law hazard:0s=0.01,5s", "must be a law and its name=value pairs, got 5s"),
            ("--patience-law hyperexponential:0.3=10s", "sum of the shares of kinds must be 1"),
            ("--handle-time-scv -1", "--handle-time-scv must be a number >= 0, got -1"),
            ("--handle-time-scv 2 --patience 5min", "--handle-time-scv must be given without"),
            ("--handle-time-scv 2 --lines 20", "--handle-time-scv must be given without"),
            ("--lines 3.5", "--lines must be a whole number >= 0, got 3.5"),
            ("--redials-of-blocked 1", "--redials-of-blocked must be a share in [0, 1)"),
            ("--interval-variation 11", "--interval-variation must be a number in [0, 10]"),
        ):
            with self.subTest(options):
                answer = krarup("agents", *CALLS, *LEVEL, *options.split())
                self.assertEqual((answer.status, answer.out), (2, ""))
                self.assertIn(complaint, answer.messages)

    def test_definitions_differ(self):
        """80/20 of the answered takes 12 agents, of the offered 13."""
        answer = krarup("agents", *CALLS, *LEVEL, "--patience", "5min", "--definition", "answered")
        self.assertIn("12 agents on the phones", answer.out)
        answer = krarup(
            "agents",
            *CALLS,
            *LEVEL,
            "--patience",
            "5min",
            "--definition",
            "exclude_short",
            "--short",
            "5s",
        )
        self.assert_answered(answer)

    def test_every_promise_alone(self):
        for promise, agents in (
            (("--max-asa", "15s"), 14),
            (("--max-mean-wait", "15s"), 14),
            (("--max-occupancy", "0.85"), 12),
            (("--max-probability-of-wait", "0.2"), 14),
            (("--max-abandonment", "0.05", "--patience", "5min"), 12),
        ):
            answer = krarup("agents", *CALLS, *promise)
            self.assert_answered(answer)
            self.assertIn(f"Answer    {agents} agents on the phones", answer.out)
            self.assertNotIn("service level", answer.out)

    def test_no_contacts_need_no_agents(self):
        answer = krarup("agents", "--contacts", "0", *CALLS[2:], *LEVEL)
        self.assert_answered(answer)
        self.assertEqual(rows(answer)[1], ["0"])

    def test_times(self):
        for aht in ("3min", "3m", "180000ms", "2min60s", "180sec", "0.05h", "1.8e2s"):
            answer = krarup("agents", *CALLS[:5], aht, *LEVEL)
            self.assertIn("3min each: 10 erlangs", answer.out, aht)

    def test_hours(self):
        answer = krarup("agents", "--contacts", "400", "--interval", "2h", *CALLS[4:], *LEVEL)
        self.assert_answered(answer)
        self.assertIn("400 contacts in 2h, 3min each: 10 erlangs", answer.out)

    def test_unreachable(self):
        for promise, reason in (
            (("--service-level", "1", "--answer-within", "20s"), "in time"),
            (("--max-asa", "0s"), "mean wait"),
            (("--max-probability-of-wait", "0"), "waiting impossible"),
        ):
            answer = krarup("agents", *CALLS, *promise)
            self.assertEqual((answer.status, answer.out), (1, ""))
            self.assertIn("no finite number of agents", answer.messages)
            self.assertIn(reason, answer.messages)


class Refusals(ProgramTest):
    def test_values(self):
        for option, value, sentence in (
            ("--answer-within", "20", "must be a time with its unit"),
            ("--answer-within", "20 parsecs", "must be a time with its unit"),
            ("--answer-within", "-20s", "must be a time >= 0 s, got -20s"),
            ("--answer-within", "1h-30min", "must be a time with its unit"),
            ("--answer-within", "nans", "must be a time with its unit"),
            ("--answer-within", "1e308h", "must be a finite time"),
            ("--service-level", "80", "must be a share in [0, 1] (0.80 for 80 %), got 80"),
            ("--service-level", "nan", "must be a number, got nan"),
            ("--service-level", "0,8", "must be a number, got 0,8"),
            ("--contacts", "-1", "must be a number >= 0, got -1"),
            ("--contacts", "inf", "must be a number, got inf"),
            ("--contacts", "", "must be a number, got nothing"),
            ("--aht", "0s", "must be a time > 0 s, got 0s"),
            ("--shrinkage", "1", "must be a share in [0, 1) (0.30 for 30 %), got 1"),
            ("--definition", "best", "must be one of offered, answered,"),
        ):
            usual = CALLS + LEVEL
            given = dict(zip(usual[::2], usual[1::2], strict=True)) | {option: value}
            answer = krarup("agents", *(word for pair in given.items() for word in pair))
            self.assert_refused(answer, f"{option} {sentence}")

    def test_questions(self):
        for words, sentence in (
            (CALLS, "something must be promised"),
            (CALLS[2:] + LEVEL, "--contacts must be given"),
            (CALLS[:2] + CALLS[4:] + LEVEL, "--interval must be given"),
            (CALLS[:4] + LEVEL, "--aht must be given"),
            (CALLS + LEVEL[:2], "--service-level needs --answer-within"),
            (CALLS + LEVEL[2:], "--answer-within needs --service-level"),
            (CALLS + ("--max-abandonment", "0.05"), "--max-abandonment needs --patience"),
            (CALLS + LEVEL + ("--short", "5s"), "--short needs --definition"),
            (CALLS + LEVEL + ("--definition", "exclude_short"), "--definition needs --short"),
            (CALLS + LEVEL + ("--contacts", "5"), "--contacts"),
            (CALLS + LEVEL + ("--sevice-level", "5"), "--sevice-level"),
            (("--contacts", "1e308", "--interval", "1ms") + CALLS[4:] + LEVEL, "rate must be"),
        ):
            self.assert_refused(krarup("agents", *words), sentence)

    def test_no_such_question(self):
        self.assert_refused(krarup(), "subcommand")
        self.assert_refused(
            krarup("trunks"), "subcommand must be agents, day, simulate or fit, got trunks"
        )


class Help(ProgramTest):
    def test_version(self):
        answer = krarup("--version")
        self.assert_answered(answer)
        self.assertRegex(answer.out, r"^krarup \d+\.\d+\.\d+\n$")

    def test_worked_example(self):
        """What the help calls an example is run, and answers what the help says."""
        help_text = krarup("agents", "--help")
        self.assert_answered(help_text)
        example = help_text.out.split("  krarup ")[1].split("\n\n")[0]
        answer = krarup(*example.replace("\\\n", " ").split())
        self.assert_answered(answer)
        self.assertIn("14 agents on the phones, 20 scheduled", answer.out)
        self.assertIn("answers 14 agents on the phones, 20 scheduled", help_text.out)


if __name__ == "__main__":
    unittest.main()
