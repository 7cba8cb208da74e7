"""What agents write down after a call, and which turns they say were misheard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, and_, delete, exists, select
from sqlalchemy.orm import Session, aliased

from voicebot.store.clock import utc_now
from voicebot.store.desk_models import Agent, Transfer, TurnMark, WrapUp
from voicebot.store.engine import reading
from voicebot.store.errors import Refused, database_errors
from voicebot.store.models import Turn
from voicebot.store.reminder_models import Reminder


@dataclass(frozen=True, slots=True)
class Due:
    """When a promise is due (UTC), and the agent who is to keep it."""

    at: datetime
    owner_id: int


@dataclass(frozen=True, slots=True)
class Written:
    """What an agent writes. See `WrapUp` for the fields. due: of the promise; None: nobody is reminded."""

    disposition: str
    notes: str = ""
    promise: str = ""
    needless: bool = False
    due: Due | None = None


@dataclass(frozen=True, slots=True)
class StoredWrapUp:
    """What an agent wrote; times are UTC. owner: who is to keep the promise, by name, '' for nobody."""

    agent_id: int
    agent: str
    written: Written
    at: datetime
    owner: str = ""
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoredMark:
    """A caller's turn that was misheard. right: what was really said, '' if unknown."""

    seq: int
    right: str
    agent: str


_OWNER = aliased(Agent)


class SqlWrapUps:
    """Wrap-ups and marks on a database. Thread- and process-safe; every method may raise PartError."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._reading = reading(engine)
        self._now = now

    def had(self, call_id: str, agent_id: int) -> bool:
        """Whether the agent has or had this call."""
        question = select(exists().where(Transfer.call_id == call_id, Transfer.agent_id == agent_id))
        with database_errors("whose call"), Session(self._reading) as session:
            return bool(session.scalar(question))

    def save(self, call_id: str, agent_id: int, written: Written) -> None:
        """Write it down, in place of what the agent wrote of this call before.

        A promise that was made stays: it has been confirmed. Its date may change, which makes it open again.
        Raises Refused for an unknown call.
        """
        with database_errors("wrap up"), Session(self._engine) as session, session.begin():
            row = session.get(WrapUp, (call_id, agent_id), with_for_update=True)
            if row is None:
                row = WrapUp(call_id=call_id, agent_id=agent_id, promise="")
                session.add(row)
            row.disposition, row.notes, row.needless = written.disposition, written.notes, written.needless
            row.promise = row.promise or written.promise
            row.created_at = self._now()
            session.flush()
            _remind(session, row, written.due, self._now())

    def of_call(self, call_id: str) -> tuple[StoredWrapUp, ...]:
        """What agents wrote of the call, oldest first."""
        question = (
            select(WrapUp, Agent.name, Reminder, _OWNER.name)
            .join(Agent, Agent.id == WrapUp.agent_id)
            .outerjoin(
                Reminder, and_(Reminder.call_id == WrapUp.call_id, Reminder.author_id == WrapUp.agent_id)
            )
            .outerjoin(_OWNER, _OWNER.id == Reminder.owner_id)
            .where(WrapUp.call_id == call_id)
            .order_by(WrapUp.created_at)
        )
        with database_errors("wrap-ups"), Session(self._reading) as session:
            return tuple(
                StoredWrapUp(
                    row.agent_id,
                    name,
                    Written(row.disposition, row.notes, row.promise, row.needless, _due(reminder)),
                    row.created_at,
                    owner or "",
                    reminder.done_at if reminder else None,
                )
                for row, name, reminder, owner in session.execute(question)
            )

    def mark(self, call_id: str, seq: int, agent_id: int, right: str) -> None:
        """A caller's turn was misheard; ``right``: what was really said. The last word counts.

        Raises Refused when there is no such turn of the caller's.
        """
        caller = select(Turn.seq).where(Turn.call_id == call_id, Turn.seq == seq, Turn.speaker == "caller")
        with database_errors("mark"), Session(self._engine) as session, session.begin():
            if session.scalar(caller) is None:
                raise Refused("the call has no such turn of the caller's")
            session.merge(
                TurnMark(call_id=call_id, seq=seq, agent_id=agent_id, right=right, created_at=self._now())
            )

    def unmark(self, call_id: str, seq: int) -> None:
        """It was heard right after all. Idempotent."""
        gone = delete(TurnMark).where(TurnMark.call_id == call_id, TurnMark.seq == seq)
        with database_errors("unmark"), Session(self._engine) as session, session.begin():
            session.execute(gone)

    def marks(self, call_id: str) -> dict[int, StoredMark]:
        """The call's marks by the number of their turn."""
        question = (
            select(TurnMark, Agent.name)
            .join(Agent, Agent.id == TurnMark.agent_id)
            .where(TurnMark.call_id == call_id)
        )
        with database_errors("marks"), Session(self._reading) as session:
            return {row.seq: StoredMark(row.seq, row.right, name) for row, name in session.execute(question)}


def _due(reminder: Reminder | None) -> Due | None:
    return None if reminder is None else Due(reminder.due_at, reminder.owner_id or 0)


def _remind(session: Session, written: WrapUp, due: Due | None, now: datetime) -> None:
    key = f"agent:{written.agent_id}"
    mine = select(Reminder).where(Reminder.call_id == written.call_id, Reminder.key == key)
    reminder = session.scalar(mine.with_for_update())
    if due is None or not written.promise:
        if reminder is not None and reminder.done_at is None:
            session.delete(reminder)
        return
    if reminder is None:
        author = written.agent_id
        reminder = Reminder(
            call_id=written.call_id, key=key, kind="promise", reference="", author_id=author, created_at=now
        )
        session.add(reminder)
    elif reminder.due_at != due.at:
        reminder.done_at = reminder.done_by = None
    reminder.owner_id, reminder.due_at = due.owner_id, due.at
