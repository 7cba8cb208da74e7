"""Two runs compared: what is different call by call, and which rates moved by more than chance. Pure."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from voicebot.replay.results import CallResult, Run
from voicebot.report import pairs as of
from voicebot.report.changes import CallChange, changed
from voicebot.report.pairing import Clash, Pair, by_name, on_line
from voicebot.report.pairs import Clustering
from voicebot.report.statistics import CHANCE, Difference, holm, quantiles, rates, ratios

Unit = Literal["share", "seconds"]


@dataclass(frozen=True, slots=True)
class Rate:
    """One figure of both runs. count: of what, in words. more_is_better: whether a rise is an improvement.

    p: adjusted for there being several figures (Holm), None when there are too few clusters to tell.
    """

    name: str
    unit: Unit
    count: str
    difference: Difference
    more_is_better: bool
    p: float | None

    @property
    def news(self) -> bool:
        """Whether the difference is more than chance (p < 0.05)."""
        return self.p is not None and self.p < CHANCE

    @property
    def better(self) -> bool:
        """Whether it moved to the better side; of what did not move, False."""
        return self.difference.change > 0 if self.more_is_better else self.difference.change < 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """before, after: names of the runs. calls: in both. setup: (what, before, after) where the runs were made
    differently.

    clustering: what makes a cluster. A figure that neither run has is not in ``rates``. line: of the versions
    that were compared with their originals, '' when calls were paired by name. besides: how many calls stand
    beside one of another name. clashes: calls that more than one would pair with.
    """

    before: str
    after: str
    calls: int
    changes: tuple[CallChange, ...]
    rates: tuple[Rate, ...]
    clustering: Clustering
    setup: tuple[tuple[str, str, str], ...]
    line: str = ""
    besides: int = 0
    clashes: tuple[Clash, ...] = ()

    @property
    def same(self) -> int:
        """How many calls went exactly as before."""
        return self.calls - sum(change.verdict in ("fixed", "broken", "changed") for change in self.changes)


def compare(
    before: Run, after: Run, names: tuple[str, str] = ("before", "after"), *, line: str = ""
) -> Comparison:
    """Compare two runs over the calls that both played; with ``line`` the later one's versions on it with the
    earlier one's originals. Raises PairingError (see `on_line`).
    """
    pairing = on_line(before, after, line) if line else by_name(before, after)
    both = pairing.pairs
    clusters, clustering = of.clusters([pair.after for pair in both])
    found = list(_rates(both, clusters)) if both else []
    adjusted = holm({rate.name: rate.difference.p for rate in found if rate.difference.p is not None})
    return Comparison(
        *names,
        calls=len(both),
        changes=tuple(changed(pairing)),
        rates=tuple(_with_p(rate, adjusted.get(rate.name)) for rate in found),
        clustering=clustering,
        setup=tuple(setup(before, after)),
        line=line,
        besides=sum(pair.before.id != pair.after.id for pair in both),
        clashes=pairing.clashes,
    )


def setup(before: Run, after: Run) -> Iterator[tuple[str, str, str]]:
    """In what the runs were made differently: mode, models, revision, settings."""
    a, b = before.models, after.models
    rows: list[tuple[str, object, object]] = [
        ("mode", before.mode, after.mode),
        ("Whisper", a.whisper, b.whisper),
        ("voice", a.voice, b.voice),
        ("Rasa's training", a.rasa_inputs[:12], b.rasa_inputs[:12]),
        ("revision", revision(before), revision(after)),
        ("code", a.code[:12], b.code[:12]),
    ]
    names = dict.fromkeys([*a.settings, *b.settings])
    rows += [(f"setting {name}", a.settings.get(name), b.settings.get(name)) for name in names]
    yield from ((what, str(old), str(new)) for what, old, new in rows if old != new)


def revision(run: Run) -> str:
    """The commit, short, and whether the code was as committed."""
    short = run.models.revision[:10] or "no revision"
    return f"{short} with uncommitted changes" if run.models.dirty else short


def _with_p(rate: Rate, p: float | None) -> Rate:
    return Rate(rate.name, rate.unit, rate.count, rate.difference, rate.more_is_better, p)


def _rates(both: Sequence[Pair], clusters: Sequence[str]) -> Iterator[Rate]:
    passed = rates([(pair.before.passed, pair.after.passed) for pair in both], clusters)
    yield Rate("calls as they must be", "share", f"{len(both)} calls", passed, True, None)
    yield from _flags("expectations met", "expectations", both, clusters, _checks)
    yield from _flags("intents right", "utterances", both, clusters, _intents)
    counts = [(of.errors(pair.before), of.errors(pair.after)) for pair in both]
    words = sum(after[1] for _, after in counts)
    if words and any(before[1] for before, _ in counts):
        wrong = ratios([before for before, _ in counts], [after for _, after in counts], clusters)
        yield Rate("word error rate", "share", f"{words} words", wrong, False, None)
    times = [(of.latencies(pair.before), of.latencies(pair.after)) for pair in both]
    answers = sum(len(after) for before, after in times if before and after)
    if answers:
        for name, share in (("answer time, median", 0.5), ("answer time, 95th percentile", 0.95)):
            took = quantiles([one for one, _ in times], [one for _, one in times], clusters, share)
            yield Rate(name, "seconds", f"{answers} answers", took, False, None)


def _flags(
    name: str,
    unit: str,
    both: Sequence[Pair],
    clusters: Sequence[str],
    flags: Callable[[CallResult], dict[Hashable, bool]],
) -> Iterator[Rate]:
    """A share of things that are in both runs of a call, matched by key."""
    found: list[tuple[bool, bool]] = []
    whose: list[str] = []
    for pair, cluster in zip(both, clusters, strict=True):
        before, after = flags(pair.before), flags(pair.after)
        shared = [key for key in after if key in before]
        found += [(before[key], after[key]) for key in shared]
        whose += [cluster] * len(shared)
    if found:
        yield Rate(name, "share", f"{len(found)} {unit}", rates(found, whose), True, None)


def _checks(call: CallResult) -> dict[Hashable, bool]:
    seen: dict[str, int] = {}
    found: dict[Hashable, bool] = {}
    for check in call.checks:
        seen[check.name] = seen.get(check.name, 0) + 1
        found[check.name, seen[check.name]] = check.passed
    return found


def _intents(call: CallResult) -> dict[Hashable, bool]:
    return {(place, wanted): wanted == found for place, (wanted, found) in enumerate(of.intents(call))}
