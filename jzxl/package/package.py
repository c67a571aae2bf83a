"""The gate for workbooks from outside, and reading what is in them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import unquote

from jzxl.errors import UnreadableFileError
from jzxl.package.container import Entry, inflate, read_directory
from jzxl.package.incoming import read_incoming
from jzxl.package.limits import DEFAULT_LIMITS, Limits
from jzxl.package.markup import MarkupError, as_utf8
from jzxl.package.notes_reader import Comments, parse_comments
from jzxl.package.number_formats import GENERAL, parse_number_formats
from jzxl.package.relations import Relation, parse_relations, relations_member
from jzxl.package.sheet_content import SheetContent
from jzxl.package.sheet_reader import read_sheet, read_strings
from jzxl.package.sheet_weight import Weight, most_units, refuse_heavy, refuse_long, weight_of
from jzxl.package.sniff import kind_of, refusal
from jzxl.package.values import Cell, decode_text
from jzxl.package.workbook import (
    DefinedName,
    SheetInfo,
    Workbook,
    parse_modified,
    parse_properties,
    parse_workbook,
    sheet_nodes,
)

T = TypeVar("T")
CONTENT_TYPES = "[Content_Types].xml"


def open_package(
    source: Path | bytes, *, name: str | None = None, limits: Limits = DEFAULT_LIMITS
) -> Package:
    """Open a workbook from outside; sheets are read when asked for.

    :param name: what messages call the file; default is the path's last part
    :raises UnreadableFileError: whatever is wrong with the file
    """
    file = name or (source.name if isinstance(source, Path) else "工作簿")
    data = read_incoming(source, file, limits)
    kind = kind_of(data)
    if kind != "zip":
        raise UnreadableFileError(f"{file} {refusal(kind)}")
    return Package(data, file, limits)


class Package:
    """An opened workbook; made by :func:`open_package`.

    Members are inflated once and shared between reading and patching.  Every method may raise
    UnreadableFileError, because parts are read only when asked for.
    """

    def __init__(self, data: bytes, file: str, limits: Limits) -> None:
        self.file = file
        self.data = data
        self.limits = limits
        self.entries: tuple[Entry, ...] = read_directory(data, file, limits)
        self.members: tuple[str, ...] = tuple(e.name for e in self.entries if not e.name.endswith("/"))
        self._entry_of = {entry.name: entry for entry in self.entries}
        # A relation and the archive may each write a blank as %20, or not.
        self._by_lower = {unquote(name).lower(): name for name in self.members}
        self._by_lower |= {name.lower(): name for name in self.members}
        self._inflated: dict[str, bytes] = {}
        self._markup: dict[str, bytes] = {}
        self._contents: dict[str, SheetContent] = {}
        # Of all sheets read: tags, those read one by one, what the cells may weigh at most, merged ranges and
        # other elements, characters.
        self._tags = self._odd = self._units = self._others = self._characters = 0
        self._weight = Weight()
        # Read, but not yet weighed: it takes time, and is asked for near the limit only.
        self._unweighed: list[SheetContent] = []
        self._comments: dict[str, Comments | None] = {}
        self._relations: dict[str, tuple[Relation, ...]] = {}
        self.workbook_member = self._find_workbook()
        self.workbook: Workbook = self.parsed(
            self.workbook_member,
            lambda data: parse_workbook(
                data,
                {relation.id: relation for relation in self.relations(self.workbook_member)},
                limits.nodes,
            ),
        )
        self.sheets: tuple[SheetInfo, ...] = self.workbook.sheets
        self.names: tuple[DefinedName, ...] = self.workbook.names
        self.date1904 = self.workbook.date1904
        if len(self.sheets) > limits.sheets:
            raise UnreadableFileError(
                f"{file} 有 {len(self.sheets)} 张工作表，超过上限 {limits.sheets} 张；请删去多余的工作表后再试。"
            )
        if not self.sheets:
            raise UnreadableFileError(f"{file} 中没有可读的工作表；请用 Excel 打开并另存后再试。")
        self._sheet_of = {sheet.name: sheet for sheet in self.sheets}

    def __repr__(self) -> str:
        return f"<Package {self.file}: {len(self.sheets)} sheets>"

    @cached_property
    def sha256(self) -> str:
        """Hex digest of the file as it was opened."""
        return hashlib.sha256(self.data).hexdigest()

    # Members

    def member(self, name: str) -> str | None:
        """The member's name as stored, found regardless of case; None if there is no such member."""
        return self._by_lower.get(name.lower())

    def read(self, member: str) -> bytes:
        """Unpacked bytes of a member, inflated once.

        :raises UnreadableFileError: no such member, or damaged
        """
        content = self._inflated.get(member)
        if content is None:
            stored = self.member(member)
            if stored is None:
                raise UnreadableFileError(
                    f"{self.file} 缺少部件“{member[:200]}”；文件不完整，请用 Excel 打开并另存后再试。"
                )
            content = self._inflated[member] = inflate(self.data, self._entry_of[stored], self.file)
        return content

    def markup(self, member: str) -> bytes:
        """An XML member in UTF-8, whatever it is stored in."""
        content = self._markup.get(member)
        if content is None:
            raw = self.read(member)
            try:
                content = self._markup[member] = as_utf8(raw)
            except MarkupError as error:
                raise self._unreadable(member, error) from None
        return content

    def parsed(self, member: str, parse: Callable[[bytes], T]) -> T:
        """Apply ``parse`` to an XML member, turning its MarkupError into a message with file and part."""
        data = self.markup(member)
        try:
            return parse(data)
        except MarkupError as error:
            raise self._unreadable(member, error) from None

    def _unreadable(self, member: str, error: MarkupError) -> UnreadableFileError:
        return UnreadableFileError(f"{self.file} 的部件“{member}”无法读取：{error}；{error.advice}。")

    def relations(self, part: str) -> tuple[Relation, ...]:
        """Relationships of a part (``""`` for the package); none if it has no relationship part."""
        found = self._relations.get(part)
        if found is None:
            member = self.member(relations_member(part))
            found = self.parsed(member, lambda data: parse_relations(data, part)) if member else ()
            self._relations[part] = found
        return found

    def related(self, part: str, kind: str) -> str | None:
        """The member that the first relation of this kind points to, if it is there."""
        for relation in self.relations(part):
            if relation.is_a(kind) and not relation.external:
                found = self.member(relation.target)
                if found is not None:
                    return found
        return None

    def _find_workbook(self) -> str:
        if self.member(CONTENT_TYPES) is None or self.member("_rels/.rels") is None:
            raise UnreadableFileError(f"{self.file} {_foreign_zip(self)}")
        member = self.related("", "officeDocument")
        if member is None:
            raise UnreadableFileError(
                f"{self.file} 中找不到工作簿主部件(workbook.xml)；文件不完整，请用 Excel 打开并另存后再试。"
            )
        if member.lower().endswith(".bin"):
            raise UnreadableFileError(
                f"{self.file} 是二进制工作簿(.xlsb)；请用 Excel 打开并另存为 .xlsx 后再试。"
            )
        for folder, what in (("word/", "Word 文档(.docx)"), ("ppt/", "演示文稿(.pptx)")):
            if member.lower().startswith(folder):
                raise UnreadableFileError(f"{self.file} 看起来是 {what}，不是工作簿；请提交 .xlsx 填报表。")
        return member

    # Content

    @property
    def has_signature(self) -> bool:
        """Whether the file carries a digital signature, which any edit voids."""
        return any(name.lower().startswith("_xmlsignatures/") for name in self.members) or any(
            relation.type.endswith("/digital-signature/origin") for relation in self.relations("")
        )

    @cached_property
    def properties(self) -> Mapping[str, str]:
        """Custom document properties, every value as text."""
        member = self.related("", "custom-properties") or self.related("", "customProperties")
        if member is None:
            return MappingProxyType({})
        return MappingProxyType(
            self.parsed(member, lambda data: parse_properties(data, self.limits.properties))
        )

    @cached_property
    def modified(self) -> str:
        """When the workbook says that it was last saved, as 2021-03-01T08:30:00Z; empty where it does not."""
        member = self.related("", "core-properties")
        try:
            return self.parsed(member, parse_modified) if member is not None else ""
        except UnreadableFileError:
            # Nobody is to lose a return for the sake of its date.
            return ""

    def sheet(self, name: str) -> SheetInfo:
        """The worksheet of this name.

        :raises UnreadableFileError: there is none
        """
        found = self._sheet_of.get(name)
        if found is None:
            listing = "、".join(sheet.name[:31] for sheet in self.sheets[:20])
            raise UnreadableFileError(
                f"{self.file} 中没有工作表“{name[:31]}”，只有：{listing}；请核对工作表名称。"
            )
        return found

    @property
    def sheet_names(self) -> list[str]:
        """The names of all sheets, chart sheets and those without a part too."""
        return [decode_text(node.attrs.get("name", "")) for node in sheet_nodes(self.workbook.root)]

    @cached_property
    def _strings(self) -> list[str]:
        member = self.related(self.workbook_member, "sharedStrings")
        return self.parsed(member, lambda data: read_strings(data, self.limits)) if member else []

    def content(self, sheet: str) -> SheetContent:
        """The sheet as read, with what patching it needs; read once, however many edits follow."""
        content = self._contents.get(sheet)
        if content is None:
            member, strings = self.sheet(sheet).member, self._strings
            content = self.parsed(member, lambda data: self._read_sheet(data, strings))
            self._contents[sheet] = content
        return content

    def _read_sheet(self, data: bytes, strings: list[str]) -> SheetContent:
        """A sheet, if it is not too much beside those read before, for all that has been read is kept.

        :raises MarkupError: it is, or it cannot be read
        """
        limits = self.limits
        tags = self._tags + data.count(b"<")
        if tags > limits.tags:
            raise MarkupError(f"各工作表的标记合计超过 {limits.tags} 处")
        units = self._units + most_units(data)
        if units > limits.cells:
            self._refuse_heavy(weight_of(data))
        content = read_sheet(data, strings, limits, odd_before=self._odd)
        if content.weight is not None:
            # Counted one by one: cells with a prefix are not found in the bytes.
            units = max(units, self._units + content.weight.units)
            if units > limits.cells:
                self._refuse_heavy(content.weight)
        others = self._others + len(content.merges) + len(content.children)
        if others > limits.nodes:
            raise MarkupError(f"各工作表的合并单元格和其他元素合计超过 {limits.nodes} 个")
        characters = self._characters + content.characters
        refuse_long(characters, limits)
        self._tags, self._units, self._others, self._characters = tags, units, others, characters
        self._odd += content.odd_tags
        self._unweighed.append(content)
        return content

    def _refuse_heavy(self, weight: Weight) -> None:
        """:raises MarkupError: a sheet and those read before are more than is let in."""
        for content in self._unweighed:
            self._weight = self._weight.plus(content.weight or weight_of(content.data))
        self._unweighed.clear()
        refuse_heavy(weight.plus(self._weight), self.limits)

    def cells(self, sheet: str) -> Mapping[str, Cell]:
        """Cells that exist in the XML of the sheet, by address such as ``B7``."""
        return MappingProxyType(self.content(sheet).cells)

    @cached_property
    def _number_formats(self) -> tuple[str, ...]:
        member = self.related(self.workbook_member, "styles")
        if member is None:
            return ()
        try:
            return self.parsed(member, lambda data: parse_number_formats(data, self.limits.nodes))
        except UnreadableFileError:
            # Values can be read without their formats, so a damaged part is no reason to refuse the file.
            return ()

    def number_format(self, style: int) -> str:
        """The number format of a cell's style, such as ``0.00%``; ``General`` where nothing tells."""
        formats = self._number_formats
        return formats[style] if 0 <= style < len(formats) else GENERAL

    def merges(self, sheet: str) -> tuple[str, ...]:
        """Merged ranges as written, such as ``A1:B2``."""
        return tuple(self.content(sheet).merges)

    def comments(self, sheet: str) -> Comments | None:
        """The sheet's comments part with its outline, for patching; None if it has none."""
        if sheet not in self._comments:
            member = self.related(self.sheet(sheet).member, "comments")
            self._comments[sheet] = (
                self.parsed(member, lambda data: parse_comments(data, self.limits.nodes)) if member else None
            )
        return self._comments[sheet]

    def notes(self, sheet: str) -> Mapping[str, tuple[str, str]]:
        """Legacy comments: address -> (author, text)."""
        comments = self.comments(sheet)
        found = comments.comments if comments else ()
        return MappingProxyType({comment.ref: (comment.author, comment.text) for comment in found})

    def related_parts(self) -> Iterator[tuple[str, Relation]]:
        """Every internal relation in the file with the part that it starts from."""
        for name in self.members:
            folder, _, last = name.rpartition("/")
            if last.endswith(".rels") and (folder == "_rels" or folder.endswith("/_rels")):
                part = (folder.removesuffix("_rels") + last.removesuffix(".rels")).lstrip("/")
                for relation in self.relations(part):
                    if not relation.external:
                        yield part, relation


def _foreign_zip(package: Package) -> str:
    """What a zip that is no Office file looks like, as the rest of the sentence."""
    if package.member("mimetype") and b"opendocument" in package.read("mimetype"):
        return "是 OpenDocument 文件(.ods)，不是 .xlsx 工作簿；请用 Excel 或 WPS 打开并另存为 .xlsx 后再试。"
    if package.member(CONTENT_TYPES):
        return "缺少部件“_rels/.rels”；文件不完整，请用 Excel 打开并另存后再试。"
    if any(name.lower().endswith((".xlsx", ".xlsm", ".xls")) for name in package.members):
        return "是装着工作簿的压缩包；请先解压，再提交其中的 .xlsx 文件。"
    return "是普通压缩包，不是工作簿；请提交 .xlsx 填报表。"
