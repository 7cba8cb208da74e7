"""What a caller's number is good for (Google's libphonenumber, through the `phonenumbers` package)."""

from __future__ import annotations

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

_MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


def mobile(number: str) -> str | None:
    """The number in E.164 when it can receive an SMS; None for landlines, withheld numbers and nonsense.

    Numbers without a country are Dutch. Dutch 06 numbers count also where the numbering plan has not given
    them out, as those of test calls.
    """
    parsed = _parse(number)
    if parsed is None:
        return None
    dutch_06 = parsed.country_code == 31 and str(parsed.national_number).startswith("6")
    if phonenumbers.number_type(parsed) in _MOBILE or (dutch_06 and _complete(parsed)):
        return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    return None


def written_form(number: str) -> str | None:
    """The number as people in the Netherlands write it, or None when it is no number to call."""
    parsed = _parse(number)
    if parsed is None or not _complete(parsed):
        return None
    style = PhoneNumberFormat.NATIONAL if parsed.country_code == 31 else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)


def _parse(number: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(number, "NL")
    except phonenumbers.NumberParseException:
        return None


def _complete(parsed: PhoneNumber) -> bool:
    return phonenumbers.is_possible_number(parsed)
