"""Callers who must reach a person: who is rung for, who is called back, who was left alone."""

from datetime import timedelta

import pytest

from tests.integration.store.clock import Clock
from voicebot.call.handover import row_for
from voicebot.call.ledger import Kind, LedgerEntry
from voicebot.call.outcome import Outcome
from voicebot.call.ports import CallStatus, Conclusion
from voicebot.call.replies import Agreement
from voicebot.store.book import SqlCallBook

CALL = "CA" + "0" * 32
MOBILE = "+31612345678"
TOLD = Agreement("order_status", "Uw bestelling 42073 is onderweg.", "42073")
ROW = row_for("stream_failed")
BROKEN = Conclusion(Outcome.FAILED_TO_HUMAN, ROW.rule_id, ROW.queue, ROW.priority, ROW.summary)
HALF_AN_HOUR = 1800.0


def outcomes(book: SqlCallBook, call_id: str) -> list[tuple[str, str, object]]:
    entries = (row for row in book.ledger(call_id) if row.kind == "outcome")
    return [(row.rule_id, str(row.data["outcome"]), row.data.get("was")) for row in entries]


@pytest.mark.parametrize(("outcome", "rule_id"), [(Outcome.CALLER_LEFT, "O-02"), (Outcome.SOLVED, "O-01")])
def test_a_caller_who_was_thought_to_have_gone_is_rung_for(
    book: SqlCallBook, outcome: Outcome, rule_id: str
) -> None:
    book.open_call(CALL, MOBILE, "b")
    book.record(CALL, LedgerEntry(9.5, Kind.OUTCOME, rule_id, {"outcome": outcome.value}))
    book.conclude(CALL, Conclusion(outcome, rule_id, agreements=(TOLD,)))
    for _ in range(2):
        book.to_person(CALL, "H-94")
    assert book.status(CALL) == CallStatus(CALL, Outcome.FAILED_TO_HUMAN, "algemeen", None, "H-94")
    assert outcomes(book, CALL) == [
        (rule_id, outcome.value, None),
        ("H-94", "failed_to_human", outcome.value),
    ]
    *_, last = book.ledger(CALL)
    assert (last.at, last.kind, last.rule_id) == (9.5, "handover", "W-01")
    assert last.data == {"because": "H-94", "outcome": "failed_to_human"}
    (call,) = book.recent_calls(1)
    assert (call.priority, call.summary) == (ROW.priority, ROW.summary)
    (owed,) = book.confirmations(CALL)
    assert owed.agreements == (TOLD,)


def test_who_was_handed_over_is_rung_for_as_such(book: SqlCallBook) -> None:
    book.open_call(CALL, MOBILE, "b")
    book.conclude(CALL, Conclusion(Outcome.HANDED_OVER, "H-10", "schade", 2, "Caller reports a claim."))
    for _ in range(2):
        book.to_person(CALL, "H-94")
    assert book.status(CALL) == CallStatus(CALL, Outcome.HANDED_OVER, "schade", None, "H-10")
    assert outcomes(book, CALL) == [("H-10", "handed_over", None)]
    last = book.ledger(CALL)[-1]
    assert (last.rule_id, last.data["because"]) == ("W-01", "H-10")
    assert [row.kind for row in book.ledger(CALL)].count("handover") == 1


def test_a_caller_without_any_outcome_is_rung_for(book: SqlCallBook, clock: Clock) -> None:
    book.open_call(CALL, MOBILE, "b")
    book.to_person(CALL, "H-94")
    assert outcomes(book, CALL) == [("H-94", "failed_to_human", None)]
    assert book.recent_calls(1)[0].ended_at == clock.now
    assert not book.conclude(CALL, Conclusion(Outcome.CALLER_LEFT, "O-02"))


def test_a_callback_of_a_running_call_ends_it(book: SqlCallBook, clock: Clock) -> None:
    book.open_call(CALL, "a", "b")
    book.to_callback(CALL, "H-40")
    assert book.recent_calls(1)[0].ended_at == clock.now
    assert not book.conclude(CALL, Conclusion(Outcome.CALLER_LEFT, "O-02"))


def test_a_callback_joins_a_confirmation_that_nobody_took_yet(book: SqlCallBook) -> None:
    book.open_call(CALL, MOBILE, "b")
    book.conclude(CALL, Conclusion(Outcome.HANDED_OVER, "H-10", "schade", 2))
    reference = book.recent_calls(1)[0].reference
    assert book.to_callback(CALL, "H-40") == reference
    (owed,) = book.confirmations(CALL)
    assert [a.kind for a in owed.agreements] == ["handover", "callback"]


