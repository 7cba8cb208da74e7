"""Order numbers and postcodes out of what Whisper writes when a Dutch caller says them.

Numbers come as '42073', '42 0 73', '4, 2, 0, 7, 3', 'tweeënveertig nul zeven drie', 'dubbel vier'. Number
words go through text2num (MIT); the glue for spelling, doubling and letters is ours. Nothing here guesses: a
text without a reading of the right length gives None, and the dialogue asks again.
"""

from __future__ import annotations

import re
import unicodedata

from text_to_num import alpha2digit

# What callers put between digits. 'een' stays out: it is a digit.
_FILLER = r"(?:en|dan|de|het|uh+|eh+|uhm+|ehm+|hm+|streepje|spatie|punt|komma|nog)"

# Spellings of single digits that text2num does not know: Dutch telephone speech ('zeuven') and what speech
# recognition writes for it. Only used inside a row of digits.
_HEARD_AS = {
    "zeuven": "7", "zeve": "7", "fijf": "5", "fier": "4", "neegen": "9", "nuul": "0", "eén": "1", "één": "1",
    "eentje": "1", "tweeë": "2", "drieë": "3", "achte": "8",
}  # fmt: skip

_TENS = "twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig"

# NL telephone alphabet and letter names, as speech recognition writes them. A letter's own name wins.
_LETTER_NAMES = {
    "aa": "A", "bee": "B", "bé": "B", "cee": "C", "cé": "C", "see": "C", "dee": "D", "dé": "D", "ee": "E",
    "ef": "F", "gee": "G", "gé": "G", "haa": "H", "ha": "H", "ie": "I", "jee": "J", "jé": "J", "kaa": "K",
    "ka": "K", "el": "L", "em": "M", "en": "N", "oo": "O", "oh": "O", "pee": "P", "pé": "P", "kuu": "Q",
    "qu": "Q", "er": "R", "es": "S", "tee": "T", "té": "T", "uu": "U", "vee": "V", "vé": "V", "wee": "W",
    "wé": "W", "iks": "X", "ij": "Y", "ypsilon": "Y", "zet": "Z", "zed": "Z",
    "anton": "A", "anna": "A", "bernard": "B", "bernhard": "B", "cornelis": "C", "dirk": "D", "eduard": "E",
    "edward": "E",
    "ferdinand": "F", "gerard": "G", "hendrik": "H", "izaak": "I", "jan": "J", "johan": "J", "johannes": "J",
    "karel": "K", "lodewijk": "L", "maria": "M", "nico": "N", "nicolaas": "N", "otto": "O", "pieter": "P",
    "quirinus": "Q", "rudolf": "R", "richard": "R", "simon": "S", "theodoor": "T", "teunis": "T",
    "utrecht": "U", "victor": "V", "willem": "W", "xantippe": "X", "zaandam": "Z", "zacharias": "Z",
}  # fmt: skip
_LETTER_FILLER = frozenset(
    {"de", "het", "letter", "letters", "met", "dan", "uh", "eh", "uhm", "en", "hoofdletter"}
)

# PostNL gives out no postcodes with these letters (their history).
_NEVER_ISSUED = frozenset({"SA", "SD", "SS"})


def _plain(text: str) -> str:
    """Lower case, composed letters, punctuation to spaces, one space between words."""
    text = unicodedata.normalize("NFC", text).lower()
    return " ".join(re.sub(r"[^\w]|_", " ", text).split())


def _digits_in_words(text: str) -> str:
    """The text with every spoken number as ASCII digits, doubled ones written out."""
    text = re.sub(rf"\b(twee|drie)en({_TENS})", r"\1ën\2", text)
    text = re.sub(rf"\béén(en|ën)?({_TENS})", r"eenen\2", text)
    words = [_HEARD_AS.get(word, word) for word in text.split()]
    text = str(alpha2digit(" ".join(words), "nl", 0)) if words else ""
    text = re.sub(r"\b(?:dubbel|dubbele|twee keer|2 (?:keer|maal)) (?:een |de )?([0-9])", r"\1\1", text)
    text = re.sub(r"\b(?:driedubbel|3 (?:keer|maal)) (?:een |de )?([0-9])", r"\1\1\1", text)
    return re.sub(r"\b([2-4]) nullen\b", lambda found: "0" * int(found[1]), text)


