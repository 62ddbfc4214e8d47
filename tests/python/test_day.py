"""A day carried over the ends of intervals: against balance, chains in full, and the clock."""

import pickle

import krarup as kr
import numpy as np
import pandas as pd
import pytest
from pytest import approx

WITHIN = {"answer_within": 20}


def morning(**more):
    return {"contacts": [100, 120, 100, 80], "staff": [13, 10, 13, 11], **more}


def in_balance(arrivals, handling, hanging_up, agents, most):
    """The chances of every number in the system, from the balance of each step up and down."""
    k = np.arange(1, most + 1)
    down = np.minimum(k, agents) * handling + np.maximum(k - agents, 0) * hanging_up
    chances = np.exp(np.append(0.0, np.cumsum(np.log(arrivals / down))))
    return chances / chances.sum()


def chain_after(chances, seconds, arrivals, handling, hanging_up, agents):
    """The chances later: the whole matrix of rates, its exponential by squaring."""
    most = len(chances) - 1
    k = np.arange(1, most + 1)
    down = np.minimum(k, agents) * handling + np.maximum(k - agents, 0) * hanging_up
    rates = np.diag(np.full(most, arrivals), 1) + np.diag(down, -1)
    rates -= np.diag(rates.sum(axis=1))
    halvings = int(np.ceil(np.log2(seconds * -rates.min()))) + 2
    step = term = np.eye(most + 1)
    for n in range(1, 25):
        term = term @ rates * (seconds / 2.0**halvings / n)
        step = step + term
    for _ in range(halvings):
        step = step @ step
    return chances @ step


def test_a_day_that_begins_in_balance_stays_as_erlang_a_says():
    queue = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
    start = in_balance(100 / 1800, 1 / 180, 1 / 300, 11, 120)
    day = kr.Day({"contacts": [100] * 3}, interval="30min", aht=180, patience="5min", backlog=start)
    course = day.evaluate(agents=11, **WITHIN)
    for measure in (
        "probability_of_wait",
        "asa",
        "mean_queue_length",
        "occupancy",
        "probability_of_abandonment",
    ):
        expected = [getattr(queue, measure)(agents=11)] * 3
        assert course.frame[measure].tolist() == approx(expected, rel=1e-6), measure
    level = queue.service_level(agents=11, **WITHIN)
    assert course.frame["service_level"].tolist() == approx([level] * 3, rel=1e-6)
    assert course.totals["service_level"] == approx(level, rel=1e-6)
    assert course.totals["error"] <= 1e-8
    assert course.number_in_system()[-1, :40] == approx(start[:40], abs=1e-8)


@pytest.mark.parametrize(
    "definition", ["answered", "exclude_abandoned_within", "positive", "virtual"]
)
def test_definitions_are_those_of_erlang_a(definition):
    queue = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
    start = in_balance(100 / 1800, 1 / 180, 1 / 300, 11, 120)
    day = kr.Day({"contacts": [100]}, interval="30min", aht=180, patience=300, backlog=start)
    course = day.evaluate(agents=11, definition=definition, **WITHIN)
    expected = queue.service_level(agents=11, definition=definition, **WITHIN)
    assert course.totals["service_level"] == approx(expected, rel=1e-6)


def test_short_abandons_are_read():
    start = in_balance(100 / 1800, 1 / 180, 1 / 300, 11, 120)
    day = kr.Day({"contacts": [100]}, interval="30min", aht=180, patience=300, backlog=start)
    how = {"definition": "exclude_short", "short": "5s"}
    expected = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300).service_level(
        agents=11, **how, **WITHIN
    )
    assert day.evaluate(agents=11, **how, **WITHIN).totals["service_level"] == approx(expected)


def test_the_number_in_system_is_that_of_the_whole_chain():
    day = kr.Day(morning(), interval="30min", aht=180, patience="10min", backlog=5)
    course = day.evaluate(agents="staff", leaving="hand_over", **WITHIN)
    found = course.number_in_system()
    chances = np.eye(121)[5]
    for row, (contacts, agents) in enumerate(zip(*morning().values(), strict=True)):
        chances = chain_after(chances, 1800, contacts / 1800, 1 / 180, 1 / 600, agents)
        assert found[row, :60] == approx(chances[:60], abs=1e-8)
        waits = np.maximum(np.arange(121) - agents, 0)
        assert course.frame["carried_over"][row] == approx(chances @ waits, abs=1e-6)
        somebody = chances[agents + 1 :].sum()
        assert course.frame["probability_of_carrying_over"][row] == approx(somebody, abs=1e-8)
    assert course.totals["probability_of_clearing"] == approx(chances[0], abs=1e-8)


