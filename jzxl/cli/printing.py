"""``jzxl print``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jzxl.cli.app import app, catalog, make_folder
from jzxl.errors import UsageError


@app.command("print")
def print_(
    workbook: Annotated[Path, typer.Argument(help="要打印的工作簿。")],
    output: Annotated[Path, typer.Option("-o", "--output", help="PDF 写到哪里。")],
) -> None:
    """打印：把工作簿里的正式表打印成 PDF（要装有 LibreOffice）。"""
    from jzxl.package import open_package, save_whole
    from jzxl.printing import print_workbook

    if output.exists() and output.resolve() == workbook.resolve():
        raise UsageError("PDF 不能写在工作簿上；请用 -o 指定另一个文件名。")
    pdf = print_workbook(open_package(workbook), catalog())
    make_folder(output.parent)
    save_whole(pdf, output)
    typer.echo(f"已打印到 {output}")
