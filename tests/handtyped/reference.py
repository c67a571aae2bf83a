"""The forms as they were published, word by word, where the text of the publication is at hand.

It is no part of the project.  The file is told apart by its own lines: blank cells carry no meaning
in it, since its columns shift from page to page; the order of the filled cells does.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet
from returns import ROOT

from handtyped.content import FIGURE, WORKED, Content, Value, figure_or_text, forms, scored
from jzxl.form import naming
from jzxl.form.model import Form

FILE = ROOT.parent / "shared" / "reference" / "official-forms-2020.txt"
_TITLE = re.compile(r"晋中市\S+绩效自评表")
_NUMBERED = re.compile(r"指标\d\s*[：:]\s*")
_PEOPLE = ("姓名", "职称/职务", "科室", "联系电话")
_QUARTER = re.compile(r"([一二三四]季度进度)([\d.]+)")


def available() -> bool:
    """Whether the text is at hand."""
    return FILE.is_file()


@cache
def _forms() -> tuple[tuple[str, ...], ...]:
    """The lines of each of the three forms."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    starts = [number for number, line in enumerate(lines) if _TITLE.fullmatch(line.strip())]
    ends = [*starts[1:], len(lines)]
    return tuple(tuple(lines[start:end]) for start, end in zip(starts, ends, strict=True))


def _filled(number: int) -> list[list[str]]:
    """The filled cells of each line of a form that has any."""
    rows = ([cell.strip() for cell in line.split("\t") if cell.strip()] for line in _forms()[number])
    return [row for row in rows if row]


@cache
def verbatim(number: int) -> Content:
    """A published form by its position, 0 to 2."""
    department, project = forms()
    rows = _filled(number)
    return _department(department, rows) if number == 0 else _project(project, rows)


def _bare(label: str) -> str:
    return re.sub(r"\s|[（(]万元[）)]|[：:]", "", label)


def _first(rows: Sequence[Sequence[str]], label: str) -> int:
    """The first line that begins with a label."""
    return next(at for at, row in enumerate(rows) if row[0].startswith(label))


def _department(form: Form, rows: list[list[str]]) -> Content:
    values: dict[str, Value] = {naming.YEAR: rows[1][0]}
    values[form.unit_field] = rows[_first(rows, "填报单位")][0].partition("：")[2] or None
    for row in rows[_first(rows, "单位负责人") :][:4]:
        for label, value in ((row[0], row[1]), (row[2], row[3])):
            name = _bare(label)
            values[name] = Decimal(value) if name in form.inputs else value
    _narratives(form, rows, values)
    table = rows[_first(rows, "投入") : _first(rows, "综合得分")]
    notes: dict[str, str] = {}
    for item, row in zip(scored(form), table, strict=True):
        # 参考分值, 设定分值, 说明, 得分 are the last four, with or without the label of a group before.
        values[naming.weight(item)], values[naming.score(item)] = Decimal(row[-3]), Decimal(row[-1])
        notes[item.name] = row[-2]
    for each in form.indicators:
        values[naming.note(each)] = notes[each.name]
    _closing(form, rows, values)
    return Content(form, values, _within(notes, values))


def _within(notes: Mapping[str, str], values: Mapping[str, Value]) -> dict[str, Decimal]:
    """The inputs that stand only within the texts of computed indicators."""
    within = {name: Decimal(text) / 100 for name, text in _QUARTER.findall(notes["支付进度"])}
    for indicator, worked in WORKED.items():
        names = re.findall(r"{(.+?)}", worked)
        figures = re.findall(r"[\d.]+", notes[indicator].partition("=")[0])
        stated = dict(zip(names, map(Decimal, figures), strict=True))
        within |= {name: value for name, value in stated.items() if name not in values}
    return within


def _project(form: Form, rows: list[list[str]]) -> Content:
    values: dict[str, Value] = {naming.YEAR: rows[1][0]}
    values[form.unit_field] = rows[_first(rows, "填报单位")][0].partition("：")[2] or None
    for row in rows[_first(rows, "项目名称") :][:3]:
        values |= dict(zip(row[::2], row[1::2], strict=True))
    funds = rows[_first(rows, "项目资金情况") :][: len(form.inputs)]
    for name, row in zip(form.inputs, funds, strict=True):
        values[name] = Decimal(row[-1])
    _narratives(form, rows, values)
    _goals(form, rows[_first(rows, "绩效目标实现情况") + 1 : _first(rows, "项目绩效情况")], values)
    start = next(at for at, row in enumerate(rows) if "三级指标" in row)
    table = rows[start + 1 : _first(rows, "综合得分")]
    for item, row in zip(scored(form), table, strict=True):
        values[naming.weight(item)], values[naming.score(item)] = Decimal(row[-2]), Decimal(row[-1])
    _closing(form, rows, values)
    contacts = rows[_first(rows, "负责人：")]
    pieces = re.split(r"(负责人|经办人|联系电话|填报日期)：", "".join(contacts))[1:]
    values |= dict(zip(pieces[::2], pieces[1::2], strict=True))
    return Content(form, values)


def _items(form: Form) -> list[object]:
    return [item for block in form.blocks for item in (block, *block.indicators)]


def _narratives(form: Form, rows: list[list[str]], values: dict[str, Value]) -> None:
    """Long texts; a line without a tab goes on with the text before."""
    names = {field.label: field.name for field in form.fields if field.lines > 1}
    for at, row in enumerate(rows):
        if row[0] not in names or len(row) < 2 or names[row[0]] in values:
            continue
        text = row[1]
        for further in rows[at + 1 :]:
            if len(further) > 1 or not text.endswith(("，", "、")) or further[0] in names:
                break
            text += further[0]
        values[names[row[0]]] = text


def _goals(form: Form, rows: list[list[str]], values: dict[str, Value]) -> None:
    """Every goal is four filled cells from its 指标1： on; with fewer the row was left blank."""
    groups = {group.name: group for group in form.goal_groups}
    group, count = None, 0
    for row in rows:
        for cell in row:
            if _bare(cell) in groups:
                group, count = groups[_bare(cell)], 0
        at = next(place for place, cell in enumerate(row) if _NUMBERED.match(cell))
        if group is None or len(row) < at + 4:
            continue
        count += 1
        parts = [_NUMBERED.sub("", row[at], count=1), *map(figure_or_text, row[at + 1 : at + 4])]
        names = [naming.goal(group, count, part) for part in naming.GOAL_PARTS]
        values |= dict(zip(names, parts, strict=True))


def _closing(form: Form, rows: list[list[str]], values: dict[str, Value]) -> None:
    """Total, grade and people."""
    total = [cell for cell in rows[_first(rows, "综合得分")] if FIGURE.fullmatch(cell)]
    values[naming.WEIGHT_TOTAL], values[naming.total(form)] = Decimal(total[0]), Decimal(total[1])
    values[naming.grade(form)] = rows[_first(rows, "评价结果等次")][1]
    first = _first(rows, "评价人员")
    for number, row in enumerate(rows[first + 1 : first + 3], start=1):
        values |= {naming.person(number, column): text for column, text in zip(_PEOPLE, row, strict=True)}


def pasted_lines(number: int, *, one_cell: bool) -> bytes:
    """The lines of a form pasted below each other, with page breaks and shifted columns as they are.

    Args:
        one_cell: each line stays in one cell of column A with its tabs; else Excel has split it at them.
    """
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row, line in enumerate(_forms()[number], start=1):
        for column, text in enumerate([line] if one_cell else line.split("\t"), start=1):
            if text.strip():
                sheet.cell(row, column, text if one_cell else figure_or_text(text.strip()))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
