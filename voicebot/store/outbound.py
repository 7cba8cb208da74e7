"""Confirmations as the worker sees them: which are due, who has one, what goes out. Thread- and process-safe.

The row is the outbox and the timer: a workflow takes a row that is due, does one attempt or one look at the
carrier, and leaves it settled or waiting for its next round. Each round is a workflow of its own name, so
that enqueueing it twice is once, and a run of an earlier round finds that it has nothing to do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, or_, select, update
from sqlalchemy.orm import Session

from voicebot.call.outcome import Outcome
from voicebot.call.ports import ConfirmationJob, Message
from voicebot.call.replies import Agreement
from voicebot.call.written import Written
from voicebot.delivery.deciding import FAILURES, Tried
from voicebot.delivery.masked import masked
from voicebot.delivery.states import Attempt, State
from voicebot.phone_numbers import can_be_called
from voicebot.store.clock import utc_now
from voicebot.store.engine import reading
from voicebot.store.errors import database_errors
from voicebot.store.models import Call, Callback, Confirmation, ConfirmationAttempt, OptOut
from voicebot.store.reader import from_json


@dataclass(frozen=True, slots=True)
class Due:
    """A round that a workflow should do; run_id is the workflow's name."""

    confirmation_id: int
    run_id: str


@dataclass(frozen=True, slots=True)
class Stored:
    """What was written for a confirmation: exactly this goes out, however often it is tried."""

    channel: str
    message: Message


