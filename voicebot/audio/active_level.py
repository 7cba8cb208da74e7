"""Active speech level: how loud somebody speaks, pauses left out. ITU-T P.56 (12/2011), method B."""

from __future__ import annotations

from itertools import accumulate

import numpy as np
import numpy.typing as npt

from voicebot.audio.frames import SAMPLE_RATE
from voicebot.audio.level import SILENT_DBFS

Floats = npt.NDArray[np.float64]

TIME_CONSTANT = 0.03  # seconds, T of P.56: smoothing of the envelope
HANGOVER = 0.2  # seconds, H: a gap inside speech counts as speech for so long
MARGIN_DB = 15.9  # M: how far the threshold lies below the active level
_THRESHOLDS = 2.0 ** np.arange(-15, 0)  # c_j: 16 bits, 6 dB apart


def active_level(samples: Floats) -> float:
    """Of 8 kHz samples in [-1, 1]: dB below full scale (0: a square wave from -1 to 1), SILENT_DBFS at least.

    The long-term level is divided by the share of the time in which the envelope, with its hang-over, lies
    above the threshold that is MARGIN_DB below the result. Never above the peak: the envelope needs some
    milliseconds to rise, so that a click would seem to be loud for no time at all.
    """
    energy = float(np.sum(samples**2))
    if not energy:
        return SILENT_DBFS
    peak = 20 * np.log10(np.max(np.abs(samples)))

    def bounded(level: float) -> float:
        return max(SILENT_DBFS, min(float(level), float(peak)))

    active = _activity(_envelope(samples))
    # A threshold that nothing reaches has no level; the lowest ones always do, unless all is next to silence.
    reached = active > 0
    if not reached.any():
        return bounded(10 * np.log10(energy / len(samples)))
    levels = 10 * np.log10(energy / active[reached])
    thresholds = 20 * np.log10(_THRESHOLDS[reached])
    above = levels - thresholds - MARGIN_DB  # falls as the threshold rises; the level is where it crosses 0
    crossed = int(np.argmax(above <= 0)) if (above <= 0).any() else len(above) - 1
    if crossed == 0 or above[crossed] > 0:
        return bounded(levels[crossed])
    share = above[crossed - 1] / (above[crossed - 1] - above[crossed])
    return bounded(levels[crossed - 1] + share * (levels[crossed] - levels[crossed - 1]))


def _envelope(samples: Floats) -> Floats:
    """The rectified signal, smoothed twice."""
    keep = float(np.exp(-1 / (SAMPLE_RATE * TIME_CONSTANT)))

    def smooth(values: list[float]) -> list[float]:
        steps = accumulate(values, lambda before, value: keep * before + (1 - keep) * value, initial=0.0)
        return list(steps)[1:]

    return np.array(smooth(smooth(np.abs(samples).tolist())))


def _activity(envelope: Floats) -> Floats:
    """For each threshold in how many samples it was reached within the hang-over before."""
    hangover = round(HANGOVER * SAMPLE_RATE)
    at = np.arange(len(envelope))
    counts = []
    for threshold in _THRESHOLDS:
        last = np.maximum.accumulate(np.where(envelope >= threshold, at, -hangover - 1))
        counts.append(np.count_nonzero(at - last <= hangover))
    return np.array(counts, dtype=np.float64)
