"""Values into the named cells of a workbook, with the stored results of its formulas kept right."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from jzxl.form.instance import Instance
from jzxl.package import Edit
from jzxl.rule.decimals import to_decimal
from jzxl.rule.exact import Failure, Value

Place = tuple[str, str]


class Prefilling(Enum):
    """What becomes of a cell that is filled before the workbook is sent."""

    SHOWN = "shown"
    """It has a colour of its own, so that the department checks it."""
    LOCKED = "locked"
    """It cannot be changed either."""


def cell_content(value: Value) -> Decimal | str | bool | None:
    """A value as the content of a cell."""
    match value:
        case Fraction():
            return to_decimal(value)
        case Failure(code):
            return code
        case _:
            return value


def write_results(
    edit: Edit,
    instance: Instance,
    places: Mapping[str, Place],
    formulas: Mapping[str, str],
    stored: Mapping[str, Value],
    values: Mapping[str, Value],
    *,
    constants: Collection[str] = (),
) -> None:
    """Give every formula cell the result that its workbook now computes; cells that have it are left.

    Args:
        places: (sheet, cell) by defined name, prefix and all.
        formulas: the formula of each cell that holds one, by name without prefix, as are all others.
        stored: the results stored so far; a name that is missing has none.
        values: the values of the cells that hold no formula.
        constants: names of computed cells that hold a constant, which stands in ``values``.
    """
    lines = [check.name for check in instance.book.checks]
    placed = [name for name in lines if instance.prefix + name in places]
    # An inserted row has no line of its own that could count among the others.
    lacking = set(lines).difference(placed) if placed else set()
    results = instance.book.calculate(values, constants={*constants, *lacking})
    for name, formula in formulas.items():
        result = results[name]
        place = places.get(instance.prefix + name)
        if place is None or isinstance(result, Failure):
            continue
        if name not in stored or to_comparable(stored[name]) != to_comparable(result):
            edit.write(*place, cell_content(result), formula=formula)


def to_comparable(value: Value) -> object:
    """A value at the precision of a worksheet; a rate computed exactly equals the one stored."""
    return to_decimal(value) if isinstance(value, Fraction) else value
