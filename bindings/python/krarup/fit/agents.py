"""Agents that a call log shows: when they were there, how busy, and what cannot be so."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._columns import POSITIVE_TIME, time_column
from .._findings import Block, Findings
from .._hints import Floats, Time
from .._table import table
from .call_log import CallLog, Rows, codes

_SECOND = np.timedelta64(1, "s")


def _work(log: CallLog) -> tuple[Rows, Rows, Floats, Floats, Any]:
    """Answered contacts, by agent and then by begin of work.

    Their places in the log, the agents as numbers, begin and end of work in seconds since the first
    arrival, and that.
    """
    if not isinstance(log, CallLog):
        raise ValueError(f"log must be a CallLog, got {type(log).__name__}")
    if log.agent is None or log.handle_time is None:
        raise ValueError("the log must be read with agent, and with handle_time or ended_at")
    places = np.flatnonzero(~log.abandoned)
    if not places.size:
        raise ValueError("the log must have contacts that were answered")
    who = codes(log.agent[places])
    first = log.arrival[places].min()
    begin = (log.arrival[places] - first) / _SECOND + log.wait[places]
    order = np.lexsort((begin, who))
    places, who, begin = places[order], who[order], begin[order]
    return places, who, begin, begin + log.handle_time[places], first


def _latest_end(who: Rows, end: Floats) -> Floats:
    """The latest end of the agent's contacts up to each one."""
    apart = who * (end.max() - min(0.0, end.min()) + 1.0)
    return np.asarray(np.maximum.accumulate(end + apart) - apart)


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
    places, who, begin, end = _work(log)[:4]
    end = end - log.wrap_up
    latest = _latest_end(who, end)
    same = who[1:] == who[:-1]
    over = latest[:-1] - begin[1:]
    wrong = np.flatnonzero(same & (over > 1e-6)) + 1
    if not wrong.size:
        return Findings([])
    reaches = np.where(np.append(True, ~same) | np.append(True, end[1:] > latest[:-1]), 1, 0)
    holder = np.maximum.accumulate(np.where(reaches, np.arange(len(end)), 0))
    rows = log.row[places[wrong]]
    other = log.row[places[holder[wrong - 1]]]
    names = log.agent[places[wrong]]
    values = [
        f"{name!r}, at row {of} for {seconds:.6g} s more"
        for name, of, seconds in zip(names, other, over[wrong - 1], strict=True)
    ]
    by_row = np.argsort(rows)
    block = Block(
        "agent",
        "must not begin a contact while at another",
        rows[by_row][:, None],
        [values[i] for i in by_row.tolist()],
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
    _, who, begin, end, first = _work(log)
    midnight = first.astype("M8[D]").astype(first.dtype)
    since = float((first - midnight) / _SECOND)
    skipped = np.floor((since + begin.min()) / length)
    begin, end = begin + since - skipped * length, end + since - skipped * length
    count = int(np.floor(end.max() / length)) + 1
    latest = _latest_end(who, end)
    new = np.append(True, who[1:] != who[:-1])
    present, busy = (
        _averages(
            begin, latest, new | np.append(True, begin[1:] > latest[:-1] + allowed), length, count
        )
        for allowed in (longest, 0.0)
    )
    if end.max() == (count - 1) * length > 0.0:  # nobody is there in an interval that begins then
        present, busy = present[:-1], busy[:-1]
    with np.errstate(invalid="ignore", divide="ignore"):
        occupancy = np.where(present > 0.0, busy / present, np.nan)
    steps = (np.arange(len(present)) + skipped) * length * 1e6
    starts = midnight + steps.round().astype("m8[us]")
    return table(
        {
            "start": in_zone(starts, log.zone),
            "agents": present,
            "busy": busy,
            "occupancy": occupancy,
        }
    )


def _averages(begin: Floats, latest: Floats, new: Any, length: float, count: int) -> Floats:
    """How many stretches last, on average over each interval; `new` where one begins."""
    at = np.flatnonzero(new)
    start, stop = begin[at], latest[np.append(at[1:], len(begin)) - 1]
    first = np.floor(start / length).astype(np.intp)
    last = np.minimum(np.floor(stop / length).astype(np.intp), count - 1)
    through = np.bincount(first, minlength=count + 1) - np.bincount(last + 1, minlength=count + 1)
    missed = np.bincount(first, start - first * length, count)
    missed += np.bincount(last, (last + 1) * length - stop, count)
    seconds = np.cumsum(through)[:count] * length - missed
    return np.asarray(np.maximum(0.0, seconds) / length)


def in_zone(starts: Any, zone: str | None) -> Any:
    """Instants as pandas has them in a time zone; NumPy's where pandas is missing."""
    try:
        import pandas
    except ImportError:
        return starts
    index = pandas.DatetimeIndex(starts)
    return index if zone is None else index.tz_localize("UTC").tz_convert(zone)
