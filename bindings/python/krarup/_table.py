"""Columns side by side: a DataFrame where pandas is installed, else a plain table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np


class Table(Mapping[str, Any]):
    """Named columns of equal length that do not change; what krarup gives without pandas."""

    def __init__(self, columns: Mapping[str, Any]) -> None:
        self._columns = {name: np.array(values) for name, values in columns.items()}
        for values in self._columns.values():
            values.setflags(write=False)

    def __getitem__(self, name: str) -> Any:
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __repr__(self) -> str:
        rows = [list(self._columns)]
        for cells in zip(*self._columns.values(), strict=True):
            rows.append([f"{c:.6g}" if isinstance(c, float) else str(c) for c in cells])
        widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
        return "\n".join(
            "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
            for row in rows
        )


def table(columns: Mapping[str, Any], index: Any = None) -> Any:
    """The columns as a DataFrame with that index, or as a Table where pandas is missing."""
    try:
        import pandas
    except ImportError:
        return Table(columns)
    return pandas.DataFrame(dict(columns), index=index)
