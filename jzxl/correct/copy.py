"""The corrected copy of a returned workbook.

It is the returned file with marks: everything that is not marked, restored or brought up to date
stays as it came.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from jzxl.check.finding import Finding
from jzxl.correct.findings_sheet import findings_sheet, free_name
from jzxl.correct.former_sheet import remember_sheet, take_back_sheet
from jzxl.correct.marks import mark_cells, take_back_marks
from jzxl.evaluate import has_no_value
from jzxl.form import naming
from jzxl.issue.values import cell_content, write_results
from jzxl.package import Edit, Package
from jzxl.read.entry import value_of
from jzxl.read.filing import Filing, FilledForm
from jzxl.read.reader import read_with_live_checks
from jzxl.result import FileResult
from jzxl.rule.exact import Value
from jzxl.rule.excel import same_formula

_OF_OURS = "原件没有改动；被改掉的公式在本稿中已经恢复。"
_OF_OTHERS = "本稿只加了标记，其他都与来件相同；原件没有改动。"
_OF_OURS_WITH_OTHERS = f"{_OF_OURS}后来加的表只加了标记。"
# After it, no stored result of the form can be relied on.
_RESULTS_OUT_OF_DATE = "stale-value"
# Told once for all forms of the workbook.
_RESULTS_MISSING = "missing-value"


def corrected_copy(package: Package, filing: Filing, result: FileResult) -> bytes:
    """The returned workbook with the findings marked where they stand.

    Raises:
        PatchError: the workbook cannot be changed without losing something.
    """
    edit = Edit(package)
    former_sheet = take_back_sheet(package, edit, {filled.sheet for filled in filing.forms})
    # Under the same name again, so that formulas that refer to it need not be changed.
    name = former_sheet.replaced or free_name(package.sheet_names)
    former_fills = take_back_marks(package, edit)
    for filled in filing.forms:
        if filled.by_labels:
            continue  # It is not our workbook: nothing in it is changed but marks.
        _correct_values(edit, package, filled, result.findings, unlike=filing.formulas_unlike)
    mark_cells(edit, result.findings, former_fills, package=package, listed_on=name)
    sheet = findings_sheet(package, result, name, remark=_remark(filing), kept=former_sheet.kept)
    edit.add_sheet(sheet)
    remember_sheet(edit, sheet)
    return edit.to_bytes()


def _remark(filing: Filing) -> str:
    """What the copy is, in a sentence."""
    typed = [filled.by_labels for filled in filing.forms]
    if any(typed):
        return _OF_OTHERS if all(typed) else _OF_OURS_WITH_OTHERS
    return _OF_OURS


def _correct_values(
    edit: Edit, package: Package, filled: FilledForm, findings: tuple[Finding, ...], *, unlike: bool
) -> None:
    """Numbers instead of texts, fixed weights and formulas restored, and all results up to date."""
    instance = filled.instance
    mine = [finding for finding in findings if _stands_at(finding, filled)]
    corrected: dict[str, Value] = {}
    for finding in mine:
        number = _corrected_number(finding, instance.cells.fixed)
        if number is not None and filled.entries[finding.name].formula is None:
            corrected[finding.name] = number
            edit.write(finding.sheet, finding.cell, cell_content(number))
    if unlike:
        return  # Its formulas are not those that would be issued now; what they give is not known.
    over_formulas = [goal for goal in filled.scored if goal.over_formula]
    for goal in over_formulas:
        for name, value in goal.parts_of_target().items():
            corrected[name] = value
            edit.write(filled.entries[name].sheet, filled.entries[name].cell, cell_content(value))
    # What is not known to be meant by a target stays where it was typed.
    stays = {
        naming.part(each.row, naming.GOAL_TARGET) for each in over_formulas if not each.parts_of_target()
    }
    found_at = {finding.name for finding in mine} - stays
    for each in filled.uncounted:
        for name, (sheet, area) in each.areas.items():
            edit.define_name(instance.prefix + name, sheet, area, hidden=False)
    sums = {naming.score(each.block) for each in filled.uncounted}
    sums |= {naming.live_check(f"{each.block.name}分值") for each in filled.uncounted}
    changed = corrected.keys() | (found_at & instance.formulas.keys()) | sums
    out_of_date = any(finding.code == _RESULTS_OUT_OF_DATE for finding in mine)
    if any(finding.code == _RESULTS_MISSING for finding in findings):
        formulas_found = (filled.entries[name] for name in instance.formulas if name in filled.entries)
        out_of_date = out_of_date or any(map(has_no_value, formulas_found))
    if not changed and not out_of_date:
        return  # No formula is to be restored, and none has a result that is out of date.
    touched = instance.formulas.keys() if out_of_date else set(instance.book.dependents(*changed))
    entries = read_with_live_checks(package, filled)
    values = {name: value_of(entry.value) for name, entry in entries.items()} | corrected
    formulas: dict[str, str] = {}
    stored: dict[str, Value] = {}
    for name, formula in instance.formulas.items():
        entry = entries.get(name)
        if entry is None or name not in touched or name in filled.inserted:
            continue
        intact = entry.formula is not None and same_formula(entry.formula, formula)
        if intact and entry.formula is not None:
            formulas[name] = entry.formula
            if not has_no_value(entry):
                stored[name] = values[name]
        elif name in found_at:
            formulas[name] = formula
    write_results(
        edit,
        instance,
        {instance.prefix + name: (entry.sheet, entry.cell) for name, entry in entries.items()},
        formulas,
        stored,
        values,
        constants=[name for name in instance.formulas if name in entries and name not in formulas],
    )


def _stands_at(finding: Finding, filled: FilledForm) -> bool:
    """Whether a finding concerns a field of this form; several forms have fields of the same name."""
    entry = filled.entries.get(finding.name)
    return entry is not None and (entry.sheet, entry.cell) == (finding.sheet, finding.cell)


def _corrected_number(finding: Finding, fixed: Mapping[str, Fraction]) -> Fraction | None:
    """The number that replaces what was typed; None where nothing is replaced."""
    if finding.name in fixed and finding.code == "block-weight-changed":
        return fixed[finding.name]
    if finding.code == "number-as-text" and finding.expected is not None:
        return Fraction(finding.expected)
    return None
