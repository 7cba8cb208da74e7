"""Everything a caller can hear from the dialogue: short, plain, 'u', no cheer, no second apology."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest

import voicebot.dialogue
from tests.unit.dialogue.house import responses
from voicebot.backoffice.port import Reason
from voicebot.call.sentences import sentences
from voicebot.dialogue.actions.check import questions
from voicebot.dialogue.actions.speaking import MANNERS
from voicebot.dialogue.knowledge.loader import load
from voicebot.dialogue.tasks.catalogue import TASKS
from voicebot.dialogue.tasks.identity import IDENTITIES
from voicebot.dialogue.tasks.refusals import GENERAL, refusal
from voicebot.dialogue.tone import MAX_WORDS, problems

CHEER = re.compile(
    r"\b(?:fijn|leuk|super|geweldig|gefeliciteerd|mooi|prachtig|top|helaas)\b|!", re.IGNORECASE
)
APOLOGY = re.compile(r"\b(?:sorry|excuses?|spijt|vervelend)\b", re.IGNORECASE)
OFFERS_A_WAY_OUT = re.compile(r"toets|medewerker")


def constants() -> Iterator[str]:
    """Texts that stand in modules as constants: sentences, not names or patterns."""
    for found in pkgutil.walk_packages(voicebot.dialogue.__path__, "voicebot.dialogue."):
        if ".reading" in found.name or found.name.endswith(("training", "server", "rule_ids")):
            continue
        for name, value in vars(importlib.import_module(found.name)).items():
            if name.isupper() and isinstance(value, str) and re.search(r"[a-z] [a-zA-Z].*[.?]$", value):
                yield value


def steps() -> Iterator[tuple[str, str, str, str]]:
    asked = [*(identity.steps for identity in IDENTITIES), *(task.questions for task in TASKS.values())]
    for several in asked:
        for step in several:
            yield step.first, step.second, step.unreadable, step.length


def texts() -> list[str]:
    said = [text for four in steps() for text in four]
    said += [text for identity in IDENTITIES for text in (identity.mismatch, identity.where)]
    said += [text for task in TASKS.values() for text in task.refusals.values()] + list(GENERAL.values())
    said += [task.given_up for task in TASKS.values()]
    said += [task.offer.question for task in TASKS.values() if task.offer]
    said += [
        str(one[key]) for all_ in responses().values() for one in all_ for key in ("text",) if key in one
    ]
    said += [
        one["custom"]["offer"] for all_ in responses().values() for one in all_ if one["custom"].get("offer")
    ]
    said += [f"{clause}, klopt dat?" for clause in questions().values()]
    said += [entry.text for entry in load().entries] + list(MANNERS.values()) + list(constants())
    return sorted({text for text in said if text})


def test_there_is_much_to_hear():
    assert len(texts()) > 150
    assert "Waarmee kan ik u helpen?" in texts() and "Neem rustig de tijd." in texts()


@pytest.mark.parametrize("text", texts())
def test_short_plain_and_polite(text: str):
    assert problems(text) == []
    assert not CHEER.search(text)
    assert not APOLOGY.search(text), "the one apology of a call is the core's"
    assert text[0].isupper() and text[-1] in ".?"


@pytest.mark.parametrize("step", list(steps()), ids=lambda step: step[0])
def test_the_second_question_is_another_one_and_offers_keys_or_a_person(step: tuple[str, str, str, str]):
    first, second, unreadable, length = step
    assert first != second and OFFERS_A_WAY_OUT.search(second)
    assert len(sentences(f"{unreadable} {second}")) <= 2 and len(sentences(f"{length} {second}")) <= 2
    assert "?" in first and len(sentences(first)) <= 2


@pytest.mark.parametrize("reason", list(Reason))
@pytest.mark.parametrize("wish", sorted(TASKS))
def test_every_refusal_has_its_words_or_a_person(wish: str, reason: Reason):
    done = refusal(TASKS[wish], reason)
    if reason is Reason.EXPIRED:
        assert done.handover == "expired_policy"
    else:
        assert done.text and not done.handover and not done.agreements


def test_sentences_are_counted_as_they_are_heard():
    assert len(sentences("Uw premie is € 11,95 per maand. Dat is alles.")) == 2
    assert len(sentences("Dit is één zin: met een dubbele punt.")) == 1
    assert problems("Een. Twee. Drie.") == ["3 sentences, at most 2"]
    assert problems("Dat weet je.") == ["'je' or 'jij' instead of 'u'"]
    assert problems("woord " * (MAX_WORDS + 1)) == [f"a sentence of more than {MAX_WORDS} words"]
