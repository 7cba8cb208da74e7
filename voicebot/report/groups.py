"""Figures by group: word errors by speaker, noise, line, model; confused intents; spread of answer times."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from voicebot.replay.results import CallResult
from voicebot.report import pairs as of
from voicebot.report.statistics import share_interval
from voicebot.report.trend import Point

UNKNOWN = "(not said)"
PARTS = ("silence", "hearing", "dialogue", "speech")  # of an answer's time, as `results.Latency` has them


@dataclass(frozen=True, slots=True)
class Group:
    """low, high: 95 % limits of the word error rate, drawn again by origin; None with too few."""

    name: str
    calls: int
    passed: int
    words: int
    errors: int
    low: float | None = None
    high: float | None = None

    @property
    def wer(self) -> float | None:
        """Word error rate; None without words."""
        return self.errors / self.words if self.words else None


@dataclass(frozen=True, slots=True)
class Grouping:
    """Groups of one kind, those with the most errors first. note: what else a reader must know."""

    by: str
    groups: tuple[Group, ...]
    note: str = ""

    @property
    def widest(self) -> float:
        """What a bar's full width means: no group's rate, nor its limits, go beyond (steps of 10 %)."""
        most = max([one.high or one.wer or 0.0 for one in self.groups], default=0.0)
        most = max([most, *(one.wer or 0.0 for one in self.groups)])
        return max(1, math.ceil(most * 10)) / 10


def groupings(calls: Sequence[CallResult], points: Sequence[Point] = ()) -> list[Grouping]:
    """By speaker, noise and line of the recordings, and by Whisper's model over the runs of the trend.

    A kind in which no scenario says anything is left out.
    """
    kinds: list[tuple[str, Callable[[CallResult], str]]] = [
        ("speaker", lambda call: call.scenario.speaker),
        ("noise", lambda call: call.scenario.noise),
        ("line", lambda call: call.scenario.line),
    ]
    found = [Grouping(by, _groups(calls, key)) for by, key in kinds if any(key(call) for call in calls)]
    models: dict[str, Point] = {point.whisper: point for point in points}  # the last run of each counts
    rows = [
        Group(name, one.figures.calls, one.figures.passed, one.figures.words,
              round((one.figures.wer or 0.0) * one.figures.words))
        for name, one in models.items()
    ]  # fmt: skip
    return [*found, Grouping("Whisper model", tuple(rows), "last run of each")] if rows else found


def _groups(calls: Sequence[CallResult], key: Callable[[CallResult], str]) -> tuple[Group, ...]:
    sorted_out: dict[str, list[CallResult]] = {}
    for call in calls:
        sorted_out.setdefault(key(call) or UNKNOWN, []).append(call)
    groups = [_group(name, members) for name, members in sorted_out.items()]
    return tuple(sorted(groups, key=lambda group: (-(group.wer or 0.0), group.name)))


def _group(name: str, calls: Sequence[CallResult]) -> Group:
    counts = [of.errors(call) for call in calls]
    limits = share_interval(counts, [of.origin(call) for call in calls])
    passed = sum(call.passed for call in calls)
    wrong, words = sum(one for one, _ in counts), sum(one for _, one in counts)
    return Group(name, len(calls), passed, words, wrong, *(limits or (None, None)))


@dataclass(frozen=True, slots=True)
class Confusion:
    """An intent taken for another. calls: the ids of the calls."""

    wanted: str
    found: str
    count: int
    calls: tuple[str, ...]


def confusions(calls: Iterable[CallResult]) -> list[Confusion]:
    """Intents that were taken for another, the most frequent first."""
    seen: dict[tuple[str, str], list[str]] = {}
    for call in calls:
        for wanted, found in of.intents(call):
            if wanted != found:
                seen.setdefault((wanted, found), []).append(call.id)
    rows = [Confusion(*pair, len(ids), tuple(dict.fromkeys(ids))) for pair, ids in seen.items()]
    return sorted(rows, key=lambda row: (-row.count, row.wanted, row.found))


def matrix(calls: Iterable[CallResult]) -> tuple[list[str], list[str], Counter[tuple[str, str]]]:
    """Intents in a confusion, as wanted and as found, and how often each pair came (right ones too)."""
    counts = Counter(pair for call in calls for pair in of.intents(call))
    wrong = [pair for pair in counts if pair[0] != pair[1]]
    wanted = sorted(
        {pair[0] for pair in wrong} | {pair[1] for pair in wrong if any(pair[1] == one[0] for one in counts)}
    )
    found = sorted({*wanted, *(pair[1] for pair in wrong)}, key=lambda name: (name == "-", name))
    return wanted, found, counts


def latency_parts(calls: Iterable[CallResult]) -> dict[str, list[float]]:
    """Sorted seconds of each part of every answer, and of the whole ('total')."""
    known = [turn.latency for call in calls for turn in call.turns if turn.latency is not None]
    return {part: sorted(float(getattr(one, part)) for one in known) for part in (*PARTS, "total")}
