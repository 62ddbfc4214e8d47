"""A frame of any kind goes in, the same kind comes out; groups are weighted, no row is moved."""

import copy
import datetime
import pickle
import subprocess
import sys

import krarup as kr
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from pytest import approx

PROMISE = {"interval": "30min", "service_level": 0.80, "answer_within": 20}
ORDER = {"start": "start", "by": ["queue", "date"]}

START = datetime.datetime(2026, 3, 2, 23, 0)
ROWS = {  # two queues, row by row in turn, over midnight
    "queue": ["sales", "billing"] * 4,
    "start": [START + datetime.timedelta(minutes=30 * (i // 2)) for i in range(8)],
    "contacts": [60.0, 100.0, 45.0, 80.0, 30.0, 50.0, 0.0, 20.0],
    "aht": [180.0, 240.0] * 4,
}

KINDS = {
    "pandas": pd.DataFrame,
    "polars": pl.DataFrame,
    "arrow table": pa.table,
    "arrow batch": lambda rows: pa.table(rows).to_batches()[0],
    "mapping": dict,
}


def column(frame, name):
    """The values of a column, as a list, whatever the frame."""
    if isinstance(frame, pa.Table | pa.RecordBatch):
        return frame.column(name).to_pylist()
    return list(np.asarray(frame[name]).tolist())


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_kind_comes_out(kind):
    given = KINDS[kind](ROWS)
    plan = kr.plan_day(given, **ORDER, **PROMISE, patience=300, shrinkage=0.30)
    expected = pd.DataFrame if kind == "mapping" else type(given)
    assert type(plan.frame) is type(plan.groups) is expected
    names = list(getattr(plan.frame, "column_names", getattr(plan.frame, "columns", None)))
    if kind == "arrow batch":
        names = plan.frame.schema.names
    assert names == [
        "queue",
        "start",
        "date",
        "contacts",
        "aht",
        "patience",
        "agents_required",
        "offered_load",
        "occupancy",
        "probability_of_wait",
        "service_level",
        "asa",
        "mean_queue_length",
        "probability_of_abandonment",
        "scheduled",
        "paid_hours",
        "status",
    ]
    assert column(plan.frame, "queue") == ROWS["queue"]
    assert column(plan.frame, "contacts") == ROWS["contacts"]
    for i in range(8):
        load = {name: ROWS[name][i] for name in ("contacts", "aht")}
        queue = kr.ErlangA(**load, interval="30min", patience=300)
        n = queue.agents_required(service_level=0.80, answer_within=20)
        assert column(plan.frame, "agents_required")[i] == n
        level = queue.service_level(agents=n, answer_within=20)
        assert column(plan.frame, "service_level")[i] == approx(level, rel=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_totals_of_groups_are_sums_of_their_rows(kind):
    plan = kr.plan_day(KINDS[kind](ROWS), **ORDER, **PROMISE, patience=300, shrinkage=0.30)
    groups = plan.groups
    assert column(groups, "queue") == ["sales", "billing", "sales", "billing"]
    if kind in ("polars", "arrow table"):
        dates = groups["date"].to_pylist() if kind == "arrow table" else groups["date"].to_list()
        assert [str(each) for each in dates] == ["2026-03-02"] * 2 + ["2026-03-03"] * 2
    for g, rows in enumerate([(0, 2), (1, 3), (4, 6), (5, 7)]):
        volume = answered = in_time = waited = handling = ready = paid = peak = 0.0
        for i in rows:
            contacts, aht = ROWS["contacts"][i], ROWS["aht"][i]
            queue = kr.ErlangA(contacts=contacts, aht=aht, interval="30min", patience=300)
            n = queue.agents_required(service_level=0.80, answer_within=20)
            reached = contacts * (1 - queue.probability_of_abandonment(agents=n))
            volume += contacts
            answered += reached
            in_time += contacts * queue.service_level(agents=n, answer_within=20)
            waited += reached * queue.asa(agents=n)
            handling += reached * aht / 3600
            ready += n / 2
            paid += kr.scheduled_from_on_phone(on_phone=n, shrinkage=0.30) / 2
            peak = max(peak, n)
        expected = {
            "intervals": 2,
            "intervals_missing": 0,
            "contacts": volume,
            "answered": answered,
            "abandoned": volume - answered,
            "service_level": in_time / volume,
            "asa": waited / answered,
            "probability_of_abandonment": 1 - answered / volume,
            "handling_hours": handling,
            "ready_hours": ready,
            "occupancy": handling / ready,
            "paid_hours": paid,
            "peak_agents_required": peak,
        }
        for name, value in expected.items():
            assert column(groups, name)[g] == approx(value, rel=1e-9), name


def level_by_hand(definition, volume, queue, n):
    """Contacts served in time and contacts that count, as the definition says it in words."""
    within = volume * queue.probability_of_answer_within(agents=n, wait=20)
    answered = volume * (1 - queue.probability_of_abandonment(agents=n))
    left_within = volume * queue.probability_of_abandonment_within(agents=n, wait=20)
    left_soon = volume * queue.probability_of_abandonment_within(agents=n, wait=5)
    return {
        "offered": (within, volume),
        "answered": (within, answered),
        "exclude_abandoned_within": (within, volume - left_within),
        "positive": (within + left_within, volume),
        "exclude_short": (within, volume - left_soon),
        "positive_short": (within + left_soon, volume),
    }[definition]


DEFINITIONS = [
    "offered",
    "answered",
    "exclude_abandoned_within",
    "positive",
    "exclude_short",
    "positive_short",
]


@pytest.mark.parametrize("definition", DEFINITIONS)
def test_every_definition_is_weighted_by_the_contacts_that_count(definition):
    staff = [5, 9, 4, 9, 2, 5, 1, 3]
    rows = {**ROWS, "staff": staff}
    how = {"definition": definition, "patience": 120, "agents": "staff"}
    how |= {"short": 5} if "short" in definition else {}
    plan = kr.evaluate_day(pd.DataFrame(rows), by="queue", **how, **PROMISE)
    everything = np.zeros(2)
    for g, name in enumerate(["sales", "billing"]):
        sums = np.zeros(2)
        for i in range(8):
            if ROWS["queue"][i] == name:
                load = {"contacts": ROWS["contacts"][i], "aht": ROWS["aht"][i]}
                queue = kr.ErlangA(**load, interval="30min", patience=120)
                sums += level_by_hand(definition, load["contacts"], queue, staff[i])
        assert plan.groups["service_level"][g] == approx(sums[0] / sums[1], rel=1e-9)
        everything += sums
    assert plan.totals["service_level"] == approx(everything[0] / everything[1], rel=1e-9)
    mean = plan.frame["service_level"].mean()
    assert plan.totals["service_level"] != approx(mean, rel=1e-3)


@pytest.mark.parametrize("patience", [None, 90])
@pytest.mark.parametrize("definition", ["virtual", *DEFINITIONS])
def test_one_group_comes_to_what_the_day_does(definition, patience):
    random = np.random.default_rng(7)
    rows = pd.DataFrame({"contacts": random.integers(0, 90, 300), "all": "all"})
    rows["staff"] = random.integers(0, 12, 300) * random.integers(0, 2, 300)
    how = {"definition": definition, "patience": patience, "agents": "staff", "aht": 180}
    how |= {"short": 5} if "short" in definition else {}
    plan = kr.evaluate_day(rows, by="all", **how, **PROMISE)
    for name, value in plan.totals.items():
        assert plan.groups[name][0] == approx(value, rel=1e-12), name


def test_groups_add_up_to_the_day():
    rows = pd.DataFrame(ROWS)
    rows.loc[[1, 4], "contacts"] = np.nan
    rows.loc[2, "aht"] = np.nan
    rows["goal"] = [0.8, 0.8, 0.8, 1.0, 0.8, 0.8, 0.8, 0.8]
    promise = {**PROMISE, "service_level": "goal"}
    plan = kr.plan_day(rows, **ORDER, **promise, shrinkage=0.1)
    sums = plan.groups.drop(columns=["queue", "date"]).sum()
    for name in plan.totals:
        if name not in ("service_level", "asa", "probability_of_abandonment", "occupancy"):
            assert sums[name] == approx(plan.totals[name]), name
    assert plan.groups["intervals_missing"].tolist() == [1, 1, 1, 0]
    assert plan.groups["intervals_without_requirement"].tolist() == [0, 1, 0, 0]
    assert plan.groups["contacts_left_out"].tolist() == [45, 80, 0, 0]
    one = kr.plan_day(rows.assign(site="here"), start="start", by=["site", "queue"], **promise)
    alone = kr.plan_day(rows[rows.queue == "billing"], start="start", **promise)
    for name, value in alone.totals.items():
        assert one.groups[name][1] == approx(value), name


def test_a_group_without_answers():
    rows = {"queue": ["a", "a", "b", "c"], "contacts": [np.nan, np.nan, 0.0, 50.0]}
    plan = kr.plan_day(pd.DataFrame(rows), by="queue", aht=180, **PROMISE)
    groups = plan.groups.set_index("queue")
    assert groups.peak_agents_required.isna().tolist() == [True, False, False]
    assert groups.service_level.isna().tolist() == [True, False, False]
    assert groups.service_level["b"] == 1 and groups.asa["b"] == 0 and groups.occupancy["b"] == 0
    over = kr.evaluate_day(pd.DataFrame(rows), by="queue", aht=180, agents=2, **PROMISE)
    last = over.groups.set_index("queue").loc["c"]
    assert last.service_level == 0 and last.asa == np.inf and last.occupancy == 1


@pytest.mark.parametrize("kind", ["polars", "arrow table", "arrow batch"])
def test_null_goes_in_and_null_comes_out(kind):
    rows = {"contacts": [60, None, 100], "aht": [180, 180, None]}
    plan = kr.plan_day(KINDS[kind](rows), **PROMISE)
    assert column(plan.frame, "status") == ["ok", "missing contacts", "missing aht"]
    for name, none in [("contacts", [1]), ("aht", [2]), ("asa", [1, 2]), ("scheduled", [1, 2])]:
        cells = plan.frame[name]
        cells = cells.to_list() if kind == "polars" else cells.to_pylist()
        assert [i for i, each in enumerate(cells) if each is None] == none


def test_a_pandas_frame_keeps_its_index_and_its_kinds():
    index = pd.Index(list("hgfedcba"), name="row")
    given = pd.DataFrame(ROWS, index=index).astype({"queue": "category", "contacts": "Int64"})
    before = given.copy(deep=True)
    plan = kr.plan_day(given, **ORDER, **PROMISE)
    assert plan.frame.index.equals(index)
    assert plan.frame["queue"].dtype == plan.groups["queue"].dtype == given["queue"].dtype
    assert plan.frame["start"].equals(given["start"])
    pd.testing.assert_frame_equal(given, before)
    assert plan.peak.row == 1 and plan.peak.label == START


def test_queues_may_share_an_index_of_timestamps():
    rows = pd.DataFrame(ROWS).set_index("start")
    plan = kr.plan_day(rows, by=["queue", "date"], **PROMISE)
    assert plan.frame.index.equals(rows.index)
    assert plan.groups["contacts"].tolist() == [105, 180, 30, 70]
    assert plan.assumed[-1].startswith("Columns read: contacts, aht;")
    arrow = pd.DataFrame(ROWS).convert_dtypes(dtype_backend="pyarrow")
    again = kr.plan_day(arrow, **ORDER, **PROMISE)
    assert again.groups["contacts"].tolist() == [105, 180, 30, 70]
    assert again.frame["queue"].equals(arrow["queue"])
    twice = pd.concat([rows, rows[["queue"]]], axis=1)
    with pytest.raises(ValueError, match="by: 'queue' must be one column, got 2 axes"):
        kr.plan_day(twice, by="queue", **PROMISE)


def test_levels_of_an_index_are_columns_too():
    rows = pd.DataFrame(ROWS)
    nested = rows.set_index(["queue", "start"])
    plan, flat = (kr.plan_day(each, **ORDER, **PROMISE) for each in (nested, rows))
    assert plan.frame.index.equals(nested.index)
    pd.testing.assert_frame_equal(plan.groups, flat.groups)


def test_an_order_holds_within_each_queue_alone():
    frame = pl.DataFrame(ROWS)
    one_queue = {"start": "start", "aht": 180, **PROMISE}
    with pytest.raises(
        ValueError, match="row 1 .* repeat a timestamp, got 2026-03-02 23:00:00: name in"
    ):
        kr.plan_day(frame, **one_queue)
    later = frame.with_columns(pl.when(pl.col("queue") == "sales").then("start"))
    with pytest.raises(ValueError, match="row 1: start must be a timestamp, got none"):
        kr.plan_day(later, **one_queue)
    told = r"row 3 \(2026-03-02 23:30:00, queue 'billing'\): .*, 1800 s after row 1, whose interval"
    with pytest.raises(ValueError, match=f"{told} takes 3600 s"):
        long = [1800, 3600] * 4
        kr.plan_day(frame, **{**one_queue, "interval": long}, by="queue")
    with pytest.raises(ValueError, match="row 4 .* 'sales'.* before the row above, got .*: sort"):
        kr.plan_day(frame[[0, 1, 4, 3, 2]], **one_queue, by="queue")
    blocks = frame.sort("queue", maintain_order=True)
    plan = kr.plan_day(blocks, **one_queue, by="queue")
    assert plan.frame["queue"].to_list() == ["billing"] * 4 + ["sales"] * 4
    midnight = kr.plan_day(blocks, **{**one_queue, "interval": "30min"}, by=["date", "queue"])
    assert midnight.groups.height == 4
    with pytest.raises(ValueError, match=r"row 1 .*interval takes 3600 s"):
        kr.plan_day(blocks, **{**one_queue, "interval": "1h"}, by=["queue", "date"])


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"start": "when"}, "start must be a column, got 'when': the columns are 'queue', 'start'"),
        ({"start": "queue"}, "column 'queue'. must be a column of timestamps, got .* 'sales'"),
        ({"start": "aht"}, "column 'aht'. must be a column of timestamps, got .*180"),
        ({"by": "skill"}, "by must be a column, got 'skill': the columns are"),
        (
            {"by": "date", "start": None},
            "by must be a column, or timestamps tell the date, got 'date'",
        ),
        ({"by": 0}, "by must be the name of a column, or a list of names, got 0"),
        ({"by": ["queue", 0]}, "by must be .* a list of names, got .'queue', 0."),
        ({"time_zone": 1}, "time_zone must be a name such as 'Europe/Copenhagen', got 1"),
        ({"by": ["queue", "contacts"]}, "'contacts' tells rows apart and is a column of the plan"),
    ],
)
@pytest.mark.parametrize("kind", KINDS)
def test_bad_arguments_are_named(kind, change, complaint):
    with pytest.raises(ValueError, match=complaint):
        kr.plan_day(KINDS[kind](ROWS), **{**ORDER, **PROMISE, **change})


