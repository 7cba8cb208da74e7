"""What somebody must still do for a customer, and when: promises with a date, and callbacks.

A thing is `SOON` from a while before it is due, so that an agent is reminded in time; `LATE` when that time
has passed, or when the house cannot do it by itself (a callback that nobody answered).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Engine, Select, and_, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from voicebot.store import acts
from voicebot.store.clock import utc_now
from voicebot.store.desk_models import Agent, WrapUp
from voicebot.store.engine import reading
from voicebot.store.errors import database_errors
from voicebot.store.models import Call, Callback
from voicebot.store.reasons import first_reason
from voicebot.store.reminder_models import Reminder

LEAD = timedelta(hours=1)
"""How long before it is due a thing is shown, if the settings say nothing else."""
AT_ONCE = timedelta(hours=2)
"""A callback without a time of its own is late after so long."""
MOST = 100
KEPT = timedelta(days=14)
"""For so long a promise that was kept is still listed."""
_STUCK = ("dead", "held")


class Standing(StrEnum):
    """How urgent it is."""

    LATER = "later"
    SOON = "soon"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One thing to do. Times are UTC.

    kind: 'promise' (an agent's), 'callback', or the kind of an agreement of the assistant's. number: of the
    promise, 0 for a callback. until: the end of the time that a customer wants to be called in. text: an
    agent's words, '' for others. reference: of the assistant's. state: of the callback. wish: the rule by
    which its caller first went to a person, '' for none; rule_id: why it became a callback. owner_id: who
    is to do it, None for everybody. queue: of the call. done_by: a name.
    """

    kind: str
    call_id: str
    number: int
    standing: Standing
    due: datetime
    until: datetime | None
    text: str
    state: str
    rule_id: str
    caller: str
    queue: str | None
    owner_id: int | None
    owner: str
    at_once: bool = False
    wish: str = ""
    reference: str = ""
    done_at: datetime | None = None
    done_by: str = ""


def promise_stands(due: datetime, now: datetime, lead: timedelta) -> Standing:
    """How urgent a promise is."""
    if due < now:
        return Standing.LATE
    return Standing.SOON if due - lead <= now else Standing.LATER


def callback_stands(
    state: str,
    promised: datetime,
    due_from: datetime | None,
    due_until: datetime | None,
    now: datetime,
    lead: timedelta,
) -> Standing:
    """How urgent an open, dead or held callback is. due_from, due_until: as the customer asked, or None."""
    begin = due_from or due_until or promised
    if state in _STUCK or (due_until or begin + AT_ONCE) < now:
        return Standing.LATE
    return Standing.SOON if begin - lead <= now else Standing.LATER


def concerns(thing: FollowUp, agent_id: int, queues: Iterable[str]) -> bool:
    """Whether it is this agent's to do: their own, or everybody's of their queues."""
    if thing.owner_id is not None:
        return thing.owner_id == agent_id
    return not thing.queue or thing.queue in queues


class SqlFollowUps:
    """Promises and callbacks on a database. Thread- and process-safe; every method may raise PartError.

    lead: how long before they are due they are shown.
    """

    def __init__(self, engine: Engine, now: Callable[[], datetime] = utc_now, lead: timedelta = LEAD) -> None:
        self._engine = engine
        self._reading = reading(engine)
        self._now = now
        self._lead = lead

    def soon(self) -> tuple[FollowUp, ...]:
        """What is due soon or late: late things first, at most MOST of each kind."""
        with database_errors("follow-ups"), Session(self._reading) as session:
            return soon(session, self._now(), self._lead)

    def promises(self) -> tuple[FollowUp, ...]:
        """Promises with a date: the open ones by when they are due, then those that were kept lately."""
        now = self._now()
        question = _promises().where(or_(Reminder.done_at.is_(None), Reminder.done_at > now - KEPT))
        question = question.order_by(Reminder.done_at.is_not(None), Reminder.due_at, Reminder.call_id)
        with database_errors("promises"), Session(self._reading) as session:
            return tuple(_read(session, question.limit(2 * MOST), now, self._lead))

    def kept(self, number: int, agent_id: int) -> bool:
        """The agent did what was promised; False when somebody had already, or there is no such promise."""
        return self._set_promise(number, agent_id, done=True)

    def not_kept(self, number: int, agent_id: int) -> bool:
        """It is still to be done after all; False when it is open already, or there is no such promise."""
        return self._set_promise(number, agent_id, done=False)

    def called_back(self, call_id: str, agent_id: int) -> bool:
        """The agent called the customer by hand; False when it was done, or the house is calling now."""
        done = (
            update(Callback)
            .where(Callback.call_id == call_id, Callback.state.in_(("open", *_STUCK)))
            .values(state="done", next_try=None)
            .returning(Callback.call_id)
        )
        with database_errors("callback"), Session(self._engine) as session, session.begin():
            if session.scalar(done) is None:
                return False
            acts.note(session, call_id, acts.CALLBACK_DONE, self._now(), agent=agent_id)
            return True

    def _set_promise(self, number: int, agent_id: int, *, done: bool) -> bool:
        now = self._now()
        was = Reminder.done_at.is_(None) if done else Reminder.done_at.is_not(None)
        change = (
            update(Reminder)
            .where(Reminder.id == number, was)
            .values(done_at=now if done else None, done_by=agent_id if done else None)
            .returning(Reminder.call_id)
        )
        rule = acts.PROMISE_KEPT if done else acts.PROMISE_OPEN
        with database_errors("promise"), Session(self._engine) as session, session.begin():
            call_id = session.scalar(change)
            if call_id is None:
                return False
            acts.note(session, call_id, rule, now, agent=agent_id, promise=number)
            return True


