"""A caller on the way to a person: by which row, whether anybody can come, what is owed if nobody does."""

from __future__ import annotations

from voicebot.call.handover import Row, row_for
from voicebot.call.replies import Reply


class Handing:
    """The hand-overs of one call. ``to``: the row of the one that is under way."""

    def __init__(self) -> None:
        self.to: Row | None = None
        self.held: tuple[str, str] | None = None  # decided while the disclosure plays: condition, and why
        self.can_call_back = True  # whether the caller's number is one that a person can ring
        self.queue = ""  # that nobody came of first: its people call back, whatever was wanted later
        self.owed = False  # nobody came: the caller is called back, unless that is agreed or refused
        self._offered = False

    def row(self, condition: str) -> Row:
        """The row of a condition; nothing is promised that cannot be kept."""
        row = row_for(condition)
        return row_for("callback_withheld") if row.callback and not self.can_call_back else row

    def queue_of(self, row: Row) -> str:
        """Where a row sends the call; who calls back is who did not come, if that was wanted before."""
        return (self.queue if row.callback else "") or row.queue

    def promise(self) -> Row:
        """The row by which a caller is called back for whom nobody came."""
        return row_for("nobody_free" if self.can_call_back else "nobody_free_withheld")

    def nobody(self) -> tuple[Row | None, str]:
        """Nobody can come for the one under way, if one is: the caller stays with the assistant.

        The row that the call ends by, or None: a callback is to be offered, which is done once a call. And
        what must be said first whatever comes (the number to ring in danger), '' for nothing.
        """
        warn = self.to.warn if self.to else ""
        self.queue = self.queue or (self.to.queue if self.to else "")
        self.to, self.owed = None, True
        first, self._offered = not self._offered, True
        return (None if first else self.promise()), warn

    def answered(self, reply: Reply) -> None:
        """What the dialogue said to the caller: a callback is agreed, or the talk about it is over."""
        if reply.asks is None or any(agreed.kind == "callback" for agreed in reply.agreements):
            self.owed = False
