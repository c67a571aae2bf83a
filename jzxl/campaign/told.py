"""What of a round is printed: everything of few files, counts of many.

A terminal keeps some thousand lines and a person reads a few screens of them; all findings stand in the summary
and on the page.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from rich.text import Text

from jzxl.campaign.model import Return, Round, Standing
from jzxl.campaign.report import finding_line, replaced_line, result_lines, summary_line
from jzxl.campaign.twice import RETURNED_TWICE
from jzxl.check.finding import ANSWERED, Finding, Severity
from jzxl.result import UNREADABLE
from jzxl.visible import visible

FEW_FILES = 10
"""Of so few files every finding is told, however many there are: somebody is working at them."""
MOST_FINDINGS = 200
"""Of more files, findings are told one by one up to so many: five screens of forty lines."""
MOST_FILES = 200
"""Files that are told one by one: again five screens."""
_MOST_FAILED = 20
_FAILURES = ("unreadable-file", "copy-not-written")
_MOST_NAMES = 20


def returns_lines(round_: Round, fresh: Collection[str], *, everything: bool = False) -> Iterator[Text]:
    """A line for each file and one for each finding, as far as that can be read; how many there are otherwise.

    Args:
        fresh: the files that this run checked; those of an earlier one have been told before.
        everything: whether all is told, because the summary could not be written.
    """
    returns = round_.returns
    if everything or _can_be_read(returns):
        yield from _wholly(returns)
        return
    new = [each for each in returns if each.result.file in fresh]
    if new and _can_be_read(new):
        yield Text(f"这次审核的 {len(new)} 份：", "bold")
        yield from _wholly(new)
    elif len(returns) <= MOST_FILES:
        for each in returns:
            yield from _briefly(each)
    else:
        failed = [each for each in returns if any(map(_is_failure, each.result.findings))]
        for each in failed[:_MOST_FAILED]:
            yield from _briefly(each)
        if len(failed) > _MOST_FAILED:
            yield Text(f"   读不出来、审核稿写不出来的共 {len(failed)} 份，其余的在 汇总.xlsx 里。")
    yield _counts(returns)


def _can_be_read(returns: Sequence[Return]) -> bool:
    if len(returns) <= FEW_FILES:
        return True
    return len(returns) <= MOST_FILES and sum(len(each.result.findings) for each in returns) <= MOST_FINDINGS


def _wholly(returns: Sequence[Return]) -> Iterator[Text]:
    for each in returns:
        if each.standing is Standing.REPLACED:
            # Nobody corrects it any more; that there is a newer one concerns the file as a whole.
            yield replaced_line(each.result)
            yield from (
                finding_line(finding) for finding in each.result.findings if finding.code == RETURNED_TWICE
            )
        else:
            yield from result_lines(each.result)


def _briefly(each: Return) -> Iterator[Text]:
    """The line of a file, and why it could not be read or its copy not be written, which stands nowhere on it."""
    if each.standing is Standing.REPLACED:
        yield replaced_line(each.result)
        return
    yield summary_line(each.result)
    yield from map(finding_line, filter(_is_failure, each.result.findings))


def _is_failure(finding: Finding) -> bool:
    return finding.code in _FAILURES


def _unreadable(each: Return) -> bool:
    return each.result.status == UNREADABLE and each.standing is not Standing.REPLACED


def _counts(returns: Sequence[Return]) -> Text:
    counts = "、".join(
        f"{severity.word} {sum(each.count(severity) for each in returns if each.standing is not Standing.REPLACED)}"
        for severity in Severity
    )
    if answered := sum(each.result.answered for each in returns):
        counts += f"、{ANSWERED} {answered}"
    clean = sum(not each.result.findings for each in returns)
    text = f"共 {len(returns)} 份：{counts}；没有问题的 {clean} 份"
    if unreadable := sum(map(_unreadable, returns)):
        text += f"，读不出来的 {unreadable} 份"
    return Text(f"{text}。问题太多，这里不逐条列出，全部在 汇总.xlsx 的“问题清单”和 报告.html 里。", "bold")


def names_text(names: Sequence[str]) -> str:
    """Names of files one after the other, as many as can be read."""
    more = f"等 {len(names)} 个" if len(names) > _MOST_NAMES else ""
    return "、".join(map(visible, names[:_MOST_NAMES])) + more
