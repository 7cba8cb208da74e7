"""Sounds by which a listener says 'go on': they are no answer, and no reason to stop speaking."""

from __future__ import annotations

import re

from voicebot.call.replies import Expects

# Yngve 1970 named them; for Dutch: 'ja', 'hm', 'oké' (the house's own list).
SOUNDS = frozenset(
    """
    ja jaja jawel hm hmm hmhm mm mhm mmm oh ah aha oké oke ok okay goed prima juist precies
    """.split()  # noqa: SIM905 - a list of words, not of strings
)
MOST_WORDS = 3


def backchannel(text: str, asked: Expects) -> bool:
    """Whether a text, said over the bot's, only says 'go on'. To a yes-or-no question it is an answer."""
    words = re.findall(r"[^\W_]+", text.lower())
    return asked is not Expects.YES_NO and 0 < len(words) <= MOST_WORDS and set(words) <= SOUNDS
