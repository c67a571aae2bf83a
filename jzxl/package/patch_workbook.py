"""Changes to the workbook part: sheets, defined names, and every index that counts sheets."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from jzxl.package.address import column_letters, quote_sheet, split_area, split_target
from jzxl.package.markup import RELATIONS_NAMESPACES, MarkupError
from jzxl.package.splice import Splices, declared_prefixes, escaped, quoted, tag_prefix, with_attribute
from jzxl.package.values import decode_text, encode_text, whole_number
from jzxl.package.workbook import NameMark, Workbook, name_marks, sheet_nodes

# Elements of <workbook> that stand before <definedNames> (CT_Workbook, ECMA-376 part 1, 18.2.27).
_BEFORE_NAMES = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AddedSheet:
    """A sheet to list; ``relation`` is its relationship id."""

    name: str
    relation: str
    first: bool


@dataclass(frozen=True, slots=True)
class NameChange:
    """The new text of a global defined name, or None to remove it."""

    text: str | None
    hidden: bool = False


def name_text(sheet: str, ref: str) -> str:
    """``'表 1'!$B$7`` for a cell or an area.

    :raises MarkupError: no address
    """
    area = split_area(ref)
    if area is None:
        raise MarkupError(f"“{ref}”不是单元格地址")
    corners = [f"${column_letters(column)}${row}" for row, column in (area[:2], area[2:])]
    return f"{quote_sheet(sheet)}!" + ":".join(dict.fromkeys(corners))


class WorkbookPatch:
    """Splices for one workbook part."""

    def __init__(self, data: bytes, workbook: Workbook) -> None:
        self._data = data
        self._root = workbook.root
        self._workbook = workbook
        self._prefix = tag_prefix(data, workbook.root.start)
        self._splices = Splices(data)
        self._nodes = sheet_nodes(workbook.root)

    def apply(
        self,
        removed: Sequence[int],
        added: Sequence[AddedSheet],
        names: Mapping[str, NameChange],
        hidden: Sequence[int] = (),
        local_names_gone: Collection[str] = (),
    ) -> bytes:
        """Return the part with sheets (by index) removed, added and hidden and global names changed.

        Of ``local_names_gone`` those go that belong to one sheet.

        A sheet that is out of sight already stays as it is, very hidden ones too.

        :raises MarkupError: no sheet would be left, or none in sight, or a name is taken
        """
        kept = [index for index in range(len(self._nodes)) if index not in set(removed)]
        if not kept and not added:
            raise MarkupError("工作簿至少要保留一张工作表")
        hidden = [index for index in hidden if index in kept and self._in_sight(index)]
        if (removed or hidden) and not added and not any(map(self._in_sight, set(kept) - set(hidden))):
            raise MarkupError("至少要有一张工作表不隐藏")
        taken = {decode_text(self._nodes[index].attrs.get("name", "")).lower() for index in kept}
        for sheet in added:
            if sheet.name.lower() in taken:
                raise MarkupError(f"已有名为“{sheet.name}”的工作表")
            taken.add(sheet.name.lower())
        front = sum(sheet.first for sheet in added)
        places = {index: front + place for place, index in enumerate(kept)}
        for index in hidden:
            self._splices.set_attribute(self._nodes[index].start, "state", "hidden")
        if removed or added or hidden:
            self._sheets(removed, added)
            self._views(places, kept, added, len(kept) + len(added), set(hidden))
        replaced = {sheet.name for sheet in added}
        gone_sheets = {decode_text(self._nodes[index].attrs.get("name", "")) for index in removed} - replaced
        self._names(places, names, gone_sheets, {name.lower() for name in local_names_gone})
        return self._splices.result()

    def _in_sight(self, index: int) -> bool:
        return self._nodes[index].attrs.get("state", "visible") == "visible"

    def _sheets(self, removed: Sequence[int], added: Sequence[AddedSheet]) -> None:
        holder = self._root.first("sheets")
        if holder is None:
            raise MarkupError("工作簿缺少 sheets")
        for index in removed:
            self._splices.remove(self._nodes[index])
        number = max((whole_number(node.attrs.get("sheetId")) for node in self._nodes), default=0)
        prefixes = declared_prefixes(self._data[self._root.start : self._root.inner])
        related = next((p for uri, p in prefixes.items() if uri in RELATIONS_NAMESPACES and p), None)
        uri = next(
            (name.rpartition(" ")[0] for node in self._nodes for name in node.attrs if name.endswith(" id")),
            "",
        )
        front, back = "", ""
        for sheet in added:
            number += 1
            declaration = "" if related else f' xmlns:r="{uri}"'
            text = (
                f'<{self._prefix}sheet name="{quoted(encode_text(sheet.name))}" sheetId="{number}"'
                f'{declaration} {related or "r:"}id="{quoted(sheet.relation)}"/>'
            )
            front, back = (text + front, back) if sheet.first else (front, back + text)
        if front:
            self._splices.insert(self._nodes[0].start if self._nodes else holder.inner, front)
        if back:
            self._splices.append_children(holder, back)

    def _views(
        self,
        places: Mapping[int, int],
        kept: Sequence[int],
        added: Sequence[AddedSheet],
        total: int,
        hidden: set[int],
    ) -> None:
        holder = self._root.first("bookViews")
        views = list(holder.all("workbookView")) if holder else []
        active = None
        if added:
            firsts = [sheet for sheet in added if sheet.first]
            active = 0 if added[-1].first else total - 1
            if not added[-1].first and firsts and not kept:
                active = total - 1
        for view in views:
            tag = self._data[view.start : view.inner]
            old = whole_number(view.attrs.get("activeTab"))
            if active is None:
                shown = [index for index in kept if index not in hidden and self._in_sight(index)]
                fallback = places[shown[0]] if shown else 0
                tab = fallback if old in hidden else places.get(old, fallback)
            else:
                tab = active
            if str(tab) != view.attrs.get("activeTab", "0"):
                tag = with_attribute(tag, "activeTab", str(tab) if tab else None)
            first = view.attrs.get("firstSheet")
            if first is not None:
                # The first tab in sight: ours when it stands in front, else the one it was.
                new_first = 0 if active == 0 else places.get(whole_number(first), 0)
                tag = with_attribute(tag, "firstSheet", str(new_first))
            if tag != self._data[view.start : view.inner]:
                self._splices.replace(view.start, view.inner, tag)
        if not views and active:
            raise MarkupError("工作簿缺少 bookViews，无法把新工作表设为当前表")

    def _names(
        self,
        places: Mapping[int, int],
        names: Mapping[str, NameChange],
        gone_sheets: set[str],
        local_gone: set[str],
    ) -> None:
        holder = self._root.first("definedNames")
        lowered = {name.lower(): (name, change) for name, change in names.items()}
        left = 0
        dropped: list[NameMark] = []
        for mark in name_marks(self._workbook):
            local = mark.local
            found = lowered.get(mark.name.lower()) if local is None else None
            if found is not None:
                name, change = found
                if change.text is not None and name in names:
                    self._splices.replace(mark.start, mark.end, self._name(name, change))
                    lowered[name.lower()] = (name, NameChange(None))
                    left += 1
                else:
                    dropped.append(mark)
                continue
            if local is not None and (
                mark.name.lower() in local_gone
                or (whole_number(local) not in places and whole_number(local) < len(self._nodes))
            ):
                dropped.append(mark)
                continue
            left += 1
            self._adjust(mark, places, gone_sheets)
        new = "".join(
            self._name(name, change) for name, change in lowered.values() if change.text is not None
        )
        if holder is None:
            if new:
                before = [node for node in self._root.children if node.name in _BEFORE_NAMES]
                at = before[-1].end if before else self._root.inner
                self._splices.insert(at, f"<{self._prefix}definedNames>{new}</{self._prefix}definedNames>")
            return
        if dropped and not left and not new:
            self._splices.remove(holder)
            return
        for mark in dropped:
            self._splices.replace(mark.start, mark.end, "")
        if new:
            self._splices.append_children(holder, new)

    def _adjust(self, mark: NameMark, places: Mapping[int, int], gone_sheets: set[str]) -> None:
        local = mark.local
        if local is not None and places.get(whole_number(local), whole_number(local)) != whole_number(local):
            self._splices.set_attribute(mark.start, "localSheetId", str(places[whole_number(local)]))
        target = split_target(mark.text) if gone_sheets else None
        if target is not None and target[0] in gone_sheets:
            # A name that points to a sheet that is not there makes Excel call the file damaged.
            self._splices.replace(mark.inner, mark.inner_end, "#REF!")

    def _name(self, name: str, change: NameChange) -> str:
        hidden = ' hidden="1"' if change.hidden else ""
        p = self._prefix
        return f'<{p}definedName name="{quoted(name)}"{hidden}>{escaped(change.text or "")}</{p}definedName>'
