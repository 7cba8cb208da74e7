"""Who listened to a call's recording, in the call's ledger, by ids alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from voicebot.store import acts
from voicebot.store.clock import utc_now
from voicebot.store.engine import reading
from voicebot.store.errors import database_errors
from voicebot.store.models import Entry
from voicebot.store.tickets import locked


class SqlListening:
    """Notes it on a database. Thread- and process-safe. May raise PartError."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._reading = reading(engine)
        self._now = now

    def note(self, call_id: str, agent_id: int, opening: str, day: date) -> bool:
        """The agent listens, on ``day``, on the page that was opened as ``opening``; True when that is new.

        The day is part of it, so that an address that somebody kept is noted again.
        Raises Refused for an unknown call.
        """
        ids: dict[str, int | str] = {"agent": agent_id, "opening": opening, "day": day.isoformat()}
        with database_errors("note listening"):
            with Session(self._reading) as session:  # a player asks often: nobody waits for the write lock
                if _noted(session, call_id, ids):
                    return False
            with Session(self._engine) as session, session.begin():
                locked(session, call_id)
                if _noted(session, call_id, ids):
                    return False
                acts.note(session, call_id, acts.LISTENED, self._now(), **ids)
                return True


def _noted(session: Session, call_id: str, ids: dict[str, int | str]) -> bool:
    question = select(Entry.data).where(Entry.call_id == call_id, Entry.rule_id == acts.LISTENED)
    return ids in session.scalars(question).all()