def test_a_row_without_a_group_is_refused():
    for none in (None, np.nan, pd.NA, pd.NaT):
        rows = pd.DataFrame({**ROWS, "queue": [*ROWS["queue"][:7], none]})
        with pytest.raises(ValueError, match="row 7.*: queue must have a value, by which rows are"):
            kr.plan_day(rows, **ORDER, **PROMISE)
    frame = pl.DataFrame({**ROWS, "queue": [*ROWS["queue"][:7], None]})
    with pytest.raises(ValueError, match="row 7.*: queue must have a value"):
        kr.plan_day(frame, **ORDER, **PROMISE)


@pytest.mark.parametrize("none", [None, ["sales"], ("sales", ["vip"])])
def test_a_row_without_a_group_hides_nothing_else_and_leaves_no_gap(none):
    queues = ["sales", "billing", none, "billing"] + ["sales"] * 4
    rows = pd.DataFrame({**ROWS, "queue": pd.Series(queues, dtype=object)})
    rows.loc[5, "start"] = rows.loc[4, "start"]
    found = kr.validate(rows, interval="30min", **ORDER)
    assert [(each.row, each.column) for each in found] == [
        (2, "queue"),
        (5, "start"),
        (7, "start"),
    ]
    assert "must not repeat" in found[1].rule and "must not repeat" in found[2].rule


