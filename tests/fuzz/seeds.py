"""What fuzzing starts from: the corpus kept beside this file, and larger inputs that are made when needed.

``python tests/fuzz --make-corpus`` writes the corpus anew.
"""

from __future__ import annotations

from pathlib import Path

import returns

from fuzz.make_corpus import CORPUS, FOLDER

CRASHES = FOLDER / "crashes"
# Workbooks of the public, only where they are at hand.
SHARED = returns.ROOT.parent / "shared" / "corpus"
_OF_WORKBOOKS = ("package", "patch", "review")
_LARGEST_SHARED = 60_000


def kept(target: str) -> list[Path]:
    """The corpus of a target and every crash found; three targets share the workbooks."""
    folders = [CORPUS / ("workbooks" if target in _OF_WORKBOOKS else target), CRASHES / target]
    return sorted(file for folder in folders for file in folder.glob("*"))


def seeds(target: str, *, shared: bool = True) -> list[bytes]:
    """Everything to start from, each once.

    :param shared: with workbooks that are not the same on every machine
    """
    found = [file.read_bytes() for file in kept(target)]
    if target == "review":
        filled = returns.filled()
        found += [
            filled,
            returns.three_published(),
            returns.retyped(filled),
            returns.saved_by_openpyxl(filled),
        ]
    elif target in _OF_WORKBOOKS:
        found.append(returns.issued())
    if shared and target in (*_OF_WORKBOOKS, "foreign"):
        kinds = (".xls", ".et", ".ods", ".xlsb") if target == "foreign" else (".xlsx", ".xlsm")
        files = sorted(file for file in SHARED.rglob("*") if file.suffix in kinds)
        found += [file.read_bytes() for file in files if file.stat().st_size <= _LARGEST_SHARED]
    return list(dict.fromkeys(found))
