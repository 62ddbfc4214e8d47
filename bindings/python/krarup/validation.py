"""Everything that is wrong with a forecast or an export, at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ._arguments import Arguments
from ._columns import Column
from ._findings import Block, DataError, Findings, whole
from ._forecast import Forecast
from ._hints import Floats, Numbers, Times
from ._names import recognize
from ._order import GAPS
from ._patience_laws import PatienceLaw
from ._target import choice

#: Where the median of average handle times is below or above, the unit looks like another.
_DAYS, _MINUTES, _MILLISECONDS = 0.2, 20.0, 20_000.0


def validate(
    frame: Any,
    *,
    interval: Times,
    contacts: Numbers | str = "contacts",
    aht: Times = "aht",
    patience: PatienceLaw | Times | None = None,
    handle_time_scv: Numbers | str | None = None,
    agents: Numbers | str | None = None,
    service_level: Numbers | str | None = None,
    answer_within: Times | None = None,
    short: Times | None = None,
    max_asa: Times | None = None,
    max_mean_wait: Times | None = None,
    max_abandonment: Numbers | str | None = None,
    max_occupancy: Numbers | str | None = None,
    max_probability_of_wait: Numbers | str | None = None,
    lines: Numbers | str | None = None,
    redials_of_abandoned: Numbers | str | None = None,
    redials_of_blocked: Numbers | str | None = None,
    redials_of_answered: Numbers | str | None = None,
    day_variation: Numbers | str | None = None,
    interval_variation: Numbers | str | None = None,
    shrinkage: Numbers | str | None = None,
    start: str | None = None,
    by: str | Sequence[str] | None = None,
    time_zone: str | None = None,
    repeated_hour: str = "refuse",
    gaps: str = "refuse",
) -> Findings:
    """List everything that is wrong, or looks wrong, with the data for a plan.

    Parameters
    ----------
    frame : DataFrame or mapping of columns
        The data, one row for each interval, as in `plan_day`.
    interval, contacts, aht, patience, handle_time_scv, agents, service_level, answer_within, \
