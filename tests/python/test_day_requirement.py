"""The agents of a day that is carried from interval to interval."""

import signal
import threading
import time

import krarup as kr
import numpy as np
import pandas as pd
import pytest

PROMISE = {"service_level": 0.80, "answer_within": 20}


def rush(**more):
    """Handle times beside which an interval is not long."""
    contacts = [40, 60, 90, 110, 90, 60, 40, 40]
    return kr.Day({"contacts": contacts}, interval="15min", aht=600, patience="5min", **more)


def levels(day, agents, **how):
    return np.asarray(day.evaluate(agents=agents, answer_within=20, **how).frame["service_level"])


def test_it_serves_every_interval_with_nobody_to_spare():
    day = rush()
    staffing = day.agents_required(**PROMISE)
    assert staffing.kept and staffing.unserved == [] and staffing.volume_factor == 1.0
    assert (levels(day, staffing.agents) >= 0.8).all()
    assert staffing.agent_hours == staffing.agents.sum() / 4
    for row in range(8):
        fewer = staffing.agents - (np.arange(8) == row)
        assert (levels(day, fewer) < 0.8).any()
    alone = [
        kr.ErlangA(contacts=c, interval="15min", aht=600, patience="5min").agents_required(
            **PROMISE
        )
        for c in (40, 60, 90, 110, 90, 60, 40, 40)
    ]
    assert (levels(day, alone) < 0.8).sum() >= 3
    assert staffing.agent_hours < sum(alone) / 4


def test_its_performance_is_the_days():
    day = rush(lines=80, backlog=10)
    staffing = day.agents_required(**PROMISE, leaving="hand_over")
    course = day.evaluate(agents=staffing.agents, answer_within=20, leaving="hand_over")
    assert staffing.performance.totals == course.totals
    assert (levels(day, staffing.agents, leaving="hand_over") >= 0.8).all()


def test_the_whole_day_takes_less_and_heeds_a_floor():
    day = rush()
    every = day.agents_required(**PROMISE)
    whole = day.agents_required(**PROMISE, promised="whole_day")
    floor = day.agents_required(**PROMISE, promised="whole_day", least_service_level=0.7)
    assert whole.performance.totals["service_level"] >= 0.8
    assert floor.performance.totals["service_level"] >= 0.8
    assert levels(day, floor.agents).min() >= 0.7
    assert whole.agent_hours <= floor.agent_hours < every.agent_hours


def test_every_promise_is_kept():
    day = rush()
    staffing = day.agents_required(max_asa=15, max_abandonment=0.03, max_occupancy=0.85)
    course = staffing.performance.frame
    assert (np.asarray(course["asa"]) <= 15).all()
    assert (np.asarray(course["probability_of_abandonment"]) <= 0.03).all()
    assert (np.asarray(course["occupancy"]) <= 0.85).all()


@pytest.mark.parametrize(
    "changes", ["1h", 3600, [1, 0, 0, 0, 1, 0, 0, 0], [True, *[False] * 3] * 2]
)
def test_the_number_changes_when_it_may(changes):
    staffing = rush().agents_required(**PROMISE, changes=changes)
    first, second = staffing.agents[:4], staffing.agents[4:]
    assert np.ptp(first) == np.ptp(second) == 0 and first[0] > second[0]
    assert staffing.kept


def test_what_is_allowed_is_heeded_and_what_is_missed_is_named():
    index = pd.date_range("2014-01-02 09:00", periods=8, freq="15min")
    frame = pd.DataFrame({"contacts": [40, 60, 90, 110, 90, 60, 40, 40], "least": 30}, index=index)
    day = kr.Day(frame, aht=600, patience="5min")
    staffing = day.agents_required(**PROMISE, min_agents="least", max_agents=60)
    assert staffing.agents.index.equals(index)
    assert staffing.agents.min() >= 30 and staffing.agents.max() == 60
    assert not staffing.kept
    missed = staffing.performance.frame.loc[staffing.unserved]
    assert (missed["service_level"] < 0.8).all() and (missed["agents"] == 60).all()
    others = staffing.performance.frame.drop(staffing.unserved)
    assert (others["service_level"] >= 0.8).all()
    assert "missed in" in repr(staffing) and str(staffing.unserved[0]) in repr(staffing)


