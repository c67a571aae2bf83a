"""The .xlsx package: the gate for files from outside, one pass over a sheet, and byte-level patching."""

from jzxl.package.contents import Carried, Carries, carried_by
from jzxl.package.edit import Edit
from jzxl.package.foreign import ForeignSheet, ForeignWorkbook, open_foreign
from jzxl.package.incoming import read_incoming
from jzxl.package.limits import DEFAULT_LIMITS, Limits
from jzxl.package.new_sheet import Look, NewCell, NewSheet
from jzxl.package.package import Package, open_package
from jzxl.package.patch_notes import Cut
from jzxl.package.save import save_whole
from jzxl.package.shown import shown
from jzxl.package.sniff import FileKind, ForeignKind, foreign_kind, kind_of
from jzxl.package.styles import solid_color
from jzxl.package.values import Cell, CellError, CellValue
from jzxl.package.workbook import DefinedName, SheetInfo

__all__ = [
    "DEFAULT_LIMITS",
    "Carried",
    "Carries",
    "Cell",
    "CellError",
    "CellValue",
    "Cut",
    "DefinedName",
    "Edit",
    "FileKind",
    "ForeignKind",
    "ForeignSheet",
    "ForeignWorkbook",
    "Limits",
    "Look",
    "NewCell",
    "NewSheet",
    "Package",
    "SheetInfo",
    "carried_by",
    "foreign_kind",
    "kind_of",
    "open_foreign",
    "open_package",
    "read_incoming",
    "save_whole",
    "shown",
    "solid_color",
]