def test_a_group_that_cannot_be_told_from_others_is_refused():
    rows = pd.DataFrame({**ROWS, "queue": [*ROWS["queue"][:7], ["billing"]]})
    with pytest.raises(ValueError, match="row 7.*: queue must be a text, a number or a date"):
        kr.plan_day(rows, **ORDER, **PROMISE)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "again", [lambda x: pickle.loads(pickle.dumps(x)), copy.deepcopy, copy.copy]
)
def test_a_plan_travels(kind, again):
    plan = kr.plan_day(KINDS[kind](ROWS), **ORDER, **PROMISE, shrinkage=0.30)
    same = again(plan)
    assert same.totals == plan.totals
    assert (repr(same), same._repr_html_()) == (repr(plan), plan._repr_html_())
    assert (same.warnings, same.assumed, same.peak) == (plan.warnings, plan.assumed, plan.peak)
    with pytest.raises(TypeError):
        same.totals["contacts"] = 0


def test_what_is_no_frame_is_refused():
    complaint = "must be a DataFrame, an Arrow table or a mapping of columns, got"
    lazy = pl.LazyFrame(ROWS)
    for nonsense in ([1, 2], np.ones(3), "forecast.csv", 7, None, pl.Series([1.0])):
        with pytest.raises(ValueError, match=f"{complaint} {type(nonsense).__name__}"):
            kr.plan_day(nonsense, aht=180, **PROMISE)
    with pytest.raises(ValueError, match=rf"{complaint} LazyFrame \(collect it first\)"):
        kr.plan_day(lazy, aht=180, **PROMISE)
    for empty in (pl.DataFrame({"contacts": []}), pa.table({"contacts": []})):
        with pytest.raises(ValueError, match="a forecast must have a row, got none"):
            kr.plan_day(empty, aht=180, **PROMISE)


