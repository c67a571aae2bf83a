"""Opened and saved by another program, a return is read the same, and nothing in it is called edited."""

from __future__ import annotations

from pathlib import Path

import pytest
from engines.libreoffice import convert, convert_all, requires_libreoffice
from make_samples import sample_returns
from test_findings import findings_of


@pytest.mark.libreoffice
@requires_libreoffice
def test_saved_by_libreoffice_the_findings_are_the_same(tmp_path: Path) -> None:
    files = {}
    for name, workbook in sample_returns().items():
        files[tmp_path / name] = workbook
        (tmp_path / name).write_bytes(workbook)
    output = tmp_path / "saved"
    output.mkdir()
    saved = convert_all(list(files), "xlsx", output)
    compared = 0
    for file, workbook in files.items():
        # LibreOffice computes what a program without calculation left out.
        before = {(each.code, each.cell) for each in findings_of(workbook) if each.code != "missing-value"}
        after = {(each.code, each.cell) for each in findings_of(saved[file].read_bytes())}
        assert after == before, file.name
        compared += len(before)
    assert compared > 10


@pytest.mark.libreoffice
@requires_libreoffice
def test_saved_as_xls_and_back_the_findings_are_the_same(tmp_path: Path) -> None:
    """Defined names and the stamp outlive the old format, so it is still read as an issued workbook."""
    compared = 0
    for name, workbook in sample_returns().items():
        file = tmp_path / name
        file.write_bytes(workbook)
        old = convert(file, "xls", tmp_path / "xls", fresh=True)
        back = convert(old, "xlsx", tmp_path / "back").read_bytes()
        before = {(each.code, each.cell) for each in findings_of(workbook) if each.code != "missing-value"}
        after = {(each.code, each.cell) for each in findings_of(back)}
        assert after == before, name
        compared += len(before)
    assert compared > 10
