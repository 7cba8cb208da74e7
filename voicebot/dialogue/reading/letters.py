"""Letters that were spelled: by themselves, by their Dutch names or by the telephone alphabet."""

from __future__ import annotations

import re

# NL telephone alphabet and letter names, as speech recognition writes them. A letter's own name wins.
LETTER_NAMES = {
    "aa": "A", "bee": "B", "bé": "B", "cee": "C", "cé": "C", "see": "C", "dee": "D", "dé": "D", "ee": "E",
    "ef": "F", "gee": "G", "gé": "G", "haa": "H", "ha": "H", "ie": "I", "jee": "J", "jé": "J", "kaa": "K",
    "ka": "K", "el": "L", "em": "M", "en": "N", "oo": "O", "oh": "O", "pee": "P", "pé": "P", "kuu": "Q",
    "qu": "Q", "er": "R", "es": "S", "tee": "T", "té": "T", "uu": "U", "vee": "V", "vé": "V", "wee": "W",
    "wé": "W", "iks": "X", "ij": "Y", "ypsilon": "Y", "zet": "Z", "zed": "Z",
}  # fmt: skip
ALPHABET = {
    "anton": "A", "anna": "A", "bernard": "B", "bernhard": "B", "cornelis": "C", "dirk": "D", "eduard": "E",
    "edward": "E", "ferdinand": "F", "gerard": "G", "hendrik": "H", "izaak": "I", "jan": "J", "johan": "J",
    "johannes": "J", "karel": "K", "lodewijk": "L", "maria": "M", "nico": "N", "nicolaas": "N", "otto": "O",
    "pieter": "P", "quirinus": "Q", "rudolf": "R", "richard": "R", "simon": "S", "theodoor": "T",
    "teunis": "T", "utrecht": "U", "victor": "V", "willem": "W", "xantippe": "X", "zaandam": "Z",
    "zacharias": "Z",
}  # fmt: skip
# Letter names that are Dutch words too: letters only where the place leaves no doubt.
DOUBTFUL_NAMES = frozenset({"ef", "ha", "ie", "el", "em", "en", "oh", "er", "es", "ij", "see", "ka", "qu"})

_NAMES = LETTER_NAMES | ALPHABET
_FILLER = frozenset({"de", "het", "letter", "letters", "met", "dan", "uh", "eh", "uhm", "en", "hoofdletter"})


def is_letter(word: str) -> bool:
    """Whether the word is one letter a-z."""
    return re.fullmatch(r"[a-z]", word) is not None


def two_letters(words: list[str]) -> tuple[str, int] | None:
    """The two letters at the start of ``words`` and how many words they took.

    'je', 'j e', 'jee ee', 'j van johan e van eduard'.
    """
    found = ""
    index = 0
    while index < len(words) and len(found) < 2:
        word = words[index]
        if index + 2 < len(words) and words[index + 1] == "van" and words[index + 2][0].isalpha():
            # The name was chosen to be understood, so its initial counts, not the letter before it.
            found += _NAMES.get(words[index + 2], words[index + 2][0].upper())
            index += 3
            continue
        last = index == len(words) - 1
        if word in _FILLER and not (last and (word == "en" or (word == "de" and not found))):
            index += 1
            continue
        if not found and re.fullmatch(r"[a-z]{2}", word) and not _spelled(words, index):
            return word.upper(), index + 1
        letter = word.upper() if is_letter(word) else _NAMES.get(word)
        if letter is None:
            return None
        found += letter
        index += 1
    return (found, index) if re.fullmatch(r"[A-Z]{2}", found) else None


def _spelled(words: list[str], index: int) -> bool:
    """Whether the two-letter word at ``index`` names one letter, as another letter follows ('el em')."""
    later = [word for word in words[index + 1 :] if word not in _FILLER or word == "en"]
    return words[index] in _NAMES and bool(later) and (later[0] in _NAMES or is_letter(later[0]))
