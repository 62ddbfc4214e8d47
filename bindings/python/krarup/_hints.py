"""Names for type hints."""

from __future__ import annotations

import datetime
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]

#: A number, or a column of numbers: a sequence, an array, a pandas Series.
Numbers: TypeAlias = float | npt.ArrayLike | Any

#: A time: seconds, text such as "30min", a timedelta of any library, or a column of them.
Times: TypeAlias = float | str | datetime.timedelta | np.timedelta64 | npt.ArrayLike | Any
