"""Forms → blank workbook (xlsxwriter)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from io import BytesIO

from jzxl.form import naming
from jzxl.form.instance import Instance, plan_instances
from jzxl.form.model import Form
from jzxl.form.sections import GoalsSection
from jzxl.issue.canvas import Canvas, Pen
from jzxl.issue.check_sheet import write_check_sheet
from jzxl.issue.data_sheet import write_data_sheet
from jzxl.issue.guide_sheet import write_guide_sheet
from jzxl.issue.official_sheet import write_official_sheet
from jzxl.issue.stamp import Stamp
from jzxl.issue.standard_sheet import write_standard_sheet
from jzxl.moment import CREATED
from jzxl.rule.exact import Value


def initial_values(instance: Instance) -> dict[str, Value]:
    """The values that a form starts with: weights, numbered goals, and what it is named after."""
    form = instance.form
    values: dict[str, Value] = {naming.weight(block): block.weight for block in form.blocks}
    values |= {naming.weight(each): each.weight for each in form.indicators if each.row is None}
    if form.scoring is not None:
        signs = form.scoring.signs
        values |= {
            naming.part(row, naming.GOAL_SIGN): signs[row.group.direction] for _, row in form.rows_of_goals
        }
    numbering = [section.numbering for section in form.sections if isinstance(section, GoalsSection)]
    for group, rows in zip(form.goal_groups, instance.goal_rows, strict=True):
        for row in () if group.scored else range(1, rows + 1):
            values[naming.goal(group, row, naming.GOAL_NAME)] = numbering[0].format(number=row)
    if instance.name:
        values[form.name_field] = instance.name
    return values


@cache
def blank_workbook(form: Form, year: int) -> bytes:
    """The workbook of one form for a year, issued to nobody; built once a form and year."""
    instances = plan_instances([form], year, [form.title])
    unnamed = [Instance(each.form, each.prefix, each.sheet, "", each.goal_rows) for each in instances]
    return build_workbook(unnamed, year, [initial_values(each) for each in unnamed])


def build_workbook(instances: Sequence[Instance], year: int, values: Sequence[Mapping[str, Value]]) -> bytes:
    """A workbook with the given values in its named cells, formulas with their results.

    Args:
        instances: the forms of one standard that it carries, in order.
        values: for each of them by defined name, for cells that hold no formula.

    Returns:
        the .xlsx file.
    """
    target = BytesIO()
    canvas = Canvas(target, year)
    pens = [Pen(canvas, instance, known) for instance, known in zip(instances, values, strict=True)]
    forms = list(dict.fromkeys(instance.form for instance in instances))
    author = forms[0].standard.bureau
    canvas.workbook.set_properties({"title": forms[0].title, "author": author, "created": CREATED})
    write_guide_sheet(canvas, pens)
    for pen in pens:
        if pen.form.inputs_elsewhere:
            write_data_sheet(pen)
    for pen in pens:
        write_official_sheet(pen)
    write_check_sheet(canvas, pens)
    write_standard_sheet(canvas, forms)
    for pen in pens:
        pen.check_complete()
    canvas.finish(Stamp.of([instance.form for instance in instances], year, "").properties())
    return target.getvalue()
