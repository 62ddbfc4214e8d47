"""A simulated day: against exact answers inside its intervals, its random numbers, its refusals."""

import os
import pickle
import signal
import subprocess
import sys
import textwrap

import krarup as kr
import numpy as np
import pandas as pd
import pytest
from krarup import _core, _progress
from pytest import approx

WITHIN = {"answer_within": 20}
MORNING = {"contacts": [100, 120, 100, 80], "staff": [13, 10, 13, 11]}
GIVEN = {"interval": "30min", "aht": 180, "agents": "staff", **WITHIN}
MEASURES = (
    "occupancy",
    "probability_of_wait",
    "service_level",
    "asa",
    "mean_queue_length",
    "probability_of_abandonment",
)


def errors(simulated, expected, names=MEASURES):
    """How far each measure is off, in half-widths."""
    return np.array(
        [
            (np.asarray(simulated[name]) - np.asarray(expected[name]))
            / np.asarray(simulated[name + "_half_width"])
            for name in names
        ]
    )


@pytest.mark.parametrize("leaving", ["finish_contact", "hand_over"])
def test_it_agrees_with_the_exact_day(leaving):
    day = kr.Day(MORNING, interval="30min", aht=180, patience="10min", backlog=5)
    exact = day.evaluate(agents="staff", leaving=leaving, **WITHIN)
    found = kr.simulate(
        MORNING, **GIVEN, patience="10min", backlog=5, leaving=leaving, replications=4000
    )
    off = errors(found.frame, exact.frame)
    assert (abs(off) < 2.2).all(), off  # 4.3 standard errors
    for name in ("service_level", "asa", "probability_of_abandonment", "occupancy"):
        assert (
            abs(found.totals[name] - exact.totals[name]) < 2.2 * found.totals[f"{name}_half_width"]
        )
    assert found.frame["carried_over"].tolist() == approx(
        exact.frame["carried_over"].tolist(), rel=0.1
    )
    for name in ("answered", "abandoned"):
        assert found.totals[name] == approx(exact.totals[name], rel=0.03)
    assert found.totals["contacts"] == approx(400, rel=0.005)
    assert found.frame["offered_load"].tolist() == approx(exact.frame["offered_load"].tolist())


@pytest.mark.parametrize("definition", ["answered", "exclude_short", "positive", "virtual"])
def test_definitions_are_those_of_the_exact_day(definition):
    how = {"definition": definition, **({"short": 8} if definition == "exclude_short" else {})}
    day = kr.Day(MORNING, interval="30min", aht=180, patience="4min")
    exact = day.evaluate(agents="staff", **how, **WITHIN)
    found = kr.simulate(MORNING, **GIVEN, patience="4min", **how, replications=1000)
    off = errors(found.frame, exact.frame, ["service_level"])
    assert (abs(off) < 2.2).all(), off


def in_balance(queue, agents, **how):
    """The last of three hours of a queue: the first two are there to be forgotten."""
    simulated = kr.simulate(
        {"contacts": [200.0] * 3}, interval="1h", agents=agents, **WITHIN, replications=1000, **how
    )
    last = {name: np.asarray(values)[-1] for name, values in simulated.frame.items()}
    told = {"agents": agents, **WITHIN}
    expected = {name: float(value) for name, value in queue.evaluate(**told).iloc[0].items()}
    return errors(last, expected)


def test_a_law_of_patience_is_that_of_m_m_n_g():
    law = kr.patience.Lognormal(median="3min", sigma=1.2, balking=0.03)
    load = {"contacts": 200, "interval": "1h", "aht": 180}
    off = in_balance(kr.MMnG(**load, patience=law), 10, aht=180, patience=law)
    assert (abs(off) < 2.2).all(), off
    doubled = kr.patience.Lognormal(median="6min", sigma=1.2, balking=0.03)
    assert abs(in_balance(kr.MMnG(**load, patience=law), 10, aht=180, patience=doubled)).max() > 5


def test_lines_are_those_of_erlang_x():
    queue = kr.ErlangX(contacts=200, interval="1h", aht=180, patience="5min", lines=13)
    off = in_balance(queue, 10, aht=180, patience="5min", lines=13)
    assert (abs(off) < 2.2).all(), off


