import hashlib
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.integration.store.clock import Clock
from voicebot.call.handover import TABLE
from voicebot.call.ledger import Kind, LedgerEntry
from voicebot.call.outcome import Outcome
from voicebot.call.ports import CallBook, CallStatus, Conclusion, PartError
from voicebot.call.replies import Agreement
from voicebot.store.book import SqlCallBook
from voicebot.store.errors import Refused
from voicebot.store.models import Call

CALL = "CA" + "0" * 32
MOBILE = "+31612345678"
STATUS_TOLD = Agreement("order_status", "Uw bestelling 42073 is onderweg.", "42073")


def together(work: Callable[[], object], times: int = 4) -> list[object]:
    """Do the same thing in several threads at once; what each returned or raised."""
    results: list[object] = []
    start = threading.Barrier(times)

    def run() -> None:
        start.wait()
        try:
            results.append(work())
        except Exception as error:  # noqa: BLE001
            results.append(error)

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_is_a_call_book(book: SqlCallBook) -> None:
    port: CallBook = book
    assert port.status("unknown") is None


def test_only_the_hash_of_the_token_is_stored(book: SqlCallBook, engine: Engine) -> None:
    token = book.open_call(CALL, "+31612345678", "+31201234567")
    with Session(engine) as session:
        stored = session.scalars(select(Call)).one()
        assert stored.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert len(token) >= 32


def test_a_token_opens_its_call_once(book: SqlCallBook) -> None:
    token = book.open_call(CALL, "a", "b")
    other = book.open_call("CA-other", "a", "b")
    assert not book.claim_stream(CALL, other)
    assert not book.claim_stream("unknown", token)
    assert not book.claim_stream(CALL, "\udcff")
    hidden = CallStatus(CALL, None, None, None, can_call_back=False)
    assert book.status(CALL) == hidden
    assert book.claim_stream(CALL, token)
    assert not book.claim_stream(CALL, token)
    assert book.status(CALL) == replace(hidden, streamed=True)


def test_a_repeated_webhook_replaces_the_token(book: SqlCallBook) -> None:
    first = book.open_call(CALL, "a", "b")
    second = book.open_call(CALL, "a", "b")
    assert first != second
    assert not book.claim_stream(CALL, first)
    assert book.claim_stream(CALL, second)


def test_one_of_many_claims_wins(book: SqlCallBook) -> None:
    token = book.open_call(CALL, "a", "b")
    assert sorted(map(bool, together(lambda: book.claim_stream(CALL, token)))) == [False, False, False, True]


def test_webhooks_at_the_same_moment_open_one_call(book: SqlCallBook) -> None:
    tokens = [str(token) for token in together(lambda: book.open_call(CALL, "a", "b"))]
    assert len(set(tokens)) == 4
    assert [book.claim_stream(CALL, token) for token in tokens].count(True) == 1
    assert len(book.recent_calls(10)) == 1


def test_a_concluded_call_takes_no_stream(book: SqlCallBook) -> None:
    token = book.open_call(CALL, "a", "b")
    book.conclude(CALL, Conclusion(Outcome.FAILED_TO_HUMAN, "H-94"))
    assert not book.claim_stream(CALL, token)


def test_the_ledger_keeps_order_and_values(book: SqlCallBook) -> None:
    book.open_call(CALL, "a", "b")
    entries = [
        LedgerEntry(1.5, Kind.DISCLOSURE, "C-01", {"text": "Goedendag – é", "version": "1", "heard": True}),
        LedgerEntry(
            4.0,
            Kind.CALLER_TURN,
            "T-03",
            {"turn": 1, "text": "waar is mijn pakje", "confidence": 0.81, "source": "voice",
             "started_at": 2.0, "ended_at": 3.5, "rejected": None},
            "base",
        ),
        LedgerEntry(4.2, Kind.UNDERSTOOD, "D-03", {"turn": 1, "intent": "order_status", "confidence": 0.9}),
        LedgerEntry(
            7.0, Kind.BOT_TURN, "B-01",
            {"text": "Wat is uw bestelnummer?", "heard": True, "started_at": 4.5, "ended_at": 7.0},
        ),
    ]  # fmt: skip
    for entry in entries:
        book.record(CALL, entry)
    ledger = book.ledger(CALL)
    assert [row.seq for row in ledger] == [0, 1, 2, 3]
    assert [LedgerEntry(r.at, Kind(r.kind), r.rule_id, r.data, r.model) for r in ledger] == entries

    caller, bot = book.turns(CALL)
    assert (caller.speaker, caller.text, caller.confidence) == ("caller", "waar is mijn pakje", 0.81)
    assert (caller.source, caller.started_at, caller.ended_at) == ("voice", 2.0, 3.5)
    assert (caller.intent, caller.heard) == ("order_status", None)
    assert (bot.speaker, bot.heard, bot.confidence, bot.seq) == ("bot", True, None, 3)


