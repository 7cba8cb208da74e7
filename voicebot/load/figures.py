"""The figures of a run, as build/load.json keeps them. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from voicebot.bench.figures import spread
from voicebot.evaluation.metrics import percentile
from voicebot.load.plan import Plan
from voicebot.load.seen import CallSeen

VERSION = 1
LATE = 0.1  # seconds: later frames of ours than this spoil the latencies
BANDS = (1, 2, 5, 10, 15, 20, 30, 40, 50, 75, 100, 150, 200)  # calls at once, up to and with


def figures(
    plan: Plan, calls: Sequence[CallSeen], seconds: float, peak_mb: Sequence[float]
) -> dict[str, Any]:
    """All of them. ``seconds``: how long the run was. ``peak_mb``: the house's memory at rest and at most."""
    turns = [turn for call in calls for turn in call.turns]
    problems = Counter(call.problem for call in calls if call.problem and not call.refused)
    return {
        "version": VERSION,
        "calls": len(calls),
        "most_at_once": max((_at_once(calls, call.began) for call in calls), default=0),
        "wanted_at_once": plan.callers,
        "seconds": round(seconds, 1),
        "latency": spread(turn.latency for turn in turns if turn.latency is not None),
        "lost": sum(turn.lost for turn in turns),
        "refused": sum(call.refused for call in calls),
        "turned_away": sum(call.turned_away for call in calls),
        "errors": sum(call.problem is not None and not call.refused for call in calls),
        "stopped": sum(call.stopped for call in calls),
        "problems": dict(problems.most_common(20)),
        "refusals": dict(
            Counter(call.problem for call in calls if call.refused and call.problem).most_common(20)
        ),
        "by_calls_at_once": _bands(calls),
        "own_lateness_p99_s": round(percentile([call.late for call in calls], 99), 3) if calls else None,
        "memory": {"rest_mb": round(peak_mb[0], 1), "most_mb": round(max(peak_mb), 1)} if peak_mb else None,
    }


def went_well(found: dict[str, Any]) -> bool:
    """Whether everybody was answered: nobody refused, turned away, left waiting or cut off by an error."""
    return not any(found[key] for key in ("lost", "refused", "turned_away", "errors"))


def _at_once(calls: Sequence[CallSeen], at: float) -> int:
    return sum(call.began <= at < call.ended for call in calls)


def _bands(calls: Sequence[CallSeen]) -> list[dict[str, Any]]:
    """Latency by how many calls there were when something was said."""
    latencies: dict[int, list[float]] = {}
    lost: Counter[int] = Counter()
    for call in calls:
        for turn in call.turns:
            together = max(1, _at_once(calls, turn.ended))
            band = next(most for most in BANDS if together <= most or most == BANDS[-1])
            found = latencies.setdefault(band, [])
            if turn.latency is not None:
                found.append(turn.latency)
            lost[band] += turn.lost
    return [{"up_to": band, **spread(latencies[band]), "lost": lost[band]} for band in sorted(latencies)]