@pytest.mark.parametrize("scv", [0, 1, 3])
def test_handle_times_vary_as_told(scv):
    """Without waiting the handle times of a replication are those of the law."""
    found = kr.simulate(
        {"contacts": [4000.0]},
        interval="8h",
        agents=400,
        aht=100,
        handle_time_scv=scv,
        **WITHIN,
        replications=2,
        seed=3,
    )
    times = found.contacts()["handle_time"]
    assert times.mean() == approx(100, rel=0.08)
    assert times.var() / times.mean() ** 2 == approx(scv, rel=0.25, abs=1e-9)


def test_a_law_of_handle_times_brings_its_own_average():
    law = kr.patience.Empirical([60, 120, 300], [0.5, 0.2, 0.0])
    found = kr.simulate(MORNING, **{**GIVEN, "aht": law}, replications=2)
    assert found.frame["aht"].tolist() == [law.average] * 4
    times = found.contacts()["handle_time"]
    values, counts = np.unique(times.round(6), return_counts=True)
    assert values.tolist() == [60, 120, 300]
    assert counts / counts.sum() == approx([0.5, 0.3, 0.2], abs=0.1)


def test_a_contact_is_as_long_as_the_averages_that_it_meets():
    """Half done at 100 s on average, the rest at 300 s."""
    found = kr.simulate(
        {"contacts": [1.0, 0.0], "aht": [100, 300], "agents": [1, 1]},
        interval=100,
        agents="agents",
        arrivals=[50],
        aht="aht",
        handle_time_scv=0,
        **WITHIN,
        replications=2,
    )
    assert found.contacts()["handle_time"].tolist() == approx([50 + 0.5 * 300])


def test_volumes_stray_as_told():
    """Variance of the count of a day and of an interval: chance, and both factors."""
    frame = {"contacts": [100.0] * 4, "staff": [30] * 4}
    how = {"day_variation": 0.3, "interval_variation": 0.2}
    found = kr.simulate(frame, **GIVEN, **how, replications=2, seed=11)
    counts = np.array(
        [np.bincount(found.contacts(r)["interval"], minlength=4) for r in range(1500)]
    )
    squared = 1.09 * 1.04 - 1
    assert counts.mean() == approx(100, abs=4 * np.sqrt((100 + 1e4 * squared) / 1500))
    assert counts[:, 0].var() == approx(100 + 1e4 * squared, rel=0.15)
    day = 400 + 16e4 * (0.09 + 1.09 * 0.04 / 4)
    assert counts.sum(axis=1).var() == approx(day, rel=0.15)
    assert "varying by 0.3 and of each interval by 0.2" in found.assumed[0]


def test_redials_are_attempts():
    how = {"patience": "3min", "redials_of_abandoned": 0.9, "redials_of_blocked": 0.5, "lines": 12}
    frame = {"contacts": [100] * 3, "staff": [8] * 3}
    found = kr.simulate(frame, **GIVEN, **how, redial_after=60, replications=200)
    totals = found.totals
    assert totals["contacts"] == 300
    fates = totals["answered"] + totals["abandoned"] + totals["blocked"] + totals["unanswered"]
    assert fates == approx(totals["attempts"])
    again = 0.9 * totals["abandoned"] + 0.5 * totals["blocked"]
    assert totals["attempts"] == approx(300 + again, rel=0.03)  # but for those after the day
    assert found.frame["attempts"].sum() == approx(totals["attempts"])
    calls = [found.contacts(r) for r in range(200)]
    assert np.mean([len(each["wait"]) for each in calls]) == approx(totals["attempts"])
    assert np.mean([each["blocked"].sum() for each in calls]) == approx(totals["blocked"])


