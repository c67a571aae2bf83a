"""A corrected copy that comes back, worked on by people and by other programs: marks are taken back, nothing else."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from engines.libreoffice import convert, requires_libreoffice
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from returns import catalog, filled, place, rewritten, sheet_copied, sheet_renamed, typed

from jzxl.check.finding import Severity
from jzxl.correct.findings_sheet import NAME, SHEET_MARK
from jzxl.correct.marks import FILLS, note_of
from jzxl.correct.own_notes import AUTHOR, cut_ours, recalled, remembered
from jzxl.package import Cut, Edit, open_package
from jzxl.result import FileResult
from jzxl.review import review_file

BAD = {"得分_经济效益": Decimal("5.5"), "得分_社会效益": Decimal("7")}
MARKED = "得分_经济效益"
REPLY = "我单位意见：已与财政局商定"


def checked(workbook: bytes) -> tuple[FileResult, bytes]:
    result, copy = review_file(workbook, catalog(), with_copy=True, shown="回收.xlsx")
    assert copy is not None, result.findings
    return result, copy


@pytest.fixture(scope="module")
def copy() -> bytes:
    return checked(typed(filled(), BAD))[1]


def by_openpyxl(workbook: bytes, change: Callable[[openpyxl.Workbook], object]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def by_libreoffice(workbook: bytes, folder: Path) -> bytes:
    folder.mkdir(exist_ok=True)
    source = folder / "稿.xlsx"
    source.write_bytes(workbook)
    return convert(source, "xlsx", folder / "存").read_bytes()


def sheets(workbook: bytes) -> list[str]:
    return [sheet.name for sheet in open_package(workbook).sheets]


def fill_of(workbook: bytes, sheet: str, cell: str) -> str:
    return openpyxl.load_workbook(io.BytesIO(workbook))[sheet][cell].fill.fgColor.rgb[-6:]


def notes(workbook: bytes) -> dict[tuple[str, str], tuple[str, str]]:
    package = open_package(workbook)
    return {
        (sheet.name, cell): note
        for sheet in package.sheets
        for cell, note in package.notes(sheet.name).items()
    }


def mended(workbook: bytes) -> bytes:
    """All scores as they should be; nothing is to be marked any more."""
    return typed(workbook, {MARKED: Decimal("5"), "得分_社会效益": Decimal("5")})


def blank_authors(workbook: bytes) -> bytes:
    package = open_package(workbook)
    members = [name for name in package.members if "comments" in name and name.endswith(".xml")]
    assert members
    return rewritten(
        workbook,
        dict.fromkeys(members, lambda xml: re.sub("<author>[^<]*</author>", "<author> </author>", xml)),
    )


# The findings sheet


def with_name(workbook: bytes, sheet: str) -> bytes:
    edit = Edit(open_package(workbook))
    edit.define_name(SHEET_MARK, sheet, "A1")
    return edit.to_bytes()


@pytest.mark.parametrize("sheet", ["填报说明", "部门整体支出绩效自评表2020"])
def test_a_sheet_that_is_not_ours_stays_whatever_the_name_says(sheet: str) -> None:
    before = with_name(typed(filled(), BAD), sheet)
    _, after = checked(before)
    assert sheets(after) == [NAME, *sheets(before)]
    _, again = checked(after)
    assert sheets(again) == sheets(after)


def test_a_sheet_of_theirs_that_begins_like_ours_stays(copy: bytes) -> None:
    """The title and the labels alone prove nothing."""

    def begin_alike(book: openpyxl.Workbook) -> None:
        sheet = book.create_sheet("我的")
        for row, text in {1: NAME, 3: "填报单位", 4: "年度", 5: "来件", 6: "结果", 7: "看法"}.items():
            sheet.cell(row, 1, text)
        del book[NAME]

    _, after = checked(by_openpyxl(copy, begin_alike))
    assert sheets(after)[0] == NAME
    assert "我的" in sheets(after)


def rename_form(book: openpyxl.Workbook) -> None:
    book["部门整体支出绩效自评表2020"].title = "改名"


def rename_findings(book: openpyxl.Workbook) -> None:
    book[NAME].title = "旧的审核"


def delete_findings(book: openpyxl.Workbook) -> None:
    del book[NAME]


def delete_form(book: openpyxl.Workbook) -> None:
    del book["校验"]


@pytest.mark.parametrize("change", [rename_form, rename_findings, delete_findings, delete_form])
def test_names_that_lead_nowhere_do_no_harm(
    copy: bytes, change: Callable[[openpyxl.Workbook], object]
) -> None:
    back = by_openpyxl(copy, change)
    _, after = checked(back)
    _, again = checked(after)
    assert sheets(again) == sheets(after)
    assert len(sheets(after)) == len(sheets(back)) + (change is delete_findings)


def test_marks_of_a_sheet_that_a_program_renamed_are_taken_back(copy: bytes) -> None:
    _, cell = place(copy, MARKED)

    def mend(book: openpyxl.Workbook) -> None:
        book["部门整体支出绩效自评表2020"][cell] = 5
        rename_form(book)

    _, after = checked(by_openpyxl(copy, mend))
    assert fill_of(after, "改名", cell) == fill_of(filled(), *place(filled(), MARKED))


def test_a_formula_that_refers_to_the_findings_sheet_does_not_block(copy: bytes) -> None:
    def refer(book: openpyxl.Workbook) -> None:
        book["填报说明"]["Z99"] = f"='{NAME}'!A1"

    _, after = checked(by_openpyxl(copy, refer))
    assert open_package(after).cells("填报说明")["Z99"].formula == f"'{NAME}'!A1"
    assert sheets(after) == sheets(copy)


def write_beside(book: openpyxl.Workbook) -> None:
    book[NAME]["K3"] = REPLY


def write_over(book: openpyxl.Workbook) -> None:
    book[NAME]["C5"] = REPLY


def note_on_sheet(book: openpyxl.Workbook) -> None:
    book[NAME]["C5"].comment = Comment(REPLY, "办公室")


@pytest.mark.parametrize("write", [write_beside, write_over, note_on_sheet])
def test_what_was_written_on_the_findings_sheet_is_kept_and_told(
    copy: bytes, write: Callable[[openpyxl.Workbook], object]
) -> None:
    _, after = checked(by_openpyxl(copy, write))
    assert sheets(after)[:2] == [f"{NAME}2", NAME]
    package = open_package(after)
    told = [cell.value for cell in package.cells(f"{NAME}2").values()]
    assert any(isinstance(text, str) and f"“{NAME}”是上次审核的结果" in text for text in told)
    on_sheet = [cell.value for cell in package.cells(NAME).values()]
    on_sheet += [text for _, text in package.notes(NAME).values()]
    assert REPLY in on_sheet
    _, again = checked(after)
    assert sheets(again) == sheets(after)


def test_a_findings_sheet_in_which_nobody_wrote_is_replaced(copy: bytes) -> None:
    _, after = checked(by_openpyxl(copy, lambda book: None))
    assert sheets(after) == sheets(copy)


def chart_sheet(workbook: bytes, relation: str) -> bytes:
    """A sheet 审核结果 that is no worksheet, or whose part is not there."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chartsheet"
    return rewritten(
        workbook,
        {
            "xl/workbook.xml": lambda xml: xml.replace(
                "</sheets>", f'<sheet name="{NAME}" sheetId="77" r:id="rId77"/></sheets>'
            ),
            "xl/_rels/workbook.xml.rels": lambda xml: xml.replace(
                "</Relationships>",
                f'<Relationship Id="{relation}" Type="{kind}" Target="chartsheets/sheet1.xml"/></Relationships>',
            ),
        },
    )


