"""The worker process as it is wired: it gives a sign of life for as long as it looks for work."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from voicebot import bootstrap
from voicebot.bootstrap import confirmation_worker, database, starting, work
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
    worker = confirmation_worker(settings)
    worker.run_once()
    assert bootstrap._lives(heartbeat)
    monkeypatch.setattr(bootstrap, "LIFE_SECONDS", 1.0)
    time.sleep(2.1)
    assert not bootstrap._lives(heartbeat)
    worker.run_once()  # a beat each BEAT_SECONDS is enough: the database is not written to every second
    assert not bootstrap._lives(heartbeat)


@pytest.mark.parametrize("error", [PartError("no voice"), ValueError("no address")])
def test_what_keeps_a_part_from_being_made_is_told_to_a_person(error: Exception):
    with pytest.raises(StartError, match=str(error)), starting():
        raise error
