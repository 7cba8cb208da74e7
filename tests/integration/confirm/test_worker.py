"""From an ended call to a message: store, workflows, texts and outbox together."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from voicebot.call.outcome import Outcome
from voicebot.call.ports import Conclusion
from voicebot.call.replies import Agreement
from voicebot.call.written import Written
from voicebot.confirm.channel import Channel, NotSent, Unclear
from voicebot.confirm.compose import Composer
from voicebot.confirm.fakes import FakeChannel
from voicebot.confirm.outbox import OutboxFolder
from voicebot.confirm.router import Router
from voicebot.confirm.steps import Pace, Steps
from voicebot.confirm.worker import ConfirmationWorker
from voicebot.confirm.workflows import system_database
from voicebot.store.attempts import SqlAttempts
from voicebot.store.book import SqlCallBook
from voicebot.store.confirmations import SqlConfirmations
from voicebot.store.engine import make_engine
from voicebot.store.migrate import upgrade
from voicebot.store.outbound import SqlOutbound

ORDER = Agreement("order_status", "Bestelling 42073: onderweg.", "42073")
CANCELLED = Agreement("order_cancelled", "We hebben bestelling 42074 geannuleerd.", "42074")
QUICK = Pace(settle=0.05, looks=2, held=0.2)
BACK_OFF = (0.05, 0.05)


class House:
    """A book, and a worker in a thread."""

    def __init__(self, url: str, outbox: Path) -> None:
        self.url = url
        self.engine: Engine = make_engine(url)
        upgrade(self.engine)
        self.book = SqlCallBook(self.engine)
        self.shown = SqlConfirmations(self.engine)
        self.outbox = OutboxFolder(outbox)
        self.attempts = SqlAttempts(self.engine, look_again=0.05, back_off=BACK_OFF)

    def owe(self, call_id: str, email: str | None = None, written: Written | None = None) -> None:
        self.book.open_call(call_id, "+31600000012", "+31201234567")
        self.book.conclude(
            call_id,
            Conclusion(Outcome.SOLVED, "O-01", agreements=(ORDER,), contact_email=email, written=written),
        )

    def worker(self, sms: Channel | None = None, email: Channel | None = None) -> ConfirmationWorker:
        outbound = SqlOutbound(self.engine)
        router = Router(sms=sms, email=email, outbox=self.outbox)
        steps = Steps(outbound, self.attempts, router, Composer("De Winkel"), QUICK)
        url = system_database(self.url)
        return ConfirmationWorker(
            self.engine, steps, outbound, self.attempts, url, idle=0.02, upkeep=0.1, poll=0.02, drain=3
        )

    def work(self, until: Callable[[], bool], **channels: Channel) -> None:
        stop = threading.Event()
        thread = threading.Thread(target=self.worker(**channels).run, args=(stop,))
        thread.start()
        deadline = time.monotonic() + 20
        while not until() and time.monotonic() < deadline:
            time.sleep(0.02)
        stop.set()
        thread.join(20)
        assert not thread.is_alive()
        assert until()

    def settled(self) -> bool:
        states = self.shown.counts().states
        return not any(states[one] for one in ("pending", "sending", "waiting"))


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(f"sqlite:///{tmp_path}/calls.sqlite3", tmp_path / "outbox")


def test_an_ended_call_is_confirmed_once(house: House, tmp_path: Path) -> None:
    house.owe("CA1")
    house.work(house.settled)
    house.work(lambda: True)
    (confirmation,) = house.book.confirmations("CA1")
    reference = house.book.recent_calls(1)[0].reference
    assert (confirmation.state, confirmation.channel, confirmation.address, confirmation.alarm) == (
        "sent", "outbox", "+31600000012", None,
    )  # fmt: skip
    assert confirmation.text is not None and f"{reference}" in confirmation.text
    (file,) = (tmp_path / "outbox").iterdir()
    assert file.name == confirmation.message_id and confirmation.text in file.read_text(encoding="utf-8")
    # Nothing of the message is in the workflows' own database.
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("calls-workflows*"))
    assert b"confirm:CA1:conclusion" in kept
    assert b"31600000012" not in kept and b"42073" not in kept


def test_a_refusal_falls_over_to_the_other_channel(house: House) -> None:
    house.owe("CA1", "s.dewit@example.nl")
    sms, email = FakeChannel(failures=[NotSent("refused", 21614)]), FakeChannel("email")
    house.work(house.settled, sms=sms, email=email)
    (confirmation,) = house.book.confirmations("CA1")
    assert (confirmation.state, confirmation.channel, confirmation.attempts) == ("sent", "email", 2)
    assert [message.to for message in email.messages] == ["s.dewit@example.nl"]
    detail = house.shown.one(confirmation.job_id)
    assert detail is not None
    assert [(one.channel, one.state, one.code) for one in detail.attempts] == [
        ("sms", "refused", 21614), ("email", "sent", None),
    ]  # fmt: skip


def test_without_another_channel_it_fails_and_alarms(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.owe("CA1")
    house.work(house.settled, sms=FakeChannel(failures=[NotSent("refused", 21211)]))
    (confirmation,) = house.book.confirmations("CA1")
    assert (confirmation.state, confirmation.alarm) == ("failed", "failed")
    assert house.shown.counts().alarms == 1
    assert f"confirmation {confirmation.job_id} cannot be delivered" in caplog.text
    assert "31600000012" not in caplog.text and "Onderweg" not in caplog.text


def test_what_may_be_tried_again_is_the_same_bytes_with_back_off(house: House) -> None:
    house.owe("CA1")
    sms = FakeChannel(failures=[NotSent("busy", 20429), NotSent("no answer", 0)])
    house.work(house.settled, sms=sms)
    (confirmation,) = house.book.confirmations("CA1")
    assert (confirmation.state, confirmation.attempts, len(sms.messages)) == ("sent", 3, 1)
    assert sms.messages[0].text == confirmation.text


def test_after_the_last_try_it_falls_over(house: House) -> None:
    house.owe("CA1", "s.dewit@example.nl")
    sms, email = FakeChannel(failures=[NotSent("busy", 20429)] * 3), FakeChannel("email")
    house.work(house.settled, sms=sms, email=email)
    (confirmation,) = house.book.confirmations("CA1")
    assert (confirmation.channel, confirmation.attempts, len(sms.messages)) == ("email", 4, 0)


def test_an_sms_without_an_answer_is_looked_for_before_it_is_sent_again(house: House) -> None:
    house.owe("CA1")
    lost = FakeChannel(failures=[Unclear("timed out")])
    house.work(house.settled, sms=lost)  # it is not there: it is sent
    assert len(lost.messages) == 1
    house.owe("CA2")
    there = FakeChannel(failures=[Unclear("timed out")])
    there.found = "SM7"
    house.work(house.settled, sms=there)
    assert there.messages == []
    (confirmation,) = house.book.confirmations("CA2")
    assert (confirmation.state, confirmation.message_id, confirmation.attempts) == ("sent", "SM7", 1)


def test_an_email_without_an_answer_is_uncertain_until_an_agent_sends_it_again(house: House) -> None:
    house.owe("CA1", "s.dewit@example.nl", Written("email"))
    email = FakeChannel("email", failures=[Unclear("timed out")], can_look=False)
    house.work(house.settled, sms=FakeChannel(), email=email)
    (confirmation,) = house.book.confirmations("CA1")
    assert (confirmation.state, confirmation.alarm, email.messages) == ("uncertain", "uncertain", [])
    house.shown.resend(confirmation.job_id, agent_id=1, key="k")
    house.work(house.settled, sms=FakeChannel(), email=email)
    first, again = house.book.confirmations("CA1")
    assert (first.state, again.state, len(email.messages)) == ("uncertain", "sent", 1)
    assert house.shown.counts().alarms == 0


def test_who_sent_stop_gets_no_sms(house: House) -> None:
    house.attempts.opt_out("+31600000012")
    house.owe("CA1", "s.dewit@example.nl")
    sms, email = FakeChannel(), FakeChannel("email")
    house.work(house.settled, sms=sms, email=email)
    assert (len(sms.messages), len(email.messages)) == (0, 1)
    house.attempts.opt_in("+31600000012")
    house.owe("CA2", "s.dewit@example.nl")
    house.work(house.settled, sms=sms, email=email)
    assert len(sms.messages) == 1


def test_the_carriers_refusal_for_stop_is_stored(house: House) -> None:
    house.owe("CA1", "s.dewit@example.nl")
    house.work(house.settled, sms=FakeChannel(failures=[NotSent("stop", 21610)]), email=FakeChannel("email"))
    assert house.shown.opted_out("+31600000012")
    assert [one.source for one in house.shown.opt_outs()] == ["carrier"]


def test_a_report_of_failure_begins_anew_by_the_other_channel(house: House) -> None:
    house.owe("CA1", "s.dewit@example.nl")
    sms, email = FakeChannel(), FakeChannel("email")
    house.work(house.settled, sms=sms, email=email)
    (confirmation,) = house.book.confirmations("CA1")
    detail = house.shown.one(confirmation.job_id)
    assert detail is not None
    for _ in range(2):
        assert house.attempts.report(detail.attempts[0].attempt_id, "sms-1", "undelivered", 30006)
    house.work(house.settled, sms=sms, email=email)
    assert (len(sms.messages), len(email.messages)) == (1, 1)
    (confirmation,) = house.book.confirmations("CA1")
    assert (confirmation.state, confirmation.channel) == ("sent", "email")


def test_a_caller_who_can_be_reached_by_no_channel_is_alarming(house: House) -> None:
    for call, agreements in (("CA1", (ORDER, CANCELLED)), ("CA2", (ORDER,))):
        house.book.open_call(call, "anonymous", "+31201234567")
        house.book.conclude(call, Conclusion(Outcome.SOLVED, "O-01", agreements=agreements))
    house.work(house.settled, sms=FakeChannel())
    (confirmation,) = house.book.confirmations("CA1")
    assert (confirmation.channel, confirmation.alarm) == ("outbox", "no_address")
    (told,) = house.book.confirmations("CA2")
    assert (told.state, told.channel, told.alarm) == ("sent", "outbox", None)
    assert house.shown.counts().alarms == 1