def test_volume_that_strays_takes_more():
    day = rush()
    certain = day.agents_required(**PROMISE)
    intervals = day.agents_required(**PROMISE, interval_variation=0.15)
    days = day.agents_required(**PROMISE, day_variation=0.15, probability=0.9)
    assert certain.agent_hours < intervals.agent_hours
    assert certain.agent_hours < days.agent_hours
    # On nine of ten days the volume is at most this factor of the forecast's, and is served so.
    assert days.volume_factor == pytest.approx(1.1964, abs=1e-4)  # of the gamma law
    contacts = days.volume_factor * np.array([40, 60, 90, 110, 90, 60, 40, 40])
    busy = kr.Day({"contacts": contacts}, interval="15min", aht=600, patience="5min")
    assert (levels(busy, days.agents) >= 0.8).all()
    assert "1.196 times" in repr(days)


def test_the_day_is_served_on_so_many_days_as_both_variations_make_them():
    day = kr.Day({"contacts": [12, 20, 12]}, interval="15min", aht=600, patience="5min")
    whole = {**PROMISE, "promised": "whole_day"}
    by_day = day.agents_required(**whole, day_variation=0.1, probability=0.9)
    assert 0.9 <= by_day.probability < 0.95
    strays = {"day_variation": 0.1, "interval_variation": 0.2}
    both = day.agents_required(**whole, **strays, probability=0.9)

    def share(staffing):
        levels = day.service_level_distribution(agents=staffing.agents, **PROMISE, **strays)
        return levels.probability_of_target

    assert 0.9 <= both.probability < 0.95 and both.kept
    assert both.probability == pytest.approx(share(both), abs=1e-12)
    assert share(by_day) < 0.9 and by_day.agent_hours < both.agent_hours
    assert f"reached on {100 * both.probability:.1f} % of days" in repr(both)
    alone = day.agents_required(**whole, interval_variation=0.2, probability=0.9)
    assert alone.kept and alone.agent_hours < both.agent_hours
    few = day.agents_required(**whole, **strays, probability=0.9, max_agents=10)
    assert not few.kept and few.probability < 0.9


def test_what_only_infinitely_many_keep_is_unreachable():
    answer = rush().agents_required(service_level=1.0, answer_within=20)
    assert isinstance(answer, kr.Unreachable) and answer == np.inf


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"promised": "day"}, "promised must be one of 'every_interval', 'whole_day', got 'day'"),
        ({"probability": 0.9}, "probability must come with day_variation, got it alone"),
        (
            {"probability": 0.9, "promised": "whole_day"},
            "probability must come with day_variation or interval_variation, got it alone",
        ),
        (
            {"probability": 0.9, "interval_variation": 0.1},
            "probability must come with day_variation, got it alone",
        ),
        ({"day_variation": 0.1}, "day_variation must come with probability, got it alone"),
        ({"least_service_level": 0.5}, "promised 'whole_day'"),
        ({"min_agents": 2.5}, "min_agents must be a whole number through a day, got 2.5"),
        ({"min_agents": 5, "max_agents": 3}, "got at least 5 and at most 3"),
        ({"max_agents": [9, 9]}, "the day has shape (8,), max_agents has shape (2,)"),
        ({"changes": "20min"}, "none begins 1200 s after the first"),
        ({"changes": [1, 0]}, "changes must say it of 8 intervals, got 2"),
        ({"changes": [1, 0, 2, 0, 1, 0, 0, 0]}, "row 2: changes must be 0 or 1, got 2"),
        ({"changes": [1, 0.5, 1, 0, 1, 0, 0, 0]}, "row 1: changes must be 0 or 1, got 0.5"),
        ({"changes": "rota"}, "changes must be a column, got 'rota'"),
        (
            {"probability": 1, "day_variation": 0.1},
            "probability must be in (0, 1), got 1",
        ),
        ({"probability": 0, "day_variation": 0.1}, "probability must be in (0, 1), got 0"),
        ({"interval_variation": -0.1}, "interval_variation must be in"),
        ({"interval_variation": 0.51}, "interval_variation must be in [0, 0.5], got 0.51"),
    ],
)
def test_it_refuses_what_makes_no_sense(arguments, message):
    with pytest.raises(ValueError) as error:
        rush().agents_required(**PROMISE, **arguments)
    assert message in str(error.value)


def test_it_stops_when_told_to():
    contacts = 3000 + 2000 * np.sin(np.arange(96) / 8)
    day = kr.Day({"contacts": contacts}, interval="15min", aht=600, patience="5min")
    main = threading.main_thread().ident
    assert main is not None
    timer = threading.Timer(0.3, lambda: signal.pthread_kill(main, signal.SIGINT))
    timer.start()
    begin = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        day.agents_required(**PROMISE, promised="whole_day")
    assert time.monotonic() - begin < 20
