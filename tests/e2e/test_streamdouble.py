"""An outside program that knows only Twilio's documented protocol holds the same conversation."""

from __future__ import annotations

import asyncio
import functools
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from xml.etree import ElementTree

import pytest
import requests
import websockets
from streamdouble import session as streamdouble
from streamdouble.protocol import StreamIdentity
from streamdouble.scenario import Say, Scenario, Wait, WaitFor

from tests.e2e.conftest import House
from voicebot.audio import wav
from voicebot.audio.frames import split
from voicebot.call.ledger import Kind
from voicebot.call.outcome import Outcome
from voicebot.replay.signing import signature
from voicebot.settings import ROOT

CALLS = ROOT / "audio_fixtures" / "order_status"
PAUSE = Wait(10.0)  # the answer of Whisper, Rasa and speech on a busy machine, and its playing


def test_streamdouble_is_told_where_its_order_is(house: House, monkeypatch: pytest.MonkeyPatch):
    call_sid = "CA" + uuid.uuid4().hex
    url = house.base_url + "/twilio/voice"
    form = {"CallSid": call_sid, "AccountSid": "AC" + "0" * 32, "From": "+31600000042", "To": "+31850000000"}
    answer = requests.post(
        url, data=form, headers={"X-Twilio-Signature": signature(house.token, url, form)}, timeout=10
    )
    stream = ElementTree.fromstring(answer.text).find("Connect/Stream")
    parameters = {each.attrib["name"]: each.attrib["value"] for each in stream.findall("Parameter")}

    # streamdouble cannot sign its handshake; the header is all that it is given.
    header = {"X-Twilio-Signature": signature(house.token, stream.attrib["url"])}
    monkeypatch.setattr(
        streamdouble.websockets, "connect", functools.partial(websockets.connect, additional_headers=header)
    )
    steps = [WaitFor("mark", 40.0), Wait(1.0)]
    for name in ("vraag", "nummer", "postcode", "ja", "nee"):
        file = CALLS / f"{name}.wav"
        steps += [Say(file, list(split(wav.read(file).mono))), PAUSE]
    session = streamdouble.Session(
        stream.attrib["url"],
        scenario=Scenario("order", steps),
        config=streamdouble.SessionConfig(custom_parameters=parameters, response_timeout_s=20, max_drain_s=5),
        identity=StreamIdentity(call_sid=call_sid),
    )
    with ThreadPoolExecutor(1) as apart:  # a browser's test may have left its loop in this thread
        result = apart.submit(asyncio.run, session.run()).result()

    assert result.violations == []
    assert result.unknown_events == []
    assert result.closed_by == "agent"
    deadline = time.monotonic() + 10
    while not (status := house.book.status(call_sid)).outcome and time.monotonic() < deadline:
        time.sleep(0.1)
    assert status.outcome is Outcome.SOLVED
    entries = house.book.ledger(call_sid)
    assert [entry.data["heard"] for entry in entries if entry.kind == Kind.DISCLOSURE] == [True]
    spoken = " ".join(str(entry.data["text"]) for entry in entries if entry.kind == Kind.BOT_TURN)
    assert "Uw bestelling komt morgen" in spoken
