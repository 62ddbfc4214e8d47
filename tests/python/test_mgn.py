"""M/G/n: simulated queues, formulas that are exact, Erlang C where handle times are exponential."""

import csv
import pathlib
import pickle

import krarup as kr
import numpy as np
import pandas as pd
import pytest
from pytest import approx

REFERENCE = pathlib.Path(__file__).parent.parent / "reference" / "mgn_simulated.csv"
LOAD = {"contacts": 100, "interval": "30min", "aht": 180}
PROMISE = {"service_level": 0.80, "answer_within": 20}


def simulated():
    """Rows of simulated queues in handle times, of 10 agents and more."""
    with open(REFERENCE, encoding="utf-8") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return [
            {name: float(each) for name, each in row.items() if name != "service"}
            | {"tolerance": 0.045 if row["service"] == "gamma" else 0.025}
            for row in rows
            if float(row["servers"]) >= 10
        ]


def test_simulated_queues_are_met_and_erlang_c_misses_them():
    rows = simulated()
    assert len(rows) > 20
    columns = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    load = {"contacts": columns["offered_load"], "interval": 1, "aht": 1}
    queue = kr.MGn(**load, handle_time_scv=columns["scv"])
    n = columns["servers"]
    for time, exceeds in (
        ("half_time", "wait_exceeds_half_time"),
        ("two_times", "wait_exceeds_two_times"),
    ):
        late = 1 - queue.service_level(agents=n, answer_within=columns[time])
        assert np.all(np.abs(late - columns[exceeds]) < columns["tolerance"])
    erlang_c = kr.ErlangC(**load).service_level(agents=n, answer_within=columns["half_time"])
    assert np.max(np.abs(1 - erlang_c - columns["wait_exceeds_half_time"])) > 0.1
    usual = columns["tolerance"] < 0.03
    assert queue.asa(agents=n)[usual] == approx(columns["asa"][usual], rel=0.16)


def test_one_agent_waits_as_pollaczek_and_khinchine_say():
    """Load / (1 - load) x (1 + SCV) / 2 handle times."""
    scv = np.array([0.0, 0.5, 1.0, 2.0, 4.0])
    queue = kr.MGn(contacts=8, interval="30min", aht="3min", handle_time_scv=scv)
    load = 0.8
    assert queue.asa(agents=1) == approx(load / (1 - load) * (1 + scv) / 2 * 180, rel=1e-12)
    assert queue.mean_queue_length(agents=1) == approx(8 / 1800 * queue.asa(agents=1), rel=1e-12)


def test_exponential_handle_times_are_erlang_c():
    queue, erlang_c = kr.MGn(**LOAD, handle_time_scv=1), kr.ErlangC(**LOAD)
    n = np.array([0, 9, 10, 11, 13.5, 14, 20])
    for name in ("probability_of_wait", "asa", "mean_queue_length", "occupancy", "mean_wait"):
        assert getattr(queue, name)(agents=n) == approx(getattr(erlang_c, name)(agents=n)), name
    for definition in ("offered", "positive", "virtual"):
        asked = dict(agents=n, answer_within=20, definition=definition)
        assert queue.service_level(**asked) == approx(erlang_c.service_level(**asked))
    pd.testing.assert_frame_equal(
        queue.evaluate(agents=n, answer_within=20), erlang_c.evaluate(agents=n, answer_within=20)
    )
    for name, asked in {
        "probability_of_abandonment": {},
        "mean_wait_of_waiters": {},
        "wait_quantile": {"share": 0.95},
        "probability_of_wait_beyond": {"wait": 20},
        "lines_required": {"blocking": 0.01},
        "answer_within_achieved": {"service_level": 0.80},
        "contacts_answerable": PROMISE,
        "longest_aht": PROMISE,
    }.items():
        mine, other = (getattr(each, name)(agents=14, **asked) for each in (queue, erlang_c))
        assert mine == approx(other), name
    for name in ("agents_required", "fractional_agents_required"):
        assert getattr(queue, name)(**PROMISE) == approx(getattr(erlang_c, name)(**PROMISE))
    between = {"convention": "interpolated", **PROMISE}
    assert queue.fractional_agents_required(**between) == approx(
        erlang_c.fractional_agents_required(**between)
    )


