"""The number under which a person finds a call, and the callbacks that are promised under it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from voicebot.store.engine import drawn
from voicebot.store.errors import Refused
from voicebot.store.models import Call, Callback


def locked(session: Session, call_id: str) -> Call:
    """The call, for this transaction alone. Raises Refused for an unknown one."""
    call = session.scalar(select(Call).where(Call.id == call_id).with_for_update())
    if call is None:
        raise Refused("the call is not in the book")
    return call


def referenced(session: Session, call: Call) -> str:
    """The number under which a person finds the call; made when first needed."""
    call.reference = call.reference or _new_reference(session)
    return call.reference


def callback_for(session: Session, call: Call, rule_id: str, now: datetime) -> Callback:
    """The call's callback, entered when there is none yet; its ticket is the call's reference."""
    callback = session.get(Callback, call.id)
    if callback is None:
        ticket = referenced(session, call)
        callback = Callback(
            call_id=call.id, ticket=ticket, rule_id=rule_id, created_at=now, number="", state="open", tries=0
        )
        session.add(callback)
    return callback


def _new_reference(session: Session) -> str:
    """Seven digits that no call has: longer than an order number, short enough to be read out."""
    while True:
        reference = str(1_000_000 + drawn(session.get_bind(), 9_000_000))
        if session.scalar(select(Call.id).where(Call.reference == reference)) is None:
            return reference
