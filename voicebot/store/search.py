"""Finding past calls, and the callbacks that were promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, case, exists, func, or_, select
from sqlalchemy.orm import Session

from voicebot.store.desk_models import Agent, Transfer
from voicebot.store.engine import reading
from voicebot.store.errors import database_errors
from voicebot.store.models import Call, Callback, Turn
from voicebot.store.reasons import first_reason

PAGE = 50  # calls a page
MOST_CALLBACKS = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; '' and None do not matter, the others must all be true.

    number: the end of the caller's or the callback's number, digits only. ticket: the call's reference.
    since, until: the call began in between, the end not included. intent: a turn had it.
    """

    number: str = ""
    ticket: str = ""
    since: datetime | None = None
    until: datetime | None = None
    intent: str = ""


@dataclass(frozen=True, slots=True)
class FoundCall:
    """A call in a list; times are UTC. intent: the last one. agent: whoever had it last."""

    call_id: str
    caller: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None
    rule_id: str | None
    reference: str | None
    intent: str | None
    agent: str | None


@dataclass(frozen=True, slots=True)
class PromisedCallback:
    """A callback; see `Callback` for the fields. Times are UTC.

    wish: the rule by which the caller first went to a person, '' for none; rule_id: why it became a callback.
    """

    call_id: str
    ticket: str
    number: str
    rule_id: str
    created_at: datetime
    due_from: datetime | None
    due_until: datetime | None
    state: str
    tries: int
    next_try: datetime | None
    last_outcome: str | None
    wish: str


@dataclass(frozen=True, slots=True)
class PastTransfer:
    """One way of a call to a person; agent None: nobody had it."""

    kind: str
    queue: str
    priority: int
    rule_id: str
    state: str
    agent_id: int | None
    agent: str | None
    created_at: datetime
    ended_at: datetime | None


class SqlSearch:
    """Past calls and callbacks on a database. Thread-safe; every method may raise PartError."""

    def __init__(self, engine: Engine) -> None:
        self._reading = reading(engine)

    def calls(self, wanted: Wanted, page: int = 0) -> tuple[tuple[FoundCall, ...], bool]:
        """One page of calls, newest first; and whether there are more. Pages count from 0."""
        last_intent = (
            select(Turn.intent)
            .where(Turn.call_id == Call.id, Turn.intent.is_not(None))
            .order_by(Turn.seq.desc())
            .limit(1)
            .correlate(Call)
            .scalar_subquery()
        )
        agent = (
            select(Agent.name)
            .join(Transfer, Transfer.agent_id == Agent.id)
            .where(Transfer.call_id == Call.id)
            .order_by(Transfer.created_at.desc())
            .limit(1)
            .correlate(Call)
            .scalar_subquery()
        )
        question = select(
            Call.id,
            Call.caller,
            Call.started_at,
            Call.ended_at,
            Call.outcome,
            Call.rule_id,
            Call.reference,
            last_intent,
            agent,
        )
        if wanted.number:
            called_back = exists().where(
                Callback.call_id == Call.id, Callback.number.endswith(wanted.number, autoescape=True)
            )
            question = question.where(or_(Call.caller.endswith(wanted.number, autoescape=True), called_back))
        if wanted.ticket:
            question = question.where(Call.reference == wanted.ticket)
        if wanted.since:
            question = question.where(Call.started_at >= wanted.since)
        if wanted.until:
            question = question.where(Call.started_at < wanted.until)
        if wanted.intent:
            question = question.where(exists().where(Turn.call_id == Call.id, Turn.intent == wanted.intent))
        question = question.order_by(Call.started_at.desc(), Call.id)
        question = question.offset(page * PAGE).limit(PAGE + 1)
        with database_errors("search"), Session(self._reading) as session:
            found = tuple(FoundCall(*row) for row in session.execute(question))
        return found[:PAGE], len(found) > PAGE

    def transfers(self, call_id: str) -> tuple[PastTransfer, ...]:
        """The call's ways to a person, oldest first."""
        question = (
            select(Transfer, Agent.name)
            .outerjoin(Agent, Agent.id == Transfer.agent_id)
            .where(Transfer.call_id == call_id)
            .order_by(Transfer.created_at, Transfer.id)
        )
        with database_errors("transfers"), Session(self._reading) as session:
            return tuple(
                PastTransfer(
                    row.kind,
                    row.queue,
                    row.priority,
                    row.rule_id,
                    row.state,
                    row.agent_id,
                    name,
                    row.created_at,
                    row.ended_at,
                )
                for row, name in session.execute(question)
            )

    def callbacks(self) -> tuple[PromisedCallback, ...]:
        """Callbacks: those that need somebody first (dead, held), then the open ones by when they are due.

        Those that are done come last, newest first; at most MOST_CALLBACKS in all.
        """
        group = case((Callback.state.in_(("dead", "held")), 0), (Callback.state == "done", 2), else_=1)
        due = func.coalesce(Callback.next_try, Callback.due_from, Callback.created_at)
        question = (
            select(Callback, Call.caller, first_reason())
            .join(Call, Call.id == Callback.call_id)
            .order_by(group, case((group == 2, None), else_=due), Callback.created_at.desc())
            .limit(MOST_CALLBACKS)
        )
        with database_errors("callbacks"), Session(self._reading) as session:
            return tuple(
                PromisedCallback(
                    call_id=row.call_id,
                    ticket=row.ticket,
                    number=row.number or caller,
                    rule_id=row.rule_id,
                    created_at=row.created_at,
                    due_from=row.due_from,
                    due_until=row.due_until,
                    state=row.state,
                    tries=row.tries,
                    next_try=row.next_try,
                    last_outcome=row.last_outcome,
                    wish=wish or "",
                )
                for row, caller, wish in session.execute(question)
            )
