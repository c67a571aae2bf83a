"""A segment of a sheet after its labels were found: what stands beside and below each."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cached_property

from jzxl.form.printed import Part, PrintedLabel
from jzxl.package.address import join_ref
from jzxl.read.labels.align import Candidate
from jzxl.read.labels.grid import Row, Spot
from jzxl.read.labels.keys import LONGEST_LABEL, key_of, unit_remark
from jzxl.read.labels.segments import Segment, label_set

_ENDS_WITH_COLON = ("：", ":")


class SheetMap:
    """The spots of a segment by rows, with labels told apart from values."""

    def __init__(self, segment: Segment) -> None:
        self.segment = segment
        self._labels = label_set(segment.form).labels
        self._spot_of: dict[int, Spot] = {}
        self._is_label: set[int] = set()
        self.rows: dict[Row, list[Spot]] = defaultdict(list)
        self._place()

    def _place(self) -> None:
        """Take cells apart that hold labels and values, and mark what is a label."""
        segment = self.segment
        inside: dict[int, list[tuple[Candidate, int]]] = defaultdict(list)
        for number, candidate in segment.alignment.placed.items():
            if candidate.whole:
                self._spot_of[number] = candidate.spot
            else:
                inside[id(candidate.spot)].append((candidate, number))
        self._is_label |= self._labels_in(segment)
        self._is_label |= {id(spot) for spot in segment.titles}
        for spot in segment.spots:
            if self._right_edge is not None and spot.column[0] > self._right_edge:
                continue
            if id(spot) in inside:
                self._take_apart(spot, inside[id(spot)])
            else:
                self.rows[spot.row].append(spot)

    def _labels_in(self, segment: Segment) -> set[int]:
        """The spots that are labels: placed ones, and what repeats them as headers or down a column.

        Any other text that reads like a label is somebody's words: 资产管理 may be a department.
        """
        placed = [each for each in segment.alignment.placed.values() if each.whole]
        columns = {(each.key, each.spot.column) for each in placed}
        exact = [each for each in segment.found if each.whole and each.exact]
        headers = {
            key
            for key, label in zip(label_set(segment.form).by_label, self._labels, strict=True)
            if label.part is Part.HEADER
        }
        counted = Counter(each.spot.row for each in exact if each.key in headers)
        again = [
            each
            for each in segment.found
            if each.whole
            and (
                each.repeated
                or (each.exact and each.key in headers and counted[each.spot.row] > 1)
                or (each.key, each.spot.column) in columns
            )
        ]
        return {id(each.spot) for each in (*placed, *again)}

    def _take_apart(self, spot: Spot, labels: list[tuple[Candidate, int]]) -> None:
        """``负责人：某某``: the label, then what stands up to the next label."""
        text = str(spot.value)
        labels.sort(key=lambda each: each[0].start)
        ends = [*(each.start for each, _ in labels[1:]), len(text)]
        for piece, ((candidate, number), end) in enumerate(zip(labels, ends, strict=True)):
            label = spot.part(text[candidate.start : candidate.end], 0, 2 * piece)
            self._spot_of[number] = label
            self._is_label.add(id(label))
            self.rows[spot.row].append(label)
            value = text[candidate.end : end].strip()
            if value:
                self.rows[spot.row].append(spot.part(value, 0, 2 * piece + 1))

    @cached_property
    def _right_edge(self) -> int | None:
        """The last column of the form, where its merged title tells it; helpers may stand beyond."""
        title = self.segment.title
        if title is None or title.last == title.column[0]:
            return None
        return title.last if self.last_label_column <= title.last else None

    @cached_property
    def last_label_column(self) -> int:
        """Up to where labels stand; the headers of the tables stand over their last column.

        The pieces of a row that was pasted into one cell count as the columns that they were.
        """
        spots = [each.spot for each in self.segment.alignment.placed.values()]
        return max((max(spot.last, sum(spot.column)) for spot in spots), default=0)

    def is_label(self, spot: Spot) -> bool:
        """Whether a spot is a label of the form, wherever it stands."""
        return id(spot) in self._is_label

    def spot(self, number: int) -> Spot | None:
        """Where the label of this number stands."""
        return self._spot_of.get(number)

    def of(self, part: Part, name: str) -> Spot | None:
        """Where the label of a field, indicator or the like stands."""
        number = self.number(part, name)
        return None if number is None else self.spot(number)

    def number(self, part: Part, name: str) -> int | None:
        """The position of a label among those of the form."""
        return self._numbers.get((part, name))

    @cached_property
    def _numbers(self) -> dict[tuple[Part, str], int]:
        return {(label.part, label.name): number for number, label in enumerate(self._labels)}

    def placed(self, section: int, part: Part) -> Iterator[tuple[PrintedLabel, Spot]]:
        """The labels of one kind in a section that were found, in printed order."""
        for number, label in enumerate(self._labels):
            spot = self.spot(number)
            if spot is not None and label.section == section and label.part is part:
                yield label, spot

    def headers(self, section: int, texts: Sequence[str], near: Spot | None = None) -> dict[str, Spot]:
        """The headers of a table by their texts, all from the row that has most of them.

        Where a page break repeats them, mixing two rows would mix up columns that stand in another
        order than the form's.

        Args:
            near: where several rows have as many, the one nearest to this.
        """
        keys = {key_of(text): text for text in texts}
        rows: dict[Row, dict[str, Spot]] = defaultdict(dict)
        top = self._top_of(section)
        for each in self.segment.found:
            if each.whole and each.key in keys and (top is None or each.spot.row >= top):
                rows[each.spot.row].setdefault(keys[each.key], each.spot)

        def distance(row: Row) -> int:
            return abs(row[0] - near.row[0]) if near is not None else 0

        best = min(rows, key=lambda row: (-len(rows[row]), distance(row)), default=None)
        return rows[best] if best is not None else {}

    def other_headers(self, known: Iterable[Spot]) -> list[Spot]:
        """What stands in a row of headers without being one of the form's: 上年得分, 复核得分."""
        headers = list(known)
        if not headers:
            return []
        first = min(each.column for each in headers)
        return [
            spot
            for spot in self.rows[headers[0].row]
            if first < spot.column and not self.is_label(spot) and isinstance(spot.value, str)
        ]

    def _top_of(self, section: int) -> Row | None:
        """The last row with a label of the sections before; None where there is none."""
        before = [
            each.row
            for number, label in enumerate(self._labels)
            if label.section < section and (each := self.spot(number)) is not None
        ]
        return max(before, default=None)

    @cached_property
    def stated_unit(self) -> Decimal | None:
        """How many 万元 the unit is that a line such as 单位：元 gives for all amounts; None for no such line."""
        found = {
            unit
            for spot in self.segment.spots
            if isinstance(spot.value, str)
            and len(spot.value) <= LONGEST_LABEL * 2
            and (unit := unit_remark(spot.value)) is not None
        }
        return found.pop() if len(found) == 1 else None

    def uncertain(self, number: int) -> bool:
        """Whether the place of a label could just as well be that of another label of the form.

        管理制度健全性 stands twice in a form; where a sheet has it once, with nothing around it that tells,
        it is neither.
        """
        placed, alignment = self.segment.alignment.placed.get(number), self.segment.alignment
        return placed is not None and any(
            other not in alignment.placed and placed in rivals for other, rivals in alignment.rivals.items()
        )

    def elsewhere(self, number: int) -> list[Spot]:
        """Other places of a label that fit it just as well."""
        rivals = self.segment.alignment.rivals.get(number, ())
        if not rivals:
            return []
        taken = {id(each.spot) for each in self.segment.alignment.placed.values()}
        return [each.spot for each in rivals if each.whole and id(each.spot) not in taken]

    def later_labels(self, section: int) -> Iterator[Spot]:
        """Where the labels of later sections stand."""
        for number, label in enumerate(self._labels):
            spot = self.spot(number)
            if spot is not None and label.section > section:
                yield spot

    # ------------------------------------------------------------ what stands around a label

    def behind(self, label: Spot) -> list[Spot]:
        """The values right of a label, up to the next label of its row."""
        values: list[Spot] = []
        row = self.rows[label.row]
        for spot in row[self._position(label) + 1 :]:
            if self.is_label(spot):
                break
            values.append(spot)
        return values

    def _position(self, spot: Spot) -> int:
        """Where a spot stands in its row; parts of one cell share their columns with others' parts."""
        return next(place for place, each in enumerate(self.rows[spot.row]) if each is spot)

    def below(self, label: Spot) -> list[Spot] | None:
        """The value under a label, where its row holds labels only and the next row values only.

        Returns:
            None where values stand there, but none of them certainly belongs to the label.
        """
        # A label at the side of several rows has no value of its own.
        labels = [spot for spot in self.rows[label.row] if id(spot) not in self._sides or spot is label]
        row = self.row_after(label.row)
        values = self.rows[row] if row is not None else []
        if not all(map(self.is_label, labels)) or any(map(self.is_label, values)):
            return []
        if len(values) == len(labels):
            if not _dealt_out(labels, values):
                return None
            under = [spot for spot in values if label.covers(spot)]
            at = next(place for place, each in enumerate(labels) if each is label)
            return under if len(under) == 1 else [values[at]]
        return None if values and len(labels) > 1 else []

    @cached_property
    def _sides(self) -> frozenset[int]:
        return frozenset(
            id(spot)
            for number, label in enumerate(self._labels)
            if label.part is Part.SIDE and (spot := self.spot(number)) is not None
        )

    def row_after(self, row: Row) -> Row | None:
        """The next row that holds anything."""
        after = bisect_right(self._row_order, row)
        return self._row_order[after] if after < len(self._row_order) else None

    def rows_between(self, first: Row, last: Row | None) -> Sequence[Row]:
        """The rows that hold anything, from one on to before another."""
        start = bisect_left(self._row_order, first)
        end = bisect_left(self._row_order, last) if last is not None else len(self._row_order)
        return self._row_order[start:end]

    @cached_property
    def _row_order(self) -> list[Row]:
        return sorted(row for row, spots in self.rows.items() if spots)

    def next_label_row(self, row: Row) -> Row | None:
        """The next row below with a label."""
        return next(
            (
                other
                for other in self._row_order[bisect_right(self._row_order, row) :]
                if any(map(self.is_label, self.rows[other]))
            ),
            None,
        )

    def blank_ref(self, label: Spot) -> str:
        """Where the value of a label belongs that has none: behind the label, or into its cell."""
        if isinstance(label.value, str) and label.value.rstrip().endswith(_ENDS_WITH_COLON):
            return label.ref
        return join_ref(label.row[0], label.last + 1)


def _dealt_out(labels: Sequence[Spot], values: Sequence[Spot]) -> bool:
    """Whether of as many values as labels each belongs to one: under it, or all moved alike.

    Two values that begin under one label leave another one without.
    """
    if all(label.covers(value) for label, value in zip(labels, values, strict=True)):
        return True
    if any(each.row[1] or each.column[1] for each in (*labels, *values)):
        return True  # Parts of a cell have no columns.
    return not any(sum(map(label.covers, values)) > 1 for label in labels) and not any(
        label.covers(value) for label, value in zip(labels, values, strict=True)
    )
