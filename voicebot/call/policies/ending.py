"""Which outcome a call gets when the stream stops or the goodbye was said (invariant 5)."""

from __future__ import annotations

from voicebot.call.outcome import Outcome


def when_caller_left(*, solved: bool, busy: bool) -> tuple[Outcome, str]:
    """The caller hung up: solved when a wish was answered and nothing was open, else the caller left."""
    if solved and not busy:
        return Outcome.SOLVED, "O-01"
    return Outcome.CALLER_LEFT, "O-02"


def when_goodbye_said(*, solved: bool) -> tuple[Outcome, str]:
    """The bot said goodbye: to a caller who was helped, or to one who wanted nothing or fell silent."""
    return (Outcome.SOLVED, "O-03") if solved else (Outcome.CALLER_LEFT, "O-04")
