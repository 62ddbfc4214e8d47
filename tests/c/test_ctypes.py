"""The C interface from Python's ctypes: against the reference tables, and against C++ bit for bit.

Python's standard library is all that it needs. KRARUP_C_LIBRARY is the shared library,
KRARUP_COLUMNS the program that says what C++ says, KRARUP_REFERENCE the folder of tables.
"""

import csv
import ctypes
import itertools
import math
import os
import pathlib
import random
import struct
import subprocess
import unittest
from concurrent.futures import ThreadPoolExecutor

lib = ctypes.CDLL(os.environ["KRARUP_C_LIBRARY"])
tables = pathlib.Path(os.environ["KRARUP_REFERENCE"])
lib.krarup_version.restype = ctypes.c_char_p
lib.krarup_status_text.restype = ctypes.c_char_p
lib.krarup_reason_text.restype = ctypes.c_char_p

OK, ROWS_REFUSED, STOPPED, IMPOSSIBLE_POINTER, IMPOSSIBLE_COUNT = 0, 1, -1, -2, -3


class Column(ctypes.Structure):
    """Numbers for the rows, or one for all; keeps them alive."""

    _fields_ = [("values", ctypes.POINTER(ctypes.c_double)), ("stride", ctypes.c_int64)]

    def __init__(self, numbers):
        many = isinstance(numbers, (list, tuple))
        self.kept = (ctypes.c_double * max(1, len(numbers) if many else 1))(
            *(numbers if many else [numbers])
        )
        super().__init__(ctypes.cast(self.kept, ctypes.POINTER(ctypes.c_double)), 1 if many else 0)


class Sized(ctypes.Structure):
    """A structure that begins with its size; columns by their names, the others left out."""

    def __init__(self, **given):
        self.kept = given  # ctypes copies a structure but does not keep what it points to
        super().__init__(size=ctypes.sizeof(type(self)), **given)


def columns(*names):
    return [("size", ctypes.c_int64), *((name, Column) for name in names)]


class Queues(Sized):
    _fields_ = columns("arrival_rate", "average_handle_time", "average_patience")


class Targets(Sized):
    _fields_ = columns(
        "service_level",
        "answer_within",
        "definition",
        "short_abandon",
        "average_speed_of_answer",
        "mean_wait",
        "probability_of_abandonment",
        "occupancy",
        "probability_of_wait",
    )


class Levels(Sized):
    _fields_ = columns("answer_within", "definition", "short_abandon")


class Forecast(Sized):
    _fields_ = columns(
        "contacts", "length", "average_handle_time", "average_patience", "shrinkage", "on_phone"
    )


GO_ON = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_double, ctypes.c_void_p)


class Execution(Sized):
    _fields_ = [
        ("size", ctypes.c_int64),
        ("workers", ctypes.c_int32),
        ("instructions", ctypes.c_int32),
        ("go_on", GO_ON),
        ("context", ctypes.c_void_p),
    ]


class Error(Sized):
    _fields_ = [
        ("size", ctypes.c_int64),
        ("row", ctypes.c_int64),
        ("status", ctypes.c_int32),
        ("reserved", ctypes.c_int32),
        ("message", ctypes.c_char * 240),
    ]


class Totals(Sized):
    _fields_ = [
        ("size", ctypes.c_int64),
        ("intervals", ctypes.c_int64),
        ("intervals_without_requirement", ctypes.c_int64),
        ("intervals_left_out", ctypes.c_int64),
        ("intervals_without_service_level", ctypes.c_int64),
        ("peak_interval", ctypes.c_int64),
        *(
            (name, ctypes.c_double)
            for name in (
                "peak_required",
                "offered_left_out",
                "offered",
                "answered",
                "abandoned",
                "in_time",
                "counted",
                "service_level",
                "average_speed_of_answer",
                "probability_of_abandonment",
                "handling_time",
                "ready_time",
                "occupancy",
                "paid_time",
            )
        ),
    ]


def ask(name, rows, *arguments, reasons=False, how=None):
    """Results, and reasons if asked for, of a call that succeeds."""
    result = (ctypes.c_double * rows)()
    why = (ctypes.c_int32 * rows)()
    error = Error()
    status = getattr(lib, name)(
        *(ctypes.byref(a) if isinstance(a, ctypes.Structure) else a for a in arguments),
        ctypes.c_int64(rows),
        result,
        *([why] if reasons else []),
        ctypes.byref(how) if how else None,
        ctypes.byref(error),
    )
    if status != OK:
        raise AssertionError(f"{name}: {status}, row {error.row}: {error.message.decode()}")
    return (list(result), list(why)) if reasons else list(result)


