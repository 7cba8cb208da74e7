"""A caller who was taken to have finished and goes on: both parts are one turn, and there is more time now.

People pause in mid-turn for longer than anybody likes to wait for an answer (half of their pauses are longer
than 0.6 s), so some are cut off. What matters is that they need not say it again.
"""

from __future__ import annotations

from voicebot.call.replies import Reply
from voicebot.call.turns.inbox import Turn

SOON = 0.8  # seconds after the end was decided: by then the bot has said a word or two
AT_ONCE = 0.1  # before the bot was heard
PART = 0.7  # completeness below which the words may well have been a part (`open_end.LEVELS`)
LATER = 1.5  # seconds that a caller may take who was cut off in one
PATIENCE_STEP = 1.5
MOST_PATIENCE = 2.25


class GoingOn:
    """Remembers the last turn of one call."""

    def __init__(self) -> None:
        self._last: Turn | None = None
        self.patience = 1.0  # factor on the silences that end this caller's turns

    def asked(self, turn: Turn) -> str:
        """The text to ask the dialogue: with the part before it, if the caller only went on."""
        last, self._last = self._last, turn
        text = turn.text or ""
        if last is None or {last.source, turn.source} != {"voice"}:
            return text
        if turn.started_at - last.decided_at > self._time(last, turn):
            return text
        self.patience = min(self.patience * PATIENCE_STEP, MOST_PATIENCE)
        turn.text = f"{(last.text or '').rstrip(' .…,?')} {text}"
        return turn.text

    @staticmethod
    def _time(last: Turn, turn: Turn) -> float:
        if not turn.over:
            return AT_ONCE
        return SOON if last.complete is None or last.complete >= PART else LATER

    def answered(self, reply: Reply) -> None:
        """What was decided for the last turn: if anything was changed or closed by it, it stays a turn."""
        if reply.agreements or reply.solved or reply.ends_call or reply.handover:
            self._last = None
