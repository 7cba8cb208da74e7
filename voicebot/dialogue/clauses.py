"""Takes a sentence apart: the correction before a wish, and two wishes in one breath. Pure functions.

Nothing here decides what was meant: `candidate_splits` only tells where a sentence could be cut, and whoever
asks has to find two different wishes, each of them sure, before cutting it. Texts may be as Whisper writes
them or cleaned; what comes back are pieces of the text itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

MAX_SPLITS = 6  # places worth trying in one sentence; each costs two classifications

# What means nothing by itself.
_FILLERS = frozenset(
    {
        "uh", "uhm", "uhh", "eh", "ehm", "euh", "hm", "o", "oh", "ah", "ja", "jawel", "nou", "nu", "dus",
        "maar", "toch", "even", "eens", "graag", "ook", "nog", "dan", "wel", "hoor", "goed", "oke", "oké",
        "prima", "alstublieft", "alsjeblieft", "dank", "danku", "dankuwel", "dankjewel", "bedankt", "u",
        "je", "jij", "jou", "ik", "wij", "we", "me", "mij", "mijn", "wil", "wilde", "wou", "zou", "willen",
        "kan", "kunt", "kun", "kunnen", "mag", "hallo", "goedemorgen", "goedemiddag", "goedenavond", "dag",
        "meneer", "mevrouw", "en", "de", "het", "een", "dat", "die", "er", "is", "was", "heb", "met", "van",
        "voor", "iets", "wat", "anders", "vraag", "zeggen", "weten", "vragen"
    }
)  # fmt: skip
_NUMBER = re.compile(
    r"\d+|(?:een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|der|veer|twin|tach|tig|honderd|"
    r"duizend|en|ën|nul|dubbel)+|half|kwart"
)
_CALENDAR = re.compile(
    r"(?:maan|dins|woens|donder|vrij|zater|zon)dag|januari|februari|maart|april|mei|juni|juli|augustus|september|"
    r"oktober|november|december|morgen|overmorgen|uur|middag|ochtend|avond"
)
# 'x en y' that is one thing.
_PAIRS = frozenset(
    {
        ("track", "trace"), ("af", "toe"), ("heen", "weer"), ("op", "neer"), ("nu", "dan"), ("dag", "nacht"),
        ("voor", "achter"), ("in", "uit"), ("hand", "tand"), ("brand", "inbraak"), ("kant", "klaar"),
        ("schade", "letsel"), ("naam", "adres"), ("jansen", "zonen"),
    }
)  # fmt: skip

# Words that begin another wish, and what may follow them before it begins; longer ones first.
_OPENERS = (
    ("en",), ("daarnaast",), ("bovendien",), ("verder",), ("tevens",), ("trouwens",), ("plus",), ("alsook",),
    ("maar", "ook"), ("o", "ja"), ("oh", "ja"), ("ten", "tweede"), ("nog", "iets"), ("nog", "wat"),
    ("nog", "een", "vraag"), ("tweede", "vraag"),
)  # fmt: skip
_FOLLOWERS = (
    ("nog", "een", "andere", "vraag"), ("nog", "een", "vraag"), ("nog", "iets", "anders"), ("nog", "iets"),
    ("nog", "wat"), ("ten", "tweede"), ("dan",), ("daarna",), ("ook",), ("nog",), ("daarnaast",), ("verder",),
    ("trouwens",), ("bovendien",), ("o", "ja"), ("oh", "ja"), ("uh",), ("eh",), ("euh",),
)  # fmt: skip

_HESITATION = r"(?:(?:uh+m?|e+h+m?|euh|hm|oh?|ah|nou|ja|maar|wacht|even|sorry|pardon)[\s,.!]+)*"
_CORRECTION = re.compile(
    rf"""^\W*{_HESITATION}
    (?:(?:nee|neen|nee\s+nee|nee\s+hoor)[\s,.!]+{_HESITATION})?
    (?:
        ik\s+(?:bedoel|bedoelde|bedoelt)(?:\s+(?:eigenlijk|dus|namelijk|gewoon|juist|dat))*
      | (?:eigenlijk|dus)?\s*bedoel(?:de)?\s+ik(?:\s+(?:eigenlijk|dus|namelijk|gewoon|juist|dat(?!\s+niet)))*
      | dat\s+bedoel(?:de)?\s+ik\s+(?:helemaal\s+|eigenlijk\s+)?niet
        (?:[\s,.]+(?:maar\s+)?ik\s+bedoel(?:de)?)?(?:[\s,.]+maar)?
      | (?:dat\s+(?:heb\s+ik\s+niet\s+gezegd|zei\s+ik\s+niet))[\s,.]+ik\s+(?:zei|bedoel(?:de)?)
      | (?<=nee\s)niet\s+(?:\S+\s+){{1,5}}?maar
    )
    [\s,.:!]+(?P<rest>\S.*)$""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_CORRECTS = re.compile(
    rf"^\W*{_HESITATION}(?:nee[\s,.!]+{_HESITATION})*"
    r"(?:ik\s+bedoel(?:de)?|dat\s+(?:bedoel|bedoelde|zei|vroeg)\s+ik\s+(?:helemaal\s+|eigenlijk\s+)?niet"
    r"|dat\s+is\s+niet\s+wat\s+ik\s+(?:bedoel|vroeg|zei)|zo\s+bedoel\s+ik\s+(?:het|dat)\s+niet)\b",
    re.IGNORECASE,
)
_VAGUE = frozenset(
    {
        "het", "dat", "dit", "iets", "wat", "ik", "heel", "helemaal", "toch", "juist", "niet", "zo", "anders",
        "nee", "bedoel", "die", "deze", "uh", "eh",
    }
)  # fmt: skip


