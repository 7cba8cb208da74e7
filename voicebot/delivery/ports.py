"""What the carrier's webhooks tell of messages, and who takes it."""

from __future__ import annotations

from typing import Protocol


class Reports(Protocol):
    """Takes what the carrier says. Thread- and process-safe; every method may raise PartError."""

    def report(self, attempt_id: int, message_id: str, status: str, code: int | None) -> bool:
        """The carrier's word on an attempt's message; False for an attempt that is none of ours. Idempotent.

        status: the carrier's own word, as 'delivered'. code: its error code, None for none.
        """
        ...

    def opt_out(self, number: str) -> None:
        """This number (E.164) wants no SMS any more. Idempotent."""
        ...

    def opt_in(self, number: str) -> None:
        """This number wants SMS again. Idempotent."""
        ...
