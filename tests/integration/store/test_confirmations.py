"""Confirmations as the console sees them."""

import threading

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from voicebot.call.ledger import Kind, LedgerEntry
from voicebot.call.outcome import Outcome
from voicebot.call.ports import Conclusion, Written
from voicebot.call.replies import Agreement
from voicebot.store.book import SqlCallBook
from voicebot.store.confirmations import SqlConfirmations, Wanted
from voicebot.store.errors import Refused
from voicebot.store.models import Confirmation

AGREEMENT = Agreement("order_status", "Uw bestelling 42073 is onderweg.", "42073")


def owe(engine: Engine, *call_ids: str, written: Written | None = None) -> SqlCallBook:
    book = SqlCallBook(engine)
    for call_id in call_ids:
        book.open_call(call_id, "+31612345678", "+31201234567")
        book.conclude(call_id, Conclusion(Outcome.SOLVED, "O-01", agreements=(AGREEMENT,), written=written))
    return book


def becomes(engine: Engine, number: int, **values: object) -> None:
    with Session(engine) as session, session.begin():
        session.execute(update(Confirmation).where(Confirmation.id == number).values(**values))


def test_what_needs_a_person_comes_first_then_the_newest(engine: Engine) -> None:
    owe(engine, "CA-1", "CA-2", "CA-3", "CA-4")
    shown = SqlConfirmations(engine)
    numbers = {one.call_id: one.job_id for one in shown.page().items}
    becomes(engine, numbers["CA-3"], state="uncertain", alarm="uncertain")
    becomes(engine, numbers["CA-1"], state="failed", alarm="failed")
    page = shown.page()
    assert [one.call_id for one in page.items] == ["CA-1", "CA-3", "CA-4", "CA-2"]
    assert (page.total, len(shown.page(limit=1, offset=1).items)) == (4, 1)
    assert [one.call_id for one in shown.page(Wanted(alarms=True)).items] == ["CA-1", "CA-3"]
    assert [one.call_id for one in shown.page(Wanted(states=("pending",))).items] == ["CA-4", "CA-2"]
    assert [one.call_id for one in shown.page(Wanted(call_id="CA-2")).items] == ["CA-2"]
    assert shown.counts().alarms == 2 and shown.counts().states["pending"] == 2
    assert shown.dealt_with(numbers["CA-1"], agent_id=7)
    assert not shown.dealt_with(numbers["CA-1"], agent_id=8)
    assert [one.call_id for one in shown.page().items] == ["CA-3", "CA-4", "CA-2", "CA-1"]
    detail = shown.one(numbers["CA-1"])
    assert detail is not None and detail.confirmation.handled_by == 7
    assert shown.one(99) is None


def test_a_double_click_sends_once(engine: Engine) -> None:
    book = owe(engine, "CA-1")
    shown = SqlConfirmations(engine)
    (first,) = shown.page().items
    with pytest.raises(Refused, match="on its way"):
        shown.resend(first.job_id, agent_id=3, key="k")
    becomes(engine, first.job_id, state="uncertain", alarm="uncertain")
    made: list[int] = []
    mail = Written("email", "s@example.nl")
    clicks = [
        threading.Thread(
            target=lambda: made.append(shown.resend(first.job_id, agent_id=3, key="k", written=mail))
        )
        for _ in range(4)
    ]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    assert len(made) == 4 and len(set(made)) == 1
    detail = shown.one(first.job_id)
    assert detail is not None and detail.repeated_by == (made[0],)
    assert (detail.confirmation.handled_by, shown.counts().alarms) == (3, 0)
    again = book.confirmations("CA-1")[1]
    assert (again.resend_of, again.agent_id, again.wish_channel, again.wish_address) == (
        first.job_id, 3, "email", "s@example.nl",
    )  # fmt: skip
    assert (again.agreements, again.state) == ((AGREEMENT,), "pending")
    assert shown.resend(again.job_id - 1, agent_id=3, key="other") != again.job_id
    with pytest.raises(Refused, match="there is no"):
        shown.resend(99, agent_id=3, key="k")


def test_an_agents_own_words(engine: Engine) -> None:
    book = owe(engine, "CA-1")
    shown = SqlConfirmations(engine)
    number = shown.write("CA-1", " Wij sturen u een nieuwe pas. ", agent_id=3, key="k")
    assert shown.write("CA-1", "Wij sturen u een nieuwe pas.", agent_id=3, key="k") == number
    (_, own) = book.confirmations("CA-1")
    assert [(a.kind, a.text) for a in own.agreements] == [("agent", "Wij sturen u een nieuwe pas.")]
    assert own.agreements[0].reference == book.recent_calls(1)[0].reference
    with pytest.raises(Refused, match="not in the book"):
        shown.write("CA-9", "Dag.", agent_id=3, key="k")
    with pytest.raises(Refused, match="needs a text"):
        shown.write("CA-1", " ", agent_id=3, key="k2")
    # A callback promised later does not slip into what the agent wrote.
    book.to_callback("CA-1", "H-40")
    (call, own) = book.confirmations("CA-1")
    assert [a.kind for a in call.agreements] == ["order_status", "callback"]
    assert [a.kind for a in own.agreements] == ["agent"]


def test_what_the_caller_wants_is_kept(engine: Engine) -> None:
    book = owe(engine, "CA-1", written=Written("email", "j@example.nl", "en"))
    owe(engine, "CA-2", written=Written("none"))
    (wanted,) = book.confirmations("CA-1")
    assert (wanted.wish_channel, wanted.wish_address, wanted.language, wanted.state) == (
        "email", "j@example.nl", "en", "pending",
    )  # fmt: skip
    book.to_callback("CA-2", "H-40")
    assert [one.state for one in book.confirmations("CA-2")] == ["declined", "declined"]
    shown = SqlConfirmations(engine)
    (declined,) = shown.page(Wanted(call_id="CA-2", states=("declined",)), limit=1).items
    again = shown.resend(declined.job_id, agent_id=3, key="k")
    detail = shown.one(again)
    assert detail is not None and detail.confirmation.state == "pending"


def test_a_caller_who_speaks_another_language_gets_it_in_english(engine: Engine) -> None:
    book = SqlCallBook(engine)
    for call_id in ("CA-1", "CA-2", "CA-3"):
        book.open_call(call_id, "+31612345678", "+31201234567")
    # Handed over by H-34, and hung up in the queue: the promise is made without the call.
    book.conclude("CA-1", Conclusion(Outcome.HANDED_OVER, "H-34", queue="algemeen", priority=3))
    book.to_callback("CA-1", "H-40")
    # Nobody came: back with the assistant, where something is agreed.
    book.record("CA-2", LedgerEntry(9.0, Kind.DECISION, "H-34", {"condition": "other_language"}))
    email = Written("email", "j@example.nl")
    book.conclude("CA-2", Conclusion(Outcome.SOLVED, "O-01", agreements=(AGREEMENT,), written=email))
    book.conclude("CA-3", Conclusion(Outcome.HANDED_OVER, "H-01", queue="algemeen", priority=3))
    book.to_callback("CA-3", "H-40")
    languages = {call: book.confirmations(call)[0].language for call in ("CA-1", "CA-2", "CA-3")}
    assert languages == {"CA-1": "en", "CA-2": "en", "CA-3": "nl"}
    assert book.confirmations("CA-2")[0].wish_address == "j@example.nl"
