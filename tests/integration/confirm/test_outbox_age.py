from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from voicebot.bootstrap import erase_old
from voicebot.confirm.outbox_age import remove_older
from voicebot.settings import Settings
from voicebot.store.engine import make_engine
from voicebot.store.migrate import upgrade

NOW = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


def written(folder: Path, name: str, at: datetime) -> Path:
    file = folder / name
    file.write_text("Uw bestelling komt morgen.")
    os.utime(file, (at.timestamp(), at.timestamp()))
    return file


def test_old_messages_go_and_nothing_else(tmp_path: Path, caplog):
    old = written(tmp_path, "1.txt", NOW - timedelta(seconds=1))
    new = written(tmp_path, "2.txt", NOW)
    other = written(tmp_path, "notes.md", NOW - timedelta(days=99))
    (tmp_path / "folder.txt").mkdir()
    os.utime(tmp_path / "folder.txt", (0, 0))
    assert remove_older(tmp_path, NOW) == 1
    assert (old.exists(), new.exists(), other.exists()) == (False, True, True)
    assert "1 old messages in the outbox folder" in caplog.text
    assert remove_older(tmp_path / "nowhere", NOW) == 0


def test_the_janitor_uses_the_settings_days(tmp_path: Path, caplog):
    outbox = tmp_path / "outbox"
    outbox.mkdir()
    now = datetime.now(UTC)
    old = written(outbox, "1.txt", now - timedelta(days=3))
    new = written(outbox, "2.txt", now - timedelta(days=1))
    settings = Settings(
        database_url=f"sqlite:///{tmp_path}/x.sqlite3", outbox_dir=outbox, confirmation_days=2, _env_file=None
    )
    engine = make_engine(settings.database_url)
    upgrade(engine)
    with caplog.at_level("INFO"):
        erase_old(settings, engine)
        erase_old(settings, engine)
    assert (old.exists(), new.exists()) == (False, True)
    assert caplog.text.count("erased the words of 0 confirmations and 1 files, 2 days old") == 1
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE delivery_events")
        connection.exec_driver_sql("DROP TABLE confirmation_attempts")
        connection.exec_driver_sql("DROP TABLE confirmations")
    erase_old(settings, engine)
    assert "old confirmations could not be erased" in caplog.text
