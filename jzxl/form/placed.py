"""Everything that a form asks for has one place on its sheets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from jzxl.definition import Problems, Table
from jzxl.form.model import Form
from jzxl.form.sections import (
    ContactsSection,
    FacingSection,
    FundsSection,
    GoalsSection,
    MatrixSection,
    NarrativesSection,
    PairsSection,
    PeopleSection,
    Section,
)


def check_placed(form: Form, root: Table) -> None:
    """Each field, table of inputs and indicator stands once on the sheets of the form.

    Raises:
        DefinitionError: with all that stand nowhere or twice.
    """
    problems = Problems()
    layout = root.table("layout")
    placed = Counter(name for section in form.sections for name in _names(section))
    if form.unit_in_heading:
        placed[form.unit_field] += 1
    for table, field in zip(root.tables("field"), form.fields, strict=True):
        with problems.noted():
            if not placed[field.name]:
                raise table.error("name", f"“{field.name}”没有放在 [[layout.section]] 里，表上没有地方填")
    for name, times in placed.items():
        with problems.noted():
            if times > 1:
                raise layout.error("section", f"里的“{name}”放了 {times} 次，只能放一次")
    for kind, word in ((GoalsSection, "goals"), (PeopleSection, "people")):
        with problems.noted():
            if sum(isinstance(each, kind) for each in form.sections) > 1:
                raise layout.error("section", f"里 kind 是 {word} 的有两个，只能有一个")
    with problems.noted():
        _check_scores(form, root)
    problems.finish()


def _names(section: Section) -> Iterator[str]:
    """The fields and inputs, and titles of tables of inputs, that a section places."""
    match section:
        case PairsSection(rows):
            yield from (name for row in rows for name in row)
        case NarrativesSection(names) | ContactsSection(names) | FacingSection(fields=names):
            yield from names
        case FundsSection(title) | MatrixSection(title):
            yield title
        case _:
            pass


def _check_scores(form: Form, root: Table) -> None:
    """Where goals have scores, every other indicator stands beside the figures that it is computed from."""
    matrices = [each.indicator for each in form.sections if isinstance(each, MatrixSection)]
    if form.scored_goals is None:
        if matrices:
            raise root.table("layout").error("section", "里的 matrix 只能和 scored-goals 一起用")
        return
    problems = Problems()
    for table, block in zip(root.tables("block"), form.blocks, strict=True):
        with problems.noted():
            names = [each.name for each in block.indicators]
            if not block.scores_goals and (block.open or len(names) != 1 or matrices.count(names[0]) != 1):
                raise table.error(
                    "group",
                    "里应只有一个 indicator，由一个 kind 是 matrix 的 [[layout.section]] 显示，不能写 open",
                )
    problems.finish()
