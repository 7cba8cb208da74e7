"""How annoyed the caller is, from words and conduct alone, never from the voice (invariant 9).

The dialogue finds the words (rules F-01 to F-29, rasa_project/components), the conduct is counted here. The
level decides the wording and, at its height, brings a person.
"""

from __future__ import annotations

from enum import StrEnum

# Conduct and its weight. One correction is ordinary talk; two of anything, or one angry word, is annoyance.
CONDUCT = {
    "F-30": 1,  # asks for the same thing again, although it was answered
    "F-31": 1,  # corrects what the bot made of it
    "F-32": 1,  # says no to what was read back
    "F-33": 1,  # speaks through the bot's answer, for the second time and on
    "F-34": 1,  # was not understood
}
WORDS = 2  # each rule that the dialogue found in the words of a turn
IRRITATED_FROM = 2
ANGRY_FROM = 6


class Level(StrEnum):
    """How annoyed."""

    CALM = "calm"
    IRRITATED = "irritated"
    ANGRY = "angry"


class Frustration:
    """Counts the signals of one call."""

    def __init__(self) -> None:
        self._points = 0
        self._reasons: list[str] = []
        self._interruptions = 0
        self._open: str | None = None
        self._answered: set[str] = set()

    @property
    def level(self) -> Level:
        """The level now; it never falls in a call."""
        if self._points >= ANGRY_FROM:
            return Level.ANGRY
        return Level.IRRITATED if self._points >= IRRITATED_FROM else Level.CALM

    @property
    def reasons(self) -> str:
        """The rules that raised it, in order ('F-01 F-31 F-31')."""
        return " ".join(self._reasons)

    def words(self, rules: tuple[str, ...]) -> None:
        """Rules that the dialogue found in one turn."""
        for rule in rules:
            self._add(rule, WORDS)

    def conduct(self, rule: str) -> None:
        """One rule of CONDUCT."""
        self._add(rule, CONDUCT[rule])

    def interrupted(self) -> None:
        """The caller spoke through an answer; once is ordinary."""
        self._interruptions += 1
        if self._interruptions > 1:
            self.conduct("F-33")

    def wished(self, wish: str | None) -> None:
        """The caller named a wish, or none; one that was answered before counts."""
        if wish is None:
            return
        if wish in self._answered:
            self.conduct("F-30")
        self._open = wish

    def answered(self) -> None:
        """The wish named last was answered."""
        if self._open is not None:
            self._answered.add(self._open)

    def _add(self, rule: str, weight: int) -> None:
        self._points += weight
        self._reasons.append(rule)
