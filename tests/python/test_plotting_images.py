"""The pictures look as they did when somebody last looked at them.

A picture is compared with the one in images/ so that a few pixels further do not matter, where
another matplotlib or FreeType draws letters and all that gives way to them; a line or a label that
is missing does. Drawn anew, to be looked at, in color and in grey, by
``python tests/python/test_plotting_images.py``.
"""

from pathlib import Path

import krarup as kr
import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from PIL import Image, ImageFilter

IMAGES = Path(__file__).parent / "images"
LOAD = {"contacts": 100, "interval": "30min", "aht": 180}
C, A = kr.ErlangC(**LOAD), kr.ErlangA(**LOAD, patience=300)
PROMISE = {"service_level": 0.80, "answer_within": 20}
DAY = {**PROMISE, "interval": "30min", "aht": 180, "patience": 300, "shrinkage": 0.30}


def contacts(first, last):
    index = pd.date_range(first, last, freq="30min", tz="Europe/Copenhagen", inclusive="left")
    hour = np.asarray(index.hour + index.minute / 60)
    busy = np.where(index.day_of_week < 5, 110, 60) * np.exp(-(((hour - 13) / 4) ** 2))
    return pd.DataFrame({"contacts": busy.round()}, index=index)


def plan():
    """A day of 25 hours, and an interval whose promise nobody can keep."""
    day = contacts("2026-10-25", "2026-10-26")
    promised = np.where(np.arange(len(day)) == 44, 1.0, 0.80)
    return kr.plan_day(day, **{**DAY, "service_level": promised}).plot(service_level=0.80)


def staff():
    """Given staff, and a break at noon."""
    day = contacts("2026-10-26", "2026-10-27").iloc[14:44]
    day["staff"] = np.repeat([6, 10, 12, 12, 8, 3], 5)
    return kr.evaluate_day(day.drop(day.index[10:13]), **DAY, agents="staff", gaps="closed").plot()


def week():
    return kr.plotting.plot_week(kr.plan_day(contacts("2026-10-19", "2026-10-26"), **DAY))


def opening_hours():
    days = contacts("2026-10-20", "2026-10-25")
    days = days[(days.index.hour >= 9) & (days.index.hour < 17)]
    return kr.plotting.plot_week(kr.plan_day(days, **DAY), column="service_level")


def service_level():
    models = {"Erlang C": C, "Erlang A": A}
    return kr.plotting.plot_service_level(models, **PROMISE, occupancy=True)


def waits():
    return kr.plotting.plot_waits({"Erlang C": C, "Erlang A": A}, agents=12)


def agents_table():
    return kr.agents_table(A, **PROMISE).plot()


def sensitivity_grid():
    return kr.sensitivity_grid(A, **PROMISE).plot()


def tornado():
    return kr.tornado(A, of="service_level", agents=13, answer_within=20).plot()


def distribution():
    return kr.service_level_under_forecast_error(
        A, agents=14, coefficient_of_variation=0.15, **PROMISE
    ).plot()


def day_distribution():
    day = {"contacts": [60, 100, 140, 80], "staff": [9, 13, 17, 11]}
    asked = {"agents": "staff", "interval": "30min", "aht": 180, "patience": "5min"}
    return kr.day_service_level(day, **asked, **PROMISE, day_variation=0.15).plot()


PICTURES = [
    plan,
    staff,
    week,
    opening_hours,
    service_level,
    waits,
    agents_table,
    sensitivity_grid,
    tornado,
    distribution,
    day_distribution,
]


UNHINTED = {"text.hinting": "no_hinting"}  # letters of the same width from every FreeType


def drawn(picture, change=None):
    """The picture at the width of a notebook, by matplotlib's own settings."""
    with matplotlib.style.context(["default", UNHINTED]):
        ax = picture()
        if change is not None:
            change(ax)
        figure = ax.figure
        figure.set_dpi(80)
        figure.canvas.draw()
        image = Image.fromarray(np.asarray(figure.canvas.buffer_rgba())).convert("RGB")
        plt.close(figure)
    return image


TOLERANCE = 26  # of 255 shades: 22 from matplotlib 3.8 with FreeType 2.6 to 3.11 with 2.14


def difference(image, expected):
    """The most that any color of one lies outside those of the other within five pixels."""
    assert image.size == expected.size
    blurred = (each.filter(ImageFilter.GaussianBlur(2)) for each in (image, expected))
    one, other = (np.asarray(each, float) for each in blurred)
    return max(outside(one, other), outside(other, one))


def outside(one, other):
    low, high = around(other, np.min), around(other, np.max)
    return max((one - high).max(), (low - one).max())


def around(colors, function):
    """The function of the eleven pixels around each, downward and across."""
    for axis in (0, 1):
        room = [(5, 5) if each == axis else (0, 0) for each in range(3)]
        padded = np.pad(colors, room, mode="edge")
        colors = function(np.lib.stride_tricks.sliding_window_view(padded, 11, axis), axis=-1)
    return colors


def baseline(picture):
    return Image.open(IMAGES / f"{picture.__name__}.png").convert("RGB")


@pytest.mark.parametrize("picture", PICTURES, ids=lambda each: each.__name__)
def test_the_picture_looks_as_it_did(picture, tmp_path):
    image = drawn(picture)
    image.save(tmp_path / "drawn.png")
    off = difference(image, baseline(picture))
    assert off < TOLERANCE, f"{off:.0f} shades off: look at {tmp_path / 'drawn.png'}"


def without_label(ax):
    ax.set_ylabel(" ")


def without_legend_text(ax):
    ax.get_legend().get_texts()[-1].set_text(" ")


def without_line(ax):
    ax.lines[0].set_visible(False)


@pytest.mark.parametrize(
    ("picture", "change"),
    [
        (plan, without_line),
        (waits, without_line),
        (sensitivity_grid, without_label),
        (tornado, without_legend_text),
        (distribution, without_line),
    ],
)
def test_what_is_missing_is_seen(picture, change):
    assert difference(drawn(picture, change), baseline(picture)) > 1.2 * TOLERANCE


if __name__ == "__main__":
    matplotlib.use("agg")
    IMAGES.mkdir(exist_ok=True)
    for each in PICTURES:
        drawn(each).quantize(256).save(IMAGES / f"{each.__name__}.png", optimize=True)
