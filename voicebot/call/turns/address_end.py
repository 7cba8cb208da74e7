"""The end of a spelled e-mail address: letters come one by one, with long pauses."""

from __future__ import annotations

import re

from voicebot.call.turns import open_end
from voicebot.call.turns.hypothesis import Hypothesis

WHOLE = 0.7  # 'punt nl' is mostly the end
BEGUN = 2.5
_SPELLED = re.compile(r"@|\b(?:apenstaart\w*|at|punt|streepje)\b|(?:\b\w\b\W*){3}", re.IGNORECASE)


def silence(hypothesis: Hypothesis) -> float:
    """Seconds of silence after which the turn is over."""
    if hypothesis.whole:
        return WHOLE
    return BEGUN if _SPELLED.search(hypothesis.text) else open_end.silence(hypothesis)
