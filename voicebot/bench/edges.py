"""Where an utterance begins and ends, and when the bot is heard: frame by frame, without asking the house.

Frames are those of 20 ms; numbers count from 0.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from voicebot.audio.codec import mulaw_to_pcm16
from voicebot.audio.frames import FRAME_SECONDS, split
from voicebot.audio.vad import VoiceActivity

STRICTEST = 3  # webrtcvad's mode that calls the least voiced: the house cannot shift its own stop-watch
WITHIN_DB = 30.0  # below an utterance's loudest frame: softer is the room, or the voice dying away
AUDIBLE_DBFS = -45.0  # a telephone voice has about -20; the soft breath before a word is not yet an answer
QUIET_FRAMES = 10  # 200 ms without the bot: longer than the gaps inside its words
SILENT_DBFS = -100.0  # of digital silence
BARGE_IN_S = 0.24  # voiced sound that the rule wants before it stops the bot


@dataclass(frozen=True, slots=True)
class Edges:
    """Frame numbers of an utterance: first and last voiced, and the last within WITHIN_DB of its loudest.

    enough: the one with which BARGE_IN_S of voiced sound are complete; None when it has less.
    """

    first: int
    last: int
    last_loud: int
    enough: int | None = None


def levels(mulaw: bytes) -> list[float]:
    """Root mean square of every frame in dBFS (0: a full-scale square wave); SILENT_DBFS at least."""
    return [_level(frame) for frame in split(mulaw)]


def edges(mulaw: bytes) -> Edges:
    """Of one recorded utterance (8 kHz μ-law). Raises ValueError when webrtcvad finds no voice in it."""
    detector = VoiceActivity(STRICTEST)
    voiced = [number for number, frame in enumerate(split(mulaw)) if detector.voiced(frame)]
    if not voiced:
        raise ValueError("nothing in the recording is voiced; take one with speech")
    loudness = levels(mulaw)
    least = max(loudness) - WITHIN_DB
    loud = [number for number, level in enumerate(loudness) if level >= least]
    wanted = round(BARGE_IN_S / FRAME_SECONDS)
    return Edges(voiced[0], voiced[-1], loud[-1], voiced[wanted - 1] if len(voiced) >= wanted else None)


def audible(mulaw: bytes) -> list[bool]:
    """For every frame of the bot's sound whether a caller hears it."""
    return [level >= AUDIBLE_DBFS for level in levels(mulaw)]


def answer_after(heard: Sequence[bool], last: int, until: int) -> int | None:
    """The first frame after ``last`` and before ``until`` in which the bot begins to be heard, or None.

    A bot that is still talking at ``last`` answers only once it was quiet for QUIET_FRAMES.
    """
    for number in range(last + 1, min(until, len(heard))):
        if heard[number] and not any(heard[max(0, number - QUIET_FRAMES) : number]):
            return number
    return None


def _level(frame: bytes) -> float:
    samples = np.frombuffer(mulaw_to_pcm16(frame), dtype="<i2").astype(np.float64) / 32768.0
    power = float(np.mean(samples**2))
    return max(SILENT_DBFS, 10 * math.log10(power)) if power else SILENT_DBFS
