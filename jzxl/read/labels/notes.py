"""The inputs of a computed score as they stand in the explanation beside it.

The official sheet shows most inputs nowhere else: ``18/16=112%`` under 在职人员控制 says that there are
18 people on 16 posts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from jzxl.form.blocks import Indicator
from jzxl.form.formulas import NO_DENOMINATOR, NOTHING_PLANNED
from jzxl.form.model import COUNT, PERCENT, Form
from jzxl.read.labels.keys import key_of
from jzxl.read.typed import Kind, understand
from jzxl.rule.expression import Expression, ExpressionSyntaxError, names_in, parse
from jzxl.rule.unify import figures_of
from jzxl.text.arithmetic import Equation, equations
from jzxl.text.arithmetic_tokens import fold

_FIGURE = r"(?<![0-9.])(?P<figure>[0-9]+(?:\.[0-9]+)?)(?![0-9.])(?!\s*(?:万|亿|元))\s*(?P<unit>%|人|名|个)?"
_FIGURES = re.compile(_FIGURE)
# Between the word that names a figure and the figure: nothing that makes it a difference, an amount or an
# aim (比编制多2人, 编制数增加2人, 一季度应达到25%).
_BETWEEN = (
    r"(?:季度|季|度|进度|末|总?人?数|人员|在编|在岗|在册|累计|实际|完成|支付|执行|支出|率|核定|控制"
    r"|为|是|共|达到?|的|[:：\s])*?"
)
_UNDEFINED = re.compile(rf"\s*(?P<rate>[0-9.()+\-*/ ]{{3,80}})\((?:{NOTHING_PLANNED}|{NO_DENOMINATOR})\)\s*")
_SHORTEST_HEAD = 2
# A bare figure above this is meant as a percentage, not as a fraction of one.
_SURELY_PERCENT = 2
_SUMMED_UP = "累计"
_NO_FIGURE_OF_ITS_OWN = ("季", "月", "年", "日", "级", "次")


def inputs_needed(form: Form, indicator: Indicator) -> tuple[str, ...]:
    """The inputs that a computed score depends on."""
    return names_in(indicator.rate) if indicator.rate is not None else indicator.rule.inputs


def inputs_in_note(form: Form, indicator: Indicator, text: str) -> dict[str, Decimal]:
    """The inputs that an explanation states; empty where it states none that is certain."""
    if indicator.rate is not None:
        stated = list(_in_equations(indicator, equations(text)))
        if stated and all(each == stated[0] for each in stated):
            return {name: _decimal(value) for name, value in stated[0].items()}
        if stated:
            return {}
        if (undefined := _in_undefined_rate(indicator.rate, fold(text))) is not None:
            return undefined
    return _in_words(form, inputs_needed(form, indicator), fold(text))


def _in_equations(indicator: Indicator, found: tuple[Equation, ...]) -> Iterator[Mapping[str, Fraction]]:
    """What each equation says that is built like the rate."""
    for equation in found:
        figures = {f"n{number}": Fraction(value) for number, value in enumerate(equation.operands)}
        try:
            written = parse(equation.pattern)
        except ExpressionSyntaxError:
            continue
        assert indicator.rate is not None
        stated = figures_of(indicator.rate, written, figures)
        if stated is not None:
            yield stated


def _in_undefined_rate(rate: Expression, text: str) -> dict[str, Decimal] | None:
    """``0/0（不适用）``: how an issued workbook writes a rate without a denominator."""
    written = _UNDEFINED.fullmatch(text)
    if written is None:
        return None
    figures: dict[str, Fraction] = {}

    def named(found: re.Match[str]) -> str:
        figures[f"n{len(figures)}"] = Fraction(found[0])
        return f"n{len(figures) - 1}"

    try:
        stated = figures_of(rate, parse(re.sub(r"[0-9]+(?:\.[0-9]+)?", named, written["rate"])), figures)
    except ExpressionSyntaxError:
        return None
    return None if stated is None else {name: _decimal(value) for name, value in stated.items()}


def _decimal(value: Fraction) -> Decimal:
    """A figure as it was printed; it was one, so its expansion is finite."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def _in_words(form: Form, names: tuple[str, ...], text: str) -> dict[str, Decimal]:
    """``一季度进度6.8%，二季度进度17.41%``, ``在职18人，编制16人``: by the words in front, else in order."""
    kinds = {form.inputs[name].kind for name in names}
    if len(kinds) != 1 or not kinds <= {COUNT, PERCENT}:
        return {}
    kind = kinds.pop()
    heads = _heads([key_of(form.inputs[name].label) for name in names])
    by_words = {name: _behind(head, text, kind) for name, head in zip(names, heads, strict=True)}
    if all(len(each) == 1 for each in by_words.values()):
        found = {name: next(iter(each)) for name, each in by_words.items()}
        return found if kind != PERCENT or _are_cumulative(list(found.values()), text) else {}
    if kind != PERCENT or any(by_words.values()):
        return {}
    return _in_order(names, text)


def _are_cumulative(values: list[Decimal], text: str) -> bool:
    """Whether percentages can be those up to the end of each quarter.

    Cumulative ones never fall; and where a sum of all is told as well, they are single ones.
    """
    told = sum(match["unit"] == "%" for match in _FIGURES.finditer(text))
    return values == sorted(values) and not (_SUMMED_UP in text and told > len(values))


def _heads(labels: list[str]) -> list[str]:
    """The shortest beginning of each label that no other begins with."""
    return [
        next(
            (
                label[:length]
                for length in range(_SHORTEST_HEAD, len(label) + 1)
                if sum(other.startswith(label[:length]) for other in labels) == 1
            ),
            label,
        )
        for label in labels
    ]


def _behind(head: str, text: str, kind: str) -> set[Decimal]:
    """The figures that stand behind a word."""
    found = re.finditer(re.escape(head) + _BETWEEN + _FIGURE, text)
    values = {_value(match["figure"], match["unit"] or "", kind) for match in found}
    return {value for value in values if value is not None}


def _value(figure: str, unit: str, kind: str) -> Decimal | None:
    if kind == PERCENT and not unit:
        unit = "%" if Decimal(figure) > _SURELY_PERCENT or not Decimal(figure) else "?"
    return understand(figure + unit, Kind(kind)).value


def _in_order(names: tuple[str, ...], text: str) -> dict[str, Decimal]:
    """As many percentages as there are inputs, one after the other; one may lack its sign."""
    found = [
        match
        for match in _FIGURES.finditer(text)
        if text[match.end() : match.end() + 1] not in _NO_FIGURE_OF_ITS_OWN
    ]
    signs = sum(match["unit"] == "%" for match in found)
    if len(found) != len(names) or signs < len(names) - 1:
        return {}
    values = [Decimal(match["figure"]).scaleb(-2) for match in found]
    return dict(zip(names, values, strict=True)) if _are_cumulative(values, text) else {}