def test_the_intent_belongs_to_the_turn_it_names(book: SqlCallBook) -> None:
    book.open_call(CALL, "a", "b")
    for turn in (1, 2):
        book.record(CALL, LedgerEntry(turn, Kind.CALLER_TURN, "T-03", {"turn": turn, "text": "ja"}))
    book.record(CALL, LedgerEntry(3, Kind.UNDERSTOOD, "D-01", {"turn": 1, "intent": "affirm"}))
    assert [turn.intent for turn in book.turns(CALL)] == ["affirm", None]


def test_entries_of_one_call_from_many_threads_are_all_numbered(book: SqlCallBook) -> None:
    book.open_call(CALL, "a", "b")
    together(lambda: book.record(CALL, LedgerEntry(0, Kind.DECISION, "H-01")), times=8)
    assert [row.seq for row in book.ledger(CALL)] == list(range(8))


@pytest.mark.parametrize(
    "data",
    [{"text": "\udc80"}, {"turn": "niet een getal"}, {"text": object()}],
    ids=["surrogate", "type", "object"],
)
def test_what_no_database_can_hold_is_refused_or_stored_as_it_was(
    book: SqlCallBook, data: dict[str, object]
) -> None:
    book.open_call(CALL, "a", "b")
    entry = LedgerEntry(0, Kind.CALLER_TURN, "T-03", data)  # type: ignore[arg-type]
    try:
        book.record(CALL, entry)
    except PartError:
        assert book.ledger(CALL) == ()
        assert book.turns(CALL) == ()
    else:
        assert [row.data for row in book.ledger(CALL)] == [data]
    book.record(CALL, LedgerEntry(1, Kind.DECISION, "H-01"))


def test_an_unknown_call_is_refused(book: SqlCallBook) -> None:
    with pytest.raises(Refused, match="not in the book"):
        book.record(CALL, LedgerEntry(0, Kind.DECISION, "H-01"))
    with pytest.raises(Refused, match="not in the book"):
        book.conclude(CALL, Conclusion(Outcome.SOLVED, "O-01"))
    with pytest.raises(Refused, match="not in the book"):
        book.to_callback(CALL, "H-40")
    with pytest.raises(Refused, match="not in the book"):
        book.to_person(CALL, "H-94")
    assert (book.ledger(CALL), book.turns(CALL), book.confirmations(CALL)) == ((), (), ())


def test_the_first_outcome_stays(book: SqlCallBook, clock: Clock) -> None:
    book.open_call(CALL, "+31612345678", "+31201234567")
    clock.now += timedelta(seconds=90)
    assert book.status(CALL) == CallStatus(CALL, None, None, None)
    assert book.conclude(CALL, Conclusion(Outcome.HANDED_OVER, "H-01", "algemeen", 3, "Asked for a person."))
    assert not book.conclude(CALL, Conclusion(Outcome.FAILED_TO_HUMAN, "H-94"))
    assert book.status(CALL) == CallStatus(CALL, Outcome.HANDED_OVER, "algemeen", None, "H-01")
    (call,) = book.recent_calls(5)
    assert (call.ended_at, call.rule_id, call.priority, call.summary) == (
        clock.now, "H-01", 3, "Asked for a person.",
    )  # fmt: skip
    assert call.started_at == clock.now - timedelta(seconds=90)
    assert book.confirmations(CALL) == ()


def test_one_of_many_conclusions_wins_and_owes_one_confirmation(book: SqlCallBook) -> None:
    book.open_call(CALL, "a", "b")
    conclusion = Conclusion(Outcome.SOLVED, "O-01", agreements=(STATUS_TOLD,))
    assert sorted(map(bool, together(lambda: book.conclude(CALL, conclusion)))) == [False, False, False, True]
    (owed,) = book.confirmations(CALL)
    assert (owed.state, owed.agreements, owed.reason) == ("pending", (STATUS_TOLD,), "conclusion")


