"""Callbacks that are carried out: due ones become transfers, one try at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voicebot.store.clock import utc_now
from voicebot.store.engine import reading
from voicebot.store.errors import database_errors
from voicebot.store.models import Call, Callback
from voicebot.store.reasons import first_reason
from voicebot.store.transfers import new_row
from voicebot.transfer.state import Picture

# So many are looked at: those that no agent here can make must not stand in the way of the others.
MOST = 2000
OPEN, CALLING, HELD = "open", "calling", "held"


@dataclass(frozen=True, slots=True)
class DueCallback:
    """A callback whose time has come. number: where the customer is called. queue: '' when none is known.

    rule_id: why the caller first wanted a person, or why it is a callback. due_since: when its time came.
    """

    call_id: str
    number: str
    queue: str
    priority: int
    rule_id: str
    summary: str
    tries: int
    created_at: datetime
    due_since: datetime


class SqlCallbacks:
    """Callbacks on a database. Thread- and process-safe; every method may raise PartError."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._reading = reading(engine)
        self._now = now

    def due(self, limit: int = MOST) -> tuple[DueCallback, ...]:
        """Those to be called now, the longest promised first."""
        now = self._now()
        question = (
            select(Callback, Call, first_reason())
            .join(Call, Call.id == Callback.call_id)
            .where(
                Callback.state == OPEN,
                or_(Callback.next_try.is_(None), Callback.next_try <= now),
                or_(Callback.due_from.is_(None), Callback.due_from <= now),
            )
            .order_by(Callback.created_at, Callback.call_id)
            .limit(limit)
        )
        with database_errors("due callbacks"), Session(self._reading) as session:
            return tuple(
                DueCallback(
                    call_id=callback.call_id,
                    number=callback.number or call.caller,
                    queue=call.queue or "",
                    priority=call.priority or 3,
                    rule_id=wish or callback.rule_id,
                    summary=call.summary,
                    tries=callback.tries,
                    created_at=callback.created_at,
                    due_since=max(filter(None, (callback.created_at, callback.due_from, callback.next_try))),
                )
                for callback, call, wish in session.execute(question)
            )

    def number(self, call_id: str) -> str:
        """Where the customer of a callback is called; '' for an unknown one."""
        question = select(Callback.number, Call.caller).join(Call, Call.id == Callback.call_id)
        with database_errors("callback"), Session(self._reading) as session:
            row = session.execute(question.where(Callback.call_id == call_id)).one_or_none()
            return "" if row is None else row[0] or row[1]

    def begin(self, picture: Picture) -> bool:
        """Begin a try; False when it is under way already, or the caller has another transfer."""
        beginning = (
            update(Callback)
            .where(Callback.call_id == picture.call_id, Callback.state == OPEN)
            .values(state=CALLING)
            .returning(Callback.call_id)
        )
        with database_errors("begin callback"):
            try:
                with Session(self._engine) as session, session.begin():
                    if session.scalar(beginning) is None:
                        return False
                    session.add(new_row(picture))
            except IntegrityError:
                return False
        return True

    def hold(self, call_id: str) -> None:
        """The number cannot be called: a person must look."""
        holding = update(Callback).where(Callback.call_id == call_id, Callback.state == OPEN)
        with database_errors("hold callback"), Session(self._engine) as session, session.begin():
            session.execute(holding.values(state=HELD))
