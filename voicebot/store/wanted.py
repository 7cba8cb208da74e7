"""Callbacks that are arranged in the call itself: entered while callers talk, promised when the call ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voicebot.call.handover import row_for
from voicebot.call.outcome import Outcome
from voicebot.phone_numbers import can_be_called
from voicebot.store import evidence
from voicebot.store.clock import utc_now
from voicebot.store.engine import reading
from voicebot.store.errors import Refused, database_errors
from voicebot.store.models import Call, Callback
from voicebot.store.tickets import callback_for, locked

ROW = row_for("callback")
# How a call ends after which a promised callback is what remains of it.
_OVER = (Outcome.SOLVED, Outcome.CALLER_LEFT)
# A callback that has been made, or is being made, is changed no more.
_OPEN = ("open", "held")
TALK = timedelta(minutes=15)
"""Nobody is rung back before this is over, or the call is: the caller is still on the line."""


class SqlCallbackRequests:
    """What the dialogue asks about callbacks. Thread- and process-safe; every method may raise PartError."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._reading = reading(engine)
        self._now = now

    def calling_number(self, call_id: str) -> str:
        """The number that the call comes from, '' when a person cannot ring it."""
        with database_errors("calling number"), Session(self._reading) as session:
            caller = session.scalar(select(Call.caller).where(Call.id == call_id)) or ""
        return caller if can_be_called(caller) else ""

    def request(
        self, call_id: str, number: str, due_from: datetime | None, due_until: datetime | None
    ) -> str:
        """Enter the call's callback, or change it; returns its ticket. Idempotent.

        number: E.164, '' for the call's own. Raises Refused for an unknown call, or one whose own number
        cannot be rung.
        """
        with database_errors("request callback"):
            try:
                return self._enter(call_id, number, due_from, due_until)
            except IntegrityError:  # another process took the same reference at this moment
                return self._enter(call_id, number, due_from, due_until)

    def _enter(self, call_id: str, number: str, due_from: datetime | None, due_until: datetime | None) -> str:
        now = self._now()
        with Session(self._engine) as session, session.begin():
            call = locked(session, call_id)
            if not can_be_called(number or call.caller):
                raise Refused("a callback needs a number that can be rung")
            callback = callback_for(session, call, ROW.rule_id, now)
            if callback.state in _OPEN:
                callback.number, callback.state = number, "open"
                callback.due_from, callback.due_until = due_from, due_until
                callback.next_try = now + TALK
            return callback.ticket


def settle(session: Session, call: Call, ended: Outcome, now: datetime) -> Callback | None:
    """The callback that was arranged in a call whose talk has ``ended``; None when there is none.

    The call then ends in a callback (rule H-03), unless it goes to a person; the ledger keeps both outcomes.
    """
    callback = session.get(Callback, call.id)
    if callback is None:
        return None
    if callback.state in _OPEN:
        callback.next_try = None
    if ended in _OVER and call.outcome != Outcome.CALLBACK.value:
        to_callback(session, call, ROW.rule_id, now)
    return callback


def to_callback(session: Session, call: Call, rule_id: str, now: datetime) -> Callback:
    """The call's outcome becomes CALLBACK by ``rule_id``, in the ledger too; returns its callback."""
    was, call.outcome, call.rule_id = call.outcome, Outcome.CALLBACK.value, rule_id
    if rule_id == ROW.rule_id:
        call.queue, call.priority = call.queue or ROW.queue, call.priority or ROW.priority
        call.summary = call.summary or ROW.summary
    call.ended_at = call.ended_at or now
    callback = callback_for(session, call, rule_id, now)
    session.flush()
    data = {"outcome": Outcome.CALLBACK.value, "was": was, "ticket": callback.ticket}
    evidence.append_outcome(session, call.id, rule_id, data, now)
    return callback
