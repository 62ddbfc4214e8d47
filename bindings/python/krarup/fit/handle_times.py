"""How long contacts occupy agents, and how much that varies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .. import _core
from .._columns import NONNEGATIVE, POSITIVE_TIME, column, time_column
from .._findings import Block, DataError, Findings
from .._hints import Floats, Numbers, Time, Times
from .._table import table
from .agents import in_zone
from .call_log import CallLog, codes
from .waits import present, same_length


@dataclass(frozen=True)
class HandleTime:
    """Average handle time and how much handle times vary.

    Made by `handle_time` and `handle_time_from_totals`.

    Attributes
    ----------
    average : float
        Seconds, wrap-up included.
    standard_error : float
        Of the average, seconds.
    squared_variation : float
        Variance / average squared, the SCV; 1 is exponential.
    squared_variation_standard_error : float
    contacts : float
        With a handle time.

    Examples
    --------
    >>> import krarup as kr
    >>> of = kr.fit.handle_time([10, 20, 20, 50], wrap_up=5)
    >>> of.average, round(of.squared_variation, 4)
    (30.0, 0.3333)
    """

    average: float
    standard_error: float
    squared_variation: float
    squared_variation_standard_error: float
    contacts: float


def handle_time(
    times: Times | CallLog, *, contacts: Numbers | None = None, wrap_up: Time = 0.0
) -> HandleTime:
    """Average handle time and its squared coefficient of variation, with standard errors.

    Parameters
    ----------
    times : column of times, or CallLog
        Of each answered contact; bare numbers are seconds. A log has its own wrap-up.
    contacts : column, optional
        How many contacts had each of these times, where `times` are those of a histogram.
    wrap_up : time
        Added to each, where the times lack it.

    Returns
    -------
    HandleTime
        The errors take contacts to be independent, of any law.

    Raises
    ------
    ValueError
        For times or numbers that are missing or negative, and for less than two contacts.

    Examples
    --------
    >>> import krarup as kr
    >>> kr.fit.handle_time([10, 20, 50], contacts=[1, 2, 1]).average
    25.0
    """
    if isinstance(times, CallLog):
        if times.handle_time is None:
            raise ValueError("the log must be read with handle_time or ended_at")
        measured = times.handle_time[~times.abandoned]
    else:
        measured = present(time_column("times", times))
    weights = np.empty(0)
    if contacts is not None:
        weights = present(column("contacts", contacts, NONNEGATIVE))
        same_length(times=measured, contacts=weights)
    added = float(time_column("wrap_up", wrap_up).values)
    return HandleTime(*_core.estimate_handle_time(measured, weights, added))


def handle_time_from_totals(
    *,
    total_handle_time: Times,
    contacts: Numbers,
    squares: Numbers | None = None,
    wrap_up: Time = 0.0,
) -> HandleTime:
    """Average handle time and its squared coefficient of variation, from a table of intervals.

    Parameters
    ----------
    total_handle_time : time or column of times
        Handle times of all contacts of each interval together; a bare number is in seconds.
    contacts : column
        How many contacts those are.
    squares : column, optional
        The sum of their squared handle times, s^2; without it the squared variation is NaN.
    wrap_up : time
        Of each contact, where the times lack it.

    Returns
    -------
    HandleTime
        The errors take intervals to be independent, and contacts within one need not be; NaN where
        less than two intervals have contacts.

    Raises
    ------
    DataError
        With each row where a number is missing or negative.
    ValueError
        For sums that cannot be, and for less than two contacts.

    Examples
    --------
    >>> import krarup as kr
    >>> found = kr.fit.handle_time_from_totals(
    ...     total_handle_time=["50s", "130s"], contacts=[3, 2], squares=[900, 8900], wrap_up=5
    ... )
    >>> found.average, round(found.squared_variation, 4)
    (41.0, 0.4938)
    """
    total = present(time_column("total_handle_time", total_handle_time))
    number = present(column("contacts", contacts, NONNEGATIVE))
    of_squares = np.empty(0)
    same_length(total_handle_time=total, contacts=number)
    if squares is not None:
        of_squares = present(column("squares", squares, NONNEGATIVE))
        same_length(total_handle_time=total, squares=of_squares)
        least = total**2 / np.where(number > 0.0, number, np.inf)
        low = of_squares < least * (1.0 - 1e-9)
        _refuse("squares", "must be at least total_handle_time^2 / contacts", low, of_squares)
    nobody = (number == 0.0) & (total > 0.0)
    _refuse("total_handle_time", "must be 0 s of no contacts", nobody, total)
    added = float(time_column("wrap_up", wrap_up).values)
    return HandleTime(*_core.estimate_handle_time_of_sums(total, number, of_squares, added))


def _refuse(argument: str, rule: str, wrong: npt.NDArray[np.bool_], values: Floats) -> None:
    rows = np.flatnonzero(wrong)
    if rows.size:
        block = Block(argument, rule, rows[:, None], values[rows].tolist(), "{:.15g}".format)
        raise DataError(Findings([block]))


def handle_time_by(log: CallLog, *, agent: bool = False, interval: Time | None = None) -> Any:
    """Average handle times and their squared variation, by agent, by interval of arrival, or both.

    Parameters
    ----------
    log : CallLog
        Read with handle times.
    agent : bool
        By agent; the log must be read with one.
    interval : time, optional
        By interval, which begin at whole multiples of it since midnight, of UTC where the log's
        time zone is known. A bare number is in seconds.

    Returns
    -------
    DataFrame
        A row for each agent or interval with answered contacts; a read-only mapping where pandas is
        missing.

        - agent, start: as asked for
        - contacts: answered
        - average, standard_error: seconds, wrap-up included; squared_variation. NaN for the last
          two where there is one contact.

    Raises
    ------
    ValueError
        For a log without what is asked for, and where neither is.

    Examples
    --------
    >>> import pandas as pd
    >>> import krarup as kr
    >>> log = kr.fit.read_log(
    ...     pd.DataFrame({
    ...         "arrived": pd.to_datetime(["2026-03-02 09:00", "2026-03-02 09:40"]),
    ...         "wait": 0, "hung_up": False, "handled": [180, 60], "agent": "Ida",
    ...     }),
    ...     arrival="arrived", wait="wait", abandoned="hung_up", handle_time="handled",
    ...     agent="agent",
    ... )
    >>> kr.fit.handle_time_by(log, interval="30min")["average"].tolist()
    [180.0, 60.0]
    >>> kr.fit.handle_time_by(log, agent=True)["average"].tolist()
    [120.0]
    """
    if not agent and interval is None:
        raise ValueError("say by what: agent=True, an interval, or both")
    if log.handle_time is None or (agent and log.agent is None):
        raise ValueError("the log must be read with handle_time or ended_at, and with agent")
    of = np.flatnonzero(~log.abandoned)
    times = log.handle_time[of]
    keys = []
    if interval is not None:
        length = float(time_column("interval", interval, POSITIVE_TIME).values)
        step = np.timedelta64(round(length * 1e6), "us")
        days = log.arrival[of].astype("M8[D]").astype("M8[us]")
        starts = days + (log.arrival[of] - days) // step * step
        keys.append(starts.astype(np.int64))
    if agent:
        keys.append(codes(log.agent[of]))
    order = np.lexsort(keys)
    new = np.append(True, np.any([k[order][1:] != k[order][:-1] for k in keys], axis=0))[: len(of)]
    group = np.empty(len(of), dtype=np.intp)
    group[order] = np.cumsum(new) - 1
    count = np.bincount(group).astype(float)
    average = np.bincount(group, times) / count
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = np.bincount(group, (times - average[group]) ** 2) / (count - 1.0)
        variance[count < 2.0] = np.nan
        columns = {
            "contacts": count,
            "average": average,
            "standard_error": np.sqrt(variance / count),
            "squared_variation": variance / average**2,
        }
    example = of[order[new]]
    named: dict[str, Any] = {}
    if agent:
        named["agent"] = log.agent[example]
    if interval is not None:
        named["start"] = in_zone(starts[order[new]], log.zone)
    return table({**named, **columns})
