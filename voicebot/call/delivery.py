"""How the bot speaks to one caller: slower or louder than it does by itself, when asked to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MOST = 2  # steps; a voice slower or louder than that is harder to understand, not easier


class Manner(StrEnum):
    """What a caller may ask of the bot's way of speaking."""

    SLOWER = "slower"
    LOUDER = "louder"


@dataclass(frozen=True, slots=True)
class Delivery:
    """Steps above the house's own way of speaking, 0 to MOST each; what a step is, the speech part knows."""

    slower: int = 0
    louder: int = 0

    def asked(self, manner: Manner) -> Delivery:
        """One step further, or the same where that is the limit."""
        if manner is Manner.SLOWER:
            return Delivery(min(self.slower + 1, MOST), self.louder)
        return Delivery(self.slower, min(self.louder + 1, MOST))


NORMAL = Delivery()
