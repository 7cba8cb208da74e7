"""What agents promise callers, confirmed in writing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from voicebot.call.replies import Agreement
from voicebot.phone_numbers import can_be_called
from voicebot.store.clock import utc_now
from voicebot.store.errors import Refused, database_errors
from voicebot.store.owed import confirm
from voicebot.store.tickets import locked, referenced

KIND = "promise"


class SqlPromises:
    """Implements `voicebot.console.ports.Promises` on the database. Thread- and process-safe."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._now = now

    def promise(self, call_id: str, text: str) -> None:
        """Owe the caller a confirmation of ``text``; the same text of a call once.

        Raises Refused for an unknown call, or a caller who can neither be sent a message nor an e-mail, and
        PartError.
        """
        with database_errors("promise"), Session(self._engine) as session, session.begin():
            call = locked(session, call_id)
            if not (call.contact_email or can_be_called(call.caller)):
                raise Refused("the caller's number is hidden, and no e-mail address is known")
            reference = referenced(session, call)
            confirm(session, call_id, (Agreement(KIND, text, reference),), self._now())
