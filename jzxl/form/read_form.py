"""The tables of a definition that make up one form."""

from __future__ import annotations

import re
from collections.abc import Iterable

from jzxl.definition import Table
from jzxl.form import naming
from jzxl.form.layout import Parts, read_sections
from jzxl.form.model import INPUT_KINDS, Contact, Field, Form, Identity, Input, InputGroup, Suggestion
from jzxl.form.read_blocks import Context, read_block, read_goal_group, read_goal_scoring
from jzxl.form.read_values import defined_name, read_expression
from jzxl.form.standard import Standard
from jzxl.rule.expression import Expression, Name

_SEVERITIES = ("error", "warning", "hint")
_RELATIONS = ("=", "<=", "<>")


def read_form(root: Table, standard: Standard, fingerprint: str) -> Form:
    table = root.table("form")
    fields = tuple(_read_field(each) for each in root.tables("field"))
    input_groups = tuple(_read_input_group(each) for each in root.tables("input-group"))
    input_names = [each.name for group in input_groups for each in group.inputs]
    names = [each.name for each in fields] + input_names
    _refuse_duplicates(root, names)
    inputs = set(input_names)
    identities = tuple(
        _read_identity(each, inputs, standard) for each in root.tables("identity", required=False)
    )
    goal_groups = tuple(read_goal_group(each, inputs) for each in root.tables("goal-group", required=False))
    scoring = read_goal_scoring(root.table("goal-scoring"), standard) if root.has("goal-scoring") else None
    context = Context(inputs, frozenset(each.name for each in goal_groups), standard, scoring)
    blocks = tuple(read_block(each, context) for each in root.tables("block"))
    scored_groups = tuple(
        group.goals for block in blocks for group in block.groups if group.goals is not None
    )
    total_weight = table.number("total-weight", least=1)
    if sum(block.weight for block in blocks) != total_weight:
        raise table.error("total-weight", "与各 [[block]] 的 weight 合计不相等")
    indicators = [each for block in blocks for each in block.indicators]
    names += [each.rate_name for each in indicators if each.rate_name]
    _refuse_duplicates(root, names)
    _refuse_duplicates(root, [*(each.name for each in indicators), *(each.name for each in blocks)])
    _refuse_duplicates(root, [each.name for each in (*goal_groups, *scored_groups)])
    field_names = [each.name for each in fields]
    parts = Parts(
        names=frozenset(field_names) | inputs,
        groups=tuple(each.title for each in input_groups),
        indicators=tuple(each.name for each in indicators if each.rate is not None),
        inputs={each.title: each.inputs for each in input_groups},
        has_goals=bool(goal_groups),
        has_scored_goals=bool(scored_groups),
    )
    scores = {naming.SCORE_PREFIX + block.name for block in blocks} | {table.text("total-label")}
    suggestions = tuple(
        _read_suggestion(each, field_names, inputs | scores)
        for each in root.tables("suggestion", required=False)
    )
    widths, sections = read_sections(root.table("layout"), parts)
    several = table.has("name-field")
    form = Form(
        standard=standard,
        id=table.text("id"),
        title=table.text("title"),
        sheet=_pattern(table, "sheet", "year", "name"),
        year_line=_pattern(table, "year-line", "year"),
        unit_field=table.choice("unit-field", field_names),
        name_field=table.choice("name-field", field_names) if several else "",
        period_field=table.choice("period-field", field_names) if table.has("period-field") else "",
        prefix=_pattern(table, "prefix", "number") if several else "",
        doubtful_share=table.number("doubtful-share", 0, least=0),
        total_label=table.text("total-label"),
        total_weight=total_weight,
        grade_label=table.text("grade-label"),
        grade_name=table.text("grade-name"),
        fields=fields,
        contacts=tuple(_read_contact(each, field_names) for each in root.tables("contact", required=False)),
        suggestions=suggestions,
        input_groups=input_groups,
        identities=identities,
        goal_groups=(*goal_groups, *scored_groups),
        blocks=blocks,
        widths=widths,
        sections=sections,
        scoring=scoring,
        fingerprint=fingerprint,
    )
    table.finish()
    root.finish()
    return form


def _pattern(table: Table, key: str, *places: str) -> str:
    """A text in which ``{year}`` and the like stand for what is put in."""
    text = table.text(key)
    left = re.sub("|".join(rf"\{{{place}\}}" for place in places), "", text)
    if "{" in left or "}" in left:
        raise table.error(key, f"里只能用 {'、'.join(f'{{{place}}}' for place in places)} 作占位")
    return text


def _refuse_duplicates(root: Table, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise root.error("", f"名称“{name}”用了两次，每个名称只能用一次")
        seen.add(name)


def _read_field(table: Table) -> Field:
    field = Field(
        name=defined_name(table, "name"),
        label=table.text("label"),
        required=table.flag("required", True),
        lines=table.whole("lines", 1, least=1, most=60),
        choices=table.texts("choices") if table.has("choices") else (),
        help=table.text("help"),
        example=table.text("example"),
        aliases=table.texts("aliases") if table.has("aliases") else (),
    )
    table.finish()
    return field


def _read_contact(table: Table, fields: list[str]) -> Contact:
    contact = Contact(table.choice("person", fields), table.choice("phone", fields))
    table.finish()
    return contact


def _read_input_group(table: Table) -> InputGroup:
    group = InputGroup(table.text("title"), tuple(_read_input(each) for each in table.tables("input")))
    table.finish()
    return group


def _read_input(table: Table) -> Input:
    each = Input(
        name=defined_name(table, "name"),
        label=table.text("label"),
        parent=table.text("parent") if table.has("parent") else "",
        kind=table.choice("kind", INPUT_KINDS),
        signed=table.flag("signed", False),
        most=table.number("most", least=0) if table.has("most") else None,
        help=table.text("help"),
        taken_from=table.text("from"),
        example=table.text("example"),
    )
    table.finish()
    return each


def _read_suggestion(table: Table, fields: list[str], names: set[str]) -> Suggestion:
    """``执行{预算执行金额}万元``: what stands in braces is an expression over the names."""
    field, text = table.choice("field", fields), table.text("text")
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
        code=table.text("code"),
        left=read_expression(table, "left", inputs),
        relation=table.choice("relation", _RELATIONS, "="),
        right=right,
        tolerance=table.number("tolerance", 0, least=0),
        severity=table.choice("severity", _SEVERITIES),
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
