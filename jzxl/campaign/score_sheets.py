"""单位 and 项目: a row for each form, stated and re-evaluated side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from jzxl.campaign.book import CENTRE, CHANGE, SCORE, Book, Column, CopyLink, Look, Sheet, Value
from jzxl.campaign.book import NUMBER as COUNTED
from jzxl.campaign.figures import Figures
from jzxl.campaign.kinds import FormKind
from jzxl.campaign.list_sheet import list_sheet
from jzxl.campaign.rows import FormRow
from jzxl.check.finding import ANSWERED, Severity
from jzxl.correct.marks import FILLS

_SCORE = Look(align="center", number_format=SCORE)
_CHANGE = Look(align="center", number_format=CHANGE)
_FACES = ("填报", "复核")
_REMARK = "差额是复核减填报；涂红的是复核与填报不同的地方。"


def departments_sheet(book: Book, figures: Figures) -> None:
    """单位: a row for each return that counts."""
    rows = figures.departments
    if not figures.scored_departments:
        _returns_sheet(book, figures)
        return
    _score_sheet(book, "单位", f"每个单位一行。{_REMARK}点“审核稿”打开该单位的审核稿。", rows, named=False)


def _returns_sheet(book: Book, figures: Figures) -> None:
    """单位 of a round in which only projects have scores: how many each has, and what was found."""
    rows = figures.departments
    projects = Counter(row.file for row in figures.projects)
    counts = _count_columns(rows, 9)
    columns = [
        *_leading_columns(rows, (), named=False),
        Column("项目数", 9, COUNTED),
        *counts,
        Column("审核稿", 40),
    ]
    lines = [
        [*_leading(number, row, columns), projects[row.file], *_counts(row, counts), _copy(row)]
        for number, row in enumerate(rows, start=1)
    ]
    remark = "每个单位一行；各项目的得分见“项目”。点“审核稿”打开该单位的审核稿。"
    sheet = list_sheet(book, "单位", remark, columns, lines, frozen=2)
    if rows:
        _colour_counts(book, sheet, len(rows), len(columns) - 1 - len(counts))


def projects_sheet(book: Book, figures: Figures) -> None:
    """项目: a row for each form that is named after a project."""
    rows = figures.projects
    remark = f"每个项目一行。{_REMARK}几张表在同一张工作表里的，问题数只在“单位”里。"
    _score_sheet(book, "项目", remark, rows, named=True)


def _score_sheet(book: Book, name: str, remark: str, rows: Sequence[FormRow], *, named: bool) -> None:
    kinds = list(dict.fromkeys(row.kind for row in rows if row.kind is not None))
    blocks = list(dict.fromkeys(block for kind in kinds for block in kind.blocks))
    leading = _leading_columns(rows, kinds, named=named)
    counts = _count_columns(rows, 6)
    columns = [*leading, *_score_columns(kinds, blocks), *counts, Column("审核稿", 34)]
    sheet = list_sheet(
        book,
        name,
        remark,
        columns,
        [_row(number, row, blocks, leading, counts) for number, row in enumerate(rows, start=1)],
        frozen=3 if named else 2,
    )
    if rows:
        _highlight(book, sheet, len(rows), len(leading), len(blocks))


def _leading_columns(rows: Sequence[FormRow], kinds: Sequence[FormKind], *, named: bool) -> list[Column]:
    columns = [Column("序号", 6, COUNTED), Column("单位", 24)]
    if named:
        columns.append(Column("项目", 22))
    elif any(row.department is not None and row.department.code for row in rows):
        columns.append(Column("代码", 9, CENTRE))
    if len(kinds) > 1:
        columns.append(Column("表", 20))
    return columns


def _score_columns(kinds: Sequence[FormKind], blocks: Sequence[str]) -> list[Column]:
    """Of several kinds of form the total is called as the first one calls it."""
    total = kinds[0].total_label if kinds else "得分"
    return [
        *(Column(f"{total}\n{face}", 9, _SCORE) for face in _FACES),
        Column("差额", 8, _CHANGE),
        *(Column(f"等次\n{face}", 7, CENTRE) for face in _FACES),
        *(Column(f"{block}\n{face}", 7, _SCORE) for block in blocks for face in _FACES),
    ]


def _row(
    number: int, row: FormRow, blocks: Sequence[str], leading: Sequence[Column], counts: Sequence[Column]
) -> list[Value]:
    return [
        *_leading(number, row, leading),
        row.stated.total,
        row.evaluated.total,
        row.difference,
        row.stated.grade,
        row.evaluated.grade,
        *(scores.blocks.get(block) for block in blocks for scores in (row.stated, row.evaluated)),
        *_counts(row, counts),
        _copy(row),
    ]


def _leading(number: int, row: FormRow, columns: Sequence[Column]) -> list[Value]:
    values: dict[str, Value] = {
        "序号": number,
        "单位": row.unit or "（没有填）",
        "项目": row.name or "（没有填）",
        "代码": row.department.code if row.department is not None else "",
        "表": row.kind.title if row.kind is not None else "",
    }
    return [values[column.heading] for column in columns if column.heading in values]


def _count_columns(rows: Sequence[FormRow], width: float) -> list[Column]:
    """A column for each severity, and one for answered doubts where there are any."""
    columns = [Column(severity.word, width, COUNTED) for severity in Severity]
    if any(row.answered for row in rows):
        columns.append(Column(ANSWERED, width, COUNTED))
    return columns


def _counts(row: FormRow, columns: Sequence[Column]) -> list[Value]:
    counts: list[Value] = [None if row.counts is None else row.counts[severity] for severity in Severity]
    return [*counts, row.answered][: len(columns)]


def _copy(row: FormRow) -> Value:
    return f"没有审核稿（{row.file}）" if row.copy is None else CopyLink(row.copy)


def _highlight(book: Book, sheet: Sheet, rows: int, leading: int, blocks: int) -> None:
    """Differences between stated and re-evaluated, and numbers of errors and warnings, by colour."""
    first, last = sheet.row - rows, sheet.row - 1
    error = book.workbook.add_format({"bg_color": FILLS[Severity.ERROR], "bold": True})
    pairs = [leading, leading + 3, *(leading + 5 + 2 * block for block in range(blocks))]
    for stated in pairs:
        left, right = xl_col_to_name(stated), xl_col_to_name(stated + 1)
        # $ before the columns only: each row is compared with itself.
        rule: dict[str, Any] = {
            "type": "formula",
            "criteria": f"=${left}{first + 1}<>${right}{first + 1}",
            "format": error,
        }
        sheet.worksheet.conditional_format(first, stated + 1, last, stated + 1, rule)
    change = {"type": "cell", "criteria": "!=", "value": 0, "format": error}
    sheet.worksheet.conditional_format(first, leading + 2, last, leading + 2, change)
    _colour_counts(book, sheet, rows, leading + 5 + 2 * blocks)


def _colour_counts(book: Book, sheet: Sheet, rows: int, leading: int) -> None:
    first, last = sheet.row - rows, sheet.row - 1
    for position, severity in enumerate(Severity):
        column = leading + position
        fill = book.workbook.add_format({"bg_color": FILLS[severity]})
        some = {"type": "cell", "criteria": ">", "value": 0, "format": fill}
        sheet.worksheet.conditional_format(first, column, last, column, some)
