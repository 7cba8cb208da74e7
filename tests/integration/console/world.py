"""A seeded database, a desk that acts on it, and the console on top: for tests, and to look at the pages.

`.venv/bin/python -m tests.integration.console.world` serves it on port 5050; log in as anna, sam, priya or
bert with the password `paard batterij nietje`.
"""

from __future__ import annotations

import itertools
import math
import os
import secrets
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from voicebot.audio.codec import pcm16_to_mulaw
from voicebot.audio.frames import SAMPLE_RATE
from voicebot.call.handover import ROWS
from voicebot.call.ledger import Kind, LedgerEntry
from voicebot.call.outcome import Outcome
from voicebot.call.ports import Conclusion
from voicebot.call.replies import Agreement
from voicebot.console.app import make_console, mount
from voicebot.console.config import ConsoleConfig
from voicebot.console.fakes import FakeMailRoom, FakePromises
from voicebot.console.house import House, Parts, of
from voicebot.console.passwords import make_hash
from voicebot.runtime.recording import Recording
from voicebot.store.agents import Person, Role, SqlAgents, StoredAgent
from voicebot.store.book import SqlCallBook
from voicebot.store.desk_models import Agent, Offer, Transfer
from voicebot.store.engine import make_engine
from voicebot.store.migrate import upgrade
from voicebot.store.models import Call, Callback, Confirmation, ConfirmationAttempt
from voicebot.store.recordings import Recordings
from voicebot.store.wrapups import Due, SqlWrapUps, Written
from voicebot.transfer.ports import LegTurn, Placement, Standing, Where

PASSWORD = "paard batterij nietje"
NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
RECORD_DAYS = 14


@cache
def password_hash() -> str:
    """Made once: it costs a moment by design."""
    return make_hash(PASSWORD)


@dataclass
class Clock:
    """Time as a test wants it."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def ahead(self, **step: float) -> None:
        self.now += timedelta(**step)


class FakeDesk:
    """Accepts and declines on the database, and nothing else."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now
        self.asked: list[tuple[str, str, int]] = []

    def accept(self, offer_id: str, agent_id: int) -> bool:
        self.asked.append(("accept", offer_id, agent_id))
        now = self._now()
        with Session(self._engine) as session, session.begin():
            offer = session.get(Offer, offer_id)
            if offer is None or offer.agent_id != agent_id or offer.state not in ("ringing", "answered"):
                return False
            offer.state = "accepted"
            transfer = session.get_one(Transfer, offer.transfer_id)
            transfer.agent_id, transfer.state, transfer.changed_at = agent_id, "joined", now
            agent = session.get_one(Agent, agent_id)
            agent.state, agent.state_since = "busy", now
            return True

    def decline(self, offer_id: str, agent_id: int) -> bool:
        self.asked.append(("decline", offer_id, agent_id))
        with Session(self._engine) as session, session.begin():
            offer = session.get(Offer, offer_id)
            if offer is None or offer.agent_id != agent_id or offer.state == "over":
                return False
            offer.state, offer.outcome, offer.ended_at = "over", "declined", self._now()
            return True

    def request(self, call_id: str, **_: Any) -> Standing:
        return Standing(False)

    def standing(self, call_id: str) -> Standing:
        return Standing(False)

    def caller_arrived(self, call_id: str) -> Placement:
        return Placement(Where.OVER)

    def caller_done(self, call_id: str, *, on_line: bool) -> Placement:
        return Placement(Where.OVER)

    def caller_left(self, call_id: str) -> None: ...

    def leg_answered(self, offer_id: str, leg: str) -> LegTurn:
        return LegTurn("", "bye")

    def leg_key(self, offer_id: str, leg: str, key: str) -> LegTurn:
        return LegTurn("", "bye")

    def leg_status(self, offer_id: str, leg: str, status: str, *, machine: bool = False) -> None: ...

    def conference_event(self, conference: str, event: str, leg: str) -> None: ...


