"""One handle time from several kinds of contact, and how much of an hour an agent talks."""

from __future__ import annotations

from typing import Any, overload

from . import _core
from ._columns import POSITIVE, POSITIVE_TIME, TIME, answer, column, time_column
from ._hints import Floats, Numbers, Series, Time, TimeOrArray, Times


def aht_of_mix(*, shares: Numbers, aht: Times) -> float:
    """Average handle time of all contacts of a mix of kinds.

    Formula: sum of share x AHT / sum of shares.

    Parameters
    ----------
    shares : sequence of float
        Weights of the kinds, > 0: percentages, proportions or counts; only ratios matter.
    aht : sequence of times
        Average handle time of each kind.

    Returns
    -------
    float
        Seconds.

    Raises
    ------
    ValueError
        Without kinds, for as many shares as handle times, and for one that is not > 0.

    Examples
    --------
    >>> import krarup as kr
    >>> kr.aht_of_mix(shares=[5, 1], aht=["90s", "6min"])
    135.0
    """
    return float(_core.aht_of_mix(*_kinds(shares, aht)))


def handle_time_for_each(*, shares: Numbers, aht: Times, kind: int) -> float:
    """Handle time that the whole mix spends for each contact of one kind.

    What a sale costs, say, with the contacts that end without one on the way to it.

    Parameters
    ----------
    shares, aht
        As in `aht_of_mix`.
    kind : int
        Position of the kind, from 0.

    Returns
    -------
    float
        Seconds.

    Raises
    ------
    ValueError
        As `aht_of_mix`, and where there is no such kind.

    Examples
    --------
    >>> import krarup as kr
    >>> kr.handle_time_for_each(shares=[5, 1], aht=["90s", "6min"], kind=1) / 60
    13.5
    """
    columns = _kinds(shares, aht)
    if not 0 <= kind < len(columns[0]):
        raise ValueError(f"kind must be from 0 to {len(columns[0]) - 1}, got {kind}")
    return float(_core.handle_time_for_each(*columns, kind))


@overload
def talk_time_share(*, talk_time: Time, of: Time) -> float: ...
@overload
def talk_time_share(*, talk_time: TimeOrArray, of: TimeOrArray) -> Floats: ...
@overload
def talk_time_share(*, talk_time: Times, of: Times) -> Series: ...
def talk_time_share(*, talk_time: Times, of: Times) -> Any:
    """Share of an agent's time spent talking, as outbound desks state their pace.

    Talk time excludes hold, wrap-up, dialing and ringing, so it is below occupancy.

    Parameters
    ----------
    talk_time : time or column
        At most `of`.
    of : time or column
        The time in which it was talked; > 0.

    Returns
    -------
    float, or float array or Series
        In [0, 1].

    Raises
    ------
    ValueError
        For an argument out of its range.

    Examples
    --------
    >>> import krarup as kr
    >>> kr.talk_time_share(talk_time="33min", of="1h")
    0.55
    """
    return answer(
        "talk_time_share",
        _core.talk_time_share,
        time_column("talk_time", talk_time, TIME),
        time_column("of", of, POSITIVE_TIME),
    )


def _kinds(shares: Numbers, aht: Times) -> tuple[Floats, Floats]:
    weights = column("shares", shares, POSITIVE).values
    times = time_column("aht", aht, POSITIVE_TIME).values
    if weights.shape != times.shape or weights.ndim != 1:
        raise ValueError(f"shares has shape {weights.shape}, aht has shape {times.shape}")
    return weights, times
