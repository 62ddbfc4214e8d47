"""Which definition of the service level a switch uses, told from what it printed."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ._columns import PROPORTION, column
from ._hints import Floats, Numbers
from ._presentation import Answer, cells
from ._table import table
from .counts import service_level_from_counts


class _Fraction(NamedTuple):
    """The count that a definition adds above the line, or takes away below it."""

    text: str
    added: str = ""
    taken: str = ""

    @property
    def reads(self) -> str:
        return self.added or self.taken


_FRACTIONS = {
    "offered": _Fraction("answered within / (answered + abandoned)"),
    "answered": _Fraction("answered within / answered", taken="abandoned"),
    "exclude_abandoned_within": _Fraction(
        "answered within / (answered + abandoned - abandoned within)", taken="abandoned_within"
    ),
    "positive": _Fraction(
        "(answered within + abandoned within) / (answered + abandoned)", added="abandoned_within"
    ),
    "exclude_short": _Fraction(
        "answered within / (answered + abandoned - short abandons)", taken="short_abandoned"
    ),
    "positive_short": _Fraction(
        "(answered within + short abandons) / (answered + abandoned)", added="short_abandoned"
    ),
}


@dataclass(frozen=True, eq=False, repr=False)
class WhichDefinition(Answer):
    """The definitions of the service level that explain what a switch printed.

    Made by `which_definition`.

    Attributes
    ----------
    fits : tuple of str
        The definitions that give every printed figure.
    frame : DataFrame
        One row for each definition that the counts allow; a read-only mapping from names to arrays
        where pandas is missing.

        - definition, fraction: its name and what it divides by what
        - fits: whether it gives every figure
        - rows_that_fit: of those compared
        - worst_row: where it is farthest from the figure, with what is printed and computed there
    rows_compared : int
        Rows with contacts and without missing numbers.
    advice : tuple of str
        What would tell apart the definitions that fit, or what to look at where none does.

    Examples
    --------
    >>> import krarup as kr
    >>> answer = kr.which_definition(
    ...     printed="81.1 %", answered=1000, answered_within=860, abandoned=60)
    >>> answer.fits
    ('offered',)
    """

    fits: tuple[str, ...]
    frame: Any
    rows_compared: int
    advice: tuple[str, ...]

    def _heading(self) -> str:
        return ", ".join(self.fits) if self.fits else "no definition fits"

    def _columns_of_text(self) -> Mapping[str, Sequence[str]]:
        columns = {name: cells(name, self.frame[name]) for name in ("definition", "fits")}
        for name in ("printed", "computed"):
            columns[name] = [f"{each:.4f}" for each in np.asarray(self.frame[name])]
        if self.rows_compared > 1:
            columns["worst_row"] = cells("worst_row", self.frame["worst_row"])
        return columns

    def _marked(self) -> int | None:
        if len(self.fits) != 1:
            return None
        return int(np.flatnonzero(np.asarray(self.frame["fits"]))[0])

    def _notes(self) -> Sequence[str]:
        return self.advice


def which_definition(
    *,
    printed: Numbers | str | Sequence[str],
    answered: Numbers,
    answered_within: Numbers,
    abandoned: Numbers,
    abandoned_within: Numbers | None = None,
    short_abandoned: Numbers | None = None,
    decimals: int | None = None,
    rounding: str = "nearest",
) -> WhichDefinition:
    """Definitions of the service level that give the figure a switch printed for its counts.

    Parameters
    ----------
    printed : float, text or column
        As printed: 0.83, "0.830", "83 %", "82.7%". Several intervals narrow the answer.
    answered, answered_within, abandoned, abandoned_within, short_abandoned
        The counts, as in `service_level_from_counts`. Definitions whose count is not given are
        left out, and the advice says so.
    decimals : int, optional
        Of the share: 2 for whole percent. Text shows its own. Of numbers it is taken to be what
        the longest shows, alike in all rows; so 0.80 stands for all from 0.75 to 0.85 unless this
        is 2, or another row has two decimals.
    rounding : {"nearest", "down"}
        How the switch gets its last digit; "nearest" leaves open which way a half goes.

    Returns
    -------
    WhichDefinition

    Raises
    ------
    ValueError
        For a printed figure that is no share, counts of which a part exceeds its whole, columns of
        different length, and where no row has contacts.

    Examples
    --------
    >>> import krarup as kr
    >>> kr.which_definition(
    ...     printed="83 %", answered=1000, answered_within=860, abandoned=60, abandoned_within=20)
    WhichDefinition: exclude_abandoned_within, positive
                  definition  fits  printed  computed
                     offered    no   0.8300    0.8113
                    answered    no   0.8300    0.8600
    exclude_abandoned_within   yes   0.8300    0.8269
                    positive   yes   0.8300    0.8302
    exclude_abandoned_within and positive give figures that differ from the 3rd decimal on: print \
