"""下发清单.xlsx: which workbook went to whom."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

import xlsxwriter

from jzxl.errors import UnreadableFileError
from jzxl.moment import CREATED
from jzxl.package import Package, open_package
from jzxl.paths import is_there
from jzxl.width import printed_columns

_SHEET = "下发清单"
ISSUE_HEADING = "下发编号"
"""Above the column of the ids; no roster has it."""
_HEADINGS = ("序号", "单位名称", "单位代码", "文件", "项目数", "项目名称", ISSUE_HEADING, "说明")
_NUMBERS = (0, 4)
_LEFT = "原来的文件和花名册不一样，没有重新生成"
_WIDTHS = (6, 34, 14, 38, 8, 60, 16, 30)
_PROJECTS = 5
_HEADING_ROW, _LINE, _MARGIN = 2, 15, 6
# Says what the list held when it was written, so that one which somebody has added to is not lost.
_PROPERTY = "jzxl.list"


class Listed(Protocol):
    """What the list says of a workbook."""

    @property
    def unit(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def file(self) -> str: ...
    @property
    def projects(self) -> tuple[str, ...]: ...
    @property
    def issue(self) -> str: ...


def list_workbook(parcels: Sequence[Listed], differing: Collection[str] = ()) -> bytes:
    """The list as a workbook; the same bytes for the same parcels.

    Args:
        differing: files that are not as the list says, because they were there before and were left.
    """
    rows = [
        (
            *(number, each.unit, each.code, each.file, len(each.projects), "\n".join(each.projects)),
            *(each.issue, _LEFT if each.file in differing else ""),
        )
        for number, each in enumerate(parcels, start=1)
    ]
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"title": _SHEET, "created": CREATED})
    sheet = book.add_worksheet(_SHEET)
    base = {"font_name": "宋体", "font_size": 10.5, "valign": "vcenter", "text_wrap": True}
    body = book.add_format(base | {"border": 1, "indent": 1})
    centred = book.add_format(base | {"border": 1, "align": "center"})
    heading = book.add_format(base | {"border": 1, "bold": True, "align": "center", "bg_color": "E7E6E6"})
    title = book.add_format(base | {"font_name": "黑体", "font_size": 16, "align": "center"})
    last = len(_HEADINGS) - 1
    projects = sum(len(each.projects) for each in parcels)
    text = f"下发清单（{len(parcels)} 个单位，{projects} 个项目）"
    sheet.merge_range(0, 0, 0, last, text, title)
    sheet.set_row(0, 30)
    sheet.set_row(_HEADING_ROW, 22)
    for column, (name, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(_HEADING_ROW, column, name, heading)
    for row, values in enumerate(rows, start=_HEADING_ROW + 1):
        sheet.set_row(row, _LINE * _lines(values) + _MARGIN)
        for column, value in enumerate(values):
            if column in _NUMBERS:
                sheet.write_number(row, column, value, centred)
            else:
                sheet.write_string(row, column, value, body)
    sheet.freeze_panes(_HEADING_ROW + 1, 2)
    sheet.repeat_rows(_HEADING_ROW)
    sheet.autofilter(_HEADING_ROW, 0, _HEADING_ROW + len(rows), last)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C第 &P 页，共 &N 页")
    texts = [text, *_HEADINGS, *(str(value) for values in rows for value in values)]
    book.set_custom_property(_PROPERTY, _digest(texts), "text")
    book.close()
    return target.getvalue()


def _lines(values: Sequence[Any]) -> int:
    """How many lines the row takes."""
    wrapped = [
        sum(-(-max(1, printed_columns(line)) // (width - 2)) for line in str(value).split("\n"))
        for value, width in zip(values, _WIDTHS, strict=True)
    ]
    # Excel has no rows above 409 points.
    return min(max(1, *wrapped), 25)


def may_replace(file: Path) -> bool:
    """Whether nothing is lost when a list is written over: there is none, or one that nobody has changed."""
    if not is_there(file):
        return True
    try:
        package = open_package(file)
        said = package.properties.get(_PROPERTY, "")
        return bool(said) and said == _digest(_texts(package))
    except UnreadableFileError:
        return False


def _texts(package: Package) -> list[str]:
    return [
        str(cell.value)
        for sheet in package.sheets
        for cell in package.cells(sheet.name).values()
        if cell.value not in (None, "")
    ]


def _digest(texts: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join(text for text in texts if text).encode()).hexdigest()[:16]
