"""The clock of the world, where nobody gives another one."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)
