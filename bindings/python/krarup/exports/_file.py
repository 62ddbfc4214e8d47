"""The rows of an export's file: delimited text, or a sheet of a workbook."""

from __future__ import annotations

import csv
import os
from typing import Any, NamedTuple

from ._preset import Preset


class Row(NamedTuple):
    """A line of a file, counted from 1, and its cells."""

    line: int
    cells: list[Any]

    @property
    def text(self) -> str:
        """Its first cells that hold something."""
        texts = [str(each).strip() for each in self.cells if each is not None]
        return ", ".join([each for each in texts if each][:4]) or "(empty)"


def rows_of(path: Any, preset: Preset, sheet: str | None) -> list[Row]:
    """Every row of the file.

    Raises
    ------
    ValueError
        For text that is not in the preset's encoding, and for a sheet that is none.
    ImportError
        For a workbook, without openpyxl.
    """
    if hasattr(path, "read"):
        return _delimited(path, preset)
    if os.fspath(path).casefold().endswith((".xlsx", ".xlsm")):
        return _sheet(path, sheet)
    try:
        with open(path, encoding=preset.encoding, newline="") as file:
            return _delimited(file, preset)
    except UnicodeDecodeError as wrong:
        raise ValueError(
            f"{os.fspath(path)!r} is not in {preset.encoding}: say its encoding, such as "
            "encoding='cp1252' or encoding='utf-16'"
        ) from wrong


def _delimited(file: Any, preset: Preset) -> list[Row]:
    reader = csv.reader(file, delimiter=preset.delimiter)
    return [Row(reader.line_num, cells) for cells in reader]


def _sheet(path: Any, sheet: str | None) -> list[Row]:
    try:
        import openpyxl
    except ImportError as error:
        raise ImportError("workbooks take openpyxl: pip install 'krarup[excel]'") from error
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        if sheet is not None and sheet not in book.sheetnames:
            names = ", ".join(repr(each) for each in book.sheetnames)
            raise ValueError(f"sheet must be one of {names}, got {sheet!r}")
        chosen = book[sheet or book.sheetnames[0]]
        return [
            Row(number, list(cells))
            for number, cells in enumerate(chosen.iter_rows(values_only=True), start=1)
        ]
    finally:
        book.close()
