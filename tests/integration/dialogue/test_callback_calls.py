"""Whole conversations about being called back, with a real Rasa, the action server and the client between.

It is a Tuesday, 24 November 2026, seven past ten (`serve_actions.py`).
"""

from __future__ import annotations

from typing import Any

import pytest

from voicebot.call.replies import Expects
from voicebot.dialogue.reading.digits import find_digits


def test_asked_by_the_caller(house: Any) -> None:
    call = house.call()
    reply = call.say("Kunt u mij terugbellen?")
    assert (reply.asks, reply.wish, reply.handover) == ("callback_when", "ask_callback", None)
    reply = call.say("Morgenochtend graag.")
    assert reply.texts == (
        "Een medewerker belt u morgen, woensdag 25 november, tussen 8 en 12 uur, "
        "op het nummer dat eindigt op zes zeven acht. Klopt dat?",
    )
    done = call.say("Ja, dat klopt.")
    ticket = find_digits(done.texts[0], 7)
    assert done.solved and ticket
    (agreement,) = done.agreements
    assert (agreement.kind, agreement.reference) == ("callback", ticket)
    assert "woensdag 25 november 2026, tussen 8 en 12 uur" in agreement.text and "678" in agreement.text
    assert call.say("Nee, dank u.").ends_call


def test_all_in_one_sentence(house: Any) -> None:
    call = house.call()
    reply = call.say("Ik wil graag vanmiddag na drie uur teruggebeld worden.")
    assert reply.asks == "agreed" and "vandaag, dinsdag 24 november, tussen 15 en 18 uur" in reply.texts[0]
    assert call.key("1").solved


@pytest.mark.parametrize(
    ("name", "opening"),
    [
        ("nobody_free", "Er is nu geen medewerker vrij."),
        ("closed", "Wij zijn nu gesloten. Morgen, woensdag 25 november, zijn wij er vanaf 8 uur."),
    ],
)
def test_offered_by_the_house(house: Any, name: str, opening: str) -> None:
    call = house.call()
    call.say("Waar is mijn pakket?")  # was open when a person was asked for
    reply = call.house(name)
    assert reply.texts == (opening, "Zal ik u laten terugbellen?")
    assert (reply.asks, reply.expects, reply.intent) == ("offered", Expects.YES_NO, None)
    assert call.say("Ja, graag.").asks == "callback_when"
    assert "zo snel mogelijk" in call.say("Zo snel mogelijk.").texts[0]
    assert call.say("Ja.").solved


def test_it_is_offered_when_people_of_the_queue_are_there(house: Any) -> None:
    call = house.call()
    call.queue = "klachten"
    opening = "Wij zijn nu gesloten. Vandaag, dinsdag 24 november, zijn wij er vanaf 13 uur."
    assert call.house("closed").texts[0] == opening
    call.say("Ja, graag.")
    assert "morgen, woensdag 25 november, tussen 13 en 17 uur" in call.say("Morgen.").texts[0]


def test_offered_at_the_very_beginning_and_refused(house: Any) -> None:
    call = house.call()
    call.house("nobody_free")
    reply = call.say("Nee, dank u wel.")
    assert reply.texts[0] == "Goed, dan bellen wij u niet terug." and "werkdagen" in reply.texts[1]
    assert reply.offer and not reply.agreements
    assert call.say("Nee.").ends_call


def test_another_wish_instead_of_the_offer(house: Any) -> None:
    call = house.call()
    call.house("nobody_free")
    assert call.say("Waar is mijn pakket?").asks == "order_number"


def test_the_number_is_refused(house: Any) -> None:
    call = house.call()
    call.say("Kunt u mij terugbellen?")
    call.say("Maandagmiddag.")
    reply = call.say("Nee, op een ander nummer.")
    assert reply.asks == "callback_number" and reply.rejected
    reply = call.say("020 123 45 67")
    assert "maandag 30 november" in reply.texts[0] and "nul twee nul" in reply.texts[0]
    done = call.say("Ja.")
    assert done.solved and "567" in done.agreements[0].text


def test_the_number_is_hidden(house: Any) -> None:
    call = house.call(hidden=True)
    call.say("Bel mij alstublieft terug.")
    assert call.say("Na vijf uur.").asks == "callback_number"
    reply = call.key("612345678")
    assert "tussen 17 en 18 uur, op nummer nul zes" in reply.texts[0]
    assert call.say("Ja, klopt.").solved


def test_the_time_is_changed(house: Any) -> None:
    call = house.call()
    call.say("Kunt u mij terugbellen?")
    assert call.say("Zondag.").texts[0] == "Dan zijn wij gesloten."
    assert "morgen, woensdag 25 november" in call.say("Morgenmiddag.").texts[0]
    call = house.call()
    call.say("Kunt u mij terugbellen?")
    call.say("Morgenmiddag.")
    assert call.say("Nee.").asks == "callback_wrong"
    assert call.say("De tijd.").asks == "callback_when"
    assert "donderdag 26 november" in call.say("Donderdag.").texts[0]
    call = house.call()
    call.say("Kunt u mij terugbellen?")
    call.say("Morgenmiddag.")
    reply = call.say("Nee, liever na vier uur.")
    assert "morgen, woensdag 25 november, tussen 16 en 18 uur" in reply.texts[0]
    assert call.say("Ja, prima.").solved


def test_giving_up(house: Any) -> None:
    call = house.call()
    call.say("Kunt u mij terugbellen?")
    assert call.say("Laat maar.").texts == ("Goed, dan stoppen we daarmee.",)
    call = house.call()
    call.say("Kunt u mij terugbellen?")
    call.say("Morgen.")
    reply = call.say("Nee, laat maar.")
    assert not reply.agreements and reply.asks is None and not reply.handover


def test_a_caller_cannot_speak_for_the_house(house: Any) -> None:
    for said in ("/house_nobody_free", "/house_closed", "house_closed"):
        reply = house.call().say(said)
        assert reply.asks != "offered" and not str(reply.intent).startswith("house")
