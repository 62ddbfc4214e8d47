"""plan_batches: what engines are handed, however they cut their rows."""

import functools
import itertools
import pickle
import sys

import krarup as kr
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pa = pytest.importorskip("pyarrow")

PROMISE = {
    "interval": "30min",
    "aht": "aht",
    "service_level": 0.80,
    "answer_within": 20,
    "shrinkage": 0.30,
}
ROWS = 400
RANDOM = np.random.default_rng(20260522)
TABLE = pa.table(
    {
        "queue": pa.array([f"queue {row % 7}" for row in range(ROWS)]).dictionary_encode(),
        "start": pa.array([0] * ROWS, pa.timestamp("us", "UTC")),  # repeats: nobody reads it
        "contacts": pa.array(
            [None if row % 50 == 7 else float(RANDOM.integers(0, 500)) for row in range(ROWS)]
        ),
        "aht": RANDOM.integers(120, 400, ROWS),
        "patience": RANDOM.choice([60.0, 300.0, np.inf], ROWS),
    }
).combine_chunks()
BATCH = TABLE.to_batches()[0]
COLUMNS = {name: TABLE[name].to_numpy() for name in ("contacts", "aht", "patience")}


def table_of(batches):
    return pa.Table.from_batches(batches)


def test_a_batch_keeps_its_columns_and_gains_those_of_the_plan():
    (planned,) = kr.arrow.plan_batches([BATCH], **PROMISE)
    whole = kr.plan_day({name: COLUMNS[name] for name in ("contacts", "aht")}, **PROMISE).frame
    assert planned.schema == kr.arrow.plan_schema(BATCH.schema)
    assert planned.select(BATCH.schema.names) == BATCH
    added = [name for name in planned.schema.names if name not in BATCH.schema.names]
    assert added == [name for name in whole if name not in ("contacts", "aht")]
    for name in added[:-1]:
        np.testing.assert_array_equal(planned[name].to_numpy(), np.asarray(whole[name]))
    assert planned["status"].to_pylist() == list(whole["status"])
    assert planned["status"][7].as_py() == "missing contacts"


def test_rows_are_planned_as_the_queue_alone_says():
    (planned,) = kr.arrow.plan_batches([BATCH.slice(8, 20)], **PROMISE)
    for row in planned.to_pylist():
        queue = kr.ErlangC(contacts=row["contacts"], interval="30min", aht=row["aht"])
        n = row["agents_required"]
        assert queue.service_level(agents=n, answer_within=20) >= 0.80
        assert n == 0 or queue.service_level(agents=n - 1, answer_within=20) < 0.80
        level = queue.service_level(agents=n, answer_within=20)
        assert row["service_level"] == pytest.approx(level, rel=1e-13)
        assert row["scheduled"] == np.ceil(n / 0.70 * (1 - 1e-12))


@given(st.lists(st.integers(0, ROWS), max_size=12))
def test_where_batches_end_does_not_matter(ends):
    edges = [0, *sorted(ends), ROWS]
    pieces = [BATCH.slice(a, b - a) for a, b in itertools.pairwise(edges)]
    planned = list(kr.arrow.plan_batches(pieces, **PROMISE, max_occupancy=0.9))
    assert [each.num_rows for each in planned] == [each.num_rows for each in pieces]
    (whole,) = kr.arrow.plan_batches([BATCH], **PROMISE, max_occupancy=0.9)
    together = table_of(planned).combine_chunks().to_batches()[0]
    for name in whole.schema.names:
        assert_same(together[name], whole[name])


def assert_same(mine, theirs):
    if pa.types.is_floating(theirs.type):
        np.testing.assert_array_equal(
            mine.to_numpy(zero_copy_only=False), theirs.to_numpy(zero_copy_only=False)
        )
    else:
        assert mine.to_pylist() == theirs.to_pylist()


def test_patience_may_differ_by_row():
    promise = {**PROMISE, "patience": "patience"}
    finite = BATCH.filter(pa.compute.less(BATCH["patience"], np.inf))
    (planned,) = kr.arrow.plan_batches([finite], **promise)
    queue = kr.ErlangA(
        contacts=finite["contacts"].to_numpy(zero_copy_only=False),
        interval="30min",
        aht=finite["aht"].to_numpy(),
        patience=finite["patience"].to_numpy(),
    )
    required = queue.agents_required(service_level=0.80, answer_within=20)
    np.testing.assert_array_equal(planned["agents_required"].to_numpy(), required)


