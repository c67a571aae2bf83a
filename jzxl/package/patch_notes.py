"""Our notes in a comments part: added beside or below what others wrote, and taken out again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from jzxl.package.markup import XML_HEAD, Node
from jzxl.package.notes_reader import Comment, Comments
from jzxl.package.splice import Splices, escaped, tag_prefix
from jzxl.package.values import decode_text, encode_text

_FONT = '<{p}sz val="9"/>{color}<{p}rFont val="宋体"/><{p}family val="3"/><{p}charset val="134"/>'
_RULE = "────"

Stretch = tuple[int, int]
"""Start and end within a text."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What is to go of one note: all of it, or stretches of its text; ``left_to`` is the author of the rest."""

    whole: bool = False
    stretches: tuple[Stretch, ...] = ()
    left_to: str | None = None


Cutter = Callable[[str, str, str], Cut | None]
"""Judges a note by its cell, author and text; None where it is none of its business."""


def marker(author: str) -> str:
    """The line that separates what others wrote from what ``author`` appended below."""
    return f"{_RULE} {author} {_RULE}"


def cut_author(author: str, text: str, gone: str) -> Cut | None:
    """What ``gone`` wrote of a note: all of his own, in another's what he appended below."""
    if author == gone:
        return Cut(whole=True)
    at = text.find(marker(gone))
    if at < 0:
        return None
    return Cut(stretches=((len(text[:at].removesuffix("\n").removesuffix("\r")), len(text)),))


def note_markup(prefix: str, ref: str, author: int, text: str) -> str:
    """A whole <comment> of our own."""
    p = prefix
    return f'<{p}comment ref="{ref}" authorId="{author}"><{p}text>{_run(p, text)}</{p}text></{p}comment>'


def _run(p: str, text: str, *, marked: bool = False) -> str:
    # Bold and coloured, so that no program merges the marker with a neighbouring run of equal format.
    font = _FONT.format(p=p, color=f'<{p}color rgb="FFC00000"/>' if marked else f'<{p}color indexed="81"/>')
    bold = f"<{p}b/>" if marked else ""
    body = escaped(encode_text(text))
    return f'<{p}r><{p}rPr>{bold}{font}</{p}rPr><{p}t xml:space="preserve">{body}</{p}t></{p}r>'


def new_comments(uri: str, notes: Mapping[str, tuple[str, str]]) -> bytes:
    """A comments part that holds only our notes (address -> author, text)."""
    authors = list(dict.fromkeys(author for author, _ in notes.values()))
    names = "".join(f"<author>{escaped(encode_text(author))}</author>" for author in authors)
    body = "".join(note_markup("", ref, authors.index(author), text) for ref, (author, text) in notes.items())
    return (
        f'{XML_HEAD}<comments xmlns="{uri}"><authors>{names}</authors>'
        f"<commentList>{body}</commentList></comments>"
    ).encode()


