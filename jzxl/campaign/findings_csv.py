"""findings.csv: every finding of every file, for other programs and for pivot tables."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from jzxl.campaign.figures import Figures
from jzxl.check.finding import as_text
from jzxl.check.titles import title
from jzxl.result import FormResult
from jzxl.visible import FORMULA_BEGINS, visible

NAME = "findings.csv"
_HEADINGS = (
    *("来件", "单位", "计入汇总", "表", "级别", "代码", "类别"),
    *("工作表", "单元格", "栏目", "填报", "应为", "说明", "依据", "答复"),
)
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?%?")


def findings_csv(figures: Figures) -> bytes:
    """One row for each finding, in UTF-8 with the mark by which Excel tells it from GBK."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(_HEADINGS)
    for each in figures.returns:
        for finding in each.result.findings:
            row = (
                each.result.file,
                each.unit,
                "是" if each.counted else "否",
                _form_of(finding.sheet, each.result.forms),
                finding.severity.word,
                finding.code,
                title(finding.code),
                finding.sheet,
                finding.cell,
                finding.item,
                as_text(finding.stated),
                as_text(finding.expected),
                finding.message,
                finding.basis,
                finding.answer,
            )
            writer.writerow([inert(cell) for cell in row])
    return target.getvalue().encode("utf-8-sig")


def inert(text: str) -> str:
    """A text that no spreadsheet program takes for a formula.

    One that begins like a formula gets an apostrophe before it, which a person sees and can take off
    again; a space or a tab would be dropped when the file is saved from Excel, and the formula be back.
    A plain number stays one.  Line breaks and tabs become spaces, so that a finding is a line.
    """
    shown = visible(text)
    begins = shown.lstrip().startswith(FORMULA_BEGINS)
    return f"'{shown}" if begins and not _NUMBER.fullmatch(shown) else shown


def _form_of(sheet: str, forms: Sequence[FormResult]) -> str:
    """The form that stands on a sheet; empty where none or several do."""
    titles = [form.title for form in forms if form.sheet == sheet]
    return titles[0] if len(titles) == 1 else ""
