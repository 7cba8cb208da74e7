"""A run for sharing: what callers and the bot said, without what tells who called.

Found by how it looks (`voicebot.privacy`), by what the dialogue filled its slots with, and by what stands
around it: numbers spelled out, digits one by one, dates, addresses with a street and a number, names after
'mijn naam is'. A name that stands anywhere else is not found: look before you publish. A voice is personal
too, so a redacted report has neither sound nor the recordings' addresses.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any

from text_to_num import alpha2digit

from voicebot import privacy
from voicebot.replay.results import CallResult, Entry, Event, Models, Run, Said, ScenarioFacts, Turn

# Slots that say what is wanted, not who wants it; every other slot's value is taken out everywhere.
IMPERSONAL = frozenset(
    {"wish", "paused", "agreed", "order_known", "policy_known", "delivery_day", "return_reason", "product",
     "coverage_question", "callback_when", "spoken"}
)  # fmt: skip
_KEPT = {(CallResult, "id"), (CallResult, "key"), (ScenarioFacts, "name"), (ScenarioFacts, "file"),
         (ScenarioFacts, "base"), (ScenarioFacts, "tags"), (ScenarioFacts, "speaker"),
         (ScenarioFacts, "noise"), (ScenarioFacts, "line"), (Said, "file"), (Run, "now")}  # fmt: skip
_MONTHS = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
_BEFORE = (  # the patterns of `privacy` would break these up
    (re.compile(r"\S+(?: (?:punt|streepje|min) \S+)* apenstaart(?:je)? \S+(?: punt \S+)+", re.I), "[email]"),
    (re.compile(r"(?i:(\b(?:mijn naam is|ik heet|ik ben|met|mevrouw|meneer|de heer|familie))) "
                r"(?:(?:van|de|den|der|ter|ten|het|'t) )*[A-Z][\w'-]+"
                r"(?: (?:(?:van|de|den|der|ter|ten) )*[A-Z][\w'-]+)*"), r"\1 [name]"),
    (re.compile(r"\b[A-Z][\w'-]*(?: [\w'-]+)?(?:straat|laan|weg|plein|gracht|kade|dijk|hof|singel|pad|steeg)"
                r" \d+(?: ?[a-zA-Z]\b)?"), "[address]"),
    (re.compile(rf"\b\d{{1,2}}(?:e|ste)? (?:{_MONTHS})(?: \d{{2,4}})?\b", re.I), "[date]"),
    (re.compile(r"\b\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)\d{2}\b"), "[date]"),
)  # fmt: skip
_DIGITS = re.compile(r"\b\d{1,2}(?:[ ,-]+\d{1,2}\b)+")
_WORD = re.compile(r"[^\W\d_]+")


def redacted(run: Run) -> Run:
    """The run without what tells who called; scenario names, files and tags stay as they are."""
    calls = tuple(_call(call) for call in run.calls)
    return replace(run, calls=calls, skipped=tuple(_walk(one, ()) for one in run.skipped))


def text(value: str, known: tuple[tuple[str, str], ...] = ()) -> str:
    """A text without what looks personal. ``known``: (value, name) to take out as well, in any case."""
    for what, name in known:
        value = re.sub(rf"(?<!\w){re.escape(what)}(?!\w)", f"[{name}]", value, flags=re.IGNORECASE)
    return _looks(value)


@lru_cache(maxsize=4096)
def _looks(value: str) -> str:
    for pattern, kind in _BEFORE:
        value = pattern.sub(kind, value)
    return _number_words(_DIGITS.sub("[number]", privacy.redact(value)))


def _number_words(value: str) -> str:
    """Two or more numbers in words after one another, as callers say a number."""
    runs: list[tuple[int, int]] = []
    count, begin, end = 0, 0, 0
    for word in [*_WORD.finditer(value), None]:
        joined = word is not None and not value[end : word.start()].strip(" ,.-;")
        if word is not None and _is_number(word[0].lower()) and (joined or not count):
            begin, end, count = (begin if count else word.start()), word.end(), count + 1
            continue
        if count > 1:
            runs.append((begin, end))
        count = 0
        if word is not None and _is_number(word[0].lower()):
            begin, end, count = word.start(), word.end(), 1
    for begin, end in reversed(runs):
        value = f"{value[:begin]}[number]{value[end:]}"
    return value


@lru_cache(maxsize=4096)
def _is_number(word: str) -> bool:
    return str(alpha2digit(word, "nl", 0)).isdigit()


def _call(call: CallResult) -> CallResult:
    slots = [(name, value) for turn in call.turns for name, value in turn.slots.items()]
    slots += [
        (name[5:], value)
        for entry in call.ledger
        for name, value in entry.data.items()
        if name[:5] == "slot."
    ]
    known = {
        (str(value), name)
        for name, value in slots
        if name not in IMPERSONAL and isinstance(value, str) and len(value) > 2
    }
    found: CallResult = _walk(call, tuple(sorted(known, key=lambda one: (-len(one[0]), one))))
    return replace(found, recording=None)


def _walk(value: Any, known: tuple[tuple[str, str], ...]) -> Any:
    """A record with all its texts redacted."""
    if isinstance(value, str):
        return text(value, known)
    if isinstance(value, tuple):
        return tuple(_walk(one, known) for one in value)
    if isinstance(value, Mapping):
        return {name: _walk(one, known) for name, one in value.items()}
    if not is_dataclass(value) or isinstance(value, type | Models):
        return value
    if isinstance(value, Event) and value.what == "key":
        return replace(value, text="•")
    if isinstance(value, Said) and value.does == "keys":
        value = replace(value, text=re.sub(r"\d", "•", value.text), heard=re.sub(r"\d", "•", value.heard))
    found = {one.name: _walk(getattr(value, one.name), known) for one in fields(value)
             if (type(value), one.name) not in _KEPT}  # fmt: skip
    if isinstance(value, Turn):
        found["slots"] = {name: _slot(name, one, known) for name, one in value.slots.items()}
    if isinstance(value, Entry):
        found["data"] = {
            name: _slot(name[5:], one, known) if name.startswith("slot.") else _walk(one, known)
            for name, one in value.data.items()
        }
    return replace(value, **found)


def _slot(name: str, value: Any, known: tuple[tuple[str, str], ...]) -> Any:
    return _walk(value, known) if name in IMPERSONAL or not value else f"[{name}]"
