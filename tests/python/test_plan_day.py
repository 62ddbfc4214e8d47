"""A day: each row equals its interval alone, totals are weighted, nothing is silently dropped."""

import krarup as kr
import numpy as np
import pandas as pd
import pytest
from pytest import approx

PROMISE = {"interval": "30min", "service_level": 0.80, "answer_within": 20}


def forecast(volumes, start="2026-03-02 08:00", zone=None, aht=180.0):
    index = pd.date_range(start, periods=len(volumes), freq="30min", tz=zone)
    return pd.DataFrame({"contacts": np.asarray(volumes, float), "aht": aht}, index=index)


DAY = forecast([0, 35, 80, 140, 120, 61])


@pytest.mark.parametrize("patience", [None, 300])
def test_each_row_equals_its_interval_alone(patience):
    plan = kr.plan_day(DAY, **PROMISE, patience=patience, shrinkage=0.30)
    for row, contacts in zip(plan.frame.itertuples(), DAY.contacts, strict=True):
        load = {"contacts": contacts, "interval": "30min", "aht": 180}
        queue = kr.ErlangC(**load) if patience is None else kr.ErlangA(**load, patience=patience)
        n = queue.agents_required(service_level=0.80, answer_within=20)
        assert row.agents_required == n
        assert row.service_level == approx(queue.service_level(agents=n, answer_within=20))
        assert row.asa == approx(queue.asa(agents=n))
        assert row.occupancy == approx(queue.occupancy(agents=n))
        lost = queue.probability_of_abandonment(agents=n)
        assert row.probability_of_abandonment == approx(lost)
        assert row.scheduled == kr.scheduled_from_on_phone(on_phone=n, shrinkage=0.30)
        assert row.paid_hours == row.scheduled / 2
        assert row.status == "ok"
    assert ("patience" in plan.frame) == (patience is not None)


def test_totals_are_weighted_by_what_they_are_shares_of():
    plan = kr.plan_day(DAY, **PROMISE, patience=300, shrinkage=0.30)
    f, totals = plan.frame, plan.totals
    answered = f.contacts * (1 - f.probability_of_abandonment)
    assert totals["contacts"] == DAY.contacts.sum()
    assert totals["answered"] == approx(answered.sum())
    assert totals["abandoned"] + totals["answered"] == approx(totals["contacts"])
    assert totals["service_level"] == approx((f.service_level * f.contacts).sum() / 436)
    assert totals["service_level"] != approx(f.service_level.mean(), rel=1e-3)
    assert totals["asa"] == approx((f.asa * answered).sum() / answered.sum())
    assert totals["probability_of_abandonment"] == approx(totals["abandoned"] / 436)
    assert totals["ready_hours"] == approx(f.agents_required.sum() / 2)
    assert totals["handling_hours"] == approx((f.agents_required * f.occupancy).sum() / 2)
    assert totals["occupancy"] == approx(totals["handling_hours"] / totals["ready_hours"])
    assert totals["paid_hours"] == f.paid_hours.sum()
    assert plan.full_time_equivalents(contract="8h") == approx(totals["paid_hours"] / 8)
    assert plan.peak == (3, DAY.index[3], int(f.agents_required.max()))


@pytest.mark.parametrize(("date", "intervals"), [("2026-03-29", 46), ("2026-10-25", 50)])
def test_a_day_of_a_clock_change_keeps_its_half_hours(date, intervals):
    end = pd.Timestamp(date) + pd.Timedelta("1D")
    index = pd.date_range(date, end, freq="30min", tz="Europe/Copenhagen", inclusive="left")
    day = pd.DataFrame({"contacts": 50.0}, index=index)
    plan = kr.plan_day(day, **PROMISE, aht=180)
    assert len(plan.frame) == intervals
    assert plan.frame.index.equals(index)
    assert str(plan.frame.index.tz) == "Europe/Copenhagen"
    assert plan.totals["paid_hours"] == 8 * intervals / 2


