"""The fakes behave as their ports promise, failures too, so that tests built on them mean something."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from voicebot.call.fakes import (
    FakeBook,
    FakeDialogue,
    FakeOutlet,
    FakeSynthesizer,
    FakeTranscriber,
)
from voicebot.call.ledger import Kind, LedgerEntry
from voicebot.call.outcome import Outcome
from voicebot.call.ports import (
    CallBook,
    Conclusion,
    Dialogue,
    MediaOutlet,
    NotWanted,
    PartError,
    Synthesizer,
    Transcriber,
)
from voicebot.call.replies import Expects, Reply

ENDED = Conclusion(Outcome.SOLVED, "O-01")


def test_a_book_that_is_opened_again_has_no_outcome_and_knows_what_was_disclosed():
    book = FakeBook()
    book.open_call("CA1", "+31600000001", "+31850000000")
    assert not book.disclosed("CA1")
    book.record("CA1", LedgerEntry(1.0, Kind.DISCLOSURE, "C-01", {"heard": True}))
    assert book.disclosed("CA1")
    book.conclude("CA1", ENDED)
    token = book.reopen("CA1", "W-05")
    assert book.status("CA1").outcome is None
    assert book.entries["CA1"][-1].rule_id == "W-05"
    assert book.claim_stream("CA1", token)


def test_transcriber():
    fake: Transcriber = FakeTranscriber(["een", "", PartError("no model")])
    assert fake.transcribe(b"x").text == "een"
    assert fake.transcribe(b"x").rejected == "no_speech"
    with pytest.raises(PartError):
        fake.transcribe(b"x")
    again: Transcriber = FakeTranscriber(["een", "twee"])
    with pytest.raises(NotWanted):
        again.transcribe(b"x", "", lambda: False)
    assert [one.text for one in again.transcribe_batch([b"x", b"y"])] == ["een", "twee"]
    assert again.window(b"x") == 15.0


def test_synthesizer():
    fake: Synthesizer = FakeSynthesizer({"stuk"})
    assert len(fake.synthesize("hallo")) % 160 == 0
    with pytest.raises(PartError):
        fake.synthesize("stuk")


def test_dialogue():
    made = FakeDialogue({"ja": Reply(("Mooi.",))})
    fake: Dialogue = made
    assert fake.ready()
    assert fake.ask("CA1", "ja", source="voice", confidence=1.0).texts == ("Mooi.",)
    assert fake.ask("CA1", "nee", source="voice", confidence=1.0).texts == ("Dank u.",)
    fake.begin("CA1")
    assert made.begun == ["CA1"]
    opinion = fake.prepare("CA1", "ja", expects=Expects.OPEN, digits=None)
    assert (opinion.whole, opinion.sure) == (None, True)
    assert made.prepared == ["ja"]
    fake.forget("CA1")
    assert made.prepared == []
    made.down = True
    with pytest.raises(PartError):
        fake.begin("CA1")
    with pytest.raises(PartError):
        fake.prepare("CA1", "ja", expects=Expects.OPEN, digits=None)
    assert not fake.ready()
    with pytest.raises(PartError):
        fake.ask("CA1", "ja", source="voice", confidence=1.0)


def test_outlet():
    made = FakeOutlet()
    fake: MediaOutlet = made
    fake.send_audio(b"x")
    fake.send_mark("m")
    fake.send_clear()
    fake.close()
    assert made.of("audio") == [b"x"]
    made.broken = True
    with pytest.raises(ConnectionError):
        fake.send_audio(b"x")


def test_book():
    fake: CallBook = FakeBook()
    assert fake.status("CA1") is None
    first = fake.open_call("CA1", "a", "b")
    second = fake.open_call("CA1", "a", "b")
    assert not fake.claim_stream("CA1", first)
    assert fake.claim_stream("CA1", second)
    assert not fake.claim_stream("CA1", second)
    assert not fake.claim_stream("CA1", "")
    fake.record("CA1", LedgerEntry(0.0, Kind.ERROR, "E-01"))
    status = fake.status("CA1")
    assert status and status.outcome is None
    assert fake.conclude("CA1", ENDED)
    assert not fake.conclude("CA1", Conclusion(Outcome.CALLER_LEFT, "O-02"))
    status = fake.status("CA1")
    assert status and status.outcome is Outcome.SOLVED
    for _ in range(2):
        fake.to_person("CA1", "H-94")
    status = fake.status("CA1")
    assert status and (status.outcome, status.rule_id) == (Outcome.FAILED_TO_HUMAN, "H-94")
    ticket = fake.to_callback("CA1", "H-95")
    assert fake.to_callback("CA1", "H-95") == ticket
    status = fake.status("CA1")
    assert status and (status.outcome, status.ticket) == (Outcome.CALLBACK, ticket)
    assert fake.conclude("CA2", Conclusion(Outcome.CALLBACK, "H-03"))
    assert fake.tickets["CA2"] != ticket


@pytest.mark.parametrize(
    "use",
    [
        lambda book: book.open_call("CA1", "a", "b"),
        lambda book: book.claim_stream("CA1", "x"),
        lambda book: book.record("CA1", LedgerEntry(0.0, Kind.ERROR, "E-01")),
        lambda book: book.conclude("CA1", ENDED),
        lambda book: book.status("CA1"),
        lambda book: book.to_callback("CA1", "H-95"),
        lambda book: book.to_person("CA1", "H-94"),
    ],
)
def test_book_that_is_down(use: Callable[[CallBook], object]):
    with pytest.raises(PartError):
        use(FakeBook(down=True))
