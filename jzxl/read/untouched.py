"""Whether anybody typed anything into an issued workbook since it was issued.

Some departments send back the workbook as they got it.  Figures and short texts that the bureau filled in beforehand
are no answer, nor is what stands in every blank form (the numbers of goals, a direction); anything else is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from jzxl.form import naming
from jzxl.issue.stamp import PREFILLED_FILL, Stamp
from jzxl.package import Edit, Package, solid_color
from jzxl.read.entry import Entry
from jzxl.read.filing import FilledForm
from jzxl.read.goals import without_numbering


def is_untouched(package: Package, stamp: Stamp | None, forms: Sequence[FilledForm]) -> bool:
    """Whether every form of a workbook is as it was issued; in doubt it is not.

    Args:
        forms: the ones that were issued, as far as they were found.
    """
    if stamp is None or not forms:
        return False
    texts: list[Entry] = []
    for filled in forms:
        if filled.goals or filled.scored or filled.inserted or filled.ambiguous or filled.missing:
            return False
        weights = {naming.weight(each): each.weight for each in filled.form.indicators}
        names = (*filled.numbers, *filled.instance.formulas)
        if not all(_is_as_issued(filled, name, weights) for name in names):
            return False
        texts += _texts(filled, stamp)
        if any(filled.entries[name].value is not None for name in _answers(filled)):
            return False
    # Only here, because it reads the style sheet.
    edit = Edit(package)
    return all(solid_color(edit.fill_key(each.sheet, each.cell)) == PREFILLED_FILL for each in texts)


def _answers(filled: FilledForm) -> list[str]:
    """What only the department can say: its own scores, and what it tells of the year."""
    form = filled.form
    names = [naming.score(each) for each in form.judged]
    names += [each.name for each in form.fields if each.lines > 1]
    return [name for name in names if name in filled.entries]


def _is_as_issued(filled: FilledForm, name: str, weights: Mapping[str, Fraction]) -> bool:
    """Whether a cell for a number is blank or holds the number that it was sent with, and a formula is one."""
    entry = filled.entries.get(name)
    if entry is None or (entry.value is None and entry.formula is None):
        return True
    if name in filled.instance.formulas:
        return entry.formula is not None
    sent = filled.prefilled.get(name)
    stands = filled.numbers[name].value
    if entry.formula is not None or stands is None:
        return False
    return stands == sent or Fraction(stands) == weights.get(name)


def _texts(filled: FilledForm, stamp: Stamp) -> list[Entry]:
    """The texts that stand there and that issuing puts into no workbook by itself."""
    form = filled.form
    by_itself = {naming.YEAR, form.name_field}
    by_itself |= {naming.part(row, naming.GOAL_SIGN) for _, row in form.rows_of_goals}
    titles = {
        naming.goal(group, row, naming.GOAL_NAME)
        for group, rows in zip(form.goal_groups, filled.instance.goal_rows, strict=True)
        for row in range(1, rows + 1)
    }
    found = []
    for name in filled.instance.cells.texts.keys() - filled.numbers.keys() - by_itself:
        entry = filled.entries.get(name)
        text = str(entry.value).strip() if entry is not None and entry.value is not None else ""
        if entry is None or not text or (name in titles and not without_numbering(text)):
            continue
        if name == form.unit_field and entry.formula is None and stamp.issued_to(text):
            continue
        found.append(entry)
    return found
