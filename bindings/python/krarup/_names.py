"""The names that call distributors and planners give to columns, and which argument each means."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

#: What a column may be called besides its argument; case, spaces and punctuation do not count.
NAMES: dict[str, tuple[str, ...]] = {
    "contacts": (
        "calls",
        "offered",
        "volume",
        "calls offered",
        "offered calls",
        "contacts offered",
        "offered contacts",
        "interactions offered",
        "chats offered",
        "calls presented",
        "contacts presented",
        "contacts queued",
        "contact volume",
        "call volume",
        "inbound calls",
        "inbound contacts",
        "incoming calls",
        "incoming contacts",
        "forecast volume",
        "forecast calls",
        "forecast contacts",
        "transactions",
        "interactions",
        "arrivals",
        "offer",
        "n calls",
    ),
    "aht": (
        "average handle time",
        "average handling time",
        "avg handle time",
        "avg handling time",
        "mean handle time",
        "mean handling time",
        "avg handle",
        "average handle",
    ),
    "agents": (
        "staff",
        "agents on phone",
        "agents scheduled",
        "scheduled agents",
        "agents staffed",
        "staffed agents",
        "avg staffed",
        "average agents",
        "average positions staffed",
        "avg positions staffed",
        "n agents",
    ),
    "answered": (
        "handled",
        "answer",
        "calls answered",
        "answered calls",
        "contacts answered",
        "answered contacts",
        "calls handled",
        "contacts handled",
        "handled contacts",
        "interactions answered",
        "acd calls",
    ),
    "abandoned": (
        "abandon",
        "abandons",
        "aban calls",
        "calls abandoned",
        "abandoned calls",
        "contacts abandoned",
        "abandoned contacts",
        "interactions abandoned",
    ),
    "patience": ("average patience", "avg patience", "mean patience"),
    "start": (
        "interval",
        "interval start",
        "interval start time",
        "start interval",
        "interval begin",
        "start time",
        "start date time",
        "timestamp",
        "datetime",
        "date and time",
        "period start",
    ),
    "queue": (
        "queue name",
        "skill",
        "skill name",
        "split",
        "split skill",
        "call type",
        "csq",
        "csq name",
        "ring group",
        "vdn",
    ),
}

_TIMES = ("aht", "patience")

_BRACKETED = {"min": 60.0, "mins": 60.0, "m": 60.0, "h": 3600.0, "ms": 1e-3, "s": 1.0, "sec": 1.0}
_SPELLED = {
    "secs": 1.0,
    "seconds": 1.0,
    "minutes": 60.0,
    "hours": 3600.0,
    "milliseconds": 1e-3,
    "msec": 1e-3,
}
_UNIT_WORDS = {1e-3: "milliseconds", 1.0: "seconds", 60.0: "minutes", 3600.0: "hours"}


class Recognized(NamedTuple):
    """A column that stands for an argument although it is called otherwise.

    ``seconds`` is what one unit of the column is worth, None where its name says no unit.
    """

    argument: str
    column: Any
    seconds: float | None = None

    def __str__(self) -> str:
        text = f"{self.argument} is the column {self.column!r}"
        if self.argument not in _TIMES:
            return text
        if self.seconds is None:
            return f"{text}, taken to be in seconds"
        return f"{text}, in {_UNIT_WORDS[self.seconds]} by its name"


def plain(name: Any) -> str:
    """What of a name counts: its letters and digits."""
    return "".join(each for each in str(name).casefold() if each.isalnum())


_MEANING = {
    plain(name): argument for argument, names in NAMES.items() for name in (argument, *names)
}


def recognize(argument: str, columns: Iterable[Any]) -> Recognized | None:
    """The column that means this argument; None where there is none.

    A column called just as the argument is it. A unit of a time is read where brackets hold it, as
    in "AHT (min)", or where it is spelled out, as in "aht_minutes"; a bare "min" is also a minimum.

    Raises
    ------
    ValueError
        Listing the columns, where more than one might be meant.
    """
    columns = list(columns)
    if argument in columns:
        return Recognized(argument, argument)
    found = []
    for column in columns:
        if isinstance(column, str):
            name, seconds = _unit(column) if argument in _TIMES else (column, None)
            if _MEANING.get(plain(name)) == argument:
                found.append(Recognized(argument, column, seconds))
    if len(found) > 1:
        names = ", ".join(repr(each.column) for each in found)
        raise ValueError(
            f"{argument} may be any of the columns {names}: say which, as in "
            f"{argument}={found[0].column!r}"
        )
    return found[0] if found else None


def _unit(column: str) -> tuple[str, float | None]:
    """A name without the unit at its end, and the seconds of that unit."""
    if match := re.fullmatch(r"(.*?)[\s_]*[(\[]\s*(?:in\s+)?([a-zA-Z]+)\s*[)\]]\s*", column):
        units, word = {**_BRACKETED, **_SPELLED}, match[2].lower()
    elif match := re.fullmatch(r"(.*?)[\s_,]+(?:in[\s_]+)?([a-zA-Z]+)\s*", column):
        units, word = _SPELLED | {"sec": 1.0, "s": 1.0, "ms": 1e-3}, match[2].lower()
    else:
        return column, None
    return (match[1], units[word]) if word in units else (column, None)
