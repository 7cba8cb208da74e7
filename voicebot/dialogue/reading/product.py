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


# A thing or a journey as often as the insurance for it.
_THING = re.compile(r"auto(?: s|tje)?|(?:doorlopende )?reis|mijn spullen|huisraad")
_LISTED = re.compile(r"\b(?:en|of)(?: ook)?(?: (?:mijn|de|een))? $")  # 'inboedel en auto' names two


def find_product(text: str) -> Product | None:
    """The one product that was named, or None for none or several.

    After a correction ('inboedel, nee, opstal') only what was said last counts; 'niet de auto' names nothing.
    The name of an insurance counts more than a thing ('gestolen uit de auto, inboedelverzekering').
    """
    text = re.sub(r"\b(inboedel|opstal|auto|reis) en\b(?= \w+verzekering)", r"\1 en", plain(text))
    for part in reversed(CORRECTION.split(text)):
        clauses = [_named(clause) for clause in reversed(re.split(r"\bmaar\b", part))]
        for things in (False, True):
            for names, named_things in clauses:
                if found := named_things if things else names:
                    return next(iter(found)) if len(found) == 1 else None
    return None


def _named(clause: str) -> tuple[set[Product], set[Product]]:
    """Insurances that a clause names, and those that it may mean by naming a thing."""
    names: set[Product] = set()
    things: set[Product] = set()
    for match in _ANY.finditer(clause):
        if not re.search(r"\b(?:niet|geen)(?: (?:om|over|voor|de|mijn))* $", clause[: match.start()]):
            listed = _LISTED.search(clause[: match.start()]) or re.match(
                r" (?:en|of)\b", clause[match.end() :]
            )
            thing = _THING.fullmatch(match[0]) and not listed
            (things if thing else names).update(name for name in _NAMES if match[name])
    return names, things
