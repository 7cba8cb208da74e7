"""Which numbers can be written to, how a number is written for people, and addresses that only hint."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import PhoneNumber

from voicebot.phone_numbers import mobile, parse, written

__all__ = ["mobile", "shown_less", "written_form"]

_EMAIL = re.compile(r"([^\s@<>()\"',;:])[^\s@<>()\"',;:]*@([^\s@<>()\"',;:]+\.[^\s@<>()\"',;:]+)")
# A Dutch postcode with what follows it up to the next mark: the house number.
_ADDRESS = re.compile(
    r"\b([1-9][0-9]{3}) ?[A-Z]{2}\b(?:,? (?:huisnummer )?[0-9]+\w*(?:[ -][A-Z0-9]{1,4}\b)?)?"
)
_NUMBER = re.compile(r"\+?[0-9](?:[ -]?[0-9]){8,14}")


def written_form(number: str) -> str | None:
    """The number as people in the Netherlands write it, or None when it is no number to call."""
    parsed = parse(number)
    if parsed is None or not _complete(parsed):
        return None
    return written(parsed)


def shown_less(text: str) -> str:
    """The text with e-mail addresses, home addresses and telephone numbers in it that only hint.

    'j...@voorbeeld.nl', '1017 ..', '...678': enough for their owner to know them again. Seven digits and
    fewer, as references have, stay.
    """
    text = _EMAIL.sub(r"\1...@\2", text)
    text = _ADDRESS.sub(r"\1 ..", text)
    return _NUMBER.sub(lambda found: f"...{re.sub(r'[^0-9]', '', found[0])[-3:]}", text)


def _complete(parsed: PhoneNumber) -> bool:
    return phonenumbers.is_possible_number(parsed)
