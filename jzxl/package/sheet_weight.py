"""How heavy a sheet is, told from its bytes before anything of it is read."""

from __future__ import annotations

from operator import add
from typing import NamedTuple

from jzxl.package.limits import DEFAULT_LIMITS, Limits
from jzxl.package.markup import MarkupError, TooMuchError
from jzxl.package.values import CellValue

_CELLS, _VALUES, _FORMULAS = (b"<c ", b"<c>", b"<c/>"), (b"<v>", b"<v ", b"<is>"), (b"<f>", b"<f ", b"<f/>")
_MIB = 1024 * 1024
# What --max-size takes at most, in MB.
_LARGEST_SIZE = 1_024
_MOST, _ROWS = 4, 4


class Weight(NamedTuple):
    """What there is of cells.

    A cell with content takes about twice the time and memory of one that has only a format, one with a formula
    four times as much, a row a quarter.
    """

    cells: int = 0
    filled: int = 0
    formulas: int = 0
    rows: int = 0

    @property
    def units(self) -> int:
        """As so many cells without content."""
        return self.cells + self.filled + self.formulas * 2 + self.rows // _ROWS

    def plus(self, other: Weight) -> Weight:
        """Of both."""
        return Weight(*map(add, self, other))


def most_units(data: bytes) -> int:
    """What the cells of a sheet part weigh at most, if its elements have no prefix; quickly told."""
    return data.count(b"<c") * _MOST + data.count(b"<row") // _ROWS


def weight_of(data: bytes) -> Weight:
    """The weight of a sheet part whose elements have no prefix; it is not the worse for being malformed."""
    return Weight(*(sum(map(data.count, tags)) for tags in (_CELLS, _VALUES, _FORMULAS, (b"<row",))))


def odd_tags_of(data: bytes) -> int:
    """What a part takes to be read tag by tag, in tags; three attributes take as long as one."""
    return data.count(b"<") + data.count(b"=") // 3


def refuse_odd(tags: int, limits: Limits) -> None:
    """:raises MarkupError: more than is read tag by tag."""
    if tags > limits.odd_tags:
        raise MarkupError(f"写法特别，要逐处读取的标记有 {tags} 处，超过上限 {limits.odd_tags} 处")


def refuse_heavy(weight: Weight, limits: Limits) -> None:
    """:raises TooMuchError: it is more than is let in."""
    if weight.units <= limits.cells:
        return
    size = -(-weight.units // DEFAULT_LIMITS.cells) * DEFAULT_LIMITS.file_bytes // _MIB
    wider = f"，确实要这么多时用 --max-size {size} 放宽" if size <= _LARGEST_SIZE else ""
    raise TooMuchError(
        f"单元格共 {weight.cells} 个（有内容的 {weight.filled} 个，其中公式 {weight.formulas} 个），"
        f"行共 {weight.rows} 行，折合 {weight.units} 格，超过上限 {limits.cells} 格"
        "（有内容的算 2 格，公式算 4 格，4 行算 1 格）",
        f"请删去多余的工作表、行、列和空单元格的格式后另存再试{wider}",
    )


def characters_of(kind: str, value: CellValue, formula: str | None) -> int:
    """How many characters a cell has of its own; those of a shared text are counted with the table."""
    return len(formula or "") + (len(value) if kind != "s" and isinstance(value, str) else 0)


def refuse_long(characters: int, limits: Limits) -> None:
    """:raises TooMuchError: texts and formulas of the sheets are more than is let in."""
    if characters > limits.characters:
        raise TooMuchError(
            f"文字和公式合计 {characters} 字，超过上限 {limits.characters} 字", "请删去多余的内容后另存再试"
        )
