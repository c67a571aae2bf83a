"""Whether arithmetic that somebody wrote out is a rate of the form, and which figure is which input."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from jzxl.rule.exact import evaluate
from jzxl.rule.expression import Call, Expression, Name, Number, Operation

_HUNDRED_PERCENT = (1, 100)


def figures_of(
    rate: Expression, written: Expression, figures: Mapping[str, Fraction]
) -> dict[str, Fraction] | None:
    """Which figure stands for which name of a rate, where both are built alike.

    ``(6.97-6.97)/6.97`` is built like ``(本年 - 上年) / 上年``.  A factor of 100 % (or 100) at the end
    is passed over, and so is the sign of a figure whose absolute value counts.

    Args:
        written: the arithmetic, with a name for each figure.
        figures: the figures by those names.

    Returns:
        the figures by the names of the rate; None where the two differ, or a name has two figures.
    """
    found: dict[str, Fraction] = {}
    plain = _without_hundred_percent(written, figures)
    return found if _same_build(rate, plain, figures, found) else None


def _without_hundred_percent(written: Expression, figures: Mapping[str, Fraction]) -> Expression:
    match written:
        case Operation("*", left, Name(factor)) if figures.get(factor) in _HUNDRED_PERCENT:
            return left
        case _:
            return written


def _same_build(
    rate: Expression, written: Expression, figures: Mapping[str, Fraction], found: dict[str, Fraction]
) -> bool:
    match rate, written:
        case Name(name), _:
            value = _figure(written, figures)
            return value is not None and found.setdefault(name, value) == value
        case Call("ABS", (Name(name),)), _:
            value = _figure(written, figures)
            # Only its size is written; the sign that is known from elsewhere may be the other one.
            return value is not None and abs(found.setdefault(name, value)) == abs(value)
        case Operation(operator, left, right), Operation(other, first, second) if operator == other:
            return _same_build(left, first, figures, found) and _same_build(right, second, figures, found)
        case _:
            return False


def _figure(written: Expression, figures: Mapping[str, Fraction]) -> Fraction | None:
    """A single figure, with a sign or without."""
    match written:
        case Name(name):
            return figures.get(name)
        case Operation("-", Number(), Name()):
            value = evaluate(written, figures.get)
            return value if isinstance(value, Fraction) else None
        case _:
            return None
