"""Rows that belong together, such as those of one queue, and what each group comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ._findings import Block, DataError, Findings
from ._frames import is_missing
from ._hints import Floats

Codes = npt.NDArray[np.intp]


class Groups(NamedTuple):
    """The group of each row, as a number in the order in which groups first come."""

    names: tuple[str, ...]
    codes: Codes
    first_rows: Codes
    labels: list[tuple[Any, ...]]

    def name_of(self, row: int) -> str:
        """``", queue 'billing'"``, to say beside the label of a row."""
        labels = self.labels[self.codes[row]]
        return "".join(
            f", {name} {label!r}" for name, label in zip(self.names, labels, strict=True)
        )


def one_group(rows: int) -> Groups:
    """All rows together."""
    return Groups((), np.zeros(rows, np.intp), np.zeros(1, np.intp), [()])


def split(groups: Groups, name: str, values: Sequence[Any]) -> Groups:
    """The groups of rows that are alike in one more column.

    Raises
    ------
    DataError
        For the rows without a value in it, and for those with one that cannot be told from others,
        such as a list. Its `rest` are the groups, where these rows are of their own, and the rows.
    """
    blocks = []
    alien: list[int] = []
    try:
        labels = list(dict.fromkeys(values))
    except TypeError:
        alien = [row for row, each in enumerate(values) if not _is_label(each)]
        rule = "must be a text, a number or a date, by which rows are grouped"
        blocks += [Block(name, rule, np.array(alien)[:, None], [values[row] for row in alien])]
        values = [each if _is_label(each) else repr(each) for each in values]
        labels = list(dict.fromkeys(values))
    numbers = {label: number for number, label in enumerate(labels)}
    own = np.fromiter(map(numbers.__getitem__, values), np.intp, len(values))
    pairs = groups.codes * len(labels) + own
    _, first, inverse = np.unique(pairs, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    found = Groups(
        (*groups.names, name),
        rank[inverse.ravel()],
        first[order],
        [(*groups.labels[groups.codes[row]], labels[own[row]]) for row in first[order]],
    )
    none = [number for label, number in numbers.items() if is_missing(label)]
    lost = np.flatnonzero(np.isin(own, none))
    if len(lost):
        rule, advice = "must have a value, by which rows are grouped", "fill it in"
        blocks += [Block(name, rule, lost[:, None], [None] * len(lost), advice=advice)]
    if blocks:
        raise DataError(Findings(blocks), (found, [*alien, *lost]))
    return found


def _is_label(value: Any) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


def group_totals(
    groups: Groups,
    volumes: Floats,
    lengths: Floats,
    reasons: Floats,
    results: Mapping[str, Floats],
    counted: Floats,
) -> dict[str, Any]:
    """The totals of a plan for each group, each measure weighted by what it is a share of.

    `counted` is the share of offered contacts over which the row's service level is. Where there
    are redials, all shares are of attempts.
    """

    def count(rows: Any) -> Any:
        return np.bincount(groups.codes[rows], minlength=len(groups.first_rows))

    def total(values: Floats, rows: Any) -> Floats:
        size = len(groups.first_rows)
        sums = np.bincount(groups.codes[rows], weights=values[rows], minlength=size)
        return np.asarray(sums, float)

    def ratio(part: Floats, whole: Floats, otherwise: Floats) -> Floats:
        return np.divide(part, whole, out=otherwise, where=whole > 0)

    missing = np.isnan(reasons)
    staffed = ~np.isnan(results["offered_load"])
    promised = staffed & ~np.isnan(results["service_level"])
    left_out = ~staffed & ~np.isnan(volumes)
    hung_up, blocked = (results[f"probability_of_{each}"] for each in ("abandonment", "blocking"))
    attempts = results["attempts"]
    reached = attempts * np.maximum(0.0, 1.0 - hung_up - blocked)
    ready = results["agents"] * lengths / 3600.0

    offered, answered = total(attempts, staffed), total(reached, staffed)
    abandoned = total(attempts * hung_up, staffed)
    in_time = total(attempts * counted * results["service_level"], promised)
    level = ratio(
        in_time, total(attempts * counted, promised), (total(attempts, promised) == 0).astype(float)
    )
    with np.errstate(invalid="ignore"):
        waited = total(reached * results["asa"], staffed & (reached > 0))
    handling, ready_hours = total(ready * results["occupancy"], staffed), total(ready, staffed)
    came = offered > 0
    return {
        "intervals": count(np.ones(len(volumes), bool)),
        "intervals_missing": count(missing),
        "intervals_without_requirement": count(reasons > 0),
        "intervals_left_out": count(~missing & ~staffed),
        "contacts_left_out": total(volumes, left_out),
        "contacts": total(volumes, staffed),
        "attempts": offered,
        "answered": answered,
        "abandoned": abandoned,
        "blocked": total(attempts * blocked, staffed),
        "service_level": np.where(count(promised) > 0, level, np.nan),
        "asa": ratio(waited, answered, np.where(came, np.inf, 0.0)),
        "probability_of_abandonment": ratio(abandoned, offered, np.zeros_like(offered)),
        "occupancy": ratio(handling, ready_hours, came.astype(float)),
        "handling_hours": handling,
        "ready_hours": ready_hours,
        "paid_hours": total(results["paid_hours"], staffed),
        "peak_agents_required": _largest(groups, results["agents_required"]),
    }


def _largest(groups: Groups, required: Floats) -> Floats:
    """The most agents that a row of the group requires; NaN where no row has a number."""
    most = np.full(len(groups.first_rows), -1.0)
    finite = np.isfinite(required)
    np.maximum.at(most, groups.codes[finite], required[finite])
    return np.where(most < 0, np.nan, most)
