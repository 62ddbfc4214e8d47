"""krarup day: the forecast, its faults, and the plan."""

import csv
import io
import pathlib
import tempfile
import unittest

from program import ProgramTest, krarup

PROMISE = ("--service-level", "0.80", "--answer-within", "20s")
OPTIONS = ("--interval", "30min", *PROMISE)
FORECAST = "start,contacts,aht\n08:00,100,180\n08:30,50,200\n09:00,0,180\n"


def day(text, *options):
    return krarup("day", "-", *options, stdin=text)


def planned(answer):
    return list(csv.DictReader(io.StringIO(answer.out)))


class Plan(ProgramTest):
    def test_table(self):
        answer = day(FORECAST, *OPTIONS, "--shrinkage", "0.3")
        self.assert_answered(answer)
        first = answer.out.splitlines()[1].split()
        self.assertEqual(
            first,
            [
                "08:00",
                "100.0",
                "180.0",
                "10.0",
                "14",
                "20",
                "88.84%",
                "7.8",
                "17.41%",
                "71.43%",
                "0.4",
            ],
        )
        self.assertIn("Erlang C", answer.out)
        self.assertIn("contacts       150.0 offered", answer.out)
        self.assertIn("peak           14 agents on the phones, at 08:00", answer.out)

    def test_any_part_makes_it_erlang_x(self):
        """Each row is what krarup agents says of it."""
        table = (
            "start,contacts,aht,lines,redials_of_abandoned\n"
            "08:00,100,180,14,0.3\n08:30,120,200,30,0\n09:00,0,180,14,0.1\n"
        )
        law = ("--patience-law", "weibull:scale=300s,shape=0.7", "--balking", "0.02")
        answer = day(table, *OPTIONS, *law, "--redials-of-blocked", "0.8")
        self.assert_answered(answer)
        head, first, second, empty = (line.split() for line in answer.out.splitlines()[:4])
        self.assertEqual(head[-5:-2], ["abandonment", "blocking", "occupancy"])
        for row, load in ((first, "100 180 14 0.3"), (second, "120 200 30 0")):
            names = ("--contacts", "--aht", "--lines", "--redials-of-abandoned")
            told = zip(names, load.split(), strict=True)
            alone = krarup(
                "agents",
                *OPTIONS,
                *law,
                "--redials-of-blocked",
                "0.8",
                *(f"{name}={value}{'s' if name == '--aht' else ''}" for name, value in told),
            )
            (chosen,) = (line for line in alone.out.splitlines() if line.startswith(">"))
            self.assertEqual(row[5:], chosen.split()[1:])
        self.assertEqual(empty[4:7], ["0.0", "0", "100.00%"])
        self.assertIn(
            "Erlang X: patience weibull:scale=300s,shape=0.7; 2% balk; lines in a column; "
            "redials of abandoned in a column; 80% of those blocked call again\n",
            answer.out,
        )
        self.assertIn("contacts       220.0 offered in 2", answer.out)
        self.assertIn(" find no line\n", answer.out)
        self.assertIn("weighted by attempts", answer.out)

    def test_parts_of_erlang_x_by_themselves(self):
        plain = day(FORECAST, *OPTIONS, "--patience", "5min", "--csv")
        for more, model in (
            (("--day-variation", "0"), "5min; a day's volume strays by 0%"),
            (("--interval-variation", "0"), "5min; an interval's volume strays by 0%"),
        ):
            answer = day(FORECAST, *OPTIONS, "--patience", "5min", *more, "--csv")
            self.assertEqual(answer.out, plain.out)
            self.assertIn(f"Erlang X: patience exponential with mean {model}", answer.messages)
        lines = day(FORECAST, *OPTIONS, "--lines", "40")
        self.assertIn("Erlang X: nobody hangs up; 40 lines", lines.out)
        self.assertIn("offered, 150.0 answered, 0.0 find no line", lines.out)
        self.assertNotIn("abandonment", lines.out)
        again = day(FORECAST, *OPTIONS, "--redials-of-answered", "0.1")
        self.assertIn("150.0 offered in 166.7 attempts\n", again.out)

    def test_handle_times_that_vary_make_it_mgn(self):
        plain = day(FORECAST, *OPTIONS, "--csv")
        alike = day(FORECAST, *OPTIONS, "--csv", "--handle-time-scv", "1")
        self.assertEqual(alike.out, plain.out)
        self.assertIn(
            "M/G/n: every caller waits, nobody hangs up; SCV of handle times 1\n", alike.messages
        )
        table = "contacts,aht,handle_time_scv\n1000,180,0\n1000,180,4\n"
        answer = day(table, *OPTIONS, "--csv")
        self.assertEqual([row["agents_required"] for row in planned(answer)], ["105", "108"])
        self.assertIn("SCV of handle times in a column", answer.messages)

    def test_a_law_of_patience_may_stand_in_a_column(self):
        table = (
            "contacts;aht;patience_law;balking;day_variation\n"
            "100;180;weibull:scale=300s,shape=1;0,02;0,1\n"
        )
        by_column = day(table, *OPTIONS)
        self.assertIn("Erlang X: patience law in a column; balking in a column; day", by_column.out)
        table = "contacts,aht,patience\n100,180,300\n"
        more = ("--balking", "0.02", "--day-variation", "0.1")
        by_option = day(table, *OPTIONS, *more)
        self.assertIn("Erlang X: patience in a column; 2% balk; a day's volume", by_option.out)
        row, same = (answer.out.splitlines()[1].split() for answer in (by_column, by_option))
        self.assertEqual(row[3:], same[4:])

    def test_what_is_wrong_with_erlang_x(self):
        for text, options, complaint in (
            ("contacts,lines\n100,3.5\n", "", "standard input:2: lines: must be a whole number"),
            ("contacts,lines\n100,9\n", "--lines 9", "lines is a column and the option --lines"),
            ("contacts,balking\n100,0.1\n", "", "balking (a column or --balking) needs patience"),
            ("contacts\n100\n", "--day-variation 11", "--day-variation must be a number in"),
            (
                "contacts,patience_law\n100,pareto\n",
                "",
                "standard input:2: patience_law: must be one of exponential, deterministic",
            ),
            (
                "contacts,patience\n100,5\n",
                "--patience-law exponential:average=3s",
                "patience (a column or --patience) and patience_law",
            ),
        ):
            with self.subTest(text):
                answer = day(text, *OPTIONS, "--aht", "3min", *options.split())
                self.assertEqual((answer.status, answer.out), (2, ""))
                self.assertIn(complaint, answer.messages)

    def test_csv_has_every_digit(self):
        """Erlang C of 10 erlangs and 14 agents, as pyworkforce prints it."""
        answer = day(FORECAST, *OPTIONS, "--csv")
        self.assertEqual(answer.status, 0)
        first, second, empty = planned(answer)
        self.assertEqual(
            list(first),
            [
                "start",
                "contacts",
                "aht",
                "offered_load",
                "agents_required",
                "service_level",
                "asa",
                "probability_of_wait",
                "occupancy",
                "mean_queue_length",
            ],
        )
        self.assertEqual(first["agents_required"], "14")
        self.assertAlmostEqual(float(first["service_level"]), 0.8883500191794669, places=13)
        self.assertAlmostEqual(float(first["asa"]), 7.83593701177724, places=11)
        self.assertEqual((empty["agents_required"], empty["service_level"]), ("0", "1"))

    def test_totals_weigh_by_contacts(self):
        answer = day(FORECAST, *OPTIONS, "--csv")
        levels = [float(row["service_level"]) for row in planned(answer)]
        self.assertIn(
            f"{(100 * levels[0] + 50 * levels[1]) / 1.5:.2f}%, weighted by contacts",
            answer.messages,
        )
        self.assertNotIn("weighted", answer.out)

    def test_each_row_is_its_interval_alone(self):
        answer = day(FORECAST, *OPTIONS, "--patience", "5min", "--csv")
        for row in planned(answer)[:2]:
            alone = krarup(
                "agents",
                "--contacts",
                row["contacts"],
                "--interval",
                "30min",
                "--aht",
                row["aht"] + "s",
                "--patience",
                row["patience"] + "s",
                *PROMISE,
            )
            self.assertIn(f"Answer    {row['agents_required']} agents", alone.out)

    def test_options_as_columns(self):
        columns = (
            "contacts,interval,aht,patience,service_level,answer_within,definition,short,"
            "max_asa,max_occupancy,max_abandonment,max_probability_of_wait,shrinkage\n"
            "100,30min,180,300,0.8,20,exclude_short,5,60,0.9,0.1,0.9,0.3\n"
            "100,1800,3min,5min,0.5,20s,offered,5s,60s,0.7,0.1,0.9,0\n"
        )
        answer = day(columns, "--csv")
        self.assertEqual(answer.status, 0, answer.messages)
        first, second = planned(answer)
        self.assertEqual((first["agents_required"], first["scheduled"]), ("13", "19"))
        # the second row's occupancy asks for one more than its service level
        self.assertEqual((second["agents_required"], second["scheduled"]), ("15", "15"))

    def test_unreachable_row(self):
        text = "contacts,aht,service_level\n100,180,0.8\n50,180,1\n"
        answer = day(text, "--interval", "30min", "--answer-within", "20s", "--csv")
        self.assertEqual(answer.status, 1)
        self.assertIn("standard input:3: no finite number of agents", answer.messages)
        self.assertIn("left out       1 of 2 intervals, with 50.0 contacts", answer.messages)
        first, second = planned(answer)
        self.assertEqual((first["agents_required"], second["agents_required"]), ("14", ""))

    def test_worked_example(self):
        help_text = krarup("day", "--help").out
        forecast = help_text.split("holds\n\n")[1].split("\n\n")[0].replace("  ", "") + "\n"
        example = help_text.split("  krarup day forecast.csv ")[1].split("\n\n")[0]
        self.assert_answered(day(forecast, *example.replace("\\\n", " ").split()))


