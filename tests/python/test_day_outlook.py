"""The service level of a day that is carried on: against drawn days, and what it must be."""

import pickle
import signal
import threading
import time

import krarup as kr
import numpy as np
import pandas as pd
import pytest
from krarup import _core
from pytest import approx

PROMISE = {"service_level": 0.80, "answer_within": 20}
CONTACTS = np.array([40, 70, 90, 60])
STAFF = [19, 33, 39, 27]
LEVELS = np.array([0.70, 0.80, 0.90])


def rush(contacts=CONTACTS, **more):
    """Handle times beside which an interval is not long."""
    return kr.Day({"contacts": contacts}, interval="15min", aht=360, patience="5min", **more)


def outlook(**variations):
    return rush().service_level_distribution(agents=STAFF, **PROMISE, **variations)


@pytest.mark.parametrize(
    ("variations", "method"),  # what the law that is taken for the sum is off by
    [((0.15, 0.0), 0.0), ((0.1, 0.2), 0.02), ((0.0, 0.2), 0.03)],
)
def test_it_is_distributed_as_the_levels_of_drawn_days(variations, method):
    days = 400
    random = np.random.default_rng(20260302)

    def factors(variation, count):
        if variation == 0:
            return np.ones(count)
        return random.gamma(variation**-2, variation**2, count)

    drawn = np.empty(days)
    for each in range(days):
        volumes = CONTACTS * factors(variations[0], 1) * factors(variations[1], len(CONTACTS))
        course = rush(volumes).evaluate(agents=STAFF, answer_within=20)
        drawn[each] = course.totals["service_level"]
    found = outlook(day_variation=variations[0], interval_variation=variations[1])
    chances = found.probability_at_least(LEVELS)
    shares = (drawn[:, None] >= LEVELS).mean(axis=0)
    assert (np.abs(chances - shares) <= method + 3.5 * np.sqrt(shares * (1 - shares) / days)).all()
    assert ((shares > 0.1) & (shares < 0.9)).any()
    assert found.probability_of_target == chances[1]
    assert found.mean == approx(drawn.mean(), abs=0.03)
    median = found.quantile(0.5)
    assert (drawn <= median).mean() == approx(0.5, abs=method + 3.5 * 0.5 / days**0.5)


def test_agents_for_nine_days_of_ten_keep_the_promise_on_nine_of_ten():
    whole = {"promised": "whole_day", "day_variation": 0.1}
    staffing = rush().agents_required(**PROMISE, **whole, probability=0.9)
    kept = rush().service_level_distribution(agents=staffing.agents, **PROMISE, day_variation=0.1)
    assert 0.9 <= kept.probability_of_target < 0.93
    assert kept.quantile(0.1) >= 0.8
    usual = rush().agents_required(**PROMISE, promised="whole_day")
    fewer = rush().service_level_distribution(agents=usual.agents, **PROMISE, day_variation=0.1)
    assert 0.4 < fewer.probability_of_target < 0.7


def test_a_volume_that_is_known_has_one_level():
    for leaving in ("finish_contact", "hand_over"):
        for which in ({}, {"definition": "exclude_short", "short": 5}, {"definition": "answered"}):
            day = rush(backlog=[0.5, 0.5], lines=60)
            how = {"agents": STAFF, "answer_within": 20, "leaving": leaving, **which}
            level = day.evaluate(**how).totals["service_level"]
            found = day.service_level_distribution(**how, service_level=0.5)
            assert found.mean == approx(level, abs=1e-7)
            assert found.quantile([0.0, 0.3, 1.0]) == approx([level] * 3, abs=1e-7)
            assert found.probability_at_least([level - 1e-6, level + 1e-6]).tolist() == [1, 0]
            assert found.probability_of_target == 1


def test_sloping_rates_stray_as_a_whole():
    day = rush(arrival_rate="sloping")
    found = day.service_level_distribution(agents=STAFF, **PROMISE, day_variation=0.1)
    busy = rush(1.1 * CONTACTS, arrival_rate="sloping").evaluate(agents=STAFF, answer_within=20)
    even = outlook(day_variation=0.1)
    level = busy.totals["service_level"]
    share = found.probability_at_least(level)
    assert share == approx(0.841721, abs=1e-6)  # of the gamma law up to 1.1, by SciPy
    assert even.probability_at_least(level) != share


def test_quantiles_rise_and_are_reached_by_the_rest_of_the_days():
    shares = np.array([0.05, 0.5, 0.9])
    for variations in ((0.15, 0.0), (0.0, 0.2), (0.1, 0.1)):
        found = outlook(day_variation=variations[0], interval_variation=variations[1])
        levels = found.quantile(pd.Series(shares, index=list("abc")))
        assert levels.index.tolist() == list("abc") and (np.diff(levels) > 0).all()
        assert found.probability_at_least(np.asarray(levels)) == approx(1 - shares, abs=1e-5)
        assert found.probability_at_least([[0.0], [1.0]]).shape == (2, 1)
        assert found.probability_at_least(0.0) == 1.0


def test_it_goes_through_pickle_and_says_what_it_found():
    found = outlook(day_variation=0.1)
    again = pickle.loads(pickle.dumps(found))
    assert repr(again) == repr(found)
    assert again.quantile(0.1) == found.quantile(0.1)
    chance = f"{found.probability_of_target:.1%}".replace("%", " %")
    assert repr(found).startswith("DayServiceLevel: 260 contacts in 4 intervals\n")
    assert f"on {chance} of days" in repr(found)
    assert found.plot().get_xlabel() == "service level of the day (% of contacts)"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"day_variation": -0.1}, "day_variation must be in [0, 1], got -0.1"),
        ({"day_variation": 1.01}, "day_variation must be in [0, 1], got 1.01"),
        ({"interval_variation": 1.5}, "interval_variation must be in [0, 1], got 1.5"),
        ({"service_level": 80}, "service_level must be in [0, 1], got 80"),
        ({"agents": 30.5}, "agents must be a whole number through a day, got 30.5"),
        ({"agents": [1, 2]}, "shape"),
        ({"leaving": "stay"}, "leaving must be one of"),
        ({"tolerance": 0}, "tolerance must be"),
        ({"definition": "exclude_short"}, "short"),
    ],
)
def test_it_refuses_what_makes_no_sense(arguments, message):
    with pytest.raises(ValueError) as error:
        rush().service_level_distribution(**{"agents": STAFF, **PROMISE, **arguments})
    assert message in str(error.value)


def test_it_stops_when_told_to_and_can_be_asked_again():
    found = outlook(day_variation=0.1)
    level = found.quantile(0.25)
    big = kr.Day({"contacts": [3000.0] * 48}, interval="15min", aht=600, patience="5min")
    main = threading.main_thread().ident
    assert main is not None
    timer = threading.Timer(0.3, lambda: signal.pthread_kill(main, signal.SIGINT))
    timer.start()
    begin = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        big.service_level_distribution(
            agents=2000, **PROMISE, day_variation=0.1, interval_variation=0.1
        )
    assert time.monotonic() - begin < 20

    def interrupted(_):
        raise KeyboardInterrupt

    fresh = pickle.loads(pickle.dumps(found))
    try:
        _core.tell_progress(interrupted)
        with pytest.raises(KeyboardInterrupt):
            fresh.quantile(0.25)
    finally:
        _core.tell_progress(None)
    assert fresh.quantile(0.25) == level
