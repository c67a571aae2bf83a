"""One workbook per recipient: a workbook is built once, and what differs is patched in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from jzxl.form.instance import Instance, plan_instances
from jzxl.form.model import Form
from jzxl.issue.stamp import Stamp
from jzxl.issue.values import Place, write_results
from jzxl.issue.workbook import build_workbook, initial_values
from jzxl.package import Edit, Package, open_package
from jzxl.rule.exact import Value

# How many different blank workbooks are kept: one for each set of projects.
_KEPT = 32


@dataclass(frozen=True, slots=True)
class Order:
    """What is issued to one reporting unit.

    Attributes:
        unit: full name of the unit, put into the forms.
        year: the year evaluated.
        forms: of one standard, in the order of their sheets.
        names: what the forms that may stand several times are named after (the projects).
        goal_rows: (group of goals, rows) where there are to be more rows than in the definition.
    """

    unit: str
    year: int
    forms: tuple[Form, ...]
    names: tuple[str, ...] = ()
    goal_rows: tuple[tuple[str, int], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class _BlankForm:
    """A form in a blank workbook.

    Attributes:
        results: of all its formulas, while no unit is known.
        with_unit: those of its formulas whose result depends on the unit.
        without_unit: the names of all others.
    """

    instance: Instance
    results: Mapping[str, Value]
    with_unit: Mapping[str, str]
    without_unit: frozenset[str]

    @classmethod
    def of(cls, instance: Instance, values: Mapping[str, Value]) -> _BlankForm:
        """The form with the values that it starts with."""
        book = instance.book
        changing = book.dependents(instance.form.unit_field)
        return cls(
            instance,
            book.calculate(values),
            {name: instance.formulas[name] for name in changing},
            frozenset(book.expressions) - frozenset(changing),
        )


@dataclass(frozen=True, slots=True)
class _Blank:
    package: Package
    forms: tuple[_BlankForm, ...]
    places: Mapping[str, Place]


@lru_cache(maxsize=_KEPT)
def _blank(
    forms: tuple[Form, ...], year: int, names: tuple[str, ...], goal_rows: tuple[tuple[str, int], ...]
) -> _Blank:
    instances = plan_instances(forms, year, names, dict(goal_rows))
    values = [initial_values(each) for each in instances]
    package = open_package(build_workbook(instances, year, values), name=f"{forms[0].title}.xlsx")
    places = {each.name: each.target for each in package.names if each.target is not None}
    blanks = tuple(_BlankForm.of(each, known) for each, known in zip(instances, values, strict=True))
    return _Blank(package, blanks, places)


def issue_workbook(order: Order) -> bytes:
    """The workbook for one reporting unit.

    Returns:
        the .xlsx file.
    """
    blank = _blank(order.forms, order.year, order.names, order.goal_rows)
    edit = Edit(blank.package)
    for form in blank.forms:
        unit_field = form.instance.form.unit_field
        edit.write(*blank.places[form.instance.prefix + unit_field], order.unit)
        # What does not depend on the unit stays as it was computed for the blank workbook.
        values = {**initial_values(form.instance), **form.results, unit_field: order.unit}
        write_results(
            edit,
            form.instance,
            blank.places,
            form.with_unit,
            form.results,
            values,
            constants=form.without_unit,
        )
    stamp = Stamp.of([each.instance.form for each in blank.forms], order.year, order.unit)
    for name, value in stamp.properties().items():
        edit.set_property(name, value)
    return edit.to_bytes()
