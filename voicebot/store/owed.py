"""What a call owes its caller in writing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voicebot.call.handover import ROWS
from voicebot.call.outcome import Outcome
from voicebot.call.ports import Conclusion
from voicebot.call.replies import Agreement
from voicebot.call.written import Written
from voicebot.delivery.states import State
from voicebot.phone_numbers import can_be_called
from voicebot.store.models import Call, Callback, Confirmation, Entry
from voicebot.store.reader import from_json, to_json

NOTHING = "none"  # the caller wants nothing in writing
_KIND = "callback"
_FOREIGN = {row.rule_id: row.language for row in ROWS if row.language != Written().language}
_PLAIN = "Wij bellen u terug."


def owed(conclusion: Conclusion, call: Call, callback: Callback | None) -> tuple[Agreement, ...]:
    """What must be confirmed: the agreements, and what they lack of the hand-over's and the callback's lines.

    Of several times for a callback the last one holds. Not a callback for which there is no number that can
    be called: the promise could not be kept.
    """
    agreements = conclusion.agreements
    for row in ROWS:
        handed_over = conclusion.outcome is Outcome.HANDED_OVER and row.rule_id == conclusion.rule_id
        if handed_over and row.confirm and all(a.text != row.confirm for a in agreements):
            agreements = (*agreements, Agreement("handover", row.confirm))
    promised = [a for a in agreements if a.kind == _KIND]
    keeps = promised[-1:] if _can_be_called(call, callback) else []
    return (*(a for a in agreements if a.kind != _KIND), *keeps)


def confirm(
    session: Session,
    call_id: str,
    agreements: tuple[Agreement, ...],
    now: datetime,
    written: Written | None = None,
) -> None:
    """Owe a confirmation of these agreements, without those that are confirmed already.

    One that nobody took for sending yet carries them too; a newer callback takes the older one's place.
    written: how the caller wants it; None: as said before in this call.
    """
    rows = _confirmations(session, call_id)
    known = {agreement for row in rows for agreement in from_json(row.agreements)}
    new = tuple(agreement for agreement in agreements if agreement not in known)
    if not new:
        return
    written = _in_their_language(session, call_id, written or _wish(rows))
    waiting = _waiting(rows)
    if waiting is None:
        _owe(session, call_id, new, now, [row.reason for row in rows], written)
        return
    waiting.wish_channel, waiting.wish_address = written.channel, written.address
    waiting.language, waiting.state = written.language, _state(written)
    callback = any(agreement.kind == _KIND for agreement in new)
    old = (a for a in from_json(waiting.agreements) if not (callback and a.kind == _KIND))
    waiting.agreements = to_json((*old, *new))


def confirm_callback(session: Session, call: Call, callback: Callback, now: datetime) -> None:
    """Owe the promise to call back, once, if there is a number that can be called.

    A confirmation that nobody took for sending yet carries it; otherwise it is owed by itself.
    """
    rows = _confirmations(session, call.id)
    promised = any(agreement.kind == _KIND for row in rows for agreement in from_json(row.agreements))
    if promised or not _can_be_called(call, callback):
        return
    if _waiting(rows):
        confirm(session, call.id, (_plain(callback),), now)
        return
    used = ["conclusion", *(row.reason for row in rows)]
    written = _in_their_language(session, call.id, _wish(rows))
    _owe(session, call.id, (_plain(callback),), now, used, written)


def _confirmations(session: Session, call_id: str) -> list[Confirmation]:
    """The call's own; what agents wrote or sent again stands by itself."""
    mine = (Confirmation.call_id == call_id, Confirmation.agent_id.is_(None))
    question = select(Confirmation).where(*mine).order_by(Confirmation.id)
    return list(session.scalars(question.with_for_update()))


def _wish(rows: list[Confirmation]) -> Written:
    """As said before in this call."""
    last = rows[-1] if rows else None
    return Written(last.wish_channel, last.wish_address, last.language) if last else Written()


def _in_their_language(session: Session, call_id: str, written: Written) -> Written:
    """The same in the language of the hand-over's row, for a caller who asked for another one (H-34)."""
    told = select(Entry.rule_id).where(Entry.call_id == call_id, Entry.rule_id.in_(_FOREIGN)).limit(1)
    rule_id = session.scalar(told)
    return replace(written, language=_FOREIGN[rule_id]) if rule_id else written


def _waiting(rows: list[Confirmation]) -> Confirmation | None:
    return next((row for row in rows if row.state == State.PENDING), None)


def _state(written: Written) -> State:
    return State.DECLINED if written.channel == NOTHING else State.PENDING


def _owe(
    session: Session,
    call_id: str,
    agreements: tuple[Agreement, ...],
    now: datetime,
    used: list[str],
    written: Written,
) -> None:
    """A row of its own, by the first reason that is not ``used``: a call has one confirmation of each."""
    reasons = ("conclusion", "callback", *(f"callback-{number}" for number in range(2, 100)))
    reason = next(reason for reason in reasons if reason not in used)
    session.add(
        Confirmation(
            call_id=call_id,
            reason=reason,
            agreements=to_json(agreements),
            state=_state(written),
            created_at=now,
            wish_channel=written.channel,
            wish_address=written.address,
            language=written.language,
        )
    )


def _plain(callback: Callback) -> Agreement:
    return Agreement(_KIND, _PLAIN, callback.ticket)


def _can_be_called(call: Call, callback: Callback | None) -> bool:
    number = callback.number if callback else ""
    return can_be_called(number or call.caller)
