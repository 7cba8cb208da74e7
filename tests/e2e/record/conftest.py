"""The editor in Debian's Chromium, on a folder of two recorded calls."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from tests.unit.record.test_edits import TEXT
from voicebot.audio import wav
from voicebot.record.editor import make_editor
from voicebot.settings import ROOT

PICTURES = ROOT / "build" / "editor"
TOKEN = "geheim"


@dataclass
class Editor:
    """A running one."""

    url: str
    folder: Path


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[Editor]:
    voice = wav.read(ROOT / "audio_fixtures" / "order_status" / "vraag.wav").mono
    for name in ("call", "second"):
        for number in ("01", "02"):
            wav.write(tmp_path / name / f"{number}.wav", [voice], mulaw=True)
        (tmp_path / f"{name}.yaml").write_text(TEXT.replace("call", name).replace(f"{name}er", "caller"))
    server = make_server("127.0.0.1", 0, make_editor(tmp_path, TOKEN), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Editor(f"http://127.0.0.1:{server.server_port}/{TOKEN}", tmp_path)
    server.shutdown()
    thread.join(5)
    server.server_close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator:
    """Opens pages of a size and a scheme; scripts that fail or break the policy fail the test."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    problems: list[str] = []
    contexts = []

    def opened(size: dict, *, dark: bool = False) -> Page:
        context = chromium.new_context(viewport=size, color_scheme="dark" if dark else "light")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "console",
            lambda said: (
                problems.append(said.text)
                if said.type == "error" and "Failed to load resource" not in said.text
                else None
            ),
        )
        return page

    yield opened
    for context in contexts:
        context.close()
    assert problems == []
