"""Faults that can be planted in an issued workbook, each with the findings that it must give."""

from __future__ import annotations

from round.faults import computed, entries, figures, file, goals, scores, slips, texts
from round.faults.model import Fault, registered

__all__ = ["ALL", "Fault"]

_MODULES = (figures, goals, scores, entries, computed, texts, slips, file)
ALL: tuple[Fault, ...] = registered()
