"""The five ways a call can end (invariant 5)."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """Exactly one of these is stored for every call."""

    SOLVED = "solved"
    HANDED_OVER = "handed_over"
    CALLBACK = "callback"
    CALLER_LEFT = "caller_left"
    FAILED_TO_HUMAN = "failed_to_human"