def test_the_forecast_is_not_changed():
    before = DAY.copy(deep=True)
    plan = kr.plan_day(DAY, **PROMISE)
    plan.frame["contacts"] = 0.0
    pd.testing.assert_frame_equal(DAY, before)
    with pytest.raises(AttributeError):
        plan.frame = None
    with pytest.raises(TypeError):
        plan.totals["contacts"] = 0


def test_a_missing_number_stays_in_its_row_and_is_counted():
    day = forecast([50, np.nan, 80, 70])
    day.iloc[3, 1] = np.nan
    plan = kr.plan_day(day, **PROMISE, patience="5min")
    assert plan.frame.status.tolist() == ["ok", "missing contacts", "ok", "missing aht"]
    results = plan.frame.drop(columns=["contacts", "aht", "patience", "status"])
    assert results.iloc[[1, 3]].isna().all(axis=None)
    assert results.iloc[[0, 2]].notna().all(axis=None)
    assert plan.totals["intervals"] == 4
    assert plan.totals["intervals_missing"] == 2
    assert plan.totals["contacts"] == 130
    assert plan.totals["contacts_left_out"] == 70
    assert "2 intervals without an answer" in repr(plan)


def test_a_row_says_all_that_is_missing():
    day = pd.DataFrame({"contacts": [50.0, 60, 70, 80] * 2, "away": 0.3, "goal": 0.8})
    day.loc[[1, 5, 6], "contacts"] = np.nan
    day.loc[[2, 5], "goal"] = np.nan
    day.loc[[5, 7], "away"] = np.nan
    promise = {"interval": "30min", "aht": 180, "service_level": "goal", "answer_within": 20}
    plan = kr.plan_day(day, **promise, shrinkage="away")
    assert plan.frame.status.tolist() == [
        "ok",
        "missing contacts",
        "missing service_level",
        "ok",
        "ok",
        "missing contacts, service_level, shrinkage",
        "missing contacts",
        "missing shrinkage",
    ]


def test_all_missing_is_no_crash():
    plan = kr.plan_day(forecast([np.nan, np.nan]), **PROMISE)
    assert plan.peak is None
    assert plan.totals["intervals_missing"] == 2
    assert plan.totals["contacts"] == 0


def test_a_row_without_an_answer_says_why():
    day = DAY.assign(goal=[0.8, 0.8, 1.0, 0.8, 0.8, 0.8])
    plan = kr.plan_day(day, interval="30min", service_level="goal", answer_within=20)
    assert plan.frame.agents_required.iloc[2] == np.inf
    assert plan.frame.status.iloc[2] == "no finite number of agents answers every contact in time"
    assert np.isnan(plan.frame.scheduled.iloc[2])
    assert plan.totals["intervals_without_requirement"] == 1
    assert plan.totals["intervals_left_out"] == 1
    assert plan.totals["contacts_left_out"] == 80
    assert plan.totals["contacts"] == DAY.contacts.sum() - 80


def test_every_argument_may_be_a_column():
    day = pd.DataFrame(
        {
            "calls": [100, 100, 100],
            "handle": pd.to_timedelta([180, 180, 200], unit="s"),
            "endure": ["5min", "4min", "300s"],
            "goal": [0.8, 0.9, 0.8],
            "within": [20, 20, 30],
            "away": [0.30, 0.25, 0.0],
            "length": ["30min", "30min", "1h"],
        }
    )
    plan = kr.plan_day(
        day,
        contacts="calls",
        interval="length",
        aht="handle",
        patience="endure",
        service_level="goal",
        answer_within="within",
        shrinkage="away",
    )
    for i, row in day.iterrows():
        queue = kr.ErlangA(
            contacts=row.calls, interval=row.length, aht=row.handle, patience=row.endure
        )
        n = queue.agents_required(service_level=row.goal, answer_within=row.within)
        assert plan.frame.agents_required[i] == n
        assert plan.frame.scheduled[i] == kr.scheduled_from_on_phone(on_phone=n, shrinkage=row.away)


