"""Writes ledger entries, and the turns that can be read from them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from voicebot.call.ledger import Kind, LedgerEntry
from voicebot.store.errors import Refused
from voicebot.store.models import Call, Entry, Turn


def append(session: Session, call_id: str, entry: LedgerEntry, now: datetime) -> None:
    """Add ``entry`` as the call's next one. Raises Refused for an unknown call."""
    # Counting on the call's own row gives each entry its number and makes writers of one call wait in line.
    seq = session.scalar(
        update(Call)
        .where(Call.id == call_id)
        .values(entries=Call.entries + 1, seen_at=now)
        .returning(Call.entries - 1)
    )
    if seq is None:
        raise Refused("the call is not in the book")
    session.add(
        Entry(
            call_id=call_id,
            seq=seq,
            at=entry.at,
            kind=entry.kind.value,
            rule_id=entry.rule_id,
            model=entry.model,
            data=dict(entry.data),
        )
    )
    if entry.kind in (Kind.CALLER_TURN, Kind.BOT_TURN):
        session.add(_turn(call_id, seq, entry))
    elif entry.kind is Kind.UNDERSTOOD:
        _note_intent(session, call_id, entry)


def append_outcome(
    session: Session, call_id: str, rule_id: str, data: dict[str, str | None], now: datetime
) -> None:
    """Add an outcome entry at the time of the call's last one."""
    append(
        session, call_id, LedgerEntry(last_moment(session, call_id), Kind.OUTCOME, rule_id, dict(data)), now
    )


def last_moment(session: Session, call_id: str) -> float:
    """Stream seconds of the call's last entry; 0.0 without any."""
    latest = select(Entry.at).where(Entry.call_id == call_id).order_by(Entry.seq.desc()).limit(1)
    return session.scalar(latest) or 0.0


def has_outcome(session: Session, call_id: str) -> bool:
    """Whether the ledger holds an outcome entry."""
    question = select(Entry.seq).where(Entry.call_id == call_id, Entry.kind == Kind.OUTCOME.value)
    return session.scalar(question.limit(1)) is not None


def _turn(call_id: str, seq: int, entry: LedgerEntry) -> Turn:
    data = entry.data
    return Turn(
        call_id=call_id,
        seq=seq,
        speaker="caller" if entry.kind is Kind.CALLER_TURN else "bot",
        turn_id=data.get("turn"),
        started_at=data.get("started_at", entry.at),
        ended_at=data.get("ended_at", entry.at),
        text=data.get("text", ""),
        confidence=data.get("confidence"),
        source=data.get("source"),
        heard=data.get("heard"),
    )


def _note_intent(session: Session, call_id: str, entry: LedgerEntry) -> None:
    intent, turn_id = entry.data.get("intent"), entry.data.get("turn")
    turn = select(Turn).where(Turn.call_id == call_id, Turn.speaker == "caller")
    if turn_id is not None:
        turn = turn.where(Turn.turn_id == turn_id)
    latest = session.scalar(turn.order_by(Turn.seq.desc()).limit(1))
    if latest is not None and isinstance(intent, str):
        latest.intent = intent
