"""Figures that do not go together: within the budget, and between the forms."""

from __future__ import annotations

import random
from decimal import Decimal

from round.draft import BookDraft, Expected, FormDraft
from round.faults.model import ERROR, HINT, WARNING, Phase, at, fault
from round.figures import part_of

_BALANCE = ("上年结转金额", "年初预算金额", "预算调整金额", "其他调整资金", "预算执行金额")
_BUDGET = ("预算市级资金", "预算其他资金")


def number(form: FormDraft, name: str) -> Decimal:
    """A figure that is meant."""
    value = form.meant[name]
    assert isinstance(value, Decimal), name
    return value


def budget(form: FormDraft) -> Decimal:
    """What a project may cost."""
    return number(form, _BUDGET[0]) + number(form, _BUDGET[1])


@fault("balance", Phase.FIGURES)
def _balance(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    form = book.department
    if not form.claim("年末结余金额", rests_on=_BALANCE):
        return None
    form.meant["年末结余金额"] = (
        number(form, "年末结余金额") + Decimal(rng.choice([4, 10, 90, 900, 2700])) / 100
    )
    return [at("balance", ERROR, 0, "年末结余金额")]


@fault("funds/more spent than came", Phase.FUNDS)
def _overspent(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form in rng.sample(book.projects, len(book.projects)):
        if form.claim("预算下达资金", "支出市级资金", rests_on=_BUDGET):
            form.meant["预算下达资金"] = part_of(budget(form), 0.5, 0.8, rng)
            form.meant["支出市级资金"] = part_of(budget(form), 0.82, 0.99, rng)
            return [at("funds", WARNING, form.number, "支出市级资金")]
    return None


@fault("funds/more came than was budgeted", Phase.FUNDS)
def _overfunded(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form in rng.sample(book.projects, len(book.projects)):
        if form.claim("预算下达资金", rests_on=("支出市级资金", *_BUDGET)):
            form.meant["预算下达资金"] = budget(form) + Decimal(rng.randint(1, 4000)) / 100
            return [at("funds", WARNING, form.number, "预算下达资金")]
    return None


@fault("funds/carried-over money fills the gap", Phase.FUNDS)
def _carried(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    for form in rng.sample(book.projects, len(book.projects)):
        gap = number(form, "预算下达资金") - number(form, "支出市级资金")
        if gap > 0 and form.claim("支出上年结转", rests_on=("预算下达资金", "支出市级资金")):
            form.meant["支出上年结转"] = gap
            return [at("funds", HINT, form.number, "支出上年结转")]
    return None


def _whole(book: BookDraft) -> Decimal | None:
    """What all projects may cost; None where other faults touch it."""
    if not book.projects or not book.department.claim("重点项目支出", rests_on=("项目总支出",)):
        return None
    if not all(form.claim(rests_on=_BUDGET) for form in book.projects):
        return None
    return sum((budget(form) for form in book.projects), Decimal(0))


@fault("sum-across-forms/projects more than the whole", Phase.FIGURES)
def _projects_more(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    whole = _whole(book)
    if whole is None or whole < 4:
        return None
    book.department.meant["重点项目支出"] = part_of(whole, 0.5, 0.95, rng)
    return [at("sum-across-forms", HINT, 0, "重点项目支出")]


@fault("sum-across-forms/projects less than the whole", Phase.FIGURES)
def _projects_less(book: BookDraft, rng: random.Random) -> list[Expected] | None:
    whole = _whole(book)
    if whole is None:
        return None
    meant = book.department.meant
    meant["重点项目支出"] = whole + Decimal(rng.randint(100, 20000)) / 100
    # All projects cost no less than the major ones.
    meant["项目总支出"] = max(meant["项目总支出"], meant["重点项目支出"])
    return [at("sum-across-forms", HINT, 0, "重点项目支出")]
