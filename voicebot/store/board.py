"""What goes on right now: calls, who waits for whom, what every agent does. Read several times a second."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, ScalarSelect, exists, select
from sqlalchemy.orm import Session, aliased

from voicebot.store.clock import utc_now
from voicebot.store.confirmations import open_alarms
from voicebot.store.desk_models import Agent, Offer, Transfer, WrapUp
from voicebot.store.engine import reading
from voicebot.store.errors import database_errors
from voicebot.store.followups import LEAD, FollowUp, soon
from voicebot.store.models import Call, Turn
from voicebot.transfer.routing import Rank, rank

# A call without an outcome in which nothing was recorded for so long is over, and its process died. The
# janitor closes it (`voicebot.bootstrap`).
_ALIVE = timedelta(minutes=30)
# An agent who did not wrap up a call of before this will not do so any more.
_WRAP_UP = timedelta(hours=2)
# States of `voicebot.transfer.state` in which an agent has the caller.
_WITH_AGENT = frozenset({"accepted", "dialling", "joined"})


@dataclass(frozen=True, slots=True)
class BoardCall:
    """A call that is going on. Times are UTC.

    phase: 'assistant', 'waiting' (for an agent), 'offered' (an agent is rung), or 'agent'. since: of the
    phase; of a waiting caller, since the hand-over was decided. state: the transfer's own word, '' for none.
    entries: ledger entries so far, which tells when there is more to read. callback: we call the customer.
    """

    call_id: str
    caller: str
    phase: str
    since: datetime
    started_at: datetime
    queue: str | None
    priority: int | None
    rule_id: str | None
    state: str
    intent: str | None
    agent_id: int | None
    entries: int
    callback: bool


@dataclass(frozen=True, slots=True)
class BoardAgent:
    """An agent who is not disabled. wrap_up: the call that waits for their words, None for none or while they
    have another.

    call_id: the call that they have now.
    """

    id: int
    name: str
    role: str
    state: str
    since: datetime
    queues: tuple[str, ...]
    takes_calls: bool
    session_epoch: int
    call_id: str | None
    wrap_up: str | None


@dataclass(frozen=True, slots=True)
class BoardOffer:
    """A call that is offered to an agent right now. state: 'ringing' or 'answered'."""

    id: str
    call_id: str
    agent_id: int
    state: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All of it at one moment. due: what somebody must do soon, or should have done.

    alarms: confirmations that did not arrive as they should, and that nobody dealt with.
    """

    calls: tuple[BoardCall, ...]
    agents: tuple[BoardAgent, ...]
    offers: tuple[BoardOffer, ...]
    due: tuple[FollowUp, ...] = ()
    alarms: int = 0


class SqlBoard:
    """The board on a database. Thread-safe; holds no connection between two reads. May raise PartError.

    lead: how long before they are due promises and callbacks are shown.
    """

    def __init__(self, engine: Engine, now: Callable[[], datetime] = utc_now, lead: timedelta = LEAD) -> None:
        self._reading = reading(engine)
        self._now = now
        self._lead = lead

    def snapshot(self) -> Snapshot:
        """Everything that goes on now, read in one transaction."""
        now = self._now()
        with database_errors("board"), Session(self._reading) as session:
            offers = _offers(session)
            calls = (*_handed_over(session, offers), *_with_assistant(session, now - _ALIVE))
            agents = _agents(session, calls, now - _WRAP_UP)
            return Snapshot(calls, agents, offers, soon(session, now, self._lead), open_alarms(session))


def _last_intent() -> ScalarSelect[str | None]:
    said = select(Turn.intent).where(Turn.call_id == Call.id, Turn.intent.is_not(None))
    return said.order_by(Turn.seq.desc()).limit(1).correlate(Call).scalar_subquery()


