"""Confirmations as the worker sees them, on both databases."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from tests.integration.store.clock import Clock
from voicebot.call.outcome import Outcome
from voicebot.call.ports import Conclusion, Message
from voicebot.call.replies import Agreement
from voicebot.delivery.states import Attempt, State
from voicebot.store.attempts import SqlAttempts
from voicebot.store.book import SqlCallBook
from voicebot.store.confirmations import SqlConfirmations
from voicebot.store.outbound import Due, SqlOutbound

AGREEMENT = Agreement("order_status", "Uw bestelling 42073 is onderweg.", "42073")
TEXT = Message("+31612345678", "Beste klant", "Onderwerp", "<p>Beste klant</p>")


class House:
    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine = engine
        self.book = SqlCallBook(engine, clock)
        self.outbound = SqlOutbound(engine, clock)
        self.attempts = SqlAttempts(engine, clock, look_again=45.0, back_off=(60.0,))
        self.shown = SqlConfirmations(engine, clock)

    def owe(self, *call_ids: str, caller: str = "+31612345678") -> None:
        for call_id in call_ids:
            self.book.open_call(call_id, caller, "+31201234567")
            self.book.conclude(
                call_id,
                Conclusion(
                    Outcome.SOLVED, "O-01", agreements=(AGREEMENT,), contact_email="s.dewit@example.nl"
                ),
            )

    def sending(self, call_id: str, channel: str = "sms") -> tuple[Due, int]:
        """An attempt of a confirmation that is due; it has not gone yet."""
        due = next(one for one in self.outbound.due() if f":{call_id}:" in one.run_id)
        assert self.outbound.take(due.confirmation_id, due.run_id)
        return due, self.outbound.write(due.confirmation_id, due.run_id, channel, TEXT, None)

    def sent(self, call_id: str, message_id: str, channel: str = "sms") -> int:
        due, attempt = self.sending(call_id, channel)
        assert self.attempts.going(attempt, "me", 60)
        state = Attempt.QUEUED if channel == "sms" else Attempt.SENT
        self.attempts.record(attempt, state, message_id)
        assert self.attempts.settle(attempt, due.run_id).next
        return attempt

    def state(self, call_id: str) -> tuple[str, str | None]:
        one = self.book.confirmations(call_id)[0]
        return one.state, one.alarm


@pytest.fixture
def house(engine: Engine, clock: Clock) -> House:
    return House(engine, clock)


def test_a_job_carries_what_the_message_needs(house: House) -> None:
    house.owe("CA-1")
    (due,) = house.outbound.due()
    assert due.run_id == "confirm:CA-1:conclusion"
    job = house.outbound.job(due.confirmation_id)
    assert (job.call_id, job.caller, job.called) == ("CA-1", "+31612345678", "+31201234567")
    assert (job.contact_email, job.outcome, job.agreements, job.reason) == (
        "s.dewit@example.nl", Outcome.SOLVED, (AGREEMENT,), "conclusion",
    )  # fmt: skip
    assert job.reference == house.book.recent_calls(1)[0].reference


def test_each_round_has_one_run_and_one_attempt(house: House) -> None:
    house.owe("CA-1", "CA-2")
    first, _ = house.outbound.due()
    assert not house.outbound.take(first.confirmation_id, "confirm:CA-1:conclusion:1")
    assert house.outbound.take(first.confirmation_id, first.run_id)
    assert house.outbound.take(first.confirmation_id, first.run_id)  # the same run, after a crash
    attempt = house.outbound.write(first.confirmation_id, first.run_id, "sms", TEXT, None)
    assert house.outbound.write(first.confirmation_id, first.run_id, "email", TEXT, None) == attempt
    assert house.outbound.write(first.confirmation_id, "another", "sms", TEXT, None) == 0
    assert house.outbound.stored(first.confirmation_id).message == TEXT  # type: ignore[union-attr]
    assert house.outbound.begun(first.confirmation_id) == attempt
    assert not house.outbound.take(99, "x")


def test_who_marks_it_first_sends_it(house: House) -> None:
    house.owe("CA-1")
    _, attempt = house.sending("CA-1")
    won: list[bool] = []
    racers = [
        threading.Thread(target=lambda n=n: won.append(house.attempts.going(attempt, f"worker-{n}", 60)))
        for n in range(4)
    ]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert sorted(won) == [False, False, False, True]
    assert house.attempts.outgoing(attempt).owned_for == 60
    house.attempts.let_go(attempt)
    assert house.attempts.outgoing(attempt).owned_for == 0
    assert house.attempts.surely_not(attempt)
    assert not house.attempts.surely_not(attempt)
    assert house.attempts.going(attempt, "another", 60)


def test_a_run_settles_once_and_the_next_round_is_another_run(house: House, clock: Clock) -> None:
    house.owe("CA-1")
    due, attempt = house.sending("CA-1")
    house.attempts.record(attempt, Attempt.REFUSED, code=20429, error="busy")
    settled = house.attempts.settle(attempt, due.run_id)
    assert settled.next and (settled.next.state, settled.next.wait) == (State.WAITING, 60.0)
    assert house.attempts.settle(attempt, due.run_id).next is None
    assert house.outbound.due() == ()
    clock.now += timedelta(seconds=61)
    (again,) = house.outbound.due()
    assert again.run_id == "confirm:CA-1:conclusion:1"
    assert not house.outbound.take(again.confirmation_id, due.run_id)


def test_what_an_agent_sees_of_it(house: House) -> None:
    house.owe("CA-1")
    attempt = house.sent("CA-1", "SM1")
    house.attempts.report(attempt, "SM1", "delivered", None)
    (one,) = house.book.confirmations("CA-1")
    assert (one.state, one.channel, one.address, one.masked, one.text, one.html, one.message_id) == (
        "delivered", "sms", "+31612345678", "+31 ••• 678", "Beste klant", "<p>Beste klant</p>", "SM1",
    )  # fmt: skip
    detail = house.shown.one(one.job_id)
    assert detail is not None
    assert [report.status for report in detail.attempts[0].reports] == ["delivered"]


def test_reports_come_twice_late_and_before_the_answer(house: House) -> None:
    house.owe("CA-1")
    due, attempt = house.sending("CA-1")
    house.attempts.going(attempt, "me", 60)
    for status in ("delivered", "sent", "delivered", "queued"):
        assert house.attempts.report(attempt, "SM1", status, None)
    assert house.attempts.record(attempt, Attempt.QUEUED, "SM1") is Attempt.DELIVERED
    house.attempts.settle(attempt, due.run_id)
    assert house.state("CA-1") == ("delivered", None)
    assert not house.attempts.report(99, "SM1", "sent", None)
    assert house.attempts.report(attempt, "SM1", "something new", None)


def test_a_lost_answer_is_made_good_by_a_report(house: House) -> None:
    house.owe("CA-1")
    due, attempt = house.sending("CA-1")
    house.attempts.going(attempt, "me", 60)
    settled = house.attempts.settle(attempt, due.run_id, 30.0)
    assert settled.next and settled.next.state is State.WAITING
    house.attempts.report(attempt, "SM1", "sent", None)
    assert house.state("CA-1") == ("sent", None)
    assert house.outbound.due() == ()


def test_two_messages_for_one_attempt_are_alarming(house: House) -> None:
    house.owe("CA-1")
    attempt = house.sent("CA-1", "SM1")
    house.attempts.report(attempt, "SM2", "sent", None)
    assert house.state("CA-1") == ("sent", "doubled")


def test_a_carrier_that_never_tells_is_alarming_until_it_does(house: House, clock: Clock) -> None:
    house.owe("CA-1", "CA-2")
    attempt = house.sent("CA-1", "SM1")
    house.sent("CA-2", "mail", "email")  # a mail server tells nothing
    assert house.attempts.silent(3600) == ()
    clock.now += timedelta(seconds=3601)
    assert house.attempts.silent(3600) == (attempt,)
    assert house.attempts.no_report(attempt)
    assert house.state("CA-1") == ("sent", "no_report")
    assert house.attempts.silent(3600) == ()
    house.attempts.report(attempt, "SM1", "delivered", None)
    assert house.state("CA-1") == ("delivered", None)
    assert not house.attempts.no_report(attempt)


def test_news_of_an_uncertain_one_settles_it(house: House) -> None:
    house.owe("CA-1")
    due, attempt = house.sending("CA-1")
    house.attempts.going(attempt, "me", 60)
    house.attempts.record(attempt, Attempt.UNCERTAIN, error="nobody knows")
    house.attempts.settle(attempt, due.run_id)
    assert house.state("CA-1") == ("uncertain", "uncertain")
    house.attempts.report(attempt, "SM1", "delivered", None)
    assert house.state("CA-1") == ("delivered", None)


def test_a_run_that_ended_badly_is_found(house: House, clock: Clock) -> None:
    house.owe("CA-1")
    due, _ = house.sending("CA-1")
    assert house.outbound.held(600) == ()
    clock.now += timedelta(seconds=601)
    assert house.outbound.held(600) == (due,)
    assert house.outbound.stuck(due)
    assert not house.outbound.stuck(due)
    assert house.state("CA-1") == ("uncertain", "stuck")


def test_opting_out_and_in_again(house: House, clock: Clock) -> None:
    number = "+31612345678"
    house.attempts.opt_in(number)
    assert not house.outbound.opted_out(number)
    for _ in range(2):
        house.attempts.opt_out(number)
    assert house.outbound.opted_out(number)
    house.attempts.opt_in(number)
    assert not house.shown.opted_out(number)
    house.attempts.opt_out(number)
    assert [one.number for one in house.shown.opt_outs()] == [number]


def test_a_callback_after_the_confirmation_was_taken_owes_a_second_one(house: House) -> None:
    house.owe("CA-1")
    house.sending("CA-1")
    ticket = house.book.to_callback("CA-1", "H-40")
    (second,) = house.outbound.due()
    assert second.run_id == "confirm:CA-1:callback"
    job = house.outbound.job(second.confirmation_id)
    assert ([a.kind for a in job.agreements], job.reference, job.outcome) == (
        ["callback"], ticket, Outcome.CALLBACK,
    )  # fmt: skip


def test_a_report_that_comes_while_a_run_settles_is_heeded(house: House) -> None:
    """Whoever is second sees what the first one did, in whichever order they come."""
    for number in range(12):
        call_id = f"CA-{number}"
        house.owe(call_id)
        due, attempt = house.sending(call_id)
        house.attempts.going(attempt, "me", 60)
        house.attempts.record(attempt, Attempt.QUEUED, f"SM{number}")
        ready = threading.Barrier(2)

        def settle(attempt: int = attempt, run_id: str = due.run_id) -> None:
            ready.wait()  # noqa: B023
            house.attempts.settle(attempt, run_id)

        def report(attempt: int = attempt, message_id: str = f"SM{number}") -> None:
            ready.wait()  # noqa: B023
            house.attempts.report(attempt, message_id, "undelivered", 30006)

        both = [threading.Thread(target=settle), threading.Thread(target=report)]
        for one in both:
            one.start()
        for one in both:
            one.join()
        assert house.state(call_id) == ("waiting", None)


@pytest.mark.parametrize("late", [Attempt.UNCERTAIN, Attempt.SENT, Attempt.QUEUED])
def test_one_that_was_taken_for_dead_and_sent_after_all_is_not_sent_again(
    house: House, clock: Clock, late: Attempt
) -> None:
    house.owe("CA-1")
    first, attempt = house.sending("CA-1", "email")
    house.attempts.going(attempt, "me", 60)
    # Another worker takes the round over, finds it going, and leaves it for later.
    assert house.attempts.settle(attempt, first.run_id, 30.0).next
    house.attempts.record(attempt, late, "mail-1")
    assert house.attempts.settle(attempt, first.run_id).next is None
    clock.now += timedelta(seconds=31)
    (again,) = house.outbound.due()
    assert house.outbound.take(again.confirmation_id, again.run_id)
    assert house.outbound.begun(again.confirmation_id) == attempt
    assert house.outbound.write(again.confirmation_id, again.run_id, "sms", TEXT, None) == attempt
    house.attempts.settle(attempt, again.run_id)
    state, _ = house.state("CA-1")
    assert state == ("uncertain" if late is Attempt.UNCERTAIN else "sent")
