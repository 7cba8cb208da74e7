"""μ-law and linear samples, and the sample rates between telephone, Whisper and speech."""

from __future__ import annotations

import warnings

import numpy as np
import numpy.typing as npt
import soxr

from voicebot.audio.frames import SAMPLE_RATE

with warnings.catch_warnings():
    warnings.simplefilter(
        "ignore", DeprecationWarning
    )  # in 3.13 the kept package audioop-lts takes its place
    import audioop

Samples = npt.NDArray[np.float32]


def mulaw_to_pcm16(mulaw: bytes) -> bytes:
    """8-bit μ-law (ITU-T G.711) to 16-bit little-endian linear, same rate."""
    linear: bytes = audioop.ulaw2lin(mulaw, 2)
    return linear


def pcm16_to_mulaw(pcm: bytes) -> bytes:
    """16-bit little-endian linear to 8-bit μ-law (ITU-T G.711), same rate."""
    mulaw: bytes = audioop.lin2ulaw(pcm, 2)
    return mulaw


def mulaw_to_floats(mulaw: bytes, rate: int = 16000) -> Samples:
    """8 kHz μ-law to float32 in [-1, 1] at ``rate`` (Whisper wants 16 kHz)."""
    samples = np.frombuffer(mulaw_to_pcm16(mulaw), dtype="<i2").astype(np.float32) / 32768.0
    return resample(samples, SAMPLE_RATE, rate)


def floats_to_mulaw(samples: Samples, rate: int) -> bytes:
    """float32 in [-1, 1] at ``rate`` to 8 kHz μ-law; louder samples are clipped."""
    narrow = np.clip(resample(samples, rate, SAMPLE_RATE), -1.0, 1.0)
    return pcm16_to_mulaw((narrow * 32767.0).astype("<i2").tobytes())


def resample(samples: Samples, rate_in: int, rate_out: int) -> Samples:
    """Band-limited resampling (soxr, high quality)."""
    if rate_in == rate_out or not len(samples):
        return samples
    resampled: Samples = soxr.resample(samples, rate_in, rate_out, quality="HQ").astype(np.float32)
    return resampled
