"""Entries of truth.json for single files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from round.draft import BookDraft, Expected, cells_of

_KINDS = {None: "", 0: "department"}


def findings_of(book: BookDraft, data: bytes) -> list[dict[str, Any]]:
    """What must be found in the workbook as it was written."""
    places = cells_of(data, book)
    return [_finding(each, places.get((each.form or 0, each.name)), book) for each in book.expected]


def _finding(each: Expected, place: tuple[str, str] | None, book: BookDraft) -> dict[str, Any]:
    form = None if each.form is None else book.forms[each.form].instance
    return {
        "code": each.code,
        "severity": each.severity,
        "form": form.form.id if form else "",
        "project": form.name if form else "",
        "field": each.name,
        "sheet": place[0] if place and each.form is not None else None,
        "cell": place[1] if place and each.form is not None else None,
        "fault": each.fault,
    }


def file_truth(
    file: str,
    findings: Iterable[dict[str, Any]] = (),
    *,
    kind: str = "issued",
    unit: str | None = None,
    unit_stated: str | None = None,
    year: int | None = None,
    projects: Iterable[str] = (),
    readable: bool = True,
) -> dict[str, Any]:
    """The entry of a file.

    Args:
        file: below 回收, a zip being a folder.
        kind: issued, typed, foreign, damaged, …
        unit: of the roster; None where it is nobody's.
        unit_stated: what stands for 填报单位 in it.
        projects: as its forms name them.
    """
    return {
        "file": file,
        "kind": kind,
        "unit": unit,
        "unit_stated": unit_stated,
        "year": year,
        "projects": list(projects),
        "readable": readable,
        "findings": list(findings),
    }
