"""The bytes of a returned file → the workbook, and what is filled in."""

from __future__ import annotations

from jzxl.form.load import Catalog
from jzxl.package import (
    DEFAULT_LIMITS,
    ForeignWorkbook,
    Limits,
    Package,
    foreign_kind,
    open_foreign,
    open_package,
)
from jzxl.read.filing import Filing
from jzxl.read.reader import read_filing, read_typed


def open_return(
    data: bytes, catalog: Catalog, *, name: str, limits: Limits = DEFAULT_LIMITS
) -> tuple[Package | ForeignWorkbook, Filing]:
    """Open a workbook of any format that is known, and read it.

    Args:
        name: of the file, for messages.

    Raises:
        UnreadableFileError: it is no workbook, damaged, encrypted, or over a limit.
    """
    if foreign_kind(data) is not None:
        foreign = open_foreign(data, name=name, limits=limits)
        return foreign, read_typed(foreign, catalog)
    package = open_package(data, name=name, limits=limits)
    return package, read_filing(package, catalog)
