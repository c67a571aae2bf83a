"""疑问答复.xlsx as a workbook: a row for each doubt, with a column in which the bureau's clerk notes the answer.

The clerk works in it, so it is never written anew: rows are added below and single cells brought up to date, and
whatever else was made of it, in whatever order, stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter.utility import xl_col_to_name

from jzxl.campaign.book import LONGEST_TEXT, REMARK, TITLE, Book, Column, shortened
from jzxl.campaign.doubts import Placed
from jzxl.campaign.findings_csv import inert
from jzxl.campaign.list_sheet import row_height, write_heading
from jzxl.campaign.roster_grid import Grid
from jzxl.check.finding import as_text
from jzxl.errors import UnreadableFileError
from jzxl.package import DEFAULT_LIMITS, Edit, open_package
from jzxl.package.address import join_ref
from jzxl.read.reader import plain_sheets
from jzxl.spelling import SAYS_NOTHING, without_spaces

NAME = "疑问答复.xlsx"
_SHEET = "疑问答复"
UNIT, SHEET, CELL, ITEM, STATED, DOUBT = "单位", "工作表", "单元格", "栏目", "填的是", "疑问"
ANSWER, STATE, NUMBER = "答复", "情况", "编号"
GONE = "这次没有这处疑问"
"""The state of a row whose doubt is not there any more; it stays, because it may come again."""
_COLUMNS = (
    *(Column(UNIT, 24), Column(SHEET, 20), Column(CELL, 8), Column(ITEM, 20), Column(STATED, 16)),
    *(Column(DOUBT, 56), Column(ANSWER, 28), Column(STATE, 22), Column(NUMBER, 24)),
)
# Without these it cannot be told what an answer belongs to.
_NEEDED = (UNIT, DOUBT, ANSWER, NUMBER)
_REMARK = (
    f"单位说明过、核对没有问题的疑问，在“{ANSWER}”里写几个字（例如：属实），保存、关闭，再审核一次，就不再退回。"
    "其他各列请不要改；行可以排序、筛选。"
)
_TO_FILL, _PALE = "#FFF9E5", "#808080"
# A text that is typed stays one, 1/2 too; what is not for people is pale.
_LOOKS: Mapping[str, Mapping[str, str]] = {ANSWER: {"num_format": "@"}, NUMBER: {"font_color": _PALE}}
# Rows that are framed and can be filtered: new ones are added below. It is more than a province has.
_LAST_ROW = 50_000
# Of a heading; below, a row with these words in it is somebody's text.
_FIRST_ROWS = 20
# This many cells with content stand in a sheet of _LAST_ROW rows.
_LIMITS = DEFAULT_LIMITS.for_files_of(256)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A row; texts as they are seen.

    Attributes:
        row: as the spreadsheet program numbers it.
        texts: by the headings of their columns; a column that is gone has none.
    """

    row: int
    texts: Mapping[str, str]

    @property
    def answer(self) -> str:
        """What was noted; empty for a dash, or what else is written where nothing is to be said."""
        text = self.texts[ANSWER]
        return "" if without_spaces(text) in SAYS_NOTHING else text


