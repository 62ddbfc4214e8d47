"""Two plans of the same intervals."""

import krarup as kr
import numpy as np
import pandas as pd
import pytest
import witness
from pytest import approx

MODEL = dict(interval="30min", aht=180, patience=300, service_level=0.80, answer_within=20)
HOURS = pd.date_range("2026-03-02 09:00", periods=4, freq="30min", tz="Europe/Copenhagen")
FORECAST = pd.DataFrame({"contacts": [60, 100, 140, 0]}, index=HOURS)
MORE = FORECAST.assign(contacts=[66, 110, 154, 5])


def test_each_row_by_counting():
    change = kr.compare_plans(kr.plan_day(FORECAST, **MODEL), kr.plan_day(MORE, **MODEL))
    frame = change.frame
    assert frame.index.equals(HOURS)
    for row in frame.itertuples():
        old, new = (
            witness.Queue(volume, 1800, 180, 300) if volume else None
            for volume in (row.contacts_before, row.contacts_after)
        )
        n = old.agents_required(0.80, 20) if old else 0
        m = new.agents_required(0.80, 20)
        assert (row.agents_before, row.agents_after, row.agents_change) == (n, m, m - n)
        assert row.paid_hours_change == approx((m - n) / 2)
        level = old.service_level(n, 20) if old else 1.0
        assert row.service_level_before == approx(level, abs=1e-11)
        assert row.service_level_change == approx(new.service_level(m, 20) - level, abs=1e-11)


def test_totals_are_those_of_the_plans():
    before, after = kr.plan_day(FORECAST, **MODEL), kr.plan_day(MORE, **MODEL)
    totals = kr.compare_plans(before, after).totals.set_index("total")
    assert totals["before"].to_dict() == before.totals
    assert totals["after"].to_dict() == after.totals
    assert totals.loc["contacts", "change"] == 35


def test_rows_in_another_order_are_matched_by_label():
    before, after = kr.plan_day(FORECAST, **MODEL), kr.plan_day(MORE, **MODEL)
    shuffled = after.frame.iloc[[2, 0, 3, 1]]
    plan = kr.plan_day(
        pd.DataFrame({"contacts": shuffled["contacts"].to_numpy(), "slot": [2, 0, 3, 1]}).set_index(
            "slot"
        ),
        **MODEL,
    )
    plain = kr.plan_day(FORECAST.reset_index(drop=True), **MODEL)
    matched = kr.compare_plans(plain, plan).frame
    straight = kr.compare_plans(before, after).frame
    np.testing.assert_array_equal(matched.to_numpy(), straight.to_numpy())


def test_intervals_of_several_lengths_move_with_their_rows():
    day = pd.DataFrame({"contacts": [60, 100], "length": [900, 1800]}, index=["a", "b"])
    model = MODEL | {"interval": "length"}
    before, after = kr.plan_day(day, **model), kr.plan_day(day[::-1], **model)
    assert (kr.compare_plans(before, after).frame["agents_change"] == 0).all()


def test_given_staff_is_compared_with_required():
    required = kr.plan_day(FORECAST, **MODEL)
    given = kr.evaluate_day(FORECAST, agents=12, **MODEL)
    change = kr.compare_plans(required, given).frame
    assert change["agents_after"].tolist() == [12] * 4
    assert change["agents_change"].tolist() == [3.0, -1.0, -5.0, 12.0]


@pytest.mark.parametrize("kind", ["polars", "pyarrow", "mapping"])
def test_other_kinds_of_frames(kind):
    columns = {"contacts": [60.0, 100.0], "queue": ["a", "b"]}
    if kind == "polars":
        make = pytest.importorskip("polars").DataFrame
        pytest.importorskip("narwhals")
    elif kind == "pyarrow":
        make = pytest.importorskip("pyarrow").table
        pytest.importorskip("narwhals")
    else:
        make = dict
    before = kr.plan_day(make(columns), by="queue", **MODEL)
    turned = {"contacts": [110.0, 60.0], "queue": ["b", "a"]}
    change = kr.compare_plans(before, kr.plan_day(make(turned), by="queue", **MODEL)).frame
    assert isinstance(change, pd.DataFrame if kind == "mapping" else type(make(columns)))
    assert np.asarray(change["contacts_change"]).tolist() == [0.0, 10.0]
    assert np.asarray(change["queue"]).tolist() == ["a", "b"]


def test_what_cannot_be_had_before_and_after():
    never = MODEL | {"service_level": 1.0}
    change = kr.compare_plans(kr.plan_day(FORECAST, **MODEL), kr.plan_day(FORECAST, **never))
    assert change.frame["agents_change"].tolist() == [np.inf] * 3 + [0.0]


def test_it_prints_itself():
    change = kr.compare_plans(kr.plan_day(FORECAST, **MODEL), kr.plan_day(MORE, **MODEL))
    assert repr(change).splitlines()[0].endswith("agents change in 3 of 4 intervals")
    assert "paid_hours" in repr(change) and "<td" in change._repr_html_()


def test_refused():
    plan = kr.plan_day(FORECAST, **MODEL)
    later = FORECAST.set_axis(HOURS + pd.Timedelta("1h"))
    with pytest.raises(ValueError, match=r"2 of before are not in the other \(2026-03-02 09:00"):
        kr.compare_plans(plan, kr.plan_day(later, **MODEL))
    with pytest.raises(ValueError, match="1 of before are not in the other"):
        kr.compare_plans(plan, kr.plan_day(FORECAST[:3], **MODEL))
    untimed = FORECAST.reset_index(drop=True)
    short = MODEL | {"interval": "15min"}
    with pytest.raises(ValueError, match="row 0: both plans must have intervals of one length"):
        kr.compare_plans(kr.plan_day(untimed, **MODEL), kr.plan_day(untimed, **short))
    with pytest.raises(ValueError, match="after must be a DayPlan, got DataFrame"):
        kr.compare_plans(plan, plan.frame)
    labels = ["a", "b", "b", "c"]
    twice = kr.plan_day(FORECAST.set_axis(labels), **MODEL)
    turned = kr.plan_day(FORECAST.set_axis(labels[::-1]), **MODEL)
    assert (kr.compare_plans(twice, twice).frame["agents_change"] == 0).all()
    with pytest.raises(ValueError, match="rows that repeat must stand in one order, got b"):
        kr.compare_plans(twice, turned)
