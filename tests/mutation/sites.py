"""Finds what can be mutated in C++ headers, and writes a copy in which each such place asks which
mutant it is to be (mutated.hpp)."""

import re
import subprocess
from functools import cache

from clang import cindex
from clang.cindex import CursorKind as Kind
from expressions import FUNCTIONS, NUMBERS, Expressions
from header_copy import TABLE

SCOPES = {
    Kind.NAMESPACE,
    Kind.CLASS_DECL,
    Kind.STRUCT_DECL,
    Kind.CLASS_TEMPLATE,
    Kind.CLASS_TEMPLATE_PARTIAL_SPECIALIZATION,
}


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


class Finder(Expressions):
    """Walks one header."""

    def __init__(self, include, path, first, cursors):
        super().__init__(include, path, first)
        for cursor in cursors:
            self.declaration(cursor)
        self.tables()

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


SITES_OF_A_FILE = 4096


def parse(include, paths):
    """What each header declares."""
    unit = cindex.Index.create().parse(
        "all.cpp",
        args=["-std=c++20", f"-I{include}", "-isystem/usr/include/eigen3", *compiler_includes()],
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
