"""Form definitions: files → :class:`~jzxl.form.model.Standard` and :class:`~jzxl.form.model.Form`.

A standard is a folder with ``standard.toml`` and one file for each form.  Every mistake gets an
error that names file, table and key, and says what is allowed.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from jzxl.definition import Table
from jzxl.errors import DefinitionError, UsageError, reason_of
from jzxl.form.model import Form
from jzxl.form.read_form import read_form
from jzxl.form.read_standard import check_across, read_standard
from jzxl.form.roster import ROSTER_KEY, check_roster
from jzxl.form.standard import Standard

STANDARD_FILE = "standard.toml"
_PACKAGE = Path(__file__).resolve().parent.parent
# Installed, the definitions lie inside the package; in a checkout they lie beside it.
_OWN_FOLDERS = (_PACKAGE / "templates", _PACKAGE.parent / "templates")


@dataclass(frozen=True, eq=False)
class Catalog:
    """All standards found, by id, and the forms of each, by id."""

    standards: dict[str, Standard]
    forms: dict[str, dict[str, Form]]

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
    folders = [folder for folder in _OWN_FOLDERS if folder.is_dir()][:1]
    if own_folder is not None:
        if not own_folder.is_dir():
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
        DefinitionError: a definition is wrong.
    """
    shared = _read_toml(folder / STANDARD_FILE)
    # A roster says what is filled in, not what a form is.
    defining = {key: value for key, value in shared.items() if key != ROSTER_KEY}
    standard = read_standard(Table(shared, f"{folder.name}/{STANDARD_FILE}", ""), folder.name)
    forms: dict[str, Form] = {}
    for file in sorted(folder.glob("*.toml")):
        if file.name != STANDARD_FILE:
            content = _read_toml(file)
            table = Table(content, f"{folder.name}/{file.name}", "")
            form = read_form(table, standard, _fingerprint(defining, content))
            if form.id in forms:
                raise table.table("form").error("id", f"“{form.id}”与同一标准的另一张表重复")
            forms[form.id] = form
    root = Table(shared, f"{folder.name}/{STANDARD_FILE}", "")
    check_across(standard, forms, root)
    check_roster(root, standard.roster, forms)
    return standard, forms


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    except OSError as error:
        raise DefinitionError(f"表式定义 {file} 打不开：{reason_of(error)}") from error
    except UnicodeDecodeError as error:
        raise DefinitionError(f"表式定义 {file} 不是 UTF-8 编码，请用 UTF-8 另存") from error
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(f"表式定义 {file} 不是正确的 TOML：{error}") from error


def _fingerprint(*contents: dict[str, Any]) -> str:
    """Changes with what a definition says, not with its comments or spacing."""
    canonical = json.dumps(contents, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]
