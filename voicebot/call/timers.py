"""Timers as data: names and due times in stream seconds. Nobody waits here; the call fires what fell due."""

from __future__ import annotations


class Timers:
    """A small table of named deadlines."""

    def __init__(self) -> None:
        self._due: dict[str, float] = {}

    def set(self, name: str, due: float) -> None:
        """Start, or move, a timer."""
        self._due[name] = due

    def cancel(self, name: str) -> None:
        """Forget a timer; unknown names are fine."""
        self._due.pop(name, None)

    def running(self, name: str) -> bool:
        """Whether the timer is set."""
        return name in self._due

    def clear(self) -> None:
        """Forget all."""
        self._due.clear()

    def next(self) -> tuple[float, str] | None:
        """The earliest deadline and its name; ties by name, so that a replay is exact."""
        return min(((due, name) for name, due in self._due.items()), default=None)

    def pop_due(self, now: float) -> tuple[float, str] | None:
        """Remove and return the earliest timer due at or before ``now``."""
        first = self.next()
        if first is None or first[0] > now:
            return None
        del self._due[first[1]]
        return first
