"""Which day and time it is for callers."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

CALLERS_ZONE = ZoneInfo("Europe/Amsterdam")


def now_in_the_netherlands() -> datetime:
    """The callers' time, with its zone, wherever the server stands."""
    return datetime.now(CALLERS_ZONE)


def today_in_the_netherlands() -> date:
    """The callers' day, wherever the server stands."""
    return now_in_the_netherlands().date()
