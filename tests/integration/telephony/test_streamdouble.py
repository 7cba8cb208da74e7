"""A carrier that nobody here wrote: streamdouble plays a call against the server and finds no fault."""

from __future__ import annotations

import asyncio
import functools
import os

import websockets
from streamdouble import session as streamdouble
from streamdouble.protocol import StreamIdentity


def test_streamdouble_hears_its_echo_and_no_violation(server, monkeypatch):
    # streamdouble does not sign: give its handshake the carrier's header.
    header = {"X-Twilio-Signature": server.signature()}
    signed = functools.partial(websockets.connect, additional_headers=header)
    monkeypatch.setattr(streamdouble.websockets, "connect", signed)
    call_id, parameters = server.dial()
    frames = [os.urandom(160) for _ in range(100)]
    config = streamdouble.SessionConfig(
        custom_parameters=parameters, response_timeout_s=5, quiet_period_s=0.3, max_drain_s=10
    )
    identity = StreamIdentity(call_sid=call_id)
    session = streamdouble.Session(server.stream_url, frames, config=config, identity=identity)
    result = asyncio.run(session.run())
    assert result.violations == []
    assert result.unknown_events == []
    assert result.warnings == []
    assert result.closed_by is None
    assert result.audio_received == b"".join(frames)
    assert result.marks_echoed == [f"echo-{n}" for n in range(1, 11)]
    assert server.ended(call_id) == ["hung_up"]
    assert server.call(call_id)["marks"] == result.marks_echoed
