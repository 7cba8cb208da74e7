"""Callbacks that are arranged in the call itself: one ticket, one outcome, one confirmation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.integration.store.clock import Clock
from tests.integration.store.test_book import together
from voicebot.backoffice.database import DatabaseBackoffice
from voicebot.backoffice.port import BackofficeError, NotPossible, Reason
from voicebot.call.handover import row_for
from voicebot.call.outcome import Outcome
from voicebot.call.ports import Conclusion, ConfirmationJob
from voicebot.call.replies import Agreement
from voicebot.confirm.compose import Composer
from voicebot.store.book import SqlCallBook
from voicebot.store.models import Callback
from voicebot.store.outbound import SqlOutbound
from voicebot.store.wanted import SqlCallbackRequests

CALL = "CA" + "0" * 32
MOBILE, LANDLINE = "+31612345678", "+31201234567"
FROM, UNTIL = datetime(2026, 11, 25, 7, tzinfo=UTC), datetime(2026, 11, 25, 11, tzinfo=UTC)
LATER = datetime(2026, 11, 26, 7, tzinfo=UTC)
TOLD = Agreement("order_status", "Uw bestelling 42073 is onderweg.", "42073")
SLOT = "Een medewerker belt u terug op woensdag 25 november 2026, tussen 8 en 12 uur"


def agreed(ticket: str, text: str = f"{SLOT}, op het nummer dat eindigt op 678.") -> Agreement:
    return Agreement("callback", text, ticket)


@pytest.fixture
def requests(engine: Engine, clock: Clock) -> SqlCallbackRequests:
    return SqlCallbackRequests(engine, clock)


def stored(engine: Engine) -> Callback:
    with Session(engine, expire_on_commit=False) as session:
        return session.get_one(Callback, CALL)


def taken(engine: Engine) -> ConfirmationJob | None:
    """Take the oldest confirmation that is due, as a worker does."""
    outbound = SqlOutbound(engine)
    due = next(iter(outbound.due()), None)
    if due is None:
        return None
    assert outbound.take(due.confirmation_id, due.run_id)
    return outbound.job(due.confirmation_id)


def outcomes(book: SqlCallBook) -> list[tuple[str, str, object]]:
    entries = (row for row in book.ledger(CALL) if row.kind == "outcome")
    return [(row.rule_id, str(row.data["outcome"]), row.data.get("was")) for row in entries]


def solved(ticket: str, *more: Agreement) -> Conclusion:
    return Conclusion(Outcome.SOLVED, "O-03", agreements=(*more, agreed(ticket)))


def test_task_done_then_the_call_ends_exactly_one_confirmation_with_slot_and_ticket(
    engine: Engine, book: SqlCallBook
) -> None:
    book.open_call(CALL, MOBILE, LANDLINE)
    office = DatabaseBackoffice(engine)  # as the action server has it, in a process of its own
    assert office.calling_number(CALL) == MOBILE
    ticket = office.request_callback(CALL, "", FROM, UNTIL)
    assert book.status(CALL).outcome is None and book.confirmations(CALL) == ()  # type: ignore[union-attr]

    assert book.conclude(CALL, solved(ticket))
    assert not book.conclude(CALL, solved(ticket))
    assert book.to_callback(CALL, "H-95") == ticket
    status = book.status(CALL)
    assert status is not None
    assert (status.outcome, status.ticket, status.rule_id, status.queue) == (
        Outcome.CALLBACK, ticket, "H-03", "algemeen",
    )  # fmt: skip
    assert outcomes(book) == [("O-03", "solved", None), ("H-03", "callback", "solved")]
    (owed,) = book.confirmations(CALL)
    assert owed.agreements == (agreed(ticket),)
    assert book.recent_calls(1)[0].reference == ticket

    job = taken(engine)
    assert job is not None and taken(engine) is None
    message = Composer("De Voorbeeldwinkel").compose(job, "sms", MOBILE).text
    assert SLOT in message and ticket in message and "Houd uw telefoon bij de hand." in message


def test_a_hang_up_right_after_it_changes_nothing(book: SqlCallBook, requests: SqlCallbackRequests) -> None:
    book.open_call(CALL, MOBILE, "b")
    ticket = requests.request(CALL, "", None, None)
    book.conclude(CALL, Conclusion(Outcome.CALLER_LEFT, "O-02", agreements=(TOLD, agreed(ticket))))
    assert book.status(CALL).outcome is Outcome.CALLBACK  # type: ignore[union-attr]
    (owed,) = book.confirmations(CALL)
    assert owed.agreements == (TOLD, agreed(ticket))


def test_nobody_rings_while_the_caller_still_talks(
    engine: Engine, book: SqlCallBook, requests: SqlCallbackRequests, clock: Clock
) -> None:
    book.open_call(CALL, MOBILE, "b")
    requests.request(CALL, "", None, None)
    talking = stored(engine)
    assert talking.state == "open" and talking.next_try == clock.now + timedelta(minutes=15)
    book.conclude(CALL, Conclusion(Outcome.SOLVED, "O-03"))
    assert stored(engine).next_try is None


def test_asked_again_the_last_values_count_and_the_ticket_stays(
    engine: Engine, book: SqlCallBook, requests: SqlCallbackRequests
) -> None:
    book.open_call(CALL, MOBILE, "b")
    tickets = set(together(lambda: requests.request(CALL, "", FROM, UNTIL)))
    assert tickets == {requests.request(CALL, LANDLINE, LATER, None)}
    row = stored(engine)
    assert (row.number, row.due_from, row.due_until, row.rule_id) == (LANDLINE, LATER, None, "H-03")
    (ticket,) = map(str, tickets)
    changed = agreed(ticket, "Een medewerker belt u terug op donderdag.")
    book.conclude(CALL, Conclusion(Outcome.SOLVED, "O-03", agreements=(agreed(ticket), TOLD, changed)))
    (owed,) = book.confirmations(CALL)
    assert owed.agreements == (TOLD, changed)


def test_one_that_is_being_made_is_changed_no_more(
    engine: Engine, book: SqlCallBook, requests: SqlCallbackRequests
) -> None:
    book.open_call(CALL, MOBILE, "b")
    ticket = requests.request(CALL, "", FROM, UNTIL)
    with Session(engine) as session, session.begin():
        session.get_one(Callback, CALL).state = "calling"
    assert requests.request(CALL, LANDLINE, LATER, None) == ticket
    assert stored(engine).number == ""


def test_who_goes_to_a_person_after_all_keeps_the_callback(
    book: SqlCallBook, requests: SqlCallbackRequests
) -> None:
    book.open_call(CALL, MOBILE, "b")
    ticket = requests.request(CALL, "", FROM, UNTIL)
    left = Conclusion(Outcome.HANDED_OVER, "H-01", "algemeen", 3, agreements=(agreed(ticket),))
    book.conclude(CALL, left)
    assert book.status(CALL).outcome is Outcome.HANDED_OVER  # type: ignore[union-attr]
    assert book.to_callback(CALL, "H-95") == ticket  # nobody came
    assert book.to_callback(CALL, "H-95") == ticket
    assert outcomes(book)[-1] == ("H-95", "callback", "handed_over")
    (owed,) = book.confirmations(CALL)
    assert owed.agreements == (agreed(ticket),)


def test_a_caller_who_came_back_to_the_assistant(
    engine: Engine, book: SqlCallBook, requests: SqlCallbackRequests
) -> None:
    line = Agreement("handover", row_for("claim").confirm)
    book.open_call(CALL, MOBILE, "b")
    claim = Conclusion(
        Outcome.HANDED_OVER, "H-10", "schade", 2, "Caller reports a claim.", (line,), "s@example.nl"
    )
    book.conclude(CALL, claim)
    assert taken(engine) is not None  # the claim's own line, already on its way
    book.reopen(CALL, "W-05")
    ticket = requests.request(CALL, "", FROM, UNTIL)
    assert book.conclude(CALL, solved(ticket))
    assert not book.conclude(CALL, solved(ticket))
    status = book.status(CALL)
    assert status is not None
    assert (status.outcome, status.queue, status.ticket) == (Outcome.CALLBACK, "schade", ticket)
    (call,) = book.recent_calls(1)
    assert (call.priority, call.summary) == (2, "Caller reports a claim.")
    assert outcomes(book)[-1] == ("H-03", "callback", "solved")
    handed_over, callback = book.confirmations(CALL)
    assert (handed_over.agreements, callback.agreements) == ((line,), (agreed(ticket),))
    assert callback.reason == "callback"
    job = taken(engine)
    assert job is not None and job.contact_email == "s@example.nl"


def test_a_caller_who_came_back_before_anything_was_sent_gets_one_message(
    book: SqlCallBook, requests: SqlCallbackRequests
) -> None:
    line = Agreement("handover", row_for("claim").confirm)
    book.open_call(CALL, MOBILE, "b")
    book.conclude(CALL, Conclusion(Outcome.HANDED_OVER, "H-10", "schade", 2, "", (TOLD, line)))
    book.reopen(CALL, "W-05")
    ticket = requests.request(CALL, "", FROM, UNTIL)
    book.conclude(CALL, solved(ticket, TOLD))
    (owed,) = book.confirmations(CALL)
    assert owed.agreements == (TOLD, line, agreed(ticket))


def test_a_caller_who_came_back_and_was_promised_one(book: SqlCallBook) -> None:
    book.open_call(CALL, MOBILE, "b")
    book.conclude(CALL, Conclusion(Outcome.HANDED_OVER, "H-10", "schade", 2, "Caller reports a claim."))
    book.reopen(CALL, "W-05")
    promised = Agreement("callback", "Een medewerker belt u terug.")
    assert book.conclude(CALL, Conclusion(Outcome.CALLBACK, "H-95", "algemeen", 2, agreements=(promised,)))
    status = book.status(CALL)
    assert status is not None and (status.outcome, status.queue) == (Outcome.CALLBACK, "schade")
    (owed,) = book.confirmations(CALL)
    assert [a.kind for a in owed.agreements] == ["handover", "callback"]


def test_a_caller_who_came_back_and_says_nothing_more_is_not_written_to_again(
    book: SqlCallBook, requests: SqlCallbackRequests
) -> None:
    book.open_call(CALL, MOBILE, "b")
    ticket = requests.request(CALL, "", FROM, UNTIL)
    handed = Conclusion(Outcome.HANDED_OVER, "H-01", "algemeen", 3, agreements=(agreed(ticket),))
    book.conclude(CALL, handed)
    book.reopen(CALL, "W-05")
    book.conclude(CALL, Conclusion(Outcome.CALLER_LEFT, "O-02"))
    assert book.status(CALL).outcome is Outcome.CALLBACK  # type: ignore[union-attr]
    (owed,) = book.confirmations(CALL)
    assert owed.agreements == (agreed(ticket),)


def test_a_caller_who_came_back_changes_the_callback(
    engine: Engine, book: SqlCallBook, requests: SqlCallbackRequests
) -> None:
    """Arranged, then a person after all, nobody came, arranged anew: the last one is confirmed."""
    changed = "Een medewerker belt u terug op donderdag."
    for sent in (False, True):
        call_id = f"CA-{sent}"
        book.open_call(call_id, MOBILE, "b")
        ticket = requests.request(call_id, "", FROM, UNTIL)
        handed = Conclusion(Outcome.HANDED_OVER, "H-01", "algemeen", 3, agreements=(agreed(ticket),))
        book.conclude(call_id, handed)
        if sent:
            assert taken(engine) is not None
            assert taken(engine) is not None
        book.reopen(call_id, "W-05")
        assert requests.request(call_id, "", LATER, None) == ticket
        book.conclude(call_id, Conclusion(Outcome.SOLVED, "O-03", agreements=(agreed(ticket, changed),)))
        kept = [row.agreements for row in book.confirmations(call_id)]
        assert kept == ([(agreed(ticket),)] if sent else []) + [(agreed(ticket, changed),)]


def test_an_answer_that_was_lost_is_confirmed_all_the_same(
    book: SqlCallBook, requests: SqlCallbackRequests
) -> None:
    book.open_call(CALL, MOBILE, "b")
    ticket = requests.request(CALL, "", FROM, UNTIL)
    book.conclude(CALL, Conclusion(Outcome.CALLER_LEFT, "O-02"))
    (owed,) = book.confirmations(CALL)
    assert owed.agreements == (Agreement("callback", "Wij bellen u terug.", ticket),)


def test_a_call_that_broke_off_is_called_back_at_its_time(
    engine: Engine, book: SqlCallBook, requests: SqlCallbackRequests, clock: Clock
) -> None:
    book.open_call(CALL, MOBILE, "b")
    ticket = requests.request(CALL, "", FROM, UNTIL)
    clock.now += timedelta(hours=1)
    assert book.fail_unfinished(1000) == 1
    assert book.status(CALL).ticket == ticket and stored(engine).due_from == FROM  # type: ignore[union-attr]
    assert len(book.confirmations(CALL)) == 1


@pytest.mark.parametrize("caller", ["anonymous", "", "+266696687"])
def test_a_hidden_number_needs_another_one(engine: Engine, book: SqlCallBook, caller: str) -> None:
    book.open_call(CALL, caller, "b")
    office = DatabaseBackoffice(engine)
    assert office.calling_number(CALL) == ""
    with pytest.raises(NotPossible) as refused:
        office.request_callback(CALL, "", FROM, UNTIL)
    assert refused.value.reason is Reason.UNKNOWN and book.status(CALL).ticket is None  # type: ignore[union-attr]
    ticket = office.request_callback(CALL, MOBILE, FROM, UNTIL)
    book.conclude(CALL, solved(ticket))
    job = taken(engine)
    assert job is not None and job.caller == MOBILE and job.agreements == (agreed(ticket),)


def test_nothing_of_an_order_goes_to_a_number_that_was_only_told(engine: Engine, book: SqlCallBook) -> None:
    book.open_call(CALL, "anonymous", "b")
    ticket = DatabaseBackoffice(engine).request_callback(CALL, MOBILE, FROM, UNTIL)
    book.conclude(CALL, solved(ticket, TOLD))
    job = taken(engine)
    assert job is not None and job.caller == "anonymous"


@pytest.mark.parametrize(
    ("number", "start", "end"), [("+310", FROM, UNTIL), ("anonymous", FROM, UNTIL), ("", UNTIL, FROM)]
)
def test_what_can_never_be_kept_is_refused(
    engine: Engine, book: SqlCallBook, number: str, start: datetime, end: datetime
) -> None:
    book.open_call(CALL, MOBILE, "b")
    with pytest.raises(NotPossible) as refused:
        DatabaseBackoffice(engine).request_callback(CALL, number, start, end)
    assert refused.value.reason is Reason.INVALID


def test_unknown_calls_and_a_database_that_is_not_right(engine: Engine) -> None:
    office = DatabaseBackoffice(engine)
    assert office.calling_number("unknown") == ""
    with pytest.raises(NotPossible):
        office.request_callback("unknown", MOBILE, None, None)


def test_a_database_that_fails(empty: Engine) -> None:
    office = DatabaseBackoffice(empty)
    for ask in (
        lambda: office.calling_number(CALL),
        lambda: office.request_callback(CALL, MOBILE, None, None),
    ):
        with pytest.raises(BackofficeError) as failed:
            ask()
        assert MOBILE not in str(failed.value) + repr(failed.value.__cause__)
