"""From an ended call to a readable message: store, worker, texts and outbox together."""

from pathlib import Path

from voicebot.call.outcome import Outcome
from voicebot.call.ports import Conclusion, ConfirmationJobs, PartError
from voicebot.call.replies import Agreement
from voicebot.confirm.compose import Composer
from voicebot.confirm.fakes import FakeNotifier
from voicebot.confirm.outbox import OutboxFolder
from voicebot.confirm.router import Router
from voicebot.confirm.worker import ConfirmationWorker
from voicebot.store.book import SqlCallBook
from voicebot.store.engine import make_engine
from voicebot.store.jobs import SqlConfirmationJobs
from voicebot.store.migrate import upgrade

ORDER = Agreement("order_status", "Bestelling 42073: onderweg.", "42073")


def opened(tmp_path: Path) -> tuple[SqlCallBook, ConfirmationJobs]:
    engine = make_engine(f"sqlite:///{tmp_path}/calls.sqlite3")
    upgrade(engine)
    book = SqlCallBook(engine)
    book.open_call("CA1", "+31600000012", "+31201234567")
    return book, SqlConfirmationJobs(engine)


def test_an_ended_call_is_confirmed_once(tmp_path: Path) -> None:
    book, jobs = opened(tmp_path)
    outbox = OutboxFolder(tmp_path / "outbox")
    worker = ConfirmationWorker(jobs, Router(sms=None, email=None, outbox=outbox), Composer("De Winkel"))
    assert worker.run_once() == 0
    book.conclude("CA1", Conclusion(Outcome.SOLVED, "O-01", agreements=(ORDER,)))
    assert (worker.run_once(), worker.run_once()) == (1, 0)

    (confirmation,) = book.confirmations("CA1")
    reference = book.recent_calls(1)[0].reference
    assert (confirmation.state, confirmation.channel, confirmation.address) == (
        "sent",
        "outbox",
        "+31600000012",
    )
    assert confirmation.text is not None and f"Kenmerk: {reference}." in confirmation.text
    file = tmp_path / "outbox" / str(confirmation.message_id)
    assert confirmation.text in file.read_text(encoding="utf-8")


def test_a_refused_message_is_kept_with_its_error(tmp_path: Path) -> None:
    book, jobs = opened(tmp_path)
    sms = FakeNotifier(failures=[PartError("Twilio refused the SMS: HTTP 400, code 21211")])
    router = Router(sms=sms, email=None, outbox=OutboxFolder(tmp_path / "outbox"))
    book.conclude("CA1", Conclusion(Outcome.SOLVED, "O-01", agreements=(ORDER,)))
    ConfirmationWorker(jobs, router, Composer("De Winkel")).run_once()
    (confirmation,) = book.confirmations("CA1")
    assert (confirmation.state, confirmation.error) == (
        "failed",
        "Twilio refused the SMS: HTTP 400, code 21211",
    )
    assert confirmation.text is not None and "42073" in confirmation.text
