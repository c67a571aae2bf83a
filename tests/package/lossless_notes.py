"""Taking our notes back out of a comments part and its VML drawing, and checking them on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.parsers import expat

from lossless_cells import shape
from lossless_xml import Element, parse
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.escape import unescape

Notes = Mapping[str, tuple[str, str]]
_VML = "urn:schemas-microsoft-com:vml"
_EXCEL = "urn:schemas-microsoft-com:office:excel"
_OFFICE = "urn:schemas-microsoft-com:office:office"


def said(comment: Element) -> str:
    """The text of a comment: direct text and runs, phonetic text left out."""
    holder = comment.first("text")
    pieces = []
    for child in holder.elements() if holder else []:
        texts = [child] if child.local == "t" else child.elements("t") if child.local == "r" else []
        pieces += [text.text for text in texts]
    return str(unescape("".join(pieces)))


def author_of(root: Element, comment: Element) -> str:
    """Who wrote a comment."""
    holder = root.first("authors")
    names = [each.text for each in holder.elements("author")] if holder else []
    index = int(comment.get("authorId") or 0)
    return str(unescape(names[index])) if index < len(names) else ""


def _comments(root: Element) -> list[Element]:
    holder = root.first("commentList")
    return holder.elements("comment") if holder else []


def our_notes_faults(root: Element, notes: Notes) -> Iterator[str]:
    """Whether each asked note stands at its cell: as a comment of its own, or below somebody else's."""
    found: dict[str, list[Element]] = {}
    for comment in _comments(root):
        found.setdefault(comment.get("ref") or "", []).append(comment)
    for ref, (author, text) in notes.items():
        comments = found.get(ref, [])
        if not any(
            said(each).endswith(f"──── {author} ────\n{text}")
            or (said(each) == text and author_of(root, each) == author)
            for each in comments
        ):
            yield f"note at {ref} is {[said(each) for each in comments]}, not {text!r}"


def take_back_comments(was: Element, now: Element, notes: Notes) -> Iterator[str]:
    """Undo the notes in a comments part that was there before."""
    yield from our_notes_faults(now, notes)
    old = {each.get("ref"): each for each in reversed(_comments(was))}
    seen: set[str] = set()
    listing = now.first("commentList")
    for comment in _comments(now):
        ref = comment.get("ref") or ""
        if ref not in notes or ref in seen:
            continue
        seen.add(ref)
        if ref not in old:
            assert listing is not None
            listing.children.remove(comment)
        elif said(comment) != said(old[ref]):
            _shorten(old[ref], comment)
    authors, before = now.first("authors"), was.first("authors")
    count = len(before.elements()) if before else 0
    for extra in authors.elements()[count:] if authors else []:
        if unescape(extra.text) in {author for author, _ in notes.values()} and authors is not None:
            authors.children.remove(extra)
    for holder, name in ((authors, "authors"), (listing, "commentList")):
        if holder is not None and was.first(name) is None and not holder.children:
            now.children.remove(holder)


def _shorten(was: Element, now: Element) -> None:
    """Take the marker and our text off somebody's comment; a text alone in its run stood without one."""
    holder, before = now.first("text"), was.first("text")
    if holder is None:
        return
    if before is None:
        now.children.remove(holder)
        return
    for run in holder.elements("r")[-2:]:
        holder.children.remove(run)
    first, stood = holder.first("r"), before.first("t")
    if (
        stood is not None
        and first is not None
        and [shape(each) for each in first.elements()] == [shape(stood)]
    ):
        holder.children[holder.children.index(first)] = first.elements()[0]


def shape_places(root: Element) -> list[tuple[str, Element]]:
    """The boxes of notes in a drawing, each with its cell as ``row,column`` from 0."""
    found = []
    for box in root.elements():
        for client in box.elements("ClientData"):
            row, column = client.first("Row"), client.first("Column")
            if client.uri == _EXCEL and client.get("ObjectType") == "Note" and row and column:
                found.append((f"{row.text.strip()},{column.text.strip()}", box))
    return found


def _place(ref: str) -> str:
    row, column = coordinate_to_tuple(ref)
    return f"{row - 1},{column - 1}"


def take_back_boxes(was: Element, now: Element, notes: Notes) -> Iterator[str]:
    """Undo the boxes of our notes in a drawing that was there before."""
    old = {place for place, _ in shape_places(was)}
    old_ids = {each.get("id") for each in was.walk()}
    wanted = {_place(ref) for ref in notes} - old
    type_was_there = any(
        each.local == "shapetype" and each.get("id") == "_x0000_t202" for each in was.elements()
    )
    for place, box in shape_places(now):
        if place not in wanted:
            continue
        wanted.discard(place)
        if box.get("id") in old_ids:
            yield f"the box at {place} has the id {box.get('id')} of another"
        if (box.uri, box.local) != (_VML, "shape"):
            yield f"the box at {place} is <{box.name}> in {box.uri!r}"
        now.children.remove(box)
    for kind in now.elements("shapetype"):
        if kind.get("id") == "_x0000_t202" and not type_was_there and kind.uri == _VML:
            now.children.remove(kind)
    if wanted:
        yield f"there is no box for the notes at {sorted(wanted)} (row, column from 0)"


def torn_drawing_faults(was: bytes, now: bytes, notes: Notes) -> Iterator[str]:
    """The same for a drawing that is no XML, as Excel writes them: one piece was put in."""
    start = next((n for n, (one, two) in enumerate(zip(was, now, strict=False)) if one != two), len(was))
    rest = was[start:]
    if not now.endswith(rest):
        yield f"from byte {start} on it is not as it was"
        return
    piece = now[start : len(now) - len(rest)]
    # The piece may begin with the "<" that stands behind it too.
    head = b"<" if not piece.startswith(b"<") else b""
    piece = head + piece.removesuffix(b"<") if head else piece
    scope = f'<xml xmlns:v="{_VML}" xmlns:o="{_OFFICE}" xmlns:x="{_EXCEL}">'.encode()
    try:
        root = parse(scope + piece + b"</xml>").root
    except expat.ExpatError as error:
        yield f"what was put in is no whole element ({error}): {piece[:80]!r}"
        return
    wanted = {_place(ref) for ref in notes}
    for each in root.elements():
        places = [place for place, box in shape_places(root) if box is each]
        if each.local != "shapetype" and not (places and places[0] in wanted):
            yield f"<{each.name}> was put in"
    if missing := wanted - {place for place, _ in shape_places(root)}:
        yield f"there is no box for the notes at {sorted(missing)} (row, column from 0)"
