"""总览: the round on one page or two."""

from __future__ import annotations

from dataclasses import replace

from jzxl.campaign.book import (
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

# Two columns of names, two of figures, a gap, and room for the charts.
_WIDTHS = (28, 11, 11, 11, 3, *(10,) * 7)
_CHART_COLUMN, _CHART_ROWS, _CHART_WIDTH = 5, 15, 525
# Pixels of a row in Excel: three quarters of a point.
_ROW_POINTS = 18
_COLORS = ("#BFBFBF", "#2F75B5")
_NO_GRADE = "（没有）"


def overview_sheet(book: Book, figures: Figures) -> None:
    """总览: turnout, grades, distribution of scores with a chart, findings by kind; values, no formulas."""
    sheet = book.sheet("总览", _WIDTHS)
    sheet.title(
        book.title, "只统计计入汇总的来件：每个单位最新的一份。填报是单位填的，复核是按评分标准重新计算的。"
    )
    sheet.worksheet.repeat_rows(0, sheet.row - 1)
    sheet.worksheet.freeze_panes(sheet.row, 0)
    charts = sheet.row + 1
    _section(sheet, "报送情况")
    for label, count in _turnout_lines(figures):
        _row(sheet, [label, count], [TEXT, NUMBER])
    for each in figures.kinds:
        _grades(sheet, each)
        _bands(book, sheet, each, charts)
        charts += _CHART_ROWS + 1
    _findings(sheet, figures)


def _turnout_lines(figures: Figures) -> list[tuple[str, int]]:
    turnout = figures.turnout
    lines: list[tuple[str, int]] = []
    if turnout.departments is not None:
        lines += [
            ("名册上的单位", turnout.departments),
            ("已报送", turnout.returned),
            ("未报送", turnout.missing),
        ]
    return [
        *lines,
        ("收到的文件", turnout.files),
        ("　其中：计入汇总", turnout.counted),
        ("　　　　读不出来", turnout.unreadable),
        ("　　　　没有计入", turnout.set_aside),
        ("有错误的", turnout.with_errors),
        ("没有错误、有疑问的", turnout.with_warnings),
        ("没有错误和疑问的", turnout.clean),
    ]


def _grades(sheet: Sheet, figures: KindFigures) -> None:
    _section(sheet, f"{figures.kind.title}：等次（{figures.forms} 份）")
    _row(sheet, [figures.kind.grade_label, "填报", "复核"], [HEADING] * 3)
    for each in figures.grades:
        _row(sheet, [each.grade or _NO_GRADE, each.stated, each.evaluated], [CENTRE, NUMBER, NUMBER])


def _bands(book: Book, sheet: Sheet, figures: KindFigures, chart_row: int) -> None:
    _section(sheet, f"{figures.kind.title}：{figures.kind.total_label}分布")
    _row(sheet, ["分数段（含下限）", "填报", "复核"], [HEADING] * 3)
    first = sheet.row
    for each in figures.bands:
        _row(sheet, [each.label, each.stated, each.evaluated], [CENTRE, NUMBER, NUMBER])
    if not figures.bands:
        _row(sheet, ["没有得分", None, None], [CENTRE, NUMBER, NUMBER])
        return
    chart = book.workbook.add_chart({"type": "column"})
    faces = (
        ("填报", [each.stated for each in figures.bands]),
        ("复核", [each.evaluated for each in figures.bands]),
    )
    for column, (face, counts) in enumerate(faces, start=1):
        chart.add_series(
            {
                "name": face,
                "categories": [sheet.name, first, 0, sheet.row - 1, 0],
                "values": [sheet.name, first, column, sheet.row - 1, column],
                # The rows are written out already; a program that only shows charts needs their values.
                "categories_data": [each.label for each in figures.bands],
                "values_data": counts,
                "fill": {"color": _COLORS[column - 1]},
                "gap": 60,
            }
        )
    chart.set_title(
        {
            "name": f"{figures.kind.title}：{figures.kind.total_label}分布",
            "name_font": {"size": 12, "bold": False},
            "overlay": False,
        }
    )
    chart.set_y_axis({"name": "份", "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": _CHART_WIDTH, "height": _CHART_ROWS * _ROW_POINTS * 4 // 3})
    sheet.worksheet.insert_chart(
        chart_row,
        _CHART_COLUMN,
        chart,
        {"description": f"{figures.kind.title}的{figures.kind.total_label}分布"},
    )


def _findings(sheet: Sheet, figures: Figures) -> None:
    _section(sheet, "问题分类")
    _row(sheet, ["类别", "级别", "处数", "份数"], [HEADING] * 4)
    for each in figures.findings:
        severity = Styled(each.severity.word, replace(CENTRE, fill=FILLS[each.severity]))
        _row(sheet, [each.title, severity, each.count, each.files], [TEXT, CENTRE, NUMBER, NUMBER])
    for severity_ in Severity:
        count = sum(each.count for each in figures.findings if each.severity is severity_)
        _row(sheet, [f"{severity_.word}合计", None, count, None], [TEXT, CENTRE, NUMBER, NUMBER])


def _section(sheet: Sheet, text: str) -> None:
    _row(sheet, [None], [Look(border=False)])
    sheet.line([text], [SUBTITLE], height=22)


def _row(sheet: Sheet, values: list[Value], looks: list[Look]) -> None:
    sheet.line(values, looks, height=_ROW_POINTS)
