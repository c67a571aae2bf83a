"""The official sheets of a workbook on paper: nothing but what the bureau's form has.

The page is drawn by LibreOffice.  It is given a copy in which all other sheets are hidden, the colours
of the filler's help are gone, and rows are high enough for what was typed into them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from jzxl.errors import JzxlError, UsageError, reason_of
from jzxl.form import naming
from jzxl.form.load import Catalog
from jzxl.package import Edit, Package
from jzxl.package.address import split_area, split_ref
from jzxl.read.filing import FilledForm
from jzxl.read.reader import read_filing
from jzxl.width import printed_columns

_SECONDS = 180
_LINE, _MARGIN = Decimal("14.5"), Decimal(6)
# Lines that explanations and goals are given.
_SHORT_LINES = 3
# Excel's own limit.
_HIGHEST_ROW = Decimal(409)
# A cell prints fewer characters than its column is wide: borders and the indent take some.
_LOST_COLUMNS = 3
_ELSEWHERE = (
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)


class PrintingError(JzxlError):
    """A workbook could not be printed."""


def print_workbook(package: Package, catalog: Catalog) -> bytes:
    """The official sheets of a workbook as PDF.

    Raises:
        UsageError: no official sheet is in it, or LibreOffice is not installed.
        PrintingError: LibreOffice could not print it.
    """
    program = find_libreoffice()
    if program is None:
        raise UsageError(
            "没有找到 LibreOffice，不能直接生成 PDF；请安装 LibreOffice（免费），"
            "或用 Excel、WPS 打开工作簿，选“打印”，打印机选“另存为 PDF”。"
        )
    return _as_pdf(program, printable(package, catalog), package.file)


def find_libreoffice() -> str | None:
    """The program, from the search path or where its installer puts it."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _ELSEWHERE if Path(place).is_file()), None)


def printable(package: Package, catalog: Catalog) -> bytes:
    """A copy of a workbook that prints its official sheets and nothing else.

    Raises:
        UsageError: no official sheet is in it.
        PatchError: it cannot be changed without losing something.
    """
    filing = read_filing(package, catalog)
    if not filing.forms:
        raise UsageError(f"{package.file} 里没有认得出的自评表，没有可以打印的；请核对文件。")
    official = {filled.sheet for filled in filing.forms}
    edit = Edit(package)
    for sheet in package.sheets:
        if sheet.name not in official:
            edit.hide_sheet(sheet.name)
    for name in official:
        for ref in package.cells(name):
            edit.restore_fill(name, ref, "")
    for filled in filing.forms:
        if not filled.by_labels:
            for row, height in _heights(package, filled):
                edit.set_row_height(filled.sheet, row, height)
    return edit.to_bytes()


def _heights(package: Package, filled: FilledForm) -> Iterator[tuple[int, Decimal]]:
    """The rows of long texts that need more lines than they were given, with what they need."""
    form = filled.form
    given = {field.name: field.lines for field in form.fields if field.lines > 1}
    short = {naming.note(each): _SHORT_LINES for each in form.indicators if form.has_notes}
    merged = {
        (area[0], area[1]): area[3]
        for merge in package.merges(filled.sheet)
        if (area := split_area(merge)) is not None
    }
    needed: dict[int, int] = defaultdict(int)
    entries = [
        (filled.entries[name], lines) for name, lines in (given | short).items() if name in filled.entries
    ]
    entries += [
        (entry, _SHORT_LINES)
        for goal in filled.goals
        for entry in (goal.title, goal.target, goal.actual, goal.status)
    ]
    for entry, lines in entries:
        place = split_ref(entry.cell)
        if place is None or entry.sheet != filled.sheet or not isinstance(entry.value, str):
            continue
        row, column = place
        last = merged.get((row, column), column)
        width = sum(form.widths[column - 1 : last]) - _LOST_COLUMNS
        wanted = sum(max(1, -(-printed_columns(line) // max(1, width))) for line in entry.value.split("\n"))
        if wanted > lines:
            needed[row] = max(needed[row], wanted)
    for row, lines in needed.items():
        yield row, min(_HIGHEST_ROW, lines * _LINE + _MARGIN)


def _as_pdf(program: str, workbook: bytes, file: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="jzxl-", ignore_cleanup_errors=True) as folder:
        source = Path(folder) / "print.xlsx"
        source.write_bytes(workbook)
        command = [
            program,
            # A profile of its own: a LibreOffice that the user has open is left alone.
            f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            "pdf",
            "--outdir",
            folder,
            str(source),
        ]
        try:
            subprocess.run(
                command,
                capture_output=True,
                timeout=_SECONDS,
                check=False,
                stdin=subprocess.DEVNULL,
                env=_environment(),
            )
        except subprocess.TimeoutExpired:
            raise PrintingError(
                f"{file} 没有打印出来：LibreOffice {_SECONDS} 秒内没有完成；请再试一次。"
            ) from None
        except OSError as error:
            raise PrintingError(
                f"{file} 没有打印出来：LibreOffice 启动不了（{reason_of(error)}）。"
            ) from None
        target = source.with_suffix(".pdf")
        if not target.exists():
            raise PrintingError(
                f"{file} 没有打印出来：LibreOffice 没有生成 PDF；请用 Excel 或 WPS 打开后打印为 PDF。"
            )
        return target.read_bytes()


def _environment() -> dict[str, str]:
    """The environment, without what would make LibreOffice's own Python load ours."""
    return {key: value for key, value in os.environ.items() if key not in ("PYTHONHOME", "PYTHONPATH")}
