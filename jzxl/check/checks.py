"""The list of checks, and running them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from jzxl.check.across import contacts, mentions_across, periods, sums_across, units_and_years
from jzxl.check.case import Case
from jzxl.check.fields import field_ambiguous, field_not_found, label_changed, row_unclear
from jzxl.check.finding import Finding
from jzxl.check.formulas import computed_cells
from jzxl.check.goal_doubts import doubtful_goals
from jzxl.check.goal_scores import cost_sums, scores_against_goals
from jzxl.check.goal_weights import rows_not_counted, weights_of_goals
from jzxl.check.goals import goals
from jzxl.check.identities import identities
from jzxl.check.prefilled import prefilled_changed
from jzxl.check.scored_goals import scored_goals
from jzxl.check.slips import text_slips
from jzxl.check.template import (
    carried_along,
    form_not_found,
    forms_added,
    nothing_filled_in,
    sheets_passed_over,
    template_outdated,
    wrong_standard,
)
from jzxl.check.texts import facts, narrative_scores, text_arithmetic, text_sums
from jzxl.check.typed_cells import scores_not_verified, typed_cells, typed_notes
from jzxl.check.typed_scores import typed_scores
from jzxl.check.values import (
    input_out_of_range,
    missing_input,
    not_a_choice,
    not_a_number,
    number_as_text,
    score_out_of_range,
)
from jzxl.check.weights import block_weight_changed, weight_sum
from jzxl.evaluate import Evaluation
from jzxl.package.address import split_ref
from jzxl.read.filing import Filing, FilledForm

# Checks of a workbook as a whole.
FILING_CHECKS: tuple[Callable[[Filing], Iterable[Finding]], ...] = (
    wrong_standard,
    form_not_found,
    forms_added,
    sheets_passed_over,
    template_outdated,
    carried_along,
)
# Checks of each of its forms.
CHECKS: tuple[Callable[[Case], Iterable[Finding]], ...] = (
    field_not_found,
    field_ambiguous,
    row_unclear,
    label_changed,
    missing_input,
    not_a_number,
    number_as_text,
    input_out_of_range,
    prefilled_changed,
    not_a_choice,
    score_out_of_range,
    block_weight_changed,
    weight_sum,
    identities,
    goals,
    cost_sums,
    scores_against_goals,
    scored_goals,
    doubtful_goals,
    weights_of_goals,
    rows_not_counted,
    text_arithmetic,
    text_sums,
    narrative_scores,
    text_slips,
    typed_notes,
    typed_scores,
    scores_not_verified,
)
# Checks of all forms of a workbook at once.
ACROSS_CHECKS: tuple[Callable[[Sequence[Case]], Iterable[Finding]], ...] = (
    computed_cells,
    typed_cells,
    units_and_years,
    periods,
    sums_across,
    mentions_across,
    contacts,
    facts,
)


def check_filing(filing: Filing, evaluated: Iterable[tuple[FilledForm, Evaluation]]) -> tuple[Finding, ...]:
    """All findings of a filing, in the order of its sheets and rows.

    Args:
        evaluated: its forms, each with its evaluation.

    Returns:
        one finding where nothing was filled in, instead of one for each blank cell.
    """
    blank = tuple(nothing_filled_in(filing))
    if blank:
        return blank
    cases = [Case(filing, filled, evaluation) for filled, evaluation in evaluated]
    findings = [finding for check in FILING_CHECKS for finding in check(filing)]
    findings += [finding for case in cases for check in CHECKS for finding in check(case)]
    findings += [finding for check in ACROSS_CHECKS for finding in check(cases)]
    order = {sheet: position for position, sheet in enumerate(filing.sheets)}
    return tuple(sorted(findings, key=lambda each: (order.get(each.sheet, -1), *_position(each.cell))))


def _position(cell: str) -> tuple[int, int]:
    return split_ref(cell) or (0, 0)
