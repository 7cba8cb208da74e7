"""Whether words hang in the air: a sentence that ends so goes on.

Articles, possessives, conjunctions, prepositions that are not also the end of a Dutch verb ('ik zeg hem op',
'komt hij aan'), and sounds of hesitation. Whisper itself writes dots after words that were cut off.
"""

from __future__ import annotations

from voicebot.call.turns.hypothesis import Hypothesis

HANGING = frozenset(
    """
    de een mijn m'n uw je jouw onze
    en of maar want omdat als dus toen terwijl zodat doordat nadat voordat zodra tenzij hoewel
    van met naar te tot sinds zonder tussen per tegen volgens vanwege
    ik wij wil wilde zou
    uh uhm eh ehm euh hè hm hmm mm nou
    """.split()  # noqa: SIM905 - a list of words, not of strings
)
# 'Ja, doe maar.', 'Laat maar.'
_DONE = frozenset({"doe", "laat", "zeg", "kom", "toe", "ga"})
DOTS = ("...", "…", ",", "-", "–")


def hanging(hypothesis: Hypothesis) -> bool:
    """Whether the text ends on a word or a sign after which people go on."""
    words = hypothesis.words
    if hypothesis.text.rstrip().endswith(DOTS):
        return True
    done = len(words) > 1 and words[-1] == "maar" and words[-2] in _DONE
    return bool(words) and words[-1] in HANGING and not done