def test_who_finishes_a_contact_takes_it_along():
    """Where 12 agents become 8 those above 8 leave with their contacts; who waits stays."""
    day = kr.Day({"contacts": [100, 60]}, interval="30min", aht=180, patience="10min", backlog=30)
    course = day.evaluate(agents=[12, 8], **WITHIN)
    before = chain_after(np.eye(121)[30], 1800, 100 / 1800, 1 / 180, 1 / 600, 12)
    k = np.arange(121)
    left = np.bincount(np.minimum(k, 8) + np.maximum(k - 12, 0), before, minlength=121)
    after = chain_after(left, 1800, 60 / 1800, 1 / 180, 1 / 600, 8)
    assert course.number_in_system()[1, :60] == approx(after[:60], abs=1e-8)
    busy_leavers = before @ np.clip(k - 8, 0, 4)
    assert course.frame["overrun"].tolist() == approx([busy_leavers * 180, 0], abs=1e-5)


def test_what_a_stationary_day_forgets():
    forecast = morning()
    given = {"interval": "30min", "aht": 180, "patience": "10min"}
    course = kr.Day(forecast, **given).evaluate(agents="staff", **WITHIN)
    apart = kr.evaluate_day(forecast, agents="staff", **given, service_level=0.8, **WITHIN)
    exact, stationary = course.frame["service_level"], apart.frame["service_level"]
    assert exact[0] > stationary[0]  # it begins with nobody
    assert exact[2] < stationary[2] - 0.05  # after the interval that is short of staff
    assert course.totals["contacts"] == approx(apart.totals["contacts"])
    answered = course.totals["answered"] + course.totals["abandoned"]
    assert answered == approx(course.totals["contacts"])


def test_one_day_goes_on_where_another_ended():
    given = {"interval": "30min", "aht": 180, "patience": "10min"}
    whole = kr.Day(morning(), **given).evaluate(agents="staff", **WITHIN)
    first = {name: values[:2] for name, values in morning().items()}
    last = {name: values[2:] for name, values in morning().items()}
    ended = kr.Day(first, **given).evaluate(agents="staff", **WITHIN).number_in_system()[-1]
    went_on = kr.Day(last, **given, backlog=ended).evaluate(agents="staff", **WITHIN)
    for measure in ("asa", "carried_over", "service_level"):
        assert went_on.frame[measure].tolist() == approx(whole.frame[measure][2:].tolist())


def test_lines_block():
    day = kr.Day({"contacts": [150]}, interval="30min", aht=180, patience="10min", lines=15)
    course = day.evaluate(agents=12, **WITHIN)
    free = kr.Day({"contacts": [150]}, interval="30min", aht=180, patience="10min")
    assert "probability_of_blocking" not in free.evaluate(agents=12, **WITHIN).frame
    totals = course.totals
    assert totals["blocked"] > 10
    assert totals["answered"] + totals["abandoned"] + totals["blocked"] == approx(150)
    assert course.number_in_system().shape == (1, 16)


def test_without_patience_an_overload_is_carried_whole():
    day = kr.Day({"contacts": [200, 0]}, interval="30min", aht=180)
    course = day.evaluate(agents=10, **WITHIN)
    assert "patience" not in course.frame
    assert course.frame["carried_over"][0] > 90
    assert course.totals["answered"] == approx(200)
    assert course.frame["carried_over"][1] < 10
    alone = kr.Day({"contacts": [10]}, interval="30min", aht=180).evaluate(agents=0, **WITHIN)
    assert alone.totals["service_level"] == alone.totals["answered"] == 0
    assert alone.totals["overtime"] == np.inf
    closing = kr.Day({"contacts": [100, 20]}, interval="30min", aht=180)
    ended = closing.evaluate(agents=[10, 0], **WITHIN)
    assert ended.totals["answered"] + ended.frame["carried_over"][1] == approx(120)


