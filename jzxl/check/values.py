"""What was typed: missing, not a number, a number written as text, out of what is possible."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from jzxl.check.case import Case, content, quoted
from jzxl.check.finding import Finding, Severity
from jzxl.check.shown import shown_figure
from jzxl.evaluate import has_no_value
from jzxl.form import naming
from jzxl.form.cells import SCORE
from jzxl.form.live_checks import allowed
from jzxl.form.model import COUNT, PERCENT, UNITS, Input
from jzxl.read.entry import Entry
from jzxl.read.typed import Manner, plain
from jzxl.rule.decimals import decimal_text, exact
from jzxl.spelling import in_quotes

_FIGURE = re.compile(r"\d+(?:\.\d+)?", re.ASCII)


def missing_input(case: Case) -> Iterator[Finding]:
    """Every number and every required text is filled; a form that nobody filled is one finding."""
    # Rows that need not be used are looked at row by row.
    blank_numbers = [
        name
        for name in case.cells.numbers
        if name not in case.cells.optional
        and not _may_be_blank(case, name)
        and _is_missing_number(case, name)
    ]
    blank_texts = [
        name for name, required in case.cells.texts.items() if required and _is_missing_text(case, name)
    ]
    inputs = [name for name in blank_numbers if name in case.form.inputs]
    untouched = not_filled(case)
    if untouched and nothing_filled(case):
        yield case.finding(
            "missing-input",
            Severity.ERROR,
            inputs[0],
            "这张表还没有填写：要填的数和自评得分都是空白；请填好再报。",
        )
        return
    if untouched:
        yield case.finding(
            "missing-input", Severity.ERROR, inputs[0], "要填的数一项也没有填，得分无法计算；请补填。"
        )
        blank_numbers = [name for name in blank_numbers if name not in case.form.inputs]
    for name in blank_numbers:
        entry = case.entry(name)
        if entry is not None and has_no_value(entry):
            yield case.finding(
                "missing-value",
                Severity.WARNING,
                name,
                f"{in_quotes(case.cells.items[name])}填的是公式（={entry.formula}），没有保存计算结果；"
                "请用 Excel 或 WPS 打开后重新保存，或直接填数字。",
            )
            continue
        yield case.finding(
            "missing-input",
            Severity.ERROR,
            name,
            f"{in_quotes(case.cells.items[name])}没有填，相关得分无法计算；请补填。",
        )
    yield from _no_part_filled(case)
    for name in blank_texts:
        yield case.finding(
            "missing-input", Severity.WARNING, name, f"{in_quotes(case.cells.items[name])}没有填；请补填。"
        )


def _may_be_blank(case: Case, name: str) -> bool:
    each = case.form.inputs.get(name)
    return each is not None and each.optional


def _no_part_filled(case: Case) -> Iterator[Finding]:
    """Where amounts may be left blank that make up others, at least one of them is filled."""
    for group in case.form.input_groups:
        parts = [each.name for each in group.inputs if each.optional and each.name in case.filled.numbers]
        wholes = [case.evaluation.inputs.get(each.name) for each in group.inputs if not each.optional]
        if parts and any(wholes) and all(_is_missing_number(case, name) for name in parts):
            yield case.finding(
                "missing-input",
                Severity.WARNING,
                parts[0],
                f"{in_quotes(group.title)}只填了总数，各项一项也没有填；请补填，没有的填 0。",
            )


def not_filled(case: Case) -> bool:
    """Whether every input that has a place is blank."""
    placed = [name for name in case.form.inputs if name in case.filled.numbers]
    return bool(placed) and all(_is_missing_number(case, name) for name in placed)


def nothing_filled(case: Case) -> bool:
    """Whether nobody filled the form: every input and every judged score is blank."""
    scores = [naming.score(each) for each in case.form.judged]
    placed = [name for name in scores if name in case.filled.numbers]
    return (
        not_filled(case) and not case.filled.scored and all(_is_missing_number(case, name) for name in placed)
    )


def _is_missing_number(case: Case, name: str) -> bool:
    understood = case.filled.numbers.get(name)
    if understood is None:
        return False
    return understood.manner is Manner.BLANK or (
        understood.manner is Manner.NONE and understood.value is None
    )


def _is_missing_text(case: Case, name: str) -> bool:
    entry = case.entry(name)
    return entry is not None and case.evaluation.inputs.get(name) is None


def not_a_number(case: Case) -> Iterator[Finding]:
    """What stands in a cell for a number can be understood as one."""
    for name, understood in case.filled.numbers.items():
        entry = case.entry(name)
        if understood.manner is not Manner.UNCLEAR or entry is None:
            continue
        stated = content(entry.value)
        example = "，百分数请带 %，例如 6.8%" if case.cells.numbers[name] == PERCENT else ""
        yield case.finding(
            "not-a-number",
            Severity.ERROR,
            name,
            f"{in_quotes(case.cells.items[name])}应填数字，填的是{quoted(stated)}，看不出是多少；请只填数字{example}。",
            stated=stated,
        )


def number_as_text(case: Case) -> Iterator[Finding]:
    """A number is a number, not a text; what was understood from a text is said."""
    unread = case.filled.by_labels and not any(map(has_no_value, case.filled.entries.values()))
    for name, understood in case.filled.numbers.items():
        entry = case.entry(name)
        if understood.value is None or understood.manner not in (Manner.TEXT, Manner.NONE) or entry is None:
            continue
        if case.filled.by_labels and _is_stroke(entry):
            continue  # The printed form itself has strokes where there is nothing.
        if unread and _is_bare(entry, understood.value):
            continue  # On a typed sheet no formula reads it, or all give something: its being a text does no harm.
        stated = content(entry.value)
        yield case.finding(
            "number-as-text",
            Severity.HINT,
            name,
            f"{in_quotes(case.cells.items[name])}填的是文字{quoted(stated)}，已按 {with_unit(case, name, understood.value)} "
            "计算；以后请只填数字。",
            stated=stated,
            expected=understood.value,
        )


def _is_stroke(entry: Entry) -> bool:
    """Whether a dash stands there and nothing else."""
    text = "".join(str(entry.value).split())
    return bool(text) and all(unicodedata.category(each) == "Pd" for each in text)


def _is_bare(entry: Entry, value: Decimal) -> bool:
    """Whether a text states the number itself; in another unit, the figure written is another one."""
    written = _FIGURE.findall(unicodedata.normalize("NFKC", str(entry.value)).replace(",", ""))
    return len(written) == 1 and Decimal(written[0]) in (abs(value), abs(value) * 100)


def with_unit(case: Case, name: str, value: Decimal) -> str:
    """A number of a field as one writes it, with the unit of the field."""
    kind = case.cells.numbers[name]
    if kind == PERCENT:
        return f"{_digits(value * 100)}%"
    return f"{_digits(value)} {'分' if kind == SCORE else UNITS[kind]}"


def _digits(value: Decimal) -> str:
    figure = shown_figure(value)
    return plain(figure) if isinstance(figure, Decimal) else str(figure)


def input_out_of_range(case: Case) -> Iterator[Finding]:
    """An input is possible: not negative where it cannot be, whole where it counts people."""
    for name, each in case.form.inputs.items():
        understood = case.filled.numbers.get(name)
        if understood is None or understood.value is None:
            continue
        value = understood.value
        negative = value < 0 and not each.signed
        broken = each.kind == COUNT and value != value.to_integral_value()
        too_large = each.most is not None and value > each.most
        if negative or broken or too_large:
            yield case.finding(
                "input-out-of-range",
                Severity.WARNING,
                name,
                f"{in_quotes(each.item)}填的是 {with_unit(case, name, value)}，应为{allowed(each)}；"
                f"{_perhaps_typed_as_points(case, each, value) or '请核对'}。",
                stated=value,
            )


def _perhaps_typed_as_points(case: Case, each: Input, value: Decimal) -> str:
    """What to type where a percentage came out a hundred times too large: 25 in a cell that shows 2500%."""
    hundredth = value / 100
    if each.kind != PERCENT or each.most is None or not each.most < value <= each.most * 100:
        return ""
    meant = f"{_digits(hundredth * 100)}%"
    # On a sheet that somebody typed, the cell may have any format.
    how = "" if case.filled.by_labels else f"（单元格已是百分数格式，填 {meant.rstrip('%')} 也可以）"
    return f"是不是 {meant}？是的话请改填 {meant}{how}"


def not_a_choice(case: Case) -> Iterator[Finding]:
    """A text that is to be chosen from a list is one of it."""
    for name, field in case.form.fields_by_name.items():
        text = case.evaluation.inputs.get(name)
        if field.choices and isinstance(text, str) and text not in field.choices:
            yield case.finding(
                "not-a-choice",
                Severity.WARNING,
                name,
                f"{in_quotes(case.cells.items[name])}填的是{quoted(text)}，只能是“{'”或“'.join(field.choices)}”；请更正。",
                stated=text,
            )


def score_out_of_range(case: Case) -> Iterator[Finding]:
    """A judged score lies between 0 and its 设定分值."""
    for indicator in case.form.judged:
        name = naming.score(indicator)
        understood = case.filled.numbers.get(name)
        weight = case.filled.numbers.get(naming.weight(indicator))
        if understood is None or understood.value is None:
            continue
        most = indicator.weight
        if weight is not None and weight.value is not None:
            most = exact(weight.value)
        if not 0 <= exact(understood.value) <= most:
            yield case.finding(
                "score-out-of-range",
                Severity.ERROR,
                name,
                f"{in_quotes(indicator.label)}自评 {_digits(understood.value)} 分，应在 0 到 {decimal_text(most)} 分之间；"
                "请更正；复核得分暂按最接近的分数计算，表上的合计仍按填报的分数。",
                stated=understood.value,
                expected=f"0–{decimal_text(most)}",
                basis=case.basis_of(indicator),
            )