def test_promises_are_kept_and_one_agent_less_breaks_them():
    for scv in (0, 0.5, 2, 4):
        queue = kr.MGn(**LOAD, handle_time_scv=scv)
        n = queue.agents_required(**PROMISE)
        assert queue.service_level(agents=n, answer_within=20) >= 0.80
        assert queue.service_level(agents=n - 1, answer_within=20) < 0.80
        most = queue.contacts_answerable(agents=n, **PROMISE)
        full = kr.MGn(**{**LOAD, "contacts": most}, handle_time_scv=scv)
        assert full.service_level(agents=n, answer_within=20) == approx(0.80)
        longest = queue.longest_aht(agents=n, **PROMISE)
        slow = kr.MGn(**{**LOAD, "aht": longest}, handle_time_scv=scv)
        assert slow.service_level(agents=n, answer_within=20) == approx(0.80)
        within = queue.answer_within_achieved(agents=n, service_level=0.95)
        assert queue.service_level(agents=n, answer_within=within) == approx(0.95)


def test_columns_missing_numbers_and_overload():
    volumes = pd.Series([100.0, np.nan, 0.0, 400.0], index=list("abcd"))
    queue = kr.MGn(contacts=volumes, interval="30min", aht=180, handle_time_scv=[0, 1, 2, 4])
    level = queue.service_level(agents=14, answer_within=20)
    assert level.index.equals(volumes.index)
    alone = kr.MGn(**LOAD, handle_time_scv=0).service_level(agents=14, answer_within=20)
    assert level.tolist() == approx([alone, np.nan, 1.0, 0.0], nan_ok=True)
    assert queue.asa(agents=14).tolist()[2:] == [0.0, np.inf]
    assert queue.probability_of_abandonment(agents=14).tolist()[2:] == [0.0, 0.0]


def test_what_is_wrong_is_named():
    with pytest.raises(ValueError, match="handle_time_scv must be finite and >= 0, got -1"):
        kr.MGn(**LOAD, handle_time_scv=-1)
    with pytest.raises(ValueError, match="row 1: handle_time_scv must be finite and >= 0"):
        kr.MGn(**LOAD, handle_time_scv=[1, np.inf])
    with pytest.raises(TypeError, match="handle_time_scv"):
        kr.MGn(**LOAD)
    queue = kr.MGn(**LOAD, handle_time_scv=2)
    with pytest.raises(ValueError, match="sensitivity must come with an ErlangC or an ErlangA"):
        queue.sensitivity(of="asa", agents=14)
    with pytest.raises(ValueError, match="max_abandonment must come with patience"):
        queue.agents_required(max_abandonment=0.05)
    with pytest.raises(ValueError, match="queue 'a' must be an ErlangC or an ErlangA"):
        kr.pooling({"a": queue, "b": queue}, **PROMISE)


