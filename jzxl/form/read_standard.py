"""The table of a definition that says what the forms of a standard share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from jzxl.definition import Problems, Table
from jzxl.errors import DefinitionError
from jzxl.form.model import Form
from jzxl.form.read_values import parse_expression
from jzxl.form.roster import ROSTER_KEY, read_roster_columns
from jzxl.form.standard import AcrossMention, AcrossSum, Grade, Standard, ZeroDenominator
from jzxl.rule.expression import names_in
from jzxl.rule.scoring import Rounding

_ROUNDING = ("score-decimals", "point-decimals", "guard-decimals", "rate-decimals", "amount-decimals")


def read_standard(root: Table, identifier: str) -> Standard:
    """What ``standard.toml`` says.

    Raises:
        DefinitionError: with all problems that were found in it.
    """
    problems = Problems()
    parts: dict[str, Any] = {}
    bases = rough_bases(root)
    readers: dict[str, Callable[[], Any]] = {
        "standard": lambda: _read_own(root.table("standard")),
        "basis": lambda: _read_basis(root.table("basis")),
        "rounding": lambda: _read_rounding(root.table("rounding")),
        "zero-denominator": lambda: _read_zero(root.table("zero-denominator"), bases),
        "grade": lambda: _read_grades(root),
        "across-sum": lambda: root.each(
            "across-sum", lambda each: _read_across_sum(each, bases), required=False
        ),
        "across-mention": lambda: root.each(
            "across-mention", lambda each: _read_across_mention(each, bases), required=False
        ),
        ROSTER_KEY: lambda: read_roster_columns(root),
    }
    for key, read in readers.items():
        with problems.noted():
            parts[key] = read()
    with problems.noted():
        root.finish()
    problems.finish()
    return Standard(
        id=identifier,
        **parts["standard"],
        basis=parts["basis"],
        rounding=parts["rounding"],
        zero_denominator=parts["zero-denominator"],
        grades=parts["grade"],
        across_sums=parts["across-sum"],
        across_mentions=parts["across-mention"],
        roster=parts[ROSTER_KEY],
    )


def rough_bases(root: Table) -> list[str]:
    """The keys of the table of bases, though there may be something wrong with it."""
    try:
        return list(root.table("basis").keys())
    except DefinitionError:
        return []


def stand_in(root: Table, identifier: str) -> Standard:
    """For reading the forms of a standard that is wrong itself, so that theirs are told with its problems."""
    return Standard(
        id=identifier,
        title="",
        bureau="",
        version="",
        year=0,
        basis=dict.fromkeys(rough_bases(root), ""),
        rounding=Rounding(0, 0, 0, 0, 0),
        zero_denominator=ZeroDenominator("full", "zero", "", ""),
        grades=(),
        across_sums=(),
        across_mentions=(),
    )


def _read_own(table: Table) -> dict[str, Any]:
    own = {
        "title": table.text("title"),
        "bureau": table.text("bureau"),
        "version": table.text("version"),
        "year": table.whole("year", least=1900, most=9999),
    }
    table.finish()
    return own


def _read_basis(table: Table) -> dict[str, str]:
    if not table.keys():
        raise table.error("", '里没有内容，应写明至少一种依据，例如 S = "按文件"')
    return {key: table.text(key) for key in table.keys()}  # noqa: SIM118  a table, not a mapping


def _read_rounding(table: Table) -> Rounding:
    rounding = Rounding(*(table.whole(key, most=12) for key in _ROUNDING))
    table.finish()
    return rounding


def _read_zero(table: Table, bases: list[str]) -> ZeroDenominator:
    zero = ZeroDenominator(
        table.choice("nothing", ("full", "zero")),
        table.choice("something", ("full", "zero")),
        table.choice("basis", bases),
        table.text("wording"),
    )
    table.finish()
    return zero


def _read_grades(root: Table) -> tuple[Grade, ...]:
    def read(table: Table) -> Grade:
        grade = Grade(table.label("name"), table.number("at-least", least=0))
        table.finish()
        return grade

    grades = root.each("grade", read)
    tables = root.tables("grade")
    for position, (table, grade) in enumerate(zip(tables, grades, strict=True)):
        if position and grade.at_least >= grades[position - 1].at_least:
            raise table.error("at-least", "应比上一个等次低，等次从高到低写")
        if grade.name in [other.name for other in grades[:position]]:
            raise table.error("name", f"“{grade.name}”写了两次")
    if grades[-1].at_least != 0:
        raise tables[-1].error("at-least", "不对：最后一个等次的 at-least 应为 0")
    return grades


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


def check_across(standard: Standard, forms: dict[str, Form], root: Table) -> None:
    """What is said across the forms refers to forms, inputs and fields that there are.

    Raises:
        DefinitionError: it does not.
    """
    problems = Problems()
    for table, total in zip(root.tables("across-sum", required=False), standard.across_sums, strict=True):
        with problems.noted():
            each = _form(table, "form", total.form, forms)
            whole = _form(table, "whole-form", total.whole_form, forms)
            _named(table, "each", names_in(total.each), each.inputs, "input", total.form)
            _named(table, "whole", (total.whole,), whole.inputs, "input", total.whole_form)
    for table, mention in zip(
        root.tables("across-mention", required=False), standard.across_mentions, strict=True
    ):
        with problems.noted():
            each = _form(table, "form", mention.form, forms)
            text = _form(table, "text-form", mention.text_form, forms)
            _named(table, "each", names_in(mention.each), each.inputs, "input", mention.form)
            _named(table, "text", (mention.text,), text.fields_by_name, "field", mention.text_form)
    problems.finish()


def _form(table: Table, key: str, form: str, forms: Mapping[str, Form]) -> Form:
    if form not in forms:
        raise table.error(key, f"用了“{form}”，但这个标准里没有这张表，只有：{'、'.join(forms)}")
    return forms[form]


def _named(
    table: Table, key: str, used: Iterable[str], known: Mapping[str, object], kind: str, form: str
) -> None:
    for name in used:
        if name not in known:
            raise table.error(key, f"用了“{name}”，但“{form}”里没有叫这个名称的 {kind}")
