"""A form with its values as rows of cells, in a style."""

from __future__ import annotations

import datetime
import random
import re
from collections.abc import Sequence
from decimal import Decimal

from handtyped import spelling
from handtyped.content import DEPARTMENT, Content, goals_of
from handtyped.grid import Grid, Slot
from handtyped.style import Style
from handtyped.table import Column, Table, TableRow
from jzxl.form import naming
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

_PERCENT = re.compile(r"(-?\d+(?:\.(\d+))?)%", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_CODE = re.compile(r"[1-9]\d{0,9}", re.ASCII)
_AMOUNT, _POINTS = "万元", "分"
# Widths of the cells of a row in the official grid, by section: department, project.
_SPANS = {
    "pairs": ((2, 1, 2, 2), (2, 1, 1, 2)),
    "pair": ((2, 5), (2, 4)),
    "people": ((1, 2, 2, 1, 1), (1, 1, 1, 1, 2)),
}


class FormGrid:
    """Lays one form out."""

    def __init__(self, content: Content, style: Style, rng: random.Random) -> None:
        self.form, self.values, self.content = content.form, content.values, content
        self.style, self.rng = style, rng
        self.second = self.form.id != DEPARTMENT
        self.grid = Grid(6 if self.second else 7)

    def lay(self) -> Grid:
        """All rows of the form."""
        self.heading(annex=self.style.annex)
        if self.style.title not in ("year before", "year behind", "no year"):
            self.grid.add(Slot(self.year_line(), self.grid.columns), ruled=False)
        self.unit_line()
        for section in self.form.sections:
            match section:
                case PairsSection():
                    for row in section.rows:
                        self.labelled(row, self.style.pairs)
                case NarrativesSection():
                    for name in section.rows:
                        mode = {"one cell": "one cell, two lines"}.get(self.style.texts, self.style.texts)
                        self.labelled((name,), mode)
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
                    half = self.grid.columns // 2
                    self.grid.add(
                        Slot(section.left, half), Slot(section.right, self.grid.columns - half), ruled=False
                    )
        return self.grid

    # ------------------------------------------------------------ words and figures

    def spell(self, text: str) -> str:
        return spelling.label(text, self.form, self.style, self.rng)

    def name_of(self, name: str) -> str:
        fields = self.form.fields_by_name
        return self.spell(fields[name].label if name in fields else self.form.inputs[name].label)

    def figure(self, name: str, unit: str = _POINTS) -> Slot:
        value = self.values.get(name)
        if isinstance(value, Decimal):
            return Slot(spelling.figure(value, unit, self.style, self.rng))
        return Slot(value)

    def field(self, name: str) -> Slot:
        """A short text, as a spreadsheet takes it when it is typed."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return Slot(value)
        date = _DATE.fullmatch(value)
        if date and self.style.dates:
            return Slot(datetime.date(*map(int, date.groups())), format="yyyy-mm-dd")
        if self.style.digits and _CODE.fullmatch(value):
            return Slot(Decimal(value), format="General")
        return Slot(value)

    def value(self, name: str) -> Slot:
        return self.figure(name, _AMOUNT) if name in self.form.inputs else self.field(name)

    def widths(self, section: str) -> Sequence[int]:
        spans = _SPANS[section][self.second]
        return spans if self.style.spans else [1] * len(spans)

    # ------------------------------------------------------------ sections

    @property
    def year(self) -> str:
        return "".join(each for each in str(self.values.get(naming.YEAR)) if each.isdigit())

    def year_line(self) -> str:
        patterns = ("({} 年度)", "({} 年度)", "（{}年度）", "{}年度", "（ {} 年度 ）")
        return self.rng.choice(patterns).format(self.year)

    def heading(self, *, annex: bool) -> None:
        """The title, below the number of the annex where that is wanted."""
        title = self.style.city + self.form.title.removeprefix("晋中市")
        match self.style.title:
            case "year before":
                title = f"{self.year}年度{title}"
            case "year behind":
                title = f"{title}（{self.year}年度）"
            case "two lines":
                at = title.index("绩效")
                title = f"{title[:at]}\n{title[at:]}"
        if annex:
            self.grid.add(Slot(self.rng.choice(["附件1", "附件2：", "附表"])), ruled=False)
        self.grid.add(Slot(title, self.grid.columns), ruled=False, large=True)

    def page_heading(self) -> None:
        """What a page break repeats above the headers of a table."""
        if self.style.page_title:
            self.heading(annex=False)

    def unit_line(self) -> None:
        name = self.form.unit_field
        if self.style.unit_in_cell:
            slots = [Slot(self.joined(name, "："), self.grid.columns - 1)]
        else:
            slots = [Slot(self.name_of(name), 2), self.value(name).wide(self.grid.columns - 3)]
        if self.style.unit == "none" and self.rng.random() < 0.5:
            slots.append(Slot("单位：万元"))
        self.grid.add(*slots, ruled=False)

    def joined(self, name: str, mark: str) -> str:
        """Label and value in one cell."""
        label = self.name_of(name)
        if mark != "：":
            return f"{label.rstrip('：:')}{mark}{self.value(name).text}".rstrip()
        own = label[-1] if label[-1] in "：:" else "："
        return f"{label.rstrip('：:')}{own}{self.value(name).text}"

    def labelled(self, names: Sequence[str], mode: str) -> None:
        """A row of one or two labels with their values."""
        widths = self.widths("pairs" if len(names) == 2 else "pair")
        pairs = list(zip(names, widths[::2], widths[1::2], strict=True))
        match mode:
            case "right":
                slots = []
                for name, left, right in pairs:
                    slots += [Slot(self.name_of(name), left), self.value(name).wide(right)]
                self.grid.add(*slots)
            case "below":
                labels = [
                    Slot(self.name_of(name)).wide(left + right, fixed=True) for name, left, right in pairs
                ]
                self.grid.add(*labels, keep=True)
                self.grid.add(
                    *(self.value(name).wide(left + right, fixed=True) for name, left, right in pairs)
                )
            case _:
                mark = {"one cell": "：", "one cell, tab": "\t"}.get(mode, "\n")
                self.grid.add(*(Slot(self.joined(name, mark), left + right) for name, left, right in pairs))

    def table(self, widths: Sequence[int], titles: Sequence[str], columns: Sequence[Column], outer: str = "",
              wide: int = 1) -> Table:  # fmt: skip
        return Table(self.grid, self.style, self.rng, self.spell, widths, titles, columns, outer, wide)

    def funds(self, section: FundsSection) -> None:
        group = next(each for each in self.form.input_groups if each.title == section.title)
        spans = self.style.spans
        table = self.table((1, 1, 2) if spans else (1, 1, 1), ("", "", ""), (Column("value", ""),),
                           wide=2 if spans else 1)  # fmt: skip
        table.write(
            [
                TableRow(
                    (section.title, each.parent) if each.parent else (section.title,),
                    self.spell(each.label),
                    {"value": self.figure(each.name, _AMOUNT)},
                )
                for each in group.inputs
            ]
        )

    def goals(self, section: GoalsSection) -> None:
        columns = [
            Column(part, title)
            for part, title in zip(naming.GOAL_PARTS[1:], section.headers[3:], strict=True)
        ]
        table = self.table((1, 1, 1), section.headers[:3], columns)
        rows = []
        for group in self.form.goal_groups:
            count = goals_of(self.content, group)
            for number in range(1, max(count + self.style.open_rows, 1) + 1):
                names = {part: naming.goal(group, number, part) for part in naming.GOAL_PARTS}
                title = str(self.values.get(names[naming.GOAL_NAME]) or "")
                data = {part: self.goal_part(names[part]) for part in naming.GOAL_PARTS[1:]}
                label = spelling.numbered(number, title, self.style)
                rows.append(TableRow((group.area, group.name), label, data))
        table.write(rows, self.page_heading)

    def goal_part(self, name: str) -> Slot:
        value = self.values.get(name)
        if isinstance(value, Decimal):
            slot = self.figure(name, "")
            slot.format = "General"
            return slot
        percent = _PERCENT.fullmatch(value) if value else None
        if percent and self.style.percents:
            places = len(percent[2] or "")
            shown = f"0.{'0' * places}%" if places else "0%"
            return Slot(Decimal(percent[1]).scaleb(-2), format=shown, display=value)
        return Slot(value)

    def indicators(self, section: IndicatorsSection) -> None:
        parents = (section.headers[2], section.headers[2], section.headers[3], section.headers[3])
        keys = ("reference", "weight", "note", "score")
        columns = [Column(*each) for each in zip(keys, section.subheaders, parents, strict=True)]
        beside = self.style.spans and self.style.headers != "published"
        if self.style.headers == "published":
            wide = self.grid.columns - 3
            self.grid.add(*(Slot(self.spell(text)) for text in section.headers[:3]),
                          Slot(self.spell(section.headers[3]), wide), keep=True)  # fmt: skip
        if not beside:
            self.grid.add(Slot(section.side, self.grid.columns), keep=True)
        widths = (2, 1) if self.style.spans and not beside else (1, 1)
        table = self.table(widths, section.headers[:2], columns, section.side if beside else "")
        rows = []
        for block in self.form.blocks:
            weight = self.figure(naming.weight(block))
            data = {
                "reference": self.reference(block.weight),
                "weight": weight,
                "note": Slot(section.block_note),
            }
            rows.append(
                TableRow((), self.spell(block.name), data | {"score": self.figure(naming.score(block))})
            )
            for group in block.groups:
                for each in group.indicators:
                    data = {"reference": self.reference(each.weight), "weight": self.figure(naming.weight(each)),
                            "note": Slot(self.values.get(naming.note(each))),
                            "score": self.figure(naming.score(each))}  # fmt: skip
                    rows.append(TableRow((group.name,), self.spell(each.label), data))
        table.write(rows, self.page_heading)
        shown = [column.key for column in table.order]
        first = min(("reference", "weight"), key=shown.index)
        below = {"first weight": (first,), "both weights": ("reference", "weight"), "set weight": ("weight",)}
        data = {key: self.figure(naming.WEIGHT_TOTAL) for key in below[self.style.total]}
        self.closing(table, self.form.total_label, data)

    def reference(self, weight: object) -> Slot:
        value = Decimal(getattr(weight, "numerator", 0))
        return Slot(spelling.figure(value, _POINTS, self.style, self.rng), format="General")

    def closing(self, table: Table, total_label: str, data: dict[str, Slot]) -> None:
        """Total and grade below a table."""
        table.closing_row(self.spell(total_label), data | {"score": self.figure(naming.total(self.form))})
        rest = self.grid.columns - table.lead - bool(table.outer)
        label, grade = self.spell(self.form.grade_label), self.values.get(naming.grade(self.form))
        if self.style.grade_in_cell:
            table.add(Slot(f"{label.rstrip('：:')}：{grade or ''}", table.lead + rest))
        else:
            table.add(Slot(label, table.lead), Slot(grade, rest if self.style.spans else 1))
        table.close()

    def scores(self, section: ScoresSection) -> None:
        spans = self.style.spans
        columns = [Column("weight", section.headers[2]), Column("score", section.headers[3])]
        if not spans:
            self.grid.add(Slot(section.side, self.grid.columns), keep=True)
        outer = section.side if spans else ""
        table = self.table((1, 2) if spans else (1, 1), section.headers[:2], columns, outer)
        rows = []
        for block in self.form.blocks:
            label = self.spell(section.block_label.format(name=block.name))
            rows.append(TableRow((), label, self.points(block)))
            for group in block.groups:
                rows += [
                    TableRow((group.name,), self.spell(each.label), self.points(each))
                    for each in group.indicators
                ]
        table.write(rows, self.page_heading)
        self.closing(table, section.total_label, {"weight": self.figure(naming.WEIGHT_TOTAL)})

    def points(self, item: object) -> dict[str, Slot]:
        return {"weight": self.figure(naming.weight(item)), "score": self.figure(naming.score(item))}  # type: ignore[arg-type]

    def people(self, section: PeopleSection) -> None:
        widths = self.widths("people")
        columns = list(section.columns)
        if self.style.permuted:
            columns = [columns[0], *self.rng.sample(columns[1:], len(columns) - 1)]
        table = self.table(widths[1:2], (), (), section.side)
        table.add(
            *(Slot(self.spell(text), width) for text, width in zip(columns, widths[1:], strict=True)),
            keep=True,
        )
        for row in range(1, section.rows + 1):
            shown = [self.field(naming.person(row, column)) for column in columns]
            # With a blank among them, only its column tells which value is which.
            gaps = any(slot.value is None for slot in shown)
            table.add(*(slot.wide(width, fixed=gaps) for slot, width in zip(shown, widths[1:], strict=True)))
        table.close()

    def contacts(self, section: ContactsSection) -> None:
        cells = [self.joined(name, "：") for name in section.fields]
        match self.style.contacts:
            case "a cell each":
                self.grid.add(*map(Slot, cells), ruled=False)
            case "label and value":
                for two in (section.fields[:2], section.fields[2:]):
                    self.grid.add(*(slot for name in two for slot in self.pair(name)), ruled=False)
            case "one cell":
                self.grid.add(Slot("    ".join(cells), self.grid.columns), ruled=False)
            case "one cell, lines":
                self.grid.add(Slot("\n".join(cells), self.grid.columns), ruled=False)
            case _:
                last = (slot for name in section.fields[2:] for slot in self.pair(name))
                self.grid.add(*map(Slot, cells[:2]), *last, ruled=False)

    def pair(self, name: str) -> tuple[Slot, Slot]:
        return Slot(self.name_of(name)), self.value(name)
