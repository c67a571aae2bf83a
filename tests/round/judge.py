"""What was found in the files of a round against what is known of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jzxl.result import UNREADABLE, FileResult

Key = tuple[str, str, str, str]
"""Code, severity, sheet and cell; both empty where the finding stands at no cell."""


@dataclass
class Verdict:
    """How a check did.

    Attributes:
        planted, found: expected findings by fault.
        missed, false: one line each.
    """

    files: int = 0
    forms: int = 0
    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)

    @property
    def right(self) -> bool:
        """Whether all was found, and nothing else claimed."""
        return not self.missed and not self.false

    def lines(self) -> Iterable[str]:
        """The verdict to be printed: every difference, then the counts."""
        yield from (f"missed  {line}" for line in self.missed)
        yield from (f"false   {line}" for line in self.false)
        for fault, count in sorted(self.planted.items()):
            yield f"{self.found[fault]:5} of {count:5}  {fault}"
        yield (
            f"{self.files} files, {self.forms} forms: {sum(self.planted.values())} findings planted,"
            f" {sum(self.found.values())} found, {len(self.missed)} missed, {len(self.false)} false"
        )


def judge_file(verdict: Verdict, known: Mapping[str, Any], result: FileResult) -> None:
    """Add one file to a verdict.

    Args:
        known: its entry in truth.json.
    """
    verdict.files += 1
    verdict.forms += len(result.forms)
    found: dict[Key, list[str]] = {}
    for each in result.findings:
        place = (each.sheet, each.cell) if each.cell else ("", "")
        found.setdefault((each.code, each.severity.value, *place), []).append(each.message)
    for each in known["findings"]:
        verdict.planted[each["fault"]] += 1
        key = (each["code"], each["severity"], each["sheet"] or "", each["cell"] or "")
        if found.get(key):
            verdict.found[each["fault"]] += 1
            found[key].pop()
            continue
        at = f"{each['sheet']} {each['cell']}" if each["cell"] else "the file"
        verdict.missed.append(
            f"{known['file']}: {each['code']} {each['severity']} at {at} {each['field']} [{each['fault']}]"
        )
    planted = "、".join(sorted({each["fault"] for each in known["findings"]}))
    for (code, severity, sheet, cell), messages in found.items():
        for message in messages:
            verdict.false.append(
                f"{known['file']}: {code} {severity} at {sheet} {cell}: {message} [planted: {planted}]"
            )
    if known["readable"] is (result.status == UNREADABLE):
        verdict.missed.append(
            f"{known['file']}: should be {'readable' if known['readable'] else 'unreadable'}"
        )
    elif known["readable"] and known["unit_stated"] is not None and result.unit != known["unit_stated"]:
        verdict.missed.append(f"{known['file']}: unit {known['unit_stated']} read as {result.unit}")


def judge(truth: Mapping[str, Any], results: Iterable[FileResult]) -> Verdict:
    """The results of all files, by their names, against truth.json."""
    verdict = Verdict()
    by_name = {result.file: result for result in results}
    for known in truth["files"]:
        if known["file"] in by_name:
            judge_file(verdict, known, by_name.pop(known["file"]))
        else:
            verdict.missed.append(f"{known['file']}: not checked")
    verdict.false += [f"{name}: is not in the truth" for name in by_name]
    return verdict
