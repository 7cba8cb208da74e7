"""What the desk asks of the house besides the store and the carrier."""

from __future__ import annotations

from typing import Protocol


class Promiser(Protocol):
    """Promises callbacks in writing; `voicebot.store.book.SqlCallBook` is one. Thread- and process-safe."""

    def to_callback(self, call_id: str, rule_id: str) -> str:
        """See `voicebot.call.ports.CallBook.to_callback`; idempotent. Raises PartError."""
        ...
