"""A day plan as a workbook: its rows, totals, groups, warnings, and what was assumed."""

from __future__ import annotations

import datetime
import os
import pathlib
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from ._frames import Frame, frame_of, is_missing

if TYPE_CHECKING:
    from ._day_plan import DayPlan

_MOST_ROWS = 1_048_575  #: of a sheet, below its header
_WIDEST = 90

_SHARE, _TENTHS, _HUNDREDTHS = "0.0%", "#,##0.0", "#,##0.00"
_SHARES = (
    "occupancy",
    "probability_of_wait",
    "service_level",
    "probability_of_abandonment",
)
_FORMS = {
    **dict.fromkeys(_SHARES, _SHARE),
    **dict.fromkeys(("asa", "aht", "patience"), _TENTHS),
    **dict.fromkeys(("offered_load", "mean_queue_length"), _HUNDREDTHS),
    **dict.fromkeys(("paid_hours", "handling_hours", "ready_hours"), _HUNDREDTHS),
}
_UNITS = {
    **dict.fromkeys(("asa", "aht", "patience"), "s"),
    "offered_load": "erlangs",
}
_MOMENT = "yyyy-mm-dd hh:mm"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def write(plan: DayPlan, path: str | os.PathLike[str]) -> pathlib.Path:
    """Write the plan to a workbook.

    Raises
    ------
    ValueError
        For a path that does not end in ``.xlsx``, and for more rows than a sheet has.
    ImportError
        Without openpyxl.
    """
    try:
        import openpyxl
    except ImportError as error:
        raise ImportError("workbooks take openpyxl: pip install 'krarup[excel]'") from error
    target = pathlib.Path(path)
    if target.suffix.casefold() != ".xlsx":
        raise ValueError(f"path must end in .xlsx, got {os.fspath(path)!r}")
    rows = len(plan.interval)
    if rows > _MOST_ROWS:
        raise ValueError(f"a sheet must have at most {_MOST_ROWS:,} rows, got {rows:,}")
    book = openpyxl.Workbook()
    book.remove(book.active)
    frame = frame_of(plan.frame)
    told = _when(plan, frame)
    names = [each for each in frame.names() if each not in told]
    _sheet(book, "Plan", {**told, **_columns(frame, names)})
    totals: dict[str, list[Any]] = {"total": list(plan.totals), "value": list(plan.totals.values())}
    sheet = _sheet(book, "Totals", totals)
    for name, value in zip(sheet["A"][1:], sheet["B"][1:], strict=True):
        value.number_format = _FORMS.get(name.value, "#,##0.##")
    if plan.groups is not None:
        groups = frame_of(plan.groups)
        _sheet(book, "Groups", _columns(groups, groups.names()))
    warnings = plan.warnings
    if warnings:
        labels = [_naive(each.label) for each in warnings]
        kinds, texts = ([getattr(each, name) for each in warnings] for name in ("kind", "text"))
        _sheet(book, "Warnings", {"interval": labels, "kind": kinds, "what": texts})
    _sheet(book, "Assumed", {"assumed": list(plan.assumed)})
    book.save(target)
    return target


def _when(plan: DayPlan, frame: Frame) -> dict[str, list[Any]]:
    """When each row begins by the clock of its zone, and how far that is ahead of UTC."""
    if plan.start is None:
        if frame.index is None:
            return {}
        return {str(frame.index.name or "row"): [_naive(each) for each in frame.index]}
    labels = [plan._forecast.timeline.label(row) for row in range(len(plan.start))]  # type: ignore[union-attr]
    if plan.time_zone is None:
        return {"start": labels}
    ahead = [f"{each:%z}" for each in labels]
    return {"start": [_naive(each) for each in labels], f"UTC offset, {plan.time_zone}": ahead}


def _naive(value: Any) -> Any:
    return value.replace(tzinfo=None) if isinstance(value, datetime.datetime) else value


def _columns(frame: Frame, names: Iterable[Any]) -> dict[str, list[Any]]:
    return {name: frame.labels(name) for name in names}


def _sheet(book: Any, title: str, columns: dict[str, list[Any]]) -> Any:
    """A sheet with a header that stays in view, and columns as wide as their cells."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(title)
    for number, (name, values) in enumerate(columns.items(), start=1):
        unit = f" ({_UNITS[name]})" if name in _UNITS else ""
        head = sheet.cell(1, number)
        _put(head, f"{name}{unit}", None)
        head.font = Font(bold=True)
        head.alignment = Alignment(wrap_text=True, vertical="top")
        form = _FORMS.get(name)
        for row, value in enumerate(values, start=2):
            _put(sheet.cell(row, number), value, form)
        width = max([_width(each) for each in values[:1000]] + [_width(name.split("_")[0]) + 5])
        sheet.column_dimensions[get_column_letter(number)].width = min(width + 2, _WIDEST)
        if width > _WIDEST:
            for row in range(2, len(values) + 2):
                sheet.cell(row, number).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "B2" if title == "Plan" else "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    return sheet


def _put(cell: Any, value: Any, form: str | None) -> None:
    """Write a value; a text stays a text, whatever it begins with."""
    value = _naive(value.item() if isinstance(value, np.generic) else value)
    if is_missing(value):
        return
    if isinstance(value, float) and np.isinf(value):
        value = "infinite"
    if isinstance(value, datetime.datetime):
        cell.value, cell.number_format = value, _MOMENT
    elif isinstance(value, bool | int | float | datetime.date | datetime.time):
        cell.value = value
        if form is not None:
            cell.number_format = form
        elif isinstance(value, float):
            cell.number_format = "#,##0" if value == round(value) else "#,##0.##"
    else:
        cell.value = _UNPRINTABLE.sub("\ufffd", str(value))
        cell.data_type = "s"  # one that begins with "=" would be a formula
        cell.quotePrefix = True


def _width(value: Any) -> int:
    if isinstance(value, float):
        return len(f"{value:,.2f}")
    return 16 if isinstance(value, datetime.datetime) else len(str(value))
