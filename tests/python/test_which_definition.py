"""Which definition of the service level a switch uses."""

import krarup as kr
import numpy as np
import pandas as pd
import pytest

ICMI = dict(
    answered=1000, answered_within=860, abandoned=60, abandoned_within=20, short_abandoned=10
)


@pytest.mark.parametrize(
    ("printed", "fits"),
    [
        # ICMI's five formulas, and Genesys's on the same counts
        ("83.02 %", ("positive",)),
        ("0.86", ("answered",)),
        ("81.13%", ("offered",)),
        ("82.69 %", ("exclude_abandoned_within",)),
        ("0.820755", ("positive_short",)),
        ("0.81905", ("exclude_short",)),
        # as ICMI prints them
        ("83 %", ("exclude_abandoned_within", "positive")),
        ("81 %", ("offered",)),
        # 82 %: .8208 and .8190 both
        ("82 %", ("exclude_short", "positive_short")),
        ("82,1 %", ("positive_short",)),
        ("95 %", ()),
    ],
)
def test_published_counts(printed, fits):
    assert kr.which_definition(printed=printed, **ICMI).fits == fits


def test_genesys_without_short_abandons():
    answer = kr.which_definition(
        printed=0.5714, answered=300, answered_within=200, abandoned=100, short_abandoned=50
    )
    assert answer.fits == ("exclude_short",)


@pytest.mark.parametrize(
    ("printed", "fits"),
    [
        ("70.0 %", ("offered",)),
        ("80.0 %", ("positive",)),
        ("77.8 %", ("answered", "exclude_abandoned_within")),
    ],
)
def test_ciscos_three_choices(printed, fits):
    """70 answered and 10 abandoned in time, 20 answered late: all abandons come in time."""
    answer = kr.which_definition(
        printed=printed, answered=90, answered_within=70, abandoned=10, abandoned_within=10
    )
    assert answer.fits == fits
    if len(fits) == 2:
        assert "add intervals where abandoned and abandoned_within differ" in repr(answer)


def test_a_second_interval_decides():
    day = dict(
        answered=[1000, 900], answered_within=[860, 700], abandoned=[60, 80],
        abandoned_within=[20, 70],
    )  # fmt: skip
    one = kr.which_definition(printed="83 %", **{name: day[name][0] for name in day})
    assert one.fits == ("exclude_abandoned_within", "positive")
    assert "abandoned_within" in one.advice[0] and "3rd decimal" in one.advice[0]
    both = kr.which_definition(printed=["83 %", "79 %"], **day)  # 770 / 980, not 700 / 910
    assert both.fits == ("positive",)
    assert both.frame.set_index("definition")["rows_that_fit"]["exclude_abandoned_within"] == 1
    assert both.frame.set_index("definition")["worst_row"]["exclude_abandoned_within"] == 1


def test_what_would_tell_them_apart():
    quiet = kr.which_definition(
        printed="90 %", answered=100, answered_within=90, abandoned=0, abandoned_within=0,
        short_abandoned=0,
    )  # fmt: skip
    assert len(quiet.fits) == 6
    assert "offered and answered agree here: add intervals with some abandoned" in quiet.advice
    assert (
        "offered and positive agree here: add intervals with some abandoned_within" in quiet.advice
    )
    alone = kr.which_definition(printed="81 %", answered=1000, answered_within=860, abandoned=60)
    assert alone.fits == ("offered",)
    assert (
        "abandoned_within would let exclude_abandoned_within and positive be compared"
        in alone.advice
    )


def test_how_many_decimals():
    counts = dict(answered=1000, answered_within=802, abandoned=0)
    assert kr.which_definition(printed=0.8, **counts).fits  # 0.75 to 0.85
    assert kr.which_definition(printed=0.8, decimals=2, **counts).fits
    assert not kr.which_definition(printed=0.8, decimals=3, **counts).fits
    assert not kr.which_definition(printed="80.0 %", **counts).fits
    assert kr.which_definition(printed="80.2 %", **counts).fits


def test_a_half_may_go_either_way_and_digits_may_be_dropped():
    half = dict(answered=1000, answered_within=825, abandoned=0)
    for printed in ("82 %", "83 %"):
        assert "answered" in kr.which_definition(printed=printed, **half).fits
    dropped = dict(answered=1000, answered_within=829, abandoned=0)
    assert not kr.which_definition(printed="82 %", **dropped).fits
    assert kr.which_definition(printed="82 %", rounding="down", **dropped).fits
    assert not kr.which_definition(printed="83 %", rounding="down", **dropped).fits


def test_columns_of_a_frame_and_rows_that_say_nothing():
    frame = pd.DataFrame(
        {"answered": [1000, 0, 50, 10], "in_time": [860, 0, 40, 9], "lost": [60, 0, 10, np.nan],
         "level": [0.81, 1.0, 0.67, 0.9]},
    )  # fmt: skip
    answer = kr.which_definition(
        printed=frame["level"], answered=frame["answered"], answered_within=frame["in_time"],
        abandoned=frame["lost"],
    )  # fmt: skip
    assert answer.fits == ("offered",) and answer.rows_compared == 2
    assert "2 rows without contacts or with missing numbers" in answer.advice


def test_it_prints_itself():
    answer = kr.which_definition(printed="83.02 %", **ICMI)
    assert repr(answer).splitlines()[0] == "WhichDefinition: positive"
    assert "> " in repr(answer) and answer._repr_html_().count("font-weight:bold") == 1
    none = kr.which_definition(printed="95 %", **ICMI)
    assert "no definition fits" in repr(none) and "flow-outs" in repr(none)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"printed": 83}, "printed must be in .*write 0.83 for 83 %"),
        ({"printed": "83"}, "printed must be in"),
        ({"printed": "about 83 %"}, 'such as "0.83" or "83 %", got \'about 83 %\''),
        ({"printed": [0.83, 0.8]}, "one figure for each of 1 rows, got 2"),
        ({"printed": ["83 %", 0.8], "answered": [1000, 1000]}, "all text or all numbers"),
        ({"printed": 0.83, "decimals": -1}, "decimals must be a whole number >= 0, got -1"),
        ({"printed": 0.83, "rounding": "up"}, "rounding must be one of 'nearest', 'down'"),
        ({"printed": np.nan}, "nothing to compare"),
        ({"printed": 0.83, "answered_within": 2000}, "answered_within|answered"),
    ],
)
def test_wrong_arguments(arguments, words):
    with pytest.raises(ValueError, match=words):
        kr.which_definition(**(ICMI | arguments))
