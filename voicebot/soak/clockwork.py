"""A clock that runs as fast as the machine can, and what is to happen when."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clockwork:
    """The time of a simulated world; `now` is its clock. Not thread-safe."""

    def __init__(self, start: datetime = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)) -> None:
        self._now = start
        self._heap: list[tuple[datetime, int, Callable[[], None]]] = []
        self._count = itertools.count()

    def now(self) -> datetime:
        """The world's time."""
        return self._now

    def later(self, seconds: float, what: Callable[[], None]) -> None:
        """Have something happen after so many seconds."""
        due = self._now + timedelta(seconds=seconds)
        heapq.heappush(self._heap, (due, next(self._count), what))

    def step(self) -> bool:
        """Let the next thing happen; False when there is none."""
        if not self._heap:
            return False
        due, _, what = heapq.heappop(self._heap)
        self._now = max(self._now, due)
        what()
        return True
