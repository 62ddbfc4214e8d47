"""Two plans of the same intervals, row by row and in total."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ._day_plan import DayPlan
from ._frames import Frame, frame_of
from ._hints import Floats
from ._presentation import Answer, cells, difference
from ._table import table

_MEASURES = ("contacts", "agents", "paid_hours", "service_level")


@dataclass(frozen=True, eq=False, repr=False)
class PlanComparison(Answer):
    """What changes from one plan to another of the same intervals.

    Made by `compare_plans`.

    Attributes
    ----------
    frame : DataFrame, or what the first plan's frame is
        One row for each interval, in the order and with the index of the first plan: the columns
        that tell its rows apart, then contacts, agents, paid_hours and service_level, each as
        _before, _after and _change. Agents are those given, else those required.
    totals : DataFrame
        One row for each total of `DayPlan.totals`: total, before, after, change; a read-only
        mapping from names to arrays where pandas is missing.

    Examples
    --------
    >>> import krarup as kr
    >>> day = dict(aht=180, interval="30min", service_level=0.80, answer_within=20)
    >>> fewer = kr.compare_plans(kr.plan_day({"contacts": [100, 60]}, **day),
    ...                          kr.plan_day({"contacts": [90, 60]}, **day))
    >>> fewer.frame["agents_change"].tolist()
    [-2.0, 0.0]
    """

    frame: Any
    totals: Any

    def _heading(self) -> str:
        count = len(np.asarray(frame_of(self.frame).column("agents_change")))
        changed = np.count_nonzero(np.asarray(frame_of(self.frame).column("agents_change"), float))
        return f"agents change in {changed} of {count} intervals"

    def _columns_of_text(self) -> Mapping[str, Sequence[str]]:
        before, after = (np.asarray(self.totals[side]) for side in ("before", "after"))
        shown = np.flatnonzero((before != 0.0) | (after != 0.0))
        names = np.asarray(self.totals["total"])[shown].tolist()
        change = np.asarray(self.totals["change"])[shown]
        columns = {"total": names}
        for side, values in (("before", before[shown]), ("after", after[shown])):
            columns[side] = [cells(*each)[0] for each in zip(names, values[:, None], strict=True)]
        columns["change"] = [difference(*each) for each in zip(names, change, strict=True)]
        return columns


def compare_plans(before: DayPlan, after: DayPlan) -> PlanComparison:
    """Differences in agents, paid hours and service level between two plans.

    Parameters
    ----------
    before, after : DayPlan
        Of the same intervals, which may stand in another order. Rows are told apart by index
        labels, and by the columns that `start` and `by` name; where there are none, by position.

    Returns
    -------
    PlanComparison

    Raises
    ------
    ValueError
        For rows that only one plan has, rows that repeat in another order, and intervals of
        different length.

    Examples
    --------
    >>> import krarup as kr
    >>> day = dict(aht=180, interval="30min", patience=300, answer_within=20)
    >>> forecast = {"contacts": [60, 100, 80]}
    >>> change = kr.compare_plans(kr.plan_day(forecast, **day, service_level=0.80),
    ...                           kr.plan_day(forecast, **day, service_level=0.90))
    >>> change.frame["agents_after"].tolist(), change.frame["agents_change"].tolist()
    ([10.0, 14.0, 12.0], [1.0, 1.0, 1.0])
    """
    for name, plan in (("before", before), ("after", after)):
        if not isinstance(plan, DayPlan):
            raise ValueError(f"{name} must be a DayPlan, got {type(plan).__name__}")
    first, second = frame_of(before.frame), frame_of(after.frame)
    order = _order(_labels(first), _labels(second))
    lengths = after.interval[order]
    if (differ := before.interval != lengths).any():
        row = int(np.argmax(differ))
        raise ValueError(
            f"row {row}: both plans must have intervals of one length, got "
            f"{before.interval[row]:g} s and {lengths[row]:g} s"
        )
    columns: dict[str, Floats] = {}
    for measure in _MEASURES:
        old, new = _values(first, measure), _values(second, measure)[order]
        columns |= {f"{measure}_before": old, f"{measure}_after": new}
        columns[f"{measure}_change"] = _change(old, new)
    totals = [name for name in before.totals if name in after.totals]
    old = np.array([before.totals[name] for name in totals], float)
    new = np.array([after.totals[name] for name in totals], float)
    names = np.array(totals, dtype=object)
    both = {"total": names, "before": old, "after": new, "change": _change(old, new)}
    return PlanComparison(first.like(columns, keep=_keys(first)), table(both))


def _keys(frame: Frame) -> list[str]:
    """The columns that a plan keeps of its forecast; they stand first."""
    names = frame.names()
    return names[: names.index("contacts")]


def _labels(frame: Frame) -> list[Hashable]:
    """What tells a row from the others."""
    parts = [frame.labels(name) for name in _keys(frame)]
    counted = type(frame.index).__name__ == "RangeIndex"
    if frame.index is not None and not (parts and counted):
        parts.insert(0, list(frame.index))
    if not parts:
        parts = [list(range(len(np.asarray(frame.column("contacts")))))]
    return list(zip(*parts, strict=True)) if len(parts) > 1 else parts[0]


def _order(before: list[Hashable], after: list[Hashable]) -> npt.NDArray[np.intp]:
    """Where each row of the first plan stands in the second."""
    if before == after:
        return np.arange(len(before))
    for mine, theirs, name in ((before, after, "before"), (after, before, "after")):
        known = set(theirs)
        alone = [label for label in mine if label not in known]
        if alone:
            first = ", ".join(map(str, alone[:3]))
            raise ValueError(
                f"both plans must have the same rows: {len(alone)} of {name} are not in the "
                f"other ({first}{', ...' if len(alone) > 3 else ''})"
            )
    position = {label: row for row, label in enumerate(after)}
    if not len(before) == len(after) == len(position):
        repeated = next(label for label in before if (before + after).count(label) != 2)
        raise ValueError(f"rows that repeat must stand in one order, got {repeated} again")
    return np.array([position[label] for label in before])


def _values(frame: Frame, measure: str) -> Floats:
    if measure == "agents" and measure not in frame.names():
        measure = "agents_required"
    return np.asarray(frame.column(measure), float)


def _change(before: Floats, after: Floats) -> Floats:
    with np.errstate(invalid="ignore"):
        return np.asarray(after - before)
