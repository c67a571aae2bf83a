"""Collecting changes to one package, and writing them into a new file."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial

from jzxl.errors import PatchError, UnreadableFileError
from jzxl.package.address import split_ref
from jzxl.package.draft import Draft
from jzxl.package.markup import MarkupError
from jzxl.package.new_sheet import NewSheet
from jzxl.package.package import Package
from jzxl.package.patch_cell import Constant, Content
from jzxl.package.patch_notes import Cut, cut_author
from jzxl.package.patch_sheet import CellChange, deselect, patch_cells, set_heights
from jzxl.package.patch_workbook import NameChange, name_text
from jzxl.package.sheet_notes import drop_sheet_parts, patch_notes
from jzxl.package.splice import Splices
from jzxl.package.styles import StyleBook, empty_styles
from jzxl.package.workbook import SheetInfo
from jzxl.package.workbook_parts import deselect_others, put_properties, put_sheet, put_styles, put_workbook

_LONGEST_TEXT = 32_767
NoteCutter = Callable[[str, str, str, str], Cut | None]
"""Judges a note by its sheet, cell, author and text."""
_FORBIDDEN_IN_NAME = frozenset("[]:*?/\\")


class Edit:
    """Changes to one package.

    Calls only collect; :meth:`to_bytes` makes one pass over each part that is touched and copies all
    others as they are.  Sheets and names are removed before others are added, so a sheet may be replaced
    by one of the same name, to which formulas and names then refer.  Every method may raise PatchError,
    those that look at cells also UnreadableFileError.
    """

    def __init__(self, package: Package) -> None:
        self._package = package
        self._changes: dict[str, dict[str, CellChange]] = {}
        self._notes: dict[str, dict[str, tuple[str, str]]] = {}
        self._note_cutters: list[NoteCutter] = []
        self._added: list[tuple[NewSheet, bool]] = []
        self._removed: list[SheetInfo] = []
        self._hidden: list[SheetInfo] = []
        self._heights: dict[str, dict[int, Decimal]] = {}
        self._properties: dict[str, str | None] = {}
        self._names: dict[str, NameChange] = {}
        self._local_names_gone: set[str] = set()
        self._book: StyleBook | None = None

    # Cells

    def write(self, sheet: str, ref: str, value: Constant, *, formula: str | None = None) -> None:
        """Set a cell, keeping its style.

        :param value: a constant (None empties the cell), or with ``formula`` the cached result
        :param formula: without ``=``
        """
        if isinstance(value, str) and len(value) > _LONGEST_TEXT:
            raise self._error(
                f"“{sheet}”{ref} 要写入 {len(value)} 字，超过 Excel 的上限 {_LONGEST_TEXT} 字；请缩短内容。"
            )
        content = Content(value, formula.removeprefix("=") if formula is not None else None)
        self._change(sheet, ref).content = content

    def fill_key(self, sheet: str, ref: str) -> str:
        """The fill of the cell as opened, as XML text to hand to :meth:`restore_fill`; ``""`` for none."""
        place = self._place(sheet, ref)
        content = self._package.content(sheet)
        cell = content.cells.get(ref)
        return self._styles().fill_key(cell.style if cell is not None else content.base_style(*place))

    def set_fill(self, sheet: str, ref: str, rgb: str) -> None:
        """Give the cell a plain fill (RRGGBB), everything else of its style kept."""
        try:
            key = self._styles().solid_key(rgb)
        except MarkupError as error:
            raise self._error(f"“{sheet}”{ref} 的底色无法设置：{error}。") from None
        self._change(sheet, ref).refill = partial(self._styles().with_fill, key=key)

    def restore_fill(self, sheet: str, ref: str, fill_key: str) -> None:
        """Give the cell back the fill that :meth:`fill_key` returned."""
        self._change(sheet, ref).refill = partial(self._styles().with_fill, key=fill_key, must_apply=False)

    def lock(self, sheet: str, ref: str) -> None:
        """Lock the cell, where its sheet is protected; its fill may be changed before or after."""
        self._change(sheet, ref).relock = self._styles().locked

    def _change(self, sheet: str, ref: str) -> CellChange:
        row, column = self._place(sheet, ref)
        return self._changes.setdefault(sheet, {}).setdefault(ref, CellChange(row, column))

    def _place(self, sheet: str, ref: str) -> tuple[int, int]:
        self._sheet(sheet)
        place = split_ref(ref)
        if place is None or ref != ref.upper():
            raise self._error(f"“{sheet}”中没有单元格“{ref}”；请写成 B7 这样的地址。")
        return place

    def _sheet(self, name: str) -> SheetInfo:
        try:
            return self._package.sheet(name)
        except UnreadableFileError as error:
            raise PatchError(str(error)) from None

    # Notes

    def note(self, sheet: str, ref: str, text: str, *, author: str) -> None:
        """Put a note on a cell; below somebody else's note ours is appended.

        Several calls for one cell are joined line by line; a note of the same author from an earlier
        edit is replaced.
        """
        self._place(sheet, ref)
        notes = self._notes.setdefault(sheet, {})
        if ref in notes:
            before, said = notes[ref]
            if before != author:
                raise self._error(
                    f"“{sheet}”{ref} 的批注有两个作者“{before}”和“{author}”；一次只能以一个作者加批注。"
                )
            text = f"{said}\n{text}"
        if len(text) > _LONGEST_TEXT:
            raise self._error(
                f"“{sheet}”{ref} 的批注有 {len(text)} 字，超过 Excel 的上限 {_LONGEST_TEXT} 字；请缩短内容。"
            )
        notes[ref] = (author, text)

    def remove_notes(self, author: str) -> None:
        """Remove, in all sheets, the notes of this author and what he appended to others' notes."""
        self._note_cutters.append(lambda _sheet, _ref, by, text: cut_author(by, text, author))

    def cut_notes(self, cutter: NoteCutter) -> None:
        """Take out of each note of the workbook what ``cutter`` says, given its sheet, cell, author and text.

        Of a note that it judges, nothing else is taken out when another of the same author is added.
        """
        self._note_cutters.append(cutter)

    # Sheets, properties, names

    def add_sheet(self, sheet: NewSheet, *, first: bool = True) -> None:
        """Add a sheet, in front or at the end, and make it the active one."""
        name = sheet.name
        if not 1 <= len(name) <= 31 or _FORBIDDEN_IN_NAME & set(name) or name[0] == "'" or name[-1] == "'":
            raise self._error(
                f"的新工作表不能叫“{name}”；名称须为 1 至 31 字，不含 []:*?/\\，首尾不是单引号。"
            )
        self._added.append((sheet, first))

    def remove_sheet(self, name: str) -> None:
        """Remove a worksheet with the parts that only it uses."""
        info = self._sheet(name)
        if info not in self._removed:
            self._removed.append(info)

    def hide_sheet(self, name: str) -> None:
        """Hide a worksheet; another one must stay in sight."""
        info = self._sheet(name)
        if info not in self._hidden:
            self._hidden.append(info)

    def set_row_height(self, sheet: str, row: int, points: Decimal) -> None:
        """Give a row that exists a height of its own; no cell may be added to it by the same edit.

        Nothing happens to a row that is not there.
        """
        self._sheet(sheet)
        self._heights.setdefault(sheet, {})[row] = points

    def set_property(self, name: str, value: str) -> None:
        """Set a custom document property to a text."""
        self._properties[name] = value

    def remove_property(self, name: str) -> None:
        """Remove a custom document property; nothing happens if there is none."""
        self._properties[name] = None

    def define_name(self, name: str, sheet: str, ref: str, *, hidden: bool = True) -> None:
        """Let a workbook-wide name refer to a cell or area, also on a sheet added by this edit."""
        try:
            self._names[name] = NameChange(name_text(sheet, ref), hidden)
        except MarkupError as error:
            raise self._error(f"的名称“{name}”无法定义：{error}。") from None

    def remove_name(self, name: str) -> None:
        """Remove a workbook-wide name; nothing happens if there is none."""
        self._names[name] = NameChange(None)

    def remove_local_names(self, name: str) -> None:
        """Remove the names of this spelling that belong to one sheet each."""
        self._local_names_gone.add(name)

    # Rendering

    def to_bytes(self) -> bytes:
        """Return the new file; the same edit always gives the same bytes.

        :raises PatchError: something cannot be done without loss, or a changed part does not parse
        """
        draft = Draft(self._package)
        step = "工作簿"
        try:
            self._refuse_dangling(draft)
            formulas = any(self._has_formula(sheet.name) for sheet in self._removed)
            for sheet in self._removed:
                drop_sheet_parts(draft, sheet.member)
            for info in self._package.sheets:
                step = f"工作表“{info.name}”"
                if info not in self._removed:
                    formulas |= self._patch_sheet(draft, info)
            step = "工作簿"
            self._put_workbook(draft)
            step = "文档属性"
            put_properties(draft, self._properties)
            step = "样式"
            put_styles(draft, self._book)
            if formulas:
                draft.drop_related(self._package.workbook_member, "calcChain")
            step = "部件清单"
            draft.become_workbook()
            return draft.render()
        except MarkupError as error:
            raise self._error(f"的{step}无法修改：{error}；请在 Excel 中另存该文件后再试。") from None
        except UnreadableFileError as error:
            raise PatchError(str(error)) from None

    def _patch_sheet(self, draft: Draft, info: SheetInfo) -> bool:
        changes = self._changes.get(info.name, {})
        notes = self._notes.get(info.name, {})
        comments = self._package.comments(info.name) if self._note_cutters or notes else None
        noted = bool(notes or (comments and self._note_cutters))
        heights = self._heights.get(info.name, {})
        unseen = bool(self._added) or info in self._hidden
        if not (changes or noted or heights or unseen):
            return False
        member = self._package.member(info.member) or info.member
        splices = Splices(self._package.markup(member))
        formulas = False
        if changes:
            formulas = patch_cells(self._package.content(info.name), changes, splices)
        if heights:
            set_heights(self._package.content(info.name), heights, splices)
        if noted:
            sheet = self._package.content(info.name)
            cutters = [partial(cutter, info.name) for cutter in self._note_cutters]
            patch_notes(draft, info, sheet, splices, comments, cutters, notes)
        if unseen:
            deselect(splices)
        if splices:
            draft.put(member, splices.result())
        return formulas

    def _put_workbook(self, draft: Draft) -> None:
        if not (self._added or self._removed or self._hidden or self._names or self._local_names_gone):
            return
        added = [put_sheet(draft, new, first, self._styles()) for new, first in self._added]
        if added:
            deselect_others(draft)
        put_workbook(draft, self._removed, added, self._names, self._hidden, self._local_names_gone)

    def _refuse_dangling(self, draft: Draft) -> None:
        """A formula that refers to a sheet that is gone makes Excel call the file damaged."""
        replaced = {sheet.name for sheet, _ in self._added}
        for gone in self._removed:
            if gone.name in replaced:
                continue  # It refers to the new one.
            wanted: tuple[str, ...] = (f"{gone.name}!", gone.name.replace("'", "''") + "'!")
            for info in self._package.sheets:
                if info in self._removed:
                    continue
                for ref, cell in self._package.cells(info.name).items():
                    if cell.formula and any(text in cell.formula for text in wanted):
                        raise draft.error(
                            f"的工作表“{gone.name}”不能删除：“{info.name}”{ref} 的公式引用了它；"
                            "请先改掉该公式。"
                        )

    def _has_formula(self, sheet: str) -> bool:
        return any(cell.formula is not None for cell in self._package.cells(sheet).values())

    def _styles(self) -> StyleBook:
        if self._book is None:
            member = self._package.related(self._package.workbook_member, "styles")
            if member is None:
                self._book = StyleBook(empty_styles(self._package.workbook.root.uri))
            else:
                self._book = self._package.parsed(member, StyleBook)
        return self._book

    def _error(self, what: str) -> PatchError:
        return PatchError(f"{self._package.file} {what}")
