"""How many agents, and everything between them and the payroll."""

import pickle

import krarup as kr
import numpy as np
import pandas as pd
import pytest
from pytest import approx

SUPPORT = kr.ErlangC(contacts=100, interval="30min", aht=180)
BILLING = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
PROMISE = {"service_level": 0.80, "answer_within": 20}


def test_published_requirements():
    assert SUPPORT.agents_required(**PROMISE) == 14
    assert SUPPORT.agents_required(**PROMISE, max_occupancy=0.85) == 14
    assert SUPPORT.agents_required(**PROMISE, max_occupancy=0.70) == 15
    assert BILLING.agents_required(**PROMISE, max_occupancy=0.85) == 13
    large = kr.ErlangA(contacts=10_000, interval="30min", aht=300, patience=120)
    assert large.agents_required(**PROMISE) == 1486


def test_both_conventions_of_a_fraction():
    continuous = SUPPORT.fractional_agents_required(**PROMISE)
    assert continuous == approx(13.0372064664, rel=1e-11)
    interpolated = SUPPORT.fractional_agents_required(**PROMISE, convention="interpolated")
    assert interpolated == approx(13.0474928642, rel=1e-11)


@pytest.mark.parametrize(
    ("promise", "measure"),
    [
        ({"max_asa": 10}, lambda n: BILLING.asa(agents=n) <= 10),
        ({"max_mean_wait": "10s"}, lambda n: BILLING.mean_wait(agents=n) <= 10),
        ({"max_abandonment": 0.03}, lambda n: BILLING.probability_of_abandonment(agents=n) <= 0.03),
        ({"max_occupancy": 0.7}, lambda n: BILLING.occupancy(agents=n) <= 0.7),
        ({"max_probability_of_wait": 0.2}, lambda n: BILLING.probability_of_wait(agents=n) <= 0.2),
    ],
)
def test_each_promise_is_kept_by_n_and_not_by_one_less(promise, measure):
    n = BILLING.agents_required(**promise)
    assert measure(n) and not measure(n - 1)


def test_an_agent_count_is_an_int_and_a_column_of_them_floats():
    assert type(SUPPORT.agents_required(**PROMISE)) is int
    column = SUPPORT.agents_required(service_level=[0.8, 1.0, np.nan], answer_within=20)
    assert column.dtype == float
    np.testing.assert_array_equal(column, [14, np.inf, np.nan])
    assert np.isnan(SUPPORT.agents_required(service_level=np.nan, answer_within=20))


def test_unreachable_says_why():
    n = SUPPORT.agents_required(service_level=1, answer_within=20)
    assert isinstance(n, kr.Unreachable) and n == np.inf
    assert n.why == "no finite number of agents answers every contact in time"
    assert n.why in repr(n)
    back = pickle.loads(pickle.dumps(n))
    assert back == n and back.why == n.why
    assert f"{n:.1f}" == "inf"


def test_the_other_questions_turn_the_requirement_round():
    volume = SUPPORT.contacts_answerable(agents=14, **PROMISE)
    full = kr.ErlangC(contacts=volume, interval="30min", aht=180)
    assert full.service_level(agents=14, answer_within=20) == approx(0.80, rel=1e-9)
    aht = SUPPORT.longest_aht(agents=14, **PROMISE)
    slow = kr.ErlangC(contacts=100, interval="30min", aht=aht)
    assert slow.service_level(agents=14, answer_within=20) == approx(0.80, rel=1e-9)
    within = SUPPORT.answer_within_achieved(agents=14, service_level=0.95)
    assert SUPPORT.service_level(agents=14, answer_within=within) == approx(0.95, rel=1e-9)


def test_limits_of_the_turned_questions():
    nobody = SUPPORT.contacts_answerable(agents=0, **PROMISE)
    assert nobody == 0 and nobody.why == "these agents miss the target for every load"
    anything = kr.ErlangC(contacts=0, interval="30min", aht=180).longest_aht(agents=5, **PROMISE)
    assert anything == np.inf and "no largest" in anything.why
    ceiling = kr.ErlangA(contacts=100, interval=300, aht=300, patience=300)
    late = ceiling.answer_within_achieved(agents=95, service_level=0.95)
    assert late == np.inf and "answer time" in late.why
    assert SUPPORT.answer_within_achieved(agents=[9, 14], service_level=0.8)[0] == np.inf


def test_lines_hold_who_waits_and_who_talks():
    assert SUPPORT.lines_required(agents=14, blocking=0.001) == 22
    assert SUPPORT.lines_required(agents=14, blocking=0.001, wrap_up="1min") < 22
    endless = SUPPORT.lines_required(agents=10, blocking=0.001)
    assert endless == np.inf and "queue grows" in endless.why


def test_shrinkage_adds_or_compounds():
    items = [
        kr.ShrinkageItem("leave", 0.10),
        kr.ShrinkageItem("training", 0.08),
        kr.ShrinkageItem("sickness", 0.12, "unplanned"),
    ]
    assert kr.shrinkage(items, combination="additive") == approx(0.30)
    assert kr.shrinkage(items, combination="compounding") == approx(0.27136)
    assert kr.shrinkage(items, combination="additive", kind="unplanned") == approx(0.12)
    assert kr.shrinkage({}, combination="additive") == 0
    with pytest.raises(ValueError, match="all paid time"):
        kr.shrinkage({"a": 0.6, "b": 0.5}, combination="additive")
    with pytest.raises(ValueError, match="share of a must be in"):
        kr.shrinkage({"a": 60}, combination="additive")
    with pytest.raises(ValueError, match="'additive', 'compounding'"):
        kr.shrinkage({"a": 0.6}, combination="sum")


