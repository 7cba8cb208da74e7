"""While a task is open: other wishes, questions in between, a person, never mind."""

from __future__ import annotations

import pytest

from tests.unit.dialogue.house import Call, identified
from voicebot.dialogue.intents import FLAT_WISHES, PERSON


@pytest.mark.parametrize(("intent", "condition"), sorted(PERSON.items()))
@pytest.mark.parametrize("opened", [False, True])
def test_a_person_at_once(intent: str, condition: str, opened: bool):
    call = Call()
    if opened:
        call.say("waar is mijn pakket", "order_status")
        call.say("42073")
    assert call.say("ik bel daarover", intent).handover == condition
    assert call.loop is None and call.slots["order_number"] is None


def test_a_person_at_once_at_every_question():
    call, _ = identified("change_delivery_slot")
    call.say("zaterdag")
    assert call.say("nee ik wil een klacht indienen", "complain").handover == "complaint"
    call, _ = identified("return_order", "51886", "1017 AB")
    assert call.say("het is kapot en ik wil een klacht indienen", "complain").handover == "complaint"
    call = Call()
    call.say("wat kost mijn verzekering", "policy_premium")
    call.say("700451")
    story = "mijn man is overleden op 3 november 2025 en ik moet van alles regelen"
    assert call.say(story, "report_bereavement").handover == "bereavement"


def test_a_number_is_a_number_whatever_was_understood():
    call = Call()
    call.say("waar is mijn pakket", "order_status")
    assert call.say("vier twee nul zeven drie", "report_fire").asks == "postcode"


@pytest.mark.parametrize(
    "intent", sorted(FLAT_WISHES | {"ask_capabilities", "bot_challenge", "no_number", "small_talk"})
)
def test_a_question_in_between_is_answered_and_the_task_goes_on(intent: str):
    call = Call()
    call.say("waar is mijn pakket", "order_status")
    reply = call.say("wat anders", intent)
    assert reply.asks == "order_number" and len(reply.texts) == 2 and reply.offer == ""
    call.say("42073")
    call.say("3512 JE")
    assert call.say("ja", "affirm").solved


def test_many_questions_in_between_do_not_ask_a_third_time():
    call = Call()
    asked = [call.say("waar is mijn pakket", "order_status")]
    asked += [call.say("bent u een robot", "bot_challenge") for _ in range(3)]
    assert [reply.asks for reply in asked] == ["order_number", "order_number", None, None]
    assert all("medewerker" in reply.texts[-1] for reply in asked[2:])
    assert call.say("42073").asks == "postcode"
    call = Call()
    call.say("waar is mijn pakket", "order_status")
    replies = [call.say("bent u een robot", "bot_challenge") for _ in range(4)]
    assert replies[-1].handover == "asked_too_often"


def test_another_wish_takes_the_place_and_keeps_who_is_calling():
    call, _ = identified("change_delivery_slot")
    reply = call.say("nee ik wil toch de factuur", "ask_invoice")
    assert reply.solved and "factuur" in reply.texts[0]
    call = Call()
    call.say("waar is mijn pakket", "order_status")
    call.say("42073")
    reply = call.say("ik wil mijn bestelling toch annuleren", "cancel_order")
    assert reply.asks == "postcode" and call.slots["wish"] == "cancel_order"


def test_another_wish_instead_of_yes():
    call, _ = identified("change_delivery_slot")
    call.say("zaterdag")
    reply = call.say("eigenlijk wil ik weten of het betaald is", "payment_question")
    assert reply.solved and "betaald" in reply.texts[0]
    assert call.slots["delivery_day"] is None


def test_never_mind():
    call = Call()
    call.say("waar is mijn pakket", "order_status")
    reply = call.say("laat maar", "cancel")
    assert reply.asks is None and reply.offer and call.loop is None
    assert call.say("tot ziens", "goodbye").ends_call


