"""Opens the database: SQLite or PostgreSQL, with the settings that a call needs."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from voicebot.store.errors import StoreError

# Longest wait for another writer, in seconds; a webhook has 15 s (Twilio).
BUSY_SECONDS = 5
_READ_ONLY = "voicebot_read_only"
_DRAW = "voicebot_draw"


def make_engine(url: str) -> Engine:
    """An engine for ``url`` whose database answered once.

    SQLite: WAL, foreign keys on, synchronous NORMAL; its folder is made, its file is the owner's alone.
    PostgreSQL: through psycopg. Raises StoreError.
    """
    parsed = _parse(url)
    shown = parsed.render_as_string(hide_password=True)
    try:
        engine = _sqlite(parsed) if parsed.get_backend_name() == "sqlite" else _postgres(parsed)
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError) as error:
        origin = getattr(error, "orig", None) or error
        raise StoreError(
            f"cannot open the database {shown}: {origin}. "
            "Check VOICEBOT_DATABASE_URL, and that the server runs (or that the folder can be written)."
        ) from error
    return engine


def reading(engine: Engine) -> Engine:
    """The same engine for reading only: on SQLite it takes no write lock."""
    return engine.execution_options(**{_READ_ONLY: True})


def drawing(engine: Engine, draw: Callable[[int], int]) -> Engine:
    """The same engine with numbers for people drawn by ``draw``, for calls that must go the same way again.

    ``draw(n)`` gives a whole number of 0 to n - 1. Without this they cannot be guessed.
    """
    return engine.execution_options(**{_DRAW: draw})


def drawn(bind: Engine | Connection, below: int) -> int:
    """A whole number of 0 to ``below`` - 1: one that cannot be guessed, or what `drawing` says."""
    draw: Callable[[int], int] = bind.get_execution_options().get(_DRAW, secrets.randbelow)
    return draw(below)


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except SQLAlchemyError:
        # The text may hold a password: it is not repeated.
        raise StoreError(
            "VOICEBOT_DATABASE_URL is no database URL; write for instance "
            "sqlite:///build/voicebot.sqlite3 or postgresql+psycopg://user:password@host/name"
        ) from None
    if parsed.drivername in ("postgres", "postgresql"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg"):
        raise StoreError(
            f"VOICEBOT_DATABASE_URL names {parsed.drivername!r}, "
            "which is not supported; use sqlite:///… or postgresql+psycopg://…"
        )
    if parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise StoreError(
            "VOICEBOT_DATABASE_URL names an SQLite database in memory, which threads cannot share; "
            "name a file: sqlite:///build/voicebot.sqlite3"
        )
    return parsed


def _sqlite(url: URL) -> Engine:
    path = Path(url.database or "")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)  # holds personal data; -wal and -shm take over its mode
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _on_sqlite_connect)
    event.listen(engine, "begin", _on_sqlite_begin)
    return engine


def _on_sqlite_connect(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    # The driver's own transaction handling is switched off in favour of _on_sqlite_begin.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL", "foreign_keys=ON", f"busy_timeout={BUSY_SECONDS * 1000}", "synchronous=NORMAL",
    ):  # fmt: skip
        connection.execute(f"PRAGMA {pragma}")


def _on_sqlite_begin(connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once when another one wrote in between;
    # taking the write lock at the start waits for it instead.
    options: dict[str, Any] = dict(connection.get_execution_options())
    connection.exec_driver_sql("BEGIN" if options.get(_READ_ONLY) else "BEGIN IMMEDIATE")


def _postgres(url: URL) -> Engine:
    return create_engine(
        url, hide_parameters=True, pool_pre_ping=True, connect_args={"connect_timeout": BUSY_SECONDS}
    )
