"""Which words of a caller say who it is: numbers, names, addresses, dates, e-mail. Pure; in doubt it is
personal.

Whisper mishears numbers on the telephone as other words, so what answers a question for something personal is
personal as a whole, unless it is nothing but yes or no.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from text_to_num import text2num

from voicebot.privacy import redact

NUMBER, POSTCODE, NAME, ADDRESS, MAIL, DATE, ANSWER = (
    "[nummer]", "[postcode]", "[naam]", "[adres]", "[e-mail]", "[datum]", "[antwoord]",
)  # fmt: skip
PLACEHOLDERS = (NUMBER, POSTCODE, NAME, ADDRESS, MAIL, DATE, ANSWER)


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ASKED = re.compile(
    r"nummer|postcode|geboorte|geboren|\bnaam\b|heet|adres|straat|woon|e-?mail|iban|rekening|spel|kenteken"
)
_SAFE = _set(
    "ja nee jawel jazeker klopt dat is goed het niet oké oke prima precies inderdaad correct juist dank "
    "u wel bedankt graag hoor nou uh eh hm weet ik geen idee medewerker een wil spreken alsjeblieft "
    "alstublieft"
)
_MONTHS = _set("januari februari maart april mei juni juli augustus september oktober november december")
_PARTICLES = _set("van de der den ten ter te 't het el al bin ben la le du von in op aan")
_CUES = (
    ("mijn", "naam", "is"), ("naam", "is"), ("ik", "heet"), ("spreekt", "met"), ("mevrouw",), ("meneer",),
    ("de", "heer"), ("voornaam", "is"), ("achternaam", "is"), ("ik", "woon", "in"), ("woonplaats", "is"),
)  # fmt: skip
_STREET = re.compile(
    r"\w{2,}(straat|laan|weg|plein|kade|gracht|dijk|singel|steeg|dreef|pad|hof|plantsoen|park|markt|wal|ring)"
)
_NO_STREET = _set("onderweg snelweg terugweg omweg vanweg luchtpad supermarkt voetpad fietspad")
_KNOWN_NAMES = _set("ik u uw postnl dhl nederland nederlands nederlandse rasa whisper")
_DIGITS = 3  # as privacy.py: so many digits in a row are personal


@dataclass(frozen=True, slots=True)
class Hidden:
    """Words ``first`` to ``last`` (numbers from 0, both included) and what stands for them."""

    first: int
    last: int
    placeholder: str


def find(words: Sequence[str], question: str = "", allowed: Collection[str] = ()) -> list[Hidden]:
    """The personal parts of an utterance, in order, none over another.

    ``question``: what the bot said before. ``allowed``: names that everybody may know, such as the company's.
    """
    plain = [_plain(word) for word in words]
    if words and _ASKED.search(question.lower()) and not all(word in _SAFE or not word for word in plain):
        return [Hidden(0, len(words) - 1, _asked_for(question.lower()))]
    kinds: list[str | None] = [None] * len(words)
    public = _KNOWN_NAMES | {_plain(part) for name in allowed for part in name.split()}
    found = (*_mails(plain), *_numbers(plain), *_streets(plain), *_names(words, plain, public))
    for part in found:  # of two that say something else of a word the first counts
        for number in range(part.first, part.last + 1):
            kinds[number] = kinds[number] or part.placeholder
    return list(_runs(kinds))


def shown(words: Sequence[str], hidden: Sequence[Hidden]) -> str:
    """The utterance with its placeholders; what looks personal to `voicebot.privacy` has gone as well."""
    begins = {part.first: part for part in hidden}
    out, number = [], 0
    while number < len(words):
        part = begins.get(number)
        if part:
            end = re.search(r"[.,?!]+$", words[part.last])
            out.append(part.placeholder + (end[0] if end else ""))
        else:
            out.append(words[number])
        number = part.last + 1 if part else number + 1
    return re.sub(r"\[(?:phone|number|iban)\]", NUMBER, redact(" ".join(out))).replace("[email]", MAIL)


def tokens(words: Sequence[str], hidden: Sequence[Hidden]) -> set[str]:
    """The words that were hidden and would tell something if they were heard again."""
    gone = {_plain(words[at]) for part in hidden for at in range(part.first, part.last + 1)}
    return {word for word in gone if word and word not in _SAFE and (len(word) > 3 or _digits(word))}


def holds_numbers(words: Sequence[str]) -> bool:
    """Whether a number that is personal is said."""
    return any(True for _ in _numbers([_plain(word) for word in words]))


def _plain(word: str) -> str:
    return re.sub(r"[^\w@'-]", "", word).lower().strip("-'")


def _asked_for(question: str) -> str:
    for pattern, placeholder in (
        ("postcode", POSTCODE), ("geboo?r", DATE), ("mail", MAIL), ("straat|adres|woon", ADDRESS),
        ("nummer|iban|rekening|kenteken", NUMBER), ("naam|heet", NAME),
    ):  # fmt: skip
        if re.search(pattern, question):
            return placeholder
    return ANSWER


def _digits(word: str) -> int:
    """How many digits a word is: '42' and 'tweeënveertig' two, 'huis' none."""
    written = sum(letter.isdigit() for letter in word)
    if written:
        return written
    try:
        return len(str(text2num(word, "nl"))) if word else 0
    except ValueError:
        return 0


def _numbers(plain: Sequence[str]) -> Iterator[Hidden]:
    """Rows of numbers, with what belongs to them: months, letters of a postcode."""
    at = 0
    while at < len(plain):
        last, total, month = at - 1, 0, False
        while last + 1 < len(plain):
            word = plain[last + 1]
            if not _digits(word) and word not in _MONTHS and not (word == "en" and total):
                break
            total += _digits(word)
            month |= word in _MONTHS
            last += 1
        if last >= at and (total >= _DIGITS or (total and (month or last > at))):
            kind = DATE if month else NUMBER
            end = last
            while (
                not month
                and end + 1 < len(plain)
                and end - last < 3
                and 0 < len(plain[end + 1]) <= 2
                and not (plain[end + 1] in _SAFE or plain[end + 1] in _PARTICLES)
            ):
                end, kind = end + 1, POSTCODE
            yield Hidden(at, end, kind)
        at = max(at, last) + 1


def _names(words: Sequence[str], plain: Sequence[str], public: Collection[str]) -> Iterator[Hidden]:
    for at in range(len(plain)):
        for cue in _CUES:
            if tuple(plain[at : at + len(cue)]) == cue and at + len(cue) < len(plain):
                last = at + len(cue)
                while (
                    last + 1 < len(plain)
                    and not words[last].endswith((".", ",", "?", "!"))
                    and (
                        words[last + 1][:1].isupper()
                        or plain[last] in _PARTICLES
                        or plain[last + 1] in _PARTICLES
                    )
                ):
                    last += 1
                yield Hidden(at + len(cue), last, NAME)
    if len(plain) > 1 and plain[0] == "met" and words[1][:1].isupper():
        yield Hidden(1, 1, NAME)
    for at in range(1, len(words)):
        inside = not words[at - 1].endswith((".", "?", "!"))
        if inside and words[at][:1].isupper() and plain[at] not in public:
            yield Hidden(at, at, NAME)


def _streets(plain: Sequence[str]) -> Iterator[Hidden]:
    for at, word in enumerate(plain):
        if _STREET.fullmatch(word) and word not in _NO_STREET:
            last = at
            while last + 1 < len(plain) and _digits(plain[last + 1]):
                last += 1
            yield Hidden(at, last, ADDRESS)


def _mails(plain: Sequence[str]) -> Iterator[Hidden]:
    """Written in one word, or spoken in several."""
    for at, word in enumerate(plain):
        if "@" in word:
            yield Hidden(at, at, MAIL)
        elif word in ("apenstaartje", "apestaartje", "gmail", "hotmail"):
            yield Hidden(max(0, at - 3), min(len(plain) - 1, at + 4), MAIL)


def _runs(kinds: Sequence[str | None]) -> Iterator[Hidden]:
    """Neighbours of one kind become one."""
    first = 0
    for number in range(1, len(kinds) + 1):
        if number == len(kinds) or kinds[number] != kinds[first]:
            kind = kinds[first]
            if kind:
                yield Hidden(first, number - 1, kind)
            first = number
