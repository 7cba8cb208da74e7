"""Telephone numbers that a caller tells or keys, for a callback or an SMS."""

from __future__ import annotations

import re

from voicebot.dialogue.reading.phone import find_phone
from voicebot.dialogue.tasks.model import Said

OWN = "own"
"""As a number: the one that the call comes from. It is never told to Rasa."""
WITHOUT_NUL = 9
"""Digits of a Dutch number that is keyed without its nul, as a nul in front brings a person."""


def told_number(said: Said) -> str | None:
    """A number in the caller's words as E.164, or keyed with or without its nul."""
    digits = re.sub(r"\s", "", said.text)
    if said.keyed and len(digits) == WITHOUT_NUL:
        return find_phone(f"0{digits}", keyed=True)
    return find_phone(said.text, keyed=said.keyed)
