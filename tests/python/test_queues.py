"""Erlang B, C and A: published values, corners, what a model object is."""

import pickle

import krarup as kr
import numpy as np
import pandas as pd
import pytest
from pytest import approx

SUPPORT = kr.ErlangC(contacts=100, interval="30min", aht=180)
BILLING = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)

# n, P(wait), SL(20 s), ASA, occupancy, mean queue: Call Centre Helper's worked example
CLASSIC = np.array(
    [
        [11, 0.6821182047, 0.3896138117, 122.7812768, 0.9090909091, 6.8211820],
        [12, 0.4493882243, 0.6401580404, 40.44494019, 0.8333333333, 2.2469411],
        [13, 0.2852704530, 0.7955947884, 17.11622718, 0.7692307692, 0.9509015],
        [14, 0.1741319336, 0.8883500192, 7.835937012, 0.7142857143, 0.4353298],
        [15, 0.1020423670, 0.9414528429, 3.673525212, 0.6666666667, 0.2040847],
        [16, 0.0573403309, 0.9705604925, 1.720209927, 0.6250000000, 0.0955672],
        [17, 0.0308761100, 0.9858147177, 0.7939571138, 0.5882352941, 0.0441087],
    ]
)


def test_erlang_c_prints_the_classic_table():
    n = CLASSIC[:, 0]
    assert SUPPORT.probability_of_wait(agents=n) == approx(CLASSIC[:, 1], rel=1e-8)
    assert SUPPORT.service_level(agents=n, answer_within=20) == approx(CLASSIC[:, 2], rel=1e-9)
    assert SUPPORT.asa(agents=n) == approx(CLASSIC[:, 3], rel=1e-9)
    assert SUPPORT.occupancy(agents=n) == approx(CLASSIC[:, 4], rel=1e-9)
    assert SUPPORT.mean_queue_length(agents=n) == approx(CLASSIC[:, 5], abs=1e-7)


def test_evaluate_is_the_measures_side_by_side():
    rows = BILLING.evaluate(agents=range(11, 15), answer_within=20)
    assert rows["agents"].tolist() == [11, 12, 13, 14]
    assert rows["offered_load"].tolist() == [10, 10, 10, 10]
    assert rows["probability_of_blocking"].tolist() == [0, 0, 0, 0]
    names = "probability_of_wait asa mean_queue_length probability_of_abandonment occupancy"
    for name in names.split():
        measure = getattr(BILLING, name)(agents=range(11, 15))
        assert rows[name].to_numpy() == approx(measure, rel=1e-12), name
    level = BILLING.service_level(agents=range(11, 15), answer_within=20)
    assert rows["service_level"].to_numpy() == approx(level, rel=1e-12)


def test_erlang_a_agrees_with_high_precision():
    n = [11, 12, 13, 14]
    level = BILLING.service_level(agents=n, answer_within=20)
    assert level == approx([0.6568732037, 0.7722793077, 0.8581777, 0.9167920919], rel=1e-7)
    assert BILLING.asa(agents=12) == approx(11.86141947, rel=1e-9)
    assert BILLING.mean_wait(agents=12, of="offered") == approx(12.81333171, rel=1e-9)
    assert BILLING.mean_wait(agents=12, of="answered") == BILLING.asa(agents=12)
    assert BILLING.mean_wait(agents=12, of="virtual") == approx(14.43936814, rel=1e-9)
    assert BILLING.probability_of_abandonment(agents=12) == approx(12.81333171 / 300, rel=1e-9)


def test_waits_of_parts_make_up_the_wait_of_all():
    lost = BILLING.probability_of_abandonment(agents=12)
    parts = (1 - lost) * BILLING.asa(agents=12) + lost * BILLING.average_time_to_abandon(agents=12)
    assert parts == approx(BILLING.mean_wait(agents=12), rel=1e-12)
    waits = BILLING.probability_of_wait(agents=12) * BILLING.mean_wait_of_waiters(agents=12)
    assert waits == approx(BILLING.mean_wait(agents=12), rel=1e-12)


def test_shares_within_a_time_make_up_all_contacts():
    for queue in (SUPPORT, BILLING):
        parts = queue.probability_of_answer_within(agents=12, wait=30)
        parts += queue.probability_of_wait_beyond(agents=12, wait="30s")
        if queue is BILLING:
            parts += queue.probability_of_abandonment_within(agents=12, wait=30)
        assert parts == approx(1, rel=1e-12)


@pytest.mark.parametrize("of", ["offered", "answered", "virtual"])
def test_quantile_and_distribution_are_inverse(of):
    for queue in (SUPPORT, BILLING):
        wait = queue.wait_quantile(agents=12, share=0.9, of=of)
        assert queue.probability_of_wait_beyond(agents=12, wait=wait, of=of) == approx(0.1)


def test_definitions_differ_by_who_counts():
    def level(definition, **more):
        return BILLING.service_level(agents=11, answer_within=20, definition=definition, **more)

    answered = BILLING.probability_of_answer_within(agents=11, wait=20)
    lost = BILLING.probability_of_abandonment_within(agents=11, wait=20)
    short = BILLING.probability_of_abandonment_within(agents=11, wait=5)
    stays = 1 - BILLING.probability_of_abandonment(agents=11)
    late = BILLING.probability_of_wait_beyond(agents=11, wait=20, of="virtual")
    assert level("offered") == approx(answered, rel=1e-12)
    assert level("answered") == approx(answered / stays, rel=1e-12)
    assert level("exclude_abandoned_within") == approx(answered / (1 - lost), rel=1e-12)
    assert level("positive") == approx(answered + lost, rel=1e-12)
    assert level("exclude_short", short=5) == approx(answered / (1 - short), rel=1e-12)
    assert level("positive_short", short="5s") == approx(answered + short, rel=1e-12)
    assert level("virtual") == approx(1 - late, rel=1e-12)


