"""How loud telephone sound is."""

from __future__ import annotations

import numpy as np

from voicebot.audio.codec import mulaw_to_pcm16
from voicebot.audio.frames import FRAME_BYTES

SILENT_DBFS = -96.0  # below the smallest step of 16 bits
_SQUARES = (np.frombuffer(mulaw_to_pcm16(bytes(range(256))), dtype="<i2").astype(np.float64) / 32768.0) ** 2


def level(mulaw: bytes) -> float:
    """Root mean square of 8 kHz μ-law in dBFS."""
    if not mulaw:
        return SILENT_DBFS
    power = float(_SQUARES[np.frombuffer(mulaw, dtype=np.uint8)].mean())
    return max(SILENT_DBFS, 10 * np.log10(power)) if power else SILENT_DBFS


def speech_level(mulaw: bytes) -> float:
    """Level of the loud parts of a speech: the 90th percentile of its 20 ms levels."""
    frames = np.frombuffer(mulaw[: len(mulaw) // FRAME_BYTES * FRAME_BYTES], dtype=np.uint8)
    if not len(frames):
        return SILENT_DBFS
    power = float(np.percentile(_SQUARES[frames].reshape(-1, FRAME_BYTES).mean(axis=1), 90))
    return max(SILENT_DBFS, 10 * np.log10(power)) if power else SILENT_DBFS
