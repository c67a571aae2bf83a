"""Shortcuts of exact arithmetic against the plain definitions that they stand for."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from returns import STANDARD, catalog

from jzxl.form.cells import named_cells
from jzxl.form.formulas import formula_book
from jzxl.form.model import Form
from jzxl.rule.decimals import SIGNIFICANT_DIGITS, decimal_text, round_half_away, significant
from jzxl.rule.exact import Value, evaluate
from jzxl.rule.expression import Name, Operation

NUMBERS = st.fractions() | st.decimals(allow_nan=False, allow_infinity=False, places=7).map(Fraction)
HALF = Fraction(1, 2)


def plainly_rounded(value: Fraction, decimals: int) -> Fraction:
    """ROUND as its definition says: halves away from zero."""
    scale = Fraction(10) ** decimals
    size = (abs(value) * scale + HALF).__floor__() / scale
    return -size if value < 0 else size


@given(NUMBERS, st.integers(-4, 16))
@example(HALF, 0)
@example(-HALF, 0)
@example(Fraction(-25, 1000), 2)
@example(Fraction(15), -1)
@example(Fraction(-149, 10), -1)
@example(Fraction(5), -1)
@example(Fraction(1, 3), 0)
def test_rounding(value: Fraction, decimals: int) -> None:
    assert round_half_away(value, decimals) == plainly_rounded(value, decimals)


@given(NUMBERS)
@example(Fraction(0))
@example(Fraction(10**15))
@example(Fraction(10**15 - 1))
@example(Fraction(10**16 + 5))
@example(Fraction(10**16 - 1, 10**16))
@example(Fraction(1, 10))
@example(Fraction(1, 11))
def test_significant_digits(value: Fraction) -> None:
    power = 0
    while value and abs(value) >= Fraction(10) ** power:
        power += 1
    while value and abs(value) < Fraction(10) ** (power - 1):
        power -= 1
    assert significant(value) == plainly_rounded(value, SIGNIFICANT_DIGITS - power)


@given(st.integers(), st.integers(0, 20))
def test_digits(digits: int, places: int) -> None:
    value = Fraction(digits, 10**places)
    text = decimal_text(value)
    assert Fraction(text) == value
    assert "." not in text or not text.endswith("0")


VALUES = st.one_of(st.none(), st.booleans(), NUMBERS, st.text("aA甲 ", max_size=2))


def order(value: Value, other: Value) -> tuple[int, object]:
    """The worksheet's order as one key: numbers, texts, truth values; blank is like the other."""
    if value is None:
        value = "" if isinstance(other, str) else False if isinstance(other, bool) else Fraction(0)
    if isinstance(value, bool):
        return 2, value
    return (1, value.casefold()) if isinstance(value, str) else (0, value)


@given(VALUES, VALUES)
def test_comparison(left: Value, right: Value) -> None:
    values = {"左": left, "右": right}
    first, second = order(left, right), order(right, left)
    expected = {
        "=": first == second,
        "<>": first != second,
        "<": first < second,
        "<=": first <= second,
        ">": first > second,
        ">=": first >= second,
    }
    for operator, holds in expected.items():
        assert evaluate(Operation(operator, Name("左"), Name("右")), values.get) is holds, operator


@pytest.mark.parametrize("form", catalog().forms[STANDARD].values(), ids=lambda form: form.id)
def test_only_dependents_change(form: Form) -> None:
    """A cell changes what depends on it and nothing else, so a further recipient needs no more computed."""
    book, cells = formula_book(form), named_cells(form)
    values: dict[str, Value] = {name: Fraction(16) for name in cells.numbers}
    before = book.calculate(values)
    changed = set()
    for name in [*cells.numbers, *cells.texts]:
        now = book.calculate(values | {name: Fraction(18) if name in cells.numbers else "甲"})
        differ = {each for each in now if now[each] != before[each]}
        assert differ <= set(book.dependents(name)), name
        changed |= differ
    assert form.unit_field in cells.texts
    assert changed
