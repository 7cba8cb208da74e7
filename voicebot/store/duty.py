"""Who is at work: the agents as routing sees them, and the ends of their wrap-ups."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Engine, exists, func, select, update
from sqlalchemy.orm import Session

from voicebot.store.clock import utc_now
from voicebot.store.desk_models import Agent, Offer, Transfer
from voicebot.store.engine import reading
from voicebot.store.errors import database_errors
from voicebot.store.transfer_changes import AVAILABLE, BUSY, WRAP_UP
from voicebot.transfer.ports import LegOutcome
from voicebot.transfer.routing import Colleague

# Talks that tell how long talks take now.
_RECENT = timedelta(days=7)
_TALKS = 30


class SqlDuty:
    """The agents on a database. Thread- and process-safe; every method may raise PartError."""

    def __init__(self, engine: Engine, now: Callable[[], datetime] = utc_now) -> None:
        self._engine = engine
        self._reading = reading(engine)
        self._now = now

    def any_agents(self) -> bool:
        """Whether the house has agents who take calls at all, at work or not."""
        with database_errors("agents"), Session(self._reading) as session:
            question = select(Agent.id).where(Agent.disabled.is_(False), Agent.phone != "")
            return session.scalar(question.limit(1)) is not None

    def colleagues(self) -> tuple[Colleague, ...]:
        """All agents who take calls."""
        asked = select(Offer.agent_id, func.max(Offer.ended_at)).group_by(Offer.agent_id)
        asked = asked.where(Offer.created_at > self._now() - timedelta(days=1))
        open_offers = select(Offer.agent_id).where(Offer.ended_at.is_(None))
        agents = select(Agent).where(Agent.disabled.is_(False), Agent.phone != "").order_by(Agent.id)
        with database_errors("agents"), Session(self._reading) as session:
            last = {agent: ended for agent, ended in session.execute(asked) if ended is not None}
            taken = set(session.scalars(open_offers))
            return tuple(
                Colleague(
                    id=agent.id,
                    queues=tuple(agent.queues),
                    free=agent.state == AVAILABLE and agent.id not in taken,
                    at_work=agent.state in (AVAILABLE, BUSY, WRAP_UP),
                    idle_since=max(agent.state_since, last.get(agent.id, agent.state_since)),
                    last_asked=last.get(agent.id),
                )
                for agent in session.scalars(agents)
            )

    def phone(self, agent_id: int) -> str:
        """The agent's telephone, '' when there is none (any more)."""
        question = select(Agent.phone).where(Agent.id == agent_id, Agent.disabled.is_(False))
        with database_errors("agent"), Session(self._reading) as session:
            return session.scalar(question) or ""

    def handling_seconds(self, queue: str) -> tuple[float, ...]:
        """How long the queue's recent talks kept an agent, from the offer on, without the wrap-up."""
        question = (
            select(Offer.created_at, Offer.ended_at)
            .join(Transfer, Transfer.id == Offer.transfer_id)
            .where(
                Transfer.queue == queue,
                Offer.outcome == LegOutcome.COMPLETED.value,
                Offer.ended_at > self._now() - _RECENT,
            )
            .order_by(Offer.ended_at.desc())
            .limit(_TALKS)
        )
        with database_errors("recent talks"), Session(self._reading) as session:
            return tuple(
                (ended - began).total_seconds() for began, ended in session.execute(question) if ended
            )

    def end_wrap_ups(self) -> bool:
        """Who has wrapped up long enough is available; True when somebody was."""
        now = self._now()
        over = (Agent.state == WRAP_UP, Agent.wrap_until <= now)
        ending = (
            update(Agent)
            .where(*over)
            .values(state=AVAILABLE, state_since=now, wrap_until=None)
            .returning(Agent.id)
        )
        with database_errors("end wrap-ups"):
            if not self._any(*over):
                return False
            with Session(self._engine) as session, session.begin():
                return bool(session.scalars(ending).all())

    def free_forgotten(self) -> tuple[int, ...]:
        """Free who is busy without a call (it should not be); returns who that was."""
        now = self._now()
        have = exists().where(Offer.agent_id == Agent.id, Offer.ended_at.is_(None))
        idle = (Agent.state == BUSY, ~have)
        freeing = (
            update(Agent)
            .where(*idle)
            .values(state=WRAP_UP, state_since=now, wrap_until=now)
            .returning(Agent.id)
        )
        with database_errors("free agents"):
            if not self._any(*idle):
                return ()
            with Session(self._engine) as session, session.begin():
                return tuple(session.scalars(freeing))

    def _any(self, *conditions: ColumnElement[bool]) -> bool:
        # Asked without the write lock: it is asked twice a second, and hardly ever true.
        with Session(self._reading) as session:
            return session.scalar(select(Agent.id).where(*conditions).limit(1)) is not None
