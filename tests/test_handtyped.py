"""The generator of typed workbooks itself: what it says it typed stands in the sheet, as the style says."""

from __future__ import annotations

import datetime
import io
import random
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from itertools import islice

import openpyxl
import pytest
from handtyped import reference
from handtyped.content import Content, published, retold
from handtyped.spelling import bare, distance, labels_of, slipped
from handtyped.style import Style, named_styles
from handtyped.variants import variants
from handtyped.workbook import build, same, truth
from openpyxl.workbook.workbook import Workbook

from jzxl.form import naming

THREE = [retold(number) for number in range(3)]
needs_reference = pytest.mark.skipif(
    not reference.available(), reason="the text of the published forms is not at hand"
)


def opened(style: Style, contents: list[Content] | None = None) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(build(contents or THREE, style)))


def shown(value: object, number_format: str) -> str:
    """A cell as it is seen, without spaces, separators and width."""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, (int, float)):
        number = Decimal(str(value))
        if number_format.endswith("%"):
            return f"{(number * 100).normalize():f}%"
        return f"{number.normalize():f}"
    return squeezed(str(value))


def squeezed(text: str) -> str:
    return re.sub(r"[\s,]", "", unicodedata.normalize("NFKC", text))


def written(value: object) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else squeezed(str(value))


def stands_there(value: object, texts: list[str]) -> bool:
    """A figure alone, with its unit, or as a text with more decimals; a text also within a cell."""
    if not isinstance(value, Decimal):
        return any(written(value) in text for text in texts)
    figures = (each for text in texts for each in re.findall(r"-?\d+(?:\.\d+)?", text))
    return any(Decimal(each) == value for each in figures)


def missing(contents: list[Content], style: Style) -> dict[str, object]:
    """The values that stand nowhere in the workbook."""
    book = openpyxl.load_workbook(io.BytesIO(build(contents, style)))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    texts = [
        text
        for cell in cells
        if cell.value is not None
        # Cells that were pasted as one.
        for part in (cell.value.split("\t") if isinstance(cell.value, str) else [cell.value])
        for text in [shown(part, cell.number_format)]
    ]
    return {
        name: value
        for form in truth(contents, style)
        for name, value in form.items()
        if value is not None and not stands_there(value, texts)
    }


@pytest.mark.parametrize(
    ("number", "style"), [*enumerate(named_styles())], ids=lambda each: getattr(each, "name", "")
)
def test_every_true_value_stands_in_the_workbook(number: int, style: Style) -> None:
    assert missing([THREE[number % 3]], style) == {}


def test_so_it_does_with_other_figures() -> None:
    for name, contents, style in islice(variants(7), 200, 230):
        assert (name, missing(list(contents), style)) == (name, {})


def test_variants_are_many_and_the_same_for_the_same_seed() -> None:
    first = list(islice(variants(3), 450))
    assert first == list(islice(variants(3), 450))
    assert len({(style, str(contents)) for _, contents, style in first}) == 450
    assert build(*first[0][1:]) and len({name for name, _, _ in first}) == 450


def test_merges() -> None:
    assert len(opened(Style()).worksheets[0].merged_cells.ranges) > 50
    assert not opened(Style(merges=False)).worksheets[0].merged_cells.ranges


def test_place_of_the_table() -> None:
    sheet = opened(Style(merges=False, top=4, left=3)).worksheets[0]
    assert (sheet.min_row, sheet.min_column) == (5, 4)


def test_blank_rows_and_columns() -> None:
    plain, gaps = (opened(style).worksheets[0] for style in (Style(), Style(blank_rows=35, blank_columns=2)))
    assert gaps.max_row > plain.max_row + 10 and gaps.max_column == plain.max_column + 2


def test_order_of_columns_follows_the_headers() -> None:
    sheet = opened(Style(merges=False, permuted=True, spans=False, headers="one row")).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    header = next(row for row in rows if "参考分值" in row)
    usual = ["一级指标", "二级指标", "参考分值", "设定分值", "计算方式/说明", "得分/满分"]
    assert sorted(filter(None, header)) == sorted(usual) and header[:6] != usual
    staff = next(row for row in rows if "在职人员控制" in row)
    assert staff[header.index("计算方式/说明")] == "18/16=112%"
    assert staff[header.index("得分/满分")] == 0.6


def cells_with(text: str, style: Style, sheet: int = 0) -> list[object]:
    cells = (cell.value for row in opened(style).worksheets[sheet].iter_rows() for cell in row)
    return [each for each in cells if isinstance(each, str) and text in each]


