"""Workbooks that another jzxl issued for the same definitions, with formulas that it wrote in another way."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from national_returns import NATIONAL_YEAR, national_form
from returns import (
    PROJECTS,
    STANDARD,
    UNIT,
    YEAR,
    catalog,
    filled,
    formula_changed,
    place,
    read,
    typed,
    with_property,
)

from jzxl.form.model import Form
from jzxl.issue.recipient import Order, issue_workbook
from jzxl.issue.stamp import Stamp
from jzxl.package import open_package
from jzxl.review import review_file

_NAME = "得分_支付进度"
_OTHERS = "0123456789abcdef"


def _rewritten(value: Decimal = Decimal(0)) -> bytes:
    """A score's formula that says the same in other words."""
    formula = read(filled()).entries[_NAME].formula
    return formula_changed(filled(), _NAME, f"0+({formula})", value)


def _found(workbook: bytes) -> list[tuple[str, str]]:
    result, _ = review_file(workbook, catalog(), with_copy=False, shown="来件.xlsx")
    return [(each.code, each.name) for each in result.findings]


def test_formulas_that_were_issued_are_not_called_edited() -> None:
    assert _found(with_property(_rewritten(), "jzxl.formulas", _OTHERS)) == _found(filled())


@pytest.mark.parametrize("stamped", [None, ""], ids=["by this jzxl", "by one that does not tell"])
def test_others_are(stamped: str | None) -> None:
    workbook = _rewritten() if stamped is None else with_property(_rewritten(), "jzxl.formulas", stamped)
    assert set(_found(workbook)) - set(_found(filled())) == {("formula-edited", _NAME)}


def test_what_they_give_is_held_against_the_score_due() -> None:
    workbook = with_property(_rewritten(Decimal(1)), "jzxl.formulas", _OTHERS)
    assert ("score-mismatch", _NAME) in _found(workbook)


def test_the_copy_leaves_them_alone(tmp_path: Path) -> None:
    """Ours may refer to what that workbook lacks."""
    wrong = typed(with_property(_rewritten(), "jzxl.formulas", _OTHERS), {"得分_预算调整率": Decimal("0.5")})
    result, copy = review_file(wrong, catalog(), with_copy=True, shown="来件.xlsx")
    assert copy is not None
    before, after = read(wrong).entries, read(copy).entries
    for name in (_NAME, "得分_预算调整率"):
        assert (after[name].formula, after[name].value) == (before[name].formula, before[name].value)
    said = [each.message for each in result.findings if each.name == "得分_预算调整率"]
    assert said and all("已恢复公式" not in message for message in said)
    assert place(copy, _NAME) == place(wrong, _NAME)


def _stamp(
    forms: tuple[Form, ...], year: int, projects: tuple[str, ...], rows: tuple[tuple[str, int], ...]
) -> Stamp:
    workbook = issue_workbook(Order(UNIT, year, forms, projects, goal_rows=rows))
    stamp = Stamp.read(open_package(workbook).properties)
    assert stamp is not None
    return stamp


@pytest.mark.parametrize("standard", [STANDARD, "national-2020"])
def test_what_the_stamp_says_does_not_depend_on_the_recipient(standard: str) -> None:
    forms = tuple(catalog().forms[standard].values())
    year = YEAR if standard == STANDARD else NATIONAL_YEAR
    stamps = [
        _stamp(forms, year, PROJECTS[:1], ()),
        _stamp(forms, year, PROJECTS, (("数量指标", 9), ("质量指标", 4))),
    ]
    assert len({each.formulas for each in stamps}) == 1
    assert stamps[0].formulas
    assert all(each.has_formulas_of(forms) for each in stamps)


def test_it_depends_on_what_the_formulas_are() -> None:
    forms = [*catalog().forms[STANDARD].values(), national_form()]
    assert len({Stamp.of([form], YEAR, UNIT).formulas for form in forms}) == len(forms)
