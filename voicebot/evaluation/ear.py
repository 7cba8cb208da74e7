"""What Whisper base makes of a sentence spoken through a line: the house's own way, without a call."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from audio_fixtures.line import through
from audio_fixtures.make import turns
from audio_fixtures.noise import Floats
from audio_fixtures.voice import RATE, speak
from voicebot.audio.codec import resample
from voicebot.call.ports import Transcript
from voicebot.evaluation.conditions import Condition

VERSION = 2  # raise it when the way to the house changes; cached hearings are then made anew


class Hears(Protocol):
    """The part of `voicebot.call.ports.Transcriber` that is needed here."""

    def transcribe(self, mulaw: bytes, hint: str = "") -> Transcript:
        """See `voicebot.call.ports.Transcriber`."""
        ...


@dataclass(frozen=True, slots=True)
class Heard:
    """What the house makes of one sentence. rejected: why the text is not used, as in TranscriptReady.

    confidence: of the least certain turn when a pause cut the sentence into several.
    """

    text: str
    confidence: float
    rejected: str | None
    turns: int


def through_line(text: str, condition: Condition) -> bytes:
    """The sentence as 8 kHz μ-law out of the line. Raises VoiceError."""
    speaker = condition.speaker
    # What is played faster is also spoken faster and higher: the voice reads that much slower.
    sound = speak(text, voice=speaker.voice, speed=round(speaker.speed / speaker.tract), pitch=speaker.pitch)
    return through(stretch(sound, speaker.tract), RATE, condition.line, condition.seed)


def stretch(sound: Floats, tract: float) -> Floats:
    """Move formants (and pitch) up by a factor, as a vocal tract shorter by that factor has them."""
    moved: Floats = resample(sound.astype("float32"), round(RATE * tract), RATE).astype("float64")
    return moved


def join(heard: list[Transcript]) -> Heard:
    """The turns of one sentence as one hearing: accepted ones joined; without any, the first refusal.

    No turn at all (voice activity found no speech) is 'no_speech'.
    """
    good = [turn for turn in heard if turn.rejected is None and turn.text.strip()]
    if good:
        return Heard(
            " ".join(turn.text for turn in good), min(turn.confidence for turn in good), None, len(heard)
        )
    refused = [turn for turn in heard if turn.rejected == "unclear"] or heard
    first = refused[0] if refused else Transcript("", 0.0, "no_speech", "")
    return Heard(first.text, 0.0, first.rejected or "no_speech", len(heard))


class Ear:
    """Hears sentences; what it heard before comes from the cache, so Whisper is loaded only when needed."""

    def __init__(self, cache_dir: Path) -> None:
        """``cache_dir``: the settings' cache folder, where Whisper's weights are too."""
        self._cache_dir = cache_dir
        self._folder = cache_dir / "spoken"
        self._whisper: Hears | None = None
        self.new = 0  # how many were not in the cache

    def hear(self, text: str, condition: Condition, hint: str = "") -> Heard:
        """Speak and transcribe. ``hint``: see `voicebot.call.hints`. Raises VoiceError, PartError."""
        path = self._folder / f"{key(text, condition, hint)}.json"
        if path.is_file():
            return Heard(**json.loads(path.read_text(encoding="utf-8")))
        mulaw = through_line(text, condition)
        whisper = self._loaded()
        heard = join([whisper.transcribe(turn, hint) for turn in turns(mulaw)])
        self.new += 1
        self._folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        unfinished.write_text(json.dumps(asdict(heard), ensure_ascii=False), encoding="utf-8")
        unfinished.replace(path)
        return heard

    def _loaded(self) -> Hears:
        if self._whisper is None:
            from voicebot.speech.transcriber import WhisperTranscriber

            self._whisper = WhisperTranscriber("base", self._cache_dir)
        return self._whisper


def key(text: str, condition: Condition, hint: str) -> str:
    """SHA-256 of everything that decides what is heard, as 64 hex digits."""
    from voicebot.speech.transcriber import DEFAULT_PROMPT

    whole = {
        "version": VERSION,
        "text": text,
        "condition": condition.as_dict(),
        "hint": hint,
        "model": f"base int8 beam 5 window 10/15 padded with silence {DEFAULT_PROMPT}",
    }
    return hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
