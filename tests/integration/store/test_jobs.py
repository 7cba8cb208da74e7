import threading

import pytest
from sqlalchemy import Engine

from voicebot.call.outcome import Outcome
from voicebot.call.ports import Conclusion, ConfirmationJobs, Message
from voicebot.call.replies import Agreement
from voicebot.store.book import SqlCallBook
from voicebot.store.errors import Refused
from voicebot.store.jobs import SqlConfirmationJobs

AGREEMENT = Agreement("order_status", "Uw bestelling 42073 is onderweg.", "42073")


def owe(engine: Engine, *call_ids: str) -> SqlCallBook:
    book = SqlCallBook(engine)
    for call_id in call_ids:
        book.open_call(call_id, "+31612345678", "+31201234567")
        book.conclude(
            call_id,
            Conclusion(Outcome.SOLVED, "O-01", agreements=(AGREEMENT,), contact_email="s.dewit@example.nl"),
        )
    return book


def test_a_job_carries_what_the_message_needs(engine: Engine) -> None:
    book = owe(engine, "CA-1")
    jobs: ConfirmationJobs = SqlConfirmationJobs(engine)
    job = jobs.claim()
    assert job is not None
    assert (job.call_id, job.caller, job.called) == ("CA-1", "+31612345678", "+31201234567")
    assert (job.contact_email, job.outcome, job.agreements) == (
        "s.dewit@example.nl", Outcome.SOLVED, (AGREEMENT,),
    )  # fmt: skip
    assert job.reference == book.recent_calls(1)[0].reference
    assert jobs.claim() is None


def test_oldest_first_and_each_to_one_worker(engine: Engine) -> None:
    names = [f"CA-{number}" for number in range(8)]
    owe(engine, *names)
    taken: list[str] = []

    def work() -> None:
        jobs = SqlConfirmationJobs(engine)
        while (job := jobs.claim()) is not None:
            taken.append(job.call_id)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == names


def test_sent_and_failed_are_final(engine: Engine) -> None:
    book = owe(engine, "CA-1", "CA-2")
    jobs = SqlConfirmationJobs(engine)
    first, second = jobs.claim(), jobs.claim()
    assert first is not None and second is not None
    assert jobs.interrupted() == (first.job_id, second.job_id)
    jobs.sent(first.job_id, "sms", Message("+31612345678", "Beste klant"), "SM1")
    jobs.failed(second.job_id, "email", None, "no route")
    assert jobs.interrupted() == ()
    (sent,) = book.confirmations("CA-1")
    (failed,) = book.confirmations("CA-2")
    assert (sent.state, sent.channel, sent.address, sent.text, sent.message_id, sent.error) == (
        "sent", "sms", "+31612345678", "Beste klant", "SM1", None,
    )  # fmt: skip
    assert sent.finished_at is not None and sent.finished_at >= sent.created_at
    assert (failed.state, failed.channel, failed.text, failed.error) == ("failed", "email", None, "no route")
    with pytest.raises(Refused, match="not being sent"):
        jobs.failed(first.job_id, "sms", None, "late")
    assert book.confirmations("CA-1") == (sent,)


def test_a_callback_after_the_confirmation_was_taken_owes_a_second_one(engine: Engine) -> None:
    book = owe(engine, "CA-1")
    jobs = SqlConfirmationJobs(engine)
    taken = jobs.claim()
    assert taken is not None
    ticket = book.to_callback("CA-1", "H-40")
    second = jobs.claim()
    assert second is not None
    assert (taken.agreements, [a.kind for a in second.agreements]) == ((AGREEMENT,), ["callback"])
    assert (second.reference, second.outcome, second.contact_email) == (
        ticket, Outcome.CALLBACK, "s.dewit@example.nl",
    )  # fmt: skip
