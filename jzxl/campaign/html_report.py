"""A round as one HTML page that needs no network, no server and no script to be read.

All of it is made by the template ``page/report.html.j2``; what comes from workbooks gets onto the page in
one way only, through :func:`_printable` and Jinja's escaping.  The charts are bars in tables, each an SVG of
one rectangle: labels wrap as text does, a reading program reads numbers, and a printer prints them.  (A chart
library was weighed: pygal's pictures carry scripts, random ids and today's date, and their text does not
wrap.)
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from operator import attrgetter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jzxl import __version__
from jzxl.campaign.bands import Band
from jzxl.campaign.figures import Figures, Turnout
from jzxl.campaign.html_views import NO_UNIT, difference, form_titles, section
from jzxl.campaign.indicators import IndicatorFigures
from jzxl.campaign.kinds import FormKind
from jzxl.campaign.model import ExcerptsOf, Round
from jzxl.campaign.rows import FormRow
from jzxl.campaign.tally import GradeCount
from jzxl.check.finding import ANSWERED, Severity
from jzxl.check.titles import title
from jzxl.visible import visible

if TYPE_CHECKING:
    from jinja2 import Environment

_TITLE = "绩效自评审核报告"
_PAGE = "page"
_TEMPLATE, _STYLE, _SCRIPT = "report.html.j2", "report.css", "report.js"


def html_report(round_: Round, figures: Figures, excerpts: ExcerptsOf = attrgetter("excerpts")) -> bytes:
    """The page, in UTF-8; the same for the same round.

    Its links to corrected copies are relative: it is meant for the folder that they are in.

    Args:
        figures: of the round.
        excerpts: the cells around the findings of a result, where the result itself does not hold them.
    """
    environment = _environment()
    style, script = (_source(environment, name) for name in (_STYLE, _SCRIPT))
    page = environment.get_template(_TEMPLATE).render(
        **_content(round_, figures, excerpts),
        **_formats(),
        style=environment.call_filter("safe", style),
        style_hash=_hash(style),
        script=environment.call_filter("safe", script),
        script_hash=_hash(script),
    )
    return page.encode()


def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("jzxl.campaign", _PAGE),
        autoescape=True,
        finalize=_printable,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _printable(value: object) -> object:
    """What is put out for a value: texts without characters that are not to be seen."""
    if not isinstance(value, str) or hasattr(value, "__html__") or value.isprintable():
        return value
    return visible(value)


def _source(environment: Environment, name: str) -> str:
    """The text of a file of the page, as it is put between its tags."""
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0]


def _hash(source: str) -> str:
    """By which the page's policy knows its own style and script from any that got in."""
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()


def _content(round_: Round, figures: Figures, excerpts: ExcerptsOf) -> dict[str, Any]:
    titles = form_titles(figures.returns)
    sections = [section(each, titles, excerpts) for each in figures.returns]
    numbers = {each.file: number for number, each in enumerate(sections, start=1)}
    codes = dict.fromkeys(finding.code for each in figures.returns for finding in each.result.findings)

    def section_of(row: FormRow) -> int:
        return numbers[row.file]

    def indicators_of(kind: FormKind) -> list[IndicatorFigures]:
        return [each for each in figures.indicators if each.kind == kind]

    years = "、".join(map(str, figures.years))
    return {
        "title": f"{_TITLE}（{years} 年度）" if years else _TITLE,
        "version": __version__,
        "roster": round_.roster,
        "figures": figures,
        "cards": _cards(figures.turnout),
        "severities": list(Severity),
        "answered": ANSWERED,
        "no_unit": NO_UNIT,
        "sections": sections,
        "section_of": section_of,
        "indicators_of": indicators_of,
        "scored_departments": figures.scored_departments,
        "project_count": Counter(row.file for row in figures.projects),
        "codes": sorted(((code, title(code)) for code in codes), key=lambda each: each[1]),
        "forms": titles,
    }


def _cards(turnout: Turnout) -> list[tuple[str, int, str]]:
    """Label, number and kind of the figures on top; those that are only of interest when there are some
    are left out when there are none."""
    cards = []
    if turnout.departments is not None:
        cards += [("应报单位", turnout.departments, ""), ("已报单位", turnout.returned, "")]
        cards.append(("未报单位", turnout.missing, "error" if turnout.missing else ""))
    cards.append(("收到文件", turnout.files, ""))
    if turnout.unreadable:
        cards.append(("读不出来", turnout.unreadable, "error"))
    if turnout.set_aside:
        cards.append(("未计入汇总", turnout.set_aside, ""))
    return [
        *cards,
        ("有错误", turnout.with_errors, "error" if turnout.with_errors else ""),
        ("只有疑问", turnout.with_warnings, "warning" if turnout.with_warnings else ""),
        ("没有问题", turnout.clean, ""),
        *((("已答复的疑问", turnout.answered, ""),) if turnout.answered else ()),
    ]


def _formats() -> Mapping[str, Callable[..., object]]:
    """The functions that the template calls."""
    return {
        "address": _address,
        "share": _share,
        "largest": _largest,
        "signed": _signed,
        "points": _points,
        "percent": _percent,
        "grade_change": _grade_change,
        "difference": difference,
    }


def _address(copy: str) -> str:
    """The relative address of a corrected copy; whatever it is called, it is a file beside the page."""
    return "./" + quote(os.fsencode(copy.replace(os.sep, "/")), safe="/")


def _share(part: int | Fraction, whole: int) -> str:
    """The width of a bar."""
    return f"{float(Fraction(part, whole) * 100):.1f}%" if whole else "0%"


def _largest(rows: Iterable[Band | GradeCount]) -> int:
    """The number that the longest bar stands for."""
    return max((number for each in rows for number in (each.stated, each.evaluated)), default=0)


def _signed(number: Decimal | None) -> str | None:
    return None if number is None else "0" if not number else f"{number:+f}".replace("-", "−")


def _points(mean: Fraction | None) -> str | None:
    return None if mean is None else str(_rounded(mean, "0.01"))


def _percent(rate: Fraction | None) -> str | None:
    return None if rate is None else f"{_rounded(rate * 100, '0.1')}%"


def _rounded(number: Fraction, step: str) -> Decimal:
    """A mean or a rate of many scores, half up, for reading."""
    return (Decimal(number.numerator) / number.denominator).quantize(Decimal(step), ROUND_HALF_UP)


def _grade_change(row: FormRow) -> str:
    stated, evaluated = (each.grade or "—" for each in (row.stated, row.evaluated))
    return evaluated if stated == evaluated else f"{stated} → {evaluated}"
