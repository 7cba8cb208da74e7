"""What the caller said or keyed, in order, on its way through Whisper and the dialogue."""

from __future__ import annotations

from dataclasses import dataclass

from voicebot.call.replies import Expects


@dataclass(slots=True)
class Turn:
    """One turn; times in stream seconds. ``source``: 'voice', 'keys' or 'system' (the house itself).
    ``text`` is None until it is there.

    ended_at: of the last voiced frame. decided_at: when it counted as over. draft: the number of the
    transcript that is awaited, or was taken. over: what the bot was asking while it was spoken over; None
    when the bot was silent. rejected: why the text is not used ('no_speech', 'unclear', 'backchannel').
    asked: the dialogue has it. complete: how likely nothing was missing at its end, 0 to 1; None: not known.
    """

    turn_id: int
    source: str
    started_at: float
    ended_at: float
    decided_at: float = 0.0
    draft: int = 1
    over: Expects | None = None
    text: str | None = None
    confidence: float = 1.0
    rejected: str | None = None
    model: str = ""
    asked: bool = False
    complete: float | None = None


class Inbox:
    """The turns of one call that are not answered yet."""

    def __init__(self) -> None:
        self._turns: list[Turn] = []
        self._count = 0

    def __bool__(self) -> bool:
        return bool(self._turns)

    def new(self, source: str, at: float) -> Turn:
        """A turn with a number of its own that is not over yet, so not in line."""
        self._count += 1
        return Turn(self._count, source, at, at, at)

    def add(self, turn: Turn) -> Turn:
        """A turn that is over, at the end of the line."""
        self._turns.append(turn)
        return turn

    def unheard(self, turn_id: int, draft: int) -> Turn | None:
        """The turn with this id if this draft of it is still awaited."""
        awaited = (turn for turn in self._turns if turn.turn_id == turn_id and turn.text is None)
        return next((turn for turn in awaited if turn.draft == draft), None)

    def next_heard(self) -> Turn | None:
        """The first turn, if its text is there and the dialogue does not have it yet."""
        first = self._turns[0] if self._turns else None
        return first if first and first.text is not None and not first.asked else None

    def take_answered(self, turn_id: int) -> bool:
        """Whether this turn is the one at the dialogue; it is then removed."""
        if self._turns and self._turns[0].turn_id == turn_id and self._turns[0].asked:
            self._turns.pop(0)
            return True
        return False

    def drop(self, turn: Turn) -> None:
        """Remove a turn that needs no answer."""
        self._turns.remove(turn)

    def clear(self) -> list[Turn]:
        """Forget all turns; returns them."""
        turns, self._turns = self._turns, []
        return turns

    @property
    def waits_for_answer(self) -> bool:
        """Whether something that was understood is still unanswered."""
        return any(turn.text and turn.rejected is None for turn in self._turns)
