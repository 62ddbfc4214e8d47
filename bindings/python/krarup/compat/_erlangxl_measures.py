"""What callers of Erlang for Excel experience; `erlangxl` hands these functions out."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._columns import Column, dressed, result_index
from .._hints import Numbers, Times
from ._erlangxl_trunks import NumberTrunks
from ._spreadsheet import HOUR, at_least, checked, hourly, round_half_up


def SLA(Agents: Numbers, ServiceTime: Times, CallsPerHour: Numbers, AHT: Times) -> Any:
    """Share of calls answered within a time: the service level.

    Returns
    -------
    float, or float array or Series
        0 where Agents <= offered load.

    Examples
    --------
    >>> from krarup.compat.erlangxl import SLA
    >>> round(SLA(14, 20, 200, 180), 4)
    0.8884
    """
    checked(Agents=Agents, ServiceTime=ServiceTime, CallsPerHour=CallsPerHour, AHT=AHT)
    return hourly(CallsPerHour, AHT).service_level(agents=Agents, answer_within=ServiceTime)


def ServiceTime(Agents: Numbers, SLA: Numbers, CallsPerHour: Numbers, AHT: Times) -> Any:
    """Shortest time in seconds within which a share of the calls is answered.

    Returns
    -------
    float, or float array or Series
        `krarup.Unreachable`, infinity, where Agents <= offered load.

    Examples
    --------
    >>> from krarup.compat.erlangxl import ServiceTime
    >>> round(ServiceTime(14, 0.95, 200, 180), 2)
    56.15
    """
    checked(Agents=Agents, SLA=SLA, CallsPerHour=CallsPerHour, AHT=AHT)
    queue = hourly(CallsPerHour, AHT)
    return queue.answer_within_achieved(agents=Agents, service_level=SLA)


def ASA(Agents: Numbers, CallsPerHour: Numbers, AHT: Times, *, as_original: bool = False) -> Any:
    """Average speed of answer in seconds, over all calls.

    Parameters
    ----------
    Agents, CallsPerHour, AHT
        As the module says.
    as_original : bool
        Rounded to whole seconds; with an occupancy of 0.99 where Agents <= offered load.

    Returns
    -------
    float, or float array or Series
        Infinity where Agents <= offered load; an int `as_original`.

    Examples
    --------
    >>> from krarup.compat.erlangxl import ASA
    >>> round(ASA(14, 200, 180), 4), ASA(14, 200, 180, as_original=True)
    (7.8359, 8)
    >>> ASA(9, 200, 180), ASA(9, 200, 180, as_original=True)
    (inf, 2000)
    """
    columns = checked(Agents=Agents, CallsPerHour=CallsPerHour, AHT=AHT)
    exact = hourly(CallsPerHour, AHT).asa(agents=Agents)
    return round_half_up(_without_overload("ASA", exact, columns)) if as_original else exact


def Queued(Agents: Numbers, CallsPerHour: Numbers, AHT: Times) -> Any:
    """Share of calls that find every agent busy.

    Returns
    -------
    float, or float array or Series
        1 where Agents <= offered load.

    Examples
    --------
    >>> from krarup.compat.erlangxl import Queued
    >>> round(Queued(14, 200, 180), 4)
    0.1741
    """
    checked(Agents=Agents, CallsPerHour=CallsPerHour, AHT=AHT)
    return hourly(CallsPerHour, AHT).probability_of_wait(agents=Agents)


def QueueTime(
    Agents: Numbers, CallsPerHour: Numbers, AHT: Times, *, as_original: bool = False
) -> Any:
    """Mean wait in seconds of the calls that wait at all.

    Parameters
    ----------
    Agents, CallsPerHour, AHT
        As the module says.
    as_original : bool
        Rounded to whole seconds; with an occupancy of 0.99 where Agents <= offered load.

    Returns
    -------
    float, or float array or Series
        Infinity where Agents <= offered load; an int `as_original`.

    Examples
    --------
    >>> from krarup.compat.erlangxl import QueueTime
    >>> QueueTime(14, 200, 180), QueueTime(13, 210, 180, as_original=True)
    (45.0, 72)
    """
    columns = checked(Agents=Agents, CallsPerHour=CallsPerHour, AHT=AHT)
    exact = hourly(CallsPerHour, AHT).mean_wait_of_waiters(agents=Agents)
    return round_half_up(_without_overload("QueueTime", exact, columns)) if as_original else exact


def QueueSize(
    Agents: Numbers, CallsPerHour: Numbers, AHT: Times, *, as_original: bool = False
) -> Any:
    """Mean number of calls that wait.

    Parameters
    ----------
    Agents, CallsPerHour, AHT
        As the module says.
    as_original : bool
        Rounded to whole calls. An overload stays infinite: copies of the add-in disagree on it.

    Returns
    -------
    float, or float array or Series
        Infinity where Agents <= offered load; an int `as_original`.

    Examples
    --------
    >>> from krarup.compat.erlangxl import QueueSize
    >>> round(QueueSize(14, 200, 180), 4), QueueSize(14, 200, 180, as_original=True)
    (0.4353, 0)
    """
    checked(Agents=Agents, CallsPerHour=CallsPerHour, AHT=AHT)
    exact = hourly(CallsPerHour, AHT).mean_queue_length(agents=Agents)
    return round_half_up(exact) if as_original else exact


def Abandon(Agents: Numbers, AbandonTime: Times, CallsPerHour: Numbers, AHT: Times) -> Any:
    """Share of calls that wait longer than a time, in a queue where nobody hangs up.

    This is what the add-in calls abandonment. Those who hang up shorten the queue for the others,
    which it cannot see: `krarup.ErlangA` does.

    Returns
    -------
    float, or float array or Series
        1 where Agents <= offered load.

    Examples
    --------
    >>> from krarup.compat.erlangxl import Abandon
    >>> round(Abandon(8, 30, 100, 180), 4)
    0.1015
    """
    checked(Agents=Agents, AbandonTime=AbandonTime, CallsPerHour=CallsPerHour, AHT=AHT)
    queue = hourly(CallsPerHour, AHT)
    return queue.probability_of_wait_beyond(agents=Agents, wait=AbandonTime)


def Utilisation(Agents: Numbers, CallsPerHour: Numbers, AHT: Times) -> Any:
    """Share of the agents' time that is spent on calls: the occupancy.

    Returns
    -------
    float, or float array or Series
        1 where Agents <= offered load.

    Examples
    --------
    >>> from krarup.compat.erlangxl import Utilisation
    >>> round(Utilisation(14, 200, 180), 4)
    0.7143
    """
    checked(Agents=Agents, CallsPerHour=CallsPerHour, AHT=AHT)
    return hourly(CallsPerHour, AHT).occupancy(agents=Agents)


def Trunks(Agents: Numbers, CallsPerHour: Numbers, AHT: Times, *, as_original: bool = False) -> Any:
    """Lines for the calls that wait and talk: at most 1 in 1000 finds none, by Erlang B.

    Parameters
    ----------
    Agents, CallsPerHour, AHT
        As the module says.
    as_original : bool
        With the average speed of answer as `ASA` rounds it.

    Returns
    -------
    int, or float array or Series
        At least Agents. `krarup.Unreachable`, infinity, where Agents <= offered load.

    Examples
    --------
    >>> from krarup.compat.erlangxl import Trunks
    >>> Trunks(14, 200, 180)
    22
    """
    columns = checked(Agents=Agents, CallsPerHour=CallsPerHour, AHT=AHT)
    if as_original:
        wait = ASA(Agents, CallsPerHour, AHT, as_original=True)
        _, calls, aht = (each.values for each in columns)
        return NumberTrunks(Agents, dressed("", calls / HOUR * (aht + wait), result_index(columns)))
    lines = hourly(CallsPerHour, AHT).lines_required(agents=Agents, blocking=0.001)
    return at_least("Trunks", lines, columns[0])


def _without_overload(name: str, exact: Any, columns: list[Column]) -> Any:
    """An infinite wait replaced by that of waiters under an occupancy of 0.99."""
    agents, _, aht = (each.values for each in columns)
    with np.errstate(divide="ignore"):
        values = np.where(np.isinf(exact), aht / (agents * (1 - 0.99)), exact)
    return dressed(name, values, result_index(columns))
