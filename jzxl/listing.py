"""Tables for ``jzxl forms``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.table import Table

from jzxl.form.blocks import Block
from jzxl.form.load import Catalog
from jzxl.form.model import Form
from jzxl.form.standard import Standard
from jzxl.issue.standard_sheet import computed_from, rules_of, wording_of
from jzxl.rule.decimals import number_text


def standards_table(catalog: Catalog) -> Table:
    """The standards known, and what is in each."""
    table = Table(title="现有的标准")
    for heading in ("编号", "标准", "版本", "表", "指标", "要填的数"):
        table.add_column(heading, overflow="fold")
    for standard in catalog.standards.values():
        for position, form in enumerate(catalog.forms[standard.id].values()):
            first = ("", "", "") if position else (standard.id, standard.title, standard.version)
            table.add_row(
                *first,
                f"{form.title}\n（{form.id}）",
                str(sum(len(list(rules_of(block))) for block in form.blocks)),
                str(len(form.inputs)),
            )
    return table


def standard_tables(catalog: Catalog, standard_id: str) -> Iterator[Table]:
    """The scoring standard of each form: indicator, weight, computed from, rule, basis.

    Raises:
        UsageError: no such standard.
    """
    forms = catalog.standard_forms(standard_id)
    for form in forms.values():
        table = Table(title=form.title, show_lines=True)
        for heading in ("一级指标", "指标", "分值", "怎样计算", "怎样评分", "依据"):
            table.add_column(heading, overflow="fold")
        for block in form.blocks:
            for label, each in rules_of(block):
                basis = f"{each.basis}：{form.standard.basis[each.basis]}"
                table.add_row(
                    block.name,
                    label,
                    number_text(each.weight) if each.row is None else f"合计 {number_text(block.weight)}",
                    computed_from(form, each),
                    wording_of(form, each),
                    f"{basis}。{each.source}" if each.source else basis,
                )
        yield table


def summary_lines(standard: Standard, forms: Mapping[str, Form]) -> Iterator[str]:
    """What a definition comes to, for whoever writes it."""
    yield f"{standard.id}  {standard.title}，版本 {standard.version}"
    for form in forms.values():
        once = "按项目填，每个项目一张" if form.name_field else "每个单位一张"
        yield f"  {form.title}（{form.id}）：{once}"
        for block in form.blocks:
            yield f"    {block.name} {number_text(block.weight)} 分：{'、'.join(_parts_of(block))}"
        yield (
            f"    {form.total_label} {number_text(form.total_weight)} 分；要填的文字 {len(form.fields)} 处、"
            f"数 {len(form.inputs)} 个，勾稽关系 {len(form.identities)} 条"
        )
    grades = "，".join(f"{each.name} ≥ {number_text(each.at_least)}" for each in standard.grades)
    yield f"  等次：{grades}"
    headers = "、".join(each.header for each in standard.roster)
    yield f"  花名册的列：{headers or '没有写，不能用花名册下发'}"


def _parts_of(block: Block) -> Iterator[str]:
    for group in block.groups:
        if group.goals is not None:
            yield f"{group.name} {group.goals.rows} 行"
        else:
            yield from (f"{each.label} {number_text(each.weight)}" for each in group.indicators)
