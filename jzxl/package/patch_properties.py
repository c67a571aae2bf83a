"""Custom document properties: set and removed in docProps/custom.xml."""

from __future__ import annotations

from collections.abc import Mapping

from jzxl.package.markup import XML_HEAD, outline
from jzxl.package.splice import Splices, declared_prefixes, escaped, quoted, tag_prefix
from jzxl.package.values import encode_text, whole_number

_NS = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_STRICT_NS = "http://purl.oclc.org/ooxml/officeDocument/customProperties"
_TYPES_NS = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_STRICT_TYPES_NS = "http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes"
# The format id that Office gives every property a user defines.
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_FIRST_PID = 2


def new_properties(values: Mapping[str, str], *, strict: bool) -> bytes:
    """A part that holds only these properties."""
    uri, types = (_STRICT_NS, _STRICT_TYPES_NS) if strict else (_NS, _TYPES_NS)
    body = "".join(
        _property("", "vt:", "", pid, name, value)
        for pid, (name, value) in enumerate(values.items(), _FIRST_PID)
    )
    return f'{XML_HEAD}<Properties xmlns="{uri}" xmlns:vt="{types}">{body}</Properties>'.encode()


def patched_properties(data: bytes, changes: Mapping[str, str | None]) -> bytes | None:
    """The part with properties set, or removed (None); None when no property remains."""
    root = outline(data, depth=3)
    prefix = tag_prefix(data, root.start)
    types = _STRICT_TYPES_NS if root.uri == _STRICT_NS else _TYPES_NS
    vt = declared_prefixes(data[root.start : root.inner]).get(types)
    declaration = "" if vt else f' xmlns:vt="{types}"'
    splices = Splices(data)
    left = 0
    pids = [_FIRST_PID - 1]
    missing = dict(changes)
    for node in root.all("property"):
        name = node.attrs.get("name", "")
        number = whole_number(node.attrs.get("pid"))
        pids.append(number)
        if name not in changes:
            left += 1
            continue
        value = missing.pop(name, None)
        if value is None:
            splices.remove(node)
        else:
            left += 1
            splices.replace(
                node.start, node.end, _property(prefix, vt or "vt:", declaration, number, name, value)
            )
    added = [(name, value) for name, value in missing.items() if value is not None]
    if not left and not added:
        return None
    body = "".join(
        _property(prefix, vt or "vt:", declaration, pid, name, value)
        for pid, (name, value) in enumerate(added, max(pids) + 1)
    )
    if body:
        splices.append_children(root, body)
    return splices.result()


def _property(prefix: str, vt: str, declaration: str, pid: int, name: str, value: str) -> str:
    text = escaped(encode_text(value))
    return (
        f'<{prefix}property fmtid="{_FORMAT_ID}" pid="{pid}" name="{quoted(name)}">'
        f"<{vt}lpwstr{declaration}>{text}</{vt}lpwstr></{prefix}property>"
    )
