"""The transfers as stored: read, entered, and changed by whoever names the version that was read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Engine, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voicebot.store.clock import utc_now
from voicebot.store.desk_models import Offer, Transfer, TransferEvent
from voicebot.store.engine import reading
from voicebot.store.errors import Refused, database_errors
from voicebot.store.models import Call
from voicebot.store.transfer_changes import AgentTaken, carry_out
from voicebot.transfer.machine import Step
from voicebot.transfer.state import Kind, Picture

_PICTURES = TypeAdapter(Picture)
# Stands in a column of its own: who erases a call's words need not look into the JSON.
_ELSEWHERE = "summary"


class Saved(Enum):
    """What became of a change."""

    DONE = auto()
    STALE = auto()  # somebody else changed the transfer meanwhile: read it again
    KNOWN = auto()  # this event was told before
    TAKEN = auto()  # the agent is not free any more


@dataclass(frozen=True, slots=True)
class Stored:
    """A transfer and the version of it that was read."""

    picture: Picture
    version: int


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom an id that the carrier knows is about: the agent of an offer, or the customer of a callback."""

    transfer_id: str
    customer: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A hand-over as the book has it; None until the call has its outcome."""

    queue: str | None
    priority: int | None
    rule_id: str | None
    summary: str


class SqlTransfers:
    """Transfers on a database. Thread- and process-safe; every method may raise PartError."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._reading = reading(engine)
        self._now = now

    def load(self, transfer_id: str) -> Stored | None:
        """The transfer, or None."""
        return self._one(Transfer.id == transfer_id)

    def open_of(self, call_id: str) -> Stored | None:
        """The call's open live transfer, or None."""
        return self._one(
            Transfer.call_id == call_id, Transfer.ended_at.is_(None), Transfer.kind == Kind.LIVE.value
        )

    def latest_of(self, call_id: str) -> Stored | None:
        """The call's newest live transfer, open or over; or None."""
        return self._one(Transfer.call_id == call_id, Transfer.kind == Kind.LIVE.value)

    def all_open(self) -> tuple[Stored, ...]:
        """All that are not over, oldest first."""
        question = select(Transfer).where(Transfer.ended_at.is_(None)).order_by(Transfer.created_at)
        with database_errors("open transfers"), Session(self._reading) as session:
            return tuple(_stored(row) for row in session.scalars(question))

    def addressee(self, id_: str) -> Addressee | None:
        """Whom the id of an offer, or of a callback's transfer, is about; None for an unknown one."""
        with database_errors("offer"), Session(self._reading) as session:
            offer = session.get(Offer, id_)
            if offer is not None:
                return Addressee(offer.transfer_id, customer=False)
            row = session.get(Transfer, id_)
            if row is not None and row.kind == Kind.CALLBACK.value:
                return Addressee(row.id, customer=True)
            return None

    def open(self, picture: Picture) -> Stored:
        """Enter a transfer; or the call's open one, if there is one. Raises Refused for an unknown call."""
        with database_errors("enter transfer"):
            try:
                with Session(self._engine) as session, session.begin():
                    session.add(new_row(picture))
                return Stored(picture, 0)
            except IntegrityError as error:
                there = self.open_of(picture.call_id)
                if there is None:
                    raise Refused("the call is not in the book, or is being called back") from error
                return there

    def asked_of(self, call_id: str) -> Asked | None:
        """What the book knows of a hand-over; None when the call is not in it."""
        question = select(Call.queue, Call.priority, Call.rule_id, Call.summary).where(Call.id == call_id)
        with database_errors("hand-over"), Session(self._reading) as session:
            row = session.execute(question).one_or_none()
            return None if row is None else Asked(*row)

    def save(self, stored: Stored, step: Step, *, key: str = "") -> Saved:
        """Store what an event did, with all that it asks for, or nothing of it.

        ``key``: names the event; one that was told before changes nothing.
        """
        now, after = self._now(), step.picture
        change = (
            update(Transfer)
            .where(Transfer.id == after.id, Transfer.version == stored.version)
            .values(
                state=after.state.value,
                version=stored.version + 1,
                data=_data(after),
                agent_id=after.agent_id,
                changed_at=after.changed_at,
                ended_at=now if after.final and not stored.picture.final else Transfer.ended_at,
            )
            .returning(Transfer.id)
        )
        try:
            with database_errors("transfer"), Session(self._engine) as session, session.begin():
                if session.scalar(change) is None:
                    return Saved.STALE
                if key:
                    if session.get(TransferEvent, (after.id, key)) is not None:
                        session.rollback()
                        return Saved.KNOWN
                    session.add(TransferEvent(transfer_id=after.id, key=key, at=now))
                carry_out(session, stored.picture, step, now)
        except AgentTaken:
            return Saved.TAKEN
        return Saved.DONE

    def _one(self, *conditions: ColumnElement[bool]) -> Stored | None:
        newest = (Transfer.created_at.desc(), Transfer.id.desc())
        with database_errors("transfer"), Session(self._reading) as session:
            row = session.scalar(select(Transfer).where(*conditions).order_by(*newest).limit(1))
            return None if row is None else _stored(row)


def new_row(picture: Picture) -> Transfer:
    """The row of a transfer that begins."""
    return Transfer(
        id=picture.id,
        call_id=picture.call_id,
        kind=picture.kind.value,
        queue=picture.queue,
        priority=picture.priority,
        rule_id=picture.rule_id,
        summary=picture.summary,
        state=picture.state.value,
        version=0,
        data=_data(picture),
        agent_id=picture.agent_id,
        created_at=picture.created_at,
        changed_at=picture.changed_at,
    )


def _data(picture: Picture) -> dict[str, Any]:
    data: dict[str, Any] = _PICTURES.dump_python(picture, mode="json")
    del data[_ELSEWHERE]
    return data


def _stored(row: Transfer) -> Stored:
    picture = _PICTURES.validate_python({**row.data, _ELSEWHERE: row.summary})
    return Stored(picture, row.version)
