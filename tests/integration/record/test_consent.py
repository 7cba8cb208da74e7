"""With a real database: whose calls are kept, and what the ledger adds to a recorded one."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from voicebot.bootstrap import _recordings, database
from voicebot.call.ledger import Kind, LedgerEntry
from voicebot.call.outcome import Outcome
from voicebot.call.ports import Conclusion
from voicebot.record.commands import _facts
from voicebot.settings import Settings
from voicebot.store.book import SqlCallBook

TESTER, OTHER = "+31600000001", "+31600000002"


def settings(folder: Path, **more: object) -> Settings:
    return Settings(
        database_url=f"sqlite:///{folder}/house.sqlite3", recordings_dir=folder / "recordings", **more
    )


def test_only_testers_who_are_listed_are_recorded(tmp_path: Path):
    listed = settings(tmp_path, record="test-numbers", record_numbers=TESTER)
    engine = database(listed)
    book = SqlCallBook(engine)
    book.open_call("CA1", TESTER, "+31850000000")
    book.open_call("CA2", OTHER, "+31850000000")
    recording = _recordings(listed, engine)
    assert recording("CA1") is not None
    assert recording("CA2") is None
    assert recording("CA3") is None  # nobody knows who that is
    assert _recordings(settings(tmp_path, record_numbers=TESTER), engine)("CA1") is None  # off


@pytest.mark.parametrize(
    ("numbers", "problem"),
    [("", "must name who agreed"), ("+31600000001,0612345678", "number 2 of the list")],
)
def test_settings_that_cannot_be_meant(tmp_path: Path, numbers: str, problem: str):
    with pytest.raises(ValidationError, match=problem) as error:
        settings(tmp_path, record="test-numbers", record_numbers=numbers)
    assert "0612345678" not in str(error.value.errors()[0]["msg"])


def test_what_the_ledger_knows_of_a_call(tmp_path: Path):
    house = settings(tmp_path)
    book = SqlCallBook(database(house))
    book.open_call("CA1", TESTER, "+31850000000")
    said = {"turn": 1, "text": "Waar is mijn pakket?", "source": "voice", "started_at": 3.0, "ended_at": 5.0}
    keyed = {"turn": 2, "text": "42073", "source": "keys", "started_at": 9.0, "ended_at": 9.0}
    for at, kind, data in (
        (5.2, Kind.CALLER_TURN, said), (5.3, Kind.UNDERSTOOD, {"turn": 1, "intent": "order_status"}),
        (9.0, Kind.CALLER_TURN, keyed), (9.1, Kind.UNDERSTOOD, {"turn": 2, "intent": "inform"}),
    ):  # fmt: skip
        book.record("CA1", LedgerEntry(at, kind, "T-03", data))
    book.conclude("CA1", Conclusion(Outcome.CALLER_LEFT, "O-02"))
    facts = _facts(house, "CA1")
    assert facts is not None
    assert (facts.outcome, facts.left) == (Outcome.CALLER_LEFT, True)
    assert facts.intents == [(5.0, "order_status")]
    assert facts.keys == [(9.0, 5)]  # how many, not which
    assert _facts(house, "CA9") is None and _facts(house, "") is None


def test_what_was_said_after_coming_back_from_a_queue_stands_where_it_is_heard(tmp_path: Path):
    house = settings(tmp_path)
    book = SqlCallBook(database(house))
    book.open_call("CA1", TESTER, "+31850000000")
    for begins, intent in ((0.0, "complain"), (40.0, "ask_callback")):  # each stream counts its turns anew
        said = {"turn": 1, "text": "Iets.", "source": "voice", "started_at": 3.0, "ended_at": 5.0}
        keyed = {"turn": 2, "text": "1", "source": "keys", "started_at": 9.0, "ended_at": 9.0}
        for at, kind, rule, data in (
            (0.0, Kind.DECISION, "R-01", {"recorded": True, "from": begins}),
            (5.2, Kind.CALLER_TURN, "T-03", said),
            (5.3, Kind.UNDERSTOOD, "T-03", {"turn": 1, "intent": intent}),
            (9.0, Kind.CALLER_TURN, "T-03", keyed),
        ):
            book.record("CA1", LedgerEntry(at, kind, rule, data))
    facts = _facts(house, "CA1")
    assert facts is not None
    assert facts.intents == [(5.0, "complain"), (45.0, "ask_callback")]
    assert facts.keys == [(9.0, 1), (49.0, 1)]
