"""Reads the stored calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Engine, ScalarSelect, func, select
from sqlalchemy.orm import Session

from voicebot.call.ledger import Kind
from voicebot.call.outcome import Outcome
from voicebot.call.ports import CallStatus
from voicebot.call.replies import Agreement
from voicebot.phone_numbers import can_be_called
from voicebot.store.engine import reading
from voicebot.store.errors import database_errors
from voicebot.store.models import Call, Callback, Confirmation, ConfirmationAttempt, Entry, Turn
from voicebot.store.records import StoredCall, StoredConfirmation, StoredEntry, StoredTurn


class CallReader:
    """Everything that is asked of stored calls. Thread-safe; every method may raise PartError."""

    def __init__(self, engine: Engine) -> None:
        self._reading = reading(engine)

    def status(self, call_id: str) -> CallStatus | None:
        """The call's state, or None for an unknown call."""
        question = (
            select(Call.outcome, Call.queue, Callback.ticket, Call.rule_id, Call.token_claimed, Call.caller)
            .outerjoin(Callback)
            .where(Call.id == call_id)
        )
        with database_errors("status"), Session(self._reading) as session:
            row = session.execute(question).one_or_none()
        if row is None:
            return None
        outcome, queue, ticket, rule_id, streamed, caller = row
        return CallStatus(call_id, _outcome(outcome), queue, ticket, rule_id, streamed, can_be_called(caller))

    def disclosed(self, call_id: str) -> bool:
        """Whether the disclosure was proven heard in this call."""
        question = select(Entry.data).where(Entry.call_id == call_id, Entry.kind == Kind.DISCLOSURE.value)
        with database_errors("disclosed"), Session(self._reading) as session:
            return any(data.get("heard") for data in session.scalars(question))

    def recent_calls(self, limit: int) -> tuple[StoredCall, ...]:
        """The newest calls, newest first."""
        question = (
            select(Call, Callback.ticket)
            .outerjoin(Callback)
            .order_by(Call.started_at.desc(), Call.id)
            .limit(limit)
        )
        with database_errors("recent calls"), Session(self._reading) as session:
            return tuple(_call(call, ticket) for call, ticket in session.execute(question))

    def call(self, call_id: str) -> StoredCall | None:
        """One call, or None for an unknown one."""
        question = select(Call, Callback.ticket).outerjoin(Callback).where(Call.id == call_id)
        with database_errors("call"), Session(self._reading) as session:
            row = session.execute(question).one_or_none()
            return None if row is None else _call(row[0], row[1])

    def ledger(self, call_id: str) -> tuple[StoredEntry, ...]:
        """The call's ledger in order; empty for an unknown call."""
        question = select(Entry).where(Entry.call_id == call_id).order_by(Entry.seq)
        with database_errors("ledger"), Session(self._reading) as session:
            return tuple(
                StoredEntry(row.seq, row.at, row.kind, row.rule_id, row.model, row.data)
                for row in session.scalars(question)
            )

    def turns(self, call_id: str) -> tuple[StoredTurn, ...]:
        """What was said, in the order in which it was recorded."""
        question = select(Turn).where(Turn.call_id == call_id).order_by(Turn.seq)
        with database_errors("turns"), Session(self._reading) as session:
            return tuple(_turn(row) for row in session.scalars(question))

    def confirmations(self, call_id: str) -> tuple[StoredConfirmation, ...]:
        """The call's written confirmations, oldest first."""
        question = select(Confirmation, tried()).where(Confirmation.call_id == call_id)
        with database_errors("confirmations"), Session(self._reading) as session:
            rows = session.execute(question.order_by(Confirmation.id))
            return tuple(stored_confirmation(row, tries) for row, tries in rows)


def tried() -> ScalarSelect[int]:
    """How many attempts a confirmation had, as a column."""
    count = select(func.count()).where(ConfirmationAttempt.confirmation_id == Confirmation.id)
    return count.correlate(Confirmation).scalar_subquery()


def to_json(agreements: Iterable[Agreement]) -> list[dict[str, str | None]]:
    """Agreements as they are stored."""
    return [{"kind": a.kind, "text": a.text, "reference": a.reference} for a in agreements]


def from_json(stored: Iterable[Mapping[str, Any]]) -> tuple[Agreement, ...]:
    """Stored agreements as values."""
    return tuple(Agreement(a["kind"], a["text"], a["reference"]) for a in stored)


def _outcome(stored: str | None) -> Outcome | None:
    return None if stored is None else Outcome(stored)


def _call(row: Call, ticket: str | None) -> StoredCall:
    return StoredCall(
        call_id=row.id,
        caller=row.caller,
        called=row.called,
        started_at=row.started_at,
        ended_at=row.ended_at,
        outcome=_outcome(row.outcome),
        rule_id=row.rule_id,
        queue=row.queue,
        priority=row.priority,
        summary=row.summary,
        reference=row.reference,
        ticket=ticket,
        contact_email=row.contact_email,
    )


def _turn(row: Turn) -> StoredTurn:
    return StoredTurn(
        seq=row.seq,
        speaker=row.speaker,
        started_at=row.started_at,
        ended_at=row.ended_at,
        text=row.text,
        confidence=row.confidence,
        source=row.source,
        intent=row.intent,
        heard=row.heard,
    )


def stored_confirmation(row: Confirmation, attempts: int) -> StoredConfirmation:
    """A row as a value."""
    return StoredConfirmation(
        job_id=row.id,
        reason=row.reason,
        state=row.state,
        agreements=from_json(row.agreements),
        channel=row.channel,
        address=row.address,
        text=row.text,
        message_id=row.message_id,
        error=row.error,
        created_at=row.created_at,
        finished_at=row.finished_at,
        call_id=row.call_id,
        masked=row.masked,
        subject=row.subject,
        html=row.html,
        wish_channel=row.wish_channel,
        wish_address=row.wish_address,
        language=row.language,
        written_at=row.written_at,
        erased_at=row.erased_at,
        alarm=row.alarm,
        handled_by=row.handled_by,
        handled_at=row.handled_at,
        agent_id=row.agent_id,
        resend_of=row.resend_of,
        attempts=attempts,
    )
