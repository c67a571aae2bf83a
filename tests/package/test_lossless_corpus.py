"""Marks of every kind on workbooks that no one here wrote: nothing else changes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from lossless import compare
from lossless_asked import Asked, every_kind_of_edit
from test_package_reading import CORPUS, corpus
from validity import NO_VALIDATOR, VALIDATOR, faults, new_errors

from jzxl.errors import UnreadableFileError
from jzxl.package import open_package

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="no corpus of public workbooks beside the repository"
)


@cache
def copied(path: Path) -> tuple[bytes, bytes, Asked]:
    """A workbook, its marked copy, and what was asked; the tests of a file that is refused are skipped."""
    try:
        package = open_package(path)
        edit = every_kind_of_edit(package)
    except UnreadableFileError as error:
        pytest.skip(f"refused at the gate: {error}")
    return package.data, edit.to_bytes(), edit.asked


@pytest.mark.parametrize("path", corpus(), ids=lambda path: path.name)
def test_nothing_but_marks(path: Path) -> None:
    before, after, asked = copied(path)
    comparison = compare(before, after, asked)
    assert comparison.differences == []
    assert comparison.tally.parts >= 3
    assert len(asked.fills) >= 2


@pytest.mark.parametrize("path", corpus(), ids=lambda path: path.name)
def test_the_copy_has_no_fault_that_did_not_come_with_it(path: Path) -> None:
    before, after, _ = copied(path)
    assert set(faults(after)) <= set(faults(before))


@pytest.mark.skipif(VALIDATOR is None, reason=NO_VALIDATOR)
@pytest.mark.parametrize("path", corpus(), ids=lambda path: path.name)
def test_validator_finds_nothing_new(path: Path, tmp_path: Path) -> None:
    before, after, _ = copied(path)
    assert new_errors(before, after, tmp_path, path.suffix) == []
