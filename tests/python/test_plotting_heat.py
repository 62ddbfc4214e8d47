"""Each cell of a heat map holds what belongs there, on days of 46 and 50 half-hours too."""

from datetime import UTC
from zoneinfo import ZoneInfo

import krarup as kr
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import polars as pl
import pytest

ZONE = "Europe/Copenhagen"
PROMISE = {"interval": "30min", "aht": 180, "service_level": 0.80, "answer_within": 20}


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def half_hours(first, last, zone=ZONE):
    return pd.date_range(first, last, freq="30min", tz=zone, inclusive="left")


def cells(ax):
    """The colored cells, NaN where there is no color."""
    return ax.collections[0].get_array().filled(np.nan)


def labels(ticks):
    return [text.get_text() for text in ticks]


@pytest.mark.parametrize("first", ["2026-10-23", "2026-03-27"])
def test_every_interval_stands_under_its_time_of_day(first):
    index = half_hours(first, pd.Timestamp(first) + pd.Timedelta("3D"))
    assert len(index) in (142, 146)
    ax = kr.plotting.plot_week(
        pd.DataFrame({"row": np.arange(len(index))}, index=index), column="row"
    )
    drawn = cells(ax)
    assert sorted(drawn[~np.isnan(drawn)]) == list(range(len(index)))
    days, zone = labels(ax.get_yticklabels()), ZoneInfo(ZONE)
    for place, text in zip(ax.get_xticks(), labels(ax.get_xticklabels()), strict=True):
        for day, value in zip(days, drawn[:, int(place)], strict=True):
            if not np.isnan(value):
                wall = index[int(value)].to_pydatetime().astimezone(UTC).astimezone(zone)
                assert f"{wall:%H:%M}" + "*" * wall.fold == text
                assert f"{wall:%a %Y-%m-%d}" == day
    rows = [row[~np.isnan(row)] for row in drawn]
    assert sorted(map(len, rows)) == sorted([48, 48, len(index) - 96])
    assert all((np.diff(row) == 1).all() for row in rows)


def test_the_repeated_hour_is_explained():
    index = half_hours("2026-10-25", "2026-10-26")
    ax = kr.plotting.plot_week(pd.DataFrame({"contacts": 1.0}, index=index), column="contacts")
    assert "02:00*" in labels(ax.get_xticklabels())
    assert ax.get_xlabel().startswith(f"time of day ({ZONE}), * again")
    ordinary = kr.plotting.plot_week(
        pd.DataFrame({"contacts": 1.0}, index=half_hours("2026-10-21", "2026-10-22")),
        column="contacts",
    )
    assert ordinary.get_xlabel() == f"time of day ({ZONE})"


def test_a_plan_that_read_the_wall_clock_is_drawn_as_it_was_read():
    walls = half_hours("2026-10-25", "2026-10-26").tz_localize(None)
    frame = pd.DataFrame({"contacts": np.arange(50.0)}, index=walls)
    plan = kr.plan_day(frame, **PROMISE, time_zone=ZONE, repeated_hour="in_order")
    (row,) = cells(kr.plotting.plot_week(plan, column="contacts"))
    assert row.tolist() == list(range(50))
    axes = plan.plot().figure.axes
    assert np.diff(axes[0].patches[0].get_data().edges) == pytest.approx(1 / 48)


def test_a_row_that_holds_an_hour_twice_is_drawn_twice():
    walls = pd.date_range("2026-10-25", "2026-10-26", freq="30min", inclusive="left")
    frame = pd.DataFrame({"contacts": np.arange(48.0)}, index=walls)
    plan = kr.plan_day(frame, **PROMISE, time_zone=ZONE, repeated_hour="added")
    twice = [*range(6), 4, 5, *range(6, 48)]
    (row,) = cells(kr.plotting.plot_week(plan, column="contacts"))
    assert row.tolist() == twice
    drawn = plan.plot().figure.axes[0].patches[0].get_data()
    assert drawn.values.tolist() == plan.frame.agents_required.iloc[twice].tolist()
    assert np.diff(drawn.edges) == pytest.approx(1 / 48)


