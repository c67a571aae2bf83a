"""A roster → the workbooks of a round in a folder, and the list of them.

Issuing is repeatable: the same roster gives the same files, so a file that is there already and has the
same content was issued before.  One that differs is never overwritten unasked; it is left, and told.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from jzxl.campaign.issue_list import list_workbook, may_replace
from jzxl.campaign.model import Known, Roster
from jzxl.campaign.roster import Remark, roster_error
from jzxl.campaign.shelf import put_down
from jzxl.errors import JzxlError, UnreadableFileError, UsageError
from jzxl.filenames import file_key
from jzxl.form.model import Form
from jzxl.gather import LIST_NAME
from jzxl.issue.order import NAMED_ONLY, file_name, no_such_form
from jzxl.issue.recipient import Order, issue_workbook
from jzxl.issue.stamp import Stamp
from jzxl.issue.values import Prefilling
from jzxl.package import open_package, save_whole
from jzxl.paths import file_sha256, is_there, read_regular
from jzxl.rule.exact import Value

# Each is opened and read for it, and nobody reads more of them.
EXPLAINED_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class Parcel:
    """A workbook to be issued.

    Attributes:
        code: of the unit; empty where there is none.
        build: makes the workbook; the same bytes whenever it is called.
        issue: id of the workbook, as its stamp has it.
    """

    unit: str
    code: str
    file: str
    projects: tuple[str, ...]
    issue: str
    build: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Differing:
    """A file that is not what would be issued now.

    Attributes:
        why: in a few words; empty where that was not looked at.
    """

    file: str
    why: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of the parcels.

    Attributes:
        written, replaced, kept: names of the files that were not there, that were overwritten because it was
            asked, and that were there already with the same content.
        differing: files that were there with another content, and were left.
        list_kept: the name under which a list is kept that somebody has changed; None where there was none.
        strangers: workbooks in the folder that are none of the parcels'.
    """

    written: tuple[str, ...]
    replaced: tuple[str, ...]
    kept: tuple[str, ...]
    differing: tuple[Differing, ...]
    list_kept: str | None
    strangers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for every department.

    Attributes:
        forms: of the standard, by id.
        only: id of the one form wanted; None for all that a department has projects for.
    """

    forms: Mapping[str, Form]
    year: int
    only: str | None = None
    goal_rows: tuple[tuple[str, int], ...] = ()
    prefilling: Prefilling = Prefilling.SHOWN


def pack(roster: Roster, asked: Asked, errors: Iterable[Remark] = ()) -> tuple[list[Parcel], list[Remark]]:
    """The workbooks of a roster; nothing is built yet.

    Args:
        errors: what is wrong with the roster itself, to be reported with the rest.

    Returns:
        the parcels, and what somebody should know: departments that get nothing.

    Raises:
        UsageError: something is wrong with the roster, all of which is listed, or there is no such form.
    """
    if asked.only is not None and asked.only not in asked.forms:
        raise no_such_form(asked.only, asked.forms)
    wanted = [form for form in asked.forms.values() if asked.only in (None, form.id)]
    parcels: list[Parcel] = []
    wrong, remarks = list(errors), []
    taken = {file_key(LIST_NAME): "下发清单"}
    for department in roster.departments:
        several = any(form.name_field for form in wanted)
        projects = department.projects if several else ()
        forms = tuple(form for form in wanted if projects or not form.name_field)
        if not forms:
            remarks.append(Remark(department.row, f"单位“{department.unit}”没有项目，没有项目表可以下发。"))
            continue
        try:
            file = file_name(department.unit)
        except JzxlError as error:
            wrong.append(Remark(department.row, str(error)))
            continue
        other = taken.setdefault(file_key(file), f"第 {department.row} 行的“{department.unit}”")
        if not other.startswith(f"第 {department.row} 行"):
            text = f"“{department.unit}”的文件名会和{other}一样（{file}）；请把单位名称写得有区别"
            wrong.append(Remark(department.row, f"{text}，或分两个文件夹下发。"))
        order = Order(
            unit=department.unit,
            year=asked.year,
            forms=forms,
            names=tuple(project.name for project in projects),
            goal_rows=asked.goal_rows,
            known=_values(department.known),
            known_of=tuple(_values(project.known) for project in projects),
            prefilling=asked.prefilling,
        )
        parcels.append(parcel_of(order, file, department.code))
    if wrong:
        raise roster_error(roster.file, tuple(wrong))
    if not parcels and roster.departments:
        raise UsageError(
            f"花名册 {roster.file} 上没有项目，没有表可以下发：{NAMED_ONLY}；"
            "请在花名册里加上“项目名称”一列，一行写一个项目。"
        )
    return parcels, remarks


def parcel_of(order: Order, file: str, code: str = "", build: Callable[[], bytes] | None = None) -> Parcel:
    """The parcel of one order.

    Args:
        build: makes the workbook, where more is done than the order says.
    """
    carried = [form for form in order.forms for _ in (order.names if form.name_field else ("",))]
    issue = Stamp.of(carried, order.year, order.unit).issue
    return Parcel(order.unit, code, file, order.names, issue, build or (lambda: issue_workbook(order)))


def _values(known: Mapping[str, Known]) -> dict[str, Value]:
    return {name: Fraction(each) if isinstance(each, Decimal) else each for name, each in known.items()}


def deliver(
    parcels: Sequence[Parcel],
    folder: Path,
    *,
    overwrite: bool = False,
    with_list: bool = True,
    progress: Callable[[Sequence[Parcel]], Iterable[Parcel]] = iter,
    explain: Callable[[Path, bytes], str] | None = None,
) -> Delivered:
    """Write the workbooks into a folder that exists, each whole or not at all, and the list last.

    A run that was broken off can be started again; what it has written counts as issued.

    Args:
        overwrite: whether files that differ are overwritten; they are left as they are otherwise.
        with_list: whether the list is written too.
        progress: told of the parcels, gives them one by one.
        explain: says why a file differs from the workbook that would be issued.

    Raises:
        UsageError: one cannot be written; those before it were.
    """
    written: list[str] = []
    replaced: list[str] = []
    kept: list[str] = []
    differing: list[Differing] = []
    for parcel in progress(parcels):
        file, workbook = folder / parcel.file, parcel.build()
        if not is_there(file):
            save_whole(workbook, file)
            written.append(parcel.file)
        elif _is_same(file, workbook):
            kept.append(parcel.file)
        elif overwrite:
            save_whole(workbook, file)
            replaced.append(parcel.file)
        else:
            told = explain is not None and len(differing) < EXPLAINED_AT_MOST
            differing.append(Differing(parcel.file, explain(file, workbook) if told and explain else ""))
    list_kept = _put_list(parcels, folder, {each.file for each in differing}) if with_list else None
    expected = {file_key(LIST_NAME), *(file_key(parcel.file) for parcel in parcels)}
    strangers = sorted(
        file.name
        for file in folder.glob("*.xlsx")
        if file_key(file.name) not in expected
        and not file.name.startswith(("~", ".", LIST_NAME.removesuffix(".xlsx")))
    )
    return Delivered(
        tuple(written), tuple(replaced), tuple(kept), tuple(differing), list_kept, tuple(strangers)
    )


def _put_list(parcels: Sequence[Parcel], folder: Path, differing: Collection[str]) -> str | None:
    """Write the list; gives the name under which one that somebody has changed is kept."""
    listed, file = list_workbook(parcels, differing), folder / LIST_NAME
    if _is_same(file, listed):
        return None
    try:
        ours = (file_sha256(file),) if may_replace(file) else ()
    except OSError:
        ours = ()
    return put_down(file, listed, ours)


def _is_same(file: Path, workbook: bytes) -> bool:
    """Whether a file has the content of a workbook, however it was compressed."""
    try:
        if read_regular(file) == workbook:
            return True
        found, wanted = open_package(file), open_package(workbook)
        return sorted(found.members) == sorted(wanted.members) and all(
            found.read(member) == wanted.read(member) for member in wanted.members
        )
    except (OSError, UnreadableFileError):
        return False