def test_callbacks_are_made_when_nobody_waits():
    """All of those who would wait leave their number: the agents' queue has them alone."""
    frame = {"contacts": [100] * 3, "staff": [10] * 3}
    found = kr.simulate(frame, **GIVEN, callbacks=1, replications=500)
    totals = found.totals
    assert totals["asa"] == 0
    assert totals["called_back"] + totals["answered"] == approx(totals["contacts"])
    usual = kr.Day(frame, interval="30min", aht=180).evaluate(agents="staff", **WITHIN)
    waits = usual.totals["asa"] * usual.totals["contacts"]
    of_called = totals["mean_wait_for_callback"] * totals["called_back"]
    assert of_called == approx(waits, rel=0.1)
    assert found.frame["called_back"].sum() == approx(totals["called_back"])
    none = kr.simulate(frame, **GIVEN, callbacks=1, callback_when_told="1h", replications=100)
    assert none.totals["called_back"] == 0
    assert none.totals["mean_wait_for_callback"] == 0
    rare = kr.simulate(frame, **GIVEN, callbacks=1, callback_free_agents=4, replications=500)
    assert rare.totals["mean_wait_for_callback"] > 2 * totals["mean_wait_for_callback"]
    calls = found.contacts()
    assert calls["called_back"].any()
    assert (calls["handle_time"][calls["called_back"]] > 0).all()
    assert "1 of those who are asked are called back" in found.assumed[0]


def test_breaks_are_intervals_with_fewer_agents():
    """The same day by exact means, its interval cut where agents go and come."""
    cut = {"contacts": [50.0, 25.0, 25.0, 100.0], "staff": [12, 8, 12, 12]}
    lengths = np.array([900, 450, 450, 1800])
    exact = kr.Day(cut, interval=lengths, aht=180, patience=300).evaluate(agents="staff", **WITHIN)
    found = kr.simulate(
        {"contacts": [100.0, 100.0]},
        **{**GIVEN, "agents": 12},
        patience=300,
        breaks=[("15min", 1350, 3), (900, 1350, 1)],
        replications=2000,
    )
    for name in ("service_level", "asa", "probability_of_abandonment", "occupancy"):
        assert (
            abs(found.totals[name] - exact.totals[name]) < 2.2 * found.totals[f"{name}_half_width"]
        )
    assert found.totals["service_level_half_width"] < 0.01


def test_rates_that_slope_are_those_of_the_exact_day():
    frame = {"contacts": [20.0, 100.0, 180.0, 60.0], "staff": [6, 13, 18, 10]}
    exact = kr.Day(frame, interval="30min", aht=180, patience=300, arrival_rate="sloping")
    expected = exact.evaluate(agents="staff", **WITHIN)
    found = kr.simulate(frame, **GIVEN, patience=300, arrival_rate="sloping", replications=2000)
    off = errors(found.frame, expected.frame)
    assert (abs(off) < 2.2).all(), off
    even = kr.simulate(frame, **GIVEN, patience=300, replications=2000)
    assert abs(errors(even.frame, expected.frame)).max() > 4
    assert "a rate that slopes" in found.assumed[0]


def test_the_seed_makes_the_contacts_and_threads_change_no_bit():
    def frame_of(**how):
        return kr.simulate(MORNING, **GIVEN, patience=300, replications=70, **how).frame

    first = frame_of()
    with kr.execution(workers=1):
        assert frame_of().equals(first)
    with kr.execution(workers=3):
        assert frame_of().equals(first)
    assert frame_of(seed=1).equals(first)
    assert not frame_of(seed=2)["asa"].equals(first["asa"])
    one, other = (kr.simulate(MORNING, **{**GIVEN, "agents": n}, replications=2) for n in (12, 13))
    assert one.contacts(1)["arrival"].tolist() == other.contacts(1)["arrival"].tolist()


def test_it_stops_at_the_wanted_half_width():
    found = kr.simulate(MORNING, **GIVEN, patience=300, half_width=0.005, replications=100_000)
    assert found.reached
    assert found.totals["service_level_half_width"] <= 0.005
    assert 64 <= found.replications < 5000
    few = kr.simulate(MORNING, **GIVEN, patience=300, half_width=0.001, replications=100)
    assert not few.reached
    assert few.replications == 100
    assert "the half-width that was wanted is not reached" in repr(few)
    sure = kr.simulate(MORNING, **GIVEN, patience=300, confidence=0.99, replications=100)
    assert sure.totals["asa"] == few.totals["asa"]
    ratio = sure.totals["asa_half_width"] / few.totals["asa_half_width"]
    assert ratio == approx(2.6264 / 1.9842, abs=1e-4)  # Student's law, 99 degrees of freedom


