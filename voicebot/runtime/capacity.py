"""How many calls are answered at once: one more reaches a person instead of slowing everybody."""

from __future__ import annotations

import threading


class Capacity:
    """Counts the calls of one server. Thread-safe."""

    def __init__(self, most: int) -> None:
        """``most``: calls that are answered in time; see `make bench`, calls_at_once."""
        self._most = most
        self._lock = threading.Lock()
        self._calls = 0

    def enter(self) -> bool:
        """One more call is here; whether it can be answered in time. `leave` must follow either way."""
        with self._lock:
            self._calls += 1
            return self._calls <= self._most

    def leave(self) -> None:
        """It is over."""
        with self._lock:
            self._calls -= 1
