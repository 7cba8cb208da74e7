"""What is different in one call between two runs. Pure; what is the same is not mentioned."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from voicebot.replay.checks import words
from voicebot.replay.results import CallResult, Checked, Said, Turn
from voicebot.report.pairing import Pairing
from voicebot.report.pairs import intents_of, turns_of

Verdict = Literal["broken", "fixed", "changed", "new", "gone"]
What = Literal["outcome", "queue", "transcript", "intent", "decision", "slots", "latency", "bot", "problem"]

SLOWER_SECONDS, SLOWER_SHARE = 0.2, 0.2  # an answer that moved less is not mentioned: nobody hears it
_ORDER = ("broken", "fixed", "changed", "new", "gone")


@dataclass(frozen=True, slots=True)
class Flip:
    """An expectation that is met now and was not, or the other way round."""

    name: str
    now: bool
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """Something else that is different. where: what the caller said, '' for the whole call."""

    what: What
    where: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class CallChange:
    """A call that went differently. other_scenario: the scenario itself is not the same any more. against:
    the call that it is compared with, where that has another name.
    """

    id: str
    description: str
    verdict: Verdict
    flips: tuple[Flip, ...] = ()
    changes: tuple[Change, ...] = ()
    other_scenario: bool = False
    against: str = ""

    @property
    def only_latency(self) -> bool:
        """Whether nothing differs but how long some answers took."""
        quiet = self.verdict == "changed" and not self.flips and not self.other_scenario
        return quiet and all(change.what == "latency" for change in self.changes)


def changed(pairing: Pairing) -> list[CallChange]:
    """The calls that went differently: broken ones first, then fixed, changed, new and gone ones."""
    found = [change for pair in pairing.pairs if (change := of_call(pair.before, pair.after))]
    found += [_alone(call, "new") for call in pairing.new]
    found += [_alone(call, "gone") for call in pairing.gone]
    return sorted(found, key=lambda one: _ORDER.index(one.verdict))


def of_call(before: CallResult, after: CallResult) -> CallChange | None:
    """What is different in a call; None when nothing is."""
    flips, changes = tuple(_flips(before, after)), tuple(_changes(before, after))
    if not flips and not changes and before.passed == after.passed:
        return None
    verdict: Verdict = "changed"
    if before.passed != after.passed:
        verdict = "fixed" if after.passed else "broken"
    other, against = other_scenario(before, after), before.id if before.id != after.id else ""
    return CallChange(after.id, after.scenario.description, verdict, flips, changes, other, against)


def other_scenario(before: CallResult, after: CallResult) -> bool:
    """Whether a scenario says or expects something else than it did, as far as the results show it. A version
    has recordings of its own.
    """
    played = min(len(before.said), len(after.said))  # a call that ended early played fewer steps
    files = before.id == after.id
    old, new = ([_asked(said, files) for said in call.said[:played]] for call in (before, after))
    return old != new


def _asked(said: Said, files: bool) -> tuple[object, ...]:
    return said.does, said.text, said.file if files else "", said.allowed, said.intent


def _alone(call: CallResult, verdict: Verdict) -> CallChange:
    failed = tuple(Flip(check.name, False, "", check.detail) for check in call.checks if not check.passed)
    return CallChange(call.id, call.scenario.description, verdict, failed if verdict == "new" else ())


def _flips(before: CallResult, after: CallResult) -> Iterator[Flip]:
    """Names that come more than once are matched in their order."""
    known: dict[str, list[Checked]] = {}
    for check in before.checks:
        known.setdefault(check.name, []).append(check)
    for check in after.checks:
        old = known[check.name].pop(0) if known.get(check.name) else None
        if (old is None and not check.passed) or (old is not None and old.passed != check.passed):
            yield Flip(check.name, check.passed, "not checked" if old is None else old.detail, check.detail)


def _changes(before: CallResult, after: CallResult) -> Iterator[Change]:
    yield from _differs("problem", "", before.problem or "", after.problem or "")
    ends = [f"{call.outcome or 'none'} (rule {call.rule or '-'})" for call in (before, after)]
    yield from _differs("outcome", "", *ends)
    yield from _differs("queue", "", before.queue or "none", after.queue or "none")
    for old, new in zip(before.said, after.said, strict=False):
        if old.does == new.does and old.text == new.text:
            yield from _said(before, old, after, new)
    yield from _bot(before, after)


def _said(before: CallResult, old: Said, after: CallResult, new: Said) -> Iterator[Change]:
    if words(old.heard) != words(new.heard):
        yield Change("transcript", new.text, _heard(old), _heard(new))
    yield from _differs("intent", new.text, *(", ".join(intents_of(call, said)) or "none"
                                              for call, said in ((before, old), (after, new))))  # fmt: skip
    was, now = turns_of(before, old), turns_of(after, new)
    rules = [", ".join(turn.rule or turn.rule_turn for turn in turns) or "none" for turns in (was, now)]
    yield from _differs("decision", new.text, *rules)
    yield from _differs("slots", new.text, _slots(was), _slots(now))
    took = [
        next((turn.latency.total for turn in reversed(turns) if turn.latency), None) for turns in (was, now)
    ]
    if took[0] is not None and took[1] is not None:
        moved = abs(took[1] - took[0])
        if moved >= SLOWER_SECONDS and moved >= SLOWER_SHARE * min(took[0], took[1]):
            yield Change("latency", new.text, f"{took[0]:.2f} s", f"{took[1]:.2f} s")


def _slots(turns: Sequence[Turn]) -> str:
    slots = (f"{name} {value}" for turn in turns for name, value in sorted(turn.slots.items()))
    return ", ".join(slots) or "none"


def _heard(said: Said) -> str:
    wrong = f" ({said.errors} of {said.words} words wrong)" if said.words and not said.draft else ""
    return f"“{said.heard}”{wrong}" if said.heard else "nothing"


def _bot(before: CallResult, after: CallResult) -> Iterator[Change]:
    """What the bot said, where it differs; a piece that was only cut off elsewhere is the same text."""
    old, new = ([spoken.text for spoken in call.spoken] for call in (before, after))
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield Change("bot", "", " ".join(old[a:b]) or "nothing", " ".join(new[c:d]) or "nothing")


def _differs(what: What, where: str, before: str, after: str) -> Iterator[Change]:
    if before != after:
        yield Change(what, where, before, after)