def test_erlang_b_agrees_with_tables():
    lines = kr.ErlangB(contacts=200, interval="1h", aht="3min")
    assert lines.offered_load() == approx(10)
    assert lines.probability_of_blocking(trunks=17) == approx(0.012949, abs=1e-6)
    assert lines.occupancy(trunks=17) == approx(0.5806, abs=1e-4)
    assert lines.carried_load(trunks=17) + lines.lost_load(trunks=17) == approx(10)
    assert lines.trunks_required(blocking=0.01) == 18
    assert kr.largest_offered_load(trunks=10, blocking=0.01) == approx(4.4612, abs=5e-5)


def test_recalls_reach_their_fixed_point():
    crowd = kr.ErlangB(contacts=1500, interval=1, aht=1)
    total = crowd.load_with_recalls(trunks=1000, recall=0.2)
    blocked = kr.ErlangB(contacts=total, interval=1, aht=1).probability_of_blocking(trunks=1000)
    assert total == approx(1500 + 0.2 * total * blocked, rel=1e-12)
    assert blocked == approx(0.3857, abs=5e-5)


def test_corners_are_answers():
    idle = kr.ErlangC(contacts=0, interval="30min", aht=180)
    assert idle.service_level(agents=0, answer_within=20) == 1
    assert idle.asa(agents=0) == 0
    assert idle.occupancy(agents=0) == 0
    for n in (10, 9, 0):  # load = agents, load > agents, nobody
        assert SUPPORT.service_level(agents=n, answer_within=20) == 0
        assert SUPPORT.probability_of_wait(agents=n) == 1
        assert SUPPORT.asa(agents=n) == np.inf
        assert SUPPORT.occupancy(agents=n) == 1
    assert BILLING.probability_of_abandonment(agents=0) == 1
    assert BILLING.mean_wait(agents=0) == 300
    assert BILLING.asa(agents=0) == np.inf
    assert 0 < BILLING.service_level(agents=5, answer_within=20) < 1


def test_agents_may_be_real():
    between = SUPPORT.service_level(agents=13.5, answer_within=20)
    low, high = SUPPORT.service_level(agents=[13, 14], answer_within=20)
    assert low < between < high


def test_arguments_broadcast_with_attributes():
    queues = kr.ErlangC(contacts=[50, 100, 150], interval="30min", aht=180)
    assert queues.agents_required(service_level=0.8, answer_within=20).tolist() == [8, 14, 19]
    table = queues.service_level(agents=np.array([[12], [24]]), answer_within=20)
    assert table.shape == (2, 3)
    assert table[0, 1] == approx(SUPPORT.service_level(agents=12, answer_within=20))


def test_a_scalar_answer_is_a_float():
    assert type(SUPPORT.asa(agents=14)) is float
    assert type(SUPPORT.asa(agents=np.int64(14))) is float
    assert type(SUPPORT.offered_load()) is float


def test_a_series_keeps_its_index():
    index = pd.date_range("2026-03-29", periods=46, freq="30min", tz="Europe/Copenhagen")
    volume = pd.Series(np.arange(46.0), index=index)
    day = kr.ErlangA(contacts=volume, interval="30min", aht=180, patience=300)
    level = day.service_level(agents=5, answer_within=20)
    assert level.index.equals(index) and str(level.index.tz) == "Europe/Copenhagen"
    assert level.name == "service_level"
    assert day.contacts.index.equals(index)
    assert day.evaluate(agents=5, answer_within=20).index.equals(index)


def test_a_model_is_a_value():
    same = kr.ErlangA(contacts=100, interval=1800, aht="3min", patience="5min")
    assert same == BILLING and hash(same) == hash(BILLING)
    assert BILLING != SUPPORT
    assert kr.ErlangC(contacts=100, interval="30min", aht=181) != SUPPORT
    assert pickle.loads(pickle.dumps(BILLING)) == BILLING
    assert (BILLING.contacts, BILLING.interval, BILLING.aht, BILLING.patience) == (
        100,
        1800,
        180,
        300,
    )
    assert repr(BILLING) == "ErlangA(contacts=100, interval=1800, aht=180, patience=300)"
    with pytest.raises(AttributeError, match="never changes"):
        BILLING.aht = 200
    with pytest.raises(AttributeError, match="never changes"):
        del BILLING.aht


def test_a_model_does_not_share_its_callers_array():
    volume = np.array([50.0, 100.0])
    queue = kr.ErlangC(contacts=volume, interval="30min", aht=180)
    volume[0] = 1e6
    assert queue.contacts[0] == 50
    with pytest.raises(ValueError, match="read-only"):
        queue.contacts[0] = 1e6


def test_patience_there_and_back():
    assert kr.patience_from_totals(total_wait="5h", abandoned=60) == 300
    lost = BILLING.probability_of_abandonment(agents=12)
    found = kr.patience_from_abandonment(
        contacts=100, interval="30min", aht=180, agents=12, abandonment=lost
    )
    assert found == approx(300, rel=1e-9)
    median = kr.median_patience_from_average(average="5min")
    assert kr.average_patience_from_median(median=median) == approx(300)


def test_patience_that_nothing_explains():
    found = kr.patience_from_abandonment(
        contacts=100, interval="30min", aht=180, agents=12, abandonment=0.5
    )
    assert isinstance(found, kr.Unreachable) and np.isnan(found)
    assert "patience" in found.why
