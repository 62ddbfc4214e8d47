"""The functions of Westbay's add-in CC-Excel, under their own names.

`from krarup.compat.westbay import *` gives a script the functions that its spreadsheet had, with
the same arguments in the same order and the same units; hence names that follow the add-in and not
the rest of krarup.

- `Agents`: agents who answer calls. `Calls`: calls offered in an hour.
- `Duration`: seconds that a call keeps an agent, wrap-up included.
- `Percentage`: either a share below 1 or a percentage of 2 and more: 0.80 and 80 are the same. What
  lies between could be either and is refused.
- `AnsweredIn`, `ASA`: seconds.
- `Blocking`: a share.

A target is two arguments, `Percentage` and `AnsweredIn`, or one, the average speed of answer.

Every argument may be a column, and columns broadcast; a pandas Series comes back with its index.
NaN stays in its row. Any other value out of range is a ValueError with the argument's name, where
the add-in showed #NUM!.

Results are exact and not rounded, except to the whole agents and lines that are asked for. The
add-in's limits (10,000 agents, 300,000 calls, durations from 1 to 3,600 s, answer times from 3 s,
blocking from 0.001 to 0.5) do not hold here. Too few agents are an answer: a service level of 0, an
infinite queue.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._columns import Rule, column, dressed, refusal
from .._hints import Numbers, Times
from ._spreadsheet import checked, hourly

__all__ = ["CCXLAgents", "CCXLCalls", "CCXLDuration", "CCXLLines", "CCXLQueue", "CCXLService"]

_PERCENTAGE = Rule("a share in [0, 1) or a percentage in [2, 100]", 0.0, 100.0)


def CCXLAgents(
    Calls: Numbers,
    Duration: Times,
    PercentageOrASA: Numbers | Times,
    AnsweredIn: Times | None = None,
) -> Any:
    """Least whole number of agents that keeps a target.

    Returns
    -------
    int, or float array or Series
        0 where nothing is offered. `krarup.Unreachable`, infinity, for 100 %.

    Examples
    --------
    >>> from krarup.compat.westbay import CCXLAgents
    >>> CCXLAgents(200, 180, 80, 20), CCXLAgents(200, 180, 0.80, 20)
    (14, 14)
    >>> CCXLAgents(200, 180, 10)
    14
    """
    checked(Calls=Calls, Duration=Duration)
    return hourly(Calls, Duration).agents_required(**_target(PercentageOrASA, AnsweredIn))


def CCXLService(Agents: Numbers, Calls: Numbers, Duration: Times, AnsweredIn: Times) -> Any:
    """Share of calls answered within a time.

    Returns
    -------
    float, or float array or Series
        0 where Agents <= offered load.

    Examples
    --------
    >>> from krarup.compat.westbay import CCXLService
    >>> round(CCXLService(21, 57, 1110, 180), 3)
    0.807
    """
    checked(Agents=Agents, Calls=Calls, Duration=Duration, AnsweredIn=AnsweredIn)
    return hourly(Calls, Duration).service_level(agents=Agents, answer_within=AnsweredIn)


def CCXLQueue(Agents: Numbers, Calls: Numbers, Duration: Times) -> Any:
    """Mean number of calls that wait.

    Returns
    -------
    float, or float array or Series
        Infinity where Agents <= offered load. The add-in shows a whole number.

    Examples
    --------
    >>> from krarup.compat.westbay import CCXLQueue
    >>> round(CCXLQueue(11, 200, 180), 4)
    6.8212
    """
    checked(Agents=Agents, Calls=Calls, Duration=Duration)
    return hourly(Calls, Duration).mean_queue_length(agents=Agents)


def CCXLLines(
    Agents: Numbers, Calls: Numbers, Duration: Times, Blocking: Numbers, WrapUp: Times = 0.0
) -> Any:
    """Lines for the calls that wait and talk, by Erlang B on that load.

    Parameters
    ----------
    Agents, Calls, Duration, Blocking
        As the module says.
    WrapUp : time or column
        The part of Duration in which the agent is busy and the line is free again.

    Returns
    -------
    int, or float array or Series
        `krarup.Unreachable`, infinity, where Agents <= offered load.

    Examples
    --------
    >>> from krarup.compat.westbay import CCXLLines
    >>> CCXLLines(14, 200, 180, 0.001), CCXLLines(14, 200, 180, 0.001, 60)
    (22, 17)
    """
    checked(Agents=Agents, Calls=Calls, Duration=Duration, Blocking=Blocking, WrapUp=WrapUp)
    queue = hourly(Calls, Duration)
    return queue.lines_required(agents=Agents, blocking=Blocking, wrap_up=WrapUp)


def CCXLCalls(
    Agents: Numbers,
    Duration: Times,
    PercentageOrASA: Numbers | Times,
    AnsweredIn: Times | None = None,
) -> Any:
    """Largest volume per hour with which a number of agents keeps a target.

    Returns
    -------
    float, or float array or Series

    Examples
    --------
    >>> from krarup.compat.westbay import CCXLCalls
    >>> round(CCXLCalls(14, 180, 80, 20), 2), round(CCXLCalls(14, 180, 10), 2)
    (217.37, 205.74)
    """
    checked(Agents=Agents, Duration=Duration)
    target = _target(PercentageOrASA, AnsweredIn)
    return hourly(0, Duration).contacts_answerable(agents=Agents, **target)


def CCXLDuration(
    Agents: Numbers,
    Calls: Numbers,
    PercentageOrASA: Numbers | Times,
    AnsweredIn: Times | None = None,
) -> Any:
    """Longest average duration in seconds with which a number of agents keeps a target.

    Returns
    -------
    float, or float array or Series

    Examples
    --------
    >>> from krarup.compat.westbay import CCXLDuration
    >>> round(CCXLDuration(14, 200, 80, 20), 2), round(CCXLDuration(14, 200, 10), 2)
    (194.86, 184.62)
    """
    checked(Agents=Agents, Calls=Calls)
    return hourly(Calls, 1).longest_aht(agents=Agents, **_target(PercentageOrASA, AnsweredIn))


def _target(percentage_or_asa: Any, answered_in: Any) -> dict[str, Any]:
    if answered_in is None:
        checked(ASA=percentage_or_asa)
        return {"max_asa": percentage_or_asa}
    checked(AnsweredIn=answered_in)
    given = column("Percentage", percentage_or_asa, _PERCENTAGE)
    unclear = (given.values >= 1) & (given.values < 2)
    if np.any(unclear):
        positions, values = np.argwhere(unclear), given.values[unclear].tolist()
        raise refusal("Percentage", _PERCENTAGE, float, positions, values, given.index)
    share = np.where(given.values < 1, given.values, given.values / 100)
    return {
        "service_level": dressed("Percentage", share, given.index),
        "answer_within": answered_in,
    }
