"""The console in Debian's Chromium, driven by Playwright: a real server, a real database, a fake desk."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from tests.e2e.accessibility import accessible
from tests.integration.console.world import PASSWORD, World, console_of, open_world
from voicebot.settings import ROOT

PICTURES = ROOT / "build" / "console"
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


@dataclass
class Site:
    """A running console."""

    url: str
    world: World
    app: Flask


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    world = open_world(tmp_path, lambda: datetime.now(UTC))
    app = world.app()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.server_port}/console", world, app)
    console_of(app).close()
    server.shutdown()
    thread.join(5)


@dataclass
class Screen:
    """A page in the browser, and what it complained about."""

    page: Page
    site: Site

    def go(self, path: str) -> None:
        self.page.goto(self.site.url + path, wait_until="load")

    def log_in(self, login: str) -> None:
        self.go("/login")
        self.page.locator("input[name=login]").fill(login)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(self.site.url + "/")

    def picture(self, name: str, *, whole: bool = True) -> None:
        self.page.screenshot(path=PICTURES / f"{name}.png", full_page=whole)

    def accessible(self) -> None:
        """No serious or critical violation of WCAG 2.2 AA, by axe; and nothing wider than the screen."""
        accessible(self.page, ("serious", "critical"))


@pytest.fixture
def open_screen(chromium: Browser, site: Site) -> Iterator:
    """Opens pages of a size, a scheme and a language. Scripts that fail or break the policy fail the test."""
    problems: list[str] = []
    contexts = []

    def opened(size: dict = WIDE, *, dark: bool = False, language: str = "nl-NL") -> Screen:
        context = chromium.new_context(
            viewport=size,
            locale=language,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "console",
            lambda message: problems.append(message.text) if _bad(message.type, message.text) else None,
        )
        return Screen(page, site)

    yield opened
    for context in contexts:
        context.close()
    assert problems == []


def _bad(kind: str, text: str) -> bool:
    # What a test does on purpose: no connection, an answer with 4xx or 5xx.
    return kind == "error" and "Failed to load resource" not in text and "ERR_" not in text
