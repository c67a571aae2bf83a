"""The forms as they were published, word by word, where the text of the publication is at hand.

It is not part of the project.  Which line holds which field is told here by the line itself, apart
from how sheets are read.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet
from returns import ROOT, STANDARD, catalog

from handmade.layout import Content, Value
from jzxl.form import naming
from jzxl.form.model import Form

FILE = ROOT.parent / "shared" / "reference" / "official-forms-2020.txt"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_GOAL = re.compile(r"指标\d[：:]")


def available(file: Path = FILE) -> bool:
    """Whether the text is at hand."""
    return file.is_file()


@cache
def lines() -> tuple[str, ...]:
    """All lines."""
    return tuple(FILE.read_text(encoding="utf-8").splitlines())


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("\t") if cell.strip()]


def _typed(text: str) -> Value:
    """As a spreadsheet takes it when it is typed."""
    return Decimal(text) if _NUMBER.fullmatch(text) else text


def verbatim() -> tuple[Content, ...]:
    """The three forms."""
    starts = [number for number, line in enumerate(lines()) if line.endswith("绩效自评表")]
    parts = [lines()[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)]
    forms = catalog().forms[STANDARD]
    return (
        Content(forms["department"], _department(forms["department"], parts[0])),
        *(Content(forms["project"], _project(forms["project"], part)) for part in parts[1:]),
    )


def _behind(part: Sequence[str], label: str) -> str:
    """What stands right of a label that begins a line."""
    return next(cells[1] for line in part if (cells := _cells(line)) and cells[0] == label)


def _department(form: Form, part: Sequence[str]) -> dict[str, Value]:
    values: dict[str, Value] = {naming.YEAR: "(2020 年度)"}
    values["填报单位"] = next(line.partition("：")[2] for line in part if line.startswith("填报单位"))
    header = [_cells(line) for line in part[4:12]]
    pairs = [cells[at : at + 2] for cells in header if len(cells) == 4 for at in (0, 2)]
    for label, value in pairs:
        values[label.removesuffix(" (万元)")] = _typed(value) if "金" in label else value
    for field in form.fields:
        if field.lines > 1:
            values[field.name] = _behind(part, field.label)
    rows = [cells for line in part if len(cells := _cells(line)) >= 5 and _NUMBER.fullmatch(cells[-1])]
    items = [item for block in form.blocks for item in (block, *block.indicators)]
    for item, cells in zip(items, rows, strict=False):
        values[naming.weight(item)] = Decimal(cells[-3])
        values[naming.score(item)] = Decimal(cells[-1])
        if item not in form.blocks:
            values[f"说明_{item.name}"] = cells[-2]
    _closing(form, part, values)
    return values


def _closing(form: Form, part: Sequence[str], values: dict[str, Value]) -> None:
    """Total, grade and people."""
    total = next(cells for line in part if (cells := _cells(line)) and cells[0].startswith("综合得分"))
    grade = next(cells for line in part if (cells := _cells(line)) and cells[0].startswith("评价结果等次"))
    values[naming.WEIGHT_TOTAL], values[naming.total(form)] = Decimal(total[1]), Decimal(total[2])
    values[naming.grade(form)] = grade[1]
    at = next(number for number, line in enumerate(part) if line.strip().startswith("评价人员"))
    for row in (1, 2):
        for column, text in zip(
            ("姓名", "职称/职务", "科室", "联系电话"), _cells(part[at + row]), strict=True
        ):
            values[naming.person(row, column)] = text


def _project(form: Form, part: Sequence[str]) -> dict[str, Value]:
    values: dict[str, Value] = {naming.YEAR: "(2020 年度)", "填报单位": None}
    values["项目名称"] = _behind(part, "项目名称")
    for label in ("主管部门及代码", "项目属性"):
        cells = next(each for line in part if (each := _cells(line)) and each[0] == label)
        values[label], values[cells[2]] = cells[1], cells[3]
    funds = [cells for line in part[:20] if (cells := _cells(line)) and re.fullmatch(r"\d+\.\d\d", cells[-1])]
    values |= {name: Decimal(cells[-1]) for name, cells in zip(form.inputs, funds, strict=True)}
    for field in form.fields:
        if field.lines > 1:
            values[field.name] = _behind(part, field.label)
    _goals(form, part, values)
    scored = [
        cells
        for line in part[part.index(next(line for line in part if "三级指标\t" in line and "分值" in line)) :]
        if len(cells := _cells(line)) >= 3
        and all(_NUMBER.fullmatch(each) for each in cells[-2:])
        and not cells[0].startswith(("综合", "负责人"))
    ]
    items = [item for block in form.blocks for item in (block, *block.indicators)]
    for item, cells in zip(items, scored, strict=True):
        values[naming.weight(item)], values[naming.score(item)] = Decimal(cells[-2]), Decimal(cells[-1])
    _closing(form, part, values)
    contact = next(_cells(line) for line in part if line.startswith("负责人："))
    values["负责人"], values["经办人"] = (cell.partition("：")[2] for cell in contact[:2])
    values["联系电话"], values["填报日期"] = contact[3], contact[5]
    return values


def _goals(form: Form, part: Sequence[str], values: dict[str, Value]) -> None:
    groups = {each.name: each for each in form.goal_groups}
    group, number = None, 0
    for line in part:
        cells = _cells(line)
        named = [cell.replace(" ", "") for cell in cells if cell.replace(" ", "") in groups]
        if named:
            group, number = groups[named[0]], 0
        at = next((place for place, cell in enumerate(cells) if _GOAL.match(cell)), None)
        if group is None or at is None or len(cells) < at + 4:
            continue
        number += 1
        for part_name, text in zip(naming.GOAL_PARTS, cells[at : at + 4], strict=True):
            values[naming.goal(group, number, part_name)] = _typed(text)


def pasted(*, one_cell: bool) -> bytes:
    """The lines pasted below each other: into columns at their tabs, or each into one cell."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row, line in enumerate(lines(), start=1):
        for column, text in enumerate([line] if one_cell else line.split("\t"), start=1):
            if text.strip():
                sheet.cell(row, column, text if one_cell else _typed(text.strip()))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
