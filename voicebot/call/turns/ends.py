"""When an utterance is over: how long the caller must be silent, by what was asked and what was said.

One strategy a file; `strategy` chooses by the question. All take the hypothesis of what was said so far and
give the seconds of silence after which it counts as a whole turn. There is always a hypothesis: no utterance
ends before its text is there, see `listener.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from voicebot.call.policies.person_request import needs_person
from voicebot.call.replies import Expects
from voicebot.call.turns import address_end, date_end, number_end, open_end, yes_no_end
from voicebot.call.turns.hypothesis import Hypothesis

Strategy = Callable[[Hypothesis], float]

PERSON_SILENCE = 0.3  # a person is asked for: nothing that may follow changes what happens
NOTHING_SAID = 0.3  # sound without speech: the sooner it is out of the way, the better

STRATEGIES: dict[Expects, Strategy] = {
    Expects.OPEN: open_end.silence,
    Expects.PRODUCT: open_end.silence,
    Expects.YES_NO: yes_no_end.silence,
    Expects.DIGITS: number_end.silence,
    Expects.POSTCODE: number_end.silence,
    Expects.DATE: date_end.silence,
    Expects.SPELLING: address_end.silence,
}


def silence_needed(expects: Expects, hypothesis: Hypothesis) -> float:
    """Seconds of silence that end the turn."""
    if hypothesis.rejected == "no_speech":
        return NOTHING_SAID
    if needs_person(hypothesis.text, hypothesis.rejected):
        return PERSON_SILENCE
    return STRATEGIES[expects](hypothesis)
