"""Which columns a roster may have, as the definition of a standard says it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal

from jzxl.definition import Problems, Table
from jzxl.form.model import AMOUNT, LARGEST_AMOUNT, Form
from jzxl.form.standard import IGNORED_ROLE, PROJECT_ROLE, ROLES, UNIT_ROLE, RosterColumn

TEXT = "text"
ROSTER_KEY = "roster"
_USUAL = "usual-most"
_REQUIRED_MARKS = re.compile(r"^[*]+|[*]+$")


def header_key(text: str) -> str:
    """A header as headers are compared: without spaces, required marks and differences of width."""
    plain = "".join(
        each for each in unicodedata.normalize("NFKC", text) if unicodedata.category(each)[0] not in "CZ"
    )
    return _REQUIRED_MARKS.sub("", plain).casefold()


def header_keys(column: RosterColumn) -> tuple[str, ...]:
    """The header and the aliases of a column as :func:`header_key` gives them."""
    return tuple(map(header_key, (column.header, *column.aliases)))


def kind_of_column(column: RosterColumn, forms: Mapping[str, Form]) -> str:
    """What a column holds: ``text``, or the kind of the inputs that it fills."""
    return next((_kind(forms[form], name) for form, name in column.fields.items()), TEXT)


def read_roster_columns(root: Table) -> tuple[RosterColumn, ...]:
    """The ``[[roster]]`` tables of a standard; none where it says nothing of rosters.

    Raises:
        DefinitionError: a column is wrong, or two of them cannot be told apart.
    """
    tables = root.tables(ROSTER_KEY, required=False)
    columns = root.each(ROSTER_KEY, _read_column, required=False)
    _check_headers(tables, columns)
    _check_roles(tables, columns)
    return columns


def _read_column(table: Table) -> RosterColumn:
    role = table.choice("role", ROLES) if table.has("role") else ""
    fields: dict[str, str] = {}
    if table.has("field"):
        where = table.table("field")
        fields = {form: where.text(form) for form in where.keys()}  # noqa: SIM118  a table, not a mapping
    if not role and not fields:
        raise table.error("field", "没有填；role 和 field 至少要有一个")
    if role in (UNIT_ROLE, PROJECT_ROLE) and fields:
        raise table.error("field", f'不能和 role = "{role}" 一起用，名称由程序填到每张表里')
    column = RosterColumn(
        header=table.label("header"),
        aliases=table.texts("aliases") if table.has("aliases") else (),
        role=role,
        fields=fields,
        help=table.text("help"),
        examples=table.texts("examples"),
        usual_most=Decimal(table.whole(_USUAL, least=1, most=int(LARGEST_AMOUNT)))
        if table.has(_USUAL)
        else None,
    )
    table.finish()
    if not all(header_keys(column)):
        raise table.error("aliases", "里有空的列名")
    return column


def _check_headers(tables: Sequence[Table], columns: Sequence[RosterColumn]) -> None:
    taken: dict[str, str] = {}
    for table, column in zip(tables, columns, strict=True):
        for key in dict.fromkeys(header_keys(column)):
            if key in taken:
                raise table.error("header", f"或 aliases 里的“{key}”已经是“{taken[key]}”这一列的名称")
            taken[key] = column.header
        if len(column.examples) != len(columns[0].examples):
            raise table.error("examples", f"应有 {len(columns[0].examples)} 个，和第一列一样多")


def _check_roles(tables: Sequence[Table], columns: Sequence[RosterColumn]) -> None:
    taken: dict[str, str] = {}
    for table, column in zip(tables, columns, strict=True):
        if column.role in taken:
            raise table.error("role", f"是“{column.role}”，“{taken[column.role]}”这一列已经是了，只能有一列")
        if column.role not in ("", IGNORED_ROLE):
            taken[column.role] = column.header
    if columns and UNIT_ROLE not in taken:
        raise tables[0].error("role", f'：没有一列是 "{UNIT_ROLE}"，花名册至少要有单位名称')


def check_roster(root: Table, columns: Sequence[RosterColumn], forms: Mapping[str, Form]) -> None:
    """The columns fill fields that there are, and each field is filled by one column only.

    Raises:
        DefinitionError: they do not.
    """
    problems = Problems()
    # Forms that stand once in a workbook share the values of a row, and so do those of a project.
    taken: dict[tuple[bool, str], str] = {}
    for table, column in zip(root.tables(ROSTER_KEY, required=False), columns, strict=True):
        with problems.noted():
            _check_column(table, column, forms, taken)
    problems.finish()


def _check_column(
    table: Table, column: RosterColumn, forms: Mapping[str, Form], taken: dict[tuple[bool, str], str]
) -> None:
    if column.role == PROJECT_ROLE and not any(form.name_field for form in forms.values()):
        raise table.error("role", "是项目名称，但这个标准没有按项目填的表（name-field）")
    for form_id, name in column.fields.items():
        _check_field(table, form_id, name, forms)
    if len({_kind(forms[form], name) for form, name in column.fields.items()}) > 1:
        names = "、".join(column.fields.values())
        raise table.error("field", f"里的 {names} 不是同一种内容（金额、人数、百分数、文字），请分成几列")
    if column.usual_most is not None and kind_of_column(column, forms) != AMOUNT:
        raise table.error(_USUAL, "只能写在金额的列里")
    for place in {(bool(forms[form].name_field), name) for form, name in column.fields.items()}:
        if place in taken:
            raise table.error("field", f"里的“{place[1]}”已经由“{taken[place]}”这一列填了")
        taken[place] = column.header


def _check_field(table: Table, form_id: str, name: str, forms: Mapping[str, Form]) -> None:
    if form_id not in forms:
        raise table.error("field", f"用了“{form_id}”，但这个标准里没有这张表，只有：{'、'.join(forms)}")
    form = forms[form_id]
    if name not in form.inputs and name not in form.fields_by_name:
        raise table.error("field", f"用了“{name}”，但“{form_id}”里没有叫这个名称的 field 或 input")
    if name in (form.unit_field, form.name_field):
        raise table.error("field", f"里的“{name}”由 role 填，不能写在这里")


def _kind(form: Form, name: str) -> str:
    return form.inputs[name].kind if name in form.inputs else TEXT