@pytest.mark.parametrize("relation", ["rId77", "rId78"])
def test_a_sheet_that_is_not_read_keeps_its_name(relation: str) -> None:
    _, after = checked(chart_sheet(typed(filled(), BAD), relation))
    assert sheets(after)[0] == f"{NAME}2"
    assert f'name="{NAME}"' in open_package(after).read("xl/workbook.xml").decode()


# Fills


def test_a_marked_cell_that_was_recoloured_keeps_its_colour(copy: bytes) -> None:
    sheet, cell = place(copy, MARKED)

    def colour(book: openpyxl.Workbook) -> None:
        book[sheet][cell].fill = PatternFill("solid", fgColor="FF00FF00")

    _, after = checked(mended(by_openpyxl(copy, colour)))
    assert fill_of(after, sheet, cell) == "00FF00"
    other = place(copy, "得分_社会效益")
    assert fill_of(after, *other) == fill_of(filled(), *other)


def test_the_twins_of_marks_on_a_copied_sheet_paint_no_other_cell(copy: bytes) -> None:
    sheet, cell = place(copy, MARKED)
    twin = f"{sheet[:20]} (2)"
    doubled = sheet_copied(copy, sheet, twin)
    assert fill_of(doubled, twin, cell) in FILLS.values()
    _, after = checked(doubled)
    for _ in range(3):
        package = open_package(after)
        assert not [name for name in package.names if name.name.startswith("_jzxl审核") and name.scope]
        assert fill_of(after, twin, "A1") == fill_of(filled(), sheet, "A1")
        result, after = checked(after)
        found = {(each.sheet, each.cell) for each in result.findings}
        painted = {
            ref
            for ref in open_package(after).cells(twin)
            if fill_of_cell(after, twin, ref) in FILLS.values() and (twin, ref) not in found
        }
        assert painted == set()


