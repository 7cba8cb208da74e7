"""The simulated carrier against a small server: Flask, a real socket, and Twilio's SDK as judge."""

from __future__ import annotations

import base64
import json
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, request
from flask_sock import Sock
from rich.console import Console
from simple_websocket import ConnectionClosed
from twilio.request_validator import RequestValidator
from werkzeug.serving import make_server

from voicebot.audio import wav
from voicebot.call.outcome import Outcome
from voicebot.call.ports import CallStatus
from voicebot.replay import line
from voicebot.replay.carrier import Carrier, CarrierError, Doing
from voicebot.replay.leg import Leg
from voicebot.replay.run import replay
from voicebot.replay.timeline import What

BASE = "https://bot.example.nl"
TOKEN = "geheim"
TONE = b"\x10" * 160
Receive = Callable[[], dict[str, Any]]
Talk = Callable[[Callable[..., None], Receive], None]
STREAM = '<Stream url="wss://bot.example.nl/stream"><Parameter name="token" value="t1"/></Stream>'
VOICE = f'<Response><Connect>{STREAM}</Connect><Redirect method="POST">{BASE}/after?a=1</Redirect></Response>'


class House:
    """A server that answers with the documents it is given and lets ``talk`` speak on the stream."""

    def __init__(self) -> None:
        self.documents = {
            "/twilio/voice": VOICE,
            "/after": '<Response><Dial action="/dialled"><Number>+31600000099</Number></Dial></Response>',
            "/dialled": "<Response><Play>/prompt.wav?s=1</Play><Hangup/></Response>",
        }
        self.codes: dict[str, int] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.heard: list[dict[str, Any]] = []
        self.talk: Callable[[Callable[..., None], Callable[[], dict[str, Any]]], None] = (
            lambda send, receive: None
        )
        self.stream_over = threading.Event()
        app = Flask(__name__)
        app.add_url_rule("/<path:path>", view_func=self._answer, methods=["GET", "POST"])
        sock = Sock(app)
        sock.route("/stream")(self._stream)
        app.before_request(self._only_signed)
        self.server = make_server("127.0.0.1", 0, app, threaded=True)
        self.address = f"127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def _only_signed(self) -> Response | None:
        url = BASE + request.full_path.rstrip("?")
        if request.path == "/stream":
            url = "wss" + url.removeprefix("https")
        signed = request.headers.get("X-Twilio-Signature", "")
        assert request.host == "bot.example.nl"
        if not RequestValidator(TOKEN).validate(url, request.form, signed):
            return Response("unsigned", 403)
        code = self.codes.get(request.path)
        return Response("", code) if code else None

    def _answer(self, path: str) -> Response:
        self.requests.append((request.path, request.form.to_dict()))
        if path.endswith(".wav"):
            return Response(wav.encode([TONE * 5], mulaw=True), mimetype="audio/wav")
        return Response(self.documents.get("/" + path, ""), mimetype="text/xml")

    def _stream(self, ws: Any) -> None:
        def send(event: str, **content: object) -> None:
            ws.send(json.dumps({"event": event, "streamSid": self.heard[1]["streamSid"], **content}))

        def receive() -> dict[str, Any]:
            message: dict[str, Any] = json.loads(ws.receive())
            self.heard.append(message)
            return message

        try:
            receive()
            receive()
            self.talk(send, receive)
        except ConnectionClosed:
            pass
        finally:
            self.stream_over.set()


@pytest.fixture
def house() -> Iterator[House]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = House()
    yield server
    server.close()


class Silent:
    """A caller who says nothing and hangs up after ``frames``, or never."""

    def __init__(self, frames: int = 10**6) -> None:
        self.frames = frames

    def step(self, leg: Leg) -> Doing:
        return Doing(hang_up=leg.frames >= self.frames)


def carrier(house: House, **more: Any) -> Carrier:
    return Carrier(BASE, TOKEN, connect_to=house.address, speed=20.0, **more)


def media(audio: bytes) -> dict[str, str]:
    return {"payload": base64.b64encode(audio).decode()}


