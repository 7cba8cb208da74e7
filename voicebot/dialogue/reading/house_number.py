"""House numbers with their addition, out of what Whisper writes when a Dutch caller says them."""

from __future__ import annotations

import re
from itertools import pairwise

from voicebot.dialogue.reading.digits import without_postcodes
from voicebot.dialogue.reading.letters import ALPHABET, DOUBTFUL_NAMES, LETTER_NAMES, is_letter
from voicebot.dialogue.reading.words import CORRECTION, numbers_written, plain

# Written additions: Amsterdam's 'huis' (ground floor), Utrecht's 'bis', Haarlem's red and black.
_ADDITIONS = {
    "bis": "bis", "huis": "huis", "hs": "huis", "rood": "rood", "rd": "rood", "zwart": "zwart", "zw": "zwart",
    "boven": "boven", "beneden": "beneden",
}  # fmt: skip
_LETTERS = {name: letter for name, letter in LETTER_NAMES.items() if name not in DOUBTFUL_NAMES}
# Letters that are words as well ('u', 's avonds'): an addition only where nothing follows.
_WORDS_TOO = frozenset("nosut")

# What may follow a house number. Any other word there may be an addition misheard ('12 pils'): nothing sure.
_AFTER = frozenset(
    {
        "graag", "hoor", "alstublieft", "alsjeblieft", "dank", "dankuwel", "bedankt", "is", "dat", "het",
        "in", "te", "op", "aan", "bij", "ja", "klopt", "postcode", "de", "van", "u", "sinds", "mijn", "ik",
        "met", "eh", "uh", "uhm", "dus", "denk", "want", "maar", "hè", "he", "huisnummer", "nummer", "toch",
        "zonder", "geen", "geworden", "wordt", "en", "of", "tot", "|",
    }
)  # fmt: skip

_ADDED = r"(?:(?:de |met )?(?:toevoeging|streepje|tussenstreepje|slash|min)(?: (?:is|nummer))?)"
_STREET = r"\w*(?:straat|laan|weg|plein|kade|gracht|steeg|hof|park|verdieping|etage|keer|huis)\b"
_JOINED = frozenset({"tot", "t m", "tot en met", "en", "of", "à", "tm"})
_Found = tuple[str | None, int, int]  # the number, if it can be one; where it starts and ends in the words


def find_house_number(text: str) -> str | None:
    """The house number that was said: '12', '12A', '12-2', '12A-2', '12 bis', '12 bis A'; None when unsure.

    A postcode in the same text is left out. Two numbers ('12 tot 14', '12 en 14') give None, unless one was
    called the number ('nummer 12') or a correction put the last in place of the first.
    """
    for part in reversed(re.split(CORRECTION.pattern, _written(text))):
        if re.search(r"[0-9]", part):
            return _one(part.split())
    return None


def _written(text: str) -> str:
    """Numbers in digits, '-' for a word that starts an addition; without postcodes, ordinals, articles."""
    text = plain(text)
    text = re.sub(r"\b(een|één|twee|drie|vier|vijf|zes)hoog\b", r"\1 hoog", text)
    text = re.sub(rf"\b[0-9]+ ?(?:e|de|ste)\b(?= {_STREET})", "rang", text, flags=re.ASCII)
    text = " ".join("rang" if _is_ordinal(word) else word for word in text.split())
    # 'een' is an article before any word that is no part of a house number, and before a whole number.
    text = re.sub(r"\been (?!(?:hoog|bis|toevoeging|streepje|[a-z])\b)(?=\w)", _article, text)
    text = without_postcodes(text)
    text = re.sub(r"\bvan (?:nummer )?[0-9]+(?: [a-z])? naar\b", "naar", text, flags=re.ASCII)
    not_this = r"\b(?:niet|geen)(?: (?:op|nummer|huisnummer))* [0-9]+(?: [a-z]\b)?(?! hoog)"
    text = re.sub(not_this, "", text, flags=re.ASCII)
    return re.sub(rf"(?<=\w) {_ADDED}\b", " -", text)


def _article(match: re.Match[str]) -> str:
    following = numbers_written(match.string[match.end() :].split()[0])
    return match[0] if re.fullmatch("[0-9]", following, re.ASCII) else ""


