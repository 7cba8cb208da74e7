"""E-mail addresses, spoken, spelled or written by speech recognition itself.

'jan punt de vries apenstaartje gmail punt com', 's punt de wit at voorbeeld punt n l', 'j van jan, a, n,
allemaal aan elkaar'. An address that speech recognition wrote with its signs and that then lost them
('jan devries gmail com') counts only where no sign can be missing before the provider ('jandevries gmail
com').
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from voicebot.dialogue.reading.email_words import (
    AT,
    DOT,
    ENDINGS,
    HEARD_AS,
    LEAD_IN,
    PROVIDERS,
    SIGNS,
    signs_written,
)
from voicebot.dialogue.reading.letters import LETTER_NAMES, is_letter
from voicebot.dialogue.reading.spelling import joined
from voicebot.dialogue.reading.words import CORRECTION, numbers_written, plain

_MOST_WORDS = 64  # before or after the at-sign, spelled letters too: as long as a name may be
_LEAST_UNSIGNED = 4  # a shorter word before 'gmail com' is rather a word of the sentence

WRITTEN = re.compile(
    r"(?<![\w.+-])[\w+-]+(?:\.[\w+-]+)*@(?:[a-z0-9-]+\.)+[a-z]{2,10}(?![\w@-])", re.IGNORECASE
)
"""An address as speech recognition writes it."""

_ADDRESS = re.compile(
    r"(?=.{6,254}$)(?=[^@]{1,64}@)(?!.*\.\.)[a-z0-9_](?:[a-z0-9._+-]*[a-z0-9_])?"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,10}",
    re.ASCII,
)


def find_email(text: str) -> str | None:
    """The e-mail address that was said, in lower case ASCII, or None.

    Of several the last whole one counts; a correction that is no whole address leaves nothing sure.
    """
    text = unicodedata.normalize("NFC", text).lower()
    written = [match for match in WRITTEN.finditer(text) if _checked(match[0])]
    if written:
        rest = _signs(text[written[-1].end() :])
        if AT not in rest and not _taken_back(rest):
            return _checked(written[-1][0])
    words = _signs(text)
    ats = _ats(words)
    if not ats:
        return _unsigned(words)
    found: str | None = None
    start = 0
    for at in ats:
        end = _end(words, at + 1)
        name = words[start:at]
        clear = end is not None and (DOT in words[at:end] or _no_sign_lost(_name(name)))
        found = _address(name, words[at + 1 : end]) if clear else None
        start = end or at + 1
    return None if _taken_back(words[start:]) else found


def _signs(text: str) -> list[str]:
    """The text as words, digits and signs; a point inside writing and an at-sign are signs as well."""
    text = re.sub(r"(?<=[^\W_]{2})\.(?=[^\W_]{2})", " punt ", text).replace("@", " apenstaartje ")
    text = re.sub(r"(?<=[^\W_]{2})_(?=[^\W_])", " underscore ", text)
    return signs_written(numbers_written(plain(text)))


def _ats(words: list[str]) -> list[int]:
    """Where the at-signs are: by name, or else the English word before what is a domain."""
    named = [index for index, word in enumerate(words) if word == AT]
    if named:
        return named
    english = [index for index, word in enumerate(words) if word in ("at", "et", "ad") and index]
    return [index for index in english if DOT in words[index:] and _end(words, index + 1)][-1:]


def _end(words: list[str], start: int) -> int | None:
    """Where the domain that starts here ends, or None when it is none."""
    limit = min(len(words), start + _MOST_WORDS)
    for index in range(start + 1, limit):
        if words[index] == AT or CORRECTION.fullmatch(words[index]):
            return None
        if words[index] == DOT and (ending := _ending(words, index + 1)):
            end = index + 1 + ending[1]
            if words[end : end + 1] == [DOT] and _ending(words, end + 1):
                continue  # 'co punt uk'
            later = words[end : end + 5]
            return None if DOT in later and AT not in later else end
    for index in range(start + 1, min(limit, start + 5)):
        ending = _ending(words, index)
        if ending and f"{_label(words[start:index])}.{ending[0]}" in PROVIDERS:
            return index + ending[1]
    return None


def _ending(words: list[str], index: int) -> tuple[str, int] | None:
    """The top-level domain at ``index`` and how many words it took: 'nl', 'n l', 'en el', 'kom'."""
    for count in (3, 2):
        letters = [LETTER_NAMES.get(word, word).lower() for word in words[index : index + count]]
        spelled = "".join(letters)
        if len(letters) == count == len(spelled) and spelled in ENDINGS:
            return ENDINGS[spelled], count
    word = words[index] if index < len(words) else ""
    return (ENDINGS[word], 1) if word in ENDINGS else None


def _label(words: list[str]) -> str | None:
    label = joined(words)
    return HEARD_AS.get(label, label) if label else None


def _domain(words: list[str]) -> str | None:
    """The domain in words of which the last are its top-level domain."""
    for count in (3, 2, 1):
        ending = _ending(words, len(words) - count) if len(words) > count else None
        if ending and ending[1] == count:
            before = words[:-count]
            parts = _split(before[:-1] if before[-1] == DOT else before, DOT)
            labels = [_label(part) for part in parts]
            return ".".join([*(label or "" for label in labels), ending[0]])
    return None


def _split(words: list[str], sign: str) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for word in words:
        if word == sign:
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


def _name(words: list[str]) -> list[str]:
    """What stands before the at-sign, without the words that lead in to it."""
    corrected = [index for index, word in enumerate(words) if CORRECTION.fullmatch(word)]
    words = words[corrected[-1] + 1 :] if corrected else words
    # After the first sign all words belong to the address: 'jan punt de wil'.
    first = next((index for index, word in enumerate(words) if word in SIGNS), len(words))
    last = max((index for index in range(first) if _leads_in(words, index)), default=-1)
    return words[last + 1 :]


def _leads_in(words: list[str], index: int) -> bool:
    following = words[index + 1] if index + 1 < len(words) else AT
    spelled = words[index] == "u" and (following in SIGNS or is_letter(following) or following.isdigit())
    return words[index] in LEAD_IN and not spelled


def _no_sign_lost(name: list[str]) -> bool:
    """Whether a sign stands between every two words, so that none can have gone missing."""
    return all((word in SIGNS) != (other in SIGNS) for word, other in pairwise(name))


def _address(before: list[str], domain_words: list[str]) -> str | None:
    words = _name(before)
    name = joined(words) if len(words) <= _MOST_WORDS else None
    domain = _domain(domain_words)
    return _checked(f"{name}@{domain}") if name and domain else None


def _unsigned(words: list[str]) -> str | None:
    """An address that lost its at-sign: one word, or words with signs between, before a known provider."""
    for start in range(1, len(words)):
        for index in range(start + 1, min(start + 4, len(words))):
            at = index + (words[index] == DOT)
            ending = _ending(words, at)
            if not ending or f"{_label(words[start:index])}.{ending[0]}" not in PROVIDERS:
                continue
            name = _name(words[:start])
            long_enough = sum(map(len, name)) >= _LEAST_UNSIGNED
            end = at + ending[1]
            if not long_enough or not _no_sign_lost(name) or _taken_back(words[end:]):
                return None
            return _address(name, words[start:end])
    return None


def _taken_back(after: list[str]) -> bool:
    """Whether the words after an address change something in it."""
    corrected = any(CORRECTION.fullmatch(word) for word in after)
    return corrected and any(word in SIGNS or word in ENDINGS for word in after)


def _checked(address: str) -> str | None:
    """The address if it is well formed."""
    return address if _ADDRESS.fullmatch(address) else None
