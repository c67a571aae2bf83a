"""总览: the round on a page.

Three stacks side by side: turnout, grades and scores; the findings by kind; a chart for each kind of form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from jzxl.campaign.book import (
    BLANK,
    CENTRE,
    HEADING,
    NUMBER,
    SUBTITLE,
    TEXT,
    Book,
    Look,
    Sheet,
    Styled,
    Value,
)
from jzxl.campaign.figures import Figures, KindFigures
from jzxl.check.finding import Severity
from jzxl.correct.marks import FILLS

_STACK = (28, 10, 10)
_GAP = 3
_WIDTHS = (*_STACK, _GAP, *_STACK, 10, _GAP, *(9,) * 7)
_FINDINGS_COLUMN, _CHART_COLUMN = 4, 9
_ROW_POINTS, _CHART_ROWS, _CHART_WIDTH = 18, 16, 470
_PIXELS_A_POINT = 4 / 3
_COLORS = ("#BFBFBF", "#2F75B5")
_COUNTED_BY_ROSTER = "只统计计入汇总的来件：同一单位报了几次的，统计最新的一份。"
_COUNTED_BY_FILE = "没有花名册，每份来件都统计，同一单位报了几次的也是。"
# With fewer forms than these an axis would have halves of them.
_FEW = 8


@dataclass
class _Stack:
    """Rows below each other from a column on."""

    column: int
    rows: list[tuple[Sequence[Value], Sequence[Look]]] = field(default_factory=list)

    def add(self, values: Sequence[Value], looks: Sequence[Look]) -> None:
        self.rows.append((values, looks))

    def section(self, text: str) -> None:
        """A blank line, except at the top, and a heading."""
        if self.rows:
            self.add([], [])
        self.add([text], [SUBTITLE])


def overview_sheet(book: Book, figures: Figures) -> None:
    """总览: values, no formulas, because a program that only shows a workbook works none out."""
    sheet = book.sheet("总览", _WIDTHS)
    counted = _COUNTED_BY_FILE if figures.turnout.departments is None else _COUNTED_BY_ROSTER
    sheet.title(book.title, f"{counted}填报是单位填的，复核是按评分标准重新计算的。")
    sheet.line([None], [BLANK], height=8)
    sheet.worksheet.repeat_rows(0, sheet.row - 1)
    sheet.worksheet.freeze_panes(sheet.row, 0)
    top = sheet.row
    left, right = _Stack(0), _Stack(_FINDINGS_COLUMN)
    _turnout(left, figures)
    for number, each in enumerate(figures.kinds):
        _grades(left, each)
        first = _bands(left, each)
        if each.bands:
            _chart(book, sheet, each, top + first, top + number * (_CHART_ROWS + 1))
    _findings(right, figures)
    _write(sheet, [left, right])


def _turnout(stack: _Stack, figures: Figures) -> None:
    turnout = figures.turnout
    stack.section("报送情况")
    lines: list[tuple[str, int]] = []
    if turnout.departments is not None:
        lines += [
            ("花名册上的单位", turnout.departments),
            ("已报送", turnout.returned),
            ("未报送", turnout.missing),
        ]
    lines += [
        ("收到的文件", turnout.files),
        ("其中计入汇总", turnout.counted),
        ("其中读不出来", turnout.unreadable),
        ("其中没有计入", turnout.set_aside),
        ("有错误的", turnout.with_errors),
        ("没有错误、有疑问的", turnout.with_warnings),
        ("没有错误和疑问的", turnout.clean),
    ]
    if turnout.answered:
        lines.append(("已答复的疑问（处）", turnout.answered))
    for label, count in lines:
        stack.add([label, count], [TEXT, NUMBER])


def _grades(stack: _Stack, figures: KindFigures) -> None:
    stack.section(f"{figures.kind.title}：等次（{figures.forms} 份）")
    stack.add([figures.kind.grade_label, "填报", "复核"], [HEADING] * 3)
    for each in figures.grades:
        stack.add([each.grade or "（没有）", each.stated, each.evaluated], [CENTRE, NUMBER, NUMBER])


def _bands(stack: _Stack, figures: KindFigures) -> int:
    """The distribution of the total scores; its first row in the stack."""
    stack.section(f"{figures.kind.title}：{figures.kind.total_label}分布")
    stack.add(["分数段（含下限）", "填报", "复核"], [HEADING] * 3)
    first = len(stack.rows)
    for each in figures.bands:
        stack.add([each.label, each.stated, each.evaluated], [CENTRE, NUMBER, NUMBER])
    if not figures.bands:
        stack.add(["没有得分", None, None], [CENTRE, NUMBER, NUMBER])
    return first


def _chart(book: Book, sheet: Sheet, figures: KindFigures, first: int, place: int) -> None:
    """The distribution as columns.

    Args:
        first: row of the first band.
        place: row where the chart begins.
    """
    last = first + len(figures.bands) - 1
    title = f"{figures.kind.title}：{figures.kind.total_label}分布（份）"
    counts = [each.stated for each in figures.bands], [each.evaluated for each in figures.bands]
    chart = book.workbook.add_chart({"type": "column"})
    for column, (face, values) in enumerate(zip(("填报", "复核"), counts, strict=True), start=1):
        chart.add_series(
            {
                "name": face,
                "categories": [sheet.name, first, 0, last, 0],
                "values": [sheet.name, first, column, last, column],
                # The writer keeps no rows that are written out; a program that only shows charts needs these.
                "categories_data": [each.label for each in figures.bands],
                "values_data": values,
                "fill": {"color": _COLORS[column - 1]},
                "gap": 60,
            }
        )
    chart.set_title({"name": title, "name_font": {"size": 11, "bold": False}})
    axis = {"num_format": "0", "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}}
    chart.set_y_axis(axis | ({"major_unit": 1} if max(map(max, counts)) <= _FEW else {}))
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": _CHART_WIDTH, "height": _CHART_ROWS * _ROW_POINTS * _PIXELS_A_POINT})
    sheet.worksheet.insert_chart(place, _CHART_COLUMN, chart, {"description": title})


def _findings(stack: _Stack, figures: Figures) -> None:
    looks = [TEXT, CENTRE, NUMBER, NUMBER]
    stack.section("问题分类")
    stack.add(["类别", "级别", "处数", "份数"], [HEADING] * 4)
    for severity in Severity:
        found = [each for each in figures.findings if each.severity is severity]
        word = Styled(severity.word, replace(CENTRE, fill=FILLS[severity]))
        for each in found:
            stack.add([each.title, word, each.count, each.files], looks)
        bold = [replace(look, bold=True) for look in looks]
        stack.add([f"{severity.word}合计", None, sum(each.count for each in found), None], bold)


def _write(sheet: Sheet, stacks: Sequence[_Stack]) -> None:
    """The stacks, row by row: a row that is written cannot be added to."""
    for number in range(max(len(stack.rows) for stack in stacks)):
        values: list[Value] = [None] * len(_WIDTHS)
        looks = [BLANK] * len(_WIDTHS)
        for stack in stacks:
            of_row = stack.rows[number] if number < len(stack.rows) else ((), ())
            for column, (value, look) in enumerate(zip(*of_row, strict=True), start=stack.column):
                values[column], looks[column] = value, look
        sheet.line(values, looks, height=_ROW_POINTS)
