"""Every task on an order: what is asked, what is done, what is agreed, and every refusal."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.unit.dialogue.house import TODAY, Call, identified
from voicebot.backoffice.changes import Kind
from voicebot.backoffice.fakes import InMemoryBackoffice, demo_backoffice
from voicebot.backoffice.port import OrderStatus

SHIPPED, DELIVERED, PROCESSING = (("42073", "3512 JE"), ("51886", "1017 AB"), ("63940", "9711 LM"))


def with_order(**changes: object) -> InMemoryBackoffice:
    """The demonstration with a changed order 42073."""
    backoffice = demo_backoffice(TODAY)
    backoffice.storage.orders["42073"] = replace(backoffice.storage.orders["42073"], **changes)
    return backoffice


def made(call: Call) -> list[Kind]:
    return [change.kind for change, _ in call.backoffice.storage.made]


def test_status_on_its_way_with_its_hours():
    _, reply = identified("order_status")
    assert reply.texts == ("Uw bestelling komt morgen, woensdag 25 november, tussen 10 en 12 uur.",)
    assert reply.offer == "Kan ik nog iets voor u doen?" and reply.asks is None
    (agreement,) = reply.agreements
    assert agreement.reference == "42073" and "25 november 2026, tussen 10 en 12 uur" in agreement.text


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (DELIVERED, "Uw bestelling is gisteren, op maandag 23 november, bezorgd."),
        (PROCESSING, "Uw bestelling is in behandeling. De dag van bezorging is nog niet bekend."),
    ],
)
def test_status_otherwise(order: tuple[str, str], said: str):
    _, reply = identified("order_status", *order)
    assert reply.texts == (said,)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"status": OrderStatus.CANCELLED}, "geannuleerd"),
        ({"expected": None}, "nog niet bekend"),
        ({"expected": TODAY - timedelta(2)}, "later dan beloofd"),
        ({"expected": TODAY + timedelta(9), "window": None}, "op donderdag 3 december."),
        ({"status": OrderStatus.PROCESSING, "window": (9, 21)}, "tussen 9 en 21 uur"),
        ({"status": OrderStatus.DELIVERED, "delivered": None}, "is bezorgd."),
    ],
)
def test_every_status(changes: dict[str, object], said: str):
    _, reply = identified("order_status", backoffice=with_order(**changes))
    assert said in reply.texts[0] and reply.solved


def test_another_delivery_address():
    call, reply = identified("change_delivery_address", *PROCESSING)
    assert reply.asks == "new_postcode"
    assert call.say("1017 AB").asks == "new_house_number"
    check = call.say("27 A")
    assert check.asks == "agreed" and check.texts[0].endswith("Klopt dat?") and not check.solved
    assert made(call) == []
    done = call.say("ja dat is goed", "affirm")
    assert done.solved and "gewijzigd" in done.texts[0]
    assert made(call) == [Kind.DELIVERY_ADDRESS]
    (agreement,) = done.agreements
    assert "1017 AB, huisnummer 27A" in agreement.text and agreement.reference == "63940"
    # The new postcode finds it from now on.
    assert call.say("waar is het nu", "order_status").solved


@pytest.mark.parametrize(("order", "word"), [(SHIPPED, "onderweg"), (DELIVERED, "bezorgd")])
@pytest.mark.parametrize("wish", ["change_delivery_address", "cancel_order"])
def test_too_late_to_change(wish: str, order: tuple[str, str], word: str):
    call, reply = identified(wish, *order)
    assert word in reply.texts[0] and reply.solved and not reply.agreements and reply.rule_id == "D-31"
    assert call.loop is None and made(call) == []


@pytest.mark.parametrize("wish", ["change_delivery_address", "change_delivery_slot", "cancel_order",
                                  "parcel_missing", "parcel_damaged", "return_order"])  # fmt: skip
def test_a_cancelled_order_stays_as_it_is(wish: str):
    call, reply = identified(wish, backoffice=with_order(status=OrderStatus.CANCELLED))
    assert "geannuleerd" in reply.texts[0] and made(call) == []


def test_another_day():
    call, reply = identified("change_delivery_slot")
    assert reply.asks == "delivery_day"
    assert "28 november" in call.say("zaterdag").texts[0]
    done = call.say("ja", "affirm")
    assert "zaterdag 28 november" in done.texts[0] and made(call) == [Kind.DELIVERY_DAY]
    assert "28 november 2026" in done.agreements[0].text


def test_the_wanted_day_in_the_first_sentence():
    call = Call()
    call.say("morgen ben ik er niet, kan bestelling 42073 liever op zaterdag", "change_delivery_slot")
    call.say("3512 JE")
    assert "zaterdag 28 november" in call.say("ja", "affirm").texts[0]


def test_another_day_corrected():
    call, _ = identified("change_delivery_slot")
    call.say("zaterdag")
    assert "30 november" in call.say("nee, maandag", "deny").texts[0]
    assert call.say("ja", "affirm").solved


def test_no_to_the_day_asks_it_again():
    call, _ = identified("change_delivery_slot")
    call.say("zaterdag")
    again = call.say("nee", "deny")
    assert again.asks == "delivery_day" and again.rejected and "medewerker" in again.texts[-1]


def test_a_day_without_delivery_is_asked_again():
    call, _ = identified("change_delivery_slot")
    reply = call.say("vandaag")
    assert reply.asks == "delivery_day" and "kunnen we niet bezorgen" in reply.texts[0]
    assert "28 november" in call.say("zaterdag").texts[0]


def test_return_with_its_reason():
    call, reply = identified("return_order", *DELIVERED)
    assert reply.asks == "return_reason"
    check = call.say("hij is te klein")
    assert "omdat hij niet past" in check.texts[0]
    done = call.say("ja", "affirm")
    assert made(call) == [Kind.RETURN]
    (agreement,) = done.agreements
    assert agreement.reference and len(agreement.reference) == 7 and "vandaag een label" in agreement.text


@pytest.mark.parametrize("said", ["het is kapot aangekomen", "er zit een kras op"])
def test_a_damaged_thing_may_simply_go_back(said: str):
    call, _ = identified("return_order", *DELIVERED)
    assert "omdat hij beschadigd is" in call.say(said, "parcel_damaged").texts[0]


def test_own_words_are_a_reason_too_but_not_repeated():
    call, _ = identified("return_order", *DELIVERED)
    check = call.say("de hond lust hem niet", "out_of_scope")
    assert "met de reden die u noemt" in check.texts[0] and "hond" not in check.texts[0]
    call.say("ja", "affirm")
    change, _ = call.backoffice.storage.made[0]
    assert change.data["reason"] == "de hond lust hem niet"


@pytest.mark.parametrize(
    ("backoffice", "order", "word"),
    [
        (None, SHIPPED, "nog niet bezorgd"),
        (None, PROCESSING, "nog niet bezorgd"),
        (with_order(status=OrderStatus.DELIVERED, delivered=TODAY - timedelta(60)), SHIPPED, "voorbij"),
        (with_order(status=OrderStatus.DELIVERED, delivered=TODAY, customer_email=None), SHIPPED, "e-mail"),
    ],
)
def test_return_refused(backoffice: InMemoryBackoffice | None, order: tuple[str, str], word: str):
    _, reply = identified("return_order", *order, backoffice=backoffice)
    assert word in " ".join(reply.texts) and not reply.agreements


def test_cancel_after_a_yes():
    call, check = identified("cancel_order", *PROCESSING)
    assert check.asks == "agreed" and "annuleer" in check.texts[0]
    done = call.say("ja", "affirm")
    assert made(call) == [Kind.CANCEL] and "niets te betalen" in done.texts[0]
    assert "63940" in done.agreements[0].text


def test_no_leaves_the_order_as_it_is():
    call, _ = identified("cancel_order", *PROCESSING)
    reply = call.say("nee toch maar niet", "deny")
    assert made(call) == [] and reply.rejected and reply.offer and call.loop is None
    assert call.backoffice.find_order("63940", "9711LM").status is OrderStatus.PROCESSING  # type: ignore[union-attr]


def test_missing_though_delivered():
    call, check = identified("parcel_missing", *DELIVERED)
    assert "bezorgd" in check.texts[0] and check.asks == "agreed"
    done = call.say("ja", "affirm")
    assert made(call) == [Kind.MISSING] and "twee werkdagen" in done.texts[0].replace("2", "twee")
    assert done.agreements[0].reference


def test_missing_and_late():
    call, _ = identified("parcel_missing", backoffice=with_order(expected=TODAY - timedelta(3)))
    assert call.say("ja", "affirm").solved and made(call) == [Kind.MISSING]


@pytest.mark.parametrize(("order", "word"), [(SHIPPED, "komt morgen"), (PROCESSING, "in behandeling")])
def test_not_missing_yet_is_told_when_it_comes(order: tuple[str, str], word: str):
    call, reply = identified("parcel_missing", *order)
    assert word in reply.texts[0] and reply.solved and made(call) == []


def test_damaged():
    call, check = identified("parcel_damaged", *DELIVERED)
    assert "beschadigd" in check.texts[0]
    done = call.say("ja", "affirm")
    assert made(call) == [Kind.DAMAGED] and done.agreements[0].reference


def test_damaged_and_not_there_yet():
    _, reply = identified("parcel_damaged")
    assert "nog niet bezorgd" in reply.texts[0] and "medewerker" in reply.texts[0]


def test_damaged_and_upset_reaches_a_person_at_once():
    call = Call()
    mood = {"frustration": {"rules": ["F-02"], "words": 1, "weight": 2}}
    assert call.say("het is kapot, belachelijk", "parcel_damaged", **mood).handover == "parcel_damaged_upset"
    call = Call()
    call.say("het is kapot", "parcel_damaged")
    assert call.say("42073 en schiet eens op", "inform", **mood).handover == "parcel_damaged_upset"


def test_invoice():
    call, reply = identified("ask_invoice")
    assert "factuur" in reply.texts[0] and made(call) == [Kind.INVOICE] and reply.agreements


def test_invoice_without_an_address():
    call, reply = identified("ask_invoice", *PROCESSING)
    assert "geen adres" in reply.texts[0] and made(call) == []


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (SHIPPED, "Uw bestelling is betaald. Het was € 89,95."),
        (PROCESSING, "Uw bestelling is nog niet betaald: € 238. Betalen kan tot en met dinsdag 8 december."),
    ],
)
def test_payment(order: tuple[str, str], said: str):
    _, reply = identified("payment_question", *order)
    assert reply.texts == (said,) and reply.agreements[0].kind == "payment_status"


def test_payment_of_a_cancelled_order():
    _, reply = identified("payment_question", backoffice=with_order(status=OrderStatus.CANCELLED))
    assert "niets te betalen" in reply.texts[0]


@pytest.mark.parametrize(
    ("wish", "said", "word"),
    [
        ("payment_question", "hoe kan ik betalen", "iDEAL"),
        ("payment_question", "wat is de betaaltermijn", "14 dagen"),
        ("return_order", "hoe lang heb ik om iets terug te sturen", "14 dagen"),
        ("return_order", "wat kost terugsturen", "gratis"),
        ("order_status", "wat is de levertijd", "drie werkdagen"),
    ],
)
def test_what_anybody_may_know_needs_no_identification(wish: str, said: str, word: str):
    reply = Call().say(said, wish)
    assert reply.solved and word in reply.texts[0] and reply.asks is None
    assert "Bron: " in reply.agreements[0].text and "versie" in reply.agreements[0].text


def test_being_sent_to_a_person_is_nothing_to_confirm_in_writing():
    reply = Call().say("er is twee keer afgeschreven", "payment_question")
    assert "medewerker" in reply.texts[0] and reply.agreements == ()


def test_the_same_change_asked_twice_is_done_once():
    call, _ = identified("ask_invoice")
    call.say("nog een keer de factuur graag", "ask_invoice")
    assert made(call) == [Kind.INVOICE]


def test_nothing_changes_without_a_yes():
    for wish, order in (("cancel_order", PROCESSING), ("parcel_damaged", DELIVERED)):
        call, _ = identified(wish, *order)
        call.say("eh", "nlu_fallback")
        assert made(call) == []


def test_the_order_vanishes_meanwhile():
    call, _ = identified("change_delivery_slot")
    del call.backoffice.storage.orders["42073"]
    assert call.say("zaterdag").handover == "dialogue_failed"
