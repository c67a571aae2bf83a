"""The tables of a definition that make up one form."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from jzxl.definition import Problems, Table
from jzxl.form import naming
from jzxl.form.blocks import Block, GoalGroup
from jzxl.form.layout import Parts, read_sections
from jzxl.form.model import INPUT_KINDS, Contact, Field, Form, Identity, Input, InputGroup, Suggestion
from jzxl.form.placed import check_placed
from jzxl.form.read_blocks import Context, read_block, read_goal_group, read_goal_scoring
from jzxl.form.read_names import RoughNames, refuse_names_twice, rough_names
from jzxl.form.read_values import SEVERITIES, defined_name, is_defined_name, read_expression, refuse_long
from jzxl.form.standard import Standard
from jzxl.rule.decimals import decimal_text
from jzxl.rule.expression import Expression, Name

_RELATIONS = ("=", "<=", "<>")


def read_form(root: Table, standard: Standard, fingerprint: str) -> Form:
    """The form that a file defines.

    Raises:
        DefinitionError: with all problems that were found in it.
    """
    problems = Problems()
    rough = rough_names(root)
    inputs, field_names = set(rough.inputs), list(rough.fields)
    parts: dict[str, Any] = {}
    head: dict[str, Any] = {}
    readers: dict[str, Callable[[], Any]] = {
        "field": lambda: root.each("field", _read_field),
        "input-group": lambda: root.each("input-group", _read_input_group),
        "identity": lambda: root.each(
            "identity", lambda each: _read_identity(each, inputs, standard), required=False
        ),
        "goal-group": lambda: root.each(
            "goal-group", lambda each: read_goal_group(each, inputs), required=False
        ),
        "goal-scoring": lambda: (
            read_goal_scoring(root.table("goal-scoring"), standard) if root.has("goal-scoring") else None
        ),
        "contact": lambda: root.each(
            "contact", lambda each: _read_contact(each, field_names), required=False
        ),
    }
    for key, read in readers.items():
        with problems.noted():
            parts[key] = read()
    with problems.noted():
        refuse_names_twice(root)
    has_scoring = root.has("goal-scoring")
    context = Context(inputs, rough.goal_groups, standard, parts.get("goal-scoring"), has_scoring)
    with problems.noted():
        parts["block"] = root.each("block", lambda each: read_block(each, context))
    with problems.noted():
        table = root.table("form")
        head = _read_head(table, field_names)
        scores = {naming.SCORE_PREFIX + name for name in rough.blocks} | {head["total_label"]}
        parts["suggestion"] = root.each(
            "suggestion", lambda each: _read_suggestion(each, field_names, inputs | scores), required=False
        )
    root.has("suggestion")
    with problems.noted():
        parts["layout"] = read_sections(root.table("layout"), _parts(rough, parts.get("input-group", ())))
    with problems.noted():
        root.finish()
    with problems.noted():
        total = sum((each.weight for each in parts.get("block", ())), Fraction(0))
        if "block" in parts and head and total != head["total_weight"]:
            raise root.table("form").error(
                "total-weight", f"与各 [[block]] 的 weight 合计（{decimal_text(total)}）不相等"
            )
    problems.finish()
    scored_groups = _scored_groups(parts["block"])
    widths, sections = parts["layout"]
    form = Form(
        standard=standard,
        **head,
        fields=parts["field"],
        contacts=parts["contact"],
        suggestions=parts["suggestion"],
        input_groups=parts["input-group"],
        identities=parts["identity"],
        goal_groups=(*parts["goal-group"], *scored_groups),
        blocks=parts["block"],
        widths=widths,
        sections=sections,
        scoring=parts["goal-scoring"],
        fingerprint=fingerprint,
    )
    check_placed(form, root)
    return form


def _read_head(table: Table, fields: list[str]) -> dict[str, Any]:
    """What the table ``[form]`` says, by the names of the model."""
    several = table.has("name-field")
    head = {
        "id": table.text("id"),
        "title": table.label("title"),
        "sheet": _pattern(table, "sheet", "year", "name"),
        "year_line": _pattern(table, "year-line", "year"),
        "unit_field": table.choice("unit-field", fields),
        "name_field": table.choice("name-field", fields) if several else "",
        "period_field": table.choice("period-field", fields) if table.has("period-field") else "",
        "prefix": _prefix(table) if several else "",
        "doubtful_share": table.number("doubtful-share", 0, least=0),
        "total_label": defined_name(table, "total-label"),
        "total_weight": table.number("total-weight", least=1),
        "grade_label": table.label("grade-label"),
        "grade_name": defined_name(table, "grade-name"),
    }
    table.finish()
    return head


def _prefix(table: Table) -> str:
    """What begins the names of the cells of each project's form."""
    pattern = _pattern(table, "prefix", "number")
    if "{number}" not in pattern or not is_defined_name(pattern.format(number=1) + "名"):
        raise table.error("prefix", "里应有 {number}，此外只用汉字、字母和下划线，例如 项目{number}_")
    return pattern


