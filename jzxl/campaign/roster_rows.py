"""The rows of a roster → departments; every mistake is noted, none stops the reading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from jzxl.campaign.model import Department, Known, RosterProject
from jzxl.campaign.roster_doubts import StatedAmount
from jzxl.campaign.roster_grid import Grid, number_in, one_line
from jzxl.campaign.roster_header import Head, HeadColumn
from jzxl.filenames import unseen
from jzxl.form.live_checks import allowed
from jzxl.form.model import AMOUNT, COUNT, LARGEST_AMOUNT, UNITS, Field, Form
from jzxl.form.roster import TEXT
from jzxl.form.standard import CODE_ROLE, CONTACT_ROLE, PHONE_ROLE, PROJECT_ROLE, UNIT_ROLE
from jzxl.package import CellError
from jzxl.read.typed import Manner, plain
from jzxl.spelling import plain_name

_LONGEST_NAME, _LONGEST_TEXT = 200, 2_000
# Characters that no XML can hold.
_NO_CHARACTER = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")
Note = tuple[int, str]


@dataclass(slots=True)
class _Stated:
    """A value with the row that states it."""

    value: Known
    row: int


@dataclass(slots=True)
class _Draft:
    """A department while its rows are read."""

    unit: str
    row: int
    row_alone: int = 0
    unused: list[Note] = field(default_factory=list)
    roles: dict[str, _Stated] = field(default_factory=dict)
    known: dict[str, _Stated] = field(default_factory=dict)
    projects: dict[str, RosterProject] = field(default_factory=dict)

    def finished(self) -> Department:
        said = {role: str(stated.value) for role, stated in self.roles.items()}
        return Department(
            unit=self.unit,
            row=self.row,
            code=said.get(CODE_ROLE, ""),
            contact=said.get(CONTACT_ROLE, ""),
            phone=said.get(PHONE_ROLE, ""),
            projects=tuple(self.projects.values()),
            known={name: stated.value for name, stated in self.known.items()},
        )


class Collector:
    """Takes row after row.

    Attributes:
        errors, warnings: (row, text) as they were found.
        amounts: that were read.
        last_row: the last row that was taken.
    """

    def __init__(self, head: Head, forms: Mapping[str, Form]) -> None:
        self._head, self._forms = head, forms
        self._drafts: dict[str, _Draft] = {}
        self._codes: dict[str, _Draft] = {}
        self.errors: list[Note] = []
        self.warnings: list[Note] = []
        self.amounts: list[StatedAmount] = []
        self.last_row = head.row

    def departments(self) -> tuple[Department, ...]:
        """The departments in the order in which they come first, without those that have nothing to fill."""
        return tuple(
            draft.finished() for draft in self._drafts.values() if not self._has_nothing_to_fill(draft)
        )

    def _has_nothing_to_fill(self, draft: _Draft) -> bool:
        """Whether all forms are for projects, and the roster, which lists projects, has none of its."""
        lists_projects = self._head.of_role(PROJECT_ROLE) is not None
        return lists_projects and not draft.projects and all(each.name_field for each in self._forms.values())

    def finish(self) -> None:
        """Call when all rows were taken: says what of a department's own rows was of no use."""
        for draft in self._drafts.values():
            if not self._has_nothing_to_fill(draft):
                self.warnings += draft.unused
                continue
            text = f"“{draft.unit}”没有写项目名称。这个标准的表都按项目填，没有项目的单位不下发、不催报"
            self.warnings.append((draft.row, f"{text}；有项目的话，请补上项目名称。"))

    def take(self, grid: Grid, row: int) -> None:
        """Read a row in which something of use stands."""
        self.last_row = row
        units, projects = self._head.of_role(UNIT_ROLE), self._head.of_role(PROJECT_ROLE)
        unit = self._name(grid, row, units)
        project = self._name(grid, row, projects)
        if unit == "":
            self._no_unit(grid, row, project)
        if not unit or project is None:
            return
        draft = self._draft(unit, row)
        for role in (CODE_ROLE, CONTACT_ROLE, PHONE_ROLE):
            self._role(grid, row, draft, self._head.of_role(role))
        if project:
            self._project(grid, row, draft, project)
        else:
            self._alone(row, draft)
            self._unused(grid, row, draft)
        self._department_values(grid, row, draft, bool(project))

    # Names

    def _name(self, grid: Grid, row: int, column: HeadColumn | None) -> str | None:
        """The name in a column; empty where there is none, None where it cannot be one."""
        if column is None or not self._readable(grid, row, column):
            return "" if column is None else None
        text = grid.text(row, column.number)
        name = one_line(text)
        if re.search(r"[\r\n\t]", text) and grid.merged_from(row, column.number) == row:
            self.warnings.append((row, f"{column.title}里的换行去掉了，读作“{name}”。"))
        if problem := _problem_of(name, _LONGEST_NAME):
            self.errors.append((row, f"{column.title}“{name[:30]}”{problem}。"))
            return None
        return name

    def _no_unit(self, grid: Grid, row: int, project: str | None) -> None:
        what = f"项目“{project}”没有写单位名称" if project else "没有写单位名称"
        way_out = (
            "；和上一行是同一个单位的，请写上单位名称，或者把两行的单位名称合并单元格"
            if project
            else self._without_name(grid, row)
        )
        self.errors.append((row, f"{what}{way_out}。"))

    def _without_name(self, grid: Grid, row: int) -> str:
        """What to do about a row of no unit and no project: where it holds amounts only, it may be their sum."""
        filled = [each for each in self._head.columns if grid.text(row, each.number, merged=False)]
        if filled and all(each.kind == AMOUNT for each in filled):
            stated = "、".join(f"“{each.title}”{grid.text(row, each.number)[:30]}" for each in filled)
            return f"，只有{stated}；是合计行的话请删去这一行，是单位的话请补上名称"
        return "，请补上"

    def _draft(self, unit: str, row: int) -> _Draft:
        draft = self._drafts.setdefault(plain_name(unit), _Draft(unit, row))
        if draft.unit != unit:
            self.warnings.append((row, f"单位“{unit}”和第 {draft.row} 行的“{draft.unit}”当作同一个单位。"))
        return draft

    def _alone(self, row: int, draft: _Draft) -> None:
        """A row of the department itself."""
        if draft.row_alone:
            text = f"单位“{draft.unit}”在第 {draft.row_alone} 行已经有了，这一行和它合在一起"
            self.warnings.append((row, f"{text}；是项目的话，请写上项目名称。"))
        draft.row_alone = draft.row_alone or row

    def _role(self, grid: Grid, row: int, draft: _Draft, column: HeadColumn | None) -> None:
        if column is None or draft.row <= grid.merged_from(row, column.number) < row:
            return
        if not self._readable(grid, row, column):
            return
        value = one_line(grid.text(row, column.number))
        if not value:
            return
        if problem := _problem_of(value, _LONGEST_NAME):
            self.errors.append((row, f"{column.title}“{value[:30]}”{problem}。"))
            return
        role = column.column.role
        stated = draft.roles.setdefault(role, _Stated(value, row))
        if plain_name(str(stated.value)) != plain_name(value):
            text = f"单位“{draft.unit}”的{column.title}是“{value}”，第 {stated.row} 行是“{stated.value}”"
            if role == CODE_ROLE:
                self.errors.append((row, f"{text}；请改成一样，或者改正单位名称。"))
            else:
                self.warnings.append((row, f"{text}，用第 {stated.row} 行的。"))
        elif role == CODE_ROLE:
            owner = self._codes.setdefault(plain_name(value), draft)
            if owner is not draft:
                text = f"{column.title} {value} 第 {owner.row} 行的“{owner.unit}”已经用了"
                self.errors.append((row, f"{text}，“{draft.unit}”不能再用；请核对代码和单位名称。"))

    # Figures and texts known beforehand

    def _project(self, grid: Grid, row: int, draft: _Draft, name: str) -> None:
        earlier = draft.projects.get(plain_name(name))
        if earlier is not None:
            text = f"单位“{draft.unit}”的项目“{name}”和第 {earlier.row} 行重复"
            self.errors.append((row, f"{text}；请删去一行，或者写清楚是哪个项目。"))
            return
        known: dict[str, Known] = {}
        for column, form, field_name in self._filled(several=True):
            if grid.merged_from(row, column.number) < row:
                text = f"“{column.title}”的格子和上一行合并了，分不清是哪个项目的"
                self.errors.append((row, f"{text}；请取消合并，每个项目各写各的。"))
                continue
            value = self._value(grid, row, column, form, field_name)
            if value is not None:
                known[field_name] = value
        draft.projects[plain_name(name)] = RosterProject(name, row, known)

    def _department_values(self, grid: Grid, row: int, draft: _Draft, project: bool) -> None:
        for column, form, field_name in self._filled(several=False):
            if project and any(self._forms[each].name_field for each in column.column.fields):
                continue  # in this row it is the project's
            if draft.row <= grid.merged_from(row, column.number) < row:
                continue  # said in the row that the area begins in
            value = self._value(grid, row, column, form, field_name)
            if value is None:
                continue
            stated = draft.known.setdefault(field_name, _Stated(value, row))
            if stated.value != value:
                here, there = (
                    plain(each) if isinstance(each, Decimal) else each for each in (value, stated.value)
                )
                text = f"单位“{draft.unit}”的“{column.title}”是 {here}，第 {stated.row} 行是 {there}"
                self.errors.append((row, f"{text}；同一个单位只能有一个数，请改成一样或只留一处。"))

    def _unused(self, grid: Grid, row: int, draft: _Draft) -> None:
        """What stands in the row of a department and belongs to a project."""
        columns = [
            column
            for column in self._head.columns
            if column.column.fields and all(self._forms[form].name_field for form in column.column.fields)
        ]
        titles = [column.title for column in columns if grid.text(row, column.number)]
        if titles:
            text = f"没有写项目名称，{'、'.join(f'“{title}”' for title in titles)}没有地方填，没有用到"
            draft.unused.append((row, f"{text}；是项目的话，请写上项目名称。"))

    def _filled(self, *, several: bool) -> Iterator[tuple[HeadColumn, Form, str]]:
        """The columns that fill forms of projects, or those that stand once, each field once."""
        seen: set[str] = set()
        for column in self._head.columns:
            for form_id, name in column.column.fields.items():
                if bool(self._forms[form_id].name_field) is several and name not in seen:
                    seen.add(name)
                    yield column, self._forms[form_id], name

    def _value(self, grid: Grid, row: int, column: HeadColumn, form: Form, name: str) -> Known | None:
        """What a cell says for a field; None where it says nothing, or nothing that fits."""
        if not self._readable(grid, row, column):
            return None
        if column.kind == TEXT:
            return self._text(grid, row, column, form.fields_by_name[name])
        return self._number(grid, row, column, form, name)

    def _text(self, grid: Grid, row: int, column: HeadColumn, known: Field) -> Known | None:
        text = grid.text(row, column.number)
        if known.lines == 1:
            text = one_line(text)
        problem = _problem_of(text.replace("\n", "").replace("\r", ""), _LONGEST_TEXT)
        if not problem and text and known.choices and text not in known.choices:
            problem = f"不在可以填的里面，只能是：{'、'.join(known.choices)}"
        if problem:
            self.errors.append((row, f"{column.title}“{text[:30]}”{problem}。"))
        return None if problem else text or None

    def _number(self, grid: Grid, row: int, column: HeadColumn, form: Form, name: str) -> Known | None:
        known, cell = form.inputs[name], grid.cell(row, column.number)
        if cell is None:
            return None
        understood = number_in(cell, known.kind, column.money)
        if understood.manner in (Manner.BLANK, Manner.NONE):
            return None  # a stroke may mean nothing at all, or that nobody knows
        shown = grid.text(row, column.number)[:30]
        if understood.value is None:
            what = "看不懂" if any(each.isdigit() for each in shown) else "不是数字"
            example = known.example
            self.errors.append(
                (row, f"“{column.title}”里的“{shown}”{what}；请只写数字，例如 {example}，不知道就空着。")
            )
            return None
        value = understood.value
        if known.kind == AMOUNT and abs(value) > LARGEST_AMOUNT:
            text = f"“{column.title}”里的“{shown}”太大了（{plain(value)} {UNITS[AMOUNT]}）"
            self.errors.append((row, f"{text}；是元的话，请把列名写成“{column.column.header}（元）”。"))
            return None
        whole = known.kind != COUNT or value == value.to_integral_value()
        if not whole or (value < 0 and not known.signed) or (known.most is not None and value > known.most):
            self.errors.append((row, f"“{column.title}”里的“{shown}”不对，应为{allowed(known)}。"))
            return None
        if known.kind == AMOUNT:
            project = bool(form.name_field)
            self.amounts.append(StatedAmount(row, column, value, shown, project))
        return value

    def _readable(self, grid: Grid, row: int, column: HeadColumn) -> bool:
        cell = grid.cell(row, column.number)
        if cell is not None and isinstance(cell.value, CellError):
            self.errors.append(
                (row, f"“{column.title}”里是错误值 {cell.value.code}；请改正公式，或者直接写上内容。")
            )
            return False
        if cell is not None and cell.formula is not None and not cell.has_cached:
            self.errors.append(
                (row, f"“{column.title}”里的公式没有计算结果；请用 Excel 打开后保存，或者直接写上内容。")
            )
            return False
        return True


def _problem_of(text: str, longest: int) -> str:
    """What keeps a text from being a name or the content of a cell; empty if nothing does."""
    strange = next((each for each in text if unseen(each) or _NO_CHARACTER.match(each)), None)
    if strange is not None:
        return f"里有看不见的字符（U+{ord(strange):04X}）；请重新打一遍，不要粘贴"
    return f"有 {len(text)} 字，太长了；最多 {longest} 字" if len(text) > longest else ""