def test_callers_whose_process_died_are_called_back(book: SqlCallBook, clock: Clock) -> None:
    for call_id in ("CA-dead", "CA-talking", "CA-done"):
        book.open_call(call_id, MOBILE, "b")
        clock.now += timedelta(seconds=1)
    book.conclude("CA-done", Conclusion(Outcome.SOLVED, "O-01"))
    clock.now += timedelta(seconds=900)
    book.record("CA-talking", LedgerEntry(900, Kind.DECISION, "H-01"))
    clock.now += timedelta(seconds=101)
    assert book.unfinished(1000) == ("CA-dead",)
    assert book.fail_unfinished(1000) == 1
    assert book.fail_unfinished(1000) == 0
    status = book.status("CA-dead")
    assert status is not None and status.ticket is not None
    assert (status.outcome, status.rule_id, status.queue) == (Outcome.CALLBACK, "H-95", "algemeen")
    assert outcomes(book, "CA-dead") == [
        ("H-94", "failed_to_human", None),
        ("H-95", "callback", "failed_to_human"),
    ]
    (owed,) = book.confirmations("CA-dead")
    assert [a.text for a in owed.agreements] == ["Wij bellen u terug."]
    assert book.status("CA-talking") == CallStatus("CA-talking", None, None, None)


def test_who_was_cut_off_and_for_whom_the_carrier_never_asked_is_called_back(
    book: SqlCallBook, clock: Clock
) -> None:
    for call_id in ("CA-alone", "CA-rung", "CA-called-back", "CA-handed-over", "CA-solved"):
        book.open_call(call_id, MOBILE, "b")
    for call_id in ("CA-alone", "CA-rung", "CA-called-back"):
        book.conclude(call_id, BROKEN)
    book.conclude("CA-handed-over", Conclusion(Outcome.HANDED_OVER, "H-01", "algemeen", 3))
    book.conclude("CA-solved", Conclusion(Outcome.SOLVED, "O-03"))
    book.to_person("CA-rung", "H-94")
    ticket = book.to_callback("CA-called-back", "H-95")
    assert book.left_alone(HALF_AN_HOUR) == ()  # the carrier may still ask

    clock.now += timedelta(seconds=HALF_AN_HOUR + 1)
    book.open_call("CA-just-now", MOBILE, "b")
    book.conclude("CA-just-now", BROKEN)
    assert book.left_alone(HALF_AN_HOUR) == ("CA-alone",)
    assert book.fail_unfinished(HALF_AN_HOUR) == 1
    assert book.fail_unfinished(HALF_AN_HOUR) == 0
    status = book.status("CA-alone")
    assert status is not None and (status.outcome, status.rule_id) == (Outcome.CALLBACK, "H-95")
    assert outcomes(book, "CA-alone")[-1] == ("H-95", "callback", "failed_to_human")
    assert [a.kind for owed in book.confirmations("CA-alone") for a in owed.agreements] == ["callback"]
    called_back = book.status("CA-called-back")
    assert called_back is not None and called_back.ticket == ticket
    for call_id, outcome in (
        ("CA-rung", Outcome.FAILED_TO_HUMAN),
        ("CA-handed-over", Outcome.HANDED_OVER),
        ("CA-solved", Outcome.SOLVED),
        ("CA-just-now", Outcome.FAILED_TO_HUMAN),
    ):
        other = book.status(call_id)
        assert other is not None and (other.outcome, other.ticket) == (outcome, None)


def test_nobody_is_called_back_for_a_call_of_last_week(book: SqlCallBook, clock: Clock) -> None:
    book.open_call(CALL, MOBILE, "b")
    book.conclude(CALL, BROKEN)
    clock.now += timedelta(days=6)
    assert book.left_alone(HALF_AN_HOUR) == (CALL,)
    clock.now += timedelta(days=1)
    assert book.left_alone(HALF_AN_HOUR) == ()


@pytest.mark.parametrize("caller", ["anonymous", "", "Restricted", "+266696687", "sip:jan@example.nl"])
def test_no_callback_is_confirmed_to_a_number_that_was_withheld(book: SqlCallBook, caller: str) -> None:
    book.open_call("CA-1", caller, "b")
    book.conclude("CA-1", Conclusion(Outcome.HANDED_OVER, "H-01", "algemeen", 3))
    ticket = book.to_callback("CA-1", "H-95")
    assert book.to_callback("CA-1", "H-95") == ticket
    assert book.confirmations("CA-1") == ()

    book.open_call("CA-2", caller, "b")
    book.conclude("CA-2", Conclusion(Outcome.FAILED_TO_HUMAN, "H-94", agreements=(TOLD,)))
    book.to_callback("CA-2", "H-95")
    (owed,) = book.confirmations("CA-2")
    assert owed.agreements == (TOLD,)

    book.open_call("CA-3", caller, "b")
    promised = Agreement("callback", "Een medewerker belt u terug.")
    book.conclude("CA-3", Conclusion(Outcome.CALLBACK, "H-03", "algemeen", 3, "", (TOLD, promised)))
    (owed,) = book.confirmations("CA-3")
    assert owed.agreements == (TOLD,)
