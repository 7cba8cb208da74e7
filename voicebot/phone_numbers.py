"""What a caller's number is good for, as the carrier gives it (Google's libphonenumber, `phonenumbers`)."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType, ValidationResult

_E164 = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
# Words on a telephone's keys, which carriers give as the number of a caller who hides the real one.
_WORDS = ("ANONYMOUS", "RESTRICTED", "BLOCKED", "UNKNOWN", "UNAVAILABLE", "PRIVATE")
_KEYS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
_WITHHELD = frozenset("+" + word.translate(_KEYS) for word in _WORDS)  # '+266696687' and its kin
_MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


def can_be_called(number: str) -> bool:
    """Whether a person can call this number back: E.164, not withheld, and as long as numbers are there.

    Not one whose owner earns by being called: carriers believe whatever number a caller shows, and a house
    that calls back by itself would be made to pay (call-back fraud).
    """
    if not _E164.fullmatch(number) or number in _WITHHELD:
        return False
    parsed = parse(number)
    # Not whether it is given out: numbers of test calls are not, and new ranges are not known here.
    return (
        parsed is not None
        and phonenumbers.is_possible_number_with_reason(parsed) == ValidationResult.IS_POSSIBLE
        and phonenumbers.number_type(parsed) != PhoneNumberType.PREMIUM_RATE
    )


def mobile(number: str) -> str | None:
    """The number in E.164 when it can receive an SMS; None for landlines, withheld numbers and nonsense.

    Numbers without a country are Dutch. Dutch 06 numbers count also where the numbering plan has not given
    them out, as those of test calls.
    """
    parsed = parse(number)
    if parsed is None:
        return None
    dutch_06 = parsed.country_code == 31 and str(parsed.national_number).startswith("6")
    possible = phonenumbers.is_possible_number(parsed)
    if phonenumbers.number_type(parsed) in _MOBILE or (dutch_06 and possible):
        return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    return None


def written(parsed: PhoneNumber) -> str:
    """A number as people in the Netherlands write it."""
    style = PhoneNumberFormat.NATIONAL if parsed.country_code == 31 else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)


def parse(number: str) -> PhoneNumber | None:
    """The number's parts, or None for what is no number. Numbers without a country are Dutch."""
    try:
        return phonenumbers.parse(number, "NL")
    except phonenumbers.NumberParseException:
        return None
