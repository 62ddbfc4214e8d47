"""The chart of a day shows the day."""

import subprocess
import sys

import krarup as kr
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

INDEX = pd.date_range("2026-10-25", periods=50, freq="30min", tz="Europe/Copenhagen")
DAY = pd.DataFrame({"contacts": 60 + 50 * np.sin(np.arange(50) / 8)}, index=INDEX)
PROMISE = {"interval": "30min", "aht": 180, "service_level": 0.80, "answer_within": 20}


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def steps(ax, label="agents required"):
    (patch,) = [each for each in ax.patches if each.get_label() == label]
    return patch.get_data()


def test_steps_are_the_agents_of_the_frame():
    plan = kr.plan_day(DAY, **PROMISE, patience=300)
    ax = plan.plot()
    assert steps(ax).values.tolist() == plan.frame.agents_required.tolist()
    widths = np.diff(steps(ax).edges)
    assert widths == pytest.approx(1 / 48)  # even over the change of the clock
    (load,) = ax.lines
    assert load.get_ydata().tolist() == plan.frame.offered_load.tolist()
    level, occupancy = ax.figure.axes[1].lines
    assert level.get_ydata() == pytest.approx(100 * plan.frame.service_level)
    assert occupancy.get_ydata() == pytest.approx(100 * plan.frame.occupancy)


def test_axes_say_what_they_measure():
    ax = kr.plan_day(DAY, **PROMISE).plot()
    assert ax.get_ylabel() == "agents, erlangs"
    below = ax.figure.axes[1]
    assert below.get_xlabel() == "start of interval, Sun 2026-10-25 (Europe/Copenhagen)"
    assert below.get_ylabel() == "% of contacts,\n% of ready time"
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert legend == ["agents required", "offered load (erlangs)"]


def test_it_draws_where_it_is_told():
    _, ax = plt.subplots()
    assert kr.plan_day(DAY, **PROMISE).plot(ax) is ax


def test_given_staff_is_drawn_as_such():
    day = kr.evaluate_day(DAY, **PROMISE, agents=12)
    ax = day.plot()
    assert set(steps(ax, "agents on the phones").values) == {12.0}
    assert steps(ax).values.tolist() == day.frame.agents_required.tolist()


def test_gaps_and_unreachable_rows_are_left_out():
    volume = DAY.contacts.copy()
    volume.iloc[3] = np.nan
    goal = np.full(50, 0.8)
    goal[5] = 1.0
    plan = kr.plan_day(DAY.assign(contacts=volume), **{**PROMISE, "service_level": goal})
    ax = plan.plot()
    assert np.flatnonzero(np.isnan(steps(ax).values)).tolist() == [3, 5]
    ax.figure.canvas.draw()


def test_intervals_without_dates_are_numbered():
    ax = kr.plan_day({"contacts": [60, 100, 80]}, **PROMISE).plot()
    assert ax.figure.axes[1].get_xlabel() == "interval"
    assert steps(ax).edges.tolist() == [0, 1, 2, 3]
    assert all(tick % 1 == 0 for tick in ax.figure.axes[1].get_xticks())


def test_hours_that_the_forecast_leaves_out_stay_empty():
    plan = kr.plan_day(DAY.iloc[[0, 1, 4, 5]], **PROMISE, gaps="closed")
    values = steps(plan.plot()).values
    assert np.isnan(values[2])
    assert np.delete(values, 2).tolist() == plan.frame.agents_required.tolist()


def bars(ax, label):
    (found,) = [each for each in ax.containers if each.get_label() == label]
    return found


def test_bars_are_the_agents_too_many_and_too_few():
    day = kr.evaluate_day(DAY, **PROMISE, agents=12)
    balance = 12 - day.frame.agents_required
    assert (balance > 0).any() and (balance < 0).any()
    ax = day.plot().figure.axes[1]
    assert [bar.get_height() for bar in bars(ax, "over")] == balance[balance > 0].tolist()
    assert [bar.get_height() for bar in bars(ax, "under")] == balance[balance < 0].tolist()
    for bar in bars(ax, "under"):
        row = round(48 * (bar.get_x() - ax.get_xlim()[0]))
        assert bar.get_width() == pytest.approx(1 / 48) and balance.iloc[row] == bar.get_height()
    assert ax.get_ylabel() == "over, under\n(agents)"