def table(name):
    with open(tables / name, newline="") as lines:
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    return {
        key: [float(row[key]) if row[key] else math.inf for row in rows]
        for key in rows[0]
        if key not in ("model", "definition")
    }


def only(rows, keep):
    chosen = [i for i in range(len(next(iter(rows.values())))) if keep(i)]
    return {key: [column[i] for i in chosen] for key, column in rows.items()}


class Tables(unittest.TestCase):
    def assert_relative(self, got, expected, most):
        self.assertEqual(len(got), len(expected))
        self.assertGreater(len(got), 30)
        for row, (x, y) in enumerate(zip(got, expected, strict=True)):
            if math.isinf(y):
                self.assertEqual(x, y, row)
            elif abs(y) < 2.3e-308:
                self.assertLess(abs(x - y), 1e-320, row)
            else:
                self.assertLessEqual(abs(x - y), most * abs(y), row)

    def assert_absolute(self, got, expected, most):
        for row, (x, y) in enumerate(zip(got, expected, strict=True)):
            self.assertLessEqual(abs(x - y), most, row)

    def test_erlang_b(self):
        rows = table("erlang_b.csv")
        got = ask(
            "krarup_probability_of_blocking",
            len(rows["servers"]),
            Column(rows["offered_load"]),
            Column(rows["servers"]),
        )
        self.assert_relative(got, rows["blocking"], 1e-14)

    def test_trunks(self):
        rows = table("erlang_b.csv")
        rows = only(
            rows,
            lambda i: (
                rows["servers"][i].is_integer()
                and rows["servers"][i] > 0
                and 1e-300 < rows["blocking"][i] < 0.99
            ),
        )
        got, why = ask(
            "krarup_trunks_required",
            len(rows["servers"]),
            Column(rows["offered_load"]),
            Column([blocking * (1 + 1e-9) for blocking in rows["blocking"]]),
            reasons=True,
        )
        self.assertEqual(got, rows["servers"])
        self.assertEqual(set(why), {0})
        self.assertGreater(len(got), 30)

    def test_erlang_c(self):
        rows = table("erlang_c.csv")
        count = len(rows["servers"])
        queues = Queues(arrival_rate=Column(rows["offered_load"]), average_handle_time=Column(1.0))
        staff = Column(rows["servers"])
        self.assert_relative(
            ask("krarup_probability_of_wait", count, queues, staff), rows["wait"], 1e-14
        )
        self.assert_relative(
            ask("krarup_average_speed_of_answer", count, queues, staff), rows["asa"], 1e-14
        )
        levels = Levels(answer_within=Column(rows["answer_within"]))
        self.assert_relative(
            ask("krarup_service_level", count, queues, staff, levels),
            rows["service_level"],
            1e-14,
        )

    def test_erlang_a(self):
        rows = table("erlang_a.csv")
        rows = only(rows, lambda i: rows["servers"][i] >= 0.5)
        count = len(rows["servers"])
        queues = Queues(
            arrival_rate=Column(rows["offered_load"]),
            average_handle_time=Column(1.0),
            average_patience=Column(rows["patience"]),
        )
        staff = Column(rows["servers"])
        for name, column in (
            ("krarup_probability_of_wait", "wait"),
            ("krarup_probability_of_abandonment", "abandon"),
            ("krarup_mean_queue_length", "mean_queue_length"),
            ("krarup_occupancy", "occupancy"),
            ("krarup_average_speed_of_answer", "mean_wait_answered"),
        ):
            with self.subTest(name):
                self.assert_relative(ask(name, count, queues, staff), rows[column], 1e-13)
        waits = ("mean_wait", "mean_wait_answered", "mean_wait_abandoned", "mean_virtual_wait")
        for whom, column in enumerate(waits):
            with self.subTest(column):
                got = ask("krarup_mean_wait", count, queues, staff, ctypes.c_int32(whom))
                self.assert_relative(got, rows[column], 1e-13)

    def test_definitions(self):
        rows = table("erlang_a.csv")
        rows = only(rows, lambda i: rows["servers"][i] >= 0.5 and rows["abandon"][i] < 1 - 1e-3)
        count = len(rows["servers"])
        queues = Queues(
            arrival_rate=Column(rows["offered_load"]),
            average_handle_time=Column(1.0),
            average_patience=Column(rows["patience"]),
        )
        answered = rows["answered_within"]
        gone, gone_within = rows["abandon"], rows["abandoned_within"]
        for definition, expected in (
            (0, answered),
            (1, [a / (1 - p) for a, p in zip(answered, gone, strict=True)]),
            (2, [a / (1 - p) for a, p in zip(answered, gone_within, strict=True)]),
            (3, [a + p for a, p in zip(answered, gone_within, strict=True)]),
            (6, [1 - p for p in rows["virtual_wait_exceeds"]]),
        ):
            with self.subTest(definition):
                levels = Levels(
                    answer_within=Column(rows["answer_within"]),
                    definition=Column(float(definition)),
                )
                got = ask("krarup_service_level", count, queues, Column(rows["servers"]), levels)
                self.assert_absolute(got, expected, 2e-12)

    def test_agents_required(self):
        rows = table("staffing.csv")
        count = len(rows["servers"])
        queues = Queues(
            arrival_rate=Column(
                [c / i for c, i in zip(rows["contacts"], rows["interval"], strict=True)]
            ),
            average_handle_time=Column(rows["aht"]),
            average_patience=Column(rows["patience"]),
        )
        targets = Targets(
            service_level=Column(rows["target"]), answer_within=Column(rows["answer_within"])
        )
        got, why = ask("krarup_agents_required", count, queues, targets, reasons=True)
        self.assertEqual(got, rows["servers"])
        self.assertEqual(set(why), {0})

    def test_a_day_is_its_rows(self):
        rows = only(table("staffing.csv"), lambda i: i % 2 == 0)
        count = len(rows["servers"])
        forecast = Forecast(
            contacts=Column(rows["contacts"]),
            length=Column(rows["interval"]),
            average_handle_time=Column(rows["aht"]),
            average_patience=Column(rows["patience"]),
        )
        targets = Targets(
            service_level=Column(rows["target"]), answer_within=Column(rows["answer_within"])
        )
        totals = Totals()
        status = lib.krarup_plan_day(
            ctypes.byref(forecast),
            ctypes.byref(targets),
            ctypes.c_int64(count),
            ctypes.c_int32(1),
            None,
            ctypes.byref(totals),
            None,
            None,
        )
        self.assertEqual(status, OK)
        self.assertEqual(totals.intervals, count)
        self.assertEqual(totals.peak_required, max(rows["servers"]))
        paid = sum(n * t for n, t in zip(rows["servers"], rows["interval"], strict=True))
        self.assertAlmostEqual(totals.paid_time / paid, 1.0, places=13)
        self.assertAlmostEqual(totals.offered / sum(rows["contacts"]), 1.0, places=13)


