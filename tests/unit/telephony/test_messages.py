"""What comes in over a media stream is read to the letter or refused with a reason, and never crashes."""

from __future__ import annotations

import base64
import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.telephony import messages as m

SID = "MZ" + "0" * 32
CALL = "CA" + "1" * 32

SOUND = base64.b64encode(b"\xff" * 160).decode()

# As in Twilio's documentation: numbers as strings, but for the media format.
CONNECTED = {"event": "connected", "protocol": "Call", "version": "1.0.0"}
START = {
    "event": "start",
    "sequenceNumber": "1",
    "start": {
        "accountSid": "AC" + "2" * 32,
        "streamSid": SID,
        "callSid": CALL,
        "tracks": ["inbound"],
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
        "customParameters": {"token": "abc"},
    },
    "streamSid": SID,
}
MEDIA = {
    "event": "media",
    "sequenceNumber": "3",
    "media": {"track": "inbound", "chunk": "1", "timestamp": "5", "payload": SOUND},
    "streamSid": SID,
}  # fmt: skip
DTMF = {
    "event": "dtmf",
    "streamSid": SID,
    "sequenceNumber": "5",
    "dtmf": {"track": "inbound_track", "digit": "1"},
}
MARK = {"event": "mark", "sequenceNumber": "4", "streamSid": SID, "mark": {"name": "m1"}}
STOP = {
    "event": "stop",
    "sequenceNumber": "5",
    "streamSid": SID,
    "stop": {"accountSid": "AC" + "2" * 32, "callSid": CALL},
}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (CONNECTED, m.Connected("Call", "1.0.0")),
        (START, m.Start(SID, CALL, 1, {"token": "abc"})),
        (MEDIA, m.Media(SID, 3, 1, 5, b"\xff" * 160)),
        (DTMF, m.Dtmf(SID, 5, "1")),
        (MARK, m.Mark(SID, 4, "m1")),
        (STOP, m.Stop(SID, 5, CALL)),
    ],
)
def test_documented_messages_are_read_and_unknown_fields_ignored(raw, expected):
    assert m.parse(json.dumps(raw)) == expected
    assert m.parse(json.dumps(raw | {"added": {"later": [1]}})) == expected


def changed(message, path, value):
    """A copy with one field set, or removed when value is ``...``."""
    message = copy.deepcopy(message)
    *heads, last = path.split(".")
    target = message
    for head in heads:
        target = target[head]
    if value is ...:
        del target[last]
    else:
        target[last] = value
    return json.dumps(message)


def test_numbers_may_come_as_numbers():
    assert m.parse(changed(MEDIA, "media.timestamp", 1234)).timestamp == 1234


@pytest.mark.parametrize(
    ("message", "path", "value", "kind"),
    [
        (CONNECTED, "event", "dance", "unknown_event"),
        (CONNECTED, "event", ["media"], "unknown_event"),
        (CONNECTED, "event", ..., "unknown_event"),
        (CONNECTED, "version", ..., "bad_field"),
        (START, "start", [], "bad_field"),
        (START, "start.callSid", "", "bad_field"),
        (START, "start.callSid", "x" * 513, "bad_field"),
        (START, "start.callSid", "half \ud800", "bad_field"),
        (START, "streamSid", "MZother", "bad_field"),
        (START, "start.customParameters", [], "bad_field"),
        (START, "start.customParameters.token", 5, "bad_field"),
        (START, "start.mediaFormat.encoding", "audio/opus", "bad_format"),
        (START, "start.mediaFormat.sampleRate", 16000, "bad_format"),
        (START, "start.mediaFormat.sampleRate", "8000", "bad_format"),
        (START, "start.mediaFormat.channels", True, "bad_format"),
        (START, "start.mediaFormat", ..., "bad_field"),
        (MEDIA, "media.payload", "not base64!", "bad_base64"),
        (MEDIA, "media.payload", "AAA", "bad_base64"),
        (MEDIA, "media.payload", "é", "bad_base64"),
        (MEDIA, "media.payload", ..., "bad_field"),
        (MEDIA, "media.track", "outbound", "bad_track"),
        (MEDIA, "media.timestamp", "-5", "bad_field"),
        (MEDIA, "media.timestamp", "٣", "bad_field"),
        (MEDIA, "media.timestamp", "9" * 5000, "bad_field"),
        (MEDIA, "media.timestamp", True, "bad_field"),
        (MEDIA, "media.timestamp", 1.5, "bad_field"),
        (MEDIA, "sequenceNumber", ..., "bad_field"),
        (MEDIA, "streamSid", ..., "bad_field"),
        (DTMF, "dtmf.digit", "12", "bad_key"),
        (DTMF, "dtmf.digit", "a", "bad_key"),
        (MARK, "mark", "m1", "bad_field"),
        (STOP, "stop", ..., "bad_field"),
    ],
)
def test_wrong_messages_are_refused_with_their_kind(message, path, value, kind):
    with pytest.raises(m.ProtocolError) as caught:
        m.parse(changed(message, path, value))
    assert caught.value.kind == kind


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"{}", "binary"),
        ("", "bad_json"),
        ("{", "bad_json"),
        ("[" * 50000, "bad_json"),
        ("[1]", "not_object"),
        ("null", "not_object"),
        ("x" * 70000, "too_big"),
        ('{"event":"connected","protocol":' + "9" * 5000 + "}", "bad_json"),
    ],
)
def test_what_is_no_message_at_all_is_refused(raw, kind):
    with pytest.raises(m.ProtocolError) as caught:
        m.parse(raw)
    assert caught.value.kind == kind


def test_an_error_does_not_repeat_what_the_message_held():
    with pytest.raises(m.ProtocolError) as caught:
        m.parse(changed(DTMF, "dtmf.digit", "1017AB"))
    assert "1017AB" not in str(caught.value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
PATHS = [
    (message, path)
    for message, paths in (
        (CONNECTED, "event protocol version"),
        (START, "event sequenceNumber streamSid start start.streamSid start.callSid start.mediaFormat "
                "start.mediaFormat.encoding start.mediaFormat.channels start.customParameters"),
        (MEDIA, "sequenceNumber streamSid media media.track media.chunk media.timestamp media.payload"),
        (DTMF, "dtmf dtmf.digit"),
        (MARK, "mark mark.name"),
        (STOP, "stop stop.callSid"),
    )
    for path in paths.split()
]  # fmt: skip


def survives(raw):
    try:
        return m.parse(raw)
    except m.ProtocolError as error:
        return error


@given(st.text() | st.binary() | json_values.map(json.dumps))
def test_fuzz_anything(raw):
    assert isinstance(survives(raw), m.ProtocolError)


@given(st.sampled_from(PATHS), json_values | st.just(...))
def test_fuzz_one_field(target, value):
    message, path = target
    assert isinstance(survives(changed(message, path, value)), m.Message | m.ProtocolError)


@given(st.binary(max_size=2000))
def test_audio_survives_the_way_out_and_in(audio):
    out = json.loads(m.media(SID, audio))
    assert out == {"event": "media", "streamSid": SID, "media": {"payload": out["media"]["payload"]}}
    assert m.parse(changed(MEDIA, "media.payload", out["media"]["payload"])).payload == audio


def test_mark_and_clear_have_the_documented_fields_only():
    assert json.loads(m.mark(SID, "m1")) == {"event": "mark", "streamSid": SID, "mark": {"name": "m1"}}
    assert json.loads(m.clear(SID)) == {"event": "clear", "streamSid": SID}
