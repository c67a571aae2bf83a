"""Scores that running texts of a form name, and which of them repeat a wrong one of the table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

from jzxl.check.case import Case
from jzxl.check.told import Told
from jzxl.form import naming
from jzxl.form.model import Form
from jzxl.text.named_scores import NamedScore, named_scores

_MAY_NAME_SCORES = re.compile("分|等|评")


def judged_texts(case: Case) -> Iterator[Told]:
    """The texts without the worked lines, which have a check of their own."""
    worked = _worked_lines(case.form)
    return (told for told in case.texts if told.entry.name not in worked)


@lru_cache(maxsize=64)
def _worked_lines(form: Form) -> frozenset[str]:
    return frozenset(naming.note(each) for each in form.indicators if not each.judged)


def scores_in_texts(case: Case) -> Iterator[tuple[Told, tuple[NamedScore, ...]]]:
    """The texts that name scores of the table, each with those."""
    blocks = [block.name for block in case.form.blocks]
    grades = [grade.name for grade in case.form.standard.grades]
    for told in judged_texts(case):
        if _MAY_NAME_SCORES.search(told.text) and (named := tuple(named_scores(told.text, blocks, grades))):
            yield told, named


def cell_named(case: Case, named: NamedScore) -> str:
    """The name of the cell that holds what a text names."""
    if named.value is None:
        return naming.grade(case.form)
    return f"{naming.SCORE_PREFIX}{named.name}" if named.name else naming.total(case.form)


def repeated_in_texts(case: Case, name: str) -> str:
    """A clause that tells where texts repeat what is wrong in a cell of the table; empty where none does.

    The text agrees with the table, so that nothing is said of it, until the table is corrected.
    """
    stated, due = case.evaluation.stated.get(name), case.evaluation.evaluated.get(name)
    places = [
        f"“{told.item}”（{told.entry.cell}）里的“{named.text}”"
        for told, found in scores_in_texts(case)
        for named in found
        if cell_named(case, named) == name and _says(named) == stated != due
    ]
    return f"；{'、'.join(dict.fromkeys(places))}也要一起改" if places else ""


def _says(named: NamedScore) -> Fraction | str:
    return named.grade if named.value is None else named.value
