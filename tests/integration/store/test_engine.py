import stat
from pathlib import Path

import pytest
from sqlalchemy import text

from voicebot.store.engine import make_engine, reading
from voicebot.store.errors import StoreError


def test_sqlite_is_set_up_for_calls(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "calls.sqlite3"
    engine = make_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        pragmas = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        }
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 5000, "synchronous": 1}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_readers_do_not_wait_for_a_writer(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/calls.sqlite3")
    with engine.begin() as writer:
        writer.execute(text("CREATE TABLE thing (id integer)"))
        with reading(engine).connect() as reader:
            assert reader.execute(text("SELECT count(*) FROM sqlite_master")).scalar() == 0


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_by_any_name(postgres_url: str, scheme: str) -> None:
    engine = make_engine(postgres_url.replace("postgresql+psycopg", scheme))
    assert engine.dialect.driver == "psycopg"
    engine.dispose()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "is no database URL"),
        ("hallo", "is no database URL"),
        ("mysql://host/name", "'mysql', which is not supported"),
        ("postgresql+asyncpg://host/name", "not supported"),
        ("sqlite://", "in memory"),
        ("sqlite:///:memory:", "in memory"),
        ("postgresql+psycopg://user:hunter2@127.0.0.1:1/name", "Check VOICEBOT_DATABASE_URL"),
        ("sqlite:////proc/no/such.sqlite3", "Check VOICEBOT_DATABASE_URL"),
    ],
)
def test_a_database_that_cannot_be_opened_says_what_to_do(url: str, says: str) -> None:
    with pytest.raises(StoreError, match=says) as caught:
        make_engine(url)
    assert "hunter2" not in str(caught.value)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but long enough to be looked at by SQLite" * 20)
    with pytest.raises(StoreError, match="not a database"):
        make_engine(f"sqlite:///{path}")
