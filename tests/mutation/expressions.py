"""What can be mutated in an expression: operators, numbers, constants, calls and conditions."""

import re
from itertools import islice

from clang import cindex
from clang.cindex import CursorKind as Kind
from header_copy import HeaderCopy

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
NUMBERS = {Kind.INTEGER_LITERAL, Kind.FLOATING_LITERAL}
# Values of the traits of a fit, known by their names where a template hides what they are.
FIT_TRAIT = re.compile(r"(?:Fit|fit|temme_\w+|palm_\w+)::(?:least_[nx]|scale|shift)")


class Expressions(HeaderCopy):
    """Finds the places in an expression; the bodies of its lambdas it leaves to `statement`."""

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
        elif kind == Kind.UNARY_OPERATOR and text.startswith("!="):  # !(a == b), written as a != b
            self.expression(children[0])
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
        if any(self.span(child) == (start, end) for child in children):  # an implicit conversion
            for child in children:
                self.expression(child)
            return
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
            if re.match(re.escape(called) + r"\((?!\{)", text) and text.endswith(")"):
                number = self.site(cursor, [f"{called} to {other}"])
                self.replace(start, start + len(called), f"mutated::{name}<{number}>")
        for child in children:
            if child.kind in (Kind.TYPE_REF, Kind.TEMPLATE_REF, Kind.NAMESPACE_REF):
                continue
            if child.kind.is_expression():
                self.expression(child)
