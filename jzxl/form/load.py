"""Form definitions: files → :class:`~jzxl.form.model.Standard` and :class:`~jzxl.form.model.Form`.

A standard is a folder with ``standard.toml`` and one file for each form.  Every mistake gets an
error that names file, table and key, and says what is allowed.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from jzxl.definition import Table
from jzxl.errors import DefinitionError, UsageError
from jzxl.form.layout import Parts, read_sections
from jzxl.form.model import (
    AT_LEAST,
    AT_MOST,
    INPUT_KINDS,
    AcrossMention,
    AcrossSum,
    Block,
    Contact,
    Field,
    Form,
    GoalGroup,
    Grade,
    Group,
    Identity,
    Indicator,
    Input,
    InputGroup,
    Standard,
    ZeroDenominator,
)
from jzxl.rule.expression import Expression, ExpressionSyntaxError, Name, Operation, names_in, parse
from jzxl.rule.rules import Judged, Rounding, read_rule

STANDARD_FILE = "standard.toml"
_PACKAGE = Path(__file__).resolve().parent.parent
# Installed, the definitions lie inside the package; in a checkout they lie beside it.
_OWN_FOLDERS = (_PACKAGE / "templates", _PACKAGE.parent / "templates")
_DEFINED_NAME = re.compile(r"[^\W\d]\w*")
_LOOKS_LIKE_ADDRESS = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*")
_SEVERITIES = ("error", "warning", "hint")
_RELATIONS = ("=", "<=", "<>")


@dataclass(frozen=True, eq=False)
class Catalog:
    """All standards found, by id, and the forms of each, by id."""

    standards: dict[str, Standard]
    forms: dict[str, dict[str, Form]]

    def standard_forms(self, standard_id: str) -> dict[str, Form]:
        """The forms of a standard.

        Raises:
            UsageError: no such standard; the message lists those that there are.
        """
        if standard_id not in self.forms:
            known = "、".join(self.standards) or "（没有）"
            raise UsageError(f"没有“{standard_id}”这个标准，现有的是：{known}。可用 jzxl forms 查看。")
        return self.forms[standard_id]


def load_catalog(own_folder: Path | None = None) -> Catalog:
    """All standards that come with jzxl, and those of a bureau's own folder.

    Args:
        own_folder: a folder of standards; one with the id of a built-in standard replaces it.

    Raises:
        DefinitionError: a definition is wrong.
        UsageError: the folder is not there.
    """
    catalog = Catalog({}, {})
    folders = [folder for folder in _OWN_FOLDERS if folder.is_dir()][:1]
    if own_folder is not None:
        if not own_folder.is_dir():
            raise UsageError(f"找不到表式文件夹：{own_folder}")
        folders.append(own_folder)
    for folder in folders:
        for file in sorted(folder.glob(f"*/{STANDARD_FILE}")):
            standard, forms = load_standard(file.parent)
            catalog.standards[standard.id] = standard
            catalog.forms[standard.id] = forms
    return catalog


@cache
def load_standard(folder: Path) -> tuple[Standard, dict[str, Form]]:
    """One standard and its forms by id; read once in a process.

    Raises:
        DefinitionError: a definition is wrong.
    """
    shared = _read_toml(folder / STANDARD_FILE)
    standard = _read_standard(Table(shared, f"{folder.name}/{STANDARD_FILE}", ""), folder.name)
    forms: dict[str, Form] = {}
    for file in sorted(folder.glob("*.toml")):
        if file.name != STANDARD_FILE:
            content = _read_toml(file)
            table = Table(content, f"{folder.name}/{file.name}", "")
            form = _read_form(table, standard, _fingerprint(shared, content))
            if form.id in forms:
                raise table.table("form").error("id", f"“{form.id}”与同一标准的另一张表重复")
            forms[form.id] = form
    _check_across(standard, forms, Table(shared, f"{folder.name}/{STANDARD_FILE}", ""))
    return standard, forms


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    except OSError as error:
        raise DefinitionError(f"表式定义 {file} 打不开：{error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DefinitionError(f"表式定义 {file} 不是 UTF-8 编码，请用 UTF-8 另存") from error
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(f"表式定义 {file} 不是正确的 TOML：{error}") from error


def _fingerprint(*contents: dict[str, Any]) -> str:
    """Changes with what a definition says, not with its comments or spacing."""
    canonical = json.dumps(contents, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def _read_standard(root: Table, identifier: str) -> Standard:
    table = root.table("standard")
    basis_table = root.table("basis")
    basis = {key: basis_table.text(key) for key in basis_table.keys()}  # noqa: SIM118
    rounding_table = root.table("rounding")
    rounding = Rounding(
        *(
            rounding_table.whole(key, most=12)
            for key in (
                "score-decimals",
                "point-decimals",
                "guard-decimals",
                "rate-decimals",
                "amount-decimals",
            )
        )
    )
    rounding_table.finish()
    zero = root.table("zero-denominator")
    zero_denominator = ZeroDenominator(
        zero.choice("nothing", ("full", "zero")),
        zero.choice("something", ("full", "zero")),
        zero.choice("basis", list(basis)),
        zero.text("wording"),
    )
    zero.finish()
    grades = []
    for each in root.tables("grade"):
        grades.append(Grade(each.text("name"), each.number("at-least", least=0)))
        each.finish()
        if len(grades) > 1 and grades[-1].at_least >= grades[-2].at_least:
            raise each.error("at-least", "应比上一个等次低，等次从高到低写")
    if grades[-1].at_least != 0:
        raise root.error("grade", "最后一个等次的 at-least 应为 0")
    standard = Standard(
        id=identifier,
        title=table.text("title"),
        bureau=table.text("bureau"),
        version=table.text("version"),
        year=table.whole("year", least=1900, most=9999),
        basis=basis,
        rounding=rounding,
        zero_denominator=zero_denominator,
        grades=tuple(grades),
        across_sums=tuple(
            _read_across_sum(each, list(basis)) for each in root.tables("across-sum", required=False)
        ),
        across_mentions=tuple(
            _read_across_mention(each, list(basis)) for each in root.tables("across-mention", required=False)
        ),
    )
    table.finish()
    root.finish()
    return standard


def _read_across_sum(table: Table, bases: list[str]) -> AcrossSum:
    across = AcrossSum(
        form=table.text("form"),
        each=_parse(table, "each"),
        whole_form=table.text("whole-form"),
        whole=table.text("whole"),
        basis=table.choice("basis", bases),
    )
    table.finish()
    return across


def _read_across_mention(table: Table, bases: list[str]) -> AcrossMention:
    across = AcrossMention(
        form=table.text("form"),
        each=_parse(table, "each"),
        text_form=table.text("text-form"),
        text=table.text("text"),
        basis=table.choice("basis", bases),
    )
    table.finish()
    return across


def _check_across(standard: Standard, forms: dict[str, Form], table: Table) -> None:
    """What is said across the forms refers to forms, inputs and fields that there are."""
    for across in (*standard.across_sums, *standard.across_mentions):
        key = "across-sum" if isinstance(across, AcrossSum) else "across-mention"
        other = across.whole_form if isinstance(across, AcrossSum) else across.text_form
        for form in (across.form, other):
            if form not in forms:
                raise table.error(key, f"用了“{form}”，但这个标准里没有这张表，只有：{'、'.join(forms)}")
        for name in names_in(across.each):
            if name not in forms[across.form].inputs:
                raise table.error(key, f"用了“{name}”，但“{across.form}”里没有叫这个名称的 input")
        if isinstance(across, AcrossSum) and across.whole not in forms[other].inputs:
            raise table.error(key, f"用了“{across.whole}”，但“{other}”里没有叫这个名称的 input")
        if isinstance(across, AcrossMention) and across.text not in forms[other].fields_by_name:
            raise table.error(key, f"用了“{across.text}”，但“{other}”里没有叫这个名称的 field")


def _read_form(root: Table, standard: Standard, fingerprint: str) -> Form:
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
    goal_groups = tuple(_read_goal_group(each, inputs) for each in root.tables("goal-group", required=False))
    context = _Context(inputs, frozenset(each.name for each in goal_groups), standard)
    blocks = tuple(_read_block(each, context) for each in root.tables("block"))
    total_weight = table.number("total-weight", least=1)
    if sum(block.weight for block in blocks) != total_weight:
        raise table.error("total-weight", "与各 [[block]] 的 weight 合计不相等")
    indicators = [each for block in blocks for each in block.indicators]
    names += [each.rate_name for each in indicators if each.rate_name]
    _refuse_duplicates(root, names)
    _refuse_duplicates(root, [*(each.name for each in indicators), *(each.name for each in blocks)])
    field_names = [each.name for each in fields]
    parts = Parts(
        names=frozenset(field_names) | inputs,
        groups=tuple(each.title for each in input_groups),
        has_goals=bool(goal_groups),
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
        input_groups=input_groups,
        identities=identities,
        goal_groups=goal_groups,
        blocks=blocks,
        widths=widths,
        sections=sections,
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


def _defined_name(table: Table, key: str) -> str:
    """A text that is both a name in formulas and a defined name of a workbook."""
    name = table.text(key)
    if not _DEFINED_NAME.fullmatch(name) or _LOOKS_LIKE_ADDRESS.fullmatch(name):
        rule = "只用汉字、字母、数字和下划线，不以数字开头，不像单元格地址"
        raise table.error(key, f"“{name}”不能作名称：{rule}")
    return name


def _refuse_duplicates(root: Table, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise root.error("", f"名称“{name}”用了两次，每个名称只能用一次")
        seen.add(name)


def _read_field(table: Table) -> Field:
    field = Field(
        name=_defined_name(table, "name"),
        label=table.text("label"),
        required=table.flag("required", True),
        lines=table.whole("lines", 1, least=1, most=60),
        choices=table.texts("choices") if table.has("choices") else (),
        help=table.text("help"),
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
        name=_defined_name(table, "name"),
        label=table.text("label"),
        parent=table.text("parent") if table.has("parent") else "",
        kind=table.choice("kind", INPUT_KINDS),
        signed=table.flag("signed", False),
        most=table.number("most", least=0) if table.has("most") else None,
        help=table.text("help"),
    )
    table.finish()
    return each


def _parse(table: Table, key: str) -> Expression:
    try:
        return parse(table.text(key))
    except ExpressionSyntaxError as error:
        raise table.error(key, f"：{error}") from error


def _read_expression(table: Table, key: str, inputs: set[str]) -> Expression:
    expression = _parse(table, key)
    for name in names_in(expression):
        if name not in inputs:
            raise table.error(key, f"用了“{name}”，但没有叫这个名称的 [[input-group.input]]")
    return expression


def _read_identity(table: Table, inputs: set[str], standard: Standard) -> Identity:
    right = _read_expression(table, "right", inputs)
    if not table.has("marked") and not isinstance(right, Name):
        raise table.error("marked", "没有填，应写明问题标在哪个 input 的单元格")
    names = sorted(inputs)
    identity = Identity(
        name=_defined_name(table, "name"),
        code=table.text("code"),
        left=_read_expression(table, "left", inputs),
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


@dataclass(frozen=True, slots=True)
class _Context:
    """What an indicator may refer to."""

    inputs: set[str]
    goals: frozenset[str]
    standard: Standard


def _read_goal_group(table: Table, inputs: set[str]) -> GoalGroup:
    group = GoalGroup(
        area=table.text("area"),
        name=_defined_name(table, "name"),
        rows=table.whole("rows", least=1, most=50),
        direction=table.choice("direction", (AT_LEAST, AT_MOST)),
        actual_total=_read_expression(table, "actual-total", inputs) if table.has("actual-total") else None,
        target_total=_read_expression(table, "target-total", inputs) if table.has("target-total") else None,
    )
    table.finish()
    return group


def _read_block(table: Table, context: _Context) -> Block:
    groups = []
    for group_table in table.tables("group"):
        indicators = tuple(_read_indicator(each, context) for each in group_table.tables("indicator"))
        groups.append(Group(group_table.text("name"), indicators))
        group_table.finish()
    block = Block(
        _defined_name(table, "name"),
        table.number("weight", least=0),
        table.flag("open", False),
        tuple(groups),
    )
    table.finish()
    if sum(each.weight for each in block.indicators) != block.weight:
        raise table.error("weight", "与所属各指标的 weight 合计不相等")
    return block


def _read_indicator(table: Table, context: _Context) -> Indicator:
    weight = table.number("weight", least=0)
    rule = read_rule(table.table("rule"), weight)
    for name in rule.inputs:
        if name not in context.inputs:
            raise table.error("rule", f"用了“{name}”，但没有叫这个名称的 [[input-group.input]]")
    rate = _read_expression(table, "rate", context.inputs) if table.has("rate") else None
    if (rate is not None) != rule.needs_rate:
        wanted = "要有" if rule.needs_rate else "不能有"
        raise table.error("rate", f"不对：{rule.kind} 这种规则{wanted} rate")
    if rate is not None and not (isinstance(rate, Operation) and rate.operator == "/"):
        raise table.error("rate", "应写成“分子 / 分母”")
    name = _defined_name(table, "name")
    indicator = Indicator(
        name=name,
        label=table.text("label", name),
        weight=weight,
        rule=rule,
        rate=rate,
        rate_name=_defined_name(table, "rate-name") if rate is not None else "",
        basis=table.choice("basis", list(context.standard.basis)),
        source=table.text("source") if table.has("source") else "",
        help=table.text("help") if isinstance(rule, Judged) else "",
        goals=table.choice("goals", sorted(context.goals)) if table.has("goals") else "",
        advice=table.number("advice", least=0) if table.has("advice") else None,
    )
    table.finish()
    return indicator