class SqlOutbound:
    """Due confirmations and what goes out. Every method may raise PartError."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._reading = reading(engine)
        self._now = now

    def due(self, limit: int = 200) -> tuple[Due, ...]:
        """What waits for a workflow, oldest first."""
        columns = (Confirmation.id, Confirmation.call_id, Confirmation.reason, Confirmation.round)
        waits = (Confirmation.state == State.WAITING) & (Confirmation.next_try <= self._now())
        question = select(*columns).where(or_(Confirmation.state == State.PENDING, waits))
        with database_errors("due confirmations"), Session(self._reading) as session:
            rows = session.execute(question.order_by(Confirmation.id).limit(limit))
            return tuple(Due(row.id, _run_id(row.call_id, row.reason, row.round)) for row in rows)

    def held(self, seconds: float) -> tuple[Due, ...]:
        """What a workflow took that long ago and did not settle."""
        taken = (Confirmation.state == State.SENDING, Confirmation.taken_at < self._before(seconds))
        question = select(Confirmation.id, Confirmation.run_id).where(*taken).order_by(Confirmation.id)
        with database_errors("held confirmations"), Session(self._reading) as session:
            return tuple(Due(row.id, row.run_id or "") for row in session.execute(question))

    def stuck(self, due: Due) -> bool:
        """Its workflow ended and left it: a person must look. False when it was settled meanwhile."""
        stuck = (
            update(Confirmation)
            .where(
                Confirmation.id == due.confirmation_id,
                Confirmation.state == State.SENDING,
                Confirmation.run_id == due.run_id,
            )
            .values(state=State.UNCERTAIN, alarm="stuck", finished_at=self._now())
            .returning(Confirmation.id)
        )
        with database_errors("stuck confirmation"), Session(self._engine) as session, session.begin():
            return session.scalar(stuck) is not None

    def take(self, confirmation_id: int, run_id: str) -> bool:
        """Have it for this workflow; True again for the same one, until it is settled or waits."""
        with database_errors("take confirmation"), Session(self._engine) as session, session.begin():
            row = session.get(Confirmation, confirmation_id, with_for_update=True)
            if row is None or run_id != _run_id(row.call_id, row.reason, row.round):
                return False
            if row.state in (State.PENDING, State.WAITING):
                row.state, row.run_id, row.taken_at, row.next_try = State.SENDING, run_id, self._now(), None
                return True
            return row.state == State.SENDING and row.run_id == run_id

    def job(self, confirmation_id: int) -> ConfirmationJob:
        """What must be written, and for whom."""
        with database_errors("confirmation's job"), Session(self._reading) as session:
            row = session.get_one(Confirmation, confirmation_id)
            call = session.get_one(Call, row.call_id)
            agreements = from_json(row.agreements)
            return ConfirmationJob(
                job_id=row.id,
                call_id=call.id,
                caller=_number(session, call, agreements),
                called=call.called,
                contact_email=call.contact_email,
                reference=call.reference or "",
                outcome=None if call.outcome is None else Outcome(call.outcome),
                agreements=agreements,
                written=Written(row.wish_channel, row.wish_address, row.language),
                reason=row.reason,
            )

    def tried(self, confirmation_id: int) -> tuple[Tried, ...]:
        """Its attempts, oldest first."""
        with database_errors("attempts"), Session(self._reading) as session:
            return tried_of(session, confirmation_id)

    def stored(self, confirmation_id: int) -> Stored | None:
        """What was written for it last, None for nothing yet."""
        with database_errors("stored message"), Session(self._reading) as session:
            row = session.get_one(Confirmation, confirmation_id)
            if row.channel is None or row.text is None:
                return None
            return Stored(
                row.channel, Message(row.address or "", row.text, row.subject or "", row.html or "")
            )

    def opted_out(self, number: str) -> bool:
        """Whether this number wants no SMS."""
        mine = select(OptOut.number).where(OptOut.number == number, OptOut.lifted_at.is_(None))
        with database_errors("opt-out"), Session(self._reading) as session:
            return session.scalar(mine) is not None

    def begun(self, confirmation_id: int) -> int | None:
        """The newest attempt, unless it failed for good: it is under way, or arrived, or may have."""
        with database_errors("attempt begun"), Session(self._reading) as session:
            last = last_attempt(session, confirmation_id)
            return last.id if last and last.state not in FAILURES else None

    def write(
        self, confirmation_id: int, run_id: str, channel: str, message: Message, alarm: str | None
    ) -> int:
        """Store what goes out and a new attempt for it; its number. 0 when another run has the confirmation.

        Beside an attempt that did not fail there is no other: of an earlier run, perhaps one that was taken
        for dead, it is that number.
        """
        now = self._now()
        with database_errors("write confirmation"), Session(self._engine) as session, session.begin():
            row = session.get_one(Confirmation, confirmation_id, with_for_update=True)
            if row.state != State.SENDING or row.run_id != run_id:
                return 0
            last = last_attempt(session, confirmation_id)
            if last and last.state not in FAILURES:
                return last.id
            if (row.channel, row.address, row.text) != (channel, message.to, message.text):
                row.channel, row.address, row.masked = channel, message.to, masked(message.to)
                row.subject, row.text, row.html = message.subject or None, message.text, message.html or None
                row.written_at, row.message_id = now, None
            row.alarm = alarm or row.alarm
            attempt = ConfirmationAttempt(
                confirmation_id=confirmation_id,
                number=(last.number if last else 0) + 1,
                channel=channel,
                masked=masked(message.to),
                state=Attempt.READY,
                started_at=now,
                changed_at=now,
            )
            session.add(attempt)
            session.flush()
            return attempt.id

    def impossible(self, confirmation_id: int, run_id: str, error: str) -> bool:
        """No channel is left, or nothing could be written: it failed. ``error`` names nobody."""
        failing = (
            update(Confirmation)
            .where(
                Confirmation.id == confirmation_id,
                Confirmation.state == State.SENDING,
                Confirmation.run_id == run_id,
            )
            .values(state=State.FAILED, alarm="failed", error=error, finished_at=self._now())
            .returning(Confirmation.id)
        )
        with database_errors("fail confirmation"), Session(self._engine) as session, session.begin():
            return session.scalar(failing) is not None

    def _before(self, seconds: float) -> datetime:
        return self._now() - timedelta(seconds=seconds)


def last_attempt(session: Session, confirmation_id: int) -> ConfirmationAttempt | None:
    """The newest attempt."""
    mine = select(ConfirmationAttempt).where(ConfirmationAttempt.confirmation_id == confirmation_id)
    return session.scalar(mine.order_by(ConfirmationAttempt.number.desc()).limit(1))


def tried_of(session: Session, confirmation_id: int) -> tuple[Tried, ...]:
    """All attempts as far as they matter for what comes next, oldest first."""
    mine = select(ConfirmationAttempt).where(ConfirmationAttempt.confirmation_id == confirmation_id)
    rows = session.scalars(
        mine.order_by(ConfirmationAttempt.number), execution_options={"populate_existing": True}
    )
    return tuple(Tried(row.channel, Attempt(row.state), row.code) for row in rows)


def _run_id(call_id: str, reason: str, round_: int) -> str:
    return f"confirm:{call_id}:{reason}" + (f":{round_}" if round_ else "")


def _number(session: Session, call: Call, agreements: tuple[Agreement, ...]) -> str:
    """The caller's number; of one who hides it the number for a callback, if nothing else is confirmed.

    Nobody has shown that it is the caller's own: nothing of an order or a policy goes there.
    """
    callback = session.get(Callback, call.id)
    if callback is None or can_be_called(call.caller) or any(a.kind != "callback" for a in agreements):
        return call.caller
    return callback.number or call.caller
