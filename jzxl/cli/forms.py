"""``jzxl forms``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jzxl.cli.app import FINE, FOUND, app, catalog
from jzxl.cli.chinese import ChineseCommand
from jzxl.errors import UsageError


@app.command(cls=ChineseCommand)
def forms(
    standard: Annotated[
        str | None,
        typer.Argument(metavar="标准", help="标准的编号，例如 jinzhong-2020；不写时，列出全部标准。"),
    ] = None,
    check: Annotated[
        Path | None,
        typer.Option(
            "--check",
            metavar="文件或文件夹",
            help="检查自己写的表式定义：一个文件，或它所在的文件夹。",
            readable=False,
        ),
    ] = None,
) -> None:
    """查看有哪些标准、每张表怎样评分；检查自己写的表式定义。"""
    if check is not None:
        if standard is not None:
            raise UsageError("检查表式定义时不写标准的编号，例如 jzxl forms --check 我的表式/本县-2024。")
        raise typer.Exit(_check(check))
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


def _check(path: Path) -> int:
    from jzxl.examine import examine
    from jzxl.listing import summary_lines

    found = 0
    for each in examine(path):
        for problem in each.problems:
            typer.echo(problem)
        found += len(each.problems)
        if each.standard is not None:
            for line in summary_lines(each.standard, each.forms):
                typer.echo(line)
    typer.echo(f"有 {found} 处要改。" if found else "没有发现问题")
    return FOUND if found else FINE
