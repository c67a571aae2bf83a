"""Printer: expression tree → exact value, with a worksheet's meaning and no float.

Numbers are :class:`~fractions.Fraction`; a blank cell is ``None``; a named range is a tuple of
values.  An error of a worksheet (``#DIV/0!``) is a value too: :class:`Failure`.

Whether a value is a number is asked by ``type(…) is Fraction``, or last of all kinds: Fraction is made by
ABCMeta, whose own ``isinstance`` answers slowly about every value that is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from jzxl.rule.decimals import number_text, round_half_away
from jzxl.rule.expression import Call, Expression, Name, Number, Operation, Text


@dataclass(frozen=True, slots=True)
class Failure:
    """A worksheet error; ``code`` as a worksheet shows it."""

    code: str


Value = Fraction | str | bool | Failure | None
Operand = Value | tuple[Value, ...]
Lookup = Callable[[str], Operand]


class _FailureRaisedError(Exception):
    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.code)
        self.failure = failure


def evaluate(expression: Expression, lookup: Lookup) -> Value:
    """The value of the expression; ``lookup`` gives the value of a name.

    A failure met on the way is the result, as in a worksheet.
    """
    try:
        value = _value(expression, lookup)
    except _FailureRaisedError as raised:
        return raised.failure
    return Fraction(0) if value is None else value


def _value(expression: Expression, lookup: Lookup) -> Value:
    return _EVALUATORS[type(expression)](expression, lookup)


def _constant(constant: Number | Text, _: Lookup) -> Value:
    return constant.value


def _name(name: Name, lookup: Lookup) -> Value:
    found = lookup(name.name)
    if isinstance(found, tuple):
        raise TypeError(f"the range {name.name} stands where one value is asked for")
    if isinstance(found, Failure):
        raise _FailureRaisedError(found)
    return found


def _operation(operation: Operation, lookup: Lookup) -> Value:
    return _operate(operation.operator, _value(operation.left, lookup), _value(operation.right, lookup))


def _call(call: Call, lookup: Lookup) -> Value:
    function = _OVER_EXPRESSIONS.get(call.function)
    if function is not None:
        return function(call.arguments, lookup)
    return _SCALAR[call.function](*[_value(each, lookup) for each in call.arguments])


# Faster than a match statement, which asks one kind after the other; for a new kind of node it raises.
_EVALUATORS: dict[type[Expression], Callable[[Any, Lookup], Value]] = {
    Number: _constant,
    Text: _constant,
    Name: _name,
    Operation: _operation,
    Call: _call,
}


def _choose(arguments: tuple[Expression, ...], lookup: Lookup) -> Value:
    condition, yes, no = arguments
    return _value(yes if _truth(_value(condition, lookup)) else no, lookup)


def _without_failure(arguments: tuple[Expression, ...], lookup: Lookup) -> Value:
    first, second = arguments
    try:
        return _value(first, lookup)
    except _FailureRaisedError:
        return _value(second, lookup)


def _operate(operator: str, left: Value, right: Value) -> Value:
    if operator == "&":
        return _text(left) + _text(right)
    if operator in _COMPARISONS:
        return _COMPARISONS[operator](_compare(left, right))
    first, second = _number(left), _number(right)
    match operator:
        case "+":
            return first + second
        case "-":
            return first - second
        case "*":
            return first * second
        case "/":
            if second == 0:
                raise _FailureRaisedError(Failure("#DIV/0!"))
            return first / second
    raise ValueError(f"unknown operator {operator}")


_COMPARISONS: dict[str, Callable[[int], bool]] = {
    "=": lambda order: order == 0,
    "<>": lambda order: order != 0,
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}


def _compare(left: Value, right: Value) -> int:
    """-1, 0 or 1, in a worksheet's order: numbers before texts before truth values."""
    if left is None:
        left = _blank_like(right)
    if right is None:
        right = _blank_like(left)
    if isinstance(left, str) and isinstance(right, str):
        left, right = left.casefold(), right.casefold()
        return (left > right) - (left < right)
    if not (type(left) is Fraction and type(right) is Fraction):
        rank_left, rank_right = _rank(left), _rank(right)
        if rank_left != rank_right:
            return (rank_left > rank_right) - (rank_left < rank_right)
    first, second = _number(left), _number(right)
    # The sign of first − second; comparing two Fractions does the same twice over.
    above = first.numerator * second.denominator
    below = second.numerator * first.denominator
    return (above > below) - (above < below)