def until(receive: Receive, event: str) -> dict[str, Any]:
    while (message := receive())["event"] != event:
        pass
    return message


def test_a_whole_call(house: House) -> None:
    def talk(send: Callable[..., None], receive: Receive) -> None:
        send("media", media=media(TONE * 10))
        send("mark", mark={"name": "one"})
        assert until(receive, "mark")["mark"] == {"name": "one"}
        send("media", media=media(TONE * 5000))
        send("mark", mark={"name": "two"})
        send("clear")
        assert until(receive, "mark")["mark"] == {"name": "two"}

    house.talk = talk
    call = carrier(house).call("+31600000001", Silent())

    assert [path for path, _ in house.requests] == [
        "/twilio/voice", "/after", "/dialled", "/prompt.wav", "/twilio/status",
    ]  # fmt: skip
    first, dialled, status = house.requests[0][1], house.requests[2][1], house.requests[4][1]
    assert first | {"From": "+31600000001", "Direction": "inbound", "CallStatus": "ringing"} == first
    assert first["CallSid"] == call.call_sid
    assert (dialled["DialCallStatus"], dialled["CallStatus"]) == ("completed", "in-progress")
    assert status["CallStatus"] == "completed"

    connected, start, *rest = house.heard
    assert connected == {"event": "connected", "protocol": "Call", "version": "1.0.0"}
    assert start["start"]["customParameters"] == {"token": "t1"}
    assert start["start"]["callSid"] == call.call_sid
    stamps = [int(message["media"]["timestamp"]) for message in rest if message["event"] == "media"]
    assert stamps == list(range(0, 20 * len(stamps), 20))
    numbers = [int(message["sequenceNumber"]) for message in [start, *rest]]
    assert numbers == list(range(1, len(numbers) + 1))

    line = call.timeline
    assert line.of(What.PROBLEM) == []
    assert [moment.text for moment in line.of(What.MARK)] == ["one"]
    assert float(line.of(What.CLEARED)[0].data) > 90
    kinds = [moment.what for moment in line.moments]
    ending = [What.STREAM_CLOSED, What.WEBHOOK, What.DIAL, What.WEBHOOK, What.PLAY, What.HANG_UP]
    assert kinds[-6:] == ending
    assert len(call.caller_audio) == len(call.bot_audio)
    assert TONE * 10 in call.bot_audio
    assert call.bot_audio.endswith(TONE * 5)


def test_the_caller_hangs_up(house: House) -> None:
    house.talk = lambda send, receive: until(receive, "stop") and None
    call = carrier(house).call("+31600000001", Silent(frames=10))
    assert house.stream_over.wait(5)
    stop = house.heard[-1]
    assert stop["stop"] == {"accountSid": "AC" + "0" * 32, "callSid": call.call_sid}
    assert len(call.caller_audio) == 1600
    assert [path for path, _ in house.requests] == ["/twilio/voice", "/twilio/status"]
    assert call.timeline.of(What.CALLER_HANGS_UP)


def test_a_server_that_is_silent_for_long_is_not_cut_off(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "_CONNECT_SECONDS", 0.3)

    def talk(send: Callable[..., None], receive: Receive) -> None:
        for _ in range(1000):  # 20 s of frames at 20 times real time: a second
            receive()
        send("mark", mark={"name": "late"})
        until(receive, "mark")

    house.talk = talk
    call = carrier(house).call("+31600000001", Silent())
    assert [moment.text for moment in call.timeline.of(What.MARK)] == ["late"]


def test_nobody_answers(house: House) -> None:
    carrier(house, person_answers=False, status_path="").call("+31600000001", Silent())
    assert house.requests[2][1]["DialCallStatus"] == "no-answer"
    assert house.requests[-1][0] == "/prompt.wav"


def test_a_refused_stream_leads_to_the_next_verb(house: House) -> None:
    house.codes["/stream"] = 403
    call = carrier(house).call("+31600000001", Silent())
    assert "31920" in call.timeline.of(What.PROBLEM)[0].text
    assert call.timeline.of(What.DIAL)[0].text == "+31600000099"


