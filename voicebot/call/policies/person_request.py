"""Whether the caller asks for a person (invariant 2): decided from the words alone, before any dialogue.

A question about us ('bent u een mens?'), a refusal ('geen medewerker') and talk about somebody ('een klacht
over uw medewerker') are taken out first, and only they: what else is said in the same breath still counts.
Spellings such as 'mede werker' and 'medewerken' are what Whisper base makes of 'medewerker' on a bad line.
"""

from __future__ import annotations

import re

from voicebot.call.policies.danger import danger_in

_WORKER = r"(?:mede[\s-]?werk(?:er|ers|ster|sters|en)?|collega(?:'?s)?|telefonist(?:e)?)"
_BEING = r"(?:mens|persoon|iemand)"
_REAL = r"(?:echte?\s|levende?\s|gewone?\s)?"
_TOLD = r"(?:zei|zegt|heeft|had|hebben|hadden|is|was|waren|zou|vertelde|beloofde|gaf|deed|kwam|belde|die)"
_NO_REQUEST = re.compile(
    rf"""
      \bben(?:t)?\s(?:u|je|jij)\s(?:\w+\s){{0,2}}?(?:een\s)?{_REAL}(?:{_BEING}|{_WORKER})\b
    | \b(?:spreek|praat)\sik\s(?:\w+\s){{0,2}}?(?:met|tegen)\s(?:een\s)?{_REAL}(?:{_BEING}|{_WORKER})\b
    | \bis\s(?:dit|het)\s(?:een\s)?{_REAL}(?:{_BEING}|{_WORKER})\b
    | \bgeen\s(?:andere?\s|enkele\s)?{_REAL}(?:{_BEING}|{_WORKER})\b
    | \bniet\s(?:met\s|naar\s)(?:een\s)?{_REAL}(?:{_BEING}|{_WORKER})\b
    | \bniet\s(?:\w+\s){{0,2}}?door\s?verb\w+
    | \b(?:over|door|van|bij)\s(?:een|de|die|deze|dezelfde|uw|jullie|je)\s(?:\w+\s)?{_WORKER}\b
    | \b(?:uw|jullie|mijn|onze|een|die|deze)\s{_WORKER}\s(?:van\s\w+\s)?{_TOLD}\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PERSON = re.compile(
    rf"""
      \b(?:echte?|levende?)\s{_BEING}\b
    | \b(?:een|met|liever)\s(?:een\s)?mens\b
    | \biemand\s(?:anders\s)?(?:spreken|aan\sde\s(?:lijn|telefoon))\b
    | \b(?:met|naar)\siemand\s(?:anders\s)?(?:praten|spreken)\b
    | \bdoor\s?verbind(?:en|ing)?\b | \bdoorverbonden\b
    | \bverbind\s(?:me|mij)\b | \b(?:me|mij)\s.*\bverbinden\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
# The bare word asks for one where little else is said, or where something is wished for.
_MENTION = re.compile(rf"\b{_WORKER}\b", re.IGNORECASE)
_WISH = re.compile(
    r"\b(?:wil|wou|wilde|mag|kan|kunt|kun|zou|graag|geef|geeft|spreken|spreek|praten|verbind\w*|liever|"
    r"als(?:je|tu)blieft|hebben|krijgen|nodig|gewoon|nu|meteen|direct|dan)\b",
    re.IGNORECASE,
)
_FEW_WORDS = 6


def asks_for_person(text: str) -> bool:
    """Whether a transcript asks for a person."""
    rest = _NO_REQUEST.sub(" · ", text)
    if _PERSON.search(rest):
        return True
    return bool(_MENTION.search(rest)) and bool(_WISH.search(rest) or len(rest.split()) <= _FEW_WORDS)


def needs_person(text: str, rejected: str | None) -> str | None:
    """The condition of `handover.TABLE` that the words alone call for, or None.

    rejected: why the text is not used, see `TranscriptReady`. Words of danger count even when unclear.
    """
    if rejected != "no_speech" and (danger := danger_in(text)):
        return danger
    return "asked_person" if rejected is None and asks_for_person(text) else None
