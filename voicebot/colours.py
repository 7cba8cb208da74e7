"""Whether a company's colour can be read: the contrast of WCAG 2.2 (success criterion 1.4.3)."""

from __future__ import annotations

import re

ENOUGH = 4.5  # to 1: normal text at level AA
_HEX = re.compile(r"#[0-9A-Fa-f]{6}", re.ASCII)


def contrast(one: str, other: str) -> float:
    """Between two colours ('#1f4e79'), from 1 to 21. Raises ValueError for what is no such colour."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(colour: str) -> str:
    """The colour in lower case, for white letters on it and as letters on white.

    Raises ValueError, with what to do, for what is no colour or has too little contrast with white.
    """
    found = contrast(colour, "#ffffff")
    if found < ENOUGH:
        raise ValueError(
            f"{colour!r} is too light: its contrast with white is {found:.2f} to 1, and text needs "
            f"{ENOUGH} to 1; take a darker one"
        )
    return colour.lower()


def _luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    if not _HEX.fullmatch(colour):
        raise ValueError(f"{colour!r} is no colour; write # and six hexadecimal digits, for instance #1f4e79")
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
