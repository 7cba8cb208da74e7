"""Streams on a real server: many at once, broken ones beside sound ones, and every way to end."""

from __future__ import annotations

import base64
import json
import os
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, Request, TextMessage

from tests.integration.telephony.conftest import Caller, eventually


def whole_call(server, frames=50):
    """One call that speaks, hears its own words back, echoes marks and hangs up."""
    caller = Caller(server)
    said = [os.urandom(160) for _ in range(frames)]
    for frame in said:
        caller.media(frame)
    heard, marks = b"", []
    while len(marks) < frames // 10:
        message = caller.hear()
        if message["event"] == "media":
            heard += base64.b64decode(message["media"]["payload"])
        else:
            marks.append(message["mark"]["name"])
            caller.mark(marks[-1])
    caller.key("5")
    eventually(lambda: server.call(caller.call_id)["keys"])
    caller.hang_up()
    reasons = server.ended(caller.call_id)
    seen = server.call(caller.call_id)
    return heard == b"".join(said), marks == seen["marks"], seen["heard"], reasons


def test_twenty_calls_at_once_each_hear_their_own(server):
    with ThreadPoolExecutor(20) as crowd:
        results = list(crowd.map(lambda _: whole_call(server), range(20)))
    assert results == [(True, True, 50, ["hung_up"])] * 20


@pytest.mark.parametrize("headers", [{}, {"X-Twilio-Signature": "wrong"}])
def test_an_unsigned_upgrade_is_refused_before_101(server, headers):
    with pytest.raises(InvalidStatus) as caught:
        connect(server.stream_url, additional_headers=headers)
    assert caught.value.response.status_code == 403


MISTAKES = {
    "bad_json": "{",
    "not_object": "[]",
    "unknown_event": '{"event": "dance"}',
    "binary": b"\x00\x01",
}


@pytest.mark.parametrize("kind", MISTAKES)
def test_a_mistake_is_counted_and_the_call_and_its_neighbour_go_on(server, caller, kind):
    neighbour, call = caller(), caller()
    before = server.errors(kind)
    call.send(MISTAKES[kind])
    assert call.echo(b"\x11" * 160)
    assert neighbour.echo(b"\x22" * 160)
    assert server.errors(kind) == before + 1


def test_wrong_base64_is_counted_and_the_call_goes_on(server, caller):
    call = caller()
    before = server.errors("bad_base64")
    body = {"track": "inbound", "chunk": "1", "timestamp": "0", "payload": "%%%"}
    call.numbered("media", media=body)
    assert call.echo(b"\x11" * 160)
    assert server.errors("bad_base64") == before + 1


def test_a_second_start_does_not_begin_a_second_call(server, caller):
    call, other = caller(), caller(start=False)
    before = server.errors("second_start")
    call.call_id, call.parameters, own = other.call_id, other.parameters, call.call_id
    call.start()
    assert call.echo(b"\x11" * 160)
    assert server.errors("second_start") == before + 1
    assert server.call(other.call_id) is None
    assert server.call(own)["open"]


def test_frames_before_start_are_counted_and_the_call_begins(server, caller):
    call = caller(start=False)
    before = server.errors("before_start")
    for _ in range(3):
        call.media(b"\x33" * 160)
    call.start()
    assert call.echo(b"\x11" * 160)
    assert server.errors("before_start") == before + 3
    assert server.call(call.call_id)["heard"] == 1


def test_a_token_works_once(server, caller):
    first = caller()
    assert first.echo(b"\x11" * 160)
    thief = caller(start=False)
    before = server.errors("bad_token")
    thief.call_id, thief.parameters = first.call_id, first.parameters
    thief.start()
    with pytest.raises(ConnectionClosed):
        thief.hear()
    assert server.errors("bad_token") == before + 1
    assert first.echo(b"\x12" * 160)


def test_a_message_of_ten_megabytes_ends_its_stream_only(server, caller):
    neighbour, call = caller(), caller()
    before = server.errors("too_big")
    with pytest.raises((ConnectionClosed, OSError)):
        call.send("x" * 10_000_000)
        while True:
            call.hear()
    assert neighbour.echo(b"\x22" * 160)
    assert server.ended(call.call_id) == ["lost"]
    assert server.errors("too_big") == before + 1


