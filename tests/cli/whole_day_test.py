"""krarup day --method: a day in one piece, evaluated and staffed."""

import math
import unittest

from day_test import FORECAST, OPTIONS, day, planned
from program import ProgramTest, krarup

CARRIED = "start,contacts,aht,agents\n09:00,100,180,13\n09:30,120,180,10\n10:00,100,180,13\n"


def carried(text, *options):
    return day(text, *OPTIONS, "--patience", "10min", "--method", "exact", *options)


def chances_after(chances, arrivals, agents, handling=1 / 180, hanging_up=1 / 600, seconds=1800):
    """The chances of every number in the system later, by steps at one rate for all of them."""
    most = len(chances) - 1
    down = [min(k, agents) * handling + max(k - agents, 0) * hanging_up for k in range(most + 1)]
    rate = arrivals + max(down)
    weight = math.exp(-rate * seconds)
    after = [weight * p for p in chances]
    for n in range(1, int(rate * seconds + 12 * math.sqrt(rate * seconds))):
        up = [arrivals if k < most else 0.0 for k in range(most + 1)]
        moved = [p * (1 - (u + d) / rate) for p, u, d in zip(chances, up, down, strict=True)]
        for k in range(most):
            moved[k + 1] += chances[k] * up[k] / rate
            moved[k] += chances[k + 1] * down[k + 1] / rate
        chances, weight = moved, weight * rate * seconds / n
        after = [a + weight * p for a, p in zip(after, chances, strict=True)]
    return after


