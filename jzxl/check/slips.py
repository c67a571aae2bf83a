"""Slips in running text: cut off, leftovers of another program or of the form, a missing sign."""

from __future__ import annotations

from collections.abc import Iterator

from jzxl.check.case import Case
from jzxl.check.finding import Finding, Severity
from jzxl.spelling import in_quotes
from jzxl.text.slips import SlipKind, slips

_LONGEST_QUOTE = 40
_TRAILING = (",", "，", "、")
_SLIPS = {
    SlipKind.CUT_OFF: ("text-cut-off", Severity.WARNING, "像是没有写完，最后是“{text}”；请补全"),
    SlipKind.MARKUP: ("text-markup", Severity.HINT, "里留有网页代码“{text}”；请删去"),
    SlipKind.INSTRUCTION: (
        "text-instruction",
        Severity.WARNING,
        "里留有填写提示“{text}”；请改成本单位的内容",
    ),
    SlipKind.PERCENT_SIGN_MISSING: (
        "percent-sign-missing",
        Severity.WARNING,
        "里“{text}”少了百分号，应为“{suggestion}”",
    ),
}


def text_slips(case: Case) -> Iterator[Finding]:
    """Texts are whole, without leftovers, and like figures carry like units; a kind is reported once."""
    for told in case.texts:
        reported: set[SlipKind] = set()
        for slip in slips(told.text):
            if slip.kind in reported:
                continue
            reported.add(slip.kind)
            code, severity, words = _SLIPS[slip.kind]
            if slip.kind is SlipKind.CUT_OFF and slip.text.endswith(_TRAILING):
                # A comma at the very end is careless rather than a loss.
                severity = Severity.HINT
            message = words.format(text=_shortened(slip.text), suggestion=slip.suggestion)
            yield told.finding(
                code,
                severity,
                f"{in_quotes(told.item)}{message}。",
                stated=_shortened(slip.text),
                expected=slip.suggestion or None,
            )


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…"
