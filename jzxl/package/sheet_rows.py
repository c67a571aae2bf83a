"""Where the rows of a sheet lie, in a few bytes each: one formatted down to its last row has a million."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise, repeat


class Rows:
    """The <row> elements of a sheet; of two with one number the first one counts.

    Rows are told by their index, which `index` finds.
    """

    def __init__(self) -> None:
        self._numbers = array("L")
        self._starts = array("L")
        # One more than the style; 0 for none.
        self._styles = array("L")
        # The number of its first cell, and behind its last one, once all are there.
        self._firsts = array("L")
        self._ends = array("L")
        self._last = 0
        self._sorted = True

    def __len__(self) -> int:
        return len(self._numbers)

    def append(self, number: int, start: int, style: int | None, first: int) -> None:
        """Add a row.

        :param start: where its tag begins
        :param style: None unless it has its own
        :param first: how many cells are before it
        """
        if number <= self._last:
            self._sorted = False
        self._last = number
        self._numbers.append(number)
        self._starts.append(start)
        self._styles.append(0 if style is None else style + 1)
        self._firsts.append(first)

    def extend(self, numbers: range, start: int, length: int, style: int | None, first: int) -> None:
        """Add rows without cells that lie one behind the other, as `append` does each.

        :param numbers: rising by one, at least one
        :param start: where the tag of the first begins
        :param length: of each without the digits of its number
        """
        if numbers[0] <= self._last:
            self._sorted = False
        self._last = numbers[-1]
        count = len(numbers)
        lengths = (length + len(str(number)) for number in numbers[:-1])
        self._numbers.extend(numbers)
        self._starts.extend(accumulate(lengths, initial=start))
        self._styles.extend(repeat(0 if style is None else style + 1, count))
        self._firsts.extend(repeat(first, count))

    def extend_each(
        self,
        numbers: Sequence[int],
        start: int,
        lengths: Sequence[int],
        styles: Sequence[int | None],
        first: int,
    ) -> None:
        """Add rows without cells that lie one behind the other, as `append` does each.

        :param start: where the tag of the first begins
        :param lengths: of each
        """
        if numbers[0] <= self._last or any(number <= before for before, number in pairwise(numbers)):
            self._sorted = False
        self._last = numbers[-1]
        self._numbers.extend(numbers)
        self._starts.extend(accumulate(lengths[:-1], initial=start))
        self._styles.extend(0 if style is None else style + 1 for style in styles)
        self._firsts.extend(repeat(first, len(numbers)))

    def close(self, cells: int) -> None:
        """Say how many cells there are, when all rows have been added."""
        self._ends = self._firsts[1:]
        if self._firsts:
            self._ends.append(cells)

    def index(self, number: int) -> int | None:
        """The index of the row with a number, if there is one."""
        self._sort()
        index = bisect_left(self._numbers, number)
        return index if index < len(self._numbers) and self._numbers[index] == number else None

    def start(self, index: int) -> int:
        """The byte offset of its tag."""
        return self._starts[index]

    def style(self, index: int) -> int | None:
        """Its own style, which cells that are not there show."""
        return self._styles[index] - 1 if self._styles[index] else None

    def cells(self, index: int) -> range:
        """The numbers of its cells, in the order written."""
        return range(self._firsts[index], self._ends[index])

    def start_after(self, number: int) -> int | None:
        """The byte offset of the row with the next higher number, if there is one."""
        self._sort()
        index = bisect_right(self._numbers, number)
        return self._starts[index] if index < len(self._numbers) else None

    def _sort(self) -> None:
        """No program writes rows in another order than that of their numbers, but they are read all the same."""
        if self._sorted:
            return
        first: dict[int, int] = {}
        for index, number in enumerate(self._numbers):
            first.setdefault(number, index)
        order = [first[number] for number in sorted(first)]
        self._numbers, self._starts, self._styles, self._firsts, self._ends = (
            array("L", [column[index] for index in order])
            for column in (self._numbers, self._starts, self._styles, self._firsts, self._ends)
        )
        self._sorted = True
