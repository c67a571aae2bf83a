"""Tables of a form: side labels, headers, columns in any order, page breaks."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from handtyped.grid import Grid, High, Slot
from handtyped.style import Style


@dataclass(frozen=True)
class Column:
    """A column with values.

    Attributes:
        key: what stands in it.
        title: its header; parent: the header above, where there are two rows.
    """

    key: str
    title: str
    parent: str = ""


@dataclass(frozen=True)
class TableRow:
    """A row of a table.

    Attributes:
        sides: labels beside several rows, outer first; fewer than the table has where the label of the
            row takes their place as well.
        data: by key of the column.
    """

    sides: tuple[str, ...]
    label: str
    data: dict[str, Slot]


@dataclass
class Table:
    """A table on a grid.

    Attributes:
        widths: of the side columns, then of the row's own label.
        lead_titles: headers of these columns.
        columns: in printed order.
        outer: a label at the side of the whole table, headers too; empty for none.
        wide: width of the last column.
    """

    grid: Grid
    style: Style
    rng: random.Random
    spell: Callable[[str], str]
    widths: Sequence[int]
    lead_titles: Sequence[str]
    columns: Sequence[Column]
    outer: str = ""
    wide: int = 1

    def __post_init__(self) -> None:
        self.order = list(self.columns)
        if self.style.permuted and len(self.order) > 1:
            while self.order == list(self.columns):
                self.rng.shuffle(self.order)
        self._spelt: dict[str, str] = {}
        self._outer_first: int | None = None

    @property
    def lead(self) -> int:
        """How many columns the labels take, without the outer one."""
        return sum(self.widths)

    def add(self, *slots: Slot, keep: bool = False) -> int:
        """A row, with the outer label before it."""
        if not self.outer:
            return self.grid.add(*slots, keep=keep)
        new = self._outer_first is None
        shown = self._once(self.outer) if new or self.style.groups == "repeated" else None
        row = self.grid.add(Slot(shown), *slots, keep=keep)
        if new:
            self._outer_first = row
        return row

    def close(self) -> None:
        """The outer label ends here."""
        if self._outer_first is not None and self.style.groups == "once":
            self._high(self._outer_first, 0, 1, len(self.grid.lines) - 1)
        self._outer_first = None

    def headers(self) -> None:
        """The header row, or two of them."""
        titles = [self.spell(title) for title in self.lead_titles]
        lead = [Slot(title, width) for title, width in zip(titles, self.widths, strict=True)]
        parents = any(column.parent for column in self.order)
        if parents and self.style.headers == "two rows":
            above: list[Slot] = []
            former = ""
            for column in self.order:
                if column.parent == former:
                    above[-1].width += 1
                else:
                    above.append(Slot(self.spell(column.parent)))
                former = column.parent
            first = self.add(*lead, *above, keep=True)
            second = self.add(
                *(Slot(None, slot.width) for slot in lead),
                *(Slot(each) for each in self._titles()),
                keep=True,
            )
            column_at = int(bool(self.outer))
            for slot in lead:
                self._high(first, column_at, slot.width, second)
                column_at += slot.width
            return
        data = [Slot(title) for title in self._titles()]
        data[-1].width = self.wide
        self.add(*lead, *data, keep=True)

    def _titles(self) -> list[str]:
        return [self.spell(column.title) for column in self.order]

    def write(self, rows: Sequence[TableRow], heading: Callable[[], None] | None = None) -> None:
        """The rows, after the headers where there are any; a page break falls in their middle.

        Args:
            heading: writes what a page break repeats above the headers.
        """
        breaks = self.style.page_break and len(self.columns) > 1
        broken_at = self.rng.randrange(len(rows) // 3, len(rows) * 2 // 3 + 1) if breaks else len(rows)
        if len(self.columns) > 1:
            self.headers()
        self._part(rows[:broken_at], None)
        if broken_at < len(rows):
            self.close()
            if heading is not None:
                heading()
            self.headers()
            again = self.rng.random() < 0.5
            self._part(rows[broken_at:], None if again else rows[broken_at - 1])

    def _part(self, rows: Sequence[TableRow], before: TableRow | None) -> None:
        """Rows without a break; a side label that stood in the row before is not repeated."""
        starts: dict[int, tuple[tuple[str, ...], int]] = {}
        last = len(self.grid.lines) - 1
        for row in rows:
            slots = []
            for number, side in enumerate(row.sides):
                path = row.sides[: number + 1]
                same = before is not None and before.sides[: number + 1] == path
                if not same or number not in starts or starts[number][0] != path:
                    self._finish(starts, number, last)
                    starts[number] = path, len(self.grid.lines)
                shown = side and (not same or self.style.groups == "repeated")
                slots.append(Slot(self._once(side) if shown else None, self.widths[number]))
            self._finish(starts, len(row.sides), last)
            slots.append(Slot(row.label, sum(self.widths[len(row.sides) :])))
            slots += self._data(row.data)
            last = self.add(*slots)
            before = row
        self._finish(starts, 0, last)

    def _data(self, data: dict[str, Slot]) -> list[Slot]:
        slots = [data.get(column.key, Slot(None)) for column in self.order]
        return [*(slot.wide(1) for slot in slots[:-1]), slots[-1].wide(self.wide)]

    def closing_row(self, label: str, data: dict[str, Slot]) -> None:
        """A row below the others whose label takes all label columns."""
        self.add(Slot(label, self.lead), *self._data(data))

    def _finish(self, starts: dict[int, tuple[tuple[str, ...], int]], level: int, last: int) -> None:
        """Side labels from a level on end at a row."""
        for number in [each for each in starts if each >= level]:
            _, first = starts.pop(number)
            if self.style.groups == "once":
                column = bool(self.outer) + sum(self.widths[:number])
                self._high(first, column, self.widths[number], last)

    def _high(self, first: int, column: int, width: int, last: int) -> None:
        if last > first:
            self.grid.highs.append(High(first, column, width, last))

    def _once(self, text: str) -> str:
        """A side label, spelt the same wherever it stands."""
        if text not in self._spelt:
            self._spelt[text] = self.spell(text)
        return self._spelt[text]
