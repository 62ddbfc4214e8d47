"""Finds what can be mutated in C++ headers, and writes a copy in which each such place asks which
mutant it is to be (mutated.hpp)."""

import re
import subprocess
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

from clang import cindex
from clang.cindex import CursorKind as Kind

BINARY = {
    "+": ("plus", ["-"]),
    "-": ("minus", ["+"]),
    "*": ("times", ["/"]),
    "/": ("divide", ["*"]),
    "%": ("modulo", ["/"]),
    "&": ("bit_and", ["|"]),
    "|": ("bit_or", ["&"]),
    "<": ("less", ["<=", ">="]),
    "<=": ("less_equal", ["<", ">"]),
    ">": ("greater", [">=", "<="]),
    ">=": ("greater_equal", [">", "<"]),
    "==": ("equal", ["!="]),
    "!=": ("unequal", ["=="]),
}
ASSIGNMENT = {
    "+=": ("assign_plus", "-="),
    "-=": ("assign_minus", "+="),
    "*=": ("assign_times", "/="),
    "/=": ("assign_divide", "*="),
}
UNARY = {"-": ("negative", "drop -"), "!": ("negated", "drop !")}
STEP = {"++": ("increment", "--"), "--": ("decrement", "++")}
CALLS = {
    "std::min": ("least", "max"),
    "std::max": ("greatest", "min"),
    "std::ceil": ("rounded_up", "floor"),
    "std::floor": ("rounded_down", "ceil"),
}
TRANSPARENT = {Kind.UNEXPOSED_EXPR}
FUNCTIONS = {
    Kind.FUNCTION_DECL,
    Kind.CXX_METHOD,
    Kind.CONSTRUCTOR,
    Kind.FUNCTION_TEMPLATE,
    Kind.CONVERSION_FUNCTION,
}
SCOPES = {
    Kind.NAMESPACE,
    Kind.CLASS_DECL,
    Kind.STRUCT_DECL,
    Kind.CLASS_TEMPLATE,
    Kind.CLASS_TEMPLATE_PARTIAL_SPECIALIZATION,
}
NUMBERS = {Kind.INTEGER_LITERAL, Kind.FLOATING_LITERAL}
# Values of the traits of a fit, known by their names where a template hides what they are.
FIT_TRAIT = re.compile(r"(?:Fit|fit|temme_\w+|palm_\w+)::(?:least_[nx]|scale|shift)")
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


