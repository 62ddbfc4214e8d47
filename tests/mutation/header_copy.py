"""A header that is being mutated: its places, and the changes that make the copy of it."""

import re
from dataclasses import dataclass, field

TABLE = re.compile(
    r"^(?:inline|  static) constexpr double (\w+)((?:\[\w*\])+) = (\{)", re.MULTILINE
)


@dataclass
class Site:
    number: int
    file: str
    function: str
    line: int
    text: str  # the expression, on one line
    mutations: list  # what each variant does, in the order of variants 1, 2, ...
    nth: int = 1  # which of several alike in one function


@dataclass
class Header:
    path: str
    text: str
    sites: list = field(default_factory=list)
    constant_only: int = 0
    edits: list = field(default_factory=list)  # (offset, kind, order, removed, inserted)


class HeaderCopy:
    """Takes the places and edits of one header; offsets are into its text."""

    def __init__(self, include, path, first):
        self.path = path
        self.text = (include / path).read_text(encoding="ascii")
        self.header = Header(path, self.text)
        self.next = first
        self.order = 0
        self.scope = []
        self.seen = {}

    def span(self, cursor):
        return cursor.extent.start.offset, cursor.extent.end.offset

    def source(self, cursor):
        start, end = self.span(cursor)
        return self.text[start:end]

    def here(self, cursor):
        file = cursor.extent.start.file
        start, end = self.span(cursor)
        return file is not None and file.name.endswith(self.path) and end > start

    def site(self, cursor, mutations, text=None):
        text = " ".join((text or self.source(cursor)).split())
        function = "::".join(self.scope)
        key = (function, text, tuple(mutations))
        self.seen[key] = self.seen.get(key, 0) + 1
        line = self.text.count("\n", 0, cursor.extent.start.offset) + 1
        site = Site(self.next, self.path, function, line, text, mutations, self.seen[key])
        self.next += 1
        self.header.sites.append(site)
        return site.number

    def wrap(self, start, end, before, after=")"):
        """Puts `before` and `after` around a stretch; of several around the same stretch the first
        is the outermost."""
        self.order += 1
        self.header.edits.append((start, 1, self.order, 0, before))
        self.header.edits.append((end, 0, -self.order, 0, after))

    def replace(self, start, end, by):
        self.header.edits.append((start, 2, 0, end - start, by))

    def tables(self):
        """Numbers of tables outside of functions: each is a site, changed where it lies."""
        for match in TABLE.finditer(self.text):
            name = match[1]
            inside = match[0].startswith(" ")
            if inside and not self.path.endswith("_fit.hpp"):
                continue  # of a function
            close = self.text.index("};", match.end())
            body = self.text[match.end() : close]
            rows = [r for r in re.split(r"[{}]", body) if r.strip(" ,\n")]
            widths = [len([n for n in row.split(",") if n.strip()]) for row in rows]
            owner = re.findall(r"^struct (\w+)", self.text[: match.start()], re.MULTILINE)
            whole_name = f"{owner[-1]}::{name}" if inside else name
            width = re.findall(r"\[(\w*)\]", match[2])
            registration = ""
            for row, count in enumerate(widths):
                first = self.next
                for column in range(count):
                    where = (
                        f"{whole_name}[{row}][{column}]"
                        if len(width) == 2
                        else f"{whole_name}[{column}]"
                    )
                    site = Site(
                        self.next,
                        self.path,
                        "a table",
                        self.text.count("\n", 0, match.start()) + 1,
                        where,
                        ["+ 1e-12"],
                    )
                    self.next += 1
                    self.header.sites.append(site)
                at = f"&{name}[{row}][0]" if len(width) == 2 else f"&{name}[0]"
                registration += f" && mutated::table({first}, {at}, {count})"
            at = self.text.index("constexpr", match.start())
            static = "static inline" if inside else "inline"
            self.replace(match.start(), at + len("constexpr"), static)
            self.header.edits.append(
                (close + 2, 1, 0, 0, f" {static} const bool {name}_listed = true{registration};")
            )

    def mutated_text(self):
        out, at = [], 0
        for offset, _, _, removed, inserted in sorted(self.header.edits, key=lambda e: e[:3]):
            out.append(self.text[at:offset])
            out.append(inserted)
            at = max(at, offset + removed)
        out.append(self.text[at:])
        return "".join(out)