def test_contacts_are_columns_that_add_up():
    found = kr.simulate(MORNING, **GIVEN, patience=300, lines=15, backlog=3, replications=2)
    calls = found.contacts(1)
    assert list(calls)[:4] == ["interval", "arrival", "wait", "handle_time"]
    fates = np.array([calls[name] for name in ("answered", "abandoned", "blocked")])
    assert fates.dtype == bool
    assert (fates.sum(axis=0) == 1).all()
    assert (np.diff(calls["arrival"]) >= 0).all()
    assert (calls["interval"] == calls["arrival"] // 1800).all()
    assert (calls["handle_time"][~calls["answered"]] == 0).all()
    assert (calls["wait"][calls["blocked"]] == 0).all()
    for each in calls.values():
        assert not each.flags.owndata
        assert each.base is not None
    assert calls["wait"].tolist() == found.contacts(1)["wait"].tolist()
    assert calls["arrival"].tolist() != found.contacts(0)["arrival"].tolist()
    frame = pd.DataFrame(calls)
    assert len(frame) == len(calls["wait"])


def test_contacts_are_a_table_of_arrow_without_copies():
    pyarrow = pytest.importorskip("pyarrow")
    calls = kr.simulate(MORNING, **GIVEN, replications=2).contacts()
    table = pyarrow.table(calls)
    wait = table["wait"].chunk(0).buffers()[1].address
    assert wait == calls["wait"].ctypes.data


def test_their_patience_can_be_estimated():
    found = kr.simulate(
        {"contacts": [4000.0]}, interval="10h", aht=180, patience=240, agents=17, **WITHIN
    )
    calls = found.contacts()
    waits = kr.fit.Waits(wait=calls["wait"], abandoned=calls["abandoned"])
    fitted = kr.fit.exponential_patience(waits)
    assert fitted.average == approx(240, abs=4 * fitted.standard_error)


def test_a_log_is_replayed():
    arrivals = [10.0, 20.0, 25.0, 1800.0]  # the last when the second interval begins
    frame = {"agents": [1, 1], "aht": [30, 60]}
    found = kr.simulate(
        frame,
        agents="agents",
        interval=1800,
        arrivals=arrivals,
        handle_time_scv=0,
        replications=2,
        **WITHIN,
    )
    assert found.frame["contacts"].tolist() == [3, 1]
    assert found.frame["asa"].tolist() == approx([(0 + 20 + 45) / 3, 0])
    assert found.frame["service_level"].tolist() == approx([2 / 3, 1])
    assert found.frame["service_level_half_width"].tolist() == [0, 0]
    assert found.contacts()["wait"].tolist() == approx([0, 20, 45, 0])
    assert found.contacts()["interval"].tolist() == [0, 0, 0, 1]
    assert found.totals["contacts"] == 4
    assert found.assumed[0].startswith("Arrivals of a log")


def test_a_log_tells_time_as_the_forecast_does():
    begins = pd.Timestamp("2026-10-25 01:00", tz="Europe/Copenhagen")
    index = pd.date_range(begins, periods=6, freq="30min")  # the clock is put back at 3
    frame = pd.DataFrame({"staff": 9, "aht": 180}, index=index)
    log = pd.Series(index[[0, 2, 3, 4, 5]] + pd.Timedelta("10min"))
    how = {"agents": "staff", "replications": 2, **WITHIN}
    found = kr.simulate(frame, arrivals=log, **how)
    assert found.frame["contacts"].tolist() == [1, 0, 1, 1, 1, 1]
    assert found.contacts()["arrival"].tolist() == [600, 4200, 6000, 7800, 9600]
    in_utc = kr.simulate(frame, arrivals=log.dt.tz_convert("UTC"), **how)
    assert in_utc.frame.equals(found.frame)
    wall = log.dt.tz_localize(None)
    with pytest.raises(ValueError, match="row 1: arrivals must be a time that the clock of Europe"):
        kr.simulate(frame, arrivals=wall, **how)
    once = kr.simulate(frame, arrivals=wall[[0]], **how)
    assert once.frame["contacts"].tolist() == [1, 0, 0, 0, 0, 0]
    naive = frame.set_axis(pd.date_range("2026-03-02 09:00", periods=6, freq="30min"))
    with pytest.raises(ValueError, match="arrivals must be without a time zone"):
        kr.simulate(naive, arrivals=log, **how)
    with pytest.raises(ValueError, match="arrivals must be seconds since the day began"):
        kr.simulate({"staff": [9, 9], "aht": [180, 180]}, arrivals=wall, interval="30min", **how)


@pytest.mark.parametrize(("date", "half_hours"), [("2026-10-25", 50), ("2026-03-29", 46)])
def test_days_on_which_the_clock_changes(date, half_hours):
    begins = pd.Timestamp(date, tz="Europe/Copenhagen")
    ends = begins + pd.DateOffset(days=1)
    index = pd.date_range(begins, ends, freq="30min", inclusive="left")
    frame = pd.DataFrame({"calls offered": 40.0}, index=index)
    found = kr.simulate(frame, aht=180, patience=300, agents=6, replications=20, **WITHIN)
    assert found.frame.index.equals(index)
    assert len(found.frame) == found.totals["intervals"] == half_hours
    assert found.time_zone == "Europe/Copenhagen"


def test_overload_and_empty_nights_are_answers():
    frame = {"contacts": [300, 0, 100], "staff": [5, 0, 0]}
    found = kr.simulate(frame, **GIVEN, replications=50)
    assert found.totals["unanswered"] > 200
    assert found.frame["asa"][2] == np.inf
    assert found.frame["service_level"].tolist()[1:] == [1, 0]
    assert found.frame["occupancy"].tolist()[1:] == [0, 1]
    nobody = kr.simulate(
        {"contacts": [0.0]}, interval=60, aht=180, agents=3, replications=2, **WITHIN
    )
    assert nobody.totals["service_level"] == 1
    assert nobody.totals["contacts"] == 0
    assert len(nobody.contacts()["wait"]) == 0


def test_other_frames_come_back_as_they_are():
    polars = pytest.importorskip("polars")
    found = kr.simulate(polars.DataFrame(MORNING), **GIVEN, replications=2)
    assert isinstance(found.frame, polars.DataFrame)
    assert found.frame["service_level_half_width"].len() == 4


def test_it_prints_itself_and_can_be_kept():
    index = pd.date_range("2014-01-02 09:00", periods=4, freq="30min")
    law = kr.patience.Weibull(scale=500, shape=0.8)
    found = kr.simulate(
        pd.DataFrame(MORNING, index=index), agents="staff", aht=180, patience=law, **WITHIN
    )
    lines = repr(found).splitlines()
    assert lines[0].startswith("SimulatedDay: 4 intervals, ")
    assert " points, ASA " in lines[0]
    assert "2014-01-02 09:30:00" in lines[3]
    assert " +- " in lines[3]
    assert lines[-1] == "1,000 replications, seed 1; +- is 95 % sure, each measure by itself"
    assert "2014-01-02 09:30:00</td>" in found._repr_html_()
    assert "patience" not in found.frame
    assert "patience Weibull(scale=500, shape=0.8)" in found.assumed[0]
    again = pickle.loads(pickle.dumps(found))
    assert again.totals == found.totals
    assert repr(again) == repr(found)
    assert again.contacts()["wait"].tolist() == found.contacts()["wait"].tolist()
    with pytest.raises(TypeError):
        found.totals["asa"] = 0


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"agents": [9, 9.5, 9, 9]}, "row 1: agents must be a whole number through a day, got 9.5"),
        ({"contacts": [60, np.nan, 9, 9]}, "row 1: contacts must be there, got nan"),
        ({"contacts": [60, -1, 9, 9]}, "row 1: contacts must be finite and >= 0, got -1"),
        ({"aht": [180, 0, 9, 9]}, "row 1: aht must be finite and > 0 s, got 0"),
        ({"agents": "people"}, "agents must be a column, got 'people': the columns are"),
        ({"leaving": "now"}, "leaving must be one of 'finish_contact', 'hand_over'"),
        ({"answer_within": [10, 20]}, "answer_within must be one number, got 2"),
        ({"definition": "exclude_short"}, "must come with short"),
        ({"replications": 1}, "replications must be a whole number >= 2, got 1"),
        ({"replications": 10.0}, "replications must be a whole number >= 2, got 10.0"),
        ({"seed": -1}, "seed must be a whole number >= 0, got -1"),
        ({"seed": True}, "seed must be a whole number >= 0, got True"),
        ({"half_width": 0}, "half_width must be finite and > 0, got 0"),
        ({"confidence": 95}, "confidence must be in (0, 1), got 95"),
        ({"confidence": 1}, "confidence must be in (0, 1), got 1"),
        ({"confidence": 0}, "confidence must be in (0, 1), got 0"),
        ({"handle_time_scv": -1}, "handle_time_scv must be finite and >= 0, got -1"),
        (
            {"handle_time_scv": 1, "aht": kr.patience.Exponential(average=9)},
            "handle_time_scv must come without a law as aht",
        ),
        (
            {"aht": kr.patience.Empirical([60], [0.5])},
            "aht must be finite and > 0 s, got inf",
        ),
        ({"redials_of_abandoned": 1}, "redials_of_abandoned must be in [0, 1), got 1"),
        ({"callbacks": 1.5}, "callbacks must be in [0, 1], got 1.5"),
        ({"callback_when_told": -1}, "callback_when_told must be finite and >= 0 s, got -1"),
        ({"callback_free_agents": 0}, "callback_free_agents must be a whole number >= 1, got 0"),
        ({"breaks": [(0, 60)]}, "row 0: breaks must be of a beginning, an end and a number"),
        (
            {"breaks": [(0, 60, 0.5)]},
            "row 0: agents of breaks must be a whole number >= 0, got 0.5",
        ),
        (
            {"breaks": None},
            "breaks must be a sequence of (beginning, end, number of agents), got N",
        ),
        ({"breaks": [(0, 60, 1), (0, "soon", 1)]}, "row 1: breaks must be finite and >= 0 s, got"),
        ({"breaks": [(0, 60, 1), (60, 60, 1)]}, "row 1: breaks must end after they begin, within"),
        ({"breaks": [(0, 60, 1), (7200, 7300, 1)]}, "7200 s, got from 7200 to 7300 s"),
        (
            {"breaks": [(0, 60, 14)]},
            "breaks in row 0 of the day must be of no more than its 13 agents at once, "
            "got 14 from 0 s on",
        ),
        (
            {"breaks": [(60, 3700, 7), (900, 2000, 6)]},
            "breaks in row 1 of the day must be of no more than its 10 agents at once, "
            "got 13 from 1800 s on",
        ),
        ({"redials_of_blocked": 0.5}, "redials_of_blocked must come with lines: without them"),
        ({"callback_when_told": "1min"}, "callback_when_told must come with callbacks, got it al"),
        ({"callback_free_agents": 2}, "callback_free_agents must come with callbacks, got it al"),
        ({"arrivals": [5], "arrival_rate": "sloping"}, "arrival_rate must be left out beside arr"),
        ({"arrival_rate": "steep"}, "arrival_rate must be one of 'even', 'sloping', got 'steep'"),
        ({"redials_of_blocked": 0.5, "redial_after": 0}, "redial_after must be finite and > 0 s"),
        ({"day_variation": 11}, "day_variation must be in [0, 10], got 11"),
        ({"day_variation": 0.1, "arrivals": [5]}, "arrivals of a log must come without day_var"),
        ({"arrivals": [5], "contacts": 8}, "contacts must be left out beside arrivals"),
        ({"arrivals": [5, np.nan]}, "row 1: arrivals must be there, got nan"),
        ({"arrivals": [5, 7200]}, "row 1: arrivals must be in the day, from 0 to 7200 s, got 7200"),
        ({"arrivals": [5, 4]}, "row 1: arrivals must be no earlier than the one above, got 4"),
        ({"arrivals": [-1, 4]}, "row 0: arrivals must be finite and >= 0 s, got -1"),
        ({"arrivals": 5}, "arrivals must be a column of times"),
        ({"backlog": 1.5}, "backlog must be a whole number, got 1.5"),
        ({"lines": 7.5}, "lines must be a whole number, got 7.5"),
    ],
)
def test_wrong_questions_are_refused(given, complaint):
    frame = {"staff": MORNING["staff"]}
    told = {**GIVEN, "contacts": MORNING["contacts"], **given}
    if "arrivals" in given and "contacts" not in given:
        del told["contacts"]
    with pytest.raises(ValueError) as refused:
        kr.simulate(frame, **told)
    assert complaint in str(refused.value)


