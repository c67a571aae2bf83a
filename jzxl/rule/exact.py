"""Printer: expression tree → exact value, with a worksheet's meaning and no float.

Numbers are :class:`~fractions.Fraction`; a blank cell is ``None``; a named range is a tuple of
values.  An error of a worksheet (``#DIV/0!``) is a value too: :class:`Failure`.

A tree is made into nested functions once (:func:`compiled`), since a form's formulas are worked out for
every workbook that comes back.

Whether a value is a number is asked by ``type(…) is Fraction``, or last of all kinds: Fraction is made by
ABCMeta, whose own ``isinstance`` answers slowly about every value that is none.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
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
Program = Callable[[Lookup], Value]

_ZERO = Fraction(0)


class _FailureRaisedError(Exception):
    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.code)
        self.failure = failure


def evaluate(expression: Expression, lookup: Lookup) -> Value:
    """The value of the expression; ``lookup`` gives the value of a name.

    A failure met on the way is the result, as in a worksheet.
    """
    return compiled(expression)(lookup)


@lru_cache(maxsize=512)
def compiled(expression: Expression) -> Program:
    """The same as a function of ``lookup``, for an expression that is evaluated often."""
    step = _step(expression)

    def program(lookup: Lookup) -> Value:
        try:
            value = step(lookup)
        except _FailureRaisedError as raised:
            return raised.failure
        return _ZERO if value is None else value

    return program


def _step(expression: Expression) -> Program:
    """The function of a node, made of those of the nodes below; it raises where it fails."""
    return _STEPS[type(expression)](expression)


def _constant(constant: Number | Text) -> Program:
    value = constant.value
    return lambda _: value


def _name(name: Name) -> Program:
    sought = name.name

    def value(lookup: Lookup) -> Value:
        found = lookup(sought)
        if type(found) is Fraction:
            return found
        if isinstance(found, tuple):
            raise TypeError(f"the range {sought} stands where one value is asked for")
        if isinstance(found, Failure):
            raise _FailureRaisedError(found)
        return found

    return value


def _operation(operation: Operation) -> Program:
    left, right = _step(operation.left), _step(operation.right)
    if operation.operator in _COMPARISONS:
        holds = _COMPARISONS[operation.operator]
        return lambda lookup: holds(_compare(left(lookup), right(lookup)), 0)
    operate = _OPERATORS[operation.operator]
    return lambda lookup: operate(left(lookup), right(lookup))


def _call(call: Call) -> Program:
    over_cells = _OVER_CELLS.get(call.function)
    if over_cells is not None:
        return over_cells(call.arguments)
    function = _SCALAR[call.function]
    arguments = [_step(each) for each in call.arguments]
    if len(arguments) == 1:
        (only,) = arguments
        return lambda lookup: function(only(lookup))
    if len(arguments) == 2:
        first, second = arguments
        return lambda lookup: function(first(lookup), second(lookup))
    return lambda lookup: function(*[each(lookup) for each in arguments])


# For a new kind of node it raises.
_STEPS: dict[type[Expression], Callable[[Any], Program]] = {
    Number: _constant,
    Text: _constant,
    Name: _name,
    Operation: _operation,
    Call: _call,
}


def _choose(arguments: tuple[Expression, ...]) -> Program:
    condition, yes, no = map(_step, arguments)
    return lambda lookup: yes(lookup) if _truth(condition(lookup)) else no(lookup)


def _without_failure(arguments: tuple[Expression, ...]) -> Program:
    first, second = map(_step, arguments)

    def value(lookup: Lookup) -> Value:
        try:
            return first(lookup)
        except _FailureRaisedError:
            return second(lookup)

    return value


def _divide(left: Value, right: Value) -> Fraction:
    first, second = _number(left), _number(right)
    if not second:
        raise _FailureRaisedError(Failure("#DIV/0!"))
    return first / second


_OPERATORS: dict[str, Callable[[Value, Value], Value]] = {
    "&": lambda left, right: _text(left) + _text(right),
    "+": lambda left, right: _number(left) + _number(right),
    "-": lambda left, right: _number(left) - _number(right),
    "*": lambda left, right: _number(left) * _number(right),
    "/": _divide,
}
_COMPARISONS: dict[str, Callable[[int, int], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
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
    return False if isinstance(other, bool) else _ZERO


def _rank(value: Value) -> int:
    return 2 if isinstance(value, bool) else 1 if isinstance(value, str) else 0


def _number(value: Value) -> Fraction:
    if type(value) is Fraction:
        return value
    if isinstance(value, bool):
        return Fraction(int(value))
    if value is None:
        return _ZERO
    # A worksheet would read a text of digits as a number here; our formulas never rely on it.
    raise _FailureRaisedError(value if isinstance(value, Failure) else Failure("#VALUE!"))


def _text(value: Value) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Failure):
        raise _FailureRaisedError(value)
    return number_text(value)


def _truth(value: Value) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        raise _FailureRaisedError(Failure("#VALUE!"))
    return _number(value) != 0


def _truths(values: tuple[Value, ...]) -> list[bool]:
    """All of them: a worksheet looks at every argument, so an error in a later one counts."""
    return [_truth(each) for each in values]


def _cells(arguments: tuple[Expression, ...]) -> Callable[[Lookup], Iterator[Value]]:
    """The values of the cells that the arguments refer to; a computed argument counts as a cell."""
    sources = [(each.name, None) if isinstance(each, Name) else ("", _step(each)) for each in arguments]

    def values(lookup: Lookup) -> Iterator[Value]:
        for name, computed in sources:
            found = lookup(name) if computed is None else computed(lookup)
            if isinstance(found, tuple):
                yield from found
            else:
                yield found

    return values


def _count(arguments: tuple[Expression, ...]) -> Program:
    cells = _cells(arguments)
    return lambda lookup: Fraction(sum(type(each) is Fraction for each in cells(lookup)))


def _sum(arguments: tuple[Expression, ...]) -> Program:
    cells = _cells(arguments)

    def total(lookup: Lookup) -> Value:
        total = _ZERO
        for each in cells(lookup):
            if type(each) is Fraction:
                total += each
            elif isinstance(each, Failure):
                raise _FailureRaisedError(each)
        return total

    return total


def _round(arguments: tuple[Expression, ...]) -> Program:
    number, places = map(_step, arguments)
    if not isinstance(arguments[1], Number):
        return lambda lookup: round_half_away(_number(number(lookup)), int(_number(places(lookup))))
    decimals = int(arguments[1].value)
    return lambda lookup: round_half_away(_number(number(lookup)), decimals)


def _count_if(arguments: tuple[Expression, ...]) -> Program:
    cells, wanted = _cells(arguments[:1]), _step(arguments[1])

    def count(lookup: Lookup) -> Value:
        sought = wanted(lookup)
        return Fraction(sum(each == sought for each in cells(lookup)))

    return count


def _is_number(arguments: tuple[Expression, ...]) -> Program:
    cells = _cells(arguments)

    def answer(lookup: Lookup) -> Value:
        (cell,) = cells(lookup)
        return type(cell) is Fraction

    return answer


# Functions that look at the cells themselves, at some of their arguments only, or at a constant beforehand.
_OVER_CELLS: dict[str, Callable[[tuple[Expression, ...]], Program]] = {
    "COUNT": _count,
    "COUNTIF": _count_if,
    "IF": _choose,
    "IFERROR": _without_failure,
    "ISNUMBER": _is_number,
    "ROUND": _round,
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
    "TRIM": lambda value: " ".join(word for word in _text(value).split(" ") if word),
}
