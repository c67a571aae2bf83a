"""Figures and facts that stand in several forms of a workbook and must agree."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from jzxl.check.amounts import WAN, explained_by_rounding
from jzxl.check.case import Case
from jzxl.check.finding import Finding, Severity
from jzxl.form import naming
from jzxl.form.sections import PeopleSection
from jzxl.form.standard import AcrossMention, AcrossSum, Standard
from jzxl.read.entry import Entry
from jzxl.rule.decimals import number_text, to_decimal
from jzxl.rule.exact import evaluate
from jzxl.rule.expression import Expression, names_in
from jzxl.spelling import in_quotes, without_spaces
from jzxl.text.model import Claim

_SHORTEST_PHONE = 7
# With an area code; what is longer are two numbers.
_LONGEST_PHONE = 12
_MOBILE = re.compile("1[0-9]{10}")
_DATE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=\d{4}(?!\d)|[-/.年])")
_ANY_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# 2019年, 2019年度, 2019年1-12月: the year and nothing that goes beyond it.
_WHOLE_YEAR = re.compile(r"\s*((?:19|20)\d\d)\s*年度?\s*(?:\d{1,2}\s*月?\s*[-—–至到~]\s*\d{1,2}\s*月)?\s*$")


def sums_across(cases: Sequence[Case]) -> Iterator[Finding]:
    """What the projects contribute fits the whole that the department states."""
    for across in _standard(cases).across_sums if cases else ():
        parts = [_amount(case, across.each) for case in _of_form(cases, across.form)]
        known = [part for part in parts if part is not None]
        for case in _of_form(cases, across.whole_form):
            whole = case.evaluation.inputs.get(across.whole)
            if known and len(known) == len(parts) and isinstance(whole, Fraction):
                yield from _sum_across(case, across, known, whole)


def _sum_across(case: Case, across: AcrossSum, parts: list[Fraction], whole: Fraction) -> Iterator[Finding]:
    added = sum(parts, Fraction(0))
    if explained_by_rounding(added, whole, len(parts)):
        return
    if added < whole and any(form.id == across.form for form in case.filing.lost):
        return  # That a form is missing is said already.
    arithmetic = "+".join(number_text(part) for part in parts) + (
        f"={number_text(added)}" if parts[1:] else ""
    )
    item = case.cells.items[across.whole]
    figures = f"各项目表 {arithmetic} 万元，{in_quotes(item)}填的是 {number_text(whole)} 万元"
    if added > whole:
        # Not every project is a key project, so that this may well be right.
        message = f"{figures}，项目合计更多；如果都是重点项目，请核对。"
    else:
        message = f"{figures}；如果还有项目表没有报送，请补报，否则请核对。"
    yield case.finding(
        "sum-across-forms",
        Severity.HINT,
        across.whole,
        message,
        stated=to_decimal(whole),
        basis="各表互相核对",
    )


def mentions_across(cases: Sequence[Case]) -> Iterator[Finding]:
    """Where a text names a project with an amount, it is the amount of the project's own form."""
    for across in _standard(cases).across_mentions if cases else ():
        if not _of_form(cases, across.form):
            continue
        for case in _of_form(cases, across.text_form):
            text = case.evaluation.inputs.get(across.text)
            for claim in case.claims(text) if isinstance(text, str) else ():
                yield from _mention(cases, case, across, claim)


def _mention(cases: Sequence[Case], case: Case, across: AcrossMention, claim: Claim) -> Iterator[Finding]:
    named = [
        each
        for each in _of_form(cases, across.form)
        if _name(each) and claim.subject.endswith(without_spaces(_name(each)))
    ]
    if not named or claim.quantity.unit != "元" or claim.approximate or claim.direction is not None:
        return
    # The longest name: 专项经费 is also the end of 招商引资专项经费.
    other = max(named, key=lambda each: len(_name(each)))
    due = _amount(other, across.each)
    if due is None:
        return
    stated = claim.quantity.value / WAN
    decimals = len(claim.quantity.text.partition(".")[2].rstrip("元万亿 "))
    if abs(stated - due) <= Fraction(1, 2 * 10**decimals) * claim.quantity.scale / WAN:
        return
    yield case.finding(
        "spending-across-forms",
        Severity.WARNING,
        across.text,
        f"{in_quotes(case.cells.items[across.text])}写“{claim.text}”，“{_name(other)}”项目表的实际支出是"
        f" {number_text(due)} 万元；请核对。",
        stated=to_decimal(stated),
        expected=to_decimal(due),
        basis="各表互相核对",
    )