more decimals, or add intervals with more abandoned_within
    short_abandoned would let exclude_short and positive_short be compared
    """
    counts = {
        "answered": answered,
        "answered_within": answered_within,
        "abandoned": abandoned,
        "abandoned_within": abandoned_within,
        "short_abandoned": short_abandoned,
    }
    given = {name: value for name, value in counts.items() if value is not None}
    names = [name for name, each in _FRACTIONS.items() if not each.reads or each.reads in given]
    all_levels = {
        name: np.atleast_1d(service_level_from_counts(**given, definition=name)) for name in names
    }
    rows = len(all_levels["offered"])
    figures, steps = _figures(printed, decimals, rows)
    offered = np.broadcast_to(np.asarray(answered, float) + np.asarray(abandoned, float), rows)
    known = (offered > 0.0) & ~np.isnan(figures)
    for levels in all_levels.values():
        known &= ~np.isnan(levels)
    if not known.any():
        raise ValueError("no row has contacts and a printed figure: there is nothing to compare")
    positions = np.flatnonzero(known)
    figures, steps = figures[known], steps[known]
    found = {name: levels[known] for name, levels in all_levels.items()}
    fitting = {name: _fit(levels, figures, steps, rounding) for name, levels in found.items()}
    worst = {name: int(np.argmax(np.abs(levels - figures))) for name, levels in found.items()}
    fits = tuple(name for name in names if fitting[name].all())
    frame = table({
        "definition": np.array(names, dtype=object),
        "fraction": np.array([_FRACTIONS[name].text for name in names], dtype=object),
        "fits": [name in fits for name in names],
        "rows_that_fit": [int(fitting[name].sum()) for name in names],
        "worst_row": [int(positions[worst[name]]) for name in names],
        "printed": [float(figures[worst[name]]) for name in names],
        "computed": [float(found[name][worst[name]]) for name in names],
    })  # fmt: skip
    advice = [_apart(one, other, found) for one, other in itertools.combinations(fits, 2)]
    if not fits:
        advice.append(_NONE_FITS)
    for count in ("abandoned_within", "short_abandoned"):
        if count not in given:
            left_out = [name for name, each in _FRACTIONS.items() if each.reads == count]
            advice.append(f"{count} would let {' and '.join(left_out)} be compared")
    if len(positions) < rows:
        advice.append(f"{rows - len(positions)} rows without contacts or with missing numbers")
    return WhichDefinition(fits, frame, len(positions), tuple(advice))


_NONE_FITS = (
    "the switch may count flow-outs or transfers as offered, drop short abandons from its counts, "
    "round down, or use another answer time than these counts"
)
_TEXT = re.compile(r"\s*(\d+)(?:[.,](\d*))?\s*(%?)\s*")


def _figures(printed: Any, decimals: int | None, rows: int) -> tuple[Floats, Floats]:
    """What was printed as shares, and one unit of the last digit of each."""
    several = not isinstance(printed, str) and np.ndim(printed) > 0
    each = list(printed) if several else [printed]
    if len(each) not in (1, rows) and rows > 1 or rows == 1 and len(each) > 1:
        raise ValueError(f"printed must have one figure for each of {rows} rows, got {len(each)}")
    texts = [figure for figure in each if isinstance(figure, str)]
    if texts and len(texts) < len(each):
        raise ValueError("printed must be all text or all numbers, got both")
    if texts:
        values, shown = zip(*map(_of_text, each), strict=True)
    else:
        values = tuple(column("printed", printed, PROPORTION).values.ravel())
        longest = max(_decimals_of(value) for value in values)
        shown = (longest,) * len(values)
    shares = column("printed", list(values), PROPORTION).values
    if decimals is not None:
        if not isinstance(decimals, int) or isinstance(decimals, bool) or decimals < 0:
            raise ValueError(f"decimals must be a whole number >= 0, got {decimals!r}")
        shown = (decimals,) * len(values)
    steps = 10.0 ** -np.array(shown, float)
    return np.broadcast_to(shares, rows), np.broadcast_to(steps, rows)


def _of_text(text: str) -> tuple[float, int]:
    match = _TEXT.fullmatch(text)
    if match is None:
        raise ValueError(f'printed must be a share such as "0.83" or "83 %", got {text!r}')
    whole, fraction, percent = match[1], match[2] or "", match[3]
    value = float(f"{whole}.{fraction or 0}")
    return (value / 100.0, len(fraction) + 2) if percent else (value, len(fraction))


def _decimals_of(value: float) -> int:
    if np.isnan(value):
        return 0
    return len(np.format_float_positional(value, trim="-").partition(".")[2])


def _fit(levels: Floats, figures: Floats, steps: Floats, rounding: str) -> Any:
    slack = 1e-9 * steps
    if rounding == "nearest":
        return np.abs(levels - figures) <= 0.5 * steps + slack
    if rounding == "down":
        return (levels >= figures - slack) & (levels < figures + steps - slack)
    raise ValueError(f"rounding must be one of 'nearest', 'down', got {rounding!r}")


def _apart(one: str, other: str, levels: Mapping[str, Floats]) -> str:
    """What would tell two definitions apart that both fit."""
    first, second = _FRACTIONS[one], _FRACTIONS[other]
    reads = [each for each in dict.fromkeys((first.reads, second.reads)) if each]
    distance = float(np.abs(levels[one] - levels[other]).max())
    if distance > 1e-12:
        decimal = int(np.ceil(-np.log10(distance)))
        ordinal = {1: "1st", 2: "2nd", 3: "3rd"}.get(decimal, f"{decimal}th")
        return (
            f"{one} and {other} give figures that differ from the {ordinal} decimal on: print "
            f"more decimals, or add intervals with more {' or '.join(reads)}"
        )
    if len(reads) == 2 and bool(first.added) == bool(second.added):
        return f"{one} and {other} agree here: add intervals where {' and '.join(reads)} differ"
    return f"{one} and {other} agree here: add intervals with some {' or '.join(reads)}"
