"""Everything that is wrong is found at once, by the rules by which a plan refuses it."""

import copy
import datetime
import pickle
import time

import krarup as kr
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

PROMISE = {"service_level": 0.80, "answer_within": 20}


def day(volumes=(60, 100, 80, 90), aht=180.0, start="2026-03-02 09:00", zone=None):
    index = pd.date_range(start, periods=len(volumes), freq="30min", tz=zone)
    return pd.DataFrame({"contacts": volumes, "aht": aht}, index=index)


def check(frame, **more):
    return kr.validate(frame, interval="30min", **more)


def rules(findings):
    return [(each.row, each.column, each.severity) for each in findings]


def test_nothing_is_wrong_with_a_good_day():
    findings = check(day())
    assert len(findings) == 0 and not findings and list(findings) == []
    assert repr(findings) == "Findings: nothing"
    assert len(check(day([60.5, 0, 80.25, 90]))) == 0  # forecasts have fractions


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        ("1,234", "write the number 1234, or 1.234 if the comma is a decimal one"),
        ("1,234,567", "write the number 1234567"),
        ("12,5", "write the number 12.5, with a point"),
        ("12 %", "write the number without the percent sign"),
        ("n/a", "leave the cell empty (NaN) where a number is missing"),
        ("", "leave the cell empty (NaN) where a number is missing"),
        ("60", "it is a text: make the column one of numbers, as pandas.to_numeric does"),
        ("many", "write a number"),
        (-1.0, "correct it, or leave it empty"),
        (np.inf, "correct it, or leave it empty"),
    ],
)
def test_a_count_that_is_none(value, advice):
    frame = day().astype({"contacts": object})
    frame.iloc[2, 0] = value
    (finding,) = check(frame)
    assert (finding.row, finding.column, finding.value) == (2, "contacts", value)
    assert finding.label == pd.Timestamp("2026-03-02 10:00")
    assert finding.rule == "must be finite and >= 0"
    assert finding.advice == advice
    assert finding.text.startswith("row 2 (2026-03-02 10:00:00): contacts must be finite and >= 0")


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        (80.0, "write 0.80 for 80 %"),
        ("80 %", "write 0.8 for 80 %"),
        ("12,5%", "write 0.125 for 12,5%"),
    ],
)
def test_a_share_that_is_a_percentage(value, advice):
    frame = day().assign(away=[0.3, 0.3, 0.3, 0.3]).astype({"away": object})
    frame.iloc[1, 2] = value
    (finding,) = check(frame, shrinkage="away")
    assert (finding.row, finding.column, finding.advice) == (1, "away", advice)
    assert "shrinkage (column 'away') must be in [0, 1)" in finding.text


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        ("00:03:15", "write its seconds, 195, as pandas.to_timedelta finds those of a column"),
        ("1:02:03.5", "write its seconds, 3723.5, as pandas.to_timedelta finds those of a column"),
        ("3:15", "write its seconds, 195 if it is minutes and seconds"),
        (datetime.time(0, 3, 15), "write its seconds, 195"),
        ("3:75", "a time as text is a number and ms, s, min, h or d: '30min'"),
    ],
)
def test_a_handle_time_as_a_clock_shows_it(value, advice):
    (finding,) = check(day().assign(aht=pd.Series([180] * 3 + [value], day().index, dtype=object)))
    assert (finding.row, finding.column, finding.advice) == (3, "aht", advice)


def test_missing_columns_are_found_together():
    findings = check({"when": [1, 2]}, agents="staff")
    assert [each.text for each in findings] == [
        "contacts must be a column, got 'contacts': the columns are 'when'",
        "aht must be a column or a time such as '30min', got 'aht': the columns are 'when'",
        "agents must be a column, got 'staff': the columns are 'when'",
    ]
    assert [each.row for each in findings] == [None] * 3
    assert "must have a row" in check(day([]))[0].text
    (finding,) = check({"contacts": [1, 2]}, aht=180, by="date")
    assert "by must be a column, or timestamps tell the date" in finding.text


def test_a_handle_time_of_zero_takes_an_interval_without_contacts():
    frame = day([0, 100, 80, 0], [0.0, 0.0, 180, -1])
    assert rules(check(frame)) == [(1, "aht", "error"), (3, "aht", "error")]
    night = day([0, 100, 0], [0.0, 180, 0.0])
    plan = kr.plan_day(night, interval="30min", **PROMISE)
    assert plan.frame["agents_required"].tolist() == [0, 14, 0]
    assert plan.frame["aht"].tolist() == [0, 180, 0]
    assert plan.totals["contacts"] == 100 and plan.totals["intervals_missing"] == 0