class CommentsPatch:
    """Changes to one existing comments part.

    ``shapes_gone`` and ``shapes_new`` are the addresses whose VML shape must go or come.
    """

    def __init__(self, data: bytes, comments: Comments) -> None:
        self._data = data
        self._comments = comments
        self._prefix = tag_prefix(data, comments.root.start)
        self._splices = Splices(data)
        self._authors = [decode_text(node.text) for node in comments.authors]
        self._new_authors: list[str] = []
        self._new_notes: list[str] = []
        self._kept = {comment.ref: comment for comment in comments.comments}
        self.shapes_gone: list[str] = []
        self.shapes_new: list[str] = []

    def apply(self, cutters: Sequence[Cutter], notes: Mapping[str, tuple[str, str]]) -> bytes | None:
        """Take out what the ``cutters`` say, add ``notes``; None when nothing remains.

        A note of the same author already on the cell is replaced; one of somebody else is kept and ours
        appended below it.
        """
        gone: set[str] = set()
        # Each existing comment's content is rewritten at most once, so its removals and additions meet here.
        waiting = dict(notes)
        for comment in self._comments.comments:
            # A second comment on the same cell is an error of the file; ours goes to the first.
            addition = waiting.pop(comment.ref, None)
            text = "".join(content for _, content in _runs(comment.node.first("text")))
            cuts = [cut for cutter in cutters if (cut := cutter(comment.ref, comment.author, text))]
            if not cuts and addition is not None:
                earlier = cut_author(comment.author, text, addition[0])
                cuts = [earlier] if earlier is not None else []
            if any(cut.whole for cut in cuts):
                gone.add(comment.author)
                self._splices.remove(comment.node)
                self._kept.pop(comment.ref, None)
                if addition is None:
                    self.shapes_gone.append(comment.ref)
                else:
                    self._add(comment.ref, *addition)
                continue
            self._rewrite(comment, _joined(cuts), addition)
            left_to = next((cut.left_to for cut in cuts if cut.left_to is not None), None)
            if left_to is not None and left_to != comment.author:
                self._splices.set_attribute(comment.node.start, "authorId", str(self._author(left_to)))
        for ref, (author, text) in waiting.items():
            self._add(ref, author, text)
            self.shapes_new.append(ref)
        if not self._kept and not self._new_notes:
            return None
        self._drop_last_authors(gone)
        self._insert()
        return self._splices.result()

    def _add(self, ref: str, author: str, text: str) -> None:
        self._new_notes.append(note_markup(self._prefix, ref, self._author(author), text))

    def _author(self, author: str) -> int:
        """The place of an author in the list, appended if he is new."""
        if author not in self._authors:
            self._authors.append(author)
            self._new_authors.append(author)
        return self._authors.index(author)

    def _drop_last_authors(self, gone: set[str]) -> None:
        """Take out authors without notes from the end of the list, where no other index shifts."""
        if self._new_authors or self._new_notes:
            return
        used = {comment.node.attrs.get("authorId", "") for comment in self._kept.values()}
        for index in range(len(self._comments.authors) - 1, -1, -1):
            if str(index) in used or self._authors[index] not in gone:
                return
            self._splices.remove(self._comments.authors[index])

    def _insert(self) -> None:
        p, root = self._prefix, self._comments.root
        authors = "".join(
            f"<{p}author>{escaped(encode_text(name))}</{p}author>" for name in self._new_authors
        )
        notes = "".join(self._new_notes)
        holder, listing = root.first("authors"), root.first("commentList")
        if authors and holder is not None:
            self._splices.append_children(holder, authors)
        if notes and listing is not None:
            self._splices.append_children(listing, notes)
        tail = f"<{p}authors>{authors}</{p}authors>" if authors and holder is None else ""
        tail += f"<{p}commentList>{notes}</{p}commentList>" if notes and listing is None else ""
        if tail:
            self._splices.append_children(root, tail)

    def _rewrite(
        self, comment: Comment, stretches: Sequence[Stretch], addition: tuple[str, str] | None
    ) -> None:
        """Cut stretches out of a note's text and append what is added."""
        p, text = self._prefix, comment.node.first("text")
        if not stretches and addition is None:
            return
        if text is None:
            if addition is not None:
                content = _appended(p, *addition)
                self._splices.append_children(comment.node, f"<{p}text>{content}</{p}text>")
            return
        pieces: list[str] = []
        place = 0
        for node, content in _runs(text):
            kept = _without(content, place, stretches)
            place += len(content)
            if kept == content:
                pieces.append(self._data[node.start : node.end].decode())
            elif kept:
                pieces.append(self._shortened(node, kept))
        phonetic = "".join(
            self._data[node.start : node.end].decode()
            for node in text.children
            if node.name not in ("t", "r")
        )
        if addition is not None:
            if pieces and pieces[0].startswith(f"<{p}t"):
                # <t> and <r> side by side are shown differently by different programs.
                pieces[0] = f"<{p}r>{pieces[0]}</{p}r>"
            pieces.append(_appended(p, *addition))
        elif len(pieces) == 1:
            pieces[0] = re.sub(rf"^<{p}r>(<{p}t[ >/].*)</{p}r>$", r"\1", pieces[0], flags=re.DOTALL)
        tag = self._data[text.start : text.inner].decode().removesuffix("/>").removesuffix(">")
        self._splices.replace(text.start, text.end, f"{tag}>{''.join(pieces)}{phonetic}</{p}text>")

    def _shortened(self, node: Node, kept: str) -> str:
        """The run with its text cut down to ``kept``."""
        p = self._prefix
        holder = node if node.name == "t" else node.first("t")
        assert holder is not None
        new = f'<{p}t xml:space="preserve">{escaped(encode_text(kept))}</{p}t>'
        head = self._data[node.start : holder.start].decode()
        return head + new + self._data[holder.end : node.end].decode()


def _appended(p: str, author: str, text: str) -> str:
    return _run(p, f"\n{marker(author)}\n", marked=True) + _run(p, text)


def _runs(text: Node | None) -> Iterator[tuple[Node, str]]:
    """The runs of a note with the text of each."""
    for node in text.children if text is not None else ():
        if node.name == "t":
            yield node, decode_text(node.text)
        elif node.name == "r":
            yield node, plain_text_of_run(node)


def _joined(cuts: Iterable[Cut]) -> list[Stretch]:
    """The stretches of several cuts in order, without overlaps."""
    found: list[Stretch] = []
    for start, end in sorted(stretch for cut in cuts for stretch in cut.stretches):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _without(content: str, place: int, stretches: Sequence[Stretch]) -> str:
    """What is left of a run that begins at ``place`` of the note."""
    kept: list[str] = []
    at = 0
    for start, end in stretches:
        kept.append(content[at : max(at, start - place)])
        at = max(at, end - place)
    return "".join([*kept, content[at:]])


def plain_text_of_run(node: Node) -> str:
    """Text of one <r>."""
    return decode_text("".join(child.text for child in node.all("t")))
