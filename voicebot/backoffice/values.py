"""Numbers, postcodes, house numbers, telephone numbers and e-mail addresses: cleaned, or refused."""

from __future__ import annotations

import re

from voicebot.backoffice.port import NotPossible, Reason

NUMBER = re.compile(r"[0-9]{1,16}")
# A Dutch postcode starts with 1 to 9.
POSTCODE = re.compile(r"[1-9][0-9]{3}[A-Z]{2}")
POSTCODE_OR_DIGITS = re.compile(r"[0-9]{4}(?:[A-Z]{2})?")
# At most five digits (BAG: huisnummer 1 to 99999), then additions: '12A', '12 huis', '12-2'.
HOUSE_NUMBER = re.compile(r"[1-9][0-9]{0,4}(?:[ /-][A-Za-z0-9]{1,6}|[A-Za-z][A-Za-z0-9]{0,5}){0,2}")
HOUSE_NUMBER_CHARACTERS = 16
PHONE = re.compile(r"\+[1-9][0-9]{6,14}")  # E.164: at most fifteen digits
# Only what people dictate; nothing that has a meaning in a mail header.
EMAIL = re.compile(
    r"[A-Za-z0-9._%+'-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
EMAIL_CHARACTERS = 254  # RFC 5321, 4.5.3.1.3
NOTE_CHARACTERS = 500


def compact_postcode(text: str) -> str:
    """Without spaces, upper case; not yet known to be a postcode."""
    return re.sub(r"\s", "", text).upper()


def same_postcode(known: str, said: str) -> bool:
    """Whether ``said`` is the whole ``known`` postcode, or its four digits."""
    wanted = compact_postcode(said)
    return bool(POSTCODE_OR_DIGITS.fullmatch(wanted)) and wanted in (known, known[:4])


def postcode(text: str) -> str:
    """Compact and upper case. Raises NotPossible (INVALID)."""
    return _valid(POSTCODE, compact_postcode(text))


def house_number(text: str) -> str:
    """With single spaces. Raises NotPossible (INVALID)."""
    return _valid(HOUSE_NUMBER, " ".join(text.split()), HOUSE_NUMBER_CHARACTERS)


def phone(text: str) -> str:
    """E.164. Raises NotPossible (INVALID)."""
    return _valid(PHONE, text.strip())


def email(text: str) -> str:
    """As given. Raises NotPossible (INVALID)."""
    return _valid(EMAIL, text.strip(), EMAIL_CHARACTERS)


def note(text: str) -> str:
    """A caller's own words on one line, cut at NOTE_CHARACTERS; '' is a note too."""
    return " ".join(text.split())[:NOTE_CHARACTERS].rstrip()


def _valid(pattern: re.Pattern[str], text: str, longest: int = 32) -> str:
    if len(text) > longest or not pattern.fullmatch(text):
        raise NotPossible(Reason.INVALID)
    return text
