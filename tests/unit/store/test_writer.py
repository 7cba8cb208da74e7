import logging

import pytest

from tests.unit.store.slow_book import SOLVED, SlowBook, entry
from voicebot.call.outcome import Outcome
from voicebot.call.ports import CallBook, PartError
from voicebot.store.errors import Refused
from voicebot.store.writer import BackgroundBook


def test_order_is_kept_and_the_outcome_comes_last() -> None:
    inner = SlowBook()
    book: CallBook = BackgroundBook(inner)
    for number in range(50):
        book.record(f"CA-{number % 2}", entry(number))
    assert book.conclude("CA-0", SOLVED)
    zero = [what for call_id, what in inner.events if call_id == "CA-0"]
    assert zero == [*map(float, range(0, 50, 2)), Outcome.SOLVED]


def test_recording_does_not_wait_for_the_database() -> None:
    inner = SlowBook()
    inner.gate.clear()
    book = BackgroundBook(inner)
    for number in range(100):
        book.record("CA", entry(number))  # would hang here
    assert inner.events == []
    inner.gate.set()
    assert book.close()
    assert [what for _, what in inner.events] == list(range(100))


@pytest.mark.parametrize("ask", ["status", "to_callback"])
def test_questions_see_what_was_recorded(ask: str) -> None:
    inner = SlowBook()
    book = BackgroundBook(inner)
    book.record("CA", entry(1))
    if ask == "status":
        book.status("CA")
    else:
        assert book.to_callback("CA", "H-40") == "1234567"
    assert inner.events[0] == ("CA", 1.0) and len(inner.events) == 2


def test_other_questions_pass_through() -> None:
    book = BackgroundBook(SlowBook())
    assert book.claim_stream("CA", book.open_call("CA", "a", "b"))


def test_a_failure_is_tried_again_in_place() -> None:
    inner = SlowBook()
    inner.failures = [PartError("gone"), PartError("gone")]
    book = BackgroundBook(inner, retry_after=(0.0, 0.0))
    book.record("CA", entry(1))
    book.record("CA", entry(2))
    book.conclude("CA", SOLVED)
    assert inner.events == [("CA", 1.0), ("CA", 2.0), ("CA", Outcome.SOLVED)]


@pytest.mark.parametrize(
    "failures", [[PartError("gone")] * 2, [Refused("unknown call")], [RuntimeError("a bug")]]
)
def test_what_cannot_be_written_is_said_and_the_rest_goes_on(
    failures: list[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    inner = SlowBook()
    inner.failures = list(failures)
    book = BackgroundBook(inner, retry_after=(0.0,))
    with caplog.at_level(logging.ERROR):
        book.record("CA", entry(1))
        book.record("CA", entry(2))
        book.conclude("CA", SOLVED)
    assert inner.events == [("CA", 2.0), ("CA", Outcome.SOLVED)]
    assert "was lost" in caplog.text


def test_too_many_waiting_entries_are_refused() -> None:
    inner = SlowBook()
    inner.gate.clear()
    book = BackgroundBook(inner, size=3)
    with pytest.raises(PartError, match="wait for the database"):
        for number in range(10):
            book.record("CA", entry(number))
    inner.gate.set()
    assert book.close()


def test_an_outcome_does_not_wait_for_ever(caplog: pytest.LogCaptureFixture) -> None:
    inner = SlowBook()
    inner.gate.clear()
    book = BackgroundBook(inner, flush_seconds=0.05)
    book.record("CA", entry(1))
    assert book.conclude("CA", SOLVED)
    assert inner.events == [("CA", Outcome.SOLVED)]
    assert "goes on without 1 ledger entries" in caplog.text
    inner.gate.set()
    assert book.close()


def test_closed_is_closed() -> None:
    book = BackgroundBook(SlowBook())
    assert book.close()
    assert book.close()
    with pytest.raises(PartError, match="closed"):
        book.record("CA", entry(1))


def test_closing_says_when_something_is_left() -> None:
    inner = SlowBook()
    inner.gate.clear()
    book = BackgroundBook(inner)
    book.record("CA", entry(1))
    assert not book.close(timeout=0.05)
    inner.gate.set()
    assert book.close()
