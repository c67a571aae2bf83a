"""What two spellings of one text have in common, and how a label is spelt in a sentence."""

from __future__ import annotations

import unicodedata

SAYS_NOTHING = ("无", "没有", "暂无", "不涉及", "/", "-", "—", "——")
"""What people most often write into a cell that they leave open."""


def without_spaces(text: str) -> str:
    """A text without what typing changes: spaces, line breaks, full width or half."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def plain_name(name: str) -> str:
    """A name without what is no difference: spaces, full width or half, capitals."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def in_quotes(label: str) -> str:
    """A label of the form in a sentence, never in the same quotes twice: “三公经费” stays as it is.

    With quotes within, it gets others around it: 『“三公经费”本年预算』.
    """
    if "“" not in label:
        return f"“{label}”"
    whole = label.startswith("“") and label.find("”") == len(label) - 1
    return label if whole else f"『{label}』"
