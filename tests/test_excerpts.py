"""The cells around a finding: which they are, and what they show."""

from __future__ import annotations

import io
from datetime import datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from returns import catalog, place, rewritten, three_published, typed

from jzxl.check.finding import Finding, Severity
from jzxl.excerpts import excerpts
from jzxl.package import Cell, ForeignSheet, ForeignWorkbook, open_package
from jzxl.package.address import join_ref, split_ref
from jzxl.result import Excerpt, Span
from jzxl.review import review_file


def at(sheet: str, cell: str, stated: str | None = None) -> Finding:
    return Finding("score-mismatch", Severity.ERROR, sheet, cell, "", "", stated, None, "…", "")


def book(
    rows: dict[str, object], *, merges: tuple[str, ...] = (), formats: dict[str, str] | None = None
) -> bytes:
    """A workbook with one sheet, 表."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "表"
    for ref, value in rows.items():
        sheet[ref] = value
    for merge in merges:
        sheet.merge_cells(merge)
    for ref, number_format in (formats or {}).items():
        sheet[ref].number_format = number_format
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def around(cell: str, data: bytes, stated: str | None = None) -> Excerpt:
    (found,) = excerpts(open_package(data), [at("表", cell, stated)])
    return found


def test_rows_and_columns_that_hold_something() -> None:
    data = book({"A1": "far", "B4": "上", "D5": "中", "B5": 1, "F6": "下", "A7": "far"})
    assert around("D5", data) == Excerpt(
        sheet="表",
        cell="D5",
        columns=("B", "D", "F"),
        rows=(4, 5, 6),
        texts=(("上", "", ""), ("1", "中", ""), ("", "", "下")),
        marked=(1, 1),
    )


def test_blank_neighbours_are_left_out_and_a_blank_cell_is_shown() -> None:
    assert around("C1", book({"A1": "标签"})) == Excerpt(
        "表", "C1", ("A", "C"), (1,), (("标签", ""),), (0, 1)
    )
    assert around("B9", book({"A1": "x"})) == Excerpt("表", "B9", ("B",), (9,), (("",),), (0, 0))


def test_merged_ranges_are_shown_once_with_what_stands_in_their_first_cell() -> None:
    data = book(
        {"A1": "产出", "B3": "甲", "C3": "说明", "B4": "乙", "C4": "一", "D4": "二", "B5": "丙"},
        merges=("A1:A9", "C3:D3"),
    )
    found = around("D3", data)
    assert found.columns == ("A", "B", "C", "D")
    assert found.rows == (3, 4)
    assert found.texts == (("产出", "甲", "说明", ""), ("", "乙", "一", "二"))
    assert found.spans == (Span(0, 0, 2, 1), Span(0, 2, 1, 2))
    assert found.marked == (0, 2)


def test_of_overlapping_ranges_the_first_counts() -> None:
    data = rewritten(
        book({"A1": "a", "C1": "c", "B2": "b"}, merges=("A1:B1",)),
        {"xl/worksheets/sheet1.xml": lambda xml: xml.replace('A1:B1"/>', 'A1:B1"/><mergeCell ref="B1:C1"/>')},
    )
    found = around("A1", data)
    assert found.spans == (Span(0, 0, 1, 2),)
    assert found.texts == (("a", "", "c"), ("", "b", ""))


def test_of_many_columns_those_before_the_cell() -> None:
    data = book({f"{letter}2": letter for letter in "ABCDEFGHIJKLMN"} | {"ZZ2": "zz"})
    assert around("A2", data).columns == tuple("ABCDEFGH")
    assert around("J2", data).columns == tuple("DEFGHIJK")
    found = around("N2", data)
    assert found.columns == tuple("HIJKLMN")
    assert found.marked == (0, 6)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        ("文字", "General", "文字"),
        (0.6, "0.00", "0.60"),
        (0.005, "0.00", "0.01"),
        (-0.004, "0.00", "0.00"),
        (1234.5, "#,##0.00", "1,234.50"),
        (18, "0", "18"),
        (0.9940371998, "0.00%", "99.40%"),
        (datetime(2021, 6, 29), "yyyy-mm-dd", "2021-06-29"),
        (1 / 3, "General", "0.3333333333"),
        (100, "General", "100"),
        (1e300, "General", "1E+300"),
        (True, "General", "TRUE"),
        ("#DIV/0!", "General", "#DIV/0!"),
        ("a\nb\u202ec", "General", "a\nb\u202ec"),
    ],
)
def test_values_as_the_spreadsheet_program_shows_them(value: object, number_format: str, text: str) -> None:
    assert around("B2", book({"B2": value}, formats={"B2": number_format})).texts == ((text,),)


def test_long_texts_are_cut_but_not_the_words_that_the_finding_is_about() -> None:
    long = "前" * 900 + "签约 203 个" + "后" * 900
    found = around("B2", book({"A2": long, "B2": long}), "签约 203 个")
    (beside, marked) = found.texts[0]
    assert beside == "前" * 47 + "…"
    assert marked.startswith("…" + "前" * 80 + "签约 203 个后")
    assert marked.endswith("后…")
    assert len(marked) == 401


def test_each_place_once_and_only_places_that_are_there() -> None:
    package = open_package(book({"A1": "x"}))
    findings = [
        at("表", "A1"),
        at("", ""),
        at("表", "A1"),
        at("没有", "A1"),
        at("表", "不是地址"),
        at("表", "XFE1"),
    ]
    assert [(each.sheet, each.cell) for each in excerpts(package, findings)] == [("表", "A1")]
    assert around("XFD1048576", book({"A1": "x"})).rows == (1_048_576,)


def test_a_sheet_that_cannot_be_read_gives_none() -> None:
    broken = rewritten(book({"A1": "x"}), {"xl/worksheets/sheet1.xml": lambda xml: xml[:-20]})
    assert excerpts(open_package(broken), [at("表", "A1")]) == ()


def cell(ref: str, value: str | Decimal) -> Cell:
    row, column = split_ref(ref) or (0, 0)
    return Cell(ref, row, column, value, None, 0, False)


def foreign(cells: dict[str, str | Decimal], merges: tuple[str, ...]) -> ForeignWorkbook:
    sheet = ForeignSheet("表", False, {ref: cell(ref, value) for ref, value in cells.items()}, merges)
    return ForeignWorkbook("x.xls", "", "xls", (sheet,))


def test_workbooks_of_other_formats() -> None:
    workbook = foreign({"A1": "得分", "B1": Decimal("0.60")}, ("A1:A2",))
    found = excerpts(workbook, [at("表", "B1"), at("别的", "B1")])
    assert found == (Excerpt("表", "B1", ("A", "B"), (1,), (("得分", "0.6"),), (0, 1)),)


_refs = st.builds(join_ref, st.integers(1, 6), st.integers(1, 30))


@settings(deadline=None)
@given(
    st.dictionaries(_refs, st.sampled_from(("", "字", "长" * 50, Decimal("-1E-300"), Decimal("1E+300")))),
    st.lists(st.builds("{}:{}".format, _refs, _refs)),
    st.lists(_refs),
)
def test_any_sheet_gives_tables_without_holes_or_overlaps(
    cells: dict[str, str | Decimal], merges: list[str], places: list[str]
) -> None:
    found = excerpts(foreign(cells, tuple(merges)), [at("表", each) for each in places])
    assert [each.cell for each in found] == list(dict.fromkeys(places))
    for each in found:
        assert {len(line) for line in each.texts} == {len(each.columns)}
        assert len(each.texts) == len(each.rows)
        covered = [position for span in each.spans for position in span.covered]
        assert len(covered) == len(set(covered))
        assert all(row < len(each.rows) and column < len(each.columns) for row, column in covered)
        firsts = {(span.row, span.column) for span in each.spans}
        assert each.marked not in set(covered) - firsts
        assert all(each.texts[row][column] == "" for row, column in set(covered) - firsts)


def test_a_check_gives_an_excerpt_for_each_place(tmp_path) -> None:
    workbook = typed(three_published(), {"得分_在职人员控制": Decimal(3)})
    path = tmp_path / "回收.xlsx"
    path.write_bytes(workbook)
    result, _ = review_file(path, catalog(), with_copy=False)
    places = {(each.sheet, each.cell) for each in result.findings if each.cell}
    assert {(each.sheet, each.cell) for each in result.excerpts} == places
    assert len(result.excerpts) == len(places) > 20
    sheet, score = place(workbook, "得分_在职人员控制")
    (found,) = (each for each in result.excerpts if (each.sheet, each.cell) == (sheet, score))
    row, column = found.marked
    assert found.texts[row][column] == "3.00"
    assert "在职人员控制" in found.texts[row]
