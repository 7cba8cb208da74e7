"""Which insurance a caller names."""

from __future__ import annotations

import re
from typing import Literal

from voicebot.dialogue.reading.words import CORRECTION, plain

Product = Literal["inboedel", "opstal", "auto", "reis", "aansprakelijkheid"]

# Names as callers say them, and as speech recognition splits or mishears them. Names that fit two products
# ('woonverzekering', 'wa') stand nowhere.
_INSURANCE = r"(?: ?(?:verzekering(?:en)?|polis(?:sen)?|dekking))"
_NAMES: dict[Product, str] = {
    "inboedel": rf"in ?b(?:oe|ou|oo)dels?{_INSURANCE}?|huisraad|mijn spullen",
    "opstal": rf"op ?stal{_INSURANCE}?|opstel{_INSURANCE}|(?:woonhuis|huizen){_INSURANCE}",
    "auto": rf"auto(?: s|tje)?{_INSURANCE}?|(?:all ?risk|casco|wagen){_INSURANCE}?|wa auto{_INSURANCE}?",
    "reis": rf"(?:doorlopende )?reis{_INSURANCE}?|rijs{_INSURANCE}",
    "aansprakelijkheid": rf"aan ?spra[ak]\w*(?: ?heids?)?{_INSURANCE}?|avp|a v p|particuliere wa",
}
_ANY = re.compile("|".join(rf"(?P<{name}>\b(?:{pattern})\b)" for name, pattern in _NAMES.items()))


def find_product(text: str) -> Product | None:
    """The one product that was named, or None for none or several.

    After a correction ('inboedel, nee, opstal') only what was said last counts; 'niet de auto' names nothing.
    """
    text = re.sub(r"\b(inboedel|opstal|auto|reis) en\b(?= \w+verzekering)", r"\1 en", plain(text))
    for part in reversed(re.split(rf"{CORRECTION.pattern}|\bmaar\b", text)):
        named: set[Product] = set()
        for match in _ANY.finditer(part):
            if not re.search(r"\b(?:niet|geen)(?: (?:om|over|voor|de|mijn))* $", part[: match.start()]):
                named.update(name for name in _NAMES if match[name])
        if named:
            return named.pop() if len(named) == 1 else None
    return None