def test_joint_promises():
    plan = kr.plan_day(DAY, **PROMISE, patience=300, max_occupancy=0.7, max_abandonment=0.02)
    busy = plan.frame[plan.frame.contacts > 0]
    assert (busy.occupancy <= 0.7).all()
    assert (busy.probability_of_abandonment <= 0.02).all()
    alone = kr.plan_day(DAY, interval="30min", max_occupancy=0.7)
    assert alone.frame.service_level.isna().all() and np.isnan(alone.totals["service_level"])


def test_rounding_is_said():
    for rounding, scheduled in [("none", 20.0), ("up_at_end", 20.0), ("up_each_step", 20.0)]:
        plan = kr.plan_day(forecast([100]), **PROMISE, shrinkage=0.30, rounding=rounding)
        assert plan.frame.scheduled.iloc[0] == approx(scheduled)
    with pytest.raises(ValueError, match="'none', 'up_at_end', 'up_each_step', got 'nearest'"):
        kr.plan_day(DAY, **PROMISE, rounding="nearest")


def test_given_staff_is_judged_beside_what_is_required():
    day = DAY.assign(staff=[0, 5, 8.5, 12, 14, 7])
    plan = kr.evaluate_day(day, **PROMISE, agents="staff", patience=300)
    planned = kr.plan_day(DAY, **PROMISE, patience=300)
    assert plan.frame.agents.tolist() == day.staff.tolist()
    assert plan.frame.agents_required.equals(planned.frame.agents_required)
    queue = kr.ErlangA(contacts=DAY.contacts, interval="30min", aht=180, patience=300)
    level = queue.service_level(agents=day.staff, answer_within=20)
    pd.testing.assert_series_equal(plan.frame.service_level, level)
    assert plan.totals["service_level"] < 0.8 < planned.totals["service_level"]


def test_overload_under_given_staff_is_an_answer():
    plan = kr.evaluate_day(forecast([100, 100]), **PROMISE, agents=[10, 14])
    assert plan.frame.service_level.tolist() == approx([0, 0.8883500192])
    assert plan.frame.asa.iloc[0] == np.inf
    assert plan.totals["service_level"] == approx(0.8883500192 / 2)
    assert plan.totals["asa"] == np.inf


def test_a_mapping_of_columns_will_do():
    plan = kr.plan_day({"contacts": [60, 100], "aht": [180, 180]}, **PROMISE)
    assert plan.frame["agents_required"].tolist() == [9, 14]
    assert plan.peak == (1, 1, 14)


def test_a_plan_is_readable():
    plan = kr.plan_day(DAY, **PROMISE, shrinkage=0.30)
    assert repr(plan).startswith("DayPlan: 6 intervals, 436 contacts, ")
    assert "peak 18 agents at 2026-03-02 09:30:00" in repr(plan)
    assert (
        "<table" in plan._repr_html_() and "<small>Contacts</small><b>436</b>" in plan._repr_html_()
    )


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (
            {"aht": "talk"},
            "aht must be a column or a time .* got 'talk': the columns are 'contacts', 'aht'",
        ),
        (
            {"contacts": "calls"},
            "contacts must be a column, got 'calls': the columns are 'contacts', 'aht'",
        ),
        (
            {"interval": "1h"},
            r"row 1 \(2026-03-02 08:30:00\): .* got 2026-03-02 08:30:00, 1800 s after row 0",
        ),
        ({"shrinkage": 1.0}, r"shrinkage must be in \[0, 1\), got 1"),
        ({"shrinkage": 30}, r"shrinkage must be in \[0, 1\), got 30: write 0.30 for 30 %"),
        ({"service_level": None}, "answer_within must come with service_level, got it alone"),
        ({"service_level": None, "answer_within": None}, "a target must promise something"),
        ({"contacts": [1, 2, 3]}, r"the forecast has shape \(6,\), contacts has shape \(3,\)"),
        ({"contacts": DAY.contacts.iloc[::-1]}, "the forecast and contacts have different indexes"),
    ],
)
def test_bad_arguments_are_named(change, complaint):
    with pytest.raises(ValueError, match=complaint):
        kr.plan_day(DAY, **{**PROMISE, **change})


