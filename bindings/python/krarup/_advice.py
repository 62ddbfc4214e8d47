"""What to do about a value that breaks the rule of its argument."""

from __future__ import annotations

import datetime
import re
from typing import Any

_NUMBER = r"[+-]?\d[\d., '\u00a0\u202f]*"
_MISSING = ("", "-", "--", "n/a", "#n/a", "na", "nan", "null", "none", "#div/0!", "#value!")


def got(value: Any) -> str:
    """A wrong value as an error shows it."""
    return f"{value:.15g}" if type(value) is float else repr(value)


def advice(share: bool, is_time: bool, in_column: bool, value: Any) -> str:
    """What to do about a value that breaks the rule of an argument.

    The argument may be a share or a time, and the value may stand in a column.
    """
    if not isinstance(value, str):
        if is_time and isinstance(value, datetime.time):
            return f"write its seconds, {_clock_seconds(value):g}"
        if share and type(value) is float and 1 < value <= 100:
            return f"write {value / 100:.2f} for {value:g} %"
        return "correct it, or leave it empty" if in_column else ""
    text = value.strip()
    if text.casefold() in _MISSING and in_column:
        return "leave the cell empty (NaN) where a number is missing"
    if match := re.fullmatch(rf"({_NUMBER}) *%", text):
        number = match[1].strip()
        if share and re.fullmatch(r"\d+([.,]\d+)?", number):
            return f"write {float(number.replace(',', '.')) / 100:g} for {text}"
        return "write the number without the percent sign"
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", text):
        plain = text.replace(",", "")
        comma = f", or {text.replace(',', '.')} if the comma is a decimal one"
        return (
            f"write the number {plain}{comma if text.count(',') == 1 and '.' not in text else ''}"
        )
    if re.fullmatch(r"[+-]?\d+,\d+", text):
        return f"write the number {text.replace(',', '.')}, with a point"
    if re.fullmatch(r"[+-]?\d+(\.\d*)?(e[+-]?\d+)?", text) and not is_time:
        return "it is a text: make the column one of numbers, as pandas.to_numeric does"
    if is_time and (match := re.fullmatch(r"(?:(\d+):)?([0-5]?\d):([0-5]\d(?:\.\d+)?)", text)):
        hours, minutes, seconds = (float(each or 0) for each in match.groups())
        count = f"{3600 * hours + 60 * minutes + seconds:g}"
        if match[1] is None:
            return f"write its seconds, {count} if it is minutes and seconds"
        return f"write its seconds, {count}, as pandas.to_timedelta finds those of a column"
    if is_time:
        return "a time as text is a number and ms, s, min, h or d: '30min'"
    return "write a number" if in_column else ""


def _clock_seconds(time: datetime.time) -> float:
    return 3600 * time.hour + 60 * time.minute + time.second + time.microsecond / 1e6
