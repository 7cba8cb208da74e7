"""How long a caller will wait: said only when something is known."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from datetime import datetime

from voicebot.transfer.state import Limits, Picture

# What passes between a free agent and a talk: the telephone rings, the summary is heard.
ANSWER_SECONDS = 15.0
# Fewer talks than these tell nothing.
ENOUGH = 3


def expected_wait(
    position: int, *, free: int, at_work: int, handling_seconds: Sequence[float]
) -> float | None:
    """Seconds until it is the caller's turn; None when nothing is known of it.

    position: 1 is next. free, at_work: agents with the skill (the free among them). handling_seconds: how
    long recent talks of the queue kept an agent, the wrap-up included. With n agents busy, one is done every
    handling time / n (the usual estimate for queues, as in M/M/n with everybody busy).
    """
    if position < 1 or at_work < 1:
        return None
    if position <= free:
        return ANSWER_SECONDS
    if len(handling_seconds) < ENOUGH:
        return None
    typical = statistics.median(handling_seconds)  # one endless talk must not frighten everybody
    return ANSWER_SECONDS + (position - free) * typical / at_work


def patience_left(picture: Picture, limits: Limits, now: datetime) -> float | None:
    """Seconds until a caller who waits goes back to the assistant; None while an agent hears the summary."""
    if picture.offer is not None and picture.offer.answered_at is not None:
        return None
    waited = (now - picture.arrived_at).total_seconds() if picture.arrived_at else 0.0
    return max(0.0, limits.patience - waited)
