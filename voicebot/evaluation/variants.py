"""Which training sentences are spoken, and which transcripts become training data. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import jiwer

from voicebot.call.hints import HINTS
from voicebot.call.replies import Expects
from voicebot.dialogue.wire import clean
from voicebot.evaluation.conditions import Condition, ConditionSet
from voicebot.evaluation.ear import Heard

# More wrong letters than this and nothing of the sentence is left to learn from.
MOST_WRONG_LETTERS = 0.6

# What is asked when an intent is the answer, and so what Whisper expects; all others answer an open question.
EXPECTED = {"affirm": Expects.YES_NO, "deny": Expects.YES_NO, "inform": Expects.DIGITS}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A training sentence to be spoken. hint: see `voicebot.call.hints`."""

    intent: str
    typed: str
    condition: Condition
    hint: str


def choose(sentences: Mapping[str, list[str]], conditions: ConditionSet, per_intent: int) -> Iterator[Wanted]:
    """``per_intent`` sentences of each intent, some of them twice in other conditions where there are fewer.

    The choice follows from the words (their hash), so a changed sentence changes nothing but itself.
    """
    for intent, typed in sorted(sentences.items()):
        ordered = sorted(dict.fromkeys(typed), key=lambda text: hashlib.sha256(text.encode()).hexdigest())
        hint = HINTS.get(EXPECTED.get(intent, Expects.OPEN), "")
        for number in range(per_intent if ordered else 0):
            take, at = divmod(number, len(ordered))
            text = ordered[at]
            yield Wanted(intent, text, conditions.pick(text, take), hint)


def spoken(text: str) -> str:
    """A training sentence (lower case, no punctuation) as a voice should read it."""
    text = text.strip()
    return text if text.endswith((".", "?", "!")) else f"{text[:1].upper()}{text[1:]}."


def wrong_letters(said: str, heard: str) -> float:
    """Wrong, missing and extra letters per letter said, after `clean`."""
    return float(jiwer.cer(clean(said), clean(heard)))


def word_errors(said: str, heard: str) -> float:
    """Wrong, missing and extra words per word said, after `clean`."""
    return float(jiwer.wer(clean(said), clean(heard)))


@dataclass(slots=True)
class Kept:
    """Transcripts by intent, and what became of the others."""

    sentences: dict[str, list[str]]
    refused: int = 0  # by the gate: the house would not have used them either
    same: int = 0  # as typed
    lost: int = 0  # nothing of it is left, see MOST_WRONG_LETTERS
    double: int = 0  # a transcript that is there already
    doubtful: int = 0  # the same words are known for another intent


def keep(heard: Iterable[tuple[Wanted, Heard]], typed: Mapping[str, list[str]]) -> Kept:
    """The transcripts that teach something new, cleaned as Rasa gets them, in order, without doubles."""
    kept = Kept({})
    owners: dict[str, set[str]] = {}
    for intent, sentences in typed.items():
        for sentence in sentences:
            owners.setdefault(clean(sentence), set()).add(intent)
    known = set(owners)
    heard = list(heard)
    for wanted, made in heard:
        if made.rejected is None:
            owners.setdefault(clean(made.text), set()).add(wanted.intent)
    seen: set[str] = set()
    for wanted, made in heard:
        text = clean(made.text)
        if made.rejected is not None:
            kept.refused += 1
        elif owners[text] != {wanted.intent}:
            kept.doubtful += 1
        elif text in known:
            kept.same += 1
        elif wrong_letters(wanted.typed, made.text) > MOST_WRONG_LETTERS:
            kept.lost += 1
        elif text in seen:
            kept.double += 1
        else:
            seen.add(text)
            kept.sentences.setdefault(wanted.intent, []).append(text)
    return kept
