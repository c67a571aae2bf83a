"""Computed cells: typed over, their formulas changed, their results old."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction

from jzxl.form.blocks import Indicator
from jzxl.rule.decimals import to_decimal
from jzxl.rule.expression import Name, Operation, names_in
from round.draft import BookDraft, Expected, FormDraft
from round.faults.figures import budget, number
from round.faults.model import ERROR, HINT, WARNING, Phase, at, fault

_CENT = Decimal("0.01")


def _computed(book: BookDraft, rng: random.Random) -> Iterator[tuple[FormDraft, Indicator]]:
    found = [(form, each) for form in book.forms for each in form.instance.form.indicators if not each.judged]
    yield from rng.sample(found, len(found))


def claim_computed(form: FormDraft, name: str) -> bool:
    """Take a computed cell; what is computed from it rests on what stands there."""
    return form.claim(name, rests_on=form.dependents(name))


def _points(form: FormDraft, name: str) -> Decimal | None:
    value = form.result(name)
    return value if isinstance(value, Decimal) else None


@fault("score-mismatch", Phase.CELLS)
def _score(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form, indicator in _computed(book, rng):
        name, weight = f"得分_{indicator.name}", form.weight(indicator)
        due = _points(form, name)
        if due is None or not claim_computed(form, name):
            continue
        wrong = (
            weight
            if due != weight and rng.random() < 0.7
            else (due + weight) / 2
            if due != weight
            else weight / 2
        )
        form.over[name] = rng.choice(
            (wrong.quantize(_CENT), wrong.quantize(_CENT), f"{wrong.quantize(_CENT)}分")
        )
        return [at("score-mismatch", ERROR, form.number, name)]
    return None


@fault("score-mismatch/cleared", Phase.CELLS)
def _score_cleared(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form, indicator in _computed(book, rng):
        name = f"得分_{indicator.name}"
        if _points(form, name) is not None and claim_computed(form, name):
            form.over[name] = None
            return [at("score-mismatch", ERROR, form.number, name)]
    return None


@fault("subtotal-mismatch", Phase.CELLS)
def _subtotal(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form in book.some(rng):
        block = rng.choice(form.instance.form.blocks)
        name = f"得分_{block.name}"
        due = _points(form, name)
        if due is not None and claim_computed(form, name):
            form.over[name] = due + rng.choice([Decimal("-1.5"), Decimal(1), Decimal("0.1"), Decimal(3)])
            return [at("subtotal-mismatch", ERROR, form.number, name)]
    return None


@fault("total-mismatch", Phase.CELLS)
def _total(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form in book.some(rng):
        due = _points(form, "综合得分")
        if due is not None and claim_computed(form, "综合得分"):
            form.over["综合得分"] = due + rng.choice(
                [Decimal("-0.5"), Decimal(1), Decimal(3), Decimal("0.01")]
            )
            return [at("total-mismatch", ERROR, form.number, "综合得分")]
    return None


@fault("grade-mismatch", Phase.CELLS)
def _grade(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form in book.some(rng):
        due = form.result("评价结果等次")
        if due and claim_computed(form, "评价结果等次"):
            form.over["评价结果等次"] = rng.choice([grade for grade in "优良中差" if grade != due])
            return [at("grade-mismatch", ERROR, form.number, "评价结果等次")]
    return None


def _worked(book: BookDraft, rng: random.Random) -> Iterator[tuple[Indicator, str, Fraction]]:
    """Explanations of the department's rates of two figures: what is divided, and the rate."""
    form = book.department
    for indicator in rng.sample(form.rated, len(form.rated)):
        assert indicator.rate is not None
        names = names_in(indicator.rate)
        known = form.results().get(indicator.rate_name)
        plain = isinstance(indicator.rate, Operation) and {
            type(indicator.rate.left),
            type(indicator.rate.right),
        } == {Name}
        if plain and isinstance(known, Fraction) and known > 0:
            first, second = (f"{number(form, name).normalize():f}" for name in names)
            if f"说明_{indicator.name}" not in form.alone | form.only_read:
                yield indicator, f"{first}/{second}", known


def _take_note(book: BookDraft, indicator: Indicator, text: str) -> str:
    name = f"说明_{indicator.name}"
    book.department.claim(name)
    book.department.over[name] = text
    return name


