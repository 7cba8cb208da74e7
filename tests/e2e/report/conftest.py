"""A report in Debian's Chromium, driven by Playwright: from a file, offline; a complaint fails the test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from voicebot.settings import ROOT

PICTURES = ROOT / "build" / "report"
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


@pytest.fixture
def opened(chromium: Browser) -> Iterator:
    """Opens a file in a size and a scheme. Asking for a network and breaking the policy are failures."""
    problems: list[str] = []
    contexts = []

    def open_file(path: Path, place: str = "", *, size: dict = WIDE, dark: bool = False) -> Page:
        context = chromium.new_context(
            viewport=size, color_scheme="dark" if dark else "light", reduced_motion="reduce", offline=True
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "console",
            lambda message: problems.append(message.text) if message.type in ("error", "warning") else None,
        )
        page.on(
            "request",
            lambda asked: (
                None if asked.url.startswith(("file:", "data:", "blob:")) else problems.append(asked.url)
            ),
        )
        page.picture = lambda name: page.screenshot(path=PICTURES / f"{name}.png", full_page=True)  # type: ignore[attr-defined]
        page.goto(path.as_uri() + place, wait_until="load")
        return page

    yield open_file
    for context in contexts:
        context.close()
    assert problems == []
