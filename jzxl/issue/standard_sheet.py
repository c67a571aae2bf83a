"""评分标准: the rules in words, with their basis."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from jzxl.form.instance import STANDARD_SHEET
from jzxl.form.model import Form, Indicator
from jzxl.form.standard import Standard
from jzxl.issue.canvas import HEADING_FONT, Canvas
from jzxl.rule.decimals import to_decimal
from jzxl.rule.wording import describe

NAME = STANDARD_SHEET
_HEADERS = ("一级指标", "二级指标", "参考分值", "怎样计算", "怎样评分", "依据")


def computed_from(form: Form, indicator: Indicator) -> str:
    """What an indicator is computed from, in words."""
    if indicator.rate is not None:
        labels = {name: each.item.replace(" ", "") for name, each in form.inputs.items() if each.parent}
        return describe(indicator.rate, labels)
    return "、".join(indicator.rule.inputs) or indicator.goals or "说明"


def write_standard_sheet(canvas: Canvas, forms: Sequence[Form]) -> None:
    """Write the sheet; it holds texts only."""
    sheet = canvas.sheet(NAME, (10, 18, 9, 40, 48, 40), landscape=True)
    last = len(_HEADERS) - 1
    title = canvas.format(font_name=HEADING_FONT, font_size=16, align="center")
    row = 0
    for form in forms:
        sheet.set_row(row, 30)
        canvas.text(sheet, row, 0, f"{NAME}：{form.title}", title, to=last)
        for column, text in enumerate(_HEADERS):
            canvas.text(sheet, row + 1, column, text, canvas.heading)
        row = _write_rules(canvas, sheet, form, row + 2) + 1
    sheet.freeze_panes(2, 0)
    sheet.repeat_rows(1)
    for text in _general_rules(forms[0].standard):
        canvas.text(sheet, row, 0, text, canvas.format(align="left"), to=last)
        row += 1


def _write_rules(canvas: Canvas, sheet: Worksheet, form: Form, row: int) -> int:
    """The rules of one form; gives the row after them."""
    centred, left = canvas.bordered(align="center"), canvas.bordered(align="left")
    for block in form.blocks:
        for indicator in block.indicators:
            basis = form.standard.basis[indicator.basis]
            texts = (
                computed_from(form, indicator),
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
    return row


def _general_rules(standard: Standard) -> list[str]:
    grades = []
    below = ""
    for grade in standard.grades:
        least = to_decimal(grade.at_least)
        grades.append(f"{grade.name} ≥ {least}" if not below else f"{grade.name} ≥ {least} 且 < {below}")
        below = str(least)
    zero = standard.zero_denominator
    return [
        f"等次：{'；'.join(grades)}。",
        f"得分四舍五入到 {standard.rounding.score_decimals} 位小数，不低于 0，不高于分值；"
        "按百分点扣分时，不足 1 个百分点的部分不扣分。",
        f"{zero.wording}（{zero.basis}：{standard.basis[zero.basis]}）。",
        "设定分值与参考分值不同时，分档得分和分季度得分按比例折算。",
    ]
