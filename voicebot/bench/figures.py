"""Figures over many turns: percentiles and word error rates. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import jiwer

from voicebot.evaluation.metrics import mean, percentile
from voicebot.replay.checks import words

Spread = dict[str, float | int | None]


def spread(values: Iterable[float]) -> Spread:
    """p50, p95 (nearest rank), max and mean in seconds, and n; the first four are None of nothing."""
    listed = list(values)
    if not listed:
        return {"p50_s": None, "p95_s": None, "max_s": None, "mean_s": None, "n": 0}
    return {
        "p50_s": round(percentile(listed, 50), 3),
        "p95_s": round(percentile(listed, 95), 3),
        "max_s": round(max(listed), 3),
        "mean_s": round(mean(listed), 3),
        "n": len(listed),
    }


def median(values: Iterable[float]) -> float | None:
    """The middle value (nearest rank), or None of nothing."""
    listed = list(values)
    return round(percentile(listed, 50), 4) if listed else None


def ratio(part: float | None, whole: float | None) -> float | None:
    """part / whole, or None when either is missing or ``whole`` is 0."""
    return round(part / whole, 3) if part is not None and whole else None


def word_error_rate(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Errors over all words of (said, heard) pairs, or None without a word.

    Compared as the replay does: no punctuation, numbers as digits.
    """
    known = [(words(said), words(heard)) for said, heard in pairs if words(said)]
    if not known:
        return None
    said, heard = zip(*known, strict=True)
    return round(float(jiwer.wer(list(said), list(heard))), 4)