@dataclass
class World:
    """What happens, as a test wants it. recordings: the folder of those that are kept."""

    engine: Engine
    clock: Callable[[], datetime]
    recordings: Path = Path("no-recordings")
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.book = SqlCallBook(self.engine, self.clock)
        self.agents = SqlAgents(self.engine, self.clock)
        self.desk = FakeDesk(self.engine, self.clock)
        self.promises = FakePromises()

    def agent(
        self, login: str, name: str = "", role: Role = Role.AGENT, state: str = "offline", **other: Any
    ) -> StoredAgent:
        takes = role in (Role.AGENT, Role.SUPERVISOR)
        person = Person(
            login=login,
            name=name or login.title(),
            role=role,
            phone=other.get("phone", "+31600000001" if takes else ""),
            queues=tuple(other.get("queues", ("schade", "algemeen") if takes else ())),
        )
        agent = self.agents.create(person, password_hash())
        if state != "offline":
            self._agent(agent.id, state=state, state_since=self.clock())
        return agent

    def call(self, caller: str = "", called: str = "+31850000000", *, told: bool = True) -> str:
        """A call that is going on; ``told``: with a story."""
        n = next(self.numbers)
        call_id = f"CA{n:032x}"
        self.book.open_call(call_id, caller or f"+3161234{n:04d}", called)
        if told:
            self.tell(call_id, *claim_story())
        return call_id

    def recorded_call(self, caller: str = "") -> str:
        """A past call of a tester who agreed to be recorded: each side hums while it speaks."""
        call_id = self.call(caller, told=False)
        recording = Recording(self.recordings / f"{call_id}.wav")
        self.tell(call_id, recording.entry(), *claim_story())
        for entry in claim_story():
            begin, end = (float(str(entry.data.get(name, 0.0))) for name in ("started_at", "ended_at"))
            if entry.kind is Kind.CALLER_TURN:
                recording.caller(hum(440, end - begin), begin)
            elif entry.kind is Kind.BOT_TURN:
                recording.bot(hum(220, end - begin), begin)
        recording.save()
        self.conclude(call_id)
        now = self.clock().timestamp()
        os.utime(self.recordings / f"{call_id}.wav", (now, now))
        return call_id

    def tell(self, call_id: str, *entries: LedgerEntry) -> None:
        for entry in entries:
            self.book.record(call_id, entry)

    def wait(self, call_id: str, rule: str = "H-10", kind: str = "live") -> str:
        """The call is handed over; returns the transfer's id."""
        row = next(row for row in ROWS if row.rule_id == rule)
        now = self.clock()
        transfer_id = secrets.token_hex(16)
        transfer = Transfer(
            id=transfer_id,
            call_id=call_id,
            kind=kind,
            queue=row.queue,
            priority=row.priority,
            rule_id=rule,
            summary=row.summary,
            state="searching",
            data={},
            created_at=now,
            changed_at=now,
        )
        with Session(self.engine) as session, session.begin():
            session.add(transfer)
        return transfer_id

    def offer(self, transfer_id: str, agent: StoredAgent) -> str:
        """It is offered to an agent; returns the offer's id."""
        offer_id = secrets.token_hex(16)
        offer = Offer(
            id=offer_id,
            transfer_id=transfer_id,
            agent_id=agent.id,
            state="ringing",
            created_at=self.clock(),
        )
        with Session(self.engine) as session, session.begin():
            session.add(offer)
        return offer_id

    def hang_up(self, transfer_id: str) -> None:
        """The talk with the agent is over, who is to wrap up."""
        now = self.clock()
        with Session(self.engine) as session, session.begin():
            transfer = session.get_one(Transfer, transfer_id)
            transfer.state, transfer.ended_at, transfer.changed_at = "finished", now, now
            for offer in session.scalars(select(Offer).where(Offer.transfer_id == transfer_id)):
                offer.state, offer.ended_at = "over", now
            if transfer.agent_id is not None:
                agent = session.get_one(Agent, transfer.agent_id)
                agent.state, agent.state_since = "wrap_up", now

    def gone(self, transfer_id: str) -> None:
        """The caller hung up while waiting."""
        with Session(self.engine) as session, session.begin():
            session.get_one(Transfer, transfer_id).ended_at = self.clock()

    def conclude(self, call_id: str, outcome: Outcome = Outcome.SOLVED, rule: str = "O-03") -> None:
        agreements = (Agreement("order_status", "Uw bestelling 42073 komt morgen.", "42073"),)
        self.book.conclude(call_id, Conclusion(outcome, rule, agreements=agreements))

    def confirmation(self, call_id: str, *, attempts: Sequence[dict[str, Any]] = (), **values: Any) -> int:
        """The call's first confirmation becomes as a test wants it; returns its number."""
        with Session(self.engine) as session, session.begin():
            row = session.scalars(select(Confirmation).where(Confirmation.call_id == call_id)).first()
            assert row is not None, "conclude the call first"
            for name, value in values.items():
                setattr(row, name, value)
            for number, attempt in enumerate(attempts, 1):
                plain = {
                    "number": number,
                    "started_at": self.clock(),
                    "changed_at": self.clock(),
                    "channel": "sms",
                }
                session.add(ConfirmationAttempt(confirmation_id=row.id, **(plain | attempt)))
            return row.id

    def callback(self, call_id: str, **values: Any) -> str:
        ticket = self.book.to_callback(call_id, "H-95")
        if values:
            with Session(self.engine) as session, session.begin():
                session.execute(update(Callback).where(Callback.call_id == call_id).values(**values))
        return ticket

    def begun(self, call_id: str, at: datetime) -> None:
        """Move a call into the past."""
        with Session(self.engine) as session, session.begin():
            session.get_one(Call, call_id).started_at = at

    def _agent(self, agent_id: int, **values: Any) -> None:
        with Session(self.engine) as session, session.begin():
            session.execute(update(Agent).where(Agent.id == agent_id).values(**values))

    def app(self, **config: Any) -> Flask:
        """The house's app with the console mounted; `closing` it ends its streams."""
        kept = Recordings(self.recordings, RECORD_DAYS, self.clock)
        parts = Parts.on(
            self.engine, self.desk, self.promises, FakeMailRoom(), kept, rules=RULES, now=self.clock
        )
        self.app_parts = parts
        settings = {"company": "De Voorbeeldwinkel", "secret_key": "a key for tests only", **config}
        console = make_console(ConsoleConfig(**settings), parts)
        app = Flask("house")
        app.extensions["console"] = of(console.extensions)
        mount(app, console)
        return app


