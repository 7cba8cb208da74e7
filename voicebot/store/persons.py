"""Whether a call that needed a person reached the ringing of one; which calls were left alone instead."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Exists, Select, exists, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from voicebot.call.ledger import Kind, LedgerEntry
from voicebot.call.outcome import Outcome
from voicebot.store import evidence
from voicebot.store.models import Call, Entry

# Rule of the ledger entry that says so: the carrier asked what comes after the stream, so the caller was on
# the line, and was told to ring a person.
RUNG = "W-01"


def note_rung(session: Session, call: Call, now: datetime) -> None:
    """Write down once that a person is rung for a call with this outcome."""
    if not session.scalar(select(_rung(call.id))):
        last = evidence.last_moment(session, call.id)
        data = {"because": call.rule_id, "outcome": call.outcome}
        evidence.append(session, call.id, LedgerEntry(last, Kind.HANDOVER, RUNG, data), now)


def left_alone(after: datetime, before: datetime) -> Select[str]:
    """Calls that ended between these moments because something broke, and for which nobody was ever rung."""
    return (
        select(Call.id)
        .where(
            Call.outcome == Outcome.FAILED_TO_HUMAN.value,
            Call.ended_at > after,
            Call.ended_at < before,
            ~_rung(Call.id),
        )
        .order_by(Call.started_at)
    )


def _rung(call_id: str | InstrumentedAttribute[str]) -> Exists:
    return exists().where(Entry.call_id == call_id, Entry.kind == Kind.HANDOVER.value, Entry.rule_id == RUNG)
