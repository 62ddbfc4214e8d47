"""How patient contacts are: laws of patience, and estimates from what a center has counted.

A law says which share of those who find every agent busy is still there after a wait that brought
no answer. `MMnG` and `ErlangX` take any of them:

>>> import krarup as kr
>>> law = kr.patience.Lognormal(median="3min", sigma=1.2, balking=0.02)
>>> law.survival([0, 60, 180]).round(4)
array([0.98  , 0.8036, 0.49  ])
"""

from __future__ import annotations

from typing import Any, overload

from . import _core
from ._columns import (
    NONNEGATIVE,
    POSITIVE,
    POSITIVE_TIME,
    PROPORTION,
    answer,
    answer_or_reason,
    column,
    time_column,
)
from ._hints import Floats, Number, NumberOrArray, Numbers, Series, Time, TimeOrArray, Times
from ._model import Model
from ._patience_laws import (
    Deterministic,
    Empirical,
    Exponential,
    Gamma,
    Hazard,
    Hyperexponential,
    Lognormal,
    PatienceLaw,
    Uniform,
    Weibull,
)

__all__ = [
    "Deterministic",
    "Empirical",
    "Exponential",
    "Gamma",
    "Hazard",
    "Hyperexponential",
    "Lognormal",
    "PatienceLaw",
    "Uniform",
    "Weibull",
    "average_patience_from_median",
    "median_patience_from_average",
    "patience_from_abandonment",
    "patience_from_totals",
]


@overload
def patience_from_totals(*, total_wait: Time, abandoned: Number) -> float: ...
@overload
def patience_from_totals(*, total_wait: TimeOrArray, abandoned: NumberOrArray) -> Floats: ...
@overload
def patience_from_totals(*, total_wait: Times, abandoned: Numbers) -> Series: ...
def patience_from_totals(*, total_wait: Times, abandoned: Numbers) -> Any:
    """Average patience from the waiting time of all contacts and the number of those who hung up.

    Formula: total wait / abandoned, the maximum-likelihood estimate of an exponential patience.
    Contacts that were answered tell of patience too, so their waits belong to the total.

    Parameters
    ----------
    total_wait : time or column
        Waiting time of all contacts together, answered or not; > 0.
    abandoned : float or column
        How many hung up; > 0.

    Returns
    -------
    float, or float array or Series
        Seconds.

    Raises
    ------
    ValueError
        For an argument out of its range.

    References
    ----------
    A. Mandelbaum, S. Zeltyn, Service engineering in action: the Palm/Erlang-A queue, with
    applications to call centers, in: Advances in Services Innovations, Springer, 2007.

    Examples
    --------
    >>> import krarup as kr
    >>> kr.patience_from_totals(total_wait="5h", abandoned=60)
    300.0
    """
    return answer(
        "patience_from_totals",
        _core.patience_from_totals,
        time_column("total_wait", total_wait, POSITIVE_TIME),
        column("abandoned", abandoned, POSITIVE),
    )


@overload
def patience_from_abandonment(
    *, contacts: Number, interval: Time, aht: Time, agents: Number, abandonment: Number
) -> float: ...
@overload
def patience_from_abandonment(
    *,
    contacts: NumberOrArray,
    interval: TimeOrArray,
    aht: TimeOrArray,
    agents: NumberOrArray,
    abandonment: NumberOrArray,
) -> Floats: ...
@overload
def patience_from_abandonment(
    *, contacts: Numbers, interval: Times, aht: Times, agents: Numbers, abandonment: Numbers
) -> Series: ...
def patience_from_abandonment(
    *, contacts: Numbers, interval: Times, aht: Times, agents: Numbers, abandonment: Numbers
) -> Any:
    """Average patience under which so many agents show the observed share of abandonment.

    Parameters
    ----------
    contacts : float or column
        Offered in each interval.
    interval : time or column
        Its length; > 0.
    aht : time or column
        Average handle time; > 0.
    agents : float or column
        On the phones; may be real.
    abandonment : float or column
        Observed share of offered contacts that hung up.

    Returns
    -------
    float, or float array or Series
        Seconds. Unreachable, NaN, where no patience explains the observation, which lies between
        max(0, 1 - agents / load) and Erlang B's blocking.

    Raises
    ------
    ValueError
        For an argument out of its range.

    Examples
    --------
    >>> import krarup as kr
    >>> patience = kr.patience_from_abandonment(
    ...     contacts=100, interval="30min", aht=180, agents=12, abandonment=0.0427
    ... )
    >>> round(patience)
    300
    """
    load = Model(contacts, interval, aht)
    return answer_or_reason(
        "patience_from_abandonment",
        _core.patience_from_abandonment,
        load._contacts_per_second,
        load._columns["aht"],
        column("agents", agents, NONNEGATIVE),
        column("abandonment", abandonment, PROPORTION),
    )


@overload
def average_patience_from_median(*, median: Time) -> float: ...
@overload
def average_patience_from_median(*, median: TimeOrArray) -> Floats: ...
@overload
def average_patience_from_median(*, median: Times) -> Series: ...
def average_patience_from_median(*, median: Times) -> Any:
    """Mean of an exponential patience from its median: median / ln 2.

    Parameters
    ----------
    median : time or column
        The time after which half of those still waiting would have hung up; > 0.

    Returns
    -------
    float, or float array or Series
        Seconds.

    Raises
    ------
    ValueError
        For a median that is not > 0.

    Examples
    --------
    >>> import krarup as kr
    >>> round(kr.average_patience_from_median(median="3min"), 1)
    259.7
    """
    return answer(
        "average_patience",
        _core.average_patience_from_median,
        time_column("median", median, POSITIVE_TIME),
    )


@overload
def median_patience_from_average(*, average: Time) -> float: ...
@overload
def median_patience_from_average(*, average: TimeOrArray) -> Floats: ...
@overload
def median_patience_from_average(*, average: Times) -> Series: ...
def median_patience_from_average(*, average: Times) -> Any:
    """Median of an exponential patience from its mean: mean x ln 2.

    Parameters
    ----------
    average : time or column
        > 0.

    Returns
    -------
    float, or float array or Series
        Seconds.

    Raises
    ------
    ValueError
        For an average that is not > 0.

    Examples
    --------
    >>> import krarup as kr
    >>> round(kr.median_patience_from_average(average=300), 1)
    207.9
    """
    return answer(
        "median_patience",
        _core.median_patience_from_average,
        time_column("average", average, POSITIVE_TIME),
    )
