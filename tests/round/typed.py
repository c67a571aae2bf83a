"""Returns typed by hand: the official sheets without anything of ours, in several formats."""

from __future__ import annotations

import random
import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from returns import retyped

from round.deliver import Delivery
from round.draft import BookDraft, Expected, write
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
    if kind == "xlsx":
        slip = rng.choice(_SLIPS)
        values, expected = slip(book)
        book.expected += expected
    findings = findings_of(book, data)
    data = retyped(data, values, form=None)
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


def _grade(book: BookDraft) -> tuple[dict[str, Any], list[Expected]]:
    if book.projects:
        return {}, []
    due = book.department.result("评价结果等次")
    wrong = "优" if due != "优" else "中"
    return {"评价结果等次": wrong}, [
        Expected("grade-mismatch", "error", 0, "评价结果等次", "typed: grade-mismatch")
    ]


def _nothing(book: BookDraft) -> tuple[dict[str, Any], list[Expected]]:
    return {}, []


_SLIPS = (_grade, _nothing)