def _scored_groups(blocks: tuple[Block, ...]) -> tuple[GoalGroup, ...]:
    return tuple(group.goals for block in blocks for group in block.groups if group.goals is not None)


def _parts(rough: RoughNames, groups: tuple[InputGroup, ...]) -> Parts:
    return Parts(
        fields=frozenset(rough.fields),
        inputs=frozenset(rough.inputs),
        groups=rough.input_groups,
        indicators=rough.rated,
        inputs_of={each.title: each.inputs for each in groups},
        has_goals=bool(rough.goal_groups),
        has_scored_goals=rough.scores_goals,
    )


def _pattern(table: Table, key: str, *places: str) -> str:
    """A text in which ``{year}`` and the like stand for what is put in."""
    text = table.text(key)
    left = re.sub("|".join(rf"\{{{place}\}}" for place in places), "", text)
    if "{" in left or "}" in left:
        raise table.error(key, f"里只能用 {'、'.join(f'{{{place}}}' for place in places)} 作占位")
    return text


def _read_field(table: Table) -> Field:
    field = Field(
        name=defined_name(table, "name"),
        label=table.label("label"),
        required=table.flag("required", True),
        lines=table.whole("lines", 1, least=1, most=60),
        choices=table.texts("choices") if table.has("choices") else (),
        help=table.text("help"),
        example=table.text("example"),
        aliases=table.texts("aliases") if table.has("aliases") else (),
        planned=table.flag("planned", False),
    )
    table.finish()
    refuse_long(table, "help", field.advice)
    refuse_long(table, "choices", "、".join(field.choices))
    return field


def _read_contact(table: Table, fields: list[str]) -> Contact:
    contact = Contact(table.choice("person", fields), table.choice("phone", fields))
    table.finish()
    return contact


def _read_input_group(table: Table) -> InputGroup:
    group = InputGroup(table.label("title"), table.each("input", _read_input))
    table.finish()
    return group


def _read_input(table: Table) -> Input:
    each = Input(
        name=defined_name(table, "name"),
        label=table.label("label"),
        parent=table.label("parent") if table.has("parent") else "",
        kind=table.choice("kind", INPUT_KINDS),
        signed=table.flag("signed", False),
        most=table.number("most", least=0) if table.has("most") else None,
        help=table.text("help"),
        taken_from=table.text("from"),
        example=table.text("example"),
        optional=table.flag("optional", False),
    )
    table.finish()
    refuse_long(table, "help", each.advice)
    return each


def _read_suggestion(table: Table, fields: list[str], names: set[str]) -> Suggestion:
    """``执行{预算执行金额}万元``: what stands in braces is an expression over the names."""
    field, text = table.choice("field", fields), table.text("text", longest=250)
    pieces: list[str | Expression] = []
    for position, piece in enumerate(re.split(r"\{([^{}]*)\}", text)):
        if position % 2:
            pieces.append(read_expression(table, "text", names, piece))
        elif piece:
            pieces.append(piece)
    table.finish()
    return Suggestion(field, tuple(pieces))


def _read_identity(table: Table, inputs: set[str], standard: Standard) -> Identity:
    right = read_expression(table, "right", inputs)
    if not table.has("marked") and not isinstance(right, Name):
        raise table.error("marked", "没有填，应写明问题标在哪个 input 的单元格")
    names = sorted(inputs)
    identity = Identity(
        name=defined_name(table, "name"),
        code=table.label("code"),
        left=read_expression(table, "left", inputs),
        relation=table.choice("relation", _RELATIONS, "="),
        right=right,
        tolerance=table.number("tolerance", 0, least=0),
        severity=table.choice("severity", SEVERITIES),
        basis=table.choice("basis", list(standard.basis)),
        marked=table.choice("marked", names)
        if table.has("marked")
        else right.name
        if isinstance(right, Name)
        else "",
        only_if=table.choice("only-if", names) if table.has("only-if") else "",
        message=table.text("message") if table.has("message") else "",
    )
    table.finish()
    return identity