def test_closed_hours_stay_empty_and_keep_their_room():
    index = half_hours("2026-03-02", "2026-03-07")
    open_hours = ((index.hour >= 8) & (index.hour < 12)) | ((index.hour >= 13) & (index.hour < 17))
    index = index[open_hours & (index.day != 4)]
    ax = kr.plotting.plot_week(pd.DataFrame({"contacts": 5.0}, index=index), column="contacts")
    assert labels(ax.get_yticklabels()) == [
        f"{day} 2026-03-0{number}"
        for day, number in zip(("Mon", "Tue", "Thu", "Fri"), (2, 3, 5, 6), strict=True)
    ]
    assert np.isnan(cells(ax)).sum(axis=1).tolist() == [2] * 4
    assert cells(ax).shape == (4, 18)


def test_an_hour_among_half_hours_fills_two_cells_and_is_written_once():
    index = pd.DatetimeIndex(["2026-03-02 08:00", "2026-03-02 08:30", "2026-03-02 09:00"])
    frame = pd.DataFrame({"contacts": [1, 2, 3]}, index=index)
    plan = kr.plan_day(frame, **{**PROMISE, "interval": [1800, 1800, 3600]})
    ax = kr.plotting.plot_week(plan, column="contacts")
    assert cells(ax).tolist() == [[1, 2, 3, 3]]
    assert [text.get_text() for text in ax.texts] == ["1", "2", "3"]


def test_shares_are_drawn_in_percent_and_the_bar_says_so():
    index = half_hours("2026-03-02", "2026-03-04")
    plan = kr.plan_day(pd.DataFrame({"contacts": 40.0}, index=index), **PROMISE)
    ax = kr.plotting.plot_week(plan, column="service_level")
    assert cells(ax).ravel() == pytest.approx(100 * plan.frame.service_level)
    assert ax.figure.axes[1].get_ylabel() == "service level (% of contacts)"
    own = kr.plotting.plot_week(plan, column="paid_hours", label="hours (h)")
    assert own.figure.axes[1].get_ylabel() == "hours (h)"


def test_what_cannot_be_had_is_hatched_and_what_is_missing_is_empty():
    index = half_hours("2026-03-02 08:00", "2026-03-02 10:00")
    frame = pd.DataFrame({"contacts": [0, np.nan, 10, 20]}, index=index)
    plan = kr.plan_day(frame, **{**PROMISE, "service_level": [0.8, 0.8, 1.0, 0.8]})
    ax = kr.plotting.plot_week(plan)
    assert np.isnan(cells(ax)).tolist() == [[False, True, True, False]]
    assert [patch.get_xy() for patch in ax.patches] == [(2, 0)]
    assert [text.get_text() for text in ax.texts] == ["0", "∞", "4"]
    nothing = kr.plotting.plot_week(pd.DataFrame({"x": np.nan}, index=index), column="x")
    nothing.figure.canvas.draw()


def test_other_frames_are_drawn():
    index = half_hours("2026-10-24", "2026-10-26")
    frame = pl.DataFrame({"begin": index.to_pydatetime().tolist(), "contacts": np.arange(98.0)})
    frame = frame.with_columns(pl.col("begin").dt.convert_time_zone(ZONE))
    expected = cells(kr.plotting.plot_week(frame.to_pandas(), column="contacts"))
    for each in (frame, frame.to_arrow()):
        ax = kr.plotting.plot_week(each, column="contacts")
        assert np.array_equal(cells(ax), expected, equal_nan=True)
        assert ax.get_xlabel().startswith(f"time of day ({ZONE})")
    plan = kr.plan_day(frame, **PROMISE, start="begin")
    drawn = cells(kr.plotting.plot_week(plan, column="contacts"))
    assert np.array_equal(drawn, expected, equal_nan=True)
    plain = {"begin": index.tz_localize(None).to_numpy()[:40], "contacts": np.arange(40.0)}
    assert cells(kr.plotting.plot_week(plain, column="contacts")).tolist() == [list(range(40))]


