"""The raw formulas are genuine ufuncs."""

import math
import pickle
import threading
import time

import krarup as kr
import numpy as np
import pandas as pd
import pytest
from krarup import ufuncs
from pytest import approx

ALL = [getattr(ufuncs, name) for name in ufuncs.__all__]


@pytest.mark.parametrize("ufunc", ALL, ids=ufuncs.__all__)
def test_each_is_a_ufunc_with_a_name_a_text_and_a_pickle(ufunc):
    assert isinstance(ufunc, np.ufunc)
    assert ufunc.nout == 1
    assert f"\n{ufunc.__name__}(n, a" in ufunc.__doc__
    assert pickle.loads(pickle.dumps(ufunc)) is ufunc


def test_formulas_agree_with_direct_sums():
    def blocking(n, a):
        terms = [a**k / math.factorial(k) for k in range(n + 1)]
        return terms[-1] / math.fsum(terms)

    b = blocking(14, 10.0)
    assert ufuncs.erlang_b(14, 10.0) == approx(b, rel=1e-13)
    c = 14 * b / (14 - 10 * (1 - b))
    assert ufuncs.erlang_c(14, 10.0) == approx(c, rel=1e-13)
    assert ufuncs.log_erlang_b(14, 10.0) == approx(math.log(b), rel=1e-14)
    assert ufuncs.log_erlang_c(14, 10.0) == approx(math.log(c), rel=1e-14)
    assert ufuncs.erlang_c_service_level(14, 10.0, 20 / 180) == approx(0.8883500191794669)
    log_of_tiny = 1000 * math.log(100) - 100 - math.lgamma(1001)  # e^a is the sum, almost
    assert ufuncs.log_erlang_b(1000, 100.0) == approx(log_of_tiny, rel=1e-12)


def test_formulas_agree_with_the_models():
    queue = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
    n, patience = np.arange(9, 15), 300 / 180
    assert ufuncs.erlang_a_wait(n, 10, patience) == approx(queue.probability_of_wait(agents=n))
    assert ufuncs.erlang_a_abandonment(n, 10, patience) == approx(
        queue.probability_of_abandonment(agents=n)
    )
    assert ufuncs.erlang_a_service_level(n, 10, patience, 20 / 180) == approx(
        queue.service_level(agents=n, answer_within=20)
    )


INSIDE = (14.0, 10.0, 1.5, 0.1)


def may_be_infinite(ufunc, position):
    """A patience, an answer time."""
    return position >= 2


