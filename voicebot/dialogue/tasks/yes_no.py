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
# A yes with a condition is none: 'ja maar wacht even', 'ja behalve het huisnummer'.
_BUT = re.compile(r"\b(?:(?<!doe )(?<!het )maar(?= \w)|behalve|alleen|wacht|eerst|of)\b")
_GIVES_UP = re.compile(
    r"\b(?:laat(?: het)? maar|hoeft niet(?: meer)?|stop maar|niet doen|doe(?: het)? maar niet|vergeet het)\b"
)
_OBJECTS = re.compile(rf"{_WRONG.pattern}|\b(?:komt (?:\w+ )?niet|was beter|is anders|moet anders)\b")
# Words of refusal inside a yes.
_NO_MATTER = re.compile(r"\b(?:geen probleem|waarom niet|als het niet anders kan)\b")


def yes_or_no(text: str, *, intent: str = "", keyed: bool = False) -> bool | None:
    """True for yes, False for no, None when it is neither.

    ``keyed``: '1' is yes, '2' is no. A word of refusal weighs more than one of assent ('ja maar dat is niet
    goed'): a wrong no costs a question, a wrong yes a change that nobody wanted. In longer sentences only
    how they begin counts ('ik wil graag ...' is no yes). A yes with a condition is neither. Without such
    words the intent (affirm, deny) counts, but not for a number, which is easily taken for anything.
    """
    if keyed:
        return {"1": True, "2": False}.get(text.strip())
    words = " ".join(_NO_MATTER.sub(" ", " ".join(text.lower().split())).split())
    short = len(words.split()) <= SHORT
    if _STARTS_NO.match(words) or _WRONG.search(words) or (short and _NO.search(words)):
        return False
    if _STARTS_YES.match(words):
        if _NO.search(words):
            return False
        return None if _BUT.search(words) else True
    if short and _YES.search(words):
        return True
    return None if has_digits(text) else {"affirm": True, "deny": False}.get(intent)


def agrees(text: str, *, intent: str = "", keyed: bool = False) -> bool | None:
    """`yes_or_no` to something that will be changed: a longer yes must also be understood as one.

    'Ja dat is mijn oude nummer' begins with yes and is none.
    """
    verdict = yes_or_no(text, intent=intent, keyed=keyed)
    sure = keyed or len(text.split()) <= SHORT or intent in ("affirm", "thanks")
    return verdict if verdict is not True or sure else None


def gives_up(text: str) -> bool:
    """Whether the caller does not want it any more ('nee laat maar')."""
    return bool(_GIVES_UP.search(text.lower()))


def objects(text: str) -> bool:
    """Whether the caller says that what was told is not so ('nee dat klopt niet')."""
    return bool(_OBJECTS.search(text.lower()))
