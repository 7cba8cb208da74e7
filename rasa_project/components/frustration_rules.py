"""Finds annoyance in the words of a turn, by the rules in `phrases/`. No Rasa in here; Python 3.10 and on.

The rules are written for readers who do not program; `phrases/lists.yaml` tells how.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .frustration_hearing import Ear, words_of
from .frustration_phrases import PhraseError, compile_phrase

FOLDER = Path(__file__).with_name("phrases")
_KEYS = {"id", "what", "weight", "says", "unless", "not_with"}
_ID = re.compile(r"F-(0[1-9]|[12]\d)")  # F-30 and on are conduct, judged elsewhere


class RuleError(ValueError):
    """A rule is written wrongly; the message names it."""


@dataclass(frozen=True)
class Rule:
    """One rule; ``weight``: 1 a hint, 2 clear, 3 strong."""

    id: str
    what: str
    weight: int
    says: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]
    not_with: tuple[re.Pattern[str], ...]


@dataclass(frozen=True)
class Verdict:
    """What was found: rule ids in order, how many words showed it, the sum of the rules' weights."""

    rules: tuple[str, ...] = ()
    words: int = 0
    weight: int = 0

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"rules": list(self.rules), "words": self.words, "weight": self.weight}


@dataclass(frozen=True)
class _Found:
    """A phrase at ``start``..``end`` of the text, by the rule with this place in the list."""

    start: int
    end: int
    rule: int


class Rulebook:
    """All rules. Thread-safe."""

    def __init__(self, rules: Iterable[Rule], ear: Ear) -> None:
        self.rules = tuple(rules)
        self._ear = ear

    def judge(self, text: str) -> Verdict:
        """The rules that the words of a turn meet. A word shows one rule: the one with the longest phrase."""
        said = "".join(f"{word} " for word in self._ear.mend(words_of(text)))
        found = [item for place, rule in enumerate(self.rules) for item in _find(rule, place, said)]
        kept: list[_Found] = []
        for item in sorted(found, key=self._first):
            if all(item.end <= other.start or other.end <= item.start for other in kept):
                kept.append(item)
        met = sorted({item.rule for item in kept})
        return Verdict(
            rules=tuple(self.rules[place].id for place in met),
            words=sum(said.count(" ", item.start, item.end) for item in kept),
            weight=sum(self.rules[place].weight for place in met),
        )

    def _first(self, found: _Found) -> tuple[int, int, int, int]:
        """Order in which phrases claim their words: the longest, the heaviest, the first."""
        return found.start - found.end, -self.rules[found.rule].weight, found.rule, found.start


def _find(rule: Rule, place: int, said: str) -> list[_Found]:
    """Every phrase of the rule that nothing voids."""
    spans = {match.span() for phrase in rule.says for match in phrase.finditer(said)}
    if not spans or any(phrase.search(said) for phrase in rule.not_with):
        return []
    void = [match.span() for phrase in rule.unless for match in phrase.finditer(said)]
    return [
        _Found(start, end, place)
        for start, end in sorted(spans)
        if all(end <= other[0] or other[1] <= start for other in void)
    ]


def load(folder: Path = FOLDER) -> Rulebook:
    """Read every YAML file of the folder. Raises RuleError for a wrong rule, or when there is none."""
    pages = [_page(path) for path in sorted(folder.glob("*.yaml"))]
    lists = {str(name): str(words) for page in pages for name, words in page.get("lists", {}).items()}
    raw = [rule for page in pages for rule in page.get("rules", [])]
    if not raw:
        raise RuleError(f"{folder} holds no rules")
    rules = sorted((_rule(item, lists) for item in raw), key=lambda rule: rule.id)
    if len({rule.id for rule in rules}) < len(rules):
        raise RuleError("two rules have the same id")
    listen_for, lookalikes = (
        " ".join(str(page.get(key, "")) for page in pages).split() for key in ("listen_for", "lookalikes")
    )
    return Rulebook(rules, Ear(listen_for, lookalikes))


def _page(path: Path) -> dict[str, Any]:
    page = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(page, dict) or not page.keys() <= {"lists", "listen_for", "lookalikes", "rules"}:
        raise RuleError(f"{path.name} must hold lists, listen_for, lookalikes or rules")
    return page


def _rule(raw: Mapping[str, Any], lists: Mapping[str, str]) -> Rule:
    name = raw.get("id", "?") if isinstance(raw, Mapping) else "?"
    if not isinstance(raw, Mapping) or not {"id", "what", "weight", "says"} <= raw.keys() <= _KEYS:
        raise RuleError(f"rule {name}: has id, what, weight and says, perhaps unless and not_with")
    if not _ID.fullmatch(str(name)):
        raise RuleError(f"rule {name}: an id is F-01 to F-29")
    if raw["weight"] not in (1, 2, 3):
        raise RuleError(f"rule {name}: weight is 1, 2 or 3")
    try:
        phrases = {
            key: tuple(compile_phrase(phrase, lists) for phrase in raw.get(key, []))
            for key in ("says", "unless", "not_with")
        }
    except (PhraseError, TypeError) as error:
        raise RuleError(f"rule {name}: {error}") from error
    return Rule(str(name), str(raw["what"]), raw["weight"], **phrases)
