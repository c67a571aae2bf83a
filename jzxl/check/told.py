"""The running texts of a form, where they stand, and how a finding about one is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from jzxl.check.finding import Finding, Severity
from jzxl.form import naming
from jzxl.form.model import Form
from jzxl.read.entry import Entry
from jzxl.read.filing import FilledForm


@dataclass(frozen=True, slots=True)
class Told:
    """A text of a form and where it stands."""

    item: str
    entry: Entry
    text: str

    def finding(
        self,
        code: str,
        severity: Severity,
        message: str,
        *,
        stated: str,
        expected: str | None = None,
        basis: str = "",
    ) -> Finding:
        """A finding at this text."""
        return Finding(
            code=code,
            severity=severity,
            sheet=self.entry.sheet,
            cell=self.entry.cell,
            name=self.entry.name,
            item=self.item,
            stated=stated,
            expected=expected,
            message=message,
            basis=basis,
        )


def texts_of(filled: FilledForm) -> Iterator[Told]:
    """The narratives and explanations of a form; short fields and the table of goals are none."""
    items = filled.instance.cells.items
    for name in _text_names(filled.form):
        entry = filled.entries.get(name)
        if entry is not None and isinstance(entry.value, str) and entry.formula is None:
            yield Told(items[name], entry, entry.value)


@lru_cache(maxsize=64)
def _text_names(form: Form) -> tuple[str, ...]:
    """The names of the cells that hold running text, in the order of the form."""
    fields = [field.name for field in form.fields if field.lines > 1]
    notes = [naming.note(each) for each in form.indicators] if form.has_notes else []
    return (*fields, *notes)
