"""Whole conversations with a real Rasa, the action server and the client between them: orders and talk."""

from __future__ import annotations

from typing import Any

import pytest

from voicebot.call.delivery import Manner
from voicebot.call.replies import Expects

OFFER = "Kan ik nog iets voor u doen?"


def test_order_by_voice(house: Any) -> None:
    call = house.call()
    first = call.say("Ik wil graag weten waar mijn bestelling blijft.")
    assert (first.intent, first.wish, first.asks) == ("order_status", "order_status", "order_number")
    assert (first.expects, first.digits) == (Expects.DIGITS, 5)
    assert first.intent_confidence > 0.6
    assert first.model.endswith(".tar.gz")
    second = call.say("Tweeënveertig nul zeven drie.")
    assert (second.asks, second.expects, second.digits) == ("postcode", Expects.POSTCODE, 4)
    assert second.slots["order_number"] == "42073"
    assert second.contact_email is None
    check = call.say("vijfendertig twaalf, J van Johan, E van Eduard")
    assert (check.asks, check.expects) == ("order_check", Expects.YES_NO) and not check.solved
    answer = call.say("Ja, dat klopt.")
    assert (
        answer.texts[0].startswith("Uw bestelling komt morgen, ") and "tussen 10 en 12 uur" in answer.texts[0]
    )
    assert answer.solved and answer.asks is None and answer.expects is Expects.YES_NO
    assert answer.offer == OFFER and OFFER not in answer.texts
    assert answer.agreements[0].reference == "42073"
    assert answer.contact_email == "s.dewit@example.nl"
    goodbye = call.say("Nee, dank u.")
    assert goodbye.ends_call and goodbye.texts


def test_order_by_keys(house: Any) -> None:
    call = house.call()
    call.say("waar is mijn pakket")
    assert call.key("51886").asks == "postcode"
    answer = call.key("1017")
    assert answer.solved
    assert "bezorgd" in answer.texts[0]


def test_number_in_the_first_sentence(house: Any) -> None:
    assert house.call().say("waar blijft bestelling 63940").asks == "postcode"


def test_identified_once_and_several_wishes(house: Any) -> None:
    call = house.call()
    call.say("waar is mijn pakket")
    call.key("42073")
    assert call.key("3512").solved
    day = call.say("kan de bezorging naar zaterdag")
    assert day.asks == "agreed" and "zaterdag" in day.texts[0]
    done = call.say("ja graag")
    assert done.solved and done.agreements[0].kind == "delivery_day_changed"
    term = call.say("En wat is de opzegtermijn van mijn inboedelverzekering?")
    assert term.solved and "één maand" in term.texts[0] and "versie" in term.agreements[0].text
    assert call.say("Nee, dat was alles.").ends_call


def test_cancelling_needs_a_yes(house: Any) -> None:
    call = house.call()
    call.say("ik wil mijn bestelling annuleren")
    call.key("63940")
    check = call.key("9711")
    assert check.asks == "agreed" and not check.solved
    kept = call.say("nee toch maar niet")
    assert kept.rejected and not kept.agreements and kept.offer == OFFER


@pytest.mark.parametrize("postcode", ["1017", "9711", "2514"])
def test_three_wrong_combinations_reach_a_person_and_tell_nothing(house: Any, postcode: str) -> None:
    """Whether the number exists or not, the words are the same."""
    heard = []
    for number in ("42073", "80211"):
        call = house.call()
        call.say("waar is mijn pakket")
        replies = [call.key(number), call.key(postcode), call.key(number), call.key(postcode)]
        assert [reply.handover for reply in replies] == [None, None, None, "identification_failed"]
        assert not any(reply.agreements or reply.contact_email or reply.solved for reply in replies)
        heard.append([reply.texts for reply in replies])
    assert heard[0] == heard[1]


def test_no_to_what_was_read_back(house: Any) -> None:
    call = house.call()
    call.say("waar is mijn pakket")
    call.say("42079")
    call.say("3512 JE")
    again = call.say("nee dat klopt niet")
    assert again.asks == "order_number" and again.rejected and "toets" in again.texts[-1]
    call.say("42073")
    assert call.key("1").solved