@pytest.mark.parametrize(
    ("aht", "unit"),
    [(3.0, "minutes"), (180_000.0, "milliseconds"), (180 / 86400, "days"), (180.0, None)],
)
def test_a_handle_time_that_looks_like_another_unit(aht, unit):
    findings = check(day(aht=aht))
    assert len(findings.errors) == 0
    assert [each.advice.split(",")[0].split(" (")[0] for each in findings] == (
        [] if unit is None else [f"if these are {unit}"]
    )


def test_a_unit_of_the_name_is_used_and_told():
    minutes = pd.DataFrame({"Calls": [60, 100], "AHT (min)": [3.0, 3.0]})
    findings = check(minutes)
    assert len(findings) == 0
    assert findings.assumed[1] == "aht is the column 'AHT (min)', in minutes by its name"
    plan = kr.plan_day(minutes, interval="30min", **PROMISE)
    assert plan.frame["aht"].tolist() == [180, 180]
    assert plan.frame["agents_required"].tolist() == [9, 14]
    assert "in minutes by its name" in "\n".join(plan.assumed)
    assert "contacts from 'Calls'" in "\n".join(plan.assumed)


def test_timestamps_that_nobody_named():
    frame = day().reset_index(names="Interval Start")
    assert rules(check(frame)) == [(None, "start", "warning")]
    assert check(frame)[0].advice.startswith("say start='Interval Start'")
    assert len(check(frame, start="Interval Start")) == 0


def test_what_several_columns_may_mean_is_refused():
    frame = pd.DataFrame({"Calls": [60], "Offered": [60], "aht": 180})
    for ask in (check, lambda each: kr.plan_day(each, interval="30min", **PROMISE)):
        with pytest.raises(ValueError, match="any of the columns 'Calls', 'Offered': say which"):
            ask(frame)
    assert len(check(frame, contacts="Calls")) == 0


def test_the_order_of_intervals():
    frame = day([1] * 6)
    assert rules(check(frame.iloc[[0, 1, 1, 2]])) == [(2, "start", "error")]
    assert rules(check(frame.iloc[[1, 0, 2]])) == [(1, "start", "error")]
    (gap,) = check(frame.iloc[[0, 1, 4, 5]])
    assert gap.text == (
        "row 2 (2026-03-02 11:00:00): start must not leave a gap in a day, got 2026-03-02 11:00:00,"
        " 5400 s after row 1, whose interval takes 1800 s: add the missing rows, of 0 contacts "
        "where none came, or say gaps='closed' if nobody is expected between; after a clock "
        "change, say the time_zone and repeated_hour"
    )
    assert len(check(frame.iloc[[0, 1, 4, 5]], gaps="closed")) == 0
    assert rules(kr.validate(frame, interval="1h").errors) == [
        (i, "start", "error") for i in range(1, 6)
    ]
    late = frame.set_axis([*frame.index[:5], pd.Timestamp("2026-03-02 11:37")])
    assert rules(check(late)) == [(5, "start", "error"), (5, "start", "warning")]
    missing = frame.set_axis([*frame.index[:5], pd.NaT])
    assert [each.rule for each in check(missing)] == ["must be a timestamp"]


def test_two_days_leave_a_night_between_them_but_no_gap():
    two = pd.concat([day(), day(start="2026-03-03 09:00")])
    assert len(check(two)) == 0


def test_a_gap_over_midnight_is_a_doubt_where_other_nights_have_none():
    three = day([1] * 48 * 3, start="2026-03-02 00:00")
    assert len(check(three)) == 0
    (doubt,) = check(three.drop(three.index[[46, 47]]))
    assert (doubt.row, doubt.severity) == (46, "warning")
    assert str(doubt.value) == "2026-03-03 00:00:00" and "over midnight" in doubt.rule
    closed = three[three.index.hour < 23]
    assert len(check(closed)) == 0
    both = pd.concat([closed.assign(queue="a"), three.assign(queue="b")])
    assert len(check(both, by="queue")) == 0
    monday = three.drop(three.index[30:96])
    assert len(check(monday)) == 0


