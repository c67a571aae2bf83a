"""A form as it stands in a workbook, and the forms that one workbook carries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from jzxl.form.cells import NamedCells, named_cells
from jzxl.form.formulas import FormulaBook, formula_book
from jzxl.form.model import Form

# What Excel takes as the name of a sheet.
_LONGEST_SHEET_NAME = 31
# The sheets that a workbook has beside its forms.
GUIDE_SHEET, DATA_SHEET, CHECK_SHEET, STANDARD_SHEET = "填报说明", "基础数据", "校验", "评分标准"
RESERVED_SHEETS = (GUIDE_SHEET, DATA_SHEET, CHECK_SHEET, STANDARD_SHEET, "审核结果")
# Excel keeps it to itself.
_HISTORY = "history"
_LAST_OF_ONE_UNIT = 0xFFFF
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


@dataclass(frozen=True, eq=False)
class Instance:
    """One form in one workbook.

    Attributes:
        prefix: what the defined names of its cells begin with; empty for a form that stands once.
        sheet: name of its official sheet.
        name: what it is named after (the project); empty for a form that stands once.
        goal_rows: how many rows each group of goals has.
    """

    form: Form
    prefix: str
    sheet: str
    name: str
    goal_rows: tuple[int, ...]

    def __post_init__(self) -> None:
        # Goals with scores are indicators, so the form has as many of them as this workbook.
        object.__setattr__(self, "form", self.form.with_goal_rows(self.goal_rows))

    @property
    def data_sheet(self) -> str:
        """The sheet of its inputs that the official sheet has no place for; each form has its own."""
        return f"{DATA_SHEET}_{self.prefix.strip('_')}" if self.prefix else DATA_SHEET

    @cached_property
    def book(self) -> FormulaBook:
        """Its formulas, by names without prefix."""
        return formula_book(self.form, self.goal_rows)

    @cached_property
    def cells(self) -> NamedCells:
        """Its other named cells, by names without prefix."""
        return named_cells(self.form, self.goal_rows)

    @cached_property
    def formulas(self) -> Mapping[str, str]:
        """Its worksheet formulas, by names without prefix."""
        return self.book.excel_with(self.prefix)


def plan_instances(
    forms: Iterable[Form], year: int, names: Sequence[str], goal_rows: Mapping[str, int] | None = None
) -> tuple[Instance, ...]:
    """The instances of a workbook: each form once, or once for each name.

    Args:
        names: what the forms that may stand several times are named after, in order.
        goal_rows: another number of rows for groups of goals, by the group's name.
    """
    planned: list[Instance] = []
    taken = {name.casefold() for name in RESERVED_SHEETS}
    more = goal_rows or {}
    for form in forms:
        rows = tuple(max(group.rows, more.get(group.name, 0)) for group in form.goal_groups)
        for number, name in enumerate(names if form.name_field else [""], start=1):
            sheet = sheet_name(form.sheet_name(year, name), taken)
            taken.add(sheet.casefold())
            planned.append(Instance(form, form.prefix.format(number=number), sheet, name, rows))
    return tuple(planned)


def sheet_name(wanted: str, taken: set[str]) -> str:
    """A name that Excel takes, not yet taken in the workbook: shortened and numbered where needed.

    Args:
        taken: names in use, case-folded.
    """
    clean = _NOT_IN_SHEET_NAMES.sub("_", wanted).strip(" '") or "表"
    name, number = _cut(clean, _LONGEST_SHEET_NAME), 1
    while name.casefold() in taken or name.casefold() == _HISTORY:
        number += 1
        ending = f"({number})"
        name = _cut(clean, _LONGEST_SHEET_NAME - len(ending)) + ending
    return name


def _cut(name: str, longest: int) -> str:
    """The beginning of a name; Excel counts a character beyond U+FFFF twice, and takes no ``'`` at the end."""
    room = longest
    for position, each in enumerate(name):
        room -= 2 if ord(each) > _LAST_OF_ONE_UNIT else 1
        if room < 0:
            return name[:position].rstrip(" '")
    return name
