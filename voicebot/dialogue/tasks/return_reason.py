"""Why something goes back; a caller need not say it (the law asks for no reason), but often does."""

from __future__ import annotations

import re

NONE_GIVEN = "zonder reden"
OWN_WORDS = "met de reden die u noemt"
MAX_CHARACTERS = 200

# The reason as it is read back and stored, and words that tell it (regular expressions); the first counts.
_WORDS = {
    "omdat hij beschadigd is": (
        r"(?:beschadigd|kapot|stuk|gebroken|defect|gescheurd)\w*", r"kras(?:sen)?", r"deuk(?:en)?",
        "doet het niet", "werkt niet",
    ),
    "omdat u hem dubbel hebt": (
        r"dubbel\w*", "twee keer", "2 keer", r"(?:twee|2) (?:\w+ )?(?:besteld|gestuurd|gekregen)",
    ),
    "omdat u hem per ongeluk bestelde": (
        r"per ongeluk (?:\w+ ){0,3}(?:besteld|gekocht|aangeklikt)",
        "verkeerde? (?:artikel |product |kleur |ding )?besteld", "foutje gemaakt",
    ),
    "omdat u iets anders kreeg": (
        "verkeerde? (?:artikel|product|kleur|ding|bestelling|spullen|gekregen|geleverd|bezorgd)",
        "(?<!liever een )ander(?:e|s)? (?:artikel|product|kleur|ding)",
        "iets anders (?:gekregen|geleverd|bezorgd|gestuurd|in)", "had iets anders besteld", "zat iets anders",
        "kreeg iets anders", "niet wat ik (?:had )?besteld(?: had)?",
    ),
    "omdat hij niet past": (
        "past niet", "pas(?:t|sen)? (?:me |mij |er )?niet", "niet pas(?:t|sen)?",
        r"te (?:klein|groot|kort|lang|wijd|smal|breed|hoog|strak|krap)\w*", "(?:verkeerde|andere) maat",
    ),
    "omdat hij anders is dan u dacht": (
        "anders (?:dan|uit|van kleur)", "op de (?:foto|site|website)", "tegen ?gevallen",
        "valt (?:me |mij )?tegen",
    ),
    "omdat hij te laat kwam": ("te laat", "niet op tijd"),
    "omdat u zich bedacht": (
        "bedacht", "toch (?:maar )?niet", "toch liever", "spijt", r"hoef(?:t)? (?:\w+ )?niet", "vergist?",
        r"wil (?:\w+ ){0,2}niet meer", "niet meer (?:nodig|wil|hebben|hoef)",
        "(?:iets|ergens) anders (?:gevonden|gekocht|besteld|genomen)",
    ),
    "omdat hij niet bevalt": (
        "beval(?:t|len)", "niet mooi", "lelijk", r"vind(?:en)? (?:\w+ )?nik?s", "niet tevreden",
        "staat me niet",
    ),
    NONE_GIVEN: (
        "(?:geen|zonder) reden", "zeg ik (?:liever )?niet", "gaat u niks aan", "weet ik niet", "zomaar",
    ),
}  # fmt: skip
REASONS = {reason: re.compile(rf"\b(?:{'|'.join(words)})\b") for reason, words in _WORDS.items()}


def find_reason(text: str) -> str | None:
    """The reason as a clause ('omdat hij niet past'), None when none of the known ones was told."""
    words = " ".join(text.lower().split())
    return next((reason for reason, pattern in REASONS.items() if pattern.search(words)), None)


def own_words(text: str) -> str | None:
    """Any answer of two words or more is a reason as well: the caller's own."""
    words = text.split()
    return " ".join(words)[:MAX_CHARACTERS] if len(words) > 1 else None


def aloud(reason: str) -> str:
    """How a reason is read back: a caller's own words are not repeated, they may have been misheard."""
    return reason if reason in REASONS else OWN_WORDS