def _blank_like(other: Value) -> Value:
    if isinstance(other, str):
        return ""
    return False if isinstance(other, bool) else Fraction(0)


def _rank(value: Value) -> int:
    return 2 if isinstance(value, bool) else 1 if isinstance(value, str) else 0


def _number(value: Value) -> Fraction:
    if type(value) is Fraction:
        return value
    if isinstance(value, bool):
        return Fraction(int(value))
    if value is None:
        return Fraction(0)
    # A worksheet would read a text of digits as a number here; our formulas never rely on it.
    raise _FailureRaisedError(value if isinstance(value, Failure) else Failure("#VALUE!"))


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Failure):
        raise _FailureRaisedError(value)
    return value if isinstance(value, str) else number_text(value)


def _truth(value: Value) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        raise _FailureRaisedError(Failure("#VALUE!"))
    return _number(value) != 0


def _truths(values: tuple[Value, ...]) -> list[bool]:
    """All of them: a worksheet looks at every argument, so an error in a later one counts."""
    return [_truth(each) for each in values]


def _cells(arguments: tuple[Expression, ...], lookup: Lookup) -> Iterator[Value]:
    """The values of the cells that the arguments refer to; a computed argument counts as a cell."""
    for argument in arguments:
        if isinstance(argument, Name):
            found = lookup(argument.name)
            if isinstance(found, tuple):
                yield from found
            else:
                yield found
        else:
            yield _value(argument, lookup)


def _count(arguments: tuple[Expression, ...], lookup: Lookup) -> Value:
    return Fraction(sum(type(each) is Fraction for each in _cells(arguments, lookup)))


def _sum(arguments: tuple[Expression, ...], lookup: Lookup) -> Value:
    total = Fraction(0)
    for each in _cells(arguments, lookup):
        if isinstance(each, Failure):
            raise _FailureRaisedError(each)
        if type(each) is Fraction:
            total += each
    return total


def _count_if(arguments: tuple[Expression, ...], lookup: Lookup) -> Value:
    cells, wanted = arguments
    sought = _value(wanted, lookup)
    return Fraction(sum(each == sought for each in _cells((cells,), lookup)))


def _is_number(arguments: tuple[Expression, ...], lookup: Lookup) -> Value:
    (cell,) = _cells(arguments, lookup)
    return type(cell) is Fraction


# Functions that look at the cells themselves, or at some of their arguments only.
_OVER_EXPRESSIONS: dict[str, Callable[[tuple[Expression, ...], Lookup], Value]] = {
    "COUNT": _count,
    "COUNTIF": _count_if,
    "IF": _choose,
    "IFERROR": _without_failure,
    "ISNUMBER": _is_number,
    "SUM": _sum,
}

_SCALAR: dict[str, Callable[..., Value]] = {
    "ABS": lambda value: abs(_number(value)),
    "AND": lambda *values: all(_truths(values)),
    "INT": lambda value: Fraction(_number(value).__floor__()),
    "LEN": lambda value: Fraction(len(_text(value))),
    "MAX": lambda *values: max(_number(each) for each in values),
    "MIN": lambda *values: min(_number(each) for each in values),
    "NOT": lambda value: not _truth(value),
    "OR": lambda *values: any(_truths(values)),
    "ROUND": lambda value, decimals: round_half_away(_number(value), int(_number(decimals))),
    "TRIM": lambda value: " ".join(word for word in _text(value).split(" ") if word),
}
