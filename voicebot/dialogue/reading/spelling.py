"""Words, single letters and digits that a caller strings together into one piece of writing."""

from __future__ import annotations

import difflib
import re
import unicodedata

from voicebot.dialogue.reading.email_words import SIGNS
from voicebot.dialogue.reading.letters import ALPHABET, DOUBTFUL_NAMES, LETTER_NAMES, is_letter

_TWICE = frozenset({"dubbel", "dubbele"})
_ALIKE = 0.6  # of difflib's ratio: a spelling this like the word before it spells that word again


def joined(words: list[str]) -> str | None:
    """The words written as one, signs as they are, or None where it is not sure what was spelled.

    'j van jan' is a letter; letter names ('dee') are letters beside other letters or where a sign or the
    start is on both sides; 'jan j a n' spells the word once; 'karel met een c', 'j en k' and 's el amrani'
    are not sure.
    """
    pieces = _pieces(words)
    if pieces is None:
        return None
    written: list[tuple[str, bool]] = []  # text, whether it was spelled letter by letter
    for piece, spelled in pieces:
        if spelled and written and written[-1][1]:
            written[-1] = (written[-1][0] + piece, True)
        else:
            written.append((piece, spelled))
    kept: list[str] = []
    for index, (piece, spelled) in enumerate(written):
        following = written[index + 1] if index + 1 < len(written) else ("", False)
        if not spelled and following[1] and _spells(piece, following[0]):
            continue
        kept.append(piece)
    text = _ascii("".join(kept))
    return text if re.fullmatch(r"[a-z0-9._+-]*", text, re.ASCII) else None


def _pieces(words: list[str]) -> list[tuple[str, bool]] | None:
    """Every word as what it writes and whether that is a spelled letter; None when unsure."""
    found: list[tuple[str, bool]] = []
    index = 0
    while index < len(words):
        word = words[index]
        later = words[index + 1 :]
        if word in _TWICE and later:
            letter = _letter(words, index + 1)
            if letter or re.fullmatch(r"[0-9]", later[0], re.ASCII):
                found.append(((letter or later[0]) * 2, bool(letter)))
                index += 2
                continue
            return None
        if word == "met" and later and later[0] in ("1", "een", "de", *_TWICE):
            return None
        letter = _letter(words, index)
        if letter and later[:1] == ["van"] and len(later) > 1 and _names(letter, later[1]):
            # The name was chosen to be understood, so its initial counts.
            found.append((ALPHABET.get(later[1], later[1][0]).lower(), True))
            index += 3
            continue
        if word in DOUBTFUL_NAMES and _torn(words, index):
            return None
        found.append((letter or word, bool(letter)))
        index += 1
    return found


def _names(letter: str, word: str) -> bool:
    return word[0].isalpha() and (word in ALPHABET or word[0] == letter)


def _letter(words: list[str], index: int) -> str:
    """The letter that the word is or names at its place, or ''."""
    word = words[index]
    if is_letter(word):
        return word
    name = LETTER_NAMES.get(word, "").lower()
    if not name or word == "en":
        return ""
    before = words[index - 1] if index else ""
    after = words[index + 1] if index + 1 < len(words) else ""
    if word in DOUBTFUL_NAMES:
        # Beside a letter beyond doubt, or an initial: 'es punt de wit'.
        return name if is_letter(before) or is_letter(after) or (not before and after in SIGNS) else ""
    clear = {"", *SIGNS} | (LETTER_NAMES.keys() - DOUBTFUL_NAMES)
    ends = [end in clear or is_letter(end) for end in (before, after)]
    return name if all(ends) or is_letter(before) or is_letter(after) else ""


def _torn(words: list[str], index: int) -> bool:
    """Whether a word may as well be a letter: 'j en k', 's el amrani'."""
    around = [*words[max(index - 1, 0) : index], *words[index + 1 : index + 2]]
    letters = [is_letter(word) or (word in LETTER_NAMES and word not in DOUBTFUL_NAMES) for word in around]
    if words[index] == "en":
        return any(letters)
    others = [word for word, letter in zip(around, letters, strict=True) if not letter and word not in SIGNS]
    return any(letters) and any(word not in LETTER_NAMES for word in others)


def _spells(word: str, letters: str) -> bool:
    """Whether the letters spell the word that came just before ('jansen', 'j a n s s e n')."""
    if not word.isalpha() or len(word) < 2:
        return False
    if word == letters:
        return True
    alike = difflib.SequenceMatcher(None, word, letters).ratio() >= _ALIKE
    return len(letters) >= 4 and word[0] == letters[0] and alike


def _ascii(text: str) -> str:
    """Without accents: addresses hardly ever have them."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode() if text else text
