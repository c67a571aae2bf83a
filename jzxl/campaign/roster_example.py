"""A roster to start from: the columns of a standard, some rows, and a sheet that explains them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from jzxl.errors import UsageError
from jzxl.form.model import AMOUNT, COUNT, PERCENT, UNITS, Form
from jzxl.form.roster import TEXT, kind_of_column
from jzxl.form.standard import IGNORED_ROLE, UNIT_ROLE, RosterColumn
from jzxl.issue.canvas import AMOUNT_FORMAT, BODY_FONT, COUNT_FORMAT, HEADING_FILL, HEADING_FONT, INPUT_FILL
from jzxl.moment import CREATED
from jzxl.read.typed import Kind, understand
from jzxl.width import printed_columns

ROSTER_SHEET, HELP_SHEET = "花名册", "填写说明"
_FORMATS = {AMOUNT: AMOUNT_FORMAT, COUNT: COUNT_FORMAT, PERCENT: "0.00%", TEXT: "@"}
_NARROWEST, _WIDEST = 10, 34
# Rows that are ready to be filled, and so formatted.
_READY = 300
_LINE = 16
_ROWS = "一行写一个项目；单位自己的数写在没有项目名称的一行。没有项目的单位只写一行。"
_ROWS_OF_PROJECTS = "一行写一个项目，每行都写项目名称。没有项目的单位没有表要填，不用写。"
_RULES = (
    "“花名册”里现在的几行是例子，删掉后写上自己的单位和项目。",
    "{rows}",
    "同一个单位的几个项目，每行都写单位名称，或者把单位名称的格子合并。",
    "列可以换次序，不需要的列可以删掉；只有“{unit}”这一列必须有。标题行可以放在表头上面。",
    "金额按列名里写的单位读，例如“（万元）”“（元）”。不知道的数空着，由单位自己填。",
    "空行和“合计”行会跳过。写好后先用 jzxl roster 花名册.xlsx 看看有没有写错，再用 jzxl issue 花名册.xlsx 下发{option}。",
)


def example_roster(forms: Mapping[str, Form], *, option: str = "") -> bytes:
    """An example roster for a standard; the same bytes each time.

    Args:
        forms: of the standard, by id.
        option: what the commands that read the roster are to be given besides; may be empty.

    Raises:
        UsageError: the standard says nothing of rosters.
    """
    standard = next(iter(forms.values())).standard
    columns = [each for each in standard.roster if each.role != IGNORED_ROLE]
    if not columns:
        raise UsageError(
            f"标准“{standard.id}”没有写明花名册有哪些列；请在它的 standard.toml 里加上 [[roster]]。"
        )
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"title": ROSTER_SHEET, "author": standard.bureau, "created": CREATED})
    base = {"font_name": BODY_FONT, "font_size": 10.5, "valign": "vcenter", "border": 1}
    heading = book.add_format(
        base | {"bold": True, "align": "center", "text_wrap": True, "bg_color": HEADING_FILL}
    )
    formats = {
        kind: book.add_format(base | {"num_format": code} | ({"indent": 1} if kind == TEXT else {}))
        for kind, code in _FORMATS.items()
    }
    sheet = book.add_worksheet(ROSTER_SHEET)
    sheet.set_default_row(20)
    sheet.set_row(0, 32)
    for number, column in enumerate(columns):
        kind = kind_of_column(column, forms)
        title = f"{column.header}（{UNITS[kind]}）" if kind == AMOUNT else column.header
        widest = max(map(printed_columns, (title, *column.examples)))
        sheet.set_column(number, number, min(max(widest + 3, _NARROWEST), _WIDEST))
        sheet.write_string(0, number, title, heading)
        _write_examples(sheet, number, column, kind, formats[kind])
        _offer(sheet, number, column, kind, forms)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    rows = 1 + len(columns[0].examples)
    sheet.print_area(0, 0, rows - 1, len(columns) - 1)
    _write_help(book, columns, forms, base, heading, option)
    book.close()
    return target.getvalue()


def _write_examples(
    sheet: Worksheet, number: int, column: RosterColumn, kind: str, cell_format: Format
) -> None:
    for row, example in enumerate(column.examples, start=1):
        value = None if kind == TEXT else understand(example, Kind(kind)).value
        if value is not None:
            sheet.write_number(row, number, Decimal(value), cell_format)
        elif example:
            sheet.write_string(row, number, example, cell_format)
        else:
            sheet.write_blank(row, number, None, cell_format)
    for row in range(1 + len(column.examples), _READY):
        sheet.write_blank(row, number, None, cell_format)


def _offer(sheet: Worksheet, number: int, column: RosterColumn, kind: str, forms: Mapping[str, Form]) -> None:
    """What is to be written there, at every cell; a list where only some texts may stand."""
    rule: dict[str, object] = {
        "validate": "any",
        "input_title": column.header[:32],
        "input_message": column.help[:255],
    }
    for form, name in column.fields.items():
        if kind == TEXT and forms[form].fields_by_name[name].choices:
            rule |= {"validate": "list", "source": list(forms[form].fields_by_name[name].choices)}
    sheet.data_validation(1, number, _READY - 1, number, rule)


def _write_help(
    book: xlsxwriter.Workbook,
    columns: list[RosterColumn],
    forms: Mapping[str, Form],
    base: dict[str, object],
    heading: Format,
    option: str,
) -> None:
    unit = next(each for each in columns if each.role == UNIT_ROLE)
    widths = (20, 46, 50)
    sheet = book.add_worksheet(HELP_SHEET)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    plain = {"font_name": BODY_FONT, "font_size": 10.5, "valign": "vcenter", "text_wrap": True}
    title = book.add_format(plain | {"font_name": HEADING_FONT, "font_size": 16, "align": "center"})
    sheet.merge_range(0, 0, 0, 2, "花名册怎样填", title)
    sheet.set_row(0, 30)
    body, cell = book.add_format(plain), book.add_format(base | {"text_wrap": True, "indent": 1})
    strong = book.add_format(base | {"text_wrap": True, "indent": 1, "bold": True, "bg_color": INPUT_FILL})
    row = 0
    of_projects = all(form.name_field for form in forms.values())
    rule_of_rows = _ROWS_OF_PROJECTS if of_projects else _ROWS
    with_option = f"，两条命令都加上 {option}" if option else ""
    for number, rule in enumerate(_RULES, start=1):
        row += 1
        text = f"{number}. {rule.format(unit=unit.header, rows=rule_of_rows, option=with_option)}"
        sheet.merge_range(row, 0, row, 2, text, body)
        sheet.set_row(row, _LINE * -(-printed_columns(text) // (sum(widths) - 6)) + 4)
    row += 2
    for column, text in enumerate(("列名", "填什么", "列名也可以写成")):
        sheet.write_string(row, column, text, heading)
    for each in columns:
        row += 1
        help_text = f"必填。{each.help}" if each is unit else each.help
        if kind_of_column(each, forms) == AMOUNT:
            help_text += "列名里写明（万元）或（元）。"
        texts = (each.header, help_text, "、".join(each.aliases))
        lines = max(
            -(-printed_columns(text) // (width - 3)) for text, width in zip(texts, widths, strict=True)
        )
        sheet.set_row(row, _LINE * max(1, lines) + 4)
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, strong if column == 0 and each is unit else cell)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
