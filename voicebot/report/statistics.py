"""Whether a difference between two runs over the same calls is more than chance. Pure, seeded.

Both runs played the same calls, so everything is paired. Calls that share their origin (versions of one
recording, repeats, or one speaker) say nearly the same thing twice: they form a *cluster*, and clusters, not
calls, are what is drawn again or exchanged.

Sources: McNemar 1947, "Note on the sampling error of the difference between correlated proportions" (exact
form: a binomial test of the pairs that disagree); the sign-flip test of Fisher 1935 over clusters, of which
the exact McNemar test is the case of one call a cluster; the paired bootstrap over clusters with percentile
limits, Davison & Hinkley 1997, ch. 2.4 and 5.3.1; p = (1 + k) / (1 + n) as Phipson & Smyth 2010 have it;
Holm 1979 for several tests at once. scipy has the first and the last but not the clustered ones, and weighs
35 MB: `tests/unit/report/test_statistics.py` holds its values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

DRAWS = 4000  # of the bootstrap: limits move in the third digit between seeds
SEED = 20261101
LEAST_CLUSTERS = 6  # with fewer no two-sided test can reach 0.05 (2 / 2**5 = 0.06)
CHANCE = 0.05
_AT_ONCE = 250  # draws, which bounds the memory


@dataclass(frozen=True, slots=True)
class Difference:
    """after − before. low, high: 95 % limits of it; p: two-sided; None where there are too few clusters."""

    before: float
    after: float
    low: float | None
    high: float | None
    p: float | None
    clusters: int

    @property
    def change(self) -> float:
        """after − before."""
        return self.after - self.before


def mcnemar(worse: int, better: int) -> float:
    """Exact two-sided p of McNemar's test: of the pairs that went one way and the other."""
    return sign_flip([1] * better + [-1] * worse)


def sign_flip(sums: Sequence[int]) -> float:
    """Exact two-sided p of a sum of whole numbers, one of each cluster, under random signs of all of them."""
    steps = [abs(one) for one in sums if one]
    ways: Counter[int] = Counter({0: 1})
    for step in steps:
        after: Counter[int] = Counter()
        for total, count in ways.items():
            after[total + step] += count
            after[total - step] += count
        ways = after
    seen = abs(sum(sums))
    return float(Fraction(sum(count for total, count in ways.items() if abs(total) >= seen), 2 ** len(steps)))


def holm(ps: Mapping[Hashable, float]) -> dict[Hashable, float]:
    """p values adjusted for being several (Holm's step-down)."""
    adjusted: dict[Hashable, float] = {}
    least = 0.0
    for place, (name, p) in enumerate(sorted(ps.items(), key=lambda item: item[1])):
        least = max(least, min(1.0, p * (len(ps) - place)))
        adjusted[name] = least
    return adjusted


def rates(pairs: Sequence[tuple[bool, bool]], clusters: Sequence[Hashable]) -> Difference:
    """The share of True before and after, over calls. Raises ValueError for none, or unequal lengths."""
    whose = _numbered(clusters, len(pairs))
    both = np.asarray(pairs, dtype=np.int64)
    count = int(whose.max()) + 1
    before, after, calls = (
        np.bincount(whose, weights=column, minlength=count)
        for column in (both[:, 0], both[:, 1], np.ones(len(pairs)))
    )
    p = sign_flip([int(one) for one in after - before])
    drawn = _draws(count)
    weight = drawn @ calls
    return _difference(before.sum() / calls.sum(), after.sum() / calls.sum(),
                       drawn @ after / weight - drawn @ before / weight, count, p)  # fmt: skip


def ratios(
    before: Sequence[tuple[int, int]], after: Sequence[tuple[int, int]], clusters: Sequence[Hashable]
) -> Difference:
    """A share of sums, such as the word error rate: (errors, words) of every call before and after.

    Raises ValueError for no calls, unequal lengths or no words at all.
    """
    if len(before) != len(after):
        raise ValueError("there is not one value before for every value after")
    whose = _numbered(clusters, len(before))
    count = int(whose.max()) + 1
    columns = np.hstack([np.asarray(before, dtype=np.int64), np.asarray(after, dtype=np.int64)])
    sums = np.stack([np.bincount(whose, weights=column, minlength=count) for column in columns.T], axis=1)
    whole = sums.sum(axis=0)
    if not whole[1] or not whole[3]:
        raise ValueError("there are no words to count errors in")
    drawn = _draws(count) @ sums
    drawn = drawn[(drawn[:, 1] > 0) & (drawn[:, 3] > 0)]
    changes = drawn[:, 2] / drawn[:, 3] - drawn[:, 0] / drawn[:, 1]
    return _difference(whole[0] / whole[1], whole[2] / whole[3], changes, count)


