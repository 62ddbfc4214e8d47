"""A day's service level: against drawn days, the density written out, and what it must be."""

import os
import signal

import krarup as kr
import numpy as np
import pandas as pd
import pytest
from krarup import _core
from pytest import approx

WITHIN = {"interval": "30min", "aht": 180, "answer_within": 20}
PROMISE = {"service_level": 0.80, "answer_within": 20}
LEVELS = np.array([0.70, 0.80, 0.85, 0.90])


def day_of(count):
    """Intervals from 70 to 140 contacts, each with the agents that the forecast requires."""
    contacts = 60 + 80 * np.sin(np.pi * (np.arange(count) + 0.5) / count)
    queue = kr.ErlangA(contacts=contacts, interval="30min", aht=180, patience=300)
    return {"contacts": contacts, "staff": queue.agents_required(**PROMISE)}


def outlook(day, **more):
    return kr.day_service_level(day, agents="staff", **WITHIN, **{"patience": 300, **more})


def levels_of_drawn_days(day, days, day_variation, interval_variation):
    random = np.random.default_rng(20260302)

    def factors(variation, *shape):
        if variation == 0:
            return np.ones(shape)
        return random.gamma(variation**-2, variation**2, shape)

    volumes = day["contacts"] * factors(day_variation, days, 1)
    volumes = volumes * factors(interval_variation, days, len(day["contacts"]))
    queue = kr.ErlangA(contacts=volumes, interval="30min", aht=180, patience=300)
    in_time = volumes * queue.service_level(agents=day["staff"], answer_within=20)
    return in_time.sum(axis=1) / volumes.sum(axis=1), in_time.sum() / volumes.sum()


@pytest.mark.parametrize(
    ("intervals", "variations", "method"),  # what the law that is taken for the sum is off by
    [
        (1, (0.1, 0.2), 0.0),
        (12, (0.15, 0.0), 0.0),
        (24, (0.0, 0.2), 0.01),
        (8, (0.1, 0.2), 0.02),
    ],
)
def test_it_is_distributed_as_the_levels_of_drawn_days(intervals, variations, method):
    days = 3000
    day = day_of(intervals)
    drawn, mean = levels_of_drawn_days(day, days, *variations)
    found = outlook(day, day_variation=variations[0], interval_variation=variations[1])
    chances = found.probability_at_least(LEVELS)
    errors = method + 4 * np.sqrt(chances * (1 - chances) / days) + 1e-3
    shares = (drawn[:, None] >= LEVELS).mean(axis=0)
    assert (np.abs(chances - shares) <= errors).all()
    assert ((shares > 0.15) & (shares < 0.9)).any()
    assert found.mean == approx(mean, abs=0.01)
    median = found.quantile(0.5)
    assert (drawn <= median).mean() == approx(0.5, abs=method + 4 * 0.5 / days**0.5)


def test_redials_weigh_by_attempts():
    """Levels of days by their sums over a grid of factors, whose gamma density is written out."""
    day = {"contacts": [60, 100, 140], "staff": [9, 12, 16]}
    more = {"lines": [14, 18, 24], "redials_of_abandoned": 0.3, "redials_of_blocked": 0.8}
    grid = np.linspace(0.85, 1.15, 31)
    queue = kr.ErlangX(
        contacts=np.outer(grid, day["contacts"]), interval="30min", aht=180, patience=300, **more
    )
    attempts = queue.attempts(agents=day["staff"])
    in_time = attempts * queue.service_level(agents=day["staff"], answer_within=20)
    levels = in_time.sum(axis=1) / attempts.sum(axis=1)
    most = np.interp(-0.80, -levels, grid)
    everywhere = np.linspace(1e-6, 3, 60_001)
    density = np.exp(99 * np.log(everywhere) - 100 * (everywhere - 1))
    cumulated = np.cumsum(density) / density.sum()
    found = outlook(day, **more, day_variation=0.1, service_level=0.80)
    share = np.interp(most, everywhere, cumulated)
    assert 0.1 < share < 0.9
    assert found.probability_of_target == approx(share, abs=5e-4)
    tenth = np.interp(np.interp(0.9, cumulated, everywhere), grid, levels)
    assert found.quantile(0.1) == approx(tenth, abs=5e-4)


