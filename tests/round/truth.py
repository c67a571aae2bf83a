"""What truth.json holds, and its entries for single files.

truth.json::

    {"year": 2020, "seed": …,
     "files": [{"file", "kind", "unit", "unit_stated", "year", "projects", "readable",
                "findings": [{"code", "severity", "form", "project", "field", "sheet", "cell", "fault"}]}],
     "missing":          [unit],                                   # nothing readable of it came, of any year
     "twice":            [{"unit", "counted", "superseded", "identical",   # counted is the newer file
                           "differs": [{"form", "project", "field", "first", "second"}]}],
     "foreign_unit":     [{"file", "named", "contains"}],          # a file named for one holds another's
     "other_year":       [{"file", "unit", "year"}],
     "renamed":          [{"file", "unit"}],                       # the name says nothing about the unit
     "unknown_unit":     [{"file", "stated", "nearest", "stamped"}],  # stamped: its issue id still tells whose it is
     "projects_missing": [{"unit", "name"}],                       # on the roster, in no counted file of the unit
     "projects_unknown": [{"unit", "name", "nearest"}],            # in a file, not on the roster; nearest or null
     "older_template":   [{"file", "unit"}],
     "typed_by_hand":    [{"file", "unit"}],
     "unreadable":       [{"file", "unit", "why"}],                # named for a unit that is missing
     "no_form":          [{"file"}],                               # a workbook that is no form at all
     "other_standard":   [{"file", "unit"}],                       # says that it answers a standard unknown here
     "passed_over":      [file]}                                   # lock file, letter, Thumbs.db

Files are named by their path below 回收, a zip being a folder: ``第一批/邮件附件2.zip/报送材料/某局.xlsx``.
A file's time is that of the file system, of its zip entry, and of docProps/core.xml.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from round.draft import BookDraft, Expected, cells_of


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


def of_the_file(code: str, fault: str) -> dict[str, Any]:
    """A finding that stands at no cell."""
    return {
        "code": code, "severity": "error", "form": "", "project": "", "field": "",
        "sheet": None, "cell": None, "fault": fault,
    }  # fmt: skip
