"""Yes or no out of a turn, by its words; keys 1 and 2 say the same."""

from __future__ import annotations

import re

from voicebot.dialogue.reading.digits import has_digits

SHORT = 4  # words: in so few, a word of assent means assent

_YES = re.compile(
    r"\b(?:(?:ja+)+|jawel|jazeker|jahoor|jep|yes|zeker|klopt|inderdaad|correct|juist|precies|akkoord|prima|graag|"
    r"natuurlijk|tuurlijk|uiteraard|ok[eé]e?|goed|doe maar|doen|dat is (?:hem|het|zo))\b"
)
_STARTS_YES = re.compile(rf"(?:(?:uh+|eh+|nou|oh|o|dat|en) )*{_YES.pattern}")
_NO = re.compile(r"\b(?:nee+|neen|niet|onjuist|fout|verkeerde?|laat maar|stop|hoeft niet)\b")
_STARTS_NO = re.compile(r"(?:(?:uh+|eh+|nou|oh|o|ho|ho ho) )*(?:nee+|neen)\b")
_WRONG = re.compile(
    r"\b(?:klopt (?:dus |helemaal |echt )?niet|niet (?:goed|juist|waar)|onjuist|verkeerde?|fout)\b"
)
# Words of refusal inside a yes.
_NO_MATTER = re.compile(r"\b(?:geen probleem|waarom niet|als het niet anders kan)\b")


def yes_or_no(text: str, *, intent: str = "", keyed: bool = False) -> bool | None:
    """True for yes, False for no, None when it is neither.

    ``keyed``: '1' is yes, '2' is no. A word of refusal weighs more than one of assent ('ja maar dat is niet
    goed'): a wrong no costs a question, a wrong yes a change that nobody wanted. In longer sentences only
    how they begin counts ('ik wil graag ...' is no yes). Without such words the intent (affirm, deny) does,
    but not for a number, which is easily taken for anything.
    """
    if keyed:
        return {"1": True, "2": False}.get(text.strip())
    words = " ".join(_NO_MATTER.sub(" ", " ".join(text.lower().split())).split())
    short = len(words.split()) <= SHORT
    if _STARTS_NO.match(words) or _WRONG.search(words) or (short and _NO.search(words)):
        return False
    if _STARTS_YES.match(words):
        return not _NO.search(words)
    if short and _YES.search(words):
        return True
    return None if has_digits(text) else {"affirm": True, "deny": False}.get(intent)
