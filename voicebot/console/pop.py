"""The screen-pop: a call's story at one glance, drawn from its ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from voicebot.call.ledger import Kind
from voicebot.store.records import StoredEntry, StoredTurn

LAST_TURNS = 6
SURE = 0.6  # a turn heard less surely is shown as such

# What callers say without wanting anything done.
_TALK = frozenset(
    {
        "affirm", "ask_capabilities", "ask_repeat", "bot_challenge", "cancel", "correction", "deny",
        "goodbye", "greet", "inform", "nlu_check", "nlu_fallback", "no_number", "out_of_scope", "small_talk",
        "speak_louder", "speak_slower", "thanks", "wait_moment",
    }
)  # fmt: skip
# Of the dialogue's slots: where the talk stands, not what it is about.
_INNER = frozenset({"wish", "paused", "spoken", "agreed", "order_known", "policy_known"})

# Rules of the dialogue (D-…, see its rule_ids) and what they mean for whoever goes on.
_TOLD = frozenset({"D-13", "D-14", "D-15", "D-33", "D-47", "D-48"})
_DONE = frozenset({"D-32"})
_REFUSED = frozenset({"D-31"})
_UNKNOWN = frozenset({"D-18", "D-42"})
_COUNTED = {
    "D-07": "not_understood",
    "D-11": "not_understood",
    "D-41": "not_understood",
    "T-02": "not_understood",
    "D-12": "mismatch",
    "D-17": "rejected",
    "D-45": "dropped",
    "I-01": "silence",
    "E-01": "broken",
}


@dataclass(frozen=True, slots=True)
class Tried:
    """One thing that the assistant did or failed at. key: of the texts 'tried.…'.

    intent: about which wish, '' for none. times: how often.
    """

    key: str
    intent: str = ""
    times: int = 1


@dataclass(frozen=True, slots=True)
class Mood:
    """level: 'calm', 'irritated' or 'angry'. rules: what raised it, in order, each once with how often."""

    level: str = "calm"
    rules: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Pop:
    """identified: kinds of record that the caller proved to know: ('order', '42073').

    wishes: intents in the order in which they were named. slots: name and value. disclosed: the caller heard
    that it was a machine.
    """

    identified: tuple[tuple[str, str], ...]
    wishes: tuple[str, ...]
    tried: tuple[Tried, ...]
    slots: tuple[tuple[str, str], ...]
    mood: Mood
    disclosed: bool
    turns: tuple[StoredTurn, ...]


def pop(ledger: Sequence[StoredEntry], turns: Sequence[StoredTurn]) -> Pop:
    """The story of a call, as far as it went."""
    known = slots(ledger)
    return Pop(
        identified=tuple(
            (kind, known[f"{kind}_number"])
            for kind in ("order", "policy")
            if known.get(f"{kind}_known") and known.get(f"{kind}_number")
        ),
        wishes=_wishes(ledger),
        tried=_tried(ledger),
        slots=tuple((name, value) for name, value in known.items() if name not in _INNER),
        mood=_mood(ledger),
        disclosed=any(entry.kind == Kind.DISCLOSURE and entry.data.get("heard") for entry in ledger),
        turns=tuple([turn for turn in turns if turn.text][-LAST_TURNS:]),
    )


def slots(ledger: Iterable[StoredEntry]) -> dict[str, str]:
    """What the dialogue knew at the last turn that it understood."""
    last: Mapping[str, object] = {}
    for entry in ledger:
        if entry.kind == Kind.UNDERSTOOD:
            last = entry.data
    return {
        key.removeprefix("slot."): str(value)
        for key, value in last.items()
        if key.startswith("slot.") and value not in (None, "")
    }


def _wishes(ledger: Iterable[StoredEntry]) -> tuple[str, ...]:
    named = (entry.data.get("intent") for entry in ledger if entry.kind == Kind.UNDERSTOOD)
    return tuple(dict.fromkeys(str(intent) for intent in named if intent and intent not in _TALK))


def _tried(ledger: Iterable[StoredEntry]) -> tuple[Tried, ...]:
    about = ""
    found: dict[Tried, None] = {}
    counts: Counter[str] = Counter()
    for entry in ledger:
        if entry.kind == Kind.UNDERSTOOD:
            intent = str(entry.data.get("intent") or "")
            about = intent if intent and intent not in _TALK else about
        rules = frozenset(entry.rule_id.split("+"))
        for key, among in (
            ("told", _TOLD), ("done", _DONE), ("refused", _REFUSED), ("unknown", _UNKNOWN),
        ):  # fmt: skip
            if rules & among:
                found[Tried(key, about)] = None
        if entry.kind in (Kind.UNDERSTOOD, Kind.DECISION, Kind.ERROR):
            counts.update(_COUNTED[rule] for rule in rules if rule in _COUNTED)
    return (*found, *(Tried(key, times=times) for key, times in counts.items()))


def _mood(ledger: Iterable[StoredEntry]) -> Mood:
    level, because = "calm", ""
    for entry in ledger:
        if entry.rule_id == "F-90":
            level, because = str(entry.data.get("level", level)), str(entry.data.get("because", ""))
    return Mood(level, tuple(Counter(because.split()).items()))
