"""Which numbers can be written to, and how a number is written for people."""

from __future__ import annotations

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

from voicebot.phone_numbers import parse

_MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


def mobile(number: str) -> str | None:
    """The number in E.164 when it can receive an SMS; None for landlines, withheld numbers and nonsense.

    Numbers without a country are Dutch. Dutch 06 numbers count also where the numbering plan has not given
    them out, as those of test calls.
    """
    parsed = parse(number)
    if parsed is None:
        return None
    dutch_06 = parsed.country_code == 31 and str(parsed.national_number).startswith("6")
    if phonenumbers.number_type(parsed) in _MOBILE or (dutch_06 and _complete(parsed)):
        return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    return None


def written_form(number: str) -> str | None:
    """The number as people in the Netherlands write it, or None when it is no number to call."""
    parsed = parse(number)
    if parsed is None or not _complete(parsed):
        return None
    style = PhoneNumberFormat.NATIONAL if parsed.country_code == 31 else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)


def _complete(parsed: PhoneNumber) -> bool:
    return phonenumbers.is_possible_number(parsed)
