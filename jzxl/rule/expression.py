"""The expression tree: every formula of a form exists once, as one of these.

Printers over the tree live beside it: :mod:`jzxl.rule.excel` (a worksheet formula),
:mod:`jzxl.rule.exact` (the exact value) and :mod:`jzxl.rule.wording` (a Chinese sentence, and
the worked line).  A printer that meets a node it does not know raises, so a new kind of node
cannot be forgotten in one of them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Number:
    """A constant.  ``value`` is exact; it must have a finite decimal expansion to be printed."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Text:
    """A constant text."""

    value: str


@dataclass(frozen=True, slots=True)
class Name:
    """The value of a named cell (or, as an argument of a counting function, of a named range)."""

    name: str


@dataclass(frozen=True, slots=True)
class Operation:
    """``left operator right``; operators are those of a worksheet: ``+ - * / & = <> < <= > >=``."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Call:
    """A worksheet function by its English name (``IF``, ``ROUND`` …)."""

    function: str
    arguments: tuple[Expression, ...]


Expression = Number | Text | Name | Operation | Call


def number(value: int | Decimal | Fraction) -> Number:
    """A constant of the given exact value."""
    return Number(Fraction(value))


def call(function: str, *arguments: Expression) -> Call:
    """A function call."""
    return Call(function, arguments)


def add(*terms: Expression) -> Expression:
    """The sum of one or more terms, written out with ``+``."""
    total = terms[0]
    for term in terms[1:]:
        total = Operation("+", total, term)
    return total


def join(*pieces: Expression) -> Expression:
    """The texts of the pieces one after the other (``&``), neighbouring constants made one."""
    merged: list[Expression] = []
    for piece in (part for each in pieces for part in _joined_parts(each)):
        if isinstance(piece, Text) and merged and isinstance(merged[-1], Text):
            merged[-1] = Text(merged[-1].value + piece.value)
        elif piece != Text(""):
            merged.append(piece)
    if not merged:
        return Text("")
    joined = merged[0]
    for piece in merged[1:]:
        joined = Operation("&", joined, piece)
    return joined


def _joined_parts(expression: Expression) -> Iterator[Expression]:
    if isinstance(expression, Operation) and expression.operator == "&":
        yield from _joined_parts(expression.left)
        yield from _joined_parts(expression.right)
    else:
        yield expression


def is_blank(name: str) -> Expression:
    """Whether a named cell is empty or shows an empty text."""
    return Operation("=", Name(name), Text(""))


def when_complete(cells: Sequence[Name], value: Expression, otherwise: str = "") -> Expression:
    """The value once every one of the cells holds a number."""
    return call("IF", Operation("<", call("COUNT", *cells), number(len(cells))), Text(otherwise), value)


def sums_blanks(expression: Expression, names: Collection[str]) -> Expression:
    """The expression in which some names count as 0 where their cell holds no number (``SUM`` of one cell)."""
    match expression:
        case Name(name) if name in names:
            return call("SUM", expression)
        case Operation(operator, left, right):
            return Operation(operator, sums_blanks(left, names), sums_blanks(right, names))
        case _:
            return expression


@lru_cache(maxsize=512)
def names_in(expression: Expression) -> tuple[str, ...]:
    """The names an expression depends on, in order of appearance, each once."""
    return tuple(dict.fromkeys(_walk_names(expression)))


def _walk_names(expression: Expression) -> Iterator[str]:
    match expression:
        case Name(name):
            yield name
        case Operation(_, left, right):
            yield from _walk_names(left)
            yield from _walk_names(right)
        case Call(_, arguments):
            for argument in arguments:
                yield from _walk_names(argument)


class ExpressionSyntaxError(ValueError):
    """A formula of a form definition cannot be read; the message is Chinese and says why."""


_OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
}
_PLAIN_NUMBER = re.compile(r"\d+(?:\.\d+)?")
# Printers walk the tree, which is as deep as the formula is long.
_LONGEST_FORMULA = 400
_FUNCTIONS = {"abs": "ABS", "min": "MIN", "max": "MAX"}


def parse(text: str) -> Expression:
    """Read a formula as definitions write it: names, numbers, ``+ - * /``, brackets, abs, min, max.

    Names are Python identifiers, which Chinese words are.  Numbers are exact decimals.

    Raises:
        ExpressionSyntaxError: anything else.
    """
    if len(text) > _LONGEST_FORMULA:
        raise ExpressionSyntaxError(f"算式有 {len(text)} 个字，最多 {_LONGEST_FORMULA} 个")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionSyntaxError(f"“{text}”不是一个算式") from error
    return _from_python(tree, text)


def _from_python(node: ast.expr, source: str) -> Expression:
    match node:
        case ast.Name(identifier):
            return Name(identifier)
        case ast.Constant(value) if isinstance(value, (int, float)) and not isinstance(value, bool):
            # The written digits, not the float: 0.1 stays one tenth.
            written = ast.get_source_segment(source.strip(), node) or str(value)
            if not _PLAIN_NUMBER.fullmatch(written):
                raise ExpressionSyntaxError(f"“{source}”里的数 {written} 应写成 12 或 0.5 这样")
            return Number(Fraction(Decimal(written)))
        case ast.BinOp(left, operator, right) if type(operator) in _OPERATORS:
            return Operation(
                _OPERATORS[type(operator)], _from_python(left, source), _from_python(right, source)
            )
        case ast.UnaryOp(ast.USub(), operand):
            return Operation("-", number(0), _from_python(operand, source))
        case ast.Call(ast.Name(function), arguments, []) if function in _FUNCTIONS and arguments:
            if function == "abs" and len(arguments) != 1:
                raise ExpressionSyntaxError(f"“{source}”里的 abs 只能有一个数")
            return Call(_FUNCTIONS[function], tuple(_from_python(each, source) for each in arguments))
        case _:
            raise ExpressionSyntaxError(
                f"“{source}”里有不能用的写法；只能用名称、数字、+ − * /、括号和 abs、min、max"
            )
