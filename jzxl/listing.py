"""Tables for ``jzxl forms``."""

from __future__ import annotations

from collections.abc import Iterator

from rich.table import Table

from jzxl.form.load import Catalog
from jzxl.issue.standard_sheet import computed_from, rules_of, wording_of
from jzxl.rule.decimals import number_text


def standards_table(catalog: Catalog) -> Table:
    """The standards known, and what is in each."""
    table = Table(title="现有的标准")
    for heading in ("编号", "标准", "版本", "表", "指标", "要填的数"):
        table.add_column(heading)
    for standard in catalog.standards.values():
        for position, form in enumerate(catalog.forms[standard.id].values()):
            first = ("", "", "") if position else (standard.id, standard.title, standard.version)
            table.add_row(
                *first,
                form.title,
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
