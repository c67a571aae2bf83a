"""The official sheet: same labels, order and merges as the published form."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from jzxl.form import naming
from jzxl.form.model import (
    Field,
    Indicator,
)
from jzxl.form.sections import (
    IndicatorsSection,
    NarrativesSection,
    PairsSection,
    PeopleSection,
    SignatureSection,
)
from jzxl.issue.canvas import AMOUNT_FORMAT, HEADING_FILL, HEADING_FONT, SCORE_FORMAT, Canvas
from jzxl.rule.decimals import to_decimal

# Columns: side label, 一级指标, 二级指标, 参考分值, 设定分值, 计算方式/说明, 得分/满分.
_SIDE, _GROUP, _INDICATOR, _REFERENCE, _WEIGHT, _NOTE, _SCORE = range(7)
_LINE_HEIGHT = 14.5
_ROW_HEIGHT = 24
_NOTE_LINES = 3


def write_official_sheet(canvas: Canvas) -> None:
    """Write the sheet and place every field, weight, note and score of the form."""
    _OfficialSheet(canvas).write()


class _OfficialSheet:
    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._form = canvas.form
        self._sheet: Worksheet = canvas.sheet(self._form.sheet_name(canvas.year), self._form.widths)
        self._row = 0
        self._label = canvas.bordered(align="center")
        self._narrative = canvas.input(align="left", valign="top")

    def write(self) -> None:
        canvas, form, sheet = self._canvas, self._form, self._sheet
        title = canvas.format(font_name=HEADING_FONT, font_size=18, bold=True, align="center")
        sheet.set_row(0, 36)
        canvas.text(sheet, 0, _SIDE, form.title, title, to=_SCORE)
        year_line = form.year_line.format(year=canvas.year)
        canvas.constant(
            sheet, 1, _SIDE, naming.YEAR, year_line, canvas.format(align="center", font_size=12), to=_SCORE
        )
        unit = form.fields_by_name[form.unit_field]
        sheet.set_row(2, _ROW_HEIGHT)
        canvas.text(sheet, 2, _SIDE, unit.label, canvas.format(align="left"), to=_GROUP)
        self._entry(2, _INDICATOR, unit, canvas.format(align="left", locked=False, bottom=1), to=_SCORE)
        self._row = 3
        for section in form.sections:
            match section:
                case PairsSection():
                    self._pairs(section)
                case NarrativesSection():
                    self._narratives(section)
                case IndicatorsSection():
                    self._indicators(section)
                case PeopleSection():
                    self._people(section)
                case SignatureSection():
                    self._signature(section)
        sheet.print_area(0, 0, self._row - 1, _SCORE)
        sheet.freeze_panes(3, 0)

    def _next_row(self, height: float = _ROW_HEIGHT) -> int:
        row = self._row
        self._sheet.set_row(row, height)
        self._row += 1
        return row

    def _entry(self, row: int, column: int, field: Field, cell_format: object, *, to: int = 0) -> None:
        self._canvas.entry(self._sheet, row, column, field.name, cell_format, to=to)
        self._sheet.data_validation(
            row,
            column,
            row,
            column,
            {"validate": "any", "input_title": field.label.strip("：")[:32], "input_message": field.help},
        )

    # ------------------------------------------------------------ header block

    def _pairs(self, section: PairsSection) -> None:
        for left, right in section.rows:
            row = self._next_row()
            self._pair_cell(row, left, (_SIDE, _GROUP), (_INDICATOR, _INDICATOR))
            self._pair_cell(row, right, (_REFERENCE, _WEIGHT), (_NOTE, _SCORE))

    def _pair_cell(self, row: int, name: str, label: tuple[int, int], value: tuple[int, int]) -> None:
        canvas, sheet = self._canvas, self._sheet
        if name in self._form.inputs:
            text = self._form.inputs[name].label
            shown = canvas.computed(align="center", num_format=AMOUNT_FORMAT)
            canvas.formula(sheet, row, value[0], naming.echo(name), shown, to=value[1])
        else:
            field = self._form.fields_by_name[name]
            text = field.label
            self._entry(row, value[0], field, canvas.input(align="center"), to=value[1])
        canvas.constant(sheet, row, label[0], naming.label(name), text, self._label, to=label[1])

    def _narratives(self, section: NarrativesSection) -> None:
        for name in section.rows:
            field = self._form.fields_by_name[name]
            row = self._next_row(field.lines * _LINE_HEIGHT + 6)
            self._canvas.constant(
                self._sheet, row, _SIDE, naming.label(name), field.label, self._label, to=_GROUP
            )
            self._entry(row, _INDICATOR, field, self._narrative, to=_SCORE)

    # ------------------------------------------------------------ indicator table

    def _indicators(self, section: IndicatorsSection) -> None:
        canvas, sheet, form = self._canvas, self._sheet, self._form
        heading = canvas.bordered(align="center", bold=True, bg_color=HEADING_FILL)
        first = self._next_row()
        second = self._next_row()
        level_one, level_two, weights, scores = section.headers
        sheet.merge_range(first, _GROUP, second, _GROUP, level_one, heading)
        sheet.merge_range(first, _INDICATOR, second, _INDICATOR, level_two, heading)
        canvas.text(sheet, first, _REFERENCE, weights, heading, to=_WEIGHT)
        canvas.text(sheet, first, _NOTE, scores, heading, to=_SCORE)
        for column, text in zip((_REFERENCE, _WEIGHT, _NOTE, _SCORE), section.subheaders, strict=True):
            canvas.text(sheet, second, column, text, heading)
        sheet.repeat_rows(first, second)

        block_label = canvas.bordered(align="center", bold=True)
        for block in form.blocks:
            row = self._next_row()
            canvas.constant(
                sheet, row, _GROUP, naming.label(block.name), block.name, block_label, to=_INDICATOR
            )
            sheet.write_number(row, _REFERENCE, to_decimal(block.weight), self._whole(bold=True))
            canvas.constant(sheet, row, _WEIGHT, naming.weight(block), block.weight, self._whole(bold=True))
            canvas.text(sheet, row, _NOTE, section.block_note, self._label)
            score = canvas.computed(align="center", bold=True, num_format=SCORE_FORMAT)
            canvas.formula(sheet, row, _SCORE, naming.score(block), score)
            for group in block.groups:
                top = self._row
                for indicator in group.indicators:
                    self._indicator(indicator)
                self._side_label(top, self._row - 1, _GROUP, group.name)

        row = self._next_row()
        canvas.text(sheet, row, _GROUP, form.total_label, block_label, to=_INDICATOR)
        canvas.formula(sheet, row, _REFERENCE, naming.WEIGHT_TOTAL, self._whole(bold=True), to=_WEIGHT)
        canvas.text(sheet, row, _NOTE, "", self._label)
        canvas.formula(
            sheet,
            row,
            _SCORE,
            naming.total(form),
            canvas.computed(align="center", bold=True, num_format=SCORE_FORMAT),
        )
        row = self._next_row()
        canvas.text(sheet, row, _GROUP, form.grade_label, block_label, to=_WEIGHT)
        canvas.formula(
            sheet, row, _NOTE, naming.grade(form), canvas.computed(align="center", bold=True), to=_SCORE
        )
        self._side_label(first, row, _SIDE, section.side)

    def _whole(self, *, bold: bool = False) -> object:
        """Fixed weights are printed as the form prints them: 16, not 16.00."""
        return self._canvas.bordered(align="center", bold=bold)

    def _side_label(self, top: int, bottom: int, column: int, text: str) -> None:
        if bottom > top:
            self._sheet.merge_range(top, column, bottom, column, text, self._label)
        else:
            self._sheet.write_string(top, column, text, self._label)

    def _indicator(self, indicator: Indicator) -> None:
        canvas, sheet = self._canvas, self._sheet
        row = self._next_row(_NOTE_LINES * _LINE_HEIGHT)
        canvas.constant(sheet, row, _INDICATOR, naming.label(indicator.name), indicator.label, self._label)
        sheet.write_number(row, _REFERENCE, to_decimal(indicator.weight), self._whole())
        canvas.entry(
            sheet,
            row,
            _WEIGHT,
            naming.weight(indicator),
            canvas.input(align="center", num_format=SCORE_FORMAT),
        )
        self._number_rule(
            row,
            _WEIGHT,
            0,
            to_decimal(self._form.total_weight),
            "设定分值",
            "一般与参考分值相同；需要调整时，同一个一级指标的合计不能变。",
        )
        if indicator.judged:
            canvas.entry(sheet, row, _NOTE, naming.note(indicator), canvas.input(align="left", font_size=10))
            sheet.data_validation(
                row,
                _NOTE,
                row,
                _NOTE,
                {"validate": "any", "input_title": indicator.label[:32], "input_message": indicator.help},
            )
            canvas.entry(
                sheet,
                row,
                _SCORE,
                naming.score(indicator),
                canvas.input(align="center", num_format=SCORE_FORMAT),
            )
            self._number_rule(
                row,
                _SCORE,
                0,
                f"={naming.weight(indicator)}",
                "自评得分",
                "对照说明自评，在 0 和设定分值之间，最多两位小数。",
            )
        else:
            canvas.formula(
                sheet, row, _NOTE, naming.note(indicator), canvas.computed(align="left", font_size=10)
            )
            canvas.formula(
                sheet,
                row,
                _SCORE,
                naming.score(indicator),
                canvas.computed(align="center", num_format=SCORE_FORMAT),
            )

    def _number_rule(
        self, row: int, column: int, least: object, most: object, title: str, message: str
    ) -> None:
        self._sheet.data_validation(
            row,
            column,
            row,
            column,
            {
                "validate": "decimal",
                "criteria": "between",
                "minimum": least,
                "maximum": most,
                "input_title": title,
                "input_message": message,
                "error_title": f"{title}不对",
                "error_message": message,
            },
        )

    # ------------------------------------------------------------ people and signature

    def _people(self, section: PeopleSection) -> None:
        canvas, sheet = self._canvas, self._sheet
        spans = ((_GROUP, _INDICATOR), (_REFERENCE, _WEIGHT), (_NOTE, _NOTE), (_SCORE, _SCORE))
        top = self._next_row()
        for (first, last), text in zip(spans, section.columns, strict=True):
            canvas.text(sheet, top, first, text, self._label, to=last)
        for person in range(1, section.rows + 1):
            row = self._next_row()
            for (first, last), text in zip(spans, section.columns, strict=True):
                canvas.entry(
                    sheet, row, first, naming.person(person, text), canvas.input(align="center"), to=last
                )
        self._side_label(top, self._row - 1, _SIDE, section.side)

    def _signature(self, section: SignatureSection) -> None:
        canvas, sheet = self._canvas, self._sheet
        row = self._next_row(_ROW_HEIGHT * 2)
        canvas.text(sheet, row, _SIDE, section.left, canvas.format(align="left"), to=_WEIGHT)
        canvas.text(sheet, row, _NOTE, section.right, canvas.format(align="right"), to=_SCORE)