def test_not_what_was_meant_drops_the_task():
    call = Call()
    call.say("waar is mijn pakket", "order_status")
    reply = call.say("nee dat bedoel ik niet", "correction")
    assert reply.asks == "wish" and reply.rejected and reply.corrects and call.loop is None


def test_not_what_was_said_to_a_question_put_twice_is_a_mishearing():
    call = Call()
    call.say("waar is mijn pakket", "order_status")
    call.say("viervoeter", "nlu_fallback")
    assert call.say("dat zei ik toch al", "correction").handover == "asked_too_often"


@pytest.mark.parametrize("said", ["dat bedoel ik niet", "nee dat bedoel ik niet"])
def test_not_what_was_meant_at_a_read_back_is_a_no(said: str):
    call = Call()
    call.say("waar is mijn pakket", "order_status")
    call.say("42079")
    call.say("3512 JE")
    reply = call.say(said, "correction")
    assert reply.asks == "order_number" and reply.rejected


def test_goodbye_in_between():
    call = Call()
    call.say("waar is mijn pakket", "order_status")
    assert call.say("nou dag hoor", "goodbye").ends_call and call.loop is None


@pytest.mark.parametrize("intent", ["greet", "thanks", "affirm", "order_status"])
def test_what_is_no_mishearing_is_not_called_one(intent: str):
    call = Call()
    call.say("waar is mijn pakket", "order_status")
    reply = call.say("ja", intent)
    assert len(reply.texts) == 1 and reply.asks == "order_number"


def test_a_side_question_about_opening_hours_at_the_question_for_a_day():
    call, _ = identified("change_delivery_slot")
    reply = call.say("zijn jullie zaterdag open", "opening_hours")
    assert reply.asks == "delivery_day" and call.slots["delivery_day"] is None


def test_the_back_office_is_down():
    call = Call()
    call.backoffice.storage.broken = True
    call.say("waar is mijn pakket", "order_status")
    call.key("42073")
    reply = call.key("3512")
    assert reply.handover == "dialogue_failed" and reply.rule_id == "D-26" and not reply.texts
    assert call.loop is None


def test_the_back_office_breaks_at_the_change():
    call, _ = identified("cancel_order", "63940", "9711 LM")
    call.backoffice.storage.broken = True
    assert call.say("ja", "affirm").handover == "dialogue_failed"


@pytest.mark.parametrize(
    "said", ["", "...", "'; DROP TABLE orders; --", "<script>alert(1)</script>", "42073 " * 400, "a" * 9000]
)
def test_odd_transcripts_get_an_answer(said: str):
    for intent in ("nlu_fallback", "order_status", "inform"):
        reply = Call().say(said, intent)
        assert reply.texts or reply.handover
        call = Call()
        call.say("waar is mijn pakket", "order_status")
        reply = call.say(said, intent)
        assert reply.texts or reply.handover
        assert not reply.solved


@pytest.mark.parametrize(
    "said",
    [
        "ik bel namens mijn moeder over haar eigen risico",
        "hoeveel betaalt mijn broer",
        "de polis van mijn buurman",
    ],
)
def test_somebody_elses_policy_is_for_a_person(said: str):
    assert Call().say(said, "policy_own_risk").handover == "asked_person"


def test_somebody_elses_parcel_is_a_parcel():
    assert Call().say("waar is het pakket voor mijn moeder", "order_status").asks == "order_number"


@pytest.mark.parametrize("said", ["nee laat maar", "laat maar"])
def test_giving_up_at_a_read_back_changes_nothing(said: str):
    call, _ = identified("change_delivery_slot")
    call.say("zaterdag")
    reply = call.say(said, "cancel")
    assert "verander ik niets" in reply.texts[0] and not reply.agreements


def test_a_number_instead_of_yes_to_what_was_doubted_goes_on_with_that():
    call = Call()
    call.check("ik heb mijn pakket niet", "parcel_missing")
    call.say("51886", "inform")
    assert call.slots["wish"] == "parcel_missing"
    call = Call()
    call.check("bestelling", "order_status")
    assert call.key("42073").asks == "postcode"