def bits(number):
    return "nan" if math.isnan(number) else struct.pack("<d", number).hex()


class SameAsColumns(unittest.TestCase):
    def rows(self):
        draw = random.Random(7)
        for i in range(2000):
            load, aht = math.exp(draw.uniform(-3, 7)), draw.uniform(30, 900)
            within = draw.uniform(0, 90)
            yield (
                (math.nan if i == 5 else load / aht),
                aht,
                math.inf if i % 2 else draw.uniform(20, 900),
                math.floor(load * draw.uniform(0.7, 1.5)) + draw.choice([0.0, 0.25]),
                within,
                float(i % 7),
                within * draw.uniform(0.1, 1),
                draw.uniform(0.3, 1.0),
            )

    def test_every_bit(self):
        table = list(self.rows())
        rate, aht, patience, staff, within, definition, short, level = (
            list(column) for column in zip(*table, strict=True)
        )
        said = subprocess.run(
            [os.environ["KRARUP_COLUMNS"]],
            env={**os.environ, "LD_PRELOAD": ""},  # it has the run time of its sanitizers in it
            input="\n".join(" ".join(x.hex() for x in row) for row in table),
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        expected = [[float.fromhex(x) for x in line.split()] for line in said.splitlines()]
        count = len(table)
        self.assertEqual(len(expected), count)
        queues = Queues(
            arrival_rate=Column(rate),
            average_handle_time=Column(aht),
            average_patience=Column(patience),
        )
        counted = {
            "answer_within": Column(within),
            "definition": Column(definition),
            "short_abandon": Column(short),
        }
        agents = Column(staff)
        required, why = ask(
            "krarup_agents_required",
            count,
            queues,
            Targets(service_level=Column(level), **counted),
            reasons=True,
        )
        got = (
            ask("krarup_probability_of_wait", count, queues, agents),
            ask("krarup_service_level", count, queues, agents, Levels(**counted)),
            ask("krarup_average_speed_of_answer", count, queues, agents),
            required,
            [math.nan if reason == -1 else float(reason) for reason in why],
        )
        for i, (mine, theirs) in enumerate(zip(zip(*got, strict=True), expected, strict=True)):
            self.assertEqual([bits(x) for x in mine], [bits(x) for x in theirs], i)


class Calls(unittest.TestCase):
    queues = Queues(arrival_rate=Column([0.05, math.nan, -1.0]), average_handle_time=Column(180.0))
    targets = Targets(service_level=Column(0.8), answer_within=Column(20.0))

    def required(self, rows, result, error, how=None):
        return lib.krarup_agents_required(
            ctypes.byref(self.queues),
            ctypes.byref(self.targets),
            ctypes.c_int64(rows),
            result,
            None,
            how and ctypes.byref(how),
            error and ctypes.byref(error),
        )

    def test_texts(self):
        self.assertRegex(lib.krarup_version(), rb"^\d+\.\d+\.\d+$")
        for status in range(-9, 2):
            self.assertNotEqual(lib.krarup_status_text(status), b"")
        for reason in range(-1, 13):
            self.assertNotEqual(lib.krarup_reason_text(reason), b"")
        for number in (-(2**31), -10, 2, 13, 2**31 - 1):
            self.assertEqual(lib.krarup_status_text(number), b"")
        for number in (-(2**31), -2, 13, 2**31 - 1):
            self.assertEqual(lib.krarup_reason_text(number), b"")

    def test_refused_rows_and_calls(self):
        result, error = (ctypes.c_double * 3)(), Error()
        self.assertEqual(self.required(3, result, error), ROWS_REFUSED)
        self.assertEqual((error.row, error.status), (2, ROWS_REFUSED))
        self.assertEqual(error.message, b"rate must be finite and >= 0, got -1")
        self.assertEqual([math.isnan(x) for x in result], [False, True, True])
        self.assertEqual(self.required(-3, result, error), IMPOSSIBLE_COUNT)
        self.assertEqual(error.message, b"rows must be >= 0, got -3")
        self.assertEqual(self.required(3, None, error), IMPOSSIBLE_POINTER)
        self.assertEqual(self.required(3, None, None), IMPOSSIBLE_POINTER)

    def test_go_on(self):
        shares = []

        def half(share, context):
            shares.append((share, context))
            return share < 0.5

        rows = 20_000
        queues, self.queues = (
            self.queues,
            Queues(arrival_rate=Column(0.05), average_handle_time=Column(180.0)),
        )
        self.addCleanup(setattr, self, "queues", queues)
        result, error = (ctypes.c_double * rows)(), Error()
        how = Execution(workers=1, go_on=GO_ON(half), context=4711)
        self.assertEqual(self.required(rows, result, error, how), STOPPED)
        self.assertEqual(error.message, b"go_on said no")
        self.assertGreaterEqual(shares[-1][0], 0.5)
        self.assertEqual({context for _, context in shares}, {4711})
        self.assertEqual(shares, sorted(shares))

    def test_many_threads(self):
        rows = 60_000
        rates = [0.001 * (1 + i % 500) for i in range(rows)]
        queues = Queues(
            arrival_rate=Column(rates),
            average_handle_time=Column(180.0),
            average_patience=Column(300.0),
        )
        alone = ask("krarup_agents_required", rows, queues, self.targets, reasons=True)
        with ThreadPoolExecutor(4) as pool:
            answers = pool.map(
                lambda workers: ask(
                    "krarup_agents_required",
                    rows,
                    queues,
                    self.targets,
                    reasons=True,
                    how=Execution(workers=workers),
                ),
                itertools.chain(range(4), range(4)),
            )
            for answer in answers:
                self.assertTrue(answer == alone)


if __name__ == "__main__":
    unittest.main()
