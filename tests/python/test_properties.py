"""What holds for every queue, asked of many."""

import krarup as kr
import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from pytest import approx

settings.register_profile("krarup", deadline=None, derandomize=True)
settings.load_profile("krarup")


def real(low, high):
    return st.floats(low, high, allow_nan=False, allow_subnormal=False)


volumes = st.one_of(st.just(0.0), real(0.01, 2000))
handle_times = real(1, 3600)
patiences = real(1, 7200)
agents = st.one_of(st.just(0.0), real(0.01, 400))
answer_times = real(0, 600)
levels = real(0.01, 0.999)
queues = st.one_of(
    st.builds(kr.ErlangC, contacts=volumes, interval=st.just(1800), aht=handle_times),
    st.builds(
        kr.ErlangA,
        contacts=volumes,
        interval=st.just(1800),
        aht=handle_times,
        patience=patiences,
    ),
)
impatient = st.builds(
    kr.ErlangA,
    contacts=volumes,
    interval=st.just(1800),
    aht=handle_times,
    patience=patiences,
)
columns = hnp.arrays(float, st.integers(0, 6), elements=st.one_of(st.just(np.nan), real(0, 60)))


@given(columns, handle_times, patiences, answer_times)
def test_broadcasting_is_looping(n, aht, patience, within):
    queue = kr.ErlangA(contacts=100, interval=1800, aht=aht, patience=patience)
    together = queue.service_level(agents=n, answer_within=within)
    alone = [queue.service_level(agents=float(each), answer_within=within) for each in n]
    np.testing.assert_array_equal(together, alone)
    required = queue.agents_required(service_level=np.clip(n / 60, 0, 0.99), answer_within=within)
    one_by_one = [
        queue.agents_required(service_level=float(each), answer_within=within)
        for each in np.clip(n / 60, 0, 0.99)
    ]
    np.testing.assert_array_equal(required, one_by_one)


@given(columns, columns)
def test_nan_stays_in_its_row(n, within):
    queue = kr.ErlangC(contacts=100, interval=1800, aht=180)
    answers = queue.service_level(agents=n[:, None], answer_within=within)
    missing = np.isnan(n)[:, None] | np.isnan(within)
    np.testing.assert_array_equal(np.isnan(answers), missing)


@given(columns)
def test_an_index_is_kept(n):
    index = pd.date_range("2026-10-25", periods=len(n), freq="30min", tz="Europe/Copenhagen")
    queue = kr.ErlangC(contacts=100, interval=1800, aht=180)
    answers = queue.asa(agents=pd.Series(n, index=index))
    assert answers.index.equals(index)
    np.testing.assert_array_equal(answers, queue.asa(agents=n))


@given(volumes, handle_times, patiences, agents, answer_times, st.sampled_from([2, 4, 60, 1024]))
def test_units_do_not_matter(volume, aht, patience, n, within, factor):
    a = kr.ErlangA(contacts=volume, interval=1800, aht=aht, patience=patience)
    b = kr.ErlangA(
        contacts=volume, interval=1800 * factor, aht=aht * factor, patience=patience * factor
    )
    level = a.service_level(agents=n, answer_within=within)
    assert b.service_level(agents=n, answer_within=within * factor) == approx(level, rel=1e-10)
    assert b.asa(agents=n) == approx(factor * a.asa(agents=n), rel=1e-10)
    c = kr.ErlangA(contacts=2 * volume, interval="1h", aht=aht, patience=patience)
    assert c.occupancy(agents=n) == approx(a.occupancy(agents=n), rel=1e-12)


@given(queues, agents, agents, answer_times)
def test_more_agents_are_never_worse(queue, some, more, within):
    n = np.sort([some, some + more])
    slack = 1e-12
    low, high = queue.service_level(agents=n, answer_within=within)
    assert low <= high + slack
    for measure in (
        queue.probability_of_wait,
        queue.probability_of_abandonment,
        queue.asa,
        queue.occupancy,
        queue.mean_queue_length,
    ):
        before, after = measure(agents=n)
        assert after <= before * (1 + slack) + slack, measure.__name__


