"""Rounds to summarise: a dozen workbooks as they come back, and results made by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from returns import catalog, filled, retyped, saved_by_openpyxl, three_clean, three_published, typed

from jzxl.campaign.figures import Figures, grade_order, round_figures
from jzxl.campaign.model import Department, Return, Roster, RosterProject, Round, Standing
from jzxl.campaign.report import results_json
from jzxl.check.finding import Finding, Severity
from jzxl.result import CLEAN, FINDINGS, FileResult, FormResult, IndicatorResult, Scores
from jzxl.review import review_file

UNREADABLE_FILE, OLDER_FILE, STRANGER_FILE = "乙局.xlsx", "甲局-旧.xlsx", "不明.xlsx"


def workbooks() -> dict[str, bytes]:
    """Files by name; the first letters tell the department."""
    return {
        "甲局.xlsx": filled(),
        "丙局.xlsx": typed(filled(), {"得分_在职人员控制": Decimal(3), "得分_支付进度": Decimal(4)}),
        "丁局.xlsx": typed(filled(), {"评价结果等次": "优"}),
        "戊局.xlsx": typed(filled(), {"在职人数": "18人"}),
        "己局.xlsx": typed(filled(), {"在职人数": None}),
        "庚局.xlsx": typed(filled(), {"得分_经济效益": Decimal(1), "得分_社会效益": Decimal(2)}),
        "辛局.xlsx": three_published(),
        "壬局.xlsx": three_clean(),
        "癸局.xlsx": retyped(three_published()),
        "子局.xlsx": saved_by_openpyxl(filled()),
        "丑局.xlsx": retyped(three_clean(), form=1),
        OLDER_FILE: typed(filled(), {"得分_在职人员控制": Decimal(2)}),
        STRANGER_FILE: typed(filled(), {"得分_支付进度": Decimal(1)}),
        UNREADABLE_FILE: b"not a workbook",
    }


@cache
def real_round() -> Round:
    """A round over these workbooks; 乙局 and 寅局 are missing, one file is replaced, one of nobody known."""
    departments = {
        letter: Department(
            f"晋中市{letter}局",
            row,
            code=f"0{row}",
            contact=f"{letter}某",
            phone="0354-0000000",
            projects=(RosterProject("一号项目", row), RosterProject("二号项目", row))
            if letter == "寅"
            else (),
        )
        for row, letter in enumerate("寅丑子癸壬辛庚己戊丁丙乙甲", start=2)
    }
    returns = []
    with TemporaryDirectory() as folder:
        for name, content in workbooks().items():
            path = Path(folder) / name
            path.write_bytes(content)
            result, _ = review_file(path, catalog(), with_copy=False)
            department = departments.get(name[0])
            standing = {
                UNREADABLE_FILE: Standing.UNREADABLE,
                OLDER_FILE: Standing.REPLACED,
                STRANGER_FILE: Standing.UNKNOWN,
            }.get(name, Standing.COUNTED)
            copy = None if name == UNREADABLE_FILE else name.replace(".xlsx", "-审核.xlsx")
            returns.append(Return(replace(result, copy=copy), department, standing))
    roster = Roster("名册.xlsx", tuple(departments.values()))
    return Round(roster, tuple(returns), (departments["寅"], departments["乙"]))


@cache
def real_figures() -> Figures:
    """Its figures."""
    return round_figures(real_round(), grade_order(catalog()))


def as_json(round_: Round) -> list[dict[str, Any]]:
    """What results.json says of the files of a round, numbers as decimals."""
    document = json.loads(results_json(round_), parse_float=Decimal, parse_int=Decimal)
    filings: list[dict[str, Any]] = document["filings"]
    return filings


def counted_json(round_: Round) -> list[dict[str, Any]]:
    """The same of those that count, in the order of the summary."""
    places = sorted(
        (each.department is None, each.department.row if each.department else 0, number)
        for number, each in enumerate(round_.returns)
        if each.counted
    )
    filings = as_json(round_)
    return [filings[number] for *_, number in places]


def form(
    name: str = "",
    *,
    kind: str = "whole",
    title: str = "某表",
    stated: Scores | None = None,
    evaluated: Scores | None = None,
    indicators: Sequence[IndicatorResult] = (),
) -> FormResult:
    """A form made by hand."""
    scores = Scores(Decimal("80.00"), "良", {"甲块": Decimal("80.00")})
    return FormResult(
        form=kind,
        sheet=name or title,
        title=title,
        name=name,
        total_label="总分",
        grade_label="档次",
        stated=stated or scores,
        evaluated=evaluated or scores,
        indicators=tuple(indicators),
    )


def finding(
    message: str = "请核对。",
    *,
    code: str = "score-mismatch",
    severity: Severity = Severity.ERROR,
    sheet: str = "某表",
    cell: str = "B2",
    item: str = "某项",
    stated: Decimal | str | None = None,
    expected: Decimal | str | None = None,
) -> Finding:
    """A finding made by hand."""
    return Finding(code, severity, sheet, cell, "", item, stated, expected, message, "某依据")


def returned(
    unit: str,
    *forms: FormResult,
    file: str = "某局.xlsx",
    findings: Sequence[Finding] = (),
    copy: str | None = None,
    standard: str = "某标准",
    year: int | None = 2021,
    department: Department | None = None,
    standing: Standing = Standing.COUNTED,
    status: str = "",
) -> Return:
    """A return made by hand."""
    return Return(
        FileResult(
            file=file,
            sha256="0" * 64,
            status=status or (FINDINGS if findings else CLEAN),
            unit=unit,
            year=year,
            standard=standard,
            forms=forms,
            findings=tuple(findings),
            copy=copy,
        ),
        department,
        standing,
    )
