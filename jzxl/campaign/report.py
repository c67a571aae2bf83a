"""Results as JSON, and as lines on a terminal."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import simplejson
from rich.text import Text

from jzxl import __version__
from jzxl.campaign.model import Round, Standing
from jzxl.check.finding import ANSWERED, Finding, Severity
from jzxl.filenames import unseen
from jzxl.gather import is_archive
from jzxl.result import UNREADABLE, FileResult, FormResult, Scores
from jzxl.visible import visible

_SHOWN_MISSING = _SHOWN_FILES = 30
_FOR_THE_BUREAU = (Standing.UNREADABLE, Standing.UNKNOWN, Standing.NO_FORM)
# All but what nearly every text consists of, which need not be looked at one by one.
_MAYBE_UNSEEN = re.compile("[^ -~\\n\u3000-\u9fff\uff00-\uffef]")
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.HINT: "cyan"}


def results_json(round_: Round) -> str:
    """The content of results.json; numbers keep the digits they have."""
    return "".join(_pieces(round_))


def _pieces(round_: Round) -> Iterator[str]:
    """Filing by filing: the trees of thousands at a time would take many times the room of their text."""
    yield f'{{\n  "version": {_json(__version__)},\n  "filings": ['
    for number, each in enumerate(round_.returns):
        department = each.department.unit if each.department is not None else None
        filing = _filing(each.result) | {"department": department, "counted": each.counted}
        yield ("," if number else "") + "\n    " + _json(filing).replace("\n", "\n    ")
    missing = None
    if round_.roster is not None:
        missing = [{"unit": each.unit, "code": each.code, "row": each.row} for each in round_.missing]
    end = "\n  ]" if round_.returns else "]"
    yield f'{end},\n  "missing": {_json(missing).replace(chr(10), chr(10) + "  ")}\n}}\n'


def _json(value: object) -> str:
    text: str = simplejson.dumps(value, use_decimal=True, ensure_ascii=False, indent=2)
    return _MAYBE_UNSEEN.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    """A character that shows nothing, or could turn a terminal's line around, as JSON may have it; others as they are."""
    return json.dumps(found[0])[1:-1] if unseen(found[0]) else found[0]


def _filing(result: FileResult) -> dict[str, Any]:
    return {
        "file": result.file,
        "sha256": result.sha256,
        "status": result.status,
        "unit": result.unit,
        "year": result.year,
        "standard": result.standard,
        "forms": [_form(form) for form in result.forms],
        "findings": [_finding(finding) for finding in result.findings],
        "copy": result.copy,
    }


def _form(form: FormResult) -> dict[str, Any]:
    return {
        "form": form.form,
        "sheet": form.sheet,
        "title": form.title,
        "name": form.name,
        "stated": _scores(form.stated),
        "evaluated": _scores(form.evaluated),
        "indicators": [
            {
                "block": each.block,
                "group": each.group,
                "name": each.name,
                "weight": each.weight,
                "stated": each.stated,
                "evaluated": each.evaluated,
                "rate": each.rate,
            }
            for each in form.indicators
        ],
    }


def _scores(scores: Scores) -> dict[str, Any]:
    return {"total": scores.total, "grade": scores.grade, "blocks": dict(scores.blocks)}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "sheet": finding.sheet,
        "cell": finding.cell,
        "item": finding.item,
        "stated": finding.stated,
        "expected": finding.expected,
        "message": finding.message,
        "basis": finding.basis,
        "answer": finding.answer or None,
    }


def result_lines(result: FileResult) -> Iterator[Text]:
    """One line for the file, and one for each finding."""
    yield summary_line(result)
    if len(result.forms) > 1:
        for form in result.forms:
            yield Text(f"   {visible(form.place)}：{_score_change(form)}")
    yield from map(finding_line, result.findings)


def finding_line(finding: Finding) -> Text:
    """What was found, where, and how bad it is."""
    place = f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet
    line = Text("   ")
    word, style = (ANSWERED, "dim") if finding.answer else (finding.severity.word, _STYLES[finding.severity])
    line.append(f"[{word}]", style)
    line.append(f" {visible(place)}  " if place else " ")
    line.append(visible(finding.message))
    if finding.answer:
        line.append(f"答复：{visible(finding.answer)}", "dim")
    return line


def round_lines(round_: Round, reused: int) -> Iterator[Text]:
    """What there is to say of the round as a whole.

    Args:
        reused: how many files were checked by an earlier run.
    """
    if reused:
        yield Text(
            f"其中 {reused} 份上次已经审核过，没有变动，没有重新审核（要重新审核请加 --again）。", "dim"
        )
    yield from _turnout_lines(round_)
    yield from _bureau_lines(round_)


def _turnout_lines(round_: Round) -> Iterator[Text]:
    if round_.roster is None:
        return
    due, missing = len(round_.roster.departments), round_.missing
    yield Text(f"花名册上 {due} 个单位，已报 {due - len(missing)} 个，未报 {len(missing)} 个。", "bold")
    if missing:
        names = "、".join(visible(each.unit) for each in missing[:_SHOWN_MISSING])
        more = f"等 {len(missing)} 个" if len(missing) > _SHOWN_MISSING else ""
        yield Text(f"   未报：{names}{more}")
    unfilled = [each.result.file for each in round_.returns if each.standing is Standing.BLANK]
    if unfilled:
        names = "、".join(map(visible, unfilled[:_SHOWN_FILES]))
        more = f"等 {len(unfilled)} 份" if len(unfilled) > _SHOWN_FILES else ""
        yield Text(f"   发回来的是没有填的空表，请催报：{names}{more}")


def _bureau_lines(round_: Round) -> Iterator[Text]:
    """The files that no department is written to about: only the bureau can settle what they are."""
    reminded = {id(each) for each in round_.missing}
    files = [
        each.result.file
        for each in round_.returns
        if each.standing in _FOR_THE_BUREAU
        and (id(each.department) not in reminded or is_archive(each.result.file))
    ]
    if files:
        names = "、".join(map(visible, files[:_SHOWN_FILES]))
        more = f"等 {len(files)} 个" if len(files) > _SHOWN_FILES else ""
        yield Text(
            f"要由本局处理的来件 {len(files)} 个，没有计入汇总，原因和办法见 汇总.xlsx 的“未计入”：", "bold"
        )
        yield Text(f"   {names}{more}")


def summary_line(result: FileResult) -> Text:
    """The file, its unit, its scores, and how many findings there are."""
    line = Text(visible(result.file), "bold")
    if result.status == UNREADABLE:
        line.append("  读不出来", "bold red")
        return line
    line.append(f"  {visible(result.unit) or '（没有填单位）'}")
    if len(result.forms) == 1:
        line.append(f"  {_score_change(result.forms[0])}")
    for severity in Severity:
        count = result.count(severity)
        line.append(f"  {severity.word} {count}", _STYLES[severity] if count else "dim")
    if result.answered:
        line.append(f"  {ANSWERED} {result.answered}", "dim")
    return line


def replaced_line(result: FileResult) -> Text:
    """The file and its unit: what was found in it no longer counts."""
    line = Text(visible(result.file), "bold")
    if result.unit:
        line.append(f"  {visible(result.unit)}")
    line.append("  已另有一份，没有计入", "dim")
    return line


def _score_change(form: FormResult) -> str:
    return f"填报 {_score(form.stated)} → 复核 {_score(form.evaluated)}"


def _score(scores: Scores) -> str:
    total = "—" if scores.total is None else visible(str(scores.total))
    return f"{total} {visible(scores.grade or '—')}"