def test_an_empty_interval_has_the_handle_time_of_the_one_before():
    frame = {"contacts": [100, 0, 0, 50], "AHT": [180, 0, 0, 200], "staff": [8, 8, 8, 8]}
    filled = {**frame, "AHT": [180, 180, 180, 200]}
    one, other = (
        kr.Day(each, interval="30min").evaluate(agents="staff", **WITHIN)
        for each in (frame, filled)
    )
    assert one.frame["asa"].tolist() == other.frame["asa"].tolist()
    first = kr.Day({"contacts": [0, 50], "aht": [0, 200]}, interval="30min", backlog=8)
    assert first.evaluate(agents=8, **WITHIN).frame["aht"].tolist() == [200, 200]
    with pytest.raises(ValueError, match="aht must be > 0 s in an interval at least, got 0 in all"):
        kr.Day({"contacts": [0, 0], "aht": [0, 0]}, interval="30min")


@pytest.mark.parametrize(("date", "half_hours"), [("2026-10-25", 50), ("2026-03-29", 46)])
def test_days_on_which_the_clock_changes(date, half_hours):
    begins = pd.Timestamp(date, tz="Europe/Copenhagen")
    ends = begins + pd.DateOffset(days=1)
    index = pd.date_range(begins, ends, freq="30min", inclusive="left")
    frame = pd.DataFrame({"calls offered": np.full(len(index), 40.0)}, index=index)
    course = kr.Day(frame, aht=180, patience=300).evaluate(agents=6, **WITHIN)
    assert course.frame.index.equals(index)
    assert len(course.frame) == course.totals["intervals"] == half_hours
    assert (course.interval == 1800).all()
    assert course.time_zone == "Europe/Copenhagen"
    plain = kr.Day({"contacts": [40] * half_hours}, interval="30min", aht=180, patience=300)
    assert course.totals["asa"] == plain.evaluate(agents=6, **WITHIN).totals["asa"]


def test_a_wall_clock_is_read():
    wall = pd.date_range("2026-10-25 01:30", periods=5, freq="30min", tz="Europe/Copenhagen")
    frame = pd.DataFrame({"at": wall.tz_localize(None), "contacts": [10, 20, 30, 40, 50]})
    zone = {"time_zone": "Europe/Copenhagen", "repeated_hour": "in_order"}
    day = kr.Day(frame, start="at", aht=180, **zone)
    course = day.evaluate(agents=8, **WITHIN)
    assert list(course.frame.columns[:2]) == ["at", "contacts"]
    assert course.start.tolist() == [
        each.to_pydatetime().replace(tzinfo=None) for each in wall.tz_convert("UTC")
    ]
    added = pd.DataFrame({"at": wall.tz_localize(None)[:3], "contacts": [10, 50, 50]})
    lengths = kr.Day(
        added,
        start="at",
        interval="30min",
        aht=180,
        time_zone="Europe/Copenhagen",
        repeated_hour="added",
    ).evaluate(agents=8, **WITHIN)
    assert lengths.interval.tolist() == [1800, 3600, 3600]


def test_other_frames_come_back_as_they_are():
    polars = pytest.importorskip("polars")
    course = kr.Day(polars.DataFrame(morning()), interval="30min", aht=180).evaluate(
        agents="staff", **WITHIN
    )
    assert isinstance(course.frame, polars.DataFrame)
    assert course.frame["carried_over"].len() == 4


def test_it_prints_itself_and_can_be_kept():
    index = pd.date_range("2014-01-02 09:00", periods=4, freq="30min")
    day = kr.Day(pd.DataFrame(morning(), index=index), aht=180, patience="10min")
    assert repr(day) == "Day(4 intervals, 400 contacts, 2 hours)"
    course = day.evaluate(agents="staff", **WITHIN)
    lines = repr(course).splitlines()
    assert lines[0].startswith("DayPerformance: 4 intervals, 400 contacts, service level 64.8 %")
    assert "23.8 %" in lines[3]
    assert "7.152" in lines[3]
    assert lines[-1].startswith("at the end of the day nobody is left in 0.0 % of cases")
    assert "2014-01-02 09:30:00</td>" in course._repr_html_()
    again = pickle.loads(pickle.dumps(course))
    assert again.totals == course.totals
    assert repr(again) == repr(course)
    assert (
        pickle.loads(pickle.dumps(day))
        .evaluate(agents=9, **WITHIN)
        .frame.equals(day.evaluate(agents=9, **WITHIN).frame)
    )
    with pytest.raises(TypeError):
        course.totals["asa"] = 0
    assert "Agents who leave finish the contact" in " ".join(course.assumed)


METHODS = ("stationary", "lagged", "offered_load", "backlog", "fluid")


