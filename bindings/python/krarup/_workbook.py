"""A day plan as a workbook: its rows, totals, groups, warnings, and what was assumed."""

from __future__ import annotations

import contextlib
import datetime
import errno
import os
import pathlib
import re
import stat
import tempfile
from collections.abc import Iterable, Iterator
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
    "probability_of_blocking",
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
    when = _when(plan, frame)
    _sheet(book, "Plan", when | _columns(frame, [n for n in frame.names() if n not in when]))
    totals: dict[str, Any] = dict(plan.totals)
    if plan.peak is not None:
        totals |= {"peak_agents_required": plan.peak.agents_required, "peak": plan.peak.label}
    names = [each.replace("_", " ") for each in totals]
    _sheet(book, "Totals", {"total": names, "value": list(totals.values())})
    for cell, (name, value) in zip(book["Totals"]["B"][1:], totals.items(), strict=True):
        _put(cell, value, _FORMS.get(name))
    if plan.groups is not None:
        sums = frame_of(plan.groups)
        _sheet(book, "Groups", _columns(sums, sums.names()))
    if plan.warnings:
        _sheet(book, "Warnings", _warned(plan))
    _sheet(book, "Assumed", {"assumed": list(plan.assumed)})
    with _in_place_of(target) as temporary:
        book.save(temporary)
    return target


@contextlib.contextmanager
def _in_place_of(target: pathlib.Path) -> Iterator[str]:
    """A path beside the target, to write to; it becomes the target when all went well."""
    place = os.path.realpath(target)
    if os.path.exists(place) and not os.access(place, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), os.fspath(target))
    folder = os.path.dirname(place)
    handle, temporary = tempfile.mkstemp(prefix=".krarup.", suffix=".xlsx", dir=folder)
    os.close(handle)
    try:
        yield temporary
        with open(temporary, "rb+") as file:
            os.fsync(file.fileno())
        os.chmod(temporary, _rights(place))
        os.replace(temporary, place)
    except BaseException:
        os.unlink(temporary)
        raise


def _rights(place: str) -> int:
    """Those of the file that is there, or those of a new one."""
    if os.path.exists(place):
        return stat.S_IMODE(os.stat(place).st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _warned(plan: DayPlan) -> dict[str, list[Any]]:
    """The warnings, each with its interval and its group."""
    columns: dict[str, list[Any]] = {"interval": [each.label for each in plan.warnings]}
    if (groups := plan._forecast.groups) is not None:
        labels = [groups.labels[groups.codes[each.row]] for each in plan.warnings]
        columns |= {name: [each[i] for each in labels] for i, name in enumerate(groups.names)}
    columns["kind"] = [each.kind for each in plan.warnings]
    columns["what"] = [each.text for each in plan.warnings]
    return columns


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
    return {"start": [_naive(each) for each in labels], f"ahead of UTC, {plan.time_zone}": ahead}


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
        title_of = f"{name}{unit}".replace("_", " ")
        _put(head, title_of, None)
        head.font = Font(bold=True)
        head.alignment = Alignment(wrap_text=True, vertical="top")
        form = _FORMS.get(name)
        for row, value in enumerate(values, start=2):
            _put(sheet.cell(row, number), value, form)
        words = [len(each) for each in title_of.replace("/", "/ ").split()]
        width = max([_width(each) for each in values[:1000]] + words)
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
            cell.number_format = "#,##0" if value == round(value) else _TENTHS
    else:
        cell.value = _UNPRINTABLE.sub("\ufffd", str(value))
        cell.data_type = "s"  # one that begins with "=" would be a formula
        cell.quotePrefix = True


def _width(value: Any) -> int:
    if isinstance(value, float):
        return len(f"{value:,.2f}")
    return 16 if isinstance(value, datetime.datetime) else len(str(value))
