"""Changes to a zipped workbook: its parts' XML, its members, or the container itself."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from random import Random

from fuzz.markup_mutations import broken, mutated_part

Members = list[tuple[str, bytes]]
# What inflates to more is left alone: the limits have tests of their own, and speed finds more here.
_MOST_UNPACKED, _MOST_MEMBERS = 4 * 1024 * 1024, 300
_ADDED = (
    ("_xmlsignatures/sig1.xml", b"<x/>"),
    ("xl/vbaProject.bin", b"\0"),
    ("xl/embeddings/a.xlsx", b"PK"),
    ("xl/drawings/vmlDrawing1.vml", b"<xml/>"),
    ("xl/calcChain.xml", b"<calcChain/>"),
    ("docProps/", b""),
    ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
    ("xl/workbook.bin", b"\0"),
)
# The records of a zip, with the places and widths of their fields.
_RECORDS = (
    (b"PK\1\2", ((8, 2), (10, 2), (16, 4), (20, 4), (24, 4), (28, 2), (30, 2), (32, 2), (42, 4))),
    (b"PK\3\4", ((6, 2), (8, 2), (14, 4), (18, 4), (22, 4), (26, 2), (28, 2))),
    (b"PK\5\6", ((4, 2), (6, 2), (8, 2), (10, 2), (12, 4), (16, 4), (20, 2))),
)


def mutated_workbook(data: bytes, chance: Random, other: bytes = b"") -> bytes:
    """A workbook with a few changes.

    :param other: another workbook, of which a part may be taken
    """
    members = unpacked(data)
    if not members:
        return broken(data, chance)
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 6))):
        if chance.random() < 0.85:
            place = _a_part(members, chance)
            members[place] = members[place][0], mutated_part(members[place][1], chance)
        else:
            chance.choice(_MEMBER_CHANGES)(members, chance, other)
        if not members:
            break
    packed = pack(members, zipfile.ZIP_STORED if chance.random() < 0.2 else zipfile.ZIP_DEFLATED)
    return _container(packed, chance) if chance.random() < 0.08 else packed


def unpacked(data: bytes) -> Members:
    """The members in order; none if it is no zip, or too large to play with."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if len(infos) > _MOST_MEMBERS or sum(info.file_size for info in infos) > _MOST_UNPACKED:
                return []
            return [(info.filename, archive.read(info)) for info in infos]
    # Whatever zipfile makes of a broken file.
    except (
        zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError,
    ):  # fmt: skip
        return []


def pack(members: Members, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Zip members, of whatever names."""
    target = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w", method) as archive:
        # Two members of one name are meant.
        warnings.simplefilter("ignore")
        for name, content in members:
            info = zipfile.ZipInfo("x")
            # The constructor cuts a name at a zero byte.
            info.filename = name[:30_000].encode("utf-8", "replace").decode()
            info.compress_type = method
            with archive.open(info, "w") as member:
                member.write(content)
    return target.getvalue()


def _a_part(members: Members, chance: Random) -> int:
    """Rather one with XML."""
    xml = [place for place, (_, content) in enumerate(members) if b"<" in content[:200]]
    return chance.choice(xml) if xml and chance.random() < 0.97 else chance.randrange(len(members))


# Members


def _drop(members: Members, chance: Random, _: bytes) -> None:
    del members[chance.randrange(len(members))]


def _empty(members: Members, chance: Random, _: bytes) -> None:
    place = chance.randrange(len(members))
    members[place] = members[place][0], b""


def _rename(members: Members, chance: Random, _: bytes) -> None:
    place = chance.randrange(len(members))
    name, content = members[place]
    name = chance.choice(
        (
            name.upper(), name.replace("/", "\\"), "/" + name, "../" + name, name + "/", "a:" + name, name + "\0.xml",
            "\x1b[2J" + name, name * 30, "甲/" + name, name.replace("xl/", "XL/"), "",
        )
    )  # fmt: skip
    members[place] = name, content


def _copy(members: Members, chance: Random, _: bytes) -> None:
    name, content = chance.choice(members)
    names = (name, name.lower(), name.upper(), f"xl/vml{len(members)}.vml", name + "2")
    members.append((chance.choice(names), content))


def _exchange(members: Members, chance: Random, _: bytes) -> None:
    one, two = chance.randrange(len(members)), chance.randrange(len(members))
    (name, content), (other_name, other_content) = members[one], members[two]
    members[one], members[two] = (name, other_content), (other_name, content)


def _move(members: Members, chance: Random, _: bytes) -> None:
    one = members.pop(chance.randrange(len(members)))
    members.insert(chance.randrange(len(members) + 1), one)


def _take(members: Members, chance: Random, other: bytes) -> None:
    """A part of another workbook, in place of ours of that name or beside it."""
    theirs = unpacked(other)
    if theirs:
        name, content = chance.choice(theirs)
        members[:] = [each for each in members if each[0] != name]
        members.append((name, content))


def _add(members: Members, chance: Random, _: bytes) -> None:
    members.append(chance.choice(_ADDED))


_MEMBER_CHANGES: tuple[Callable[[Members, Random, bytes], None], ...] = (
    _drop, _empty, _rename, _copy, _exchange, _move, _take, _take, _add,
)  # fmt: skip


# The container


def _container(data: bytes, chance: Random) -> bytes:
    """One field of the zip changed, or bytes before, behind or inside it."""
    luck = chance.random()
    if luck < 0.4:
        return broken(data, chance)
    if luck < 0.6:
        return chance.choice(
            (b"x" + data, b"PK\3\4" + data, data + b"x" * 9, data[:-1], data + data, data[: len(data) // 2])
        )
    mark, fields = chance.choice(_RECORDS)
    places = []
    at = data.find(mark)
    while at >= 0:
        places.append(at)
        at = data.find(mark, at + 1)
    offset, width = chance.choice(fields)
    if not places:
        return broken(data, chance)
    place = chance.choice(places) + offset
    old = int.from_bytes(data[place : place + width], "little")
    most = 256**width - 1
    new = chance.choice(
        (0, 1, most, old + 1, old - 1, old ^ 1 << chance.randrange(16), old * 2, most // 2, 8, 9, 2048)
    )
    return data[:place] + (new & most).to_bytes(width, "little") + data[place + width :]
