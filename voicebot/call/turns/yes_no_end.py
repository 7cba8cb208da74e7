"""The end of an answer to a yes-or-no question: a plain yes or no is over soon, all else is open."""

from __future__ import annotations

from voicebot.call.turns import open_end
from voicebot.call.turns.hanging import hanging
from voicebot.call.turns.hypothesis import Hypothesis

PLAIN = 0.3
ALONE = 0.4  # 'Ja', and 'dat is goed' after the breath of 0.2 to 0.3 s that it takes in the recordings
YES_OR_NO = frozenset(
    ["ja", "jawel", "jazeker", "nee", "neen", "klopt", "inderdaad", "zeker", "precies", "juist"]
)
# What may stand beside it without saying anything else.
BESIDE = frozenset(
    """
    ja nee hoor dat klopt is goed graag dank u wel bedankt niet helemaal correct prima oké oke ok doe maar
    """.split()  # noqa: SIM905 - a list of words, not of strings
)


def plain(hypothesis: Hypothesis) -> bool:
    """Whether the text is a yes or a no and nothing more."""
    words = set(hypothesis.words)
    return hypothesis.rejected is None and bool(words & YES_OR_NO) and words <= YES_OR_NO | BESIDE


def silence(hypothesis: Hypothesis) -> float:
    """Seconds of silence after which the turn is over."""
    if not plain(hypothesis) or hanging(hypothesis):
        return open_end.silence(hypothesis)
    return PLAIN if len(hypothesis.words) > 1 else ALONE
