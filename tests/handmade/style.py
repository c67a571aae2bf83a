"""How a clerk lays a form out and spells it."""

from __future__ import annotations

import random
from dataclasses import dataclass

MERGED, FIRST, FILLED_DOWN = "merged", "first row only", "filled down"
BESIDE, BELOW, IN_CELL, IN_CELL_LINES = "beside", "below", "in one cell", "in one cell, two lines"
NUMBER, TEXT, FULL_WIDTH, WITH_UNIT, GROUPED = "number", "text", "full width", "with unit", "grouped"


@dataclass(frozen=True)
class Style:
    """One way to type a form; the defaults are the sheet as it was published.

    Attributes:
        groups: how the label beside several rows stands there.
        pairs: where the values of the header block stand.
        numbers: how figures are typed.
        top, left: blank rows and columns before the table.
        blank_rows: one row in so many is followed by a blank one; 0 for none.
        gap_after: column of the table behind which a blank one stands; -1 for none.
        permuted: whether the columns of the tables stand in another order.
        repeated_headers: whether a page break repeats the headers of the tables, and the title.
        row_in_cell: one row in so many is pasted into one cell, with tabs; 0 for none.
        labels: names of the spellings in ``SPELLINGS``.
        city, year_in_title: what stands in the title.
        stacked: whether several forms stand below each other in one sheet.
    """

    name: str = "as published"
    groups: str = MERGED
    pairs: str = BESIDE
    numbers: str = NUMBER
    top: int = 0
    left: int = 0
    blank_rows: int = 0
    gap_after: int = -1
    permuted: bool = False
    repeated_headers: bool = False
    row_in_cell: int = 0
    labels: tuple[str, ...] = ()
    city: str = "晋中市"
    year_in_title: bool = False
    stacked: bool = False
    more_sheets: bool = False
    seed: int = 0


def _spaced(label: str, rng: random.Random) -> str:
    place = rng.randrange(1, len(label)) if len(label) > 1 else 0
    return f"{label[:place]} {label[place:]}"


def _broken(label: str, rng: random.Random) -> str:
    place = rng.randrange(1, len(label)) if len(label) > 4 else 0
    return f"{label[:place]}\n{label[place:]}" if place else label


def _full_width(label: str, _: random.Random) -> str:
    return label.translate(str.maketrans("():/ ", "（）：／　"))


def _half_width(label: str, _: random.Random) -> str:
    return label.translate(str.maketrans("（）：", "():"))


def _quotes(label: str, rng: random.Random) -> str:
    before, after = rng.choice([("「", "」"), ('"', '"'), ("", ""), ("‘", "’")])
    return label.replace("“", before).replace("”", after)


def _without_unit(label: str, _: random.Random) -> str:
    return label.replace(" (万元)", "")


def _colon(label: str, rng: random.Random) -> str:
    return label.rstrip("：") if label.endswith("：") else label + rng.choice(["：", ":"])


def _slip(label: str, rng: random.Random) -> str:
    """One character wrong in a long label, as a pinyin keyboard does it."""
    if len(label) < 9 or "（" in label or "(" in label:
        return label
    place = rng.randrange(1, len(label) - 1)
    return label[:place] + "某" + label[place + 1 :]


SPELLINGS = {
    "spaced": _spaced,
    "broken": _broken,
    "full width": _full_width,
    "half width": _half_width,
    "quotes": _quotes,
    "without unit": _without_unit,
    "colon": _colon,
    "slip": _slip,
}


def any_style(seed: int) -> Style:
    """A random style; the same for the same seed."""
    rng = random.Random(seed)
    return Style(
        name=f"seed {seed}",
        groups=rng.choice([MERGED, FIRST, FILLED_DOWN]),
        pairs=rng.choice([BESIDE, BESIDE, BELOW, IN_CELL, IN_CELL_LINES]),
        numbers=rng.choice([NUMBER, NUMBER, TEXT, FULL_WIDTH, WITH_UNIT, GROUPED]),
        top=rng.choice([0, 0, 1, 4]),
        left=rng.choice([0, 0, 1, 3]),
        blank_rows=rng.choice([0, 0, 3, 7]),
        gap_after=rng.choice([-1, -1, 0, 1, 2, 3]),
        permuted=rng.random() < 0.25,
        repeated_headers=rng.random() < 0.3,
        row_in_cell=rng.choice([0, 0, 0, 1, 5]),
        labels=tuple(rng.sample(sorted(SPELLINGS), rng.choice([0, 1, 2, 3]))),
        city=rng.choice(["晋中市", "晋中市", "", "某县"]),
        year_in_title=rng.random() < 0.2,
        stacked=rng.random() < 0.3,
        more_sheets=rng.random() < 0.3,
        seed=seed,
    )


NAMED_STYLES = (
    Style(),
    Style("no merges", groups=FIRST),
    Style("filled down", groups=FILLED_DOWN),
    Style("shifted, texts", groups=FIRST, numbers=TEXT, top=5, left=3),
    Style("full width", numbers=FULL_WIDTH, labels=("full width",)),
    Style("units", numbers=WITH_UNIT),
    Style("grouped", numbers=GROUPED),
    Style("spaced labels", labels=("spaced", "half width")),
    Style("broken labels", labels=("broken", "quotes")),
    Style("colons", labels=("colon", "without unit")),
    Style("slips", labels=("slip",)),
    Style("values below", pairs=BELOW),
    Style("values in the cell", pairs=IN_CELL),
    Style("values in the cell, two lines", pairs=IN_CELL_LINES),
    Style("other order", permuted=True),
    Style("page breaks", repeated_headers=True, groups=FIRST),
    Style("rows in one cell", row_in_cell=1, groups=FIRST),
    Style("blank rows", blank_rows=2),
    Style("blank column", gap_after=1, groups=FIRST),
    Style("stacked", stacked=True),
    Style("another city, year in the title", city="某县", year_in_title=True),
    Style("more sheets", more_sheets=True),
)
