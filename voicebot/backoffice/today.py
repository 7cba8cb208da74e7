"""Which day it is for callers."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo


def today_in_the_netherlands() -> date:
    """The callers' day, wherever the server stands."""
    return datetime.now(ZoneInfo("Europe/Amsterdam")).date()
