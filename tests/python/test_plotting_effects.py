"""Bars are as long as what they show: effects of single arguments, chances of service levels."""

import krarup as kr
import matplotlib.pyplot as plt
import numpy as np
import pytest

LOAD = {"contacts": 100, "interval": "30min", "aht": 180}
A, C = kr.ErlangA(**LOAD, patience=300), kr.ErlangC(**LOAD)


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def texts(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_bars_run_from_the_base_to_each_answer():
    effects = kr.tornado(A, of="service_level", agents=14, answer_within=20)
    ax = effects.plot()
    low, high = ax.containers
    for bars, column in ((low, "low"), (high, "high")):
        for bar, value in zip(bars, effects.frame[column], strict=True):
            assert bar.get_x() == pytest.approx(100 * effects.base)
            assert bar.get_x() + bar.get_width() == pytest.approx(100 * value)
    assert [text.get_text() for text in ax.texts][0] == "-10 %: 96.1"
    assert 100 * A_with(aht=162).service_level(agents=14, answer_within=20) == pytest.approx(
        96.1, abs=0.05
    )
    assert texts(ax)[0] == "without any change: 91.7"
    assert ax.get_xlabel() == "service level (% of contacts)"


def A_with(**changed):
    return kr.ErlangA(**{**LOAD, "patience": 300, **changed})


def test_bars_that_point_the_same_way_do_not_cover_each_other():
    effects = kr.tornado(
        A, of="service_level", agents=14, answer_within=20, changes={"aht": (0.1, 0.2)}
    )
    ax = effects.plot()
    (low,), (high,) = ax.containers
    assert low.get_y() + low.get_height() <= high.get_y() + 1e-9
    assert low.get_width() < 0 and high.get_width() < 0


def test_no_two_texts_of_a_tornado_overlap():
    for effects in (
        kr.tornado(A, service_level=0.80, answer_within=20),
        kr.tornado(A, of="scheduled", shrinkage=0.3, service_level=0.80, answer_within=20),
        kr.tornado(C, service_level=0.8, answer_within=20, changes={"aht": (0.0, 0.0)}),
    ):
        ax = effects.plot()
        ax.figure.canvas.draw()
        boxes = [text.get_window_extent() for text in ax.texts]
        assert len(boxes) == 2 * len(effects.frame)
        for i, box in enumerate(boxes):
            assert not any(box.overlaps(other) for other in boxes[:i])
            assert ax.get_window_extent().x0 < box.x0 and box.x1 < ax.get_window_extent().x1


def test_infinite_answers_are_written():
    ax = kr.tornado(C, service_level=1.0, answer_within=20).plot()
    assert ax.get_title() == "without any change: ∞"
    assert [text.get_text() for text in ax.texts] == ["-10 %: ∞,  +10 %: ∞"] * 2
    ax.figure.canvas.draw()


def outlook(queue=A, agents=14, **more):
    more = {"coefficient_of_variation": 0.2, "answer_within": 20, "service_level": 0.8} | more
    return kr.service_level_under_forecast_error(queue, agents=agents, **more)


def bars(ax):
    return [bar for container in ax.containers for bar in container]


def test_bars_hold_the_scenarios_that_belong_there():
    scenarios = [70, 100, 100, 130, 200]
    ax = outlook(scenarios=scenarios, coefficient_of_variation=None).plot()
    levels = [
        100 * A_with(contacts=c).service_level(agents=14, answer_within=20) for c in scenarios
    ]
    for bar in bars(ax):
        left, right = bar.get_x(), bar.get_x() + bar.get_width()
        assert bar.get_height() == pytest.approx(20 * sum(left <= each < right for each in levels))
    assert texts(ax)[0] == "target of 80 %: reached in 60.0 % of intervals"


@pytest.mark.parametrize("target", [None, 0.83, 1.0])
@pytest.mark.parametrize(("queue", "agents"), [(A, 14), (C, 11), (C, 9), (C, 0)])
def test_every_interval_is_in_a_bar_and_the_target_parts_them(target, queue, agents):
    law = outlook(queue, agents, service_level=target)
    ax = law.plot()
    heights = np.array([bar.get_height() for bar in bars(ax)])
    assert heights.sum() == pytest.approx(100) and (heights >= 0).all()
    if target:
        below = sum(bar.get_height() for bar in bars(ax) if bar.get_hatch())
        assert 100 - below == pytest.approx(100 * law.probability_of_target)
    ax.figure.canvas.draw()


def test_certainty_is_one_bar():
    ax = outlook(kr.ErlangC(contacts=0, interval=1800, aht=180), 3).plot()
    assert [bar.get_height() for bar in bars(ax) if bar.get_height()] == [100]
    ax.figure.canvas.draw()


DAY = {"contacts": [60, 100, 140, 80], "staff": [9, 13, 17, 11]}


def day(frame=DAY, **more):
    asked = {"agents": "staff", "interval": "30min", "aht": 180, "patience": "5min"}
    return kr.day_service_level(frame, **asked, answer_within=20, **more)


@pytest.mark.parametrize("target", [None, 0.80, 0.87])
@pytest.mark.parametrize("more", [{"day_variation": 0.15}, {"interval_variation": 0.1}])
def test_bars_hold_the_days_that_belong_there(target, more):
    of_day = day(service_level=target, **more)
    ax = of_day.plot()
    for bar in bars(ax):
        left, right = bar.get_x() / 100, (bar.get_x() + bar.get_width()) / 100
        beyond = 0.0 if right > 1 - 1e-9 else of_day.probability_at_least(right)
        share = of_day.probability_at_least(left) - beyond
        assert bar.get_height() == pytest.approx(100 * share, abs=1e-9)
    assert sum(bar.get_height() for bar in bars(ax)) == pytest.approx(100)
    *promised, mean = texts(ax)
    assert mean == f"mean over contacts, {100 * of_day.mean:.1f} %"
    if target is None:
        assert promised == [] and len(ax.lines) == 1
    else:
        below = sum(bar.get_height() for bar in bars(ax) if bar.get_hatch())
        assert 100 - below == pytest.approx(100 * of_day.probability_of_target)
        assert promised == [f"target of {100 * target:g} %: reached on {100 - below:.1f} % of days"]
        assert ax.lines[0].get_xdata() == [100 * target] * 2
    assert ax.get_xlabel() == "service level of the day (% of contacts)"


def test_a_day_that_cannot_stray_and_one_that_is_not_known():
    certain = day(service_level=0.8)
    (bar,) = (bar for bar in bars(certain.plot()) if bar.get_height())
    assert bar.get_height() == pytest.approx(100)
    assert bar.get_x() <= 100 * certain.mean <= bar.get_x() + bar.get_width()
    with pytest.raises(ValueError, match="an interval without a missing number, got none"):
        day({"contacts": [np.nan], "staff": [9]}, day_variation=0.1).plot()


@pytest.mark.parametrize(
    "draw", ["plot_tornado", "plot_service_level_distribution", "plot_day_service_level"]
)
def test_other_things_are_refused(draw):
    with pytest.raises(ValueError, match="must be of type .*, got ErlangA"):
        getattr(kr.plotting, draw)(A)
    assert not plt.get_fignums()
