"""A caller is handed to a person, from the recorded sentence to the end: a real house, a simulated carrier
with its REST API and conferences, agents' telephones, and the texts that go out.
"""

from __future__ import annotations

import json
import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from voicebot.audio import wav
from voicebot.audio.frames import split
from voicebot.bootstrap import database, open_book
from voicebot.call.outcome import Outcome
from voicebot.console.passwords import make_hash
from voicebot.replay.carrier import Carrier, Doing, PhoneCall
from voicebot.replay.exchange import Exchange
from voicebot.replay.leg import Leg
from voicebot.replay.line import Line
from voicebot.replay.phones import Does, Phone
from voicebot.replay.timeline import What
from voicebot.runtime.house import HousePlan, on_free_ports, running
from voicebot.settings import ROOT, Settings
from voicebot.store.agents import AgentState, Person, Role, SqlAgents
from voicebot.store.book import SqlCallBook
from voicebot.store.desk_models import Offer, Transfer
from voicebot.store.models import Callback
from voicebot.transfer.queue_file import DEFAULT

PASSWORD = "een lang wachtwoord"
AGENT, CALLER = "+31611111111", "+31612345678"
QUIET = 1.0  # seconds without the bot: the caller's turn
PATIENCE = 10  # seconds, instead of minutes: the least that a queue may have


@dataclass
class House:
    plan: HousePlan
    book: SqlCallBook
    exchange: Exchange
    agents: SqlAgents
    agent_id: int
    phone: Phone
    customer: Phone
    settings: Settings

    def call(self, does: Does, *, waits: float = 120.0, stays: float = 0.0) -> PhoneCall:
        """Somebody reports a claim; ``waits``: hangs up in the queue after that, ``stays``: when back."""
        self.phone.does, self.phone.rung = does, 0
        self.phone.heard.clear()
        with Session(database(self.settings)) as session, session.begin():
            # Nobody is rung for those who were promised a call before, or the agent counts as gone.
            later = update(Callback).where(Callback.state == "open")
            session.execute(later.values(next_try=datetime.now(UTC) + timedelta(hours=1)))
        self.agents.choose_state(self.agent_id, AgentState.AVAILABLE)
        token = self.plan.env["VOICEBOT_TWILIO_AUTH_TOKEN"]
        carrier = Carrier(self.plan.base_url, token, exchange=self.exchange, waits=waits)
        return carrier.call(CALLER, Claimant(stays))

    def said(self, call_id: str) -> list[str]:
        return [turn.text for turn in self.book.turns(call_id) if turn.speaker == "bot"]


class Claimant:
    """Hears the bot out and reports a claim; when the bot comes back, hangs up after ``stays`` seconds."""

    def __init__(self, stays: float) -> None:
        sound = wav.parse((ROOT / "audio_fixtures" / "claim" / "schade.wav").read_bytes()).mono
        self._frames = list(split(sound))
        self._first: Leg | None = None
        self._speaking = False
        self._stays = stays

    def step(self, leg: Leg) -> Doing:
        self._first = self._first or leg
        if leg is not self._first:
            return Doing(hang_up=leg.now > self._stays)
        heard = leg.bot_last_heard
        told = heard is not None and leg.buffered == 0 and leg.now - heard > QUIET
        if self._frames and told:
            self._speaking = True
        if self._speaking and self._frames:
            return Doing(self._frames.pop(0))
        return Doing()


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("people")
    queues = folder / "queues.yaml"
    text = DEFAULT.read_text()
    for patience in ("180", "120"):
        text = text.replace(f"patience: {patience}", f"patience: {PATIENCE}")
    queues.write_text(text.replace("wrap_up: 90", "wrap_up: 0").replace("wrap_up: 60", "wrap_up: 0"))
    plans: list[HousePlan] = []

    def line() -> Line:
        return Line(plans[0].base_url, plans[0].env["VOICEBOT_TWILIO_AUTH_TOKEN"])

    phone, customer = Phone(AGENT), Phone(CALLER)
    exchange = Exchange(line, {AGENT: phone, CALLER: customer})
    env = {
        "VOICEBOT_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "VOICEBOT_TWILIO_NUMBER": "+31850000000",
        "VOICEBOT_TWILIO_API_URL": exchange.url,
        "VOICEBOT_QUEUES_FILE": str(queues),
    }
    plan = on_free_ports(ROOT, folder, env)
    plans.append(plan)
    settings = Settings(database_url=plan.env["VOICEBOT_DATABASE_URL"])
    agents = SqlAgents(database(settings))
    person = Person("jan", "Jan", Role.AGENT, AGENT, ("schade", "algemeen"))
    agent = agents.create(person, make_hash(PASSWORD))
    try:
        with running(plan, quiet=bool(os.environ.get("CI"))):
            yield House(plan, open_book(settings), exchange, agents, agent.id, phone, customer, settings)
    finally:
        exchange.close()


