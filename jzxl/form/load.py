"""Form definitions: files → :class:`~jzxl.form.model.Standard` and :class:`~jzxl.form.model.Form`.

A standard is a folder with ``standard.toml`` and one file for each form.  Every mistake gets an
error that names file, table and key, and says what is allowed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from jzxl.definition import Problems, Table
from jzxl.errors import DefinitionError, UsageError
from jzxl.form.model import Form
from jzxl.form.read_form import read_form
from jzxl.form.read_standard import check_across, read_standard, stand_in
from jzxl.form.roster import ROSTER_KEY, check_roster
from jzxl.form.standard import Standard
from jzxl.form.toml_file import read_toml
from jzxl.paths import is_folder, refusal_of

STANDARD_FILE = "standard.toml"
_PACKAGE = Path(__file__).resolve().parent.parent
# Installed, the definitions lie inside the package; in a checkout they lie beside it.
_OWN_FOLDERS = (_PACKAGE / "templates", _PACKAGE.parent / "templates")


@dataclass(frozen=True, eq=False)
class Catalog:
    """All standards found, by id, and the forms of each, by id.

    Attributes:
        asked: id of the one that sheets are read by which say nothing of their standard; empty where any may
            fit.
    """

    standards: dict[str, Standard]
    forms: dict[str, dict[str, Form]]
    asked: str = ""

    @property
    def all_forms(self) -> list[Form]:
        """The forms of all standards."""
        return [form for forms in self.forms.values() for form in forms.values()]

    @property
    def typed_forms(self) -> list[Form]:
        """The forms that a sheet may hold which somebody typed."""
        return list(self.forms[self.asked].values()) if self.asked else self.all_forms

    def asking_for(self, standard_id: str) -> Catalog:
        """The same, with typed sheets read by one standard.

        Raises:
            UsageError: no such standard.
        """
        self.standard_forms(standard_id)
        return replace(self, asked=standard_id)

    def standard_forms(self, standard_id: str) -> dict[str, Form]:
        """The forms of a standard.

        Raises:
            UsageError: no such standard; the message lists those that there are.
        """
        if standard_id not in self.forms:
            known = "、".join(self.standards) or "（没有）"
            raise UsageError(f"没有“{standard_id}”这个标准，现有的是：{known}。可用 jzxl forms 查看。")
        return self.forms[standard_id]


def load_catalog(own_folder: Path | None = None) -> Catalog:
    """All standards that come with jzxl, and those of a bureau's own folder.

    Args:
        own_folder: a folder of standards; one with the id of a built-in standard replaces it.

    Raises:
        DefinitionError: a definition is wrong.
        UsageError: the folder is not there.
    """
    catalog = Catalog({}, {})
    folders = [folder for folder in _OWN_FOLDERS if is_folder(folder)][:1]
    if own_folder is not None:
        if refusal := refusal_of(own_folder / STANDARD_FILE):
            raise UsageError(f"表式文件夹 {own_folder} 打不开（{refusal}）；请检查权限。")
        if not is_folder(own_folder):
            raise UsageError(f"找不到表式文件夹：{own_folder}")
        folders.append(own_folder)
    for folder in folders:
        for file in sorted(folder.glob(f"*/{STANDARD_FILE}")):
            standard, forms = load_standard(file.parent)
            catalog.standards[standard.id] = standard
            catalog.forms[standard.id] = forms
    return catalog


@cache
def load_standard(folder: Path) -> tuple[Standard, dict[str, Form]]:
    """One standard and its forms by id; read once in a process.

    Raises:
        DefinitionError: the definition is wrong; it has all problems that were found.
        UnreadableFileError: a file of it cannot be opened.
    """
    problems = Problems()
    shared = read_toml(folder / STANDARD_FILE, f"{folder.name}/{STANDARD_FILE}")
    root = Table(shared.content, f"{folder.name}/{STANDARD_FILE}", "", shared.lines)
    # A roster says what is filled in, not what a form is.
    defining = {key: value for key, value in shared.content.items() if key != ROSTER_KEY}
    standard = None
    with problems.noted():
        standard = read_standard(root, folder.name)
    forms: dict[str, Form] = {}
    for file in sorted(folder.glob("*.toml")):
        if file.name != STANDARD_FILE:
            with problems.noted():
                written = read_toml(file, f"{folder.name}/{file.name}")
                table = Table(written.content, f"{folder.name}/{file.name}", "", written.lines)
                fingerprint = _fingerprint(defining, written.content)
                form = read_form(table, standard or stand_in(root, folder.name), fingerprint)
                _refuse_second(table.table("form"), form, forms)
                forms[form.id] = form
    if not forms and not problems:
        raise DefinitionError(
            f"表式定义 {folder.name} 里没有表；每张表是一个 .toml 文件，和 {STANDARD_FILE} 放在一起"
        )
    problems.finish()
    assert standard is not None  # or there were problems
    with problems.noted():
        check_across(standard, forms, root)
    with problems.noted():
        check_roster(root, standard.roster, forms)
    problems.finish()
    return standard, forms


def _refuse_second(table: Table, form: Form, forms: Mapping[str, Form]) -> None:
    """A form that would share the id, or the names of its cells, with another of its standard."""
    if form.id in forms:
        raise table.error("id", f"“{form.id}”与同一标准的另一张表重复")
    for other in forms.values():
        if form.prefix != other.prefix:
            continue
        if form.prefix:
            raise table.error("prefix", f"“{form.prefix}”与“{other.title}”的一样；每张表要有自己的")
        raise table.error(
            "name-field", f"没有填；“{other.title}”也没有，一份工作簿里只能有一张不按项目填的表"
        )


def _fingerprint(*contents: Mapping[str, Any]) -> str:
    """Changes with what a definition says, not with its comments or spacing."""
    canonical = json.dumps(contents, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]
