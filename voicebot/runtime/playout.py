"""Sends speech to the carrier at the pace at which it is played, so that a stop is a stop."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from voicebot.audio.frames import FRAME_BYTES, SAMPLE_RATE, pad, seconds
from voicebot.call.ports import MediaOutlet

AHEAD = 0.5  # seconds sent before they are played (shared contract with the carrier: at most about 0.5)
CHUNK = 5 * FRAME_BYTES  # 100 ms a message
CHUNK_SECONDS = CHUNK / SAMPLE_RATE


@dataclass(slots=True)
class _Item:
    audio: bytes
    mark: str
    sent: int = 0


class Playout:
    """The sending side of one stream. Not thread-safe: the call's own thread drives it."""

    def __init__(self, outlet: MediaOutlet) -> None:
        self._outlet = outlet
        self._queue: deque[_Item] = deque()
        self._played_until = 0.0

    def add(self, mulaw: bytes, mark: str) -> None:
        """Queue 8 kHz μ-law; its mark follows when all of it was sent."""
        self._queue.append(_Item(pad(mulaw), mark))

    def pump(self, now: float) -> None:
        """Send what may be sent at ``now`` (stream seconds)."""
        self._played_until = max(self._played_until, now)
        while self._queue and self._played_until - now + CHUNK_SECONDS <= AHEAD + 1e-6:
            item = self._queue[0]
            chunk = item.audio[item.sent : item.sent + CHUNK]
            if chunk:
                self._outlet.send_audio(chunk)
                item.sent += len(chunk)
                self._played_until += seconds(chunk)
            if item.sent >= len(item.audio):
                self._outlet.send_mark(item.mark)
                self._queue.popleft()

    def stop(self, now: float) -> None:
        """Drop what was not sent and clear what was."""
        self._queue.clear()
        self._outlet.send_clear()
        self._played_until = now