class CarriedOver(ProgramTest):
    def test_who_waits_is_that_of_the_whole_chain(self):
        answer = carried(CARRIED, "--leaving", "hand_over", "--backlog", "4", "--csv")
        self.assertEqual(answer.status, 0)
        chances = [float(k == 4) for k in range(91)]
        for row in planned(answer):
            agents = int(row["agents"])
            chances = chances_after(chances, int(row["contacts"]) / 1800, agents)
            waits = sum(p * max(k - agents, 0) for k, p in enumerate(chances))
            somebody = sum(chances[agents + 1 :])
            self.assertAlmostEqual(float(row["carried_over"]), waits, 5)
            self.assertAlmostEqual(float(row["probability_of_carrying_over"]), somebody, 6)
            self.assertEqual(float(row["overrun"]), 0)

    def test_given_agents_beside_those_required(self):
        answer = carried(CARRIED)
        self.assert_answered(answer)
        head, first, second, third, *rest = answer.out.splitlines()
        self.assertTrue(head.endswith("carried over  P(carried)  overrun (s)"))
        self.assertIn("erlangs  required  agents  service level", head)
        self.assertEqual(second.split()[5:8], ["15", "10", "23.76%"])
        self.assertEqual(third.split()[5:8], ["13", "13", "75.24%"])
        totals = "\n".join(rest)
        self.assertIn("Erlang A: callers hang up, patience exponential\nmethod ", totals)
        self.assertIn("exact: who waits at an interval's end waits on in the next", totals)
        self.assertIn("finish the contact in hand\nagents         as given\n", totals)
        self.assertIn("15 agents required, at 09:30", totals)
        self.assertIn("end of day     nobody is left in ", totals)
        given = carried(
            CARRIED.replace(",agents", "").replace(",13\n", "\n").replace(",10\n", "\n")
        )
        self.assertIn("agents         those that each interval requires by itself\n", given.out)
        self.assertEqual(
            [line.split()[5] for line in given.out.splitlines()[1:4]], ["13", "15", "13"]
        )
        other = carried(CARRIED, "--leaving", "hand_over")
        self.assertIn("agents who leave hand the contact in hand over\n", other.out)

    def test_the_same_agents_all_day(self):
        answer = carried("contacts,aht\n100,180\n100,180\n", "--agents", "12", "--csv")
        self.assertEqual([row["agents"] for row in planned(answer)], ["12", "12"])
        self.assertEqual([row["agents_required"] for row in planned(answer)], ["13", "13"])

    def test_lines_and_a_promise_without_a_service_level(self):
        text = "contacts,aht,agents\n150,180,12\n150,180,12\n"
        answer = krarup(
            "day", "-", "--method", "exact", "--interval", "30min", "--lines", "14",
            "--max-asa", "20s", "--shrinkage", "0.25", stdin=text,
        )  # fmt: skip
        self.assertIn(" find no line\n", answer.out)
        self.assertNotIn("service level", answer.out)
        self.assertIn("hours          12.0 on the phones, 16.0 paid", answer.out)

    def test_fast_methods_are_near_and_say_what_they_know(self):
        told = ["contacts", "agents", "service_level", "asa", "occupancy"]
        exact = planned(carried(CARRIED, "--csv"))
        for method, columns, off in (
            ("lagged", [], 0.08),
            ("offered_load", [], 0.08),
            ("backlog", ["carried_over"], 0.05),
            ("fluid", ["carried_over", "probability_of_carrying_over", "overrun"], 0.25),
        ):
            answer = day(CARRIED, *OPTIONS, "--patience", "10min", "--method", method, "--csv")
            rows = planned(answer)
            every = ["carried_over", "probability_of_carrying_over", "overrun"]
            self.assertEqual([each for each in every if each in rows[0]], columns)
            for row, right in zip(rows, exact, strict=True):
                self.assertTrue(all(each in row for each in told))
                level = float(row["service_level"])
                self.assertLess(abs(level - float(right["service_level"])), off, method)
                self.assertNotEqual(row["service_level"], right["service_level"])
            self.assertIn(f"method         {method}: ", answer.messages)
            self.assertNotIn("end of day", answer.messages)
        same = ["--leaving", "hand_over", "--backlog", "4", "--method", "fluid"]
        answer = day(CARRIED, *OPTIONS, "--patience", "10min", *same)
        self.assertIn("agents who leave hand the contact in hand over\n", answer.out)
        unknown = day(FORECAST, *OPTIONS, "--method", "backlog", "--balking", "0.1")
        self.assert_refused(unknown, "--method backlog is of exponential handle times")

    def test_rates_that_slope_within_an_interval(self):
        even, sloping = (
            planned(carried(CARRIED, "--csv", "--arrival-rate", rate))
            for rate in ("even", "sloping")
        )
        self.assertEqual(even, planned(carried(CARRIED, "--csv")))
        # to the peak, at the peak, from the peak
        for row, right, sign in zip(sloping, even, (-1, 0, 1), strict=True):
            self.assertEqual(row["contacts"], right["contacts"])
            change = float(row["carried_over"]) - float(right["carried_over"])
            self.assertEqual(change < 0, sign > 0)
        said = carried(CARRIED, "--arrival-rate", "sloping").out
        self.assertIn("finish the contact in hand; rates slope within intervals\n", said)

    def test_stationary_is_what_is_done_without_a_word(self):
        said = day(FORECAST, *OPTIONS, "--method", "stationary")
        self.assertEqual(said, day(FORECAST, *OPTIONS))
        note = day(CARRIED, *OPTIONS)
        self.assertIn("note: standard input: columns that nothing reads: agents", note.messages)

    def test_days_that_cannot_go_on(self):
        late = "start,contacts,aht\n09:00,100,180\n10:00,100,180\n"
        self.assert_refused(
            carried(late),
            "standard input:3: start must be when the interval before ends, 09:00 and 30min, with "
            "--method exact, got 10:00",
        )
        lines = "contacts,aht,lines\n100,180,40\n100,180,50\n"
        self.assert_refused(carried(lines), ":3: lines must be the same in all rows with --method")
        nobody = day(
            "contacts,aht\n100,180\n", "--interval", "30min", "--lines", "5", "--method", "exact",
            "--service-level", "1", "--answer-within", "20s",
        )  # fmt: skip
        self.assert_refused(nobody, "a day goes on over no interval without agents")
        self.assert_refused(
            carried("contacts,aht,agents\n100,180,9.5\n"),
            ":2: agents: must be a whole number >= 0, got 9.5",
        )

    def test_what_exact_does_not_know(self):
        for option in ("--patience-law", "--balking", "--redials-of-blocked", "--day-variation"):
            value = "weibull:scale=300s,shape=0.7" if option == "--patience-law" else "0.1"
            answer = day(FORECAST, *OPTIONS, "--method", "exact", option, value)
            self.assert_refused(answer, f"leave out {option[2:].replace('-', '_')}")

    def test_wrong_options(self):
        for options, complaint in (
            (
                ("--method", "sipp"),
                "--method must be one of stationary, lagged, offered_load, backlog, fluid, exact, "
                "got sipp",
            ),
            (
                ("--method", "backlog", "--leaving", "hand_over"),
                "--leaving needs --method exact or fluid, got backlog",
            ),
            (("--method", "lagged", "--backlog", "3"), "--backlog is not known to --method lagged"),
            (("--leaving", "hand_over"), "--leaving needs --method exact or fluid"),
            (("--backlog", "3"), "--backlog needs another --method than stationary or lagged"),
            (
                ("--arrival-rate", "sloping"),
                "--arrival-rate needs another --method than stationary",
            ),
            (
                ("--method", "exact", "--arrival-rate", "x"),
                "--arrival-rate must be one of even, sloping, got x",
            ),
            (("--agents", "3"), "--agents needs another --method than stationary"),
            (("--method", "exact", "--leaving", "x"), "--leaving must be one of finish_contact, "),
            (("--method", "exact", "--backlog", "1.5"), "--backlog must be a whole number from 0"),
            (("--method", "exact", "--backlog", "100001"), "--backlog must be a whole number from"),
        ):
            self.assert_refused(day(FORECAST, *OPTIONS, *options), complaint)


