"""Text from outside made harmless: names, an agent's words, what a database holds."""

from __future__ import annotations

import unicodedata

# Controls that change in which direction the text around them is read: with them a name can turn an address
# or an amount around (Unicode Standard Annex 9, 'Explicit Directional Embeddings, Overrides and Isolates').
# Letters of scripts that are written from right to left stay, and are shown in their own direction.
BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_JOINERS = frozenset("\u200c\u200d")  # spelling of some scripts needs them
_BLANK = frozenset("\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029")


def plain(text: str) -> str:
    """One line of text, in NFC: every run of white space is one space; no controls, no lone surrogates."""
    kept = "".join(" " if sign in _BLANK else sign for sign in text if sign in _BLANK or _shows(sign))
    return " ".join(unicodedata.normalize("NFC", kept).split())


def _shows(sign: str) -> bool:
    if sign in _JOINERS:
        return True
    return sign not in BIDI_CONTROLS and unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn")
