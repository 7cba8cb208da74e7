"""Hears a word through a hearing error: 'belachtelijk' and 'schan dalig' as the words that were said.

Only the telling words that `phrases/lists.yaml` names are mended, and only those of seven letters or more: a
misheard short word could be anything.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

SHORTEST = 7  # letters of a word that may have one letter misheard
LONG = 10  # letters of a word that may have two misheard
MAX_LETTERS = 2000  # the client bounds a turn to half of it; whoever else asks gets no more
PIECES = 3  # into how many a word may be broken


def words_of(text: str) -> list[str]:
    """The words of a text in lower case without punctuation; of a long text the first MAX_LETTERS."""
    text = unicodedata.normalize("NFC", text[:MAX_LETTERS]).lower().replace("’", "'")
    return re.sub(r"[^\w' ]|_", " ", text).split()


class Ear:
    """Knows ``known`` words; ``lookalikes`` are real words, one letter away, that stay as they are.

    Raises ValueError for a known word of fewer than SHORTEST letters.
    """

    def __init__(self, known: Iterable[str], lookalikes: Iterable[str] = ()) -> None:
        self._known = frozenset(known)
        if short := [word for word in self._known if len(word) < SHORTEST]:
            raise ValueError(f"too short to be known although misheard: {', '.join(sorted(short))}")
        self._leave = frozenset(lookalikes)

    def mend(self, words: list[str]) -> list[str]:
        """The words as they were meant, as far as the rules know them."""
        mended, at = [], 0
        while at < len(words):
            word, taken = self._at(words, at)
            mended.append(word)
            at += taken
        return mended

    def _at(self, words: list[str], at: int) -> tuple[str, int]:
        """The word here, and of how many pieces."""
        word = words[at]
        if word in self._known or word in self._leave:
            return word, 1
        for pieces in range(2, PIECES + 1):
            joined = "".join(words[at : at + pieces])
            if at + pieces <= len(words) and joined in self._known:
                return joined, pieces
        return self.known_as(word) or word, 1

    def known_as(self, word: str) -> str | None:
        """The known word that this one is a mishearing of, if any: the nearest; of two the first in order."""
        if len(word) < SHORTEST or word in self._leave:
            return None
        near = [(letters_apart(word, known), known) for known in self._known if _may_be(word, known)]
        return min(((apart, known) for apart, known in near if apart <= _slips(known)), default=(0, None))[1]


def _slips(known: str) -> int:
    """How many letters of a word may be misheard."""
    return 2 if len(known) >= LONG else 1


def _may_be(word: str, known: str) -> bool:
    """Whether to compare the letters. The first is always right: 'acceptabel' is not 'onacceptabel'."""
    return word[0] == known[0] and abs(len(word) - len(known)) <= _slips(known)


def letters_apart(left: str, right: str) -> int:
    """Letters wrong, missing, too many, or swapped with the next, from one word to the other."""
    before: list[int] = []
    above = list(range(len(right) + 1))
    for row, a in enumerate(left, 1):
        here = [row]
        for column, b in enumerate(right, 1):
            least = min(above[column] + 1, here[-1] + 1, above[column - 1] + (a != b))
            if row > 1 and column > 1 and a == right[column - 2] and left[row - 2] == b:
                least = min(least, before[column - 2] + 1)
            here.append(least)
        before, above = above, here
    return above[-1]
