"""What the bot says: queued, synthesized, played, heard or cut off.

A speech counts as heard only when its own mark came back while it was still queued. What `stop` dropped is
gone from the queue, so marks that the carrier returns for cleared audio prove nothing (invariant 7).
"""

from __future__ import annotations

from dataclasses import dataclass

from voicebot.audio.frames import seconds
from voicebot.call.sentences import split_heard

SILENT = -99.0  # dBFS
LINE_SECONDS = 0.1  # what is sent is heard so much later: better a word twice than a word never
ECHO_SECONDS = 0.3  # a speakerphone gives the bot's voice back up to 250 ms later (issue 4), and it rings


@dataclass(slots=True)
class Speech:
    """One piece of bot speech. ``answer``: heard, it answers a wish of the caller.

    generation: how often the bot had been cut off when it was queued. play_ends: expected end in stream
    seconds, None until it is sent. level: of its voiced parts in dBFS. heard: what was heard of its text,
    once it was cut off.
    """

    speech_id: int
    text: str
    interruptible: bool
    disclosure: bool = False
    answer: bool = False
    generation: int = 0
    audio: bytes | None = None
    level: float = SILENT
    play_starts: float = 0.0
    play_ends: float | None = None
    heard: str = ""
    rest: str = ""

    @property
    def mark(self) -> str:
        """The mark's name; no name is used twice in a call."""
        return f"speech-{self.speech_id}.{self.generation}"

    def cut(self, now: float) -> None:
        """It was cut off: note what was heard of it, and what was not."""
        played = 0.0
        if self.play_ends is not None and self.play_ends > self.play_starts:
            played = (now - LINE_SECONDS - self.play_starts) / (self.play_ends - self.play_starts)
        self.heard, self.rest = split_heard(self.text, played)


class Playback:
    """The queue of one call."""

    def __init__(self) -> None:
        self._queue: list[Speech] = []
        self._count = 0
        self._free_at = 0.0
        self._generation = 0
        self._sounding: list[tuple[float, float, float]] = []  # from, to, level: what plays and just played

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
        speech = Speech(self._count, text, interruptible, disclosure, answer, self._generation)
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
                self._sounding.append((speech.play_starts, speech.play_ends, speech.level))
                out.append(speech)
        return out

    def heard(self, now: float, mark: str) -> Speech | None:
        """A mark came back: the speech that it proves, removed; None for marks that prove nothing."""
        for speech in self._queue:
            if speech.mark == mark and speech.play_ends is not None:
                self._queue.remove(speech)
                if not self._queue:
                    self._free_at = min(self._free_at, now)
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
        self._generation += 1
        self._sounding = [
            (start, min(end, now), level) for start, end, level in self._sounding if start < now
        ]
        for speech in dropped:
            speech.cut(now)
        return dropped

    def echo(self, now: float) -> float | None:
        """Level of the bot's own voice that may come back at ``now``, in dBFS; None when there is none."""
        self._sounding = [one for one in self._sounding if one[1] > now - ECHO_SECONDS]
        return max((level for start, _, level in self._sounding if start <= now), default=None)

    def asks(self, now: float) -> bool:
        """Whether the last thing that is queued, the question, is being heard."""
        return (
            bool(self._queue) and self._queue[-1].play_ends is not None and self._queue[-1].play_starts <= now
        )
