"""A day of Erlang X: rows are their interval alone, attempts weigh totals, errors name the row."""

import pickle

import krarup as kr
import numpy as np
import pandas as pd
import pytest
from pytest import approx

PROMISE = {"service_level": 0.80, "answer_within": 20}
VOLUMES = [0, 35, 80, 140]
DAY = pd.DataFrame({"contacts": np.asarray(VOLUMES, float), "aht": 180.0})
LAW = kr.patience.Weibull(scale=300, shape=0.7, balking=0.02)

MODELS = {
    "law": {"patience": LAW},
    "exponential law": {"patience": kr.patience.Exponential(average=300)},
    "lines": {"patience": 300, "lines": 16},
    "no patience, lines": {"lines": 16},
    "redials": {
        "patience": LAW,
        "lines": 22,
        "redials_of_abandoned": 0.3,
        "redials_of_blocked": 0.8,
        "redials_of_answered": 0.1,
    },
    "variation": {"patience": 300, "day_variation": 0.1, "interval_variation": 0.2},
}


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_each_row_equals_its_interval_alone(model):
    plan = kr.plan_day(DAY, interval="30min", **PROMISE, **model, shrinkage=0.30)
    for row, contacts in zip(plan.frame.itertuples(), VOLUMES, strict=True):
        queue = kr.ErlangX(contacts=contacts, interval="30min", aht=180, **model)
        n = queue.agents_required(**PROMISE)
        alone = queue.evaluate(agents=n, answer_within=20)
        assert row.agents_required == n
        assert row.attempts == approx(queue.attempts(agents=n))
        for name in (
            "service_level",
            "asa",
            "occupancy",
            "probability_of_wait",
            "mean_queue_length",
            "probability_of_abandonment",
            "probability_of_blocking",
        ):
            assert getattr(row, name) == approx(getattr(alone, name)), name
        assert row.scheduled == kr.scheduled_from_on_phone(on_phone=n, shrinkage=0.30)
        assert row.status == "ok"
    assert plan.assumed[0].startswith("Erlang X: Poisson arrivals, exponential handle times, ")


def test_nothing_but_an_average_patience_stays_erlang_a():
    as_erlang_a = kr.plan_day(DAY, interval="30min", **PROMISE, patience=300)
    as_erlang_x = kr.plan_day(DAY, interval="30min", **PROMISE, patience=300, day_variation=0)
    assert "attempts" not in as_erlang_a.frame
    shared = [name for name in as_erlang_a.frame if name != "status"]
    np.testing.assert_allclose(as_erlang_x.frame[shared], as_erlang_a.frame[shared], rtol=1e-12)
    for name, value in as_erlang_a.totals.items():
        assert as_erlang_x.totals[name] == approx(value, rel=1e-12), name


def test_totals_and_groups_weigh_by_attempts():
    day = pd.DataFrame({"queue": ["a", "a", "b", "b"], "contacts": [60, 110, 80, 90]})
    more = {
        "patience": LAW,
        "lines": [13, 14, 13, 14],
        "redials_of_abandoned": 0.5,
        "redials_of_blocked": 0.8,
    }
    for definition in ("offered", "answered", "exclude_abandoned_within"):
        plan = kr.evaluate_day(
            day, agents=[7, 11, 9, 9], interval="30min", aht=180, by="queue",
            **PROMISE, definition=definition, **more,
        )  # fmt: skip
        f, totals = plan.frame, plan.totals
        assert totals["contacts"] == 340
        assert totals["attempts"] == approx(f.attempts.sum())
        assert totals["attempts"] > 345
        assert totals["abandoned"] == approx((f.attempts * f.probability_of_abandonment).sum())
        assert totals["blocked"] == approx((f.attempts * f.probability_of_blocking).sum())
        ends = totals["answered"] + totals["abandoned"] + totals["blocked"]
        assert ends == approx(totals["attempts"])
        # First attempts that end without a redial, and redials, are attempts: the flows balance.
        again = 0.5 * totals["abandoned"] + 0.8 * totals["blocked"]
        assert totals["contacts"] + again == approx(totals["attempts"])
        gone = [
            kr.ErlangX(
                contacts=row.contacts, interval="30min", aht=180, **{**more, "lines": lines}
            ).probability_of_abandonment_within(agents=row.agents, wait=20)
            for row, lines in zip(f.itertuples(), more["lines"], strict=True)
        ]
        share = {
            "offered": 1.0,
            "answered": 1.0 - f.probability_of_abandonment - f.probability_of_blocking,
            "exclude_abandoned_within": 1.0 - np.array(gone) - f.probability_of_blocking,
        }[definition]
        counted = f.attempts * share
        level = (f.service_level * counted).sum() / counted.sum()
        assert totals["service_level"] == approx(level)
        for name in ("contacts", "attempts", "answered", "abandoned", "blocked"):
            assert plan.groups[name].sum() == approx(totals[name]), name
        first = counted[:2].sum()
        assert plan.groups.service_level[0] == approx((f.service_level * counted)[:2].sum() / first)


