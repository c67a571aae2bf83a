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
class _Blank:
    package: Package
    instances: tuple[Instance, ...]
    places: Mapping[str, Place]
    results: tuple[Mapping[str, Value], ...]


@lru_cache(maxsize=_KEPT)
def _blank(
    forms: tuple[Form, ...], year: int, names: tuple[str, ...], goal_rows: tuple[tuple[str, int], ...]
) -> _Blank:
    instances = plan_instances(forms, year, names, dict(goal_rows))
    values = [initial_values(each) for each in instances]
    package = open_package(build_workbook(instances, year, values), name=f"{forms[0].title}.xlsx")
    places = {each.name: each.target for each in package.names if each.target is not None}
    results = tuple(each.book.calculate(known) for each, known in zip(instances, values, strict=True))
    return _Blank(package, instances, places, results)


def issue_workbook(order: Order) -> bytes:
    """The workbook for one reporting unit.

    Returns:
        the .xlsx file.
    """
    blank = _blank(order.forms, order.year, order.names, order.goal_rows)
    edit = Edit(blank.package)
    for instance, results in zip(blank.instances, blank.results, strict=True):
        unit_field = instance.form.unit_field
        edit.write(*blank.places[instance.prefix + unit_field], order.unit)
        values = initial_values(instance) | {unit_field: order.unit}
        write_results(edit, instance, blank.places, instance.formulas, results, values)
    for name, value in Stamp.of(order.forms, order.year, order.unit).properties().items():
        edit.set_property(name, value)
    return edit.to_bytes()
