"""The page of a round in a real browser: it works, asks for nothing, and prints."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import chromium, opened, requires_chromium
from page_rounds import HOSTILE, LINK, hostile_round, some_round
from returns import catalog

from jzxl.campaign.figures import grade_order, round_figures
from jzxl.campaign.html_report import html_report

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.chromium, requires_chromium]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("审核") / "报告.html"
    path.write_bytes(html_report(some_round(), round_figures(some_round(), grade_order(catalog()))))
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, file: Path) -> Iterator[Page]:
    with opened(browser, file) as page:
        yield page


def findings(page: Page) -> list[dict[str, str]]:
    """Of those that are left, what the filters go by."""
    script = """[...document.querySelectorAll('.unit:not([hidden]) li:not([hidden])')].map(
        each => ({...each.dataset, unit: each.closest('.unit').querySelector('h3').textContent}))"""
    found: list[dict[str, str]] = page.evaluate(script)
    return found


def test_filters_leave_what_was_asked_for(page: Page) -> None:
    everything = findings(page)
    page.select_option("#by-severity", "error")
    left = findings(page)
    assert left == [each for each in everything if each["s"] == "error"] != []
    page.select_option("#by-code", "score-mismatch")
    left = findings(page)
    assert {each["c"] for each in left} == {"score-mismatch"}
    assert {each["unit"] for each in left} == {"晋中市财政局"}
    assert page.locator(".unit:visible").count() == 1
    assert page.locator("#list tbody tr:visible").count() == 1
    assert page.inner_text("#shown") == "显示 1 份来件，2 处问题（共 7 份）"
    assert page.locator(".unit:visible li").first.is_visible()
    page.click("#reset")
    assert findings(page) == everything
    page.select_option("#by-unit", label="晋中市水利局")
    assert {each["unit"] for each in findings(page)} == {"晋中市水利局"}
    page.select_option("#by-form", label="晋中市财政支出项目绩效自评表")
    assert {each["f"] for each in findings(page)} == {"2"}


def test_search_looks_through_findings_and_names_of_departments(page: Page) -> None:
    page.fill("#q", "开工率")
    page.locator("#shown", has_text="显示 2 份来件，4 处问题").wait_for()
    assert {each["c"] for each in findings(page)} == {"fact-mismatch"}
    page.fill("#q", "林业")
    page.locator("#shown", has_text="显示 1 份来件，0 处问题").wait_for()
    assert page.inner_text(".unit:visible h3") == "晋中市林业局"
    page.fill("#q", "<SCRIPT>")
    page.locator("#shown", has_text="显示 1 份来件，2 处问题").wait_for()
    page.fill("#q", "没有这样的话")
    page.locator("#shown", has_text="显示 0 份来件，0 处问题").wait_for()
    page.fill("#q", "")
    page.locator("#shown", has_text="显示 7 份来件").wait_for()


def test_the_list_is_sorted_by_any_column(page: Page) -> None:
    def column(number: int) -> list[str]:
        return page.locator(f"#list tbody tr > :nth-child({number})").all_inner_texts()

    before = column(2)
    page.click("#list thead th:nth-child(8) button")
    assert column(8) == sorted(column(8), key=int)
    page.click("#list thead th:nth-child(8) button")
    assert column(8) == sorted(column(8), key=int, reverse=True)
    assert page.get_attribute("#list thead th:nth-child(8)", "aria-sort") == "descending"
    page.click("#list thead th:nth-child(4) button")
    page.click("#list thead th:nth-child(1) button")
    assert page.get_attribute("#list thead th:nth-child(8)", "aria-sort") is None
    assert column(2) == before


def test_a_link_opens_the_department_even_when_it_is_filtered_out(page: Page) -> None:
    link = page.locator("#list tbody a", has_text="晋中市财政局")
    link.click()
    unit = page.locator(".unit", has=page.locator("h3", has_text="晋中市财政局")).first
    assert unit.locator("li").first.is_visible()
    page.click("#close-all")
    assert not unit.locator("li").first.is_visible()
    page.click("#open-all")
    assert page.locator(".unit[open]").count() == 7
    page.select_option("#by-unit", label="晋中市水利局")
    assert not unit.is_visible()
    page.evaluate("history.replaceState(null, '', ' ')")
    page.evaluate("location.hash = document.querySelector('#list tbody tr:nth-child(2) a').hash")
    unit.wait_for(state="visible")


def test_an_address_with_a_department_opens_it(browser: Browser, file: Path) -> None:
    with opened(browser, file, fragment="#u4") as page:
        assert page.locator("#u4 li").first.is_visible()
        assert page.locator(".unit[open]").count() == 1


def test_without_scripts_all_can_be_read(browser: Browser, file: Path) -> None:
    with opened(browser, file, scripts=False) as page:
        assert not page.locator("#filters").is_visible()
        assert page.locator("#list thead button").count() == 0
        assert page.locator(".cards").is_visible()
        page.locator("#u2 summary").click()
        assert page.locator("#u2 li").count() == 2
        assert page.locator("#u2 li .x .m").first.is_visible()


def test_hostile_names_do_nothing(page: Page) -> None:
    assert page.locator("h3", has_text=HOSTILE).count() == 1
    page.locator("#list tbody a", has_text=LINK).click()
    assert page.locator("script").count() == 1
    assert page.locator("img").count() == 0


def test_hostile_texts_everywhere_do_nothing(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "报告.html"
    file.write_bytes(html_report(hostile_round(), round_figures(hostile_round())))
    with opened(browser, file) as page:
        page.click("#open-all")
        page.select_option("#by-code", index=1)
        page.select_option("#by-form", index=1)
        page.fill("#q", "onerror")
        page.wait_for_timeout(300)
        assert page.locator("script").count() == 1
        assert page.locator("img").count() == 0
        assert page.locator(".unit:visible").count() == 1


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_page_is_not_wider_than_the_window(browser: Browser, file: Path, width: int) -> None:
    with opened(browser, file, width=width) as page:
        page.click("#open-all")
        assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("scripts", [True, False])
def test_print_has_all_sections_without_the_filters(
    browser: Browser, file: Path, tmp_path: Path, scripts: bool
) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    with opened(browser, file, scripts=scripts) as page:
        page.pdf(path=tmp_path / "报告.pdf", prefer_css_page_size=True)
    text = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "报告.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    squeezed = "".join(text.split())
    for heading in ("总览", "单位一览", "项目一览", "未报单位", "各单位的问题", "各指标得分"):
        assert heading in squeezed
    for each in some_round().returns:
        for finding in each.result.findings:
            # A long message may be parted by the end of a page.
            assert "".join(finding.message.split())[:12] in squeezed
    assert "全部展开" not in squeezed
    assert "搜索" not in squeezed


def test_printing_leaves_closed_what_was_closed(page: Page) -> None:
    page.pdf()
    assert page.locator("details[open]").count() == 0


def test_only_the_departments_that_are_left_are_printed(page: Page, tmp_path: Path) -> None:
    page.select_option("#by-unit", label="晋中市财政局")
    page.emulate_media(media="print")
    assert page.locator(".unit:visible").count() == 1


def test_text_stands_out_from_its_ground(page: Page) -> None:
    """The contrast that WCAG 2 asks of small text, 4.5 to 1, wherever colours are used for it."""
    page.click("#open-all")
    script = """selectors => {
        const parts = colour => colour.match(/[\\d.]+/g).map(Number);
        const light = colour => {
            const [r, g, b] = parts(colour).map(part => part / 255)
                .map(part => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const ground = each => {
            const colour = getComputedStyle(each).backgroundColor;
            return parts(colour)[3] !== 0 ? colour : ground(each.parentElement);
        };
        return selectors.flatMap(selector => [...document.querySelectorAll(selector)].slice(0, 3)).map(each => {
            const pair = [light(getComputedStyle(each).color), light(ground(each))];
            return [each.className || each.tagName, (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05)];
        });
    }"""
    kinds = ["a", "nav a", ".tag.error", ".tag.warning", ".tag.hint", ".place", ".facts", ".note", ".differs"]
    kinds += ["td.warning", "td.hint", ".x th", ".m", "#shown", ".cards dt", ".cards .error dd", "footer p"]
    measured = page.evaluate(script, kinds)
    assert len(measured) > 30
    assert [each for each in measured if each[1] < 4.5] == []
