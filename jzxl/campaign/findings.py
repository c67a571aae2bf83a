"""Findings that only the round can tell, about a file as a whole."""

from __future__ import annotations

from jzxl.check.finding import Finding, Severity

OTHER_YEAR = "other-year"
_BASIS = "花名册"


def file_finding(
    code: str,
    severity: Severity,
    item: str,
    message: str,
    *,
    stated: str | None = None,
    expected: str | None = None,
) -> Finding:
    """A finding about a file as a whole.

    Args:
        stated, expected: what stands in the place of the item, and what is to be written there instead; None
            where nothing is to be written.
    """
    return Finding(code, severity, "", "", "", item, stated, expected, message, _BASIS)