@cache
def compiler_includes():
    out = subprocess.run(
        ["clang++", "-x", "c++", "-E", "-v", "/dev/null"],
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    listed = out.split("#include <...> search starts here:")[1].split("End of search list")[0]
    return ["-isystem" + line.strip() for line in listed.splitlines() if line.strip()]


class Finder:
    """Walks one header."""

    def __init__(self, include, path, first, cursors):
        self.path = path
        self.text = (include / path).read_text(encoding="ascii")
        self.header = Header(path, self.text)
        self.next = first
        self.order = 0
        self.scope = []
        self.seen = {}
        for cursor in cursors:
            self.declaration(cursor)
        self.tables()

    # -- text ------------------------------------------------------------------------------------
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

    # -- declarations ----------------------------------------------------------------------------
    def declaration(self, cursor):
        kind = cursor.kind
        if kind in SCOPES:
            named = cursor.spelling and kind != Kind.NAMESPACE
            if named:
                self.scope.append(cursor.spelling)
            for child in cursor.get_children():
                if self.here(child):
                    self.declaration(child)
            if named:
                self.scope.pop()
        elif kind in FUNCTIONS:
            self.scope.append(
                cursor.spelling.split("<")[0]
                if "operator" not in cursor.spelling
                else cursor.spelling
            )
            initialised = None
            for child in cursor.get_children():
                if not self.here(child):
                    continue
                if child.kind == Kind.COMPOUND_STMT:
                    self.statement(child)
                elif child.kind == Kind.PARM_DECL:
                    self.variable(child)
                elif child.kind == Kind.MEMBER_REF:
                    initialised = child
                elif initialised is not None and child.kind.is_expression():
                    self.expression(child)
                    initialised = None
            self.scope.pop()
        elif kind in (Kind.VAR_DECL, Kind.FIELD_DECL):
            self.variable(cursor)
        elif kind == Kind.FRIEND_DECL:
            for child in cursor.get_children():
                if self.here(child):
                    self.declaration(child)
        elif (
            kind == Kind.UNEXPOSED_DECL
        ):  # a template of a variable, or what libclang does not name
            for child in cursor.get_children():
                if self.here(child):
                    self.declaration(child)

    def variable(self, cursor):
        start, end = self.span(cursor)
        head = self.text[start : cursor.location.offset]
        local = any(self.scope) and cursor.semantic_parent.kind in FUNCTIONS
        if "constexpr" in head:
            if not local and TABLE.match(self.text, self.text.rfind("\n", 0, start) + 1):
                return
            integral = re.search(r"\b(?:bool|int|size_t|uint\d+_t|char)\b", head)
            if not local or integral:
                self.header.constant_only += sum(
                    1 for each in cursor.walk_preorder() if each.kind in NUMBERS
                )
                return
            at = self.text.index("constexpr", start)
            begin = self.text.rfind("static", start, at)
            self.replace(at if begin < 0 else begin, at + len("constexpr"), "const")
        elif "static" in head and not local:
            return
        for child in cursor.get_children():
            if not self.here(child) or not child.kind.is_expression():
                continue
            if child.extent.start.offset < cursor.location.offset:
                continue
            if self.text[: child.extent.start.offset].rstrip().endswith("["):
                continue
            self.expression(child)

    # -- statements ------------------------------------------------------------------------------
    def statement(self, cursor):
        if not self.here(cursor):
            return
        kind = cursor.kind
        children = list(cursor.get_children())
        if kind == Kind.COMPOUND_STMT:
            for child in children:
                self.statement_of_block(child)
        elif kind == Kind.IF_STMT:
            constant = re.match(r"if\s+constexpr", self.source(cursor))
            told = [c for c in children if c.kind == Kind.DECL_STMT or c.kind == Kind.VAR_DECL]
            for child in told:
                self.statement(child) if child.kind == Kind.DECL_STMT else self.variable(child)
            rest = [c for c in children if c not in told]
            if rest and rest[0].kind.is_expression():
                if not constant and not told:
                    self.condition(rest[0])
                rest = rest[1:]
            for child in rest:
                self.statement_of_block(child)
        elif kind == Kind.WHILE_STMT:
            if children[0].kind.is_expression():
                self.condition(children[0], loop=True)
            for child in children[1:]:
                self.statement_of_block(child)
        elif kind == Kind.DO_STMT:
            self.statement_of_block(children[0])
            self.condition(children[1], loop=True)
        elif kind == Kind.FOR_STMT:
            *heads, body = children
            semicolons = self.semicolons(cursor)
            for child in heads:
                at = child.extent.start.offset
                if child.kind == Kind.DECL_STMT:
                    self.statement(child)
                elif semicolons[0] < at < semicolons[1]:
                    self.condition(child, loop=True)
                elif child.kind.is_expression():
                    self.expression(child)
            self.statement_of_block(body)
        elif kind == Kind.CXX_FOR_RANGE_STMT:
            *heads, body = children
            for child in heads:
                if child.kind.is_expression():
                    self.expression(child)
            self.statement_of_block(body)
        elif kind == Kind.SWITCH_STMT:
            for child in children:
                if child.kind.is_expression():
                    continue
                self.statement(child)
        elif kind == Kind.CASE_STMT:
            for child in children[1:]:
                self.statement_of_block(child)
        elif kind == Kind.DEFAULT_STMT:
            for child in children:
                self.statement_of_block(child)
        elif kind == Kind.DECL_STMT:
            for child in children:
                if child.kind == Kind.VAR_DECL:
                    self.variable(child)
                elif child.kind in SCOPES or child.kind == Kind.UNEXPOSED_DECL:
                    self.declaration(child)
        elif kind == Kind.RETURN_STMT:
            for child in children:
                if child.type.kind == cindex.TypeKind.BOOL:
                    self.condition(child)
                else:
                    self.expression(child)
        elif kind.is_expression():
            self.expression(cursor)
        else:
            for child in children:
                self.statement(child)

    def semicolons(self, cursor):
        """Where the two semicolons in the head of a for statement stand."""
        depth, found = 0, []
        start, end = self.span(cursor)
        for i in range(self.text.index("(", start), end):
            letter = self.text[i]
            depth += (letter in "({[") - (letter in ")}]")
            if letter == ";" and depth == 1:
                found.append(i)
                if len(found) == 2:
                    return found
        raise AssertionError(self.source(cursor))

    def statement_of_block(self, cursor):
        """A statement that may also be left out."""
        if cursor.kind.is_expression() and self.here(cursor):
            text = self.source(cursor)
            if not text.startswith(("throw", "co_")):
                number = self.site(cursor, ["leave out"], text + ";")
                start, end = self.span(cursor)
                self.wrap(start, end, f"(mutated::keep<{number}>() ? (void)(", ") : (void)0)")
            self.expression(cursor)
        else:
            self.statement(cursor)

    # -- expressions -----------------------------------------------------------------------------
    def bare(self, cursor):
        """The expression below implicit conversions and parentheses."""
        while cursor.kind in TRANSPARENT or cursor.kind == Kind.PAREN_EXPR:
            children = list(cursor.get_children())
            if len(children) != 1:
                break
            cursor = children[0]
        return cursor

    def condition(self, cursor, loop=False):
        """A whole condition: true, or false."""
        if self.bare(cursor).kind == Kind.CXX_BOOL_LITERAL_EXPR:
            return
        number = self.site(cursor, ["false"] if loop else ["true", "false"])
        if loop:
            self.wrap(*self.span(cursor), f"mutated::truth<{number}, 2>(bool(", "))")
        else:
            self.wrap(*self.span(cursor), f"mutated::truth<{number}>(bool(", "))")
        self.expression(cursor)

    def between(self, left, right):
        """The operator between two operands, and where it stands."""
        start, end = left.extent.end.offset, right.extent.start.offset
        gap = re.sub(r"//[^\n]*", lambda m: " " * len(m.group()), self.text[start:end])
        operator = gap.strip()
        return operator, start + gap.find(operator), start + gap.find(operator) + len(operator)

    def expression(self, cursor):
        if not self.here(cursor):
            return
        kind = cursor.kind
        children = [c for c in cursor.get_children() if self.here(c)]
        start, end = self.span(cursor)
        text = self.text[start:end]
        if text.startswith("_mm"):
            return  # a macro, to clang
        if kind in NUMBERS:
            self.number(cursor)
        elif kind == Kind.CXX_BOOL_LITERAL_EXPR:
            number = self.site(cursor, ["not"])
            self.wrap(start, end, f"mutated::truth<{number}, {2 if text == 'true' else 1}>(")
        elif FIT_TRAIT.fullmatch(text):
            number = self.site(cursor, ["+ 1", "0"])
            self.wrap(start, end, f"mutated::constant<{number}>(")
        elif kind in (Kind.DECL_REF_EXPR, Kind.MEMBER_REF_EXPR):
            named = cursor.referenced
            if self.named_constant(cursor, named):
                number = self.site(cursor, ["+ 1", "0"])
                self.wrap(start, end, f"mutated::constant<{number}>(")
            elif (
                kind == Kind.MEMBER_REF_EXPR
                and children
                and children[0].extent.start.offset == start
            ):
                if children[0].kind.is_expression():
                    self.expression(children[0])
        elif kind in (Kind.BINARY_OPERATOR, Kind.COMPOUND_ASSIGNMENT_OPERATOR):
            self.operation(cursor, children[0], children[-1])
        elif kind == Kind.UNARY_OPERATOR:
            sign = text[:2] if text[:2] in STEP else text[:1]
            if sign in UNARY and self.bare(children[0]).kind not in NUMBERS:
                name, what = UNARY[sign]
                number = self.site(cursor, [what])
                self.wrap(start, end, f"mutated::{name}<{number}>(")
                self.replace(start, start + 1, "")
            elif sign in UNARY and sign == "-":
                self.number(cursor)
                return
            elif sign in STEP:
                name, what = STEP[sign]
                number = self.site(cursor, [what])
                self.wrap(start, end, f"mutated::{name}<{number}>(")
                self.replace(start, start + 2, "")
            self.expression(children[0])
        elif kind == Kind.CONDITIONAL_OPERATOR:
            self.condition(children[0])
            self.expression(children[1])
            self.expression(children[2])
        elif kind == Kind.CALL_EXPR:
            self.call(cursor, children, text, start, end)
        elif kind == Kind.LAMBDA_EXPR:
            for child in children:
                if child.kind == Kind.COMPOUND_STMT:
                    self.statement(child)
        elif kind in (
            Kind.CXX_STATIC_CAST_EXPR,
            Kind.CXX_FUNCTIONAL_CAST_EXPR,
            Kind.CXX_THROW_EXPR,
        ):
            for child in children:
                if child.kind.is_expression():
                    self.expression(child)
        elif kind == Kind.ARRAY_SUBSCRIPT_EXPR:
            self.expression(children[0])
            if self.bare(children[1]).kind not in NUMBERS:  # a read beyond the end kills nothing
                self.expression(children[1])
        elif kind in (Kind.CXX_UNARY_EXPR, Kind.SIZE_OF_PACK_EXPR):
            return  # sizeof, noexcept, requires
        elif kind.is_expression():
            if text.startswith("requires"):
                return
            for child in children:
                if child.kind.is_expression():
                    self.expression(child)

    def number(self, cursor):
        start, end = self.span(cursor)
        text = self.text[start:end]
        if not re.match(r"-?\.?\d", text):
            return  # of a macro, or the 0 that a <=> b is compared with
        whole = re.fullmatch(r"(-?)(\d+)([uUlLzZ]*)", text.replace("'", ""))
        if text.lstrip("-").lower().startswith("0x"):
            others = [f"{text} + 1", f"{text} / 2"]
        elif whole:
            value = int(whole[2])
            suffix = whole[3]
            others = [f"{whole[1]}{value + 1}{suffix}", f"0{suffix}" if value else None]
            if not value and not suffix.lower().startswith("u"):
                others[1] = f"-1{suffix}"
        else:
            suffix = text[-1] if text[-1] in "fFlL" else ""
            value = float(text.rstrip("fFlL").replace("'", ""))
            if value == 0.0:
                others = ["1.0" + suffix, "-1.0" + suffix]
            elif 1e-3 <= abs(value) < 1e3:
                others = [f"{text} + 1.0{suffix}", "0.0" + suffix]
            else:  # 1 more would be nothing, or everything
                others = [f"{text} * 1e3{suffix}", f"{text} / 1e3{suffix}"]
        others = [other for other in others if other]
        number = self.site(cursor, others)
        a, b = others[0], others[-1]
        self.replace(start, end, f"mutated::number<{number}, decltype({text})>({text}, {a}, {b})")

    def named_constant(self, cursor, named):
        if named is None or named.kind not in (Kind.VAR_DECL, Kind.FIELD_DECL):
            return False
        base = named
        if named.kind == Kind.FIELD_DECL:  # of a constant, as ln_2.head
            inner = self.bare(next(iter(cursor.get_children()), cursor))
            base = inner.referenced if inner.kind == Kind.DECL_REF_EXPR else None
            if base is None or base.kind != Kind.VAR_DECL:
                return False
        if (
            base.semantic_parent.kind in FUNCTIONS
            or base.semantic_parent.kind == Kind.FUNCTION_DECL
        ):
            return False
        if named.type.get_canonical().kind not in (
            cindex.TypeKind.DOUBLE,
            cindex.TypeKind.ULONG,
            cindex.TypeKind.INT,
        ):
            return False
        return "constexpr" in (token.spelling for token in islice(base.get_tokens(), 4))

    def operation(self, cursor, left, right):
        if self.source(right) in BINARY:  # (a <=> b) < 0, written as a < b
            inner = list(self.bare(left).get_children())
            left, right = inner[0], inner[-1]
        operator, at, after = self.between(left, right)
        start, end = left.extent.start.offset, right.extent.end.offset
        if operator in BINARY:
            name, others = BINARY[operator]
            number = self.site(
                cursor, [f"{operator} to {other}" for other in others], self.text[start:end]
            )
            self.wrap(start, end, f"mutated::{name}<{number}>(")
            self.replace(at, after, ",")
        elif operator in ASSIGNMENT:
            name, other = ASSIGNMENT[operator]
            number = self.site(cursor, [f"{operator} to {other}"])
            self.wrap(start, end, f"mutated::{name}<{number}>(")
            self.replace(at, after, ",")
        elif operator in ("&&", "||"):
            verdict = "true" if operator == "&&" else "false"
            for side in (left, right):
                number = self.site(side, [verdict])
                which = 1 if operator == "&&" else 2
                self.wrap(*self.span(side), f"mutated::truth<{number}, {which}>(bool(", "))")
        self.expression(left)
        self.expression(right)

    def call(self, cursor, children, text, start, end):
        if len(children) == 2 and self.source(children[1]) == text[:1]:  # -a, !a, *a, overloaded
            if text[:1] in UNARY:
                name, what = UNARY[text[0]]
                number = self.site(cursor, [what])
                self.wrap(start, end, f"mutated::{name}<{number}>(")
                self.replace(start, start + 1, "")
            self.expression(children[0])
            return
        if len(children) >= 2 and self.source(children[-1]) in BINARY:
            self.operation(cursor, children[0], children[-1])
            return
        if len(children) >= 2 and children[0].extent.end.offset <= children[-1].extent.start.offset:
            operator, _, _ = self.between(children[0], children[-1])
            if operator in BINARY or operator in ASSIGNMENT or operator in ("&&", "||"):
                self.operation(cursor, children[0], children[-1])
                return
            for child in children[1:-1]:  # the name of an overloaded operator stands between
                middle = self.source(child)
                if len(children) == 3 and middle in (*BINARY, *ASSIGNMENT):
                    self.operation(cursor, children[0], children[-1])
                    return
        for called, (name, other) in CALLS.items():
            if text.startswith(called + "(") and self.text[start:end].endswith(")"):
                number = self.site(cursor, [f"{called} to {other}"])
                self.replace(start, start + len(called), f"mutated::{name}<{number}>")
        for child in children:
            if child.kind in (Kind.TYPE_REF, Kind.TEMPLATE_REF, Kind.NAMESPACE_REF):
                continue
            if child.kind.is_expression():
                self.expression(child)

    # -- tables ----------------------------------------------------------------------------------
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

    # -- the copy --------------------------------------------------------------------------------
    def mutated_text(self):
        out, at = [], 0
        for offset, _, _, removed, inserted in sorted(self.header.edits, key=lambda e: e[:3]):
            out.append(self.text[at:offset])
            out.append(inserted)
            at = max(at, offset + removed)
        out.append(self.text[at:])
        return "".join(out)


SITES_OF_A_FILE = 4096


def parse(include, paths):
    """What each header declares."""
    unit = cindex.Index.create().parse(
        "all.cpp",
        args=["-std=c++20", f"-I{include}", *compiler_includes()],
        unsaved_files=[("all.cpp", "".join(f"#include <{path}>\n" for path in paths))],
    )
    wrong = [d for d in unit.diagnostics if d.severity >= cindex.Diagnostic.Error]
    if wrong:
        raise SystemExit(f"mutate: cannot parse the headers: {wrong[0]}")
    declared = {str(include / path): [] for path in paths}
    for cursor in unit.cursor.get_children():
        if cursor.location.file and cursor.location.file.name in declared:
            declared[cursor.location.file.name].append(cursor)
    return {path: declared[str(include / path)] for path in paths}


def mutate(include, target, paths):
    """Writes the copy and returns the headers with their sites, which are numbered from 1."""
    declared = parse(include, paths)
    headers = []
    for index, file in enumerate(sorted(include.rglob("*.hpp"))):
        path = file.relative_to(include).as_posix()
        text = file.read_text()
        if path in declared:
            finder = Finder(include, path, 1 + index * SITES_OF_A_FILE, declared[path])
            assert len(finder.header.sites) <= SITES_OF_A_FILE, path
            headers.append(finder.header)
            text = finder.mutated_text()
        copy = target / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        if not copy.exists() or copy.read_text() != text:
            copy.write_text(text)
    return headers