@fault("rate-text-mismatch", Phase.CELLS)
def _wrong_rate(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for indicator, divided, rate in _worked(book, rng):
        wrong = to_decimal(rate * 100).quantize(Decimal("0.1"), ROUND_HALF_UP) + rng.choice([3, 6, -4, 12])
        return [at("rate-text-mismatch", ERROR, 0, _take_note(book, indicator, f"{divided}={wrong}%"))]
    return None


@fault("rate-text-mismatch/cut off", Phase.CELLS)
def _cut_off(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for indicator, divided, rate in _worked(book, rng):
        for places in rng.sample((0, 1, 2), 3):
            step = Decimal(1).scaleb(-places)
            exact = to_decimal(rate * 100)
            cut = exact.quantize(step, ROUND_DOWN)
            if cut != exact.quantize(step, ROUND_HALF_UP) and cut:
                return [at("rate-text-mismatch", HINT, 0, _take_note(book, indicator, f"{divided}={cut}%"))]
    return None


@fault("rate-text-mismatch/other figures", Phase.CELLS)
def _other_figures(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for indicator, divided, rate in _worked(book, rng):
        first, second = (Decimal(each) for each in divided.split("/"))
        second += 1
        if abs(first / second - to_decimal(rate)) < Decimal("0.0001"):
            continue
        shown = (first / second * 100).quantize(_CENT, ROUND_HALF_UP)
        note = _take_note(book, indicator, f"{first.normalize():f}/{second.normalize():f}={shown}%")
        return [at("rate-text-mismatch", ERROR, 0, note)]
    return None


@fault("formula-overwritten/an explanation in words", Phase.CELLS)
def _explained_in_words(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for indicator, _, _ in _worked(book, rng):
        note = _take_note(book, indicator, rng.choice(("按决算数计算", "详见附表", "根据实际数计算得出")))
        return [at("formula-overwritten", WARNING, 0, note)]
    return None


@fault("formula-overwritten/by its own value", Phase.CELLS)
def _same_value(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form in book.some(rng):
        names = [f"得分_{each.name}" for each in form.instance.form.indicators if not each.judged]
        names += [f"得分_{block.name}" for block in form.instance.form.blocks] + ["综合得分", "评价结果等次"]
        names += [f"表头_{name}" for name in form.instance.form.shown_inputs]
        for name in rng.sample(names, len(names)):
            due = form.result(name)
            if due not in (None, "") and claim_computed(form, name):
                form.over[name] = due
                return [at("formula-overwritten", WARNING, form.number, name)]
    return None


@fault("formula-overwritten/a figure of the head", Phase.CELLS)
def _head_typed(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    form = book.department
    shown = list(form.instance.form.shown_inputs)
    for name in rng.sample(shown, len(shown)):
        due = form.result(f"表头_{name}")
        if isinstance(due, Decimal) and form.claim(f"表头_{name}"):
            form.over[f"表头_{name}"] = due + Decimal(rng.choice([1, 36, 900, 10000])) / 100
            return [at("formula-overwritten", ERROR, 0, f"表头_{name}")]
    return None


@fault("formula-overwritten/a rate", Phase.CELLS)
def _rate_typed(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    found = [(form, each) for form in book.forms for each in form.rated]
    for form, indicator in rng.sample(found, len(found)):
        due = form.result(indicator.rate_name)
        if isinstance(due, Decimal) and claim_computed(form, indicator.rate_name):
            form.over[indicator.rate_name] = (
                due.quantize(Decimal("0.0001")) + Decimal(rng.choice([5, 11])) / 100
            )
            return [at("formula-overwritten", ERROR, form.number, indicator.rate_name)]
    return None


@fault("formula-edited/another value", Phase.CELLS)
def _edited(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form, indicator in _computed(book, rng):
        name, weight = f"得分_{indicator.name}", form.weight(indicator)
        due = _points(form, name)
        if due is not None and due != weight and claim_computed(form, name):
            form.edited[name] = (f"{form.instance.prefix}分值_{indicator.name}", weight)
            return [at("formula-edited", ERROR, form.number, name)]
    return None


@fault("formula-edited/same value", Phase.CELLS)
def _edited_alike(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form, indicator in _computed(book, rng):
        name = f"得分_{indicator.name}"
        due = _points(form, name)
        if due is not None and claim_computed(form, name):
            form.edited[name] = (f"{due}+0*{form.instance.prefix}分值_{indicator.name}", due)
            return [at("formula-edited", WARNING, form.number, name)]
    return None


# Inputs on which one rate rests, and nothing else does.
_STALE = (
    "在职人数",
    "三公经费本年预算",
    "三公经费实际支出",
    "实际支出公用经费",
    "实际政府采购金额",
    "在用固定资产",
)


@fault("stale-value", Phase.CELLS)
def _stale(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    form = book.department
    for name in rng.sample(_STALE, len(_STALE)):
        value = form.meant[name]
        (indicator,) = (each for each in form.rated if name in names_in(each.rate))  # type: ignore[arg-type]
        if (
            isinstance(value, Decimal)
            and isinstance(form.result(indicator.rate_name), Decimal)
            and form.claim(name, indicator.rate_name, *form.dependents(name))
        ):
            form.meant[name] = value + 2
            form.stale[name] = value + 2
            form.typed[name] = value
            return [at("stale-value", WARNING, 0, indicator.rate_name)]
    return None


@fault("stale-value/in a project", Phase.CELLS)
def _stale_project(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form in rng.sample(book.projects, len(book.projects)):
        came, spent = form.meant["预算下达资金"], form.meant["支出市级资金"]
        if not isinstance(came, Decimal) or not isinstance(spent, Decimal):
            continue
        if any(form.meant[name] is None for name in ("预算市级资金", "预算其他资金")) or came + 2 > budget(
            form
        ):
            continue
        if spent <= came and form.claim("预算下达资金", "支出上年结转", *form.dependents("预算下达资金")):
            form.meant["预算下达资金"] = form.stale["预算下达资金"] = came + 2
            form.typed["预算下达资金"] = came
            return [at("stale-value", WARNING, form.number, "率_资金到位率")]
    return None