def test_values_in_their_labels_cells() -> None:
    assert "上年结转金额 (万元)：82.82" in cells_with("上年结转金额", Style(pairs="one cell"))
    assert "上年结转金额 (万元)\n82.82" in cells_with("上年结转金额", Style(pairs="one cell, two lines"))
    assert "上年结转金额 (万元)\t82.82" in cells_with("上年结转金额", Style(pairs="one cell, tab"))
    rows = cells_with("在职人员控制", Style(merges=False, pasted="all rows"))
    assert rows == ["预算配置\t在职人员控制\t3\t3\t18/16=112%\t0.60"]


def test_values_below_their_labels() -> None:
    sheet = opened(Style(pairs="below")).worksheets[0]
    label = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "上年结转金额 (万元)")
    assert sheet.cell(label.row + 1, label.column).value == 82.82


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [("number", 948.96), ("text", "948.96"), ("full width", "９４８．９６"), ("with unit", "948.96万元")],
)
def test_spellings_of_figures(numbers: str, expected: object) -> None:
    sheet = opened(Style(merges=False, spans=False, numbers=numbers)).worksheets[0]  # type: ignore[arg-type]
    row = next(row for row in sheet.iter_rows() if row[2].value == "年初预算金额 (万元)")
    value = row[3].value
    assert (value.strip() if isinstance(value, str) else value) == expected


def test_page_breaks_repeat_headers_and_title() -> None:
    style = Style(page_break=True, page_title=True)
    assert len(cells_with("计算方式/说明", style)) == 2
    assert len(cells_with("自评表", style)) == 2


def test_forms_below_each_other() -> None:
    assert len(opened(Style(stacked=True)).worksheets) == 1
    assert len(opened(Style()).worksheets) == 3
    assert len(opened(Style(more_sheets=True)).worksheets) == 7


def test_percentages_and_dates_as_excel_takes_them() -> None:
    sheet = opened(Style(percents=True, dates=True)).worksheets[1]
    formats = {cell.number_format: cell.value for row in sheet.iter_rows() for cell in row if cell.value}
    assert "0%" in formats and "yyyy-mm-dd" in formats


def test_a_slip_never_comes_near_another_label() -> None:
    rng = random.Random(1)
    for content in THREE[:2]:
        labels = labels_of(content.form)
        for each in content.form.indicators:
            typed = bare(slipped(each.label, content.form, rng))
            others = [distance(typed, label) for label in labels if label != bare(each.label)]
            assert distance(typed, bare(each.label)) <= 1 and (typed in labels or min(others) >= 3)


def test_spelling_does_not_count() -> None:
    assert same("１，６９５．７", Decimal("1695.70")) and same(18.0, Decimal(18)) and same("", None)
    assert not same("82.82万元", Decimal("82.82")) and not same(None, Decimal(0))


# ---------------------------------------------------------------- against the publication


def figures(content: Content) -> Mapping[str, object]:
    return {name: value for name, value in content.values.items() if isinstance(value, Decimal)}


@needs_reference
@pytest.mark.parametrize("number", range(3))
def test_the_retold_forms_have_the_published_figures(number: int) -> None:
    word_by_word, own = reference.verbatim(number), retold(number)
    assert set(word_by_word.values) == set(own.values)
    assert figures(word_by_word) == figures(own)
    assert word_by_word.within == own.within
    blank = {name for name, value in word_by_word.values.items() if value is None}
    assert blank == {name for name, value in own.values.items() if value is None}
    computed = [naming.note(each) for each in own.form.indicators if own.form.has_notes and not each.judged]
    assert all(word_by_word.values[name] == own.values[name] for name in computed)


@needs_reference
@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("one_cell", [False, True])
def test_pasted_lines_hold_every_published_value(number: int, *, one_cell: bool) -> None:
    book = openpyxl.load_workbook(io.BytesIO(reference.pasted_lines(number, one_cell=one_cell)))
    sheet = book.worksheets[0]
    assert (sheet.max_column == 1) == one_cell
    cells = (str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)
    texts = [squeezed(part) for cell in cells for part in cell.split("\t")]
    lost = [
        name
        for name, value in published(number).values.items()
        if value is not None and not stands_there(value, texts)
    ]
    assert lost == []


def test_the_forms_have_this_many_values() -> None:
    assert [len(each.values) for each in THREE] == [112, 136, 160]
    assert [sum(value is None for value in each.values.values()) for each in THREE] == [0, 1, 1]
