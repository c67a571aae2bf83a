"""The corrected copy of a file that is no .xlsx: our own workbook with the filing's values and marks.

The formulas are ours, so that every score is computed again; what was stated instead is in the notes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from jzxl.check.finding import Finding
from jzxl.correct.findings_sheet import findings_sheet, free_name
from jzxl.correct.former_sheet import remember_sheet
from jzxl.correct.marks import mark_cells
from jzxl.correct.own_notes import AUTHOR
from jzxl.correct.unread import unread_of
from jzxl.evaluate import Evaluation
from jzxl.form import naming
from jzxl.form.instance import RESERVED_SHEETS, Instance, sheet_name
from jzxl.issue.values import cell_content, write_results
from jzxl.issue.workbook import build_workbook, initial_values
from jzxl.package import Edit, ForeignWorkbook, Package, open_package
from jzxl.read.entry import value_of
from jzxl.read.filing import Filing, FilledForm
from jzxl.read.scored_goals import own_score
from jzxl.result import FileResult
from jzxl.rule.exact import Value

Place = tuple[str, str]
_REMARK = (
    "来件不是 .xlsx，本稿是按来件的内容重新填在下发的表里的，得分由公式重新计算；"
    "没有读取的内容列在本页最后；封面和没有表的工作表没有搬过来，请看原件；原件没有改动。"
)


@dataclass(frozen=True, slots=True)
class _Rebuilt:
    """A form of the filing and where it stands in the new workbook."""

    filled: FilledForm
    evaluation: Evaluation
    instance: Instance
    values: Mapping[str, Value]


def rebuilt_copy(
    workbook: ForeignWorkbook,
    filing: Filing,
    evaluated: list[tuple[FilledForm, Evaluation]],
    result: FileResult,
) -> bytes | None:
    """Our workbook with what was read from a file, and the findings where they stand.

    Returns:
        the .xlsx file; None where no form was read.
    """
    if not evaluated:
        return None
    year = filing.year or filing.forms[0].form.standard.year
    forms = _rebuild(evaluated, year)
    blank = build_workbook([each.instance for each in forms], year, [each.values for each in forms])
    package = open_package(blank, name=result.file)
    places = {each.name: each.target for each in package.names if each.target is not None}
    edit = Edit(package)
    for each in forms:
        _take_as_stated(edit, package, each, places)
    moved = replace(
        result,
        forms=tuple(
            replace(form, sheet=each.instance.sheet) for form, each in zip(result.forms, forms, strict=True)
        ),
        findings=tuple(_moved(finding, forms, places) for finding in result.findings),
    )
    name = free_name(package.sheet_names)
    mark_cells(edit, moved.findings, {}, package=package, listed_on=name)
    for each in forms:
        _keep_explanations(edit, each, places)
    homes = {each.filled.sheet: each.instance.sheet for each in forms}
    unread = [(each.sheet, each.cell, each.text) for each in unread_of(workbook, filing, package, homes)]
    sheet = findings_sheet(package, moved, name, remark=_REMARK, unread=unread)
    edit.add_sheet(sheet)
    remember_sheet(edit, sheet)
    return edit.to_bytes()


def _rebuild(evaluated: list[tuple[FilledForm, Evaluation]], year: int) -> list[_Rebuilt]:
    taken = {name.casefold() for name in RESERVED_SHEETS}
    counted: dict[str, int] = defaultdict(int)
    forms: list[_Rebuilt] = []
    for filled, evaluation in evaluated:
        form = filled.form
        counted[form.id] += 1
        number = counted[form.id]
        sheet = sheet_name(form.sheet_name(year, filled.instance.name or form.title), taken)
        taken.add(sheet.casefold())
        prefix = form.prefix.format(number=number) or (f"第{number}张_" if number > 1 else "")
        instance = Instance(form, prefix, sheet, filled.instance.name, filled.instance.goal_rows)
        forms.append(_Rebuilt(filled, evaluation, instance, _values(filled, instance)))
    return forms


def _values(filled: FilledForm, instance: Instance) -> dict[str, Value]:
    """What the filing states in every cell that is typed; numbers as they were understood."""
    cells = instance.cells
    values = initial_values(instance)
    for goal in filled.scored:
        values |= goal.inputs()
        values[naming.part(goal.row, naming.GOAL_UNIT)] = goal.unit or None
        own = own_score(goal, filled.numbers)
        if own is not None and goal.sign == instance.form.judged_sign:
            values[naming.part(goal.row, naming.GOAL_OWN_SCORE)] = own
    # Target and result of a goal are figures or texts, whichever stands there.
    either = {naming.part(goal.row, part) for goal in filled.scored for part in naming.ROW_MEASURES}
    for name in (*cells.texts, *cells.numbers):
        entry = filled.entries.get(name)
        if entry is None or entry.value is None:
            continue
        understood = filled.numbers.get(name)
        number = understood.value if understood is not None else None
        value = value_of(entry.value)
        if number is not None:
            value = Fraction(number)
        elif name not in either:
            value = _as_text(value)
        values[name] = value
    for goal in filled.scored:
        if goal.target is not None and goal.actual is not None:
            # As figures, in the unit in which they were understood.
            values |= goal.inputs()
    return values


def _as_text(value: Value) -> Value:
    """A text field that holds a number, such as a telephone number, holds it as a text."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Fraction):
        content = cell_content(value)
        return format(content, "f") if not isinstance(content, (str, bool, type(None))) else content
    return value


