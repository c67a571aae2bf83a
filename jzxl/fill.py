"""Values from a TOML file into the named cells of an issued workbook.

The file is written the way the forms read::

    ["表头"]
    "填报单位" = "…"

    ["基础数据"]
    "在职人数" = 18
    "一季度进度" = "6.8%"

    ["指标"."工作规划合理性"]
    "说明" = "…"
    "得分" = 3.00

    [["评价人员"]]
    "姓名" = "…"

    [["项目"]]                      # one for each project form, in the order of the sheets
    "项目名称" = "…"
    "预算下达资金" = 7.60
    "得分"."实际完成率" = 5.00
    "分值"."经济效益" = 8

    [["项目"."绩效目标"]]
    "组" = "数量指标"
    "指标" = "…"
    "目标值" = "20次以上"
    "实际完成值" = "18"
    "完成进度" = "90%"

A goal with a score of its own has 方向, 目标数, 计量单位, 实际完成值, 分值 and 原因; one without figures
档次 and 自评分 as well.

TOML wants quotation marks around keys that are not ASCII.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from pathlib import Path
from typing import Any

from jzxl.errors import UsageError, reason_of
from jzxl.form import naming
from jzxl.form.blocks import GoalRow
from jzxl.form.cells import NamedCells
from jzxl.form.load import Catalog
from jzxl.form.model import Form
from jzxl.form.sections import GoalsSection
from jzxl.issue.prefilled import mark_prefilled
from jzxl.issue.values import Place, Prefilling, cell_content, write_results
from jzxl.package import Edit, Package
from jzxl.paths import read_text
from jzxl.read.entry import value_of
from jzxl.read.filing import FilledForm
from jzxl.read.reader import read_filing, read_with_live_checks
from jzxl.read.typed import Kind, understand
from jzxl.rule.exact import Value
from jzxl.spelling import in_quotes

_PROJECT_NAME = "项目名称"
_PROJECTS, _INDICATORS, _PEOPLE, _GOALS, _GOAL_GROUP = "项目", "指标", "评价人员", "绩效目标", "组"
# What a data file calls the cells of an indicator.
_INDICATOR_KEYS = {"说明": naming.NOTE_PREFIX, "得分": naming.SCORE_PREFIX, "设定分值": naming.WEIGHT_PREFIX}
_GOAL_WEIGHT = "分值"
_LARGEST_EXPONENT = 15
_INDICATOR_TABLES = {"说明": naming.NOTE_PREFIX, "得分": naming.SCORE_PREFIX, "分值": naming.WEIGHT_PREFIX}


@dataclass(frozen=True, slots=True)
class FormData:
    """Values for one form: as TOML has them, by the names of its cells, and its goals."""

    values: Mapping[str, Any]
    goals: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class WorkbookData:
    """Values for a workbook: for the forms that stand once, and for each project."""

    shared: FormData
    projects: tuple[FormData, ...]


def load_data(file: Path) -> WorkbookData:
    """The values of a data file, numbers exact.

    Raises:
        UsageError: the file cannot be read or is not TOML.
    """
    try:
        content = tomllib.loads(read_text(file), parse_float=Decimal)
    except OSError as error:
        raise UsageError(f"打不开数据文件 {file}：{reason_of(error)}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"数据文件 {file} 不是 UTF-8 编码，请用 UTF-8 另存。") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"数据文件 {file} 不是正确的 TOML（中文的名称要加英文引号）：{error}") from error
    projects = content.pop(_PROJECTS, [])
    if not _is_list_of_tables(projects):
        raise UsageError(f'数据文件 {file} 里的项目应写成 [["{_PROJECTS}"]]。')
    for each in (content, *projects):
        for key in (_PEOPLE, _GOALS):
            if not _is_list_of_tables(each.get(key, [])):
                raise UsageError(
                    f'数据文件 {file} 里的“{key}”应写成 [["{key}"]]，项目里的写成 [["{_PROJECTS}"."{key}"]]。'
                )
    return WorkbookData(_form_data(content), tuple(_form_data(each) for each in projects))


def _is_list_of_tables(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def _form_data(content: Mapping[str, Any]) -> FormData:
    goals = content.get(_GOALS, [])
    rest = {key: value for key, value in content.items() if key != _GOALS}
    return FormData(dict(_flat(rest)), tuple(goals) if isinstance(goals, list) else ())


def _flat(content: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for table, values in content.items():
        if table == _INDICATORS and isinstance(values, dict):
            for indicator, cells in values.items():
                for key, value in cells.items() if isinstance(cells, dict) else ():
                    yield f"{_INDICATOR_KEYS.get(key, key + '_')}{indicator}", value
        elif table in _INDICATOR_TABLES and isinstance(values, dict):
            for indicator, value in values.items():
                yield f"{_INDICATOR_TABLES[table]}{indicator}", value
        elif table == _PEOPLE and isinstance(values, list):
            for row, person in enumerate(values, start=1):
                for column, value in person.items():
                    yield naming.person(row, column), value
        elif isinstance(values, dict):
            yield from values.items()
        else:
            yield table, values


def fill_workbook(
    package: Package, catalog: Catalog, data: WorkbookData, *, prefilling: Prefilling | None = None
) -> bytes:
    """The workbook with the values in their cells and the results of its formulas up to date.

    Args:
        prefilling: how the cells are shown that are filled; as any other unless given.

    Raises:
        UsageError: the workbook is none of ours, a name is not one of its fields, a value does not fit.
    """
    filing = read_filing(package, catalog)
    forms = [filled for filled in filing.forms if not filled.by_labels]
    if not forms:
        raise UsageError(f"{package.file} 不是下发的自评表，不能填入数据；请先用 jzxl issue 生成。")
    projects = [filled for filled in forms if filled.form.name_field]
    if len(data.projects) > len(projects):
        raise UsageError(
            f"数据文件有 {len(data.projects)} 个项目，{package.file} 只有 {len(projects)} 张项目表；"
            "请下发时用 --project 写全。"
        )
    edit = Edit(package)
    written: list[_Written] = []
    for filled in forms:
        if not filled.form.name_field:
            written += _fill_form(edit, package, filled, data.shared)
    for filled, project in zip(projects, data.projects, strict=False):
        unit = {name: value for name, value in data.shared.values.items() if name == filled.form.unit_field}
        values = FormData(unit | dict(project.values), project.goals)
        written += _fill_form(edit, package, filled, values)
    if prefilling is not None:
        for name, place, value in written:
            mark_prefilled(edit, name, place, value, prefilling)
    return edit.to_bytes()


# The name of a cell, prefix and all, its place, and what was written into it.
_Written = tuple[str, Place, Value]


def _fill_form(edit: Edit, package: Package, filled: FilledForm, data: FormData) -> list[_Written]:
    """Write the values of one form; gives what was written."""
    instance, file = filled.instance, package.file
    cells = instance.cells
    entries = read_with_live_checks(package, filled)
    accepted: dict[str, Value] = {}
    for name, given in (dict(data.values) | _goal_values(filled.form, data, file)).items():
        entry = filled.entries.get(name)
        if entry is None or (name not in cells.numbers and name not in cells.texts):
            raise UsageError(f"{file} 里没有“{name}”这一栏{_nearest(name, cells)}；请核对数据文件。")
        accepted[name] = _accepted(cells, name, given)
        edit.write(entry.sheet, entry.cell, cell_content(accepted[name]))
    stood = {name: value_of(entry.value) for name, entry in entries.items()}
    formulas = {name: each.formula for name, each in entries.items() if each.formula is not None}
    write_results(
        edit,
        instance,
        {instance.prefix + name: (each.sheet, each.cell) for name, each in entries.items()},
        formulas,
        {name: stood[name] for name in formulas if entries[name].has_cached},
        stood | accepted,
        constants=[name for name in instance.formulas if name in entries and name not in formulas],
    )
    return [
        (instance.prefix + name, (entries[name].sheet, entries[name].cell), value)
        for name, value in accepted.items()
    ]


def project_names(data: WorkbookData) -> tuple[str, ...]:
    """What the projects of a data file are called, as far as it says so."""
    names = (name for project in data.projects for name in project.values.items() if name[0] == _PROJECT_NAME)
    return tuple(str(value) for _, value in names)


def _goal_values(form: Form, data: FormData, file: str) -> dict[str, Any]:
    """The cells of the goals, numbered within each group as they come."""
    groups = {group.name: group for group in form.goal_groups}
    numbering = [section.numbering for section in form.sections if isinstance(section, GoalsSection)]
    numbering = numbering or [""]
    counted: Counter[str] = Counter()
    values: dict[str, Any] = {}
    for goal in data.goals:
        name = goal.get(_GOAL_GROUP)
        if not isinstance(name, str) or name not in groups:
            raise UsageError(f"{file} 没有“{name}”这组绩效指标，只有：{'、'.join(groups) or '（没有）'}。")
        counted[name] += 1
        for part, text in goal.items():
            if part == _GOAL_GROUP:
                continue
            if part == _GOAL_WEIGHT and groups[name].scored:
                values[naming.weight(GoalRow(groups[name], counted[name]))] = text
                continue
            shown = f"{numbering[0].format(number=counted[name])}{text}" if part == naming.GOAL_NAME else text
            values[naming.goal(groups[name], counted[name], part)] = shown
    return values


def _accepted(cells: NamedCells, name: str, given: object) -> Value:
    item = cells.items.get(name, name)
    if name in cells.texts:
        if isinstance(given, str):
            return given
        if name in cells.goals and _is_number(given):
            return Fraction(str(given))
        raise UsageError(f"{in_quotes(item)}应填文字，数据文件里是 {given}。")
    readable = isinstance(given, str) or _is_number(given)
    understood = understand(given if readable else None, Kind(cells.numbers[name]))
    if understood.value is None:
        raise UsageError(f'{in_quotes(item)}应填数字，数据文件里是 {given}；例如 12.5，百分数写成 "6.8%"。')
    return Fraction(understood.value)


def _is_number(value: object) -> bool:
    """Whether a worksheet can hold it: finite, and not of astronomic size."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return False
    number = Decimal(value)
    return number.is_finite() and abs(number.adjusted()) <= _LARGEST_EXPONENT


def _nearest(name: str, cells: NamedCells) -> str:
    near = get_close_matches(name, [*cells.numbers, *cells.texts], n=3, cutoff=0.5)
    return f"，相近的有：{'、'.join(near)}" if near else ""