BOOKS: dict[bytes, openpyxl.Workbook] = {}


def fill_of_cell(workbook: bytes, sheet: str, cell: str) -> str:
    if workbook not in BOOKS:
        BOOKS[workbook] = openpyxl.load_workbook(io.BytesIO(workbook))
    return str(BOOKS[workbook][sheet][cell].fill.fgColor.rgb)[-6:]


def test_a_mark_that_was_given_to_another_cell_since_says_nothing_of_a_twin(copy: bytes) -> None:
    sheet, cell = place(copy, MARKED)
    twin = f"{sheet[:20]} (2)"
    doubled = sheet_copied(copy, sheet, twin)
    moved = rewritten(
        doubled,
        {"xl/workbook.xml": lambda xml: xml.replace(f"'{twin}'!{absolute(cell)}<", f"'{twin}'!$A$1<")},
    )
    _, after = checked(moved)
    assert fill_of(after, twin, "A1") == fill_of(filled(), sheet, "A1")


def absolute(cell: str) -> str:
    return re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", cell)


# Notes


def test_notes_without_an_author_are_taken_back(copy: bytes) -> None:
    _, after = checked(mended(blank_authors(copy)))
    assert notes(after) == {}


def test_notes_do_not_pile_up_without_an_author(copy: bytes) -> None:
    current = copy
    for _ in range(3):
        _, current = checked(blank_authors(current))
        assert {key: text for key, (_, text) in notes(current).items()} == {
            key: text for key, (_, text) in notes(copy).items()
        }


def test_a_note_of_theirs_without_an_author_stays(copy: bytes) -> None:
    """It stands on a marked cell and begins like ours, but is none of the sentences that we wrote."""
    sheet, cell = place(copy, MARKED)
    theirs = "【提示】这一格请领导看。"

    def write(book: openpyxl.Workbook) -> None:
        book[sheet][cell].comment = Comment(theirs, " ")

    _, after = checked(by_openpyxl(copy, write))
    assert notes(after)[sheet, cell][1].startswith(f"{theirs}\n──── {AUTHOR} ────\n【错误】")
    _, last = checked(mended(blank_authors(after)))
    assert notes(last)[sheet, cell][1] == theirs