def test_timestamps_that_are_no_timestamps_are_refused_with_advice():
    texts = {**ROWS, "start": [str(each) for each in ROWS["start"]]}
    for kind in KINDS.values():
        with pytest.raises(ValueError, match=r"'2026-03-02 23:00:00': convert it first"):
            kr.plan_day(kind(texts), **ORDER, **PROMISE)


@pytest.mark.parametrize("kind", ["M8[s]", "timestamp[ns][pyarrow]", object, "period[30min]"])
def test_every_index_of_timestamps_tells_when_the_rows_begin(kind):
    half_hours = pd.DatetimeIndex(["2026-03-02 09:00", "2026-03-02 09:30", "2026-03-02 09:30"])
    index = half_hours.to_period("30min") if "period" in str(kind) else half_hours.astype(kind)
    day = pd.DataFrame({"contacts": [60.0, 80.0, 70.0], "aht": 180.0}, index=index)
    plan = kr.plan_day(day[:2], **PROMISE, by="date")
    assert plan.start.tolist() == half_hours[:2].to_pydatetime().tolist()
    assert plan.frame.index.equals(index[:2]) and plan.groups["intervals"].tolist() == [2]
    with pytest.raises(ValueError, match="row 2 .2026-03-02 09:30.* must not repeat a timestamp"):
        kr.plan_day(day, **PROMISE)


