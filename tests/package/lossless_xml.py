"""XML as it is written, and every difference between two documents.

Nothing is normalised but what a parser must: names keep their prefixes, attributes their order, declarations
of namespaces count as attributes, comments, processing instructions and CDATA sections as children.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat


@dataclass(frozen=True, slots=True)
class Other:
    """A comment, a processing instruction, or an edge of a CDATA section."""

    kind: str
    data: str = ""


@dataclass(slots=True, eq=False)
class Element:
    """An element; ``scope`` maps the prefixes in force to namespaces, the default one under ``""``."""

    name: str
    attrs: list[tuple[str, str]]
    scope: Mapping[str, str]
    children: list[Element | str | Other] = field(default_factory=list)

    @property
    def local(self) -> str:
        """The name without its prefix."""
        return self.name.rpartition(":")[2]

    @property
    def uri(self) -> str:
        """The namespace of the element."""
        return self.scope.get(self.name.rpartition(":")[0], "")

    def get(self, name: str) -> str | None:
        """An attribute by its name as written."""
        return next((value for key, value in self.attrs if key == name), None)

    def related(self, name: str = "id") -> str | None:
        """The attribute ``r:id``, whatever its prefix."""
        for key, value in self.attrs:
            prefix, _, local = key.rpartition(":")
            if local == name and prefix and self.scope.get(prefix, "").endswith("/relationships"):
                return value
        return None

    def elements(self, local: str | None = None) -> list[Element]:
        """Child elements, all or those of one local name."""
        return [
            child
            for child in self.children
            if isinstance(child, Element) and (local is None or child.local == local)
        ]

    def first(self, local: str) -> Element | None:
        """The first child element of a local name."""
        return next(iter(self.elements(local)), None)

    @property
    def text(self) -> str:
        """The character data directly inside."""
        return "".join(child for child in self.children if isinstance(child, str))

    def walk(self) -> Iterator[Element]:
        """The element and all below it."""
        yield self
        for child in self.elements():
            yield from child.walk()

    def put(self, name: str, value: str | None) -> None:
        """Set an attribute where it stands, add it at the end, or take it away (None)."""
        places = [place for place, (key, _) in enumerate(self.attrs) if key == name]
        if value is None:
            self.attrs = [pair for pair in self.attrs if pair[0] != name]
        elif places:
            self.attrs[places[0]] = (name, value)
        else:
            self.attrs.append((name, value))


@dataclass(slots=True)
class Document:
    """A part: its declaration (version, encoding, standalone), what surrounds the root, and the root."""

    root: Element
    declaration: tuple[str, str, int] | None
    before: list[Other]
    after: list[Other]


def parse(data: bytes) -> Document:
    """Read a part.

    Raises:
        expat.ExpatError: it is not well-formed.
    """
    parser = expat.ParserCreate()
    parser.ordered_attributes = True
    parser.buffer_text = True
    holder = Element("", [], {"xml": "http://www.w3.org/XML/1998/namespace"})
    stack = [holder]
    declarations: list[tuple[str, str, int]] = []

    def start(name: str, flat: list[str]) -> None:
        attrs = list(zip(flat[::2], flat[1::2], strict=True))
        scope = stack[-1].scope
        declared = {key[6:]: value for key, value in attrs if key == "xmlns" or key.startswith("xmlns:")}
        element = Element(name, attrs, {**scope, **declared} if declared else scope)
        stack[-1].children.append(element)
        stack.append(element)

    def other(kind: str, data: str = "") -> None:
        stack[-1].children.append(Other(kind, data))

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: stack.pop()
    parser.CharacterDataHandler = lambda text: stack[-1].children.append(text)
    parser.CommentHandler = lambda text: other("comment", text)
    parser.ProcessingInstructionHandler = lambda target, text: other("instruction", f"{target} {text}")
    parser.StartCdataSectionHandler = lambda: other("cdata")
    parser.EndCdataSectionHandler = lambda: other("end of cdata")
    parser.XmlDeclHandler = lambda *facts: declarations.append(facts)
    parser.Parse(data, True)
    (root,) = holder.elements()
    place = holder.children.index(root)
    surroundings = [
        [each for each in side if isinstance(each, Other)]
        for side in (holder.children[:place], holder.children[place + 1 :])
    ]
    return Document(root, declarations[0] if declarations else None, *surroundings)


@dataclass(slots=True)
class Tally:
    """How much was compared."""

    parts: int = 0
    elements: int = 0
    attributes: int = 0


def differences(was: Document, now: Document, part: str, tally: Tally, *, recoded: bool = False) -> list[str]:
    """Each difference in one line.

    Args:
        recoded: the part was stored in another encoding, so that its declaration now says UTF-8.
    """
    tally.parts += 1
    lines: list[str] = []
    expected = was.declaration
    if recoded and expected is not None:
        expected = (expected[0], "UTF-8", expected[2])
    if expected != now.declaration:
        lines.append(f"{part}: declaration was {was.declaration}, is {now.declaration}")
    for name, old, new in (("before", was.before, now.before), ("after", was.after, now.after)):
        if old != new:
            lines.append(f"{part}: {name} the root stood {old}, stands {new}")
    lines += _differences(was.root, now.root, f"{part}: /{was.root.name}", tally)
    return lines


def _differences(was: Element, now: Element, path: str, tally: Tally) -> Iterator[str]:
    tally.elements += 1
    tally.attributes += len(was.attrs)
    if was.name != now.name or was.uri != now.uri:
        yield f"{path}: element was <{was.name}> in {was.uri!r}, is <{now.name}> in {now.uri!r}"
        return
    if was.attrs != now.attrs:
        yield from _attribute_differences(was, now, path)
    old, new = _merged(was.children), _merged(now.children)
    steps = _steps(path, old)
    ahead, behind = (0, 0) if len(old) == len(new) else _unchanged(old, new)
    gone, come = old[ahead : len(old) - behind], new[ahead : len(new) - behind]
    pairs = [*zip(old[:ahead], new, steps, strict=False)]
    pairs += zip(gone, come, steps[ahead:], strict=False)
    pairs += zip(old[len(old) - behind :], new[len(new) - behind :], steps[len(old) - behind :], strict=True)
    for one, other, step in pairs:
        if isinstance(one, Element) and isinstance(other, Element) and one.name == other.name:
            yield from _differences(one, other, step, tally)
        elif isinstance(one, Element) or one != other:
            yield f"{step}: {_named(one)} stood here, now {_named(other)}"
    for lost in gone[len(come) :]:
        yield f"{path}: {_named(lost)} is lost"
    for added in come[len(gone) :]:
        yield f"{path}: {_named(added)} came in"


Child = Element | str | Other


def _steps(path: str, children: list[Child]) -> list[str]:
    """The path of each child: elements by their address or their number among those of one name."""
    counts: dict[str, int] = {}
    steps = []
    for child in children:
        step = path
        if isinstance(child, Element):
            counts[child.name] = counts.get(child.name, 0) + 1
            step = f"{path}/{child.name}[{child.get('r') or counts[child.name]}]"
        steps.append(step)
    return steps


def _unchanged(old: list[Child], new: list[Child]) -> tuple[int, int]:
    """How many children are the same from the front, and of the rest from the back."""
    shortest = min(len(old), len(new))
    ahead = next((n for n in range(shortest) if not _same(old[n], new[n])), shortest)
    rest = shortest - ahead
    behind = next((n for n in range(rest) if not _same(old[-1 - n], new[-1 - n])), rest)
    return ahead, behind


def _same(one: Child, other: Child) -> bool:
    if not (isinstance(one, Element) and isinstance(other, Element)):
        return not isinstance(one, Element) and one == other
    old, new = _merged(one.children), _merged(other.children)
    return (one.name, one.uri, one.attrs, len(old)) == (other.name, other.uri, other.attrs, len(new)) and all(
        map(_same, old, new)
    )


def _attribute_differences(was: Element, now: Element, path: str) -> Iterator[str]:
    old, new = dict(was.attrs), dict(now.attrs)
    for name in dict.fromkeys([*old, *new]):
        if name not in new:
            yield f"{path}: attribute {name}={old[name]!r} is lost"
        elif name not in old:
            yield f"{path}: attribute {name}={new[name]!r} came in"
        elif old[name] != new[name]:
            yield f"{path}: attribute {name} was {old[name]!r}, is {new[name]!r}"
    if old == new:
        yield f"{path}: attributes stood as {list(old)}, stand as {list(new)}"


def _merged(children: list[Child]) -> list[Child]:
    """Children with neighbouring texts joined, as they come to stand when an element between them goes."""
    merged: list[Child] = []
    for child in children:
        if isinstance(child, str) and merged and isinstance(merged[-1], str):
            merged[-1] += child
        elif child != "":
            merged.append(child)
    return merged


def _named(child: Child) -> str:
    if isinstance(child, Element):
        facts = " ".join(f'{name}="{value}"' for name, value in child.attrs[:3])
        return f"<{child.name}{' ' if facts else ''}{facts[:80]}>"
    return repr(child[:60]) if isinstance(child, str) else f"{child.kind} {child.data[:60]!r}"
