"""Typed sheets in hundreds of layouts: every value in its field, or refused with a finding, never misread."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Literal

import pytest
from engines.libreoffice import convert, requires_libreoffice
from handtyped import reference
from handtyped.content import Content, retold
from handtyped.style import Style, named_styles
from handtyped.variants import variants
from handtyped.workbook import build, same, truth
from returns import catalog

from jzxl.check.checks import check_filing
from jzxl.check.finding import Severity
from jzxl.evaluate import evaluate_form
from jzxl.form import naming
from jzxl.package import open_package
from jzxl.read.filing import Filing, FilledForm
from jzxl.read.reader import read_filing
from jzxl.result import FileResult
from jzxl.review import review_file

# At least 300 generated variants are asked for; the first ones turn one knob each.
_VARIANTS, _SEED = 360, 1
_NUMBERING = re.compile(r"\s*指标\s*[0-9０-９]+\s*[：:]?\s*")
_MOST_GOALS = 12


@dataclass
class Tally:
    """How the values of a workbook were read."""

    right: int = 0
    refused: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def compare(filing: Filing, contents: Sequence[Content], style: Style) -> Tally:
    """Every true value against what was read for its name, and nothing read that is not there."""
    tally = Tally()
    if [form.form.id for form in filing.forms] != [each.form.id for each in contents]:
        tally.wrong.append(f"forms: {[form.form.id for form in filing.forms]}")
        return tally
    for number, (filled, true) in enumerate(zip(filing.forms, truth(contents, style), strict=True)):
        refused = {name for each in filled.unclear for name in each.names} | set(filled.missing)
        goals = goals_read(filled)
        goal_refused = any(not each.names for each in filled.unclear)
        for name, value in true.items():
            is_goal = name in GOAL_NAMES[filled.form.id]
            found = goals.get(name) if is_goal else value_read(filled, name)
            if same(found, value):
                tally.right += 1
            elif name in refused or (is_goal and goal_refused):
                tally.refused.append(name)
            else:
                tally.wrong.append(f"{number} {name}: {found!r} for {value!r}")
        invented = {name for name, value in goals.items() if value not in (None, "")} - true.keys()
        tally.wrong += [f"{number} {name}: {goals[name]!r} is not there" for name in sorted(invented)]
    return tally


GOAL_NAMES = {
    form.id: {
        naming.goal(group, row, part)
        for group in form.goal_groups
        for row in range(1, _MOST_GOALS)
        for part in naming.GOAL_PARTS
    }
    for form in catalog().forms["jinzhong-2020"].values()
}


def goals_read(filled: FilledForm) -> dict[str, object]:
    """The goals as they were read, by name; their names without 指标1：."""
    found: dict[str, object] = {}
    for goal in filled.goals:
        entries = (goal.title, goal.target, goal.actual, goal.status)
        for part, entry in zip(naming.GOAL_PARTS, entries, strict=True):
            found[naming.goal(goal.group, goal.number, part)] = entry.value
        name = naming.goal(goal.group, goal.number, naming.GOAL_NAME)
        found[name] = _NUMBERING.sub("", str(found[name] or ""), count=1)
    return found


def value_read(filled: FilledForm, name: str) -> object:
    entry, understood = filled.entries.get(name), filled.numbers.get(name)
    if understood is not None and understood.value is not None:
        return understood.value
    if entry is not None and name == naming.YEAR:
        return "".join(each for each in str(entry.value) if each.isdigit())
    return None if entry is None else entry.value


def read(contents: Sequence[Content], style: Style) -> Tally:
    return compare(
        read_filing(open_package(build(contents, style), name="往年.xlsx"), catalog()), contents, style
    )


def test_of_hundreds_of_layouts_none_is_misread() -> None:
    wrong: dict[str, list[str]] = {}
    right = refused = 0
    for name, contents, style in islice(variants(_SEED), _VARIANTS):
        tally = read(contents, style)
        right, refused = right + tally.right, refused + len(tally.refused)
        if tally.wrong:
            wrong[name] = tally.wrong
    assert wrong == {}
    assert right > 90_000 and refused * 100 < right, (right, refused)


# ---------------------------------------------------------------- findings


def found_in(workbook: bytes) -> list[tuple[str, Severity, str, str]]:
    """What is found, apart from where, and from spaces within words."""
    filing = read_filing(open_package(workbook, name="往年.xlsx"), catalog())
    found = check_filing(filing, [(form, evaluate_form(form)) for form in filing.forms])
    return sorted((each.code, each.severity, plain(each.item), plain(each.stated)) for each in found)


def plain(text: object) -> str:
    return "".join(unicodedata.normalize("NFKC", str(text)).split())


# What says itself that something could not be read, or is not a form.
REFUSALS = {"field-not-found", "row-unclear", "score-not-verified", "sheet-passed-over"}


def test_no_layout_adds_an_error() -> None:
    """The published figures in every way to type them: no error but the two of the publication."""
    three = [retold(number) for number in range(3)]
    usual = {each for each in found_in(build(three, Style())) if each[1] is Severity.ERROR}
    added = {}
    for style in named_styles():
        errors = {each for each in found_in(build(three, style)) if each[1] is Severity.ERROR}
        if errors - usual:
            added[style.name] = errors - usual
    assert len(usual) == 2 and added == {}


# ---------------------------------------------------------------- the published forms, word by word

needs_reference = pytest.mark.skipif(
    not reference.available(), reason="the text of the published forms is not at hand"
)
PRINTED = [(Decimal("82.80"), "良"), (Decimal("86.05"), "良"), (Decimal("85.80"), "良")]
STYLES = {
    "with merges": Style(),
    "without merges": Style(merges=False, spans=False, headers="one row"),
    "shifted, figures as text": Style(merges=False, top=5, left=3, numbers="text"),
    "full width": Style(numbers="full width", width="full", stacked=True),
    "values in their labels' cells": Style(pairs="one cell", spaced=40, page_break=True, page_title=True),
}


def copies() -> dict[str, list[bytes]]:
    """The published forms typed in several ways; in one workbook, or each in its own."""
    forms = [reference.verbatim(number) for number in range(3)]
    return {
        **{name: [build(forms, style)] for name, style in STYLES.items()},
        "pasted into columns": [reference.pasted_lines(number, one_cell=False) for number in range(3)],
        "pasted into one column": [reference.pasted_lines(number, one_cell=True) for number in range(3)],
    }


def outcomes(workbooks: Sequence[bytes], folder: Path, suffix: str = ".xlsx") -> list[FileResult]:
    results = []
    for workbook in workbooks:
        file = folder / f"往年{suffix}"
        file.write_bytes(workbook)
        results.append(review_file(file, catalog(), with_copy=False)[0])
    return results


def told(results: Sequence[FileResult]) -> list[tuple[str, str, str]]:
    return sorted(
        (each.code, plain(each.item), plain(each.stated)) for result in results for each in result.findings
    )


def scores(results: Sequence[FileResult]) -> list[tuple[object, object]]:
    return [(form.evaluated.total, form.evaluated.grade) for result in results for form in result.forms]


@needs_reference
def test_every_published_value_is_read_into_its_field() -> None:
    forms = [reference.verbatim(number) for number in range(3)]
    for name, style in STYLES.items():
        tally = read(forms, style)
        assert (name, tally.wrong, tally.refused) == (name, [], [])
        assert tally.right == sum(len(each.values) for each in forms) > 400
    for one_cell in (False, True):
        for number, form in enumerate(forms):
            workbook = reference.pasted_lines(number, one_cell=one_cell)
            tally = compare(read_filing(open_package(workbook), catalog()), [form], Style())
            assert (number, tally.wrong, tally.refused) == (number, [], [])


@needs_reference
def test_the_published_forms_give_the_same_findings_however_typed(tmp_path: Path) -> None:
    results = {name: outcomes(workbooks, tmp_path) for name, workbooks in copies().items()}
    (first,) = results["with merges"]
    codes = {each.code for each in first.findings}
    assert {"narrative-score", "text-sum", "rate-text-mismatch", "percent-sign-missing"} <= codes
    assert {"fact-mismatch", "completion-rate", "cap-exceeded", "value-misplaced"} <= codes
    assert {"text-cut-off", "missing-input", "contact-mismatch", "text-markup"} <= codes
    errors = {each.code for each in first.findings if each.severity is Severity.ERROR}
    assert errors == {"completion-rate", "cap-exceeded"}, "provably wrong in the publication itself"
    for name, result in results.items():
        assert scores(result) == PRINTED
        if len(result) == 1:
            assert (name, told(result)) == (name, told([first]))
    # Each form in a file of its own: what is compared across forms cannot be found, nothing else is.
    across = {"fact-mismatch", "contact-mismatch", "rate-against-counts"}
    for name in ("pasted into columns", "pasted into one column"):
        alone = [each for each in told(results[name]) if each[0] not in across]
        assert (name, alone) == (name, [each for each in told([first]) if each[0] not in across])


@needs_reference
@pytest.mark.libreoffice
@requires_libreoffice
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_the_published_forms_in_other_formats(tmp_path: Path, kind: Literal["xls", "ods"]) -> None:
    for name in ("with merges", "shifted, figures as text"):
        workbooks = copies()[name]
        before = outcomes(workbooks, tmp_path)
        saved = convert(tmp_path / "往年.xlsx", kind, tmp_path / kind)
        after = outcomes([saved.read_bytes()], tmp_path, f".{kind}")
        assert (name, told(after)) == (name, told(before))
        assert scores(after) == PRINTED
