"""How an answer looks: a heading, a table with its most important row marked, and notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import numpy as np

_SHARES = {
    "occupancy",
    "probability_of_abandonment",
    "probability_of_wait",
    "service_level",
    "shrinkage",
}
_SECONDS = {"aht", "asa", "longest_aht", "mean_wait_of_waiters", "overrun", "patience"}


def number(value: float) -> str:
    """Whole numbers as they are, others with four digits or to the next whole; thousands apart."""
    whole = value == int(value) if np.isfinite(value) else False
    return f"{value:,.0f}" if whole or abs(value) >= 1000.0 else f"{value:.4g}"


def percent(value: float) -> str:
    """A share with one digit after the point."""
    return f"{value:.1%}".replace("%", " %")


def change(value: float) -> str:
    """A relative change with its sign: "+10 %"."""
    return f"{value * 100:+.4g} %".replace("+0 %", "0 %").replace("-0 %", "0 %")


def difference(name: str, value: float) -> str:
    """A change with its sign, of shares in points: "+1.3 points"."""
    if np.isnan(value):
        return ""
    text = f"{100.0 * value:.1f} points" if name in _SHARES else cells(name, [value])[0]
    return (
        text if text.startswith("-") or float(text.split()[0].replace(",", "")) == 0 else f"+{text}"
    )


def cells(name: str, values: Any) -> list[str]:
    """A column as text: shares in percent, times in seconds, truths as yes and no."""
    texts = []
    for value in np.asarray(values).tolist():
        if isinstance(value, bool):
            texts.append("yes" if value else "no")
        elif not isinstance(value, float) or np.isnan(value):
            texts.append("" if isinstance(value, float) else str(value))
        elif np.isinf(value):
            texts.append(str(value))
        elif name in _SHARES:
            texts.append(percent(value))
        elif name in _SECONDS:
            texts.append(f"{value:,.1f} s")
        else:
            texts.append(number(value))
    return texts


_CELL = "text-align:right;padding:0.2em 0.6em"
_MARKED = "font-weight:bold;background:rgba(255,193,7,0.25)"


class Answer:
    """A result that prints itself: as text, and as HTML for a notebook."""

    def _heading(self) -> str:
        raise NotImplementedError

    def _columns_of_text(self) -> Mapping[str, Sequence[str]]:
        raise NotImplementedError

    def _columns_of_html(self) -> Mapping[str, Sequence[str]]:
        """A page is wider than a line."""
        return self._columns_of_text()

    def _marked(self) -> int | None:
        """The row that answers the question."""
        return None

    def _notes(self) -> Sequence[str]:
        return ()

    def __repr__(self) -> str:
        columns, marked = self._columns_of_text(), self._marked()
        rows = [list(columns), *map(list, zip(*columns.values(), strict=True))]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = [f"{type(self).__name__}: {self._heading()}"]
        for position, row in enumerate(rows, -1):
            padded = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
            arrow = "" if marked is None else "> " if position == marked else "  "
            lines.append((arrow + "  ".join(padded)).rstrip())
        return "\n".join([*lines, *self._notes()])

    def _repr_html_(self) -> str:
        columns, marked = self._columns_of_html(), self._marked()
        parts = [f"<p><b>{escape(self._heading())}</b></p>", "<table><thead><tr>"]
        for name in columns:
            words = escape(name).replace("_", "_<wbr>")
            parts.append(f'<th style="{_CELL};max-width:8em">{words}</th>')
        parts.append("</tr></thead><tbody>")
        for position, row in enumerate(zip(*columns.values(), strict=True)):
            parts.append(f'<tr style="{_MARKED}">' if position == marked else "<tr>")
            parts += [f'<td style="{_CELL};white-space:nowrap">{escape(cell)}</td>' for cell in row]
            parts.append("</tr>")
        parts.append("</tbody></table>")
        parts += [f"<p>{escape(note)}</p>" for note in self._notes()]
        return "".join(parts)