def test_one_interval_is_that_of_the_interval():
    variations = {"day_variation": 0.17, "interval_variation": 0.14}
    found = outlook({"contacts": [100], "staff": [13]}, **variations)
    queue = kr.ErlangX(contacts=100, interval="30min", aht=180, patience=300, **variations)
    shares = np.array([0.05, 0.5, 0.9])
    quantiles = queue.service_level_quantile(agents=13, answer_within=20, share=shares)
    assert found.quantile(shares) == approx(quantiles, rel=1e-12)
    kept = queue.probability_of_target(agents=13, service_level=LEVELS, answer_within=20)
    assert found.probability_at_least(LEVELS) == approx(kept, abs=1e-12)
    assert found.mean == approx(queue.service_level(agents=13, answer_within=20), rel=1e-12)


def test_its_mean_is_that_of_the_evaluated_day():
    day = day_of(5)
    given = {"patience": 300, "day_variation": 0.1, "redials_of_answered": 0.2}
    for which in ({}, {"definition": "exclude_short", "short": 5}):
        evaluated = kr.evaluate_day(
            day, agents="staff", interval="30min", aht=180, **PROMISE, **given, **which
        )
        found = outlook(day, **given, **which)
        assert found.mean == approx(evaluated.totals["service_level"], rel=1e-9)


def test_a_volume_that_is_known_has_one_level():
    day = day_of(4)
    level = kr.evaluate_day(
        day, agents="staff", interval="30min", aht=180, patience=300, **PROMISE
    ).totals["service_level"]
    found = outlook(day, service_level=0.80)
    assert found.mean == approx(level, rel=1e-12)
    assert found.quantile([0.0, 0.3, 1.0]) == approx([level] * 3, rel=1e-12)
    assert found.probability_at_least([level - 1e-9, level + 1e-9]).tolist() == [1, 0]
    assert found.probability_of_target == 1
    endless = kr.day_service_level(day, agents="staff", **WITHIN)  # nobody hangs up
    patient = kr.evaluate_day(day, agents="staff", interval="30min", aht=180, **PROMISE)
    assert endless.mean == approx(patient.totals["service_level"], rel=1e-12)


def test_quantiles_rise_and_are_reached_by_the_rest_of_the_days():
    shares = np.array([0.05, 0.5, 0.9])
    for variations in ((0.15, 0.0), (0.0, 0.2), (0.1, 0.1)):
        found = outlook(day_of(3), day_variation=variations[0], interval_variation=variations[1])
        levels = found.quantile(shares)
        assert (np.diff(levels) > 0).all()
        assert found.probability_at_least(levels) == approx(1 - shares, abs=1e-6)


def test_what_is_asked_keeps_its_shape_and_its_index():
    found = outlook(day_of(3), day_variation=0.1)
    assert type(found.quantile(0.1)) is float and type(found.probability_at_least(0.8)) is float
    asked = pd.Series([0.1, np.nan, 0.9], index=list("abc"))
    levels = found.quantile(asked)
    assert levels.index.tolist() == list("abc") and np.isnan(levels["b"])
    assert levels["a"] == found.quantile(0.1)
    assert found.probability_at_least([[0.7], [0.9]]).shape == (2, 1)
    assert found.quantile([]).tolist() == []
    with kr.execution(workers=1):
        alone = found.quantile([0.1, 0.5, 0.9])
    with kr.execution(workers=3):
        assert found.quantile([0.1, 0.5, 0.9]).tolist() == alone.tolist()


def test_intervals_with_missing_numbers_are_left_out_and_counted():
    found = kr.day_service_level(
        {"contacts": [60, np.nan, 100, 0], "staff": [9, 12, 13, 1], "aht": [180, 180, 180, 0]},
        agents="staff", interval="30min", patience=300, day_variation=0.1, answer_within=20,
    )  # fmt: skip
    without = outlook({"contacts": [60, 100], "staff": [9, 13]}, day_variation=0.1)
    assert (found.intervals, found.intervals_missing, found.contacts) == (4, 1, 160)
    assert found.mean == approx(without.mean, rel=1e-12)
    assert found.quantile(0.1) == approx(without.quantile(0.1), rel=1e-9)
    assert "left out, since a number is missing: 1 more" in repr(found)
    assert "at least" not in repr(found) and "left out" not in repr(without)
    nothing = outlook({"contacts": [np.nan], "staff": [9]}, service_level=0.8)
    assert np.isnan([nothing.mean, nothing.probability_of_target, nothing.quantile(0.5)]).all()
    closed = outlook({"contacts": [0, 0], "staff": [1, 1]}, day_variation=0.1)
    assert (closed.mean, closed.quantile(0.5), closed.probability_at_least(1)) == (1, 1, 1)


