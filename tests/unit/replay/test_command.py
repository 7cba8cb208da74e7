"""The replay's command, with a house that is not started: what is kept, and what is said, when it fails."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from voicebot.call.fakes import FakeBook
from voicebot.replay import command
from voicebot.replay.outcome import broken
from voicebot.replay.plan import Job
from voicebot.replay.results import CallResult, Checked
from voicebot.replay.server import Server
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


def test_a_demo_call_that_goes_wrong_is_told_with_its_expectation_its_logs_and_the_usual_reason(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.chdir(tmp_path)

    @contextmanager
    def no_house(*_: object) -> Iterator[tuple[Server, str, FakeBook]]:
        yield Server("http://127.0.0.1:9"), "", FakeBook()

    def wrong(job: Job, *_: object) -> CallResult:
        went = broken(job, "")
        if job.name == "claim":
            check = Checked("outcome", "outcome: handed_over", False, "found: callback")
            return replace(went, checks=(check,), problem="")
        return replace(went, checks=(), problem="")

    monkeypatch.setattr(command, "_house", no_house)
    monkeypatch.setattr(command, "_one", wrong)
    console = spoken(monkeypatch)
    assert command.demo(Settings()) == 1
    said = console.export_text()
    assert "✗ claim: outcome: handed_over (found: callback)" in said
    assert "order_status" not in said and "1 of 2 calls" in said
    assert "build/demo/logs" in said and "build/demo/*.wav" in said
    assert "in real time" in said and "Where to look next" not in said