class Reading(ProgramTest):
    def assert_same(self, text):
        answer = day(text, *OPTIONS, "--csv")
        self.assertEqual(answer.status, 0, answer.messages)
        self.assertEqual(answer.out, day(FORECAST, *OPTIONS, "--csv").out)

    def test_line_ends(self):
        self.assert_same(FORECAST.replace("\n", "\r\n"))
        self.assert_same(FORECAST.rstrip("\n"))
        self.assert_same("\n" + FORECAST.replace("\n", "\n\n"))

    def test_byte_order_mark(self):
        self.assert_same(b"\xef\xbb\xbf" + FORECAST.encode())

    def test_quotes_and_spaces(self):
        self.assert_same(FORECAST.replace("08:00,100,180", '"08:00" , "100",180 '))

    def test_quoted_commas_and_line_breaks(self):
        answer = day('start,contacts,aht\n"a ""b"", c\nd",100,180\n', *OPTIONS, "--csv")
        self.assertEqual(planned(answer)[0]["start"], 'a "b", c\nd')
        answer = day('contacts,aht,start\n1,180,"x\ny"\n-1,180,z\n', *OPTIONS)
        self.assert_refused(answer, "standard input:4: contacts:")  # lines, not records

    def test_file(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "forecast.csv")
            path.write_text(FORECAST)
            self.assert_answered(krarup("day", str(path), *OPTIONS))
            self.assert_refused(krarup("day", folder, *OPTIONS), "cannot be read")
            path.write_text("contacts,aht\n-1,180\n")
            self.assert_refused(krarup("day", str(path), *OPTIONS), f"{path}:2: contacts:")
        self.assert_refused(krarup("day", str(path), *OPTIONS), "cannot be read: No such file")

    def test_unread_columns_are_named(self):
        answer = day("contacts,aht,patiense\n100,180,300\n", *OPTIONS)
        self.assertEqual(answer.status, 0)
        self.assertIn("columns that nothing reads: patiense", answer.messages)

    def test_midnight_and_clock_change(self):
        for starts in (
            [
                "2014-10-26T01:30+02:00",
                "2014-10-26T02:00+02:00",
                "2014-10-26T02:30+02:00",
                "2014-10-26T02:00+01:00",
            ],
            ["2014-02-12 23:30", "2014-02-13 00:00"],
            ["9:30", "10:00"],
            ["Monday", "Tuesday"],
        ):
            rows = "".join(f"{start},100,180\n" for start in starts)
            self.assert_answered(day("start,contacts,aht\n" + rows, *OPTIONS))

    def test_interval_that_fits_no_row_is_noted(self):
        answer = day(FORECAST, "--interval", "15min", *PROMISE)
        self.assertEqual(answer.status, 0)
        self.assertIn("is that interval meant?", answer.messages)

    def test_starts_of_several_kinds_are_noted(self):
        for starts, note in (
            (("08:00", "08:60"), "3: start: a name, not a time as 08:00, 8:00 AM or"),
            (("08:00", "lunch", "09:00"), "3: start: a name, not a time"),
            (("lunch", "09:00", "08:00"), "3: start: a time among names"),
            (("08:00", "2026-03-29 08:30"), "3: start: a time of another kind"),
            (("2026-02-30 08:00", "2026-02-30 08:30"), "2: start: a name, not a time"),
            (("08:00-08:30", "08:30-09:00"), "2: start: a name, not a time"),
        ):
            rows = "".join(f"{start},100,180\n" for start in starts)
            answer = day("start,contacts,aht\n" + rows, *OPTIONS)
            self.assertEqual(answer.status, 0)
            self.assertIn(f"note: standard input:{note}", answer.messages)
            self.assertIn(": whether starts are in order is not checked\n", answer.messages)
        rows = "re: 1,100,180\nWeek 2:,100,180\n:30,100,180\n"  # names, not a word about them
        self.assert_answered(day("start,contacts,aht\n" + rows, *OPTIONS))


