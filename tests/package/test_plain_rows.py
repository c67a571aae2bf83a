"""What is read by one expression is what the reader with callbacks reads, or is left to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import returns
from hypothesis import given, settings
from hypothesis import strategies as st
from package_samples import HEAD, NS, REL
from rich_workbooks import RICH, rich_workbook

from jzxl.errors import UnreadableFileError
from jzxl.package import open_package, sheet_reader, workbook
from jzxl.package.limits import DEFAULT_LIMITS
from jzxl.package.markup import MarkupError, as_utf8
from jzxl.package.plain_rows import read_plain_rows
from jzxl.package.sheet_content import SheetContent

_STRINGS = ["甲", "乙 <&>", ""]
_CORPUS = returns.ROOT.parent / "shared" / "corpus"


_HIDDEN = '<row r="1"><c r="A1"><v>1</v></c></row>'


@contextmanager
def _callbacks_only() -> Iterator[None]:
    with (
        patch.object(sheet_reader, "plain_data", lambda data: None),
        patch.object(workbook, "_plain_names", lambda *written: None),
    ):
        yield


def _facts(content: SheetContent) -> tuple[object, ...]:
    """All that is known of a sheet, in the order it is known in."""
    return (
        content.root,
        list(content.cells.items()),
        [content.span(ref) for ref in content.cells],
        [
            (content.rows.start(index), content.rows.style(index), content.row_cells(index))
            for index in range(len(content.rows))
        ],
        content.columns,
        [(each.ref, each.kind, each.group, each.area, each.start, each.event) for each in content.formulas],
        content.merges,
        [(child.name, child.start, child.event, child.attrs) for child in content.children],
    )


def _read(data: bytes) -> tuple[object, ...] | str:
    try:
        return _facts(sheet_reader.read_sheet(data, _STRINGS, DEFAULT_LIMITS))
    except MarkupError as error:
        return str(error)


def _agree(data: bytes) -> tuple[object, ...] | str:
    """Read both ways; gives what the callbacks give."""
    read = _read(data)
    with _callbacks_only():
        due = _read(data)
    # Of several things wrong, each way may come upon another first.
    assert read == due or (isinstance(read, str) and isinstance(due, str))
    return due


def _sheet(rows: str, *, root: str = f'<worksheet xmlns="{NS}">', before: str = "") -> bytes:
    after = '<mergeCells><mergeCell ref="A1:B1"/></mergeCells></worksheet>'
    return f"{HEAD}{root}{before}<sheetData>{rows}</sheetData>{after}".encode()


_REFS = st.sampled_from(["A1", "B1", "C2", "XFD1", "XFE1", "A1048576", "A1048577", "a1", "A0", "$A$1", ""])
_TEXTS = st.sampled_from(
    ["", "1", "0", "2", "-1.5E3", "1.50", "甲", "&lt;&amp;&gt;", "&#x7532;&#10;", " x ", "a\tb", "a\nb", "a\r\nb", "]]",
     "<![CDATA[1]]>", "<!-- -->1", "_x0041_", "TRUE", "#DIV/0!", "²", "99", "１"]
)  # fmt: skip
_ATTRS = st.lists(
    st.sampled_from([' s="1"', ' t="s"', ' t="n"', ' t="str"', ' t="b"', ' t="e"', ' t="inlineStr"', ' t="d"', ' cm="1"',
                     " s='2'", ' s="x"', ' xmlns:q="q"', "  s=\"3\""]),
    max_size=2, unique=True,
).map("".join)  # fmt: skip
_FORMULAS = st.sampled_from(
    ["", "<f>1+1</f>", "<f>A1&amp;&quot;甲&quot;</f>", "<f/>", "<f></f>", '<f t="shared" ref="A1:A3" si="0">B1</f>',
     '<f t="shared" si="0"/>', '<f t="array" ref="A1:B2">1</f>', '<f ca="1">NOW()</f>', '<f t="dataTable" ref="A1" dt2D="1" />']
)  # fmt: skip


@st.composite
def _cells(draw: st.DrawFn) -> str:
    ref, attrs = draw(_REFS), draw(_ATTRS)
    name = f' r="{ref}"' if ref else ""
    stored = draw(st.one_of(st.just(""), st.just("<v/>"), st.just("<v />"), _TEXTS.map("<v>{}</v>".format)))
    inline = draw(
        st.one_of(
            st.just(""),
            _TEXTS.map("<is><t>{}</t></is>".format),
            _TEXTS.map('<is><t xml:space="preserve">{}</t></is>'.format),
            _TEXTS.map("<is><r><t>{}</t></r><rPh sb='0' eb='1'><t>x</t></rPh></is>".format),
        )
    )
    body = draw(_FORMULAS) + stored + inline
    order = draw(st.booleans())
    opening = f"<c{name}{attrs}" if order else f"<c{attrs}{name}"
    if not body:
        return opening + draw(st.sampled_from(["/>", " />", "></c>"]))
    return f"{opening}>{body}</c>"


@st.composite
def _rows(draw: st.DrawFn) -> str:
    attrs = draw(
        st.sampled_from(
            [' r="1"', ' r="2" spans="1:3"', ' r="3" s="4" customFormat="1" ht="20"', "", ' r="0"', ' r="x"',
             ' spans="1:1" r="4"', ' r="5" x14ac:dyDescent="0.2"', ' r="6" ht="&#49;"', ' r="1048577"']
        )
    )  # fmt: skip
    cells = draw(st.lists(_cells(), max_size=3))
    between = draw(st.sampled_from(["", "", "", "\n", "<!-- -->", "<?pi?>", "<extLst/>", "text"]))
    closed = draw(st.booleans())
    return (
        f"<row{attrs}/>"
        if closed and not cells
        else f"<row{attrs}>{between.join(['', *cells])}</row>{between}"
    )


@given(st.lists(_rows(), max_size=4))
@settings(max_examples=600, deadline=None, derandomize=True)
def test_any_rows(rows: list[str]) -> None:
    _agree(_sheet("".join(rows)))


@pytest.mark.parametrize(
    "data",
    [
        _sheet('<row r="1"><c r="A1"/></row>', root=f'<x:worksheet xmlns:x="{NS}" xmlns="other">').replace(
            b"</worksheet>", b"</x:worksheet>"
        ),
        _sheet('<row r="1"><c r="A1"><v>1</v></c></row>', before="<!-- <sheetData> -->"),
        _sheet('<row r="1"><c r="A1"><v>1</v></c></row></sheetData><sheetData><row r="2"><c r="A2"/></row>'),
        _sheet('<row r="1"><row r="2"><c r="A2"/></row></row>'),
        _sheet('<c r="A1"><v>1</v></c>'),
        _sheet('<row r="1"><c r="A1"/><c r="A1"/></row>'),
        _sheet('<row r="1"><c r="A1"><v>1</v></row>'),
        _sheet('<row r="1"><c r="A1"><v>&unknown;</v></c></row>'),
        _sheet('<row r="1"><c r="A1"><v>1\x01</v></c></row>'),
        _sheet('<row r="1"><c r="A1"><v>\xff</v></c></row>').replace(b"\xc3\xbf", b"\xff"),
        _sheet('<row r="1"><c xmlns="other" r="A1"><v>1</v></c></row>'),
        _sheet('<row r="1" xmlns="other"><c r="A1"><v>1</v></c></row>'),
        _sheet('<row r="1"><c r="A1" t="s"><v>3</v></c></row>'),
        _sheet('<row r="1"><c r="A1"/></row>')[:-20],
        _sheet('<row r="1"><c r="A1"><f xmlns="other">SUM(1)</f><v>1</v></c></row>'),
        _sheet('<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="甲">1</f><v>1</v></c></row>'),
        _sheet('<row r="1" s="1" customFormat="1" x="甲"><c r="A1"><v>1</v></c></row>'),
        *(
            f'{HEAD}<worksheet xmlns="{NS}">{hidden}</worksheet>'.encode()
            for hidden in (
                f"<sheetData ><!-- <sheetData>{_HIDDEN}</sheetData> --></sheetData >",
                f"<sheetData ><![CDATA[ <sheetData>{_HIDDEN}</sheetData> ]]></sheetData >",
                f"<sheetData ><?x <sheetData>{_HIDDEN}</sheetData> ?></sheetData >",
                f"<sheetData></sheetData><extLst><sheetData>{_HIDDEN}</sheetData></extLst><mergeCells/>",
                f"<extLst><sheetData>{_HIDDEN}</sheetData></extLst><sheetData/>",
                f"<sheetData >{_HIDDEN}</sheetData ><sheetData>{_HIDDEN.replace('1', '2')}</sheetData>",
                f"<sheetData>{_HIDDEN}</sheetData><sheetData >{_HIDDEN.replace('1', '2')}</sheetData >",
            )
        ),
    ],
    ids=lambda data: data[len(HEAD) :][:90].decode("latin-1"),
)
def test_traps(data: bytes) -> None:
    _agree(data)


def test_duplicate_is_refused_with_its_place() -> None:
    assert _agree(_sheet('<row r="1"><c r="A1"/><c r="A1"/></row>')) == "单元格 A1 出现两次"


def _blank(numbers: Iterable[int], attributes: str = ' s="3" customFormat="1" spans="1:9"') -> str:
    return "".join(f'<row r="{number}"{attributes}/>' for number in numbers)


def _alternating(numbers: Iterable[int]) -> str:
    """Rows of which no two that follow each other are alike; over a megabyte for `_FAR`."""
    return "".join(
        f'<row r="{number}" s="{1 + number % 2}" customFormat="1" ht="1{number % 7}"/>' for number in numbers
    )


_CELL = '<row r="{0}"><c r="A{0}"><v>1</v></c></row>'
# More than a megabyte, of which the rows are looked at for what is alike.
_FAR = range(30_001, 60_001)


@pytest.mark.parametrize(
    "rows",
    [
        _blank(_FAR),
        _blank(_FAR, ' ht="15" customHeight="1" ' + 'x="1" ' * 3),
        _blank(range(1, 95)) + _CELL.format(95) + _blank(range(96, 9_000)) + _blank(_FAR),
        _blank(range(1, 9_000), "") + _CELL.format(9_000) + _blank(_FAR) + _CELL.format(70_000),
        _blank(_FAR) + _CELL.format(1) + _blank(range(40_000, 40_200)),
        _blank(_FAR) + _blank(_FAR, ' s="4" customFormat="1"'),
        _blank(range(1, 60_000, 2)),
        _blank(range(1_020_000, 1_048_577)),
        _blank(range(1_020_000, 1_048_578)),
        _blank(_FAR) + '<row r="70000">' + _blank(range(70_001, 71_000)) + "</row>",
        _blank(_FAR, ' s="4" customFormat="1" spans="1:9" x="甲"'),
        _blank(_FAR) + "<!-- -->" + _blank(range(70_000, 71_000)),
        _blank(_FAR).replace('r="45000"', 'r="45001"'),
        _alternating(_FAR),
        _alternating(_FAR) + _CELL.format(70_000),
        _alternating(reversed(_FAR)),
        _alternating(_FAR) + '<row r="70000"></row>',
        _alternating(_FAR) + '<row r="70000">' + _alternating(range(70_001, 71_000)) + "</row>",
        _alternating(range(1_020_000, 1_048_578)),
        _alternating(_FAR).replace('r="45000"', 'r="45000" x="&y;"'),
        _blank(_FAR) + _CELL.format(70_000).replace(">1<", ">&amp;x;<"),
        _blank(_FAR) + _CELL.format(70_000).replace(">1<", ">&x;<"),
        _blank(_FAR) + _CELL.format(70_000) + "<row>" + _blank(range(70_001, 71_000)),
        _blank(_FAR, ' ht="15" ht="15" customHeight="1" thickBot="1"'),
        _blank(_FAR, ' x:ht="15" customHeight="1" thickBot="1" spans="1:9"'),
        _blank(_FAR, ' x="&y;" customHeight="1" thickBot="1" spans="1:9"'),
    ],
    ids=[
        "alone", "blank at the end", "cells between", "cells around", "out of order", "twice", "every other", "to the last",
        "past the last", "nested", "not ASCII", "comment", "one number twice",
        "two kinds", "two kinds and a cell", "two kinds backwards", "two kinds and an open one", "two kinds nested",
        "two kinds past the last", "two kinds with an entity",
        "reference behind", "malformed behind", "never closed", "attribute twice", "prefix of nothing",
        "entity of nobody",
    ],
)  # fmt: skip
def test_rows_that_are_alike(rows: str) -> None:
    data = _sheet(rows)
    assert len(data) > 1024 * 1024
    due = _agree(data)
    read = sheet_reader.read_sheet(data, _STRINGS, DEFAULT_LIMITS) if isinstance(due, tuple) else None
    if read is not None:
        for number in (1, 94, 30_001, 45_000, 45_001, 60_000, 1_048_576):
            index = read.rows.index(number)
            written = data.find(f'<row r="{number}"'.encode())
            assert (read.rows.start(index) if index is not None else -1) == written


def test_rows_of_more_kinds_than_a_workbook_has_are_left_to_the_callbacks() -> None:
    def read(kinds: int) -> bool:
        rows = "".join(f'<row r="{number}" ht="{number}"/>' for number in range(1, kinds + 1))
        data = _sheet(rows)
        start = data.index(b"<row")
        place = (start, data.index(b"</sheetData>"))
        return read_plain_rows(
            SheetContent(data), place, [], _never, _never, lambda start, end: None, DEFAULT_LIMITS
        )

    assert read(65_490)
    assert not read(65_491)


def _never(*_: object) -> Any:
    raise AssertionError("there are no cells")


def _sheets(data: bytes | Path) -> list[object]:
    package = open_package(data, name="甲.xlsx")
    found: list[object] = [package.names, list(workbook.name_marks(package.workbook))]
    for sheet in package.sheets:
        try:
            found.append((sheet, _facts(package.content(sheet.name))))
        except UnreadableFileError as error:
            found.append((sheet, str(error)))
    return found


@pytest.mark.parametrize("name", sorted(RICH))
def test_rich_workbooks(name: str) -> None:
    read = _sheets(rich_workbook(name))
    with _callbacks_only():
        assert _sheets(rich_workbook(name)) == read


@pytest.mark.skipif(not _CORPUS.is_dir(), reason="the workbooks of the public are not at hand")
def test_workbooks_of_the_public() -> None:
    compared = 0
    for file in sorted(_CORPUS.rglob("*.xls[xm]")):
        try:
            read = _sheets(file)
        except UnreadableFileError:
            continue
        with _callbacks_only():
            assert _sheets(file) == read, file.name
        compared += 1
    assert compared > 30


@pytest.mark.parametrize("way", ["issued", "filled", "corrected by openpyxl"])
def test_it_is_the_way_taken(way: str) -> None:
    """Else all of the above would say nothing."""
    data = {"issued": returns.issued, "filled": returns.filled}.get(
        way, lambda: returns.saved_by_openpyxl(returns.filled())
    )()
    package = open_package(data, name="甲.xlsx")
    taken: list[bool] = []

    def spied(*asked: Any) -> bool:
        taken.append(read_plain_rows(*asked))
        return taken[-1]

    with patch.object(sheet_reader, "read_plain_rows", spied):
        for sheet in package.sheets:
            assert package.content(sheet.name).cells
    assert taken == [True] * len(package.sheets)


@pytest.mark.parametrize(
    "names",
    [
        '<definedName name="甲">\'表 1\'!$A$1</definedName><definedName name="乙" localSheetId="0">1&amp;2</definedName>',
        '<definedName name="甲" hidden="1">1</definedName>',
        '<definedName name="甲" comment="x">1</definedName>',
        "<definedName name='甲'>1</definedName>",
        '<definedName name="甲">1</definedName><!-- --><definedName name="乙">2</definedName>',
        '<definedName name="甲" localSheetId="7">1</definedName><definedName name="a&lt;b"> 1 </definedName>',
        '<x name="甲">1</x>',
        '<definedName name="甲">1\r\n2</definedName>',
    ],
)
def test_names(names: str) -> None:
    sheets = '<sheets><sheet name="表 1" sheetId="1" r:id="rId1"/></sheets>'
    data = (
        f'{HEAD}<workbook xmlns="{NS}" xmlns:r="{REL}">{sheets}<definedNames>{names}</definedNames></workbook>'
    ).encode()
    read = workbook.parse_workbook(data, {}, 100)
    with _callbacks_only():
        slow = workbook.parse_workbook(data, {}, 100)
    assert (read.names, list(workbook.name_marks(read))) == (slow.names, list(workbook.name_marks(slow)))


@pytest.mark.parametrize(
    "table",
    [
        f'<sst xmlns="{NS}"><si><t>甲</t></si><si><t xml:space="preserve"> &amp;乙 </t></si></sst>',
        f'<sst xmlns="{NS}" count="1" uniqueCount="1"><si><r><t>甲</t></r></si></sst>',
        f'<sst xmlns="{NS}"><si><t>甲</t><phoneticPr fontId="1"/></si></sst>',
        f'<sst xmlns="{NS}"><!-- <si><t>甲</t></si> --></sst>',
        f'<sst xmlns="{NS}"><si><t>a\r\nb</t></si></sst>',
        f'<x:sst xmlns:x="{NS}"><x:si><x:t>甲</x:t></x:si></x:sst>',
        '<sst xmlns=""><si><t>甲</t></si></sst>',
        f'<sst xmlns="{NS}"/>',
    ],
)
@pytest.mark.parametrize("head", [HEAD, "\ufeff", '\ufeff<?xml version="1.0" encoding="ISO-8859-1"?>'])
def test_strings(table: str, head: str) -> None:
    data = as_utf8((head + table).encode())
    read = sheet_reader.read_strings(data, DEFAULT_LIMITS)
    with patch.object(sheet_reader, "plain_strings", lambda data: None):
        assert sheet_reader.read_strings(data, DEFAULT_LIMITS) == read
