"""What is fuzzed: each target takes bytes, and raises only where jzxl has a defect.

Errors meant for the user (`JzxlError`) are the right answer to a bad file.  A `Defect` is an answer that is
wrong without being an exception: an endless message, a copy that does not open again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from fuzz.markup_mutations import broken
from fuzz.package_targets import run_package, run_patch
from fuzz.review_targets import run_foreign, run_labels, run_review, run_text
from fuzz.text_mutations import in_bytes, mutated_grid, mutated_text
from fuzz.workbook_mutations import mutated_workbook


@dataclass(frozen=True, slots=True)
class Target:
    """Something to fuzz.

    Attributes:
        run: raises only for a defect.
        change: a mutation of an input, with another input to take from.
        share: of the time of a long run, in parts.
        seconds: processor time that one input may take.
    """

    name: str
    run: Callable[[bytes], None]
    change: Callable[[bytes, Random, bytes], bytes]
    share: int = 3
    seconds: float = 2.0


def _mutated_foreign(data: bytes, chance: Random, other: bytes = b"") -> bytes:
    return mutated_workbook(data, chance, other) if chance.random() < 0.7 else broken(data, chance)


TARGETS: Mapping[str, Target] = {
    each.name: each
    for each in (
        Target("package", run_package, mutated_workbook),
        Target("patch", run_patch, mutated_workbook),
        Target("review", run_review, mutated_workbook, share=4),
        Target("labels", run_labels, in_bytes(mutated_grid)),
        Target("text", run_text, in_bytes(mutated_text)),
        # A process for each input makes it slow.
        Target("foreign", run_foreign, _mutated_foreign, share=1),
    )
}


def targets_named(names: Sequence[str]) -> list[Target]:
    """The targets of these names; all where none is named."""
    return [TARGETS[name] for name in names] if names else list(TARGETS.values())
