"""A dialogue from a script: it asks one question, takes all that follows for an answer, and notes nothing."""

from __future__ import annotations

from collections.abc import Callable

from voicebot.backoffice.today import today_in_the_netherlands
from voicebot.call import events as ev
from voicebot.call.ports import Prepared
from voicebot.call.replies import Expects, Reply
from voicebot.call.rules import CallRules
from voicebot.dialogue.reading.whole import whole

Sure = Callable[[str], bool]

KEYS = (ev.KeyPressed(0.1, "9"), ev.KeyPressed(0.12, "#"))  # a turn without sound: it brings the question
DISCLOSURE = "Goedendag."
NEVER = 1000.0  # seconds
SURE_WORDS = 4


def rules() -> CallRules:
    """A call with a short beginning, and without the questions to a caller who is silent."""
    return CallRules(DISCLOSURE, "bench", idle=NEVER)


def many_words(text: str) -> bool:
    """A stand-in for Rasa's opinion: whether there are so many words that it would probably know what to do."""
    return len(text.split()) >= SURE_WORDS


class Script:
    """`voicebot.call.ports.Dialogue`. ``turns``: spoken turns that were asked so far."""

    def __init__(self, first: Reply, sure: Sure = many_words) -> None:
        """``first``: the answer to the keys. ``sure``: whether the dialogue would know what a text wants."""
        self._first = first
        self._sure = sure
        self.turns = 0

    def prepare(self, call_id: str, text: str, *, expects: Expects, digits: int | None) -> Prepared:
        """Whole as the house reads it, sure as told."""
        return Prepared(whole(text, expects, digits, today_in_the_netherlands()), self._sure(text))

    def forget(self, call_id: str) -> None:
        """Nothing is kept."""

    def ask(self, call_id: str, text: str, *, source: str, confidence: float) -> Reply:
        """The question to the keys, and thanks for all else. The question stays open."""
        if source == "keys":
            return self._first
        self.turns += 1
        return Reply(("Dank u.",), intent="any", expects=self._first.expects, digits=self._first.digits)

    def ready(self) -> bool:
        """Always."""
        return True
