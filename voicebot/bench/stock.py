"""Our transcriber beside a stock faster-whisper `transcribe`: the same model, turns, type and threads.

Measured in turn, sentence by sentence, so that whatever else the machine does meets both.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from faster_whisper import WhisperModel

from audio_fixtures.make import HINTS as BY_FILE
from audio_fixtures.make import turns
from voicebot.audio.codec import mulaw_to_floats
from voicebot.bench.figures import median, ratio, word_error_rate
from voicebot.call.hints import HINTS
from voicebot.replay.scenario import Does, Scenario
from voicebot.settings import Settings
from voicebot.speech.transcriber import RATE, WhisperTranscriber
from voicebot.speech.weights import model_path


@dataclass(frozen=True, slots=True)
class Utterance:
    """What a recording says, its turns as the house cuts them (8 kHz μ-law), and what Whisper is told."""

    words: str
    turns: tuple[bytes, ...]
    hint: str


def utterances(scenarios: Iterable[Scenario]) -> Iterator[Utterance]:
    """Everything that is said in these calls, each sound once."""
    seen = set()
    for scenario in scenarios:
        for step in scenario.steps:
            if step.does is Does.SAY and step.audio not in seen:
                seen.add(step.audio)
                hint = next((HINTS[kind] for word, kind in BY_FILE.items() if word in step.file), "")
                yield Utterance(step.text, tuple(turns(step.audio)), hint)


def compare(settings: Settings, spoken: Sequence[Utterance]) -> dict[str, Any]:
    """Median seconds a turn and word error rates of both. Raises WeightsError and PartError."""
    ours = _Ours(settings)
    stock = _Stock(settings)
    for index, one in enumerate(spoken):
        for side in (ours, stock) if index % 2 else (stock, ours):  # neither always finds warm caches
            side.hear(one)
    stock_median, our_median = median(stock.seconds), median(ours.seconds)
    return {
        "stock_ratio": ratio(stock_median, our_median),
        "stock_median_s": stock_median,
        "stock_max_s": round(max(stock.seconds, default=0.0), 3),
        "our_median_s": our_median,
        "our_max_s": round(max(ours.seconds, default=0.0), 3),
        "stock_wer": word_error_rate(stock.pairs),
        "wer_alone": word_error_rate(ours.pairs),
        "stock_turns": len(stock.seconds),
    }


class _Side(ABC):
    """Hears turns and keeps the time."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.pairs: list[tuple[str, str]] = []

    def hear(self, one: Utterance) -> None:
        texts = []
        for turn in one.turns:
            began = time.perf_counter()
            texts.append(self._text(turn, one.hint))
            self.seconds.append(time.perf_counter() - began)
        self.pairs.append((one.words, " ".join(texts)))

    @abstractmethod
    def _text(self, turn: bytes, hint: str) -> str: ...


class _Ours(_Side):
    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._whisper = WhisperTranscriber(
            settings.whisper_model,
            settings.cache_dir,
            device=settings.whisper_device,
            compute_type=settings.whisper_compute_type,
            threads=settings.whisper_threads,
            beam=settings.whisper_beam,
            windows=settings.whisper_windows,
        )

    def _text(self, turn: bytes, hint: str) -> str:
        heard = self._whisper.transcribe(turn, hint)
        return heard.text if heard.rejected is None else ""


class _Stock(_Side):
    """faster-whisper's own defaults, but for the language and the beam; it loads what we load."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        path = model_path(settings.whisper_model, settings.cache_dir)
        self._whisper = WhisperModel(
            path,
            device=settings.whisper_device,
            compute_type=settings.whisper_compute_type,
            cpu_threads=settings.whisper_threads,
            local_files_only=Path(path).is_dir(),
        )
        self._text(bytes([255]) * 8000, "")  # warm, as ours is

    def _text(self, turn: bytes, hint: str) -> str:
        segments, _ = self._whisper.transcribe(mulaw_to_floats(turn, RATE), language="nl", beam_size=5)
        return " ".join(segment.text.strip() for segment in segments)  # a generator: this is the work
