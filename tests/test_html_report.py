"""The page of a round: what is on it, and that nothing of it does anything."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from page_rounds import HOSTILE, LINK, hostile_round, large_round, results, returned, some_round
from returns import catalog
from summary_round import finding as finding_by_hand
from summary_round import returned as by_hand

from jzxl.campaign.figures import grade_order, round_figures
from jzxl.campaign.html_report import html_report
from jzxl.campaign.model import Round
from jzxl.check.finding import Severity
from jzxl.result import Excerpt, FileResult


class Parsed(HTMLParser):
    """Tags with their attributes in order, texts by the tag that they are in, and which tags are open."""

    # Their end tags may be left out.
    UNCLOSED = frozenset(("meta", "input", "tr", "td", "th", "rect", "img"))

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self._in = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._in = tag

    def handle_endtag(self, tag: str) -> None:
        self._in = ""

    def handle_data(self, data: str) -> None:
        self.texts.append((self._in, data))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for each, attributes in self.tags if each == tag]

    def text(self) -> str:
        return "".join(text for tag, text in self.texts if tag not in ("style", "script"))

    def inside(self, tag: str) -> str:
        return "".join(text for each, text in self.texts if each == tag)


def page_of(round_: Round) -> tuple[str, Parsed]:
    page = html_report(round_, round_figures(round_, grade_order(catalog()))).decode()
    return page, Parsed(page)


def test_the_page_says_what_the_round_came_to() -> None:
    _, parsed = page_of(some_round())
    text = " ".join(parsed.text().split())
    assert "绩效自评审核报告（2020 年度）" in text
    assert "花名册：名单.xlsx" in text
    for label, number in (
        ("应报单位", 7),
        ("已报单位", 5),
        ("未报单位", 2),
        ("收到文件", 7),
        ("读不出来", 1),
    ):
        assert f"{label}{number}" in text
    assert "未计入汇总1" in text
    assert "张三" in text
    assert "不计入汇总（同一单位另有一份为准）" in text
    assert "读不出来" in text
    for each in some_round().returns:
        assert each.unit in parsed.text()
        assert each.result.file in parsed.text()
        for finding in each.result.findings:
            assert finding.message in parsed.text()
        for form in each.result.forms:
            assert form.title in parsed.text()


def test_every_finding_has_its_excerpt_with_the_cell_marked() -> None:
    round_ = some_round()
    _, parsed = page_of(round_)
    with_cell = [each for one in round_.returns for each in one.result.findings if each.cell]
    marked = [attributes for attributes in parsed.all("td") if attributes.get("class") == "m"]
    assert len(marked) == len(with_cell) == len(parsed.all("mark")) > 60
    assert len(parsed.all("li")) == sum(len(each.result.findings) for each in round_.returns)


def test_stated_and_evaluated_scores_and_their_difference() -> None:
    page, _ = page_of(Round(None, (returned(results()["2-得分被改"], "某局", 2),)))
    assert (
        '<tr><th scope="row">相差</th><td class="n">−2.40</td><td class="n">−4.00</td><td class="n">0</td>'
        '<td class="n">0</td><td class="n">−6.40</td><td></td></tr>'
    ) in page
    assert '<td class="n differs">82.80</td><td>良</td></tr>' in page
    assert '<span class="total">89.20 → 82.80 良</span>' in page


def test_excerpts_are_fetched_only_for_findings_that_stand_in_a_cell() -> None:
    returns = tuple(
        by_hand("某局", file=f"{cell}.xlsx", findings=[finding_by_hand(cell=cell)] if cell != "no" else ())
        for cell in ("", "no", "B2")
    )
    round_ = Round(None, returns)
    asked: list[str] = []

    def excerpts(result: FileResult) -> Sequence[Excerpt]:
        asked.append(result.file)
        return ()

    html_report(round_, round_figures(round_), excerpts)
    assert set(asked) == {"B2.xlsx"}


def test_the_same_round_gives_the_same_page() -> None:
    one, other = (html_report(each, round_figures(each)) for each in (some_round(), some_round()))
    assert one == other


def test_nothing_on_the_page_can_ask_for_anything() -> None:
    for round_ in (some_round(), hostile_round()):
        page, parsed = page_of(round_)
        assert len(parsed.all("script")) == len(parsed.all("style")) == 1
        allowed = {"html", "head", "meta", "title", "style", "body", "a", "header", "h1", "p", "nav", "main"}
        allowed |= {
            "section",
            "h2",
            "h3",
            "dl",
            "div",
            "dt",
            "dd",
            "table",
            "caption",
            "thead",
            "tbody",
            "tr",
        }
        allowed |= {
            "th",
            "td",
            "svg",
            "rect",
            "b",
            "details",
            "summary",
            "label",
            "input",
            "select",
            "option",
        }
        allowed |= {"span", "button", "ol", "li", "mark", "footer", "script"}
        assert {tag for tag, _ in parsed.tags} <= allowed
        for _, attributes in parsed.tags:
            assert not {"src", "style", "srcset", "action", "formaction"} & attributes.keys()
            assert not any(name.startswith("on") for name in attributes)
        addresses = [each["href"] or "" for each in parsed.all("a")]
        assert all(each.startswith(("#", "./")) for each in addresses)
        for each in addresses:
            assert re.fullmatch(r"#[\w-]+|\./[\w./%~-]+", each, re.ASCII), each
        assert "\u202e" not in page
        assert "\x00" not in page


def test_a_hostile_name_is_shown_as_it_is_written() -> None:
    _, parsed = page_of(some_round())
    assert parsed.text().count(HOSTILE) >= 4
    assert parsed.text().count(LINK) >= 2
    _, parsed = page_of(hostile_round())
    assert f"{HOSTILE}\\u202e\\u0000{LINK}" in parsed.text()


def test_the_policy_allows_this_style_and_script_alone() -> None:
    _, parsed = page_of(some_round())
    (policy,) = (each["content"] for each in parsed.all("meta") if "http-equiv" in each)
    rules = dict(rule.strip().split(" ", 1) for rule in (policy or "").split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    for kind in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(parsed.inside(kind).encode()).digest()).decode()
        assert rules.pop(f"{kind}-src") == f"'sha256-{digest}'"
    assert set(rules) == {"default-src", "base-uri", "form-action"}


def test_links_lead_to_the_corrected_copies_and_into_the_page() -> None:
    page, parsed = page_of(some_round())
    addresses = {unquote(each["href"] or "") for each in parsed.all("a")}
    assert {f"./{each.result.copy}" for each in some_round().returns if each.result.copy} <= addresses
    assert 'href="./2-%E5%BE%97%E5%88%86%E8%A2%AB%E6%94%B9-%E5%AE%A1%E6%A0%B8.xlsx"' in page
    anchors = {attributes["id"] for _, attributes in parsed.tags if "id" in attributes}
    assert {each[1:] for each in addresses if each.startswith("#")} <= anchors


@pytest.mark.parametrize(
    ("copy", "address"),
    [
        ("javascript:alert(1).xlsx", "./javascript%3Aalert%281%29.xlsx"),
        ("a?b#c&d.xlsx", "./a%3Fb%23c%26d.xlsx"),
        ("//host/x.xlsx", ".///host/x.xlsx"),
        ("\udcff.xlsx", "./%FF.xlsx"),
    ],
)
def test_the_address_of_a_copy_is_a_file_beside_the_page(copy: str, address: str) -> None:
    return_ = returned(results()["1-填报正确"], "某局", 2)
    page, _ = page_of(Round(None, (replace(return_, result=replace(return_.result, copy=copy)),)))
    assert f'href="{address}"' in page


def test_tables_can_be_read_by_ear() -> None:
    page, parsed = page_of(some_round())
    assert parsed.all("html") == [{"lang": "zh-CN"}]
    assert len(parsed.all("h1")) == 1
    assert all(each.get("scope") in ("col", "row") for each in parsed.all("th"))
    for fields in ("input", "select"):
        assert len(parsed.all(fields)) > 0
    assert page.count("<label>") == len(parsed.all("input")) + len(parsed.all("select"))
    assert all(each["aria-hidden"] == "true" for each in parsed.all("svg"))


def test_a_round_of_nothing_and_one_without_a_roster() -> None:
    _, parsed = page_of(Round(None, ()))
    assert "收到文件0" in parsed.text()
    assert "应报单位" not in parsed.text()
    clean = returned(results()["1-填报正确"], "", 2)
    _, parsed = page_of(Round(None, (replace(clean, department=None),)))
    assert "（没有填单位）" in parsed.text()
    assert "没有发现问题。" in parsed.text()


def test_scores_that_are_missing_or_no_numbers() -> None:
    return_ = returned(results()["3-数字带单位"], "某局", 2)
    form = return_.result.forms[0]
    odd = replace(form, stated=replace(form.stated, total="八十", grade=None), indicators=())
    page, _ = page_of(Round(None, (replace(return_, result=replace(return_.result, forms=(odd,))),)))
    assert "八十" in page
    assert "— → 良" in page


def test_a_finding_whose_stated_value_is_nothing_has_no_such_line() -> None:
    return_ = returned(results()["2-得分被改"], "某局", 2)
    bare = replace(return_.result.findings[0], stated=None, expected=Decimal("0.60"), basis="")
    page, _ = page_of(Round(None, (replace(return_, result=replace(return_.result, findings=(bare,))),)))
    assert '<p class="facts"><span>应为：0.60</span> </p>' in page


def test_a_large_round_is_a_page_of_bearable_size() -> None:
    round_ = large_round(100, 20)
    page = html_report(round_, round_figures(round_))
    assert page.count(b"<li ") == 2_000
    assert b"<details open" not in page
    # 1,000 returns make ten times this.
    assert len(page) < 3_000_000


def test_all_severities_have_a_look() -> None:
    style = page_of(some_round())[1].inside("style")
    for severity in Severity:
        assert f".tag.{severity.value}" in style
        assert f"li.{severity.value}" in style


def test_the_command_line_does_not_load_the_template_engine() -> None:
    code = "import sys, jzxl.cli, jzxl.campaign.html_report; sys.exit('jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
