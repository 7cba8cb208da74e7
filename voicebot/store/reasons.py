"""Why a caller wanted a person in the first place, of a callback that was promised as nobody was free."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ScalarSelect, select

from voicebot.call.handover import ROWS
from voicebot.call.ledger import Kind
from voicebot.store.models import Callback, Entry
from voicebot.store.records import StoredEntry

# Not that nobody was free, nor that the caller wants to be called back: they follow from something else.
REASONS = frozenset(row.rule_id for row in ROWS if not row.callback and row.condition != "callback_withheld")


def first_reason() -> ScalarSelect[str | None]:
    """The rule by which a caller first went to a person, NULL for none: part of a question for callbacks."""
    return (
        select(Entry.rule_id)
        .where(
            Entry.call_id == Callback.call_id,
            Entry.kind == Kind.OUTCOME.value,
            Entry.rule_id.in_(sorted(REASONS)),
        )
        .order_by(Entry.seq)
        .limit(1)
        .correlate(Callback)
        .scalar_subquery()
    )


def first_of(ledger: Iterable[StoredEntry]) -> str | None:
    """The same of one call's ledger, None of a caller who did not go to a person."""
    return next((e.rule_id for e in ledger if e.kind == Kind.OUTCOME and e.rule_id in REASONS), None)
