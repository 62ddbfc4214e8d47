"""What counts of contacts say: the profile of a day, and how much volume strays from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .. import _core
from .._table import table
from .counts import DayCounts, clock

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _kinds(counts: DayCounts, kind: Any) -> tuple[list[int], list[Any]]:
    """A number for each day, and what each number is called."""
    if not isinstance(counts, DayCounts):
        raise ValueError(f"counts must be a DayCounts, got {type(counts).__name__}")
    if isinstance(kind, str) and kind == "weekday":
        numbers = (counts.days.astype(np.int64) + 3) % 7
        present_ones, codes = np.unique(numbers, return_inverse=True)
        return codes.tolist(), [_WEEKDAYS[i] for i in present_ones]
    if isinstance(kind, str) and kind == "all":
        return [0] * len(counts.days), ["all"]
    if isinstance(kind, str) or len(kind) != len(counts.days):
        raise ValueError(
            f"kind must be 'weekday', 'all' or one value for each of {len(counts.days)} days, "
            f"got {kind!r}"
        )
    known: dict[Any, int] = {}
    return [known.setdefault(each, len(known)) for each in kind], list(known)


def _few(kinds: list[int], names: list[Any], least: int) -> None:
    sizes = np.bincount(kinds, minlength=len(names))
    if not len(kinds) or sizes.min() < least:
        few = ", ".join(
            f"{name} has {n}" for name, n in zip(names, sizes, strict=True) if n < least
        )
        raise ValueError(
            f"each kind of days must have at least {least} days, but {few or 'there are none'}: "
            "leave those out, or say kind='all'"
        )


def intraday_profile(
    counts: DayCounts, *, kind: str | Sequence[Any] = "weekday", confidence: float = 0.95
) -> Any:
    """Contacts expected in each interval of a day, with intervals of confidence.

    Parameters
    ----------
    counts : DayCounts
    kind : {"weekday", "all"} or sequence
        Which days are expected to be alike; a value for each day says it by itself.
    confidence : float
        Of the intervals, by Student's t over the days, within (0, 1).

    Returns
    -------
    DataFrame
        A row for each kind and interval; a read-only mapping where pandas is missing.

        - kind; start: text such as "08:30"
        - contacts: the average over the days; standard_error, lower, upper: of that average
        - share: of the day's contacts

    Raises
    ------
    ValueError
        For a kind with less than 2 days.

    Examples
    --------
    >>> import pandas as pd
    >>> import krarup as kr
    >>> export = pd.DataFrame({
    ...     "start": pd.to_datetime(["2026-03-02 08:00", "2026-03-02 08:30",
    ...                              "2026-03-03 08:00", "2026-03-03 08:30"]),
    ...     "calls": [10, 14, 12, 20],
    ... })
    >>> counts = kr.fit.day_counts(export, start="start", contacts="calls", interval="30min")
    >>> kr.fit.intraday_profile(counts, kind="all")[["start", "contacts"]].values.tolist()
    [['08:00', 11.0], ['08:30', 17.0]]
    """
    kinds, names = _kinds(counts, kind)
    _few(kinds, names, 2)
    intervals = counts.contacts.shape[1]
    parts = [
        np.array(_core.intraday_profile(counts.contacts, intervals, kinds, i, confidence))
        for i in range(len(names))
    ]
    values = np.concatenate(parts, axis=1)
    totals = np.repeat([part[0].sum() for part in parts], intervals)
    with np.errstate(invalid="ignore"):
        share = values[0] / totals
    return table(
        {
            "kind": np.repeat(np.array(names, dtype=object), intervals),
            "start": [clock(s) for s in counts.starts] * len(names),
            "contacts": values[0],
            "standard_error": values[1],
            "lower": values[2],
            "upper": values[3],
            "share": share,
        }
    )


@dataclass(frozen=True)
class OverDispersion:
    """How far volume strays beyond chance: squared coefficients of variation of two factors.

    Made by `over_dispersion`. The rate of an interval is the expected one times a factor that all
    intervals of the day share, times one of its own; counts are Poisson given the rate.

    Attributes
    ----------
    day, interval : float
        Of each factor: 0.01 for one that strays by 10 %. Negative estimates are set to 0.
    day_estimate, interval_estimate : float
        As estimated; below 0 where counts vary less than Poisson ones.
    day_standard_error, interval_standard_error : float
        By leaving out one day after the other.
    day_bounds, interval_bounds : tuple of float
        Intervals of confidence.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> import krarup as kr
    >>> rng = np.random.default_rng(1)
    >>> rate = 40 * rng.gamma(50, 1 / 50, (200, 1)) * np.ones((200, 20))
    >>> export = pd.DataFrame({
    ...     "start": [day + pd.Timedelta(minutes=30 * i)
    ...               for day in pd.date_range("2026-01-01", periods=200) for i in range(20)],
    ...     "calls": rng.poisson(rate).ravel(),
    ... })
    >>> counts = kr.fit.day_counts(export, start="start", contacts="calls", interval="30min")
    >>> found = kr.fit.over_dispersion(counts, kind="all")
    >>> found.day_bounds[0] < 1 / 50 < found.day_bounds[1]
    True
    """

    day: float
    interval: float
    day_estimate: float
    interval_estimate: float
    day_standard_error: float
    interval_standard_error: float
    day_bounds: tuple[float, float]
    interval_bounds: tuple[float, float]


def over_dispersion(
    counts: DayCounts, *, kind: str | Sequence[Any] = "weekday", confidence: float = 0.95
) -> OverDispersion:
    """Split the variation of volume beyond chance into a day's factor and an interval's.

    Parameters
    ----------
    counts : DayCounts
    kind : {"weekday", "all"} or sequence
        Which days are expected to be alike. What differs between kinds is no over-dispersion; what
        differs within them is, a season or a trend too.
    confidence : float
        Of the bounds, within (0, 1).

    Returns
    -------
    OverDispersion
        By moments, so that no law of the factors is assumed.

    Raises
    ------
    ValueError
        For a kind with less than 3 days, or less than 2 intervals.

    Examples
    --------
    >>> import pandas as pd
    >>> import krarup as kr
    >>> export = pd.DataFrame({
    ...     "start": [day + pd.Timedelta(hours=h) for day in pd.date_range("2026-03-02", periods=3)
    ...               for h in (8, 9)],
    ...     "calls": [100, 200, 120, 240, 140, 280],
    ... })
    >>> counts = kr.fit.day_counts(export, start="start", contacts="calls", interval="1h",
    ...                            opening="08:00", closing="10:00")
    >>> round(kr.fit.over_dispersion(counts, kind="all").day, 4)
    0.028
    """
    kinds, names = _kinds(counts, kind)
    _few(kinds, names, 3)
    day, interval = _core.fit_over_dispersion(
        counts.contacts, counts.contacts.shape[1], kinds, confidence
    )
    return OverDispersion(
        max(0.0, day[0]),
        max(0.0, interval[0]),
        day[0],
        interval[0],
        day[1],
        interval[1],
        (day[2], day[3]),
        (interval[2], interval[3]),
    )