def _take_as_stated(edit: Edit, package: Package, rebuilt: _Rebuilt, places: Mapping[str, Place]) -> None:
    """Scores that could not be computed again stand as they were stated, with their explanation."""
    instance = rebuilt.instance
    taken: dict[str, Value] = {}
    for each in rebuilt.filled.unverified:
        names = [naming.score(each.indicator)]
        if rebuilt.filled.form.has_notes:
            names.append(naming.note(each.indicator))
        for name in names:
            stated = rebuilt.evaluation.stated.get(name)
            if stated is not None:
                taken[name] = stated
    for goal in rebuilt.filled.scored:
        if goal.unverifiable and goal.stated is not None and goal.sign != instance.form.judged_sign:
            taken[naming.score(goal.indicator)] = goal.stated
    for name, stated in taken.items():
        edit.write(*places[instance.prefix + name], cell_content(stated))
    if not taken:
        return
    formulas = {name: formula for name, formula in instance.formulas.items() if name not in taken}
    stood = instance.book.calculate(rebuilt.values)
    write_results(
        edit, instance, places, formulas, stood, {**rebuilt.values, **taken}, constants=taken.keys()
    )


def _keep_explanations(edit: Edit, rebuilt: _Rebuilt, places: Mapping[str, Place]) -> None:
    """What was typed where our workbook has a formula stands in a note: it may say more than the figures."""
    computed = rebuilt.evaluation.evaluated
    for indicator in rebuilt.filled.form.indicators:
        name = naming.note(indicator)
        entry = rebuilt.filled.entries.get(name)
        place = places.get(rebuilt.instance.prefix + name)
        if indicator.judged or place is None or entry is None or not isinstance(entry.value, str):
            continue
        if entry.value.strip() != computed.get(name):
            edit.note(*place, f"来件写的是：{entry.value.strip()}", author=AUTHOR)


def _moved(finding: Finding, forms: list[_Rebuilt], places: Mapping[str, Place]) -> Finding:
    """The finding at the cell of our workbook in which what it is about now stands."""
    for rebuilt in forms:
        name = _name_at(finding, rebuilt.filled)
        place = places.get(rebuilt.instance.prefix + name) if name else None
        if place is not None:
            return replace(finding, sheet=place[0], cell=place[1])
        unclear = finding.sheet == rebuilt.filled.sheet and any(
            finding.name in each.names and each.cell == finding.cell for each in rebuilt.filled.unclear
        )
        place = places.get(rebuilt.instance.prefix + finding.name) if unclear else None
        if place is not None:
            return replace(finding, sheet=place[0], cell=place[1])
    at_sheet = next((each for each in forms if each.filled.sheet == finding.sheet), None)
    return replace(finding, sheet=at_sheet.instance.sheet if at_sheet is not None else "", cell="")


def _name_at(finding: Finding, filled: FilledForm) -> str:
    """The field of a form that a finding stands at; empty where it stands at none of them."""
    place = (finding.sheet, finding.cell)
    entry = filled.entries.get(finding.name)
    if entry is not None:
        return entry.name if (entry.sheet, entry.cell) == place else ""
    if finding.name:
        return ""
    return next((name for name, each in filled.entries.items() if (each.sheet, each.cell) == place), "")
