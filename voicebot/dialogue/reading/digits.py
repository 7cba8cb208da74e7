"""Order numbers, policy numbers and postcodes out of what Whisper writes when a Dutch caller says them.

Numbers come as '42073', '42 0 73', '4, 2, 0, 7, 3', 'tweeënveertig nul zeven drie', 'dubbel vier'. Number
words go through text2num (MIT); the glue for spelling, doubling and letters is ours. Nothing here guesses: a
text without a reading of the right length gives None, and the dialogue asks again.
"""

from __future__ import annotations

import re

from voicebot.dialogue.reading.calendar_words import MONTH
from voicebot.dialogue.reading.letters import two_letters
from voicebot.dialogue.reading.words import FILLER, numbers_written, only_digits, plain, rows

# PostNL gives out no postcodes with these letters (their history).
_NEVER_ISSUED = frozenset({"SA", "SD", "SS"})


def find_digits(text: str, length: int) -> str | None:
    """The number of exactly ``length`` digits that was said, or None.

    Of several the last counts: '42073, nee, 42075' corrects itself. A leading 'een' may be the article. A day
    and its year ('12 april 1975') are no part of a number beside them.
    """
    written = re.sub(rf"\b[0-9]{{1,2}}e? (?={MONTH}\b)", "| ", numbers_written(plain(text)))
    found = [only_digits(row[0]) for row in rows(written)]
    right = [row for row in found if len(row) == length]
    if not right:
        right = [
            row[1:] for row in found if len(row) == length + 1 and row[0] == "1" and "een" in text.lower()
        ]
    return right[-1] if right else None


def find_postcode(text: str, *, keyed: bool = False) -> str | None:
    """The postcode that was said, as '3512JE', or None.

    ``keyed``: it came from the keypad, so the four digits alone count ('3512'). That is less certain; the
    order number has to match as well. Letters that PostNL never issues (SA, SD, SS) are refused.
    """
    if keyed:
        four = plain(text)
        return four if re.fullmatch(r"[1-9][0-9]{3}", four, re.ASCII) else None
    found = _postcodes(_apart(text))
    return found[-1][0] if found else None


def without_postcodes(text: str) -> str:
    """The plain text with numbers in digits, apart from letters, and a bar for every postcode in it."""
    text = _apart(text)
    for _, start, end in reversed(_postcodes(text)):
        text = f"{text[:start]} | {text[end:]}"
    return " ".join(text.split())


def has_digits(text: str) -> bool:
    """Whether the text holds a row of at least three digits: a number is being told, nothing asked."""
    return any(len(only_digits(row[0])) >= 3 for row in rows(numbers_written(plain(text))))


def _apart(text: str) -> str:
    """The text with numbers in digits, and digits and letters apart ('3512je' → '3512 je')."""
    return numbers_written(re.sub(r"(?<=[0-9])(?=[a-z])", " ", plain(text)))


def _postcodes(text: str) -> list[tuple[str, int, int]]:
    """Every postcode, with where it stands in the text."""
    row = rf"(?<!\w)[1-9](?:\s?(?:{FILLER}\s)*[0-9]){{3}}(?![0-9]|\s[0-9])"
    found = []
    for match in re.finditer(row, text, re.ASCII):
        before = text[: match.start()]
        if re.search(rf"(?:[0-9]|\b{MONTH})\s*$", before, re.ASCII):
            continue  # the tail of a longer number, or a year
        words = list(re.finditer(r"\S+", text[match.end() :]))
        letters = two_letters([word[0] for word in words])
        if letters and letters[0] not in _NEVER_ISSUED:
            end = match.end() + words[letters[1] - 1].end()
            found.append((only_digits(match[0]) + letters[0], match.start(), end))
    return found
