"""The calls whose stream is open in this process."""

from __future__ import annotations

import threading

from voicebot.call.events import StopReason
from voicebot.telephony.ports import LiveCall


class LiveCalls:
    """Finds a running call by its id. Thread-safe; lives as long as the server's process."""

    def __init__(self) -> None:
        self._calls: dict[str, LiveCall] = {}
        self._lock = threading.Lock()

    def add(self, call_id: str, call: LiveCall) -> None:
        """The call's stream is open; a later stream of the same call takes its place."""
        with self._lock:
            self._calls[call_id] = call

    def remove(self, call_id: str, call: LiveCall) -> None:
        """The call's stream is closed; does nothing when another stream took its place."""
        with self._lock:
            if self._calls.get(call_id) is call:
                del self._calls[call_id]

    def get(self, call_id: str) -> LiveCall | None:
        """The running call, or None."""
        with self._lock:
            return self._calls.get(call_id)

    def stop_all(self, reason: StopReason = StopReason.SHUTDOWN) -> None:
        """End every call, as a server does that shuts down: their callers reach a person."""
        with self._lock:
            calls = list(self._calls.values())
        for call in calls:
            call.stop(reason)

    def __len__(self) -> int:
        with self._lock:
            return len(self._calls)
