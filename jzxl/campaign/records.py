"""What was checked before, kept in the output folder, so that a run goes on where the last one stopped.

One line of JSON for each file, appended as soon as its copy is written: a line that a power cut tore is passed
over, and costs a check.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Set
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from os import SEEK_END
from pathlib import Path
from typing import Any, BinaryIO

from cattrs import Converter

from jzxl import __version__
from jzxl.campaign.tasks import Terms
from jzxl.check.finding import Stated
from jzxl.form.load import Catalog
from jzxl.gather import OWN_FOLDER
from jzxl.package import save_whole
from jzxl.paths import open_regular
from jzxl.result import FileResult

_FILE = "记录.jsonl"
# Between what is remembered of a file and its result; no JSON of ours holds it.
_BETWEEN = b"\t"


def terms_digest(catalog: Catalog, terms: Terms) -> str:
    """What a result depends on beside its file: this version, the definitions, and the limits."""
    fingerprints = [
        f"{standard}/{form.id}/{form.fingerprint}"
        for standard, forms in catalog.forms.items()
        for form in forms.values()
    ]
    said = [__version__, repr(terms.limits), catalog.asked, *sorted(fingerprints)]
    return hashlib.sha256("\0".join(said).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Entry:
    """What is remembered of a file without looking its result up.

    Attributes:
        file: what it is called in results.
        terms: what it was checked under, see `terms_digest`.
        sha256: of the file as it was checked.
        copy: name of its corrected copy, and copy_sha256: of that as it was written; both empty where there is none.
        told: what tells apart the findings of the round that the copy shows; empty where it shows none.
    """

    file: str
    terms: str
    sha256: str
    copy: str
    copy_sha256: str
    told: str = ""


class Records:
    """The records of an output folder; results stay on disk until they are asked for."""

    def __init__(self, output: Path) -> None:
        self._path = output / OWN_FOLDER / _FILE
        self._entries: dict[str, Entry] = {}
        # Where the line of each file begins.
        self._places: dict[str, int] = {}
        self._written: dict[str, set[str]] = {}
        self._lines = 0
        self._stream: BinaryIO | None = None
        with suppress(OSError), open_regular(self._path) as stream:
            at = 0
            for line in stream:
                # A torn line, or one that somebody wrote into, is passed over.
                with suppress(Exception):
                    self._note(_CONVERTER.structure(json.loads(line.partition(_BETWEEN)[0]), Entry), at)
                at += len(line)
                self._lines += 1

    def _note(self, entry: Entry, place: int) -> None:
        self._entries[entry.file] = entry
        self._places[entry.file] = place
        if entry.copy:
            self._written.setdefault(entry.copy, set()).add(entry.copy_sha256)

    def get(self, file: str) -> Entry | None:
        """What is remembered of a file, by what it is called in results."""
        return self._entries.get(file)

    def copy_of(self, file: str) -> str | None:
        """The name of a file's corrected copy; None where it had none."""
        entry = self._entries.get(file)
        return (entry.copy or None) if entry is not None else None

    def result(self, file: str) -> FileResult | None:
        """The result of a file; None where its line cannot be read."""
        with suppress(Exception):
            return _CONVERTER.structure(json.loads(self._line(file).partition(_BETWEEN)[2]), FileResult)
        return None

    def _line(self, file: str) -> bytes:
        with open_regular(self._path) as stream:
            stream.seek(self._places[file])
            return stream.readline()

    def written(self, copy: str) -> Set[str]:
        """The digests of all corrected copies that were written under this name, whichever file's they were."""
        return self._written.get(copy, frozenset())

    def add(self, terms: str, result: FileResult, copy_sha256: str, told: str = "") -> None:
        """Remember a file; on disk at once.

        :param told: see `Entry`
        :raises OSError: the folder cannot be written to
        """
        if self._stream is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._stream = self._path.open("a+b")
            if self._stream.tell():
                self._stream.seek(-1, SEEK_END)
                if self._stream.read(1) != b"\n":
                    self._stream.write(b"\n")
        entry = Entry(result.file, terms, result.sha256, result.copy or "", copy_sha256, told)
        place = self._stream.tell()
        self._stream.write(_json(entry) + _BETWEEN + _json(result) + b"\n")
        self._stream.flush()
        self._note(entry, place)
        self._lines += 1

    def close(self) -> None:
        """Keep the last line of each file only, if most have become needless.

        Raises:
            UsageError: the folder cannot be written to.
        """
        if self._stream is None:
            return
        self._stream.close()
        self._stream = None
        if self._lines > 2 * len(self._entries):
            save_whole(b"".join(self._line(file) for file in self._entries), self._path)


def _json(value: object) -> bytes:
    return json.dumps(_CONVERTER.unstructure(value), separators=(",", ":")).encode()


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
