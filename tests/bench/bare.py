"""The issued workbook as a bare script of xlsxwriter: what writing the same sheets costs without jzxl.

While jzxl builds the workbook, every call that it makes of xlsxwriter is noted and written down as a
line of Python with its arguments as literals: texts, numbers, formulas with their results, formats,
merged ranges, validations, conditional formats, links, column widths, names, properties.  The lines are
compiled once.  Running them is xlsxwriter at work and nothing else: no form, no rule, no formula is
looked at, nothing is looked up.  Where jzxl merges a range and then writes its text, the script has one
call, and Decimals are plain numbers, as in a script by hand.  That the same workbook comes out is made sure of
once, byte by byte.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import wraps
from inspect import isfunction
from types import CodeType
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

# Run at the end of every script; and a question, not a change.
_CLOSE, _QUESTION = "close", "worksheets"


@dataclass(frozen=True, slots=True)
class _Call:
    """One call.

    Attributes:
        owner: variable of the worksheet, or ``book``.
        arguments: as Python source; by keyword where the key is not empty.
        result: variable for the worksheet or format that it gives; empty for other calls.
    """

    owner: str
    method: str
    arguments: tuple[tuple[str, str], ...]
    result: str

    def __str__(self) -> str:
        arguments = ", ".join(f"{key}={text}" if key else text for key, text in self.arguments)
        call = f"{self.owner}.{self.method}({arguments})"
        return f"{self.result} = {call}" if self.result else call


class BareScript:
    """A script that makes one workbook.

    Attributes:
        source: the script; ``book`` is its workbook.
    """

    def __init__(self, calls: Sequence[_Call]) -> None:
        self.source = "\n".join(map(str, calls))
        # As a function, so that its variables are as fast as those of any script's functions.
        lines = "\n    ".join(map(str, calls))
        code: CodeType = compile(f"def write(book):\n    {lines}\n", "<bare script>", "exec")
        names: dict[str, Any] = {"datetime": datetime}
        exec(code, names)
        self._write: Callable[[Workbook], None] = names["write"]

    def run(self) -> bytes:
        """Make the workbook."""
        target = io.BytesIO()
        workbook = xlsxwriter.Workbook(target, {"in_memory": True})
        self._write(workbook)
        workbook.close()
        return target.getvalue()


def record(issue: Callable[[], object]) -> BareScript:
    """The bare script that makes the workbook that xlsxwriter makes while ``issue`` runs.

    Raises:
        RuntimeError: it makes another workbook, or ``issue`` made none or several; the comparison would
            be unfair.
    """
    recorder = _Recorder()
    with recorder.listening():
        issue()
    script = BareScript(_merged_with_text(recorder.calls))
    if [script.run()] != recorder.workbooks:
        raise RuntimeError("the recorded calls of xlsxwriter make another workbook than jzxl does")
    return script


class _Recorder:
    """Notes calls.

    Attributes:
        calls: so far.
        workbooks: those that were closed, as files.
    """

    def __init__(self) -> None:
        self.calls: list[_Call] = []
        self.workbooks: list[bytes] = []
        self._variables: dict[int, str] = {}
        self._kept: list[object] = []  # else the ids above could be given out again
        self._inside = False

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Note the outermost calls of public methods; those that xlsxwriter itself makes are its own."""
        originals = [
            (owner, name, method)
            for owner in (Workbook, Worksheet)
            for name, method in vars(owner).items()
            if isfunction(method) and not name.startswith(("_", "get_")) and name != _QUESTION
        ]
        for owner, name, method in originals:
            setattr(owner, name, self._closing(method) if name == _CLOSE else self._noting(name, method))
        try:
            yield
        finally:
            for owner, name, method in originals:
                setattr(owner, name, method)

    def _noting(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(method)
        def noted(owner: Any, *arguments: Any, **options: Any) -> Any:
            # A workbook's constructor adds formats of its own; it has its last attribute after that.
            building = isinstance(owner, Workbook) and not hasattr(owner, "max_digit_width")
            if self._inside or building:
                return method(owner, *arguments, **options)
            # A class of worksheets of its own is no part of a bare script.
            written = (
                *(("", self._literal(each)) for each in arguments if not isinstance(each, type)),
                *((key, self._literal(each)) for key, each in options.items() if not isinstance(each, type)),
            )
            self._inside = True
            try:
                result = method(owner, *arguments, **options)
            finally:
                self._inside = False
            variable = ""
            if isinstance(result, (Worksheet, Format)):
                kind = "sheet" if isinstance(result, Worksheet) else "format"
                variable = f"{kind}_{len(self._variables)}"
                self._variables[id(result)] = variable
                self._kept.append(result)
            self.calls.append(_Call(self._variables.get(id(owner), "book"), name, written, variable))
            return result

        return noted

    def _closing(self, method: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(method)
        def closed(workbook: Any) -> None:
            method(workbook)
            self.workbooks.append(workbook.filename.getvalue())

        return closed

    def _literal(self, argument: Any) -> str:
        match argument:
            case Format():
                return self._variables[id(argument)]
            case dict():
                return (
                    "{" + ", ".join(f"{key!r}: {self._literal(each)}" for key, each in argument.items()) + "}"
                )
            case list():
                return "[" + ", ".join(map(self._literal, argument)) + "]"
            case datetime():
                return repr(argument).removeprefix("datetime.")
            case Decimal():
                return repr(int(argument) if argument == argument.to_integral_value() else float(argument))
            case None | bool() | int() | float() | str():
                return repr(argument)
        raise TypeError(f"{argument!r} has no literal here")


def _merged_with_text(calls: Sequence[_Call]) -> list[_Call]:
    """``merge_range(…, "", format)`` and the text or blank written into its first cell, as one call."""
    merged: list[_Call] = []
    for call in calls:
        before = merged[-1] if merged else None
        same_cell = (
            before is not None
            and before.method == "merge_range"
            and call.owner == before.owner
            and call.arguments[:2] == before.arguments[:2]
        )
        if before is not None and same_cell and call.method == "write_string":
            area = before.arguments[:4]
            merged[-1] = _Call(before.owner, before.method, (*area, *call.arguments[2:]), "")
        elif not (same_cell and call.method == "write_blank"):
            merged.append(call)
    return merged
