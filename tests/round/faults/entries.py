"""Numbers that were typed badly, or not at all."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from decimal import Decimal

from round.draft import BookDraft, Expected, FormDraft
from round.faults.figures import number
from round.faults.model import ERROR, HINT, WARNING, Phase, at, fault
from round.faults.scores import sum_of
from round.figures import text

_FULL_WIDTH = str.maketrans("0123456789.-", "０１２３４５６７８９．－")


def _inputs(book: BookDraft, rng: random.Random) -> Iterator[tuple[FormDraft, str]]:
    """Inputs of all forms in random order; half of the time those of the department come first."""
    found = [(form, name) for form in book.forms for name in form.instance.form.inputs]
    found = rng.sample(found, len(found))
    if rng.random() < 0.5:
        found.sort(key=lambda each: each[0].number > 0)
    yield from found


def _claim(form: FormDraft, name: str) -> bool:
    return form.claim(name, rests_on=form.dependents(name))


@fault("missing-input/an input", Phase.ENTRIES)
def _input_blank(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form, name in _inputs(book, rng):
        if _claim(form, name):
            form.meant[name] = None
            # Where an amount belongs a stroke means that there is none.
            if form.instance.form.inputs[name].kind == "percent" and rng.random() < 0.5:
                form.typed[name] = rng.choice(("—", "——"))
            return [at("missing-input", ERROR, form.number, name)]
    return None


@fault("missing-input/a judged score", Phase.ENTRIES)
def _score_blank(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form in book.some(rng):
        for indicator in rng.sample(form.judged, 4):
            name = f"得分_{indicator.name}"
            if _claim(form, name):
                form.true[name] = form.meant[name]
                form.meant[name] = None
                return [at("missing-input", ERROR, form.number, name)]
    return None


@fault("missing-input/a weight", Phase.ENTRIES)
def _weight_blank(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form in book.some(rng):
        for indicator in rng.sample(form.judged, len(form.judged)):
            name, score = f"分值_{indicator.name}", form.meant[f"得分_{indicator.name}"]
            # Without a weight of its own the form's holds for the score.
            if (
                name in form.instance.cells.fixed
                or not isinstance(score, Decimal)
                or score > indicator.weight
            ):
                continue
            if form.claim(name, sum_of(form, indicator), rests_on=form.dependents(name)):
                form.true[name] = form.weight(indicator)
                form.meant[name] = None
                return [at("missing-input", ERROR, form.number, name)]
    return None


@fault("not-a-number", Phase.ENTRIES)
def _words(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form, name in _inputs(book, rng):
        if _claim(form, name):
            form.meant[name] = None
            form.typed[name] = rng.choice(("见附件", "约12左右", "待核实", "12-15之间", "同上年"))
            return [at("not-a-number", ERROR, form.number, name)]
    return None


@fault("not-a-number/percentage without its sign", Phase.ENTRIES)
def _sign_missing(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    form = book.department
    name = f"{rng.choice('一二三四')}季度进度"
    if not _claim(form, name):
        return None
    form.typed[name] = text(number(form, name) * 100)
    form.meant[name] = None
    return [at("not-a-number", ERROR, 0, name)]


@fault("number-as-text", Phase.ENTRIES)
def _as_text(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form, name in _inputs(book, rng):
        value = form.meant[name]
        if not isinstance(value, Decimal) or not _claim(form, name):
            continue
        written = text(value)
        match form.instance.form.inputs[name].kind:
            case "count":
                ways = [f"{written}人", f"{written} 人", written.translate(_FULL_WIDTH)]
            case "percent":
                points = text(value * 100)
                ways = [f"{points}％", f"{points} %", f"{points.translate(_FULL_WIDTH)}%"]
            case _:
                ways = [f"{written}万元", f"{written} 万元", written.translate(_FULL_WIDTH), f"{value:,}万元"]
                ways += ["无", "零"] if not value else []
        form.typed[name] = rng.choice(ways)
        return [at("number-as-text", HINT, form.number, name)]
    return None


def _out_of_range(
    name: str, change: Callable[[Decimal, random.Random], Decimal]
) -> Callable[[BookDraft, random.Random], list[Expected] | None]:
    def plant(book: BookDraft, rng: random.Random) -> list[Expected] | None:
        for form in book.some(rng):
            if (
                name in form.instance.form.inputs
                and isinstance(form.meant[name], Decimal)
                and form.claim(name)
            ):
                form.meant[name] = change(number(form, name), rng)
                return [at("input-out-of-range", WARNING, form.number, name)]
        return None

    return plant


fault("input-out-of-range/half a person", Phase.ENTRIES)(
    _out_of_range("编制数", lambda value, rng: value + Decimal("0.5"))
)
fault("input-out-of-range/below zero", Phase.ENTRIES)(
    _out_of_range("政府采购预算", lambda value, rng: -value - rng.randint(1, 9))
)
fault("input-out-of-range/below zero in a project", Phase.ENTRIES)(
    _out_of_range("支出其他资金", lambda value, rng: -value - Decimal(rng.randint(1, 900)) / 100)
)
fault("input-out-of-range/points for a percentage", Phase.ENTRIES)(
    _out_of_range("四季度进度", lambda value, rng: value * 100)
)


@fault("missing-value/an input is a formula without result", Phase.ENTRIES)
def _formula_without_result(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form, name in _inputs(book, rng):
        value = form.meant[name]
        if isinstance(value, Decimal) and value > 2 and _claim(form, name):
            form.edited[name] = (f"{text(value - 1)}+1", None)
            form.meant[name] = None
            return [at("missing-value", WARNING, form.number, name)]
    return None
