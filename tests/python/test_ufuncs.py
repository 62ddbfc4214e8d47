"""The raw formulas are genuine ufuncs."""

import math
import pickle
import threading
import time

import numpy as np
import pandas as pd
import pytest
from pytest import approx

import krarup as kr
from krarup import ufuncs

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


def test_outside_the_domain_is_nan_and_no_warning():
    b = ufuncs.erlang_b([-1, 10, 10, np.nan, 10], [10, -1, np.inf, 10, 10])
    assert np.isnan(b[:4]).all() and not np.isnan(b[4])
    assert np.isnan(ufuncs.erlang_a_wait(10, 10, 0))


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