def test_a_day_may_end_after_midnight_and_have_25_hours():
    night = pd.DataFrame(
        {"contacts": [60.0] * 4, "staff": 9},
        index=pd.date_range("2026-03-01 23:00", periods=4, freq="30min"),
    )
    plain = {"contacts": [60.0] * 4, "staff": [9] * 4}
    assert outlook(night, day_variation=0.1).mean == outlook(plain, day_variation=0.1).mean
    hours = pd.date_range("2026-10-25", periods=25, freq="1h", tz="Europe/Copenhagen")
    long = pd.DataFrame({"contacts": 120.0, "staff": 9}, index=hours)
    found = kr.day_service_level(
        long, agents="staff", interval="1h", aht=180, patience=300, answer_within=20,
        day_variation=0.1,
    )  # fmt: skip
    assert found.intervals == 25
    clock = pd.DataFrame({"contacts": [240.0, 120.0], "staff": 9, "at": ["02:00", "03:00"]})
    clock["at"] = pd.to_datetime("2026-10-25 " + clock["at"])
    both = kr.day_service_level(
        clock, agents="staff", interval="1h", aht=180, patience=300, answer_within=20,
        start="at", time_zone="Europe/Copenhagen", repeated_hour="added", day_variation=0.1,
    )  # fmt: skip
    assert both.mean == approx(found.mean, rel=1e-9)
    two = pd.DataFrame(
        {"contacts": 60.0, "staff": 9},
        index=pd.date_range("2026-03-01", periods=49, freq="30min"),
    )
    with pytest.raises(ValueError, match="must be of one day, got 2026-03-01 to 2026-03-02"):
        outlook(two)


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        (
            {"day_variation": [0.1, 0.2, 0.2]},
            "day_variation must be the same in all intervals of a day, got 0.1 and 0.2",
        ),
        ({"interval_variation": [0.1, -1, 0]}, r"row 1: interval_variation must be in \[0, 10\]"),
        ({"service_level": 1.5}, r"service_level must be in \[0, 1\], got 1.5"),
        ({"service_level": [0.8, 0.9]}, "service_level must be one number, got 2 numbers"),
        ({"agents": [1, 2]}, "shape"),
        ({"agents": "nobody"}, "agents must be a column, got 'nobody'"),
        ({"gaps": "some"}, "gaps must be one of"),
        ({"definition": "best"}, "definition must be one of"),
        ({"lines": 10, "redials_of_blocked": 1}, r"redials_of_blocked must be in \[0, 1\), got 1"),
    ],
)
def test_what_is_wrong_is_named(more, complaint):
    given = {"agents": "staff", **WITHIN, "patience": 300, **more}
    with pytest.raises(ValueError, match=complaint):
        kr.day_service_level(day_of(3), **given)
    with pytest.raises(ValueError, match=r"share must be in \[0, 1\], got 2"):
        outlook(day_of(1)).quantile(2)
    with pytest.raises(ValueError, match=r"level must be in \[0, 1\], got -1"):
        outlook(day_of(1)).probability_at_least(-1)


def test_it_says_what_it_found():
    found = outlook({"contacts": [60, 100], "staff": [9, 13]}, day_variation=0.1, service_level=0.8)
    chance = f"{found.probability_of_target:.1%}".replace("%", " %")
    assert repr(found).startswith("DayServiceLevel: 160 contacts in 2 intervals\n")
    assert "at least 80.0 %" in repr(found) and f"on {chance} of days" in repr(found)
    assert f"on {chance} of days" in found._repr_html_()
    with pytest.raises(AttributeError):
        found.mean = 1


@pytest.mark.parametrize("workers", [1, 2])
def test_a_signal_ends_the_work_within_a_day(workers):
    found = outlook(day_of(8), day_variation=0.1)
    lines, redials, interval_variation = -6, -5, -1  # that make each interval dear
    found._day.table[[lines, redials, interval_variation]] = [[25], [0.3], [0.01]]
    before = signal.signal(signal.SIGINT, signal.default_int_handler)

    def raise_signal(_):
        os.kill(os.getpid(), signal.SIGINT)
        while True:  # in Python, so that the handler runs here
            pass

    try:
        with kr.execution(workers=workers), pytest.raises(KeyboardInterrupt):
            _core.tell_progress(raise_signal)
            found.quantile([0.1, 0.5])
    finally:
        _core.tell_progress(None)
        signal.signal(signal.SIGINT, before)
