"""How a clerk lays a form out and spells it."""

from __future__ import annotations

import random
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args, get_type_hints

Groups = Literal["once", "repeated"]
Headers = Literal["published", "two rows", "one row"]
Pairs = Literal["right", "below", "one cell", "one cell, two lines", "one cell, tab"]
Texts = Literal["right", "below", "one cell"]
Contacts = Literal["published", "a cell each", "label and value", "one cell", "one cell, lines"]
Pasted = Literal["none", "stretches", "rows", "all rows"]
Numbers = Literal["number", "text", "full width", "with unit", "grouped", "mixed"]
Title = Literal["line below", "year before", "year behind", "two lines", "no year"]
Total = Literal["first weight", "both weights", "set weight"]
Width = Literal["as printed", "full", "half"]
Quotes = Literal["as printed", "corner", "straight", "single", "none"]
Unit = Literal["as printed", "full width", "close", "own line", "none"]
Colon = Literal["as printed", "added", "half width", "dropped"]
Numbering = Literal["as printed", "half width", "own line", "spaced"]


@dataclass(frozen=True)
class Style:
    """One way to type a form; the defaults are the sheet as it was published, with merged cells.

    Attributes:
        merges: whether wide and high cells are merged; without, the value stands in the first cell.
        spans: whether cells are as wide as in the official grid; else one column each.
        loose: without merges, a value stands anywhere in its span, as after pasting from a PDF.
        top, left: blank rows and columns before the table.
        blank_rows: percentage of rows that are followed by a blank one.
        blank_columns: how many blank columns stand between columns of the table.
        groups: whether the label beside several rows stands once or in every row.
        headers: the header rows of a table with two.
        page_break: whether a page break repeats the headers in the middle of each table.
        page_title: whether it repeats the title of the form as well.
        permuted: whether the columns of the tables stand in another order, their headers too.
        pairs, texts, contacts: where the values of the header block, the long texts and the last line are.
        unit_in_cell: whether the reporting unit stands in one cell with its label.
        grade_in_cell: whether the grade does.
        total: below which of the two weights of the department form the 100 stands.
        pasted: which rows were pasted into one cell, with tabs in it.
        stacked: whether several forms stand below each other in one sheet.
        more_sheets: whether there are sheets that are no form.
        odd_names: whether sheets have names that say nothing.
        title: where the year is; city: what stands before the title.
        annex: whether a line 附件 stands above the title.
        numbers: how figures are typed.
        percents: whether percentages of goals are stored as numbers with a percent format.
        dates: whether the date of filing is stored as a date.
        digits: whether codes and telephone numbers of digits only are stored as numbers.
        number_format: the format of cells with numbers.
        spaced, broken: percentage of labels with a space, or a line break, within.
        width, quotes, unit, colon: how these parts of labels are written.
        slips: percentage of long labels with one character wrong.
        numbering: how 指标1： stands before the name of a goal.
        open_rows: blank numbered rows behind the goals of each group.
    """

    name: str = "as published"
    merges: bool = True
    spans: bool = True
    loose: bool = False
    top: int = 0
    left: int = 0
    blank_rows: int = 0
    blank_columns: int = 0
    groups: Groups = "once"
    headers: Headers = "published"
    page_break: bool = False
    page_title: bool = False
    permuted: bool = False
    pairs: Pairs = "right"
    texts: Texts = "right"
    contacts: Contacts = "published"
    unit_in_cell: bool = True
    grade_in_cell: bool = False
    total: Total = "first weight"
    pasted: Pasted = "none"
    stacked: bool = False
    more_sheets: bool = False
    odd_names: bool = False
    title: Title = "line below"
    city: str = "晋中市"
    annex: bool = False
    numbers: Numbers = "number"
    percents: bool = False
    dates: bool = False
    digits: bool = False
    number_format: str = "0.00"
    spaced: int = 0
    broken: int = 0
    width: Width = "as printed"
    quotes: Quotes = "as printed"
    unit: Unit = "as printed"
    colon: Colon = "as printed"
    slips: int = 0
    numbering: Numbering = "as printed"
    open_rows: int = 1
    seed: int = 0


