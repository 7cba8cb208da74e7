"""Agents and callers who do as chance has it, with a real store, a real desk and its dispatcher."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, Select, create_engine, select, update
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from voicebot.desk.assemble import assemble
from voicebot.soak.carrier import Crash, Faults, Line, Place, SimulatedCarrier
from voicebot.soak.clockwork import Clockwork
from voicebot.store.book import SqlCallBook
from voicebot.store.desk_models import Agent, Offer, Transfer, TransferTask
from voicebot.store.models import Base, Callback
from voicebot.transfer.queues import Queue, Queues
from voicebot.transfer.state import Limits, State

_RULES = (("H-01", "algemeen", 3), ("H-10", "schade", 2), ("H-33", "algemeen", 2), ("H-06", "algemeen", 1))
# Nothing that began is still under way after this: the longest talk that nobody reports the end of, and more.
_HORIZON = timedelta(hours=30)
# Patience, an agent who listens at its end, one who agrees and does not come, and a carrier that fails.
_TOO_LONG = timedelta(minutes=10)
_TICK, _IDLE = 5.0, 300.0
_BETWEEN = 10.0  # seconds from caller to caller


def memory_engine() -> Engine:
    """An SQLite database in memory with all tables, for one thread."""
    engine = create_engine(
        "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}, hide_parameters=True
    )
    Base.metadata.create_all(engine)
    return engine


def queues() -> Queues:
    """Impatient ones, so that every way out is taken often."""
    schade = Limits(patience=60, ring=15, wrap_up=10, overflow_after=20, overflow_to="algemeen")
    return Queues(
        {
            "algemeen": Queue("algemeen", Limits(patience=75, ring=15, wrap_up=10)),
            "schade": Queue("schade", schade),
        },
        "algemeen",
    )


@dataclass
class Outcome:
    """What came of a world. problems: what must never be, in words."""

    sequences: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


class World:
    """One run: ``callers`` come in the course of some minutes. Everything follows from ``seed``."""

    def __init__(
        self,
        seed: int,
        *,
        callers: int = 25,
        agents: int = 4,
        faults: Faults | None = None,
        engine: Engine | None = None,
    ) -> None:
        self.rng = random.Random(seed)  # noqa: S311
        self.clock = Clockwork()
        self.engine = engine or memory_engine()
        self.book = SqlCallBook(self.engine, self.clock.now)
        self.carrier = SimulatedCarrier(self.clock, self.rng, faults or Faults())
        handovers = assemble(
            self.engine, queues(), self.carrier, self.book, now=self.clock.now, idle_seconds=_TICK
        )
        self.desk, self._dispatcher = handovers.desk, handovers.dispatcher
        self.carrier.desk, self.carrier.people = self.desk, self
        self._seed, self._callers = seed, callers
        self._hung_up_waiting: set[str] = set()
        self._end = self.clock.now() + _HORIZON
        self._closing = self.clock.now() + timedelta(seconds=_BETWEEN * callers + 60)  # nobody calls after it
        self._hire(agents)

    def run(self) -> Outcome:
        """Let it run until nothing happens any more."""
        for number in range(self._callers):
            call_id = f"CALL-{self._seed}-{number}"
            self.clock.later(self.rng.uniform(0, _BETWEEN * self._callers), lambda c=call_id: self._call(c))  # type: ignore[misc]
        self.clock.later(0, self._tick)
        while self.clock.now() < self._end and self.clock.step():
            pass
        return self._judged()

    # ── people ────────────────────────────────────────────────────────────────────────────────────────────

    def rung(self, line: Line) -> None:
        """See `People.rung`."""
        chance = self.rng.random()
        if chance < 0.08:
            self.clock.later(self.rng.uniform(0.5, 3), lambda: self.carrier.end(line, "busy"))
        elif chance < 0.12:
            self.clock.later(self.rng.uniform(0.5, 3), lambda: self.carrier.end(line, "failed"))
        elif chance < 0.75:
            self.clock.later(self.rng.uniform(1, 14), lambda: self.carrier.answer(line))
        if line.customer:
            if self.rng.random() < 0.3:
                self.clock.later(self.rng.uniform(14, 20), lambda: self.carrier.machine(line))
        elif self.rng.random() < 0.4:
            self.clock.later(self.rng.uniform(0.1, 20), lambda: self._click(line.about))

    def choosing(self, line: Line) -> None:
        """See `People.choosing`."""
        key = self.rng.choice(("1", "1", "1", "1", "1", "2", "3", "", "7", "hang up"))
        wait = 8.0 if key == "" else self.rng.uniform(0.5, 12)
        if key == "hang up":
            self.clock.later(wait, lambda: self.carrier.end(line))
        else:
            self.clock.later(wait, lambda: self.carrier.press(line, key))

    def talking(self, conference: str, lines: tuple[Line, ...]) -> None:
        """See `People.talking`."""
        seconds = self.rng.choice((2.0, *(self.rng.uniform(3, 60) for _ in range(4))))
        who = self.rng.choice(lines)
        self.clock.later(seconds, lambda: self.carrier.end(who, only=Place.CONFERENCE))

    def back(self, caller: Line) -> None:
        """See `People.back`: some ask for a person again."""
        if self.rng.random() < 0.15:
            self.clock.later(self.rng.uniform(15, 40), lambda: self._ask(caller, again=True))

    def _call(self, call_id: str) -> None:
        self.book.open_call(call_id, "+31612345678", "+31201234567")
        self._ask(self.carrier.caller(call_id))

    def _ask(self, caller: Line, *, again: bool = False) -> None:
        if caller.where is not Place.ASSISTANT:
            return
        rule, queue, priority = self.rng.choice(_RULES)
        asked = self.rng.random() < 0.95  # else: the stream broke, and nobody said why
        if asked:
            standing = self.desk.request(
                caller.id, queue=queue, priority=priority, rule_id=rule, summary="Soak."
            )
            if not standing.open:
                return  # stays with the assistant
        if not again and self.rng.random() < 0.04:
            self.clock.later(self.rng.uniform(0, 10), lambda: self.carrier.end(caller))
        elif self.rng.random() < 0.97:
            self.clock.later(self.rng.uniform(0.5, 12), lambda: self._arrive(caller))
        if self.rng.random() < 0.35:
            self.clock.later(self.rng.expovariate(1 / 60), lambda: self._give_up(caller))

    def _arrive(self, caller: Line) -> None:
        if caller.where is Place.ASSISTANT:
            self.carrier.arrive(caller)

    def _give_up(self, caller: Line) -> None:
        if caller.where is Place.CONFERENCE and len(self.carrier.rooms[caller.conference]) == 1:
            if not caller.talked:
                self._hung_up_waiting.add(caller.id)
            self.carrier.end(caller)

    def _click(self, offer_id: str) -> None:
        """The agent of an offer answers on the screen, perhaps twice, perhaps for somebody else's."""
        with Session(self.engine) as session:
            offer = session.get(Offer, offer_id)
            agent_id = 0 if offer is None else offer.agent_id
        if self.rng.random() < 0.05:
            agent_id += 1
            if self.desk.accept(offer_id, agent_id):
                self.carrier.problems.append(f"{offer_id} was accepted by another agent")
            return
        click = self.desk.accept if self.rng.random() < 0.7 else self.desk.decline
        for _ in range(self.rng.choice((1, 1, 2))):
            click(offer_id, agent_id)

    def _hire(self, agents: int) -> None:
        now = self.clock.now()
        with Session(self.engine) as session, session.begin():
            for number in range(agents):
                name = f"agent{number}"
                session.add(
                    Agent(
                        login=name, name=name, password_hash="x", role="agent", phone="+31201112233",  # noqa: S106
                        queues=["algemeen", "schade"] if number % 2 else ["algemeen"],
                        state="available", state_since=now, created_at=now,
                    )
                )  # fmt: skip
        for number in range(agents):
            self.clock.later(self.rng.uniform(20, 120), lambda n=number: self._shift(n + 1))  # type: ignore[misc]

    def _shift(self, agent_id: int) -> None:
        """An agent goes for coffee, or comes back; now and then all are away. In the end all are there."""
        over = self.clock.now() > self._closing and not self._under_way()
        state = "available" if over else self.rng.choice(("available", "available", "pause", "offline"))
        idle = update(Agent).where(Agent.id == agent_id, Agent.state != "busy")
        with Session(self.engine) as session, session.begin():
            session.execute(idle.values(state=state, state_since=self.clock.now()))
        if not over:
            self.clock.later(self.rng.uniform(20, 120), lambda: self._shift(agent_id))
        elif self._under_way() or self._owed():
            # Who left two calls unanswered is paused by the house, and comes back.
            self.clock.later(600.0, lambda: self._shift(agent_id))

    # ── the dispatcher ────────────────────────────────────────────────────────────────────────────────────

    def _tick(self) -> None:
        try:
            self._dispatcher.run_once()
        except Crash:
            self.carrier.counted["crashes"] += 1
        self._look_who_waits()
        under_way = self._under_way()
        if under_way or self._owed():
            self.clock.later(_TICK if under_way else _IDLE, self._tick)
        elif self.clock.now() < self._closing:
            self.clock.later(_TICK, self._tick)

    def _look_who_waits(self) -> None:
        for line in self.carrier.lines.values():
            if line.waits_since and self.clock.now() > line.waits_since + _TOO_LONG:
                line.waits_since = None
                self.carrier.problems.append(f"{line.id} waited alone for more than {_TOO_LONG}")

    def _under_way(self) -> bool:
        """Whether the dispatcher must look often, as the real one always does: somebody may be on a line."""
        transfers = select(Transfer.id).where(Transfer.ended_at.is_(None)).limit(1)
        tasks = select(TransferTask.id).where(TransferTask.state.in_(("pending", "doing"))).limit(1)
        return self._any(transfers, tasks)

    def _owed(self) -> bool:
        owed = select(Callback.call_id).where(Callback.state.in_(("open", "calling"))).limit(1)
        resting = select(Agent.id).where(Agent.state.in_(("wrap_up", "busy"))).limit(1)
        return self._any(owed, resting)

    def _any(self, *questions: Select[Any]) -> bool:
        with Session(self.engine) as session:
            return any(session.scalar(one) is not None for one in questions)

    # ── what must be ──────────────────────────────────────────────────────────────────────────────────────

    def _judged(self) -> Outcome:
        problems = self.carrier.problems
        outcome = Outcome(self._callers, problems=[])
        with Session(self.engine) as session:
            promised = {row.call_id: row.state for row in session.scalars(select(Callback))}
            for transfer in session.scalars(select(Transfer)):
                outcome.ends[f"{transfer.kind}.{transfer.state}"] += 1
                if transfer.ended_at is None:
                    problems.append(f"transfer {transfer.id} is still {transfer.state}")
            for offer in session.scalars(select(Offer).where(Offer.ended_at.is_(None))):
                problems.append(f"offer {offer.id} is still {offer.state}")
            for agent in session.scalars(select(Agent)):
                if agent.state in ("busy", "wrap_up"):
                    problems.append(f"agent {agent.id} is still {agent.state}")
            problems += self._doubly_accepted(session)
        problems += [f"call {call} hung up while waiting, and has no callback"
                     for call in self._hung_up_waiting if call not in promised]  # fmt: skip
        problems += [f"callback of {call} is still {state}" for call, state in promised.items()
                     if state not in ("done", "dead")]  # fmt: skip
        for line in self.carrier.lines.values():
            if line.about and line.where is not Place.OVER:
                problems.append(f"a leg of {line.about} is still {line.where.name}")
            if not line.about and line.where not in (Place.OVER, Place.ASSISTANT, Place.OUTSIDE):
                problems.append(f"caller {line.id} is still {line.where.name}: stranded")
        outcome.problems = [f"seed {self._seed}: {problem}" for problem in problems]
        return outcome

    def _doubly_accepted(self, session: Session) -> list[str]:
        talks: Counter[str] = Counter()
        finished = {
            row.id for row in session.scalars(select(Transfer).where(Transfer.state == State.FINISHED))
        }
        for offer in session.scalars(select(Offer).where(Offer.outcome == "completed")):
            talks[offer.transfer_id] += 1
        return [f"transfer {id_} was talked twice" for id_, count in talks.items() if count > 1] + [
            f"transfer {id_} finished without a talk" for id_ in finished if not talks[id_]
        ]
