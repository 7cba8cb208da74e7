"""Takes what is personal out of an utterance: of its words and of its sound, and listens whether it is
gone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from voicebot.audio.frames import SILENCE_BYTE, seconds
from voicebot.record import personal
from voicebot.record.personal import Hidden
from voicebot.speech.words import Word

BEFORE, AFTER = 0.25, 0.3  # seconds around hidden words: Whisper's times of words are right to about 0.2 s
TOGETHER = 0.4  # seconds: what is left between two hidden parts and shorter is hidden too


class Hears(Protocol):
    """`voicebot.speech.words.WordHearer` is one."""

    def words(self, mulaw: bytes) -> list[Word]:
        """Words with their times."""
        ...


@dataclass(frozen=True, slots=True)
class Clean:
    """An utterance without what is personal. spans: what was silenced, in seconds. whole: all of it was."""

    text: str
    audio: bytes
    spans: tuple[tuple[float, float], ...] = ()
    whole: bool = False


def clean(audio: bytes, hears: Hears, question: str = "", allowed: Collection[str] = ()) -> Clean:
    """``audio``: 8 kHz μ-law; ``question``: what the bot said before; ``allowed``: names all may know.

    What can still be heard of it afterwards makes the whole utterance silent. Raises PartError (Whisper's).
    """
    words = hears.words(audio)
    texts = [word.text for word in words]
    hidden = personal.find(texts, question, allowed)
    text = personal.shown(texts, hidden)
    if not hidden:
        return Clean(text, audio)
    length = seconds(audio)
    if len(hidden) == 1 and hidden[0].first == 0 and hidden[0].last == len(words) - 1:
        return Clean(text, SILENCE_BYTE * len(audio), ((0.0, length),), whole=True)
    spans = _spans(words, hidden, length)
    quiet = _silenced(audio, spans)
    again = [word.text for word in hears.words(quiet)]
    heard = {part for word in again for part in personal.tokens([word], [Hidden(0, 0, "")])}
    if personal.holds_numbers(again) or heard & personal.tokens(texts, hidden):
        return Clean(personal.ANSWER, SILENCE_BYTE * len(audio), ((0.0, length),), whole=True)
    return Clean(text, quiet, spans)


def _spans(words: Sequence[Word], hidden: Sequence[Hidden], length: float) -> tuple[tuple[float, float], ...]:
    spans: list[tuple[float, float]] = []
    for part in hidden:
        start = 0.0 if part.first == 0 else max(0.0, words[part.first].start - BEFORE)
        end = length if part.last == len(words) - 1 else min(length, words[part.last].end + AFTER)
        if spans and start - spans[-1][1] < TOGETHER:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return tuple((round(start, 2), round(end, 2)) for start, end in spans)


def _silenced(audio: bytes, spans: Sequence[tuple[float, float]]) -> bytes:
    quiet = bytearray(audio)
    for start, end in spans:
        first, last = round(start * 8000), min(len(quiet), round(end * 8000))
        quiet[first:last] = SILENCE_BYTE * (last - first)
    return bytes(quiet)