def soon(session: Session, now: datetime, lead: timedelta) -> tuple[FollowUp, ...]:
    """See `SqlFollowUps.soon`; within a transaction of the caller's."""
    promises = (
        _promises()
        .where(Reminder.done_at.is_(None), Reminder.due_at <= now + lead)
        .order_by(Reminder.due_at, Reminder.call_id)
        .limit(MOST)
    )
    begin = func.coalesce(Callback.due_from, Callback.due_until, Callback.created_at)
    waiting = and_(Callback.state == "open", begin <= now + lead)
    callbacks = (
        select(Callback, Call.caller, Call.queue, first_reason())
        .join(Call, Call.id == Callback.call_id)
        .where(or_(Callback.state.in_(_STUCK), waiting))
        .order_by(begin, Callback.call_id)
        .limit(MOST)
    )
    found = _read(session, promises, now, lead)
    for row, caller, of_queue, wish in session.execute(callbacks):
        found.append(_callback(row, caller, of_queue, wish or "", now, lead))
    return tuple(sorted(found, key=lambda each: (each.standing is not Standing.LATE, each.due, each.call_id)))


_DONE = aliased(Agent)


def _promises() -> Select[Reminder, str, Agent, str, str | None, str]:
    """Reminders with the words of their promise, its owner and its call."""
    return (
        select(Reminder, WrapUp.promise, Agent, Call.caller, Call.queue, _DONE.name)
        .outerjoin(WrapUp, and_(WrapUp.call_id == Reminder.call_id, WrapUp.agent_id == Reminder.author_id))
        .outerjoin(Agent, Agent.id == Reminder.owner_id)
        .join(Call, Call.id == Reminder.call_id)
        .outerjoin(_DONE, _DONE.id == Reminder.done_by)
    )


def _read(
    session: Session,
    question: Select[Reminder, str, Agent, str, str | None, str],
    now: datetime,
    lead: timedelta,
) -> list[FollowUp]:
    return [
        _promise(row, text, owner, caller, queue, done_by, now, lead)
        for row, text, owner, caller, queue, done_by in session.execute(question)
    ]


def _promise(
    row: Reminder,
    text: str | None,
    owner: Agent | None,
    caller: str,
    queue: str | None,
    done_by: str | None,
    now: datetime,
    lead: timedelta,
) -> FollowUp:
    return FollowUp(
        kind=row.kind,
        call_id=row.call_id,
        number=row.id,
        standing=promise_stands(row.due_at, now, lead),
        due=row.due_at,
        until=None,
        text=text or "",
        state="",
        rule_id="",
        caller=caller,
        queue=queue,
        # Of somebody who works here no more it is everybody's.
        owner_id=None if owner is None or owner.disabled else owner.id,
        owner="" if owner is None else owner.name,
        done_at=row.done_at,
        done_by=done_by or "",
        reference=row.reference,
    )


def _callback(
    row: Callback, caller: str, queue: str | None, wish: str, now: datetime, lead: timedelta
) -> FollowUp:
    return FollowUp(
        kind="callback",
        call_id=row.call_id,
        number=0,
        standing=callback_stands(row.state, row.created_at, row.due_from, row.due_until, now, lead),
        due=row.due_from or row.due_until or row.created_at,
        until=row.due_until,
        text="",
        state=row.state,
        rule_id=row.rule_id,
        caller=row.number or caller,
        queue=queue,
        owner_id=None,
        owner="",
        at_once=not (row.due_from or row.due_until),
        wish=wish,
    )
