"""The end of an answer to an open question.

The bot answers soon when it knows what to answer. When it would have to ask again it may as well wait:
callers of call centres pause for up to 2.5 s in mid-turn (95th percentile).
"""

from __future__ import annotations

from voicebot.call.turns.hanging import hanging
from voicebot.call.turns.hypothesis import Hypothesis

SURE = 0.6  # the dialogue knows what to do with it
UNKNOWN = 0.7  # the dialogue did not say
UNSURE = 1.2  # it would ask again
HANGING = 2.5


def silence(hypothesis: Hypothesis) -> float:
    """Seconds of silence after which the turn is over."""
    if hanging(hypothesis):
        return HANGING
    if hypothesis.rejected or hypothesis.sure is False:
        return UNSURE
    return SURE if hypothesis.sure else UNKNOWN