def test_one_queue_of_several_is_chosen_by_rows():
    index = half_hours("2026-03-02", "2026-03-03")
    frame = pd.DataFrame({"contacts": np.arange(96.0), "queue": ["a"] * 48 + ["b"] * 48})
    frame.index = index.append(index)
    plan = kr.plan_day(frame, **PROMISE, by="queue")
    chosen = plan.frame["queue"] == "b"
    (row,) = cells(kr.plotting.plot_week(plan, column="contacts", rows=chosen))
    assert row.tolist() == list(range(48, 96))
    ax = plan.plot(rows=chosen)
    assert ax.patches[0].get_data().values.tolist() == plan.frame.agents_required[48:].tolist()
    with pytest.raises(ValueError, match="repeats: draw one queue at a time, chosen by rows"):
        kr.plotting.plot_week(plan)
    with pytest.raises(ValueError, match="draw one queue at a time, chosen by rows"):
        plan.plot()


WEEK = pd.DataFrame({"contacts": 1.0, "text": "x"}, index=half_hours("2026-03-02", "2026-03-03"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([1, 2],), "must be a DataFrame"),
        ((WEEK,), "column 'agents_required' is not there; the columns are 'contacts', 'text'"),
        ((WEEK, None, "text"), "text must be a number, got 'x'"),
        ((WEEK.iloc[:0], None, "contacts"), "plan must have a row, got none"),
        ((WEEK.reset_index(drop=True), None, "contacts"), "plan must have timestamps"),
        ((WEEK.iloc[:1], None, "contacts"), "interval must be given"),
        ((WEEK.iloc[[0, 0]], None, "contacts"), "repeats"),
        ((WEEK, None, "contacts", [False] * 48), "rows must choose a row, got none"),
        ((WEEK, None, "contacts", [99]), "rows must be positions of 48 rows, from 0, got 99"),
        ((WEEK, None, "contacts", [True]), "rows must say it of each of 48 rows, got 1"),
        ((WEEK, None, "contacts", ["x"]), "rows must be a column of bool or of positions"),
        ((WEEK, None, "contacts", None, "when"), "start: 'when' is not a column"),
        ((WEEK, None, "contacts", None, "contacts"), "must be a column of timestamps"),
    ],
)
def test_a_wrong_week_is_refused_before_a_figure_is_made(arguments, words):
    names = ("plan", "ax", "column", "rows", "start")
    with pytest.raises(ValueError, match=words):
        kr.plotting.plot_week(**dict(zip(names, arguments, strict=False)))
    assert not plt.get_fignums()


def test_a_grid_shows_its_values():
    queue = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
    grid = kr.sensitivity_grid(queue, service_level=0.80, answer_within=20)
    ax = grid.plot()
    assert np.array_equal(cells(ax), grid.values)
    written = [text.get_text() for text in ax.texts]
    assert written == [f"{value:.0f}" for value in grid.values.ravel()]
    assert labels(ax.get_yticklabels()) == ["-20 %", "-10 %", "0 %", "+10 %", "+20 %"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == (
        "change of average handle time",
        "change of contacts",
    )
    assert ax.figure.axes[1].get_ylabel() == "agents required"
    (frame,) = ax.patches
    assert (frame.get_x() + 0.46, frame.get_y() + 0.44) == pytest.approx((2.5, 2.5))


def test_a_grid_without_answers_is_drawn():
    queue = kr.ErlangC(contacts=100, interval="30min", aht=180)
    ax = kr.sensitivity_grid(queue, service_level=1.0, answer_within=20).plot()
    assert {text.get_text() for text in ax.texts} == {"∞"}
    ax.figure.canvas.draw()
    with pytest.raises(ValueError, match="grid must be of type SensitivityGrid, got ndarray"):
        kr.plotting.plot_sensitivity_grid(np.zeros((2, 2)))