def test_the_order_holds_within_each_queue():
    both = pd.concat([day().assign(queue="a"), day().assign(queue="b")])
    assert rules(check(both)) == [(4, "start", "error")] + [
        (i, "start", "error") for i in range(4, 8)
    ]
    assert len(check(both, by="queue")) == 0
    (gap,) = check(both.drop(both.index[1]).assign(queue=["a"] * 3 + ["b"] * 3), by="queue")[:1]
    assert "queue 'a'" in gap.text


def test_clock_changes():
    wall = pd.DataFrame(
        {"contacts": 1.0, "aht": 180},
        index=pd.date_range("2026-10-25 01:00", periods=6, freq="30min"),
    )
    zone = {"time_zone": "Europe/Copenhagen"}
    assert rules(check(wall, **zone)) == [(2, "start", "error"), (3, "start", "error")]
    assert len(check(wall, **zone, repeated_hour="added")) == 0
    spring = wall.set_axis(pd.date_range("2026-03-29 01:00", periods=6, freq="30min"))
    assert rules(check(spring, **zone)) == [(2, "start", "error"), (3, "start", "error")]
    skipped = spring.drop(spring.index[2:4])
    assert len(check(skipped, **zone)) == 0
    assert rules(check(skipped)) == [(2, "start", "error")]  # a gap, where no zone is said
    whole = day([1] * 50, start="2026-10-25", zone="Europe/Copenhagen")
    assert len(check(whole)) == 0 and len(check(whole.drop(whole.index[5]))) == 1


def test_mixed_time_zones_in_one_column():
    texts = ["2026-03-02 09:00+01:00", "2026-03-02 09:30+02:00", "2026-03-02 10:00"]
    frame = pd.DataFrame({"start": texts, "contacts": 1, "aht": 180})
    findings = check(frame, start="start")
    assert findings[0].rule == "must be a column of timestamps"
    assert rules(findings)[1:] == [(1, "start", "error"), (2, "start", "error")]
    frame["start"] = [pd.Timestamp(each) for each in texts]
    assert rules(check(frame, start="start")) == [(1, "start", "error"), (2, "start", "error")]
    with pytest.raises(kr.DataError, match=r"row 1.*: .* zone of the rows above \(UTC\+01:00\)"):
        kr.plan_day(frame, start="start", interval="30min", **PROMISE)


def test_mixed_offsets_are_put_in_order_by_utc():
    texts = ["2026-03-02 09:00+01:00", "2026-03-02 10:30+02:00", "2026-03-02 09:30+01:00"]
    frame = pd.DataFrame({"start": [pd.Timestamp(each) for each in texts]})
    findings = check(frame.assign(contacts=1, aht=180), start="start")
    assert [(each.row, each.rule.split(",")[0][:25]) for each in findings] == [
        (1, "must be in the time zone "),
        (2, "must not repeat a timesta"),
    ]


def broken():
    frame = day([60, 100, 80, 90, 70, 50]).astype({"contacts": object})
    frame.iloc[1, 0], frame.iloc[3, 0] = "1,234", -1
    frame.iloc[4, 1] = np.inf
    return frame.assign(away=[0.3] * 5 + [30.0]).iloc[[0, 1, 2, 3, 4, 4, 5]]


def test_everything_is_found_at_once_and_refused_alike():
    findings = check(broken(), shrinkage="away")
    assert rules(findings) == [
        (1, "contacts", "error"),
        (3, "contacts", "error"),
        (4, "aht", "error"),
        (5, "aht", "error"),
        (5, "start", "error"),
        (6, "away", "error"),
    ]
    with pytest.raises(kr.DataError) as no:
        kr.plan_day(broken(), interval="30min", shrinkage="away", **PROMISE)
    assert [each.text for each in no.value.findings] == [each.text for each in findings]
    lines = str(no.value).splitlines()
    assert lines[:5] == [each.text for each in findings[:5]]
    assert lines[5].startswith("and 1 more of 6 findings: ") and "krarup.validate" in lines[5]
    assert isinstance(no.value, ValueError)
    with pytest.raises(kr.DataError):
        kr.evaluate_day(broken(), interval="30min", agents=10, shrinkage="away", **PROMISE)


