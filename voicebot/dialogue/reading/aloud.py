"""Values as they are read back to a caller, in words and letters that a speech engine says well.

Every form reads back: `find_digits(say_digits(x)) == x`, and so on. Dates stay in digits, because
`voicebot.speech.spoken` says them as people do. Letters stand between commas: run together, espeak-ng
says 'S punt' as ''s punt' and 'punt D' as 'punt T'.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

import phonenumbers
from babel.dates import format_date
from num2words import num2words

from voicebot.dialogue.reading.email import WRITTEN, find_email
from voicebot.dialogue.reading.email_words import LEAD_IN

_DIGITS = ("nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen")
_SIGNS = {".": "punt", "-": "streepje", "_": "laag streepje", "+": "plus"}
# Parts that are said as words though they are short.
_SMALL_WORDS = frozenset({"de"})
# English names as a Dutch speech engine has to see them.
_SAID_AS = {"gmail": "G meel", "hotmail": "hotmeel", "outlook": "autloek", "icloud": "ai klaud"}


def say_digits(digits: str) -> str:
    """'42073' → 'vier twee, nul zeven drie': digit by digit in groups of two, then three."""
    digits = re.sub(r"[^0-9]", "", digits)
    pairs = {0: 0, 1: 2, 2: 1}[len(digits) % 3] if len(digits) > 3 else 0
    head, tail = digits[: 2 * pairs], digits[2 * pairs :]
    groups = [*re.findall("..", head), *re.findall(".{1,3}", tail)]
    return ", ".join(_one_by_one(group) for group in groups)


def say_postcode(postcode: str) -> str:
    """'3512JE' → 'vijfendertig twaalf, J, E'; also the four keyed digits alone."""
    match = re.fullmatch(r"([1-9][0-9])([0-9]{2}) ?([A-Z]{2})?", postcode, re.ASCII)
    if not match:
        return say_digits(postcode)
    return ", ".join([f"{_pair(match[1])} {_pair(match[2])}", *(match[3] or "")])


def say_date(day: date) -> str:
    """A birth date: '12 april 1975'."""
    return str(format_date(day, "d MMMM y", locale="nl"))


def say_day(day: date) -> str:
    """A day soon: 'zaterdag 3 december'."""
    return str(format_date(day, "EEEE d MMMM", locale="nl"))


def say_phone(phone: str) -> str:
    """'+31612345678' → 'nul zes, één twee, drie vier, vijf zes, zeven acht'; foreign ones too."""
    try:
        number = phonenumbers.parse(phone, "NL")
    except phonenumbers.NumberParseException:
        return say_digits(phone)
    foreign = number.country_code != 31
    kind = phonenumbers.PhoneNumberFormat
    written = phonenumbers.format_number(number, kind.INTERNATIONAL if foreign else kind.NATIONAL)
    groups = []
    for group in re.findall(r"[0-9]+", written):
        groups += re.findall("..(?=(?:..)*$)|.+", group) if len(group) > 4 else [group]
    said = ", ".join(_one_by_one(group) for group in groups)
    return f"plus {said}" if foreign else said


def say_email(address: str) -> str:
    """'j.devries@voorbeeld.nl' → 'J, punt, devries, apenstaartje, voorbeeld punt, N, L'.

    What is no word, or a word that would be heard as something else, is spelled.
    """
    name, at, domain = _email_in_words(address).rpartition(", apenstaartje, ")
    return f"{name}{at}{_pronounced(domain)}"


def say_emails_in(text: str) -> str:
    """The text with every written address in it in words.

    For transcripts on their way to where signs are dropped: 'jan@ziggo.nl' → 'jan apenstaartje ziggo punt n
    l'. An address that its words would not give back stays as it is.
    """
    return WRITTEN.sub(lambda match: _email_to_clean(match[0]), text)


def mask_email(address: str) -> str:
    """'s.dewit@voorbeeld.nl' → 'het adres dat begint met S, punt, D, bij voorbeeld punt, N, L'.

    Enough for its owner to know it, too little for anyone else to write to it.
    """
    name, _, domain = address.partition("@")
    start = re.match(r"[._+-]*[^\W_](?:[^\W_]*?[._+-]+[^\W_])?", name)
    initials = re.sub(r"(?<=[^\W_])[^\W_]+", "", start[0]) if start else ""
    return f"het adres dat begint met {_said(initials)}, bij {_pronounced(_said(domain))}"


def say_house_number(number: str) -> str:
    """'12A' → 'twaalf, A', '12-2' → 'twaalf, toevoeging twee', '12 bis' → 'twaalf bis'."""
    said = ""
    for part in re.findall(r"[0-9]+|[^\W0-9]+|-", number):
        letter = re.fullmatch("[A-Z]", part)
        said += ", toevoeging" if part == "-" else f", {part}" if letter else f" {_number(part)}"
    return said.strip(" ,")


def _email_to_clean(written: str) -> str:
    """A written address in words without commas, or as it is; without accents, as `find_email` reads it."""
    address = unicodedata.normalize("NFKD", written.lower())
    address = "".join(sign for sign in address if not unicodedata.combining(sign))
    words = _email_in_words(address).replace(",", "").lower()
    return words if find_email(words) == address else written


def _pronounced(domain: str) -> str:
    return re.sub(r"\w+", lambda word: _SAID_AS.get(word[0], word[0]), domain)


def _email_in_words(address: str) -> str:
    """The address in words and letters; spelled as far as it has to be to read back."""
    name, _, domain = address.lower().partition("@")
    ways = [
        f"{_said(name, spell=name_spelled)}, apenstaartje, {_said(domain, spell=domain_spelled)}"
        for name_spelled, domain_spelled in ((False, False), (True, False), (True, True))
    ]
    return next((way for way in ways if find_email(way) == address), ways[-1])


def _number(part: str) -> str:
    if not re.fullmatch(r"[0-9]+", part, re.ASCII):
        return part
    return str(num2words(int(part), lang="nl")) if len(part) <= 5 else _one_by_one(part)


def _one_by_one(digits: str) -> str:
    return " ".join(_DIGITS[int(digit)] for digit in digits)


def _pair(digits: str) -> str:
    return _one_by_one(digits) if digits[0] == "0" else _number(digits)


def _said(text: str, *, spell: bool = False) -> str:
    """Every part of a name or domain in words; ``spell``: letter by letter."""
    said = ""
    after_letter = False
    for part in re.findall(r"[a-z]+|[0-9]+|[._+-]", text.lower(), re.ASCII):
        words = _SIGNS.get(part) or _piece(part, spell=spell)
        letter = len(words.split(",")[0]) == 1
        said += (", " if letter or after_letter else " ") + words
        after_letter = len(words.split(", ")[-1]) == 1
    return said.lstrip(", ")


def _piece(part: str, *, spell: bool) -> str:
    """Letters that make a word as the word, others as capitals; digits in words."""
    if part.isdigit():
        return _one_by_one(part)
    word = part in _SMALL_WORDS or (len(part) > 2 and re.search("[aeiouy]", part) and part not in LEAD_IN)
    return part if word and not spell else ", ".join(part.upper())