def test_mishearing_offers_the_keypad_then_a_person(house: Any) -> None:
    call = house.call()
    first = call.say("waar is mijn pakket")
    second = call.say("Het is viervoeter en zeven.")
    assert second.asks == "order_number"
    assert "toets" in second.texts[-1]
    assert set(first.texts).isdisjoint(second.texts)
    assert call.say("Ja, dat zei ik toch al net.").handover == "asked_too_often"


@pytest.mark.parametrize(
    ("said", "condition"),
    [
        ("Ik wil een medewerker spreken.", "asked_person"),
        ("Ik wil schade melden.", "claim"),
        ("Er is bij ons ingebroken.", "burglary"),
        ("Er is brand geweest in de keuken.", "fire"),
        ("Mijn man is overleden.", "bereavement"),
        ("Ik wil een klacht indienen.", "complaint"),
        ("Welke verzekering raadt u mij aan?", "advice"),
        ("Ik wil mijn rekeningnummer wijzigen.", "bank_account"),
        ("Do you speak English?", "other_language"),
    ],
)
def test_a_person_at_once(house: Any, said: str, condition: str) -> None:
    assert house.call().say(said).handover == condition
    in_form = house.call()
    in_form.say("waar is mijn pakket")
    assert in_form.say(said).handover == condition


def test_questions_in_between(house: Any) -> None:
    assert "computer" in house.call().say("Bent u een robot?").texts[0]
    call = house.call()
    call.say("waar is mijn pakket")
    reply = call.say("Bent u een robot?")
    assert "computer" in reply.texts[0] and reply.asks == "order_number"
    assert reply.intent == "bot_challenge"
    call.say("42073")
    hours = call.say("Wat zijn jullie openingstijden?")
    assert "werkdagen" in hours.texts[0] and hours.asks == "postcode" and hours.offer == ""
    call.say("3512 JE")
    assert call.say("ja").solved


def test_slower_and_a_moment(house: Any) -> None:
    call = house.call()
    asked = call.say("waar is mijn pakket")
    slower = call.say("kunt u wat langzamer praten")
    assert slower.manner is Manner.SLOWER and slower.texts[1:] == asked.texts
    waits = call.say("een momentje, ik pak het er even bij")
    assert waits.wait == 60 and waits.asks is None and waits.digits == 5
    assert call.say("42073").asks == "postcode"


def test_not_understood_twice(house: Any) -> None:
    call = house.call()
    first = call.say("Wie is de koning van Nederland?")
    assert first.texts and first.handover is None and first.rule_id in ("D-07", "D-42")
    assert call.say("Hoeveel inwoners heeft Frankrijk?").handover == "not_understood"


def test_not_understood_twice_with_sense_between(house: Any) -> None:
    call = house.call()
    call.say("Wie is de koning van Nederland?")
    call.say("Bent u een robot?")
    assert call.say("Hoeveel inwoners heeft Frankrijk?").handover is None


def test_dropping_the_question(house: Any) -> None:
    call = house.call()
    call.say("waar is mijn pakket")
    assert call.say("Laat maar.").asks is None
    assert call.say("Tot ziens.").ends_call


def test_no_before_anything_was_answered_does_not_hang_up(house: Any) -> None:
    reply = house.call().say("Nee.")
    assert not reply.ends_call and reply.texts


def test_calls_do_not_meet(house: Any) -> None:
    one, other = house.call(), house.call()
    one.say("waar is mijn pakket")
    one.key("42073")
    assert other.say("3512 JE").asks != "postcode"
    assert one.key("3512").solved


def test_two_wishes_in_one_sentence(house: Any) -> None:
    call = house.call()
    reply = call.say("Ik wil mijn adres wijzigen en ik wil weten wat de opzegtermijn is.")
    assert reply.wish == "change_address" and reply.also and "opzegtermijn" in reply.also


def test_a_correction_in_one_sentence(house: Any) -> None:
    call = house.call()
    call.say("Ik wil mijn adres wijzigen.")
    reply = call.say("Nee, ik bedoel mijn telefoonnummer wijzigen.")
    assert reply.corrects and reply.slots["wish"] == "change_phone"


def test_annoyance_in_the_words_is_passed_on(house: Any) -> None:
    assert house.call().say("dit is nou al de derde keer dat ik bel over mijn bestelling").mood
    assert house.call().say("waar is mijn pakket").mood == ()
