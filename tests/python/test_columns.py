"""What a user may hand in, and what comes back for it."""

import datetime
import fractions
import subprocess
import sys

import krarup as kr
import numpy as np
import pandas as pd
import pytest
from pytest import approx

QUEUE = kr.ErlangC(contacts=100, interval="30min", aht=180)


def level(agents=14, answer_within=20):
    return QUEUE.service_level(agents=agents, answer_within=answer_within)


@pytest.mark.parametrize(
    "twenty_seconds",
    [
        20,
        20.0,
        np.float32(20),
        "20s",
        " 20 s ",
        "20000ms",
        "0.3333333333333333333min",
        datetime.timedelta(seconds=20),
        np.timedelta64(20, "s"),
        np.timedelta64(20_000_000_000, "ns"),
        pd.Timedelta("20s"),
    ],
)
def test_a_time_is_a_time(twenty_seconds):
    assert level(answer_within=twenty_seconds) == approx(level(), rel=1e-14)


@pytest.mark.parametrize("text", ["0.5h", "30min", "1800s", "1800000ms", ".5h"])
def test_text_with_a_unit(text):
    assert kr.ErlangC(contacts=100, interval=text, aht="3min") == QUEUE


@pytest.mark.parametrize("text", ["20", "1:90", "20 sec", "-20s", "1e3s", "s", ""])
def test_text_that_is_no_time(text):
    with pytest.raises(
        ValueError, match=r"answer_within must be .*: a time as text is a number and ms"
    ):
        level(answer_within=text)


def test_columns_of_times():
    expected = [level(answer_within=20), level(answer_within=90)]
    times = [
        np.array([20, 90], "m8[s]"),
        np.array([20, 90], "m8[s]").astype("m8[ns]"),
        ["20s", "1.5min"],
        [datetime.timedelta(seconds=20), 90],
        pd.to_timedelta([20, 90], unit="s"),
        pd.Series(pd.to_timedelta([20, 90], unit="s")),
        pd.Series(["20s", "90s"]),
        pd.Series([20, 90], dtype="Int64"),
    ]
    for column in times:
        assert list(level(answer_within=column)) == expected


@pytest.mark.parametrize(
    "column",
    [
        [13, 14],
        (13, 14.0),
        range(13, 15),
        np.array([13, 14], np.int16),
        np.array([13, 14], np.float32),
        np.array([13, 14], object),
        [fractions.Fraction(13), 14],
        pd.Index([13, 14]),
    ],
)
def test_any_column_of_numbers_gives_an_array(column):
    answer = level(agents=column)
    assert type(answer) is np.ndarray and answer.dtype == float
    assert answer.tolist() == [level(13), level(14)]


@pytest.mark.parametrize("dtype", ["int64", "float64", "Int64", "Float64", "object", "category"])
def test_any_series_gives_a_series(dtype):
    answer = level(agents=pd.Series([13, 14], index=["a", "b"], dtype=dtype))
    assert answer.dtype == float
    assert answer.to_dict() == {"a": level(13), "b": level(14)}


@pytest.mark.parametrize(
    "column",
    [
        [np.nan, 14],
        [None, 14],
        pd.Series([np.nan, 14]),
        pd.Series([None, 14], dtype="Int64"),
        pd.Series([pd.NA, 14], dtype=object),
        np.ma.array([13, 14], mask=[True, False]),
    ],
)
def test_a_missing_number_is_nan_in_its_row_alone(column):
    assert np.asarray(level(agents=column)).tolist() == approx([np.nan, level(14)], nan_ok=True)


def test_a_missing_time_is_nan_in_its_row_alone():
    for column in (pd.to_timedelta([None, "20s"]), [pd.NaT, 20], np.array(["NaT", 20], "m8[s]")):
        assert list(level(answer_within=column)) == approx([np.nan, level()], nan_ok=True)
    assert np.isnan(level(answer_within=np.nan)) and np.isnan(level(agents=np.nan))


