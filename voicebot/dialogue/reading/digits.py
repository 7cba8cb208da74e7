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
# Words after a long row of digits ('42073 3512 is mijn nummer'), rather than the letters of a postcode.
_RATHER_WORDS = frozenset({"IS", "IK", "IN", "OF", "OP"})

NUMBER_BESIDE = 5
"""Digits of the number that may stand right before a postcode: order numbers are told together with it."""


def find_digits(text: str, length: int) -> str | None:
    """The number of exactly ``length`` digits that was said, or None.

    Of several the last counts: '42073, nee, 42075' corrects itself. A leading 'een' may be the article. A day
    and its year ('12 april 1975') are no part of a number beside them, nor is a postcode right after it
    ('42073, 3512 JE').
    """
    written = _without_postcodes_after(text, length) or numbers_written(plain(text))
    written = re.sub(rf"\b[0-9]{{1,2}}e? (?={MONTH}\b)", "| ", written)
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
    order number has to match as well. Letters that PostNL never issues (SA, SD, SS) are refused. Digits right
    before it have to be an order number: in a row of another length it is not sure where the postcode starts.
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


def _without_postcodes_after(text: str, length: int) -> str | None:
    """The text as `_apart`, with a bar for every postcode right after a number of that length, or None."""
    text = _apart(text)
    beside = [found for found in _postcodes(text) if len(_row_at_end(text[: found[1]])) == length]
    for _, start, end in reversed(beside):
        text = f"{text[:start]} | {text[end:]}"
    return text if beside else None


def _row_at_end(text: str) -> str:
    """The digits of the row with which the text ends, '' when it ends with something else."""
    found = rows(text)
    ends = found and re.fullmatch(rf"(?:\s+{FILLER})*\s*", text[found[-1].end() :])
    return only_digits(found[-1][0]) if ends else ""


def _postcodes(text: str) -> list[tuple[str, int, int]]:
    """Every postcode, with where it stands in the text."""
    # A nul before it is the end of a number: text2num joins it to what follows ('4 2 07 03 5 1 2').
    row = rf"(?<!\w)0*(?P<four>[1-9](?:\s?(?:{FILLER}\s)*[0-9]){{3}})(?![0-9]|\s[0-9])"
    found = []
    for match in re.finditer(row, text, re.ASCII):
        before = text[: match.start("four")]
        if re.search(rf"\b{MONTH}\s*$", before, re.ASCII):
            continue  # a year
        beside = re.search(r"[0-9]\s*$", before, re.ASCII) is not None
        if beside and len(_row_at_end(before)) != NUMBER_BESIDE:
            continue  # the tail of a longer number
        words = list(re.finditer(r"\S+", text[match.end() :]))
        letters = two_letters([word[0] for word in words])
        if not letters or letters[0] in _NEVER_ISSUED or (beside and letters[0] in _RATHER_WORDS):
            continue
        end = match.end() + words[letters[1] - 1].end()
        found.append((only_digits(match["four"]) + letters[0], match.start("four"), end))
    return found
