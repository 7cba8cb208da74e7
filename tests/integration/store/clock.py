"""The time of day as a test wants it."""

from datetime import UTC, datetime


class Clock:
    """Stands still until ``now`` is set."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now
