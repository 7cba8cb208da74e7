"""Brings a database to the newest migration, also when several processes start at once."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from voicebot.store.engine import make_engine
from voicebot.store.errors import StoreError

_FOLDER = Path(__file__).parent / "migrations"
# Any fixed number: processes that migrate the same PostgreSQL database wait for one another on it.
_LOCK = 4_207_300


def upgrade(engine_or_url: Engine | str) -> None:
    """Run the migrations that are missing, all or none. Raises StoreError."""
    engine = make_engine(engine_or_url) if isinstance(engine_or_url, str) else engine_or_url
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    try:
        # On SQLite the transaction itself is the lock (BEGIN IMMEDIATE).
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError(
            f"the database was made by another version of voicebot ({error}); "
            "install that version, or name another database in VOICEBOT_DATABASE_URL"
        ) from error
    except SQLAlchemyError as error:
        raise StoreError(
            f"the database could not be brought up to date: {error}; nothing was changed. "
            "Check that VOICEBOT_DATABASE_URL names voicebot's own database and its user may make tables."
        ) from error
    finally:
        if engine is not engine_or_url:
            engine.dispose()
