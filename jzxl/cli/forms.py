"""``jzxl forms``."""

from __future__ import annotations

from typing import Annotated

import typer

from jzxl.cli.app import app, catalog
from jzxl.cli.chinese import ChineseCommand


@app.command(cls=ChineseCommand)
def forms(
    standard: Annotated[
        str | None,
        typer.Argument(metavar="标准", help="标准的编号，例如 jinzhong-2020；不写时，列出全部标准。"),
    ] = None,
) -> None:
    """查看有哪些标准、每张表怎样评分。"""
    from rich.console import Console

    from jzxl.listing import standard_tables, standards_table

    known = catalog()
    console = Console()
    if standard is None:
        console.print(standards_table(known))
        console.print("查看评分标准：jzxl forms 编号", markup=False)
    else:
        for table in standard_tables(known, standard):
            console.print(table)
