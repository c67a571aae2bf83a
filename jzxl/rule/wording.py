"""Printers: expression tree → Chinese wording, and → the worked line of 计算方式/说明.

The worked line (``18/16=112.5%``) is itself an expression, so that the workbook writes it by a
formula and Python by the same tree.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from jzxl.rule.decimals import decimal_text
from jzxl.rule.expression import Call, Expression, Name, Number, Operation, Text, call, join, number

_SIGNS = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ "}
_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}
_FUNCTION_WORDS = {"MIN": "较小者", "MAX": "较大者"}


def describe(expression: Expression, labels: Mapping[str, str] | None = None) -> str:
    """A rate in words, as the 评分标准 sheet shows it: ``在职人数 ÷ 编制数``."""
    return _describe(expression, labels or {}, 0)


def _describe(expression: Expression, labels: Mapping[str, str], strength: int) -> str:
    match expression:
        case Number(value):
            return decimal_text(value)
        case Name(name):
            return labels.get(name, name)
        case Operation(operator, left, right) if operator in _SIGNS:
            own = _STRENGTH[operator]
            tighter = own + 1 if operator in "-/" else own
            text = _describe(left, labels, own) + _SIGNS[operator] + _describe(right, labels, tighter)
            return f"({text})" if own < strength else text
        case Call("ABS", (inner,)):
            return f"{_describe(inner, labels, 3)}的绝对值"
        case Call(function, arguments) if function in _FUNCTION_WORDS:
            listed = "、".join(_describe(each, labels, 0) for each in arguments)
            return f"({listed} 中{_FUNCTION_WORDS[function]})"
        case _:
            raise TypeError(f"no wording for {expression!r}")


def percent_text(value: Fraction) -> str:
    """A fraction of one as a percentage in plain digits: 9/8 → ``112.5%``."""
    return f"{decimal_text(value * 100)}%"


def rounded_percent(rate: Expression, decimals: int, guard_decimals: int) -> Expression:
    """The rate as text in percent, at most ``decimals`` places: ``93.96%``."""
    return join(
        call(
            "ROUND",
            call("ROUND", Operation("*", rate, number(100)), number(guard_decimals)),
            number(decimals),
        ),
        Text("%"),
    )


def worked_line(expression: Expression, signed: frozenset[str]) -> Expression:
    """The expression with its figures in place of its names, as a text: ``(82.82+948.96)/948.96``.

    Args:
        signed: names whose value may be negative; a negative one is put in brackets.
    """
    return join(*_worked(expression, signed, 0))


def _worked(expression: Expression, signed: frozenset[str], strength: int) -> list[Expression]:
    match expression:
        case Number(value):
            return [Text(decimal_text(value))]
        case Name(name) if name in signed:
            return [
                call(
                    "IF",
                    Operation("<", expression, number(0)),
                    join(Text("("), expression, Text(")")),
                    expression,
                )
            ]
        case Name():
            return [expression]
        case Operation(operator, left, right) if operator in _STRENGTH:
            own = _STRENGTH[operator]
            tighter = own + 1 if operator in "-/" else own
            pieces = [
                *_worked(left, signed, own),
                Text(operator),
                *_worked(right, signed, tighter),
            ]
            return [Text("("), *pieces, Text(")")] if own < strength else pieces
        case Call("ABS", (Name(),)):
            return [expression]
        case Call("ABS", (inner,)):
            return [Text("|"), *_worked(inner, signed, 0), Text("|")]
        case Call(function, arguments):
            pieces = [Text(f"{function}(")]
            for position, argument in enumerate(arguments):
                pieces += [Text("," if position else ""), *_worked(argument, signed, 0)]
            return [*pieces, Text(")")]
        case _:
            raise TypeError(f"no worked line for {expression!r}")
