"""Which calls of two runs stand side by side. Pure.

By name; and a call that has not its own name in the other run beside its `plain` version there, or beside the
original that it is the plain version of: that shows what the detour over `voicebot degrade` does. When a line
is named, the versions on it stand beside the originals.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from voicebot.replay.results import CallResult, Run

PLAIN = "plain"
_MADE = "degraded:"  # the tag with which `voicebot degrade` names its recipe
_Origin = tuple[str, int]  # a scenario's name, and which of its repeats


class PairingError(ValueError):
    """The versions that were asked for cannot be paired; the message says what to ask for instead."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One call in both runs."""

    before: CallResult
    after: CallResult


@dataclass(frozen=True, slots=True)
class Clash:
    """Calls that would pair with ``one`` as well as others, and so stand alone. named: ``one`` has its own
    name in both runs.
    """

    one: str
    rivals: tuple[str, ...]
    named: bool

    def __str__(self) -> str:
        """For people."""
        why = f"{self.one} is in both runs" if self.named else f"all with {self.one}"
        return f"{_listed(self.rivals)} ({why})"


@dataclass(frozen=True, slots=True)
class Pairing:
    """pairs, new: in the order of the later run. new, gone: calls without another, of the later run and of
    the earlier one.
    """

    pairs: tuple[Pair, ...]
    new: tuple[CallResult, ...]
    gone: tuple[CallResult, ...]
    clashes: tuple[Clash, ...] = ()


def by_name(before: Run, after: Run) -> Pairing:
    """Every call beside that of its name, or beside its original or its plain version.

    A name goes before that; where several would pair with one otherwise, none does.
    """
    old, new = {call.id for call in before.calls}, {call.id for call in after.calls}
    shared = old & new
    partner = {name: name for name in shared}  # by the later call
    edges = list(_beside(before, after))
    lone = [(a, b) for a, b in edges if (a in shared) is not (b in shared)]
    free = [(a, b) for a, b in edges if a not in shared and b not in shared]
    asked = Counter(a for a, _ in free) + Counter(b for _, b in free)
    partner |= {b: a for a, b in free if asked[a] == asked[b] == 1}
    clashes: dict[tuple[str, bool], list[str]] = {}
    for a, b in lone:
        one, rival = (a, b) if a in shared else (b, a)
        clashes.setdefault((one, True), []).append(rival)
    for a, b in free:
        if asked[a] > 1 or asked[b] > 1:
            one, rival = (a, b) if asked[a] > 1 else (b, a)
            clashes.setdefault((one, False), []).append(rival)
    found = _paired(before.calls, after.calls, partner)
    told = tuple(Clash(one, tuple(rivals), named) for (one, named), rivals in clashes.items())
    return Pairing(found.pairs, found.new, found.gone, told)


def on_line(before: Run, after: Run, line: str) -> Pairing:
    """The later run's versions on a line beside the earlier one's originals, or else their plain versions.

    line: a recipe of `voicebot degrade`, as it stands in names ('babble-10_gsm') or as it is written there
    ('babble=10+codec=gsm'); when no version was made with it, all that the page of the run counts to such a
    line. Raises PairingError when there is none, or several of one call.
    """
    versions = _versions(after, line)
    originals = _originals(before)
    claims: dict[_Origin, list[CallResult]] = {}
    for call in versions:
        claims.setdefault(_made_of(call)[0], []).append(call)
    crowded = [calls for calls in claims.values() if len(calls) > 1]
    if crowded:
        raise PairingError(_crowded(crowded, line))
    partner = {call.id: originals[origin].id for origin, (call,) in claims.items() if origin in originals}
    return _paired(originals.values(), versions, partner)


def _beside(before: Run, after: Run) -> Iterator[tuple[str, str]]:
    """(earlier, later) ids of all that are an original and its plain version."""
    for one, other, turned in ((before, after, False), (after, before, True)):
        originals = {(call.scenario.name, call.scenario.nth): call.id for call in one.calls}
        for call in other.calls:
            origin, recipe = _made_of(call)
            if recipe == PLAIN and origin in originals:
                yield (call.id, originals[origin]) if turned else (originals[origin], call.id)


def _made_of(call: CallResult) -> tuple[_Origin, str]:
    """The original of a version, and the recipe that it was made with ('': it is no version).

    A call that the house broke off lost its scenario's tags and has but its name.
    """
    facts = call.scenario
    recipe = next((tag.removeprefix(_MADE) for tag in facts.tags if tag.startswith(_MADE)), "")
    base = facts.base
    if call.problem and not facts.tags and "--" in facts.name:
        base, _, recipe = facts.name.partition("--")
    return (base or facts.name, facts.nth), recipe


def _originals(run: Run) -> dict[_Origin, CallResult]:
    """The originals, and the plain versions of those that are not there."""
    versions = [(*_made_of(call), call) for call in run.calls]
    plain = {origin: call for origin, recipe, call in versions if recipe == PLAIN}
    return plain | {
        origin: call for origin, recipe, call in versions if not recipe and not call.scenario.base
    }


def _versions(run: Run, line: str) -> list[CallResult]:
    made = [(call, recipe) for call in run.calls if (recipe := _made_of(call)[1])]
    if not made:
        raise PairingError("the later run has no version at all; `voicebot degrade` makes some")
    wanted = _parts(line)
    exact = [call for call, recipe in made if _parts(recipe) == wanted]
    found = exact or [call for call, _ in made if _parts(call.scenario.line) == wanted]
    if not found:
        there = ", ".join(dict.fromkeys(recipe for _, recipe in made))
        raise PairingError(f"the later run has no version on {line!r}; there are {there}")
    return found


def _parts(recipe: str) -> frozenset[str]:
    """The same however it is written and in whatever order: 'babble=10+codec=gsm', 'babble-10_gsm'."""
    return frozenset(re.split(r"[+_]", recipe.replace("codec=", "").replace("=", "-")))


def _crowded(crowded: list[list[CallResult]], line: str) -> str:
    calls, others = crowded[0], len(crowded) - 1
    (name, _), recipe = _made_of(calls[0])
    more = f", and so it is with {others} other call{'s' * (others > 1)}" if others else ""
    both = "both" if len(calls) == 2 else "all"
    return (
        f"several versions are on {line!r}: {_listed([call.id for call in calls])} would {both} pair with "
        f"{name}{more}; name one whole, such as --line {recipe}"
    )


def _paired(before: Iterable[CallResult], after: Iterable[CallResult], partner: dict[str, str]) -> Pairing:
    old = {call.id: call for call in before}
    pairs = [Pair(old[partner[call.id]], call) for call in after if call.id in partner]
    taken = {pair.before.id for pair in pairs}
    new = [call for call in after if call.id not in partner]
    return Pairing(tuple(pairs), tuple(new), tuple(call for call in old.values() if call.id not in taken))


def _listed(names: list[str] | tuple[str, ...]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
