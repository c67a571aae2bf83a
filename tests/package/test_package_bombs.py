"""What fuzzing found: small files that unfold to too much are refused at once, what is merely odd is not."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from foreign_samples import ods, ods_cell, ods_row
from package_samples import CELLS, HEAD, NS, REL, form, pack, parts, unpack
from test_package_gate import refusal

from jzxl.errors import PatchError, UnreadableFileError
from jzxl.package import (
    DEFAULT_LIMITS,
    Edit,
    NewCell,
    NewSheet,
    markup,
    open_foreign,
    open_package,
    plain_rows,
    sheet_reader,
)
from jzxl.package.address import LAST_ROW, RelativeFormula, column_letters, split_target
from jzxl.package.limits import Limits
from jzxl.package.markup import MarkupError, TooMuchError, as_utf8, outline
from jzxl.package.number_formats import parse_number_formats
from jzxl.package.ods_weight import check_ods
from jzxl.package.relations import parse_relations
from jzxl.package.sheet_weight import Weight, refuse_heavy, weight_of
from jzxl.package.vml import Drawing, blocks_in

MB = 1024 * 1024
SHEET1 = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


def inside(part: str, markup: str) -> bytes:
    """A form with markup at the end of the root of a part."""
    members = unpack(form(notes=True))
    members[part] = re.sub(rb"</[^<>]+>\s*$", lambda end: markup.encode() + end[0], members[part])
    return pack(members)


def opens(data: bytes) -> None:
    package = open_package(data, name="甲.xlsx")
    for sheet in package.sheets:
        assert package.cells(sheet.name)
        package.notes(sheet.name)


# Depth


@pytest.mark.parametrize("part", [SHEET1, STRINGS, "xl/workbook.xml", "_rels/.rels", "xl/comments1.xml"])
def test_elements_in_elements_without_end(part: str) -> None:
    assert "元素嵌套超过 256 层" in refusal(inside(part, "<a>" * 300 + "</a>" * 300))
    opens(inside(part, "<a>" * 200 + "</a>" * 200))


def test_styles_in_styles_without_end() -> None:
    parse_number_formats(styles(200).encode(), 99)
    with pytest.raises(MarkupError, match="元素嵌套超过 256 层"):
        parse_number_formats(styles(300).encode(), 99)


def styles(depth: int) -> str:
    return f'<styleSheet xmlns="{NS}">{"<a>" * depth}{"</a>" * depth}<cellXfs><xf/></cellXfs></styleSheet>'


# One token


@pytest.mark.parametrize(
    ("markup", "says"),
    [
        ("<a>" + "x" * MB + "</a>", "标记或文字"),
        (f'<a b="{"x" * MB}"/>', "标记或文字"),
        (f"<a><![CDATA[{'x' * MB}]]></a>", "标记或文字"),
        (f"<!--{'<' * MB}-->", "注释"),
        (f"<?a {'<' * MB}?>", "注释"),
    ],
)
def test_one_token_of_a_megabyte(markup: str, says: str) -> None:
    said = refusal(inside(SHEET1, markup))
    assert SHEET1 in said
    assert f"有一处{says}超过 1048576 字节" in said


def test_many_comments() -> None:
    comments = "<!-- a -->" * 10_001
    assert "注释超过 10000 处" in refusal(inside(SHEET1, comments + "<a/>" * 240_000))
    # In a part of less than a megabyte they cannot cost much.
    opens(inside(SHEET1, comments))


def test_long_texts_in_a_large_part() -> None:
    cell = "&lt;" * 32_767
    rows = "".join(f'<row><c t="str"><v>{cell}</v></c></row><!-- {number} -->' for number in range(12))
    cells = open_package(pack(parts(rows))).cells("表 1")
    assert [cell.value for cell in cells.values()] == ["<" * 32_767] * 12


def test_declaration_is_looked_for_at_the_beginning_only() -> None:
    said = f'<a>{"<?xml " * 3} encoding="gbk"</a>'
    assert as_utf8(said.encode("utf-16")).decode() == said
    declared = '<?xml version="1.0" encoding="UTF-16"?><a>甲</a>'
    assert as_utf8(declared.encode("utf-16")).decode() == declared.replace("-16", "-8")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("beginning", ["", " ", "\n"])
def test_utf_16_without_its_mark(encoding: str, beginning: str) -> None:
    assert as_utf8(f"{beginning}<a>甲</a>".encode(encoding)).decode() == f"{beginning}<a>甲</a>"


# Numbers of things


SMALL = replace(DEFAULT_LIMITS, nodes=60)


@pytest.mark.parametrize(
    ("markup", "says"),
    [
        ("<a/>" * 61, "元素超过 60 个"),
        ("<mergeCells>" + '<mergeCell ref="A1"/>' * 61 + "</mergeCells>", "合并单元格超过 60 处"),
        ("<cols>" + '<col min="1" max="1"/>' * 16_385 + "</cols>", "列宽设置超过 16384 处"),
    ],
)
def test_elements_beside_the_cells(markup: str, says: str) -> None:
    assert says in refusal(pack(parts(after=markup)), SMALL)


@pytest.mark.parametrize(
    "markup",
    [
        "<a/>" * 50,
        "<mergeCells>" + '<mergeCell ref="A1"/>' * 55 + "</mergeCells>",
        "<cols>" + "".join(f'<col min="{n}" max="{n}"/>' for n in range(1, 16_385)) + "</cols>",
    ],
)
def test_not_too_many_elements_beside_the_cells(markup: str) -> None:
    assert open_package(pack(parts(after=markup)), limits=SMALL).cells("表 1")


def test_more_rows_than_a_sheet_has(monkeypatch: pytest.MonkeyPatch) -> None:
    for reader in (sheet_reader, plain_rows):
        monkeypatch.setattr(reader, "LAST_ROW", 50)
    assert "行超过 50 行" in refusal(pack(parts(CELLS + '<row r="9"/>' * 50)))
    assert open_package(pack(parts(CELLS + '<row r="9"/>' * 49))).cells("表 1")


def test_relations_without_end() -> None:
    def relations(count: int) -> bytes:
        one = '<Relationship Id="r{}" Type="x/hyperlink" Target="http://a.example" TargetMode="External"/>'
        kind = "http://schemas.openxmlformats.org/package/2006/relationships"
        listed = "".join(one.format(number) for number in range(count))
        return f'<Relationships xmlns="{kind}">{listed}</Relationships>'.encode()

    # As many links as Excel keeps in a sheet.
    assert len(parse_relations(relations(65_530), SHEET1)) == 65_530
    with pytest.raises(MarkupError, match="元素超过 70000 个"):
        parse_relations(relations(70_001), SHEET1)


def test_tags_without_end() -> None:
    few = replace(DEFAULT_LIMITS, tags=600)
    assert "各工作表的标记合计超过 600 处" in refusal(pack(parts("<a/>" * 600)), few)
    assert "标记超过 600 处" in refusal(inside(STRINGS, "<a/>" * 600), few)
    assert open_package(pack(parts(CELLS + "<a/>" * 500)), limits=few).cells("表 1")
    # In the other parts the bound is the same for all; here it is met before any element is looked at.
    with pytest.raises(MarkupError, match="标记超过 5000000 处"):
        parse_number_formats(b"<" * 5_000_001, 99)


def test_a_tree_of_a_large_part() -> None:
    with pytest.raises(MarkupError, match="内容超过 32 MB"):
        outline(b"<a>" + b" " * 32 * MB + b"</a>")
    text = b"x" * 1_000_000 + b"<b/>"
    assert len(outline(b"<a>" + text * 30 + b"</a>").children) == 30


def many_sheets(count: int, rows: str, after: str = "") -> bytes:
    """A workbook of the same sheet many times."""
    members = parts(rows, after=after)
    for number in range(2, count + 1):
        members[f"xl/worksheets/sheet{number}.xml"] = members[SHEET1]
    for part, one in (
        ("xl/workbook.xml", '<sheet name="表 {0}" sheetId="{0}" r:id="rId{0}"/>'),
        (
            "xl/_rels/workbook.xml.rels",
            f'<Relationship Id="rId{{0}}" Type="{REL}/worksheet" Target="worksheets/sheet{{0}}.xml"/>',
        ),
    ):
        more = "".join(one.format(number) for number in range(2, count + 1))
        members[part] = str(members[part]).replace(one.format(1), one.format(1) + more)
    return pack(members)


@pytest.mark.parametrize(
    ("limits", "after", "says"),
    [
        ({"cells": 650}, "", "行共 600 行，折合 750 格，超过上限 650 格"),
        ({"tags": 1_700}, "", "各工作表的标记合计超过 1700 处"),
        ({"nodes": 500}, "<a/>" * 99, "各工作表的合并单元格和其他元素合计超过 500 个"),
        ({"nodes": 500}, '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>' * 50, "合计超过 500 个"),
    ],
)
def test_many_sheets_are_weighed_together(limits: dict[str, int], after: str, says: str) -> None:
    data = many_sheets(6, "<row><c/></row>" * 100, after)
    assert says in refusal(data, replace(DEFAULT_LIMITS, **limits))
    # All but the last are below the bound, each time that they are asked for.
    package = open_package(data, limits=replace(DEFAULT_LIMITS, **limits))
    for sheet in (*package.sheets[:4], *package.sheets[:4]):
        assert len(package.cells(sheet.name)) == 100


# The weight of cells


BLANK, NUMBER, TEXT = "<c/>", "<c><v>1</v></c>", '<c t="inlineStr"><is><t>甲</t></is></c>'
FORMULA, EMPTY_FORMULA = "<c><f>A1</f><v>1</v></c>", "<c><f>A1</f></c>"


def row(cells: list[str], *, plain: bool) -> bytes:
    """As programs write it, so that it is read without a call for each element; or not."""
    if plain:
        cells = [
            cell.replace("<c", f'<c r="{column_letters(number)}1"', 1) for number, cell in enumerate(cells, 1)
        ]
    return pack(parts(f'<row r="1">{"".join(cells)}</row>'))


@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize(
    ("cell", "units"), [(BLANK, 1), (NUMBER, 2), (TEXT, 2), (EMPTY_FORMULA, 3), (FORMULA, 4)]
)
def test_a_cell_weighs_what_it_takes(cell: str, units: int, *, plain: bool) -> None:
    data = row([cell] * 50, plain=plain)
    assert len(open_package(data, limits=replace(DEFAULT_LIMITS, cells=50 * units)).cells("表 1")) == 50
    said = refusal(data, replace(DEFAULT_LIMITS, cells=50 * units - 1))
    assert f"折合 {50 * units} 格，超过上限 {50 * units - 1} 格" in said


@pytest.mark.parametrize("written", ["<c\n/>", "<x:c/>"])
def test_cells_that_are_not_found_in_the_bytes_are_weighed_as_they_are_read(written: str) -> None:
    rows = f"<row>{''.join([written] * 60)}</row>"
    if written.startswith("<x:"):
        rows = rows.replace("row>", "x:row>")
        members = parts()
        members[SHEET1] = f'{HEAD}<x:worksheet xmlns:x="{NS}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    else:
        members = parts(rows)
    assert len(open_package(pack(members), limits=replace(DEFAULT_LIMITS, cells=60)).cells("表 1")) == 60
    assert "折合 51 格，超过上限 50 格" in refusal(pack(members), replace(DEFAULT_LIMITS, cells=50))


def test_rows_weigh_little() -> None:
    rows = "".join(f'<row r="{number}"/>' for number in range(1, 401)) + '<row r="999"><c r="A999"/></row>'
    assert open_package(pack(parts(rows)), limits=replace(DEFAULT_LIMITS, cells=101)).cells("表 1")
    said = refusal(pack(parts(rows)), replace(DEFAULT_LIMITS, cells=100))
    assert "行共 401 行，折合 101 格，超过上限 100 格" in said
    # One sheet formatted down to its last row is read, whatever else there is of forms.
    assert Weight(cells=30_000, filled=30_000, formulas=30_000, rows=LAST_ROW).units < DEFAULT_LIMITS.cells


def test_so_they_are_beside_other_sheets() -> None:
    data = many_sheets(6, "<row>" + "<c\n/>" * 100 + "</row>")
    assert "单元格共 600 个" in refusal(data, replace(DEFAULT_LIMITS, cells=600))
    package = open_package(data, limits=replace(DEFAULT_LIMITS, cells=601))
    assert all(len(package.cells(sheet.name)) == 100 for sheet in package.sheets)


def test_too_many_cells_say_what_can_be_done() -> None:
    over = DEFAULT_LIMITS.cells // 100 + 1
    said = refusal(pack(parts(f"<row>{'<c/>' * 100}</row>" * over)))
    assert said.endswith(
        f"单元格共 {over * 100} 个（有内容的 0 个，其中公式 0 个），行共 {over} 行，"
        f"折合 {over * 100 + over // 4} 格，超过上限 500000 格（有内容的算 2 格，公式算 4 格，4 行算 1 格）；"
        "请删去多余的工作表、行、列和空单元格的格式后另存再试，确实要这么多时用 --max-size 128 放宽。"
    )
    assert DEFAULT_LIMITS.for_files_of(128).cells >= over * 100


def test_what_no_size_lets_in_is_not_offered_one() -> None:
    few = replace(DEFAULT_LIMITS, cells=10)
    with pytest.raises(MarkupError) as caught:
        refuse_heavy(Weight(cells=DEFAULT_LIMITS.cells * 17), few)
    assert isinstance(caught.value, TooMuchError)
    assert "--max-size" not in caught.value.advice


def test_honest_sheets_are_far_from_the_limits() -> None:
    # A form of ours has 900 cells; one whose cells were formatted over 1,000 rows and 256 columns has these.
    assert Weight(cells=1_000 * 256, filled=900, formulas=100).units < DEFAULT_LIMITS.cells * 0.6
    package = open_package(form(notes=True))
    weights = [weight_of(package.markup(sheet.member)) for sheet in package.sheets]
    assert 0 < sum(each.units for each in weights) < DEFAULT_LIMITS.cells / 1_000


# Texts


@pytest.mark.parametrize("quote", ['"', "'"], ids=["as programs write", "tag by tag"])
@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A{0}" t="inlineStr"><is><t>甲乙丙丁戊己庚辛</t></is></c>',
        '<c r="A{0}" t="str"><f>A1</f><v>甲乙丙丁戊己</v></c>',
    ],
)
def test_texts_and_formulas_are_counted_together(cell: str, quote: str) -> None:
    def sheets(count: int) -> bytes:
        rows = "".join(f'<row r="{number}">{cell.format(number)}</row>' for number in range(1, 51))
        return many_sheets(count, rows.replace('"', quote))

    # Fifty cells of eight characters each.
    bound = replace(DEFAULT_LIMITS, characters=400)
    assert len(open_package(sheets(1), limits=bound).cells("表 1")) == 50
    assert re.search(
        "文字和公式合计 [0-9]+ 字，超过上限 399 字；请删去",
        refusal(sheets(1), replace(bound, characters=399)),
    )
    two = open_package(sheets(2), limits=bound)
    assert two.cells("表 1")
    with pytest.raises(UnreadableFileError, match="文字和公式合计 800 字，超过上限 400 字"):
        two.cells(two.sheets[1].name)


def test_a_large_table_of_shared_texts() -> None:
    data = form()
    size = len(unpack(data)[STRINGS])
    assert open_package(data, limits=replace(DEFAULT_LIMITS, strings_bytes=size)).cells("表 1")
    said = refusal(data, replace(DEFAULT_LIMITS, strings_bytes=size - 1))
    assert f"共享文字有 {size} 字节，超过上限 {size - 1} 字节" in said


def test_a_large_part_in_another_encoding(monkeypatch: pytest.MonkeyPatch) -> None:
    members = parts()
    converted = members[SHEET1].replace("UTF-8", "UTF-16").encode("utf-16")  # type: ignore[union-attr]
    data = pack(members | {SHEET1: converted})
    monkeypatch.setattr(markup, "_LARGEST_CONVERTED", len(converted))
    opens(data)
    monkeypatch.setattr(markup, "_LARGEST_CONVERTED", len(converted) - 1)
    assert "编码是 utf-16-le，大小超过 0 MB" in refusal(data)


def test_many_sheets_are_many_even_if_they_hold_little() -> None:
    data = many_sheets(5, CELLS)
    assert len(open_package(data, limits=replace(DEFAULT_LIMITS, sheets=5)).sheets) == 5
    with pytest.raises(UnreadableFileError, match=r"甲\.xlsx 有 5 张工作表，超过上限 4 张；请删去"):
        open_package(data, name="甲.xlsx", limits=replace(DEFAULT_LIMITS, sheets=4))


def test_many_properties() -> None:
    data = form()
    count = len(open_package(data).properties)
    assert count > 0
    package = open_package(data, limits=replace(DEFAULT_LIMITS, properties=count))
    assert len(package.properties) == count
    few = open_package(data, limits=replace(DEFAULT_LIMITS, properties=count - 1))
    with pytest.raises(UnreadableFileError, match=f"元素超过 {2 * count - 1} 个"):
        _ = few.properties


def test_formulas_of_one_cell_do_not_slow_down_the_search_for_large_ones() -> None:
    rows = "".join(
        f'<row r="{number}"><c r="A{number}"><f t="array" ref="A{number}">1</f><v>1</v></c></row>'
        for number in range(1, 5)
    )
    large = '<row r="9"><c r="B9"><f t="array" ref="B9:C10">1</f><v>1</v></c></row>'
    content = open_package(pack(parts(rows + large))).content("表 1")
    assert [content.array_over(row, 3) for row in (8, 9, 10, 11)] == [None, "B9:C10", "B9:C10", None]
    assert content.array_over(1, 1) is None


# What is not written as programs write it


def test_a_sheet_that_is_read_tag_by_tag() -> None:
    rows = "".join(f'<row r="{number}"><c r="A{number}"><v>1</v></c></row>' for number in range(1, 51))
    few = replace(DEFAULT_LIMITS, odd_tags=300)
    assert len(open_package(pack(parts(rows)), limits=few).cells("表 1")) == 50
    odd = rows.replace('"', "'")
    assert re.search(
        "写法特别，要逐处读取的标记有 3[0-9]{2} 处，超过上限 300 处；", refusal(pack(parts(odd)), few)
    )
    assert len(open_package(pack(parts(odd))).cells("表 1")) == 50


def test_sheets_that_are_read_tag_by_tag_are_weighed_together() -> None:
    data = many_sheets(4, "<row><c/></row>" * 100)
    assert "写法特别" in refusal(data, replace(DEFAULT_LIMITS, odd_tags=1_200))
    package = open_package(data, limits=replace(DEFAULT_LIMITS, odd_tags=1_500))
    assert all(len(package.cells(sheet.name)) == 100 for sheet in package.sheets)


def test_shared_texts_that_are_read_tag_by_tag() -> None:
    def with_texts(text: str) -> bytes:
        members = unpack(form())
        found = members[STRINGS]
        texts = "".join(text.format(number) for number in range(100))
        members[STRINGS] = found.replace(b"</sst>", texts.encode() + b"</sst>")
        return pack(members)

    few = replace(DEFAULT_LIMITS, odd_tags=500)
    opens(with_texts("<si><t>{}</t></si>"))
    assert open_package(with_texts("<si><t>{}</t></si>"), limits=few).cells("表 1")
    assert "写法特别" in refusal(with_texts("<si><r><t>{}</t></r></si>"), few)
    opens(with_texts("<si><r><t>{}</t></r></si>"))


# Shared formulas and names


def test_a_shared_formula_is_taken_apart_once(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[str] = []

    class Counting(RelativeFormula):
        def __init__(self, formula: str) -> None:
            taken.append(formula)
            super().__init__(formula)

    monkeypatch.setattr(sheet_reader, "RelativeFormula", Counting)
    rows = "".join(
        f'<row r="{number}"><c r="B{number}"><f t="shared" si="0"{first}</c></row>'
        for number, first in enumerate([' ref="B1:B50">A1+$A$1</f>', *["/>"] * 49], 1)
    )
    # The same number again, for another formula.
    rows += (
        '<row r="60"><c r="B60"><f t="shared" si="0">C1</f></c><c r="C60"><f t="shared" si="0"/></c></row>'
    )
    cells = open_package(pack(parts(rows))).cells("表 1")
    assert [cells[f"B{number}"].formula for number in (1, 2, 50)] == ["A1+$A$1", "A2+$A$1", "A50+$A$1"]
    assert cells["C60"].formula == "D1"
    assert taken == ["A1+$A$1", "C1"]


def test_many_shared_formulas(monkeypatch: pytest.MonkeyPatch) -> None:
    def sheet(masters: int) -> bytes:
        pair = '<row><c><f t="shared" si="{0}">A1+B1+C1</f></c><c><f t="shared" si="{0}"/></c></row>'
        return pack(parts("".join(pair.format(number) for number in range(masters))))

    few = replace(DEFAULT_LIMITS, expanded_characters=700)
    assert "共享公式展开后超过上限 700 字" in refusal(sheet(13), few)
    # Whether they are kept or not, they are read alike.
    monkeypatch.setattr(sheet_reader, "_MOST_KEPT", 20)
    cells = open_package(pack(parts(shared_rows())), limits=few).cells("表 1")
    assert [cells[f"B{row}"].formula for row in (1, 2, 3)] == ["B1+B1", "B1+C1", "B1+D1"]
    assert [cells[f"C{row}"].formula for row in (1, 2, 3)] == ["C1+C1", "C1+D1", "C1+E1"]
    assert len(open_package(sheet(12), limits=few).cells("表 1")) == 24


def shared_rows() -> str:
    """Three shared formulas, each followed by two cells."""
    return "".join(
        f'<row><c><f t="shared" si="{n}">A1+{"ABC"[n]}1</f></c>'
        + f'<c><f t="shared" si="{n}"/></c>' * 2
        + "</row>"
        for n in range(3)
    )


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("A1", "C4"),
        ("$A1+A$1+$A$1", "$A4+C$1+$A$1"),
        ("SUM(A1:B2,C:C,$D:D,3:3,$4:5)", "SUM(C4:D5,E:E,$D:F,6:6,$4:8)"),
        ("XFC1+A1048574", "#REF!+#REF!"),
        ("LOG10(A1)&\"A1\"&'A1'!A1&[A1]B1", "LOG10(C4)&\"A1\"&'A1'!C4&[A1]D4"),
        ("XFE1+AAA1048577", "XFE1+#REF!"),
        ("合计+A1", "合计+C4"),
        ("", ""),
    ],
)
def test_moved_formula(formula: str, moved: str) -> None:
    parts_of_it = RelativeFormula(formula)
    assert parts_of_it.moved(3, 2) == moved
    assert parts_of_it.moved(0, 0) == formula


def test_a_target_is_no_longer_than_a_name_can_be() -> None:
    assert split_target(f"'{'甲' * 5_000}'!A1") is None
    assert split_target(f"{' ' * 5_000}甲!A1") is None
    # The longest that Excel allows, all of quotes.
    assert split_target(f"'{chr(39) * 62}'!$A$1") == ("'" * 31, "A1")


# The workbook and names of roots


def test_root_with_an_endless_name() -> None:
    for part in ("xl/workbook.xml", SHEET1):
        members = parts()
        members[part] = f"{HEAD}<{'a' * 5_000}/>"
        said = refusal(pack(members))
        assert f"根元素是“{'a' * 40}”，不是" in said
        assert len(said) < 300


@pytest.mark.parametrize("part", ["xl/workbook.xml", SHEET1])
def test_root_in_a_namespace_of_its_own(part: str) -> None:
    members = parts()
    members[part] = str(members[part]).replace(NS, "urn:x" * 99)
    name = "workbook" if part.endswith("workbook.xml") else "worksheet"
    assert f"根元素 {name} 的命名空间“{'urn:x' * 8}”不受支持" in refusal(pack(members))


def test_notes_with_an_endless_name() -> None:
    members = unpack(form(notes=True))
    members["xl/comments1.xml"] = f"<{'a' * 5_000}/>".encode()
    assert f"根元素是“{'a' * 40}”，不是 comments" in refusal(pack(members))


def test_a_name_of_a_part_fits_a_message() -> None:
    assert "……”超过 400 字" in refusal(pack({**parts(), "x" * 401: ""}))
    assert open_package(pack({**parts(), "x" * 400: ""})).cells("表 1")


def test_a_part_with_an_endless_name_is_missing() -> None:
    members = parts()
    relations = "xl/_rels/workbook.xml.rels"
    members[relations] = str(members[relations]).replace("sheet1.xml", "9" * 5_000)
    assert len(refusal(pack(members))) < 350


def test_a_sheet_with_an_endless_name() -> None:
    def named(length: int) -> bytes:
        members = parts()
        members["xl/workbook.xml"] = str(members["xl/workbook.xml"]).replace("表 1", "甲" * length)
        return pack(members)

    assert "有工作表的名称超过 255 字" in refusal(named(256))
    package = open_package(named(255))
    assert package.cells("甲" * 255)
    with pytest.raises(UnreadableFileError) as caught:
        package.cells("乙" * 5_000)
    assert len(str(caught.value)) < 200


# Edits


@pytest.mark.parametrize("said", ["<v:shape a>", "idmap ", "idmap data"])
def test_a_drawing_that_says_the_same_over_and_over(said: str) -> None:
    # Followed to the end each time, this would take minutes: the test would never come to its end.
    members = unpack(form(notes=True))
    drawing = members["xl/drawings/vmlDrawing1.vml"]
    members["xl/drawings/vmlDrawing1.vml"] = drawing.replace(
        b"</xml>", said.encode() * 400_000 + b"<br></xml>"
    )
    edit = Edit(open_package(pack(members)))
    edit.remove_notes("填报人")
    edit.note("表 1", "C3", "请核对", author="审核")
    assert open_package(edit.to_bytes()).notes("表 1") == {"C3": ("审核", "请核对")}


@pytest.mark.parametrize("gap", ["<br>", "", "<!-- idmap data='7' -->"])
def test_boxes_of_a_drawing_that_is_no_xml(gap: str) -> None:
    shape = (
        '<v:shape id="_x0000_s1025"><x:ClientData ObjectType="Note"><x:Row>{}</x:Row><x:Column> 2</x:Column>'
    )
    shapes = "".join(shape.format(row) + "</x:ClientData></v:shape>" + gap for row in (4, 9))
    drawing = Drawing(f"<xml>{shapes}<br></xml>".encode())
    assert not drawing.wellformed
    left = drawing.patched(["C5"], {}, 0)
    assert left is not None
    assert b"<x:Row>4<" not in left and b"<x:Row>9<" in left
    assert drawing.patched(["C5", "C10"], {}, 0) is None


def test_blocks_of_shape_numbers() -> None:
    said = (
        b"""<o:idmap v:ext="edit" data="1,3"/><o:idmap data = '5 6'/> idmap data <a> data="9" _x0000_s7169"""
    )
    assert blocks_in(said) == {1, 3, 5, 6, 7}


@pytest.mark.parametrize("data", ["A1", "<x/>", "<extLst/>", ""])
def test_note_on_a_sheet_without_data(data: str) -> None:
    edit = Edit(open_package(pack(parts(data=data)), name="甲.xlsx"))
    edit.note("表 1", "A1", "请核对", author="审核")
    with pytest.raises(PatchError, match="工作表缺少 sheetData"):
        edit.to_bytes()


@pytest.mark.parametrize(
    "data", ["<sheetData/>", "<x/><sheetData></sheetData><pageMargins/>", "<sheetData/><y/>"]
)
def test_note_on_an_empty_sheet(data: str) -> None:
    edit = Edit(open_package(pack(parts(data=data)), name="甲.xlsx"))
    edit.note("表 1", "A1", "请核对", author="审核")
    assert open_package(edit.to_bytes()).notes("表 1") == {"A1": ("审核", "请核对")}


def test_a_sheet_without_a_part_gets_none_of_ours() -> None:
    members = parts()
    lost = '<sheet name="失" sheetId="2" r:id="rId2"/></sheets>'
    members["xl/workbook.xml"] = str(members["xl/workbook.xml"]).replace("</sheets>", lost)
    edit = Edit(open_package(pack(members)))
    edit.add_sheet(NewSheet("审核结果", [[NewCell("问题")]]))
    assert [sheet.name for sheet in open_package(edit.to_bytes()).sheets] == ["审核结果", "表 1"]
    assert b'"rId2"' not in unpack(edit.to_bytes())["xl/_rels/workbook.xml.rels"]


# .ods


def weigh(*rows: str, limits: Limits = DEFAULT_LIMITS) -> None:
    check_ods(unpack(ods(*rows))["content.xml"], limits)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ((ods_row(ods_cell("a"), rows=10**9),), "单元格超过上限 500000 个"),
        ((ods_row(ods_cell("a", columns=10**9)),), "单元格超过上限 500000 个"),
        ((ods_row(ods_cell("a", columns=10**40)),), "单元格超过上限 500000 个"),
        ((ods_row(ods_cell("a", columns=1_000), rows=1_000),), "单元格超过上限 500000 个"),
        ((ods_row(ods_cell("a" * 1_000, columns=1_000), rows=400),), "内容超过上限 96 MB"),
        ((ods_row("<a>"),), "内容已损坏，或不是正常软件保存的"),
    ],
)
def test_heavy_ods(rows: tuple[str, ...], says: str) -> None:
    with pytest.raises(MarkupError, match=says):
        weigh(*rows)


@pytest.mark.parametrize(
    "rows",
    [
        (
            ods_row(ods_cell("a"), ods_cell("", columns=16_383)),
            ods_row(ods_cell("", columns=16_384), rows=1_048_575),
        ),
        (ods_row(ods_cell("a", columns=100), rows=1_000),),
        (ods_row(ods_cell("a" * 30_000)),) * 9,
        (),
    ],
)
def test_honest_ods(rows: tuple[str, ...]) -> None:
    weigh(*rows)


def test_heavy_ods_never_reaches_calamine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jzxl.package.foreign._ask_child", lambda *_: pytest.fail("the child was asked"))
    with pytest.raises(UnreadableFileError, match=r"甲\.ods 读不出来\(单元格超过上限 500000 个\)；请"):
        open_foreign(ods(ods_row(ods_cell("a"), rows=10**9)), name="甲.ods")
