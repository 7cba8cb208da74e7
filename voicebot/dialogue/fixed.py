"""What the dialogue says to everybody in the same words: its speech can be made before anybody calls."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import yaml

import voicebot.dialogue.tasks
from voicebot.call.sentences import sentences
from voicebot.dialogue.knowledge.loader import load
from voicebot.dialogue.tasks.catalogue import TASKS
from voicebot.dialogue.tasks.identity import IDENTITIES
from voicebot.dialogue.tasks.refusals import GENERAL
from voicebot.dialogue.training import PROJECT

CHECKS = PROJECT.parent / "voicebot" / "dialogue" / "actions" / "checks.yaml"
_SENTENCE = re.compile(r"[a-z] [a-zA-Z].*[.?]$")


def fixed_texts() -> frozenset[str]:
    """Sentences as callers hear them, without those that hold anything of one caller's."""
    return frozenset(piece for text in _texts() if text and "{" not in text for piece in sentences(text))


def _texts() -> Iterator[str]:
    yield from _responses()
    asked = [*(identity.steps for identity in IDENTITIES), *(task.questions for task in TASKS.values())]
    for step in (step for steps in asked for step in steps):
        yield from (step.first, step.second, step.unreadable, step.length)
    for identity in IDENTITIES:
        yield from (identity.mismatch, identity.where)
    for task in TASKS.values():
        yield from task.refusals.values()
        yield task.given_up
        if task.offer:
            yield task.offer.question
    yield from GENERAL.values()
    yield from _constants()
    for entry in load().entries:
        yield entry.text
    for clause in yaml.safe_load(CHECKS.read_text(encoding="utf-8")).values():
        yield f"{clause}, klopt dat?"


def _responses() -> Iterator[str]:
    for path in sorted((PROJECT / "domain").rglob("*.yml")):
        said = (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("responses") or {}
        for one in (one for variants in said.values() for one in variants):
            yield str(one.get("text") or "")
            yield str((one.get("custom") or {}).get("offer") or "")


def _constants() -> Iterator[str]:
    """Texts that stand in the tasks' modules: sentences, not names or patterns."""
    for found in pkgutil.iter_modules(voicebot.dialogue.tasks.__path__, "voicebot.dialogue.tasks."):
        for name, value in vars(importlib.import_module(found.name)).items():
            if name.isupper() and isinstance(value, str) and _SENTENCE.search(value):
                yield value