@pytest.mark.parametrize("patience", [None, "10min"])
def test_the_stationary_method_is_each_interval_by_itself(patience):
    given = {"interval": "30min", "aht": 180, "patience": patience}
    course = kr.Day(morning(), **given).evaluate(agents="staff", method="stationary", **WITHIN)
    apart = kr.evaluate_day(morning(), agents="staff", **given, service_level=0.8, **WITHIN)
    for measure in ("service_level", "asa", "probability_of_wait", "occupancy"):
        assert course.frame[measure].tolist() == approx(apart.frame[measure].tolist(), rel=1e-12)
    assert course.totals["service_level"] == approx(apart.totals["service_level"])


@pytest.mark.parametrize("method", METHODS)
def test_every_method_says_what_it_is_and_not_what_it_does_not_know(method):
    day = kr.Day(morning(), interval="30min", aht=180, patience="10min")
    course = day.evaluate(agents="staff", method=method, **WITHIN)
    exact = day.evaluate(agents="staff", **WITHIN)
    assert list(course.frame) == list(exact.frame)
    assert list(course.totals) == list(exact.totals)
    assert course.totals["service_level"] == approx(exact.totals["service_level"], abs=0.06)
    assert np.isnan([course.totals[each] for each in ("error", "overtime")]).all()
    known = {"backlog": ["carried_over"]}
    known["fluid"] = ["carried_over", "overrun", "probability_of_carrying_over"]
    missing = {name for name, values in course.frame.items() if np.isnan(values).any()}
    every = {"carried_over", "overrun", "probability_of_carrying_over"}
    assert missing == every - set(known.get(method, ()))
    assert f"By the method {method!r}: " in course.assumed[1]
    lines = repr(course).splitlines()
    assert ("carried_over" in lines[1]) == ("carried_over" not in missing)
    assert lines[-1] == course.assumed[1]
    with pytest.raises(ValueError, match="number_in_system is known to the method 'exact' alone"):
        course.number_in_system()


@pytest.mark.parametrize("backlog", [40, [0.5, *[0] * 39, 0.5]])
@pytest.mark.parametrize("method", METHODS)
def test_a_method_takes_the_backlog_or_refuses_it(method, backlog):
    given = {"interval": "30min", "aht": 180, "patience": "10min"}
    staffed = {"agents": "staff", "method": method, **WITHIN}
    day = kr.Day(morning(), **given, backlog=backlog)
    if method in ("stationary", "lagged"):
        with pytest.raises(ValueError, match=f"backlog must come with method .*, got '{method}'"):
            day.evaluate(**staffed)
        assert kr.Day(morning(), **given, backlog=[1, 0]).evaluate(**staffed).totals
        return
    without = kr.Day(morning(), **given).evaluate(**staffed).frame["occupancy"][0]
    assert day.evaluate(**staffed).frame["occupancy"][0] > without


def test_lines_are_known_to_every_method():
    day = kr.Day({"contacts": [150] * 12}, interval="30min", aht=180, patience=300, lines=15)
    exact = day.evaluate(agents=12, **WITHIN).frame
    for method in METHODS[:-1]:
        course = day.evaluate(agents=12, method=method, **WITHIN).frame
        for measure in ("probability_of_blocking", "probability_of_abandonment", "service_level"):
            assert course[measure][11] == approx(exact[measure][11], abs=1e-6), (method, measure)


def test_the_picture_of_a_day_without_carried_contacts_has_no_panel_for_them():
    pyplot = pytest.importorskip("matplotlib.pyplot")
    day = kr.Day(morning(), interval="30min", aht=180)
    for method, panels in (("lagged", 2), ("backlog", 3), ("exact", 3)):
        course = day.evaluate(agents="staff", method=method, **WITHIN)
        assert len(course.plot().figure.axes) == panels
    pyplot.close("all")


