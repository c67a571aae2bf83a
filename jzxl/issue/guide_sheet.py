"""填报说明: three steps and the legend of colours; what a filler sees first."""

from __future__ import annotations

from collections.abc import Sequence

from jzxl.form import naming
from jzxl.form.instance import GUIDE_SHEET
from jzxl.form.model import Form
from jzxl.form.sections import SCORE, SCORED_PARTS, WEIGHT, MatrixSection
from jzxl.issue import check_sheet, standard_sheet
from jzxl.issue.canvas import HEADING_FONT, Canvas, Pen
from jzxl.issue.stamp import PREFILLED_FILL
from jzxl.rule.decimals import number_text

NAME = GUIDE_SHEET


def write_guide_sheet(canvas: Canvas, pens: Sequence[Pen]) -> None:
    """Write the sheet; its links lead to the places of each step."""
    sheet = canvas.sheet(NAME, (8, 30, 66))
    sheet.set_row(0, 40)
    title = canvas.format(font_name=HEADING_FONT, font_size=18, align="center")
    heading = (
        f"{pens[0].form.title}（{canvas.year} 年度）" if len(pens) == 1 else f"绩效自评（{canvas.year} 年度）"
    )
    canvas.text(sheet, 0, 0, f"{heading}填报说明", title, to=2)
    steps = _steps(pens)
    number = canvas.format(align="center", font_size=16, bold=True)
    link = canvas.format(font_color="0563C1", underline=1, font_size=12, locked=False)
    body = canvas.format(font_size=12)
    row = 1
    for step, (name, target, text) in enumerate(steps, start=1):
        row = 1 + step
        sheet.set_row(row, 46)
        canvas.text(sheet, row, 0, str(step), number)
        canvas.link(sheet, row, 1, target, name, link)
        canvas.text(sheet, row, 2, text, body)
    legend = (
        ("请填", canvas.input(align="center", font_size=12), "浅黄色：请填写，可以修改。"),
        ("自动", canvas.computed(align="center", font_size=12), "浅蓝色：公式，自动计算，请不要改成数字。"),
        (
            "已填",
            canvas.bordered(align="center", font_size=12, bg_color=PREFILLED_FILL),
            "浅绿色：财政部门已经填好，请核对。",
        ),
        ("固定", canvas.bordered(align="center", font_size=12), "白色：表头和固定内容，不用填。"),
    )
    row += 2
    canvas.text(sheet, row, 0, "颜色", canvas.format(bold=True, font_size=12), to=2)
    for word, cell_format, text in legend:
        row += 1
        sheet.set_row(row, 24)
        canvas.text(sheet, row, 1, word, cell_format)
        canvas.text(sheet, row, 2, text, body)
    notes = (
        "用 Excel 或 WPS 打开都可以。请不要删除工作表，也不要另外新建表格代替；行不够可以插入行。",
        f"每个指标怎样评分，见“{standard_sheet.NAME}”。",
        "填好后直接保存这个文件并报送，文件名可以改。",
    )
    scored = next((pen.form for pen in pens if pen.form.scored_goals is not None), None)
    how = _how_goals_are_filled(scored) if scored is not None else []
    for heading_text, texts in (("各项指标怎样填", how), ("请注意", notes)):
        if texts:
            row += 2
            canvas.text(sheet, row, 0, heading_text, canvas.format(bold=True, font_size=12), to=2)
        for text in texts:
            row += 1
            sheet.set_row(row, 32 if texts is notes else 38)
            canvas.text(sheet, row, 1, text, body, to=2)


def _how_goals_are_filled(form: Form) -> list[str]:
    """How the goals of a form are filled that have a weight and a score each, in the form's own words."""
    section, scoring = form.scored_goals, form.scoring
    if section is None or scoring is None:
        return []
    printed = {SCORED_PARTS.get(each.part): each.header for each in section.columns}

    def called(part: str) -> str:
        return f"“{printed.get(part, part)}”"

    def listed(*parts: str) -> str:
        beside = [called(part) for part in parts if part not in printed]
        if len(beside) == len(parts):
            return f"表右边（不打印）的{'、'.join(beside)}"
        return "、".join(
            called(part) if part in printed else f"表右边（不打印）的{called(part)}" for part in parts
        )

    target = listed(naming.GOAL_SIGN, naming.GOAL_NUMBER, naming.GOAL_UNIT)
    if naming.GOAL_TARGET in printed:
        target += f"，{called(naming.GOAL_TARGET)}由它们组成，不用填"
    weight, score = section.header(WEIGHT), section.header(SCORE)
    signs = "、".join(scoring.signs.values())
    weights = "，".join(
        f"{block.name} {number_text(block.weight)} 分" for block in form.blocks if block.scores_goals
    )
    return [
        f"目标有数的，填{target}。符号 {signs} 从下拉列表里选，数和单位分开填，{called(naming.GOAL_ACTUAL)}也只填数。",
        f"目标没有数的，{called(naming.GOAL_SIGN)}选“{scoring.judged}”，{called(naming.GOAL_NUMBER)}写目标的内容，"
        f"再在{listed(naming.GOAL_LEVEL, naming.GOAL_OWN_SCORE)}里选档次、打分。",
        f"“{weight}”自己分，各行合计：{weights}；“{score}”自动计算。不用的行都空着。",
        f"没有达到目标的，填{called(naming.GOAL_REASON)}。",
    ]


def _steps(pens: Sequence[Pen]) -> list[tuple[str, str, str]]:
    """The steps of filling: where, the named cell to go to, what to do there."""
    steps = []
    for pen in pens:
        form, sheet = pen.form, pen.instance.sheet
        if form.inputs_elsewhere:
            first = form.inputs_elsewhere[0].inputs[0].name
            advice = "填浅黄色格子里的数字：金额填万元，进度填百分数。比率和得分会自己算出来。"
            steps.append((pen.instance.data_sheet, pen.name(first), advice))
        if form.scored_goals is not None:
            places = [each.title for each in form.sections if isinstance(each, MatrixSection)]
            filled = "、".join([*places, "各段文字", form.scored_goals.side])
            advice = f"填浅黄色格子：{filled}。行不够可以在一组里插入行。"
        elif form.goal_groups:
            advice = "填浅黄色格子：资金（万元）、各段文字、绩效目标和完成情况、自评得分。行不够可以在一组里插入行。"
        else:
            advice = "填浅黄色格子：单位名称、负责人、各段文字，以及自评指标的说明和得分。浅蓝色格子是公式，不用填。"
        steps.append((sheet, pen.name(form.unit_field), advice))
    advice = "看最上面：全部通过就可以保存、报送；有打 ✗ 或“待填”的，点右边的“转到”去改。"
    steps.append((check_sheet.NAME, pens[0].name(naming.CHECK_RESULT), advice))
    return steps
