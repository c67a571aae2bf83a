"""The labels of a form stand in its definition and nowhere in the program."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from returns import ROOT

from jzxl.form.load import load_catalog
from jzxl.form.printed import printed_labels

# Words that every form of this kind has, or that our own sheets and messages use by themselves.
EVERYDAY = {
    "分值": "what every form calls a weight",
    "得分": "what every form calls a score",
    "总分": "read in texts that name scores",
    "等次": "what every form calls a grade",
    "项目名称": "what a form is named after; the roster and our lists have it",
    "实际完成值": "the part of a goal that both forms have, by which its cells are named",
    "绩效指标": "what goals are called in messages",
    "数量指标": "the example in the help of --rows",
    "一级指标": "header of our own sheets",
    "二级指标": "header of our own sheets",
    "三级指标": "header of our own sheets",
}
FORM = load_catalog().forms["national-2020"]["project"]


def labels() -> set[str]:
    """What the official sheet prints: labels, headers, titles, signs, levels."""
    texts = {each.text for each in printed_labels(FORM)} | {FORM.title, FORM.grade_label}
    texts |= {each.within for each in printed_labels(FORM)} | {each.name for each in printed_labels(FORM)}
    texts |= {alias for field in FORM.fields for alias in field.aliases}
    assert FORM.scoring is not None
    texts |= {level.name for level in FORM.scoring.levels} | {FORM.scoring.judged}
    texts |= set(FORM.inputs) | {identity.name for identity in FORM.identities}
    return {piece for text in texts for piece in text.split("\n") if len(piece) > 1}


def literals(file: Path) -> Iterator[tuple[int, str]]:
    """The texts of a module, without its docstrings, each with its line."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    # A text that stands alone is a docstring, of an attribute too.
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.lineno, node.value


def test_no_module_has_a_label_of_the_national_form() -> None:
    sought = labels() - EVERYDAY.keys()
    assert {
        "年度指标值",
        "偏差原因分析及改进措施",
        "全年执行数",
        "年度资金总额",
        "定性",
        "预期目标",
    } <= sought
    found = [
        f"{file.relative_to(ROOT)}:{line} has {label}"
        for file in sorted((ROOT / "jzxl").rglob("*.py"))
        for line, text in literals(file)
        for label in sought
        if label in text
    ]
    assert found == []


def test_every_exception_is_one() -> None:
    texts = [text for file in (ROOT / "jzxl").rglob("*.py") for _, text in literals(file)]
    for word in EVERYDAY:
        assert any(word in text for text in texts), f"{word} is nowhere in the program any more"
        assert any(word in label for label in labels()), f"{word} is no label of the form"


def test_the_templates_of_the_page_have_none_either() -> None:
    sought = labels() - EVERYDAY.keys()
    for file in (ROOT / "jzxl" / "campaign" / "page").iterdir():
        text = file.read_text(encoding="utf-8")
        assert [label for label in sought if label in text] == [], file.name
