"""The table of goals: for each its name, target, result and progress."""

from __future__ import annotations

from itertools import groupby

from xlsxwriter.utility import xl_range

from jzxl.form import naming
from jzxl.form.blocks import AT_MOST, GoalGroup
from jzxl.form.sections import GoalsSection
from jzxl.issue.sheet_writer import LINE_HEIGHT, SheetWriter

_AREA, _GROUP, _FIRST_PART = 0, 1, 2
# Protected sheets and their default height keep rows from growing; published texts take three lines.
_LINES = 3
_HELP = {
    naming.GOAL_NAME: "接着写指标的名称，例如“指标1：培训人数”。",
    naming.GOAL_TARGET: "写明要达到多少，带上单位，例如“不少于10场”“90%以上”；一个格子只写一个目标。",
    naming.GOAL_ACTUAL: "写实际达到多少，单位与目标值相同，例如“13场”。",
    naming.GOAL_STATUS: "写“完成”“未完成”，或完成的百分比，例如“90%”。",
}
_CAP_HELP = {naming.GOAL_TARGET: "写明不能超过多少，带上单位，例如“不超过17万元”。"}


def write_goals(writer: SheetWriter, section: GoalsSection) -> None:
    """Write the table and place the cells of its rows."""
    canvas, sheet = writer.canvas, writer.sheet
    top = writer.next_row()
    start = writer.row
    for column, text in enumerate(section.headers):
        canvas.text(sheet, top, column, text, canvas.heading)
    rows = dict(zip(writer.form.goal_groups, writer.pen.instance.goal_rows, strict=True))
    for area, groups in groupby(writer.form.goal_groups, key=lambda each: each.area):
        first = writer.row
        for group in groups:
            group_top = writer.row
            for number in range(1, rows[group] + 1):
                _goal(writer, group, number)
            writer.side_label(group_top, writer.row - 1, _GROUP, group.name)
        writer.side_label(first, writer.row - 1, _AREA, area)
    area_of_goals = xl_range(start, _FIRST_PART, writer.row - 1, writer.last)
    sheet.ignore_errors({"number_stored_as_text": area_of_goals})


def _goal(writer: SheetWriter, group: GoalGroup, number: int) -> None:
    row = writer.next_row(_LINES * LINE_HEIGHT)
    for column, part in enumerate(naming.GOAL_PARTS, start=_FIRST_PART):
        align = "center" if part == naming.GOAL_STATUS else "left"
        # As text, 90% stays what was typed; as a number it would become 0.9.
        style = writer.canvas.input(align=align, font_size=10, num_format="@")
        writer.pen.entry(writer.sheet, row, column, naming.goal(group, number, part), style)
        message = _CAP_HELP.get(part, _HELP[part]) if group.direction == AT_MOST else _HELP[part]
        rule = {"validate": "any", "input_title": f"{group.name} {part}"[:32], "input_message": message}
        writer.sheet.data_validation(row, column, row, column, rule)
