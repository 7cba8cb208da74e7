import logging
import threading

import pytest

from voicebot.call.outcome import Outcome
from voicebot.call.ports import ConfirmationJob, ConfirmationJobs, Message, PartError
from voicebot.call.replies import Agreement
from voicebot.confirm.compose import Composer
from voicebot.confirm.fakes import FakeNotifier
from voicebot.confirm.router import Router
from voicebot.confirm.worker import ConfirmationWorker


class FakeJobs:
    """Jobs in a list; `log` tells what became of them."""

    def __init__(self, *numbers: int) -> None:
        agreements = (Agreement("order_status", "Onderweg."),)
        self.waiting = [
            ConfirmationJob(n, f"CA{n}", "+31612345678", "", None, "1234567", Outcome.SOLVED, agreements)
            for n in numbers
        ]
        self.log: list[tuple[object, ...]] = []
        self.left: tuple[int, ...] = ()
        self.gone = 0
        self.stop = threading.Event()

    def claim(self) -> ConfirmationJob | None:
        if self.gone:
            self.gone -= 1
            raise PartError("database failed at claim")
        if not self.waiting:
            self.stop.set()
            return None
        return self.waiting.pop(0)

    def sent(self, job_id: int, channel: str, message: Message, message_id: str) -> None:
        self.log.append(("sent", job_id, channel, message_id))

    def failed(self, job_id: int, channel: str, message: Message | None, error: str) -> None:
        self.log.append(("failed", job_id, channel, error))

    def interrupted(self) -> tuple[int, ...]:
        return self.left


def worker(jobs: ConfirmationJobs, sms: FakeNotifier) -> ConfirmationWorker:
    router = Router(sms=sms, email=None, outbox=FakeNotifier("outbox"))
    return ConfirmationWorker(jobs, router, Composer("De Winkel"), idle_seconds=0.001)


def test_all_that_is_owed_is_sent_once() -> None:
    jobs, sms = FakeJobs(1, 2), FakeNotifier()
    assert worker(jobs, sms).run_once() == 2
    assert worker(jobs, sms).run_once() == 0
    assert jobs.log == [("sent", 1, "sms", "sms-1"), ("sent", 2, "sms", "sms-2")]
    assert [message.to for message in sms.messages] == ["+31612345678"] * 2
    assert "Onderweg." in sms.messages[0].text


@pytest.mark.parametrize(
    ("failure", "error"),
    [
        (PartError("Twilio refused the SMS: code 21211"), "Twilio refused the SMS: code 21211"),
        (RuntimeError("+31612345678"), "unexpected RuntimeError; it may have been sent"),
    ],
)
def test_a_failure_is_kept_and_the_next_job_goes_on(failure: Exception, error: str) -> None:
    jobs = FakeJobs(1, 2)
    assert worker(jobs, FakeNotifier(failures=[failure])).run_once() == 2
    assert jobs.log == [("failed", 1, "sms", error), ("sent", 2, "sms", "sms-1")]


def test_the_log_names_nobody(caplog: pytest.LogCaptureFixture) -> None:
    jobs = FakeJobs(1, 2)
    with caplog.at_level(logging.DEBUG):
        worker(jobs, FakeNotifier(failures=[PartError("code 21211")])).run_once()
    assert "confirmation 2 of call CA2 went by sms" in caplog.text
    assert "31612345678" not in caplog.text and "Onderweg" not in caplog.text


def test_it_stops_between_jobs() -> None:
    jobs = FakeJobs(1, 2)
    stop = threading.Event()
    stop.set()
    assert worker(jobs, FakeNotifier()).run_once(stop) == 0
    worker(jobs, FakeNotifier()).run(stop)
    assert jobs.log == []


def test_it_outlasts_a_database_that_is_gone() -> None:
    jobs, sms = FakeJobs(1), FakeNotifier()
    jobs.gone = 3
    worker(jobs, sms).run(jobs.stop)
    assert jobs.log == [("sent", 1, "sms", "sms-1")]


def test_what_a_crash_left_is_reported_and_not_sent_again(caplog: pytest.LogCaptureFixture) -> None:
    jobs, sms = FakeJobs(), FakeNotifier()
    jobs.left = (7, 9)
    worker(jobs, sms).run(jobs.stop)
    assert sms.messages == []
    assert "2 confirmations were being sent" in caplog.text and "7, 9" in caplog.text
