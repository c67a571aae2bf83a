"""What is fuzzed: each target takes bytes, and raises only where jzxl has a defect.

Errors meant for the user (`JzxlError`) are the right answer to a bad file.  A `Defect` is an answer that is
wrong without being an exception: a message nobody can read, a copy that does not open again.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from returns import catalog

from fuzz.markup_mutations import broken
from fuzz.text_mutations import CELL, PASSAGE, ROW, SHEET, in_bytes, mutated_grid, mutated_text
from fuzz.workbook_mutations import mutated_workbook
from jzxl.check.checks import check_filing
from jzxl.correct.copy import corrected_copy
from jzxl.correct.rebuilt import rebuilt_copy
from jzxl.errors import JzxlError
from jzxl.evaluate import Evaluation, evaluate_form
from jzxl.package import (
    Cell,
    CellValue,
    Edit,
    ForeignSheet,
    ForeignWorkbook,
    Look,
    NewCell,
    NewSheet,
    Package,
    carried_by,
    foreign_kind,
    kind_of,
    open_foreign,
    open_package,
    shown,
)
from jzxl.package.address import join_ref, split_area
from jzxl.package.values import parse_number
from jzxl.read.filing import Filing, FilledForm
from jzxl.read.reader import read_filing, read_typed
from jzxl.read.typed import Kind, understand
from jzxl.report import result_lines, results_json
from jzxl.result import CLEAN, FINDINGS, FileResult, form_result
from jzxl.text.arithmetic import equations
from jzxl.text.comparison import comparable, compare, completion_rate, pair
from jzxl.text.facts import Passage, contradictions
from jzxl.text.named_scores import named_scores
from jzxl.text.progress import status
from jzxl.text.quantity import read
from jzxl.text.slips import slips
from jzxl.text.sums import sum_claims

FILE = "甲单位.xlsx"
# A message is one sentence on one screen.
_LONGEST_MESSAGE = 600


class Defect(AssertionError):
    """An answer that is wrong."""


@dataclass(frozen=True, slots=True)
class Target:
    """Something to fuzz.

    Attributes:
        run: raises only for a defect.
        change: a mutation of an input, with another input to take from.
        seconds: processor time that one input may take; the target of the issue, unless a child process with
            limits of its own does the work.
        share: of the time of a long run, in parts.
    """

    name: str
    run: Callable[[bytes], None]
    change: Callable[[bytes, Random, bytes], bytes]
    seconds: float = 2.0
    share: int = 3


def _check(condition: object, what: str) -> None:
    if not condition:
        raise Defect(what)


def _refused(error: JzxlError) -> None:
    message = str(error)
    _check(message.strip(), "an error without a message")
    _check("\n" not in message and len(message) <= _LONGEST_MESSAGE, "an error message of more than a line")


# The gate and the reader


def run_package(data: bytes) -> None:
    """Everything that can be read in a workbook is read."""
    kind_of(data)
    foreign_kind(data)
    try:
        package = open_package(data, name=FILE)
    except JzxlError as error:
        _refused(error)
        return
    reads: list[Callable[[], object]] = [
        lambda: package.properties,
        lambda: carried_by(package),
        lambda: list(package.related_parts()),
    ]
    for sheet in package.sheets:
        reads += [
            lambda name=sheet.name: package.notes(name),
            lambda name=sheet.name: _read_cells(package, name),
        ]
    for each in reads:
        try:
            each()
        except JzxlError as error:
            _refused(error)


def _read_cells(package: Package, name: str) -> None:
    content = package.content(name)
    for ref, cell in package.cells(name).items():
        _check(ref == cell.ref == join_ref(cell.row, cell.column), "a cell that is not where it says")
        if isinstance(cell.value, Decimal):
            _check(cell.value.is_finite(), "a number that is none")
        shown(cell.value, package.number_format(cell.style), date1904=package.date1904)
    for area in package.merges(name):
        split_area(area)
    content.base_style(7, 7)
    content.array_over(2, 2)


# The patcher


def run_patch(data: bytes) -> None:
    """Edits of all kinds; the copy opens, holds what was written, and all else as it was."""
    chance = Random(zlib.crc32(data))
    try:
        package = open_package(data, name=FILE)
        before = {sheet.name: dict(package.cells(sheet.name)) for sheet in package.sheets[:6]}
        notes = {sheet: package.notes(sheet) for sheet in before}
    except JzxlError as error:
        _refused(error)
        return
    edit = Edit(package)
    written: dict[tuple[str, str], CellValue] = {}
    noted: dict[tuple[str, str], str] = {}
    gone: set[str] = set()
    try:
        for sheet in chance.sample(sorted(before), min(len(before), 2)):
            for ref in _places(before[sheet], chance):
                _edit_cell(edit, sheet, ref, chance, written, noted)
            if chance.random() < 0.1:
                edit.set_row_height(sheet, 7, Decimal("30.5"))
        if chance.random() < 0.2:
            edit.remove_notes(
                chance.choice(
                    ["jzxl审核", *(author for all_ in notes.values() for author, _ in all_.values())]
                )
            )
        if chance.random() < 0.1:
            gone.add(chance.choice(sorted(before)))
            edit.remove_sheet(next(iter(gone)))
        if chance.random() < 0.1:
            edit.hide_sheet(chance.choice(sorted(before)))
        if chance.random() < 0.5:
            _edit_workbook(edit, chance, next(iter(sorted(before.keys() - gone)), None))
        copy = edit.to_bytes()
    except JzxlError as error:
        _refused(error)
        return
    _compare(open_copy(copy, package), before, written, noted, gone)


def _places(cells: Mapping[str, Cell], chance: Random) -> list[str]:
    there = chance.sample(sorted(cells), min(len(cells), 3))
    # Not in row 7, which may get a height: no cell may be added to such a row.
    return [*there, join_ref(chance.choice((1, 2, 3, 9, 40, 1_048_576)), chance.choice((1, 2, 5, 16_384)))]


def _edit_cell(
    edit: Edit,
    sheet: str,
    ref: str,
    chance: Random,
    written: dict[tuple[str, str], CellValue],
    noted: dict[tuple[str, str], str],
) -> None:
    match chance.randrange(7):
        case 0 | 1:
            edit.set_fill(sheet, ref, "FFC7CE")
        case 2:
            value = chance.choice(
                (Decimal("1.5"), 3, "", "甲\r\n_x0041_\x01<&", True, None, Decimal("1E+300"), "=1+1")
            )
            edit.write(sheet, ref, value)
            written[sheet, ref] = Decimal(value) if type(value) is int else value
        case 3:
            edit.write(sheet, ref, Decimal(2), formula='IF("<"="&",1,2)')
            written[sheet, ref] = Decimal(2)
        case 4:
            edit.note(sheet, ref, "请核对 <来源>\n第二行", author="jzxl审核")
            noted[sheet, ref] = "请核对 <来源>\n第二行"
        case 5:
            edit.lock(sheet, ref)
        case _:
            edit.restore_fill(sheet, ref, edit.fill_key(sheet, ref))


def _edit_workbook(edit: Edit, chance: Random, sheet: str | None) -> None:
    rows = [
        [
            NewCell("=问题<&", Look(bold=True, fill="DDEBF7", border=True, number_format="0.0%")),
            None,
            NewCell(3),
        ]
    ]
    edit.add_sheet(
        NewSheet("审核 结果", rows, widths=(9, 20), merges=("A2:C2",), freeze_rows=1),
        first=chance.random() < 0.5,
    )
    edit.define_name("_jzxl审核", "审核 结果", "A1")
    if sheet is not None:
        edit.define_name("_jzxl审核标记_1", sheet, "B2")
    edit.set_property("jzxl.fill.1", '<fill x="&"/>')
    if chance.random() < 0.3:
        edit.remove_property("jzxl")
        edit.remove_name("总分")


def open_copy(copy: bytes, original: Package | None = None) -> Package:
    """A workbook that we wrote ourselves: it opens, and every sheet reads that reads in the original."""
    try:
        package = open_package(copy, name="审核稿.xlsx")
    except JzxlError as error:
        raise Defect(f"the copy does not open: {error}") from None
    for sheet in package.sheets:
        try:
            package.cells(sheet.name)
            package.notes(sheet.name)
        except JzxlError as error:
            if original is None or _reads(original, sheet.name):
                raise Defect(f"a sheet of the copy does not open: {error}") from None
    try:
        assert package.properties is not None
    except JzxlError as error:
        try:
            _check(original is not None and original.properties is None, f"properties of the copy: {error}")
        except JzxlError:
            pass
    return package


def _reads(package: Package, sheet: str) -> bool:
    """Whether a sheet can be read; one that is not there counts, for then it is a new one."""
    try:
        if sheet in {each.name for each in package.sheets}:
            package.cells(sheet)
            package.notes(sheet)
    except JzxlError:
        return False
    return True


def _compare(
    package: Package,
    before: Mapping[str, Mapping[str, Cell]],
    written: Mapping[tuple[str, str], CellValue],
    noted: Mapping[tuple[str, str], str],
    gone: set[str],
) -> None:
    for sheet, cells in before.items():
        if sheet in gone:
            continue
        after = package.cells(sheet)
        for ref, cell in cells.items():
            if (sheet, ref) in written:
                continue
            now = after.get(ref)
            _check(now is not None, "a cell got lost")
            _check(
                now is not None and now[:5] == cell[:5] and now.has_cached == cell.has_cached,
                "another cell changed",
            )
        for ref in after.keys() - cells.keys():
            _check((sheet, ref) in written or after[ref].value is None, "a cell came out of nothing")
    for (sheet, ref), value in written.items():
        if sheet not in gone:
            now = package.cells(sheet).get(ref)
            there = now.value if now is not None else None
            _check(
                there == value or (there in (None, "") and value in (None, "")),
                "what was written is not there",
            )
    for (sheet, ref), text in noted.items():
        if sheet not in gone:
            _check(text in package.notes(sheet).get(ref, ("", ""))[1], "the note is not there")


# The whole review


def run_review(data: bytes) -> None:
    """A returned file, all the way as `jzxl.review` goes, without its net for unknown exceptions."""
    try:
        package = open_package(data, name=FILE)
        filing = read_filing(package, catalog())
    except JzxlError as error:
        _refused(error)
        return
    evaluated, result = _result(filing)
    try:
        copy = corrected_copy(package, filing, result)
    except JzxlError as error:
        _refused(error)
        return
    again = open_copy(copy, package)
    try:
        read_filing(again, catalog())
    except JzxlError as error:
        raise Defect(f"the copy cannot be read: {error}") from None


def _result(filing: Filing) -> tuple[list[tuple[FilledForm, Evaluation]], FileResult]:
    """The result of a filing, as JSON and on a terminal too."""
    evaluated = [(filled, evaluate_form(filled)) for filled in filing.forms]
    findings = check_filing(filing, evaluated)
    result = FileResult(
        file=FILE,
        sha256=filing.sha256,
        status=FINDINGS if findings else CLEAN,
        unit=filing.unit,
        year=filing.year,
        standard=filing.standard,
        forms=tuple(form_result(filled, evaluation) for filled, evaluation in evaluated),
        findings=findings,
    )
    results_json([result]).encode()
    for line in result_lines(result):
        _check("\n" not in line.plain and "\x1b" not in line.plain, "a line of the report breaks out")
    return evaluated, result


# Sheets that we did not issue


def run_labels(data: bytes) -> None:
    """Sheets written as text are read by their labels, checked, and written into our own workbook."""
    workbook = ForeignWorkbook(FILE, "0" * 64, "xls", tuple(sheets_of(data.decode("utf-8", "replace"))))
    filing = read_typed(workbook, catalog())
    evaluated, result = _result(filing)
    try:
        copy = rebuilt_copy(filing, evaluated, result)
    except JzxlError as error:
        _refused(error)
        return
    if copy is not None:
        open_copy(copy)


def sheets_of(text: str) -> Iterator[ForeignSheet]:
    """Sheets from text: a row a line, cells between bars, ``@A1:B2`` a merged range, ``\\n`` and ``\\t`` in cells."""
    for number, written in enumerate(text.split(SHEET)[:8], 1):
        cells: dict[str, Cell] = {}
        merges: list[str] = []
        for row, line in enumerate(written.split(ROW)[:5_000], 1):
            for column, cell in enumerate(line.split(CELL)[:200], 1):
                if cell.startswith("@") and split_area(cell[1:]) is not None:
                    merges.append(cell[1:])
                elif cell:
                    value = parse_number(cell)
                    ref = join_ref(row, column)
                    plain = (
                        value
                        if isinstance(value, Decimal)
                        else cell.replace("\\n", "\n").replace("\\t", "\t")
                    )
                    cells[ref] = Cell(ref, row, column, plain, None, 0, False)
        yield ForeignSheet(f"表{number}", False, cells, tuple(merges))


# Text


def run_text(data: bytes) -> None:
    """Every reader of texts; what it finds stands where it says."""
    passages = data.decode("utf-8", "replace").split(PASSAGE)[:30]
    for text in passages:
        _read_text(text)
    contradictions([Passage(str(number), text) for number, text in enumerate(passages)], year=2020)
    topics = [Passage(str(number), text, passages[-1][:80]) for number, text in enumerate(passages[:8])]
    for each in contradictions(topics):
        for place in each.occurrences:
            _check(
                place.text == passages[int(place.key)][place.start : place.end], "a fact is not where it says"
            )


def _read_text(text: str) -> None:
    for found in (
        equations(text),
        sum_claims(text),
        slips(text),
        named_scores(text, ("投入", "过程", "产出"), ("优", "良", "中", "差")),
    ):
        for each in found:
            _check(each.text == text[each.start : each.end], f"{type(each).__name__} is not where it says")
    reading = read(text)
    for claim in reading.claims:
        quantity = claim.quantity
        _check(quantity.text == text[quantity.start : quantity.end], "a quantity is not where it says")
    some = reading.claims[:12]
    pair(some, some[::-1])
    for target in some:
        for actual in some:
            compare(target, actual)
            if comparable(target, actual):
                completion_rate(target, actual)
    status(text)
    for piece in (text, text[:60], *text.split("，")[:20]):
        for kind in Kind:
            understood = understand(piece, kind).value
            _check(understood is None or understood.is_finite(), "a number that is none was understood")


# Other formats


def run_foreign(data: bytes) -> None:
    """What is no .xlsx, read in the child process."""
    kind_of(data)
    try:
        workbook = open_foreign(data, name="甲单位.xls")
    except JzxlError as error:
        _refused(error)
        return
    evaluated, result = _result(read_typed(workbook, catalog()))
    copy = rebuilt_copy(read_typed(workbook, catalog()), evaluated, result)
    if copy is not None:
        open_copy(copy)


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
        # Ten seconds: our own patience with the child is 20, and it is the child that takes them.
        Target("foreign", run_foreign, _mutated_foreign, seconds=10.0, share=1),
    )
}


def targets_named(names: Sequence[str]) -> list[Target]:
    """The targets of these names; all where none is named."""
    return [TARGETS[name] for name in names] if names else list(TARGETS.values())
