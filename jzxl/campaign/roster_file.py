"""The file of a roster → its sheets, whatever program saved it.

CSV is read as Excel saves it in China: in UTF-8 with or without its mark, in GB 18030 (and so GBK and GB 2312),
or as "Unicode text", which is UTF-16 with tabs.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jzxl.errors import UnreadableFileError, UsageError
from jzxl.issue.stamp import Stamp
from jzxl.package import (
    Cell,
    ForeignWorkbook,
    Limits,
    foreign_kind,
    kind_of,
    open_foreign,
    open_package,
    read_incoming,
)
from jzxl.package.address import LAST_COLUMN, LAST_ROW, join_ref
from jzxl.paths import is_folder
from jzxl.read.labels.grid import PlainSheet
from jzxl.read.reader import plain_sheets

_DELIMITERS = "\t,;"
# Enough of a file to tell its delimiter by.
_HEAD = 4_000


@dataclass(frozen=True, slots=True)
class RosterFile:
    """A roster as it was opened; ``sheets`` are those in sight, in order, and named unless it is CSV."""

    file: str
    sheets: tuple[PlainSheet, ...]


def open_roster(source: Path | bytes, file: str, limits: Limits) -> RosterFile:
    """Open a roster: .xlsx, .xls, .et, .ods, .xlsb or CSV, told by its content.

    Raises:
        UnreadableFileError: it cannot be opened, or is none of them.
        UsageError: it is a folder, or a workbook that was issued.
    """
    if isinstance(source, Path) and is_folder(source):
        raise UsageError(
            f"{file} 是文件夹，花名册要写一个文件，例如 {source / '花名册.xlsx'}；"
            "还没有花名册时，用 jzxl roster --example 花名册.xlsx 得到一份样子。"
        )
    data = read_incoming(source, file, limits)
    kind = kind_of(data)
    if kind == "text":
        return RosterFile(file, (_csv_sheet(data, file, limits),))
    if foreign_kind(data) is not None:
        workbook: ForeignWorkbook = open_foreign(data, name=file, limits=limits)
        hidden = [sheet.name for sheet in workbook.sheets if sheet.hidden]
        sheets = plain_sheets(workbook)
    else:
        package = open_package(data, name=file, limits=limits)
        if Stamp.read(package.properties) is not None:
            raise UsageError(
                f"{file} 是下发给单位的自评表，不是花名册；请写下发时用的花名册，例如 花名册.xlsx。"
            )
        hidden = [sheet.name for sheet in package.sheets if sheet.state != "visible"]
        sheets = plain_sheets(package)
    return RosterFile(file, tuple(sheet for sheet in sheets if sheet.name not in hidden))


def _csv_sheet(data: bytes, file: str, limits: Limits) -> PlainSheet:
    text = _decoded(data, file)
    head = text[:_HEAD].splitlines()[:20]
    delimiter = max(_DELIMITERS, key=lambda each: sum(line.count(each) for line in head))
    cells: dict[str, Cell] = {}
    try:
        for row, column, value in _fields(text, delimiter):
            if row > LAST_ROW or column > LAST_COLUMN or len(cells) >= limits.cells:
                raise UnreadableFileError(
                    f"{file} 的格子太多，不像花名册；请只留下单位和项目的几列，另存后再试。"
                )
            ref = join_ref(row, column)
            cells[ref] = Cell(ref, row, column, value, None, 0, False)
    except csv.Error as error:
        raise UnreadableFileError(
            f"{file} 不是完好的 CSV（{error}）；请用 Excel 或 WPS 打开并另存为 .xlsx 后再试。"
        ) from None
    return PlainSheet("", cells, (), {})


def _fields(text: str, delimiter: str) -> Iterator[tuple[int, int, str]]:
    """Row, column and text of what is not blank; a record is a row, as in a spreadsheet program."""
    for row, record in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1):
        for column, value in enumerate(record, start=1):
            if value.strip():
                yield row, column, value


def _decoded(data: bytes, file: str) -> str:
    encodings = ("utf-8-sig", "gb18030")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ("utf-16", "utf-16")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeError:
            continue
    raise UnreadableFileError(
        f"{file} 的文字编码认不出来（不是 UTF-8，也不是 GBK）；请用 Excel 或 WPS 打开并另存为 .xlsx 后再试。"
    )