class Screen:
    """An agent's open board: the offers that it is told of, each with when."""

    def __init__(self, house: House) -> None:
        self.offers: dict[str, datetime] = {}
        self._browser, console = requests.Session(), house.plan.base_url + "/console"
        page = self._browser.get(f"{console}/login", timeout=10).text
        token = re.search(r'name="csrf-token" content="([^"]+)"', page)
        assert token is not None
        form = {"csrf_token": token[1], "login": "jan", "password": PASSWORD}
        assert self._browser.post(f"{console}/login", data=form, timeout=10).ok
        self._stream = self._browser.get(f"{console}/stream", stream=True, timeout=60)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        event = ""
        # One byte at a time: what is held back until a block is full would count as the house's delay.
        for line in self._stream.iter_lines(chunk_size=1, decode_unicode=True):
            if line.startswith("event: "):
                event = line.removeprefix("event: ")
            elif line.startswith("data: ") and event == "me":
                offer = json.loads(line.removeprefix("data: "))["offer"]
                if offer:
                    self.offers.setdefault(offer, datetime.now(UTC))


def until(holds: Callable[[], bool], seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.1)
    return holds()


def test_a_person_picks_up_who_heard_the_story(people: House):
    screen = Screen(people)
    call = people.call(Does.HEARS_AGAIN)
    assert call.timeline.of(What.PROBLEM) == []
    assert people.exchange.problems == []
    assert [talk.text.startswith("xfer-") for talk in call.timeline.of(What.TALKED)] == [True]
    assert people.book.status(call.call_sid).outcome is Outcome.HANDED_OVER
    assert people.phone.rung == 1
    summary, again, *_ = people.phone.heard
    assert len(wav.parse(summary).mono) == len(wav.parse(again).mono) > 3 * 8000  # 3 s of story at least
    assert call.timeline.of(What.PLAY)  # the caller heard music meanwhile
    with Session(database(people.settings)) as session:
        asked, offer_id = session.execute(select(Transfer.created_at, Offer.id).join(Offer)).one()
    seen = (screen.offers[offer_id] - asked).total_seconds()
    print(f"\nfrom the decision to the offer on the screen: {seen:.2f} s")
    assert seen <= 1.0  # the bar


def test_whom_nobody_takes_is_back_with_the_bot_and_called_back(people: House):
    before = len(people.exchange.messages)
    call = people.call(Does.DECLINES, stays=14.0)
    assert call.timeline.of(What.PROBLEM) == []
    assert call.timeline.of(What.TALKED) == []
    assert len(call.timeline.of(What.STREAM)) == 2
    assert any("terugbellen" in text or "bellen u terug" in text for text in people.said(call.call_sid))
    assert until(lambda: people.book.status(call.call_sid).outcome is Outcome.CALLBACK)
    ticket = people.book.status(call.call_sid).ticket
    assert ticket is not None
    assert until(lambda: any(ticket in sent["Body"] for sent in people.exchange.messages[before:]))


def test_who_hangs_up_in_the_queue_is_promised_a_callback_in_writing(people: House):
    before = len(people.exchange.messages)
    call = people.call(Does.NO_ANSWER, waits=4.0)
    assert call.timeline.of(What.CALLER_HANGS_UP)
    assert until(lambda: people.book.status(call.call_sid).outcome is Outcome.CALLBACK)
    ticket = people.book.status(call.call_sid).ticket
    assert until(lambda: any(ticket in sent["Body"] for sent in people.exchange.messages[before:]))


def test_a_promised_callback_rings_an_agent_first_then_the_caller(people: House):
    """Both callbacks that were promised above: the first reaches a voicemail, the second the caller."""
    engine, legs = database(people.settings), people.exchange.legs
    with Session(engine) as session:
        asked = select(Callback.call_id).order_by(Callback.created_at)
        first, second = session.scalars(asked).all()

    def put_off(call_id: str, until: datetime | None) -> None:
        """The next try of a callback that nobody rings for now."""
        waits = update(Callback).where(Callback.call_id == call_id, Callback.state == "open")
        with Session(engine) as session, session.begin():
            session.execute(waits.values(next_try=until))

    def carried_out(call_id: str, state: str, outcome: str | None) -> bool:
        with Session(engine) as session:
            row = session.get_one(Callback, call_id)
            if (row.state, row.last_outcome) == (state, outcome):
                return True
        put_off(call_id, None)  # time passes
        people.agents.choose_state(people.agent_id, AgentState.AVAILABLE)
        return False

    put_off(second, datetime.now(UTC) + timedelta(hours=1))
    people.phone.does, people.customer.does = Does.ACCEPTS, Does.MACHINE
    assert until(lambda: carried_out(first, "open", "machine"), 60)
    people.customer.does = Does.ACCEPTS
    assert until(lambda: carried_out(second, "done", None), 60)
    rung = [(leg.phone.number, leg.answered) for leg in list(legs.values())[-4:]]
    assert rung == [(AGENT, True), (CALLER, True), (AGENT, True), (CALLER, True)]
    together = list(people.exchange.rooms.values())[-1]
    joined = [sid for event, sid in together.events if event == "participant-join"]
    assert joined == [leg.sid for leg in list(legs.values())[-2:]]


def test_nothing_of_the_caller_is_in_the_logs(people: House):
    for path in Path(people.plan.log_dir).glob("*.log"):
        text = path.read_text(errors="replace")
        assert CALLER not in text
        assert AGENT not in text
