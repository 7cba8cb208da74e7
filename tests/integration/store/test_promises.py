"""What agents promise is owed in writing, once, to whoever can be written to."""

import pytest

from voicebot.call.outcome import Outcome
from voicebot.call.ports import Conclusion
from voicebot.store.book import SqlCallBook
from voicebot.store.errors import Refused
from voicebot.store.promises import SqlPromises

CALL, MOBILE, HIDDEN = "CA" + "0" * 32, "+31612345678", "anonymous"
TEXT = "Ik stuur u morgen de offerte."


def test_a_promise_is_owed_once_with_the_calls_reference(engine, book: SqlCallBook):
    book.open_call(CALL, MOBILE, "b")
    promises = SqlPromises(engine)
    for _ in range(2):  # somebody clicks twice
        promises.promise(CALL, TEXT)
    owed = [agreement for row in book.confirmations(CALL) for agreement in row.agreements]
    assert [(agreement.kind, agreement.text) for agreement in owed] == [("promise", TEXT)]
    assert owed[0].reference and owed[0].reference.isdigit()
    promises.promise(CALL, "En een formulier.")
    texts = [agreement.text for row in book.confirmations(CALL) for agreement in row.agreements]
    assert texts == [TEXT, "En een formulier."]


def test_a_caller_who_cannot_be_written_to_is_promised_nothing(engine, book: SqlCallBook):
    book.open_call(CALL, HIDDEN, "b")
    with pytest.raises(Refused, match="hidden"):
        SqlPromises(engine).promise(CALL, TEXT)
    assert book.confirmations(CALL) == ()
    book.conclude(CALL, Conclusion(Outcome.SOLVED, "O-03", contact_email="a@voorbeeld.nl"))
    SqlPromises(engine).promise(CALL, TEXT)  # an address is known now
    assert len(book.confirmations(CALL)) == 1


def test_an_unknown_call_is_refused(engine):
    with pytest.raises(Refused):
        SqlPromises(engine).promise("CA" + "f" * 32, TEXT)
