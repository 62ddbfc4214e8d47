"""A file on its way to columns: its header, the rows that are intervals, and all that is said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .._findings import Block
from .._hints import Floats
from .._names import plain
from ._cells import is_missing, numbers, timestamps
from ._file import Row
from ._preset import COLUMNS, TIMES, Preset, Source, load, preset_names

_LINES_BEFORE_HEADER = 50


class Reading:
    """The rows of a file by a preset.

    Raises
    ------
    ValueError
        For a file without the columns that the preset needs, or without rows.
    """

    def __init__(self, rows: list[Row], preset: Preset, pandas: Any) -> None:
        self._preset, self._pandas = preset, pandas
        at = _header(rows, preset)
        self.header = [str(each or "").strip() for each in rows[at].cells]
        self._places = _places(rows[at])
        self.skipped = rows[:at]
        self.rows: list[Row] = []
        for row in rows[at + 1 :]:
            (self.skipped if self._is_skipped(row) else self.rows).append(row)
        if not self.rows:
            raise ValueError("an export must have a row, got none")
        self.blocks: list[Block] = []
        self.notes: list[str] = []
        self.mapped: dict[str, str] = {}
        self._used: set[int] = set()

    def columns(self) -> dict[str, Any]:
        """The columns that the file has, by our names."""
        columns: dict[str, Any] = {"start": self._start()}
        for name in COLUMNS:
            source = self._preset.columns.get(name)
            if source is None or not _has(self._places, [*source.names, source.over or ()]):
                continue
            columns[name] = self._queue() if name == "queue" else self._numbers(name)
            self.mapped[name] = self._told(source)
        self._note_incomplete()
        return columns

    @property
    def dropped(self) -> tuple[str, ...]:
        """The columns of the file that were not read."""
        return tuple(
            each for place, each in enumerate(self.header) if place not in self._used and each
        )

    def _is_skipped(self, row: Row) -> bool:
        filled = [each for each in row.cells if not is_missing(each)]
        if not filled:
            return True
        first = plain(filled[0])
        return any(first.startswith(plain(each)) for each in self._preset.totals)

    def _told(self, source: Source) -> str:
        """The columns of the file that make one of ours."""
        parts = [self.header[self._place(each)] for each in source.names]
        text = " + ".join(parts)
        if not source.over:
            return text
        whole = self.header[self._place(source.over)]
        return f"({text}) / {whole}" if len(parts) > 1 else f"{text} / {whole}"

    def _place(self, names: Sequence[str]) -> int:
        return next(self._places[plain(each)] for each in names if plain(each) in self._places)

    def _cells(self, names: Sequence[str]) -> list[Any]:
        place = self._place(names)
        self._used.add(place)
        return [row.cells[place] if place < len(row.cells) else None for row in self.rows]

    def _start(self) -> Any:
        parts = [self._cells(each) for each in self._preset.start]
        self.mapped["start"] = self._told(Source(self._preset.start))
        if len(parts) == 2:
            width = self._preset.time_width
            parts = [
                [
                    f"{_text(day, '%Y-%m-%d')} {_text(time, '%H:%M').zfill(width)}"
                    for day, time in zip(*parts, strict=True)
                ]
            ]
        read, blocks = timestamps(parts[0], self._preset, self._pandas)
        self.blocks += blocks
        return read

    def _queue(self) -> Any:
        cells = self._cells(self._preset.columns["queue"].names[0])
        return self._pandas.Series([str(each or "").strip() for each in cells], dtype=object)

    def _numbers(self, name: str) -> Floats:
        source, time = self._preset.columns[name], name in TIMES
        parts = [self._column(name, names, time) for names in source.names]
        total = np.sum(parts, axis=0) * (source.unit if time else 1.0)
        if source.over:
            number = self._column(name, source.over, False)
            with np.errstate(all="ignore"):
                total = np.where(number == 0, 0.0, total / number)
        if missing := int(np.isnan(total).sum()):
            self.notes.append(f"{name} is missing in {missing:,} of {len(total):,} rows")
        return np.asarray(total)

    def _column(self, name: str, names: Sequence[str], time: bool) -> Floats:
        column = self.header[self._place(names)]
        values, blocks = numbers(name, column, self._cells(names), self._preset, time)
        self.blocks += blocks
        return values

    def _note_incomplete(self) -> None:
        said = self._preset.incomplete
        if not said or plain(said["column"]) not in self._places:
            return
        marked = sum(plain(each) == plain(said["text"]) for each in self._cells([said["column"]]))
        if marked:
            self.notes.append(f"{marked:,} rows are marked as not complete ({said['column']})")


def _places(row: Row) -> dict[str, int]:
    return {plain(each): place for place, each in enumerate(row.cells) if not is_missing(each)}


def _has(places: dict[str, int], columns: Sequence[Sequence[str]]) -> bool:
    return all(any(plain(name) in places for name in names) for names in columns if names)


def _needed(preset: Preset) -> list[tuple[str, ...]]:
    return [*preset.start, *preset.columns["contacts"].names]


def _header(rows: list[Row], preset: Preset) -> int:
    """The row with the names of the columns.

    Raises
    ------
    ValueError
        Saying which columns are missing, and which presets have all of theirs.
    """
    first = [_places(each) for each in rows[:_LINES_BEFORE_HEADER]]
    for at, places in enumerate(first):
        if _has(places, _needed(preset)):
            return at
    needed = ", ".join(repr(each[0]) for each in _needed(preset))
    others = [load(each) for each in preset_names()]
    fit = [each.name for each in others if any(_has(places, _needed(each)) for places in first)]
    hint = f"; it has those of the presets {', '.join(fit)}" if fit else ""
    begin = f" and begins with {rows[0].text}" if rows else " and is empty"
    raise ValueError(
        f"the file has no row with the columns {needed} of preset {preset.name!r}{begin}{hint}; "
        "is its delimiter or encoding another?"
    )


def _text(cell: Any, form: str) -> str:
    if cell is None:
        return ""
    return str(cell.strftime(form) if hasattr(cell, "strftime") else cell).strip()
