"""What a file of an export looks like, as a preset says it: data, read from TOML."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

#: The columns that an export is read into; times in seconds.
COLUMNS = ("queue", "contacts", "aht", "answered", "abandoned", "agents")
TIMES = ("aht",)

_UNITS = {"ms": 1e-3, "s": 1.0, "min": 60.0, "h": 3600.0}
_CLOCKS = ("hh:mm:ss", "mm:ss", "hh:mm")
_SURE = ("documented", "partly", "assumed")


@dataclass(frozen=True)
class Source:
    """Which columns of a file make one of ours: their sum, divided by another where there is one.

    ``names`` are the columns to add, each under any of several names.
    """

    names: tuple[tuple[str, ...], ...]
    over: tuple[str, ...] = ()
    unit: float = 1.0


@dataclass(frozen=True)
class Preset:
    """How to read one kind of export.

    Attributes
    ----------
    name : str
        What `read_export` calls it.
    title : str
        The product and its report.
    sure : {"documented", "partly", "assumed"}
        Whether public documentation prints these columns, some of them, or none.
    sources : tuple of str
        Where the columns are printed.
    note : str
        What to know before trusting it.
    definition : str
        The service-level definition of the report, as far as known.
    """

    name: str
    title: str
    sure: str
    sources: tuple[str, ...]
    note: str
    columns: dict[str, Source]
    start: tuple[tuple[str, ...], ...]
    formats: tuple[str, ...]
    range: str = ""
    time_width: int = 0
    delimiter: str = ","
    encoding: str = "utf-8-sig"
    decimal: str = "."
    thousands: str = ""
    clock: str = "hh:mm:ss"
    totals: tuple[str, ...] = ()
    incomplete: dict[str, str] = field(default_factory=dict)
    definition: str = ""


def preset_names() -> list[str]:
    """The presets that krarup brings."""
    folder = files(__package__) / "presets"
    return sorted(each.name.removesuffix(".toml") for each in folder.iterdir())


def load(preset: str | os.PathLike[str]) -> Preset:
    """The preset of a name, or of a file that ends in ``.toml``.

    Raises
    ------
    ValueError
        For a name that is none, and for a file that says something else.
    """
    text = os.fspath(preset)
    if text.endswith(".toml"):
        with open(text, "rb") as file:
            return _read(text, file.read())
    if text not in preset_names():
        known = ", ".join(repr(each) for each in preset_names())
        raise ValueError(f"preset must be one of {known}, or a path to a .toml file, got {text!r}")
    return _read(text, (files(__package__) / "presets" / f"{text}.toml").read_bytes())


def _read(name: str, content: bytes) -> Preset:
    try:
        said = tomllib.loads(content.decode())
        return _preset(os.path.basename(name).removesuffix(".toml"), said)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as wrong:
        what = f"{wrong} is missing" if isinstance(wrong, KeyError) else str(wrong)
        raise ValueError(f"preset {name!r}: {what}") from None


def _preset(name: str, said: dict[str, Any]) -> Preset:
    known = {"title", "sure", "sources", "note", "file", "start", "columns", "totals"}
    known |= {"incomplete", "service_level"}
    _refuse_unknown("", said, known)
    file, start = said.get("file", {}), said["start"]
    _refuse_unknown("file.", file, {"delimiter", "encoding", "decimal", "thousands", "clock"})
    _refuse_unknown("start.", start, {"column", "columns", "formats", "range", "time_width"})
    _refuse_unknown("columns.", said["columns"], set(COLUMNS))
    _among("sure", said["sure"], _SURE)
    _among("file.clock", file.get("clock", "hh:mm:ss"), _CLOCKS)
    parts = [start["column"]] if "column" in start else start["columns"]
    return Preset(
        name=name,
        title=said["title"],
        sure=said["sure"],
        sources=tuple(said.get("sources", ())),
        note=said.get("note", ""),
        columns={each: _source(each, what) for each, what in said["columns"].items()},
        start=tuple(_names(each) for each in parts),
        formats=tuple(start["formats"]),
        range=start.get("range", ""),
        time_width=start.get("time_width", 0),
        totals=tuple(said.get("totals", {}).get("texts", ())),
        incomplete=dict(said.get("incomplete", {})),
        definition=said.get("service_level", {}).get("definition", ""),
        **file,
    )


def _source(name: str, said: Any) -> Source:
    if not isinstance(said, dict):
        return Source((_names(said),))
    _refuse_unknown(f"columns.{name}.", said, {"column", "sum", "over", "unit"})
    parts = [said["column"]] if "column" in said else said["sum"]
    unit = said.get("unit", "s")
    _among(f"columns.{name}.unit", unit, tuple(_UNITS))
    over = _names(said["over"]) if "over" in said else ()
    return Source(tuple(_names(each) for each in parts), over, _UNITS[unit])


def _names(said: str | list[str]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)


def _refuse_unknown(where: str, said: dict[str, Any], known: set[str]) -> None:
    for key in said:
        if key not in known:
            raise ValueError(f"{where}{key} is none of {', '.join(sorted(known))}")


def _among(where: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise ValueError(f"{where} must be one of {', '.join(choices)}, got {value!r}")
