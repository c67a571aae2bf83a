"""Scoring rules by worked examples (``rules.toml``), and their words."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from returns import department_form

from jzxl.form import naming
from jzxl.form.formulas import formula_book
from jzxl.rule.decimals import fixed_text
from jzxl.rule.expression import ExpressionSyntaxError, Name, Number, Operation, parse
from jzxl.rule.wording import describe

EXAMPLES = tomllib.loads((Path(__file__).parent / "rules.toml").read_text(encoding="utf-8"))["example"]
FORM = department_form()
INDICATORS = {each.name: each for each in FORM.indicators}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: f"{each['indicator']}: {each['why']}")
def test_worked_example(example: dict[str, Any]) -> None:
    indicator = INDICATORS[example["indicator"]]
    values = {name: Fraction(figure) for name, figure in example["figures"].items()}
    values[naming.weight(indicator)] = Fraction(example.get("weight", indicator.weight))
    score = formula_book(FORM).calculate(values)[naming.score(indicator)]
    assert isinstance(score, Fraction)
    assert fixed_text(score, 2) == example["score"]


def test_every_kind_of_rule_has_examples() -> None:
    kinds = {INDICATORS[each["indicator"]].rule.kind for each in EXAMPLES}
    assert kinds == {each.rule.kind for each in FORM.indicators if not each.judged}


def test_rules_say_themselves() -> None:
    words = {each.name: each.rule.wording(each.weight) for each in FORM.indicators}
    assert words["在职人员控制"] == "不超过 100% 得满分，每超过 1 个百分点扣 0.2 分，扣完为止"
    assert words["预算完成率"] == "达到 100% 得满分，每低 1 个百分点扣 0.3 分，扣完为止"
    assert words["预算调整率"].startswith("等于 0% 得满分，不超过 10% 得 2 分")


def test_a_definition_is_read_exactly() -> None:
    assert parse("0.1 * 收入") == Operation("*", Number(Fraction(1, 10)), Name("收入"))
    assert describe(parse("abs(甲 - 乙) / (丙 + 2)")) == "(甲 − 乙)的绝对值 ÷ (丙 + 2)"


@pytest.mark.parametrize(
    "text", ["", "甲 **乙", "甲.乙", "f(甲)", "甲 if 乙 else 丙", "'文字'", "True", "甲[0]", "("]
)
def test_what_is_no_formula_is_refused(text: str) -> None:
    with pytest.raises(ExpressionSyntaxError):
        parse(text)
