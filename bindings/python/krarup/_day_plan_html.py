"""A day plan as a page that a planner would print."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ._forecast import Forecast
from ._frames import frame_of
from ._row_warnings import RowWarnings

if TYPE_CHECKING:
    from ._day_plan import DayPlan

_WHOLE, _EACH_END = 100, 24  #: longer tables show their first and last rows
_NOTES = 12  #: warnings in words; the others are marks at their rows

_STYLE = """<style>
.krarup-plan { font: 12px/1.45 system-ui, sans-serif; max-width: 100em; overflow-x: auto; }
.krarup-plan h3 { font-size: 1.25em; font-weight: 600; margin: 0 0 .5em; }
.krarup-plan .facts { display: flex; flex-wrap: wrap; gap: .3em 2em; margin: 0 0 1em; }
.krarup-plan .facts small { font-size: .85em; opacity: .75; }
.krarup-plan .facts b { display: block; font-size: 1.35em; font-weight: 600; }
.krarup-plan table { border-collapse: collapse; table-layout: auto; margin: 0 0 1em; font: inherit;
  font-variant-numeric: tabular-nums; }
.krarup-plan caption { text-align: left; font-weight: 600; padding: 0 0 .3em; }
.krarup-plan th, .krarup-plan td { padding: .15em .5em; text-align: right; border: 0;
  vertical-align: top; }
.krarup-plan thead th { vertical-align: bottom; border-bottom: 1.5px solid currentColor;
  font-weight: 600; }