def test_a_flood_of_mistakes_ends_its_stream_only(server, caller):
    neighbour, call = caller(), caller()
    with pytest.raises(ConnectionClosed):
        for _ in range(50):
            call.send("{")
        while True:
            call.hear()
    assert neighbour.echo(b"\x22" * 160)
    assert server.ended(call.call_id) == ["lost"]


def raw(caller):
    return caller.socket.socket


def test_a_socket_that_dies_without_stop_is_lost(server, caller):
    call = caller()
    assert call.echo(b"\x11" * 160)
    raw(call).shutdown(socket.SHUT_RDWR)
    assert server.ended(call.call_id) == ["lost"]


def test_bytes_that_are_no_websocket_frame_lose_the_stream_only(server, caller):
    neighbour, call = caller(), caller()
    assert call.echo(b"\x11" * 160)
    raw(call).sendall(b"\xff" * 64)
    assert server.ended(call.call_id) == ["lost"]
    assert neighbour.echo(b"\x22" * 160)


def test_a_line_that_falls_silent_is_stalled(server, caller):
    call = caller()
    assert call.echo(b"\x11" * 160)
    assert server.ended(call.call_id) == ["stalled"]


def test_a_socket_that_never_starts_is_closed(server, caller):
    call = caller(start=False)
    before = server.errors("no_start")
    with pytest.raises(ConnectionClosed):
        call.hear()
    assert server.errors("no_start") == before + 1


def test_our_own_close_ends_the_stream_and_the_call_is_over(server, caller):
    call = caller()
    call.key("#")
    with pytest.raises(ConnectionClosed):
        call.hear()
    assert server.ended(call.call_id) == []
    status, document = server.post("/twilio/after-stream", {"CallSid": call.call_id})
    assert (status, "<Hangup" in document) == (200, True)


def test_a_stop_is_no_hang_up_when_the_carrier_asks_what_comes_next(server, caller):
    call = caller()
    assert call.echo(b"\x11" * 160)
    call.stop()
    assert server.ended(call.call_id) == ["hung_up"]
    form = {"CallSid": call.call_id, "From": "+31600000000", "CallStatus": "in-progress"}
    status, document = server.post("/twilio/after-stream", form)
    assert (status, "<Play>" in document) == (200, True)  # no person's number is set: a callback


def test_a_peer_that_never_answers_our_close_is_dropped(server):
    call_id, parameters = server.dial()
    here = WSConnection(ConnectionType.CLIENT)
    form = {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}
    start = {"streamSid": "MZ1", "callSid": call_id, "mediaFormat": form, "customParameters": parameters}
    numbered = {"sequenceNumber": "1", "streamSid": "MZ1"}
    with socket.create_connection(server.address, timeout=10) as line:
        headers = [(b"X-Twilio-Signature", server.signature().encode())]
        line.sendall(here.send(Request(host="bot", target="/twilio/stream", extra_headers=headers)))
        here.receive_data(line.recv(4096))
        assert isinstance(next(here.events()), AcceptConnection)
        for message in (
            {"event": "connected", "protocol": "Call", "version": "1.0.0"},
            {"event": "start", "start": start} | numbered,
            {"event": "dtmf", "dtmf": {"track": "inbound_track", "digit": "#"}} | numbered,
        ):
            line.sendall(here.send(TextMessage(json.dumps(message))))
        # The close frame comes and gets no answer: the server must end the connection by itself.
        while line.recv(4096):
            pass
    assert server.ended(call_id) == []


def test_clear_reaches_the_carrier(caller):
    call = caller()
    call.key("*")
    assert call.hear() == {"event": "clear", "streamSid": call.sid}


def test_the_final_status_ends_a_stream_whose_socket_is_still_open(server, caller):
    call = caller()
    assert call.echo(b"\x11" * 160)
    status, _ = server.post("/twilio/status", {"CallSid": call.call_id, "CallStatus": "completed"})
    assert status == 204
    assert server.call(call.call_id)["reasons"] == ["hung_up"]