class _Word(NamedTuple):
    text: str
    start: int
    end: int


def split_correction(text: str) -> tuple[str, bool]:
    """What remains of a turn without the correction that opens it, and whether it corrects.

    'nee ik bedoel mijn adres wijzigen' → ('mijn adres wijzigen', True). Without a wish in it ('nee ik bedoel
    iets anders'), or with a number as the answer ('nee ik bedoel 42075'), the text stays whole. A bare 'nee'
    before an answer is no correction here: ('nee 42075', False).
    """
    found = _CORRECTION.match(text)
    if found is None:
        return text, bool(_CORRECTS.match(text))
    rest = found["rest"].strip()
    words = [word.text for word in _words(rest)]
    if _VAGUE.issuperset(words) or _is_number(words):
        return text, True
    return rest, True


def candidate_splits(text: str) -> list[tuple[str, str]]:
    """Ways to cut a sentence into two wishes, the likeliest first; at most MAX_SPLITS, mostly none.

    'waar blijft mijn bestelling en ook mijn adres wijzigen' → [('waar blijft mijn bestelling', 'mijn adres
    wijzigen')]. The joining words fall away, all else is kept. Each half says something.
    """
    words = _words(text)
    cuts = []
    at = 1
    while at < len(words) - 1:
        upto = _joint(words, at)
        if upto > at and _may_cut(words, at, upto):
            cuts.append((at, upto))
        at = max(upto, at + 1)
    cuts.extend((at, at) for at in _sentence_ends(text, words))
    cuts.sort(key=lambda cut: (cut[0] - cut[1], cut[0]))
    return [_halves(text, words, *cut) for cut in cuts[:MAX_SPLITS]]


def _words(text: str) -> list[_Word]:
    return [_Word(found.group().lower(), *found.span()) for found in re.finditer(r"[\w']+", text)]


def _joint(words: Sequence[_Word], at: int) -> int:
    """Where the words that join two wishes end, if they begin here; else ``at``."""
    upto = at + _length(words, at, _OPENERS)
    if upto == at:
        return at
    while more := _length(words, upto, _FOLLOWERS):
        upto += more
    return upto


def _length(words: Sequence[_Word], at: int, phrases: tuple[tuple[str, ...], ...]) -> int:
    """How many words the longest of the phrases takes here; 0 for none."""
    fitting = [
        len(phrase)
        for phrase in phrases
        if tuple(word.text for word in words[at : at + len(phrase)]) == phrase
    ]
    return max(fitting, default=0)


def _may_cut(words: Sequence[_Word], at: int, upto: int) -> bool:
    """Whether both halves say something and no number, date or fixed pair is cut in two."""
    if not _says_something(words[:at]) or not _says_something(words[upto:]):
        return False
    left, right = words[at - 1].text, words[upto].text
    if upto == at + 1 and (left, right) in _PAIRS:
        return False
    if len(left) == 1 and len(right) == 1:  # spelled letters
        return False
    return not (_counts(left) and _counts(right))


def _counts(word: str) -> bool:
    """Whether the word is a number or of a date."""
    return bool(_NUMBER.fullmatch(word) or _CALENDAR.fullmatch(word))


def _says_something(words: Sequence[_Word]) -> bool:
    """Two words or more, and not only such as mean nothing by themselves."""
    return len(words) >= 2 and any(word.text not in _FILLERS and not _counts(word.text) for word in words)


def _sentence_ends(text: str, words: Sequence[_Word]) -> list[int]:
    """Places where punctuation ends a sentence and both sides say something."""
    return [
        at
        for at in range(1, len(words))
        if re.search(r"[.?!;]\s", text[words[at - 1].end : words[at].start])
        and _length(words, at, _OPENERS) == 0
        and _may_cut(words, at, at)
    ]


def _halves(text: str, words: Sequence[_Word], at: int, upto: int) -> tuple[str, str]:
    """The text before and after a cut, without the punctuation at it."""
    return text[: words[at - 1].end].strip(), text[words[upto].start :].strip()


def _is_number(words: Sequence[str]) -> bool:
    """Whether a number is being told: a digit in it, or two number words in a row."""
    spoken = [bool(_NUMBER.fullmatch(word)) and word not in ("en", "een") for word in words]
    return any(sign.isdigit() for word in words for sign in word) or any(map(all, pairwise(spoken)))