class AnswerSheet:
    """The list of doubts of a workbook, being read and brought up to date.

    Args:
        data: the workbook.

    Raises:
        UnreadableFileError: it cannot be opened, or the columns cannot be found.
    """

    def __init__(self, data: bytes) -> None:
        self._package = open_package(data, name=NAME, limits=_LIMITS)
        self._edit = Edit(self._package)
        self._name, heading, self._columns, grid = self._found()
        self.changed = False
        self._heights: dict[int, float] = {}
        self.rows = tuple(
            AnswerRow(row, {name: grid.text(row, column) for name, column in self._columns.items()})
            for row in grid.rows
            if row > heading
        )
        self._last = max(grid.rows)

    def _found(self) -> tuple[str, int, Mapping[str, int], Grid]:
        """The sheet with the list, the row of its headings, and the columns that they stand over."""
        sheets = sorted(plain_sheets(self._package), key=lambda each: each.name != _SHEET)
        for sheet in sheets:
            grid = Grid(sheet)
            for row in grid.rows[:_FIRST_ROWS]:
                texts = [(without_spaces(text), column) for column, text in grid.texts(row).items()]
                names = [name for name, _ in texts]
                if all(names.count(name) == 1 for name in _NEEDED):
                    wanted = {each.heading for each in _COLUMNS if names.count(each.heading) == 1}
                    columns = {name: column for name, column in texts if name in wanted}
                    return sheet.name, row, columns, grid
        lacking = "”“".join(_NEEDED)
        raise UnreadableFileError(f"{NAME} 里找不到“{lacking}”这几个列名（各一个）；请改回原来的列名。")

    def put(self, row: AnswerRow, values: Mapping[str, str]) -> None:
        """Bring cells of a row up to date; those of columns that are gone, or that say it already, are left."""
        for name, text in values.items():
            if name in self._columns and row.texts[name] != text.strip():
                self._edit.write(self._name, join_ref(row.row, self._columns[name]), text)
                self.changed = True

    def add(self, values: Mapping[str, str]) -> None:
        """A new row below all others."""
        self._last += 1
        self._heights[self._last] = row_height([values.get(each.heading) for each in _COLUMNS], _COLUMNS)
        for name, text in values.items():
            if text and name in self._columns:
                self._edit.write(self._name, join_ref(self._last, self._columns[name]), text)
        self.changed = True

    def to_bytes(self) -> bytes:
        """The workbook with what was put and added.

        Raises:
            PatchError: it cannot be written without loss.
        """
        content = self._edit.to_bytes()
        if not self._heights:
            return content
        # A row gets a height when it is there.
        edit = Edit(open_package(content, name=NAME, limits=_LIMITS))
        for row, points in self._heights.items():
            edit.set_row_height(self._name, row, Decimal(str(points)))
        return edit.to_bytes()


def texts_of(doubt: Placed) -> dict[str, str]:
    """What stands of a doubt in its row, but for answer and state."""
    finding = doubt.finding
    texts = (
        doubt.unit,
        finding.sheet,
        finding.cell,
        finding.item,
        as_text(finding.shown_stated),
        finding.message,
    )
    named = dict(zip((UNIT, SHEET, CELL, ITEM, STATED, DOUBT), texts, strict=True))
    return {name: cell_text(text) for name, text in named.items()} | {NUMBER: doubt.number}


def cell_text(text: str) -> str:
    """A text as it is put into a cell: one that stays a text when somebody edits it, and fits."""
    shown = inert(text)
    return shown if len(shown) < LONGEST_TEXT // 2 else shortened(shown)


def empty_sheet() -> bytes:
    """The workbook without a doubt."""
    book = Book(_SHEET)
    sheet = book.sheet(_SHEET, [each.width for each in _COLUMNS])
    base = {"font_name": "宋体", "font_size": 10.5, "valign": "vcenter"}
    for column, each in enumerate(_COLUMNS):
        own = book.workbook.add_format({**base, "text_wrap": True, **_LOOKS.get(each.heading, {})})
        sheet.worksheet.set_column(column, column, each.width, own)
    # A row's look goes before its columns'.
    for text, look, height in ((_SHEET, TITLE, 27), (_REMARK, REMARK, 18)):
        sheet.worksheet.set_row(sheet.row, height, book.format(look))
        sheet.line([text], [look])
    write_heading(sheet, _COLUMNS)
    first, last = sheet.row, len(_COLUMNS) - 1
    sheet.worksheet.autofilter(first - 1, 0, _LAST_ROW, last)
    sheet.worksheet.freeze_panes(first, 1)
    sheet.worksheet.repeat_rows(0, first - 1)
    # Looks follow the rows, however many are added and wherever they are sorted to. Some programs apply one
    # rule to a cell and no second one.
    places = {each.heading: place for place, each in enumerate(_COLUMNS)}
    number, state = (f"${xl_col_to_name(places[name])}{first + 1}" for name in (NUMBER, STATE))
    is_gone, is_used, answer = f'={state}="{GONE}"', f'={number}<>""', places[ANSWER]
    for left, right, criteria, change in (
        *(
            (left, right, is_gone, {"border": 1, "font_color": _PALE})
            for left, right in _around(answer, last)
        ),
        *((left, right, is_used, {"border": 1}) for left, right in _around(answer, last)),
        (answer, answer, is_used, {"border": 1, "bg_color": _TO_FILL}),
    ):
        rule = {"type": "formula", "criteria": criteria, "format": book.workbook.add_format(change)}
        sheet.worksheet.conditional_format(first, left, _LAST_ROW, right, rule)
    return book.to_bytes()


def _around(place: int, last: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """The columns before and after one."""
    return (0, place - 1), (place + 1, last)
