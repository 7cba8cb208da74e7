"""How the house speaks to callers, as rules that can be checked: short, plain, 'u'."""

from __future__ import annotations

import re

from voicebot.call.sentences import sentences

MAX_SENTENCES = 2
MAX_WORDS = 25  # in a sentence

_FAMILIAR = re.compile(r"\b(?:je|jij|jou|jouw|jullie)\b", re.IGNORECASE)


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
