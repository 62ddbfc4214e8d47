"""The functions of the add-in Erlang for Excel (ErlangXL97), under their own names.

`from krarup.compat.erlangxl import *` gives a script the functions that its spreadsheet had, with
the same arguments in the same order and the same units; hence names that follow the add-in and not
the rest of krarup.

- `CallsPerHour`: calls offered in an hour.
- `AHT`: average handle time in seconds, after-call work included.
- `SLA`: the service level, a share: 0.80 for 80 %.
- `ServiceTime`, `AbandonTime`: seconds. `ASA`: average speed of answer in seconds.
- `Servers`, `Trunks`: telephone lines. `Intensity`: offered load in erlangs.
- `Blocking`, `Retry`: shares.

Every argument may be a column, and columns broadcast; a pandas Series comes back with its index.
NaN stays in its row. Any other value out of range is a ValueError with the argument's name, where
the add-in returned 0.

Results are exact: no rounding, no search that stops early, and no occupancy of 0.99 that stands for
an overload, whose service level is 0 and whose wait is infinite. `as_original=True` gives back the
add-in's own convention where a sheet may depend on it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._columns import dressed, result_index
from .._hints import Numbers, Times
from ..queues import ErlangC as _Queue
from ._erlangxl_trunks import (
    EngsetB,
    ErlangB,
    ErlangBExt,
    ErlangC,
    LoopingTraffic,
    NBTrunks,
    NumberTrunks,
    Servers,
    Traffic,
)
from ._spreadsheet import HOUR, at_least, checked, floor, round_half_up

__all__ = [
    "ASA",
    "SLA",
    "Abandon",
    "Agents",
    "AgentsASA",
    "CallCapacity",
    "EngsetB",
    "ErlangB",
    "ErlangBExt",
    "ErlangC",
    "FractionalAgents",
    "FractionalCallCapacity",
    "LoopingTraffic",
    "NBTrunks",
    "NumberTrunks",
    "QueueSize",
    "QueueTime",
    "Queued",
    "Servers",
    "ServiceTime",
    "Traffic",
    "Trunks",
    "Utilisation",
]


def _hourly(calls: Numbers, aht: Times) -> _Queue:
    return _Queue(contacts=calls, interval=HOUR, aht=aht)


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
    queue = _hourly(CallsPerHour, AHT)
    return queue.probability_of_wait_beyond(agents=Agents, wait=AbandonTime)


def Agents(SLA: Numbers, ServiceTime: Times, CallsPerHour: Numbers, AHT: Times) -> Any:
    """Least whole number of agents that answers a share of the calls within a time.

    Returns
    -------
    int, or float array or Series
        0 where nothing is offered. `krarup.Unreachable`, infinity, for an SLA of 1.

    Examples
    --------
    >>> from krarup.compat.erlangxl import Agents
    >>> Agents(0.80, 20, 200, 180)
    14
    """
    checked(SLA=SLA, ServiceTime=ServiceTime, CallsPerHour=CallsPerHour, AHT=AHT)
    return _hourly(CallsPerHour, AHT).agents_required(service_level=SLA, answer_within=ServiceTime)


def AgentsASA(ASA: Times, CallsPerHour: Numbers, AHT: Times) -> Any:
    """Least whole number of agents with at most an average speed of answer.

    Returns
    -------
    int, or float array or Series
        0 where nothing is offered. `krarup.Unreachable`, infinity, for an ASA of 0.

    Examples
    --------
    >>> from krarup.compat.erlangxl import AgentsASA
    >>> AgentsASA(10, 200, 180)
    14
    """
    checked(ASA=ASA, CallsPerHour=CallsPerHour, AHT=AHT)
    return _hourly(CallsPerHour, AHT).agents_required(max_asa=ASA)


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
    exact = _hourly(CallsPerHour, AHT).asa(agents=Agents)
    return round_half_up(_without_overload("ASA", exact, columns)) if as_original else exact


def CallCapacity(
    NoAgents: Numbers, SLA: Numbers, ServiceTime: Times, AHT: Times, *, as_original: bool = False
) -> Any:
    """Largest volume per hour of which a number of agents answers a share within a time.

    Parameters
    ----------
    NoAgents, SLA, ServiceTime, AHT
        As the module says. A part of an agent counts, by the continuous Erlang C formula.
    as_original : bool
        Whole calls, of the whole agents among NoAgents.

    Returns
    -------
    float, or float array or Series
        An int `as_original`.

    Examples
    --------
    >>> from krarup.compat.erlangxl import CallCapacity
    >>> round(CallCapacity(14, 0.80, 20, 180), 2)
    217.37
    >>> CallCapacity(14, 0.80, 20, 180, as_original=True)
    217
    """
    checked(NoAgents=NoAgents, SLA=SLA, ServiceTime=ServiceTime, AHT=AHT)
    agents = floor(NoAgents) if as_original else NoAgents
    queue = _hourly(0, AHT)
    calls = queue.contacts_answerable(agents=agents, service_level=SLA, answer_within=ServiceTime)
    return floor(calls) if as_original else calls


def FractionalAgents(SLA: Numbers, ServiceTime: Times, CallsPerHour: Numbers, AHT: Times) -> Any:
    """Least real number of agents, the service level being linear between whole numbers.

    13.5 agents are half the time 13 and half the time 14. The other convention continues the
    Erlang C formula: `krarup.ErlangC.fractional_agents_required`, 13.0372 for the example.

    Returns
    -------
    float, or float array or Series

    Examples
    --------
    >>> from krarup.compat.erlangxl import FractionalAgents
    >>> round(FractionalAgents(0.80, 20, 200, 180), 4)
    13.0475
    """
    checked(SLA=SLA, ServiceTime=ServiceTime, CallsPerHour=CallsPerHour, AHT=AHT)
    return _hourly(CallsPerHour, AHT).fractional_agents_required(
        service_level=SLA, answer_within=ServiceTime, convention="interpolated"
    )


def FractionalCallCapacity(
    NoAgents: Numbers, SLA: Numbers, ServiceTime: Times, AHT: Times, *, as_original: bool = False
) -> Any:
    """Largest volume per hour for which `FractionalAgents` asks at most a number of agents.

    Parameters
    ----------
    NoAgents, SLA, ServiceTime, AHT
        As the module says.
    as_original : bool
        Whole calls.

    Returns
    -------
    float, or float array or Series
        An int `as_original`.

    Examples
    --------
    >>> from krarup.compat.erlangxl import FractionalAgents, FractionalCallCapacity
    >>> calls = FractionalCallCapacity(13.5, 0.80, 20, 180)
    >>> round(calls, 2), round(FractionalAgents(0.80, 20, calls, 180), 9)
    (207.19, 13.5)
    """
    columns = checked(NoAgents=NoAgents, SLA=SLA, ServiceTime=ServiceTime, AHT=AHT)
    agents, level, within, aht = (each.values for each in columns)
    below, above = np.floor(agents), np.ceil(agents)

    def capacity(whole: Any) -> Any:
        queue = _hourly(0, aht)
        return np.asarray(
            queue.contacts_answerable(agents=whole, service_level=level, answer_within=within)
        )

    def answered(calls: Any) -> Any:
        queue = _hourly(calls, aht)
        least = queue.service_level(agents=below, answer_within=within)
        most = queue.service_level(agents=above, answer_within=within)
        return least + (agents - below) * (most - least)

    low, high = np.broadcast_arrays(capacity(below), capacity(above))
    between = np.isfinite(high) & (low < high)
    start, low = high, np.where(between, low, 0.0)
    high = np.where(between, high, 0.0)
    for _ in range(60):  # one bit of the answer each
        middle = low + (high - low) / 2
        kept = answered(middle) >= level
        low, high = np.where(kept, middle, low), np.where(kept, high, middle)
    calls = dressed("FractionalCallCapacity", np.where(between, low, start), result_index(columns))
    return floor(calls) if as_original else calls


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
    return _hourly(CallsPerHour, AHT).probability_of_wait(agents=Agents)


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
    exact = _hourly(CallsPerHour, AHT).mean_queue_length(agents=Agents)
    return round_half_up(exact) if as_original else exact


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
    exact = _hourly(CallsPerHour, AHT).mean_wait_of_waiters(agents=Agents)
    return round_half_up(_without_overload("QueueTime", exact, columns)) if as_original else exact


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
    queue = _hourly(CallsPerHour, AHT)
    return queue.answer_within_achieved(agents=Agents, service_level=SLA)


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
    return _hourly(CallsPerHour, AHT).service_level(agents=Agents, answer_within=ServiceTime)


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
    lines = _hourly(CallsPerHour, AHT).lines_required(agents=Agents, blocking=0.001)
    return at_least(lines, Agents)


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
    return _hourly(CallsPerHour, AHT).occupancy(agents=Agents)


def _without_overload(name: str, exact: Any, columns: list[Any]) -> Any:
    """An infinite wait replaced by that of waiters under an occupancy of 0.99."""
    agents, _, aht = (each.values for each in columns)
    with np.errstate(divide="ignore"):
        values = np.where(np.isinf(exact), aht / (agents * (1 - 0.99)), exact)
    return dressed(name, values, result_index(columns))
