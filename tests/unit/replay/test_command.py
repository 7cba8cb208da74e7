"""The replay's command, with a house that is not started: what is kept, and what is said, when it fails."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from voicebot.replay import command
from voicebot.runtime.house import HousePlan
from voicebot.runtime.processes import HouseError
from voicebot.settings import Settings

plans: list[HousePlan] = []


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A house that writes a log and fails, or waits for a signal when ``waits`` is set."""
    monkeypatch.chdir(tmp_path)
    plans.clear()

    @contextmanager
    def running(plan: HousePlan, *, quiet: bool) -> Iterator[None]:
        plans.append(plan)
        plan.log_dir.mkdir(parents=True)
        (plan.log_dir / "web.log").write_text("no weights")
        if "VOICEBOT_TEST_WAITS" in os.environ:
            os.kill(os.getpid(), signal.SIGHUP)
            signal.pause()
        raise HouseError(f"web ended with code 4. Its last words ({plan.log_dir / 'web.log'}):\nno weights")
        yield

    monkeypatch.setattr(command, "running", running)


def spoken(monkeypatch: pytest.MonkeyPatch) -> Console:
    console = Console(record=True, file=StringIO(), width=200)
    monkeypatch.setattr(command, "Console", lambda **_: console)
    return console


def test_a_demo_that_fails_leaves_its_logs_and_no_good_advice(house: None, monkeypatch: pytest.MonkeyPatch):
    console = spoken(monkeypatch)
    assert command.demo(Settings()) == 2
    said = console.export_text()
    assert "build/demo/logs/web.log" in said
    assert "Where to look next" not in said
    assert Path("build/demo/logs/web.log").read_text() == "no weights"
    assert not Path(plans[0].env["VOICEBOT_OUTBOX_DIR"]).parent.exists()  # the database goes


def test_a_signal_ends_it_with_its_own_code(house: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("VOICEBOT_TEST_WAITS", "1")
    console = spoken(monkeypatch)
    assert command.demo(Settings()) == 128 + signal.SIGHUP
    assert "Where to look next" not in console.export_text()
    assert not Path(plans[0].env["VOICEBOT_OUTBOX_DIR"]).parent.exists()


def test_nothing_to_replay_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    console = spoken(monkeypatch)
    assert command.replay(Settings(), [tmp_path]) == 2
    assert "no scenario" in console.export_text()