def test_an_index_of_offsets_that_differ_is_refused():
    winter, summer = (pd.Timestamp(f"2026-10-25 02:00+0{hours}:00") for hours in (2, 1))
    index = pd.Index([winter, summer], dtype=object)
    day = pd.DataFrame({"contacts": [60.0, 80.0], "aht": 180.0}, index=index)
    with pytest.raises(ValueError, match="row 1.*must be in the time zone of the rows above"):
        kr.plan_day(day, **{**PROMISE, "interval": "1h"})


def test_dates_are_timestamps_at_midnight():
    days = [datetime.date(2026, 3, 2), datetime.date(2026, 3, 3)]
    for kind in KINDS.values():
        frame = kind({"start": days, "contacts": [900.0, 800.0]})
        plan = kr.plan_day(frame, **{**PROMISE, "interval": "1d"}, start="start", aht=180)
        assert [str(each)[:13] for each in plan.start] == ["2026-03-02T00", "2026-03-03T00"]


def test_columns_of_other_kinds_are_numbers():
    queue = kr.ErlangA(
        contacts=pl.Series([100, None, 60]),
        interval=pa.scalar(1800).as_py(),
        aht=pa.array([180.0, 180.0, 240.0]),
        patience=pa.chunked_array([[300, 300], [300]]),
    )
    required = queue.agents_required(service_level=pl.Series([0.8] * 3), answer_within=20)
    assert required.tolist()[::2] == [13, 11] and np.isnan(required[1])
    half_hour = pl.Series([datetime.timedelta(minutes=30), None])
    assert np.isnan(kr.ErlangC(contacts=100, interval=half_hour, aht=180).offered_load()[1])
    assert kr.ErlangC(contacts=100, interval=half_hour, aht=180).offered_load()[0] == 10
    for texts in (pl.Series(["100", "many"]), pa.array(["100", "many"])):
        with pytest.raises(ValueError, match="row 0: contacts must be .* got '100'"):
            kr.ErlangC(contacts=texts, interval="30min", aht=180)
    for frame in (pl.DataFrame(ROWS), pa.table(ROWS), pd.DataFrame(ROWS)):
        with pytest.raises(ValueError, match="aht must be a number or one column, got a whole"):
            kr.ErlangC(contacts=100, interval="30min", aht=frame)
    with pytest.raises(ValueError, match="row 0: contacts must be .* got True"):
        kr.ErlangC(contacts=pl.Series([True]), interval="30min", aht=180)


