"""指标: where points are lost, and the most frequent findings."""

from __future__ import annotations

from jzxl.campaign.book import BLANK, CENTRE, NUMBER, PERCENT, SUBTITLE, Book, Column, Look, Value
from jzxl.campaign.figures import Figures
from jzxl.campaign.indicators import IndicatorFigures
from jzxl.campaign.list_sheet import list_sheet, row_height, write_heading

_POINTS = Look(align="center", number_format="0.00")
_PERCENT = Look(align="center", number_format=PERCENT)


def indicators_sheet(book: Book, figures: Figures) -> None:
    """指标: a row for each indicator of each kind of form; below, the most frequent findings."""
    kinds = len({each.kind for each in figures.indicators})
    columns = [
        *([Column("表", 32)] if kinds > 1 else []),
        Column("一级指标", 12),
        Column("二级指标", 24),
        Column("三级指标", 30),
        Column("分值", 9, _POINTS),
        Column("份数", 9, NUMBER),
        Column("平均得分", 11, _POINTS),
        Column("最低得分", 11, _POINTS),
        Column("得分率", 18, _PERCENT),
        Column("满分比例", 11, _PERCENT),
    ]
    remark = (
        "按复核得分统计；得分率是各份得分之和占分值之和的比例，满分比例是得满分的份数占比。"
        "分值为 0 的不计入；各份分值不同的，“分值”空着。"
    )
    rows = [[*([each.kind.title] if kinds > 1 else []), *_row(each)] for each in figures.indicators]
    sheet = list_sheet(book, "指标", remark, columns, rows, frozen=0)
    if rows:
        rate = len(columns) - 2
        bars = {
            "type": "data_bar",
            "bar_color": "#9DC3E6",
            "bar_solid": True,
            "min_type": "num",
            "min_value": 0,
            "max_type": "num",
            "max_value": 1,
        }
        sheet.worksheet.conditional_format(sheet.row - len(rows), rate, sheet.row - 1, rate, bars)
    if figures.frequent:
        # Under the column of the forms there is nothing.
        shift = [Column("", 0, BLANK)] if kinds > 1 else []
        sheet.row += 1
        sheet.line([f"最常见的 {len(figures.frequent)} 个问题"], [SUBTITLE], height=24)
        headings = [
            *shift,
            Column("级别", 12, CENTRE),
            Column("类别", 24),
            Column("栏目", 30),
            Column("处数", 9, NUMBER),
            Column("份数", 9, NUMBER),
        ]
        write_heading(sheet, headings)
        for each in figures.frequent:
            values: list[Value] = [each.severity.word, each.title, each.item, each.count, each.files]
            row = [*(None for _ in shift), *values]
            sheet.line(row, [column.look for column in headings], height=row_height(row, headings))


def _row(each: IndicatorFigures) -> list[Value]:
    return [
        each.block,
        each.group,
        each.called,
        each.weight,
        each.count,
        each.mean,
        each.minimum,
        each.rate,
        each.full,
    ]
