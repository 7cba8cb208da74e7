"""What telephony needs from a call: somewhere to put what the carrier tells, and a way to start it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from voicebot.call.events import StopReason
from voicebot.call.ports import MediaOutlet


class LiveCall(Protocol):
    """One running call. All methods are thread-safe and, but for `wait_closed`, never block."""

    def start(self, returned: str = "") -> None:
        """The stream was accepted; audio follows.

        ``returned``: why a caller is back for whom no person came, 'nobody_free' or 'closed'; '' for a
        new call.
        """
        ...

    def media(self, mulaw: bytes, at: float) -> None:
        """8 kHz μ-law of any length that begins at ``at``, in seconds of the stream's own time."""
        ...

    def key(self, key: str) -> None:
        """A key was pressed: 0-9, '*', '#', A-D."""
        ...

    def mark(self, name: str) -> None:
        """The carrier returned a mark."""
        ...

    def stop(self, reason: StopReason) -> None:
        """No more audio will come. Idempotent: the first reason counts."""
        ...

    def wait_closed(self, timeout: float) -> bool:
        """Wait until the outcome is stored; False when that took longer than ``timeout`` seconds."""
        ...


CallFactory = Callable[[str, MediaOutlet], LiveCall]
"""Makes the call of a call id whose audio leaves through the outlet."""
