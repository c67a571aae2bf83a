"""Rounds for tests: a roster, workbooks issued to it, a run over a folder, and what it told."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from contextlib import nullcontext
from decimal import Decimal
from pathlib import Path

import openpyxl
from returns import STANDARD, UNIT, YEAR, catalog, filled, retyped, typed
from round.round_judge import CODES

from jzxl.campaign.engine import inline_crew, local_crew
from jzxl.campaign.model import Department, Roster, RosterProject, Round
from jzxl.campaign.rounds import Asked, Run, check_round
from jzxl.campaign.tasks import Terms
from jzxl.gather import gather_files
from jzxl.issue.recipient import Order, issue_workbook

OTHER, THIRD = "晋中市文化和旅游局", "晋中市体育局"
ROSTER = Roster(
    "花名册.xlsx",
    (
        Department(UNIT, 2, "101"),
        Department(
            OTHER, 3, "102", projects=(RosterProject("公共文化服务", 3), RosterProject("旅游宣传", 4))
        ),
        Department(THIRD, 5, "103", "甲", "0000000"),
    ),
)
BOTH = ["公共文化服务", "旅游宣传"]


def issued(unit: str, year: int = YEAR, projects: Sequence[str] = (), *, only: bool = False) -> bytes:
    """A workbook in which somebody began to fill; ``only`` leaves the department's own form out."""
    return typed(untouched(unit, year, projects, only=only), {"负责人" if only else "单位负责人": "张某"})


def untouched(unit: str, year: int = YEAR, projects: Sequence[str] = (), *, only: bool = False) -> bytes:
    """A workbook as it is sent out."""
    forms = tuple(catalog().forms[STANDARD].values())
    chosen = forms[1:] if only else forms if projects else forms[:1]
    return issue_workbook(Order(unit, year, chosen, tuple(projects)))


def without_year() -> bytes:
    """Typed by hand, and nobody wrote which year it is for."""
    book = openpyxl.load_workbook(io.BytesIO(retyped(filled())))
    for sheet in book:
        sheet.title = sheet.title.replace(str(YEAR), "")
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and "年度" in cell.value:
                    cell.value = cell.value.replace(str(YEAR), "")
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def run(
    folder: Path,
    roster: Roster | None = ROSTER,
    *,
    year: int | None = None,
    again: bool = False,
    jobs: int = 0,
) -> Run:
    """Check a folder: in this process, or with some workers."""
    output = folder.parent / "审核"
    output.mkdir(exist_ok=True)
    terms = Terms()
    return check_round(
        gather_files([folder], output),
        Asked(catalog(), terms, output, roster, year, again),
        lambda files: local_crew(jobs, files, terms, 60) if jobs else nullcontext(inline_crew(terms)),
    )


def round_of(
    folder: Path, files: dict[str, bytes], roster: Roster | None = ROSTER, year: int | None = None
) -> Round:
    for number, (name, content) in enumerate(files.items()):
        path = folder / "回收" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (1_600_000_000 + number, 1_600_000_000 + number))
    return run(folder / "回收", roster, year=year).round


def told(round_: Round) -> set[tuple[str, str, str]]:
    """(file, code, severity) of what only the round can tell."""
    return {
        (each.result.file, finding.code, finding.severity.value)
        for each in round_.returns
        for finding in each.result.findings
        if finding.code in CODES
    }


def numbered_files(folder: Path, count: int) -> Path:
    """A folder of as many returns, none like another."""
    place = folder / "回收"
    place.mkdir()
    for number in range(count):
        (place / f"单位{number:02}.xlsx").write_bytes(typed(filled(), {"编制数": Decimal(20 + number)}))
    return place
