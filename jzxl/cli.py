"""The command line: parses arguments, calls the library, prints.

Everything but typer is imported where it is used, so that ``jzxl --help`` answers at once.
"""

from __future__ import annotations

import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from jzxl import __version__
from jzxl.errors import JzxlError, UsageError

if TYPE_CHECKING:
    from jzxl.form.load import Catalog
    from jzxl.gather import FoundFile
    from jzxl.package import Limits
    from jzxl.result import FileResult

DEFAULT_STANDARD = "jinzhong-2020"
# Exit statuses: nothing worse than a hint, something to look at, a file unread or a wrong call.
_FINE, _FOUND, _FAILED = 0, 1, 2

app = typer.Typer(
    name="jzxl",
    help="下发绩效自评表、复核回收的自评表、写出审核稿。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
_templates: Path | None = None


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _common(
    templates: Annotated[
        Path | None,
        typer.Option(envvar="JZXL_TEMPLATES", help="本单位自己的表式文件夹（其中每个标准一个子文件夹）。"),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="显示版本号。")
    ] = False,
) -> None:
    global _templates
    _templates = templates


def _catalog() -> Catalog:
    from jzxl.form.load import load_catalog

    return load_catalog(_templates)


@app.command()
def forms(
    standard: Annotated[str | None, typer.Argument(help="标准的编号；不填则列出全部标准。")] = None,
) -> None:
    """查看有哪些标准、每张表怎样评分。"""
    from rich.console import Console

    from jzxl.listing import standard_tables, standards_table

    catalog = _catalog()
    console = Console()
    if standard is None:
        console.print(standards_table(catalog))
        console.print("查看评分标准：jzxl forms 编号", markup=False)
    else:
        for table in standard_tables(catalog, standard):
            console.print(table)


@app.command()
def issue(
    unit: Annotated[list[str], typer.Option("--unit", help="填报单位全称；可写多次。")],
    year: Annotated[int, typer.Option(help="评价年度，例如 2020。", min=2000, max=2100)],
    output: Annotated[Path, typer.Option("-o", "--output", help="工作簿写到哪个文件夹。")],
    project: Annotated[
        list[str] | None, typer.Option("--project", help="项目名称，每个项目一张项目表；可写多次。")
    ] = None,
    only: Annotated[str | None, typer.Option(help="只要某一种表，例如 project。")] = None,
    rows: Annotated[
        list[str] | None, typer.Option("--rows", help="某组绩效指标要几行，例如 数量指标=5；可写多次。")
    ] = None,
    prefill: Annotated[
        Path | None, typer.Option("--prefill", help="把数据文件（TOML）里已知的数先填好；只能用于一个单位。")
    ] = None,
    lock: Annotated[bool, typer.Option("--lock-prefilled", help="先填好的格子不让单位改。")] = False,
    standard: Annotated[str, typer.Option(help="用哪个标准。")] = DEFAULT_STANDARD,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="已有同名文件时也覆盖。")] = False,
) -> None:
    """下发：给每个单位生成一份会自己计算得分的空白工作簿。"""
    from jzxl.fill import Prefilling, fill_workbook, load_data, project_names
    from jzxl.issue.order import choose_forms, file_names, goal_rows
    from jzxl.issue.recipient import Order, issue_workbook
    from jzxl.package import open_package, save_whole

    if lock and prefill is None:
        raise UsageError("--lock-prefilled 要和 --prefill 一起用。")
    if prefill is not None and len(unit) > 1:
        raise UsageError("--prefill 的数据是一个单位的，--unit 只能写一次。")
    data = load_data(prefill) if prefill is not None else None
    names = tuple(name.strip() for name in project or () if name.strip())
    if data is not None:
        names = names or project_names(data)
    forms = choose_forms(_catalog().standard_forms(standard), only, names)
    more_rows = goal_rows(forms, rows or ())
    targets = file_names([name.strip() for name in unit], output)
    if not overwrite:
        for target in targets.values():
            if target.exists():
                raise UsageError(f"{target} 已经存在，没有改动它；确实要重新生成请加 --overwrite。")
    _make_folder(output)
    for name, target in targets.items():
        workbook = issue_workbook(Order(name, year, forms, names, more_rows))
        if data is not None:
            known = open_package(workbook, name=target.name)
            prefilling = Prefilling.LOCKED if lock else Prefilling.SHOWN
            workbook = fill_workbook(known, _catalog(), data, prefilling=prefilling)
        save_whole(workbook, target)
        typer.echo(f"已生成 {target}")


@app.command()
def fill(
    workbook: Annotated[Path, typer.Argument(help="下发的工作簿。")],
    data: Annotated[Path, typer.Argument(help="数据文件（TOML）。")],
    output: Annotated[Path, typer.Option("-o", "--output", help="填好的工作簿写到哪里。")],
) -> None:
    """填入：把数据文件里的数填进工作簿（做样例，或由其他系统预填）。"""
    from jzxl.fill import fill_workbook, load_data
    from jzxl.package import open_package, save_whole

    if output.exists() and output.resolve() == workbook.resolve():
        raise UsageError("填好的工作簿不能写在原来的文件上；请用 -o 指定另一个文件名。")
    filled = fill_workbook(open_package(workbook), _catalog(), load_data(data))
    _make_folder(output.parent)
    save_whole(filled, output)
    typer.echo(f"已填好 {output}")


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
    pdf = print_workbook(open_package(workbook), _catalog())
    _make_folder(output.parent)
    save_whole(pdf, output)
    typer.echo(f"已打印到 {output}")


