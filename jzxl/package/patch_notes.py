"""Our notes in a comments part: added beside or below what others wrote, and taken out again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from jzxl.package.markup import XML_HEAD, Node
from jzxl.package.notes_reader import Comment, Comments
from jzxl.package.splice import Splices, escaped, tag_prefix
from jzxl.package.values import decode_text, encode_text

_FONT = '<{p}sz val="9"/>{color}<{p}rFont val="宋体"/><{p}family val="3"/><{p}charset val="134"/>'
_RULE = "────"


def marker(author: str) -> str:
    """The line that separates what others wrote from what ``author`` appended below."""
    return f"{_RULE} {author} {_RULE}"


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

    def apply(self, removed: Iterable[str], notes: Mapping[str, tuple[str, str]]) -> bytes | None:
        """Take out what the ``removed`` authors wrote, add ``notes``; None when nothing remains.

        A note of the same author already on the cell is replaced; one of somebody else is kept and ours
        appended below it.
        """
        gone = set(removed)
        # Each existing comment's content is rewritten at most once, so its removals and additions meet here.
        waiting = dict(notes)
        for comment in self._comments.comments:
            # A second comment on the same cell is an error of the file; ours goes to the first.
            addition = waiting.pop(comment.ref, None)
            if comment.author in gone or (addition is not None and addition[0] == comment.author):
                self._splices.remove(comment.node)
                self._kept.pop(comment.ref, None)
                if addition is None:
                    self.shapes_gone.append(comment.ref)
                else:
                    self._add(comment.ref, *addition)
                continue
            authors = gone | ({addition[0]} if addition is not None else set())
            self._rewrite(comment, authors, addition)
        for ref, (author, text) in waiting.items():
            self._add(ref, author, text)
            self.shapes_new.append(ref)
        if not self._kept and not self._new_notes:
            return None
        self._drop_last_authors(gone)
        self._insert()
        return self._splices.result()

    def _add(self, ref: str, author: str, text: str) -> None:
        if author in self._authors:
            index = self._authors.index(author)
        else:
            index = len(self._authors)
            self._authors.append(author)
            self._new_authors.append(author)
        self._new_notes.append(note_markup(self._prefix, ref, index, text))

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

    def _rewrite(self, comment: Comment, gone: set[str], addition: tuple[str, str] | None) -> None:
        """Cut our part below somebody's text and append a new one."""
        p, text = self._prefix, comment.node.first("text")
        cut = _cut_place(text, gone) if text is not None else None
        if cut is None and addition is None:
            return
        if text is None:
            if addition is not None:
                content = _appended(p, *addition)
                self._splices.append_children(comment.node, f"<{p}text>{content}</{p}text>")
            return
        pieces: list[str] = []
        for node in text.children:
            if node.name not in ("t", "r"):
                continue
            if cut is not None and node is cut[0]:
                if cut[1]:
                    pieces.append(self._shortened(node, cut[1]))
                break
            pieces.append(self._data[node.start : node.end].decode())
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


def _cut_place(text: Node, authors: Iterable[str]) -> tuple[Node, str] | None:
    """The first run to be cut and what is kept of its text; the runs behind it go whole.

    The line end before the marker is ours too, also where a program has moved it to the run before.
    """
    marks = [marker(author) for author in authors]
    previous: tuple[Node, str] | None = None
    for node in text.children:
        if node.name not in ("t", "r"):
            continue
        content = decode_text(node.text) if node.name == "t" else plain_text_of_run(node)
        places = [content.index(mark) for mark in marks if mark in content]
        if places:
            before = content[: min(places)]
            if not before and previous is not None and previous[1].endswith("\n"):
                node, before = previous
            return node, before.removesuffix("\n").removesuffix("\r")
        previous = node, content
    return None


def plain_text_of_run(node: Node) -> str:
    """Text of one <r>."""
    return decode_text("".join(child.text for child in node.all("t")))