RULES = {
    "D-10": "Asks for a value that the task needs.",
    "T-03": "What the caller said goes to the dialogue.",
}


def console_of(app: Flask) -> House:
    """The console within an app of `World.app`."""
    found: House = app.extensions["console"]
    return found


def open_world(folder: Path, clock: Callable[[], datetime] | None = None) -> World:
    """An empty world on a new SQLite file."""
    engine = make_engine(f"sqlite:///{folder}/console.sqlite3")
    upgrade(engine)
    return World(engine, clock or Clock(), folder / "recordings")


def hum(pitch: float, seconds: float) -> bytes:
    """A tone of ``pitch`` Hz as μ-law."""
    step = 2 * math.pi * pitch / SAMPLE_RATE
    samples = [int(6000 * math.sin(step * n)) for n in range(round(seconds * SAMPLE_RATE))]
    return pcm16_to_mulaw(struct.pack(f"<{len(samples)}h", *samples))


def claim_story() -> list[LedgerEntry]:
    """An identified caller who is annoyed and wants to report a claim."""
    known = {
        "slot.policy_number": "700451",
        "slot.policy_known": "yes",
        "slot.birth_date": "1975-04-01",
        "slot.product": "inboedel",
        "slot.wish": "policy_own_risk",
    }

    def bot(at: float, text: str, heard: bool = True) -> LedgerEntry:
        data = {"text": text, "heard": heard, "started_at": at, "ended_at": at + 2}
        return LedgerEntry(at + 2, Kind.BOT_TURN, "B-01" if heard else "B-02", data)

    def caller(at: float, turn: int, text: str, confidence: float, source: str = "voice") -> LedgerEntry:
        data = {
            "turn": turn, "text": text, "confidence": confidence, "source": source, "started_at": at,
            "ended_at": at + 1.5, "rejected": None,
        }  # fmt: skip
        return LedgerEntry(at + 1.6, Kind.CALLER_TURN, "T-03", data, "base int8")

    def understood(at: float, turn: int, intent: str, rule: str, **slots: str) -> LedgerEntry:
        data = {"turn": turn, "intent": intent, "confidence": 0.93, "asks": None, **slots}
        return LedgerEntry(at, Kind.UNDERSTOOD, rule, data, f"{'0f3a9c71d2e4b658' * 4}.tar.gz")

    return [
        LedgerEntry(9.0, Kind.DISCLOSURE, "C-01", {"text": "Goedendag.", "version": "1", "heard": True}),
        bot(0.4, "Goedendag. U spreekt met de digitale assistent van De Voorbeeldwinkel, een computer."),
        caller(10.0, 1, "hoe hoog is mijn eigen risico voor de inboedel", 0.91),
        understood(11.8, 1, "policy_own_risk", "D-10"),
        bot(12.0, "Wat is uw polisnummer? U kunt de zes cijfers zeggen of intoetsen."),
        caller(15.0, 2, "700451", 1.0, "keys"),
        understood(16.6, 2, "inform", "D-10"),
        bot(17.0, "En wat is uw geboortedatum?"),
        caller(20.0, 3, "een april negentien vijfenzeventig", 0.52),
        understood(21.8, 3, "inform", "D-33", **known),
        bot(22.0, "Uw eigen risico is 150 euro per schade.", False),
        caller(26.0, 4, "ja maar ik bel nu al voor de derde keer, mijn kelder staat onder water", 0.84),
        LedgerEntry(27.7, Kind.DECISION, "F-90", {"level": "irritated", "because": "F-05 F-05 F-31"}),
        understood(27.8, 4, "report_claim", "D-21", **known),
        LedgerEntry(27.9, Kind.DECISION, "H-10", {"condition": "claim", "because": "D-21"}),
        bot(28.0, "Wat vervelend voor u. Ik verbind u door met een medewerker van de afdeling schade."),
    ]


