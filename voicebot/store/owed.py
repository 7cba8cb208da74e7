"""What a call owes its caller in writing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voicebot.call.handover import ROWS
from voicebot.call.outcome import Outcome
from voicebot.call.ports import Conclusion
from voicebot.call.replies import Agreement
from voicebot.phone_numbers import can_be_called
from voicebot.store.models import Call, Confirmation
from voicebot.store.reader import from_json, to_json

_CALLBACK = Agreement("callback", "Wij bellen u terug.")


def owed(conclusion: Conclusion, caller: str) -> tuple[Agreement, ...]:
    """What must be confirmed: the agreements, and the hand-over's own line if they lack it.

    Not a callback to a ``caller`` whose number cannot be called: the promise could not be kept.
    """
    agreements = conclusion.agreements
    for row in ROWS:
        handed_over = conclusion.outcome is Outcome.HANDED_OVER and row.rule_id == conclusion.rule_id
        if handed_over and row.confirm and all(a.text != row.confirm for a in agreements):
            agreements = (*agreements, Agreement("handover", row.confirm))
    if not can_be_called(caller):
        agreements = tuple(a for a in agreements if a.kind != _CALLBACK.kind)
    return agreements


def confirm(
    session: Session, call_id: str, reason: str, agreements: tuple[Agreement, ...], now: datetime
) -> None:
    """Owe a confirmation of these agreements."""
    session.add(
        Confirmation(
            call_id=call_id, reason=reason, agreements=to_json(agreements), state="pending", created_at=now
        )
    )


def confirm_callback(session: Session, call: Call, now: datetime) -> None:
    """Owe the promise to call back, if the caller's number can be called.

    A confirmation that nobody took for sending yet carries it; otherwise it is owed by itself.
    """
    if not can_be_called(call.caller):
        return
    waiting = session.scalar(
        select(Confirmation)
        .where(Confirmation.call_id == call.id, Confirmation.state == "pending")
        .with_for_update()
    )
    if waiting is None:
        confirm(session, call.id, "callback", (_CALLBACK,), now)
    else:
        waiting.agreements = to_json((*from_json(waiting.agreements), _CALLBACK))