RUSH = "contacts,aht\n100,600\n160,600\n100,600\n80,600\n"


def rush(*options, text=RUSH):
    return krarup(
        "day", "-", "--interval", "15min", "--patience", "10min", "--service-level", "0.80",
        "--answer-within", "20s", "--method", "exact", *options, stdin=text,
    )  # fmt: skip


def levels(numbers, *options):
    """The service level of each interval, and of the day, under these agents."""
    lines = [f"{line},{n}" for line, n in zip(RUSH.splitlines()[1:], numbers, strict=True)]
    rows = planned(rush("--csv", *options, text="\n".join(["contacts,aht,agents", *lines]) + "\n"))
    contacts = [float(row["contacts"]) for row in rows]
    each = [float(row["service_level"]) for row in rows]
    return each, sum(a * b for a, b in zip(contacts, each, strict=True)) / sum(contacts)


def found(*options):
    return [int(row["agents_required"]) for row in planned(rush("--csv", *options))]


def each_one_less(numbers):
    return [numbers[:i] + [n - 1] + numbers[i + 1 :] for i, n in enumerate(numbers)]


class Staffing(ProgramTest):
    def test_every_interval_is_served_and_no_agent_can_be_spared(self):
        numbers = found("--promised", "every_interval")
        self.assertGreaterEqual(min(levels(numbers)[0]), 0.80)
        for fewer in each_one_less(numbers):
            self.assertLess(min(levels(fewer)[0]), 0.80)
        by_themselves = [int(row["agents_required"]) for row in planned(rush("--csv"))]
        self.assertLess(min(levels(by_themselves)[0]), 0.80)
        self.assertLess(sum(numbers), sum(by_themselves))

    def test_the_day_as_a_whole_above_a_floor(self):
        options = ("--promised", "whole_day", "--least-service-level", "0.6")
        numbers = found(*options)
        each, all_day = levels(numbers)
        self.assertGreaterEqual(min(each), 0.6)
        self.assertGreaterEqual(all_day, 0.80)
        for fewer in each_one_less(numbers):
            each, all_day = levels(fewer)
            self.assertTrue(min(each) < 0.6 or all_day < 0.80, fewer)
        self.assertLess(sum(numbers), sum(found("--promised", "every_interval")))

    def test_who_leaves_and_rates_that_slope_matter_to_what_is_found(self):
        for option in (("--leaving", "hand_over"), ("--arrival-rate", "sloping")):
            numbers = found("--promised", "every_interval", *option)
            self.assertNotEqual(numbers, found("--promised", "every_interval"))
            self.assertGreaterEqual(min(levels(numbers, *option)[0]), 0.80)

    def test_changes_and_bounds(self):
        numbers = found("--promised", "every_interval", "--changes", "30min")
        self.assertEqual([numbers[0], numbers[2]], [numbers[1], numbers[3]])
        self.assertGreaterEqual(min(levels(numbers)[0]), 0.80)
        text = RUSH.replace("aht\n", "aht,min_agents\n").replace("600\n", "600,70\n")
        least = planned(rush("--csv", "--promised", "every_interval", text=text))
        self.assertEqual(min(int(row["agents_required"]) for row in least), 70)

    def test_the_table_says_what_was_found(self):
        answer = rush("--promised", "every_interval", "--shrinkage", "0.3")
        self.assert_answered(answer)
        said = "agents         the least time of them that keeps the promises in every interval\n"
        self.assertIn(said, answer.out)
        whole = rush("--promised", "whole_day", "--shrinkage", "0.3")
        self.assertIn("keeps the promises over the whole day\n", whole.out)
        numbers = found("--promised", "every_interval")
        self.assertEqual([int(row.split()[4]) for row in answer.out.splitlines()[1:5]], numbers)
        self.assertIn(f"peak           {max(numbers)} agents on the phones, at ", answer.out)
        self.assertIn(f"hours          {sum(numbers) / 4:.1f} on the phones", answer.out)

    def test_what_no_number_serves(self):
        few = rush("--promised", "every_interval", "--max-agents", "60")
        self.assertEqual(few.status, 1)
        self.assertIn(
            "standard input:3: no allowed number of agents serves the interval as promised\n",
            few.messages,
        )
        self.assertIn("keeps the promises", few.out)
        few = rush("--promised", "whole_day", "--max-agents", "60")
        self.assertEqual(few.status, 1)
        self.assertIn("the day as promised\n", few.messages)
        nobody = krarup(
            "day", "-", "--interval", "15min", "--service-level", "1", "--answer-within", "20s",
            "--method", "exact", "--promised", "every_interval", stdin=RUSH,
        )  # fmt: skip
        self.assertEqual(nobody.status, 1)
        self.assertIn("standard input:2: no finite number of agents", nobody.messages)
        self.assertIn("left out       4 of 4 intervals", nobody.out)

    def test_wrong_questions(self):
        every = ("--promised", "every_interval")
        for options, complaint in (
            (("--promised", "x"), "--promised must be one of every_interval, whole_day, got x"),
            ((*every, "--agents", "3"), "--promised finds the agents: leave out --agents"),
            (("--changes", "30min"), "--changes needs --promised"),
            (("--min-agents", "3"), "--min-agents needs --promised"),
            ((*every, "--changes", "0s"), "--changes must be > 0 s, got 0s"),
            ((*every, "--changes", "5"), "--changes must be a time with its unit"),
            (
                (*every, "--changes", "20min"),
                "--changes must be at beginnings of intervals, got every 20min: none begins 20min "
                "after the first",
            ),
            (
                (*every, "--min-agents", "4", "--max-agents", "3"),
                "standard input:2: max_agents must be >= min_agents, which is 4, got 3",
            ),
            (
                (*every, "--least-service-level", "0.6"),
                "least_service_level needs --promised whole_day",
            ),
        ):
            self.assert_refused(rush(*options), complaint)
        self.assert_refused(
            day(FORECAST, *OPTIONS, "--method", "fluid", *every),
            "--promised needs --method exact, got fluid",
        )
        self.assert_refused(day(FORECAST, *OPTIONS, *every), "--promised needs --method exact")
        self.assert_refused(
            rush(*every, text=RUSH.replace("aht\n", "aht,agents\n").replace("600\n", "600,9\n")),
            "--promised finds the agents: leave out the column agents",
        )
        text = "contacts,aht,max_asa\n100,600,20\n100,600,30\n"
        self.assert_refused(
            rush(*every, text=text),
            "standard input:3: max_asa must be the same in all rows with --method exact",
        )


if __name__ == "__main__":
    unittest.main()
