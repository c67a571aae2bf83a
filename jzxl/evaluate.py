"""Filing → Evaluation: every score again, from the inputs alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from jzxl.form import naming
from jzxl.form.formulas import FormulaBook
from jzxl.package import CellError
from jzxl.read.entry import Entry, value_of
from jzxl.read.filing import FilledForm
from jzxl.read.scored_goals import own_score
from jzxl.rule.decimals import exact
from jzxl.rule.exact import Value


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a form's cells hold, and what they should hold.

    Attributes:
        stated: the value of every cell found, by defined name; a formula cell that stores no value
            has the value that its formula gives.
        evaluated: the value of every formula that is no mere help for the filler, computed from the
            inputs as they were understood; ``""`` where an input is missing or not understood.
        inputs: the values from which they were computed.
    """

    stated: Mapping[str, Value]
    evaluated: Mapping[str, Value]
    inputs: Mapping[str, Value]

    def score(self, name: str) -> Value:
        """A re-evaluated score by its name, computed or judged."""
        return self.evaluated.get(name, self.inputs.get(name))


def evaluate_form(filled: FilledForm) -> Evaluation:
    """Evaluate one form.

    A judged score is the unit's own; one outside [0, 设定分值] counts as the nearer bound.  So is a
    computed score whose inputs stand nowhere on a sheet that was typed by hand.
    """
    book = filled.instance.book
    inputs = _understood_inputs(filled)
    stated = _stated(filled, book)
    taken = {
        name: stated[name]
        for each in filled.unverified
        if isinstance(stated.get(name := naming.score(each.indicator)), Fraction)
    }
    taken |= {
        naming.score(goal.indicator): goal.stated
        for goal in filled.scored
        if goal.unverifiable and goal.stated is not None
    }
    return Evaluation(stated, book.scores(inputs | taken, constants=taken.keys()), inputs)


def _understood_inputs(filled: FilledForm) -> dict[str, Value]:
    cells = filled.instance.cells
    values: dict[str, Value] = dict(cells.fixed)
    for name in cells.texts:
        entry = filled.entries.get(name)
        if entry is not None and entry.value is not None and not isinstance(entry.value, CellError):
            values[name] = str(entry.value).strip() or None
    for name, understood in filled.numbers.items():
        if understood.value is not None:
            values[name] = exact(understood.value)
    for goal in filled.scored:
        values |= goal.inputs()
        own = own_score(goal, filled.numbers)
        if own is not None:
            values[naming.part(goal.row, naming.GOAL_OWN_SCORE)] = own
    for indicator in filled.form.judged:
        name = naming.score(indicator)
        score, weight = values.get(name), values.get(naming.weight(indicator))
        if isinstance(score, Fraction):
            most = weight if isinstance(weight, Fraction) else indicator.weight
            bounded = min(most, score)
            values[name] = bounded if bounded.numerator > 0 else Fraction(0)
    return values


def _stated(filled: FilledForm, book: FormulaBook) -> dict[str, Value]:
    stated = {name: value_of(entry.value) for name, entry in filled.entries.items()}
    for name, understood in filled.numbers.items() if filled.by_labels else ():
        # No formula of the sheet reads them, so a number written as a text is that number.
        if understood.value is not None:
            stated[name] = exact(understood.value)
    unprinted = _sums_not_printed(filled)
    stated |= {name: filled.instance.cells.fixed[name] for name in unprinted if name not in book.expressions}
    for name in book.expressions:
        entry = filled.entries.get(name)
        if name in unprinted or (entry is not None and has_no_value(entry)):
            stated[name] = book.value_from(name, stated)
    return stated


def _sums_not_printed(filled: FilledForm) -> frozenset[str]:
    """The sums that a typed sheet has no place for; what is stated is what their parts come to."""
    if not filled.by_labels:
        return frozenset()
    return filled.instance.cells.unprinted - filled.entries.keys() - {naming.grade(filled.form)}


def has_no_value(entry: Entry) -> bool:
    """Whether a formula cell stores no value."""
    return entry.formula is not None and not entry.has_cached
