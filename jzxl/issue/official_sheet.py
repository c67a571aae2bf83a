"""The official sheet: same labels, order and merges as the published form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jzxl.form import naming
from jzxl.form.sections import (
    ContactsSection,
    FacingSection,
    FundsSection,
    GoalsSection,
    IndicatorsSection,
    MatrixSection,
    NarrativesSection,
    PairsSection,
    PeopleSection,
    ScoredGoalsSection,
    ScoresSection,
    SignatureSection,
)
from jzxl.issue.canvas import AMOUNT_FORMAT, HEADING_FONT, Pen
from jzxl.issue.funds_table import write_funds, write_matrix
from jzxl.issue.goals_table import write_goals
from jzxl.issue.score_table import write_indicators, write_scores
from jzxl.issue.scored_goals_table import write_scored_goals
from jzxl.issue.sheet_writer import LINE_HEIGHT, ROW_HEIGHT, SheetWriter, Span, spread

# Right of the printed area: how far the form is, and sentences to copy.
_HELPER_WIDTH = 40


def write_official_sheet(pen: Pen) -> None:
    """Write the sheet and place every field, weight and score of the form."""
    writer = SheetWriter(pen)
    _heading(writer)
    for section in pen.form.sections:
        _WRITERS[type(section)](writer, section)
    _write_status(writer)
    writer.sheet.print_area(0, 0, writer.row - 1, writer.last)
    writer.sheet.freeze_panes(3 if writer.form.unit_in_heading else 2, 0)


def _heading(writer: SheetWriter) -> None:
    canvas, sheet, form, last = writer.canvas, writer.sheet, writer.form, writer.last
    title = canvas.format(font_name=HEADING_FONT, font_size=18, bold=True, align="center")
    canvas.text(sheet, writer.next_row(36), 0, form.title, title, to=last)
    year_line = form.year_line.format(year=canvas.year)
    centred = canvas.format(align="center", font_size=12)
    writer.pen.constant(sheet, writer.next_row(), 0, naming.YEAR, year_line, centred, to=last)
    if not form.unit_in_heading:
        return
    unit = form.fields_by_name[form.unit_field]
    row = writer.next_row()
    canvas.text(sheet, row, 0, unit.label, canvas.format(align="left"), to=1)
    writer.field(row, (2, last), unit, canvas.format(align="left", locked=False, bottom=1))


def _pairs(writer: SheetWriter, section: PairsSection) -> None:
    # Label and value, twice; a single pair takes the whole width.
    if writer.form.scored_goals is None:
        middle = 4 if writer.last == 6 else 3
        left, right = ((0, 1), (2, 2)), ((3, middle), (middle + 1, writer.last))
    else:
        value, label, other = spread(2, writer.last, 3)
        left, right = ((0, 1), value), (label, other)
    for pair in section.rows:
        row = writer.next_row()
        places = (left, right) if len(pair) == 2 else ((left[0], (2, writer.last)),)
        for name, (label, value) in zip(pair, places, strict=True):
            _pair(writer, row, name, label, value)


def _pair(writer: SheetWriter, row: int, name: str, label: Span, value: Span) -> None:
    canvas, form = writer.canvas, writer.form
    if name in form.inputs:
        writer.named_label(row, label, name, form.inputs[name].label)
        shown = canvas.computed(align="center", num_format=AMOUNT_FORMAT)
        writer.pen.formula(writer.sheet, row, value[0], naming.echo(name), shown, to=value[1])
    else:
        field = form.fields_by_name[name]
        writer.named_label(row, label, name, field.label)
        writer.field(row, value, field, canvas.input(align="center"))


def _narratives(writer: SheetWriter, section: NarrativesSection) -> None:
    for name in section.rows:
        field = writer.form.fields_by_name[name]
        row = writer.next_row(field.lines * LINE_HEIGHT + 6)
        writer.named_label(row, (0, 1), name, field.label)
        writer.field(row, (2, writer.last), field, writer.canvas.input(align="left", valign="top"))
        if naming.suggestion(name) in writer.pen.book.expressions:
            _suggestion(writer, row, name)


def _suggestion(writer: SheetWriter, row: int, name: str) -> None:
    """A sentence right of the printed area, to be copied into the text."""
    shown = writer.canvas.computed(font_size=9, valign="top", locked=True)
    writer.pen.formula(writer.sheet, row, writer.aside, naming.suggestion(name), shown)
    writer.sheet.data_validation(
        row,
        writer.aside,
        row,
        writer.aside,
        {
            "validate": "any",
            "input_title": "可以照抄的句子",
            "input_message": "按填好的数算出。复制后在左边的格子里“选择性粘贴—数值”，再补充其他内容。",
        },
    )


def _write_status(writer: SheetWriter) -> None:
    """How far the form is, in the rows that stay on screen, right of the printed area."""
    canvas, sheet, column = writer.canvas, writer.sheet, writer.aside
    sheet.set_column(writer.last + 1, writer.last + 1, 2)
    state = canvas.computed(bold=True, align="center")
    link = canvas.format(font_color="0563C1", underline=1, align="center")
    if writer.aside_to == column:
        sheet.set_column(column, column, _HELPER_WIDTH)
        remark = canvas.format(font_size=9, font_color="7F7F7F")
        canvas.text(sheet, 2, column, "（这一列不打印）", remark)
    writer.pen.formula(sheet, 0, column, naming.FORM_STATUS, state, to=writer.aside_to)
    canvas.link(sheet, 1, column, writer.pen.name(naming.CHECK_RESULT), "转到校验", link)


def _facing(writer: SheetWriter, section: FacingSection) -> None:
    """Two texts beside each other, each under its label."""
    canvas, form = writer.canvas, writer.form
    fields = [form.fields_by_name[name] for name in section.fields]
    spans = spread(1, writer.last, len(fields))
    top, bottom = writer.next_row(), writer.next_row(max(field.lines for field in fields) * LINE_HEIGHT + 6)
    for field, span in zip(fields, spans, strict=True):
        writer.named_label(top, span, field.name, field.label)
        writer.field(bottom, span, field, canvas.input(align="left", valign="top"))
    writer.side_label(top, bottom, 0, section.side)


def _people(writer: SheetWriter, section: PeopleSection) -> None:
    canvas, sheet = writer.canvas, writer.sheet
    spans: tuple[Span, ...] = ((1, 2), (3, 4), (5, 5), (6, 6))
    if writer.last == 5:
        spans = ((1, 1), (2, 2), (3, 3), (4, 5))
    top = writer.next_row()
    for (first, last), text in zip(spans, section.columns, strict=True):
        canvas.text(sheet, top, first, text, writer.label, to=last)
    for person in range(1, section.rows + 1):
        row = writer.next_row()
        for (first, last), text in zip(spans, section.columns, strict=True):
            name = naming.person(person, text)
            writer.pen.entry(sheet, row, first, name, canvas.input(align="center"), to=last)
            advice = f"填第 {person} 位评价人员的{text}；没有这一位可以空着。"
            rule = {"validate": "any", "input_title": text[:32], "input_message": advice}
            sheet.data_validation(row, first, row, first, rule)
    writer.side_label(top, writer.row - 1, 0, section.side)


def _contacts(writer: SheetWriter, section: ContactsSection) -> None:
    """Labels and values in one row of its own grid: each label shares its cell's width."""
    for pair in (section.fields[:2], section.fields[2:]):
        row = writer.next_row()
        for name, (label, value) in zip(pair, ((0, 1), (3, 4)), strict=True):
            field = writer.form.fields_by_name[name]
            writer.canvas.text(writer.sheet, row, label, field.label, writer.label)
            span = (value, 2) if label == 0 else (value, writer.last)
            writer.field(row, span, field, writer.canvas.input(align="center"))


def _signature(writer: SheetWriter, section: SignatureSection) -> None:
    canvas, sheet = writer.canvas, writer.sheet
    row = writer.next_row(ROW_HEIGHT * 2)
    half = writer.last // 2 + 1
    canvas.text(sheet, row, 0, section.left, canvas.format(align="left"), to=half)
    canvas.text(sheet, row, half + 1, section.right, canvas.format(align="right"), to=writer.last)


_WRITERS: dict[type, Callable[[SheetWriter, Any], None]] = {
    PairsSection: _pairs,
    FundsSection: write_funds,
    MatrixSection: write_matrix,
    FacingSection: _facing,
    ScoredGoalsSection: write_scored_goals,
    NarrativesSection: _narratives,
    GoalsSection: write_goals,
    IndicatorsSection: write_indicators,
    ScoresSection: write_scores,
    PeopleSection: _people,
    ContactsSection: _contacts,
    SignatureSection: _signature,
}
