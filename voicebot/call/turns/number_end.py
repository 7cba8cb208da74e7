"""The end of a number or a postcode: at once when it is whole; else people look it up and pause."""

from __future__ import annotations

import re

from voicebot.call.turns import open_end
from voicebot.call.turns.hypothesis import Hypothesis

WHOLE = 0.0
BEGUN = 2.5  # the pause in which a caller turns the letter round (95th percentile of pauses in mid-turn)
# Dutch numbers, also inside longer words ('tweeënveertig').
_NUMBER = re.compile(
    r"\d|\b(?:nul|één|een|eén|twee|drie|vier|vijf|zes|zeven|zeuven|acht|negen|dubbel|tien|elf|twaalf)\b"
    r"|dertien|veertien"
    r"|(?:vijf|zes|zeven|acht|negen)tien|(?:twin|der|veer|vijf|zes|zeven|tach|negen)tig",
    re.IGNORECASE,
)


def begun(text: str) -> bool:
    """Whether any number is in the text."""
    return bool(_NUMBER.search(text))


def silence(hypothesis: Hypothesis) -> float:
    """Seconds of silence after which the turn is over."""
    if hypothesis.whole:
        return WHOLE
    # What is not understood here is most likely a number as well: Whisper base mishears groups of digits.
    doubtful = hypothesis.rejected is not None or hypothesis.sure is False
    return BEGUN if doubtful or begun(hypothesis.text) else open_end.silence(hypothesis)