def units_and_years(cases: Sequence[Case]) -> Iterator[Finding]:
    """All forms of a workbook are of one unit and one year."""
    for label, code, names in (
        ("填报单位", "unit-mismatch", [case.form.unit_field for case in cases]),
        ("年度", "year-mismatch", [naming.YEAR for _ in cases]),
    ):
        stated = [case.evaluation.inputs.get(name) for case, name in zip(cases, names, strict=True)]
        first = next((text for text in stated if isinstance(text, str)), None)
        for case, name, text in zip(cases, names, stated, strict=True):
            if first is None or not isinstance(text, str) or without_spaces(text) == without_spaces(first):
                continue
            yield case.finding(
                code,
                Severity.WARNING,
                name,
                f"这张表的{label}是“{text}”，本工作簿前面的表是“{first}”；请核对。",
                stated=text,
                expected=first,
            )


def periods(cases: Sequence[Case]) -> Iterator[Finding]:
    """The year evaluated lies within what the form is about."""
    for case in cases:
        name, year = case.form.period_field, case.filing.year
        text = case.evaluation.inputs.get(name) if name else None
        years = [int(found) for found in _DATE_YEAR.findall(text)] if isinstance(text, str) else []
        if len(years) <= 1 and isinstance(text, str) and (whole := _WHOLE_YEAR.match(text)) is not None:
            years = [int(whole[1])] * 2
        if year is None or len(years) != 2 or min(years) <= year <= max(years):
            continue
        header = case.entry(naming.YEAR)
        said = _ANY_YEAR.search(str(header.value)) if header is not None else None
        if said is not None and min(years) <= int(said[0]) <= max(years):
            continue  # The year of last year's workbook was overtyped; that is told by itself.
        yield case.finding(
            "period-outside-year",
            Severity.WARNING,
            name,
            f"{in_quotes(case.cells.items[name])}是“{text}”，不包含评价年度 {year} 年；请核对。",
            stated=str(text),
        )


@dataclass(frozen=True, slots=True)
class _Number:
    """A telephone number given for a person."""

    case: Case
    person: str
    shown: str
    digits: str
    entry: Entry


def contacts(cases: Sequence[Case]) -> Iterator[Finding]:
    """The same person has one telephone number and one mobile number everywhere.

    An area code may be left out.  A number that another person has whom a field of the form names may be
    theirs: the form has one 联系电话 for 负责人 and 经办人.
    """
    by_person: dict[tuple[str, bool], list[_Number]] = {}
    for case in cases:
        known = list(_numbers(case))
        named = {
            without_spaces(str(entry.value))
            for name in case.form.fields_by_name
            if (entry := case.entry(name)) is not None and entry.value is not None
        }
        for number in known:
            if not any(
                other.person != number.person
                and other.person in named
                and _same_number(other.digits, number.digits)
                for other in known
            ):
                mobile = _MOBILE.fullmatch(number.digits) is not None
                by_person.setdefault((number.person, mobile), []).append(number)
    for numbers in by_person.values():
        usual, _ = Counter(number.digits for number in numbers).most_common(1)[0]
        elsewhere = next(str(each.entry.value) for each in numbers if each.digits == usual)
        for number in numbers:
            if _same_number(number.digits, usual):
                continue
            yield Finding(
                code="contact-mismatch",
                severity=Severity.WARNING,
                sheet=number.entry.sheet,
                cell=number.entry.cell,
                name=number.entry.name,
                item=number.case.cells.items.get(number.entry.name, "联系电话"),
                stated=str(number.entry.value),
                expected=None,
                message=f"“{number.shown}”的联系电话在这里是“{number.entry.value}”，别处是“{elsewhere}”；请核对。",
                basis="",
            )


def _numbers(case: Case) -> Iterator[_Number]:
    pairs = [(contact.person, contact.phone) for contact in case.form.contacts]
    for section in case.form.sections:
        if isinstance(section, PeopleSection):
            first, last = section.columns[0], section.columns[-1]
            rows = range(1, section.rows + 1)
            pairs += [(naming.person(row, first), naming.person(row, last)) for row in rows]
    for person_name, phone_name in pairs:
        person, phone = case.entry(person_name), case.entry(phone_name)
        if person is None or phone is None or person.value is None or phone.value is None:
            continue
        digits = "".join(each for each in unicodedata.normalize("NFKC", str(phone.value)) if each.isdigit())
        name = str(person.value).strip()
        if name and _SHORTEST_PHONE <= len(digits) <= _LONGEST_PHONE:
            yield _Number(case, without_spaces(name), name, digits, phone)


def _same_number(first: str, second: str) -> bool:
    return first.endswith(second) or second.endswith(first)


def _standard(cases: Sequence[Case]) -> Standard:
    return cases[0].form.standard


def _of_form(cases: Sequence[Case], form: str) -> list[Case]:
    return [case for case in cases if case.form.id == form]


def _amount(case: Case, expression: Expression) -> Fraction | None:
    value = evaluate(expression, case.evaluation.inputs.get)
    complete = all(isinstance(case.evaluation.inputs.get(name), Fraction) for name in names_in(expression))
    return value if complete and isinstance(value, Fraction) else None


def _name(case: Case) -> str:
    name = case.evaluation.inputs.get(case.form.name_field)
    return name if isinstance(name, str) else ""