def share_interval(
    counts: Sequence[tuple[int, int]], clusters: Sequence[Hashable]
) -> tuple[float, float] | None:
    """95 % limits of one share of sums, (part, whole) of every call; None for too few clusters, or no whole.

    Raises ValueError for no calls or unequal lengths.
    """
    whose = _numbered(clusters, len(counts))
    count = int(whose.max()) + 1
    columns = np.asarray(counts, dtype=np.int64).T
    sums = np.stack([np.bincount(whose, weights=column, minlength=count) for column in columns], axis=1)
    if count < LEAST_CLUSTERS or not sums[:, 1].any():
        return None
    drawn = _draws(count) @ sums
    drawn = drawn[drawn[:, 1] > 0]
    low, high = np.quantile(drawn[:, 0] / drawn[:, 1], [0.025, 0.975])
    return float(low), float(high)


def quantiles(
    before: Sequence[Sequence[float]],
    after: Sequence[Sequence[float]],
    clusters: Sequence[Hashable],
    share: float,
) -> Difference:
    """A quantile (``share`` 0.5: the median) over all values of all calls, before and after.

    Nearest rank: the smallest value that at least ``share`` of the values do not exceed. Calls without a
    value on either side are left out. Raises ValueError for no calls, unequal lengths or a share outside 0–1.
    """
    if len(before) != len(after) or not 0 < share <= 1:
        raise ValueError("there is not one call before for every call after, or the share is not in 0–1")
    kept = [place for place, (one, other) in enumerate(zip(before, after, strict=True)) if one and other]
    whose = _numbered([clusters[place] for place in kept], len(kept))
    count = int(whose.max()) + 1
    old = _Sorted([before[place] for place in kept], whose)
    new = _Sorted([after[place] for place in kept], whose)
    once = np.ones((1, count))
    drawn = _draws(count)
    changes = np.concatenate(
        [
            new.quantile(part, share) - old.quantile(part, share)
            for part in (drawn[at : at + _AT_ONCE] for at in range(0, len(drawn), _AT_ONCE))
        ]
    )
    return _difference(old.quantile(once, share)[0], new.quantile(once, share)[0], changes, count)


class _Sorted:
    """All values in order, each with its cluster: quantiles of what is drawn come without sorting again."""

    def __init__(self, calls: Sequence[Sequence[float]], whose: Counts) -> None:
        values = np.asarray([value for call in calls for value in call], dtype=np.float64)
        owners = np.repeat(whose, [len(call) for call in calls])
        order = np.argsort(values, kind="stable")
        self._values, self._owners = values[order], owners[order]

    def quantile(self, drawn: Floats, share: float) -> Floats:
        """One of each row of ``drawn``: how often each cluster was drawn."""
        weights = np.cumsum(drawn[:, self._owners], axis=1)
        wanted = weights[:, -1:] * share - 1e-9
        found: Floats = self._values[np.argmax(weights >= wanted, axis=1)]
        return found


def _numbered(clusters: Sequence[Hashable], length: int) -> Counts:
    if not length or len(clusters) != length:
        raise ValueError("there is nothing to compare, or not one cluster for every call")
    numbers: dict[Hashable, int] = {}
    return np.asarray([numbers.setdefault(one, len(numbers)) for one in clusters], dtype=np.int64)


@lru_cache(maxsize=4)
def _draws(count: int) -> Floats:
    """How often each cluster is drawn, in each of `DRAWS` draws of as many clusters as there are."""
    return np.random.default_rng(SEED).multinomial(count, [1 / count] * count, size=DRAWS).astype(np.float64)


def _difference(
    before: float, after: float, changes: Floats, count: int, p: float | None = None
) -> Difference:
    if count < LEAST_CLUSTERS:
        return Difference(float(before), float(after), None, None, None, count)
    low, high = (float(one) for one in np.quantile(changes, [0.025, 0.975]))
    if p is None:
        rarer = min(int((changes <= 0).sum()), int((changes >= 0).sum()))
        p = min(1.0, 2 * (1 + rarer) / (1 + len(changes)))
    return Difference(float(before), float(after), low, high, p, count)