def test_scheduled_and_back():
    assert kr.scheduled_from_on_phone(on_phone=14, shrinkage=0.30) == 20
    assert kr.scheduled_from_on_phone(on_phone=21, shrinkage=0.30) == 30  # not 30.000000000000004
    raw = kr.scheduled_from_on_phone(on_phone=13.2, shrinkage=0.25, rounding="none")
    assert raw == approx(17.6)
    assert kr.on_phone_from_scheduled(scheduled=raw, shrinkage=0.25) == approx(13.2)
    steps = kr.scheduled_from_on_phone(on_phone=13.2, shrinkage=0.25, rounding="up_each_step")
    assert steps == 19
    column = pd.Series([14.0, 15.0], index=["a", "b"])
    scheduled = kr.scheduled_from_on_phone(on_phone=column, shrinkage=0.30)
    assert scheduled.to_dict() == {"a": 20, "b": 22}


def test_paid_time_and_contracts():
    assert kr.paid_time(scheduled=20, interval="30min") == 36000
    assert kr.full_time_equivalents(paid_time="760h", contract="38h") == 20


def test_service_level_from_counts_agrees_with_published_ones():
    counts = {"answered": 1000, "answered_within": 860, "abandoned": 60, "abandoned_within": 20}

    def level(definition, short=None):
        return kr.service_level_from_counts(**counts, short_abandoned=short, definition=definition)

    assert level("positive") == approx(0.830189, abs=5e-7)
    assert level("answered") == approx(0.86)
    assert level("offered") == approx(0.811321, abs=5e-7)
    assert level("exclude_abandoned_within") == approx(0.826923, abs=5e-7)
    assert level("positive_short", 10) == approx(0.820755, abs=5e-7)
    assert level("exclude_short", 10) == approx(0.819048, abs=5e-7)
    cisco = {"answered": 85, "answered_within": 70, "abandoned": 15, "abandoned_within": 10}
    assert kr.service_level_from_counts(**cisco, definition="exclude_abandoned_within") == approx(
        0.7778, abs=5e-5
    )


def test_counts_refuse_what_cannot_be():
    with pytest.raises(
        ValueError, match=r"row 1: answered_within must be <= answered \(5\), got 6"
    ):
        kr.service_level_from_counts(answered=[5, 5], answered_within=[5, 6], abandoned=0)
    with pytest.raises(ValueError, match="'positive' must come with abandoned_within"):
        kr.service_level_from_counts(
            answered=5, answered_within=5, abandoned=0, definition="positive"
        )
    with pytest.raises(ValueError, match="definition must be one of 'offered'.*got 'virtual'"):
        kr.service_level_from_counts(
            answered=5, answered_within=5, abandoned=0, definition="virtual"
        )
    with pytest.raises(ValueError, match="short_abandoned, got none"):
        kr.abandonment_from_counts(answered=5, abandoned=1, definition="forgive_short")


def test_abandonment_and_occupancy_from_counts():
    counts = {"answered": 1000, "abandoned": 60, "short_abandoned": 10}
    assert kr.abandonment_from_counts(**counts) == approx(60 / 1060)
    assert kr.abandonment_from_counts(**counts, definition="exclude_short") == approx(50 / 1050)
    assert kr.abandonment_from_counts(**counts, definition="forgive_short") == approx(50 / 1060)
    assert kr.occupancy_from_times(handling_time="33h", ready_time="40h") == 0.825
    with pytest.raises(ValueError, match="handling_time must be <= ready_time"):
        kr.occupancy_from_times(handling_time="41h", ready_time="40h")


def test_contact_mix():
    mix = {"shares": [5, 1], "aht": ["90s", "6min"]}
    assert kr.aht_of_mix(**mix) == 135
    assert kr.handle_time_for_each(**mix, kind=1) == 13.5 * 60
    with pytest.raises(ValueError, match="kind must be from 0 to 1, got 2"):
        kr.handle_time_for_each(**mix, kind=2)
    with pytest.raises(ValueError, match=r"shares has shape \(2,\), aht has shape \(1,\)"):
        kr.aht_of_mix(shares=[5, 1], aht=["90s"])
    assert kr.talk_time_share(talk_time=["33min", "40min"], of="1h") == approx([0.55, 2 / 3])


def test_largest_shrinkage():
    """With it those scheduled are enough, and with a little more they are not."""
    staff = np.arange(14, 60)
    share = SUPPORT.largest_shrinkage(scheduled=staff, **PROMISE)
    needed = kr.scheduled_from_on_phone(on_phone=14, shrinkage=share)
    np.testing.assert_array_equal(needed, staff)
    more = kr.scheduled_from_on_phone(on_phone=14, shrinkage=share + 1e-6)
    np.testing.assert_array_equal(more, staff + 1)


def test_limits_of_the_largest_shrinkage():
    too_few = SUPPORT.largest_shrinkage(scheduled=13, **PROMISE)
    assert isinstance(too_few, kr.Unreachable) and np.isnan(too_few)
    assert too_few.why == "14 agents are required even without shrinkage"
    never = SUPPORT.largest_shrinkage(scheduled=50, service_level=1, answer_within=20)
    assert never.why == "no finite number of agents answers every contact in time"
    night = kr.ErlangC(contacts=0, interval="30min", aht=180)
    assert night.largest_shrinkage(scheduled=[0, 5], **PROMISE).tolist() == [1.0, 1.0]
    staff = pd.Series([20, np.nan, 13], index=list("abc"))
    share = SUPPORT.largest_shrinkage(scheduled=staff, **PROMISE)
    assert share.index.equals(staff.index) and share["a"] == approx(0.3)
    assert share.isna().tolist() == [False, True, True]
