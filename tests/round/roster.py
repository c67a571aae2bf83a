"""The roster of a round as a finance bureau keeps it."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import xlsxwriter

from round.content import Recipient

HEADERS = ("单位名称", "单位代码", "项目名称", "项目属性", "年初预算", "预算下达", "联系人", "电话")


def write_roster(
    path: Path, recipients: list[Recipient], budgets: dict[str, Decimal], rng: random.Random
) -> None:
    """One row for each project, one for a department without any.

    Args:
        budgets: 年初预算 of departments without projects.
    """
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("名册")
    sheet.write_row(0, 0, HEADERS)
    row = 0
    for one in recipients:
        person, _, _, phone = one.people[1]
        for project in one.projects or ("",):
            row += 1
            funds = one.funds.get(project, {})
            planned = sum(
                (Decimal(str(funds.get(name) or 0)) for name in ("预算市级资金", "预算其他资金")), Decimal(0)
            )
            planned = planned if project else budgets.get(one.unit, Decimal(0))
            came = Decimal(str(funds.get("预算下达资金") or 0))
            kind = rng.choice(("经常性项目", "一次性项目")) if project else ""
            values = (
                one.unit,
                one.code,
                project,
                kind,
                float(planned),
                float(came) if project else "",
                person,
                phone,
            )
            sheet.write_row(row, 0, values)
    book.close()
