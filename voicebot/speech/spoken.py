"""Written Dutch to Dutch as people say it: what a speech engine gets wrong is spelled out before it speaks.

The rules stand in `_RULES` in the order in which they apply; each takes the digits it understands away
from the next.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

from babel.dates import get_month_names

from voicebot.speech import dutch_numbers as say
from voicebot.speech.dutch_words import ABBREVIATIONS, SIGNS, UNITS

_MONTHS = [get_month_names("wide", locale="nl")[number] for number in range(1, 13)]
_SHORT_MONTHS = {"jan": 0, "feb": 1, "mrt": 2, "apr": 3, "jun": 5, "jul": 6, "aug": 7, "sep": 8, "sept": 8,
                 "okt": 9, "nov": 10, "dec": 11}  # fmt: skip
_MONTH = "|".join(_MONTHS)
_SHORT_MONTH = "|".join(rf"{short}\b\.?" for short in sorted(_SHORT_MONTHS, key=len, reverse=True))
_NUMBER = r"\d{1,3}(?:\.\d{3}){1,3}|\d{1,12}"  # bounded, as int() is
_TIME = r"(?:[01]?\d|2[0-3]):[0-5]\d"
_SITES = "nl|com|be|eu|org|net|de"

_Match = re.Match[str]


def spoken(text: str) -> str:
    """Dutch text as it is said: no digit is left. Pure; never raises for any string."""
    text = unicodedata.normalize("NFKC", text.replace("²", " kwadraat").replace("½", " een half "))
    text = "".join(_character(character) for character in text)
    for pattern, words in _RULES:
        text = pattern.sub(words, text)
    for sign, word in SIGNS.items():
        text = text.replace(sign, word)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"([(\[]) ", r"\1", text)
    return re.sub(r" ([,.;:!?)\]])", r"\1", text).strip()


def _character(character: str) -> str:
    """Digits of any script as 0-9; what cannot be said (controls, emoji, other numerals) as a space."""
    if character.isdigit():
        return str(unicodedata.digit(character))
    kind = unicodedata.category(character)
    return " " if kind[0] == "C" or kind in ("So", "No", "Nl") else character


def _letters(text: str) -> str:
    """'ab' → 'A B'; espeak-ng says single capitals as letters."""
    return " ".join(text.upper())


def _whole(text: str) -> int:
    return int(text.replace(".", ""))


def _abbreviation(match: _Match) -> str:
    return ABBREVIATIONS[match[0].lower()]


def _address(match: _Match) -> str:
    """E-mail and web addresses: signs by name, digits one by one, the country as letters."""
    names = {
        "@": "apenstaartje",
        ".": "punt",
        "-": "streepje",
        "_": "laag streepje",
        "+": "plus",
        "/": "schuine streep",
    }
    address = re.sub(r"^(https?://)?(www\.)?", "", match[0], flags=re.IGNORECASE)
    name, dot, country = address.rpartition(".")
    words = [
        say.digits(part) if part.isdigit() else names.get(part, part)
        for part in re.findall(r"[^\W\d_]+|\d+|\S", name + dot)
    ]
    ends = re.findall(r"[^\W\d_]+|\d+|\S", country)
    words += [
        say.digits(part) if part.isdigit() else _letters(part) if len(part) == 2 else names.get(part, part)
        for part in ends
    ]
    return " ".join(words)


def _amount(match: _Match) -> str:
    minus = "min " if match["minus"] else ""
    if match["scale"]:
        tail = f" komma {say.digits(match['cents'])}" if match["cents"] else ""
        return f"{minus}{say.cardinal(_whole(match['euros']))}{tail} {match['scale']} euro"
    cents = int((match["cents"] or "0").ljust(2, "0"))
    return minus + say.amount(_whole(match["euros"]), cents)


def _date(match: _Match) -> str:
    day, month, year = int(match["d"]), int(match["m"]), match["y"]
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return match[0]
    at = " om" if match.groupdict().get("t") else ""
    return f"{say.cardinal(day)} {_MONTHS[month - 1]} {say.year(int(year))}{at} "


def _named_date(match: _Match) -> str:
    if not match["d"] and not match["y"]:
        return match[0]
    name = match["month"].lower().rstrip(".")
    month = _MONTHS[_SHORT_MONTHS[name]] if name in _SHORT_MONTHS else name
    day = f"{say.cardinal(int(match['d']))} " if match["d"] else ""
    year = f" {say.year(int(match['y']))}" if match["y"] else ""
    return day + month + year


def _clock(match: _Match) -> str:
    hour, minute = re.split("[:.]", match["time"])[:2]
    return say.clock(int(hour), int(minute))


def _telephone(match: _Match) -> str:
    country, number = match["country"], re.sub(r"\D", "", match["number"])
    words = [f"plus {say.cardinal(int(country))}"] if country else []
    groups = re.findall(r"\d+", match["number"])
    mobile = re.match(r"0?6", number) if len(number.removeprefix("0")) == 9 else None
    if mobile:
        words += [
            say.digits(mobile[0]),
            *(say.digits(two) for two in re.findall("..", number[mobile.end() :])),
        ]
    elif len(groups) > 1:
        words += [say.digits(groups[0]), say.grouped("".join(groups[1:]))]
    else:
        words.append(say.grouped(number))
    return ", ".join(words)


def _postcode(match: _Match) -> str:
    digits = match["digits"]
    return f"{say.pair(digits[:2])} {say.pair(digits[2:])}, {_letters(match['letters'].strip())}"


def _reference(match: _Match) -> str:
    return match[1] + say.grouped(match[2])


def _mixed(match: _Match) -> str:
    """Letters and digits together ('AB-12345'): capitals and short runs as letters, digits in groups."""
    words = []
    for run in re.findall(r"[^\W\d_]+|\d+", match[0]):
        if run.isdigit():
            words.append(_plain_number(run) if len(run) <= 2 else say.grouped(run))
        else:
            words.append(_letters(run) if run.isupper() or len(run) <= 2 else run)
    return ", ".join(words)


def _decimal(match: _Match) -> str:
    sign = "komma" if match[2] == "," else "punt"
    whole = match[1].replace(".", "")
    before = say.cardinal(int(whole)) if len(whole) <= 12 else say.grouped(whole)
    return f"{before} {sign} {say.digits(match[3])}"


def _plain(match: _Match) -> str:
    """What is left: counts up to 9999 as a number, longer or with a leading zero digit by digit."""
    return say.cardinal(_whole(match[0])) if "." in match[0] else _plain_number(match[0])


def _plain_number(number: str) -> str:
    if len(number) > 4 or (len(number) > 1 and number[0] == "0"):
        return say.grouped(number)
    return say.year(int(number)) if len(number) == 4 else say.cardinal(int(number))


def _range(match: _Match) -> str:
    """'9-17' is a range; '24-11' runs backwards and is a day and a month."""
    first, second = int(match[1]), int(match[2])
    if second < first <= 31 and 1 <= second <= 12:
        return f"{say.cardinal(first)} {_MONTHS[second - 1]}"
    return f"{match[1]} tot {match[2]}"


def _spaced(words: Callable[[_Match], str]) -> Callable[[_Match], str]:
    """Keeps words apart where digits touched letters."""
    return lambda match: f" {words(match)} "


def _rule(pattern: str, words: Callable[[_Match], str]) -> tuple[re.Pattern[str], Callable[[_Match], str]]:
    return re.compile(pattern, re.IGNORECASE), words


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_HOUR = r"(?:uur|u)\b"
_ZONE = r"(?:Z|[+-]\d\d:\d\d)?"
_CENTS = r"(?:[,.](?P<cents>\d{1,2})(?!\d)|,[-–—]+)?"
_SCALE = r"(?:\s+(?P<scale>miljoen|miljard))?"
_RULES = [
    # First, because its letters may be an abbreviation's ('1012 CA.').
    _rule(r"(?<![\w.,/])(?P<digits>[1-9]\d{3})(?P<letters>\s?(?-i:[A-Z]{2})|[a-z]{2})\b(?!@)", _postcode),
    _rule(rf"(?<![\w.])(?:{_any_of(ABBREVIATIONS)})(?!\w)", _abbreviation),
    _rule(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", _address),
    _rule(rf"(?<![\w.])(?:https?://)?(?:[\w-]+\.)+(?:{_SITES})\b(?:/[\w/-]*)?", _address),
    _rule(rf"(?P<minus>(?<!\w)-\s?)?(?:€|\bEUR\b)\s*\s*(?P<euros>{_NUMBER}){_CENTS}{_SCALE}", _amount),
    _rule(rf"(?<![\w.,])(?P<minus>-?)(?P<euros>{_NUMBER}){_CENTS}{_SCALE}\s*(?:€|EUR\b|euro\b)", _amount),
    _rule(r"(?<!\d)(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:(?P<t>T)(?=\d)|(?!\d))", _spaced(_date)),
    _rule(r"(?<!\d)(?P<d>\d{1,2})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<y>\d{4})(?!\d)", _spaced(_date)),
    _rule(rf"(?<![\w.,])(?:(?P<d>[0-3]?\d)\s+)?(?P<month>{_MONTH})(?:\s+(?P<y>\d{{4}}))?(?!\w)", _named_date),
    _rule(rf"(?<![\w.,])(?P<d>[0-3]?\d)\s+(?P<month>{_SHORT_MONTH})(?:\s+(?P<y>\d{{4}}))?(?!\w)",
          _named_date),
    _rule(rf"(?<!\d)(?:{_TIME})(?:\s*[-–—]\s*)(?={_TIME})", lambda match: match[0].rstrip(" -–—") + " tot "),
    _rule(rf"(?<!\d)(?P<time>{_TIME})(?::\d\d(?:\.\d+)?)?{_ZONE}(?:\s*{_HOUR})?(?!\d)", _spaced(_clock)),
    _rule(rf"(?<!\d)(?P<time>(?:[01]?\d|2[0-3])\.[0-5]\d)\s*{_HOUR}", _spaced(_clock)),
    _rule(r"(?<!\w)(?:\+|00)(?P<country>[1-9]\d{0,2}?)[\s-]?(?:\(0\)\s?)?(?P<number>[1-9](?:[\s-]?\d){8})"
          r"(?![\d-])", _telephone),
    _rule(r"(?<![\w-])(?P<country>)(?P<number>0(?:[\s-]?\d){9}|0[89]00[\s-]?\d(?:[\s-]?\d){3,6})(?![\d-])",
          _telephone),
    _rule(rf"(?<![\w.,])({_NUMBER})(,)(\d+)(?=\s*%)", _decimal),
    _rule(r"(?<!\w)(\w*(?:nummer|code)\b(?:\s+(?:is|was|luidt|met))?\s*:?\s*)(\d{2,})(?![\d.,]*\d|\w)",
          _reference),
    _rule(r"\b(bel\s(?:(?:dan|nu|direct|meteen)\s)?)(11[23])(?!\d)",
          lambda match: match[1] + say.digits(match[2])),
    _rule(r"(?<![\w.,])(?P<n>\d{1,4})(?:e|de|ste)\b", lambda match: say.ordinal(int(match["n"]))),
    _rule(r"#\s?(?=\d)", lambda match: "nummer "),
    _rule(rf"(?<=\d)\s?({_any_of(UNITS)})(?!\w)", lambda match: f" {UNITS[match[1].lower()]}"),
    _rule(r"(?<!\w)(?=[a-z-]*\d)(?=[\d-]*[a-z])[a-z\d]+(?:-[a-z\d]+)*(?!\w)", _mixed),
    _rule(r"(?<![\w.,])(\d{1,4})\s*[-–—]\s*(\d{1,4})\b", _range),
    _rule(r"(?<![\w)])-(?=\d)", lambda match: "min "),
    _rule(rf"(?<![\d.,])({_NUMBER})(,)(\d+)", _spaced(_decimal)),
    _rule(r"(?<!\d)\d{1,3}(?:\.\d{3}){1,3}(?!\d)", _spaced(_plain)),
    _rule(r"(\d+)(\.)(\d+)", _spaced(_decimal)),
    _rule(r"\d+", _spaced(_plain)),
]  # fmt: skip
