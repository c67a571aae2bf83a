"""One returned file, all the way: open, read, evaluate, check, correct."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from jzxl.check.checks import check_filing
from jzxl.check.finding import Finding, Severity
from jzxl.correct.copy import corrected_copy
from jzxl.correct.rebuilt import rebuilt_copy
from jzxl.errors import JzxlError
from jzxl.evaluate import Evaluation, evaluate_form
from jzxl.excerpts import excerpts
from jzxl.form.load import Catalog
from jzxl.issue.stamp import Stamp
from jzxl.package import DEFAULT_LIMITS, ForeignWorkbook, Limits, Package, read_incoming
from jzxl.read.filing import Filing, FilledForm
from jzxl.read.opening import open_return
from jzxl.result import CLEAN, FINDINGS, UNREADABLE, FileResult, form_result

_COPY_FAILED = "copy-not-written"
PROJECT_MISSING = "project-missing"
"""Code of the finding that a project of the roster has no form among what a department sent."""
WORKBOOK_OF_ANOTHER = "workbook-of-another"
"""Code of the finding that a workbook was issued to another department than the one that it states."""


def review_file(
    source: Path | bytes,
    catalog: Catalog,
    *,
    with_copy: bool,
    shown: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
    more: tuple[Finding, ...] = (),
) -> tuple[FileResult, bytes | None]:
    """Check one file.

    Args:
        source: the file, or what is in it.
        with_copy: whether a corrected copy is wanted.
        shown: what the file is called in the result; its name unless given.
        limits: how much of a file is taken in.
        more: what else is known of it, such as that it is another department's: told in the copy, and not
            in the result.

    Returns:
        the result and the corrected copy; None where there is none. Never raises for what is in a
        file: a bad file is a result like any other.
    """
    name = shown or (source.name if isinstance(source, Path) else "来件")
    content = None
    try:
        content = read_incoming(source, PurePosixPath(name).name, limits)
        return _review(content, name, catalog, limits, more, with_copy=with_copy)
    except JzxlError as error:
        return unreadable(content, name, str(error)), None
    except Exception as error:  # the boundary that keeps one file from stopping a batch
        reason = f"{name} 无法处理，可能是程序的缺陷（{type(error).__name__}）；请把这个文件发给维护人员。"
        return unreadable(content, name, reason), None


def _review(
    content: bytes,
    name: str,
    catalog: Catalog,
    limits: Limits,
    more: tuple[Finding, ...],
    *,
    with_copy: bool,
) -> tuple[FileResult, bytes | None]:
    file = PurePosixPath(name).name
    workbook, filing = open_return(content, catalog, name=file, limits=limits)
    evaluated, result = judge(filing, name)
    result = replace(
        result,
        excerpts=excerpts(workbook, result.findings),
        stamp=Stamp.read(workbook.properties) if isinstance(workbook, Package) else None,
        modified=workbook.modified if isinstance(workbook, Package) else "",
    )
    if not with_copy:
        return result, None
    told = with_more(result, more)
    try:
        if isinstance(workbook, ForeignWorkbook):
            return result, rebuilt_copy(workbook, filing, evaluated, told)
        return result, corrected_copy(workbook, filing, told)
    except Exception as error:  # what was found must not be lost because it could not be marked
        return without_copy(result, error), None


def judge(filing: Filing, name: str) -> tuple[list[tuple[FilledForm, Evaluation]], FileResult]:
    """Evaluate and check what a workbook says.

    Args:
        name: what the file is called in the result.
    """
    evaluated = [(filled, evaluate_form(filled)) for filled in filing.forms]
    findings = check_filing(filing, evaluated)
    result = FileResult(
        file=name,
        sha256=filing.sha256,
        status=FINDINGS if findings else CLEAN,
        unit=filing.unit,
        year=filing.year,
        standard=filing.standard,
        forms=tuple(form_result(filled, evaluation) for filled, evaluation in evaluated),
        findings=findings,
    )
    return evaluated, result


def with_more(result: FileResult, more: Sequence[Finding]) -> FileResult:
    """The result with what else is known of the file, and without what follows from that.

    What concerns the whole file comes first.  Of a workbook that was issued to another, neither that one's
    figures are due nor that one's sheets.
    """
    if not more:
        return result
    if any(each.code == WORKBOOK_OF_ANOTHER for each in more):
        kept = tuple(each for each in result.findings if not _is_of_the_other(each))
        result = replace(result, findings=kept)
    findings = _without_told_by_name(result.findings, sum(each.code == PROJECT_MISSING for each in more))
    for each in more:
        if each.sheet:
            # With what else is told of its sheet, so that sheets keep their order.
            same = (number for number, other in enumerate(findings) if other.sheet == each.sheet)
            findings.insert(next(same, len(findings)), each)
    status = UNREADABLE if result.status == UNREADABLE else FINDINGS
    return replace(result, status=status, findings=(*(each for each in more if not each.sheet), *findings))


def _without_told_by_name(findings: Sequence[Finding], missing: int) -> list[Finding]:
    """The findings without the lost sheets of so many projects: the round tells which projects are missing."""
    left = []
    for each in findings:
        # Only of a form that is named after something has such a finding a name.
        if missing and each.code == "field-not-found" and not each.sheet and each.name:
            missing -= 1
        else:
            left.append(each)
    return left


def _is_of_the_other(finding: Finding) -> bool:
    return finding.code == "prefilled-changed" or (finding.code == "field-not-found" and not finding.sheet)


def without_copy(result: FileResult, error: Exception) -> FileResult:
    """The result of a file that was checked, but whose corrected copy could not be written."""
    reason = str(error) if isinstance(error, JzxlError) else f"可能是程序的缺陷（{type(error).__name__}）"
    lost = Finding(
        _COPY_FAILED, Severity.HINT, "", "", "", "审核稿", None, None, f"没有写出审核稿：{reason}", ""
    )
    return replace(result, status=FINDINGS, findings=(*result.findings, lost))


def unopened(shown: str, reason: str) -> FileResult:
    """The result of a folder or archive that cannot be opened, or of a file whose check did not end."""
    return _unread(shown, "", reason)


def unreadable(content: bytes | None, name: str, message: str) -> FileResult:
    """The result of a file that cannot be read.

    Args:
        content: what is in it; None where it was not even taken in, as one is that is too large.
    """
    return _unread(name, hashlib.sha256(content).hexdigest() if content is not None else "", message)


def _unread(name: str, digest: str, message: str) -> FileResult:
    finding = Finding("unreadable-file", Severity.ERROR, "", "", "", "文件", None, None, message, "")
    return FileResult(
        file=name,
        sha256=digest,
        status=UNREADABLE,
        unit="",
        year=None,
        standard="",
        forms=(),
        findings=(finding,),
    )
