"""``jzxl print``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jzxl.cli.app import app, catalog, make_folder
from jzxl.cli.chinese import ChineseCommand
from jzxl.errors import UsageError


@app.command("print", cls=ChineseCommand)
def print_(
    workbook: Annotated[Path, typer.Argument(metavar="工作簿", help="要打印的工作簿。", readable=False)],
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output", metavar="文件", help="PDF 写到哪里，例如 -o 自评表.pdf。", readable=False
        ),
    ],
) -> None:
    """打印：把工作簿里的正式表打印成 PDF（要装有 LibreOffice）。"""
    from jzxl.package import open_package, save_whole
    from jzxl.paths import are_same
    from jzxl.printing import print_workbook

    if are_same(output, workbook):
        raise UsageError("PDF 不能写在工作簿上；请用 -o 指定另一个文件名。")
    pdf = print_workbook(open_package(workbook), catalog())
    make_folder(output.parent)
    save_whole(pdf, output)
    typer.echo(f"已打印到 {output}")
