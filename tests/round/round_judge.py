"""What a round was told, as results.json has it, against what is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

CODES = frozenset(
    (
        "unit-unknown",
        "workbook-of-another",
        "file-name-mismatch",
        "file-renamed",
        "other-year",
        "returned-twice",
        "project-unknown",
        "project-missing",
    )
)
Told = tuple[str, str, str]
"""File or unit, code, and what tells one finding of the code from the next."""


def round_differences(truth: Mapping[str, Any], document: Mapping[str, Any]) -> list[str]:
    """A line for everything that was missed, or claimed and not so; none if all is right.

    Args:
        truth: the content of truth.json.
        document: that of results.json.
    """
    due, told = set(_due(truth)), set(_told(document))
    lines = [f"missed  {each}" for each in sorted(due - told)] + [
        f"false   {each}" for each in sorted(told - due)
    ]
    counted = {each["file"]: each["counted"] for each in document["filings"]}
    lines += [
        f"counted {each['unit']}: not the newer one"
        for each in truth["twice"]
        if (counted[each["counted"]], counted[each["superseded"]]) != (True, False)
    ]
    lines += [
        f"counted {each['file']}: of another year" for each in truth["other_year"] if counted[each["file"]]
    ]
    missing = {each["unit"] for each in document["missing"]}
    wanted = {*truth["missing"], *_not_attributed(truth)}
    # A form of another year is none of this one, nor is that of another standard.
    wanted |= {each["unit"] for kind in ("other_year", "other_standard") for each in truth[kind]}
    lines += [f"missing {unit}" for unit in sorted(missing ^ wanted)]
    return lines


def _not_attributed(truth: Mapping[str, Any]) -> Iterable[str]:
    """Units whose only return names them with another character in the place of one, which is no slip to be told."""
    for each in truth["unknown_unit"]:
        if not each["stamped"] and len(each["stated"]) == len(each["nearest"]):
            yield each["nearest"]


def _due(truth: Mapping[str, Any]) -> Iterable[Told]:
    for each in truth["foreign_unit"]:
        yield each["file"], "file-name-mismatch", each["named"]
    for each in truth["other_year"]:
        yield each["file"], "other-year", str(each["year"])
    for each in truth["renamed"]:
        yield each["file"], "file-renamed", ""
    for each in truth["unknown_unit"]:
        yield each["file"], "unit-unknown", each["stated"]
    for each in truth["twice"]:
        yield each["superseded"], "returned-twice", "hint"
        yield each["counted"], "returned-twice", "hint"
    for each in truth["projects_missing"]:
        yield each["unit"], "project-missing", each["name"]
    for each in truth["projects_unknown"]:
        yield each["unit"], "project-unknown", each["name"]


def _told(document: Mapping[str, Any]) -> Iterable[Told]:
    for filing in document["filings"]:
        for each in filing["findings"]:
            code = each["code"]
            if code in ("project-missing", "project-unknown"):
                yield (
                    filing["department"],
                    code,
                    each["expected"] if code == "project-missing" else each["stated"],
                )
            elif code == "returned-twice":
                yield filing["file"], code, each["severity"]
            elif code == "file-renamed":
                yield filing["file"], code, ""
            elif code in CODES:
                yield filing["file"], code, each["stated"]
