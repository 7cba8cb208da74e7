"""What the bot says to a caller who is silent or not understood: other words each time, and an end to it."""

from __future__ import annotations

from voicebot.call import wording


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

    def silent(self) -> str | None:
        """One more silence: what to ask; None when it is time to say goodbye."""
        self.silences += 1
        asked = wording.STILL_THERE
        return asked[self.silences - 1] if self.silences <= len(asked) else None

    def not_understood(self) -> str | None:
        """One more unclear turn: what to ask; None when a person must take over."""
        self.unclear += 1
        asked = wording.UNCLEAR
        return asked[self.unclear - 1] if self.unclear <= len(asked) else None
