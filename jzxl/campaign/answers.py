"""The answers that the bureau's clerk noted in 疑问答复.xlsx, applied to a round; new doubts, added to it.

What cannot be told for certain is not applied, and said: an answer to the wrong doubt would let an error pass.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from jzxl.campaign.answer_sheet import (
    CELL,
    DOUBT,
    GONE,
    ITEM,
    NAME,
    NUMBER,
    SHEET,
    STATE,
    UNIT,
    AnswerRow,
    AnswerSheet,
    cell_text,
    empty_sheet,
    texts_of,
)
from jzxl.campaign.doubts import NUMBER as NUMBER_FORM
from jzxl.campaign.doubts import Placed, placed, placed_findings, telling
from jzxl.campaign.model import Return, Round
from jzxl.check.finding import ANSWERED, Finding, Severity
from jzxl.errors import JzxlError, UsageError, reason_of
from jzxl.gather import OWN_FOLDER
from jzxl.package import save_whole
from jzxl.paths import is_there, read_regular
from jzxl.spelling import plain_name, without_spaces

_OPEN = "待答复"
_CHANGED = "内容改了，这条答复不再用"
# Why an answer is of no use, which the clerk is told.
_NOW_WRONG = "这一处是错误，要单位更正，不能用答复代替"
_TWO_ANSWERS = "同一处疑问有两种答复，请只留一种"
_NOT_ITS_OWN = "编号和单位、疑问对不上，请删去这一行再审核"
_UNKNOWN = "编号认不出来，请写在列出疑问的那一行"
_COMPLAINTS = (_NOW_WRONG, _TWO_ANSWERS, _NOT_ITS_OWN, _UNKNOWN)
_MOST_TOLD = 10
_LONGEST_QUOTED = 30


@dataclass(slots=True)
class Answered:
    """A round with its answers.

    Attributes:
        problems: why the workbook could not be read or written.
        remarks: what else the clerk should know of it.
        open: doubts that can be answered and are not.
    """

    round: Round
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    open: int = 0


def with_answers(round_: Round, output: Path, *, whole: bool = True) -> Answered:
    """Apply the answers that are noted in the output folder, and add the doubts that are not listed there yet.

    The workbook of the last run is kept beside: where the clerk's is lost or cannot be read, its answers hold.

    Args:
        whole: whether these are all returns; else what is noted of other units is left as it is.
    """
    answered = Answered(round_)
    try:
        _settle(answered, _Files(output), whole=whole)
    except JzxlError as error:
        answered.problems.append(str(error))
    except OSError as error:
        answered.problems.append(f"{NAME} 写不出来（{reason_of(error)}）；请再运行一次。")
    except Exception as error:  # the round must be told even where its answers cannot be
        answered.problems.append(f"{NAME} 出错，可能是程序的缺陷（{type(error).__name__}）；请告诉维护人员。")
    answered.open = sum(
        each.count(Severity.WARNING) for each in answered.round.counted if plain_name(each.unit)
    )
    return answered


class _Files:
    """The workbook, and the one of the last run."""

    def __init__(self, output: Path) -> None:
        self.path = output / NAME
        self._spare = output / OWN_FOLDER / NAME
        self._read: bytes | None = None

    def own(self) -> AnswerSheet | None:
        """The clerk's; None where it is not there.

        Raises:
            UnreadableFileError: it cannot be read.
        """
        with suppress(FileNotFoundError):
            # What the clerk saves from here on must not be written over.
            self._read = read_regular(self.path)
        return AnswerSheet(self._read) if self._read is not None else None

    def spare(self) -> AnswerSheet | None:
        """That of the last run; None where there is none that can be read."""
        with suppress(OSError, JzxlError):
            return AnswerSheet(read_regular(self._spare))
        return None

    def keep(self) -> None:
        """Keep the clerk's for the next run."""
        with suppress(OSError, JzxlError):
            if self._read is not None and not (
                is_there(self._spare) and read_regular(self._spare) == self._read
            ):
                self._spare.parent.mkdir(parents=True, exist_ok=True)
                save_whole(self._read, self._spare)

    def save(self, content: bytes) -> None:
        """Write it, unless somebody else did since it was read.

        Raises:
            UsageError: it cannot be written.
        """
        there = read_regular(self.path) if is_there(self.path) else None
        if there != self._read:
            raise UsageError(f"{NAME} 刚刚有人存过，没有动它；请再运行一次。")
        save_whole(content, self.path)
        self._read = content


def _settle(answered: Answered, files: _Files, *, whole: bool) -> None:
    doubts = {each.number: each for each in placed_findings(answered.round.returns, Severity.WARNING)}
    writable, restored = True, False
    try:
        sheet = files.own()
    except (JzxlError, OSError) as error:
        reason = (
            str(error)
            if isinstance(error, JzxlError)
            else f"{NAME} 打不开（{reason_of(error)}）；请先关闭它。"
        )
        sheet, writable = files.spare(), False
        held = "答复按上次读到的算" if sheet is not None else "所有的疑问都当作没有答复"
        answered.problems.append(f"{reason}没有动这个文件，这次{held}。")
        if sheet is None:
            return
    if sheet is None:
        sheet = files.spare()
        restored = sheet is not None
        if sheet is None and not doubts:
            return
        sheet = sheet or AnswerSheet(empty_sheet())
        if restored:
            answered.remarks.append(f"{NAME} 不在了，照上次的样子放了回去；不要其中的答复，请打开它删去。")
    listing = _Listing(sheet, doubts, _others(answered.round), whole=whole)
    answered.round = replace(
        answered.round, returns=tuple(listing.applied(each) for each in answered.round.returns)
    )
    answered.remarks += listing.complaints()
    if not writable:
        return
    try:
        listing.bring_up_to_date()
        if sheet.changed or restored:
            files.save(sheet.to_bytes())
    finally:
        files.keep()