def test_it_is_a_queue_like_any_other():
    queue = kr.MGn(**LOAD, handle_time_scv=2)
    assert queue.handle_time_scv == 2
    assert repr(queue) == "MGn(contacts=100, interval=1800, aht=180, handle_time_scv=2)"
    assert pickle.loads(pickle.dumps(queue)) == queue != kr.MGn(**LOAD, handle_time_scv=3)
    assert kr.agents_table(queue, **PROMISE).agents_required == 14
    table = kr.sensitivity_grid(queue, rows="contacts", columns="aht", **PROMISE)
    assert table.values[len(table.rows) // 2, len(table.columns) // 2] == 14
    asked = dict(agents=14, answer_within=20)
    missed = kr.service_level_under_forecast_error(queue, **asked, coefficient_of_variation=0.2)
    assert missed.mean < queue.service_level(**asked)
    assert kr.least_cost(queue, wage=30, waiting_cost=60).agents >= 11
    with pytest.raises(ValueError, match="abandonment_cost must come with patience"):
        kr.least_cost(queue, wage=30, abandonment_cost=5)


DAY = pd.DataFrame({"contacts": [0.0, 35, 100, 140], "scv": [0.0, 1, 2, 4]})


@pytest.mark.parametrize("promise", [PROMISE, {"max_asa": "10s", "max_occupancy": 0.85}])
def test_each_row_of_a_day_is_its_interval_alone(promise):
    asked = dict(interval="30min", aht=180, handle_time_scv="scv")
    plan = kr.plan_day(DAY, **asked, **promise, shrinkage=0.30)
    assert plan.frame.status.tolist() == ["ok"] * 4
    for row, scv in zip(plan.frame.itertuples(), DAY.scv, strict=True):
        queue = kr.MGn(**{**LOAD, "contacts": row.contacts}, handle_time_scv=scv)
        assert row.agents_required == queue.agents_required(**promise)
        alone = queue.evaluate(agents=row.agents_required, answer_within=20)
        shared = plan.frame.columns.intersection(alone.columns)
        assert len(shared) == 7
        for name in shared:
            if name == "service_level" and "answer_within" not in promise:
                assert np.isnan(row.service_level)
            else:
                assert getattr(row, name) == alone[name][0], name
        assert row.scheduled == kr.scheduled_from_on_phone(
            on_phone=row.agents_required, shrinkage=0.30
        )
    assert plan.totals["answered"] == plan.totals["contacts"] == 275
    said = "M/G/n: Poisson arrivals, handle times with an SCV of 0 to 4, nobody hangs up."
    assert plan.assumed[0] == said
    assert pickle.loads(pickle.dumps(plan)).totals == approx(plan.totals, nan_ok=True)


def test_a_day_under_given_staff():
    staff = [0, 4.5, 10, 18]
    for scv in (0.5, 3):
        day = kr.evaluate_day(
            DAY, agents=staff, interval="30min", aht=180, handle_time_scv=scv, **PROMISE
        )
        queue = kr.MGn(**{**LOAD, "contacts": DAY.contacts}, handle_time_scv=scv)
        level = queue.service_level(agents=staff, answer_within=20)
        assert day.frame.service_level.tolist() == level.tolist()
        assert day.frame.asa.tolist() == queue.asa(agents=staff).tolist()
        assert day.totals["service_level"] == approx((level * DAY.contacts).sum() / 275)
        (overload,) = (each for each in day.warnings if each.kind == "overload")
        assert overload.text == "10 erlangs for 10 agents: the queue grows without end"


def test_a_day_of_exponential_handle_times_is_one_of_erlang_c():
    asked = dict(interval="30min", aht=180, by="scv", **PROMISE)
    plan, erlang_c = (kr.plan_day(DAY, **more, **asked) for more in ({"handle_time_scv": 1}, {}))
    pd.testing.assert_frame_equal(plan.frame, erlang_c.frame, rtol=1e-12)
    pd.testing.assert_frame_equal(plan.groups, erlang_c.groups, rtol=1e-12)
    assert plan.totals == approx(erlang_c.totals, rel=1e-12)


def test_what_is_wrong_with_a_day_is_named():
    asked = dict(interval="30min", aht=180, **PROMISE)
    for more in (
        {"patience": 300},
        {"patience": kr.patience.Weibull(scale=300, shape=0.7)},
        {"lines": 20},
        {"interval_variation": 0.1},
    ):
        with pytest.raises(ValueError, match="handle_time_scv must come without patience, lines"):
            kr.plan_day(DAY, handle_time_scv=2, **asked, **more)
    with pytest.raises(ValueError, match="row 1: handle_time_scv must be finite and >= 0, got -1"):
        kr.plan_day(DAY, handle_time_scv=[0, -1, 2, 4], **asked)
    with pytest.raises(ValueError, match="handle_time_scv must be a column, got 'SCV'"):
        kr.evaluate_day(DAY, agents=20, handle_time_scv="SCV", **asked)
    with pytest.raises(ValueError, match="max_abandonment must come with patience"):
        kr.plan_day(DAY, handle_time_scv=2, **asked, max_abandonment=0.05)
    found = kr.validate(DAY.assign(scv=[0, 1, np.inf, 4]), interval="30min", aht=180,
                        handle_time_scv="scv")  # fmt: skip
    assert [(each.row, each.column) for each in found] == [(2, "scv")]
    plan = kr.plan_day(DAY.assign(scv=[0, 1, np.nan, 4]), handle_time_scv="scv", **asked)
    assert plan.frame.status.tolist() == ["ok", "ok", "missing handle_time_scv", "ok"]
