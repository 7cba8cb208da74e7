"""Long turns are cut where the caller is quietest, because Whisper hears at most 30 s at once."""

from __future__ import annotations

import numpy as np

from voicebot.audio.codec import Samples

LONGEST_SECONDS = 30.0  # Whisper's training window (Radford et al. 2022, section 2.1)
SEARCH_SECONDS = 10.0  # how far before the limit a quiet place may lie; callers pause more often than that
HUSH_SECONDS = 0.2  # a pause between words rather than the closure of a 'p' or 't'


def cut(
    samples: Samples, rate: int, longest: float = LONGEST_SECONDS, search: float = SEARCH_SECONDS
) -> list[Samples]:
    """Cut mono float32 samples at ``rate`` Hz into pieces of at most ``longest`` seconds; nothing is dropped.

    Each cut is in the middle of the quietest 0.2 s among the last ``search`` seconds of a piece.
    Raises ValueError unless 0 < ``search`` <= ``longest``.
    """
    if not 0 < search <= longest:
        raise ValueError(f"search ({search} s) must be above 0 and at most longest ({longest} s)")
    limit = max(1, int(longest * rate))
    pieces = []
    rest = samples
    while len(rest) > limit:
        at = _quietest(rest[:limit], rate, search)
        pieces.append(rest[:at])
        rest = rest[at:]
    return [*pieces, rest] if len(rest) else pieces


def _quietest(samples: Samples, rate: int, search: float) -> int:
    """Index of the middle of the quietest 0.2 s; ties go to the latest, so that pieces are long."""
    hush = max(1, int(HUSH_SECONDS * rate))
    start = max(0, len(samples) - int(search * rate))
    energy = np.concatenate(([0.0], np.cumsum(np.square(samples[start:], dtype=np.float64))))
    if len(energy) <= hush:
        return len(samples)
    windows = np.round(energy[hush:] - energy[:-hush], 9)  # rounded: sums of zeros are not exactly zero
    latest = len(windows) - 1 - int(np.argmin(windows[::-1]))
    return start + latest + max(1, hush // 2)
