"""What the bot says: queued, synthesized, played, heard or cut off.

A speech counts as heard only when its own mark came back while it was still queued. What `stop` dropped is
gone from the queue, so marks that the carrier returns for cleared audio prove nothing (invariant 7).
"""

from __future__ import annotations

from dataclasses import dataclass

from voicebot.audio.frames import seconds


@dataclass(slots=True)
class Speech:
    """One piece of bot speech. ``answer``: heard, it answers a wish of the caller.

    ``play_ends``: expected end in stream seconds, None until it is sent.
    """

    speech_id: int
    text: str
    interruptible: bool
    disclosure: bool = False
    answer: bool = False
    audio: bytes | None = None
    play_starts: float = 0.0
    play_ends: float | None = None

    @property
    def mark(self) -> str:
        """The mark's name; ids are never used twice in a call."""
        return f"speech-{self.speech_id}"


class Playback:
    """The queue of one call."""

    def __init__(self) -> None:
        self._queue: list[Speech] = []
        self._count = 0
        self._free_at = 0.0

    @property
    def active(self) -> bool:
        """Whether something is still to be heard."""
        return bool(self._queue)

    @property
    def interruptible(self) -> bool:
        """Whether something is queued and all of it may be cut off."""
        return bool(self._queue) and all(speech.interruptible for speech in self._queue)

    def add(
        self, text: str, *, interruptible: bool, disclosure: bool = False, answer: bool = False
    ) -> Speech:
        """Queue a text; its speech must follow through `ready`."""
        self._count += 1
        speech = Speech(self._count, text, interruptible, disclosure, answer)
        self._queue.append(speech)
        return speech

    def find(self, speech_id: int) -> Speech | None:
        """The queued speech with this id."""
        return next((speech for speech in self._queue if speech.speech_id == speech_id), None)

    def ready(self, now: float) -> list[Speech]:
        """Speeches that can be sent now, in order: synthesized, and nothing unsynthesized before them."""
        out = []
        for speech in self._queue:
            if speech.audio is None:
                break
            if speech.play_ends is None:
                speech.play_starts = max(now, self._free_at)
                speech.play_ends = self._free_at = speech.play_starts + seconds(speech.audio)
                out.append(speech)
        return out

    def heard(self, mark: str) -> Speech | None:
        """A mark came back: the speech that it proves, removed; None for marks that prove nothing."""
        for speech in self._queue:
            if speech.mark == mark and speech.play_ends is not None:
                self._queue.remove(speech)
                return speech
        return None

    def take(self, speech_id: int) -> Speech:
        """Remove and return a queued speech. Raises KeyError when it is not queued."""
        speech = self.find(speech_id)
        if speech is None:
            raise KeyError(speech_id)
        self._queue.remove(speech)
        return speech

    def drop(self, speech: Speech) -> None:
        """Give up on one speech (failed, or its mark never came)."""
        self._queue.remove(speech)

    def stop(self, now: float) -> list[Speech]:
        """Drop all; returns what was not heard."""
        dropped, self._queue = self._queue, []
        self._free_at = now
        return dropped
