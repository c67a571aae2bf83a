"""One file to check, as it is handed to a worker: in this process, in another, or on another machine."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from jzxl.check.finding import Finding
from jzxl.errors import JzxlError
from jzxl.form.load import Catalog, load_catalog
from jzxl.gather import FoundFile
from jzxl.package import DEFAULT_LIMITS, Limits
from jzxl.result import FileResult
from jzxl.review import review_file, unopened


@dataclass(frozen=True, slots=True)
class Terms:
    """What is the same for all files of a run.

    Attributes:
        templates: the bureau's own folder of standards; None where there is none.
        definitions: the files of that folder by their paths below it, where they are carried to machines
            that do not have the folder.
        standard: see :attr:`~jzxl.form.load.Catalog.asked`.
    """

    templates: Path | None = None
    limits: Limits = DEFAULT_LIMITS
    definitions: Mapping[str, bytes] | None = None
    standard: str = ""

    def carried(self) -> Terms:
        """The same with the definitions themselves in place of their folder."""
        if self.templates is None:
            return self
        files = sorted(self.templates.glob("*/*.toml"))
        read = {file.relative_to(self.templates).as_posix(): file.read_bytes() for file in files}
        return Terms(None, self.limits, read, self.standard)


@dataclass(frozen=True, slots=True)
class Task:
    """One file to check.

    Attributes:
        found: the file.
        content: its bytes, where the worker cannot read the file itself.
        more: what the round found of it, which its copy tells too.
    """

    found: FoundFile
    content: bytes | None = field(default=None, repr=False)
    more: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a task.

    Attributes:
        copy: the corrected copy; None where there is none.
    """

    result: FileResult
    copy: bytes | None = field(default=None, repr=False)


def check_task(task: Task, terms: Terms) -> Checked:
    """Check one file; never raises for what is in it."""
    found = task.found
    source: Path | bytes = found.path if task.content is None else task.content
    if task.content is None and found.member:
        try:
            source = found.read(terms.limits)
        except JzxlError as error:
            return Checked(unopened(found.shown, str(error)))
    catalog = _catalog(
        terms.templates, None if terms.definitions is None else _Definitions(terms.definitions)
    )
    if terms.standard:
        catalog = catalog.asking_for(terms.standard)
    return Checked(
        *review_file(source, catalog, with_copy=True, shown=found.shown, limits=terms.limits, more=task.more)
    )


class _Definitions:
    """Carried definitions, told apart by what they say."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        parts = (part for name in sorted(files) for part in (name.encode(), files[name]))
        self._digest = hashlib.sha256(b"\0".join(parts)).hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Definitions) and self._digest == other._digest

    def __hash__(self) -> int:
        return hash(self._digest)


@lru_cache(maxsize=4)
def _catalog(templates: Path | None, carried: _Definitions | None) -> Catalog:
    if carried is None:
        return load_catalog(templates)
    with tempfile.TemporaryDirectory(prefix="jzxl-") as folder:
        for name, content in carried.files.items():
            file = Path(folder) / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        return load_catalog(Path(folder))