def test_sloping_rates_are_many_short_intervals_on_a_line():
    volumes = [20.0, 80.0, 140.0, 100.0]
    given = {"aht": 300, "patience": 300}
    agents = [8, 14, 24, 20]
    sloping = kr.Day({"contacts": volumes}, interval="30min", arrival_rate="sloping", **given)
    course = sloping.evaluate(agents=agents, **WITHIN)
    ends = [(0, 40), (50, 110), (140, 140), (120, 80)]  # contacts per half-hour
    parts = 60
    shares = (np.arange(parts) + 0.5) / parts
    rates = np.concatenate([low + (high - low) * shares for low, high in ends])
    line = kr.Day({"contacts": rates / parts}, interval=1800 / parts, **given)
    fine = line.evaluate(agents=np.repeat(agents, parts), **WITHIN).frame
    weights = np.split(rates, 4)
    levels = np.split(np.asarray(fine["service_level"]), 4)
    expected = [np.average(x, weights=w) for x, w in zip(levels, weights, strict=True)]
    assert course.frame["service_level"].tolist() == approx(expected, abs=1e-4)  # of steps
    queues = np.asarray(fine["mean_queue_length"]).reshape(4, parts).mean(axis=1)
    assert course.frame["mean_queue_length"].tolist() == approx(queues.tolist(), abs=2e-4)
    assert course.frame["contacts"].tolist() == volumes
    assert "a rate that slopes towards its neighbors'" in course.assumed[0]
    even = kr.Day({"contacts": volumes}, interval="30min", **given).evaluate(
        agents=agents, **WITHIN
    )
    assert "at an even rate" in even.assumed[0]
    assert abs(even.frame["service_level"][1] - course.frame["service_level"][1]) > 0.01
    for method in METHODS:
        near = sloping.evaluate(agents=agents, method=method, **WITHIN)
        assert near.totals["contacts"] == approx(sum(volumes))


def test_agents_for_sloping_rates_keep_the_promise_under_them():
    given = {"interval": "30min", "aht": 600, "patience": 600}
    day = kr.Day({"contacts": [20, 90, 160, 60]}, arrival_rate="sloping", **given)
    staffing = day.agents_required(service_level=0.80, **WITHIN)
    assert min(staffing.performance.frame["service_level"]) >= 0.80
    even = kr.Day({"contacts": [20, 90, 160, 60]}, **given)
    assert (
        staffing.agents.tolist()
        != even.agents_required(service_level=0.80, **WITHIN).agents.tolist()
    )


def index_of(*times):
    return pd.DatetimeIndex([f"2026-03-02 {each}" for each in times])


@pytest.mark.parametrize(
    ("frame", "given", "complaint"),
    [
        (
            {"contacts": [60, np.nan], "aht": [180, 180]},
            {},
            "row 1: contacts must be there, got nan: fill",
        ),
        ({"contacts": [60, 70], "aht": [180, None]}, {}, "row 1: aht must be there, got nan"),
        ({"contacts": [60, -1]}, {"aht": 180}, "row 1: contacts must be finite and >= 0, got -1"),
        ({"contacts": [60, 70], "aht": [180, 0]}, {}, "row 1: aht must be finite and > 0 s, got 0"),
        ({"contacts": [60]}, {"aht": 180, "interval": None}, "interval must be given where there"),
        ({"contacts": [60]}, {"aht": 180, "lines": 7.5}, "lines must be a whole number, got 7.5"),
        ({"contacts": [60]}, {"aht": 180, "lines": [7, 8]}, "lines must be one number, got 2"),
        ({"contacts": [60]}, {"aht": 180, "arrival_rate": "x"}, "must be one of 'even', 'sloping'"),
        ({"contacts": [60]}, {"aht": 180, "backlog": 1.5}, "backlog must be a whole number, got 1"),
        ({"contacts": [60]}, {"aht": 180, "backlog": 1e9}, "backlog must be at most 100,000"),
        ({"contacts": [60]}, {"aht": 180, "backlog": [0.5, 0.4]}, "got a sum of 0.9"),
        ({"contacts": [60]}, {"aht": 180, "backlog": [1.5, -0.5]}, "row 1: backlog must be finite"),
        (
            pd.DataFrame({"contacts": [60, 70, 80]}, index=index_of("09:00", "09:30", "10:30")),
            {"aht": 180},
            "where none came; after a clock change, say the time_zone and repeated_hour",
        ),
        (
            pd.DataFrame({"contacts": [60, 70]}, index=index_of("09:00", "09:00")),
            {"aht": 180, "interval": "30min"},
            "got 2026-03-02 09:00:00: keep one row; after a clock change",
        ),
        (
            pd.DataFrame(
                {"contacts": [60, 70, 80]},
                index=pd.DatetimeIndex(
                    ["2026-03-02 23:00", "2026-03-02 23:30", "2026-03-03 08:00"]
                ),
            ),
            {"aht": 180},
            "must be when the interval before ends, got 2026-03-03 08:00:00: add the intervals",
        ),
        (
            pd.DataFrame({"contacts": [60]}, index=index_of("09:00")),
            {"aht": 180, "interval": None},
            "interval must be given where there is one timestamp",
        ),
    ],
)
def test_wrong_days_are_refused(frame, given, complaint):
    with pytest.raises(ValueError) as refused:
        kr.Day(frame, **{"interval": "30min", **given})
    assert complaint in str(refused.value)


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"agents": [9, 9.5, 9, 9]}, "row 1: agents must be a whole number through a day, got 9.5"),
        ({"agents": 9.5}, "agents must be a whole number through a day, got 9.5"),
        ({"agents": [9, -1, 9, 9]}, "row 1: agents must be finite and >= 0, got -1"),
        ({"agents": [9, np.nan, 9, 9]}, "row 1: agents must be there, got nan"),
        ({"agents": [9, 9, 9]}, "has shape (4,), agents has shape (3,)"),
        ({"agents": "people"}, "agents must be a column, got 'people': the columns are"),
        ({"agents": 9, "leaving": "now"}, "leaving must be one of 'finish_contact', 'hand_over'"),
        ({"agents": 9, "answer_within": [10, 20]}, "answer_within must be one number, got 2"),
        ({"agents": 9, "definition": "exclude_short"}, "must come with short"),
        ({"agents": 9, "definition": "exclude_short", "short": 30}, "short must be <= answer_with"),
        ({"agents": 9, "tolerance": 0}, "tolerance must be in (0, 0.1], got 0"),
        ({"agents": 9, "tolerance": 100}, "tolerance must be in (0, 0.1], got 100"),
        ({"agents": 9, "method": "sipp"}, "method must be one of 'exact', 'stationary', 'lagged'"),
        (
            {"agents": 9, "method": "lagged", "leaving": "hand_over"},
            "leaving 'hand_over' must come with method 'exact', 'state_dependent' or 'fluid', got",
        ),
        (
            {"agents": 9, "method": "fluid", "tolerance": 1e-6},
            "tolerance must come with method 'exact' or 'state_dependent', got 'fluid'",
        ),
    ],
)
def test_wrong_questions_are_refused(given, complaint):
    day = kr.Day(morning(), interval="30min", aht=180)
    with pytest.raises(ValueError) as refused:
        day.evaluate(**{**WITHIN, **given})
    assert complaint in str(refused.value)


