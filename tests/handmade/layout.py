"""A form and its values as the cells of a sheet, in a style; independent of how sheets are read."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from handmade.style import (
    FILLED_DOWN,
    IN_CELL,
    MERGED,
    SPELLINGS,
    Style,
)
from jzxl.form import naming
from jzxl.form.model import AMOUNT, Form
from jzxl.form.sections import (
    ContactsSection,
    FundsSection,
    GoalsSection,
    IndicatorsSection,
    NarrativesSection,
    PairsSection,
    PeopleSection,
    ScoresSection,
    SignatureSection,
)

Value = Decimal | str | None
# Cells of a row, from the first column of the table on; None is a blank.
Row = list[Value]


@dataclass(frozen=True)
class Content:
    """What stands in a form.

    Attributes:
        values: by defined name without prefix, as far as the official sheet shows them.
    """

    form: Form
    values: Mapping[str, Value]


class _Sheet:
    """Rows of one form, with the ranges to merge."""

    def __init__(self, content: Content, style: Style) -> None:
        self.form, self.values, self.style = content.form, content.values, style
        self.rng = random.Random(style.seed + len(content.values))
        self.rows: list[Row] = []
        self.merges: list[tuple[int, int, int]] = []  # column, first row, last row

    def label(self, text: str) -> str:
        for spelling in self.style.labels:
            text = SPELLINGS[spelling](text, self.rng)
        return text

    def number(self, name: str, unit: str = "分") -> Value:
        value = self.values.get(name)
        if not isinstance(value, Decimal):
            return value
        match self.style.numbers:
            case "text":
                return f"{value:f}"
            case "full width":
                return f"{value:f}".translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
            case "with unit":
                return f"{value:f}{unit}"
            case "grouped":
                return f"{value:,f}"
            case _:
                return value

    def text(self, name: str) -> Value:
        return self.values.get(name)

    def add(self, *cells: Value) -> None:
        self.rows.append(list(cells))

    # ------------------------------------------------------------ sections

    def write(self) -> None:
        form = self.form
        year = str(self.values.get(naming.YEAR))
        digits = "".join(each for each in year if each.isdigit())
        title = self.style.city + form.title.removeprefix("晋中市")
        self.title = f"{digits}年度{title}" if self.style.year_in_title else title
        self.add(self.title)
        if not self.style.year_in_title:
            self.add(year)
        unit = form.fields_by_name[form.unit_field].label
        self.add(f"{unit}{self.values.get(form.unit_field) or ''}")
        for section in form.sections:
            match section:
                case PairsSection():
                    self.pairs(section)
                case NarrativesSection():
                    for name in section.rows:
                        self.add(self.label(form.fields_by_name[name].label), None, self.text(name))
                case FundsSection():
                    self.funds(section)
                case GoalsSection():
                    self.goals(section)
                case IndicatorsSection():
                    self.indicators(section)
                case ScoresSection():
                    self.scores(section)
                case PeopleSection():
                    self.people(section)
                case ContactsSection():
                    self.contacts(section)
                case SignatureSection():
                    self.add(section.left, None, None, section.right)

    def pair_value(self, name: str) -> Value:
        return self.number(name, "万元") if name in self.form.inputs else self.text(name)

    def pair_label(self, name: str) -> str:
        fields = self.form.fields_by_name
        return self.label(self.form.inputs[name].label if name in self.form.inputs else fields[name].label)

    def pairs(self, section: PairsSection) -> None:
        for row in section.rows:
            labels = [self.pair_label(name) for name in row]
            values = [self.pair_value(name) for name in row]
            match self.style.pairs:
                case "below":
                    self.add(*(each for label in labels for each in (label, None)))
                    self.add(*(each for value in values for each in (value, None)))
                case "in one cell" | "in one cell, two lines":
                    mark = "：" if self.style.pairs == IN_CELL else "\n"
                    cells = [
                        f"{label.rstrip('：:')}{mark}{'' if value is None else _plain(value)}"
                        for label, value in zip(labels, values, strict=True)
                    ]
                    self.add(*(each for cell in cells for each in (cell, None)))
                case _:
                    self.add(*(each for pair in zip(labels, values, strict=True) for each in pair))

    def beside(self, column: int, text: str, count: int) -> Iterator[str | None]:
        """The label beside some rows that are about to be added, one for each."""
        first = len(self.rows)
        if self.style.groups == MERGED and count > 1:
            self.merges.append((column, first, first + count - 1))
        for number in range(count):
            yield text if number == 0 or self.style.groups == FILLED_DOWN else None

    def funds(self, section: FundsSection) -> None:
        group = next(each for each in self.form.input_groups if each.title == section.title)
        side = self.beside(0, self.label(section.title), len(group.inputs))
        former = ""
        for each in group.inputs:
            parent = each.parent if each.parent != former or self.style.groups == FILLED_DOWN else None
            former = each.parent
            value = self.number(each.name, "万元" if each.kind == AMOUNT else "")
            self.add(next(side), self.label(parent) if parent else None, self.label(each.label), value)

    def table(self, headers: Sequence[str], rows: Sequence[Row], lead: int) -> None:
        """A table whose first ``lead`` columns are labels; the others may stand in another order."""
        order = list(range(lead, len(headers)))
        if self.style.permuted:
            self.rng.shuffle(order)
        columns = [*range(lead), *order]

        def add(row: Sequence[Value]) -> None:
            self.add(*(row[column] for column in columns))

        heading: Row = [self.label(text) if text else None for text in headers]
        add(heading)
        broken_at = len(rows) // 2 if self.style.repeated_headers else -1
        for number, row in enumerate(rows):
            if number == broken_at:
                if self.rng.random() < 0.5:
                    self.add(self.title)
                add(heading)
            add(row)

    def groups_of_rows(self, labels: Sequence[str | None]) -> Sequence[str | None]:
        """Labels down a column, repeated or only at the first of each run."""
        shown: list[str | None] = []
        for number, text in enumerate(labels):
            new = number == 0 or labels[number - 1] != text
            shown.append(text if new or self.style.groups == FILLED_DOWN else None)
        return shown

    def goals(self, section: GoalsSection) -> None:
        rows: list[Row] = []
        areas: list[str | None] = []
        names: list[str | None] = []
        for group in self.form.goal_groups:
            count = 0
            while naming.goal(group, count + 1, naming.GOAL_TARGET) in self.values:
                count += 1
            for number in range(1, max(count, 1) + 1):
                title = self.values.get(naming.goal(group, number, naming.GOAL_NAME))
                cells = [self.values.get(naming.goal(group, number, part)) for part in naming.GOAL_PARTS[1:]]
                rows.append([None, None, title or section.numbering.format(number=number), *cells])
                areas.append(group.area)
                names.append(group.name)
        spelt = {text: self.label(text) for text in dict.fromkeys((*areas, *names)) if text}
        for row, area, name in zip(rows, self.groups_of_rows(areas), self.groups_of_rows(names), strict=True):
            row[0], row[1] = spelt.get(area or ""), spelt.get(name or "")
        self.table(section.headers, rows, 3)

    def indicators(self, section: IndicatorsSection) -> None:
        rows: list[Row] = []
        for block in self.form.blocks:
            weight, score = self.number(naming.weight(block)), self.number(naming.score(block))
            rows.append([self.label(block.name), None, weight, weight, section.block_note, score])
            for group in block.groups:
                for number, each in enumerate(group.indicators):
                    beside = number == 0 or self.style.groups == FILLED_DOWN
                    cells = (self.number(naming.weight(each)), self.text(naming.note(each)))
                    rows.append(
                        [
                            self.label(group.name) if beside else None,
                            self.label(each.label),
                            each.weight.numerator and Decimal(each.weight.numerator),
                            *cells,
                            self.number(naming.score(each)),
                        ]
                    )
        headers = [*section.headers[:2], *section.subheaders]
        self.add(section.side)
        self.table(headers, rows, 2)
        self.add(self.label(self.form.total_label), None, self.number(naming.WEIGHT_TOTAL), None, None,
                 self.number(naming.total(self.form)))  # fmt: skip
        self.add(self.label(self.form.grade_label), None, None, self.text(naming.grade(self.form)))

    def scores(self, section: ScoresSection) -> None:
        rows: list[Row] = []
        for block in self.form.blocks:
            label = self.label(section.block_label.format(name=block.name))
            rows.append([label, None, self.number(naming.weight(block)), self.number(naming.score(block))])
            for group in block.groups:
                for number, each in enumerate(group.indicators):
                    beside = number == 0 or self.style.groups == FILLED_DOWN
                    cells = (self.number(naming.weight(each)), self.number(naming.score(each)))
                    rows.append([self.label(group.name) if beside else None, self.label(each.label), *cells])
        self.add(section.side)
        self.table(section.headers, rows, 2)
        total = self.label(section.total_label)
        self.add(total, None, self.number(naming.WEIGHT_TOTAL), self.number(naming.total(self.form)))
        self.add(self.label(self.form.grade_label), None, self.text(naming.grade(self.form)))

    def people(self, section: PeopleSection) -> None:
        self.add(section.side, *section.columns)
        for row in range(1, section.rows + 1):
            self.add(None, *(self.text(naming.person(row, column)) for column in section.columns))

    def contacts(self, section: ContactsSection) -> None:
        labels = [self.form.fields_by_name[name].label for name in section.fields]
        values = [str(self.values.get(name) or "") for name in section.fields]
        if self.rng.random() < 0.5:
            self.add(*(label + value for label, value in zip(labels, values, strict=True)))
        else:
            self.add("  ".join(label + value for label, value in zip(labels, values, strict=True)))


def _plain(value: Value) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def build(contents: Sequence[Content], style: Style) -> bytes:
    """A workbook with these forms in this style."""
    book = openpyxl.Workbook()
    target = book.active
    assert isinstance(target, Worksheet)
    target.title = "Sheet1"
    top = style.top
    for number, content in enumerate(contents):
        if number and not style.stacked:
            target, top = book.create_sheet(f"表{number + 1}"), style.top
        sheet = _Sheet(content, style)
        sheet.write()
        top = _put(sheet, target, style, top) + 1
    if style.more_sheets:
        notes = book.create_sheet("通讯录")
        notes.append(["姓名", "电话"])
        notes.append(["某某", "0354-0000000"])
        book.create_sheet("Sheet9")
    result = io.BytesIO()
    book.save(result)
    return result.getvalue()


def _put(sheet: _Sheet, target: Worksheet, style: Style, top: int) -> int:
    """Write the rows from a row on; gives the row behind them."""
    rng = random.Random(style.seed)
    row_at: list[int] = []
    in_one_cell: set[int] = set()
    row = top + 1
    for number, cells in enumerate(sheet.rows):
        row_at.append(row)
        several = sum(each is not None for each in cells) > 1
        # Copied as text, a cell of several lines would stand in quotation marks.
        several &= not any(isinstance(each, str) and "\n" in each for each in cells)
        merged_over = any(first <= number <= last for _, first, last in sheet.merges)
        whole = style.row_in_cell and several and not merged_over and rng.randrange(style.row_in_cell) == 0
        if whole:
            in_one_cell.add(number)
            joined = "\t".join("" if each is None else _plain(each) for each in cells)
            target.cell(row, style.left + 1, joined)
        else:
            for column, value in enumerate(cells):
                if value is not None:
                    target.cell(row, _column(style, column), value)
        row += 1
        if style.blank_rows and not merged_over and rng.randrange(style.blank_rows) == 0:
            row += 1
    for column, first, last in sheet.merges:
        at = _column(style, column)
        target.merge_cells(start_row=row_at[first], end_row=row_at[last], start_column=at, end_column=at)
    return row


def _column(style: Style, column: int) -> int:
    gap = style.gap_after >= 0 and column > style.gap_after
    return style.left + 1 + column + gap
