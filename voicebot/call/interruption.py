"""The caller cut the bot off: what was cut, whether it was meant, and how much it takes to do it again."""

from __future__ import annotations

from voicebot.call.playback import Speech

MOST_FALSE_ALARMS = 2


class Interruption:
    """Kept from the moment when the bot fell silent until it is known what the caller said."""

    def __init__(self, needs: float, needs_again: float) -> None:
        """Seconds of voiced sound that cut the bot off: as a rule, and after a false alarm."""
        self._needs, self._needs_again = needs, needs_again
        self.needs = needs
        self._false_alarms = 0
        self._cut: list[Speech] = []

    def begin(self, cut: list[Speech]) -> None:
        """The bot was cut off; ``cut``: what was not heard to its end."""
        self._cut = cut

    def meant(self) -> bool:
        """The caller said something; whether the bot had been cut off for it."""
        meant, self._cut = bool(self._cut), []
        self.needs = self._needs
        self._false_alarms = 0
        return meant

    def false_alarm(self) -> list[Speech]:
        """It was noise, or 'hm': what the bot has to say still. It takes more to cut it off again.

        After MOST_FALSE_ALARMS in a row no sound does, until the caller says something: the noise goes on.
        Keys do.
        """
        cut, self._cut = self._cut, []
        if cut:
            self._false_alarms += 1
            self.needs = self._needs_again if self._false_alarms < MOST_FALSE_ALARMS else float("inf")
        return cut
