"""What holds for every queue, asked of many."""

import math

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


@given(columns, columns)
def test_trunks_too_are_rows(n, load):
    queue = kr.ErlangB(contacts=load, interval=1, aht=1)
    together = queue.probability_of_blocking(trunks=n[:, None])
    for row, each in zip(together, n, strict=True):
        alone = [
            kr.ErlangB(contacts=a, interval=1, aht=1).probability_of_blocking(trunks=each)
            for a in load
        ]
        np.testing.assert_array_equal(row, alone)
    np.testing.assert_array_equal(np.isnan(together), np.isnan(n)[:, None] | np.isnan(load))


@given(columns)
def test_an_index_is_kept(n):
    index = pd.date_range("2026-10-25", periods=len(n), freq="30min", tz="Europe/Copenhagen")
    series = pd.Series(n, index=index)
    queue = kr.ErlangC(contacts=100, interval=1800, aht=180)
    impatient = kr.ErlangA(contacts=100, interval=1800, aht=180, patience=300)
    for measure in (queue.asa, queue.probability_of_wait, impatient.probability_of_abandonment):
        answers = measure(agents=series)
        assert answers.index.equals(index)
        np.testing.assert_array_equal(answers, measure(agents=n))
    volumes_of = kr.ErlangC(contacts=series, interval=1800, aht=180)
    required = volumes_of.agents_required(service_level=0.8, answer_within=20)
    assert required.index.equals(index)
    np.testing.assert_array_equal(np.isnan(required), np.isnan(n))


def everything(queue, n, within):
    """Shares, and times."""
    shares = [queue.service_level(agents=n, answer_within=within)]
    shares += [
        measure(agents=n)
        for measure in (
            queue.probability_of_wait,
            queue.probability_of_abandonment,
            queue.occupancy,
            queue.mean_queue_length,
        )
    ]
    target = {"service_level": 0.8, "answer_within": within}
    shares += [queue.agents_required(**target), queue.fractional_agents_required(**target)]
    return np.array(shares), np.array([queue.asa(agents=n), queue.mean_wait(agents=n)])


@given(volumes, handle_times, patiences, agents, answer_times, st.integers(-8, 8))
def test_units_change_no_bit(volume, aht, patience, n, within, power):
    per_half_hour = kr.ErlangA(contacts=volume, interval="30min", aht=aht, patience=patience)
    per_hour = kr.ErlangA(contacts=2 * volume, interval="1h", aht=aht, patience=patience)
    factor = 2.0**power
    faster = kr.ErlangA(
        contacts=volume, interval=1800 * factor, aht=aht * factor, patience=patience * factor
    )
    shares, times = everything(per_half_hour, n, within)
    for other, scale in ((per_hour, 1.0), (faster, factor)):
        same_shares, same_times = everything(other, n, within * scale)
        np.testing.assert_array_equal(same_shares, shares)
        np.testing.assert_array_equal(same_times, scale * times)


@given(volumes, st.integers(1, 60), st.integers(1, 120), agents, st.integers(0, 10))
def test_whole_minutes_are_seconds_to_the_bit(volume, aht, patience, n, within):
    by_words = kr.ErlangA(
        contacts=volume, interval="30min", aht=f"{aht}min", patience=pd.Timedelta(patience, "min")
    )
    by_seconds = kr.ErlangA(contacts=volume, interval=1800, aht=60 * aht, patience=60 * patience)
    for ours, theirs in zip(
        everything(by_words, n, f"{within}min"), everything(by_seconds, n, 60 * within), strict=True
    ):
        np.testing.assert_array_equal(ours, theirs)


# A number divided by 60 is rounded, which a queue that is nearly overloaded feels.
@given(volumes, handle_times, patiences, agents, answer_times)
def test_a_minute_as_the_unit_of_time(volume, aht, patience, n, within):
    a = kr.ErlangA(contacts=volume, interval=1800, aht=aht, patience=patience)
    b = kr.ErlangA(contacts=volume, interval=30, aht=aht / 60, patience=patience / 60)
    (shares, times), (same, shorter) = everything(a, n, within), everything(b, n, within / 60)
    assert same[:-2] == approx(shares[:-2], rel=1e-11, abs=1e-13)
    assert 60 * shorter == approx(times, rel=1e-11, abs=1e-13)


erlangs = real(0.05, 300)


@given(erlangs, real(0.5, 400))
def test_erlang_c_is_made_of_erlang_b(a, n):
    b = kr.ufuncs.erlang_b(n, a)
    assert kr.ufuncs.erlang_b(n + 1, a) == approx(a * b / (n + 1 + a * b), rel=1e-13)
    if a < n:
        assert kr.ufuncs.erlang_c(n, a) == approx(n * b / (n - a + a * b), rel=1e-13)


@given(erlangs, st.integers(1, 400))
def test_patience_as_long_as_handle_times_makes_a_poisson_number(a, n):
    queue = kr.ErlangA(contacts=a, interval=1, aht=1, patience=1)
    log_state = np.cumsum(np.log(a) - np.log(np.arange(1, 2 * n + 2000)))
    states = np.exp(np.append(0.0, log_state) - a)
    assert queue.probability_of_wait(agents=n) == approx(states[n:].sum(), rel=1e-10, abs=1e-14)


@given(st.integers(1, 60), real(0.3, 0.9))
def test_endless_patience_is_erlang_c_and_none_is_erlang_b(n, ratio):
    a = n * ratio

    def with_patience(patience):
        return kr.ErlangA(contacts=a, interval=1, aht=1, patience=patience)

    c = kr.ufuncs.erlang_c(n, a)
    far = 1e5 * n / (n - a) ** 2
    near, nearer = (c - with_patience(k * far).probability_of_wait(agents=n) for k in (1, 10))
    assert nearer == approx(near / 10, rel=2e-3, abs=1e-13)

    b = kr.ufuncs.erlang_b(n, a)
    short = 1e-5 / (n + a)
    near, nearer = (
        with_patience(k * short).probability_of_abandonment(agents=n) - b for k in (1, 0.1)
    )
    assert nearer == approx(near / 10, rel=2e-3, abs=1e-14)


def hazard(x):
    return math.exp(-x * x / 2) / math.sqrt(2 * math.pi) / (0.5 * math.erfc(x / math.sqrt(2)))


@given(real(0.1, 2), real(-1, 1), real(2, 6))
def test_square_root_staffing_and_its_rate(beta, log_patience, log_load):
    """Halfin and Whitt; Garnett, Mandelbaum and Reiman: the error falls as 1/sqrt(load). The
    largest factors at 20,000 random points were 0.55, 2.4, 2.9 and 2.3."""
    load, patience = 10**log_load, 10**log_patience
    root = math.sqrt(load)
    n = load + beta * root
    lost = hazard(-beta)
    assert root * kr.ufuncs.erlang_b(n, load) == approx(lost, rel=0.6 / root)
    assert kr.ufuncs.erlang_c(n, load) == approx(1 / (1 + beta / lost), rel=2.6 / root)
    queue = kr.ErlangA(contacts=load, interval=1, aht=1, patience=patience)
    slower = math.sqrt(1 / patience)
    steep = hazard(beta / slower)
    waits = 1 / (1 + slower * steep / lost)
    assert queue.probability_of_wait(agents=n) == approx(waits, rel=3.2 / root)
    assert root * queue.probability_of_abandonment(agents=n) == approx(
        waits * (slower * steep - beta), rel=2.6 / root
    )


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
