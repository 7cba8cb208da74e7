"""How loud a recording is over time, small enough for a page: one byte of each side every 20 ms."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from voicebot.audio import wav
from voicebot.audio.codec import mulaw_to_pcm16
from voicebot.audio.frames import FRAME_BYTES

PER_SECOND = 50
FULL = 32768.0


def read(path: Path) -> tuple[bytes, ...]:
    """The peaks of each channel of a recording. Raises WavError."""
    return tuple(peaks(channel) for channel in wav.read(path).channels)


def peaks(mulaw: bytes) -> bytes:
    """The highest amplitude of every 20 ms, as 0–63 of the square root of full scale.

    The root keeps what is low visible; 64 steps are finer than a picture shows and pack well.
    """
    samples = np.abs(np.frombuffer(mulaw_to_pcm16(mulaw), dtype="<i2").astype(np.float64))
    samples = np.pad(samples, (0, -len(samples) % FRAME_BYTES))
    highest = samples.reshape(-1, FRAME_BYTES).max(axis=1)
    return bytes(np.round(np.sqrt(highest / FULL) * 63).astype(np.uint8))
