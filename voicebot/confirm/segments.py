"""How many segments an SMS takes, and its text in letters that are cheap to send.

Alphabet: 3GPP TS 23.038, section 6.2.1: the default alphabet and its extension table, of which each
character takes two places ('escape' goes before it). Text with any other character goes as UCS-2, section
6.2.3. Lengths: a message holds 140 octets, so 160 septets or 70 UCS-2 units (3GPP TS 23.040, section
9.2.3.16); in a longer one each part loses 6 octets to the header that joins the parts (section 9.2.3.24.1),
which leaves 153 septets or 67 units. Neither an escape nor a surrogate pair is torn apart between two parts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from voicebot.confirm.plain import plain

Encoding = Literal["GSM-7", "UCS-2"]

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")
_ALONE = {"GSM-7": 160, "UCS-2": 70}
_JOINED = {"GSM-7": 153, "UCS-2": 67}

# What readers take for the same; the rest loses its accents, or is left out if it is no letter.
_SAME = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′ʼ`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−•·", "-"),
        "…": "...",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ð": "d",
        "þ": "th",
        "œ": "oe",
        "Œ": "OE",
        "ı": "i",
        "×": "x",
        "ẞ": "SS",
    }
)


@dataclass(frozen=True, slots=True)
class Segments:
    """What a text costs. units: septets of GSM-7, or UCS-2 code units. segments: 0 for no text at all."""

    encoding: Encoding
    units: int
    segments: int

    def __str__(self) -> str:
        """'2 segments, 214 of 306 GSM-7'."""
        segments, room = max(self.segments, 1), _ALONE[self.encoding]
        if segments > 1:
            room = segments * _JOINED[self.encoding]
        return f"{self.segments} segment{'s' * (self.segments != 1)}, {self.units} of {room} {self.encoding}"


def count(text: str) -> Segments:
    """The segments that ``text`` takes as it stands; see `clean` for fewer."""
    gsm = all(sign in BASIC or sign in EXTENSION for sign in text)
    encoding: Encoding = "GSM-7" if gsm else "UCS-2"
    sizes = list(_septets(text) if gsm else _code_units(text))
    units = sum(sizes)
    if units <= _ALONE[encoding]:
        return Segments(encoding, units, min(units, 1))
    parts, room = 1, _JOINED[encoding]
    for size in sizes:
        if size > room:
            parts, room = parts + 1, _JOINED[encoding]
        room -= size
    return Segments(encoding, units, parts)


def clean(text: str) -> str:
    """The text for an SMS: one line, in GSM-7 as far as readers lose nothing by it.

    'é' stays, 'ë' becomes 'e', '’' an apostrophe, '…' three dots; emoji and other signs are left out.
    Letters of other scripts stay: then the message is UCS-2, and half as long.
    """
    return " ".join("".join(_cheap(sign) for sign in plain(text).translate(_SAME)).split())


def _cheap(sign: str) -> str:
    if sign in BASIC or sign in EXTENSION:
        return sign
    parts = unicodedata.normalize("NFKD", sign)
    bare = "".join(part for part in parts if not unicodedata.combining(part))
    if bare and all(part in BASIC or part in EXTENSION for part in bare):
        return bare
    emoji = "\ufe00" <= sign <= "\ufe0f" or unicodedata.category(sign) == "Me"  # their style, their frame
    return sign if unicodedata.category(sign)[0] in "LMN" and not emoji else ""


def _septets(text: str) -> Iterator[int]:
    return (2 if sign in EXTENSION else 1 for sign in text)


def _code_units(text: str) -> Iterator[int]:
    return (2 if ord(sign) > 0xFFFF else 1 for sign in text)
