"""Help pages and complaints about a call, in Chinese.

typer has the words of click, which are English and in part not to be translated by its own means.  So the pages are
laid out here from what typer knows of a command, and the reasons for a refused call are told from the option's help.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperGroup

from jzxl.errors import UsageError
from jzxl.width import printed_columns

if TYPE_CHECKING:
    import click

_HELP = "显示这段说明。"
_REQUIRED = "required"
# What click puts in brackets behind the help of an option; older versions of typer escape the bracket.
_REMARKS = re.compile(r"\s*\\?\[([^\[\]]+)\]$")
_RANGE = re.compile(r"(?:(-?[\d.]+)<=)?x(?:<=(-?[\d.]+))?|x>=(-?[\d.]+)")
_EXTRA = re.compile(r"extra argument(?:s|\(s\))? \((.*)\)\s*$", re.DOTALL)
# Columns that names of options may take; the help of a longer one begins on the next line.
_WIDEST_NAME = 26
_NARROWEST, _WIDEST = 60, 100


class _Chinese:
    """What commands and groups have in common; mixed into typer's own."""

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        """As typer does it; an error gets to know the call that it is about."""
        call = list(args)
        try:
            return super().parse_args(ctx, args)  # type: ignore[misc]
        except Exception as error:
            if getattr(error, "ctx", ctx) is None:
                error.ctx = ctx  # type: ignore[attr-defined]
            if getattr(error, "ctx", None) is ctx:
                error.call = call  # type: ignore[attr-defined]
            raise

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """The line that shows how a call is written."""
        arguments = [each for each in self.get_params(ctx) if each.param_type_name == "argument"]  # type: ignore[attr-defined]
        pieces = ["[选项]", *(each.metavar if each.required else f"[{each.metavar}]" for each in arguments)]
        pieces += ["命令 …"] if hasattr(self, "commands") else []
        formatter.write(f"用法：{' '.join([_path(ctx), *pieces])}\n")

    def get_help_option(self, ctx: Any) -> Any:
        """``--help`` itself."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = _HELP
        return option

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """What may be written behind the command, and its subcommands."""
        arguments: list[tuple[str, str]] = []
        options: list[tuple[str, str]] = []
        for param in self.get_params(ctx):  # type: ignore[attr-defined]
            record = param.get_help_record(ctx)
            if record is not None:
                name = record[0] if param.param_type_name == "option" else param.metavar
                into = options if param.param_type_name == "option" else arguments
                into.append((name, _in_chinese(record[1])))
        commands = [(name, command.help or "") for name, command in getattr(self, "commands", {}).items()]
        for heading, rows in (("要写的", arguments), ("选项", options), ("命令", commands)):
            if rows:
                formatter.write(f"\n{heading}：\n")
                formatter.write("".join(f"{line}\n" for line in _listed(rows)))


class ChineseCommand(_Chinese, TyperCommand):
    """A command with its help in Chinese."""


class ChineseGroup(_Chinese, TyperGroup):
    """The program with its help in Chinese."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is meant.

        Raises:
            UsageError: there is none of that name.
        """
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            from difflib import get_close_matches

            names = "、".join(self.commands)
            near = "、".join(get_close_matches(args[0], self.commands))
            meant = f"；是不是 {near}？" if near else f"，只有：{names}，例如 jzxl check 回收 -o 审核。"
            raise UsageError(f"没有“{args[0]}”这个命令{meant}用 jzxl --help 查看说明。")
        return super().resolve_command(ctx, args)


def _path(ctx: Any) -> str:
    return "jzxl" if ctx.parent is None else f"{_path(ctx.parent)} {ctx.info_name}"


def _in_chinese(text: str, *, leave_out: str = "") -> str:
    """Help with click's remarks translated, but for one."""
    found = _REMARKS.search(text)
    if found is None:
        return text
    remarks = "，".join(_remark(each) for each in found[1].split("; ") if each != leave_out)
    return f"{text[: found.start()]}（{remarks}）" if remarks else text[: found.start()]


