"""Interval exports of call distributors and planning suites, read into krarup's columns."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from .._findings import DataError, Findings
from .._table import table
from ._file import rows_of
from ._preset import Preset, load, preset_names
from ._reading import Reading

__all__ = ["Export", "Preset", "SkippedRow", "export_presets", "read_export"]


class SkippedRow(NamedTuple):
    """A row of a file that is no interval.

    Attributes
    ----------
    line : int
        Its number in the file, from 1.
    text : str
        Its first cells.

    Examples
    --------
    >>> import io
    >>> import krarup as kr
    >>> text = "Start,Calls,AHT\\n2026-03-02 09:00,60,180\\nTotal,60,180\\n"
    >>> kr.read_export(io.StringIO(text), preset="commas").skipped
    (SkippedRow(line=3, text='Total, 60, 180'),)
    """

    line: int
    text: str


@dataclass(frozen=True, eq=False, repr=False)
class Export:
    """An export as a frame, and what became of everything in the file.

    Made by `read_export`.

    Attributes
    ----------
    frame : DataFrame
        A row for each interval: start, and those of queue, contacts, aht (s), answered, abandoned
        and agents that the file has.
    preset : Preset
        By which it was read.
    mapped : mapping
        Which columns of the file made each of the frame.
    dropped : tuple of str
        The columns of the file that are in none.
    skipped : tuple of SkippedRow
        The rows that are no interval: titles, totals, empty ones.
    notes : tuple of str
        What was taken for granted, and what to look at.

    Examples
    --------
    >>> import io
    >>> import krarup as kr
    >>> text = "Start;Calls;AHT;Remark\\n02.03.2026 09:00;60;180,5;\\nTotal;60;;\\n"
    >>> export = kr.read_export(io.StringIO(text), preset="semicolons")
    >>> export.dropped, export.skipped
    (('Remark',), (SkippedRow(line=3, text='Total, 60'),))
    """

    frame: Any
    preset: Preset
    mapped: Mapping[str, str]
    dropped: tuple[str, ...]
    skipped: tuple[SkippedRow, ...]
    notes: tuple[str, ...]

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "mapped": dict(self.mapped)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, mapped=MappingProxyType(state["mapped"]))

    def _lines(self) -> list[str]:
        lines = [f"Export: {len(self.frame):,} intervals, {self.preset.title}"]
        lines += [f"{name} from {source}" for name, source in self.mapped.items()]
        if self.dropped:
            lines.append(f"not read: {', '.join(self.dropped)}")
        lines += [f"line {each.line} skipped: {each.text}" for each in self.skipped[:5]]
        if len(self.skipped) > 5:
            lines.append(f"and {len(self.skipped) - 5:,} more lines skipped")
        return [*lines, *self.notes]

    def __repr__(self) -> str:
        return "\n".join(self._lines()) + f"\n{self.frame!r}"

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{escape(each)}</li>" for each in self._lines())
        return f"<ul>{items}</ul>{self.frame._repr_html_()}"


def export_presets() -> Any:
    """The presets that krarup brings.

    Returns
    -------
    DataFrame
        A row for each: its name, its title, how sure its columns are ("documented" in public,
        "partly", or "assumed"), and the first source; a read-only mapping where pandas is missing.

    Examples
    --------
    >>> import krarup as kr
    >>> presets = kr.export_presets()
    >>> presets.loc[presets["name"] == "genesys_cloud_history", "sure"].item()
    'documented'
    """
    presets = [load(each) for each in preset_names()]
    columns = {
        "name": [each.name for each in presets],
        "title": [each.title for each in presets],
        "sure": [each.sure for each in presets],
        "source": [each.sources[0] if each.sources else "" for each in presets],
    }
    return table({name: np.array(each, dtype=object) for name, each in columns.items()})


def read_export(
    path: Any,
    *,
    preset: str | os.PathLike[str],
    sheet: str | None = None,
    delimiter: str | None = None,
    decimal: str | None = None,
    encoding: str | None = None,
    time_format: str | None = None,
) -> Export:
    """Read the interval export of a call distributor or a planning suite.

    Parameters
    ----------
    path : str, path or text file
        A file of delimited text, or a workbook that ends in ``.xlsx``.
    preset : str or path
        The name of one of `export_presets`, or a TOML file of the same form.
    sheet : str, optional
        Of a workbook; else the first.
    delimiter, decimal, encoding, time_format : str, optional
        In place of what the preset says. `time_format` is that of `strptime`, or "ISO8601".

    Returns
    -------
    Export
        Its `frame` is what `plan_day` takes, with ``start="start"`` and, for several queues,
        ``by="queue"``. Timestamps that say their offset are in UTC.

    Raises
    ------
    DataError
        A ValueError with every cell that cannot be read.
    ValueError
        For a preset that is none, a file without the columns of the preset, and timestamps that may
        be read in two ways.
    ImportError
        Without pandas; for a workbook, without openpyxl.

    Examples
    --------
    >>> import io
    >>> import krarup as kr
    >>> text = '''Interval Start,Queue Name,Offer,Avg Handle
    ... 2026-03-02T08:00:00.000Z,billing,60,181500
    ... 2026-03-02T08:30:00.000Z,billing,100,179000
    ... '''
    >>> export = kr.read_export(io.StringIO(text), preset="genesys_cloud_queues")
    >>> print(export.frame.to_string(index=False))
                        start   queue  contacts   aht
    2026-03-02 08:00:00+00:00 billing      60.0 181.5
    2026-03-02 08:30:00+00:00 billing     100.0 179.0
    >>> plan = kr.plan_day(export.frame, start="start", by="queue", interval="30min",
    ...                    time_zone="Europe/Copenhagen", service_level=0.80, answer_within=20)
    >>> plan.frame["agents_required"].tolist()
    [9.0, 13.0]
    """
    try:
        import pandas
    except ImportError as error:
        raise ImportError("exports are read with pandas: pip install 'krarup[pandas]'") from error
    given: dict[str, Any] = {"delimiter": delimiter, "decimal": decimal, "encoding": encoding}
    how = replace(load(preset), **{key: each for key, each in given.items() if each is not None})
    if time_format is not None:
        how = replace(how, formats=(time_format,))
    reading = Reading(rows_of(path, how, sheet), how, pandas)
    columns = reading.columns()
    if reading.blocks:
        raise DataError(Findings(reading.blocks))
    return Export(
        frame=pandas.DataFrame(columns),
        preset=how,
        mapped=MappingProxyType(reading.mapped),
        dropped=reading.dropped,
        skipped=tuple(SkippedRow(each.line, each.text) for each in reading.skipped),
        notes=tuple(reading.notes),
    )