# What a random style takes besides the choices of a Literal; repeated values are more likely.
_RANDOM: dict[str, tuple[object, ...]] = {
    "merges": (True, False),
    "spans": (True, False),
    "loose": (False, False, True),
    "top": (0, 0, 1, 4, 12),
    "left": (0, 0, 1, 3, 7),
    "blank_rows": (0, 0, 0, 10, 35),
    "blank_columns": (0, 0, 0, 1, 2),
    "page_break": (False, False, True),
    "page_title": (False, True),
    "permuted": (False, False, True),
    "unit_in_cell": (True, True, False),
    "grade_in_cell": (False, False, True),
    "stacked": (False, False, True),
    "more_sheets": (False, False, True),
    "odd_names": (False, True),
    "city": ("晋中市", "晋中市", "", "某某县"),
    "annex": (False, False, True),
    "percents": (False, False, True),
    "dates": (False, True),
    "digits": (False, True),
    "number_format": ("General", "0.00", "0.00", "#,##0.00", "0.00_ "),
    "spaced": (0, 0, 0, 15, 60),
    "broken": (0, 0, 0, 15, 60),
    "slips": (0, 0, 0, 15, 40),
    "open_rows": (0, 1, 1, 2),
    "pairs": (*get_args(Pairs), "right", "right"),
    "texts": (*get_args(Texts), "right", "right"),
    "pasted": ("none", "none", "none", *get_args(Pasted)),
    "title": ("line below", *get_args(Title)),
    "numbers": ("number", *get_args(Numbers)),
}


def any_style(rng: random.Random, **fixed: Any) -> Style:
    """A random style, every knob turned at once."""
    hints = get_type_hints(Style)
    chosen: dict[str, Any] = {"seed": rng.randrange(10**6)}
    for each in fields(Style):
        if each.name not in ("name", "seed"):
            chosen[each.name] = rng.choice(_RANDOM.get(each.name, get_args(hints[each.name])))
    return Style(**{**chosen, **fixed})


def some_style(rng: random.Random, knobs: int) -> Style:
    """A style in which a few knobs are turned, the others as published."""
    full = any_style(rng)
    turned = rng.sample([each.name for each in fields(Style) if each.name not in ("name", "seed")], knobs)
    return Style(seed=full.seed, **{name: getattr(full, name) for name in turned})


def named_styles() -> tuple[Style, ...]:
    """One style for each setting of each knob, and some that a clerk would come to."""
    hints = get_type_hints(Style)
    usual = Style()
    single: list[Style] = []
    for each in fields(Style):
        if each.name in ("name", "seed"):
            continue
        options = dict.fromkeys(_RANDOM.get(each.name, get_args(hints[each.name])))
        for option in options:
            if option != getattr(usual, each.name):
                beside = _BESIDE.get(each.name, {})
                single.append(Style(f"{each.name} = {option}", **{**beside, each.name: option}))
    return (usual, *single, *_TYPICAL)


# Knobs that do nothing without another.
_BESIDE: dict[str, dict[str, Any]] = {
    "loose": {"merges": False},
    "page_title": {"page_break": True},
    "pasted": {"merges": False},
}
_TYPICAL = (
    Style("no merges, one column each", merges=False, spans=False, headers="one row"),
    Style("shifted, figures as text", merges=False, top=5, left=3, numbers="text"),
    Style("full width throughout", numbers="full width", width="full", colon="added"),
    Style("copied from the PDF", merges=False, loose=True, spaced=30, page_break=True, numbers="text"),
    Style("one sheet, page breaks", stacked=True, page_break=True, page_title=True, groups="repeated"),
    Style("one column", merges=False, pasted="all rows", pairs="one cell", texts="one cell",
          contacts="one cell"),
    Style("values below their labels", pairs="below", texts="below", spans=False),
    Style("typed as Excel takes it", numbers="number", percents=True, dates=True, digits=True,
          number_format="General"),
    Style("careless labels", spaced=40, broken=20, quotes="none", unit="none", colon="half width", slips=30),
)  # fmt: skip
