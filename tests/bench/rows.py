"""What is timed.  A new row is one more ``Row`` in one of the groups below."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from subprocess import DEVNULL, run

from returns import (
    PROJECTS,
    STANDARD,
    UNIT,
    YEAR,
    Typed,
    catalog,
    department_form,
    filled,
    retyped,
    three_published,
    typed,
)

from bench import limit, whole_round
from bench.bare import record
from bench.limit import calamine, inflated, openpyxl_saved, openpyxl_twice, parsed
from bench.measure import AtLeastFaster, AtMostLonger, AtMostTimes, Group, Row
from bench.texts import forget_texts
from jzxl.form.model import Form
from jzxl.issue.recipient import Order, issue_workbook
from jzxl.package import open_package
from jzxl.read.reader import read_filing
from jzxl.review import review_file

_IN_A_BATCH = 10
_WRONG: dict[str, Typed] = {
    "在职人数": "18人",
    "一季度进度": "6.8％",
    "年末结余金额": Decimal("65.29"),
    "得分_支付进度": Decimal("4"),
    "评价结果等次": "优",
}


def returned() -> bytes:
    """A returned workbook with a handful of things wrong, as most have."""
    return typed(filled(), _WRONG)


def groups(folder: Path) -> Iterator[Group]:
    """Everything that is timed.

    Args:
        folder: for the files that the rows need; they are made here, not timed.
    """
    path = folder / "回收.xlsx"
    path.write_bytes(returned())
    yield _issuing("下发 issue", (department_form(),), ())
    yield _checking("审核 check", path)
    three = folder / "三张表.xlsx"
    three.write_bytes(three_published())
    forms = tuple(catalog().forms[STANDARD].values())
    # Three forms take about three times as long; the times are as steady with fewer rounds.
    yield _issuing("三表下发 issue, with two projects", forms, PROJECTS, weight=0.5)
    yield _checking("三表审核 check, with two projects", three, weight=0.5)
    yield _typed_by_hand(folder)
    yield _starting()
    if shutil.which("soffice") or shutil.which("libreoffice"):
        yield _libreoffice(path, folder)
    yield from limit.groups(folder)
    yield from whole_round.groups(folder / "round")


# ---------------------------------------------------------------- issuing


def _issuing(title: str, forms: tuple[Form, ...], projects: tuple[str, ...], *, weight: float = 1.0) -> Group:
    def issue(unit: str) -> bytes:
        return issue_workbook(Order(unit, YEAR, forms, projects))

    _forget()
    bare, units = record(lambda: issue(UNIT)), (f"{UNIT}{number}" for number in count())
    alone = "xlsxwriter, the same sheets bare"
    return Group(
        title,
        [
            Row(alone, bare.run),
            Row(
                "issue one (of the form only its definition is loaded)",
                lambda: issue(UNIT),
                alone,
                AtMostTimes(1.5),
                prepare=_forget,
            ),
            # The row before has made the blank, as the first recipient of a campaign does.
            Row("each further recipient", lambda: issue(next(units)), alone, AtLeastFaster(10)),
        ],
        weight=weight,
    )


def _forget() -> None:
    """Empty every cache of jzxl: what it keeps of a form between two workbooks is made again."""
    for name, module in list(sys.modules.items()):
        if name.startswith("jzxl."):
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


# ---------------------------------------------------------------- checking


def _checking(title: str, path: Path, *, weight: float = 1.0) -> Group:
    twice, saved = "openpyxl, loaded for formulas and for values", "openpyxl, loaded twice and saved"
    forms = catalog()
    rows = [
        Row(twice, partial(openpyxl_twice, path)),
        Row(
            "check",
            lambda: review_file(path, forms, with_copy=False),
            twice,
            AtLeastFaster(10),
        ),
        Row(saved, partial(openpyxl_saved, path)),
        Row(
            "check with corrected copy",
            lambda: review_file(path, forms, with_copy=True),
            saved,
            AtLeastFaster(8),
        ),
        Row("inflate only", partial(inflated, path), twice, AtLeastFaster()),
        Row("zip and expat, no handlers' work", partial(parsed, path), twice, AtLeastFaster()),
    ]
    if find_spec("python_calamine"):
        rows.append(Row("python-calamine (values only)", partial(calamine, path), twice, AtLeastFaster()))
    return Group(title, rows, weight)


def _typed_by_hand(folder: Path) -> Group:
    """The same three forms as issued, and as somebody typed them into a workbook of their own."""
    issued, by_hand = folder / "下发的三张表.xlsx", folder / "手工填的三张表.xlsx"
    issued.write_bytes(three_published())
    by_hand.write_bytes(retyped(three_published()))
    forms = catalog()
    read = "open and read three forms, issued"
    return Group(
        "手工填 typed by hand",
        [
            Row(read, lambda: read_filing(open_package(issued), forms)),
            Row(
                "open and read the same, typed by hand",
                lambda: read_filing(open_package(by_hand), forms),
                read,
                AtMostTimes(2),
                prepare=forget_texts,
            ),
            Row(
                "check, typed by hand",
                lambda: review_file(by_hand, forms, with_copy=False),
                prepare=forget_texts,
            ),
        ],
        weight=0.5,
    )


# ---------------------------------------------------------------- starting


def _starting() -> Group:
    script = Path(sys.executable).with_name("jzxl")
    command = [str(script)] if script.exists() else [sys.executable, "-m", "jzxl"]
    return Group(
        "启动 start",
        [
            Row("bare Python", partial(_quietly, [sys.executable, "-c", "pass"])),
            Row("jzxl --help", partial(_quietly, [*command, "--help"]), "bare Python", AtMostLonger(0.2)),
        ],
        weight=0.5,
    )


def _quietly(command: list[str]) -> None:
    run(command, stdout=DEVNULL, stderr=DEVNULL, stdin=DEVNULL, check=True)


# ---------------------------------------------------------------- LibreOffice


def _libreoffice(path: Path, folder: Path) -> Group:
    """Opening and saving; each file of a batch without the start is the difference of the two rows."""
    from engines.libreoffice import convert_all

    copies = [folder / f"lo-{number}.xlsx" for number in range(_IN_A_BATCH)]
    for copy in copies:
        copy.write_bytes(path.read_bytes())
    targets = (folder / f"lo-out-{number}" for number in count())
    one = "LibreOffice starts, opens one and saves it"
    return Group(
        "LibreOffice",
        [
            Row(one, lambda: convert_all(copies[:1], "xlsx", next(targets))),
            Row(
                f"the same, each of {_IN_A_BATCH} in one process",
                lambda: convert_all(copies, "xlsx", next(targets)),
                one,
                AtLeastFaster(),
                share=_IN_A_BATCH,
            ),
            Row(
                "check, in this process",
                lambda: review_file(path, catalog(), with_copy=False),
                one,
                AtLeastFaster(),
            ),
        ],
        weight=0.1,
    )
