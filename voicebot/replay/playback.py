"""What the carrier still has to play to the caller, in order: sound and marks.

As Twilio documents it: media is played in the order of its arrival, a mark returns when everything before it
was played, `clear` drops the sound and returns the pending marks at once.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from voicebot.audio.frames import FRAME_BYTES, SILENCE_BYTE

_SILENT = b"\xff\x7f"  # both zeros of μ-law


@dataclass(frozen=True, slots=True)
class Played:
    """One step of playback: the sound (silence where there was none), whether any of it can be heard, and the
    marks that were reached in it.
    """

    audio: bytes
    audible: bool
    marks: tuple[str, ...]


class PlaybackBuffer:
    """Its clock is the sound itself: `pull` plays the next 20 ms."""

    def __init__(self) -> None:
        self._queue: deque[bytearray | str] = deque()

    @property
    def seconds(self) -> float:
        """Length of the sound still to be played."""
        return sum(len(item) for item in self._queue if not isinstance(item, str)) / 8000

    def media(self, mulaw: bytes) -> None:
        """Add 8 kHz μ-law of any length."""
        if mulaw:
            self._queue.append(bytearray(mulaw))

    def mark(self, name: str) -> None:
        """Add a mark behind everything that is queued."""
        self._queue.append(name)

    def clear(self) -> tuple[str, ...]:
        """Drop the sound; returns the pending marks, in order."""
        marks = tuple(item for item in self._queue if isinstance(item, str))
        self._queue.clear()
        return marks

    def pull(self, size: int = FRAME_BYTES) -> Played:
        """Play the next ``size`` bytes, filled up with silence."""
        out = bytearray()
        marks = []
        while self._queue:
            item = self._queue[0]
            if isinstance(item, str):
                marks.append(item)
            elif len(out) < size:
                rest = size - len(out)
                out += item[:rest]
                del item[:rest]
                if item:
                    break
            else:
                break
            self._queue.popleft()
        audible = bool(out.strip(_SILENT))
        return Played(bytes(out) + SILENCE_BYTE * (size - len(out)), audible, tuple(marks))