@pytest.mark.parametrize("ufunc", ALL, ids=ufuncs.__all__)
@pytest.mark.parametrize("rows", [3, 10, 1000])
def test_a_wrong_number_is_nan_in_its_row_and_invalid(ufunc, rows):
    for position in range(ufunc.nin):
        for wrong in (-1.0, -np.inf) if may_be_infinite(ufunc, position) else (-1.0, np.inf):
            columns = [np.full(rows, each) for each in INSIDE[: ufunc.nin]]
            columns[position][rows // 2] = wrong
            with pytest.raises(FloatingPointError, match="invalid"), np.errstate(invalid="raise"):
                ufunc(*columns)
            with pytest.warns(RuntimeWarning, match=f"invalid value .* in {ufunc.__name__}"):
                answers = ufunc(*columns)
            assert np.flatnonzero(np.isnan(answers)).tolist() == [rows // 2]
            assert len(set(answers[~np.isnan(answers)])) == 1


@pytest.mark.parametrize("ufunc", ALL, ids=ufuncs.__all__)
def test_nan_is_quiet_and_stays_in_its_row(ufunc):
    for position in range(ufunc.nin):
        columns = [np.full(100, each) for each in INSIDE[: ufunc.nin]]
        columns[position][[0, 41, 99]] = np.nan
        with np.errstate(all="raise"):
            answers = ufunc(*columns)
        assert np.flatnonzero(np.isnan(answers)).tolist() == [0, 41, 99]


def test_a_refusal_is_not_lost_among_pieces():
    n = np.full(30_000, 14)  # whole numbers, which NumPy converts piece by piece
    n[0] = -1
    with pytest.raises(FloatingPointError, match="invalid"), np.errstate(invalid="raise"):
        ufuncs.erlang_b(n, 10.0)


def test_endless_patience_is_erlang_c():
    n = np.arange(20.0)
    assert (ufuncs.erlang_a_wait(n, 10.0, np.inf) == ufuncs.erlang_c(n, 10.0)).all()
    assert (ufuncs.erlang_a_abandonment(n, 10.0, np.inf) == 0).all()
    levels = ufuncs.erlang_a_service_level(n, 10.0, np.inf, 0.1)
    assert (levels == ufuncs.erlang_c_service_level(n, 10.0, 0.1)).all()


def test_no_floating_point_flag_is_left_behind():
    with np.errstate(all="raise"):
        n = np.array([0, 1, 10, 1e5, 1e300])
        for a in (0.0, 1e-300, 10.0, 1e5, 1e300):
            for patience in (1e-6, 1.0, 1e6):
                ufuncs.erlang_b(n, a)
                ufuncs.erlang_c_service_level(n, a, 0.1)
                ufuncs.erlang_a_service_level(n[:4], min(a, 1e5), patience, 0.1)


def test_out_where_strides_and_broadcasting():
    n = np.arange(20.0)[::2]
    out = np.full(10, -1.0)
    returned = ufuncs.erlang_b(n, 10.0, out=out, where=n > 5)
    assert returned is out
    assert (out[:3] == -1).all() and (out[3:] > 0).all()
    assert ufuncs.erlang_b(n[:, None], [5, 10, 15]).shape == (10, 3)
    assert ufuncs.erlang_b.outer(n, [5, 10]).shape == (10, 2)
    assert ufuncs.erlang_b(np.int8(14), np.float32(10)).dtype == np.float64


def columns_of(ufunc, rows):
    """Rows of all sorts, overload and empty systems among them."""
    random = np.random.default_rng(ufunc.nin)
    load = random.choice([0.0, 1.0, 10.0, 100.0, 1e4], rows) * random.uniform(0.5, 2, rows)
    n = np.round(load * random.uniform(0.8, 1.5, rows))
    return [n, load, random.uniform(0.1, 10, rows), random.uniform(0, 1, rows)][: ufunc.nin]


@pytest.mark.parametrize("ufunc", ALL, ids=ufuncs.__all__)
def test_layout_of_memory_does_not_matter(ufunc):
    columns = columns_of(ufunc, 1100)
    answers = ufunc(*columns)

    one_by_one = [ufunc(*row) for row in zip(*columns, strict=True)]
    np.testing.assert_allclose(answers, one_by_one, rtol=1e-13)  # alone, a row is never a vector

    backwards = ufunc(*(column[::-1] for column in columns))
    np.testing.assert_allclose(backwards[::-1], answers, rtol=1e-13)
    side_by_side = np.column_stack(columns)
    np.testing.assert_array_equal(ufunc(*side_by_side.T), answers)
    askew = np.zeros((1100, 17), np.uint8)  # no double starts at a multiple of 8
    unaligned = [askew[:, 1:9].copy().view(float)[:, 0] * 0 + column for column in columns]
    np.testing.assert_array_equal(ufunc(*unaligned), answers)
    swapped = [column.astype(">f8") for column in columns]
    np.testing.assert_array_equal(ufunc(*swapped), answers)
    table = ufunc(*(column.reshape(100, 11) for column in columns))
    np.testing.assert_array_equal(table.ravel(), answers)


@pytest.mark.parametrize("ufunc", ALL, ids=ufuncs.__all__)
def test_answers_go_where_out_says(ufunc):
    columns = columns_of(ufunc, 1100)
    answers = ufunc(*columns)

    every_third = np.full(3300, -1.0)
    ufunc(*columns, out=every_third[::3])
    np.testing.assert_array_equal(every_third[::3], answers)
    assert (every_third[1::3] == -1).all() and (every_third[2::3] == -1).all()
    backwards = np.empty(1100)
    ufunc(*columns, out=backwards[::-1])
    np.testing.assert_array_equal(backwards[::-1], answers)
    single = np.empty(1100, np.float32)
    ufunc(*columns, out=single, casting="same_kind")
    np.testing.assert_array_equal(single, answers.astype(np.float32))

    where = np.arange(1100) % 5 != 0
    masked = ufunc(*columns, out=np.full(1100, -1.0), where=where)
    np.testing.assert_array_equal(masked[~where], -1)
    np.testing.assert_allclose(masked[where], answers[where], rtol=1e-13)


@pytest.mark.parametrize("ufunc", ALL, ids=ufuncs.__all__)
@pytest.mark.parametrize("shift", [-700, -1, 0, 1, 700])
def test_an_input_may_be_overwritten(ufunc, shift):
    columns = columns_of(ufunc, 1100)
    answers = ufunc(*columns)
    for position in range(ufunc.nin):
        memory = np.zeros(2500)
        inside = memory[700:1800]
        inside[:] = columns[position]
        others = [inside if i == position else column for i, column in enumerate(columns)]
        out = memory[700 + shift : 1800 + shift]
        ufunc(*others, out=out)
        np.testing.assert_array_equal(out, answers)


@pytest.mark.parametrize("ufunc", ALL, ids=ufuncs.__all__)
def test_sizes(ufunc):
    inside = INSIDE[: ufunc.nin]
    alone = ufunc(*inside)
    assert isinstance(alone, np.float64)
    assert ufunc(*(np.asarray(each) for each in inside)) == alone
    assert ufunc(*([each] * 3 for each in inside)).tolist() == [alone] * 3
    assert ufunc([], *inside[1:]).shape == (0,)
    assert ufunc(np.empty((3, 0)), *inside[1:]).shape == (3, 0)
    with pytest.raises(ValueError, match="could not be broadcast together"):
        ufunc([14.0, 15.0], [10.0, 11.0, 12.0], *inside[2:])


def test_a_series_stays_a_series():
    index = pd.date_range("2014-01-02", periods=2, freq="30min", tz="Europe/Amsterdam")
    n = pd.Series([13, 14], index=index)
    waits = ufuncs.erlang_c(n, 10.0)
    assert isinstance(waits, pd.Series) and waits.index.equals(index)
    nullable = ufuncs.erlang_c(pd.Series([13.0, None], dtype="Float64"), 10.0)
    assert nullable.dtype == "Float64" and nullable.isna().tolist() == [False, True]


def test_other_threads_run_meanwhile():
    n = np.full(200_000, 14.0)
    ticks = []
    done = threading.Event()

    def work():
        ufuncs.erlang_a_service_level(n, 10.0, 1.7, 0.1)
        done.set()

    worker = threading.Thread(target=work)
    worker.start()
    while not done.wait(0.001):
        ticks.append(time.perf_counter())
    worker.join()
    assert len(ticks) > 10, "the interpreter stood still while the formula was at work"
