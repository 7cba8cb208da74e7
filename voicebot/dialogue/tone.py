"""How the house speaks to callers, as rules that can be checked: short, plain, 'u'."""

from __future__ import annotations

import re

MAX_SENTENCES = 2
MAX_WORDS = 25  # in a sentence

# 'e.d.' and decimals do not end a sentence; '?' and '!' always do.
_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý0-9'‘“\"])")
_FAMILIAR = re.compile(r"\b(?:je|jij|jou|jouw|jullie)\b", re.IGNORECASE)


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [sentence for sentence in _END.split(" ".join(text.split())) if sentence]


def problems(text: str) -> list[str]:
    """What is wrong with a text that callers hear; empty when nothing is."""
    found = []
    parts = sentences(text)
    if len(parts) > MAX_SENTENCES:
        found.append(f"{len(parts)} sentences, at most {MAX_SENTENCES}")
    if any(len(sentence.split()) > MAX_WORDS for sentence in parts):
        found.append(f"a sentence of more than {MAX_WORDS} words")
    if _FAMILIAR.search(text):
        found.append("'je' or 'jij' instead of 'u'")
    return found