def _with_assistant(session: Session, alive_since: datetime) -> tuple[BoardCall, ...]:
    transferred = exists().where(Transfer.call_id == Call.id, Transfer.ended_at.is_(None))
    question = (
        select(Call.id, Call.caller, Call.started_at, Call.entries, _last_intent())
        .where(Call.outcome.is_(None), Call.seen_at > alive_since, ~transferred)
        .order_by(Call.started_at, Call.id)
    )
    return tuple(
        BoardCall(
            call_id=call_id,
            caller=caller,
            phase="assistant",
            since=started,
            started_at=started,
            queue=None,
            priority=None,
            rule_id=None,
            state="",
            intent=intent,
            agent_id=None,
            entries=entries,
            callback=False,
        )
        for call_id, caller, started, entries, intent in session.execute(question)
    )


def _handed_over(session: Session, offers: tuple[BoardOffer, ...]) -> tuple[BoardCall, ...]:
    ringing = {offer.call_id: offer.agent_id for offer in offers}
    question = (
        select(Transfer, Call.caller, Call.started_at, Call.entries, _last_intent())
        .join(Call, Call.id == Transfer.call_id)
        .where(Transfer.ended_at.is_(None))
    )
    found = []
    for transfer, caller, started, entries, intent in sorted(
        session.execute(question), key=lambda row: _served(row[0])
    ):
        rung = ringing.get(transfer.call_id)
        phase = "agent" if transfer.state in _WITH_AGENT else "waiting" if rung is None else "offered"
        found.append(
            BoardCall(
                call_id=transfer.call_id,
                caller=caller,
                phase=phase,
                since=transfer.changed_at if phase == "agent" else transfer.created_at,
                started_at=started,
                queue=transfer.queue,
                priority=transfer.priority,
                rule_id=transfer.rule_id,
                state=transfer.state,
                intent=intent,
                agent_id=transfer.agent_id if phase == "agent" else rung,
                entries=entries,
                callback=transfer.kind == "callback",
            )
        )
    return tuple(found)


def _served(one: Transfer) -> Rank:
    """The order in which agents are found for them."""
    callback = one.kind == "callback"
    return rank(one.priority, one.rule_id, one.created_at, one.id, callback=callback)


def _offers(session: Session) -> tuple[BoardOffer, ...]:
    question = (
        select(Offer.id, Transfer.call_id, Offer.agent_id, Offer.state, Offer.created_at)
        .join(Transfer, Transfer.id == Offer.transfer_id)
        .where(
            Offer.ended_at.is_(None), Offer.state.in_(("ringing", "answered")), Transfer.ended_at.is_(None)
        )
        .order_by(Offer.created_at, Offer.id)
    )
    return tuple(BoardOffer(*row) for row in session.execute(question))


def _agents(
    session: Session, calls: tuple[BoardCall, ...], wrap_up_after: datetime
) -> tuple[BoardAgent, ...]:
    have = {call.agent_id: call.call_id for call in calls if call.phase == "agent"}
    owed = _owed_wrap_ups(session, wrap_up_after)
    question = select(Agent).where(Agent.disabled.is_(False)).order_by(Agent.name, Agent.id)
    return tuple(
        BoardAgent(
            id=row.id,
            name=row.name,
            role=row.role,
            state=row.state,
            since=row.state_since,
            queues=tuple(row.queues),
            takes_calls=bool(row.phone),
            session_epoch=row.session_epoch,
            call_id=have.get(row.id),
            wrap_up=None if row.state in ("busy", "offline") else owed.get(row.id),
        )
        for row in session.scalars(question)
    )


def _owed_wrap_ups(session: Session, after: datetime) -> Mapping[int, str]:
    """The newest call that each agent had, when it is over and nothing was written of it.

    Also of agents who take calls again already: they may still be writing.
    """
    last = aliased(Transfer)
    later = exists().where(last.agent_id == Transfer.agent_id, last.created_at > Transfer.created_at)
    done = exists().where(WrapUp.call_id == Transfer.call_id, WrapUp.agent_id == Transfer.agent_id)
    question = select(Transfer.agent_id, Transfer.call_id).where(
        Transfer.agent_id.is_not(None), Transfer.state == "finished", Transfer.ended_at > after, ~later, ~done
    )
    return {agent_id: call_id for agent_id, call_id in session.execute(question) if agent_id is not None}
