"""Whisper with the time of every word, for recordings that are worked on afterwards; calls have no use for
it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from faster_whisper import WhisperModel

from voicebot.audio.codec import mulaw_to_floats
from voicebot.call.ports import PartError
from voicebot.speech.transcriber import DEFAULT_PROMPT, SHORTEST_SECONDS, token_bound
from voicebot.speech.weights import model_path

_MOST_TOKENS = 220  # of one window of 30 s, so that the prompt has room beside them (448 in all)


@dataclass(frozen=True, slots=True)
class Word:
    """One word with its punctuation, from ``start`` to ``end`` seconds of the sound; right to about 0.2 s."""

    start: float
    end: float
    text: str


class WordHearer:
    """One warm model. Not thread-safe."""

    def __init__(self, model: str, cache_dir: Path, *, threads: int = 2) -> None:
        """``model``: as for `WhisperTranscriber`. Raises WeightsError and PartError."""
        path = model_path(model, cache_dir)
        try:
            self._whisper = WhisperModel(
                path, device="cpu", compute_type="int8", cpu_threads=threads,
                local_files_only=Path(path).is_dir(),
            )  # fmt: skip
        except Exception as error:
            raise PartError(f"Whisper model {model!r} could not be loaded ({error})") from error

    def words(self, mulaw: bytes) -> list[Word]:
        """What is said in 8 kHz μ-law, in Dutch. Raises PartError."""
        if len(mulaw) < SHORTEST_SECONDS * 8000:
            return []
        try:
            segments, _ = self._whisper.transcribe(
                mulaw_to_floats(mulaw), language="nl", beam_size=5, temperature=0.0, word_timestamps=True,
                condition_on_previous_text=False, initial_prompt=DEFAULT_PROMPT,
                max_new_tokens=min(_MOST_TOKENS, token_bound(len(mulaw) / 8000)),
            )  # fmt: skip
            return [
                Word(float(word.start), float(word.end), word.word.strip())
                for segment in segments
                for word in segment.words or ()
            ]
        except Exception as error:
            raise PartError(f"Whisper failed: {type(error).__name__}: {error}") from error
