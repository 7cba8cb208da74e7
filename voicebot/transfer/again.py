"""When a callback is tried: three times, spread over time, when its queue is open."""

from __future__ import annotations

from datetime import datetime, timedelta

from voicebot.transfer.hours import Hours

# After the first and the second try that failed: out of the meeting by then, or home from work.
PAUSES = (timedelta(minutes=45), timedelta(hours=4))
TRIES = len(PAUSES) + 1
# No agent came: the customer noticed nothing, and waits.
SOON = timedelta(minutes=5)


def next_try(tries: int, now: datetime, hours: Hours) -> datetime | None:
    """When to try again after so many tries that nobody answered; None: never (a person looks)."""
    if tries >= TRIES:
        return None
    return hours.next_opening(now + PAUSES[max(tries, 1) - 1])


def later(now: datetime, hours: Hours) -> datetime:
    """When to try again after nobody of the house could."""
    soon = now + SOON
    return hours.next_opening(soon) or soon
