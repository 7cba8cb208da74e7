"""Where the time of a turn goes, between the caller's last voiced sound and the bot's first (rule L-01)."""

from __future__ import annotations

from voicebot.call.ledger import Kind, LedgerEntry
from voicebot.call.turns.inbox import Turn


class Pace:
    """Times the turn that is being answered, in stream seconds; one at a time: the newest that was heard."""

    def __init__(self) -> None:
        self._turn: Turn | None = None
        self._heard = 0.0
        self._decided: float | None = None

    def heard(self, now: float, turn: Turn) -> None:
        """A spoken turn is over and its text is there."""
        if turn.source == "voice":
            self._turn, self._decided = turn, None
            self._heard = max(now, turn.decided_at)

    def decided(self, now: float) -> None:
        """What the bot says to it is decided."""
        if self._decided is None:
            self._decided = max(now, self._heard)

    def nothing_to_say(self) -> None:
        """The turn gets no answer."""
        self._turn = None

    def speaks(self, now: float, starts: float) -> LedgerEntry | None:
        """Speech is sent at ``now`` and heard from ``starts`` on: the turn's timing, if it answers one."""
        turn, decided = self._turn, self._decided
        if turn is None or decided is None:
            return None
        self._turn = None
        return LedgerEntry(
            round(now, 2),
            Kind.TIMING,
            "L-01",
            {
                "turn": turn.turn_id,
                "silence": round(turn.decided_at - turn.ended_at, 3),
                "hearing": round(self._heard - turn.decided_at, 3),
                "dialogue": round(decided - self._heard, 3),
                "speech": round(starts - decided, 3),
                "total": round(starts - turn.ended_at, 3),
                "drafts": turn.draft,
            },
        )
