"""What a fault is, and the list of all."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, auto

from round.draft import BookDraft, Expected

Planting = Callable[[BookDraft, random.Random], list[Expected] | None]


class Phase(Enum):
    """When a fault is planted: what comes later goes with it, so that it stays the only thing wrong."""

    FUNDS = auto()
    """The projects' funds are known."""
    FIGURES = auto()
    """The department's figures are known."""
    GOALS = auto()
    """Goals are known, scores are not."""
    ENTRIES = auto()
    """All numbers are known, texts are not."""
    CELLS = auto()
    """All is known."""
    FILE = auto()
    """Only the file is still to be written."""


@dataclass(frozen=True)
class Fault:
    """One kind of fault.

    Attributes:
        key: the code of its finding, with what tells it apart from others of that code.
        planting: plants it; gives what must be found, or None where the workbook has no place for it.
    """

    key: str
    phase: Phase
    planting: Planting

    def plant(self, book: BookDraft, rng: random.Random) -> list[Expected] | None:
        """Plant it, if it fits."""
        found = self.planting(book, rng)
        return None if found is None else [replace(each, fault=self.key) for each in found]


_REGISTERED: list[Fault] = []
ERROR, WARNING, HINT = "error", "warning", "hint"


def fault(key: str, phase: Phase) -> Callable[[Planting], Planting]:
    """Add a function to the list of faults."""

    def add(planting: Planting) -> Planting:
        _REGISTERED.append(Fault(key, phase, planting))
        return planting

    return add


def registered() -> tuple[Fault, ...]:
    """All faults that were added."""
    return tuple(_REGISTERED)


def at(code: str, severity: str, form: int | None = None, name: str = "") -> Expected:
    """A finding at a field; the code may be a fault's key."""
    return Expected(code.partition("/")[0], severity, form, name)