@given(impatient, agents, answer_times, answer_times)
def test_shares_are_shares_and_add_up(queue, n, within, short):
    for definition in (
        "offered answered exclude_abandoned_within positive exclude_short positive_short virtual"
    ).split():
        level = queue.service_level(
            agents=n, answer_within=within, definition=definition, short=short + 0.1
        )
        if definition not in ("exclude_short", "positive_short") or short + 0.1 <= within:
            assert 0 <= level <= 1, definition
    whole = (
        queue.probability_of_answer_within(agents=n, wait=within)
        + queue.probability_of_abandonment_within(agents=n, wait=within)
        + queue.probability_of_wait_beyond(agents=n, wait=within)
    )
    assert whole == approx(1, rel=1e-10)


@given(queues, levels, answer_times)
def test_n_agents_meet_the_target_and_one_less_does_not(queue, level, within):
    n = queue.agents_required(service_level=level, answer_within=within)
    assert queue.service_level(agents=n, answer_within=within) >= level
    if n > 0:
        assert queue.service_level(agents=n - 1, answer_within=within) < level
        for convention in ("continuous", "interpolated"):
            fraction = queue.fractional_agents_required(
                service_level=level, answer_within=within, convention=convention
            )
            assert n - 1 <= fraction <= n


@given(queues, levels, answer_times, real(0.05, 0.95))
def test_a_joint_target_takes_what_its_hardest_promise_takes(queue, level, within, cap):
    alone = queue.agents_required(service_level=level, answer_within=within)
    capped = queue.agents_required(max_occupancy=cap)
    joint = queue.agents_required(service_level=level, answer_within=within, max_occupancy=cap)
    assert joint == max(alone, capped)


@settings(max_examples=30)
@given(st.lists(volumes, min_size=1, max_size=12), handle_times, levels, real(0, 0.9))
def test_a_day_is_its_intervals(day, aht, level, away):
    plan = kr.plan_day(
        {"contacts": day},
        aht=aht,
        interval="30min",
        service_level=level,
        answer_within=20,
        shrinkage=away,
    )
    queue = kr.ErlangC(contacts=day, interval="30min", aht=aht)
    required = queue.agents_required(service_level=level, answer_within=20)
    np.testing.assert_array_equal(plan.frame["agents_required"], required)
    assert plan.totals["contacts"] == approx(sum(day))
    assert plan.totals["service_level"] >= level * (1 - 1e-12)
    assert plan.peak.agents_required == required.max()


@given(st.integers(0, 500), st.integers(0, 500), st.data())
def test_counts_stay_between_their_definitions(answered, abandoned, data):
    within = data.draw(st.integers(0, answered))
    lost_within = data.draw(st.integers(0, abandoned))
    counts = {
        "answered": answered,
        "answered_within": within,
        "abandoned": abandoned,
        "abandoned_within": lost_within,
    }

    def level(definition):
        return kr.service_level_from_counts(**counts, definition=definition)

    assert 0 <= level("offered") <= level("exclude_abandoned_within") <= 1
    assert level("offered") <= level("positive") <= 1
    if answered:
        assert level("offered") <= level("answered") <= 1


@given(real(0, 1e6), real(0, 0.95))
def test_shrinkage_there_and_back(n, away):
    scheduled = kr.scheduled_from_on_phone(on_phone=n, shrinkage=away, rounding="none")
    assert kr.on_phone_from_scheduled(scheduled=scheduled, shrinkage=away) == approx(n)
    once = kr.scheduled_from_on_phone(on_phone=n, shrinkage=away)
    twice = kr.scheduled_from_on_phone(on_phone=n, shrinkage=away, rounding="up_each_step")
    assert scheduled <= once * (1 + 1e-12) and once <= twice
