"""A database that another process holds for longer than a writer waits."""

import sqlite3
import threading
import time
from pathlib import Path

import pytest

from voicebot.call.ledger import Kind, LedgerEntry
from voicebot.call.outcome import Outcome
from voicebot.call.ports import CallStatus, Conclusion
from voicebot.call.replies import Agreement
from voicebot.store import engine as engines
from voicebot.store.book import SqlCallBook
from voicebot.store.engine import make_engine
from voicebot.store.migrate import upgrade
from voicebot.store.writer import BackgroundBook

CALL = "CA" + "0" * 32
TOLD = Agreement("order_status", "Uw bestelling 42073 is onderweg.", "42073")


@pytest.mark.parametrize("at_closing", [False, True])
def test_an_outcome_outlasts_a_locked_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_closing: bool
) -> None:
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.2)  # as a lock of 6.5 s to a wait of 5
    engine = make_engine(f"sqlite:///{tmp_path}/calls.sqlite3")
    upgrade(engine)
    stored = SqlCallBook(engine)
    book = BackgroundBook(stored, flush_seconds=0.3)
    book.open_call(CALL, "+31612345678", "+31850000000")

    holder = sqlite3.connect(tmp_path / "calls.sqlite3", isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    threading.Timer(1.2, holder.execute, ["COMMIT"]).start()
    book.record(CALL, LedgerEntry(9.5, Kind.OUTCOME, "O-03", {"outcome": "solved"}))
    assert book.conclude(CALL, Conclusion(Outcome.SOLVED, "O-03", agreements=(TOLD,)))
    assert stored.status(CALL) == CallStatus(CALL, None, None, None)  # not there yet …
    assert book.status(CALL) == CallStatus(CALL, Outcome.SOLVED, None, None, "O-03")  # … but known

    if at_closing:
        assert book.close()
    else:
        deadline = time.monotonic() + 10
        while stored.confirmations(CALL) == ():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert book.close()
    (owed,) = stored.confirmations(CALL)
    assert owed.agreements == (TOLD,)
    assert [row.kind for row in stored.ledger(CALL)] == ["outcome"]
    assert book.status(CALL) == CallStatus(CALL, Outcome.SOLVED, None, None, "O-03")
    holder.close()
    engine.dispose()