def _remark(text: str) -> str:
    key, _, value = text.partition(": ")
    if text == _REQUIRED:
        return "必须写"
    if key == "default":
        return f"不写时是 {value}"
    if key == "env var":
        return f"也可以写在环境变量 {value} 里"
    limits = _RANGE.fullmatch(text)
    if limits is None:
        return text
    least, most = limits[1] or limits[3], limits[2]
    return f"{least} 到 {most}" if least and most else f"至少 {least}" if least else f"至多 {most}"


def _listed(rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Names and what they mean in two columns; a Chinese character takes two columns of a terminal."""
    width = min(max(shutil.get_terminal_size().columns, _NARROWEST), _WIDEST) - 1
    left = min(max(printed_columns(name) for name, _ in rows), _WIDEST_NAME) + 4
    for name, text in rows:
        lines = list(_wrapped(text, width - left))
        head = f"  {name}"
        if printed_columns(head) + 2 > left:
            yield head
        else:
            yield f"{head}{' ' * (left - printed_columns(head))}{lines.pop(0)}"
        yield from (f"{' ' * left}{line}" for line in lines)


def _wrapped(text: str, width: int) -> Iterator[str]:
    """Lines of a text that may be broken after any Chinese character, and at spaces elsewhere."""
    line = ""
    # No line begins with a mark that ends something, or ends with one that begins it.
    for word in re.findall(r"[（“]*(?:[!-~]+|[^!-~])[，。；：、）”]*", text):
        if line.strip() and printed_columns(line + word) > width:
            yield line.rstrip()
            line = ""
        line += word if line or word.strip() else ""
    yield line


def wrong_call(error: click.UsageError) -> str:
    """What is wrong with a call, and what is right."""
    kind, ctx = type(error).__name__, error.ctx
    if kind == "NoArgsIsHelpError":
        return str(error)
    param = getattr(error, "param", None)
    if kind == "BadOptionUsage" and ctx is not None:
        wanted = getattr(error, "option_name", "")
        param = next((each for each in ctx.command.get_params(ctx) if wanted in each.opts), None)
    what = _complaint(kind, error, param, ctx)
    path = _path(ctx) if ctx is not None else "jzxl"
    return f"{what}\n用 {path} --help 查看说明。"


def _complaint(kind: str, error: click.UsageError, param: Any, ctx: Any) -> str:
    record = param.get_help_record(ctx) if param is not None and ctx is not None else None
    accepted = _in_chinese(record[1], leave_out=_REQUIRED) if record is not None else ""
    name = max(param.opts, key=len) if param is not None else ""
    option = name.startswith("-")
    if kind == "MissingParameter":
        return f"还要写上 {name}：{accepted}" if option else f"还要写上{accepted}"
    if kind == "BadParameter":
        value = _written_behind(param.opts, getattr(error, "call", ()))
        return f"{name} 后面的{value}不对，{name} 是：{accepted}"
    if kind == "BadOptionUsage":
        if "does not take a value" in error.message:
            return f"{name} 后面不用写内容，{name} 是：{accepted}"
        return f"{name} 后面还要写内容，{name} 是：{accepted}"
    if kind == "NoSuchOption":
        near = "、".join(getattr(error, "possibilities", None) or ())
        return f"没有 {getattr(error, 'option_name', '')} 这个选项{f'；是不是 {near}？' if near else '。'}"
    extra = _EXTRA.search(error.message)
    if extra is not None:
        return f'多写了“{extra[1]}”；文件名、单位名称里有空格的，两边要加英文引号，例如 "甲局 2020.xlsx"。'
    return "命令写得不对。"


def _written_behind(options: Sequence[str], call: Sequence[str]) -> str:
    """What stands behind an option in a call, in quotation marks; 内容 where it is not found."""
    for word, after in zip(call, (*call[1:], ""), strict=True):
        if word in options and after:
            return f"“{after}”"
        for option in options:
            if word.startswith(f"{option}="):
                return f"“{word.removeprefix(f'{option}=')}”"
    return "内容"
