"""A desk on both databases, with a carrier that does as it is told."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.integration.store.clock import Clock
from tests.integration.store.conftest import clock, empty, engine, postgres_url, url  # noqa: F401
from voicebot.desk.assemble import assemble
from voicebot.store.book import SqlCallBook
from voicebot.store.desk_models import Agent, Offer
from voicebot.transfer.queues import Queue, Queues
from voicebot.transfer.state import Limits

QUEUES = Queues(
    {
        "algemeen": Queue("algemeen", Limits(patience=60, wrap_up=30)),
        "schade": Queue("schade", Limits(patience=60, overflow_after=20, overflow_to="algemeen")),
    },
    "algemeen",
)


@dataclass
class FakeCarrier:
    """Remembers what it was asked; ``fails`` gives what the next call of a name raises."""

    asked: list[tuple[str, ...]] = field(default_factory=list)
    fails: dict[str, list[Exception]] = field(default_factory=dict)
    over: set[str] = field(default_factory=set)
    ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def _asked(self, *what: str) -> None:
        self.asked.append(what)
        if self.fails.get(what[0]):
            raise self.fails[what[0]].pop(0)

    def ring_agent(self, offer_id: str, to: str, *, seconds: int) -> str:
        self._asked("ring_agent", offer_id, to)
        return f"CAleg{next(self.ids)}"

    def ring_customer(self, callback_id: str, to: str, *, seconds: int) -> str:
        self._asked("ring_customer", callback_id, to)
        return f"CAcustomer{next(self.ids)}"

    def join(self, leg: str, conference: str) -> None:
        self._asked("join", leg, conference)

    def end_leg(self, leg: str) -> None:
        self._asked("end_leg", leg)

    def return_caller(self, call_id: str) -> None:
        self._asked("return_caller", call_id)

    def end_conference(self, conference: str) -> None:
        self._asked("end_conference", conference)

    def is_over(self, call_id: str) -> bool:
        if self.fails.get("is_over"):
            raise self.fails["is_over"].pop(0)
        return call_id in self.over

    def names(self) -> list[str]:
        return [one[0] for one in self.asked]


class House:
    """A desk, its dispatcher, and short ways to do with them what tests do."""

    def __init__(self, on: Engine, time: Clock, queues: Queues = QUEUES, **more: Any) -> None:
        self.engine, self.clock = on, time
        self.carrier = FakeCarrier()
        self.book = SqlCallBook(on, time)
        both = assemble(on, queues, self.carrier, self.book, now=time, **more)
        self.desk, self.dispatcher = both.desk, both.dispatcher

    def agent(self, name: str, *queues: str, state: str = "available") -> int:
        with Session(self.engine) as session, session.begin():
            row = Agent(
                login=name, name=name, password_hash="x", role="agent", phone="+31201112233",
                queues=list(queues or ("algemeen",)), state=state, state_since=self.clock.now,
                created_at=self.clock.now,
            )  # fmt: skip
            session.add(row)
            session.flush()
            return row.id

    def state(self, agent_id: int) -> str:
        with Session(self.engine) as session:
            return session.get_one(Agent, agent_id).state

    def call(self, call_id: str, queue: str = "algemeen", priority: int = 3) -> None:
        self.book.open_call(call_id, "+31612345678", "+31201234567")
        self.desk.request(call_id, queue=queue, priority=priority, rule_id="H-01", summary="Wants a person.")

    def offers(self) -> list[Offer]:
        with Session(self.engine, expire_on_commit=False) as session:
            return list(session.query(Offer).order_by(Offer.created_at, Offer.id))

    def pass_time(self, seconds: float) -> None:
        self.clock.now += timedelta(seconds=seconds)
        self.dispatcher.run_once()

    def work(self) -> None:
        for _ in range(3):
            self.dispatcher.run_once()

    def now(self) -> datetime:
        return self.clock.now


@pytest.fixture
def make_house(engine: Engine, clock: Clock) -> Callable[..., House]:  # noqa: F811
    return lambda **more: House(engine, clock, **more)


@pytest.fixture
def house(make_house: Callable[..., House]) -> House:
    return make_house()
