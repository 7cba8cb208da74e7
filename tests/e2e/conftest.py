"""One house for all end-to-end tests: web under gunicorn, trained Rasa, actions, worker; and one browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from voicebot.bootstrap import open_book
from voicebot.replay.command import DEMO_PERSON
from voicebot.runtime.house import HousePlan, on_free_ports, running
from voicebot.settings import ROOT, Settings
from voicebot.store.book import SqlCallBook


@dataclass(frozen=True)
class House:
    plan: HousePlan
    book: SqlCallBook

    @property
    def base_url(self) -> str:
        return self.plan.base_url

    @property
    def token(self) -> str:
        return self.plan.env["VOICEBOT_TWILIO_AUTH_TOKEN"]

    @property
    def outbox(self) -> Path:
        return Path(self.plan.env["VOICEBOT_OUTBOX_DIR"])

    def log(self, name: str) -> str:
        return (self.plan.log_dir / f"{name}.log").read_text()


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    # More calls than are promised an answer in time (the default): twenty at once must be understood as well.
    env = {"VOICEBOT_PERSON_NUMBER": DEMO_PERSON, "VOICEBOT_MAX_CALLS": "20"}
    plan = on_free_ports(ROOT, folder, env)
    with running(plan, quiet=bool(os.environ.get("CI"))):
        book = open_book(Settings(database_url=plan.env["VOICEBOT_DATABASE_URL"]))
        yield House(plan, book)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium. One for all: Playwright cannot be begun a second time in a thread."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not installed; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        # Root may not use Chromium's sandbox; the only pages it sees here are our own.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        arguments += ["--autoplay-policy=no-user-gesture-required", "--mute-audio"]
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()
