"""Spoken sentences with their words, as turns that a caller would say: for measuring how well Whisper hears.

Only training sentences, so that nothing is chosen by looking at the held-out sets. Recordings of people can
be measured too: a folder of WAV files with the words in a .txt beside each.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from audio_fixtures.make import turns
from voicebot.audio import wav
from voicebot.call.hints import HINTS
from voicebot.call.replies import Expects
from voicebot.dialogue.training import PROJECT
from voicebot.evaluation import nlu_files
from voicebot.evaluation.conditions import load
from voicebot.evaluation.ear import through_line
from voicebot.evaluation.variants import EXPECTED, spoken

SHARES = {Expects.OPEN: 0.6, Expects.YES_NO: 0.2, Expects.DIGITS: 0.2}  # of all clips


@dataclass(frozen=True, slots=True)
class Clip:
    """One turn: 8 kHz μ-law as the house cuts it, the words, the kind of answer, and the hint for it."""

    name: str
    audio: bytes
    words: str
    kind: Expects
    hint: str = ""


def training_clips(count: int) -> Iterator[Clip]:
    """``count`` training sentences through the lines of the set 'train'; always the same ones.

    Raises VoiceError without espeak-ng and MBROLA.
    """
    condition = load()["train"]
    typed = nlu_files.read_all(PROJECT / "data" / "nlu", without=["spoken.yml"])
    by_kind: dict[Expects, list[str]] = {kind: [] for kind in SHARES}
    for intent, texts in typed.items():
        by_kind[EXPECTED.get(intent, Expects.OPEN)] += texts
    for kind, share in SHARES.items():
        ordered = sorted(set(by_kind[kind]), key=lambda text: hashlib.sha256(text.encode()).digest())
        for text in ordered[: round(share * count)]:
            heard = turns(through_line(spoken(text), condition.pick(text)))
            yield Clip(text, b"".join(heard), spoken(text), kind, HINTS.get(kind, ""))


def folder_clips(folder: Path) -> Iterator[Clip]:
    """Every NAME.wav of a folder that has a NAME.txt. Raises WavError, OSError."""
    for path in sorted(folder.glob("*.wav")):
        words = path.with_suffix(".txt")
        if words.is_file():
            heard = turns(wav.parse(path.read_bytes()).mono)
            yield Clip(path.stem, b"".join(heard), words.read_text(encoding="utf-8").strip(), Expects.OPEN)
