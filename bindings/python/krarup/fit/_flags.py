"""Columns of yes and no."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import numpy.typing as npt

from .._findings import Block, DataError, Findings
from .._frames import is_missing


def flags(name: str, value: Any) -> npt.NDArray[np.bool_]:
    """A column of True and False, or of 1 and 0.

    Raises
    ------
    DataError
        With each row that has anything else; its rest is False there.
    """
    pandas = sys.modules.get("pandas")
    array = np.atleast_1d(
        value.to_numpy()
        if pandas is not None and isinstance(value, pandas.Series)
        else np.asarray(value)
    )
    if array.dtype == bool:
        return np.asarray(array)
    if array.dtype.kind in "iuf":
        wrong = (array != 0) & (array != 1)
        yes = array == 1
    else:
        objects = array.astype(object)
        yes = np.array([not is_missing(v) and v in (True, 1) for v in objects], dtype=bool)
        no = np.array([not is_missing(v) and v in (False, 0) for v in objects], dtype=bool)
        wrong = ~(yes | no)
    if wrong.any():
        rows = np.flatnonzero(wrong)
        block = Block(
            name,
            "must be True or False, or 1 or 0",
            rows[:, None],
            array[rows].tolist(),
            advice="compare with what the log writes, as in log['outcome'] == 'abandoned'",
        )
        raise DataError(Findings([block]), yes & ~wrong)
    return np.asarray(yes)
