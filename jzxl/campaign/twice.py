"""Files of one sender that hold the same form: which of them counts, and what each is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from jzxl.campaign.findings import file_finding
from jzxl.check.finding import Finding, Severity
from jzxl.moment import in_words, told
from jzxl.result import FileResult, FormResult
from jzxl.spelling import plain_name

Difference = Callable[[int, int], Sequence[str]]
"""What differs between two files, by their numbers among the results: a phrase for each thing."""

RETURNED_TWICE = "returned-twice"
"""Code of the finding that a sender's form, or the sender, came in another file too."""
FormKey = tuple[str, str, str]
Age = tuple[str, str]
_SHOWN_DIFFERENCES = 6


def form_keys(result: FileResult) -> set[FormKey]:
    """What tells the forms of a workbook apart."""
    return {_form_key(each, result) for each in result.forms}


def _form_key(form: FormResult, result: FileResult) -> FormKey:
    return result.standard, form.form, plain_name(form.name)


def age(result: FileResult, written: str) -> Age:
    """How new a file is, the greater the newer: when it was saved, as it says, then when it was written.

    Args:
        written: as the folder or the archive has it.
    """
    return told(result.modified) or told(written), told(written)


def told_twice(
    results: Sequence[FileResult],
    group: Sequence[int],
    ages: Sequence[Age],
    more: list[list[Finding]],
    difference: Difference,
) -> set[int]:
    """Say which of a sender's files hold forms that a newer one holds too; gives those that are replaced.

    A department may send its forms in several files, which complete each other.

    Args:
        group: numbers of the sender's files.
        ages: of every file.
        more: what is said of each file; added to.
    """
    replaced: set[int] = set()
    holder: dict[FormKey, int] = {}
    for number in sorted(group, key=lambda each: (ages[each], each), reverse=True):
        own = form_keys(results[number])
        newer = next((holder[key] for key in sorted(own) if key in holder), None)
        if newer is not None:
            whole = own <= holder.keys()
            if whole:
                replaced.add(number)
            more[number].append(_older(results, number, newer, ages, difference(number, newer), whole=whole))
            more[newer].append(_newer(results, number, newer, ages))
        for key in own:
            holder.setdefault(key, number)
    return replaced


def _older(
    results: Sequence[FileResult],
    number: int,
    newer: int,
    ages: Sequence[Age],
    differences: Sequence[str],
    *,
    whole: bool,
) -> Finding:
    other = results[newer].file
    if _are_twins(results[number], results[newer]):
        message = f"和 {other} 是内容完全一样的两份；只计入那一份。"
        return file_finding(RETURNED_TWICE, Severity.HINT, "来件", message)
    if not differences:
        what = "两份填的一样"
    else:
        rest = len(differences) - _SHOWN_DIFFERENCES
        more = f"等 {len(differences)} 处" if rest > 0 else ""
        what = f"不同的有：{'；'.join(differences[:_SHOWN_DIFFERENCES])}{more}"
    if ages[number] == ages[newer]:
        which, counts = f"另有一份：{other}，分不出哪一份新", "按文件名的次序，以那一份为准，请核对"
    else:
        which, counts = f"另有较新的一份：{other}{_saved(ages[number], ages[newer])}", "以较新的为准"
    taken = "，这一份没有计入汇总" if whole else "；这一份里另有其他的表，两份都计入了汇总"
    # A department that corrected its form did as it was asked; only which one is meant may have to be asked.
    asked = ages[number] == ages[newer] or not whole
    return file_finding(
        RETURNED_TWICE,
        Severity.WARNING if asked else Severity.HINT,
        "来件",
        f"同一张表{which}，{counts}{taken}；{what}。",
    )


def _newer(results: Sequence[FileResult], number: int, newer: int, ages: Sequence[Age]) -> Finding:
    other = results[number].file
    if _are_twins(results[number], results[newer]):
        message = f"和 {other} 是内容完全一样的两份；只计入这一份。"
    elif ages[number] == ages[newer]:
        message = f"同一张表另有一份：{other}，分不出哪一份新；以这一份为准，请核对。"
    else:
        message = f"同一张表另有较旧的一份：{other}；以这一份为准。"
    return file_finding(RETURNED_TWICE, Severity.HINT, "来件", message)


def _are_twins(one: FileResult, other: FileResult) -> bool:
    return bool(one.sha256) and one.sha256 == other.sha256


def _saved(older: Age, newer: Age) -> str:
    """The two moments, where both are known and not the same to a reader."""
    moments = [in_words(each[0]) for each in (newer, older)]
    if "" in moments or moments[0] == moments[1]:
        return ""
    return f"（它保存于 {moments[0]}，这一份保存于 {moments[1]}）"