def _is_ordinal(word: str) -> bool:
    """Whether the word is a spoken ordinal ('tweede'): those number streets and floors."""
    return not re.search(r"[0-9]", word) and re.fullmatch(r"[0-9]+e", numbers_written(word)) is not None


def _one(words: list[str]) -> str | None:
    """The one house number in the words, or None."""
    found: list[_Found] = []
    index = 0
    while index < len(words):
        if re.fullmatch("[0-9]+", words[index], re.ASCII):
            number, end = _number(words, index)
            if end < len(words) and words[end] not in _AFTER and not words[end].isdigit():
                number = None
            if words[end : end + 1] != ["hoog"]:  # 'twee hoog' by itself is a floor
                found.append((number, index, end))
            index = end
        index += 1
    if "rang verdieping" in " ".join(words) or "rang etage" in " ".join(words):
        return None
    between = [words[one[2] : other[1]] for one, other in pairwise(found)]
    if any(" ".join(gap) in _JOINED for gap in between):
        return None
    if len(found) > 1:
        found = [one for one in found if _is_named(words[: one[1]])]
    return found[0][0] if len(found) == 1 else None


def _is_named(before: list[str]) -> bool:
    return re.search(r"nummer(?: is| wordt)?$", " ".join(before)) is not None


def _number(words: list[str], start: int) -> tuple[str | None, int]:
    """The house number that starts here, None when the digits can be none, and where it ends."""
    end = start
    while end < len(words) and re.fullmatch("[0-9]+", words[end], re.ASCII):
        end += 1
    digits = words[start:end]
    floor = words[end : end + 1] == ["hoog"] and len(digits) > 1
    singles = all(len(digit) == 1 for digit in digits)
    if singles and not floor:
        base, part = "".join(digits), ""
    elif singles:
        base, part = "".join(digits[:-1]), digits[-1]
    elif len(digits) == 1:
        base, part = digits[0], ""
    elif len(digits) == 2 and len(digits[0]) > 1 and len(digits[1]) == 1:
        base, part = digits[0], digits[1]
    else:
        return None, end
    end += floor
    if not re.fullmatch("[1-9][0-9]{0,4}", base, re.ASCII):
        return None, end
    if part:
        return f"{base}-{part}", end
    return _added(base, words, end)


def _added(base: str, words: list[str], index: int) -> tuple[str | None, int]:
    """The number with the addition that follows it, if one does."""
    parted = words[index : index + 1] == ["-"]
    at = index + parted
    following = words[at] if at < len(words) else ""
    if parted and re.fullmatch("[1-9][0-9]{0,3}", following, re.ASCII):
        return f"{base}-{following}", at + 1
    if following in _ADDITIONS:
        letter, end = _letter(words, at + 1)
        return f"{base} {_ADDITIONS[following]}{' ' if letter else ''}{letter}", end
    letter, end = _letter(words, at)
    if not letter:
        return (None if parted else base), at
    parted = words[end : end + 1] == ["-"]
    following = words[end + parted] if end + parted < len(words) else ""
    if not re.fullmatch("[0-9]+", following, re.ASCII):
        return base + letter, end
    # '12 a 2' is a letter and a floor, '12 a 14' a range.
    if len(following) <= 4 and following[0] != "0" and (parted or int(following) < int(base)):
        return f"{base}{letter}-{following}", end + parted + 1
    return None, end + parted + 1


def _letter(words: list[str], index: int) -> tuple[str, int]:
    """The letter said here ('a', 'bee', 'd van dirk') and where it ends; '' for none."""
    word = words[index] if index < len(words) else ""
    letter = word.upper() if is_letter(word) else _LETTERS.get(word, "")
    if not letter:
        return "", index
    name = words[index + 2] if words[index + 1 : index + 2] == ["van"] and index + 2 < len(words) else ""
    if name in ALPHABET or name[:1].upper() == letter:
        return ALPHABET.get(name, letter), index + 3
    if word in _WORDS_TOO and index + 1 < len(words) and words[index + 1] != "-":
        return "", index
    return letter, index + 1
