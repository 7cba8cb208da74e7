"""What was worked out of a caller's words before it was sure that they are all; in memory only."""

from __future__ import annotations

import threading
from collections import OrderedDict

Split = tuple[str, str | None, bool]  # the wish to answer now, a second one, whether it corrects itself
MOST_CALLS = 256


class Ahead:
    """Keeps the newest text of each call. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[str, Split]] = OrderedDict()

    def keep(self, call_id: str, text: str, split: Split) -> None:
        """Take the place of what was kept for the call."""
        with self._lock:
            self._kept[call_id] = (text, split)
            self._kept.move_to_end(call_id)
            while len(self._kept) > MOST_CALLS:
                self._kept.popitem(last=False)

    def take(self, call_id: str, text: str) -> Split | None:
        """What was worked out of exactly this text, once; None when it was not."""
        with self._lock:
            kept = self._kept.pop(call_id, None)
        return kept[1] if kept and kept[0] == text else None

    def forget(self, call_id: str) -> None:
        """Drop what is kept for the call."""
        with self._lock:
            self._kept.pop(call_id, None)
