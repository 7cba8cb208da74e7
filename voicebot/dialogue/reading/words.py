"""What every reading starts from: plain words, spoken numbers as digits, and words of correction."""

from __future__ import annotations

import re
import unicodedata

from text_to_num import alpha2digit

# What callers put between digits. 'een' stays out: it is a digit.
FILLER = r"(?:en|dan|de|het|uh+|eh+|uhm+|ehm+|hm+|streepje|spatie|punt|komma|nog)"

# A caller who says one of these takes back what came before.
CORRECTION = re.compile(
    r"\b(?:nee|neen|sorry|pardon|excuus|bedoel|correctie|wacht|fout|foutje|verkeerd|vergis|vergiste)\b"
)

# Spellings of single digits that text2num does not know: Dutch telephone speech ('zeuven') and what speech
# recognition writes for it.
_HEARD_AS = {
    "zeuven": "7", "zeve": "7", "fijf": "5", "fier": "4", "neegen": "9", "nuul": "0", "eén": "1", "één": "1",
    "eentje": "1", "tweeë": "2", "drieë": "3", "achte": "8",
}  # fmt: skip

_TENS = "twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig"


def plain(text: str) -> str:
    """Lower case, composed letters, punctuation to spaces, one space between words."""
    text = unicodedata.normalize("NFC", text).lower()
    return " ".join(re.sub(r"[^\w]|_", " ", text).split())


def numbers_written(text: str) -> str:
    """Plain text with every spoken number as ASCII digits, doubled ones written out.

    Ordinals become '12e'. Digits said one by one stay apart ('vier twee' → '4 2'); a leading nul joins its
    neighbour, as text2num has it ('nul zes' → '06').
    """
    text = re.sub(rf"(twee|drie)en({_TENS})", r"\1ën\2", text)
    text = re.sub(rf"\béén(en|ën)?({_TENS})", r"eenen\2", text)
    text = re.sub(r"\b(?:een|één) (?=(?:honderd|duizend))", "", text)
    text = re.sub(r"\bnegentien(?=(?!honderd|duizend|de\b)[a-zë]{3})", "negentien ", text)
    text = re.sub(r"\bkomma\b", " ", text)  # text2num would make a decimal of it
    words = [_HEARD_AS.get(word, word) for word in text.split()]
    text = str(alpha2digit(" ".join(words), "nl", 0)) if words else ""
    text = re.sub(r"\b(?:dubbel|dubbele|twee keer|2 (?:keer|maal)) (?:een |de )?([0-9])", r"\1\1", text)
    text = re.sub(r"\b(?:driedubbel|3 (?:keer|maal)) (?:een |de )?([0-9])", r"\1\1\1", text)
    return re.sub(r"\b([2-4]) nullen\b", lambda found: "0" * int(found[1]), text)


def rows(text: str) -> list[re.Match[str]]:
    """Rows of digits in a text out of `numbers_written`, in order; fillers between digits break no row."""
    return list(re.finditer(rf"(?<!\w)[0-9]+(?:\s(?:{FILLER}\s)*[0-9]+)*(?!\w)", text, re.ASCII))


def only_digits(text: str) -> str:
    """The ASCII digits of a text."""
    return re.sub(r"[^0-9]", "", text)
