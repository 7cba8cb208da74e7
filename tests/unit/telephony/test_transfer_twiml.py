"""The documents of a transfer, verb by verb."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.telephony.house import CALL, PUBLIC
from voicebot.telephony import transfer_twiml as twiml
from voicebot.telephony.config import TelephonyConfig
from voicebot.telephony.transfer_twiml import Spoken

CONFIG = TelephonyConfig(PUBLIC, ring_seconds=20)
ROOM = "xfer-0a1b"


def verbs(document):
    return list(ElementTree.fromstring(document))


def test_the_caller_waits_with_music_in_a_conference_that_has_not_begun():
    (dial,) = verbs(twiml.caller_into(CONFIG, ROOM, CALL))
    assert dial.attrib == {"action": f"{PUBLIC}/twilio/caller-done", "method": "POST"}
    (conference,) = dial
    assert conference.text == ROOM
    assert conference.attrib == {
        "startConferenceOnEnter": "false",
        "endConferenceOnExit": "true",
        "beep": "false",
        "waitUrl": f"{PUBLIC}/twilio/wait/{CALL}/0",
        "waitMethod": "POST",
        "statusCallback": f"{PUBLIC}/twilio/conference/{ROOM}",
        "statusCallbackMethod": "POST",
        "statusCallbackEvent": "start end join leave",
    }


def test_an_agent_begins_the_conference_and_ends_it():
    play, dial = verbs(twiml.leg_into(CONFIG, ROOM, Spoken("https://x/hallo.wav")))
    assert (play.tag, play.text) == ("Play", "https://x/hallo.wav")
    assert dial.attrib == {}
    (conference,) = dial
    assert (conference.get("startConferenceOnEnter"), conference.get("endConferenceOnExit")) == (
        "true",
        "true",
    )
    assert conference.get("beep") == "false"
    assert conference.get("waitUrl") == f"{PUBLIC}/twilio/leg-wait/0"
    assert [verb.tag for verb in verbs(twiml.leg_into(CONFIG, ROOM))] == ["Dial"]


def test_the_agent_has_eight_seconds_for_one_key_and_no_key_is_told_too():
    gather, hangup = verbs(twiml.choose(CONFIG, "o7", Spoken("https://x/s.wav")))
    assert gather.attrib == {
        "input": "dtmf",
        "numDigits": "1",
        "timeout": "8",
        "finishOnKey": "",
        "action": f"{PUBLIC}/twilio/agent-key/o7",
        "method": "POST",
        "actionOnEmptyResult": "true",
    }
    assert [child.tag for child in gather] == ["Play"]
    assert hangup.tag == "Hangup"


def test_where_our_voice_fails_the_carrier_says_it_in_dutch():
    say, hangup = verbs(twiml.bye(Spoken(text="Er is een klant & meer.")))
    assert (say.tag, say.get("language"), say.text) == ("Say", "nl-NL", "Er is een klant & meer.")
    assert hangup.tag == "Hangup"
    assert [verb.tag for verb in verbs(twiml.bye())] == ["Hangup"]


def test_a_waiting_room_plays_and_asks_again():
    plays = verbs(twiml.waiting(["https://x/a.wav", "https://x/b.wav"], "https://x/wait/1"))
    assert [(verb.tag, verb.text) for verb in plays] == [
        ("Play", "https://x/a.wav"),
        ("Play", "https://x/b.wav"),
        ("Redirect", "https://x/wait/1"),
    ]
    assert plays[-1].get("method") == "POST"


def test_a_blind_transfer_rings_a_number_and_then_tells_whether_anybody_came():
    (dial,) = verbs(twiml.blind(CONFIG, "+31850001122", [("queue", "polis")]))
    assert dial.attrib == {
        "timeout": "20",
        "action": f"{PUBLIC}/twilio/after-dial",
        "method": "POST",
        "answerOnBridge": "true",
    }
    assert [(child.tag, child.text) for child in dial] == [("Number", "+31850001122")]


def test_a_sip_address_is_told_what_it_is_about():
    context = [("queue", "polis"), ("link", "https://x/a?b=c&d=é")]
    (dial,) = verbs(twiml.blind(CONFIG, "sip:balie@pbx.example.nl;transport=tls", context))
    (sip,) = dial
    assert sip.tag == "Sip"
    assert sip.text.startswith("sip:balie@pbx.example.nl;transport=tls?X-Queue=polis&X-Link=https%3A%2F%2Fx")
    assert parse_qs(urlsplit(sip.text).query) == {"X-Queue": ["polis"], "X-Link": ["https://x/a?b=c&d=é"]}


@given(st.lists(st.tuples(st.from_regex(r"[a-z]{1,32}", fullmatch=True), st.text(max_size=400)), max_size=20))
def test_headers_never_grow_longer_than_the_carrier_takes_nor_break_out(context):
    (dial,) = verbs(twiml.blind(CONFIG, "sip:balie@pbx.example.nl", context))
    address, _, headers = dial[0].text.partition("?")
    assert address == "sip:balie@pbx.example.nl"
    assert len(headers) < 1024
    assert headers.isascii()
    for header in filter(None, headers.split("&")):
        name, equals, value = header.partition("=")
        assert name.startswith("X-") and equals
        assert not set(value) & set(' <>"?;=&@\r\n')


@pytest.mark.parametrize(
    "address",
    [
        "",
        "0850001122",
        "31611112222",
        "tel:+31611112222",
        "sip:",
        "sip:a b@c",
        "sip:a@c?X-A=b",
        "sip:a@c>",
        "sip:a@c;x=y",
    ],
)
def test_other_addresses_are_refused_without_being_repeated(address):
    with pytest.raises(ValueError, match="blind transfer") as caught:
        twiml.blind(CONFIG, address)
    assert not address or address not in str(caught.value).replace("sip:name@host", "")


def test_a_headers_name_is_a_name():
    with pytest.raises(ValueError, match="header's name"):
        twiml.blind(CONFIG, "sip:a@c", [("a b", "c")])


@pytest.mark.parametrize("name", ["", "klant-jansen", "xfer-", "xfer-a b", "xfer-06@1", "xfer-" + "a" * 65])
def test_a_conference_has_a_name_that_names_nobody(name):
    for make in (lambda: twiml.caller_into(CONFIG, name, CALL), lambda: twiml.leg_into(CONFIG, name)):
        with pytest.raises(ValueError, match="'xfer-'"):
            make()
