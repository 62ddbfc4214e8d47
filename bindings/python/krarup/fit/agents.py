"""Agents that a call log shows: when they were there, how busy, and what cannot be so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .. import _core
from .._columns import POSITIVE_TIME, time_column
from .._findings import Block, Findings
from .._frames import Moments
from .._hints import Time
from .._table import table
from .call_log import CallLog, Rows, codes

_SECOND = np.timedelta64(1, "s")


def _work(log: CallLog) -> tuple[_core.AnsweredLog, Rows, Moments]:
    """Answered contacts for the core, their places in the log, and the moment times are since.

    That is midnight of the first of them.
    """
    if not isinstance(log, CallLog):
        raise ValueError(f"log must be a CallLog, got {type(log).__name__}")
    if log.agent is None or log.handle_time is None:
        raise ValueError("the log must be read with agent, and with handle_time or ended_at")
    places = np.flatnonzero(~log.abandoned)
    if not places.size:
        raise ValueError("the log must have contacts that were answered")
    arrival = log.arrival[places]
    midnight = arrival.min().astype("M8[D]").astype(arrival.dtype)
    work = _core.AnsweredLog(
        (arrival - midnight) / _SECOND,
        log.wait[places],
        log.handle_time[places] - log.wrap_up,
        codes(log.agent[places]),
        log.wrap_up,
    )
    return work, places, midnight


def overlaps(log: CallLog) -> Findings:
    """Find contacts that begin while their agent is still at another one.

    Work on one contact cannot begin before that on the last has ended, unless agents hold several
    at once, as chats, or the log's handle times mean something else. Wrap-up that the reader added
    does not count.

    Parameters
    ----------
    log : CallLog
        Read with agent, and with handle times.

    Returns
    -------
    Findings
        A warning for each contact, with the row that it overlaps and by how many seconds.

    Raises
    ------
    ValueError
        For a log without agents or handle times, or without an answered contact.

    Examples
    --------
    >>> import pandas as pd
    >>> import krarup as kr
    >>> log = kr.fit.read_log(
    ...     pd.DataFrame({
    ...         "arrived": pd.to_datetime(["2026-03-02 09:00", "2026-03-02 09:02"]),
    ...         "wait": 0, "hung_up": False, "handled": [180, 60], "agent": "Ida",
    ...     }),
    ...     arrival="arrived", wait="wait", abandoned="hung_up", handle_time="handled",
    ...     agent="agent",
    ... )
    >>> print(kr.fit.overlaps(log))
    Findings: 1 warning
    row 1: agent must not begin a contact while at another, got 'Ida', at row 0 for 60 s more
    """
    work, places, _ = _work(log)
    of, others, over = work.overlaps()
    if not of.size:
        return Findings([])
    at, held = places[of.astype(np.intp)], places[others.astype(np.intp)]
    values = [
        f"{name!r}, at row {row} for {seconds:.6g} s more"
        for name, row, seconds in zip(log.agent[at], log.row[held], over, strict=True)
    ]
    block = Block(
        "agent",
        "must not begin a contact while at another",
        log.row[at][:, None],
        values,
        str,
        severity="warning",
        label=log._label,
    )
    return Findings([block])


def agents_present(log: CallLog, *, interval: Time, gap: Time = 300) -> Any:
    """Infer how many agents were there, on average over each interval, and how busy they were.

    An agent is taken to be present from the beginning of a contact to its end, wrap-up included,
    and between two of his contacts that are at most `gap` apart. This is no roster: who waits
    longer for a contact is missed, who leaves and comes back within the gap is counted.

    Parameters
    ----------
    log : CallLog
        Read with agent, and with handle times.
    interval : time
        A bare number is in seconds. Intervals begin at whole multiples of it since midnight, of
        UTC where the log's time zone is known.
    gap : time
        The longest time without a contact that an agent is taken to stay.

    Returns
    -------
    DataFrame
        A row for each interval from the first answer to the last end; a read-only mapping where
        pandas is missing.

        - start: when the interval begins, in the log's time zone
        - agents: present, on average over the interval
        - busy: of them, those at a contact or in wrap-up, each once however many he holds
        - occupancy: busy / agents; NaN where nobody is present

    Raises
    ------
    ValueError
        For a log without agents or handle times, or without an answered contact.

    Examples
    --------
    >>> import pandas as pd
    >>> import krarup as kr
    >>> log = kr.fit.read_log(
    ...     pd.DataFrame({
    ...         "arrived": pd.to_datetime(["2026-03-02 09:00", "2026-03-02 09:05"]),
    ...         "wait": 0, "hung_up": False, "handled": [180, 600], "agent": "Ida",
    ...     }),
    ...     arrival="arrived", wait="wait", abandoned="hung_up", handle_time="handled",
    ...     agent="agent",
    ... )
    >>> kr.fit.agents_present(log, interval="30min")[["agents", "busy"]].round(4).values.tolist()
    [[0.5, 0.4333]]
    """
    length = float(time_column("interval", interval, POSITIVE_TIME).values)
    longest = float(time_column("gap", gap).values)
    work, _, midnight = _work(log)
    since, present, busy = work.present(length, longest)
    with np.errstate(invalid="ignore", divide="ignore"):
        occupancy = np.where(present > 0.0, busy / present, np.nan)
    starts = midnight + (since * 1e6).round().astype("m8[us]")
    return table(
        {
            "start": in_zone(starts, log.zone),
            "agents": present,
            "busy": busy,
            "occupancy": occupancy,
        }
    )


@dataclass(frozen=True)
class WrapUp:
    """How long agents take from one contact to the next one that waits. Made by `wrap_up`.

    Attributes
    ----------
    average : float
        Seconds, of the gaps that are not longer than the longest.
    standard_error : float
        Of the average, seconds; NaN for one gap.
    median : float
        Seconds, of all gaps, the longer ones too.
    gaps : float
        How many the average is of.
    longer : float
        How many were longer, and are not in the average.

    Examples
    --------
    >>> import pandas as pd
    >>> import krarup as kr
    >>> log = kr.fit.read_log(
    ...     pd.DataFrame({
    ...         "arrived": pd.to_datetime(["2026-03-02 09:00", "2026-03-02 09:02"]),
    ...         "wait": [0, 70], "hung_up": False, "handled": [180, 60], "agent": "Ida",
    ...     }),
    ...     arrival="arrived", wait="wait", abandoned="hung_up", handle_time="handled",
    ...     agent="agent",
    ... )
    >>> kr.fit.wrap_up(log).median
    10.0
    """

    average: float
    standard_error: float
    median: float
    gaps: float
    longer: float


def wrap_up(log: CallLog, *, waited: Time = 0.0, longest: Time = 120.0) -> WrapUp:
    """Estimate the wrap-up that a log lacks, from agents who are awaited.

    As long as contacts wait, a free agent has no other reason to pause: what lies between the end
    of his contact and the begin of his next one, if that one had to wait, is wrap-up. The wrap-up
    that the reader of the log added is not looked at.

    Parameters
    ----------
    log : CallLog
        Read with agent, and with handle times that end with the talk.
    waited : time
        Contacts had to wait if they waited longer than this; more than 0 where all waits have
        ringing in them.
    longest : time
        A longer gap is taken for absence: it is counted, but not in the average.

    Returns
    -------
    WrapUp
        For `wrap_up` of `read_log`.

    Raises
    ------
    ValueError
        For a log without agents or handle times, or where no agent was awaited.

    Examples
    --------
    >>> import pandas as pd
    >>> import krarup as kr
    >>> log = kr.fit.read_log(
    ...     pd.DataFrame({
    ...         "arrived": pd.to_datetime(["2026-03-02 09:00", "2026-03-02 09:02"]),
    ...         "wait": [0, 70], "hung_up": False, "handled": [180, 60], "agent": "Ida",
    ...     }),
    ...     arrival="arrived", wait="wait", abandoned="hung_up", handle_time="handled",
    ...     agent="agent",
    ... )
    >>> kr.fit.wrap_up(log, longest="1min").average
    10.0
    """
    limits = (
        float(time_column("waited", waited).values),
        float(time_column("longest", longest).values),
    )
    average, error, median, gaps, longer = _work(log)[0].wrap_up(*limits)
    return WrapUp(average, error, median, gaps, longer)


def in_zone(starts: Any, zone: str | None) -> Any:
    """Instants as pandas has them in a time zone; NumPy's where pandas is missing."""
    try:
        import pandas
    except ImportError:
        return starts
    index = pandas.DatetimeIndex(starts)
    return index if zone is None else index.tz_localize("UTC").tz_convert(zone)
