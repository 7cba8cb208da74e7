"""What must never happen in any call: rules for a whole run, read from YAML (`never/house.yaml`).

A rule names one thing: `first: disclosure`; `repeats: N` (texts said so often that match `matching`, without
the caller getting further); or, until one of `before_slots` is known, texts (`must_not_say`, `demo_data`) or
rule ids (`must_not_rule`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from voicebot.backoffice.demo_data import CUSTOMERS, ORDERS
from voicebot.call.ledger import Kind
from voicebot.replay.fields import Fields, compose, items
from voicebot.replay.results import Checked
from voicebot.replay.story import Entry, Story, number, rules_of

HOUSE = Path(__file__).parent / "never" / "house.yaml"
_SAYS = (Kind.DISCLOSURE, Kind.BOT_TURN)


@dataclass(frozen=True, slots=True)
class Never:
    """One rule. first: the kind of what must be said first. repeats: how often is too often, 0: not
    counted."""

    name: str
    first: str = ""
    repeats: int = 0
    matching: str = ""
    exempt: tuple[str, ...] = ()
    before_slots: tuple[str, ...] = ()
    must_not_say: tuple[str, ...] = ()
    must_not_rule: tuple[str, ...] = ()


def load(path: Path = HOUSE) -> tuple[Never, ...]:
    """Read the rules of a file. Raises FileProblem with file, line and what to do."""
    fields = Fields(path, compose(path, "file of rules"), "a file of rules")
    rules = tuple(
        _rule(path, Fields(path, node, "a rule")) for node in items(path, fields.take("rules"), "rules")
    )
    fields.no_more()
    return rules


def check(rules: Sequence[Never], story: Story) -> Iterator[Checked]:
    """Whether a call keeps the rules; one result a rule, with the first breach."""
    for rule in rules:
        breach = next(_breaches(rule, story), None)
        at = round(_began(breach[0]), 2) if breach else None
        yield Checked("never", f"never: {rule.name}", breach is None, breach[1] if breach else "", at=at)


def _rule(path: Path, fields: Fields) -> Never:
    says = fields.patterns("must_not_say")
    if fields.flag("demo_data", False):
        says += _demo_data()
    rule = Never(
        name=fields.text("name"),
        first=fields.choice("first", ["disclosure", ""], ""),
        repeats=round(fields.number("repeats", 0.0, 2.0, 99.0) or 0),
        matching=(fields.patterns("matching") or [""])[0],
        exempt=tuple(fields.patterns("except")),
        before_slots=tuple(fields.texts("before_slots")),
        must_not_say=tuple(says),
        must_not_rule=tuple(fields.texts("must_not_rule")),
    )
    fields.no_more()
    if sum(map(bool, (rule.first, rule.repeats, rule.must_not_say or rule.must_not_rule))) != 1:
        raise fields.error("a rule names one thing: first, repeats, or must_not_say and must_not_rule")
    return rule


def _demo_data() -> list[str]:
    """What only the demonstration's customers know, as the bot would say it."""
    said = [value for person in CUSTOMERS for value in (person.name, person.email) if value]
    return [
        rf"\b{re.escape(value)}" for value in (*said, *(item for order in ORDERS for item in order.items))
    ]


def _breaches(rule: Never, story: Story) -> Iterator[tuple[Entry, str]]:
    if rule.first:
        said = sorted(story.of(*_SAYS), key=_began)
        if said and said[0].kind != Kind.DISCLOSURE:
            yield said[0], f"it said: {_text(said[0])}"
    elif rule.repeats:
        yield from _repeats(rule, story)
    else:
        yield from _too_early(rule, story)


def _repeats(rule: Never, story: Story) -> Iterator[tuple[Entry, str]]:
    """Counted afresh whenever another question is open than before."""
    counts: dict[str, int] = {}
    open_question: object = None
    for entry in story.of(Kind.BOT_TURN, Kind.UNDERSTOOD):
        if entry.kind == Kind.UNDERSTOOD:
            if entry.data.get("asks") != open_question:
                open_question = entry.data.get("asks")
                counts.clear()
            continue
        text = _text(entry)
        if re.search(rule.matching, text) and not any(
            re.search(one, text, re.IGNORECASE) for one in rule.exempt
        ):
            counts[text] = counts.get(text, 0) + 1
            if counts[text] >= rule.repeats:
                yield entry, f"for the {counts[text]}th time: {text}"


def _too_early(rule: Never, story: Story) -> Iterator[tuple[Entry, str]]:
    known = next((entry.at for entry in story.of(Kind.UNDERSTOOD) if _knows(rule, entry)), None)
    for entry in story.entries:
        if known is not None and _began(entry) >= known:
            continue
        if set(rules_of(entry)) & set(rule.must_not_rule) and not _knows(rule, entry):
            yield entry, f"rule {entry.rule_id}"
        if entry.kind in _SAYS:
            for pattern in rule.must_not_say:
                if re.search(pattern, _text(entry), re.IGNORECASE):
                    yield entry, f"it said: {_text(entry)}"


def _knows(rule: Never, entry: Entry) -> bool:
    return any(entry.data.get(f"slot.{slot}") for slot in rule.before_slots)


def _began(entry: Entry) -> float:
    return number(entry.data["started_at"]) if "started_at" in entry.data else entry.at


def _text(entry: Entry) -> str:
    return str(entry.data.get("text", ""))
