"""Results and a roster → the round: who is missing, who returned twice, what does not belong to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from jzxl.campaign.findings import OTHER_YEAR, file_finding
from jzxl.campaign.model import Department, Return, Roster, Round, Standing
from jzxl.campaign.names import nearest_names, slip_of
from jzxl.campaign.senders import NAMED_AFTER_ANOTHER, Sender, Senders
from jzxl.campaign.twice import RETURNED_TWICE, Difference, age, form_keys, told_twice
from jzxl.check.finding import Finding, Severity
from jzxl.check.template import NOTHING_FILLED
from jzxl.gather import is_archive
from jzxl.result import UNREADABLE, FileResult
from jzxl.review import PROJECT_MISSING, WORKBOOK_OF_ANOTHER, with_more
from jzxl.spelling import plain_name


def join_round(
    results: Sequence[FileResult],
    written: Sequence[str],
    roster: Roster | None,
    year: int | None,
    difference: Difference,
) -> Round:
    """The round that results are of.

    Without a roster every file stands for itself, as one checks the samples of one unit, or former years.

    Args:
        results: of every file, in a stable order.
        written: when each file was written (UTC, ISO 8601), where the file does not say when it was saved.
        year: that is evaluated; with a roster, the one most returns are of unless given.
    """
    if year is None and roster is not None:
        year = _usual_year(results)
    found = (
        _senders(results, Senders(roster), year) if roster is not None else [Sender(None) for _ in results]
    )
    more: list[list[Finding]] = [list(each.findings) for each in found]
    for number, result in enumerate(results):
        more[number] += _other_year(result, year)
    groups = _groups(results, found, year) if roster is not None else {}
    ages = [age(*each) for each in zip(results, written, strict=True)]
    superseded: set[int] = set()
    for group in groups.values():
        superseded |= told_twice(results, group, ages, more, difference)
    for number, file in _settled(results, found, written, year).items():
        superseded.add(number)
        message = f"这一份读不出来，但后来已另有一份：{file}，不用处理。"
        more[number].append(file_finding(RETURNED_TWICE, Severity.HINT, "来件", message))
    standings = [
        _standing(result, sender, year, known=roster is not None, replaced=number in superseded)
        for number, (result, sender) in enumerate(zip(results, found, strict=True))
    ]
    counted: dict[int, list[int]] = {}
    for number, sender in enumerate(found):
        if sender.department is not None and standings[number] is Standing.COUNTED:
            counted.setdefault(id(sender.department), []).append(number)
    departments = roster.departments if roster is not None else ()
    for department in departments:
        if any(
            finding.code == WORKBOOK_OF_ANOTHER
            for number in counted.get(id(department), ())
            for finding in more[number]
        ):
            continue  # Its projects are those of the other.
        _compare_projects(department, results, counted.get(id(department), ()), more)
    returns = tuple(
        Return(with_more(result, more[number]), found[number].department, standings[number])
        for number, result in enumerate(results)
    )
    missing = tuple(each for each in departments if id(each) not in counted)
    return Round(roster, returns, missing)


def _senders(results: Sequence[FileResult], senders: Senders, year: int | None) -> list[Sender]:
    """Whom each file is from; nobody is taken for a department whose own file is there."""
    found = _without_misnamed([senders.of(each) for each in results], results, year)
    sure = {
        (id(sender.department), _year_of(result, year))
        for result, sender in zip(results, found, strict=True)
        if sender.department is not None
        and sender.sure
        and result.forms
        and not sender.misnamed
        and not _is_blank(result)
    }
    return [
        Sender(None, (senders.stranger(result),) if result.unit else ())
        if not sender.sure
        and result.status != UNREADABLE
        and (id(sender.department), _year_of(result, year)) in sure
        else sender
        for result, sender in zip(results, found, strict=True)
    ]


def _without_misnamed(
    found: Sequence[Sender], results: Sequence[FileResult], year: int | None
) -> list[Sender]:
    """The senders, where none is misnamed whose department sent the same form in a file of its own.

    The workbook of 水利局 in a file called 机关服务中心 is hardly what 水利局 has to say.
    """
    fitting: dict[tuple[int, int | None], list[FileResult]] = {}
    for sender, result in zip(found, results, strict=True):
        if sender.department is not None and sender.named is None and result.status != UNREADABLE:
            fitting.setdefault((id(sender.department), _year_of(result, year)), []).append(result)

    def settled(sender: Sender, result: FileResult) -> Sender:
        if sender.named is None or sender.department is None:
            return sender
        own = form_keys(result)
        others = fitting.get((id(sender.department), _year_of(result, year)), ())
        other = next((each for each in others if not own.isdisjoint(form_keys(each))), None)
        if other is None:
            return sender
        stated, named = sender.department.unit, sender.named.unit
        finding = file_finding(
            NAMED_AFTER_ANOTHER,
            Severity.WARNING,
            "文件名",
            f"文件名写的是“{named}”，表里填的是“{stated}”，“{stated}”自己的是 {other.file}；"
            f"这一份没有计入汇总，请“{named}”用下发给自己的工作簿填报。",
            stated=named,
        )
        more = tuple(each for each in sender.findings if each.code != NAMED_AFTER_ANOTHER)
        return replace(sender, department=sender.named, findings=(finding, *more), misnamed=True)

    return [settled(*each) for each in zip(found, results, strict=True)]


def _settled(
    results: Sequence[FileResult], found: Sequence[Sender], written: Sequence[str], year: int | None
) -> dict[int, str]:
    """The files that cannot be read of a department that sent a good one since, by number, with that one.

    One that was written later may be a correction, and an archive may hold something else.
    """
    good: dict[int, list[int]] = {}
    for number, (result, sender) in enumerate(zip(results, found, strict=True)):
        fits = result.forms and _year_of(result, year) == year and not _is_blank(result)
        if fits and sender.department is not None and not sender.misnamed:
            good.setdefault(id(sender.department), []).append(number)
    settled = {}
    for number, (result, sender) in enumerate(zip(results, found, strict=True)):
        if result.status != UNREADABLE or is_archive(result.file) or not written[number]:
            continue
        newer = [each for each in good.get(id(sender.department), ()) if written[each] > written[number]]
        if newer:
            settled[number] = results[max(newer, key=written.__getitem__)].file
    return settled


def _is_blank(result: FileResult) -> bool:
    """Whether it is a workbook as it was issued."""
    return any(each.code == NOTHING_FILLED for each in result.findings)


def _year_of(result: FileResult, year: int | None) -> int | None:
    """The year that a file is for: that of the round where it tells none."""
    return result.year if result.year is not None else year


def _standing(
    result: FileResult, sender: Sender, year: int | None, *, known: bool, replaced: bool
) -> Standing:
    if result.status == UNREADABLE:
        return Standing.REPLACED if replaced else Standing.UNREADABLE
    if not result.forms:
        return Standing.NO_FORM
    if known and sender.department is None:
        return Standing.UNKNOWN
    if _is_blank(result):
        return Standing.BLANK
    if sender.misnamed:
        return Standing.OTHER_UNIT
    if result.year is not None and year is not None and result.year != year:
        return Standing.OTHER_YEAR
    return Standing.REPLACED if replaced else Standing.COUNTED


def _usual_year(results: Sequence[FileResult]) -> int | None:
    years = Counter(each.year for each in results if each.year is not None)
    return max(years, key=lambda year: (years[year], year)) if years else None


def _other_year(result: FileResult, year: int | None) -> Iterator[Finding]:
    if result.year is None or year is None or result.year == year:
        return
    yield file_finding(
        OTHER_YEAR,
        Severity.ERROR,
        "年度",
        f"这是 {result.year} 年度的表，这次审核的是 {year} 年度；请单位报送 {year} 年度的。",
        stated=str(result.year),
        expected=str(year),
    )


def _groups(
    results: Sequence[FileResult], found: Sequence[Sender], year: int | None
) -> Mapping[str, list[int]]:
    """The readable files of each sender: a department of the roster, or a unit as it is stated."""
    groups: dict[str, list[int]] = {}
    for number, (result, sender) in enumerate(zip(results, found, strict=True)):
        unit = sender.department.unit if sender.department is not None else result.unit
        if unit and result.forms and not sender.misnamed and not _is_blank(result):
            # Another year is another return.
            groups.setdefault(f"{plain_name(unit)}/{_year_of(result, year)}", []).append(number)
    return groups


def _compare_projects(
    department: Department, results: Sequence[FileResult], own: Sequence[int], more: list[list[Finding]]
) -> None:
    """The projects of a department against those of the roster."""
    if not department.projects or not own:
        return
    due = {plain_name(each.name): each.name for each in department.projects}
    told = {plain_name(form.name): form.name for n in own for form in results[n].forms if form.name}
    missing = [name for key, name in due.items() if key not in told]
    for number in own:
        for form in results[number].forms:
            if not form.name or plain_name(form.name) in due:
                continue
            slip = slip_of(form.name, missing)
            if slip is not None:
                # One slip, told once.
                missing.remove(slip)
            near = [slip] if slip is not None else nearest_names(form.name, missing or due.values())
            names = f"，相近的有：{'、'.join(near)}" if near else ""
            finding = file_finding(
                "project-unknown",
                Severity.WARNING,
                "项目名称",
                f"花名册上“{department.unit}”没有项目“{form.name}”{names}；请核对项目名称。",
                stated=form.name,
                expected=slip,
            )
            more[number].append(replace(finding, sheet=form.sheet))
    for name in missing:
        more[own[0]].append(
            file_finding(
                PROJECT_MISSING,
                Severity.WARNING,
                "项目名称",
                f"花名册上有项目“{name}”，来件里没有它的自评表；请补报。",
                expected=name,
            )
        )
