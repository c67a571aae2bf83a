"""What was checked before, kept in the output folder, so that a run goes on where the last one stopped.

One line of JSON for each file, appended as soon as its copy is written: a line that a power cut tore is passed
over, and costs a check.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from cattrs import Converter

from jzxl import __version__
from jzxl.campaign.tasks import Terms
from jzxl.check.finding import Stated
from jzxl.form.load import Catalog
from jzxl.gather import OWN_FOLDER
from jzxl.package import save_whole
from jzxl.result import FileResult

_FILE = "记录.jsonl"


def terms_digest(catalog: Catalog, terms: Terms) -> str:
    """What a result depends on beside its file: this version, the definitions, and the limits."""
    fingerprints = [
        f"{standard}/{form.id}/{form.fingerprint}"
        for standard, forms in catalog.forms.items()
        for form in forms.values()
    ]
    said = [__version__, repr(terms.limits), *sorted(fingerprints)]
    return hashlib.sha256("\0".join(said).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Record:
    """A file that was checked.

    Attributes:
        terms: what it was checked under, see `terms_digest`.
        copy_sha256: of its corrected copy as it was written; empty where there is none.
    """

    terms: str
    result: FileResult
    copy_sha256: str


class Records:
    """The records of an output folder."""

    def __init__(self, output: Path) -> None:
        self._path = output / OWN_FOLDER / _FILE
        self._known: dict[str, Record] = {}
        self._by_copy: dict[str, list[Record]] = {}
        self._stream: TextIO | None = None
        with suppress(OSError, UnicodeDecodeError):
            for line in self._path.read_text("utf-8").splitlines():
                self._take(line)

    def _take(self, line: str) -> None:
        # A torn line, one of another version of jzxl, or one that somebody wrote into.
        with suppress(Exception):
            record = _CONVERTER.structure(json.loads(line), Record)
            self._known[record.result.file] = record
            if record.result.copy is not None:
                self._by_copy.setdefault(record.result.copy, []).append(record)

    def get(self, file: str) -> Record | None:
        """The record of a file, by what it is called in results."""
        return self._known.get(file)

    @property
    def copies(self) -> Mapping[str, str]:
        """The digest of every corrected copy as it was written, by its name."""
        return {
            record.result.copy: record.copy_sha256
            for record in self._known.values()
            if record.result.copy is not None
        }

    def add(self, record: Record) -> None:
        """Remember a file; on disk at once.

        :raises OSError: the folder cannot be written to
        """
        if self._stream is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            torn = self._path.exists() and not self._path.read_bytes().endswith(b"\n")
            self._stream = self._path.open("a", encoding="utf-8")
            if torn:
                self._stream.write("\n")
        self._stream.write(_line(record))
        self._stream.flush()
        self._known[record.result.file] = record

    def others_with(self, copy: str, file: str) -> list[Record]:
        """The records of other files whose copy had this name."""
        return [each for each in self._by_copy.get(copy, ()) if each.result.file != file]

    def close(self) -> None:
        """Keep the last record of each file, those of other runs too.

        Raises:
            UsageError: the folder cannot be written to.
        """
        if self._stream is None:
            return
        self._stream.close()
        self._stream = None
        save_whole("".join(map(_line, self._known.values())).encode(), self._path)


def _line(record: Record) -> str:
    return json.dumps(_CONVERTER.unstructure(record), separators=(",", ":")) + "\n"


def _converter() -> Converter:
    """Numbers and texts are told apart: a number stands in a list of one."""
    converter = Converter(detailed_validation=False)
    converter.register_unstructure_hook(Decimal, lambda number: [str(number)])
    converter.register_structure_hook(Decimal, lambda said, _: Decimal(said[0]))

    def stated(said: Any, _: object) -> Stated:
        return Decimal(said[0]) if isinstance(said, list) else said

    converter.register_structure_hook(Decimal | str | None, stated)
    return converter


_CONVERTER = _converter()
