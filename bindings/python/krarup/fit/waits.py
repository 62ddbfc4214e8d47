"""The waits that contacts had, and how they ended: what patience is fitted to."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import _core
from .._columns import NONNEGATIVE, column, time_column
from .._hints import Floats, Numbers, Times
from ._flags import flags


class Waits:
    """Waits of contacts that were answered or hung up, from a log or a histogram.

    Of a contact that was answered it is known only that its patience was longer than its wait. The
    mean wait of those who hung up is therefore not the patience: it leaves out all who were ready
    to wait longer.

    Parameters
    ----------
    wait : column of times
        A bare number is in seconds. Of each contact, or of each row of a histogram.
    abandoned : column
        Without `answered`, whether each contact hung up; with it, how many did after that wait.
    answered : column, optional
        How many contacts were answered after that wait.

    Attributes
    ----------
    answered, abandoned : float
        Contacts in all.
    total_wait : float
        Seconds, of all contacts.
    abandoned_at_once : float
        Those who hung up after a wait of 0.

    Raises
    ------
    DataError
        With each row whose wait or count is missing, negative or no number.

    Examples
    --------
    >>> import krarup as kr
    >>> kr.fit.Waits(wait=[3, 10, 10, 40], abandoned=[True, False, True, False])
    Waits: 2 answered, 2 abandoned, 63 s of waiting
    >>> kr.fit.Waits(wait=[3, 10, 40], answered=[0, 1, 1], abandoned=[1, 1, 0]).total_wait
    63.0
    """

    def __init__(self, *, wait: Times, abandoned: Any, answered: Numbers | None = None) -> None:
        times = present(time_column("wait", wait))
        if answered is None:
            left = flags("abandoned", abandoned)
            same_length(wait=times, abandoned=left)
            self._waits = _core.ObservedWaits.of_log(times, left)
        else:
            counts = [
                present(column(name, value, NONNEGATIVE))
                for name, value in (("answered", answered), ("abandoned", abandoned))
            ]
            same_length(wait=times, answered=counts[0], abandoned=counts[1])
            self._waits = _core.ObservedWaits.of_histogram(times, *counts)

    @property
    def _totals(self) -> Any:
        return self._waits.totals()

    @property
    def answered(self) -> float:
        return float(self._totals[0])

    @property
    def abandoned(self) -> float:
        return float(self._totals[1])

    @property
    def total_wait(self) -> float:
        return float(self._totals[2])

    @property
    def abandoned_at_once(self) -> float:
        return float(self._totals[3])

    def columns(self) -> dict[str, Floats]:
        """The histogram: waits in rising order, and how many contacts had them.

        Returns
        -------
        dict of float arrays
            wait (s), answered, abandoned.

        Examples
        --------
        >>> import krarup as kr
        >>> kr.fit.Waits(wait=[10, 3, 10], abandoned=[0, 1, 1]).columns()["abandoned"].tolist()
        [1.0, 1.0]
        """
        return dict(zip(("wait", "answered", "abandoned"), self._waits.columns(), strict=True))

    def __reduce__(self) -> Any:
        return _again, (self.columns(),)

    def __repr__(self) -> str:
        return (
            f"Waits: {self.answered:,.15g} answered, {self.abandoned:,.15g} abandoned, "
            f"{self.total_wait:,.6g} s of waiting"
        )


def _again(columns: dict[str, Floats]) -> Waits:
    return Waits(**columns)


def present(found: Any) -> Floats:
    """The values of a column that may not lack any.

    Raises
    ------
    DataError
        With each row that has none.
    """
    from .._findings import Block, DataError, Findings

    values = np.atleast_1d(found.values)
    missing = np.flatnonzero(np.isnan(values))
    if missing.size:
        rule, advice = "must be there", "fill it in or leave the row out"
        block = Block(
            found.name,
            rule,
            missing[:, None],
            [None] * missing.size,
            advice=advice,
            label=None if found.index is None else found.index.__getitem__,
        )
        raise DataError(Findings([block]), found)
    return np.ascontiguousarray(values)


def same_length(**columns: Any) -> None:
    """Refuse columns of different lengths.

    Raises
    ------
    ValueError
        Naming all of them.
    """
    if len({len(each) for each in columns.values()}) > 1:
        lengths = ", ".join(f"{name} has {len(each)}" for name, each in columns.items())
        raise ValueError(f"columns must have one length, but {lengths}")
