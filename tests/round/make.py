"""A round: who gets what role, what is planted where, and the truth about all of it.

What truth.json holds is told in `round.truth`.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from round import names
from round.content import Recipient, filled_book, recipient
from round.deck import NOT_FOR_OUTDATED, NOT_FOR_ROUND, Deck
from round.deliver import Delivery, moment, no_form, no_workbooks, placed, saved_at, unreadable, write_files
from round.draft import BookDraft, Expected, new_draft, write
from round.faults.file import outdated
from round.figures import project_figures
from round.roster import write_roster
from round.truth import file_truth, findings_of, of_the_file
from round.typed import typed_by_hand

YEAR = 2020
_NOTHING_SAID = (
    "自评表（终稿）",
    "附件1",
    "新建 Microsoft Excel 工作表",
    "绩效自评",
    "2020年度报表",
    "扫描件转换",
    "部门上报",
)
# How many of a hundred departments have each role; one at least.
_SHARES = {
    "missing": 7, "twice": 5, "foreign_unit": 3, "other_year": 3, "renamed": 5, "unknown_unit": 4,
    "projects_missing": 4, "projects_unknown": 4, "older_template": 4, "typed_by_hand": 4,
}  # fmt: skip


class RoundMaker:
    """Makes one round."""

    def __init__(self, departments: int, projects: int, seed: int) -> None:
        self.rng = random.Random(seed)
        self.deck = Deck(self.rng)
        self.files: list[tuple[Delivery, dict[str, Any]]] = []
        self.truth: dict[str, Any] = {"year": YEAR, "seed": seed, "files": [], "missing": []}
        self.truth |= {
            key: [] for key in (*_SHARES, "unreadable", "no_form", "other_standard", "passed_over")
        }
        self.budgets: dict[str, Decimal] = {}
        units = names.unit_names(departments, self.rng)
        self.units = set(units)
        counts = self._counts(departments, projects)
        self.recipients = [
            recipient(unit, f"{101 + at}", count, self.rng)
            for at, (unit, count) in enumerate(zip(units, counts, strict=True))
        ]

    def _counts(self, departments: int, projects: int) -> list[int]:
        """How many projects each department has: some none, a few very many."""
        weights = [self.rng.choice([0, 1, 1, 2, 2, 3, 4, 8]) for _ in range(departments)]
        scale = projects / max(1, sum(weights))
        counts = [min(30, int(weight * scale)) for weight in weights]
        open_ones = [at for at, weight in enumerate(weights) if weight]
        while sum(counts) < projects and any(counts[at] < 30 for at in open_ones):
            counts[self.rng.choice([at for at in open_ones if counts[at] < 30])] += 1
        return counts

    def make(self) -> dict[str, Any]:
        """All files and the truth; nothing is written so far."""
        for role, recipients in self._roles().items():
            for number, one in enumerate(recipients):
                getattr(self, f"_{role}")(one, number, recipients)
        self._no_form()
        self._place()
        return self.truth

    def write(self, folder: Path) -> None:
        """The round into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        others = [Delivery(name, data, moment(self.rng)) for name, data in no_workbooks().items()]
        self.truth["passed_over"] = [each.file for each in others]
        write_files(folder / "回收", [*(each for each, _ in self.files), *others])
        for one in self.recipients:
            for project in one.projects:
                one.funds.setdefault(project, self._funds(one, project))
        write_roster(folder / "roster.xlsx", self.recipients, self.budgets, self.rng)
        text = json.dumps(self.truth, ensure_ascii=False, indent=1, default=str)
        (folder / "truth.json").write_text(text, encoding="utf-8")

    # ------------------------------------------------------------ who does what

    def _roles(self) -> dict[str, list[Recipient]]:
        waiting = self.rng.sample(self.recipients, len(self.recipients))
        with_projects = [one for one in waiting if len(one.projects) > 1]
        chosen: dict[str, list[Recipient]] = {}
        for role, share in sorted(_SHARES.items(), key=lambda each: not each[0].startswith("projects")):
            count = max(1, len(self.recipients) * share // 100) * (2 if role == "foreign_unit" else 1)
            pool = with_projects if role.startswith("projects") else waiting
            chosen[role] = pool[:count]
            waiting = [one for one in waiting if one not in chosen[role]]
            with_projects = [one for one in with_projects if one not in chosen[role]]
        return {**chosen, "plain": waiting}

    def _book(
        self,
        one: Recipient,
        *,
        without: Sequence[str] = (),
        faults: bool = True,
        year: int = YEAR,
        **more: Any,
    ) -> BookDraft:
        drawn = self.deck.draw((*NOT_FOR_ROUND, *without)) if faults else []
        book, planted = filled_book(one, year, self.rng, drawn, **more)
        self.deck.put_back([each for each in drawn if each not in planted])
        budget = book.department.true.get("年初预算金额")
        if isinstance(budget, Decimal):
            self.budgets[one.unit] = budget
        return book

    def _deliver(
        self, book: BookDraft, name: str, kind: str = "issued", unit: str | None = None
    ) -> dict[str, Any]:
        when = moment(self.rng)
        data = saved_at(write(book), when)
        whole = "whole" in book.tags  # of no standard that is known here
        known = file_truth(
            f"{name}.xlsx",
            findings_of(book, data),
            kind=kind,
            unit=unit or book.unit,
            unit_stated=None if whole else str(book.department.meant["填报单位"]),
            year=book.year,
            projects=[
                str(form.meant["项目名称"]) for form in book.projects if form.instance.name not in book.lost
            ],
        )
        for lost in book.lost if book.year == YEAR else ():
            gone = {"unit": book.unit, "name": lost}
            if gone not in self.truth["projects_missing"]:
                self.truth["projects_missing"].append(gone)
        self.files.append((Delivery(f"{name}.xlsx", data, when), known))
        if whole:
            self.truth["other_standard"].append({"known": known, "unit": book.unit})
        return known

    def _plain(self, one: Recipient, number: int, _: list[Recipient]) -> None:
        self._deliver(self._book(one), one.unit)

    def _missing(self, one: Recipient, number: int, _: list[Recipient]) -> None:
        self.truth["missing"].append(one.unit)
        bad = list(unreadable(b"PK\3\4" + bytes(range(256)) * 9).items())
        if number % 2 == 0 and number // 2 < len(bad):
            why, (suffix, data) = bad[number // 2]
            entry = file_truth(
                f"{one.unit}{suffix}",
                [of_the_file("unreadable-file", f"unreadable-file/{why}")],
                kind="unreadable",
                unit=one.unit,
                readable=False,
            )
            self.files.append((Delivery(entry["file"], data, moment(self.rng)), entry))
            self.truth["unreadable"].append({"known": entry, "unit": one.unit, "why": why})

    def _twice(self, one: Recipient, number: int, _: list[Recipient]) -> None:
        # What a second version still has to say is said of the first one, too.
        first = self._book(one, without=("wrong-standard",))
        second = copy.copy(first)
        second.forms = [copy.copy(form) for form in first.forms]
        department = second.forms[0]
        department.meant = dict(department.meant)
        differs = []
        for name in ("单位职能概况", "单位负责人", "其他", "说明_基础信息完善性")[
            : 0 if number % 4 == 3 else 3
        ]:
            if department.claim(name):
                old = department.meant[name]
                department.meant[name] = f"{old or ''}（已核）"
                differs.append(
                    {
                        "form": "department",
                        "project": "",
                        "field": name,
                        "first": old,
                        "second": department.meant[name],
                    }
                )
        before, after = self._deliver(first, one.unit), self._deliver(second, f"{one.unit}（更正）")
        older, newer = self.files[-2][0], self.files[-1][0]
        newer.when = older.when + timedelta(days=1 + number % 3, minutes=2)
        newer.data = saved_at(newer.data, newer.when)
        self.truth["twice"].append(
            {
                "unit": one.unit,
                "counted": after,
                "superseded": before,
                "identical": not differs,
                "differs": differs,
            }
        )

    def _foreign_unit(self, one: Recipient, number: int, pair: list[Recipient]) -> None:
        if number % 2:
            return
        other = pair[number + 1]
        known = self._deliver(self._book(other), one.unit)
        self.truth["foreign_unit"].append({"known": known, "named": one.unit, "contains": other.unit})
        self.truth["missing"].append(one.unit)

    def _other_year(self, one: Recipient, number: int, _: list[Recipient]) -> None:
        known = self._deliver(self._book(one, year=YEAR - 1), one.unit)
        self.truth["other_year"].append({"known": known, "unit": one.unit, "year": YEAR - 1})

    def _renamed(self, one: Recipient, number: int, _: list[Recipient]) -> None:
        name = _NOTHING_SAID[number % len(_NOTHING_SAID)] + (
            "" if number < len(_NOTHING_SAID) else f" ({number})"
        )
        known = self._deliver(self._book(one), name)
        self.truth["renamed"].append({"known": known, "unit": one.unit})

    def _unknown_unit(self, one: Recipient, number: int, _: list[Recipient]) -> None:
        stated = names.one_off(one.unit, self.rng, self.units)
        without = ("unit-mismatch", "missing-input/the unit", "template-outdated", "wrong-standard")
        book = self._book(one, unit_typed=stated, without=without)
        stamped = number % 2 == 0
        if not stamped:
            book.mutations.append(_without_stamp)
        known = self._deliver(book, stated)
        self.truth["unknown_unit"].append(
            {"known": known, "stated": stated, "nearest": one.unit, "stamped": stamped}
        )

    def _projects_missing(self, one: Recipient, number: int, _: list[Recipient]) -> None:
        lost = self.rng.choice(one.projects)
        one.funds[lost] = self._funds(one, lost)
        kept = [name for name in one.projects if name != lost]
        whole = number % 2 == 0
        more = [one.funds[lost]] if whole else []
        book = self._book(
            one,
            projects=kept,
            more_funds=more,
            without=("sum-across-forms", "wrong-standard") if whole else ("wrong-standard",),
        )
        known_sum = book.department.meant["重点项目支出"] is not None and all(
            form.meant[name] is not None
            for form in book.projects
            for name in ("预算市级资金", "预算其他资金")
        )
        lost_form = any(each.fault == "field-not-found/a project's sheet" for each in book.expected)
        if whole and known_sum and not lost_form:
            book.expected.append(
                Expected(
                    "sum-across-forms",
                    "hint",
                    0,
                    "重点项目支出",
                    "sum-across-forms/a project form is missing",
                )
            )
        self._deliver(book, one.unit)
        self.truth["projects_missing"].append({"unit": one.unit, "name": lost})

    def _projects_unknown(self, one: Recipient, number: int, _: list[Recipient]) -> None:
        book = self._book(one, without=("wrong-standard", "field-not-found/a project"))
        form = next(form for form in book.projects if form.claim("项目名称"))
        right = form.instance.name
        other = f"{right}（二期）" if number % 2 == 0 else "临时应急处置经费"
        form.meant["项目名称"] = other
        self._deliver(book, one.unit)
        self.truth["projects_unknown"].append(
            {"unit": one.unit, "name": other, "nearest": right if number % 2 == 0 else None}
        )
        self.truth["projects_missing"].append({"unit": one.unit, "name": right})

    def _older_template(self, one: Recipient, number: int, _: list[Recipient]) -> None:
        book = self._book(one, without=NOT_FOR_OUTDATED)
        outdated(book)
        book.expected.append(Expected("template-outdated", "warning", fault="template-outdated"))
        known = self._deliver(book, one.unit)
        self.truth["older_template"].append({"known": known, "unit": one.unit})

    def _typed_by_hand(self, one: Recipient, number: int, _: list[Recipient]) -> None:
        book = self._book(one, faults=False)
        delivered, known = typed_by_hand(book, number, moment(self.rng), self.rng)
        self.files.append((delivered, known))
        self.truth["typed_by_hand"].append({"known": known, "unit": one.unit})

    # ------------------------------------------------------------ closing

    def _no_form(self) -> None:
        """Somebody sends another workbook along."""
        finding = of_the_file("wrong-standard", "wrong-standard/no form in it")
        known = file_truth("联络员名单.xlsx", [finding], kind="no form")
        self.files.append((Delivery(known["file"], no_form(), moment(self.rng)), known))
        self.truth["no_form"].append({"known": known})

    def _funds(self, one: Recipient, project: str) -> dict[str, Any]:
        (draft,) = new_draft(one.unit, YEAR, (project,)).projects
        project_figures(draft, self.rng)
        return dict(draft.meant)

    def _place(self) -> None:
        """Give every file its place, and put that into all that names it."""
        places = placed([each.file for each, _ in self.files], self.rng)
        for delivery, known in self.files:
            delivery.file = known["file"] = places[delivery.file]
            self.truth["files"].append(known)
        for each in self.truth["twice"]:
            each["counted"], each["superseded"] = each["counted"]["file"], each["superseded"]["file"]
        for key in _SHARES:
            for each in self.truth[key]:
                if isinstance(each, dict) and "known" in each:
                    each["file"] = each.pop("known")["file"]
        for key in ("unreadable", "no_form", "other_standard"):
            for each in self.truth[key]:
                each["file"] = each.pop("known")["file"]


def _without_stamp(data: bytes) -> bytes:
    """All that issuing wrote into the properties is lost, as some programs lose it."""
    from returns import with_property

    for key in ("standard", "version", "form", "fingerprint", "year", "issue", "formulas"):
        data = with_property(data, f"jzxl.{key}", "")
    return data