def test_a_missing_attribute_is_nan_in_its_row_alone():
    queues = kr.ErlangA(contacts=[100, np.nan], interval="30min", aht=180, patience=[300, 300])
    assert queues.asa(agents=12).tolist() == approx([11.86141947, np.nan], nan_ok=True)


def test_a_wider_shape_than_the_series_gives_an_array():
    agents = pd.Series([13, 14])
    answer = level(agents=agents, answer_within=np.array([[20], [30], [40]]))
    assert type(answer) is np.ndarray and answer.shape == (3, 2)


def test_an_empty_column_gives_an_empty_one():
    assert level(agents=[]).shape == (0,)
    assert level(agents=pd.Series([], dtype=float)).empty
    assert len(QUEUE.evaluate(agents=[], answer_within=20)) == 0


@pytest.mark.parametrize(
    "laid_out",
    [
        lambda x: x[::-1].copy()[::-1],
        lambda x: np.repeat(x, 3)[::3],
        lambda x: np.asfortranarray(x.reshape(4, 10)),
        lambda x: x.reshape(4, 10)[:, ::-1].copy()[:, ::-1],
        lambda x: x.astype(">f8"),
        lambda x: np.broadcast_to(x, (3, 40)),
        lambda x: pd.Series(x, index=range(40, 80)),
        lambda x: memoryview(x),
        lambda x: x.tolist(),
    ],
)
def test_layout_of_memory_does_not_matter(laid_out):
    volumes, n = np.arange(40.0) * 7, np.arange(40.0)
    volumes[3] = n[17] = np.nan

    def answers(lay):
        queue = kr.ErlangA(contacts=lay(volumes), interval=1800, aht=180, patience=300)
        return [
            queue.service_level(agents=lay(n), answer_within=20),
            queue.probability_of_abandonment(agents=lay(n)),
            queue.mean_queue_length(agents=lay(n)),
            queue.agents_required(service_level=0.8, answer_within=20, max_occupancy=0.9),
        ]

    for mine, plain in zip(answers(laid_out), answers(lambda x: x), strict=True):
        shape = np.shape(mine)
        wanted = np.broadcast_to(plain, shape) if len(shape) < 2 or shape[0] == 3 else plain
        np.testing.assert_allclose(mine, np.reshape(wanted, shape), rtol=1e-13)


def test_nothing_handed_in_is_changed():
    agents = np.array([13.0, 14.0])
    series = pd.Series([13.0, 14.0])
    level(agents=agents)[:] = 0
    answer = level(agents=series)
    answer[:] = 0
    assert agents.tolist() == series.tolist() == [13, 14]
    assert agents.flags.writeable


def run(code):
    command = [sys.executable, "-W", "error", "-c", code]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_importing_krarup_imports_numpy_alone():
    assert run("import sys, krarup; print({'pandas', 'matplotlib'} & set(sys.modules))") == "set()"


def test_without_pandas_a_table_is_a_mapping():
    printed = run(
        "import sys; sys.modules['pandas'] = None\n"
        "import krarup as kr\n"
        "queue = kr.ErlangC(contacts=100, interval='30min', aht=180)\n"
        "table = queue.evaluate(agents=[13, 14], answer_within=20)\n"
        "plan = kr.plan_day({'contacts': [60, 100]}, aht=180, interval='30min',\n"
        "                   service_level=0.8, answer_within=20)\n"
        "print(table['occupancy'].round(4).tolist(), plan.frame['agents_required'].tolist())\n"
        "print(plan)"
    )
    assert printed.splitlines()[0] == "[0.7692, 0.7143] [9.0, 14.0]"
    assert "agents_required" in printed.splitlines()[2]


def test_without_its_compiled_part_krarup_says_what_to_build():
    printed = run(
        "import sys; sys.modules['krarup._core'] = None\n"
        "try:\n"
        "    import krarup\n"
        "except ImportError as error:\n"
        "    print(error)"
    )
    assert "pip install ." in printed and "C++20" in printed
