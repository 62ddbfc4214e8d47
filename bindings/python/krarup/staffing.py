"""From agents on the phones to agents on the schedule and back, to paid time and contracts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, overload

import numpy as np

from . import _core
from ._columns import (
    BELOW_ONE,
    NONNEGATIVE,
    POSITIVE_TIME,
    PROPORTION,
    TIME,
    answer,
    column,
    time_column,
)
from ._hints import Floats, Number, NumberOrArray, Numbers, Series, Time, TimeOrArray, Times
from ._target import choice


class ShrinkageItem(NamedTuple):
    """One reason why paid time is not spent ready for contacts.

    Attributes
    ----------
    name : str
    share : float
        Of paid time; where items compound, of the paid time that the others left.
    kind : {"planned", "unplanned"}
        Whether the plan knows when it happens: leave and training, or sickness.

    Examples
    --------
    >>> import krarup as kr
    >>> kr.ShrinkageItem("sickness", 0.05, "unplanned")
    ShrinkageItem(name='sickness', share=0.05, kind='unplanned')
    """

    name: str
    share: float
    kind: str = "planned"


def shrinkage(
    items: Mapping[str, float] | Iterable[ShrinkageItem],
    *,
    combination: str,
    kind: str | None = None,
) -> float:
    """Share of paid time that is not spent ready for contacts.

    Parameters
    ----------
    items : mapping from names to shares, or iterable of ShrinkageItem
    combination : {"additive", "compounding"}
        s1 + s2 + ..., each a share of the same paid time; or 1 - (1 - s1)(1 - s2)..., each a share
        of what the others leave.
    kind : {"planned", "unplanned"}, optional
        Only the items of this kind, as if there were no others.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        For a share outside [0, 1], and for additive shares that exceed 1 together.

    Examples
    --------
    >>> import krarup as kr
    >>> items = {"leave": 0.10, "training": 0.08, "breaks": 0.12}
    >>> kr.shrinkage(items, combination="additive")
    0.3
    >>> round(kr.shrinkage(items, combination="compounding"), 5)
    0.27136
    """
    if isinstance(items, Mapping):
        items = [ShrinkageItem(name, share) for name, share in items.items()]
    items = [ShrinkageItem(*item) for item in items]
    shares = [float(column(f"share of {i.name}", i.share, PROPORTION).values) for i in items]
    kinds = [int(choice("kind", i.kind, _core.shrinkage_kinds).values) for i in items]
    how = int(choice("combination", combination, _core.shrinkage_combinations).values)
    only = None if kind is None else int(choice("kind", kind, _core.shrinkage_kinds).values)
    if np.isnan(shares).any():
        return np.nan
    return float(_core.shrinkage(shares, kinds, how, only))


@overload
def scheduled_from_on_phone(
    *, on_phone: Number, shrinkage: Number, rounding: str = ...
) -> float: ...
@overload
def scheduled_from_on_phone(
    *, on_phone: NumberOrArray, shrinkage: NumberOrArray, rounding: str = ...
) -> Floats: ...
@overload
def scheduled_from_on_phone(
    *, on_phone: Numbers, shrinkage: Numbers, rounding: str = ...
) -> Series: ...
def scheduled_from_on_phone(
    *, on_phone: Numbers, shrinkage: Numbers, rounding: str = "up_at_end"
) -> Any:
    """Agents to schedule so that so many are on the phones.

    Formula: on-phone / (1 - shrinkage). The common on-phone x (1 + shrinkage) falls short.

    Parameters
    ----------
    on_phone : float or column
    shrinkage : float or column
        Share of paid time, below 1.
    rounding : {"none", "up_at_end", "up_each_step"}
        Nowhere; once, after shrinkage; before shrinkage and after it.

    Returns
    -------
    float, or float array or Series

    Raises
    ------
    ValueError
        For an argument out of its range.

    Examples
    --------
    >>> import krarup as kr
    >>> kr.scheduled_from_on_phone(on_phone=14, shrinkage=0.30)
    20.0
    >>> round(kr.scheduled_from_on_phone(on_phone=24, shrinkage=0.30, rounding="none"), 2)
    34.29
    """
    return answer(
        "scheduled",
        _core.scheduled_from_on_phone,
        column("on_phone", on_phone, NONNEGATIVE),
        column("shrinkage", shrinkage, BELOW_ONE),
        choice("rounding", rounding, _core.roundings),
    )


@overload
def on_phone_from_scheduled(*, scheduled: Number, shrinkage: Number) -> float: ...
@overload
def on_phone_from_scheduled(*, scheduled: NumberOrArray, shrinkage: NumberOrArray) -> Floats: ...
@overload
def on_phone_from_scheduled(*, scheduled: Numbers, shrinkage: Numbers) -> Series: ...
def on_phone_from_scheduled(*, scheduled: Numbers, shrinkage: Numbers) -> Any:
    """Agents on the phones, on average, when so many are scheduled; not rounded.

    Formula: scheduled x (1 - shrinkage).

    Parameters
    ----------
    scheduled : float or column
    shrinkage : float or column
        Share of paid time.

    Returns
    -------
    float, or float array or Series

    Raises
    ------
    ValueError
        For an argument out of its range.

    Examples
    --------
    >>> import krarup as kr
    >>> round(kr.on_phone_from_scheduled(scheduled=19, shrinkage=0.30), 2)
    13.3
    """
    return answer(
        "on_phone",
        _core.on_phone_from_scheduled,
        column("scheduled", scheduled, NONNEGATIVE),
        column("shrinkage", shrinkage, PROPORTION),
    )


@overload
def paid_time(*, scheduled: Number, interval: Time) -> float: ...
@overload
def paid_time(*, scheduled: NumberOrArray, interval: TimeOrArray) -> Floats: ...
@overload
def paid_time(*, scheduled: Numbers, interval: Times) -> Series: ...
def paid_time(*, scheduled: Numbers, interval: Times) -> Any:
    """Time that is paid when so many are scheduled for so long.

    Parameters
    ----------
    scheduled : float or column
    interval : time or column

    Returns
    -------
    float, or float array or Series
        Seconds.

    Raises
    ------
    ValueError
        For an argument out of its range.

    Examples
    --------
    >>> import krarup as kr
    >>> kr.paid_time(scheduled=20, interval="30min") / 3600
    10.0
    """
    return answer(
        "paid_time",
        _core.paid_time,
        column("scheduled", scheduled, NONNEGATIVE),
        time_column("interval", interval, POSITIVE_TIME),
    )


@overload
def full_time_equivalents(*, paid_time: Time, contract: Time) -> float: ...
@overload
def full_time_equivalents(*, paid_time: TimeOrArray, contract: TimeOrArray) -> Floats: ...
@overload
def full_time_equivalents(*, paid_time: Times, contract: Times) -> Series: ...
def full_time_equivalents(*, paid_time: Times, contract: Times) -> Any:
    """Full-time contracts that a paid time amounts to (FTE); not a number of people.

    Parameters
    ----------
    paid_time : time or column
        In some period.
    contract : time or column
        What one full-time contract pays in the same period: "38h" for a week, "8h" for a day.

    Returns
    -------
    float, or float array or Series

    Raises
    ------
    ValueError
        For an argument out of its range.

    Examples
    --------
    >>> import krarup as kr
    >>> kr.full_time_equivalents(paid_time="760h", contract="38h")
    20.0
    """
    return answer(
        "full_time_equivalents",
        _core.full_time_equivalents,
        time_column("paid_time", paid_time, TIME),
        time_column("contract", contract, POSITIVE_TIME),
    )