def test_a_handover_that_needs_confirming_is_confirmed_once(book: SqlCallBook) -> None:
    line = TABLE["claim"].confirm
    for call_id, agreements in (("CA-1", ()), ("CA-2", (Agreement("handover", line),))):
        book.open_call(call_id, "a", "b")
        book.conclude(call_id, Conclusion(Outcome.HANDED_OVER, "H-10", "schade", 2, agreements=agreements))
        (owed,) = book.confirmations(call_id)
        assert [agreement.text for agreement in owed.agreements] == [line]


def test_an_outcome_has_its_evidence_once(book: SqlCallBook) -> None:
    book.open_call("CA-1", "a", "b")
    book.record("CA-1", LedgerEntry(9.5, Kind.OUTCOME, "O-01", {"outcome": "solved"}))
    book.conclude("CA-1", Conclusion(Outcome.SOLVED, "O-01"))
    assert [(row.at, row.kind) for row in book.ledger("CA-1")] == [(9.5, "outcome")]

    book.open_call("CA-2", "a", "b")
    book.record("CA-2", LedgerEntry(4.5, Kind.ERROR, "E-01"))
    book.conclude("CA-2", Conclusion(Outcome.FAILED_TO_HUMAN, "H-94"))
    last = book.ledger("CA-2")[-1]
    assert (last.at, last.kind, last.rule_id, last.data) == (
        4.5, "outcome", "H-94", {"outcome": "failed_to_human"},
    )  # fmt: skip


def test_a_callback_has_one_ticket(book: SqlCallBook) -> None:
    book.open_call(CALL, MOBILE, "b")
    book.conclude(CALL, Conclusion(Outcome.HANDED_OVER, "H-01", "algemeen", 3))
    tickets = set(together(lambda: book.to_callback(CALL, "H-40")))
    (ticket,) = tickets
    assert isinstance(ticket, str) and len(ticket) == 7 and ticket.isdigit()
    assert book.status(CALL) == CallStatus(CALL, Outcome.CALLBACK, "algemeen", ticket, "H-40")
    (call,) = book.recent_calls(1)
    assert (call.reference, call.ticket, call.rule_id) == (ticket, ticket, "H-40")
    (owed,) = book.confirmations(CALL)
    assert (owed.reason, [a.kind for a in owed.agreements]) == ("callback", ["callback"])
    last = book.ledger(CALL)[-1]
    assert (last.kind, last.data["was"], last.data["ticket"]) == ("outcome", "handed_over", ticket)


def test_a_callback_asked_for_in_the_call_gets_its_ticket_and_one_confirmation(book: SqlCallBook) -> None:
    book.open_call(CALL, "+31612345678", "+31850000000")
    promised = (Agreement("callback", "Een medewerker belt u terug."),)
    book.conclude(CALL, Conclusion(Outcome.CALLBACK, "H-03", "algemeen", 3, "Call back.", promised))
    status = book.status(CALL)
    assert status is not None and status.outcome is Outcome.CALLBACK and status.ticket is not None
    assert book.to_callback(CALL, "H-95") == status.ticket
    (owed,) = book.confirmations(CALL)
    assert owed.reason == "conclusion"


def test_the_newest_calls_come_first(book: SqlCallBook, clock: Clock) -> None:
    for number in range(4):
        book.open_call(f"CA-{number}", "a", "b")
        clock.now += timedelta(seconds=1)
    assert [call.call_id for call in book.recent_calls(2)] == ["CA-3", "CA-2"]


def test_a_database_that_is_gone_is_a_part_error(empty: Engine) -> None:
    book = SqlCallBook(empty)  # no tables: every statement fails
    work: list[Callable[[], object]] = [
        lambda: book.open_call(CALL, "+31612345678", "b"),
        lambda: book.claim_stream(CALL, "token"),
        lambda: book.record(CALL, LedgerEntry(0, Kind.DECISION, "H-01")),
        lambda: book.conclude(CALL, Conclusion(Outcome.SOLVED, "O-01")),
        lambda: book.status(CALL),
        lambda: book.to_callback(CALL, "H-40"),
        lambda: book.to_person(CALL, "H-94"),
        lambda: book.left_alone(1),
        lambda: book.recent_calls(1),
        lambda: book.unfinished(1),
    ]
    for call in work:
        with pytest.raises(PartError) as caught:
            call()
        assert "+31612345678" not in repr(caught.value.__cause__) + str(caught.value)