def test_bad_cells_are_named_with_row_and_label():
    text = DAY.astype({"contacts": object})
    text.iloc[2, 0] = "many"
    with pytest.raises(ValueError, match=r"row 2 \(2026-03-02 09:00:00\): contacts .* got 'many'"):
        kr.plan_day(text, **PROMISE)
    negative = DAY.assign(aht=[180, 180, 180, -3, 180, 180])
    with pytest.raises(ValueError, match=r"row 3 \(2026-03-02 09:30:00\): aht must be .* got -3"):
        kr.plan_day(negative, **PROMISE)


def test_what_only_the_formulas_know_is_refused_with_its_row():
    promise = {"interval": [1800, 1e-5, 1e-5], "service_level": 0.8, "answer_within": 20}
    for patience in (None, 300):
        with np.errstate(all="raise"), pytest.raises(ValueError, match="^row 1: rate must be"):
            kr.plan_day({"contacts": [50, 1e308, 1e308]}, aht=180, patience=patience, **promise)


def test_disorder_is_refused_at_its_first_row():
    with pytest.raises(ValueError, match="row 2 .* repeat a timestamp, got 2026-03-02 08:30:00"):
        kr.plan_day(DAY.iloc[[0, 1, 1, 2]], **PROMISE)
    with pytest.raises(ValueError, match="row 1 .* before the row above, got 2026-03-02 08:00:00"):
        kr.plan_day(DAY.iloc[[1, 0, 2]], **PROMISE)
    with pytest.raises(ValueError, match="clock change"):
        kr.plan_day(DAY.iloc[[0, 0]], **PROMISE)


def test_nothing_to_plan_is_refused():
    for empty in (DAY.iloc[:0], {"contacts": [], "aht": []}):
        with pytest.raises(ValueError, match="a forecast must have a row, got none"):
            kr.plan_day(empty, **PROMISE)
    with pytest.raises(
        ValueError, match="a DataFrame, an Arrow table or a mapping of columns, got"
    ):
        kr.plan_day([1, 2], **PROMISE)
    with pytest.raises(ValueError, match="contacts: 'contacts' must be one column, got 0 axes"):
        kr.plan_day({"contacts": 100}, aht=180, **PROMISE)
    with pytest.raises(ValueError, match="one row for each interval"):
        kr.plan_day({}, contacts=100, aht=180, **PROMISE)
    with pytest.raises(TypeError, match="interval"):
        kr.plan_day(DAY, service_level=0.8, answer_within=20)


def test_rows_to_look_at_are_warned_of():
    day = pd.DataFrame(
        {
            "contacts": [100.0, np.nan, 100, 4, 0, 1],
            "goal": [0.8, 0.8, 1.0, 0.8, 0.8, 0.8],
            "staff": [10, 10, 10, 10, 0, 0],
        },
        index=pd.date_range("2026-03-02 08:00", periods=6, freq="30min"),
    )
    how = {**PROMISE, "service_level": "goal", "aht": 180}
    plan = kr.evaluate_day(day, agents="staff", **how)
    unreachable = "no finite number of agents answers every contact in time"
    assert [(each.row, each.kind, each.text) for each in plan.warnings] == [
        (0, "overload", "10 erlangs for 10 agents: the queue grows without end"),
        (1, "missing", "missing contacts"),
        (2, "unreachable", unreachable),
        (2, "overload", "10 erlangs for 10 agents: the queue grows without end"),
        (3, "tiny volume", "4 contacts: one in time or late is 25% of the service level"),
        (5, "overload", "0.1 erlangs for 0 agents: the queue grows without end"),
        (5, "tiny volume", "1 contact: one in time or late is 100% of the service level"),
    ]
    assert [each.label for each in plan.warnings] == [day.index[i] for i in (0, 1, 2, 2, 3, 5, 5)]
    assert "overload in 3 rows" in repr(plan)
    planned = kr.plan_day(day, **how)
    kinds = [(each.row, each.kind) for each in planned.warnings]
    expected = [(1, "missing"), (2, "unreachable"), (3, "tiny volume"), (5, "tiny volume")]
    assert kinds == expected
    level_is_not_promised = kr.plan_day(DAY, interval="30min", max_occupancy=0.8)
    assert level_is_not_promised.warnings == ()


