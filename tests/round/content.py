"""A whole workbook, consistently filled, with faults planted on the way."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from round import names
from round.draft import BookDraft, FormDraft, new_draft
from round.faults.model import Fault, Phase
from round.figures import department_figures, project_figures
from round.goals import fill_goals, put_goals, score_goals
from round.narratives import write_texts


@dataclass(frozen=True)
class Recipient:
    """A department of the roster, and what is known of its projects before anything is planted.

    Attributes:
        funds: of each project, by the names of the fields.
    """

    unit: str
    code: str
    projects: tuple[str, ...]
    people: tuple[tuple[str, str, str, str], ...]
    funds: dict[str, dict[str, Decimal | str | None]] = field(default_factory=dict)


def recipient(unit: str, code: str, projects: int, rng: random.Random) -> Recipient:
    """Somebody to issue to."""
    people = []
    while len(people) < 2:
        person = names.person(rng)
        if all(person != other[0] for other in people):
            people.append((person, names.post(rng), names.office(rng), names.phone(rng)))
    return Recipient(unit, code, tuple(names.project_names(projects, rng)), tuple(people))


def filled_book(
    one: Recipient,
    year: int,
    rng: random.Random,
    faults: Sequence[Fault] = (),
    *,
    projects: Sequence[str] | None = None,
    unit_typed: str | None = None,
    more_funds: Sequence[dict[str, Decimal | str | None]] = (),
) -> tuple[BookDraft, list[Fault]]:
    """A workbook as this department returns it.

    Args:
        faults: to be planted as far as they fit what the workbook holds and each other.
        projects: those that it has a form for, all of them unless given.
        unit_typed: what stands for 填报单位 in every form.
        more_funds: of projects that have no form in it, but are part of the department's key projects.

    Returns:
        the draft, and the faults that were planted.
    """
    book = new_draft(one.unit, year, tuple(one.projects if projects is None else projects))
    planted: list[Fault] = []

    def plant(phase: Phase) -> None:
        for fault in faults:
            if fault.phase is phase and fault not in planted:
                found = fault.plant(book, rng)
                if found is not None:
                    book.expected += found
                    planted.append(fault)

    for form in book.projects:
        if form.instance.name in one.funds:
            form.meant |= one.funds[form.instance.name]
        else:
            project_figures(form, rng)
    plant(Phase.FUNDS)
    for form in book.projects:
        one.funds.setdefault(form.instance.name, dict(form.meant))
    department_figures(book.department, book.projects, rng)
    for funds in more_funds:
        for name in ("重点项目支出", "项目总支出"):
            parts = (book.department.meant[name], funds["预算市级资金"], funds["预算其他资金"])
            book.department.meant[name] = sum(
                (each for each in parts if isinstance(each, Decimal)), Decimal(0)
            )
    plant(Phase.FIGURES)
    for form in book.forms:
        form.true |= form.meant
    for form in book.projects:
        fill_goals(form, rng, year)
    plant(Phase.GOALS)
    for form in book.forms:
        put_goals(form)
        score_goals(form, rng)
    _open_weights(book.department, rng)
    plant(Phase.ENTRIES)
    book.facts = write_texts(book, rng, list(one.people), one.code)
    if unit_typed is not None:
        for form in book.forms:
            form.meant["填报单位"] = unit_typed
    plant(Phase.CELLS)
    plant(Phase.FILE)
    return book, planted


def _open_weights(form: FormDraft, rng: random.Random) -> None:
    """Now and then a unit moves points within a block."""
    if rng.random() < 0.75:
        return
    for name, other in (("经济效益", "社会效益"), ("质量达标情况", "完成实绩情况")):
        weights = {each.name: form.weight(each) for each in form.judged}
        form.meant |= {f"分值_{name}": weights[name] + 1, f"分值_{other}": weights[other] - 1}
        score = form.meant[f"得分_{other}"]
        assert isinstance(score, Decimal)
        form.meant[f"得分_{other}"] = min(score, weights[other] - 1)