def _others(round_: Round) -> tuple[Collection[str], Collection[str]]:
    """Places of errors, and the units that this round is of."""
    errors = {each.place for each in placed_findings(round_.returns, Severity.ERROR)}
    return errors, {plain_name(each.unit) for each in round_.counted}


class _Listing:
    """The rows of a sheet held against the doubts of a round."""

    def __init__(
        self,
        sheet: AnswerSheet,
        doubts: Mapping[str, Placed],
        others: tuple[Collection[str], Collection[str]],
        *,
        whole: bool,
    ) -> None:
        self._sheet, self._doubts, self._whole = sheet, doubts, whole
        self._errors, self._units = others
        self._at = {each.place: each for each in doubts.values()}
        self._own: dict[str, list[AnswerRow]] = defaultdict(list)
        self._states: dict[int, str] = {}
        # The last answer at each place to something else than what stands there now.
        self._former: dict[str, str] = {}
        self._answers: dict[str, str] = {}
        for row in sheet.rows:
            self._look_at(row)
        for number, rows in self._own.items():
            self._weigh(number, rows)

    def _look_at(self, row: AnswerRow) -> None:
        number = row.texts[NUMBER]
        found = NUMBER_FORM.fullmatch(number)
        if found is None:
            # Without an answer it is a line of the clerk's own.
            if row.answer:
                self._states[row.row] = _UNKNOWN
            return
        if not self._whole and plain_name(row.texts[UNIT]) not in self._units:
            return
        doubt, there = self._doubts.get(number), self._at.get(found[1])
        if doubt is not None and _is_of(row, doubt):
            self._own[number].append(row)
        elif doubt is not None or (there is not None and not _same_unit(row, there)):
            self._states[row.row] = _NOT_ITS_OWN
        elif there is not None:
            self._states[row.row] = _CHANGED if row.answer else GONE
            if row.answer:
                self._former[found[1]] = row.answer
        else:
            self._states[row.row] = _NOW_WRONG if row.answer and found[1] in self._errors else GONE

    def _weigh(self, number: str, rows: Sequence[AnswerRow]) -> None:
        """What the rows of one doubt come to; there is one, unless it was copied."""
        answers = {without_spaces(row.answer): row.answer for row in rows if row.answer}
        state = self._state_of(self._doubts[number])
        if len(answers) == 1:
            (self._answers[number],) = answers.values()
            state = ANSWERED
        elif answers:
            state = _TWO_ANSWERS
        self._states.update((row.row, state) for row in rows)

    def _state_of(self, doubt: Placed) -> str:
        """The state of a doubt without an answer."""
        rows = self._own.get(doubt.number)
        former = self._former.get(doubt.place)
        if former is None:
            return _OPEN
        again = f"{_OPEN}；{_told_of(former)}"
        # A doubt that stood beside the one that changed was not answered before.
        return again if not rows or any(row.texts.get(STATE) == again for row in rows) else _OPEN

    def applied(self, each: Return) -> Return:
        """The return with its doubts answered, or with a word on an answer that no longer applies."""
        if not each.counted or not (self._answers or self._former):
            return each
        findings = tuple(self._with_answer(each, finding) for finding in each.result.findings)
        return replace(each, result=replace(each.result, findings=findings))

    def _with_answer(self, each: Return, finding: Finding) -> Finding:
        if finding.severity is not Severity.WARNING or not plain_name(each.unit):
            return finding
        doubt = placed(each, finding)
        answer = self._answers.get(doubt.number)
        if answer is not None:
            return replace(finding, answer=answer)
        state = self._state_of(doubt)
        if state == _OPEN:
            return finding
        return replace(finding, message=f"{finding.message}{_told_of(self._former[doubt.place])}。")

    def complaints(self) -> Iterator[str]:
        """A line for each answer that is of no use."""
        told = [
            f"{NAME} 第 {row.row} 行的答复没有用：{self._states[row.row]}。"
            for row in self._sheet.rows
            if row.answer and self._states.get(row.row) in _COMPLAINTS
        ]
        yield from told[:_MOST_TOLD]
        if len(told) > _MOST_TOLD:
            yield f"{NAME} 里没有用的答复共 {len(told)} 条，其余的看“{STATE}”一列。"

    def bring_up_to_date(self) -> None:
        """Write how each row stands, where its doubt now is, and the doubts that have no row yet."""
        for row in self._sheet.rows:
            if row.row in self._states:
                self._sheet.put(row, {STATE: self._states[row.row]})
        for number, rows in self._own.items():
            texts = texts_of(self._doubts[number])
            for row in rows:
                self._sheet.put(row, {name: texts[name] for name in (SHEET, CELL, ITEM, DOUBT)})
        for number, doubt in self._doubts.items():
            if number not in self._own:
                self._sheet.add(texts_of(doubt) | {STATE: self._state_of(doubt)})


def _is_of(row: AnswerRow, doubt: Placed) -> bool:
    """Whether a row says of what its number says it is: columns are sorted alone, and rows copied."""
    return _same_unit(row, doubt) and telling(row.texts[DOUBT]) == telling(cell_text(doubt.finding.message))


def _same_unit(row: AnswerRow, doubt: Placed) -> bool:
    return plain_name(row.texts[UNIT]) == plain_name(cell_text(doubt.unit))


def _told_of(former: str) -> str:
    text = " ".join(former.split())
    short = text if len(text) <= _LONGEST_QUOTED else f"{text[:_LONGEST_QUOTED]}…"
    return f"原来的答复“{short}”是对改动以前的内容的"
