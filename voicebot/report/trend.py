"""How a run stands beside the runs before it in the same folder, over the calls that both played."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from voicebot.replay.results import CallResult, Run
from voicebot.report import pairs as of
from voicebot.report.compare import revision

MOST_RUNS = 30  # points of the trend; older runs are left out
LEAST_SHARED = 0.5  # of this run's calls; a run with fewer is another corpus


@dataclass(frozen=True, slots=True)
class Figures:
    """Of some calls. Shares 0–1 and seconds; None where there is nothing to count.

    passed, calls: how many of how many. words: that the word error rate is over. intents: that were expected.
    """

    calls: int
    passed: int
    words: int
    wer: float | None
    intents: int
    intents_right: float | None
    answers: int
    median: float | None
    p95: float | None


@dataclass(frozen=True, slots=True)
class Point:
    """A run in the trend. name: of its folder. this: it is the run that the report is about."""

    name: str
    revision: str
    whisper: str
    mode: str
    figures: Figures
    this: bool = False


def trend(run: Run, name: str, earlier: Iterable[tuple[str, Run]]) -> list[Point]:
    """The earlier runs (oldest first) that share enough calls with this one, and this one last."""
    ours = {call.id for call in run.calls}
    found = []
    for other_name, other in earlier:
        shared = [call for call in other.calls if call.id in ours]
        if ours and len(shared) >= LEAST_SHARED * len(ours) and other.mode == run.mode:
            found.append(_point(other_name, other, shared))
    return [*found[-(MOST_RUNS - 1) :], _point(name, run, run.calls, this=True)]


def figures(calls: Sequence[CallResult]) -> Figures:
    """The figures of some calls."""
    counts = [of.errors(call) for call in calls]
    wrong, words = sum(one for one, _ in counts), sum(one for _, one in counts)
    intents = [pair for call in calls for pair in of.intents(call)]
    times = sorted(value for call in calls for value in of.latencies(call))
    return Figures(
        calls=len(calls),
        passed=sum(call.passed for call in calls),
        words=words,
        wer=wrong / words if words else None,
        intents=len(intents),
        intents_right=sum(wanted == found for wanted, found in intents) / len(intents) if intents else None,
        answers=len(times),
        median=quantile(times, 0.5),
        p95=quantile(times, 0.95),
    )


def quantile(ordered: Sequence[float], share: float) -> float | None:
    """Nearest rank; None of nothing. Raises ValueError unless 0 < share <= 1."""
    if not 0 < share <= 1:
        raise ValueError(f"a quantile's share must be above 0 and at most 1, not {share}")
    return ordered[math.ceil(len(ordered) * share - 1e-9) - 1] if ordered else None


def _point(name: str, run: Run, calls: Sequence[CallResult], *, this: bool = False) -> Point:
    return Point(name, revision(run), run.models.whisper, run.mode, figures(calls), this)
