"""What of a note is ours, so that it can be taken back and what others wrote stays.

Programs change authors (LibreOffice saves all of them as a blank) and people write into our notes and
below them. So what we wrote is remembered, line by line, as length and digest; of a workbook without
such a memory, which an older version marked, the lines are known by how they begin and end.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping

from jzxl.check.finding import Severity
from jzxl.correct.remembered import digest, encoded, visible, visible_text
from jzxl.package import Cut
from jzxl.package.patch_notes import Stretch, marker

AUTHOR = "jzxl审核"
LEFT_TO = "来件"
"""The author of what is left of a note of ours, for it came with the return."""
_HEADS = tuple(f"【{severity.word}】" for severity in Severity)
_HEAD = re.compile("|".join(map(re.escape, _HEADS)))
_LINE = re.compile(r"[^\n]*\n?")
_DIGITS = 8

Lines = Mapping[int, Collection[str]]
"""The digests of lines that we wrote by their lengths, both of what is visible of a line."""


def remembered(text: str) -> str:
    """Our text as it is kept in a property of the workbook: ``12.0a1b2c3d 7.4e5f6a7b``."""
    lines = map(visible_text, text.split("\n"))
    return " ".join(f"{len(line)}.{digest(line, _DIGITS)}" for line in lines if line)


def recalled(values: Iterable[str]) -> Lines:
    """The lines that such properties tell of."""
    found: dict[int, set[str]] = {}
    for value in values:
        for each in value.split():
            length, _, told = each.partition(".")
            if length.isascii() and length.isdigit() and len(length) < 6 and told:
                found.setdefault(int(length), set()).add(told)
    return found


def cut_ours(author: str, text: str, known: Lines, *, marked: bool) -> Cut | None:
    """What is ours of a note; None where the note is not one that we wrote or added to.

    Args:
        known: the lines that we wrote in this workbook; none where it does not tell.
        marked: whether the note is on a cell that we marked.
    """
    at = text.find(marker(AUTHOR))
    if author != AUTHOR and at < 0 and not marked:
        return None
    # Above our marker stands what others wrote, unless a program has made our author a blank.
    unremembered_from = at if at >= 0 and author.strip() not in ("", AUTHOR) else 0
    stretches: list[Stretch] = []
    for match in _LINE.finditer(text):
        start, end = match.span()
        line = match[0].rstrip("\r\n")
        if line.strip() == marker(AUTHOR):
            stretches.append((start, end))
        elif known:
            stretch = _known_stretch(line, known)
            if stretch is not None:
                whole = not line[: stretch[0]].strip() and not line[stretch[1] :].strip()
                stretches.append((start, end) if whole else (start + stretch[0], start + stretch[1]))
        elif start >= unremembered_from and _looks_like_ours(line):
            stretches.append((start, end))
    left_to = LEFT_TO if author == AUTHOR else None
    if not stretches:
        return Cut(left_to=left_to)
    stretches = _with_line_end_before(text, stretches)
    # An empty note of somebody else stays one.
    if (at < 0 or author == AUTHOR) and not _left(text, stretches).strip():
        return Cut(whole=True)
    return Cut(stretches=tuple(stretches), left_to=left_to)


def _with_line_end_before(text: str, stretches: list[Stretch]) -> list[Stretch]:
    """The stretches joined; where they reach the end of the text, the line end before them is ours too."""
    joined: list[Stretch] = []
    for start, end in stretches:
        if joined and joined[-1][1] == start:
            start, _ = joined.pop()
        joined.append((start, end))
    start, end = joined[-1]
    if end == len(text):
        joined[-1] = (len(text[:start].removesuffix("\n").removesuffix("\r")), end)
    return joined


def _looks_like_ours(line: str) -> bool:
    return line.startswith(_HEADS) and line.rstrip().endswith("。")


def _known_stretch(line: str, known: Lines) -> Stretch | None:
    """Where in a line a line that we wrote stands: whole, or with something typed before or behind it."""
    head = _HEAD.search(line)
    for start in sorted({0, head.start() if head is not None else 0}):
        found: int | None = None
        so_far = hashlib.sha256()
        for count, (place, char) in enumerate(visible(line[start:]), start=1):
            so_far.update(encoded(char))
            if count in known and so_far.hexdigest()[:_DIGITS] in known[count]:
                found = start + place + 1
        if found is not None:
            return start, found
    return None


def _left(text: str, stretches: Iterable[Stretch]) -> str:
    kept: list[str] = []
    at = 0
    for start, end in stretches:
        kept.append(text[at:start])
        at = end
    return "".join([*kept, text[at:]])
