"""How many agents Erlang for Excel asks for, and for how many calls; `erlangxl` hands it out."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._columns import dressed, result_index
from .._hints import Numbers, Times
from ._spreadsheet import checked, floor, hourly


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
    return hourly(CallsPerHour, AHT).agents_required(service_level=SLA, answer_within=ServiceTime)


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
    return hourly(CallsPerHour, AHT).agents_required(max_asa=ASA)


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
    return hourly(CallsPerHour, AHT).fractional_agents_required(
        service_level=SLA, answer_within=ServiceTime, convention="interpolated"
    )


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
    queue = hourly(0, AHT)
    calls = queue.contacts_answerable(agents=agents, service_level=SLA, answer_within=ServiceTime)
    return floor(calls) if as_original else calls


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
        queue = hourly(0, aht)
        return np.asarray(
            queue.contacts_answerable(agents=whole, service_level=level, answer_within=within)
        )

    def answered(calls: Any) -> Any:
        queue = hourly(calls, aht)
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