def test_a_wrong_token_is_told_plainly(house: House) -> None:
    with pytest.raises(CarrierError, match=r"/twilio/voice: the server refuses the signature \(403\)"):
        Carrier(BASE, "ander", connect_to=house.address).call("+31600000001", Silent())
    assert house.requests == []


def test_no_server_is_told_plainly() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(CarrierError, match=r"does not answer .*start it with"):
            Carrier(BASE, TOKEN, connect_to=address).call("+31600000001", Silent())


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ("<Response><Redirect>/twilio/voice</Redirect></Response>", "goes in a circle"),
        ("<Response><Gather/></Response>", "<Gather>"),
        ('<Response><Connect><Stream url="ws://bot.example.nl/stream"/></Connect></Response>', "31922"),
        ('<Response><Connect><Stream url="wss://bot.example.nl/s?a=1"/></Connect></Response>', "31922"),
        ("<Response><Redirect>/gone</Redirect></Response>", "/gone: the TwiML is no XML"),
        ("<Response><Play>/dialled</Play></Response>", "12300"),
    ],
)
def test_what_breaks_the_rules_is_written_down(house: House, document: str, problem: str) -> None:
    house.documents["/twilio/voice"] = document
    call = carrier(house).call("+31600000001", Silent())
    assert problem in call.timeline.of(What.PROBLEM)[0].text


def test_other_verbs(house: House) -> None:
    house.documents["/twilio/voice"] = (
        '<Response><Pause length="2"/><Say>Dag.</Say><Dial>+31600000098</Dial></Response>'
    )
    call = carrier(house, status_path="").call("+31600000001", Silent())
    assert [(moment.at, moment.what, moment.text) for moment in call.timeline.moments[1:]] == [
        (2.0, What.SAY, "Dag."),
        (2.0, What.DIAL, "+31600000098"),
        (2.0, What.HANG_UP, "end of the TwiML"),
    ]


@pytest.mark.parametrize("path", ["/after", "/twilio/status"])
def test_a_server_that_fails_later_is_written_down(house: House, path: str) -> None:
    house.codes[path] = 500
    call = carrier(house).call("+31600000001", Silent())
    assert f"{path}: the server answers 500" in call.timeline.of(What.PROBLEM)[0].text


@pytest.mark.parametrize("speed", [0.5, 101.0])
def test_speeds_that_make_no_sense(speed: float) -> None:
    with pytest.raises(ValueError, match="from 1 to 100"):
        Carrier(BASE, TOKEN, speed=speed)


class Shelf:
    """A `LedgerReader` with nothing in it but an outcome."""

    def status(self, call_id: str) -> CallStatus:
        return CallStatus(call_id, Outcome.CALLER_LEFT, None, None)

    def ledger(self, call_id: str) -> tuple[()]:
        return ()

    def confirmations(self, call_id: str) -> tuple[()]:
        return ()


def test_a_scenario_from_file_to_report(house: House, tmp_path: Path) -> None:
    def talk(send: Callable[..., None], receive: Receive) -> None:
        send("media", media=media(TONE * 50))
        until(receive, "dtmf")
        until(receive, "stop")

    house.talk = talk
    path = tmp_path / "keys.yaml"
    path.write_text(
        "name: keys\ndescription: Presses a key.\ncaller: '+31600000001'\n"
        "steps:\n  - keys: '0'\n  - hang_up: true\n    when: at_once\n"
        "expect: {outcome: caller_left, disclosure_heard: false}\n"
    )
    console = Console(record=True, quiet=True)
    result = replay(path, BASE, TOKEN, Shelf(), 20.0, tmp_path / "out", console, connect_to=house.address)
    assert [check.name for check in result.checks if not check.passed] == ["the ledger holds the ending"]
    assert (result.passed, result.exit_code) == (False, 1)
    assert [moment.text for moment in result.story.timeline.of(What.KEY)] == ["0"]
    assert result.recording == tmp_path / "out" / "keys.wav"
    caller, bot = wav.read(result.recording).channels
    assert not caller.strip(b"\xff")
    assert TONE * 50 in bot
