"""How callers want the confirmation, in their own words: a real Rasa, the action server and the client."""

from __future__ import annotations

from typing import Any

import pytest

from voicebot.call.written import Channel, Written


def ordered(house: Any) -> Any:
    """A call in which an order was told, from a mobile number, with an e-mail address on file."""
    call = house.call()
    call.say("Waar is mijn bestelling?")
    call.key("42073")
    reply = call.key("3512")
    assert reply.notice == "U krijgt dit per sms, op het nummer dat eindigt op zes zeven acht."
    assert reply.agreements and reply.written is None
    return call


@pytest.mark.parametrize(
    ("said", "channel"),
    [
        ("Liever per mail.", Channel.EMAIL),
        ("Kunt u dat niet gewoon mailen?", Channel.EMAIL),
        ("Die sms hoeft niet hoor.", Channel.NONE),
        ("Doe maar een sms.", Channel.SMS),
    ],
)
def test_a_choice_is_taken_and_the_call_goes_on(house: Any, said: str, channel: Channel) -> None:
    call = ordered(house)
    reply = call.say(said)
    assert reply.written == Written(channel) and reply.asks is None and reply.offer
    assert call.say("Nee, dank u.").ends_call


def test_no_more_help_is_no_refusal(house: Any) -> None:
    reply = ordered(house).say("Nee, dat hoeft niet.")
    assert reply.ends_call and reply.written is None


def test_an_sms_to_another_number(house: Any) -> None:
    call = ordered(house)
    assert call.say("Stuur de sms naar een ander nummer.").asks == "written_number"
    reply = call.key("687654321")
    assert reply.asks == "agreed" and "acht zeven" in reply.texts[0]
    assert call.say("Ja.").written == Written(Channel.SMS, "+31687654321")
