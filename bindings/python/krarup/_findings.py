"""What is wrong with data: where it stands, which rule it breaks, what to do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from ._table import table

SHOWN_IN_ERROR, SHOWN = 5, 20


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, or looks wrong, in data.

    Attributes
    ----------
    row : int, tuple or None
        Position of the row, from 0; None for what concerns a column or the whole frame.
    label : object
        Index label of the row, or its position where there is no index.
    column : object
        Name of the column, or of the argument where no column has it.
    rule : str
        What must be the case.
    value : object
        What was found instead.
    advice : str
        What to do; empty where the rule says it.
    severity : {"error", "warning"}
        Errors are refused by `plan_day` and `evaluate_day`.
    text : str
        All of it as one line.

    Examples
    --------
    >>> import krarup as kr
    >>> try:
    ...     kr.ErlangC(contacts=[60, -1], interval="30min", aht=180)
    ... except kr.DataError as error:
    ...     finding = error.findings[0]
    >>> finding.row, finding.column, finding.rule, finding.value
    (1, 'contacts', 'must be finite and >= 0', -1.0)
    """

    row: int | tuple[int, ...] | None
    label: Any
    column: Any
    rule: str
    value: Any
    advice: str
    severity: str
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, eq=False)
class Block:
    """Findings by one rule in one column; a Finding is made of it where one is looked at.

    ``positions`` has a row for each finding and an axis for each of the column's: none for a number
    that stands alone.
    """

    argument: str
    rule: str
    positions: npt.NDArray[np.intp]
    values: Sequence[Any]
    got: Callable[[Any], str] = repr
    advice: Callable[[Any], str] | str = ""
    severity: str = "error"
    column: Any = None
    label: Callable[[int], Any] | None = None
    beside: Callable[[int], str] | None = None

    def finding(self, number: int) -> Finding:
        position = tuple(int(i) for i in self.positions[number])
        row = position[0] if len(position) == 1 else position or None
        value = self.values[number]
        advice = self.advice if isinstance(self.advice, str) else self.advice(value)
        named = self.column is not None and self.column != self.argument
        name = f"{self.argument} (column {self.column!r})" if named else self.argument
        place = where(position, self.label, self.beside)
        text = f"{place}{name} {self.rule}, got {self.got(value)}"
        return Finding(
            row=row,
            label=self.label(row) if isinstance(row, int) and self.label is not None else row,
            column=self.argument if self.column is None else self.column,
            rule=self.rule,
            value=value,
            advice=advice,
            severity=self.severity,
            text=f"{text}: {advice}" if advice else text,
        )


def whole(argument: str, rule: str, value: Any, **more: Any) -> Block:
    """A block of one finding, on a column or the whole frame."""
    return Block(argument, rule, np.empty((1, 0), dtype=np.intp), [value], **more)


class Findings(Sequence[Finding]):
    """Everything that `validate` found, in the order of the rows.

    First what concerns a column or the whole frame, then row by row.

    Attributes
    ----------
    errors, warnings : Findings
        Those of one severity.
    frame : DataFrame
        A row for each, with the attributes of `Finding` as columns; a read-only mapping from names
        to arrays where pandas is missing.
    assumed : tuple of str
        Which columns were taken to be which argument, and in which unit.

    Examples
    --------
    >>> import krarup as kr
    >>> try:
    ...     kr.ErlangC(contacts=[60, -1, "80 %"], interval="30min", aht=180)
    ... except kr.DataError as error:
    ...     print(error.findings)
    Findings: 2 errors
    row 1: contacts must be finite and >= 0, got -1: correct it, or leave it empty
    row 2: contacts must be finite and >= 0, got '80 %': write the number without the percent sign
    """

    def __init__(self, blocks: Iterable[Block], assumed: tuple[str, ...] = ()) -> None:
        self._blocks = tuple(blocks)
        self.assumed = assumed
        sizes = [len(each.values) for each in self._blocks]
        block = np.repeat(np.arange(len(sizes)), sizes)
        within = np.concatenate([np.arange(size) for size in sizes] or [np.empty(0, dtype=int)])
        rows = [each.positions for each in self._blocks]
        keys = [r[:, 0] if r.shape[1] else np.full(len(r), -1) for r in rows]
        order = np.argsort(np.concatenate(keys or [np.empty(0)]), kind="stable")
        self._block, self._within = block[order], within[order]

    def __len__(self) -> int:
        return len(self._block)

    @overload
    def __getitem__(self, number: int) -> Finding: ...
    @overload
    def __getitem__(self, number: slice) -> list[Finding]: ...
    def __getitem__(self, number: int | slice) -> Finding | list[Finding]:
        if isinstance(number, slice):
            return [self[i] for i in range(*number.indices(len(self)))]
        block: Block = self._blocks[self._block[number]]
        return block.finding(int(self._within[number]))

    @property
    def errors(self) -> Findings:
        return self._only("error")

    @property
    def warnings(self) -> Findings:
        return self._only("warning")

    def _only(self, severity: str) -> Findings:
        return Findings([b for b in self._blocks if b.severity == severity], self.assumed)

    @property
    def frame(self) -> Any:
        names = ("row", "label", "column", "rule", "value", "advice", "severity")
        columns = {name: np.empty(len(self), dtype=object) for name in names}
        for i, finding in enumerate(self):
            for name, values in columns.items():
                values[i] = getattr(finding, name)
        return table(columns)

    def _counts(self) -> str:
        errors = sum(len(b.values) for b in self._blocks if b.severity == "error")
        counts = [(errors, "error"), (len(self) - errors, "warning")]
        said = [f"{n:,} {word}{'s' * (n > 1)}" for n, word in counts if n]
        return ", ".join(said) or "nothing"

    def __repr__(self) -> str:
        lines = [f"Findings: {self._counts()}", *(each.text for each in self[:SHOWN])]
        if len(self) > SHOWN:
            lines.append(f"and {len(self) - SHOWN:,} more; .frame has all")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        names = ("row", "label", "column", "severity", "rule", "value", "advice")
        head = "".join(f"<th>{name}</th>" for name in names)
        body = "".join(
            "<tr>" + "".join(f"<td>{_cell(getattr(each, name))}</td>" for name in names) + "</tr>"
            for each in self[:SHOWN]
        )
        more = f"; the first {SHOWN} of them" if len(self) > SHOWN else ""
        return f"<p>Findings: {self._counts()}{more}</p><table><tr>{head}</tr>{body}</table>"