@pytest.mark.parametrize("kind", ["polars", "arrow table"])
def test_a_bad_cell_is_named_by_its_row(kind):
    rows = {**ROWS, "contacts": [60.0, 100.0, -3.0, 80.0, 30.0, 50.0, 0.0, 20.0]}
    with pytest.raises(ValueError, match="row 2.*contacts must be finite and >= 0, got -3"):
        kr.plan_day(KINDS[kind](rows), **ORDER, **PROMISE)


def run(program):
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


SETUP = f"""
import sys
import krarup as kr
optional = {{"pandas", "narwhals", "polars", "pyarrow", "matplotlib"}}
print(sorted(optional & set(sys.modules)))
plan = lambda frame: kr.plan_day(frame, aht=180, **{PROMISE!r})
rows = {{"contacts": [60]}}
"""


def test_narwhals_is_imported_for_the_frames_that_take_it_alone():
    told = run(
        f"{SETUP}import pandas\nplan(rows), plan(pandas.DataFrame(rows))\n"
        "print('narwhals' in sys.modules)"
    )
    assert told.split("\n")[:2] == ["[]", "False"]
    told = run(
        f"{SETUP}import polars\n"
        "sys.modules['narwhals'] = sys.modules['narwhals.stable.v2'] = None\n"
        "try: plan(polars.DataFrame(rows))\n"
        "except ImportError as error: print(error)\n"
    )
    expected = "a polars DataFrame takes Narwhals to be read: pip install 'krarup[frames]'"
    assert told.split("\n")[1] == expected


def test_without_pandas_a_mapping_comes_back_as_a_mapping():
    told = run(
        "import sys\n"
        "sys.modules['pandas'] = None\n"
        "import krarup as kr\n"
        "rows = {'queue': ['a', 'b'], 'contacts': [60, 100]}\n"
        f"plan = kr.plan_day(rows, by='queue', aht=180, **{PROMISE!r})\n"
        "print(type(plan.frame).__name__, plan.groups['queue'].tolist())\n"
        "print(plan.frame['agents_required'].tolist(), '<table' in plan._repr_html_())\n"
    )
    assert told.split("\n")[:2] == ["Table ['a', 'b']", "[9.0, 14.0] True"]


def test_it_is_the_earlier_interval_that_must_end_in_time():
    rows = {"start": ROWS["start"][:4:2], "contacts": [60.0, 45.0]}
    how = {"start": "start", "aht": 180, **PROMISE}
    grows = kr.plan_day(rows, **{**how, "interval": [1800, 3600]})
    assert grows.interval.tolist() == [1800, 3600]
    with pytest.raises(ValueError, match="row 1 .*, 1800 s after row 0, whose interval"):
        kr.plan_day(rows, **{**how, "interval": [3600, 1800]})


def test_columns_that_tell_rows_apart_are_named_and_complete():
    frame = pd.DataFrame(ROWS)
    with pytest.raises(ValueError, match="start must be the name of a column .* got a Series"):
        kr.plan_day(frame, start=frame["start"], by="queue", **PROMISE)
    for name in ("start", "by"):
        short = {**ROWS, "queue": ["sales", "billing"], "start": ROWS["start"][:2]}
        named = {name: "queue" if name == "by" else "start"}
        with pytest.raises(
            ValueError, match=f"{name}: '.*' must have a row for each of the 8, got 2"
        ):
            kr.plan_day(short, **named, **PROMISE)
    once = kr.plan_day(frame, start="start", by=["queue", "queue"], **PROMISE)
    assert once.groups["queue"].tolist() == ["sales", "billing"]