def populate(world: World) -> dict[str, Any]:
    """A busy afternoon, for looking at every page."""
    now = world.clock()
    anna = world.agent("anna", "Anna de Wit", state="available")
    others = [
        world.agent("sam", "Sam Bakker", Role.SUPERVISOR, "pause", phone="+31600000002"),
        world.agent("noor", "Noor el Amrani", state="busy", phone="sip:noor@centrale.example.nl"),
        world.agent("priya", "Priya Ramdin", Role.PRIVACY),
        world.agent("bert", "Bert Jansen", Role.ADMIN),
    ]
    past = world.call("+31612345678")
    world.conclude(past)
    world.begun(past, now - timedelta(days=1, hours=2))
    recorded = world.recorded_call("+31612345679")
    promised = world.call("+31611112222")
    world.callback(promised, due_from=now + timedelta(hours=1), due_until=now + timedelta(hours=3))
    dead = world.call("+31611113333")
    world.callback(dead, state="dead", tries=3, last_outcome="machine")
    running = [world.call(told=False) for _ in range(4)]
    world.tell(running[0], *claim_story()[:4])
    failed = [
        {
            "state": "refused",
            "code": 421,
            "error": "code 421",
            "channel": "email",
            "masked": "j•••@voorbeeld.nl",
        },
        {"state": "undelivered", "code": 30003, "error": "code 30003", "masked": "+31 ••• 333"},
    ]
    text = (
        "De Voorbeeldwinkel: uw bestelling 42073 komt morgen tussen 10 en 12 uur. Kenmerk 2117360. "
        "Vragen? Bel 085 000 0000. Onze digitale assistent hielp u. Privacy: voorbeeldwinkel.nl/p"
    )
    sms = {"channel": "sms", "address": "+31611113333", "masked": "+31 ••• 333", "text": text}
    numbers = []
    for hours, values in (
        (5, {"state": "failed", "alarm": "failed", "attempts": failed, **sms}),
        (2, {"state": "uncertain", "alarm": "uncertain", "channel": "email", "masked": "m•••@voorbeeld.nl"}),
        (1, {"state": "delivered", **sms, "attempts": [{"state": "delivered", "masked": "+31 ••• 333"}]}),
        (0, {"state": "sending"}),
    ):
        told = world.call("+31611113333", told=False)
        world.conclude(told)
        numbers.append(world.confirmation(told, created_at=now - timedelta(hours=hours, minutes=7), **values))
    noor = others[1]
    for owner, minutes, promise in (
        (anna, 25, "Ik bel u vandaag terug over de schade aan uw kelder."),
        (noor, -45, "U krijgt voor drie uur een e-mail met het nieuwe polisblad."),
        (anna, 60 * 26, "Wij sturen morgen een expert bij u langs."),
    ):
        promised_in = world.call("+31611114444", told=False)
        written = Written("solved", "", promise, due=Due(now + timedelta(minutes=minutes), owner.id))
        SqlWrapUps(world.engine, world.clock).save(promised_in, anna.id, written)
    talking = world.call()
    talk = world.wait(talking, "H-11")
    world.desk.accept(world.offer(talk, others[1]), others[1].id)
    for rule in ("H-16", "H-01"):
        world.wait(world.call(), rule)
    return {"anna": anna, "others": others, "past": past, "recorded": recorded, "promised": promised,
            "running": running, "confirmations": numbers}  # fmt: skip


def main() -> None:
    """Serve a busy afternoon."""
    import tempfile

    from werkzeug.serving import run_simple

    with tempfile.TemporaryDirectory() as folder:
        world = open_world(Path(folder), lambda: datetime.now(UTC))
        seeded = populate(world)
        world.offer(world.wait(world.call()), seeded["anna"])
        run_simple("127.0.0.1", 5050, world.app(), threaded=True)


if __name__ == "__main__":
    main()