def test_an_interval_may_have_one_number_of_agents_alone():
    day = kr.Day({"contacts": [60]}, interval="30min", aht=180)
    with pytest.raises(ValueError, match="agents must be for 1 interval, got 2 numbers"):
        day.evaluate(agents=[9, 9], **WITHIN)


def test_its_picture_shows_who_waits_at_each_end():
    pyplot = pytest.importorskip("matplotlib.pyplot")
    index = pd.date_range("2014-01-02 09:00", periods=4, freq="30min")
    day = kr.Day(pd.DataFrame(morning(), index=index), aht=180, patience="10min")
    course = day.evaluate(agents="staff", **WITHIN)
    ax = course.plot(service_level=0.80)
    _, shares, carried = ax.figure.axes
    heights = [each.get_height() for each in carried.patches]
    assert heights == approx(course.frame["carried_over"].tolist())
    middles = [each.get_x() + each.get_width() / 2 for each in carried.patches]
    assert np.diff(middles) == approx(1800 / 86400)
    assert "service level promised" in [each.get_text() for each in shares.get_legend().texts]
    unnamed = kr.Day(morning(), interval="30min", aht=180).evaluate(agents="staff", **WITHIN).plot()
    assert unnamed.figure.axes[-1].get_xlabel() == "interval"
    with pytest.raises(ValueError, match="course must be of type DayPerformance, got Day"):
        kr.plotting.plot_day_performance(day)
    pyplot.close("all")


def test_an_hour_that_comes_twice_ends_once():
    pyplot = pytest.importorskip("matplotlib.pyplot")
    frame = pd.DataFrame(
        {
            "at": pd.to_datetime(["2026-10-25 01:00", "2026-10-25 02:00", "2026-10-25 03:00"]),
            "contacts": [10, 60, 30],
        }
    )
    zone = {"time_zone": "Europe/Copenhagen", "repeated_hour": "added"}
    day = kr.Day(frame, start="at", interval="1h", aht=180, **zone)
    carried = day.evaluate(agents=3, **WITHIN).plot().figure.axes[-1]
    assert len(carried.patches) == 3
    pyplot.close("all")
