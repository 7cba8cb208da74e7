"""What the bot says to a caller who is silent or not understood: other words each time, and an end to it."""

from __future__ import annotations

from voicebot.call import wording
from voicebot.call.replies import Expects

MOST_SILENCES = 2
KEYED = frozenset(
    {Expects.YES_NO, Expects.DIGITS, Expects.POSTCODE, Expects.DATE}
)  # answers that keys can give


class Patience:
    """Counts silences and unclear turns of one call; an understood turn forgives both."""

    def __init__(self) -> None:
        self.silences = 0
        self.unclear = 0

    def understood(self) -> None:
        """The dialogue understood something."""
        self.unclear = 0

    def heard(self) -> None:
        """The caller said something, understood or not."""
        self.silences = 0

    def silent(self, expects: Expects) -> str | None:
        """One more silence after a question that wants this: what to ask; None: time for goodbye."""
        self.silences += 1
        if self.silences == 1:
            return wording.ASK_AGAIN[expects]
        if self.silences > MOST_SILENCES:
            return None
        return wording.KEYS_OR_PERSON if expects in KEYED else wording.SPEAK_OR_PERSON

    def not_understood(self) -> str | None:
        """One more unclear turn: what to ask; None when a person must take over."""
        self.unclear += 1
        asked = wording.UNCLEAR
        return asked[self.unclear - 1] if self.unclear <= len(asked) else None
