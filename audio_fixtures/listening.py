"""Lets Whisper base listen to every recorded utterance, and to what is almost the same sound.

Processors calculate differently (which of oneDNN's and MKL's kernels run, how they round), and a transcript
that hangs on that passes on one machine and fails on the next. A little more or less gain and a shifted
beginning move Whisper's numbers about as much: a recording is fit for a test when it is heard well in all of
these versions.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from audio_fixtures.make import END_SILENCE, HINTS, turns
from voicebot.audio.codec import mulaw_to_pcm16, pcm16_to_mulaw
from voicebot.audio.frames import SAMPLE_RATE
from voicebot.call.hints import HINTS as WHISPER_HINTS
from voicebot.call.ports import Transcriber
from voicebot.call.replies import Expects
from voicebot.call.turns.utterance import TurnRules
from voicebot.dialogue.reading.digits import find_digits, find_postcode
from voicebot.replay.checks import error_rate
from voicebot.replay.scenario import Step, load
from voicebot.settings import Settings
from voicebot.speech.transcriber import WhisperTranscriber

GAINS_DB = (0.0, -2.0, -1.0, 1.0)
SHIFTS = (0, 53, 107)  # samples of the line left out before the voice: 0, 7 and 13 ms of a frame of 20
ORDER_DIGITS = 5  # of the order numbers that recordings say
DRAFT_SILENCE = TurnRules().speculate  # seconds after the last sound at which the text is asked for


def versions(turn: bytes) -> Iterator[bytes]:
    """The turn (8 kHz μ-law) itself, then a little softer, louder, begun later; clipped where too loud."""
    linear = np.frombuffer(mulaw_to_pcm16(turn), dtype="<i2").astype(np.float64)
    for gain in GAINS_DB:
        scaled = np.clip(np.round(linear * 10 ** (gain / 20)), -32768, 32767).astype("<i2")
        sound = turn if gain == 0 else pcm16_to_mulaw(scaled.tobytes())
        for shift in SHIFTS:
            yield sound[shift:]


def check(folder: Path) -> int:
    """How many utterances of the scenarios in ``folder`` are misheard in some version: worse than the
    scenario allows, or another number or postcode than was said.
    """
    whisper = WhisperTranscriber("base", Settings().cache_dir)
    bad = 0
    for path in sorted(folder.glob("*.yaml")):
        if path.name == "recordings.yaml":
            continue
        scenario = load(path)
        for step in (step for step in scenario.steps if step.audio):
            allowed = scenario.expect.wer if step.wer is None else step.wer
            texts = list(heard(step, whisper))
            wrong = [text for text in texts if not well_heard(step, text, allowed)]
            bad += bool(wrong)
            mark, good = "✗" if wrong else "✓", len(texts) - len(wrong)
            print(f"{mark} {good} of {len(texts)}  {step.file}: {step.text!r} {wrong or ''}", flush=True)
    return bad


def heard(step: Step, whisper: Transcriber) -> Iterator[str]:
    """What Whisper makes of each version of an utterance; what it refuses is nothing."""
    kind = _kind(step)
    hint = WHISPER_HINTS[kind] if kind else ""
    late = round((END_SILENCE - DRAFT_SILENCE) * SAMPLE_RATE)
    for pieces in zip(*(versions(turn[:-late]) for turn in turns(step.audio)), strict=True):
        told = [whisper.transcribe(piece, hint) for piece in pieces]
        yield " ".join(turn.text for turn in told if turn.rejected is None)


def well_heard(step: Step, text: str, allowed: float) -> bool:
    """Whether ``text`` is near enough to what was said, and the number or postcode in it the right one.

    allowed: word error rate; from 1 on any number will do.
    """
    if error_rate(step.text, text) > allowed:
        return False
    match _kind(step):
        case Expects.POSTCODE:
            return find_postcode(text) == find_postcode(step.text)
        case Expects.DIGITS:
            told, said = find_digits(text, ORDER_DIGITS), find_digits(step.text, ORDER_DIGITS)
            return told == said or (allowed >= 1 and told is not None)
        case _:
            return True


def _kind(step: Step) -> Expects | None:
    return next((kind for word, kind in HINTS.items() if word in step.file), None)
