"""What the words of a turn say about the task itself, besides values."""

from __future__ import annotations

import re

from voicebot.dialogue.reading.words import numbers_written, plain

FEW_WORDS = 5  # around a number: 'mijn bestelnummer is dus ...'

_ANOTHER = re.compile(
    r"\b(?:andere|ander|tweede|volgende|nog een) (?:bestelling|pakket|pakketje|order|polis|verzekering)\b"
)
_PERSON = (
    r"(?:moeder|vader|ouders|buur\w+|broer\w*|zus\w*|zoon|dochter|kind\w*|vriend\w*|oma|opa|tante|oom|collega|baas|"
    r"schoon\w+|man|vrouw|partner|ex)"
)
_FOR_ANOTHER = re.compile(
    rf"\b(?:namens|uit naam van)\b|\bvoor (?:mijn|m'n|onze|een) {_PERSON}\b|"
    rf"\b(?:polis|verzekering|premie|eigen risico|betaalt) (?:van )?(?:mijn|m'n|onze|een) {_PERSON}\b"
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


def speaks_for_another(text: str) -> bool:
    """Whether the caller asks on behalf of, or about the policy of, somebody else."""
    return bool(_FOR_ANOTHER.search(text.lower()))
