"""Whether the caller asks for a person (invariant 2): decided from the words alone, before any dialogue.

Kept narrow on purpose: 'bent u een mens?' is a question about us, which the dialogue answers honestly.
Spellings such as 'mede werker' and 'medewerken' are what Whisper base makes of 'medewerker' on a bad line.
"""

from __future__ import annotations

import re

from voicebot.call.policies.danger import danger_in

_PERSON = re.compile(
    r"""
      \bmede[\s-]?werk(?:er|ers|ster|sters|en)?\b
    | \b(?:echte?|levende?)\s(?:mens|persoon|iemand)\b
    | \b(?:een|met|liever)\s(?:een\s)?mens\b
    | \biemand\s(?:anders\s)?(?:spreken|aan\sde\s(?:lijn|telefoon))\b
    | \b(?:met|naar)\siemand\s(?:anders\s)?(?:praten|spreken)\b
    | \bdoor\s?verbind(?:en|ing)?\b | \bverbind\s(?:me|mij)\b.*\bdoor\b | \bdoorverbonden\b
    | \bcollega\b | \btelefonist(?:e)?\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ABOUT_US = re.compile(
    r"\bben(?:t)?\s(?:u|je|jij)\b|\b(?:spreek|praat)\sik\s(?:nu\s)?(?:met|tegen)\b|\bis\sdit\b", re.IGNORECASE
)
_REFUSED = re.compile(r"\b(?:geen|niet\smet\seen|niet\s(?:door\s?verbinden|doorverbonden))\b", re.IGNORECASE)


def asks_for_person(text: str) -> bool:
    """Whether a transcript asks for a person."""
    return bool(_PERSON.search(text)) and not _ABOUT_US.search(text) and not _REFUSED.search(text)


def needs_person(text: str, rejected: str | None) -> str | None:
    """The condition of `handover.TABLE` that the words alone call for, or None.

    rejected: why the text is not used, see `TranscriptReady`. Words of danger count even when unclear.
    """
    if rejected != "no_speech" and (danger := danger_in(text)):
        return danger
    return "asked_person" if rejected is None and asks_for_person(text) else None
