"""Rounds to make pages of."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

from returns import ROOT, catalog

from jzxl.campaign.model import Department, Return, Roster, Round, Standing
from jzxl.result import UNREADABLE, FileResult
from jzxl.review import review_file

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'{{7*7}}"
LINK = "javascript:alert(3)"


@cache
def results() -> dict[str, FileResult]:
    """What the check gives for the sample returns, and for a file that is no workbook."""
    files = sorted((ROOT / "samples" / "returned").glob("*.xlsx"))
    found = {each.stem: review_file(each, catalog(), with_copy=False)[0] for each in files}
    with tempfile.TemporaryDirectory() as folder:
        broken = Path(folder) / "坏文件.xlsx"
        broken.write_bytes(b"nothing")
        found["坏文件"] = review_file(broken, catalog(), with_copy=False)[0]
    return found


def returned(result: FileResult, unit: str, row: int, *, counted: bool = True) -> Return:
    """A return of a department, with a corrected copy."""
    copy = None if result.status == UNREADABLE else f"{Path(result.file).stem}-审核.xlsx"
    department = Department(unit, row, code=f"3{row:02}")
    standing = Standing.COUNTED if counted else Standing.REPLACED
    if result.status == UNREADABLE:
        standing = Standing.UNREADABLE
    return Return(replace(result, unit=unit, copy=copy), department, standing)


@cache
def some_round() -> Round:
    """Five returns that count, an older one, a file that cannot be read, two departments missing."""
    of = results()
    returns = (
        returned(of["1-填报正确"], "晋中市林业局", 2),
        returned(of["2-得分被改"], "晋中市财政局", 3),
        returned(of["6-结余不平等次不符"], HOSTILE, 4),
        returned(of["7-三张表"], "晋中市水利局", 5),
        returned(of["8-手工填写的三张表"], LINK, 6),
        returned(replace(of["3-数字带单位"], file="旧/报表.xlsx"), "晋中市财政局", 3, counted=False),
        returned(of["坏文件"], "晋中市体育局", 7),
    )
    missing = (
        Department("晋中市体育局", 7, contact="张三", phone="0354-0000009"),
        Department(f"缺{HOSTILE}", 8, code="308"),
    )
    departments = tuple(each.department for each in returns[:5] if each.department is not None)
    return Round(Roster("名单.xlsx", departments + missing), returns, missing)


def hostile_round() -> Round:
    """A return in which every text is hostile."""
    result = results()["7-三张表"]
    bad = f"{HOSTILE}\u202e\x00{LINK}"
    hostile = replace(
        result,
        file=f"{bad}.xlsx",
        forms=tuple(
            replace(
                form,
                sheet=bad,
                title=bad,
                name=bad,
                total_label=bad,
                grade_label=bad,
                stated=replace(
                    form.stated, total=bad, grade=bad, blocks=dict.fromkeys(form.stated.blocks, bad)
                ),
            )
            for form in result.forms
        ),
        findings=tuple(
            replace(each, code=bad, sheet=bad, item=bad, stated=bad, expected=bad, message=bad, basis=bad)
            for each in result.findings
        ),
        excerpts=tuple(
            replace(each, sheet=bad, texts=tuple(tuple(bad for _ in line) for line in each.texts))
            for each in result.excerpts
        ),
        unit=bad,
        copy=f"{LINK}/{bad}.xlsx",
    )
    department = Department(bad, 2, code=bad, contact=bad, phone=bad)
    return Round(
        Roster(bad, (department, department)), (Return(hostile, department, Standing.COUNTED),), (department,)
    )


def large_round(returns: int, findings: int) -> Round:
    """So many returns with so many findings each."""
    result = results()["7-三张表"]
    assert len(result.findings) >= findings
    return Round(
        None,
        tuple(
            Return(
                replace(
                    result,
                    file=f"{number}.xlsx",
                    unit=f"第{number}局",
                    copy=f"{number}-审核.xlsx",
                    findings=result.findings[:findings],
                ),
                None,
                Standing.COUNTED,
            )
            for number in range(returns)
        ),
    )
