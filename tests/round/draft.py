"""A workbook before it is written: what each form is to hold, and what is planted in it."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from returns import STANDARD, catalog

from jzxl.evaluate import value_of
from jzxl.form import naming
from jzxl.form.blocks import Indicator
from jzxl.form.instance import Instance, plan_instances
from jzxl.issue.recipient import Order, issue_workbook
from jzxl.issue.values import write_results
from jzxl.issue.workbook import initial_values
from jzxl.package import Edit, open_package
from jzxl.rule.decimals import to_decimal
from jzxl.rule.exact import Value

Typed = Decimal | str | None
Mutation = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Expected:
    """A finding that must be made.

    Attributes:
        form: 0 for the department form, 1… for the project forms; None where it concerns the file.
        name: of the field, without prefix; of a row of goals the name of its cell; empty for no cell.
        fault: what was planted.
    """

    code: str
    severity: str
    form: int | None = None
    name: str = ""
    fault: str = ""


@dataclass
class Goal:
    """One row of the table of goals.

    Attributes:
        kind: count, percent, cost, time or words.
        aim, reached: the figures of target and result, where they are plain ones.
        done: whether the status says that it was reached.
        missed: whether its figures or its status say that it was not.
        counted: what it counts, for narratives; empty for other kinds.
    """

    group: str
    row: int
    name: str
    target: Typed
    actual: Typed
    status: Typed
    kind: str
    aim: Decimal | None = None
    reached: Decimal | None = None
    unit: str = ""
    done: bool = True
    missed: bool = False
    over_cap: bool = False
    counted: str = ""

    def cell(self, part: str) -> str:
        """Name of one of its cells."""
        return f"{self.group}{self.row}_{part}"

    @property
    def cells(self) -> tuple[str, ...]:
        """Names of all its cells."""
        return tuple(self.cell(part) for part in naming.GOAL_PARTS)


@dataclass(frozen=True)
class Fact:
    """Something told with a figure, in these fields of the department form."""

    words: str
    value: Decimal
    unit: str
    fields: tuple[str, ...]

    def told(self, value: Decimal | None = None) -> str:
        """The statement, or the same with another figure."""
        return f"{self.words} {value if value is not None else self.value} {self.unit}"


@dataclass
class FormDraft:
    """One form.

    Attributes:
        number: 0 for the department form, 1… for the project forms.
        true: figures as whoever wrote the texts knew them.
        meant: what a reader understands in each cell that is typed; blank cells have None.
        typed: what stands there instead, where that differs from what is meant.
        over: constants typed over formulas, before all others were computed.
        edited: formulas changed, and what they give.
        stale: typed into cells by a program that computes nothing.
        only_read, alone: names that planted faults rest on, and names that one fault needs for itself.
    """

    instance: Instance
    number: int
    true: dict[str, Typed] = field(default_factory=dict)
    meant: dict[str, Typed] = field(default_factory=dict)
    typed: dict[str, Typed] = field(default_factory=dict)
    over: dict[str, Typed] = field(default_factory=dict)
    edited: dict[str, tuple[str, Typed]] = field(default_factory=dict)
    stale: dict[str, Typed] = field(default_factory=dict)
    goals: list[Goal] = field(default_factory=list)
    alone: set[str] = field(default_factory=set)
    only_read: set[str] = field(default_factory=set)

    def claim(self, *alone: str, rests_on: tuple[str, ...] = ()) -> bool:
        """Take names for a fault; False, and nothing taken, where another fault forbids it."""
        if any(name in self.alone or name in self.only_read for name in alone):
            return False
        if any(name in self.alone for name in rests_on):
            return False
        self.alone.update(alone)
        self.only_read.update(rests_on)
        return True

    def dependents(self, *names: str) -> tuple[str, ...]:
        """What is computed from these, directly and not."""
        return tuple(
            name
            for name in self.instance.book.dependents(*names)
            if name not in self.instance.book.live_names
        )

    def results(self, values: Mapping[str, Typed] | None = None) -> dict[str, Value]:
        """All computed cells, by what is meant."""
        cells = self.instance.cells
        known = initial_values(self.instance)
        known |= {name: value_of(each) for name, each in self.meant.items()}
        known |= {name: value_of(each) for name, each in (values or {}).items()} | dict(cells.fixed)
        return dict(self.instance.book.calculate(known))

    def result(self, name: str) -> Decimal | str | None:
        """One of them, as a cell would hold it."""
        value = self.results()[name]
        return to_decimal(value) if isinstance(value, Fraction) else value if isinstance(value, str) else None

    def weight(self, indicator: Indicator) -> Decimal:
        """设定分值 of an indicator."""
        known = self.meant.get(naming.weight(indicator))
        return known if isinstance(known, Decimal) else Decimal(indicator.weight.numerator)

    @property
    def judged(self) -> list[Indicator]:
        """The indicators that the unit judges itself."""
        return [each for each in self.instance.form.indicators if each.judged]

    @property
    def rated(self) -> list[Indicator]:
        """The computed indicators that follow from a rate."""
        return [each for each in self.instance.form.indicators if not each.judged and each.rate is not None]


@dataclass
class BookDraft:
    """One workbook.

    Attributes:
        unit: the full name, as the roster has it.
        mutations: what is done to the written file, in this order.
        tags: what may stand only once in a workbook.
        facts: what the department tells in more than one place.
        lost: projects whose sheet was deleted.
    """

    unit: str
    year: int
    names: tuple[str, ...]
    forms: list[FormDraft]
    expected: list[Expected] = field(default_factory=list)
    mutations: list[Mutation] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    facts: list[Fact] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    @property
    def department(self) -> FormDraft:
        """The department form."""
        return self.forms[0]

    @property
    def projects(self) -> list[FormDraft]:
        """The project forms."""
        return self.forms[1:]

    def tag(self, name: str) -> bool:
        """Take what only one fault of a workbook can have."""
        if name in self.tags:
            return False
        self.tags.add(name)
        return True

    def some(self, rng: random.Random) -> list[FormDraft]:
        """Its forms in random order."""
        return rng.sample(self.forms, len(self.forms))


def new_draft(unit: str, year: int, names: tuple[str, ...]) -> BookDraft:
    """A draft of the workbook that is issued to a unit: nothing filled in."""
    forms = tuple(catalog().forms[STANDARD].values())
    instances = plan_instances(forms if names else forms[:1], year, names)
    return BookDraft(unit, year, names, [FormDraft(each, at) for at, each in enumerate(instances)])


def write(book: BookDraft) -> bytes:
    """The workbook: issued, filled, computed as Excel does, and what is planted in the file."""
    forms = tuple(catalog().forms[STANDARD].values())
    order = Order(book.unit, book.year, forms if book.names else forms[:1], book.names)
    package = open_package(issue_workbook(order))
    places = {each.name: each.target for each in package.names if each.target is not None}
    edit = Edit(package)
    for form in book.forms:
        _write_form(edit, form, places)
    data = edit.to_bytes()
    for mutation in book.mutations:
        data = mutation(data)
    return data


def _write_form(edit: Edit, form: FormDraft, places: Mapping[str, tuple[str, str]]) -> None:
    instance = form.instance
    prefix = instance.prefix
    typed = {**form.meant, **form.typed, **form.over}
    for name, value in typed.items():
        edit.write(*places[prefix + name], value)
    values = initial_values(instance) | dict(instance.cells.fixed)
    values |= {name: value_of(value) for name, value in typed.items()}
    values |= {name: value_of(result) for name, (_, result) in form.edited.items()}
    constants = {*form.over, *form.edited} & set(instance.formulas)
    formulas = {name: text for name, text in instance.formulas.items() if name not in constants}
    write_results(edit, instance, places, formulas, {}, values, constants=constants)
    for name, (formula, result) in form.edited.items():
        edit.write(*places[prefix + name], result, formula=formula)
    for name, value in form.stale.items():
        edit.write(*places[prefix + name], value)


def cells_of(data: bytes, book: BookDraft) -> dict[tuple[int, str], tuple[str, str]]:
    """Where the fields that findings are expected at stand in the written file; none for a lost one."""
    places: dict[str, tuple[str, str]] = {}
    if not any(each.name for each in book.expected):
        return {}
    for each in open_package(data).names:
        if each.target is not None:
            places.setdefault(each.name, each.target)
    found = {}
    for each in book.expected:
        if each.form is not None and each.name:
            place = places.get(book.forms[each.form].instance.prefix + each.name)
            if place is not None:
                found[each.form, each.name] = place
    return found
