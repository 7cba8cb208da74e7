"""How long the words and addresses of confirmations are kept: as long as the owner says, and no longer.

What stays: that it was sent, when, its reference (the call's), state, masked address, attempts and reports.
What goes: the texts in all their forms, the full address and the one that the caller wished, and what was
agreed in words. A confirmation that is still on its way keeps them, for it is sent with them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from voicebot.delivery.masked import masked
from voicebot.delivery.states import SETTLED, State
from voicebot.store.clock import utc_now
from voicebot.store.engine import reading
from voicebot.store.errors import database_errors
from voicebot.store.models import Confirmation

AT_ONCE = 200
"""Confirmations erased in one transaction: others wait for so long at most."""


def to_be_erased(state: str, settled_at: datetime, now: datetime, days: int) -> bool:
    """Whether the words of a confirmation that reached its state ``settled_at`` must go."""
    return State(state) in SETTLED and settled_at <= now - timedelta(days=days)


class SqlRetention:
    """Erases on a database. Process-safe: two at once do no harm. May raise PartError."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._reading = reading(engine)
        self._now = now

    def erase(self, days: int) -> int:
        """Erase what is older than ``days``; how many confirmations that were."""
        erased = 0
        while some := self._erase_some(days):
            erased += some
        return erased

    def _erase_some(self, days: int) -> int:
        now = self._now()
        settled_at = func.coalesce(Confirmation.finished_at, Confirmation.written_at, Confirmation.created_at)
        old = (
            select(Confirmation.id)
            .where(
                Confirmation.erased_at.is_(None),
                Confirmation.state.in_(SETTLED),
                settled_at <= now - timedelta(days=days),
            )
            .order_by(Confirmation.id)
            .limit(AT_ONCE)
        )
        with database_errors("erase confirmations"):
            # Asked without the write lock first: there is hardly ever anything.
            with Session(self._reading) as session:
                numbers = session.scalars(old).all()
            if not numbers:
                return 0
            with Session(self._engine) as session, session.begin():
                rows = session.scalars(
                    select(Confirmation).where(Confirmation.id.in_(numbers)).with_for_update()
                )
                for row in rows:
                    settled = row.finished_at or row.written_at or row.created_at
                    if row.erased_at is None and to_be_erased(row.state, settled, now, days):
                        _erase(row, now)
            return len(numbers)


def _erase(row: Confirmation, now: datetime) -> None:
    if not row.masked:
        row.masked = masked(row.address or row.wish_address) or None
    row.address = row.text = row.subject = row.html = None
    row.wish_address = ""
    row.agreements = [agreement | {"text": ""} for agreement in row.agreements]
    row.erased_at = now
