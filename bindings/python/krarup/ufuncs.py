"""The raw formulas as genuine NumPy ufuncs: positional, in erlangs and handle times.

They broadcast, take `out=` and `where=`, keep pandas, xarray and Dask types, release the
interpreter's lock, pickle, and share long columns among threads (`krarup.execution`). A NaN gives
NaN in its row. So does an argument outside a formula's domain (negative, or infinite where that
means nothing), and NumPy is told that it was invalid: a RuntimeWarning, unless `numpy.errstate`
says otherwise. `n` is a real number >= 0 of agents or trunks, `a`
the offered load in erlangs, `t` and `patience` are in handle times.
"""

from __future__ import annotations

from ._core import (
    document,
    erlang_a_abandonment,
    erlang_a_service_level,
    erlang_a_wait,
    erlang_b,
    erlang_c,
    erlang_c_service_level,
    log_erlang_b,
    log_erlang_c,
)

__all__ = [
    "erlang_a_abandonment",
    "erlang_a_service_level",
    "erlang_a_wait",
    "erlang_b",
    "erlang_c",
    "erlang_c_service_level",
    "log_erlang_b",
    "log_erlang_c",
]

document(
    erlang_b,
    """erlang_b(n, a): share of offered contacts that find every trunk busy.

Parameters
----------
n : array_like
    Trunks, real, >= 0.
a : array_like
    Offered load in erlangs, >= 0.

Examples
--------
>>> import krarup as kr
>>> kr.ufuncs.erlang_b([17, 18], 10.0).round(5)
array([0.01295, 0.00714])
""",
)
document(
    log_erlang_b,
    """log_erlang_b(n, a): natural logarithm of `erlang_b`, for those below 1e-308 too.

Examples
--------
>>> import krarup as kr
>>> round(float(kr.ufuncs.log_erlang_b(1000, 100.0)), 4)
-1406.958
""",
)
document(
    erlang_c,
    """erlang_c(n, a): share of offered contacts that find every agent busy, all being patient.

Parameters
----------
n : array_like
    Agents, real, >= 0.
a : array_like
    Offered load in erlangs, >= 0. 1 is the answer where a >= n.

Examples
--------
>>> import krarup as kr
>>> kr.ufuncs.erlang_c([13, 14], 10.0).round(4)
array([0.2853, 0.1741])
""",
)
document(
    log_erlang_c,
    """log_erlang_c(n, a): natural logarithm of `erlang_c`, for those below 1e-308 too.

Examples
--------
>>> import krarup as kr
>>> round(float(kr.ufuncs.log_erlang_c(1000, 100.0)), 4)
-1406.8526
""",
)
document(
    erlang_c_service_level,
    """erlang_c_service_level(n, a, t): share of offered contacts answered within t handle times.

Examples
--------
>>> import krarup as kr
>>> round(float(kr.ufuncs.erlang_c_service_level(14, 10.0, 20 / 180)), 4)
0.8884
""",
)
document(
    erlang_a_wait,
    """erlang_a_wait(n, a, patience): share of offered contacts that find every agent busy.

Parameters
----------
n : array_like
    Agents, real, >= 0.
a : array_like
    Offered load in erlangs, >= 0.
patience : array_like
    Average patience in handle times, > 0; infinity is Erlang C.

Examples
--------
>>> import krarup as kr
>>> round(float(kr.ufuncs.erlang_a_wait(12, 10.0, 300 / 180)), 4)
0.3318
""",
)
document(
    erlang_a_abandonment,
    """erlang_a_abandonment(n, a, patience): share of offered contacts that hang up.

Examples
--------
>>> import krarup as kr
>>> round(float(kr.ufuncs.erlang_a_abandonment(12, 10.0, 300 / 180)), 4)
0.0427
""",
)
document(
    erlang_a_service_level,
    """erlang_a_service_level(n, a, patience, t): share of offered contacts answered within t.

Examples
--------
>>> import krarup as kr
>>> round(float(kr.ufuncs.erlang_a_service_level(12, 10.0, 300 / 180, 20 / 180)), 4)
0.7723
""",
)
