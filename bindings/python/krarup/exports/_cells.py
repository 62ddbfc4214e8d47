"""The cells of an export as numbers, seconds and timestamps; what cannot be read is a finding."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from .._findings import Block
from .._hints import Floats
from ._preset import Preset

_MISSING = ("", "-", "--", "n/a", "na", "nan", "null", "none")


def is_missing(cell: Any) -> bool:
    """Whether a cell holds nothing."""
    return cell is None or (isinstance(cell, str) and cell.strip().casefold() in _MISSING)


def numbers(
    name: str, column: str, cells: Sequence[Any], preset: Preset, time: bool
) -> tuple[Floats, list[Block]]:
    """The numbers of a column, NaN where there is none; a time by the clock is in seconds.

    A cell by the clock, such as "0:03:05", is divided by the unit of the column beforehand, so that
    both kinds may be multiplied by it.
    """
    unit = preset.columns[name].unit if time else 1.0
    values, wrong = np.empty(len(cells)), []
    known: dict[Any, float] = {}
    for row, cell in enumerate(cells):
        if cell not in known:
            try:
                known[cell] = (
                    np.nan if is_missing(cell) else _number(cell, preset, unit if time else None)
                )
            except ValueError:
                known[cell] = np.inf
        values[row] = known[cell]
        if values[row] == np.inf:
            wrong.append(row)
    if not wrong:
        return values, []
    rule = f"must be {'a time' if time else 'a number'} with decimal {preset.decimal!r}"
    found = [cells[row] for row in wrong]
    values[wrong] = np.nan
    advice = "correct the cell, leave it empty, or read the file by another preset"
    block = Block(name, rule, np.array(wrong)[:, None], found, advice=advice, column=column)
    return values, [block]


def _number(cell: Any, preset: Preset, unit: float | None) -> float:
    if isinstance(cell, bool):
        raise ValueError
    if unit is not None and isinstance(cell, datetime.timedelta):
        return cell.total_seconds() / unit
    if unit is not None and isinstance(cell, datetime.time):
        return (cell.hour * 3600 + cell.minute * 60 + cell.second) / unit
    if isinstance(cell, int | float):
        return float(cell)
    if not isinstance(cell, str):
        raise ValueError
    text = cell.strip()
    if unit is not None and ":" in text:
        return _clock(text.replace(preset.decimal, "."), preset.clock) / unit
    decimal, thousands = re.escape(preset.decimal), re.escape(preset.thousands)
    whole = rf"(\d+|\d{{1,3}}({thousands}\d{{3}})+)" if thousands else r"\d+"
    if not re.fullmatch(rf"[+-]?{whole}({decimal}\d*)?", text):
        raise ValueError
    return float(text.replace(preset.thousands, "").replace(preset.decimal, "."))


def _clock(text: str, clock: str) -> float:
    """Seconds of "1:03:05", or of two parts as the preset says."""
    if not re.fullmatch(r"\d*:\d{1,2}(:\d{1,2})?(\.\d+)?", text):
        raise ValueError
    parts = [float(each or 0) for each in text.split(":")]
    if len(parts) == 2 and clock == "mm:ss":
        parts = [0.0, *parts]
    elif len(parts) == 2 and clock == "hh:mm":
        parts = [*parts, 0.0]
    hours, minutes, seconds = parts  # a ValueError where there are two
    return hours * 3600 + minutes * 60 + seconds


def timestamps(cells: Sequence[Any], preset: Preset, pandas: Any) -> tuple[Any, list[Block]]:
    """When the rows begin, by the one format of the preset that reads them all.

    Raises
    ------
    ValueError
        Where several formats read them all, to different times.
    """
    if all(isinstance(each, datetime.datetime) for each in cells):
        return pandas.Series(pandas.DatetimeIndex(list(cells)), dtype="datetime64[us]"), []
    begins = [_begin(each, preset.range) for each in cells]
    texts = pandas.Series(begins, dtype=object)
    read = {each: _parsed(texts, each, pandas) for each in preset.formats}
    best = max(read, key=lambda each: int(read[each].notna().sum()))
    whole = [each for each in read if read[each].notna().all()]
    for other in whole:
        if not (read[other] == read[best]).all():
            first = int((read[other] != read[best]).to_numpy().argmax())
            raise ValueError(
                f"row {first}: {cells[first]!r} is {read[best][first]} by {best!r} and "
                f"{read[other][first]} by {other!r}: say which in time_format"
            )
    wrong = np.flatnonzero(read[best].isna())
    found = [cells[row] for row in wrong.tolist()]
    if not len(wrong):
        return read[best], []
    rule = f"must be a timestamp such as {_example(best)!r}"
    advice = "correct the cell, or say the format in time_format"
    return read[best], [Block("start", rule, wrong[:, None], found, advice=advice)]


def _begin(cell: Any, between: str) -> str:
    """The text of a cell, up to the end of the interval where it names that too."""
    text = cell.isoformat(" ") if isinstance(cell, datetime.datetime) else str(cell or "").strip()
    return text.partition(between)[0].strip() if between else text


def _parsed(texts: Any, form: str, pandas: Any) -> Any:
    """Timestamps, in UTC where the texts say their offset; NaT where they do not fit."""
    has_offset = form.endswith("%z") or (
        form == "ISO8601" and texts.str.contains(r"(?:Z|[+-]\d\d:?\d\d)$").any()
    )
    read = pandas.to_datetime(texts, format=form, errors="coerce", utc=has_offset)
    return read.astype("datetime64[us, UTC]" if has_offset else "datetime64[us]")


def _example(form: str) -> str:
    moment = datetime.datetime(2026, 3, 22, 9, 30)
    return moment.isoformat(" ") if form == "ISO8601" else moment.strftime(form)
