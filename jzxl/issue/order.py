"""What a call of ``jzxl issue`` asks for, checked before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from jzxl.errors import UsageError
from jzxl.filenames import file_key, fit, is_device
from jzxl.form.model import Form

# Said where nothing can be issued to whoever has no project.
NAMED_ONLY = "这个标准的表都按项目填"


def no_such_form(only: str, forms: Mapping[str, Form]) -> UsageError:
    """The error that says which forms there are."""
    names = "、".join(f"{form.id}（{form.title}）" for form in forms.values())
    return UsageError(f"没有“{only}”这种表，只有：{names}；例如 --only {next(iter(forms))}。")


def choose_forms(forms: Mapping[str, Form], only: str | None, names: Sequence[str]) -> tuple[Form, ...]:
    """The forms of a standard that a workbook is to carry.

    Args:
        only: id of the one form wanted; None for all that there are names for.
        names: what the forms that may stand several times are named after (the projects).

    Raises:
        UsageError: no such form, or nothing to name it after, or a name given twice.
    """
    if len(set(names)) < len(names):
        raise UsageError("同一个项目名称写了两次；每个项目只写一次 --project。")
    if only is None:
        chosen = tuple(form for form in forms.values() if names or not form.name_field)
        if not chosen:
            raise UsageError(f"{NAMED_ONLY}；请用 --project 写明项目名称，每个项目写一次。")
        return chosen
    if names and only in forms and not forms[only].name_field:
        raise UsageError(f"“{forms[only].title}”不按项目生成，请去掉 --project，或去掉 --only。")
    if only not in forms:
        raise no_such_form(only, forms)
    if forms[only].name_field and not names:
        raise UsageError(f"生成“{forms[only].title}”要用 --project 写明项目名称。")
    return (forms[only],)


def goal_rows(forms: Sequence[Form], asked: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """The numbers of rows asked for, as (group of goals, rows).

    Args:
        asked: like ``数量指标=5``.

    Raises:
        UsageError: no such group, or not a number of rows.
    """
    groups = [group.name for form in forms for group in form.goal_groups]
    rows = []
    for each in asked:
        name, _, number = each.partition("=")
        if name not in groups:
            raise UsageError(f"没有“{name}”这组绩效指标，可以写的有：{'、'.join(groups) or '（没有）'}。")
        if not number.isdecimal() or not 1 <= int(number) <= _MOST_ROWS:
            raise UsageError(f"--rows {each} 里的行数应是 1 到 {_MOST_ROWS}，例如 {name}=5。")
        rows.append((name, int(number)))
    return tuple(rows)


_MOST_ROWS = 200
# Bytes; most file systems take 255, and a copy's name is longer by its suffix.
_LONGEST_FILE_NAME = 200


def file_names(units: Sequence[str], folder: Path) -> dict[str, Path]:
    """The workbook of each unit, by the unit's name.

    Raises:
        UsageError: a name cannot be that of a file, or two units would share a file.
    """
    files = {unit: folder / file_name(unit) for unit in units}
    taken: dict[str, str] = {}
    for unit, file in files.items():
        other = taken.setdefault(file_key(file.name), unit)
        if other != unit:
            raise UsageError(f"“{other}”和“{unit}”的文件名都会是“{file.name}”；请分两个文件夹下发。")
    return files


def file_name(unit: str) -> str:
    """The name of a unit's workbook: what no file system takes is left out.

    Raises:
        UsageError: nothing is left, or too much for a file system.
    """
    kept = fit(unit).strip(" .")
    if not kept:
        raise UsageError(f"单位名称“{unit}”不能用作文件名；请填写单位全称。")
    if len(kept.encode(errors="replace")) > _LONGEST_FILE_NAME:
        raise UsageError(f"单位名称“{unit[:20]}…”太长，不能用作文件名；请用简称。")
    if is_device(kept):
        kept = f"_{kept}"
    return f"{kept}.xlsx"
