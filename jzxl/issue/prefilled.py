"""Cells that are filled before a workbook is sent: how they are shown, and what is remembered of them.

A figure that was filled in is remembered in a custom property of the workbook, by the name of its cell, so that
it can be told later whether the department changed it.  A property for each, because Excel cuts one at 255
characters.  In the workbook rather than taken from the roster: what counts is what this department got, also
where there is no roster, or another by now.
"""

from __future__ import annotations

from fractions import Fraction

from jzxl.issue.stamp import PREFILLED_FILL, prefilled_property
from jzxl.issue.values import Place, Prefilling
from jzxl.package import Edit
from jzxl.rule.decimals import number_text
from jzxl.rule.exact import Value


def mark_prefilled(edit: Edit, name: str, place: Place, value: Value, prefilling: Prefilling) -> None:
    """Show a cell as filled beforehand, and remember the figure that it was filled with.

    Args:
        name: the defined name of the cell, prefix and all.
    """
    edit.set_fill(*place, PREFILLED_FILL)
    if prefilling is Prefilling.LOCKED:
        edit.lock(*place)
    if isinstance(value, Fraction):
        edit.set_property(prefilled_property(name), number_text(value))