short, max_asa, max_mean_wait, max_abandonment, max_occupancy, max_probability_of_wait, lines, \
redials_of_abandoned, redials_of_blocked, redials_of_answered, day_variation, interval_variation, \
shrinkage, start, by, time_zone, repeated_hour, gaps
        As in `plan_day` and `evaluate_day`. Counts may have a fraction: forecasts have.

    Returns
    -------
    Findings
        The errors are what `plan_day` refuses, by the same rules. The warnings are what it takes,
        but a planner should look at: average handle times that look like minutes, milliseconds or
        a spreadsheet's days, a last row that is the sum of all others, intervals that begin off the
        grid of the others, a gap over midnight where other nights have none, and a column with the
        name of timestamps that no argument names.

    Raises
    ------
    ValueError
        For an argument that makes no sense by itself.

    Notes
    -----
    A missing number (NaN) is no finding: its row stays without an answer, and `plan_day` says so.

    Examples
    --------
    >>> import pandas as pd
    >>> import krarup as kr
    >>> export = pd.DataFrame(
    ...     {"Calls": [60, "1,234", 80], "AHT": [3.0, 3.1, 0.0]},
    ...     index=pd.to_datetime(["2026-03-02 09:00", "2026-03-02 09:30", "2026-03-02 09:30"]),
    ... )
    >>> findings = kr.validate(export, interval="30min")
    >>> print(findings.frame[["row", "column", "value", "severity"]].to_string(index=False))
     row column               value severity
    None    AHT                3.05  warning
       1  Calls               1,234    error
       2    AHT                 0.0    error
       2  start 2026-03-02 09:30:00    error
    >>> print(findings[1].advice)
    write the number 1234, or 1.234 if the comma is a decimal one
    >>> findings.assumed
    ("contacts is the column 'Calls'", "aht is the column 'AHT', taken to be in seconds")
    """
    choice("gaps", gaps, dict.fromkeys(GAPS, 0))
    try:
        forecast = Forecast(frame)
    except DataError as wrong:
        return wrong.findings
    read = Arguments(forecast)
    volumes = read.take("contacts", contacts)
    times = read.take_aht(aht, volumes)
    others = {
        "interval": interval,
        "patience": None if isinstance(patience, PatienceLaw) else patience,
        "handle_time_scv": handle_time_scv,
        "agents": agents,
        "service_level": service_level,
        "answer_within": answer_within,
        "short": short,
        "max_asa": max_asa,
        "max_mean_wait": max_mean_wait,
        "max_abandonment": max_abandonment,
        "max_occupancy": max_occupancy,
        "max_probability_of_wait": max_probability_of_wait,
        "lines": lines,
        "redials_of_abandoned": redials_of_abandoned,
        "redials_of_blocked": redials_of_blocked,
        "redials_of_answered": redials_of_answered,
        "day_variation": day_variation,
        "interval_variation": interval_variation,
        "shrinkage": shrinkage,
    }
    given = [read.take(name, value) for name, value in others.items() if value is not None]
    order = {"start": start, "by": by, "time_zone": time_zone, "repeated_hour": repeated_hour}
    try:
        rows = read.begin([volumes, times, *given], order, gaps)
    except ValueError:  # a mapping without the columns asked for has no rows
        if not read.parts:
            raise
        return forecast.findings(read.parts)
    read.parts.append(_looks(forecast, volumes, times, read.idle, given[0], start, rows))
    return forecast.findings(read.parts)


def _looks(
    forecast: Forecast,
    contacts: Column,
    aht: Column,
    idle: Any,
    interval: Column,
    start: str | None,
    rows: int,
) -> Findings:
    """What may be right, but seldom is."""
    blocks = _total_row(contacts.values)
    handled = aht.values[~(np.isnan(aht.values) | idle)]
    if handled.size and "aht" not in forecast.units:
        median = float(np.median(handled))
        if (unit := _unit(median)) is not None:
            looks = whole(
                "aht",
                "should be in seconds",
                median,
                got="{:.6g} s in the median".format,
                advice=f"if these are {unit}, convert them",
                severity="warning",
            )
            blocks.append(looks)
    if forecast.timeline is not None:
        lengths = np.broadcast_to(interval.values, rows)
        blocks += forecast.timeline.doubts(lengths)
    elif start is None and (column := _unread_start(forecast)) is not None:
        looks = whole(
            "start",
            "should be said",
            column,
            got="none beside a column {!r}".format,
            advice=f"say start={column!r}, else the order of the rows is not looked at",
            severity="warning",
        )
        blocks.append(looks)
    return Findings(blocks)


def _total_row(volumes: Floats) -> list[Block]:
    """The last of at least three rows, where it is the sum of the others."""
    if np.shape(volumes) < (3,):
        return []
    total, others = float(volumes[-1]), float(np.nansum(volumes[:-1]))
    if not (others > 0.0 and abs(total - others) <= 1e-9 * others):
        return []
    return [
        Block(
            "contacts",
            "should not be the sum of all other rows",
            np.array([[len(volumes) - 1]]),
            [total],
            "{:.15g}".format,
            "if this is a row of totals, leave it out",
            "warning",
        )
    ]


def _unread_start(forecast: Forecast) -> Any:
    """The one column that has a usual name for timestamps, if any."""
    try:
        found = recognize("start", forecast.frame.names())
    except ValueError:  # more than one
        return None
    return None if found is None else found.column


def _unit(median: float) -> str | None:
    """The unit that average handle times with this median look like; None for seconds."""
    if median < _DAYS:
        return "days, as a spreadsheet's times are (multiply by 86400)"
    if median < _MINUTES:
        return "minutes (multiply by 60)"
    if median > _MILLISECONDS:
        return "milliseconds (divide by 1000)"
    return None