class Refusals(ProgramTest):
    def test_cells(self):
        for row, sentence in (
            ("-1,180,0.3", "contacts: must be a number >= 0, got -1"),
            ("NaN,180,0.3", "contacts: must be a number, got NaN"),
            ("many,180,0.3", "contacts: must be a number, got many"),
            (",180,0.3", "contacts: must be a number, got nothing"),
            ("100,0,0.3", "aht: must be a time > 0 s, got 0"),
            ("100,180 apples,0.3", "aht: must be a time"),
            ("100,180,30", "shrinkage: must be a share in [0, 1) (0.30 for 30 %), got 30"),
            ("100,180", "must have 3 cells, as the header has, got 2"),
            ("100,180,0.3,", "must have 3 cells, as the header has, got 4"),
            ("1e308,1e10,0.3", "erlangs must be finite"),
            ("1e999,180,0.3", "contacts: must be a number, got 1e999"),
            ("100,-180,0.3", "aht: must be a time > 0 s, got -180"),
            ("100,180 s,0.3", "aht: must be a time"),
        ):
            answer = day(f"contacts,aht,shrinkage\n1,180,0\n{row}\n", *OPTIONS)
            self.assert_refused(answer, f"standard input:3: {sentence}")

    def test_files(self):
        for text, sentence in (
            ("", "must have a line of column names, got nothing"),
            ("\n\r\n", "must have a line of column names, got nothing"),
            ("contacts,aht\n", "must have a row below its header"),
            ("calls,aht\n100,180\n", "must have a column contacts, got calls, aht"),
            ("contacts,aht,aht\n100,180,180\n", "column aht must stand once"),
            ("contacts\n100\n", "aht (a column or --aht) must be given"),
            ('contacts,aht\n100,"180\n', "standard input:2: a quoted cell must be closed"),
            ('contacts,aht\n100,"1"80\n', "standard input:2: a quoted cell must end at its quote"),
            ('contacts,aht\n100,1"80"\n', "standard input:2: a quote must open its cell"),
        ):
            self.assert_refused(day(text, *OPTIONS), sentence)

    def test_column_and_option(self):
        answer = day(FORECAST, *OPTIONS, "--aht", "3min")
        self.assert_refused(answer, "aht is a column and the option --aht is given too")

    def test_starts(self):
        for starts, sentence in (
            (("08:00", "08:00"), "standard input:3: start: must differ from line 2"),
            (("08:30", "08:00"), "standard input:3: start: must be after 08:30, got 08:00"),
            (("23:30", "00:00"), "(past midnight, say the date too)"),
            (("08:00", "08:15"), "no sooner than 30min (the interval) after 08:00, got 08:15"),
            (("08:00", ""), "standard input:3: start: must be a time or a name, got nothing"),
            (("Monday", "Monday"), "must differ from line 2, got Monday again"),
            (("2026-10-25 02:00",) * 2, "again (where clocks are put back, say"),
        ):
            rows = "".join(f"{start},100,180\n" for start in starts)
            self.assert_refused(day("start,contacts,aht\n" + rows, *OPTIONS), sentence)

    def test_a_promise_that_makes_no_sense_names_its_line(self):
        text = "contacts,aht,short\n100,180,5\n100,180,30\n50,180,10\n"
        answer = day(text, *OPTIONS, "--patience", "5min", "--definition", "exclude_short")
        self.assert_refused(answer, "standard input:3: short_abandon must be <= answer_within")
        self.assertEqual(len(answer.messages.splitlines()), 1)

    def test_what_is_a_time(self):
        """Only times have an order: what is none is a name, and may stand anywhere."""

        def ordered(first, second):
            answer = day(f"start,contacts,aht\n{first},1,60\n{second},1,60\n", *OPTIONS)
            self.assertIn(answer.status, (0, 2))
            return answer.status == 2 and "must be after" in answer.messages

        for first, second in (
            ("09:00", "8:00"),
            ("09:00:30", "09:00:29"),
            ("24:00", "23:59:59"),
            ("2014-02-12 09:00", "2014-02-12T08:59"),
            ("2014-02-12 00:00", "2014-02-11 23:59"),
            ("2014-02-12T09:00Z", "2014-02-12T08:59Z"),
            ("2014-02-12T09:00+01:00", "2014-02-12T08:30+00:45"),  # 08:00 and 07:45 in UTC
            ("2014-02-12T09:00-05:00", "2014-02-12T15:00+01:30"),  # 14:00 and 13:30 in UTC
            ("2014-02-12T09:00-05:00", "2014-02-12T13:59Z"),
            ("8:00", "08:00"),
            ("9:00 AM", "8:30 AM"),
            ("1:00 PM", "11:00 AM"),
            ("1:00pm", "12:59:59 pm"),
            ("12:00 AM", "12:00am"),
            ("1:00 AM", "12:59 AM"),
            ("13:00", "12:59 PM"),
            ("2014-02-12 1:00 PM", "2014-02-12 12:30"),
        ):
            self.assertTrue(ordered(first, second), (first, second))
        for first in (
            "25:00",
            "09:60",
            "09:0",
            "09.00",
            "9",
            "-9:00",
            "+9:00",
            "09:00:60",
            "09:00:5",
            "09:00 h",
            "09:00+1",
            "09:00-1",
            "09:00+01:00h",
            "2014-02-30 09:00",
            "2014-13-01 09:00",
            "2014-2-01 09:00",
            "2014-02-1 09:00",
            "2014/02/01 09:00",
            "2014-02/01 09:00",
            "2014-02-01_09:00",
            "20140201 09:00",
            "0:30 AM",
            "13:00 PM",
            "9:00 M",
            "9:00  PM",
            "9:00 XM",
            "PM",
            "9:00 PM+01:00",
        ):
            self.assertFalse(ordered(first, "00:00"), first)
            self.assertFalse(ordered(first, "2000-01-01 00:00"), first)
        self.assertFalse(ordered("2014-02-12 09:00", "08:00"))  # one of them without a date
        self.assertFalse(ordered("09:00", "08:00Z"))

    def test_many_faults(self):
        answer = day("contacts,aht\n" + "1,0\n" * 30, *OPTIONS)
        self.assert_refused(answer, "standard input:11: aht", "krarup: and 20 more\n")
        self.assertEqual(len(answer.messages.splitlines()), 11)

    def test_options_are_refused_before_the_file_is_read(self):
        self.assert_refused(krarup("day", "no-such-file", "--interval", "30"), "--interval must be")


if __name__ == "__main__":
    unittest.main()
