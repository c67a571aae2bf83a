"""The kinds of form that occur in a round."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jzxl.campaign.model import Return
from jzxl.result import FormResult


@dataclass(frozen=True, slots=True)
class FormKind:
    """A kind of form that occurs in the round.

    Attributes:
        standard, form: ids.
        named: whether it stands once for each of something, such as a project.
        blocks: their names, in the order of the form.
    """

    standard: str
    form: str
    title: str
    named: bool
    total_label: str
    grade_label: str
    blocks: tuple[str, ...]


Kinds = Mapping[tuple[str, str], FormKind]


def form_kinds(counted: Iterable[Return]) -> Kinds:
    """The kinds of form by (standard, form); the departments' first, else as they occur."""
    found: dict[tuple[str, str], list[FormResult]] = {}
    for each in counted:
        for form in each.result.forms:
            found.setdefault((each.result.standard, form.form), []).append(form)
    kinds = {
        (standard, form): FormKind(
            standard,
            form,
            forms[0].title,
            any(each.name for each in forms),
            forms[0].total_label,
            forms[0].grade_label,
            tuple(dict.fromkeys(block for each in forms for block in each.evaluated.blocks)),
        )
        for (standard, form), forms in found.items()
    }
    return dict(sorted(kinds.items(), key=lambda each: each[1].named))


def forms_of(counted: Iterable[Return], kind: FormKind) -> list[FormResult]:
    """The forms of a kind, in the order of the returns."""
    return [
        form
        for each in counted
        if each.result.standard == kind.standard
        for form in each.result.forms
        if form.form == kind.form
    ]
