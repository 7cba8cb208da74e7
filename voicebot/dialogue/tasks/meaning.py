"""What the words of a turn say about the task itself, besides values."""

from __future__ import annotations

import re

from voicebot.dialogue.reading.words import numbers_written, plain

FEW_WORDS = 5  # around a number: 'mijn bestelnummer is dus ...'

_ANOTHER = re.compile(
    r"\b(?:andere|ander|tweede|volgende|nog een) (?:bestelling|pakket|pakketje|order|polis|verzekering)\b"
)


def is_mostly_value(text: str) -> bool:
    """Whether a turn is a number, a postcode or the like with few words around it, and no story."""
    if "apenstaart" in text or "@" in text:
        return True
    words = numbers_written(plain(text)).split()
    told = [word for word in words if len(word) > 2 and word.isalpha()]
    return any(word.isdigit() for word in words) and len(told) <= FEW_WORDS


def starts_over(text: str) -> bool:
    """Whether the caller means another order or policy than the one before."""
    return bool(_ANOTHER.search(text.lower()))
