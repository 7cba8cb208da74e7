"""The worker process as it is wired: it gives a sign of life for as long as it looks for work."""

from __future__ import annotations

import math
import threading
import time
from pathlib import Path

import pytest

from voicebot import bootstrap, people
from voicebot.bootstrap import database, starting, work
from voicebot.call.ports import PartError
from voicebot.settings import Settings
from voicebot.start_error import StartError
from voicebot.store.heartbeat import Heartbeat


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        database_url=f"sqlite:///{tmp_path}/voicebot.sqlite3",
        outbox_dir=tmp_path / "outbox",
        smtp_host="",
        twilio_account_sid="",
    )


def test_the_worker_gives_a_sign_of_life(settings: Settings):
    heartbeat = Heartbeat(database(settings), bootstrap.WORKER)
    assert not bootstrap._lives(heartbeat)
    stop = threading.Event()
    thread = threading.Thread(target=work, args=(settings, stop))
    thread.start()
    deadline = time.monotonic() + 20
    while not bootstrap._lives(heartbeat):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


def test_a_worker_that_no_longer_looks_for_work_counts_as_gone(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    heartbeat = Heartbeat(database(settings), bootstrap.WORKER)
    stop = threading.Event()
    stop.set()
    work(settings, stop)  # it begins, and ends at once
    heartbeat.beat()
    assert bootstrap._lives(heartbeat)
    monkeypatch.setattr(bootstrap, "LIFE_SECONDS", 1.0)
    time.sleep(2.1)
    assert not bootstrap._lives(heartbeat)


@pytest.mark.parametrize(
    ("rings", "silent", "works"),
    [
        (True, 0.0, True),
        (True, bootstrap.STUCK_SECONDS, False),
        (True, math.inf, False),
        (False, math.inf, True),
    ],
)
def test_a_dispatcher_that_does_nothing_is_missing_where_agents_are_rung(
    rings: bool, silent: float, works: bool, monkeypatch: pytest.MonkeyPatch, settings: Settings
):
    dispatcher = people.handovers(
        settings, database(settings), bootstrap.telephony_config(settings), people.story_links(settings)
    ).dispatcher
    monkeypatch.setattr(dispatcher, "silent_seconds", lambda: silent)
    assert bootstrap._dispatches(dispatcher, rings) is works


def test_a_workflow_database_that_cannot_be_used_is_told_to_a_person(settings: Settings, tmp_path: Path):
    (tmp_path / "folder").mkdir()
    settings.workflow_database_url = f"sqlite:///{tmp_path}/folder"
    with pytest.raises(StartError, match="VOICEBOT_WORKFLOW_DATABASE_URL"):
        work(settings, threading.Event())


@pytest.mark.parametrize("error", [PartError("no voice"), ValueError("no address")])
def test_what_keeps_a_part_from_being_made_is_told_to_a_person(error: Exception):
    with pytest.raises(StartError, match=str(error)), starting():
        raise error