def _rows(text: str) -> list[str]:
    """Rows of digits, in order; fillers between digits do not break a row."""
    found = re.findall(rf"(?<!\w)[0-9]+(?:\s(?:{_FILLER}\s)*[0-9]+)*(?!\w)", text, re.ASCII)
    return [re.sub(r"[^0-9]", "", row) for row in found]


def find_digits(text: str, length: int) -> str | None:
    """The number of exactly ``length`` digits that was said, or None.

    Of several the last counts: '42073, nee, 42075' corrects itself. A leading 'een' may be the article.
    """
    rows = _rows(_digits_in_words(_plain(text)))
    right = [row for row in rows if len(row) == length]
    if not right:
        right = [
            row[1:] for row in rows if len(row) == length + 1 and row[0] == "1" and "een" in text.lower()
        ]
    return right[-1] if right else None


def _letters(words: list[str]) -> str | None:
    """Two letters at the start of ``words``: 'je', 'j e', 'jee ee', 'j van johan e van eduard'."""
    found = ""
    index = 0
    while index < len(words) and len(found) < 2:
        word = words[index]
        if index + 2 < len(words) and words[index + 1] == "van" and words[index + 2][0].isalpha():
            # The name was chosen to be understood, so its initial counts, not the letter before it.
            found += _LETTER_NAMES.get(words[index + 2], words[index + 2][0].upper())
            index += 3
            continue
        if word in _LETTER_FILLER and not (word == "en" and index == len(words) - 1 and found):
            index += 1
            continue
        if not found and re.fullmatch(r"[a-z]{2}", word) and not _spelled(words, index):
            return word.upper()
        letter = word.upper() if re.fullmatch(r"[a-z]", word) else _LETTER_NAMES.get(word)
        if letter is None:
            return None
        found += letter
        index += 1
    return found if len(found) == 2 else None


def _spelled(words: list[str], index: int) -> bool:
    """Whether the two-letter word at ``index`` names one letter, as another letter follows ('el em')."""
    later = [word for word in words[index + 1 :] if word not in _LETTER_FILLER or word == "en"]
    name = words[index] in _LETTER_NAMES
    return (
        name and bool(later) and (later[0] in _LETTER_NAMES or re.fullmatch(r"[a-z]", later[0]) is not None)
    )


def find_postcode(text: str, *, keyed: bool = False) -> str | None:
    """The postcode that was said, as '3512JE', or None.

    ``keyed``: it came from the keypad, so the four digits alone count ('3512'). That is less certain; the
    order number has to match as well. Letters that PostNL never issues (SA, SD, SS) are refused.
    """
    plain = _plain(text)
    if keyed:
        return plain if re.fullmatch(r"[1-9][0-9]{3}", plain, re.ASCII) else None
    plain = re.sub(r"(?<=[0-9])(?=[a-z])", " ", plain)
    digits = _digits_in_words(plain)
    row = rf"(?<!\w)[1-9](?:\s?(?:{_FILLER}\s)*[0-9]){{3}}(?![0-9]|\s[0-9])"
    for match in reversed(list(re.finditer(row, digits, re.ASCII))):
        if re.search(r"[0-9]\s*$", digits[: match.start()]):
            continue  # the tail of a longer number
        letters = _letters(digits[match.end() :].split())
        if letters and letters not in _NEVER_ISSUED:
            return re.sub(r"[^0-9]", "", match[0]) + letters
    return None


def has_digits(text: str) -> bool:
    """Whether the text holds a row of at least three digits: a number is being told, nothing asked."""
    return any(len(row) >= 3 for row in _rows(_digits_in_words(_plain(text))))
