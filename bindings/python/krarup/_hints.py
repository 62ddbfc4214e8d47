"""Names for type hints."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]

if TYPE_CHECKING:
    import pandas as pd
    from typing_extensions import TypeVar

    Series: TypeAlias = pd.Series[float]  #: anything where pandas has no stubs
    Result = TypeVar("Result", default=Any)
else:
    from typing import TypeVar

    Series = Any
    Result = TypeVar("Result")  #: what a model answers to single numbers: float, Floats or Series


class SeriesLike(Protocol):
    """A pandas Series: neither a DataFrame nor an Index has both of these."""

    @property
    def iloc(self) -> Any: ...
    def to_frame(self) -> Any: ...


_Array: TypeAlias = npt.NDArray[Any]

#: One number; the same or a column of them, but no Series; any of these.
Number: TypeAlias = float | np.floating[Any] | np.integer[Any] | Decimal | Fraction
NumberOrArray: TypeAlias = (
    Number | Sequence[Number | None] | Sequence[Sequence[Number | None]] | _Array
)
Numbers: TypeAlias = NumberOrArray | SeriesLike

#: A time, which is seconds, text such as "30min" or a timedelta of any library; as above.
Time: TypeAlias = Number | str | datetime.timedelta | np.timedelta64
TimeOrArray: TypeAlias = Time | Sequence[Time | None] | Sequence[Sequence[Time | None]] | _Array
Times: TypeAlias = TimeOrArray | SeriesLike
