"""A corrected copy is the returned workbook with marks, and nothing else; and it opens without repair."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest import mock

import openpyxl
import pytest
from lossless import compare, unchanged_but_marks
from lossless_asked import Asked, Recorded, every_kind_of_edit
from python_calamine import CalamineError, CalamineWorkbook
from returns import catalog
from rich_workbooks import RICH, ZIPPED, returned, rich_workbook, zipped
from validity import NO_VALIDATOR, VALIDATOR, faults, new_errors

import jzxl.correct.copy
from jzxl.correct.findings_sheet import NAME as FINDINGS_SHEET
from jzxl.package import Cell, Package, open_package
from jzxl.result import FileResult
from jzxl.review import review_file

NAMES = (*RICH, *ZIPPED)
# Neither LibreOffice nor the SDK that the validator is built on loads it, before it is marked or after.
NAMED_AS_IN_WINDOWS = "backslashes in names"
LOADED_BY_ALL = [name for name in NAMES if name != NAMED_AS_IN_WINDOWS]
# A judge that cannot read the workbook as it came says nothing about the copy; openpyxl finds no sheet in Strict.
DECLINED = {("openpyxl", NAMED_AS_IN_WINDOWS), ("openpyxl", "strict"), ("calamine", "utf 16")}
# LibreOffice makes a sheet of a scenario, and saves the notes of the sheets behind it in the wrong ones.
NOTES_MISPLACED = "everything a sheet can hold"
Values = dict[tuple[str, str], object]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A returned workbook and what a check made of it."""

    before: bytes
    result: FileResult
    after: bytes
    asked: Asked


def review(data: bytes) -> Reviewed:
    """Check a workbook, with a copy, and record what the copy was asked to hold."""
    edits: list[Recorded] = []

    def recorded(package: Package) -> Recorded:
        edits.append(Recorded(package))
        return edits[-1]

    with tempfile.TemporaryDirectory() as folder, mock.patch.object(jzxl.correct.copy, "Edit", recorded):
        path = Path(folder, "回收.xlsx")
        path.write_bytes(data)
        result, copy = review_file(path, catalog(), with_copy=True)
    assert copy is not None, result.findings[-1].message
    return Reviewed(data, result, copy, edits[-1].asked)


@cache
def reviewed(name: str) -> Reviewed:
    return review(zipped(name) if name in ZIPPED else rich_workbook(name))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_but_marks(name: str) -> None:
    case = reviewed(name)
    comparison = compare(case.before, case.after, case.asked)
    assert comparison.differences == []
    assert comparison.tally.elements > 7_000
    marked = {(each.sheet, each.cell) for each in case.result.findings if each.cell}
    assert set(case.asked.fills) == set(case.asked.notes) == marked
    assert len(marked) >= 29
    assert case.asked.sheets == [FINDINGS_SHEET]
    # Besides marked cells only results of formulas are written, and the formulas stay.
    before = open_package(case.before)
    for place, (_, formula) in case.asked.contents.items():
        if place not in marked:
            assert formula is not None and before.cells(place[0])[place[1]].formula == formula


@pytest.mark.parametrize("name", NAMES)
def test_the_copy_is_sound(name: str) -> None:
    assert faults(reviewed(name).after) == []


@pytest.mark.parametrize("name", NAMES)
def test_marks_of_a_second_check_replace_those_of_the_first(name: str) -> None:
    first = reviewed(name)
    second = review(first.after)
    both = second.asked
    both.contents = first.asked.contents | both.contents
    assert unchanged_but_marks(first.before, second.after, both) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_kind_of_edit_changes_nothing_else(name: str) -> None:
    before = reviewed(name).before
    edit = every_kind_of_edit(open_package(before))
    after = edit.to_bytes()
    assert unchanged_but_marks(before, after, edit.asked) == []
    assert set(faults(after)) <= set(faults(before))
    assert len(edit.asked.contents) >= 30


# Other programs


def by_openpyxl(data: bytes) -> Values:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        (sheet.title, cell.coordinate): getattr(cell.value, "text", cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def by_calamine(data: bytes) -> Values:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {
        (name, f"{openpyxl.utils.get_column_letter(column)}{number}"): value
        for name in book.sheet_names
        for number, row in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False), 1)
        for column, value in enumerate(row, 1)
        if value != ""
    }