@pytest.mark.parametrize("author", [AUTHOR, " "])
@pytest.mark.parametrize(
    ("write", "left"),
    [
        (lambda text: f"{text}\n{REPLY}", REPLY),
        (lambda text: f"{text}{REPLY}", REPLY),
        (lambda text: f"{REPLY}\n{text}", REPLY),
        (lambda text: text.replace("【错误】", f"{REPLY}【错误】"), REPLY),
        (lambda text: f"{text}\r\n\r\n{REPLY}", f"\r\n{REPLY}"),
        (lambda text: f"{text}\n", None),
        (lambda text: text, None),
    ],
)
def test_a_reply_in_our_note_stays(
    copy: bytes, author: str, write: Callable[[str], str], left: str | None
) -> None:
    sheet, cell = place(copy, MARKED)

    def reply(book: openpyxl.Workbook) -> None:
        book[sheet][cell].comment = Comment(write(book[sheet][cell].comment.text), author)

    replied = by_openpyxl(copy, reply)
    _, after = checked(mended(replied))
    found = notes(after)
    if left is None:
        assert found == {}
    else:
        assert found[sheet, cell][1].replace("_x000D_", "\r").strip() == left.strip()
        assert found[sheet, cell][0] != AUTHOR
    _, marked = checked(replied)
    assert notes(marked)[sheet, cell][1].count("【错误】") == 1
    _, again = checked(marked)  # openpyxl stores no results, which the first check tells once
    assert content(checked(again)[1]) == content(again)


def test_a_sentence_of_ours_that_was_altered_stays_once(copy: bytes) -> None:
    """What was typed in the middle of it cannot be told apart from it."""
    sheet, cell = place(copy, MARKED)
    text = notes(copy)[sheet, cell][1]
    altered = text.replace("请更正", f"（{REPLY}）请更正")
    assert altered != text

    def alter(book: openpyxl.Workbook) -> None:
        book[sheet][cell].comment = Comment(altered, AUTHOR)

    current = by_openpyxl(copy, alter)
    for _ in range(2):
        _, current = checked(current)
        assert notes(current)[sheet, cell][1] == f"{altered}\n──── {AUTHOR} ────\n{text}"


def without_memory(workbook: bytes) -> bytes:
    """As an older version marked it, or saved by a program that keeps no document properties."""
    edit = Edit(open_package(workbook))
    for name in open_package(workbook).properties:
        if name.startswith(("jzxl.note.", "jzxl.fill.", "jzxl.findings")):
            edit.remove_property(name)
    return edit.to_bytes()


def test_a_copy_that_remembers_nothing_is_known_by_its_shape(copy: bytes) -> None:
    _, after = checked(mended(without_memory(copy)))
    assert notes(after) == {}
    assert sheets(after) == sheets(copy)
    assert fill_of(after, *place(copy, MARKED)) not in FILLS.values()


@pytest.mark.parametrize("cell", ["K3", "D8", "H11", "A40"])
def test_a_findings_sheet_that_remembers_nothing_is_kept_with_what_else_stands_there(
    copy: bytes, cell: str
) -> None:
    def write(book: openpyxl.Workbook) -> None:
        book[NAME][cell] = REPLY

    _, after = checked(without_memory(by_openpyxl(copy, write)))
    assert sheets(after)[:2] == [f"{NAME}2", NAME]


def test_our_notes_of_a_copy_that_does_not_tell_them_are_known_by_their_shape() -> None:
    ours = "【错误】原填 3，应为 2：不对。"
    assert cut_ours(AUTHOR, ours, (), marked=True) == Cut(whole=True)
    assert cut_ours(" ", ours, (), marked=True) == Cut(whole=True)
    assert cut_ours(" ", ours, (), marked=False) is None
    assert cut_ours("办公室", f"{ours}\n──── {AUTHOR} ────\n{ours}", (), marked=True) == Cut(
        stretches=((len(ours), 2 * len(ours) + len(AUTHOR) + 12),)
    )


def test_what_we_wrote_is_known_again_whatever_a_program_does_to_its_blanks() -> None:
    text = "【错误】原填 3\n和 4，不对。\n【提示】看一下。"
    known = recalled([remembered(text)])
    changed = "【错误】原填  3\r\n和\u00a04，不对。\r\n【提示】看一下。"
    assert cut_ours(" ", changed, known, marked=True) == Cut(whole=True)
    assert cut_ours(" ", "【错误】原填 4\n", known, marked=True) == Cut()