@pytest.mark.parametrize(
    "promise",
    ["max_asa", "max_mean_wait", "max_abandonment", "max_occupancy", "max_probability_of_wait"],
)
def test_every_promise_is_checked_as_a_plan_does(promise):
    frame = day().assign(promise=[20, "?", -1, np.nan])
    found = check(frame, **{promise: "promise"})
    with pytest.raises(kr.DataError) as no:
        kr.plan_day(frame, interval="30min", patience=300, **{promise: "promise"})
    assert {1, 2} <= {each.row for each in found}
    assert [each.text for each in found] == [each.text for each in no.value.findings]


def test_findings_are_a_table_a_page_and_can_be_sent():
    findings = check(broken(), shrinkage="away")
    assert findings.frame["row"].tolist() == [1, 3, 4, 5, 5, 6]
    assert list(findings.frame) == [
        "row",
        "label",
        "column",
        "rule",
        "value",
        "advice",
        "severity",
    ]
    assert repr(findings).startswith("Findings: 6 errors\nrow 1 (2026-03-02 09:30:00): contacts")
    page = check(day().assign(contacts="<b>"))._repr_html_()
    assert "&#x27;&lt;b&gt;" in page or "&lt;b&gt;" in page
    assert "<b>" not in page
    assert findings[-1].row == 6 and [each.row for each in findings[1:3]] == [3, 4]
    with pytest.raises(IndexError):
        findings[6]
    with pytest.raises(kr.DataError) as no:
        kr.plan_day(broken(), interval="30min", shrinkage="away", **PROMISE)
    again = pickle.loads(pickle.dumps(no.value))
    assert str(again) == str(no.value) and len(again.findings) == 6
    assert str(copy.copy(no.value)) == str(no.value)


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"contacts": [60], "aht": [3.0], "start": ["09:00"]}),
        pd.DataFrame({"contacts": [60], "aht": [180.0]}, index=[("a", "b")]),
    ],
)
@pytest.mark.parametrize("start", [None, "aht"])
def test_findings_of_every_kind_can_be_sent(frame, start):
    found = kr.validate(frame, interval="30min", start=start)
    assert repr(pickle.loads(pickle.dumps(found))) == repr(copy.deepcopy(found)) == repr(found)


def test_other_frames_are_checked_alike():
    frame = broken().reset_index(names="start").drop(columns="contacts").assign(contacts=-1.0)
    expected = rules(check(frame, start="start", shrinkage="away"))
    assert rules(check(pl.from_pandas(frame), start="start", shrinkage="away")) == expected


@given(st.lists(st.floats(-10, 500) | st.just(np.nan), min_size=1, max_size=60))
def test_counts_agree_with_their_definition(volumes):
    wrong = [row for row, each in enumerate(volumes) if each < 0]
    findings = check(pd.DataFrame({"contacts": volumes, "aht": 180.0})).errors
    assert [each.row for each in findings] == wrong
    assert [each.value for each in findings] == [volumes[row] for row in wrong]


def test_a_million_rows_take_no_time():
    rows = 1_000_000
    numbers = np.random.default_rng(1).integers(0, 99, rows).astype(float)
    numbers[::1000] = -1
    index = pd.date_range("2020-01-01", periods=rows, freq="15min", tz="UTC")
    frame = pd.DataFrame({"contacts": numbers, "aht": 180.0}, index=index)
    began = time.process_time()
    findings = kr.validate(frame, interval="15min")
    assert time.process_time() - began < 10
    assert len(findings) == 1000 and findings[999].row == 999_000
    assert "and 980 more" in repr(findings)


def test_what_is_left_out_on_purpose_is_told():
    lunch = day([1] * 6).iloc[[0, 1, 4, 5]]
    with pytest.raises(kr.DataError, match="must not leave a gap in a day"):
        kr.plan_day(lunch, interval="30min", **PROMISE)
    plan = kr.plan_day(lunch, interval="30min", gaps="closed", **PROMISE)
    assert plan.assumed[-1] == "Nobody is expected in intervals that a day leaves out."
    with pytest.raises(ValueError, match="gaps must be one of 'refuse', 'closed', got 'ignore'"):
        check(lunch, gaps="ignore")


def test_a_last_row_that_is_the_sum_of_the_others():
    findings = kr.validate({"contacts": [60, 70, 130], "aht": [180, 180, 180]}, interval="30min")
    assert [(each.row, each.severity) for each in findings] == [(2, "warning")]
    assert "leave it out" in findings[0].advice
    for contacts in ([60, 70, 131], [60, 60], [0, 0, 0], [60, 70, None]):
        assert not kr.validate({"contacts": contacts}, aht=180, interval="30min"), contacts