def placed(
    parts: Iterable[Findings],
    columns: Mapping[str, Any],
    label: Callable[[int], Any],
    beside: Callable[[int], str] | None,
    assumed: tuple[str, ...] = (),
) -> Findings:
    """All of several, in the order of the rows, as those of one frame.

    `columns` are those that arguments name, `label` is what a row is called, and `beside` what is
    said beside it, such as its queue.
    """
    return Findings(
        [
            replace(b, column=columns.get(b.argument, b.column), label=label, beside=beside)
            for each in parts
            for b in each._blocks
        ],
        assumed,
    )


def together(parts: Iterable[Findings]) -> Findings:
    """All of several, in the order of the rows."""
    return Findings([block for each in parts for block in each._blocks])


def of_class(findings: Findings, name: str, own: Collection[str]) -> Findings:
    """The same, where arguments that a class of contacts has for itself are said to be its own."""
    return Findings(
        [
            replace(block, argument=f"{block.argument} of class {name!r}")
            if block.argument in own
            else block
            for block in findings._blocks
        ],
        findings.assumed,
    )


def split_rows(findings: Findings, among: Callable[[int, Any], bool]) -> tuple[list[int], Findings]:
    """The rows of which something holds, by row and value; and the findings on all others."""
    rows, blocks = [], []
    for block in findings._blocks:
        pairs = zip(block.positions[:, 0].tolist(), block.values, strict=True)
        holds = np.array([bool(among(row, value)) for row, value in pairs])
        rows += block.positions[holds, 0].tolist()
        values = [v for v, held in zip(block.values, holds, strict=True) if not held]
        if values:
            blocks.append(replace(block, positions=block.positions[~holds], values=values))
    return rows, Findings(blocks, findings.assumed)


def _cell(value: Any) -> str:
    return "" if value is None else escape(str(value))


class DataError(ValueError):
    """Data that cannot be computed with: the first findings and how many there are.

    Attributes
    ----------
    findings : Findings
        All of them.
    rest : object
        What was read where all is right; in a column, NaN where it is not.

    Examples
    --------
    >>> import krarup as kr
    >>> try:
    ...     kr.plan_day({"contacts": [60, -1, "n/a"]}, aht=180, interval="30min",
    ...                 service_level=0.80, answer_within=20)
    ... except kr.DataError as error:
    ...     print(error)
    row 1: contacts must be finite and >= 0, got -1: correct it, or leave it empty
    row 2: contacts must be finite and >= 0, got 'n/a': leave the cell empty (NaN) where a number \
is missing
    """

    def __init__(self, findings: Findings, rest: Any = None) -> None:
        lines = [each.text for each in findings[:SHOWN_IN_ERROR]]
        if len(findings) > SHOWN_IN_ERROR:
            lines.append(
                f"and {len(findings) - SHOWN_IN_ERROR:,} more of {len(findings):,} findings: "
                "the error's findings lists them all, and krarup.validate those of a frame"
            )
        super().__init__("\n".join(lines))
        self.findings, self.rest = findings, rest

    def __reduce__(self) -> Any:
        return DataError, (self.findings, self.rest)


DataError.__module__ = "krarup"  # where users find it, and how a traceback names it


def where(
    position: tuple[int, ...],
    name: Callable[[int], Any] | None = None,
    beside: Callable[[int], str] | None = None,
) -> str:
    """``"row 17 (2014-01-02 10:30:00): "``, or nothing for a number that stands alone."""
    if not position:
        return ""
    if len(position) > 1:
        return f"row {position}: "
    row = position[0]
    label = row if name is None else name(row)
    known = isinstance(label, int | np.integer) and label == row
    known |= label is None
    words = ("" if known else str(label)) + (beside(row) if beside else "")
    return f"row {row} ({words.removeprefix(', ')}): " if words else f"row {row}: "