def test_a_note_with_many_sentences_tells_how_many_more_there_are() -> None:
    sentences = [f"【错误】第{number}条不对。" for number in range(100)]
    text = note_of(sentences, 120, NAME)
    assert len(text) <= 120
    lines = text.split("\n")
    assert lines[:-1] == sentences[: len(lines) - 1]
    assert lines[-1] == f"【提示】还有 {100 - len(lines) + 1} 条，见“{NAME}”表。"
    assert note_of(sentences[:3], 120, NAME) == "\n".join(sentences[:3])
    assert note_of(["【错误】" + "长" * 200], 120, NAME) == f"【提示】这里有 1 条，见“{NAME}”表。"
    assert note_of(sentences, 5, NAME) == ""


def test_a_cell_with_far_more_findings_than_a_note_holds_gets_its_copy() -> None:
    slips = "".join(f"其中甲项{number}0万元，乙项20万元，合计40万元；" for number in range(5, 205))
    sheet, cell = place(filled(), "部门整体支出绩效评价分析")
    result, after = checked(typed(filled(), {"部门整体支出绩效评价分析": slips}))
    count = sum((each.sheet, each.cell) == (sheet, cell) for each in result.findings)
    text = notes(after)[sheet, cell][1]
    assert len(text) <= 4_000
    assert text.split("\n")[-1] == f"【提示】还有 {count - len(text.split(chr(10))) + 1} 条，见“{NAME}”表。"
    _, again = checked(after)
    assert notes(again)[sheet, cell][1] == text


# Again and again


# The findings sheet is a new part each time, listed anew.
_OF_THE_NEW_PART = re.compile(
    r"xl/worksheets/sheet[67]\.xml|xl/workbook\.xml|xl/_rels/.*|\[Content_Types\]\.xml"
)


def test_a_copy_checked_again_is_the_same(copy: bytes) -> None:
    _, second = checked(copy)
    _, third = checked(second)
    assert content(third) == content(second)
    one, other = open_package(second), open_package(third)
    compared = [name for name in one.members if not _OF_THE_NEW_PART.fullmatch(name)]
    assert len(compared) > 10
    assert [name for name in compared if one.read(name) != other.read(name)] == []
    assert one.read(one.sheet(NAME).member) == other.read(other.sheet(NAME).member)


def content(workbook: bytes) -> list[object]:
    package = open_package(workbook)
    return [
        sheets(workbook),
        {key: text for key, (_, text) in notes(workbook).items()},
        {
            (sheet, ref): cell.value
            for sheet in sheets(workbook)
            for ref, cell in package.cells(sheet).items()
            if cell.value
        },
        sorted((name.name, name.target) for name in package.names if name.name.startswith("_jzxl审核")),
    ]


def test_a_copy_saved_by_openpyxl_in_between_is_the_same(copy: bytes) -> None:
    _, first = checked(by_openpyxl(copy, lambda book: None))
    _, second = checked(by_openpyxl(first, lambda book: None))
    assert content(second) == content(first)


@pytest.mark.libreoffice
@requires_libreoffice
def test_a_copy_saved_by_libreoffice_in_between_is_the_same(copy: bytes, tmp_path: Path) -> None:
    sheet, cell = place(copy, MARKED)
    edit = Edit(open_package(copy))
    edit.note(sheet, "B2", "另附材料", author="办公室")
    current = edit.to_bytes()
    said = {key: text for key, (_, text) in notes(current).items()}
    for number in range(3):
        _, current = checked(by_libreoffice(current, tmp_path / str(number)))
        assert {key: text for key, (_, text) in notes(current).items()} == said
        assert sheets(current) == sheets(copy)
    assert fill_of(current, sheet, cell) == FILLS[Severity.ERROR]
    _, last = checked(mended(by_libreoffice(current, tmp_path / "last")))
    assert {key: text for key, (_, text) in notes(last).items()} == {(sheet, "B2"): "另附材料"}
    assert fill_of(last, sheet, cell) == fill_of(filled(), sheet, cell)


def test_a_findings_sheet_of_another_name_is_replaced_in_its_place(copy: bytes) -> None:
    renamed = sheet_renamed(copy, NAME, "上次的结果")
    _, after = checked(renamed)
    assert sheets(after) == sheets(renamed)
