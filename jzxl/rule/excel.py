"""Printer: expression tree → worksheet formula (without the leading ``=``)."""

from __future__ import annotations

import re

from jzxl.rule.decimals import decimal_text
from jzxl.rule.expression import Call, Expression, Name, Number, Operation, Text

# Binding strength of the worksheet's operators, weakest first.
_STRENGTH = {"=": 1, "<>": 1, "<": 1, "<=": 1, ">": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4}
_NOT_ASSOCIATIVE = {"-", "/"}
_LITERAL_LIMIT = 250  # Excel takes no text constant over 255 characters in a formula.


def to_excel(expression: Expression, prefix: str = "") -> str:
    """The formula in Excel's own syntax, with no space and no needless bracket.

    Args:
        prefix: put before every name.
    """
    return _print(expression, 0, prefix)


def _print(expression: Expression, strength: int, prefix: str) -> str:
    match expression:
        case Number(value):
            text = decimal_text(value)
            return f"({text})" if value < 0 and strength else text
        case Text(value):
            if len(value) > _LITERAL_LIMIT:
                raise ValueError(f"text constant too long for a formula: {value!r}")
            return '"' + value.replace('"', '""') + '"'
        case Name(name):
            return prefix + name
        case Operation(operator, left, right):
            own = _STRENGTH[operator]
            tighter = own + 1 if operator in _NOT_ASSOCIATIVE else own
            text = _print(left, own, prefix) + operator + _print(right, tighter, prefix)
            return f"({text})" if own < strength else text
        case Call(function, arguments):
            return f"{function}({','.join(_print(each, 0, prefix) for each in arguments)})"


def same_formula(first: str, second: str) -> bool:
    """Whether two formulas are the same apart from how a program writes them down."""
    return first == second or _canonical(first) == _canonical(second)


_PIECES = re.compile(r'("(?:[^"]|"")*")')


def _canonical(formula: str) -> str:
    pieces = _PIECES.split(formula.lstrip("=+ "))
    return "".join(
        piece if position % 2 else re.sub(r"\s+|_xlfn\.|\$", "", piece).upper()
        for position, piece in enumerate(pieces)
    )
