"""The caller's telephone, without I/O: what is played to the caller, what the caller sends, a clock of
frames.

The same on both ways to replay: at the end of a media stream (`voicebot.replay.leg`) and of a virtual line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from voicebot.audio.frames import FRAME_SECONDS, SILENCE_FRAME
from voicebot.replay.playback import PlaybackBuffer, Played
from voicebot.replay.timeline import Moment, Timeline, What

_GAP_SECONDS = 0.3  # a shorter silence inside the bot's speech does not end what it says


@dataclass(frozen=True, slots=True)
class Doing:
    """What the caller does in one frame: 20 ms of 8 kHz μ-law, keys pressed, or hanging up."""

    audio: bytes = SILENCE_FRAME
    keys: str = ""
    hang_up: bool = False


class Handset:
    """One call's end at the caller. Each 20 ms: `play` what the bot says, then `speak`.

    caller_audio, bot_audio: 8 kHz μ-law since the beginning. bot_moments: when the bot was heard.
    bot_last_heard: until when, in stream seconds.
    """

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.frames = 0
        self.caller_audio = bytearray()
        self.bot_audio = bytearray()
        self.bot_last_heard: float | None = None
        self.bot_moments: list[Moment] = []
        self._buffer = PlaybackBuffer()

    @property
    def now(self) -> float:
        """Stream time in seconds."""
        return self.frames * FRAME_SECONDS

    @property
    def buffered(self) -> float:
        """Seconds of bot sound not yet played."""
        return self._buffer.seconds

    def media(self, mulaw: bytes) -> None:
        """The bot sends 8 kHz μ-law of any length."""
        self._buffer.media(mulaw)

    def mark(self, name: str) -> None:
        """The bot wants to know when all it sent was played."""
        self._buffer.mark(name)

    def clear(self) -> tuple[str, ...]:
        """The bot's sound is dropped; returns the marks that come back with it."""
        self.timeline.add(self.now, What.CLEARED, data=f"{self._buffer.seconds:.2f}")
        return self._buffer.clear()

    def play(self) -> Played:
        """20 ms of the bot are played."""
        played = self._buffer.pull()
        self.bot_audio += played.audio
        if played.audible:
            self._bot_is_heard()
        return played

    def speak(self, frame: bytes, played: Played) -> None:
        """The caller's 20 ms (160 bytes) go out while ``played`` is heard: the frame is over."""
        self.caller_audio += frame
        self.frames += 1
        for name in played.marks:
            self.timeline.add(self.now, What.MARK, name)

    def press(self, digit: str) -> None:
        """A key is pressed."""
        self.timeline.add(self.now, What.KEY, digit)

    def _bot_is_heard(self) -> None:
        if self.bot_last_heard is None or self.now - self.bot_last_heard > _GAP_SECONDS:
            self.bot_moments.append(self.timeline.add(self.now, What.BOT))
        self.bot_last_heard = self.now + FRAME_SECONDS
        self.bot_moments[-1].until = round(self.bot_last_heard, 2)


class Caller(Protocol):
    """Whoever holds the telephone."""

    def step(self, phone: Handset, /) -> Doing:
        """What is done in the next 20 ms; ``phone`` tells the time and what was heard."""
        ...