def test_columns_of_the_frame_and_missing_numbers():
    day = DAY.assign(trunks=[16, 16, np.nan, 16], again=[0.2, 0.2, 0.2, 0.4])
    plan = kr.plan_day(
        day, interval="30min", patience="5min", lines="trunks", redials_of_abandoned="again",
        **PROMISE,
    )  # fmt: skip
    assert plan.frame.status.tolist() == ["ok", "ok", "missing lines", "ok"]
    queue = kr.ErlangX(
        contacts=140, interval=1800, aht=180, patience=300, lines=16, redials_of_abandoned=0.4
    )
    assert plan.frame.agents_required[3] == queue.agents_required(**PROMISE)
    assert plan.totals["contacts_left_out"] == 80
    assert pickle.loads(pickle.dumps(plan)).totals == plan.totals
    assert "Blocked" in plan._repr_html_()
    said = plan.assumed[0]
    assert "16 lines, 20 to 40 % of those who hang up call again" in said
    assert "when the queue has forgotten" in plan.assumed[1]


def test_overload_is_said():
    busy = {"contacts": [100]}
    given = dict(agents=8, interval="30min", aht=180, **PROMISE)
    for more, text in {
        "lines": ({"lines": 9}, "at least 20% of contacts find no line"),
        "law": ({"patience": LAW}, "at least 20% of contacts hang up"),
        "law and lines": ({"patience": LAW, "lines": 9}, "contacts hang up or find no line"),
        "again": ({"redials_of_answered": 0.3}, "12.4 erlangs for 8 agents: the queue grows"),
    }.values():
        warnings = kr.evaluate_day(busy, **given, **more).warnings
        (warning,) = (each for each in warnings if each.kind == "overload")
        assert text in warning.text
        if "patience" in more or "lines" in more:
            queue = kr.ErlangX(contacts=100, interval="30min", aht=180, **more)
            answered = queue.occupancy(agents=8) * 8 / 10  # of offered, which are 10 erlangs
            assert 1 - answered >= 0.2


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        ({"lines": [16, -1, 16, 16]}, "row 1: lines must be finite and >= 0, got -1"),
        ({"redials_of_abandoned": 1}, r"redials_of_abandoned must be in \[0, 1\), got 1"),
        ({"day_variation": [0, 0, 11, 0]}, r"row 2: day_variation must be in \[0, 10\], got 11"),
        ({"lines": "trunks"}, "lines must be a column, got 'trunks'"),
        ({"patience": [300, 0, 300, 300], "lines": 16}, "row 1: patience must be finite and > 0"),
        ({"lines": 16, "max_abandonment": 0.05}, "max_abandonment must come with patience"),
    ],
)
def test_what_is_wrong_is_named(more, complaint):
    with pytest.raises(ValueError, match=complaint):
        kr.plan_day(DAY, interval="30min", **PROMISE, **more)


def test_findings_are_those_of_the_plan():
    day = DAY.assign(trunks=[16, -1, 16, 16])
    found = kr.validate(day, interval="30min", lines="trunks", patience=LAW)
    assert [(each.row, each.column) for each in found] == [(1, "trunks")]


def test_batches_of_arrow():
    pyarrow = pytest.importorskip("pyarrow")
    batch = pyarrow.record_batch({"contacts": [100, 80], "trunks": [16, 15]})
    arguments = dict(interval="30min", aht=180, patience=LAW, lines="trunks", **PROMISE)
    (plan,) = kr.arrow.plan_batches([batch], **arguments)
    frame = kr.plan_day({"contacts": [100, 80], "trunks": [16, 15]}, **arguments).frame
    assert plan.column("agents_required").to_pylist() == list(frame["agents_required"])


def test_workers_change_no_answer():
    days = {"contacts": np.linspace(10, 60, 24)}
    asked = dict(interval="30min", aht=180, patience=LAW, redials_of_abandoned=0.3, **PROMISE)
    with kr.execution(workers=1):
        one = kr.plan_day(days, **asked)
    with kr.execution(workers=3):
        three = kr.plan_day(days, **asked)
    pd.testing.assert_frame_equal(one.frame, three.frame)