def by_ourselves(data: bytes) -> Values:
    package = open_package(data)
    return {
        (sheet.name, ref): (cell.value, cell.formula, cell.has_cached)
        for sheet in package.sheets
        for ref, cell in package.cells(sheet.name).items()
        if cell.value is not None or cell.formula is not None
    }


READERS: dict[str, Callable[[bytes], Values]] = {
    "openpyxl": by_openpyxl,
    "calamine": by_calamine,
    "ourselves": by_ourselves,
}


def unasked(values: Values, asked: Asked) -> Values:
    """What no edit was to change."""
    return {
        place: value
        for place, value in values.items()
        if place[0] not in asked.sheets and place not in asked.contents
    }


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", NAMES)
def test_readers_find_the_same_values(name: str, reader: str) -> None:
    case, read = reviewed(name), READERS[reader]
    if (reader, name) in DECLINED:
        try:
            assert read(case.before) == {}
        except (KeyError, CalamineError) as error:
            assert re.search("sharedStrings|Cannot detect file format", str(error))
        return
    before, after = read(case.before), read(case.after)
    assert unasked(after, case.asked) == unasked(before, case.asked)
    assert any(place[0] == FINDINGS_SHEET for place in after)
    assert len(before) > 1_000


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")
def test_libreoffice_opens_every_copy(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}{suffix(name)}" for number, name in enumerate(LOADED_BY_ALL)]
    for name, path in zip(LOADED_BY_ALL, paths, strict=True):
        path.write_bytes(reviewed(name).after)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to"]
    command += ["xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out"), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    ours = {FINDINGS_SHEET, *(sheet.name for sheet in open_package(returned()).sheets)}
    for name, path in zip(LOADED_BY_ALL, paths, strict=True):
        after, saved = (open_package(each) for each in (path, tmp_path / "out" / f"{path.stem}.xlsx"))
        assert saved.sheets[0].name == FINDINGS_SHEET, name
        for sheet in after.sheets:
            if sheet.name not in ours:
                continue  # It computes pivot tables anew.
            was, now = texts(after.cells(sheet.name)), texts(saved.cells(sheet.name))
            assert {ref: now.get(ref) for ref in was} == was, name
            if name != NOTES_MISPLACED:
                assert set(saved.notes(sheet.name)) == set(after.notes(sheet.name)), name


def texts(cells: Mapping[str, Cell]) -> dict[str, str]:
    return {
        ref: re.sub("\r\n?", "\n", cell.value)
        for ref, cell in cells.items()
        if isinstance(cell.value, str) and cell.value and cell.formula is None
    }


def suffix(name: str) -> str:
    """Macros have a type of their own."""
    return ".xlsm" if name == "macros" else ".xlsx"


@pytest.mark.skipif(VALIDATOR is None, reason=NO_VALIDATOR)
@pytest.mark.parametrize("name", LOADED_BY_ALL)
def test_validator_finds_nothing_new(name: str, tmp_path: Path) -> None:
    case = reviewed(name)
    assert new_errors(case.before, case.after, tmp_path, suffix(name)) == []


# Signature, protection, sharing


def test_a_signature_becomes_void_and_the_copy_says_so() -> None:
    case = reviewed("signed")
    said = [str(cell.value) for cell in open_package(case.after).cells(FINDINGS_SHEET).values()]
    assert "来件带有数字签名；本稿作了标记，签名因此失效，请以原件的签名为准。" in said
    assert [each.severity.value for each in case.result.findings if "签名" in each.message] == ["hint"]


@pytest.mark.parametrize("name", ["protected structure", "protected sheets", "shared workbook"])
def test_protection_and_sharing_stay_and_hinder_nothing(name: str) -> None:
    case = reviewed(name)
    before, after = open_package(case.before), open_package(case.after)
    assert after.sheets[0].name == FINDINGS_SHEET
    traces = {
        "protected structure": (
            "xl/workbook.xml",
            b'<workbookProtection workbookPassword="CC1A" lockStructure="1"',
        ),
        "protected sheets": ("xl/worksheets/sheet3.xml", b'hashValue="aGFzaA=="'),
        "shared workbook": ("xl/_rels/workbook.xml.rels", b"/relationships/revisionHeaders"),
    }
    member, trace = traces[name]
    assert before.read(member).count(trace) == after.read(member).count(trace) == 1
