"""The end of a date: soon when it is whole; else day, month and year come with pauses between them."""

from __future__ import annotations

import re

from voicebot.call.turns import number_end, open_end
from voicebot.call.turns.hypothesis import Hypothesis

WHOLE = 0.3
BEGUN = 1.5
_MONTH = re.compile(
    r"\b(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)\b",
    re.IGNORECASE,
)


def silence(hypothesis: Hypothesis) -> float:
    """Seconds of silence after which the turn is over."""
    if hypothesis.whole:
        return WHOLE
    begun = number_end.begun(hypothesis.text) or _MONTH.search(hypothesis.text)
    return BEGUN if begun else open_end.silence(hypothesis)
