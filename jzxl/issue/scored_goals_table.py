"""The table of goals that have a weight and a score each."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from jzxl.form import naming
from jzxl.form.beside import columns_beside, title_beside
from jzxl.form.blocks import AT_MOST, Block, GoalRow, Indicator
from jzxl.form.printed import block_label
from jzxl.form.sections import SCORE, SCORED_PARTS, WEIGHT, ScoredGoalsSection
from jzxl.issue.canvas import PERCENT_FORMAT, SCORE_FORMAT
from jzxl.issue.sheet_writer import LINE_HEIGHT, SheetWriter
from jzxl.rule.decimals import to_decimal

_SIDE, _AREA, _GROUP = range(3)
_LINES = 2
# A number as it was typed, without zeros behind the point.
_AS_TYPED = "General"
_WIDTHS = {naming.GOAL_LEVEL: 24, naming.NOTE_PREFIX: 20, naming.GOAL_REASON: 24, naming.GOAL_TARGET: 14}
_HELP = {
    naming.GOAL_NAME: "写指标的名称；不用的行空着。",
    naming.GOAL_SIGN: "从下拉列表里选。有数的目标选符号，没有数的选“{judged}”。",
    naming.GOAL_NUMBER: "只填数，单位填在旁边；“{judged}”的写目标的内容。",
    naming.GOAL_UNIT: "数的单位，例如 个、万元、%。",
    naming.GOAL_ACTUAL: "与目标同一个单位，只填数；目标是 98% 的填 98。“{judged}”的写完成的情况。",
    naming.GOAL_LEVEL: "“{judged}”的指标从下拉列表里选；有数的目标空着。",
    naming.GOAL_OWN_SCORE: "“{judged}”的指标在所选档次的范围内自评；有数的目标空着，得分自动计算。",
    naming.GOAL_REASON: "没有达到目标的，或远远超过目标的，写明原因和改进措施。",
}
_BY_HAND = "这是公式，请不要改；只有您自己插入的行才手填：目标写成“≥50个”这样，得分填数字。"


def write_scored_goals(writer: SheetWriter, section: ScoredGoalsSection) -> None:
    """Write the table, its parts that are not printed beside it, and the sum of each block."""
    table = _Table(writer, section)
    table.headers()
    for block in writer.form.blocks:
        if block.scores_goals:
            table.block(block)
    table.total()


class _Table:
    def __init__(self, writer: SheetWriter, section: ScoredGoalsSection) -> None:
        scoring = writer.form.scoring
        if scoring is None:
            raise TypeError("goals without scoring have no such table")
        self._writer, self._section, self._scoring = writer, section, scoring
        self._top = writer.row
        self._column = {
            SCORED_PARTS.get(each.part, each.part): number
            for number, each in enumerate(section.columns, start=1)
        }
        beside = columns_beside(writer.form)
        self._beside = {part: writer.aside + number for number, part in enumerate(beside)}

    def headers(self) -> None:
        writer, canvas = self._writer, self._writer.canvas
        row = writer.next_row(2 * LINE_HEIGHT)
        for number, column in enumerate(self._section.columns, start=1):
            canvas.text(writer.sheet, row, number, column.header, canvas.heading)
        for part, number in self._beside.items():
            title = title_beside(part)
            if part in _HELP:
                canvas.text(writer.sheet, row, number, title, canvas.heading)  # it is to be filled
            else:
                writer.helper(row, number, title)
            writer.sheet.set_column(number, number, _WIDTHS.get(part, 10))
        writer.sheet.repeat_rows(row)
        self._column |= self._beside

    def block(self, block: Block) -> None:
        writer, pen = self._writer, self._writer.pen
        first = writer.row
        for group in block.groups:
            top = writer.row
            for indicator in group.indicators:
                if indicator.row is not None:
                    self._row(indicator, indicator.row)
            writer.side_label(top, writer.row - 1, _GROUP, group.name)
        bottom = writer.row - 1
        writer.side_label(first, bottom, _AREA, block_label(self._section, block))
        for name, column in ((naming.all_weights(block), WEIGHT), (naming.all_scores(block), SCORE)):
            writer.canvas.range(writer.sheet, pen.name(name), first, bottom, self._column[column])

    def total(self) -> None:
        writer, canvas, pen, sheet = self._writer, self._writer.canvas, self._writer.pen, self._writer.sheet
        row = writer.next_row()
        weight, score = self._column[WEIGHT], self._column[SCORE]
        first, second = sorted((weight, score))
        canvas.text(sheet, row, _AREA, self._section.total_label, writer.strong, to=first - 1)
        pen.formula(sheet, row, weight, naming.WEIGHT_TOTAL, writer.strong)
        strong = canvas.computed(align="center", bold=True, num_format=SCORE_FORMAT)
        pen.formula(sheet, row, score, naming.total(writer.form), strong)
        for column in (*range(first + 1, second), *range(second + 1, writer.last + 1)):
            canvas.text(sheet, row, column, "", writer.label)
        writer.side_label(self._top, row, _SIDE, self._section.side)
        self._sums_beside(row)

    def _sums_beside(self, row: int) -> None:
        """Grade and the sums of the blocks: nobody prints them, but they say where the total comes from."""
        writer, pen, aside = self._writer, self._writer.pen, self._writer.aside
        writer.helper(row, aside, writer.form.grade_label)
        grade = writer.canvas.computed(align="center", bold=True)
        pen.formula(writer.sheet, row, aside + 1, naming.grade(writer.form), grade)
        for below, block in enumerate((each for each in writer.form.blocks if each.scores_goals), start=1):
            writer.block_beside(row + below, block)

    # ------------------------------------------------------------ one row

    def _row(self, indicator: Indicator, goal: GoalRow) -> None:
        writer, canvas, pen, sheet = self._writer, self._writer.canvas, self._writer.pen, self._writer.sheet
        row = writer.next_row(_LINES * LINE_HEIGHT)
        left = canvas.input(align="left", font_size=10)
        centred = canvas.input(align="center", font_size=10)
        figure = canvas.input(align="center", font_size=10, num_format=_AS_TYPED)
        styles = {
            naming.GOAL_NAME: left,
            naming.GOAL_SIGN: centred,
            naming.GOAL_NUMBER: figure,
            naming.GOAL_UNIT: centred,
            naming.GOAL_ACTUAL: figure,
            naming.GOAL_LEVEL: centred,
            naming.GOAL_REASON: left,
        }
        for part, style in styles.items():
            column = self._column[part]
            pen.entry(sheet, row, column, naming.part(goal, part), style)
            sheet.data_validation(row, column, row, column, self._rule(part, goal))
        self._own_score(row, indicator, goal)
        weight = self._column[WEIGHT]
        number_style = canvas.input(align="center", num_format=SCORE_FORMAT)
        pen.entry(sheet, row, weight, naming.weight(indicator), number_style)
        most = to_decimal(indicator.weight)
        advice = f"“{goal.group.area}”各行合计 {most} 分；不用的行空着。"
        writer.number_rule(row, weight, Decimal(0), most, self._section.header(WEIGHT), advice)
        self._formulas(row, indicator, goal)

    def _own_score(self, row: int, indicator: Indicator, goal: GoalRow) -> None:
        column = self._column[naming.GOAL_OWN_SCORE]
        style = self._writer.canvas.input(align="center", num_format=SCORE_FORMAT)
        self._writer.pen.entry(
            self._writer.sheet, row, column, naming.part(goal, naming.GOAL_OWN_SCORE), style
        )
        most = f"={self._writer.pen.name(naming.weight(indicator))}"
        advice = self._help(naming.GOAL_OWN_SCORE)
        self._writer.number_rule(row, column, Decimal(0), most, naming.GOAL_OWN_SCORE, advice)

    def _formulas(self, row: int, indicator: Indicator, goal: GoalRow) -> None:
        canvas, pen, sheet = self._writer.canvas, self._writer.pen, self._writer.sheet
        # A row that is inserted takes its protection from the row above, and there both are typed by hand.
        shown = canvas.computed(align="center", font_size=10, locked=False)
        target = self._column[naming.GOAL_TARGET]
        pen.formula(sheet, row, target, naming.part(goal, naming.GOAL_TARGET), shown)
        points = canvas.computed(align="center", num_format=SCORE_FORMAT, locked=False)
        pen.formula(sheet, row, self._column[SCORE], naming.score(indicator), points)
        for column in (target, self._column[SCORE]):
            rule = {"validate": "any", "input_title": "自动计算", "input_message": _BY_HAND}
            sheet.data_validation(row, column, row, column, rule)
        beside = canvas.format(font_size=9, font_color="7F7F7F", num_format=PERCENT_FORMAT, align="center")
        pen.formula(sheet, row, self._column[naming.GOAL_ATTAINMENT], indicator.rate_name, beside)
        pen.formula(sheet, row, self._column[naming.NOTE_PREFIX], naming.note(indicator), beside)

    def _rule(self, part: str, goal: GoalRow) -> dict[str, Any]:
        title = f"{goal.group.name} {part}"[:32]
        message = self._help(part)
        if part == naming.GOAL_NUMBER and goal.group.direction == AT_MOST:
            message = f"填不能超过的数。{message}"
        rule: dict[str, Any] = {"validate": "any", "input_title": title, "input_message": message}
        choices = {
            naming.GOAL_SIGN: self._scoring.choices,
            naming.GOAL_LEVEL: tuple(each.name for each in self._scoring.levels),
        }.get(part)
        if choices:
            rule |= {
                "validate": "list",
                "source": list(choices),
                "error_title": f"{part}不对",
                "error_message": f"请从下拉列表里选：{'、'.join(choices)}。",
            }
        return rule

    def _help(self, part: str) -> str:
        return _HELP[part].format(judged=self._scoring.judged)
