"""Where the heading row of a roster is, and which column of the standard each of its cells stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jzxl.campaign.roster_grid import Grid
from jzxl.form.model import AMOUNT, UNITS, Form
from jzxl.form.roster import header_key, header_keys, kind_of_column
from jzxl.form.standard import IGNORED_ROLE, UNIT_ROLE, RosterColumn
from jzxl.package.address import column_letters
from jzxl.read.typed import Kind, understand

# 年初预算(元), 年初预算/元, 年初预算:元; widths are those of header_key.
_REMARK = re.compile(r"(.+?)(?:[(\[【](.+)[)\]】]|[/:,](.+))")
_UNIT_WORD = re.compile(r"^(?:金额)?单位:?|^人民币")
# Above the heading row, for the whole table: 单位：万元, 金额单位：人民币元.
_UNIT_OF_TABLE = re.compile(r"单位:?(?:人民币)?([百千万亿]*元)")


@dataclass(frozen=True, slots=True)
class HeadColumn:
    """A column of a roster.

    Attributes:
        title: what stands above it; letters: A, B, ...
        kind: ``text``, or the kind of the inputs that it fills.
        money: the unit of its amounts; empty where nothing says.
    """

    column: RosterColumn
    number: int
    title: str
    kind: str
    money: str

    @property
    def letters(self) -> str:
        """The column's letters."""
        return column_letters(self.number)


@dataclass(frozen=True, slots=True)
class Head:
    """The heading row of a roster.

    Attributes:
        columns: those that are known and used, from the left.
        unknown, ignored: letters and titles of those that are not known, and known to be of no use here.
        errors: what is wrong with it.
    """

    row: int
    columns: tuple[HeadColumn, ...]
    unknown: tuple[str, ...]
    ignored: tuple[str, ...]
    errors: tuple[str, ...]

    def of_role(self, role: str) -> HeadColumn | None:
        """The column of a role, if there is one."""
        return next((each for each in self.columns if each.column.role == role), None)


def find_head(grid: Grid, forms: Mapping[str, Form]) -> Head | None:
    """The first row that has the header of the column of units; None where there is none."""
    columns = next(iter(forms.values())).standard.roster
    by_key = {key: column for column in columns for key in header_keys(column)}
    for row in grid.rows:
        found = [(number, text, *_match(text, by_key)) for number, text in grid.texts(row).items()]
        if any(column is not None and column.role == UNIT_ROLE for _, _, column, _ in found):
            return _head(row, found, _money_of_table(grid, row), forms)
    return None


def _head(
    row: int,
    found: Sequence[tuple[int, str, RosterColumn | None, str]],
    money: str,
    forms: Mapping[str, Form],
) -> Head:
    columns: list[HeadColumn] = []
    unknown: list[str] = []
    ignored: list[str] = []
    errors: list[str] = []
    for number, text, column, remark in found:
        if column is None:
            unknown.append(f"{column_letters(number)} 列“{text}”")
        elif column.role == IGNORED_ROLE:
            ignored.append(f"{column_letters(number)} 列“{text}”")
        else:
            kind = kind_of_column(column, forms)
            unit = _money_in(remark) if kind == AMOUNT else ""
            here = HeadColumn(column, number, text, kind, unit or (money if kind == AMOUNT else ""))
            if kind == AMOUNT and not unit and "元" in remark:
                errors.append(
                    f"{here.letters} 列“{text}”的单位认不出来；请写成“{column.header}（{UNITS[AMOUNT]}）”"
                    f"或“{column.header}（元）”。"
                )
            twin = next((each for each in columns if each.column is column), None)
            if twin is not None:
                errors.append(
                    f"{twin.letters} 列“{twin.title}”和 {here.letters} 列“{text}”都是“{column.header}”；"
                    "请只留一列，另一列改名或删去。"
                )
            columns.append(here)
    return Head(row, tuple(columns), tuple(unknown), tuple(ignored), tuple(errors))


def _match(text: str, by_key: Mapping[str, RosterColumn]) -> tuple[RosterColumn | None, str]:
    """The column that a header stands for, and what is remarked in brackets behind it."""
    key = header_key(text)
    if key in by_key:
        return by_key[key], ""
    remarked = _REMARK.fullmatch(key)
    column = by_key.get(remarked[1]) if remarked is not None else None
    if remarked is None or column is None:
        return None, ""
    remark = remarked[2] or remarked[3]
    # 单位：元 above the table is no column of units, and 单位:甲局 is a sentence.
    if (_money_in(remark) and not column.fields) or (remarked[3] and not _money_in(remark)):
        return None, ""
    return column, remark


def _money_in(remark: str) -> str:
    unit = _UNIT_WORD.sub("", _UNIT_WORD.sub("", remark))
    return unit if unit and understand(f"1{unit}", Kind.AMOUNT).value is not None else ""


def _money_of_table(grid: Grid, head: int) -> str:
    for row in grid.rows:
        if row >= head:
            break
        found = _UNIT_OF_TABLE.search("".join(map(header_key, grid.texts(row).values())))
        if found is not None and _money_in(found[1]):
            return found[1]
    return ""
