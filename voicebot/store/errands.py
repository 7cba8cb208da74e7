"""The outbox of transfers: what the carrier and the book are still to be asked, each taken by one worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from voicebot.store.clock import utc_now
from voicebot.store.desk_models import TransferTask
from voicebot.store.engine import reading
from voicebot.store.errors import database_errors
from voicebot.store.transfer_changes import DEAD, DOING, DONE, ERRANDS, PENDING
from voicebot.transfer.commands import Errand

# Who took an errand and said nothing for so long has crashed: the carrier's client gives up far sooner.
LEASE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class StoredErrand:
    """An errand that was taken. tries: this one too. doubtful: its last taker crashed, so it may be done."""

    id: int
    transfer_id: str
    errand: Errand
    tries: int
    doubtful: bool


class SqlErrands:
    """Errands on a database. Thread- and process-safe; every method may raise PartError."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._reading = reading(engine)
        self._now = now

    def take(self, limit: int = 20) -> tuple[StoredErrand, ...]:
        """Take errands that are due, oldest first; no other worker gets them while the lease runs."""
        now = self._now()
        due = (
            select(TransferTask.id, TransferTask.state)
            .where(TransferTask.state.in_((PENDING, DOING)), TransferTask.due_at <= now)
            .order_by(TransferTask.id)
            .limit(limit)
        )
        with database_errors("take errands"):
            with Session(self._reading) as session:
                found = session.execute(due).all()
            taken = (self._take(id_, state, now) for id_, state in found)
            return tuple(errand for errand in taken if errand is not None)

    def done(self, errand_id: int) -> None:
        """It worked, or need not be done any more."""
        self._finish(errand_id, DONE, None)

    def dead(self, errand_id: int, error: str) -> None:
        """It will never work, or must not be tried again."""
        self._finish(errand_id, DEAD, error)

    def again(self, errand_id: int, error: str, after: timedelta) -> None:
        """It failed, and is due again after a pause."""
        values = {"state": PENDING, "due_at": self._now() + after, "error": error}
        self._set(errand_id, values)

    def _finish(self, errand_id: int, state: str, error: str | None) -> None:
        self._set(errand_id, {"state": state, "error": error})

    def _set(self, errand_id: int, values: dict[str, object]) -> None:
        change = update(TransferTask).where(TransferTask.id == errand_id, TransferTask.state == DOING)
        with database_errors("note errand"), Session(self._engine) as session, session.begin():
            session.execute(change.values(**values))

    def _take(self, errand_id: int, state: str, now: datetime) -> StoredErrand | None:
        taking = (
            update(TransferTask)
            .where(TransferTask.id == errand_id, TransferTask.state == state, TransferTask.due_at <= now)
            .values(state=DOING, due_at=now + LEASE, tries=TransferTask.tries + 1)
            .returning(TransferTask.transfer_id, TransferTask.kind, TransferTask.data, TransferTask.tries)
        )
        with Session(self._engine) as session, session.begin():
            row = session.execute(taking).one_or_none()
        if row is None:
            return None  # another worker was faster
        transfer_id, kind, data, tries = row
        return StoredErrand(errand_id, transfer_id, ERRANDS[kind](**data), tries, doubtful=state == DOING)
