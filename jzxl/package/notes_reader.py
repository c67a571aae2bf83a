"""Legacy comments ("notes") of a sheet."""

from __future__ import annotations

from dataclasses import dataclass

from jzxl.package.markup import MarkupError, Node, outline
from jzxl.package.values import decode_text, whole_number


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment with the element it was read from."""

    ref: str
    author: str
    text: str
    node: Node


@dataclass(frozen=True, slots=True)
class Comments:
    """A comments part."""

    root: Node
    authors: tuple[Node, ...]
    comments: tuple[Comment, ...]


def plain_text(node: Node | None) -> str:
    """Text of a rich-string element: direct <t> and runs joined, phonetic text left out."""
    if node is None:
        return ""
    pieces = []
    for child in node.children:
        if child.name == "t":
            pieces.append(child.text)
        elif child.name == "r":
            pieces += [text.text for text in child.all("t")]
    return decode_text("".join(pieces))


def parse_comments(data: bytes, nodes: int) -> Comments:
    """Read a comments part.

    :raises MarkupError: malformed, or not a comments part
    """
    root = outline(data, nodes=nodes)
    if root.name != "comments":
        raise MarkupError(f"根元素是“{root.name[:40]}”，不是 comments")
    holder, listing = root.first("authors"), root.first("commentList")
    authors = tuple(holder.all("author")) if holder else ()
    comments: list[Comment] = []
    for node in listing.all("comment") if listing else ():
        index = whole_number(node.attrs.get("authorId"), -1)
        author = authors[index].text if 0 <= index < len(authors) else ""
        ref = node.attrs.get("ref", "").upper().replace("$", "")
        comments.append(Comment(ref, decode_text(author), plain_text(node.first("text")), node))
    return Comments(root, authors, tuple(comments))