.krarup-plan th small { display: block; font-weight: 400; opacity: .75; }
.krarup-plan tbody tr { border-bottom: 1px solid #8884; break-inside: avoid; }
.krarup-plan td.text, .krarup-plan th.text { text-align: left; white-space: nowrap; }
.krarup-plan .warned td:first-child { box-shadow: inset 3px 0 currentColor; }
.krarup-plan .left-out td { text-align: center; font-style: italic; padding: .4em; }
.krarup-plan ul { margin: 0 0 1em; padding-left: 1.4em; }
.krarup-plan .assumed { font-size: .85em; opacity: .8; padding-left: 1.6em; margin: 0; }
@media print { .krarup-plan { font-size: 9pt; max-width: none; overflow: visible; }
  .krarup-plan thead { display: table-header-group; } }
</style>"""


def _share(value: float) -> str:
    return f"{100 * value:.1f}"


def _whole(value: float) -> str:
    return f"{value:,.0f}" if value == round(value) else f"{value:,.2f}"


def _signed(value: float) -> str:
    return _whole(value) if value == 0 else f"{'+' if value > 0 else '&minus;'}{_whole(abs(value))}"


def _tenths(value: float) -> str:
    return f"{value:,.1f}"


def _volume(value: float) -> str:
    return f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"


#: Heading, unit and format of the columns of a plan that are printed, and of its groups.
_COLUMNS: dict[str, tuple[str, str, Callable[[float], str]]] = {
    "intervals": ("Intervals", "", _whole),
    "contacts": ("Contacts", "offered", _volume),
    "attempts": ("Attempts", "with redials", _volume),
    "aht": ("AHT", "s", _volume),
    "offered_load": ("Load", "erlangs", _tenths),
    "agents_required": ("Required", "agents", _whole),
    "peak_agents_required": ("Peak", "agents", _whole),
    "agents": ("On phones", "agents", _whole),
    "over": ("Over/ under", "agents", _signed),
    "scheduled": ("Scheduled", "agents", _whole),
    "service_level": ("Service level", "%", _share),
    "asa": ("ASA", "s", _tenths),
    "probability_of_abandonment": ("Abandoned", "%", _share),
    "probability_of_blocking": ("Blocked", "%", _share),
    "occupancy": ("Occupancy", "%", _share),
    "paid_hours": ("Paid", "hours", _tenths),
}


def html(plan: DayPlan, forecast: Forecast, warned: RowWarnings) -> str:
    """Totals, groups, rows with their warnings, and as a footnote what was assumed."""
    names = frame_of(plan.frame).names()
    may_hang_up = "patience" in names or plan.totals["abandoned"] > 0
    hidden = set() if may_hang_up else {"probability_of_abandonment"}
    starts = _Starts(plan, forecast)
    parts = [_STYLE, '<div class="krarup-plan">', _headline(plan, forecast, starts)]
    if plan.groups is not None and forecast.groups is not None:
        groups = forecast.groups
        caption = f"Totals by {' and '.join(groups.names)}"
        labels = _Labels(
            [(name, "") for name in groups.names],
            lambda row: [_text(each) for each in groups.labels[row]],
        )
        parts.append(_table(caption, labels, plan.groups, len(groups.labels), hidden))
    rows = len(plan.interval)
    parts.append(_table("Intervals", starts.labels, plan.frame, rows, hidden, warned))
    parts.append(_warnings(warned, rows, starts))
    sentences = "".join(f"<li>{escape(each)}</li>" for each in plan.assumed)
    parts.append(f'<ol class="assumed">{sentences}</ol></div>')
    return "\n".join(each for each in parts if each)


def _headline(plan: DayPlan, forecast: Forecast, starts: _Starts) -> str:
    totals = plan.totals
    facts = [("Contacts", _volume(totals["contacts"]))]
    if not np.isnan(totals["service_level"]):
        facts.append(("Service level", f"{totals['service_level']:.1%}"))
    facts.append(("ASA", _number(totals["asa"], _tenths) + " s"))
    if totals["abandoned"] > 0:
        facts.append(("Abandoned", f"{totals['probability_of_abandonment']:.1%}"))
    facts.append(("Occupancy", f"{totals['occupancy']:.1%}"))
    if plan.peak is not None:
        when = starts.text(plan.peak.row)
        facts.append((f"Most agents required, {when}", f"{plan.peak.agents_required:,}"))
    facts.append(("Paid hours", _tenths(totals["paid_hours"])))
    listed = "".join(
        f"<div><small>{escape(name)}</small><b>{value}</b></div>" for name, value in facts
    )
    title = f"Day plan: {_count(len(plan.interval), 'interval')}"
    if forecast.timeline is not None:
        days = forecast.timeline.days
        first, last = (f"{each.item():%a %d %b %Y}" for each in (days.min(), days.max()))
        title += f", {first}" if first == last else f", {first} to {last}"
    if plan.time_zone is not None:
        title += f" ({plan.time_zone})"
    return f'<h3>{escape(title)}</h3><div class="facts">{listed}</div>'


def _warnings(warned: RowWarnings, rows: int, starts: _Starts) -> str:
    """The first warnings of the rows that are shown, in words."""
    if not warned.rows:
        return ""
    counts = [f"{kind} in {_count(len(found), 'row')}" for kind, found in warned.rows.items()]
    notes = [each for row in _shown(rows) for each in warned.at(row)]
    listed = "".join(
        f"<li>{escape(starts.text(each.row))}: {escape(each.text)}</li>" for each in notes[:_NOTES]
    )
    hidden = sum(map(len, warned.rows.values())) - len(notes[:_NOTES])
    if hidden:
        listed += f"<li>and {hidden:,} more, in the plan's warnings</li>"
    return f"<p><b>&#9888; To look at:</b> {escape(', '.join(counts))}</p><ul>{listed}</ul>"


class _Labels(NamedTuple):
    """The columns that say what a row is: headings with units, and the cells of a row."""

    headings: list[tuple[str, str]]
    cells: Callable[[int], list[str]]


class _Starts:
    """What tells the rows apart: when they begin, and their group."""

    def __init__(self, plan: DayPlan, forecast: Forecast) -> None:
        self._forecast, timeline = forecast, forecast.timeline
        self._groups = [
            name for name in (forecast.groups.names if forecast.groups else ()) if name != "date"
        ]
        self._form = "%H:%M"
        unit = plan.time_zone or ""
        if timeline is not None:
            if timeline.days.min() != timeline.days.max():
                self._form = "%a %d %b %H:%M"
            if timeline.zone is not None and len(np.unique(timeline.wall - timeline.instants)) > 1:
                self._form += " %z"
        first = "Start" if timeline is not None else "Interval"
        self.labels = _Labels([(first, unit), *((name, "") for name in self._groups)], self._cells)

    def text(self, row: int) -> str:
        """Which row it is, for a sentence."""
        text = ", ".join(self._cells(row))
        return f"interval {text}" if self._forecast.timeline is None else text

    def _cells(self, row: int) -> list[str]:
        timeline, groups = self._forecast.timeline, self._forecast.groups
        if timeline is None:
            cells = [_text(self._forecast.label(row))]
        else:
            cells = [timeline.label(row).strftime(self._form)]
        if groups is not None:
            named = dict(zip(groups.names, groups.labels[groups.codes[row]], strict=True))
            cells += [_text(named[name]) for name in self._groups]
        return cells


def _shown(rows: int) -> list[int]:
    """The rows of a table that are printed."""
    if rows <= _WHOLE:
        return list(range(rows))
    return [*range(_EACH_END), *range(rows - _EACH_END, rows)]


def _table(
    caption: str,
    labels: _Labels,
    frame: Any,
    rows: int,
    hidden: set[str],
    warned: RowWarnings | None = None,
) -> str:
    kind, shown = frame_of(frame), _shown(rows)
    columns = {
        name: np.asarray(kind.column(name), float)[shown]
        for name in kind.names()
        if name in _COLUMNS and name not in hidden
    }
    if "agents" in columns:
        columns["over"] = columns["agents"] - columns["agents_required"]
        if np.array_equal(columns["scheduled"], columns["agents"], equal_nan=True):
            del columns["scheduled"]
    names = [name for name in _COLUMNS if name in columns]
    notes = [[each.kind for each in warned.at(row)] if warned else [] for row in shown]
    headings = [_heading(*each, "text") for each in labels.headings]
    if any(notes):
        headings.append(_heading("To look at", "", "text"))
    headings += [_heading(*_COLUMNS[name][:2]) for name in names]
    body = []
    for i, row in enumerate(shown):
        if len(shown) < rows and i == _EACH_END:
            text = f"{rows - len(shown):,} rows between are not shown"
            body.append(f'<tr class="left-out"><td colspan="{len(headings)}">{text}</td></tr>')
        cells = [f'<td class="text">{escape(each)}</td>' for each in labels.cells(row)]
        if any(notes):
            note = f"&#9888; {', '.join(notes[i])}" if notes[i] else ""
            cells.append(f'<td class="text">{note}</td>')
        cells += [f"<td>{_number(columns[name][i], _COLUMNS[name][2])}</td>" for name in names]
        kind_of_row = ' class="warned"' if notes[i] else ""
        body.append(f"<tr{kind_of_row}>{''.join(cells)}</tr>")
    head = f"<thead><tr>{''.join(headings)}</tr></thead>"
    rows_of_body = "\n".join(body)
    return f"<table><caption>{escape(caption)}</caption>{head}<tbody>{rows_of_body}</tbody></table>"


def _heading(name: str, unit: str, kind: str = "") -> str:
    attribute = f' class="{kind}"' if kind else ""
    small = f"<small>{escape(unit)}</small>" if unit else ""
    return f"<th{attribute}>{escape(name)}{small}</th>"


def _number(value: float, form: Callable[[float], str]) -> str:
    if np.isnan(value):
        return "&ndash;"
    return "&infin;" if np.isinf(value) else form(value)


def _text(value: Any) -> str:
    return f"{value:%a %d %b %Y}" if hasattr(value, "strftime") else str(value)


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"
