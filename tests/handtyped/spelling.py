"""Labels and figures as clerks spell them."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from handtyped.style import Style
from jzxl.form.model import Form
from jzxl.form.sections import (
    FundsSection,
    GoalsSection,
    IndicatorsSection,
    PeopleSection,
    ScoresSection,
    SignatureSection,
)

_FULL = str.maketrans("0123456789.,-():/% ", "０１２３４５６７８９．，－（）：／％　")
_HALF = str.maketrans("（）：", "():")
_QUOTES = {"corner": "「」", "straight": '""', "single": "‘’", "none": ("", "")}
_UNIT = re.compile(r"\s*[（(]万元[）)]")
_UNITS = {"full width": "（万元）", "close": "(万元)", "own line": "\n（万元）", "none": ""}
_NUMBERING = {"half width": "指标{}:", "own line": "指标{}：\n", "spaced": "指标 {}： "}
# What a pinyin keyboard gives instead; 某 stands for any other.
_HOMOPHONES = dict(zip("算度支出效制实进合金资位项目完", "祘渡只初校治时近和今姿为向木丸", strict=True))
# A slip must stay this far from every other label; it is one step from its own.
_APART = 3
_LONG = 6


def bare(label: str) -> str:
    """A label without what spelling adds: width, spaces, punctuation, its unit."""
    text = unicodedata.normalize("NFKC", _UNIT.sub("", label))
    return re.sub(r"[\W_]", "", text)


@cache
def labels_of(form: Form) -> frozenset[str]:
    """Every label of a form, bare."""
    return frozenset(bare(each) for each in _labels(form) if bare(each))


def _labels(form: Form) -> Iterator[str]:
    yield from (form.title, form.total_label, form.grade_label)
    yield from (each.label for each in form.fields)
    for name, each in form.inputs.items():
        if name in form.shown_inputs or any(isinstance(section, FundsSection) for section in form.sections):
            yield from (each.label, each.parent)
    for group in form.goal_groups:
        yield from (group.area, group.name)
    for block in form.blocks:
        yield block.name
        for part in block.groups:
            yield from (part.name, *(each.label for each in part.indicators))
    for section in form.sections:
        match section:
            case FundsSection():
                yield section.title
            case GoalsSection():
                yield from section.headers
            case IndicatorsSection():
                yield from (section.side, *section.headers, *section.subheaders)
            case ScoresSection():
                yield from (section.side, *section.headers)
            case PeopleSection():
                yield from (section.side, *section.columns)
            case SignatureSection():
                yield section.left
            case _:
                pass


def distance(one: str, other: str) -> int:
    """Fewest characters to change, insert, drop or swap with a neighbour."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, left in enumerate(one, start=1):
        now = [row]
        for column, right in enumerate(other, start=1):
            best = min(last[column] + 1, now[-1] + 1, last[column - 1] + (left != right))
            if row > 1 and column > 1 and left == other[column - 2] and one[row - 2] == right:
                best = min(best, before[column - 2] + 1)
            now.append(best)
        before, last = last, now
    return last[-1]


def slipped(label: str, form: Form, rng: random.Random) -> str:
    """One character wrong, swapped, missing or doubled; the label itself where that would confuse."""
    own = bare(label)
    core = _UNIT.sub("", label).rstrip("：: ")
    letters = [at for at, each in enumerate(core) if unicodedata.category(each) == "Lo"]
    if len(letters) < _LONG:
        return label
    at = rng.choice(letters[1:-1])
    kind = rng.choice(["swapped", "missing", "doubled", "wrong"])
    match kind:
        case "swapped" if at + 1 in letters and core[at] != core[at + 1]:
            wrong = core[:at] + core[at + 1] + core[at] + core[at + 2 :]
        case "missing":
            wrong = core[:at] + core[at + 1 :]
        case "doubled":
            wrong = core[:at] + core[at] + core[at:]
        case _:
            wrong = core[:at] + _HOMOPHONES.get(core[at], "某") + core[at + 1 :]
    typed = bare(wrong)
    if any(distance(typed, other) < _APART for other in labels_of(form) if other != own):
        return label
    return wrong + label[len(core) :]


def label(text: str, form: Form, style: Style, rng: random.Random) -> str:
    """A label as this clerk spells it."""
    if rng.randrange(100) < style.slips:
        text = slipped(text, form, rng)
    unit = _UNIT.search(text)
    if unit and style.unit != "as printed":
        text = text[: unit.start()] + _UNITS[style.unit] + text[unit.end() :]
    if style.quotes != "as printed":
        before, after = _QUOTES[style.quotes]
        text = text.replace("“", before).replace("”", after)
    text = _colon(text, style)
    text = _within(text, style.spaced, " ", 2, rng)
    text = _within(text, style.broken, "\n", 5, rng)
    match style.width:
        case "full":
            return text.translate(_FULL)
        case "half":
            return text.translate(_HALF)
    return text


def _colon(text: str, style: Style) -> str:
    match style.colon:
        case "added":
            return text if text.endswith("：") else f"{text}："
        case "half width":
            return f"{text.rstrip('：')}:"
        case "dropped":
            return text.rstrip("：")
    return text


def _within(text: str, share: int, what: str, shortest: int, rng: random.Random) -> str:
    """Something between two characters of a label, not within its unit."""
    core = len(_UNIT.sub("", text).rstrip("：:"))
    if rng.randrange(100) >= share or core < shortest or "\n" in text:
        return text
    at = rng.randrange(1, core)
    return text[:at] + what + text[at:]


def figure(value: Decimal, unit: str, style: Style, rng: random.Random) -> Decimal | str:
    """A figure as this clerk types it; a number stays one."""
    spelling = style.numbers
    if spelling == "mixed":
        spelling = rng.choice(["number", "text", "full width", "with unit", "grouped"])
    match spelling:
        case "text":
            return f"{value:f}" + rng.choice(["", "", " "])
        case "full width":
            return f"{value:f}".translate(_FULL)
        case "with unit":
            return f"{value:f}{unit}"
        case "grouped":
            return f"{value:,f}"
    return value


def numbered(number: int, name: str, style: Style) -> str:
    """The name of a goal behind its number."""
    return _NUMBERING.get(style.numbering, "指标{}：").format(number) + name
