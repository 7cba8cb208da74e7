"""The embedded back office: orders and policies in voicebot's own database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import Engine

from voicebot.backoffice.callbacks import DatabaseCallbacks
from voicebot.backoffice.desk import Desk
from voicebot.backoffice.storage import DatabaseStorage
from voicebot.backoffice.today import today_in_the_netherlands


class DatabaseBackoffice(Desk, DatabaseCallbacks):
    """Implements `voicebot.backoffice.port.Backoffice` on a migrated database. Thread- and process-safe."""

    def __init__(self, engine: Engine, today: Callable[[], date] = today_in_the_netherlands) -> None:
        Desk.__init__(self, DatabaseStorage(engine), today)
        DatabaseCallbacks.__init__(self, engine)
