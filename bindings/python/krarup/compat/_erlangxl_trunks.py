"""The functions of Erlang for Excel that know lines and erlangs; `erlangxl` hands them out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .. import ufuncs
from .._columns import NONNEGATIVE, Column, dressed, refusal, result_index, result_shape
from .._hints import Floats, Numbers
from ..erlang_b import ErlangB as _Lines
from ..erlang_b import largest_offered_load
from ._spreadsheet import at_least, checked

_WHOLE = NONNEGATIVE._replace(text="whole")


def ErlangB(Servers: Numbers, Intensity: Numbers) -> Any:
    """Share of calls that find every line busy, and are gone.

    Returns
    -------
    float, or float array or Series
        0 where nothing is offered, else 1 without lines.

    Examples
    --------
    >>> from krarup.compat.erlangxl import ErlangB
    >>> round(ErlangB(17, 10), 5)
    0.01295
    """
    checked(Servers=Servers, Intensity=Intensity)
    return _lines(Intensity).probability_of_blocking(trunks=Servers)


def ErlangBExt(
    Servers: Numbers, Intensity: Numbers, Retry: Numbers, *, as_original: bool = False
) -> Any:
    """Share of attempts that find every line busy, where a share of these calls at once again.

    Parameters
    ----------
    Servers, Intensity, Retry
        As the module says.
    as_original : bool
        The add-in's own recursion, which lets calls retry at every line that it counts and not
        at the last alone. Servers must be whole.

    Returns
    -------
    float, or float array or Series
        The fixed point of extended Erlang B; 1 where everyone retries and Servers <= Intensity.

    Examples
    --------
    >>> from krarup.compat.erlangxl import ErlangBExt
    >>> round(ErlangBExt(1000, 1500, 0.20), 4)
    0.3857
    >>> round(ErlangBExt(1000, 1500, 0.20, as_original=True), 4)
    0.3832
    """
    columns = checked(Servers=Servers, Intensity=Intensity, Retry=Retry)
    servers, intensity, retry = columns
    if as_original:

        def one_more(line: int, blocked: Floats) -> Floats:
            load = intensity.values * blocked
            repeated = load / (1 - retry.values * load / (line + load))
            return repeated / (line + repeated)

        return _recursion("ErlangBExt", one_more, columns)
    load = np.asarray(
        _lines(intensity.values).load_with_recalls(trunks=servers.values, recall=retry.values)
    )
    endless = np.isinf(load)
    blocked = ufuncs.erlang_b(servers.values, np.where(endless, 0.0, load))
    return dressed("ErlangBExt", np.where(endless, 1.0, blocked), result_index(columns))


def EngsetB(Servers: Numbers, Events: Numbers, Intensity: Numbers) -> Any:
    """Share of calls that find every line busy, where few callers share the lines.

    Parameters
    ----------
    Servers : float or column
        Lines, a whole number.
    Events : float or column
        Callers, each of whom calls again only after a call has ended.
    Intensity : float or column
        Load in erlangs that each caller offers while idle.

    Returns
    -------
    float, or float array or Series
        0 with a line for every caller.

    Examples
    --------
    >>> from krarup.compat.erlangxl import EngsetB
    >>> round(EngsetB(10, 50, 0.1), 4)
    0.0077
    """
    columns = checked(Servers=Servers, Events=Events, Intensity=Intensity)
    _, events, intensity = columns

    def one_more(line: int, blocked: Floats) -> Floats:
        load = np.maximum(events.values - line, 0.0) * intensity.values * blocked
        return load / (line + load)

    return _recursion("EngsetB", one_more, columns)


def ErlangC(Servers: Numbers, Intensity: Numbers) -> Any:
    """Share of calls that find every agent busy, and wait.

    Returns
    -------
    float, or float array or Series
        0 where nothing is offered, else 1 where Servers <= Intensity.

    Examples
    --------
    >>> from krarup.compat.erlangxl import ErlangC
    >>> round(ErlangC(14, 10), 4)
    0.1741
    """
    columns = checked(Servers=Servers, Intensity=Intensity)
    servers, intensity = (each.values for each in columns)
    return dressed("ErlangC", ufuncs.erlang_c(servers, intensity), result_index(columns))


def NBTrunks(Intensity: Numbers, Blocking: Numbers) -> Any:
    """Least whole number of lines that blocks at most a share of the calls.

    Returns
    -------
    int, or float array or Series
        `krarup.Unreachable`, infinity, for a Blocking of 0.

    Examples
    --------
    >>> from krarup.compat.erlangxl import NBTrunks
    >>> NBTrunks(10, 0.01)
    18
    """
    checked(Intensity=Intensity, Blocking=Blocking)
    return _lines(Intensity).trunks_required(blocking=Blocking)


def NumberTrunks(Servers: Numbers, Intensity: Numbers) -> Any:
    """Least whole number of lines, no fewer than Servers, that blocks at most 1 call in 1000.

    Returns
    -------
    int, or float array or Series

    Examples
    --------
    >>> from krarup.compat.erlangxl import NumberTrunks
    >>> NumberTrunks(14, 10), NumberTrunks(25, 10)
    (21, 25)
    """
    servers, _ = checked(Servers=Servers, Intensity=Intensity)
    return at_least("NumberTrunks", _lines(Intensity).trunks_required(blocking=0.001), servers)


def Servers(Blocking: Numbers, Intensity: Numbers) -> Any:
    """Least whole number of lines that blocks at most a share of the calls, as `NBTrunks`.

    Returns
    -------
    int, or float array or Series
        `krarup.Unreachable`, infinity, for a Blocking of 0.

    Examples
    --------
    >>> from krarup.compat.erlangxl import Servers
    >>> Servers(0.01, 10)
    18
    """
    return NBTrunks(Intensity, Blocking)


def Traffic(Servers: Numbers, Blocking: Numbers) -> Any:
    """Largest load in erlangs of which a number of lines blocks at most a share.

    Returns
    -------
    float, or float array or Series
        `krarup.Unreachable`, infinity, for a Blocking of 1.

    Examples
    --------
    >>> from krarup.compat.erlangxl import Traffic
    >>> round(Traffic(17, 0.01), 4)
    9.6516
    """
    checked(Servers=Servers, Blocking=Blocking)
    return largest_offered_load(trunks=Servers, blocking=Blocking)


def LoopingTraffic(
    Trunks: Numbers,
    Blocking: Numbers,
    Increment: Numbers,
    MaxIntensity: Numbers,
    MinIntensity: Numbers,
) -> Any:
    """Largest load between two loads of which a number of lines blocks at most a share.

    `Traffic` within limits: the search that the add-in's `Traffic` calls.

    Parameters
    ----------
    Trunks, Blocking, MaxIntensity, MinIntensity
        As the module says.
    Increment : ignored
        The add-in's first step; nothing is searched for in steps here.

    Returns
    -------
    float, or float array or Series
        MinIntensity where even that is too much.

    Examples
    --------
    >>> from krarup.compat.erlangxl import LoopingTraffic
    >>> round(LoopingTraffic(17, 0.01, 1, 17, 0), 4)
    9.6516
    """
    columns = checked(
        Trunks=Trunks, Blocking=Blocking, MaxIntensity=MaxIntensity, MinIntensity=MinIntensity
    )
    trunks, blocking, most, least = (each.values for each in columns)
    load = largest_offered_load(trunks=trunks, blocking=blocking)
    return dressed(
        "LoopingTraffic", np.maximum(np.minimum(load, most), least), result_index(columns)
    )


def _lines(intensity: Any) -> _Lines:
    return _Lines(contacts=intensity, interval=1, aht=1)


def _recursion(name: str, one_more: Callable[[int, Floats], Floats], columns: list[Column]) -> Any:
    """The share that is blocked, line by line from none, at the first column's number of lines.

    Raises
    ------
    ValueError
        For a number of lines that is not whole, with its row where there are several.
    """
    index, servers = result_index(columns), columns[0].values
    parts = np.isfinite(servers) & (servers != np.floor(servers))
    if np.any(parts):
        positions, values = np.argwhere(parts), servers[parts].tolist()
        raise refusal(columns[0].name, _WHOLE, float, positions, values, index)
    blocked = np.ones(result_shape(columns))
    for line in range(1, int(np.nanmax(servers, initial=0.0)) + 1):
        blocked = np.where(line <= servers, one_more(line, blocked), blocked)
        if not np.any(blocked > 0):
            break
    missing = np.any(np.broadcast_arrays(*(np.isnan(each.values) for each in columns)), axis=0)
    return dressed(name, np.where(missing, np.nan, blocked), index)
