"""Which change did it: between which two revisions with a saved result an expectation of a call flipped.

Nothing is played: what was replayed at a revision is known, and of what lies between the middle one is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from voicebot.replay.results import CallResult, Run
from voicebot.report.changes import other_scenario
from voicebot.report.compare import setup
from voicebot.report.revisions import History, middle

WHOLE_CALL = "the whole call"


@dataclass(frozen=True, slots=True)
class Kept:
    """A call as a kept run has it. run: the run's name."""

    run: str
    of: Run
    call: CallResult

    @property
    def revision(self) -> str:
        """The commit of the code that played it."""
        return self.of.models.revision


@dataclass(frozen=True, slots=True)
class Step:
    """Expectations that flipped between two neighbouring revisions of those that were replayed.

    broken, fixed: their names. between: revisions that came in after ``older`` before ``newer`` and were not
    replayed. try_next: the one of them that halves them. besides: what else is not the same in the two runs
    and may be the cause instead of the code.
    """

    older: Kept
    newer: Kept
    broken: tuple[str, ...]
    fixed: tuple[str, ...]
    between: tuple[str, ...]
    try_next: str | None
    besides: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """All steps of a call, the oldest first.

    points: revisions with a result, in order. unknown: runs whose revision the repository does not have.
    unsteady: (revision, expectation) that went both ways at one revision; such a flip may be chance.
    """

    steps: tuple[Step, ...]
    points: tuple[str, ...]
    unknown: tuple[str, ...]
    unsteady: tuple[tuple[str, str], ...]


def bisect(runs: Iterable[tuple[str, Run]], call_id: str, history: History) -> Found:
    """Look through kept runs, named, the oldest first. Of several runs of a revision the last one counts.

    A run with uncommitted changes is not of its revision, so it stands beside the others only where there is
    nothing else of that revision. Raises RevisionError.
    """
    kept = [Kept(name, run, call) for name, run in runs for call in run.calls if call.id == call_id]
    order = history.order(one.revision for one in kept)
    of = {revision: _of(revision, kept) for revision in order}
    points = [of[revision][-1] for revision in order]
    return Found(
        steps=tuple(_steps(points, history)),
        points=tuple(order),
        unknown=tuple(one.run for one in kept if one.revision not in of),
        unsteady=tuple((revision, name) for revision in order for name in _unsteady(of[revision])),
    )


def _of(revision: str, kept: Sequence[Kept]) -> list[Kept]:
    found = [one for one in kept if one.revision == revision]
    return [one for one in found if not one.of.models.dirty] or found


def _steps(points: Sequence[Kept], history: History) -> Iterator[Step]:
    for older, newer in pairwise(points):
        was, now = met(older.call), met(newer.call)
        broken = tuple(name for name in was if was[name] and now.get(name) is False)
        fixed = tuple(name for name in was if not was[name] and now.get(name) is True)
        if broken or fixed:
            between = history.between(older.revision, newer.revision)
            yield Step(
                older, newer, broken, fixed, tuple(between), middle(between), tuple(_besides(older, newer))
            )


def _besides(older: Kept, newer: Kept) -> Iterator[tuple[str, str, str]]:
    """Differences that do not follow from the revision."""
    for what, before, after in setup(older.of, newer.of):
        if what not in ("revision", "code"):
            yield what, before, after
    for one in (older, newer):
        if one.of.models.dirty:
            yield "uncommitted changes", "", f"in run {one.run}"
    if other_scenario(older.call, newer.call):
        yield "the scenario", "", "says or expects something else"


def _unsteady(kept: Sequence[Kept]) -> list[str]:
    """Expectations that went both ways in runs that were made the same way."""
    found = []
    for one in kept[:-1]:
        if not list(setup(one.of, kept[-1].of)) and not other_scenario(one.call, kept[-1].call):
            was, now = met(one.call), met(kept[-1].call)
            found += [name for name in was if name in now and was[name] != now[name]]
    return list(dict.fromkeys(found))


def met(call: CallResult) -> Mapping[str, bool]:
    """Of every expectation whether it was met (all of one name), the whole call first."""
    found = {WHOLE_CALL: call.passed}
    for check in call.checks:
        found[check.name] = found.get(check.name, True) and check.passed
    return found