def test_what_is_scheduled_is_drawn_where_it_differs():
    plan = kr.plan_day(DAY, **PROMISE, shrinkage=0.3)
    assert steps(plan.plot(), "scheduled").values.tolist() == plan.frame.scheduled.tolist()
    labels = [each.get_label() for each in kr.plan_day(DAY, **PROMISE).plot().patches]
    assert "scheduled" not in labels


@pytest.mark.parametrize("promise", [0.8, [0.7] * 25 + [0.9] * 25])
def test_the_promise_is_a_line(promise):
    below = kr.plan_day(DAY, **PROMISE).plot(service_level=promise).figure.axes[1]
    drawn = steps(below, "service level promised").values
    assert drawn == pytest.approx(100 * np.broadcast_to(promise, 50))


def test_intervals_without_an_answer_are_hatched():
    goal = np.full(50, 0.8)
    goal[[5, 9]] = 1.0
    ax = kr.plan_day(DAY, **{**PROMISE, "service_level": goal}).plot()
    hatched = [each for each in ax.patches if each.get_hatch()]
    assert [round(48 * (each.get_x() - ax.get_xlim()[0])) for each in hatched] == [5, 9]
    assert [text.get_text() for text in ax.get_legend().get_texts()][-1] == "no answer (see status)"


@pytest.mark.parametrize(
    ("date", "hours"),
    [("2026-10-25", [0, 4, 8]), ("2026-03-29", [0, 4, 8]), ("2026-06-01", [0, 4])],
)
def test_ticks_are_the_hours_that_the_clock_shows(date, hours):
    end = pd.Timestamp(date) + pd.Timedelta("1D")
    index = pd.date_range(date, end, freq="30min", tz="Europe/Copenhagen", inclusive="left")
    below = kr.plan_day(pd.DataFrame({"contacts": 9}, index=index), **PROMISE).plot().figure.axes[1]
    texts = [text.get_text() for text in below.get_xticklabels()]
    assert texts[0] == f"{index[0]:%a} {index[0].day} {index[0]:%b}"
    assert texts[1:-1] == ["04:00", "08:00", "12:00", "16:00", "20:00"]
    for hour in hours[1:]:
        tick = below.get_xticks()[texts.index(f"{hour:02d}:00")]
        row = np.flatnonzero(index.hour == hour)[0]
        assert tick == pytest.approx(below.get_xlim()[0] + row / 48)


def test_only_a_plan_of_a_queue_is_drawn():
    with pytest.raises(ValueError, match="plan must be of type DayPlan, got DataFrame"):
        kr.plotting.plot_day(DAY)
    plan = kr.plan_day(DAY, **PROMISE)
    for promise, words in (
        (80, "write 0.80 for 80 %"),
        ([0.8, 0.9], "for each of 50 rows, got shape"),
    ):
        with pytest.raises(ValueError, match=words):
            plan.plot(service_level=promise)
    assert not plt.get_fignums()


def test_pyplot_and_its_settings_are_left_alone():
    before = dict(plt.rcParams)
    mine, ax = plt.subplots()
    other, (there, _) = plt.subplots(2)
    plan = kr.plan_day(DAY, **PROMISE)
    plan.plot(ax)
    kr.plotting.plot_week(plan, there)
    assert plt.gcf() is other and plt.get_fignums() == [mine.number, other.number]
    plt.figure(mine.number)
    assert plt.gca() is ax
    assert dict(plt.rcParams) == before


def test_no_legend_covers_its_panel_nor_another():
    day = kr.evaluate_day(DAY, **PROMISE, agents=12)
    for ax in (None, plt.subplots(figsize=(8, 6))[1]):
        figure = day.plot(ax, service_level=0.8).figure
        figure.canvas.draw()
        panels = [each.get_window_extent() for each in figure.axes]
        for each in figure.axes:
            legend = each.get_legend().get_window_extent()
            assert not any(legend.shrunk(0.9, 0.9).overlaps(panel) for panel in panels)


def test_without_matplotlib_it_says_what_to_install():
    code = """
import sys
sys.modules["matplotlib"] = None
import krarup as kr
plan = kr.plan_day({"contacts": [60]}, aht=180, interval=1800, service_level=0.8, answer_within=20)
try:
    plan.plot()
except ImportError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "pictures need matplotlib: pip install 'krarup[plot]'\n"
