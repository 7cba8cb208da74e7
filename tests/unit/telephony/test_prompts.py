"""What a caller hears outside the stream, and behind which addresses."""

from __future__ import annotations

import pytest
from itsdangerous import URLSafeTimedSerializer

from tests.unit.telephony.house import CALL, PUBLIC, House
from tests.unit.telephony.test_webhooks import ended, tags, verbs
from voicebot.call.outcome import Outcome

WITHHELD = ["anonymous", "", "Restricted", "+266696687", "0612345678", "sip:jan@example.nl", None]


@pytest.mark.parametrize("caller", WITHHELD)
def test_nobody_promises_to_call_a_number_that_was_withheld(caller):
    house = House()
    ended(house, Outcome.HANDED_OVER, "H-01")
    play, _hangup = verbs(house.post("after-stream", From=caller))
    assert house.get(play.text).status_code == 200
    said = house.voice.spoken[-1]
    assert "Belt u ons later terug en noem uw nummer: T-0001. Ik herhaal: T-0001." in said
    assert "Wij bellen" not in said
    retry = {"I-Twilio-Idempotency-Token": "abc"}
    house.post("after-stream", retry, From=caller)
    house.post("after-dial", DialCallStatus="busy", From=caller)
    assert house.voice.spoken[-2:] == [said, said]


def test_the_carriers_voice_does_not_promise_it_either():
    house = House()
    house.break_voice()
    ended(house, Outcome.HANDED_OVER)
    say, _hangup = verbs(house.post("after-dial", From="anonymous", DialCallStatus="busy"))
    assert "noem uw nummer: T 0 0 0 1." in say.text


def test_who_can_be_called_is_promised_it():
    house = House()
    ended(house, Outcome.HANDED_OVER, "H-01")
    house.post("after-stream")
    assert "Wij bellen u terug. Uw nummer is T-0001." in house.voice.spoken[-1]


def test_a_ticket_that_is_none_is_never_spoken_nor_signed():
    house = House()
    ended(house, Outcome.HANDED_OVER)
    house.book.tickets[CALL] = "Jan de Vries"
    assert tags(house.post("after-dial")) == ["Play", "Hangup"]
    assert "storing" in house.voice.spoken[-1]


def test_only_our_own_fresh_prompt_addresses_play():
    house = House()
    ended(house, Outcome.HANDED_OVER)
    url = verbs(house.post("after-dial"))[0].text
    assert house.get(url.replace("prompt/", "prompt/x")).status_code == 404
    forged = URLSafeTimedSerializer("other", salt="voicebot.telephony.prompts").dumps("T1")
    assert house.get(f"{PUBLIC}/twilio/prompt/{forged}.wav").status_code == 404
    expired = House(prompt_seconds=-1)
    assert expired.get(url).status_code == 404
    house.break_voice()
    assert house.get(url).status_code == 503