@pytest.mark.parametrize("number", [-1, 1.0, True, "0"])
def test_a_replication_has_a_number(number):
    found = kr.simulate(MORNING, **GIVEN, replications=2)
    with pytest.raises(ValueError, match="replication must be a whole number >= 0, got"):
        found.contacts(number)


@pytest.fixture
def told():
    """Has the next work tell how many replications are done; a list of what it told."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    seen = []
    yield seen
    _core.tell_progress(None)
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("workers", [1, 2])
def test_an_exception_of_a_handler_ends_it_early(workers, told):
    def raise_signal(done):
        told.append(done)
        os.kill(os.getpid(), signal.SIGINT)
        while True:  # in Python, so that the handler runs here
            pass

    _core.tell_progress(raise_signal)
    with kr.execution(workers=workers), pytest.raises(KeyboardInterrupt):
        kr.simulate(MORNING, **GIVEN, replications=10**9)
    _core.tell_progress(None)
    assert len(told) == 1
    assert kr.simulate(MORNING, **GIVEN, replications=2).replications == 2


def test_being_told_changes_no_bit(told):
    expected = kr.simulate(MORNING, **GIVEN, replications=3000)
    _core.tell_progress(told.append)
    found = kr.simulate(MORNING, **GIVEN, replications=3000)
    assert found.frame.equals(expected.frame)
    assert told == sorted(told)
    assert all(0 <= done <= 3000 for done in told)


LONG = """
    import krarup as kr

    frame = {"contacts": [1000.0] * 48}
    how = dict(interval="30min", aht=180, agents=105, answer_within=20)
    print("begun", flush=True)
    try:
        kr.simulate(frame, **how, replications=10**9)
    except KeyboardInterrupt:
        print(kr.simulate(frame, **how, replications=2).replications, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_control_c_ends_it_and_the_process_computes_on(told):
    program = textwrap.dedent(LONG)
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout.readline() == "begun\n"
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(0.8)
            process.send_signal(signal.SIGINT)
            said, complaint = process.communicate(timeout=20)
        finally:
            process.kill()
    assert complaint == ""
    assert said == "2\n"


def test_a_bar_counts_replications(monkeypatch):
    made = []

    class Bar:
        def __init__(self, **arguments):
            self.total, self.unit, self.n = arguments["total"], arguments["unit"], 0
            made.append(self)

        def update(self, more):
            self.n += more

        def close(self):
            self.total = -self.total

    monkeypatch.setattr(_progress, "bar_maker", lambda: Bar)
    monkeypatch.setattr(_progress, "_FORESEEN_AFTER", 0.0)
    monkeypatch.setattr(_progress, "_WORTH_A_BAR", 0.0)
    with kr.execution(progress=True, workers=1):
        kr.simulate(MORNING, **GIVEN, replications=100)
        assert made == []
        kr.simulate(MORNING, **GIVEN, replications=3000)
    assert len(made) == 1
    assert made[0].total == -3000
    assert made[0].unit == " replications"
    assert 0 <= made[0].n <= 3000


def test_its_picture_shows_how_sure_it_is():
    pyplot = pytest.importorskip("matplotlib.pyplot")
    index = pd.date_range("2014-01-02 09:00", periods=4, freq="30min")
    found = kr.simulate(
        pd.DataFrame(MORNING, index=index), agents="staff", aht=180, replications=50, **WITHIN
    )
    agents, shares, carried = found.plot(service_level=0.8).figure.axes
    assert agents.get_ylabel() == "agents, erlangs"
    assert [each.get_height() for each in carried.patches] == approx(
        found.frame["carried_over"].tolist()
    )
    of_levels, of_occupancy = (each.get_children()[-1] for each in shares.containers)
    for bars, name in ((of_levels, "service_level"), (of_occupancy, "occupancy")):
        heights = np.array([line[:, 1] for line in bars.get_segments()])
        assert heights.mean(axis=1) == approx(100 * found.frame[name])
        widths = np.diff(heights, axis=1)[:, 0] / 2
        assert widths == approx(100 * found.frame[name + "_half_width"])
    pyplot.close("all")
