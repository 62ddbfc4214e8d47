"""The chart of a day shows the day."""

import io

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import krarup as kr

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


def test_it_renders():
    plan = kr.plan_day(DAY, **PROMISE)
    buffer = io.BytesIO()
    plan.plot().figure.savefig(buffer, format="png")
    assert buffer.getvalue().startswith(b"\x89PNG") and len(buffer.getvalue()) > 10_000


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


def test_hours_that_the_forecast_leaves_out_stay_empty():
    plan = kr.plan_day(DAY.iloc[[0, 1, 4, 5]], **PROMISE, gaps="closed")
    values = steps(plan.plot()).values
    assert np.isnan(values[2])
    assert np.delete(values, 2).tolist() == plan.frame.agents_required.tolist()
