"""What a caller's number is good for, as the carrier gives it (Google's libphonenumber, `phonenumbers`)."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import PhoneNumber, ValidationResult

_E164 = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
# Words on a telephone's keys, which carriers give as the number of a caller who hides the real one.
_WORDS = ("ANONYMOUS", "RESTRICTED", "BLOCKED", "UNKNOWN", "UNAVAILABLE", "PRIVATE")
_KEYS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
_WITHHELD = frozenset("+" + word.translate(_KEYS) for word in _WORDS)  # '+266696687' and its kin


def can_be_called(number: str) -> bool:
    """Whether a person can call this number back: E.164, not withheld, and as long as numbers are there."""
    if not _E164.fullmatch(number) or number in _WITHHELD:
        return False
    parsed = parse(number)
    # Not whether it is given out: numbers of test calls are not, and new ranges are not known here.
    return parsed is not None and (
        phonenumbers.is_possible_number_with_reason(parsed) == ValidationResult.IS_POSSIBLE
    )


def parse(number: str) -> PhoneNumber | None:
    """The number's parts, or None for what is no number. Numbers without a country are Dutch."""
    try:
        return phonenumbers.parse(number, "NL")
    except phonenumbers.NumberParseException:
        return None
