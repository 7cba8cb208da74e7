"""Fits speech to the telephone: its band, its level, no silence around it, whole frames."""

from __future__ import annotations

import numpy as np

from voicebot.audio.codec import Samples, floats_to_mulaw, resample
from voicebot.audio.frames import SAMPLE_RATE, pad

PEAK_DBFS = -3.0  # headroom for the carrier's own filters, which overshoot on peaks
BAND_HZ = (300.0, 3400.0)  # the telephone band (ITU-T G.712)
EDGE_HZ = 100.0  # width of the slopes beside it, so that nothing rings
SILENCE_DB = -50.0  # below the peak; espeak-ng adds no noise of its own
LEAD_SECONDS = 0.01  # silence left before the first sound: the caller waits for it
MARGIN_SECONDS = 0.035  # silence left after the last; with the padding to a frame it stays within 60 ms


# The peak is at its limit already: louder means that soft parts are lifted towards it (a soft limiter, tanh).
# The first step lifts the RMS of twelve house prompts by about 4 dB, the second by about 8 (measured).
DRIVES = (0.0, 1.8, 3.6)


def for_telephone(samples: Samples, rate: int, volume: float = 1.0, *, louder: int = 0) -> bytes:
    """float32 speech in [-1, 1] at ``rate`` Hz to 8 kHz μ-law, a multiple of 160 bytes.

    ``volume`` 0..1 scales the peak from -3 dBFS down. ``louder``: steps, an index into DRIVES; the peak
    stays. Raises ValueError when there is no sound in it.
    """
    narrow = _in_band(resample(samples, rate, SAMPLE_RATE))
    peak = float(np.abs(narrow).max(initial=0.0))
    if peak < 1e-4:  # less than three steps of 16 bits
        raise ValueError("the speech is silent")
    trimmed = _trimmed(narrow, peak)
    level = 10 ** (PEAK_DBFS / 20) * volume
    shape = trimmed / peak
    if drive := DRIVES[louder]:
        shape = np.tanh(shape * drive) / np.tanh(drive)
    return pad(floats_to_mulaw((shape * level).astype(np.float32), SAMPLE_RATE))


def _in_band(samples: Samples) -> Samples:
    """Zero-phase band filter with raised-cosine slopes; padded: the end must not ring into the start."""
    low, high = BAND_HZ
    size = len(samples) + int(MARGIN_SECONDS * SAMPLE_RATE)
    hertz = np.fft.rfftfreq(size, 1 / SAMPLE_RATE)
    inside = np.minimum(hertz - (low - EDGE_HZ), (high + EDGE_HZ) - hertz) / EDGE_HZ
    gain = 0.5 - 0.5 * np.cos(np.pi * np.clip(inside, 0.0, 1.0))
    band: Samples = np.fft.irfft(np.fft.rfft(samples, size) * gain, size)[: len(samples)].astype(np.float32)
    return band


def _trimmed(samples: Samples, peak: float) -> Samples:
    loud = np.flatnonzero(np.abs(samples) > peak * 10 ** (SILENCE_DB / 20))
    lead, margin = int(LEAD_SECONDS * SAMPLE_RATE), int(MARGIN_SECONDS * SAMPLE_RATE)
    return samples[max(0, loud[0] - lead) : loud[-1] + 1 + margin]
