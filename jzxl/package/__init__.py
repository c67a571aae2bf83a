"""The .xlsx package: the gate for files from outside, one pass over a sheet, and byte-level patching."""

from jzxl.package.edit import Edit
from jzxl.package.limits import DEFAULT_LIMITS, Limits
from jzxl.package.new_sheet import Look, NewCell, NewSheet
from jzxl.package.package import Package, open_package
from jzxl.package.save import save_whole
from jzxl.package.sniff import FileKind, kind_of
from jzxl.package.values import Cell, CellError, CellValue
from jzxl.package.workbook import DefinedName, SheetInfo

__all__ = [
    "DEFAULT_LIMITS",
    "Cell",
    "CellError",
    "CellValue",
    "DefinedName",
    "Edit",
    "FileKind",
    "Limits",
    "Look",
    "NewCell",
    "NewSheet",
    "Package",
    "SheetInfo",
    "kind_of",
    "open_package",
    "save_whole",
]
