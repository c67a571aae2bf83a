"""Returns typed by hand: the official sheets without anything of ours, in several formats."""

from __future__ import annotations

import random
import shutil
import tempfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from returns import retyped

from round.deliver import Delivery
from round.draft import BookDraft, Expected, write
from round.figures import percent, text
from round.truth import file_truth, findings_of


def typed_by_hand(
    book: BookDraft, number: int, when: datetime, rng: random.Random
) -> tuple[Delivery, dict[str, Any]]:
    """A workbook of a department, typed: .xlsx, .ods or, where LibreOffice is at hand, .xls."""
    kind = ("xlsx", "xlsx", "ods", "xls")[number % 4]
    if kind == "xls" and shutil.which("soffice") is None:
        kind = "xlsx"
    data = write(book)
    values: dict[str, Any] = {}
    sheets: dict[str, list[list[Any]]] = {}
    # Other formats have other cells, so nothing is planted in them.
    if kind == "xlsx":
        values, sheets, expected = rng.choice(_SLIPS)(book)
        book.expected += expected
    findings = findings_of(book, data)
    data = retyped(data, values, more_sheets=sheets)
    if kind == "ods":
        from test_foreign_returns import as_ods

        data = as_ods(data)
    elif kind == "xls":
        data = _as_xls(data)
    known = file_truth(
        f"{book.unit}.{kind}",
        findings,
        kind=f"typed {kind}",
        unit=book.unit,
        unit_stated=book.unit,
        year=book.year,
        projects=[str(form.meant["项目名称"]) for form in book.projects],
    )
    return Delivery(known["file"], data, when), known


def _as_xls(data: bytes) -> bytes:
    from engines.libreoffice import convert

    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "手工.xlsx"
        source.write_bytes(data)
        return convert(source, "xls", Path(folder) / "saved").read_bytes()


Slip = tuple[dict[str, Any], dict[str, list[list[Any]]], list[Expected]]
"""What stands in fields instead, further sheets, and what must be found."""


def _at(code: str, severity: str, name: str) -> list[Expected]:
    return [Expected(code, severity, 0, name, f"typed: {code}")]


def _not_verified(book: BookDraft) -> Slip:
    words = {"说明_公用经费控制": "按规定执行"}
    return words, {}, _at("score-not-verified", "hint", "得分_公用经费控制")


def _passed_over(book: BookDraft) -> Slip:
    rows: list[list[Any]] = [["姓名", "科室"], ["某某", "办公室"]]
    return {}, {"通讯录": rows}, [Expected("sheet-passed-over", "hint", fault="typed: sheet-passed-over")]


def _other_figures(book: BookDraft) -> Slip:
    """Right in itself, but not of the figures that stand above."""
    executed, left = (book.department.meant[name] for name in ("预算执行金额", "年末结余金额"))
    assert isinstance(executed, Decimal) and isinstance(left, Decimal)
    note = f"{text(left + 3)}/{text(executed)}={percent(left + 3, executed, 2)}"
    return {"说明_结转结余率": note}, {}, _at("rate-text-mismatch", "warning", "说明_结转结余率")


def _wrong_line(book: BookDraft) -> Slip:
    staff, posts = (book.department.meant[name] for name in ("在职人数", "编制数"))
    assert isinstance(staff, Decimal) and isinstance(posts, Decimal)
    rate = (staff / posts * 100).quantize(Decimal(1)) + 7
    return (
        {"说明_在职人员控制": f"{staff}/{posts}={rate}%"},
        {},
        _at("rate-text-mismatch", "error", "说明_在职人员控制"),
    )


def _text_blank(book: BookDraft) -> Slip:
    return {"说明_质量达标情况": None}, {}, _at("missing-input", "warning", "说明_质量达标情况")


def _score(book: BookDraft) -> Slip:
    """A computed score; the sums go on as they were, which is what its figures give."""
    due = book.department.result("得分_固定资产利用")
    return (
        {"得分_固定资产利用": 1 if due != 1 else 2},
        {},
        _at("score-mismatch", "error", "得分_固定资产利用"),
    )


_SLIPS = (_not_verified, _passed_over, _other_figures, _wrong_line, _text_blank, _score)
