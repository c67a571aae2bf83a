"""评分标准: the rules in words, with their basis."""

from __future__ import annotations

from jzxl.form.model import Indicator
from jzxl.issue.canvas import HEADING_FILL, HEADING_FONT, Canvas
from jzxl.rule.decimals import to_decimal
from jzxl.rule.wording import describe

NAME = "评分标准"
_HEADERS = ("一级指标", "二级指标", "参考分值", "怎样计算", "怎样评分", "依据")


def computed_from(indicator: Indicator) -> str:
    """What an indicator is computed from, in words."""
    if indicator.rate is not None:
        return describe(indicator.rate)
    return "、".join(indicator.rule.inputs) or "说明"


def write_standard_sheet(canvas: Canvas) -> None:
    """Write the sheet; it holds texts only."""
    form = canvas.form
    sheet = canvas.sheet(NAME, (10, 18, 9, 40, 48, 40), landscape=True)
    sheet.set_row(0, 30)
    title = canvas.format(font_name=HEADING_FONT, font_size=16, align="center")
    last = len(_HEADERS) - 1
    canvas.text(sheet, 0, 0, f"{NAME}：{form.title}", title, to=last)
    heading = canvas.bordered(bold=True, align="center", bg_color=HEADING_FILL)
    for column, text in enumerate(_HEADERS):
        canvas.text(sheet, 1, column, text, heading)
    sheet.freeze_panes(2, 0)
    sheet.repeat_rows(1)
    row = 2
    centred, left = canvas.bordered(align="center"), canvas.bordered(align="left")
    for block in form.blocks:
        for indicator in block.indicators:
            basis = form.standard.basis[indicator.basis]
            texts = (
                computed_from(indicator),
                indicator.rule.wording(indicator.weight),
                f"{indicator.basis}：{basis}" + (f"。{indicator.source}" if indicator.source else ""),
            )
            sheet.set_row(row, 32)
            canvas.text(sheet, row, 0, block.name, centred)
            canvas.text(sheet, row, 1, indicator.label, centred)
            sheet.write_number(row, 2, to_decimal(indicator.weight), centred)
            for column, text in enumerate(texts, start=3):
                canvas.text(sheet, row, column, text, left)
            row += 1
    row += 1
    for text in _general_rules(canvas):
        canvas.text(sheet, row, 0, text, canvas.format(align="left"), to=last)
        row += 1


def _general_rules(canvas: Canvas) -> list[str]:
    standard = canvas.form.standard
    grades = []
    below = ""
    for grade in standard.grades:
        least = to_decimal(grade.at_least)
        grades.append(f"{grade.name} ≥ {least}" if not below else f"{grade.name} ≥ {least} 且 < {below}")
        below = str(least)
    rounding = standard.rounding
    return [
        f"等次：{'；'.join(grades)}。",
        f"得分四舍五入到 {rounding.score_decimals} 位小数，不低于 0，不高于设定分值；"
        "按百分点扣分时，不足 1 个百分点的部分不扣分。",
        f"{standard.zero_denominator.wording}"
        f"（{standard.zero_denominator.basis}：{standard.basis[standard.zero_denominator.basis]}）。",
        "设定分值与参考分值不同时，分档得分和分季度得分按比例折算。",
    ]