def test_impatient_contacts_hang_up_under_overload():
    plan = kr.evaluate_day(forecast([100, 100]), **PROMISE, agents=[8, 10], patience=300)
    (warning,) = plan.warnings
    assert warning[:3] == (0, plan.frame.index[0], "overload")
    assert warning.text == "10 erlangs for 8 agents: at least 20% of contacts hang up"
    assert plan.frame.probability_of_abandonment.iloc[0] > 0.2


def test_a_plan_says_what_it_assumes():
    plan = kr.plan_day(DAY, **PROMISE, patience=300, shrinkage=0.30, max_occupancy=0.85)
    assert plan.assumed == (
        "Erlang A: Poisson arrivals, exponential handle times, exponential patience with a mean of "
        "300 s, no redials.",
        "Each interval is stationary, in balance by itself: contacts that wait at its end are not "
        "carried into the next.",
        "Promised: at least 80 % in 20 s, 'offered': contacts answered in time over answered and "
        "abandoned ones; occupancy at most 85 %.",
        "Totals weigh each share by what it is a share of: the service level by contacts, never as "
        "a mean of percentages.",
        "Shrinkage, a share of paid time, 30 %: scheduled = on the phones / (1 - shrinkage), "
        "rounded up once, at the end.",
        "The timestamps have no time zone: a change of the clock is not seen.",
        "Columns read: contacts, aht; bare numbers that are times are seconds.",
    )
    day = DAY.rename(columns={"contacts": "calls"}).assign(goal=[0.8] * 5 + [0.9])
    how = {**PROMISE, "service_level": "goal", "definition": "exclude_short", "short": 5}
    said = "\n".join(kr.plan_day(day, contacts="calls", **how, rounding="none").assumed)
    for part in (
        "Erlang C: Poisson arrivals, exponential handle times, nobody hangs up.",
        "at least 80 to 90 % in 20 s, 'exclude_short'",
        "(short: within 5 s)",
        "No shrinkage: scheduled are the agents on the phones, not rounded.",
        "contacts from 'calls', aht, service_level from 'goal'",
    ):
        assert part in said


def test_a_plan_prints():
    day = pd.DataFrame({"queue": ["billing <&>"] * 3, "calls": [60, np.nan, 4], "staff": [9, 9, 1]})
    day["start"] = DAY.index[:3].tz_localize("Europe/Copenhagen")
    how = {"start": "start", "by": "queue", "contacts": "calls", "agents": "staff", "aht": 180}
    html = kr.evaluate_day(day, **how, **PROMISE)._repr_html_()
    assert "<script" not in html and "billing <&>" not in html
    assert "Day plan: 3 intervals, Mon 02 Mar 2026 (Europe/Copenhagen)" in html
    for text in (
        "<small>Contacts</small><b>64</b>",
        "<small>erlangs</small>",
        "08:30, billing &lt;&amp;&gt;: missing contacts",
        "<li>Erlang C: Poisson arrivals",
        '<td class="text">08:00</td><td class="text">billing &lt;&amp;&gt;</td>'
        '<td class="text"></td>'
        "<td>60</td><td>180</td><td>6.0</td><td>9</td><td>9</td><td>0</td>"
        "<td>86.0</td><td>11.8</td><td>66.7</td><td>4.5</td>",
        "<td>2</td><td>1</td><td>&minus;1</td>",
    ):
        assert text in html
    assert html.count("<table>") == html.count("</table>") == 2


def test_a_long_plan_prints_its_ends():
    year = pd.date_range("2026-01-01", periods=17520, freq="30min")
    plan = kr.plan_day(pd.DataFrame({"contacts": 5.0}, index=year), aht=180, **PROMISE)
    html = plan._repr_html_()
    assert html.count("<tr") == 1 + 24 + 1 + 24
    assert "17,472 rows between are not shown" in html
    assert (
        "tiny volume in 17,520 rows" in html and "and 17,508 more, in the plan's warnings" in html
    )
    assert "Thu 01 Jan 11:30" in html and "Thu 31 Dec 23:30" in html
    assert len(plan.warnings) == 17520
