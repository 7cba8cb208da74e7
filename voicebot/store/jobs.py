"""The confirmations that are owed, as the sending worker sees them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from voicebot.call.outcome import Outcome
from voicebot.call.ports import ConfirmationJob, Message
from voicebot.store.engine import reading
from voicebot.store.errors import Refused, database_errors
from voicebot.store.models import Call, Confirmation
from voicebot.store.reader import from_json


def _utc_now() -> datetime:
    return datetime.now(UTC)


class SqlConfirmationJobs:
    """Jobs on the database; implements `voicebot.call.ports.ConfirmationJobs`. Thread- and process-safe."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = _utc_now) -> None:
        self._engine = engine
        self._reading = reading(engine)
        self._now = now

    def claim(self) -> ConfirmationJob | None:
        """Take the oldest pending job for sending; no other worker gets it. Raises PartError."""
        pending = select(Confirmation.id).where(Confirmation.state == "pending").order_by(Confirmation.id)
        with database_errors("claim confirmation"):
            while True:
                with Session(self._reading) as session:
                    job_id = session.scalar(pending.limit(1))
                if job_id is None:
                    return None
                job = self._take(job_id)
                if job is not None:
                    return job

    def sent(self, job_id: int, channel: str, message: Message, message_id: str) -> None:
        """The channel accepted the message. Raises PartError."""
        self._finish(job_id, "sent", channel, message, message_id, None)

    def failed(self, job_id: int, channel: str, message: Message | None, error: str) -> None:
        """The message could not be written or sent. Raises PartError."""
        self._finish(job_id, "failed", channel, message, None, error)

    def interrupted(self) -> tuple[int, ...]:
        """Jobs that were taken and not finished, oldest first. Raises PartError."""
        question = select(Confirmation.id).where(Confirmation.state == "sending").order_by(Confirmation.id)
        with database_errors("interrupted confirmations"), Session(self._reading) as session:
            return tuple(session.scalars(question))

    def _take(self, job_id: int) -> ConfirmationJob | None:
        taking = (
            update(Confirmation)
            .where(Confirmation.id == job_id, Confirmation.state == "pending")
            .values(state="sending")
            .returning(Confirmation.id)
        )
        with Session(self._engine) as session, session.begin():
            if session.scalar(taking) is None:
                return None  # another worker was faster
            row = session.get_one(Confirmation, job_id)
            call = session.get_one(Call, row.call_id)
            return ConfirmationJob(
                job_id=row.id,
                call_id=call.id,
                caller=call.caller,
                called=call.called,
                contact_email=call.contact_email,
                reference=call.reference or "",
                outcome=None if call.outcome is None else Outcome(call.outcome),
                agreements=from_json(row.agreements),
            )

    def _finish(
        self,
        job_id: int,
        state: str,
        channel: str,
        message: Message | None,
        message_id: str | None,
        error: str | None,
    ) -> None:
        finishing = (
            update(Confirmation)
            .where(Confirmation.id == job_id, Confirmation.state == "sending")
            .values(
                state=state,
                channel=channel,
                address=message.to if message else None,
                text=message.text if message else None,
                message_id=message_id,
                error=error,
                finished_at=self._now(),
            )
            .returning(Confirmation.id)
        )
        with database_errors("finish confirmation"), Session(self._engine) as session, session.begin():
            if session.scalar(finishing) is None:
                raise Refused(f"confirmation {job_id} is not being sent")
