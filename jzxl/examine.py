"""What whoever writes a definition wants to know: all that is wrong with it, or what it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jzxl.errors import DefinitionError, UsageError
from jzxl.form.load import STANDARD_FILE, Catalog, load_standard
from jzxl.form.model import Form
from jzxl.form.standard import Standard
from jzxl.issue.recipient import Order, issue_workbook
from jzxl.package import open_package
from jzxl.paths import is_regular, refusal_of, resolved
from jzxl.read.reader import read_filing

_UNIT, _PROJECT = "某单位", "某项目"


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found in one standard.

    Attributes:
        standard, forms: what it defines; None and none where something is wrong.
        problems: a sentence for each, with file, table and key.
    """

    standard: Standard | None
    forms: Mapping[str, Form]
    problems: tuple[str, ...]


def examine(path: Path) -> list[Examined]:
    """Examine a standard by its folder or one of its files, or all standards in a folder.

    Raises:
        UsageError: there is no definition.
        UnreadableFileError: a file cannot be opened, or is not UTF-8.
    """
    if refusal := refusal_of(path / STANDARD_FILE):
        raise UsageError(f"{path} 打不开（{refusal}）；请检查权限和路径。")
    folders = _folders(path)
    if not folders:
        raise UsageError(
            f"{path} 不是表式定义：请写 {STANDARD_FILE} 所在的文件夹、其中的一个 .toml 文件，"
            "或装着几个这样的文件夹的文件夹。"
        )
    return [_examine(folder) for folder in folders]


def _folders(path: Path) -> list[Path]:
    # The folder names the standard, so "." will not do.
    whole = resolved(path)
    if is_regular(whole):
        return [whole.parent] if whole.suffix == ".toml" and is_regular(whole.parent / STANDARD_FILE) else []
    if is_regular(whole / STANDARD_FILE):
        return [whole]
    return sorted(file.parent for file in whole.glob(f"*/{STANDARD_FILE}"))


def _examine(folder: Path) -> Examined:
    try:
        standard, forms = load_standard(folder)
    except DefinitionError as error:
        return Examined(None, {}, error.problems)
    problem = _trial(standard, forms)
    return Examined(standard, forms, (problem,) if problem else ())


def _trial(standard: Standard, forms: Mapping[str, Form]) -> str:
    """What goes wrong when the forms are issued and read back, which nothing should; empty where nothing does."""
    names = (_PROJECT,) if any(form.name_field for form in forms.values()) else ()
    try:
        workbook = issue_workbook(Order(_UNIT, standard.year, tuple(forms.values()), names))
        known = Catalog({standard.id: standard}, {standard.id: dict(forms)})
        filing = read_filing(open_package(workbook), known)
    except Exception as error:  # a gap in what is checked above; whoever writes a definition must see it
        return f"表式定义 {standard.id}：按它下发时出错（{type(error).__name__}：{error}）；请把这套表式和这句话发给 jzxl 的作者"
    lost = [form.title for form in forms.values() if form.id not in [each.form.id for each in filing.forms]]
    return f"表式定义 {standard.id}：下发的表读不回来：{'、'.join(lost)}" if lost else ""
