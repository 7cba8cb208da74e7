"""What people do to a call from the console, as its ledger keeps it: who did what, by ids alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from voicebot.call.ledger import Kind, LedgerEntry
from voicebot.store import evidence

CALLBACK_DONE, PROMISE_KEPT, PROMISE_OPEN = "A-01", "A-02", "A-03"
CONFIRMATION_RESENT, CONFIRMATION_WRITTEN, ALARM_SETTLED = "A-10", "A-11", "A-12"
LISTENED = "A-20"

RULES = {
    CALLBACK_DONE: "Somebody called the customer back by hand.",
    PROMISE_KEPT: "Somebody did what was promised.",
    PROMISE_OPEN: "What was promised turned out not to be done: it is open again.",
    CONFIRMATION_RESENT: "Somebody had a confirmation sent again.",
    CONFIRMATION_WRITTEN: "Somebody wrote a confirmation in their own words.",
    ALARM_SETTLED: "Somebody dealt with a confirmation that did not arrive as it should.",
    LISTENED: "Somebody listened to the recording of the call.",
}


def note(session: Session, call_id: str, rule_id: str, now: datetime, **ids: int | str) -> None:
    """Add it to the call's ledger, at the time of its last entry. Raises Refused for an unknown call."""
    at = evidence.last_moment(session, call_id)
    evidence.append(session, call_id, LedgerEntry(at, Kind.DECISION, rule_id, dict(ids)), now)
