"""The end of an answer to an open question.

The bot answers soon when the words are whole and it knows what to answer. When something is missing, or it
would have to ask again, it may as well wait: callers of call centres pause for up to 2.5 s in mid-turn (95th
percentile).

Completeness comes from `rasa_project/components/completeness_model.py`. On sentences left out of its training
(two of five folds, 4 words or more) 73 % of the whole ones and 8 % of the parts reach 0.7, 90 and 15 %
reach 0.4, 96 and 25 % reach 0.2.
"""

from __future__ import annotations

from voicebot.call.turns.hanging import hanging
from voicebot.call.turns.hypothesis import Hypothesis

# Least completeness, and the silence that is enough then. On two cores a text comes 0.35 to 0.55 s after the
# last sound; with 0.45 s fast ones cut off a quarter of the turns in the benchmark, slow ones a fifth.
LEVELS = ((0.7, 0.55), (0.4, 0.8), (0.2, 1.4), (0.0, 2.4))
SHORT_WORDS, SHORT = (
    3,
    0.8,
)  # so few words tell little of what is missing: this is enough if they have a meaning
SURE, UNKNOWN = 0.6, 0.7  # nothing is known of its completeness: the dialogue knows an answer, or did not say
UNSURE = 1.2  # it would ask again
HANGING = 2.5
# A claim, a complaint: after 'Ik wil een schade melden.' people take breath and tell what happened, which the
# agent must know, and who waits for a person does not mind the half second.
STORY = 0.9


def silence(hypothesis: Hypothesis) -> float:
    """Seconds of silence after which the turn is over."""
    if hanging(hypothesis):
        return HANGING
    if hypothesis.rejected:
        return UNSURE
    enough = max(_enough(hypothesis), STORY) if hypothesis.story else _enough(hypothesis)
    return max(enough, UNSURE) if hypothesis.sure is False else enough


def _enough(hypothesis: Hypothesis) -> float:
    complete = hypothesis.complete
    if complete is None:
        return SURE if hypothesis.sure else UNKNOWN
    enough = next(seconds for least, seconds in LEVELS if complete >= least)
    return min(enough, SHORT) if hypothesis.sure and len(hypothesis.words) <= SHORT_WORDS else enough
