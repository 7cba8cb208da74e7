"""Figures from pairs of what is true and what was said. Pure; no library here has them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Pair = tuple[str, str]  # (true, predicted)

Z_95 = 1.959964  # the normal distribution's two-sided 95 %


def share(part: int, whole: int) -> float:
    """part / whole, 0.0 of nothing."""
    return part / whole if whole else 0.0


def interval(right: int, total: int) -> tuple[float, float]:
    """Where the true share lies with 95 % confidence (Wilson 1927); (0, 1) for nothing."""
    if not total:
        return 0.0, 1.0
    p, z2 = right / total, Z_95**2
    middle = p + z2 / (2 * total)
    half = Z_95 * math.sqrt(p * (1 - p) / total + z2 / (4 * total**2))
    low, high = ((middle + sign * half) / (1 + z2 / total) for sign in (-1, 1))
    return max(0.0, low), min(1.0, high)


def accuracy(pairs: Sequence[Pair]) -> float:
    """Share of pairs that agree."""
    return share(sum(true == predicted for true, predicted in pairs), len(pairs))


@dataclass(frozen=True, slots=True)
class Scores:
    """Of one class. support: how many are truly of it."""

    precision: float
    recall: float
    f1: float
    support: int


def scores(hits: int, predicted: int, true: int) -> Scores:
    """``hits``: predicted and true; ``predicted``, ``true``: all of them. What has no denominator is 0.0."""
    return Scores(share(hits, predicted), share(hits, true), share(2 * hits, predicted + true), true)


def by_class(pairs: Sequence[Pair]) -> dict[str, Scores]:
    """Scores of every class that occurs as the truth, in alphabetical order."""
    true = Counter(pair[0] for pair in pairs)
    predicted = Counter(pair[1] for pair in pairs)
    hits = Counter(pair[0] for pair in pairs if pair[0] == pair[1])
    return {name: scores(hits[name], predicted[name], true[name]) for name in sorted(true)}


def macro_f1(pairs: Sequence[Pair]) -> float:
    """Mean F1 over the classes that occur as the truth, each counting once."""
    found = by_class(pairs)
    return mean(score.f1 for score in found.values())


def mean(values: Iterable[float]) -> float:
    """Mean, 0.0 of nothing."""
    listed = list(values)
    return math.fsum(listed) / len(listed) if listed else 0.0


def confusions(pairs: Iterable[Pair]) -> list[tuple[Pair, int]]:
    """Pairs that disagree with how often, most frequent first, then by name."""
    wrong = Counter(pair for pair in pairs if pair[0] != pair[1])
    return sorted(wrong.items(), key=lambda item: (-item[1], item[0]))


def binary(pairs: Iterable[tuple[bool, bool]]) -> Scores:
    """Scores of True over (true, predicted)."""
    listed = list(pairs)
    hits = sum(true and predicted for true, predicted in listed)
    return scores(hits, sum(predicted for _, predicted in listed), sum(true for true, _ in listed))


def false_rate(pairs: Iterable[tuple[bool, bool]]) -> float:
    """Of what is truly False, the share that was predicted True."""
    wrong = [predicted for true, predicted in pairs if not true]
    return share(sum(wrong), len(wrong))


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least ``percent`` of the values do not exceed (nearest rank).

    0.0 of nothing. Raises ValueError unless 0 < percent <= 100.
    """
    if not 0 < percent <= 100:
        raise ValueError(f"percent must be above 0 and at most 100, not {percent}")
    ordered = sorted(values)
    return ordered[math.ceil(len(ordered) * percent / 100) - 1] if ordered else 0.0
