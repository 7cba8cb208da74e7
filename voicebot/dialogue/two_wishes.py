"""Two wishes in one breath: where the sentence is cut, if it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from voicebot.dialogue.clauses import candidate_splits
from voicebot.dialogue.intents import PERSON, WISHES

MIN_WORDS = 6  # shorter sentences hold one wish, and are not worth two more classifications
MAX_TRIES = 2  # places to cut; each costs two classifications
SURE = 0.8  # least confidence of each half


class Understood(NamedTuple):
    """What a classifier makes of a text.

    complete: how likely nothing is missing at its end; None: not known.
    """

    intent: str | None
    confidence: float
    complete: float | None = None


def two_wishes(text: str, understand: Callable[[str], Understood]) -> tuple[str, str | None]:
    """The wish to answer now, and the other one; the text itself and None when it holds one wish.

    Both halves must be sure, and wish for different things. A half that brings a person comes first and
    alone: the person hears about everything else.
    """
    if len(text.split()) < MIN_WORDS:
        return text, None
    for halves in candidate_splits(text)[:MAX_TRIES]:
        first, second = (understand(half) for half in halves)
        if min(first.confidence, second.confidence) < SURE or first.intent == second.intent:
            continue
        if not {first.intent, second.intent} <= WISHES | set(PERSON):
            continue
        for half, understood in zip(halves, (first, second), strict=True):
            if understood.intent in PERSON:
                return half, None
        return halves
    return text, None
