"""Telephone numbers out of what Whisper writes when a Dutch caller says them.

Which digits are a number that exists, phonenumbers (Apache-2.0) knows.
"""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import PhoneNumberType as Kind

from voicebot.dialogue.reading.words import CORRECTION, numbers_written, only_digits, plain, rows

# Numbers on which a person can be called back; no paid or free service numbers.
_PERSONAL = frozenset(
    {
        Kind.MOBILE, Kind.FIXED_LINE, Kind.FIXED_LINE_OR_MOBILE, Kind.VOIP, Kind.UAN, Kind.PERSONAL_NUMBER,
    }
)  # fmt: skip
_HOLLAND = "31"


def find_phone(text: str, keyed: bool = False) -> str | None:
    """The telephone number that was said, as E.164 ('+31612345678'), or None.

    Dutch with its leading nul or with 31, foreign with 'plus' or 00. ``keyed``: it came from the keypad, so
    it has to be the whole text. Of several the last whole one counts; a correction that is no whole number
    ('nee, 79 op het eind') leaves nothing sure.
    """
    if keyed:
        return _number(re.sub(r"\s", "", text), plus=False)
    text = text.replace("+", " plus ").replace("(0)", " ")
    written = re.sub(r"\boh? (?=6\b)", "0", numbers_written(plain(text)))
    found: str | None = None
    end = 0
    for row in rows(written):
        between = written[end : row.start()]
        number = _reading(only_digits(row[0]), between)
        digits = len(only_digits(row[0]))
        if number or (digits > 1 and CORRECTION.search(between)):
            found = number
        end = row.end()
    return found


def _reading(digits: str, before: str) -> str | None:
    if re.search(r"\bniet(?: op| meer| langer)?\s*$", before):
        return None
    plus = re.search(r"\bplus\s*$", before) is not None
    half = len(digits) // 2
    if len(digits) >= 20 and digits[:half] == digits[half:]:  # said twice
        digits = digits[:half]
    return _number(digits, plus) or (_number(digits[1:], plus) if digits.startswith("10") else None)


def _number(digits: str, plus: bool) -> str | None:
    """E.164 of a row of digits, or None when it is no number that can be called."""
    if not re.fullmatch(r"[0-9]{9,15}", digits, re.ASCII):
        return None
    if digits.startswith("00"):
        digits, plus = digits[2:], True
    elif not plus and digits[0] != "0":
        # The plus of '+31' is lost where punctuation is taken away.
        if not digits.startswith(_HOLLAND) or len(digits) not in (11, 12):
            return None
        plus = True
    if plus and digits.startswith(_HOLLAND + "0"):
        digits = _HOLLAND + digits[3:]
    try:
        number = phonenumbers.parse(f"+{digits}" if plus else digits, "NL")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in _PERSONAL:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
