"""Workbooks of typed forms, and what is to be read in them."""

from __future__ import annotations

import io
import random
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from handtyped.content import FIGURE, Content
from handtyped.grid import put
from handtyped.layout import FormGrid
from handtyped.style import Style
from jzxl.form import naming

_ODD_NAMES = ("Sheet3", "1", "终稿（改）", "打印", "202106", "招商 最终", "表 二")


def build(contents: Sequence[Content], style: Style) -> bytes:
    """A workbook with some forms, typed in a style; the same bytes' worth of cells for the same style."""
    rng = random.Random(style.seed)
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    odd = rng.sample(_ODD_NAMES, len(_ODD_NAMES))
    if style.more_sheets and rng.random() < 0.5:
        _more_sheets(book, rng)
        sheet = book.create_sheet()
        book.remove(book.worksheets[0])
    taken = style.top
    for number, content in enumerate(contents):
        if number and not style.stacked:
            sheet, taken = book.create_sheet(), style.top
        if number == 0 or not style.stacked:
            usual = "部门整体支出" if content.form.id == "department" else f"项目{number}"
            sheet.title = odd[number % len(odd)] if style.odd_names else f"{usual}自评表"
        taken = put(FormGrid(content, style, rng).lay(), sheet, style, taken, rng)
        taken += rng.choice([0, 1, 3])
    if style.more_sheets and len(book.worksheets) < 3 + len(contents):
        _more_sheets(book, rng)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _more_sheets(book: openpyxl.Workbook, rng: random.Random) -> None:
    """Sheets that are no form, though some of their words are those of one."""
    people = book.create_sheet("通讯录")
    for row in (("姓名", "科室", "联系电话"), ("某某", "办公室", "0354-0000009")):
        people.append(row)
    money = book.create_sheet("支出明细")
    for line in (("项目", "预算资金", "实际支出"), ("会务费", 12.5, 11.08), ("合计", 12.5, 11.08)):
        money.append(line)
    notes = book.create_sheet(rng.choice(["填表说明", "说明"]))
    notes.append(["一、本表由各单位填报，综合得分90分以上为优。"])
    notes.append(["二、得分按评分标准计算，预算调整率等按年末数填写。"])
    book.create_sheet("空表")


def truth(contents: Sequence[Content], style: Style) -> list[dict[str, object]]:
    """What is to be read in each form, by name: decimals for figures, texts, None for blanks.

    年度 is the year's four digits, None where the sheet does not tell it.
    """
    found: list[dict[str, object]] = []
    for content in contents:
        values: dict[str, object] = dict(content.values)
        year = "".join(each for each in str(values.get(naming.YEAR)) if each.isdigit())
        values[naming.YEAR] = None if style.title == "no year" else year
        found.append(values)
    return found


def same(found: object, true: object) -> bool:
    """Whether a value read is the true one: spaces do not count, nor how a figure is spelt in a text."""
    return _plain(found) == _plain(true)


def _plain(value: object) -> object:
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return f"{Decimal(str(value)).normalize():f}"
    if isinstance(value, str):
        text = "".join(value.split())
        figure = unicodedata.normalize("NFKC", text).replace(",", "")
        return _plain(Decimal(figure)) if FIGURE.fullmatch(figure) else text or None
    return value
