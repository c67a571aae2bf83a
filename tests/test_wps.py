"""Workbooks the way WPS writes them.

WPS cannot be run here.  What is known of its files, from files in the wild and its users' reports, is done
to our own workbooks: it adds parts and properties of its own, writes shared strings and styles anew, leaves
the dimension at A1 or out, writes formula cells without results when calculation is manual, writes a name
again for a sheet's print area, and keeps pictures in cells as a function of its own (DISPIMG).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from returns import catalog, place, read, rewritten, three_clean, three_published
from test_findings import findings_of

from jzxl.check.computed import judged_names
from jzxl.package import open_package
from jzxl.read.reader import read_filing
from jzxl.review import review_file

Change = Callable[[bytes], bytes]
_SHEETS = re.compile(r"xl/worksheets/sheet\d+\.xml")


def in_sheets(workbook: bytes, change: Callable[[str], str]) -> bytes:
    names = [name for name in zipfile.ZipFile(io.BytesIO(workbook)).namelist() if _SHEETS.fullmatch(name)]
    return rewritten(workbook, dict.fromkeys(names, change))


def with_parts(workbook: bytes, parts: dict[str, str]) -> bytes:
    target = io.BytesIO(workbook)
    with zipfile.ZipFile(target, "a") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return target.getvalue()


def dimension(text: str) -> Change:
    return lambda workbook: in_sheets(workbook, lambda xml: re.sub(r"<dimension [^>]*/>", text, xml))


def own_properties(workbook: bytes) -> bytes:
    """KSOProductBuildVer and ICV stand in front of what was there."""
    own = (
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="90" name="KSOProductBuildVer">'
        "<vt:lpwstr>2052-11.1.0.10228</vt:lpwstr></property>"
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="91" name="ICV">'
        "<vt:lpwstr>0123456789ABCDEF</vt:lpwstr></property>"
    )
    return rewritten(
        workbook, {"docProps/custom.xml": lambda xml: xml.replace("<property ", own + "<property ", 1)}
    )


def own_namespaces(workbook: bytes) -> bytes:
    """Namespaces of its own on the root, and an extension that nobody else knows."""

    def change(xml: str) -> str:
        xml = re.sub(
            r"<worksheet ",
            '<worksheet xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData" ',
            xml,
            count=1,
        )
        extension = '<extLst><ext uri="{C0FFEE00-0000-4000-8000-000000000000}"><etc:data etc:kind="1"/></ext></extLst>'
        return xml.replace("</worksheet>", f"{extension}</worksheet>") if "<extLst>" not in xml else xml

    return in_sheets(workbook, change)


def no_results(workbook: bytes) -> bytes:
    """Formula cells with an empty <v/>, as with manual calculation."""
    return in_sheets(workbook, lambda xml: re.sub(r"(</f>)<v>[^<]*</v>", r"\1<v/>", xml))


def rows_without_spans(workbook: bytes) -> bytes:
    return in_sheets(workbook, lambda xml: re.sub(r' spans="[^"]*"', "", xml))


def print_area_again(workbook: bytes) -> bytes:
    """A name of its own for what the print area names already, hidden."""

    def change(xml: str) -> str:
        again = '<definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">填报说明!$A$1:$C$9</definedName>'
        return xml.replace("<definedNames>", f"<definedNames>{again}")

    return rewritten(workbook, {"xl/workbook.xml": change})


def formulas_rewritten(workbook: bytes) -> bytes:
    """Spaces after commas, names in other case: the same formulas."""

    def change(xml: str) -> str:
        return re.sub(
            r"<f>([^<]*)</f>",
            lambda match: "<f>" + re.sub(r",(?=[^\"]*(?:\"[^\"]*\"[^\"]*)*$)", ", ", match[1]) + "</f>",
            xml,
        )

    return in_sheets(workbook, change)


HABITS: dict[str, Change] = {
    "dimension A1": dimension('<dimension ref="A1"/>'),
    "no dimension": dimension(""),
    "properties of its own": own_properties,
    "namespaces of its own": own_namespaces,
    "rows without spans": rows_without_spans,
    "names of its own": print_area_again,
    "formulas with spaces": formulas_rewritten,
}


@pytest.mark.parametrize("habit", HABITS.values(), ids=HABITS.keys())
def test_its_habits_change_no_finding(habit: Change) -> None:
    for workbook in (three_clean(), three_published()):
        changed = habit(workbook)
        assert changed != workbook
        assert [(each.code, each.cell) for each in findings_of(changed)] == [
            (each.code, each.cell) for each in findings_of(workbook)
        ]


def test_formulas_without_results_are_computed() -> None:
    workbook = no_results(three_clean())
    (finding,) = findings_of(workbook)
    assert (finding.code, finding.item) == ("missing-value", "公式"), "one of the workbook, not of each form"
    forms = read_filing(open_package(workbook), catalog()).forms
    judged = [name for form in forms for name in judged_names(form.form) if name in form.entries]
    assert len(forms) == 3 and f"有 {len(judged)} 处公式" in finding.message


def test_the_results_of_all_forms_are_in_the_copy(tmp_path: Path) -> None:
    file = tmp_path / "回收.xlsx"
    file.write_bytes(no_results(three_clean()))
    _, copy = review_file(file, catalog(), with_copy=True)
    assert copy is not None
    whole = read_filing(open_package(three_clean()), catalog()).forms
    for form, before in zip(read_filing(open_package(copy), catalog()).forms, whole, strict=True):
        for name in form.instance.formulas:
            entry, there = form.entries.get(name), before.entries.get(name)
            if entry is not None and there is not None and there.has_cached:
                assert (entry.value, entry.has_cached) == (there.value, True), (form.sheet, name)


def test_a_copy_keeps_pictures_in_cells(tmp_path: Path) -> None:
    """=DISPIMG("ID_…",1) with the pictures in xl/cellimages.xml: all bytes stay, and the cell too."""
    sheet, cell = place(three_clean(), "其他")
    package = open_package(three_clean())
    member = package.sheet(sheet).member
    images = '<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"/>'

    def put(xml: str) -> str:
        formula = '_xlfn.DISPIMG("ID_0123",1)'
        pattern = rf'<c r="{cell}"([^>]*?)(?: t="[^"]*")?(?:/>|>.*?</c>)'
        changed, count = re.subn(
            pattern, rf'<c r="{cell}"\1 t="str"><f>{formula}</f><v>={formula[6:]}</v></c>', xml, count=1
        )
        assert count == 1
        return changed

    workbook = with_parts(rewritten(three_clean(), {member: put}), {"xl/cellimages.xml": images})
    file = tmp_path / "回收.xlsx"
    file.write_bytes(workbook)
    _, copy = review_file(file, catalog(), with_copy=True)
    assert copy is not None
    archive = zipfile.ZipFile(io.BytesIO(copy))
    assert archive.read("xl/cellimages.xml").decode() == images
    assert "DISPIMG" in str(open_package(copy).cells(sheet)[cell].formula)


def test_what_it_keeps_of_an_issued_workbook_is_enough_to_read_it() -> None:
    """Without the stamp, by names alone; without names, by labels."""
    without_stamp = rewritten(
        three_clean(), {"docProps/custom.xml": lambda xml: re.sub(r"<property .*?</property>", "", xml)}
    )
    assert [form.form.id for form in read_filing(open_package(without_stamp), catalog()).forms] == [
        "department",
        "project",
        "project",
    ]
    without_names = rewritten(
        without_stamp,
        {
            "xl/workbook.xml": lambda xml: re.sub(
                r"<definedNames>.*?</definedNames>", "", xml, flags=re.DOTALL
            )
        },
    )
    filing = read_filing(open_package(without_names), catalog())
    assert all(form.by_labels for form in filing.forms) and len(filing.forms) == 3
    assert findings_of(without_names) == ()
    assert not read(three_clean()).by_labels
