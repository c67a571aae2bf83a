"""Values from a TOML file into the named cells of an issued workbook.

The file is written the way the form reads::

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

TOML wants quotation marks around keys that are not ASCII.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from pathlib import Path
from typing import Any

from jzxl.errors import UsageError
from jzxl.evaluate import value_of
from jzxl.form import naming
from jzxl.form.cells import named_cells
from jzxl.form.formulas import formula_book
from jzxl.form.load import Catalog
from jzxl.form.model import Form
from jzxl.issue.values import cell_content, write_results
from jzxl.package import Edit, Package
from jzxl.read.filing import FilledForm
from jzxl.read.reader import read_filing
from jzxl.read.typed import Kind, understand
from jzxl.rule.exact import Value

_INDICATORS, _PEOPLE = "指标", "评价人员"
# What a data file calls the cells of an indicator.
_INDICATOR_KEYS = {"说明": naming.NOTE_PREFIX, "得分": naming.SCORE_PREFIX, "设定分值": naming.WEIGHT_PREFIX}


def load_values(file: Path) -> dict[str, Any]:
    """The values of a data file by defined name, as TOML has them (numbers exact).

    Raises:
        UsageError: the file cannot be read or is not TOML.
    """
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except OSError as error:
        raise UsageError(f"打不开数据文件 {file}：{error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"数据文件 {file} 不是 UTF-8 编码，请用 UTF-8 另存。") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"数据文件 {file} 不是正确的 TOML（中文的名称要加英文引号）：{error}") from error
    return dict(_flat(content))


def _flat(content: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for table, values in content.items():
        if table == _INDICATORS and isinstance(values, dict):
            for indicator, cells in values.items():
                for key, value in cells.items() if isinstance(cells, dict) else ():
                    yield f"{_INDICATOR_KEYS.get(key, key + '_')}{indicator}", value
        elif table == _PEOPLE and isinstance(values, list):
            for row, person in enumerate(values, start=1):
                for column, value in person.items():
                    yield naming.person(row, column), value
        elif isinstance(values, dict):
            yield from values.items()
        else:
            yield table, values


def fill_workbook(package: Package, catalog: Catalog, values: Mapping[str, Any]) -> bytes:
    """The workbook with the values in their cells and the results of its formulas up to date.

    Args:
        values: by defined name, as :func:`load_values` gives them.

    Raises:
        UsageError: the workbook is none of ours, a name is not one of its fields, a value does not fit.
    """
    filing = read_filing(package, catalog)
    if not filing.forms:
        raise UsageError(f"{package.file} 不是下发的自评表，不能填入数据；请先用 jzxl issue 生成。")
    edit = Edit(package)
    for filled in filing.forms:
        _fill_form(edit, filled, values, package.file)
    return edit.to_bytes()


def _fill_form(edit: Edit, filled: FilledForm, values: Mapping[str, Any], file: str) -> None:
    form = filled.form
    cells = named_cells(form)
    accepted: dict[str, Value] = {}
    for name, given in values.items():
        entry = filled.entries.get(name)
        if entry is None or (name not in cells.numbers and name not in cells.texts):
            raise UsageError(f"{file} 里没有“{name}”这一栏{_nearest(name, form)}；请核对数据文件。")
        accepted[name] = _accepted(form, name, given)
        edit.write(entry.sheet, entry.cell, cell_content(accepted[name]))
    stored = {name: value_of(entry.value) for name, entry in filled.entries.items()}
    formulas = {name: entry.formula for name, entry in filled.entries.items() if entry.formula is not None}
    book = formula_book(form)
    write_results(
        edit,
        book,
        {name: (entry.sheet, entry.cell) for name, entry in filled.entries.items()},
        formulas,
        {
            name: value
            for name, value in stored.items()
            if name not in formulas or filled.entries[name].has_cached
        },
        stored | accepted,
        constants=[name for name in book.expressions if name in filled.entries and name not in formulas],
    )


def _accepted(form: Form, name: str, given: object) -> Value:
    cells = named_cells(form)
    item = cells.items.get(name, name)
    if name in cells.texts:
        if not isinstance(given, str):
            raise UsageError(f"“{item}”应填文字，数据文件里是 {given!r}。")
        return given
    understood = understand(given, Kind(cells.numbers[name]))
    if understood.value is None:
        raise UsageError(f'“{item}”应填数字，数据文件里是 {given!r}；例如 12.5，百分数写成 "6.8%"。')
    return Fraction(understood.value)


def _nearest(name: str, form: Form) -> str:
    cells = named_cells(form)
    near = get_close_matches(name, [*cells.numbers, *cells.texts], n=3, cutoff=0.5)
    return f"，相近的有：{'、'.join(near)}" if near else ""
