"""The proof that nothing is lost sees every kind of loss: one thing is done to a good copy, one line says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from lossless import unchanged_but_marks
from lossless_asked import Asked, Recorded
from rich_workbooks import FORM, MARKED, rich_workbook
from test_lossless import reviewed
from validity import faults

from jzxl.package import open_package
from jzxl.package.container_writer import rewrite

Change = Callable[[str], str] | bytes | None
WORKBOOK, STYLES = "xl/workbook.xml", "xl/styles.xml"
RELATIONS, TYPES = "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
COMMENTS, DRAWING = "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"
SHEET_RELATIONS = "xl/worksheets/_rels/sheet3.xml.rels"
SHEET = "部门整体支出绩效自评表2020"


def changed(data: bytes, changes: Mapping[str, Change]) -> bytes:
    """The workbook with members rewritten, replaced, added or left out; all others keep their packed bytes."""
    package = open_package(data)
    new: dict[str, bytes | None] = {}
    for member, change in changes.items():
        if callable(change):
            old = package.read(member).decode()
            text = change(old)
            assert text != old, member
            new[member] = text.encode()
        else:
            new[member] = change
    return rewrite(data, package.entries, new)


def swap(pattern: str) -> Change:
    """What the two groups of a pattern hold changes places."""
    return lambda xml: re.sub(pattern, r"\2\1", xml, count=1, flags=re.DOTALL)


def sub(pattern: str, new: str) -> Change:
    """The first place of a pattern is replaced."""
    return lambda xml: re.sub(pattern, new, xml, count=1, flags=re.DOTALL)


def marked_style(name: str) -> int:
    return open_package(reviewed(name).after).cells(SHEET)[MARKED].style


def in_format(name: str, pattern: str, new: str) -> Change:
    """Something in the format of the marked cell is replaced."""

    def change(xml: str) -> str:
        start = xml.index("<cellXfs")
        formats = list(re.finditer(r"<xf [^>]*?(?:/>|>.*?</xf>)", xml[start:], re.DOTALL))
        found = formats[marked_style(name)]
        return xml[: start + found.start()] + re.sub(pattern, new, found[0]) + xml[start + found.end() :]

    return change


BASE, NOTES, HAND = "stored", "notes on marked cells", "written by hand"
TORN = "form controls in a drawing that is no xml"
LOSSES: dict[str, tuple[str, dict[str, Change], str]] = {
    # In the sheet
    "extension": ("extensions of excel 2010", {FORM: sub("<extLst>.*</extLst>", "")}, "<extLst> is lost"),
    "attribute": (BASE, {FORM: sub('<c r="B2" s="', '<c r="B2" s="1')}, "c[B2]: attribute s was"),
    "order of elements": (
        BASE, {FORM: swap("(<pageMargins [^>]*/>)(<pageSetup [^>]*/>)")}, "stood here, now <pageSetup",
    ),
    "order of merges": (BASE, {FORM: swap("(<mergeCell [^>]*/>)(<mergeCell [^>]*/>)")}, "mergeCell[1]: attribute ref"),
    "order of attributes": (
        BASE, {FORM: swap('(?<=<pageMargins)( left="[^"]*")( right="[^"]*")')}, "attributes stood as ['left', 'right'",
    ),
    "validation": (BASE, {FORM: sub("<dataValidation .*?/>", "")}, '<dataValidation allowBlank="1"'),
    "protection": (BASE, {FORM: sub("<sheetProtection [^>]*/>", "")}, "<sheetProtection"),
    "height of a row": (BASE, {FORM: sub('(<row r="1" [^>]*)ht="36"', r'\1ht="37"')}, "row[1]: attribute ht"),
    "column": (BASE, {FORM: sub("<col [^>]*/>", "")}, '<col min="1" max="1"'),
    "cell": (BASE, {FORM: sub('<c r="B2" s="[^"]*"/>', "")}, '/row[2]: <c r="B2"'),
    "content of a cell that is only marked": (
        BASE, {FORM: sub(rf'(<c r="{MARKED}"[^>]*>.*?<t[^>]*>)', r"\g<1>1")}, f"c[{MARKED}]/is[1]/t[1]: ",
    ),
    "result": (BASE, {FORM: sub('(<c r="G15"[^>]*><f>[^<]*</f><v>)', r"\g<1>9")}, "G15: its value is"),
    "formula that was to stay": (
        BASE, {FORM: sub('(<c r="G15"[^>]*><f)>', r'\1 ca="1">')}, "formula was to stay",
    ),
    "formula": (BASE, {FORM: sub('(<c r="G15"[^>]*><f>)', r"\g<1>1+")}, "G15: its formula is"),
    "dynamic array": (
        "pictures and dynamic arrays of newer excel", {FORM: sub(' cm="1"', "")}, "attribute cm='1' is lost",
    ),
    "own picture in a cell": ("wps pictures in cells", {FORM: sub("<f>_xlfn.DISPIMG[^<]*</f>", "")}, "c[C12]"),
    "selected tab": (BASE, {FORM: sub("<sheetView ", '<sheetView tabSelected="1" ')}, "tabSelected='1' came in"),
    "dimension": (BASE, {FORM: sub('<dimension ref="[^"]*"', '<dimension ref="A1"')}, "dimension was"),
    "space between elements": (HAND, {FORM: sub("\n  <", "<")}, "now"),
    "comment": (HAND, {FORM: sub("<!-- 手写 -->", "")}, "before the root stood"),
    "processing instruction": (HAND, {FORM: sub(r"<\?jz 一\?>", "")}, "before the root stood"),
    "declaration": (BASE, {FORM: sub(' standalone="yes"', "")}, "declaration was"),
    "namespace": (
        "extensions of excel 2010", {FORM: sub('xmlns:xr="[^"]*"', 'xmlns:xr="urn:x"')}, "attribute xmlns:xr was",
    ),
    # Formats
    "format of others": (BASE, {STYLES: sub('(<cellXfs .*?<xf numFmtId="0" fontId=")0', r"\g<1>1")}, "xf[1]: attribute fontId"),
    "colour of a mark": (BASE, {STYLES: sub("FFFFC7CE(?!.*FFFFC7CE)", "FFFFC7CF")}, "its fill is FFC7CF"),
    "font of a marked cell": (
        BASE, {STYLES: in_format(BASE, r'fontId="\d+"', 'fontId="0"')}, f"{MARKED}: its format was",
    ),
    "alignment of a marked cell": (
        BASE, {STYLES: in_format(BASE, ' wrapText="1"', "")}, f"{MARKED}: inside its format was",
    ),
    "font that is not there": (
        BASE, {STYLES: in_format(BASE, r'borderId="\d+"', 'borderId="99"')}, "has the border 99, which is not there",
    ),
    "count": (BASE, {STYLES: sub(r'<fills count="\d+"', '<fills count="3"')}, "says count=3"),
    "conditional format": (BASE, {STYLES: sub("<dxf>.*?</dxf>", "")}, "/dxfs[1]"),
    # The workbook
    "index of a name": (BASE, {WORKBOOK: sub(r'localSheetId="\d+"', 'localSheetId="0"')}, "which is ours"),
    "name of others": (BASE, {WORKBOOK: sub('<definedName name="[^_][^>]*>[^<]*</definedName>', "")}, "> is lost"),
    "name of ours": (
        BASE, {WORKBOOK: sub('<definedName name="_jzxl审核标记_1"[^>]*>[^<]*</definedName>', "")}, "there are no names",
    ),
    "place of a name": (
        BASE, {WORKBOOK: sub('(<definedName name="_jzxl审核标记_1"[^>]*>[^<]*)<', r"\g<1>9<")}, "审核标记_1 means",
    ),
    "sheet out of sight": (
        BASE, {WORKBOOK: sub('<sheet name="基础数据"', '<sheet state="hidden" name="基础数据"')}, "state='hidden' came in",
    ),
    "active tab": (BASE, {WORKBOOK: sub("<workbookView ", '<workbookView activeTab="3" ')}, "tab 3 is the active one"),
    "protected structure": (
        "protected structure", {WORKBOOK: sub("<workbookProtection [^>]*/>", "")}, "<workbookProtection",
    ),
    "property": (
        BASE, {"docProps/custom.xml": sub('(name="jzxl.fill.1"><vt:lpwstr>)', r"\1x")}, "the property jzxl.fill.1 is",
    ),
    # Notes
    "note": (BASE, {COMMENTS: sub("【", "[")}, "note at"),
    "note of others": (NOTES, {COMMENTS: sub("已核", "已改")}, "now <r>"),
    "note elsewhere": (NOTES, {COMMENTS: sub('<comment ref="B2".*?</comment>', "")}, "<comment"),
    "author": (NOTES, {COMMENTS: sub("<author>填报人", "<author>别人")}, "'填报人' stood here"),
    "box": (NOTES, {DRAWING: sub("<v:shape (?!.*<v:shape ).*</v:shape>", "")}, "there is no box"),
    "box of others": (NOTES, {DRAWING: sub("<v:shape .*?</v:shape>", "")}, "<v:shape id=\"_x0000_s1025\" type=\"#_x0000_t202\""),
    "button": (TORN, {DRAWING: sub("填<br>", "添<br>")}, "is not as it was"),
    "link to the drawing": (
        BASE, {FORM: sub('<legacyDrawing r:id="rId', '<legacyDrawing r:id="rId9')}, "legacyDrawing refers to no drawing",
    ),
    # The package
    "part": ("printer settings", {"xl/printerSettings/printerSettings3.bin": None}, "the member is lost"),
    "conversation": ("threaded comments", {"xl/persons/person.xml": None}, "persons/person.xml: the member is lost"),
    "text": (BASE, {"xl/sharedStrings.xml": sub("填报", "申报")}, "sharedstrings.xml: the member has other bytes"),
    "picture": ("stamp over a cell", {"xl/media/image1.png": b"x"}, "the member has other bytes"),
    "macro": ("macros", {"xl/vbaProject.bin": b"x"}, "vbaproject.bin: the member has other bytes"),
    "relationship": (
        "printer settings",
        {SHEET_RELATIONS: sub("<Relationship [^>]*printerSettings[^>]*/>", "")},
        "/Relationships: <Relationship",
    ),
    "new relationship": (
        BASE,
        {RELATIONS: sub("</Relationships>", '<Relationship Id="x" Type="a/externalLink" Target="a"/></Relationships>')},
        "a relationship of kind externalLink to xl/a came in",
    ),
    "type of others": (BASE, {TYPES: sub("theme\\+xml", "them+xml")}, "attribute ContentType was"),
    "type of a new part": (BASE, {TYPES: sub('<Override PartName="/xl/comments1.xml"[^>]*/>', "")}, "comments1.xml has the type"),
    "new member": (BASE, {"xl/extra.xml": b"<a/>"}, "xl/extra.xml: the member came in"),
}  # fmt: skip


@pytest.mark.parametrize("loss", LOSSES)
def test_every_loss_is_seen(loss: str) -> None:
    name, changes, said = LOSSES[loss]
    case = reviewed(name)
    lines = unchanged_but_marks(case.before, changed(case.after, changes), case.asked)
    assert any(said in line for line in lines), lines
    assert len(lines) <= 4
    assert all("\n" not in line for line in lines)


def test_a_member_packed_anew_is_seen() -> None:
    case = reviewed("printer settings")
    member = "xl/printerSettings/printerSettings4.bin"
    content = open_package(case.after).read(member)
    # The zip level of the package layer packs it differently than the test did.
    copy = changed(case.after, {member: content})
    assert unchanged_but_marks(case.before, copy, case.asked) == [
        "xl/printersettings/printersettings4.bin: the member was packed anew"
    ]


def test_another_order_of_members_is_seen() -> None:
    case = reviewed(BASE)
    copy = rewrite(case.after, open_package(case.after).entries[::-1], {})
    assert unchanged_but_marks(case.before, copy, case.asked) == ["zip: the members stand in another order"]


def test_what_was_not_asked_is_seen() -> None:
    """The good copy, held against less than what it was asked."""
    case = reviewed(BASE)
    place = (SHEET, MARKED)
    less = replace(case.asked, fills={each: rgb for each, rgb in case.asked.fills.items() if each != place})
    lines = unchanged_but_marks(case.before, case.after, less)
    assert len(lines) == 1 and f"c[{MARKED}]: attribute s was" in lines[0]
    less = replace(case.asked, notes={each: note for each, note in case.asked.notes.items() if each != place})
    lines = unchanged_but_marks(case.before, case.after, less)
    assert lines == [f"{DRAWING.lower()}: 9 boxes for 8 notes"] or "boxes for" in lines[0]
    nothing = unchanged_but_marks(case.before, case.after, Asked())
    assert len(nothing) > 20


def test_the_calculation_chain_goes_only_with_formulas() -> None:
    before = rich_workbook("calculation chain")
    edit = Recorded(open_package(before))
    edit.set_fill(SHEET, MARKED, "FFC7CE")
    copy = changed(
        edit.to_bytes(),
        {
            "xl/calcChain.xml": None,
            RELATIONS: sub('<Relationship [^>]*calcChain.xml"/>', ""),
            TYPES: sub('<Override PartName="/xl/calcChain.xml"[^>]*/>', ""),
        },
    )
    lines = unchanged_but_marks(before, copy, edit.asked)
    assert "xl/calcchain.xml: the member is lost" in lines
    assert len(lines) == 3
    edit.write(SHEET, "G15", 5)
    assert unchanged_but_marks(before, edit.to_bytes(), edit.asked) == []
    assert "xl/calcChain.xml" not in open_package(edit.to_bytes()).members


FAULTS: dict[str, tuple[dict[str, Change], str]] = {
    "order of children": ({FORM: swap("(<pageMargins [^>]*/>)(<pageSetup [^>]*/>)")}, "children of worksheet stand as"),
    "order of cells": ({FORM: swap('(<c r="B2"[^>]*/>)(<c r="C2"[^>]*/>)')}, "B2 stands behind (2, 3)"),
    "order of rows": ({FORM: swap('(<row r="2".*?</row>)(<row r="3".*?</row>)')}, "rows do not ascend"),
    "row of a cell": ({FORM: sub('<c r="C2"', '<c r="I3"')}, "I3 stands in another row"),
    "format": ({FORM: sub('<c r="B2" s="', '<c r="B2" s="99')}, "B2 has format 99"),
    "spans": ({FORM: sub('<row r="2" spans="[^"]*"', '<row r="2" spans="1:2"')}, "lies outside of the spans 1:2"),
    "merges": ({FORM: sub(r'<mergeCells count="\d+"', '<mergeCells count="1"')}, "mergeCells says 1"),
    "dimension": ({FORM: sub('<dimension ref="[^"]*"', '<dimension ref="A1:B2"')}, "lie outside of the dimension A1:B2"),
    "order of formats": ({STYLES: swap("(<fonts .*?</fonts>)(<fills .*?</fills>)")}, "children of styleSheet stand as"),
    "count of fills": ({STYLES: sub(r'<fills count="\d+"', '<fills count="3"')}, "fills says 3"),
    "fill": ({STYLES: sub('(<cellXfs .*?fillId=")0', r"\g<1>99")}, "has fillId 99"),
    "number format": ({STYLES: sub("(<numFmt [^>]*/>)", r"\1\1")}, "number format 164 stands 2 times"),
    "order of the workbook": (
        {WORKBOOK: swap("(<sheets>.*?</sheets>)(<definedNames>.*?</definedNames>)")}, "children of workbook stand as",
    ),
    "sheet number": ({WORKBOOK: sub('sheetId="2"', 'sheetId="1"')}, "sheet number 1 stands 2 times"),
    "sheet name": ({WORKBOOK: sub('<sheet name="基础数据"', '<sheet name="校验"')}, "sheet name 校验 stands 2 times"),
    "name": ({WORKBOOK: sub("(<definedName [^>]*>[^<]*</definedName>)", r"\1\1")}, "stands 2 times"),
    "scope of a name": ({WORKBOOK: sub(r'localSheetId="\d+"', 'localSheetId="99"')}, "belongs to sheet 99 of 8"),
    "active tab": (
        {WORKBOOK: sub('<sheet name="审核结果"', '<sheet state="hidden" name="审核结果"')},
        "tab 0 is active, but not in sight",
    ),
    "selected tabs": ({FORM: sub("<sheetView ", '<sheetView tabSelected="1" ')}, "are selected together"),
    "property": ({"docProps/custom.xml": sub("(<property [^>]*>.*?</property>)", r"\1\1")}, "property number"),
    "type": ({TYPES: sub('<Default Extension="vml"[^>]*/>', "")}, "vmldrawing1.vml has no content type"),
    "type twice": ({TYPES: sub("(<Override [^>]*/>)", r"\1\1")}, "content type of"),
    "target": ({COMMENTS: None}, "means xl/comments1.xml, which is not there"),
    "relationship twice": ({RELATIONS: sub('Id="rId2"', 'Id="rId1"')}, "id rId1 stands 2 times"),
    "author": ({COMMENTS: sub('authorId="0"', 'authorId="7"')}, "is by author 7 of 1"),
    "note twice": ({COMMENTS: sub("(<comment .*?</comment>)", r"\1\1")}, "stands 2 times"),
    "box": ({DRAWING: sub("<v:shape .*?</v:shape>", "")}, "has 0 boxes"),
    "drawing": ({FORM: sub("<legacyDrawing [^>]*/>", "")}, "notes without a drawing"),
    "shape": ({DRAWING: sub("_x0000_s1026", "_x0000_s1025")}, "id of shape _x0000_s1025 stands 2 times"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_seen(fault: str) -> None:
    changes, said = FAULTS[fault]
    lines = faults(changed(reviewed(BASE).after, changes))
    assert any(said in line for line in lines), lines
