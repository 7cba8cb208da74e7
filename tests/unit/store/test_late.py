"""Outcomes that the database does not take at once."""

import logging
import threading
import time

import pytest

from tests.unit.store.slow_book import SOLVED, Gone, SlowBook, entry, eventually
from voicebot.call.outcome import Outcome
from voicebot.call.ports import CallStatus, Conclusion, PartError
from voicebot.store.errors import Refused
from voicebot.store.writer import BackgroundBook

GOODBYE = Conclusion(Outcome.SOLVED, "O-03", queue="orders")


def test_an_outcome_that_the_database_does_not_take_is_stored_when_it_can_be() -> None:
    inner = Gone()
    book = BackgroundBook(inner, late_waits=(0.01,))
    book.record("CA", entry(1))
    assert book.conclude("CA", GOODBYE)  # kept: its caller need not wait
    eventually(lambda: inner.tries > 3)
    inner.back.set()
    eventually(lambda: "CA" in inner.outcomes)
    assert book.close()
    assert inner.events == [("CA", 1.0), ("CA", Outcome.SOLVED)]
    assert inner.outcomes["CA"] is GOODBYE


@pytest.mark.parametrize("status_works", [True, False])
def test_an_outcome_that_waits_is_known(status_works: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = Gone()
    book = BackgroundBook(inner, late_waits=(60.0,))
    token = book.open_call("CA", "a", "b")
    assert book.conclude("CA", GOODBYE)
    with monkeypatch.context() as patch:
        if not status_works:
            patch.setattr(inner, "status", lambda call_id: (_ for _ in ()).throw(PartError("gone")))
        assert book.status("CA") == CallStatus("CA", Outcome.SOLVED, "orders", None, "O-03")
    assert not book.conclude("CA", Conclusion(Outcome.FAILED_TO_HUMAN, "H-94"))  # the first one stays
    assert not book.claim_stream("CA", token)
    inner.back.set()
    assert book.close()
    assert inner.outcomes == {"CA": GOODBYE}


def test_an_outcome_is_known_while_it_is_being_stored() -> None:
    inner = SlowBook()
    at_it, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        at_it.set()
        go_on.wait(10)

    inner.fail = slow  # type: ignore[method-assign]
    book = BackgroundBook(inner)
    concluding = threading.Thread(target=book.conclude, args=("CA", GOODBYE))
    concluding.start()
    assert at_it.wait(5)
    known = book.status("CA")
    assert known and (known.outcome, known.rule_id) == (Outcome.SOLVED, "O-03")
    go_on.set()
    concluding.join(5)
    assert book.close()
    assert inner.events.count(("CA", Outcome.SOLVED)) == 1


def test_what_is_stored_goes_before_what_waits() -> None:
    inner = Gone()
    book = BackgroundBook(inner, late_waits=(60.0,))
    assert book.conclude("CA", GOODBYE)
    inner.outcomes["CA"] = Conclusion(Outcome.CALLBACK, "H-95")  # another process was faster
    known = book.status("CA")
    assert known and known.outcome is Outcome.CALLBACK
    inner.back.set()
    assert book.close()


def test_an_unknown_call_stays_unknown() -> None:
    inner = Gone()
    book = BackgroundBook(inner, late_waits=(60.0,))
    assert book.conclude("CA-unknown", GOODBYE)
    assert book.status("CA-unknown") is None


def test_a_late_outcome_waits_for_the_calls_entries() -> None:
    inner = Gone()
    inner.gate.clear()
    book = BackgroundBook(inner, flush_seconds=0.05, late_waits=(0.01,))
    book.record("CA", entry(1))
    assert book.conclude("CA", GOODBYE)
    inner.back.set()
    time.sleep(0.05)
    assert inner.outcomes == {}
    inner.gate.set()
    eventually(lambda: inner.outcomes)
    assert inner.events == [("CA", 1.0), ("CA", Outcome.SOLVED)]


def test_one_late_outcome_does_not_hold_up_the_others() -> None:
    inner = SlowBook()
    stuck = Conclusion(Outcome.SOLVED, "O-03", summary="never stored")
    conclude = inner.conclude

    def picky(call_id: str, conclusion: Conclusion) -> bool:
        if conclusion is stuck:
            raise PartError("the database failed")
        return conclude(call_id, conclusion)

    inner.conclude = picky  # type: ignore[method-assign]
    book = BackgroundBook(inner, late_waits=(0.01,))
    assert book.conclude("CA-1", stuck)
    inner.late_failures = [PartError("gone")]
    assert book.conclude("CA-2", GOODBYE)
    eventually(lambda: "CA-2" in inner.outcomes)
    book.record("CA-1", entry(1))
    eventually(lambda: ("CA-1", 1.0) in inner.events)
    assert not book.close(timeout=0.05)


@pytest.mark.parametrize("failure", [Refused("unknown call"), RuntimeError("a bug")])
def test_an_outcome_that_will_never_be_stored_is_not_kept(failure: Exception) -> None:
    inner = SlowBook()
    inner.late_failures = [failure]
    book = BackgroundBook(inner)
    with pytest.raises(type(failure)):
        book.conclude("CA", GOODBYE)
    known = book.status("CA")
    assert known and known.outcome is None
    assert book.conclude("CA", SOLVED)


def test_a_late_outcome_that_will_never_be_stored_is_said(caplog: pytest.LogCaptureFixture) -> None:
    inner = SlowBook()
    inner.late_failures = [PartError("gone"), Refused("the call is not in the book")]
    book = BackgroundBook(inner, late_waits=(0.0,))
    with caplog.at_level(logging.ERROR):
        assert book.conclude("CA", GOODBYE)
        eventually(lambda: "the outcome of call CA was lost" in caplog.text)
    assert book.close()


def test_no_more_outcomes_are_kept_than_there_is_room_for() -> None:
    inner = Gone()
    book = BackgroundBook(inner, size=2, late_waits=(60.0,))
    assert book.conclude("CA-1", GOODBYE)
    assert book.conclude("CA-2", GOODBYE)
    with pytest.raises(PartError, match="locked"):
        book.conclude("CA-3", GOODBYE)
    with pytest.raises(PartError, match="no more can wait"):
        book.to_person("CA-1", "H-94")
    inner.back.set()
    assert book.conclude("CA-3", GOODBYE)
    assert book.close()
    assert set(inner.outcomes) == {"CA-1", "CA-2", "CA-3"}


def test_a_ringing_person_is_noted_after_the_outcome_and_without_waiting() -> None:
    inner = Gone()
    book = BackgroundBook(inner, late_waits=(0.01,))
    assert book.conclude("CA", GOODBYE)
    book.to_person("CA", "H-94")
    book.to_person("CA-other", "H-94")
    inner.back.set()
    eventually(lambda: len(inner.events) == 3)
    assert [what for call_id, what in inner.events if call_id == "CA"] == [Outcome.SOLVED, "person"]


def test_a_callback_comes_after_the_outcome_that_waits() -> None:
    inner = Gone()
    book = BackgroundBook(inner, flush_seconds=0.2, late_waits=(60.0,))
    assert book.conclude("CA", GOODBYE)
    with pytest.raises(PartError, match="waits for the database"):
        book.to_callback("CA", "H-95")  # else the outcome, and what was agreed, would be lost
    inner.back.set()
    assert book.to_callback("CA", "H-95") == "1234567"
    assert inner.events == [("CA", Outcome.SOLVED), ("CA", "callback")]


def test_closing_tries_again_until_its_time_is_over(caplog: pytest.LogCaptureFixture) -> None:
    inner = Gone()
    book = BackgroundBook(inner, late_waits=(0.05, 60.0))
    assert book.conclude("CA", GOODBYE)
    threading.Timer(0.03, inner.back.set).start()
    assert book.close(timeout=5.0)
    assert inner.outcomes == {"CA": GOODBYE}

    inner = Gone()
    book = BackgroundBook(inner, late_waits=(0.02,))
    assert book.conclude("CA", GOODBYE)
    book.to_person("CA", "H-94")
    before = inner.tries
    with caplog.at_level(logging.ERROR):
        assert not book.close(timeout=0.1)
    assert inner.tries > before
    assert "0 ledger entries and 2 outcomes were not written" in caplog.text
    with pytest.raises(PartError, match="locked"):
        book.conclude("CA-2", GOODBYE)  # nobody is left to store it later
    with pytest.raises(PartError):
        book.to_person("CA-2", "H-94")
    with pytest.raises(PartError):
        book.to_callback("CA", "H-95")
