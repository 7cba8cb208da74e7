"""The carrier's end of one media stream, without I/O: messages both ways, and a clock of frames.

Written from Twilio's documentation alone (Media Streams, "WebSocket messages"), so that it can disagree
with our own server's idea of the protocol.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping

from voicebot.audio.frames import SILENCE_FRAME
from voicebot.replay.handset import Handset
from voicebot.replay.timeline import Timeline, What

_FIELDS = {
    "media": {"event", "streamSid", "media"},
    "mark": {"event", "streamSid", "mark"},
    "clear": {"event", "streamSid"},
}


class Leg(Handset):
    """One stream. Give it what the server sends; each `tick` is 20 ms of both directions."""

    def __init__(
        self,
        account_sid: str,
        call_sid: str,
        stream_sid: str,
        parameters: Mapping[str, str],
        timeline: Timeline,
    ) -> None:
        """``parameters``: the TwiML's `<Parameter>` names and values."""
        super().__init__(timeline)
        self._account_sid = account_sid
        self._call_sid = call_sid
        self._stream_sid = stream_sid
        self._parameters = dict(parameters)
        self._sequence = 0
        self._told: set[str] = set()

    # ── to the server ─────────────────────────────────────────────────────────────────────────────────────

    def opening(self) -> list[str]:
        """`connected` and `start`."""
        self.timeline.add(self.now, What.STREAM)
        start = {
            "accountSid": self._account_sid,
            "streamSid": self._stream_sid,
            "callSid": self._call_sid,
            "tracks": ["inbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
            "customParameters": self._parameters,
        }
        connected = json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"})
        return [connected, self._message("start", start=start)]

    def tick(self, caller: bytes = SILENCE_FRAME) -> list[str]:
        """20 ms pass: the caller's frame goes out, 20 ms of the bot are played, marks reached return."""
        media = {
            "track": "inbound",
            "chunk": str(self.frames + 1),
            "timestamp": str(round(self.now * 1000)),
            "payload": base64.b64encode(caller).decode(),
        }
        messages = [self._message("media", media=media)]
        played = self.play()
        self.speak(caller, played)
        return [*messages, *(self._message("mark", mark={"name": name}) for name in played.marks)]

    def key(self, digit: str) -> str:
        """A key was pressed."""
        self.press(digit)
        return self._message("dtmf", dtmf={"track": "inbound_track", "digit": digit})

    def stop(self) -> str:
        """The caller hung up."""
        return self._message("stop", stop={"accountSid": self._account_sid, "callSid": self._call_sid})

    # ── from the server ───────────────────────────────────────────────────────────────────────────────────

    def receive(self, message: str | bytes) -> list[str]:
        """Take one message of the server; returns what must be sent back. A wrong one becomes a PROBLEM."""
        if isinstance(message, bytes):
            return self._wrong("31950: the server sent a binary message")
        try:
            body = json.loads(message)
        except (ValueError, RecursionError):
            return self._wrong("31951: the server sent a message that is no JSON")
        event = body.get("event") if isinstance(body, dict) else None
        if not isinstance(event, str) or event not in _FIELDS:
            return self._wrong("31951: the server sent a message that is not media, mark or clear")
        if extra := set(body) ^ _FIELDS[event]:
            return self._wrong(
                f"31951: the server's {event} lacks or adds fields: {', '.join(sorted(extra))}"
            )
        if body["streamSid"] != self._stream_sid:
            return self._wrong(f"31951: the server's {event} names another stream")
        if event == "media":
            return self._read_media(body["media"])
        if event == "mark":
            return self._read_mark(body["mark"])
        return [self._message("mark", mark={"name": name}) for name in self.clear()]

    def _read_media(self, media: object) -> list[str]:
        if not isinstance(media, dict) or set(media) != {"payload"} or not isinstance(media["payload"], str):
            return self._wrong("31951: the server's media must hold a payload and nothing else")
        try:
            audio = base64.b64decode(media["payload"], validate=True)
        except (binascii.Error, ValueError):
            return self._wrong("31951: the payload of the server's media is not base64")
        if audio[:4] == b"RIFF":
            return self._wrong("31951: the payload of the server's media has a file header")
        self.media(audio)
        return []

    def _read_mark(self, mark: object) -> list[str]:
        if not isinstance(mark, dict) or set(mark) != {"name"} or not isinstance(mark["name"], str):
            return self._wrong("31951: the server's mark must hold a name and nothing else")
        self.mark(mark["name"])
        return []

    # ── inside ────────────────────────────────────────────────────────────────────────────────────────────

    def _message(self, event: str, **content: object) -> str:
        self._sequence += 1
        head = {"event": event, "sequenceNumber": str(self._sequence), "streamSid": self._stream_sid}
        return json.dumps(head | content)

    def _wrong(self, problem: str) -> list[str]:
        if problem not in self._told:  # Twilio, too, logs each kind once a stream
            self._told.add(problem)
            self.timeline.add(self.now, What.PROBLEM, problem)
        return []
