"""What xlsxwriter does by itself and we do without, for speed."""

from __future__ import annotations

import io

import pytest
from returns import STANDARD, catalog
from xlsxwriter.worksheet import Worksheet

from jzxl.form.formulas import formula_book
from jzxl.form.model import Form
from jzxl.issue.canvas import Canvas


@pytest.mark.parametrize("form", catalog().forms[STANDARD].values(), ids=lambda form: form.id)
def test_formulas_are_stored_as_xlsxwriter_would(form: Form) -> None:
    """``Canvas.sheet`` leaves the search for newer functions out; should one be used, this fails."""
    for prefix in ("", form.prefix.format(number=1)):
        for name, formula in formula_book(form).excel_with(prefix).items():
            assert Worksheet()._prepare_formula(f"={formula}", True) == formula, name


def test_sheets_have_the_shorter_way() -> None:
    """A private method of xlsxwriter is replaced; under another name it would be without effect."""
    sheet = Canvas(io.BytesIO(), 2020).sheet("表", (10,))
    sheet.write_formula(0, 0, "=SORT(A2:A9)")
    assert sheet.table[0][0].formula == "SORT(A2:A9)"
