"""Conversations in memory that are forgotten; Rasa's own store keeps every call while the server runs."""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import Any

from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.trackers import DialogueStateTracker


class ForgettingTrackerStore(InMemoryTrackerStore):
    """Drops conversations that were silent for ``keep_minutes``, whenever another one speaks."""

    def __init__(self, domain: Any, event_broker: Any = None, keep_minutes: int = 60, **kwargs: Any) -> None:
        super().__init__(domain, event_broker, **kwargs)
        self._keep_seconds = 60 * keep_minutes
        self._touched: OrderedDict[str, float] = OrderedDict()

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the conversation and forget the old ones."""
        now = time.monotonic()
        self._touched[tracker.sender_id] = now
        self._touched.move_to_end(tracker.sender_id)
        await super().save(tracker)
        while (oldest := self._oldest()) and now - self._touched[oldest] > self._keep_seconds:
            del self._touched[oldest]
            self.store.pop(oldest, None)

    def _oldest(self) -> str | None:
        return next(iter(self._touched), None)
