"""'Ja', a pause, 'dat is goed'; 'nee', a pause, 'dat klopt niet': what goes on so says nothing new.

It must not cost the caller the answer to the first word, nor count as an answer to the bot's next question.
"""

from __future__ import annotations

from voicebot.call.replies import Expects
from voicebot.call.turns.hypothesis import Hypothesis
from voicebot.call.turns.inbox import Turn
from voicebot.call.turns.yes_no_end import BESIDE, YES_OR_NO, plain

SOON = 1.5  # seconds after the yes or no was taken; the bot's next question is not yet asked by then
_SAYS_NO = frozenset({"nee", "neen", "niet"})
_THANKS = frozenset({"dank", "bedankt"})
_YES = (YES_OR_NO | BESIDE) - _SAYS_NO
_NO = YES_OR_NO | BESIDE | {"liever"}


class SameAgain:
    """Remembers the last plain yes or no of one call."""

    def __init__(self) -> None:
        self._last: Turn | None = None

    def asked(self, turn: Turn, expects: Expects) -> None:
        """A turn goes to the dialogue, as an answer to what was asked."""
        answer = turn.source == "voice" and expects is Expects.YES_NO and plain(Hypothesis(turn.text or ""))
        self._last = turn if answer else None

    def repeats(self, turn: Turn) -> bool:
        """Whether a turn only goes on with the answer before it. Over such a question it is an answer."""
        last = self._last
        if last is None or turn.source != "voice" or turn.over is Expects.YES_NO:
            return False
        return turn.started_at - last.decided_at <= SOON and _same(_words(last), _words(turn))


def _words(turn: Turn) -> set[str]:
    return set(Hypothesis(turn.text or "").words)


def _same(answer: set[str], rest: set[str]) -> bool:
    if answer & _SAYS_NO:
        return rest <= _NO and bool(rest & (_SAYS_NO | _THANKS))
    return bool(rest) and rest <= _YES
