"""The table of a definition that says what the forms of a standard share."""

from __future__ import annotations

from jzxl.definition import Table
from jzxl.form.model import Form
from jzxl.form.read_values import parse_expression
from jzxl.form.roster import read_roster_columns
from jzxl.form.standard import AcrossMention, AcrossSum, Grade, Standard, ZeroDenominator
from jzxl.rule.expression import names_in
from jzxl.rule.scoring import Rounding


def read_standard(root: Table, identifier: str) -> Standard:
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
        roster=read_roster_columns(root),
    )
    table.finish()
    root.finish()
    return standard


def _read_across_sum(table: Table, bases: list[str]) -> AcrossSum:
    across = AcrossSum(
        form=table.text("form"),
        each=parse_expression(table, "each"),
        whole_form=table.text("whole-form"),
        whole=table.text("whole"),
        basis=table.choice("basis", bases),
    )
    table.finish()
    return across


def _read_across_mention(table: Table, bases: list[str]) -> AcrossMention:
    across = AcrossMention(
        form=table.text("form"),
        each=parse_expression(table, "each"),
        text_form=table.text("text-form"),
        text=table.text("text"),
        basis=table.choice("basis", bases),
    )
    table.finish()
    return across


def check_across(standard: Standard, forms: dict[str, Form], table: Table) -> None:
    """What is said across the forms refers to forms, inputs and fields that there are."""
    said: list[AcrossSum | AcrossMention] = [*standard.across_sums, *standard.across_mentions]
    for across in said:
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
