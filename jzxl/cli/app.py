"""What the commands share: the application, the definitions, errors that end a run."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from jzxl import __version__
from jzxl.cli.chinese import ChineseGroup, wrong_call
from jzxl.errors import JzxlError, UsageError, reason_of

if TYPE_CHECKING:
    from jzxl.form.load import Catalog

DEFAULT_STANDARD = "jinzhong-2020"
# Exit statuses: nothing worse than a hint, something to look at, a file unread or a wrong call, stopped by Ctrl-C.
FINE, FOUND, FAILED, STOPPED = 0, 1, 2, 130

app = typer.Typer(
    name="jzxl",
    cls=ChineseGroup,
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
        typer.Option(
            metavar="文件夹",
            envvar="JZXL_TEMPLATES",
            help="本单位自己的表式文件夹（其中每个标准一个子文件夹）。",
            readable=False,
        ),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="显示版本号。")
    ] = False,
) -> None:
    global _templates
    _templates = templates


def catalog() -> Catalog:
    """The definitions known here: ours, and those of ``--templates``."""
    from jzxl.form.load import load_catalog

    return load_catalog(_templates)


def own_templates() -> Path | None:
    """The bureau's own folder of standards; None where there is none."""
    return _templates


def make_folder(folder: Path) -> None:
    """:raises UsageError: it cannot be made"""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"不能建立文件夹 {folder}：{reason_of(error)}；请换一个位置。") from error


class Stopped(JzxlError):
    """The run was stopped from the keyboard; the message says what is finished, and how to go on."""


@contextmanager
def stoppable(finished: Callable[[], str]) -> Iterator[None]:
    """Where a run may be stopped from the keyboard; ``finished`` says how far it has come.

    Raises:
        Stopped: it was.
    """
    try:
        yield
    except KeyboardInterrupt:
        raise Stopped(finished()) from None


def main() -> None:
    """Run the command line; an error that a person can act on ends with its message and status 2."""
    for stream in (sys.stdout, sys.stderr):
        # A console in GBK lacks some characters; a question mark is better than stopping.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        status = app(standalone_mode=False)
        # How some versions of typer tell it.
        if status == STOPPED:
            raise KeyboardInterrupt
    except Stopped as stopped:
        _fail(str(stopped), STOPPED)
    except JzxlError as error:
        _fail(f"出错了：{error}")
    except _WRONG_CALL as error:
        _fail(wrong_call(error))
    except (KeyboardInterrupt, typer.Abort):
        _fail("已停下；写完的文件都是完整的，再运行同样的命令就好。", STOPPED)
    sys.exit(status if isinstance(status, int) else FINE)


# The class of all errors of a call, under whichever name the installed typer keeps it.
_WRONG_CALL: Any = typer.BadParameter.__mro__[1]


def _fail(message: str, status: int = FAILED) -> NoReturn:
    typer.echo(message, err=True)
    sys.exit(status)
