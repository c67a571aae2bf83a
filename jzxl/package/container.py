"""The zip container: its directory read strictly, members inflated under a cap, untouched ones kept raw.

The standard ``zipfile`` is not used because it can neither copy a member without recompressing it nor
tell where one ends, and it accepts overlapping and duplicate members.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from jzxl.errors import UnreadableFileError
from jzxl.package.limits import Limits

END = struct.Struct("<4s4H2LH")
CENTRAL = struct.Struct("<4s6H3L5H2L")
LOCAL = struct.Struct("<4s5H3L2H")
_END64 = struct.Struct("<4sQ2H2L4Q")
_END_MARK = b"PK\5\6"
_MAX16, _MAX32 = 0xFFFF, 0xFFFFFFFF
_STORED, DEFLATED = 0, 8
_ENCRYPTED, DESCRIPTOR, _STRONG, UTF8 = 0x1, 0x8, 0x40, 0x800
_MIB = 1024 * 1024
# Zip allows 65,535 bytes, but a name has to fit a message.
_LONGEST_NAME = 400
# Members up to this many bytes are unpacked in one go, larger ones are measured first, so many at a time.
_JOINED, _AT_A_TIME = 8 * _MIB, _MIB


@dataclass(frozen=True, slots=True)
class Entry:
    """One member: where it lies in the file and what the central directory says about it.

    ``header``, ``start``, ``stop``, ``end`` are byte offsets: of the local header, of the packed data,
    behind it, and behind its data descriptor.  ``central`` is the raw directory record.
    """

    name: str
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    header: int
    start: int
    stop: int
    end: int
    central: bytes
    # Where in ``central`` the local header's offset is kept, and in how many bytes.
    offset_at: int
    offset_width: int


def _broken(file: str, what: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"{file} 的压缩包已损坏({what})；"
        "文件可能没有下载或拷贝完整，请重新取得该文件，或用 Excel 打开并另存后再试。"
    )


def read_directory(data: bytes, file: str, limits: Limits) -> tuple[Entry, ...]:
    """Return the members in directory order.

    :raises UnreadableFileError: truncated, overlapping, duplicate, encrypted or otherwise unsafe members
    """
    count, position, stop = _directory_place(data, file)
    if count > limits.members:
        raise UnreadableFileError(
            f"{file} 含有 {count} 个部件，超过上限 {limits.members} 个；"
            "请确认它是填报表，删去多余的图片和工作表后重试。"
        )
    entries: list[Entry] = []
    seen: set[str] = set()
    total = 0
    for _ in range(count):
        entry, position = _entry(data, position, stop, file)
        key = entry.name.lower()
        if key in seen:
            raise UnreadableFileError(
                f"{file} 中部件“{entry.name}”出现两次，无法确定以哪一个为准；请用 Excel 打开并另存后再试。"
            )
        seen.add(key)
        if entry.size > limits.member_bytes:
            raise UnreadableFileError(
                f"{file} 中部件“{entry.name}”解压后 {_mib(entry.size)}，"
                f"超过上限 {_mib(limits.member_bytes)}；请删去多余的行、列和图片后另存再试。"
            )
        total += entry.size
        entries.append(entry)
    if total > limits.total_bytes:
        raise UnreadableFileError(
            f"{file} 解压后共 {_mib(total)}，超过上限 {_mib(limits.total_bytes)}；"
            "请删去多余的图片和工作表后另存再试。"
        )
    last_end = 0
    for entry in sorted(entries, key=lambda entry: entry.header):
        if entry.header < last_end:
            raise _broken(file, f"部件“{entry.name}”与其他部件重叠")
        last_end = entry.end
    return tuple(entries)


def _mib(size: int) -> str:
    return f"{size // _MIB}.{size % _MIB * 10 // _MIB} MB"


def _directory_place(data: bytes, file: str) -> tuple[int, int, int]:
    """Return the number of members and the offsets where the central directory begins and must end."""
    at = _end_record(data, file)
    _, disk, first_disk, here, count, size, offset, _ = END.unpack_from(data, at)
    stop = at
    if _MAX16 in (here, count) or _MAX32 in (size, offset):
        if at < 20 or data[at - 20 : at - 16] != b"PK\6\7":
            raise _broken(file, "缺少 zip64 目录")
        (at64,) = struct.unpack_from("<Q", data, at - 12)
        if at64 + _END64.size > at or data[at64 : at64 + 4] != b"PK\6\6":
            raise _broken(file, "zip64 目录不可读")
        _, _, _, _, disk, first_disk, here, count, size, offset = _END64.unpack_from(data, at64)
        stop = at64
    if disk or first_disk or here != count:
        raise _broken(file, "是分卷压缩包的一部分")
    if offset + size > stop or (count and data[offset : offset + 4] != b"PK\1\2"):
        raise _broken(file, "目录位置不对")
    return count, offset, offset + size


def _end_record(data: bytes, file: str) -> int:
    """Where the end record of the directory begins.

    A comment behind it may hold the mark of one. So the record is the one that has a directory before it and ends
    with the file, else the last that has a directory (something was added to the file), else the last of all.
    """
    candidates = list(_end_records(data))
    if not candidates:
        raise _broken(file, "找不到目录，多半是文件不完整")
    leading = [at for at in candidates if _leads_to_directory(data, at)]
    whole = (at for at in leading if at + END.size + END.unpack_from(data, at)[-1] == len(data))
    return next(whole, (leading or candidates)[0])


def _end_records(data: bytes) -> Iterator[int]:
    """Where what looks like an end record and fits in the file begins, the last first."""
    at = len(data) - END.size + len(_END_MARK)
    floor = max(0, len(data) - END.size - _MAX16 - 1)
    while (at := data.rfind(_END_MARK, floor, max(at, 0))) >= 0:
        if at + END.size + END.unpack_from(data, at)[-1] <= len(data):
            yield at


def _leads_to_directory(data: bytes, at: int) -> bool:
    *_, here, count, size, offset, _ = END.unpack_from(data, at)
    if _MAX16 in (here, count) or _MAX32 in (size, offset):
        return data[at - 20 : at - 16] == b"PK\6\7"
    return offset + size <= at and (data[offset : offset + 4] == b"PK\1\2" if count else offset == at)


def _entry(data: bytes, position: int, stop: int, file: str) -> tuple[Entry, int]:
    if position + CENTRAL.size > stop or data[position : position + 4] != b"PK\1\2":
        raise _broken(file, "目录不完整")
    (
        _,
        _,
        _,
        flags,
        method,
        _,
        _,
        crc,
        packed,
        size,
        name_size,
        extra_size,
        comment_size,
        _,
        _,
        _,
        header,
    ) = CENTRAL.unpack_from(data, position)
    name_at = position + CENTRAL.size
    extra_at = name_at + name_size
    following = extra_at + extra_size + comment_size
    if following > stop:
        raise _broken(file, "目录不完整")
    raw_name = data[name_at:extra_at]
    name = _safe_name(raw_name, flags, file)
    if flags & (_ENCRYPTED | _STRONG):
        raise UnreadableFileError(
            f"{file} 的压缩包设了密码(部件“{name}”已加密)；"
            "请取消密码，或用 Excel 打开并另存为不加密的 .xlsx 后再试。"
        )
    if method not in (_STORED, DEFLATED):
        raise UnreadableFileError(
            f"{file} 中部件“{name}”的压缩方式(编号 {method})不受支持；请用 Excel 打开并另存后再试。"
        )
    offset_at, offset_width = 42, 4
    if _MAX32 in (packed, size, header):
        packed, size, header, offset_at, offset_width = _zip64(
            data, (packed, size, header), extra_at, extra_at + extra_size, position, file
        )
    if method == _STORED and packed != size:
        raise _broken(file, f"部件“{name}”的长度前后不一")
    if header + LOCAL.size > len(data) or data[header : header + 4] != b"PK\3\4":
        raise _broken(file, f"找不到部件“{name}”")
    local = LOCAL.unpack_from(data, header)
    local_name_at = header + LOCAL.size
    start = local_name_at + local[9] + local[10]
    if data[local_name_at : local_name_at + local[9]].replace(b"\\", b"/") != raw_name.replace(b"\\", b"/"):
        raise _broken(file, f"部件“{name}”的名称前后不一")
    end = start + packed
    if end > position and end > stop:
        raise _broken(file, f"部件“{name}”不完整")
    end += _descriptor_size(data, start + packed, flags, (crc, packed, size))
    entry = Entry(
        name, flags, method, crc, packed, size, header, start, start + packed, end,
        data[position:following], offset_at, offset_width,
    )  # fmt: skip
    return entry, following


def _safe_name(raw: bytes, flags: int, file: str) -> str:
    encodings = ("utf-8", "gb18030") if not flags & UTF8 else ("utf-8",)
    for encoding in encodings:
        try:
            name = raw.decode(encoding).replace("\\", "/")
        except UnicodeDecodeError:
            continue
        parts = name.split("/")
        if not name or name.startswith("/") or ":" in parts[0] or ".." in parts or "\0" in name:
            raise UnreadableFileError(
                f"{file} 中有不安全的部件路径“{name[:80]}”；"
                "这不是正常软件保存的工作簿，请向填报单位核实文件来源。"
            )
        if len(name) > _LONGEST_NAME:
            raise _broken(file, f"部件名称“{name[:80]}……”超过 {_LONGEST_NAME} 字")
        return name
    raise _broken(file, "部件名称无法识别")


def _zip64(
    data: bytes, fields: tuple[int, int, int], at: int, stop: int, record: int, file: str
) -> tuple[int, int, int, int, int]:
    """Read the 64-bit values that stand in for saturated fields (packed size, size, header offset)."""
    packed, size, header = fields
    offset_at, offset_width = 42, 4
    while at + 4 <= stop:
        kind, length = struct.unpack_from("<2H", data, at)
        at += 4
        if kind == 1 and at + length <= stop:
            end = at + length
            values: list[int] = []
            for value in (size, packed, header):
                if value == _MAX32:
                    if at + 8 > end:
                        raise _broken(file, "zip64 长度缺失")
                    if len(values) == 2:
                        offset_at, offset_width = at - record, 8
                    (value,) = struct.unpack_from("<Q", data, at)
                    at += 8
                values.append(value)
            return values[1], values[0], values[2], offset_at, offset_width
        at += length
    raise _broken(file, "zip64 长度缺失")


def _descriptor_size(data: bytes, at: int, flags: int, facts: tuple[int, int, int]) -> int:
    """Length of the data descriptor behind the packed data: 0 when there is none."""
    if flags & DESCRIPTOR:
        for form in ("<2L2L", "<2L2Q", "<L2L", "<L2Q"):
            expected = (0x08074B50, *facts) if form.startswith("<2L") else facts
            if any(value > _MAX32 for value in expected):
                continue
            packed = struct.pack(form, *expected)
            if data.startswith(packed, at):
                return len(packed)
    return 0


def inflate(data: bytes, entry: Entry, file: str) -> bytes:
    """Return the unpacked member; never more than the size its directory record declares.

    :raises UnreadableFileError: damaged, or not as long as declared
    """
    packed = memoryview(data)[entry.start : entry.stop]
    if entry.method == _STORED:
        content = bytes(packed)
    else:
        try:
            content = _decompressed(packed, entry.size)
        except zlib.error:
            raise _broken(file, f"部件“{entry.name}”无法解压") from None
    if len(content) != entry.size:
        # A bomb that says that it is small looks the same as a damaged file; the figures are all we know.
        raise _broken(file, f"部件“{entry.name}”解压后不是目录所记的 {entry.size} 字节")
    if zlib.crc32(content) != entry.crc:
        raise _broken(file, f"部件“{entry.name}”校验不符")
    return content


def _decompressed(packed: memoryview, size: int) -> bytes:
    """What is packed, one byte more than ``size`` at most.

    :raises zlib.error: it cannot be unpacked
    """
    if size <= _JOINED:
        return zlib.decompressobj(-15).decompress(packed, size + 1)
    # A limited engine joins pieces at the end, which takes the memory twice, and an unlimited one that knows the
    # size does not: so the size is made sure of first.
    engine, left = zlib.decompressobj(-15), size
    piece = engine.decompress(packed, _AT_A_TIME)
    while piece and len(piece) <= left:
        left -= len(piece)
        piece = engine.decompress(engine.unconsumed_tail, _AT_A_TIME)
    if piece or left or not engine.eof:
        return piece[:1]
    return zlib.decompress(packed, -15, size)
