"""The webhooks on the real book, with a database that hesitates."""

from __future__ import annotations

import sqlite3
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.integration.telephony.conftest import eventually
from tests.unit.telephony.house import CALL, House
from voicebot.call.outcome import Outcome
from voicebot.call.ports import Conclusion
from voicebot.call.replies import Agreement
from voicebot.store import engine as engines
from voicebot.store.book import SqlCallBook
from voicebot.store.engine import make_engine
from voicebot.store.migrate import upgrade
from voicebot.store.writer import BackgroundBook

PERSON = "+31850001122"
TOLD = Agreement("order_status", "Uw bestelling 42073 is onderweg.", "42073")


@dataclass
class Books:
    """What the web process writes through, what is stored, and a hand on the database."""

    writing: BackgroundBook
    stored: SqlCallBook
    holder: sqlite3.Connection


@pytest.fixture
def books(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Books]:
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.1)
    engine = make_engine(f"sqlite:///{tmp_path}/calls.sqlite3")
    upgrade(engine)
    stored = SqlCallBook(engine)
    writing = BackgroundBook(stored, flush_seconds=0.5, late_waits=(0.05,))
    holder = sqlite3.connect(tmp_path / "calls.sqlite3", isolation_level=None)
    yield Books(writing, stored, holder)
    holder.close()
    assert writing.close()
    engine.dispose()


def tags(answer) -> list[str]:
    assert answer.status_code == 200
    return [verb.tag for verb in ElementTree.fromstring(answer.text)]


def outcomes(books: Books) -> list[str]:
    return [row.rule_id for row in books.stored.ledger(CALL) if row.kind == "outcome"]


def test_nobody_is_rung_after_a_goodbye_whose_outcome_is_late(books: Books):
    house = House(books.writing, person_number=PERSON)
    house.post("voice")
    books.holder.execute("BEGIN IMMEDIATE")
    books.writing.conclude(CALL, Conclusion(Outcome.SOLVED, "O-03", agreements=(TOLD,)))
    assert tags(house.post("after-stream", CallStatus="in-progress")) == ["Hangup"]
    assert house.post("status", CallStatus="completed").status_code == 204
    books.holder.execute("COMMIT")
    (owed,) = eventually(lambda: books.stored.confirmations(CALL))
    assert owed.agreements == (TOLD,)
    assert outcomes(books) == ["O-03"]


@pytest.mark.parametrize("locked", [False, True])
def test_a_caller_who_is_still_there_is_rung_for_and_then_called_back(books: Books, locked: bool):
    house = House(books.writing, person_number=PERSON)
    house.post("voice")
    if locked:
        books.holder.execute("BEGIN IMMEDIATE")
    books.writing.conclude(CALL, Conclusion(Outcome.CALLER_LEFT, "O-02"))
    for _ in range(2):
        assert tags(house.post("after-stream", CallStatus="in-progress")) == ["Dial"]
    if locked:
        books.holder.execute("COMMIT")
    assert tags(house.post("after-dial", DialCallStatus="no-answer")) == ["Play", "Hangup"]
    status = books.stored.status(CALL)
    assert status and (status.outcome, status.rule_id) == (Outcome.CALLBACK, "H-95")
    assert outcomes(books) == ["O-02", "H-94", "H-95"]
    assert "W-01" in [row.rule_id for row in books.stored.ledger(CALL)]


def test_a_callback_asked_for_in_the_call_is_not_announced_again(books: Books):
    house = House(books.writing, person_number=PERSON)
    house.post("voice")
    promised = Agreement("callback", "Een medewerker belt u terug.")
    books.writing.conclude(CALL, Conclusion(Outcome.CALLBACK, "H-03", "algemeen", 3, "", (promised,)))
    for retry in ({}, {"I-Twilio-Idempotency-Token": "abc"}):
        assert tags(house.post("after-stream", retry, CallStatus="in-progress")) == ["Hangup"]
    assert outcomes(books) == ["H-03"]


def test_who_hears_that_nobody_calls_reads_no_promise_either(books: Books):
    house = House(books.writing)
    house.post("voice", From="+266696687")
    books.writing.conclude(CALL, Conclusion(Outcome.HANDED_OVER, "H-01", "algemeen", 3))
    assert tags(house.post("after-stream", From="+266696687", CallStatus="in-progress")) == ["Play", "Hangup"]
    assert "Belt u ons later terug" in house.voice.spoken[-1]
    status = books.stored.status(CALL)
    assert status and status.ticket and status.ticket in house.voice.spoken[-1]
    assert books.stored.confirmations(CALL) == ()
