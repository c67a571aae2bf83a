"""The corrected copies of the form used nationwide: the return with marks, and nothing else lost."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from engines.libreoffice import recalculate, requires_libreoffice
from lossless import compare
from test_lossless import Reviewed, review
from test_national import CASES
from validity import faults

from jzxl.correct.findings_sheet import NAME as FINDINGS_SHEET
from jzxl.package import open_package

# Those whose copy has something to restore, to replace, or to leave as the unit made it.
CHOSEN = [
    "score of a missed goal typed over",
    "rate of execution typed over",
    "printed target typed over",
    "total typed over",
    "grade typed over",
    "judged above the band of its level",
    "weight of the execution changed",
    "result with its unit",
    "amount with its unit",
    "inserted row with a wrong score",
    "inserted row with a target as one text, and a wrong score",
    "used row deleted",
]
# Its sums are made to reach the row, which changes two names.
NAMES_MENDED = "row inserted below the last one of a block"


@cache
def reviewed(case: str) -> Reviewed:
    return review(CASES[case][0]())


@pytest.mark.parametrize("case", CHOSEN)
def test_nothing_but_marks(case: str) -> None:
    done = reviewed(case)
    comparison = compare(done.before, done.after, done.asked)
    assert comparison.differences == []
    assert comparison.tally.elements > 4_000
    marked = {(each.sheet, each.cell) for each in done.result.findings if each.cell}
    assert set(done.asked.fills) == set(done.asked.notes) == marked
    assert marked
    assert done.asked.sheets == [FINDINGS_SHEET]
    assert faults(done.after) == []


def test_only_the_names_of_the_sums_are_mended_beside_the_marks() -> None:
    done = reviewed(NAMES_MENDED)
    differences = compare(done.before, done.after, done.asked).differences
    sheet = next(each.sheet for each in done.result.findings)
    assert [each.partition("]: ")[2] for each in differences[1:]] == [
        f"\"'{sheet}'!{old}\" stood here, now \"'{sheet}'!{new}\""
        for old, new in (("$G$13:$G$22", "$G$13:$G$23"), ("$H$13:$H$22", "$H$13:$H$23"))
    ]
    assert faults(done.after) == []


@pytest.mark.parametrize("case", [*CHOSEN, NAMES_MENDED])
def test_what_the_unit_typed_stays(case: str) -> None:
    """Of cells that hold no formula of ours, only those change that a finding says are replaced."""
    done = reviewed(case)
    before, after = open_package(done.before), open_package(done.after)
    replaced = {
        (each.sheet, each.cell)
        for each in done.result.findings
        if each.code in ("number-as-text", "block-weight-changed")
    }
    for sheet in before.sheets:
        now = after.cells(sheet.name)
        for ref, cell in before.cells(sheet.name).items():
            if cell.formula is None and (sheet.name, ref) not in replaced and now[ref].formula is None:
                assert now[ref].value == cell.value, (sheet.name, ref)
            if cell.formula is not None:
                assert now[ref].formula == cell.formula, (sheet.name, ref)


@pytest.mark.libreoffice
@requires_libreoffice
def test_copies_hold_what_another_program_computes(tmp_path: Path) -> None:
    # The line of a deleted row shows an error, which no result of ours is written over.
    cases = [*(case for case in CHOSEN if case != "used row deleted"), NAMES_MENDED]
    files = {tmp_path / f"{number}.xlsx": reviewed(case).after for number, case in enumerate(cases)}
    for file, copy in files.items():
        file.write_bytes(copy)
    recalculated = recalculate(list(files))
    for (file, copy), case in zip(files.items(), cases, strict=True):
        package = open_package(copy)
        compared = 0
        for sheet in package.sheets:
            for ref, cell in package.cells(sheet.name).items():
                if cell.formula is not None and cell.value is not None:
                    seen = recalculated[file][sheet.name].get(ref)
                    assert str(seen)[:12] == str(cell.value)[:12], (case, sheet.name, ref)
                    compared += 1
        assert compared > 100, case
