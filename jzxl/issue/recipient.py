"""One workbook per recipient: a workbook is built once, and what differs is patched in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from jzxl.form.instance import Instance, plan_instances
from jzxl.form.model import Form
from jzxl.issue.mould import holds_mark, mark, marked_members, put_names
from jzxl.issue.prefilled import mark_prefilled
from jzxl.issue.stamp import Stamp
from jzxl.issue.values import Place, Prefilling, cell_content, write_results
from jzxl.issue.workbook import build_workbook, initial_values
from jzxl.package import Edit, Package, open_package
from jzxl.rule.exact import Value

# How many different blank workbooks are kept: one for each number of projects, of which ten take 10 MB.
_KEPT = 12


@dataclass(frozen=True, slots=True)
class Order:
    """What is issued to one reporting unit.

    Attributes:
        unit: full name of the unit, put into the forms.
        year: the year evaluated.
        forms: of one standard, in the order of their sheets.
        names: what the forms that may stand several times are named after (the projects).
        goal_rows: (group of goals, rows) where there are to be more rows than in the definition.
        known: figures and texts known beforehand, for the forms that stand once, by the names of their
            cells; a form takes those that it has a cell for.
        known_of: the same for each of ``names``; may be shorter.
        prefilling: how cells are shown that are filled beforehand, name of the unit and of the project
            too; as any other unless given.
    """

    unit: str
    year: int
    forms: tuple[Form, ...]
    names: tuple[str, ...] = ()
    goal_rows: tuple[tuple[str, int], ...] = field(default=())
    known: Mapping[str, Value] = field(default_factory=dict)
    known_of: tuple[Mapping[str, Value], ...] = ()
    prefilling: Prefilling | None = None


@dataclass(frozen=True, slots=True)
class _BlankForm:
    """A form in a blank workbook.

    Attributes:
        results: of all its formulas, while nothing is known of the recipient.
    """

    instance: Instance
    values: Mapping[str, Value]
    results: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class _Blank:
    """A blank workbook.

    Attributes:
        package: with marks for the names of its sheets, where it is a mould.
        forms: in order, with the names of the sheets as ``package`` has them.
        marked: the parts in which a mark stands.
    """

    package: Package
    forms: tuple[_BlankForm, ...]
    places: Mapping[str, Place]
    marked: tuple[str, ...]


@lru_cache(maxsize=_KEPT)
def _blank(
    forms: tuple[Form, ...], year: int, names: tuple[str, ...], goal_rows: tuple[tuple[str, int], ...]
) -> _Blank:
    instances = plan_instances(forms, year, names, dict(goal_rows))
    values = [initial_values(each) for each in instances]
    workbook = build_workbook(instances, year, values)
    package = open_package(workbook, name=f"{forms[0].title}.xlsx")
    places = {each.name: each.target for each in package.names if each.target is not None}
    blanks = tuple(
        _BlankForm(each, known, each.book.calculate(known))
        for each, known in zip(instances, values, strict=True)
    )
    return _Blank(package, blanks, places, marked_members(workbook))


def issue_workbook(order: Order) -> bytes:
    """The workbook for one reporting unit.

    Returns:
        the .xlsx file; the same order gives the same bytes.
    """
    mouldable = not any(map(holds_mark, (*order.names, *(form.sheet for form in order.forms))))
    stand_in = tuple(map(mark, range(1, len(order.names) + 1))) if mouldable else order.names
    blank = _blank(order.forms, order.year, stand_in, order.goal_rows)
    instances = plan_instances(order.forms, order.year, order.names, dict(order.goal_rows))
    numbers = {name: position for position, name in enumerate(stand_in)}
    edit = Edit(blank.package)
    for form, instance in zip(blank.forms, instances, strict=True):
        known = order.known
        if instance.name:
            position = numbers[form.instance.name]
            known = order.known_of[position] if position < len(order.known_of) else {}
        _put(edit, blank.places, form, _given(order, instance, known), order.prefilling)
    stamp = Stamp.of([each.instance.form for each in blank.forms], order.year, order.unit)
    for name, value in stamp.properties().items():
        edit.set_property(name, value)
    sheets = {old.instance.sheet: new.sheet for old, new in zip(blank.forms, instances, strict=True)}
    return put_names(edit.to_bytes(), blank.marked, sheets)


def _given(order: Order, instance: Instance, known: Mapping[str, Value]) -> dict[str, Value]:
    """What goes into the cells of one form."""
    cells = instance.cells
    given = {name: value for name, value in known.items() if name in cells.numbers or name in cells.texts}
    given[instance.form.unit_field] = order.unit
    if instance.name:
        given[instance.form.name_field] = instance.name
    return given


def _put(
    edit: Edit,
    places: Mapping[str, Place],
    form: _BlankForm,
    given: Mapping[str, Value],
    prefilling: Prefilling | None,
) -> None:
    """Fill the cells of one form and bring its formulas up to date."""
    instance = form.instance
    for name, value in given.items():
        place = places[instance.prefix + name]
        edit.write(*place, cell_content(value))
        if prefilling is not None:
            mark_prefilled(edit, instance.prefix + name, place, value, prefilling)
    changing = instance.book.dependents(*given)
    write_results(
        edit,
        instance,
        places,
        {name: instance.formulas[name] for name in changing},
        form.results,
        # What does not depend on the recipient stays as it was computed for the blank workbook.
        {**form.values, **form.results, **given},
        constants=instance.formulas.keys() - set(changing),
    )
