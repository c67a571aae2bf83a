"""What stands on the package layer: the whole review, sheets read by their labels, texts, other formats."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from decimal import Decimal

from returns import catalog

from fuzz.text_mutations import CELL, PASSAGE, ROW, SHEET
from fuzz.verdict import FILE, Defect, check, open_copy, refused
from jzxl.campaign.model import Return, Round, Standing
from jzxl.campaign.report import result_lines, results_json
from jzxl.correct.copy import corrected_copy
from jzxl.correct.rebuilt import rebuilt_copy
from jzxl.errors import JzxlError
from jzxl.evaluate import Evaluation
from jzxl.package import Cell, ForeignSheet, ForeignWorkbook, kind_of, open_foreign, open_package
from jzxl.package.address import join_ref, split_area
from jzxl.package.values import parse_number
from jzxl.read.filing import Filing, FilledForm
from jzxl.read.reader import read_filing, read_typed
from jzxl.read.typed import Kind, understand
from jzxl.result import FileResult
from jzxl.review import judge
from jzxl.text.arithmetic import equations
from jzxl.text.comparison import comparable, compare, completion_rate, pair
from jzxl.text.facts import Passage, contradictions
from jzxl.text.named_scores import named_scores
from jzxl.text.progress import status
from jzxl.text.quantity import read
from jzxl.text.slips import slips
from jzxl.text.sums import sum_claims

_MOST_SHEETS, _MOST_ROWS, _MOST_COLUMNS = 8, 5_000, 200
_MOST_PASSAGES, _MOST_PAIRS = 30, 12
_BLOCKS, _GRADES = ("投入", "过程", "产出"), ("优", "良", "中", "差")


def run_review(data: bytes) -> None:
    """A returned file, all the way as `jzxl.review` goes, without its net for unknown exceptions."""
    try:
        package = open_package(data, name=FILE)
        filing = read_filing(package, catalog())
    except JzxlError as error:
        refused(error)
        return
    _, result = _result(filing)
    try:
        copy = corrected_copy(package, filing, result)
    except JzxlError as error:
        refused(error)
        return
    try:
        read_filing(open_copy(copy, package), catalog())
    except JzxlError as error:
        raise Defect(f"the copy cannot be read: {error}") from None


def _result(filing: Filing) -> tuple[list[tuple[FilledForm, Evaluation]], FileResult]:
    """The result of a filing, which is written as JSON and on a terminal too."""
    evaluated, result = judge(filing, FILE)
    results_json(Round(None, (Return(result, None, Standing.COUNTED),))).encode()
    for line in result_lines(result):
        check("\n" not in line.plain and "\x1b" not in line.plain, "a line of the report breaks out")
    return evaluated, result


def run_labels(data: bytes) -> None:
    """Sheets written as text are read by their labels, checked, and written into our own workbook."""
    sheets = tuple(sheets_of(data.decode("utf-8", "replace")))
    # Building a workbook takes as long as all before it, and less is found in it.
    _review_typed(ForeignWorkbook(FILE, "0" * 64, "xls", sheets), with_copy=zlib.crc32(data) % 6 == 0)


def run_foreign(data: bytes) -> None:
    """What is no .xlsx, read in the child process."""
    kind_of(data)
    try:
        workbook = open_foreign(data, name=FILE)
    except JzxlError as error:
        refused(error)
        return
    _review_typed(workbook, with_copy=True)


def _review_typed(workbook: ForeignWorkbook, *, with_copy: bool) -> None:
    filing = read_typed(workbook, catalog())
    evaluated, result = _result(filing)
    if not with_copy:
        return
    try:
        copy = rebuilt_copy(workbook, filing, evaluated, result)
    except JzxlError as error:
        refused(error)
        return
    if copy is not None:
        open_copy(copy)


def sheets_of(text: str) -> Iterator[ForeignSheet]:
    """Sheets from text: a row a line, cells between bars, ``@A1:B2`` a merged range, ``\\n`` and ``\\t`` in cells."""
    for number, written in enumerate(text.split(SHEET)[:_MOST_SHEETS], 1):
        cells: dict[str, Cell] = {}
        merges: list[str] = []
        for row, line in enumerate(written.split(ROW)[:_MOST_ROWS], 1):
            for column, said in enumerate(line.split(CELL)[:_MOST_COLUMNS], 1):
                if said.startswith("@") and split_area(said[1:]) is not None:
                    merges.append(said[1:])
                elif said:
                    number_there = parse_number(said)
                    ref = join_ref(row, column)
                    plain = said.replace("\\n", "\n").replace("\\t", "\t")
                    value = number_there if isinstance(number_there, Decimal) else plain
                    cells[ref] = Cell(ref, row, column, value, None, 0, False)
        yield ForeignSheet(f"表{number}", False, cells, tuple(merges))


def run_text(data: bytes) -> None:
    """Every reader of texts; what it finds stands where it says."""
    passages = data.decode("utf-8", "replace").split(PASSAGE)[:_MOST_PASSAGES]
    for text in passages:
        _read_text(text)
    plain = [Passage(str(number), text) for number, text in enumerate(passages)]
    topics = [Passage(str(number), text, passages[-1][:80]) for number, text in enumerate(passages[:8])]
    for each in (*contradictions(plain, year=2020), *contradictions(topics)):
        for place in each.occurrences:
            text = passages[int(place.key)]
            check(place.text == text[place.start : place.end], "a fact is not where it says")


def _read_text(text: str) -> None:
    found = (equations(text), sum_claims(text), slips(text), named_scores(text, _BLOCKS, _GRADES))
    for each in (each for kind in found for each in kind):
        check(each.text == text[each.start : each.end], f"{type(each).__name__} is not where it says")
    claims = read(text).claims
    for claim in claims:
        quantity = claim.quantity
        check(quantity.text == text[quantity.start : quantity.end], "a quantity is not where it says")
    some = claims[:_MOST_PAIRS]
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
            check(understood is None or understood.is_finite(), "a number that is none was understood")
