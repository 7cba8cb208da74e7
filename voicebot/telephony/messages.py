"""The media stream's JSON messages: what comes in, checked to the letter, and what goes out.

Twilio's contract: https://www.twilio.com/docs/voice/media-streams/websocket-messages. `sequenceNumber`,
`chunk` and `timestamp` are strings there that hold numbers; plain numbers are read as well. Fields that
Twilio may add later are ignored.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

KEYS = frozenset("0123456789*#ABCD")  # ITU-T Q.23: the sixteen signals of a telephone's keypad
_MAX_TEXT = 512  # names, ids and parameters; Twilio bounds a parameter's name and value to 500 characters
_NUMBER = re.compile(r"[0-9]{1,15}", re.ASCII)


class ProtocolError(Exception):
    """A message that breaks the contract.

    ``kind`` is one of a small fixed set (a metric's label), ``detail`` says what is wrong and never repeats
    what the message held: that may be personal.
    """

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind = kind
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Connected:
    """First message of a socket."""

    protocol: str
    version: str


@dataclass(frozen=True, slots=True)
class Start:
    """The stream begins; ``parameters`` are the TwiML's <Parameter> values."""

    stream_sid: str
    call_sid: str
    sequence: int
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Media:
    """Audio of the caller: raw 8 kHz μ-law; ``timestamp`` in milliseconds from the stream's start."""

    stream_sid: str
    sequence: int
    chunk: int
    timestamp: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class Dtmf:
    """A key."""

    stream_sid: str
    sequence: int
    digit: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark of ours came back: played, or cleared."""

    stream_sid: str
    sequence: int
    name: str


@dataclass(frozen=True, slots=True)
class Stop:
    """The stream is over."""

    stream_sid: str
    sequence: int
    call_sid: str


Message = Connected | Start | Media | Dtmf | Mark | Stop


def parse(raw: str | bytes, max_bytes: int = 65536) -> Message:
    """Read one WebSocket message. Raises ProtocolError, and nothing else, for whatever is wrong with it."""
    if not isinstance(raw, str):
        raise ProtocolError("binary", f"a binary message of {len(raw)} bytes; the protocol is JSON text")
    if len(raw) > max_bytes:
        raise ProtocolError("too_big", f"a message of {len(raw)} characters; at most {max_bytes} are read")
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise ProtocolError("bad_json", f"not JSON ({type(error).__name__})") from None
    if not isinstance(data, dict):
        raise ProtocolError("not_object", f"a JSON {type(data).__name__} where an object belongs")
    event = data.get("event")
    reader = _READERS.get(event) if isinstance(event, str) else None
    if reader is None:
        raise ProtocolError("unknown_event", "no `event` that the protocol knows")
    return reader(data)


def _connected(data: dict[str, Any]) -> Connected:
    return Connected(_text(data, "protocol"), _text(data, "version"))


def _start(data: dict[str, Any]) -> Start:
    start = _object(data, "start")
    form = _object(start, "mediaFormat")
    found = (form.get("encoding"), form.get("sampleRate"), form.get("channels"))
    # The comparison of types keeps `true` from passing as the number 1.
    if found != ("audio/x-mulaw", 8000, 1) or type(found[2]) is bool:
        raise ProtocolError("bad_format", "`mediaFormat` is not audio/x-mulaw, 8000, 1")
    parameters = start.get("customParameters", {})
    if not isinstance(parameters, dict):
        raise ProtocolError("bad_field", "`customParameters` is not an object")
    stream_sid = _text(start, "streamSid")
    if data.get("streamSid", stream_sid) != stream_sid:
        raise ProtocolError("bad_field", "`streamSid` and `start.streamSid` differ")
    return Start(
        stream_sid,
        _text(start, "callSid"),
        _number(data, "sequenceNumber"),
        {name: _text(parameters, name, empty=True) for name in parameters},
    )


def _media(data: dict[str, Any]) -> Media:
    media = _object(data, "media")
    if _text(media, "track") != "inbound":
        raise ProtocolError("bad_track", "`media.track` is not 'inbound'")
    encoded = media.get("payload")
    if not isinstance(encoded, str):
        raise ProtocolError("bad_field", "`payload` is missing or not text")
    try:
        payload = base64.b64decode(encoded, validate=True)
    except ValueError:
        raise ProtocolError("bad_base64", "`media.payload` is not base64") from None
    return Media(
        _text(data, "streamSid"),
        _number(data, "sequenceNumber"),
        _number(media, "chunk"),
        _number(media, "timestamp"),
        payload,
    )


def _dtmf(data: dict[str, Any]) -> Dtmf:
    digit = _text(_object(data, "dtmf"), "digit")
    if digit not in KEYS:
        raise ProtocolError("bad_key", "`dtmf.digit` is no key of a telephone")
    return Dtmf(_text(data, "streamSid"), _number(data, "sequenceNumber"), digit)


def _mark(data: dict[str, Any]) -> Mark:
    name = _text(_object(data, "mark"), "name")
    return Mark(_text(data, "streamSid"), _number(data, "sequenceNumber"), name)


def _stop(data: dict[str, Any]) -> Stop:
    call_sid = _text(_object(data, "stop"), "callSid")
    return Stop(_text(data, "streamSid"), _number(data, "sequenceNumber"), call_sid)


_READERS: dict[str, Callable[[dict[str, Any]], Message]] = {
    "connected": _connected,
    "start": _start,
    "media": _media,
    "dtmf": _dtmf,
    "mark": _mark,
    "stop": _stop,
}


def _object(data: dict[str, Any], name: str) -> dict[str, Any]:
    value = data.get(name)
    if not isinstance(value, dict):
        raise ProtocolError("bad_field", f"`{name}` is missing or not an object")
    return value


def _text(data: dict[str, Any], name: str, *, empty: bool = False) -> str:
    value = data.get(name)
    if not isinstance(value, str) or len(value) > _MAX_TEXT or not (value or empty):
        raise ProtocolError("bad_field", "a text is missing, empty, too long or not text")
    # JSON may hold half a surrogate pair ("\ud800"), which no database or log can write down.
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise ProtocolError("bad_field", "a text is not valid Unicode")
    return value


def _number(data: dict[str, Any], name: str) -> int:
    value = data.get(name)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**15:
        return value
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return int(value)
    raise ProtocolError("bad_field", f"`{name}` is missing or not a number")


def media(stream_sid: str, mulaw: bytes) -> str:
    """`media` to Twilio: raw 8 kHz μ-law to play after what it holds. No other fields: error 31951."""
    payload = base64.b64encode(mulaw).decode("ascii")
    return _dump({"event": "media", "streamSid": stream_sid, "media": {"payload": payload}})


def mark(stream_sid: str, name: str) -> str:
    """`mark` to Twilio: comes back when all audio sent before it was played or cleared."""
    return _dump({"event": "mark", "streamSid": stream_sid, "mark": {"name": name}})


def clear(stream_sid: str) -> str:
    """`clear` to Twilio: forget audio that was not played yet; pending marks come back."""
    return _dump({"event": "clear", "streamSid": stream_sid})


def _dump(message: dict[str, Any]) -> str:
    return json.dumps(message, separators=(",", ":"))