@app.command()
def check(
    paths: Annotated[
        list[Path], typer.Argument(help="回收的工作簿，或装着它们的文件夹；可写多个。", readable=False)
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="审核稿和 results.json 写到哪个文件夹。")
    ] = Path("审核"),
    as_json: Annotated[bool, typer.Option("--json", help="把 results.json 的内容打印出来。")] = False,
    most: Annotated[
        int,
        typer.Option("--max-size", help="单个文件最大多少 MB；贴了很多照片的表可以放宽。", min=1, max=1024),
    ] = 64,
) -> None:
    """审核：重新计算回收的自评表，找出不符之处，写出带标记的审核稿。"""
    from rich.console import Console

    from jzxl.gather import gather_files
    from jzxl.package import DEFAULT_LIMITS, save_whole
    from jzxl.report import result_lines, results_json, visible
    from jzxl.review import unreadable_folder

    gathered = gather_files(paths, output)
    catalog = _catalog()
    _make_folder(output)
    results = _review_all(gathered.files, catalog, output, DEFAULT_LIMITS.for_files_of(most))
    results += [unreadable_folder(folder) for folder in gathered.unreadable]
    document = results_json(results)
    # Written before anything is printed: a terminal that cannot show a character must not lose it.
    save_whole(document.encode(), output / "results.json")
    if as_json:
        typer.echo(document, nl=False)
        raise typer.Exit(_exit_status(results))
    console = Console(soft_wrap=True, highlight=False)
    for result in results:
        for line in result_lines(result):
            console.print(line)
    if gathered.passed_over:
        names = "、".join(visible(file.name) for file in gathered.passed_over)
        typer.echo(f"另有 {len(gathered.passed_over)} 个文件不是工作簿，没有检查：{names}")
    typer.echo(f"审核稿和 results.json 在：{output}")
    raise typer.Exit(_exit_status(results))


def _review_all(files: list[FoundFile], catalog: Catalog, output: Path, limits: Limits) -> list[FileResult]:
    from dataclasses import replace

    from rich.console import Console
    from rich.progress import track

    from jzxl.gather import copy_names
    from jzxl.package import save_whole
    from jzxl.review import review_file, without_copy

    console = Console(stderr=True)
    results = []
    steps = zip(files, copy_names(files, output), strict=True)
    for found, name in track(
        steps, "审核", len(files), console=console, transient=True, disable=not console.is_terminal
    ):
        result, copy = review_file(found.path, catalog, with_copy=True, shown=found.shown, limits=limits)
        if copy is not None:
            try:
                save_whole(copy, output / name)
                result = replace(result, copy=name)
            except JzxlError as error:
                result = without_copy(result, error)
        results.append(result)
    return results


def _exit_status(results: list[FileResult]) -> int:
    from jzxl.check.finding import Severity
    from jzxl.result import UNREADABLE

    if any(result.status == UNREADABLE for result in results):
        return _FAILED
    worse = (Severity.ERROR, Severity.WARNING)
    found = any(finding.severity in worse for result in results for finding in result.findings)
    return _FOUND if found else _FINE


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"不能建立文件夹 {folder}：{error.strerror}；请换一个位置。") from error


def main() -> None:
    """Run the command line; an error that a person can act on ends with its message and status 2."""
    for stream in (sys.stdout, sys.stderr):
        # A console in GBK lacks some characters; a question mark is better than stopping.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        status = app(standalone_mode=False)
    except JzxlError as error:
        _fail(f"出错了：{error}")
    except _WRONG_CALL as error:
        _fail(_wrong_call(error))
    except (KeyboardInterrupt, typer.Abort):
        _fail("已中止；写完的文件都是完整的，可以重新运行。")
    sys.exit(status if isinstance(status, int) else _FINE)


# The class of all errors of a call, under whichever name the installed typer keeps it.
_WRONG_CALL: type[Exception] = typer.BadParameter.__mro__[1]


def _wrong_call(error: Exception) -> str:
    """What is wrong with a call, in Chinese."""
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":
        return str(error)
    names = getattr(getattr(error, "param", None), "opts", None) or [""]
    name = max(names, key=len)
    if kind == "MissingParameter":
        what = f"缺少 {name}" if name.startswith("-") else "缺少文件或文件夹"
    elif kind == "NoSuchOption":
        what = f"没有 {getattr(error, 'option_name', '')} 这个选项"
    elif kind == "BadParameter":
        what = f"{name} 后面的值不对"
    else:
        what = "命令写得不对"
    return f"{what}；用 jzxl --help 或 jzxl 命令 --help 查看用法。"


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    sys.exit(_FAILED)
