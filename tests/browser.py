"""A real browser, Chromium without a window, for the pages that we write."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page


def _program() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


requires_chromium = pytest.mark.skipif(
    _program() is None and not os.environ.get("CI"), reason="Chromium (chromium) is not installed"
)
"""Skips a test where Chromium is missing; in CI (environment variable CI) such a test fails instead."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser; it takes longer to start than to show a page."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # The sandbox does not work for root, which is who runs tests in a container.
        browser = playwright.chromium.launch(executable_path=_program(), args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(
    browser: Browser, file: Path, *, scripts: bool = True, width: int = 1280, fragment: str = ""
) -> Iterator[Page]:
    """The page of a file; at the end nothing may have been asked of any network, or complained about."""
    asked: list[str] = []
    complaints: list[str] = []

    def answer(dialog: Dialog) -> None:
        complaints.append(dialog.message)
        dialog.dismiss()

    address = file.resolve().as_uri()
    context = browser.new_context(java_script_enabled=scripts, viewport={"width": width, "height": 800})
    try:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", answer)
        page.goto(address + fragment)
        yield page
    finally:
        context.close()
    assert {each.partition("#")[0] for each in asked} == {address}
    assert complaints == []