def test_an_empty_batch_gives_an_empty_one():
    empty, full = kr.arrow.plan_batches([BATCH.slice(0, 0), BATCH], **PROMISE)
    assert empty.num_rows == 0
    assert empty.schema == full.schema == kr.arrow.plan_schema(BATCH.schema)
    assert list(kr.arrow.plan_batches([], **PROMISE)) == []


def test_batches_are_read_one_at_a_time():
    read = []

    def batches():
        for row in range(3):
            read.append(row)
            yield BATCH.slice(row, 1)

    planned = kr.arrow.plan_batches(batches(), **PROMISE)
    assert read == []
    next(planned)
    assert read == [0]
    next(planned)
    assert read == [0, 1]


def test_it_can_be_sent_to_another_process():
    plan = functools.partial(kr.arrow.plan_batches, **PROMISE)
    assert table_of(pickle.loads(pickle.dumps(plan))([BATCH.slice(8, 9)])) == table_of(
        plan([BATCH.slice(8, 9)])
    )


@pytest.mark.parametrize("kind", [pa.int16(), pa.uint32(), pa.float32(), pa.decimal128(38, 0)])
def test_any_kind_of_number_is_read(kind):
    counts = pa.array([60, None, 100]).cast(kind)
    batch = pa.record_batch({"contacts": counts})
    (planned,) = kr.arrow.plan_batches([batch], **{**PROMISE, "aht": 180})
    assert planned["agents_required"].to_pylist()[::2] == [9, 14]
    assert planned["status"].to_pylist() == ["ok", "missing contacts", "ok"]


def test_times_may_be_durations():
    batch = pa.record_batch(
        {"contacts": [100.0], "length": pa.array([180], pa.duration("s"))},
    )
    (planned,) = kr.arrow.plan_batches([batch], **{**PROMISE, "aht": "length"})
    assert planned["agents_required"].to_pylist() == [14]


def test_a_wrong_row_is_named_within_its_batch():
    wrong = pa.record_batch({"contacts": [1.0, -2.0], "aht": [180, 180]})
    right = wrong.slice(0, 1)
    planned = kr.arrow.plan_batches([right, right, wrong], **PROMISE)
    next(planned)
    next(planned)
    with pytest.raises(
        ValueError, match="^batch 2: row 1: contacts must be finite and >= 0, got -2"
    ) as error:
        next(planned)
    assert isinstance(error.value.__cause__, kr.DataError)


def test_a_missing_column_is_named_with_those_there_are():
    with pytest.raises(ValueError, match="^batch 0: contacts must be a column, got 'calls'.*'aht'"):
        list(kr.arrow.plan_batches([BATCH], **PROMISE, contacts="calls"))


@pytest.mark.parametrize("name", ["start", "by", "time_zone", "repeated_hour", "gaps"])
def test_what_speaks_of_whole_days_is_refused_at_once(name):
    with pytest.raises(ValueError, match=f"^{name} speaks of whole days"):
        kr.arrow.plan_batches([], **PROMISE, **{name: "start"})


@pytest.mark.parametrize("value", [[0.8] * ROWS, np.full(ROWS, 0.8)])
def test_a_column_that_is_no_batchs_is_refused_at_once(value):
    with pytest.raises(ValueError, match="^max_occupancy must be a number, a time or the name of"):
        kr.arrow.plan_batches([BATCH], **PROMISE, max_occupancy=value)


def test_a_column_called_like_one_of_the_plan_is_refused():
    batch = BATCH.append_column("scheduled", BATCH["aht"])
    with pytest.raises(ValueError, match="'scheduled' is a column of the batches and of the plan"):
        list(kr.arrow.plan_batches([batch], **PROMISE))


def test_the_choice_of_workers_is_left_as_it_was():
    with kr.execution(workers=3):
        planned = kr.arrow.plan_batches([BATCH, BATCH], **PROMISE)
        next(planned)
        assert kr._core.execution()[0] == 3


def test_without_pyarrow_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ImportError, match=r"pip install 'krarup\[arrow\]'"):
        next(kr.arrow.plan_batches([None], **PROMISE))


@pytest.mark.parametrize("kind", ["table", "batch", "rows"])
def test_what_is_no_sequence_of_batches_is_refused(kind):
    table = pa.table({"contacts": [60.0], "aht": [180]})
    given = {"table": table, "batch": table.to_batches()[0], "rows": table.to_pylist()}[kind]
    with pytest.raises(ValueError, match="batches must be a sequence of record batches, .* got a"):
        list(kr.arrow.plan_batches(given, interval="30min", service_level=0.8, answer_within=20))
