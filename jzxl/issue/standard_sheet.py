"""评分标准: the rules in words, with their basis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlsxwriter.worksheet import Worksheet

from jzxl.form import naming
from jzxl.form.blocks import AT_LEAST, AT_MOST, EXACTLY, Block, Indicator
from jzxl.form.goal_scoring import GoalScoring
from jzxl.form.instance import STANDARD_SHEET
from jzxl.form.model import Form
from jzxl.form.sections import WEIGHT
from jzxl.issue.canvas import HEADING_FONT, Canvas
from jzxl.rule.decimals import to_decimal
from jzxl.rule.wording import describe, percent_text

NAME = STANDARD_SHEET
_HEADERS = ("一级指标", "二级指标", "参考分值", "怎样计算", "怎样评分", "依据")


def computed_from(form: Form, indicator: Indicator) -> str:
    """What an indicator is computed from, in words."""
    if indicator.rate is not None:
        labels = {name: each.item.replace(" ", "") for name, each in form.inputs.items() if each.parent}
        return describe(indicator.rate, labels)
    if indicator.row is not None and form.scoring is not None:
        return _attainment_words(form.scoring, indicator.row.group.direction)
    return "、".join(indicator.rule.inputs) or indicator.goals or "说明"


def rules_of(block: Block) -> Iterator[tuple[str, Indicator]]:
    """What has a rule of its own in a block: its label, and an indicator; rows of goals share one."""
    for group in block.groups:
        if group.goals is not None:
            yield group.name, group.indicators[0]
        else:
            yield from ((each.label, each) for each in group.indicators)


def _attainment_words(scoring: GoalScoring, direction: str) -> str:
    words = {
        AT_LEAST: "实际 ÷ 目标",
        AT_MOST: "没有超过目标为 100%，超过的为 目标 ÷ 实际",
        EXACTLY: "等于目标为 100%，不等的为两者较小的 ÷ 较大的",
    }
    listed = [f"{sign}：{words[each]}" for each, sign in scoring.signs.items() if each == direction]
    return f"达成率，一般为 {listed[0]}；{scoring.judged}的按完成档次自评"


def wording_of(form: Form, indicator: Indicator) -> str:
    """The rule of an indicator in words; that of goals with the levels of those without figures."""
    if indicator.row is None or form.scoring is None:
        return indicator.rule.wording(indicator.weight)
    levels = "；".join(
        f"{each.name}得 {percent_text(each.most)}–{percent_text(each.least)}{'（含）' if each.least else ''}"
        for each in form.scoring.levels
    )
    return f"{indicator.rule.wording(indicator.weight)}。{form.scoring.judged}的：{levels}"


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
    for text in _general_rules(forms):
        canvas.text(sheet, row, 0, text, canvas.format(align="left"), to=last)
        row += 1


def _write_rules(canvas: Canvas, sheet: Worksheet, form: Form, row: int) -> int:
    """The rules of one form; gives the row after them."""
    centred, left = canvas.bordered(align="center"), canvas.bordered(align="left")
    for block in form.blocks:
        for label, indicator in rules_of(block):
            basis = form.standard.basis[indicator.basis]
            texts = (
                computed_from(form, indicator),
                wording_of(form, indicator),
                f"{indicator.basis}：{basis}" + (f"。{indicator.source}" if indicator.source else ""),
            )
            sheet.set_row(row, 32 if indicator.row is None else 60)
            canvas.text(sheet, row, 0, block.name, centred)
            canvas.text(sheet, row, 1, label, centred)
            if indicator.row is None:
                sheet.write_number(row, 2, to_decimal(indicator.weight), centred)
            else:
                most = f"合计 {to_decimal(block.weight)}"
                canvas.text(sheet, row, 2, most, centred)
            for column, text in enumerate(texts, start=3):
                canvas.text(sheet, row, column, text, left)
            row += 1
    return row


def _general_rules(forms: Sequence[Form]) -> list[str]:
    standard = forms[0].standard
    grades = []
    below = ""
    for grade in standard.grades:
        least = to_decimal(grade.at_least)
        grades.append(f"{grade.name} ≥ {least}" if not below else f"{grade.name} ≥ {least} 且 < {below}")
        below = str(least)
    zero = standard.zero_denominator
    rounding = f"得分四舍五入到 {standard.rounding.score_decimals} 位小数，不低于 0，不高于分值"
    zero_rule = f"{zero.wording}（{zero.basis}：{standard.basis[zero.basis]}）。"
    scored = [form for form in forms if form.scoring is not None]
    if len(scored) == len(forms):
        return [
            f"等次：{'；'.join(grades)}。",
            f"{rounding}。",
            zero_rule,
            *(text for form in scored for text in _rules_of_goals(form)),
        ]
    return [
        f"等次：{'；'.join(grades)}。",
        f"{rounding}；按百分点扣分时，不足 1 个百分点的部分不扣分。",
        zero_rule,
        "设定分值与参考分值不同时，分档得分和分季度得分按比例折算。",
    ]


def _rules_of_goals(form: Form) -> list[str]:
    """What holds for all goals that have a weight and a score each."""
    section, scoring = form.scored_goals, form.scoring
    if section is None or scoring is None:
        return []
    reason, weight = section.header("reason") or naming.GOAL_REASON, section.header(WEIGHT)
    more = "；确需在一级指标之间调整的，说明理由" if scoring.adjustable else ""
    return [
        f"各指标的{weight}由单位在所属一级指标的合计之内分配{more}。",
        f"没有达到目标的，要填{reason}；达成率超过 {percent_text(scoring.over)} 的，说明目标是否定得过低。",
    ]
